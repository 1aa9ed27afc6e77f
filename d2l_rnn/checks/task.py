"""What a task consists of, and how an answer to it is examined.

The mistakes are functions that make them: a mistake is named when it gives what the student's function gave, in every
case. The cases come in order of size, so that the first that fails is the smallest.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace

import torch

from . import compare, trial
from .compare import Problem
from .verdict import case_lines, not_answered, part_lines, remark_lines, right, wrong


@dataclass(frozen=True)
class Task:
    """One function that a student writes."""

    name: str  # also the key of its sentences
    takes: tuple[str, ...]
    returns: tuple[str, ...]
    plain: Callable  # turns what the function returns into plain data, or raises UnfitError
    cases: Sequence[tuple]  # of arguments, the smallest first
    reference: Callable
    mistakes: Sequence[tuple[str, Callable]]  # several functions may make the same mistake
    sizes: Callable = lambda *args: {}  # the letters of a case
    parts: dict[str, Sequence[tuple]] = field(default_factory=dict)  # cases in which one term alone is not zero
    edges: dict[str, Sequence[tuple]] = field(default_factory=dict)  # a mistake that shows nowhere else, and its cases


@trial.one_thread()
def examine(task, answer):
    """The Verdict on an answer to a task."""
    if answer is ...:
        return not_answered()
    parts = [(part, args) for part, cases in task.parts.items() for args in cases]
    edges = [(key, args) for key, cases in task.edges.items() for args in cases]
    tried = [*task.cases, *(args for _, args in (*parts, *edges))]
    attempt = trial.run(answer, task.takes, tried, task.plain)
    outcomes = attempt.outcomes
    if "not_answered" in [problem.key for problem in (attempt.problem, *(o.problem for o in outcomes)) if problem]:
        return not_answered()
    if attempt.problem is not None:
        return wrong(task.name, attempt.problem)

    wants = [task.plain(task.reference(*args)) for args in tried[: len(outcomes)]]
    faults = [_fault(task, outcome, want) for outcome, want in zip(outcomes, wants, strict=True)]
    place = next((place for place, fault in enumerate(faults) if fault is not None), None)
    if place is None:
        verdict = right(task.name, cases=len(tried))
        return replace(verdict, text="\n".join([verdict.text, *remark_lines(attempt)]))

    usual = len(tried) - len(edges)
    key, judged = None, {}
    if place >= usual:
        key = edges[place - usual][0]
    elif len(outcomes) == len(tried):
        key = mistake(task, tried[:usual], outcomes[:usual])
        for (part, _), fault in zip(parts, faults[len(task.cases) : usual], strict=True):
            judged[part] = judged.get(part, True) and fault is None
    if key is None:
        place = _most_telling(faults[: len(task.cases)], place)
    problem = faults[place] if key is None else Problem(key, line=faults[place].line)
    lines = case_lines(task, tried[place], outcomes[place].value, wants[place])
    lines += part_lines(judged) + remark_lines(attempt)
    return wrong(task.name, problem, lines, name=" and ".join(task.returns))


def _most_telling(faults, place):
    """The place to report: a product that does not fit in some case says more than a wrong number in a smaller one."""
    telling = [other for other, fault in enumerate(faults) if fault is not None and fault.key != "value"]
    return min(telling, default=place)


def _fault(task, outcome, want):
    """The Problem with one Outcome, or None. A right value does not excuse a changed argument."""
    problem = outcome.problem or compare.differences(outcome.value, want, task.returns)
    if problem is None and outcome.changed:
        return Problem("changes_argument", {"changed": " and ".join(outcome.changed)})
    return problem


def mistake(task, tried, outcomes):
    """The key of the first mistake that leads to the same in every case, or None."""
    for key, function in task.mistakes:
        if all(map(_alike, outcomes, (trial.once(function, task.takes, args, task.plain) for args in tried))):
            return key
    return None


def _alike(outcome, other):
    if outcome.problem is not None or other.problem is not None:
        return outcome.problem == other.problem
    return compare.equal(outcome.value, other.value)


# --- making cases -----------------------------------------------------------------------------------------------------


def numbers(seed, *shape):
    """A tensor of numbers with one decimal, from -0.9 to 0.9 and never 0: short to print and the same everywhere."""
    generator = torch.Generator().manual_seed(seed)
    tenths = torch.randint(1, 10, shape, generator=generator)
    return torch.where(torch.rand(shape, generator=generator) < 0.4, -tenths, tenths) / 10


def only(takes, args, kept):
    """The arguments with all but the named ones set to zero."""
    return tuple(value if name in kept else torch.zeros_like(value) for name, value in zip(takes, args, strict=True))

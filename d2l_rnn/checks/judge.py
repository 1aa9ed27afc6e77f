"""How an answer to a task is examined: its cases first, its edges when those are right, and what there is to remark.

Values come first: only where all of them are right does it matter that a function writes into its arguments.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from . import compare
from .plain import Problem
from .sandbox import trial
from .tasks.function import Function
from .verdict import case_lines, listed, not_answered, part_lines, remark_lines, right, wrong

ENDLESS = ("never_ends", "memory")
# A wrong number in a small case says more than one of these in a larger one.
LESS_TELLING = ("value", "not_finite", "recursion", *ENDLESS)
MEMORY_AT_EDGES = 10**8  # bytes: one call into C that holds everything up has filled them soon


@dataclass(frozen=True)
class Tried:
    """Cases of a task with what an answer made of them, as far as it came, and what is wrong with each value."""

    task: Function
    cases: Sequence[tuple]
    attempt: trial.Attempt
    wants: Sequence
    faults: Sequence[Problem | None]

    @classmethod
    def of(cls, task, answer, cases, **limits):
        """The answer, tried in these cases."""
        attempt = answer.attempt(task, cases, **limits)
        outcomes = attempt.outcomes
        wants = [task.plain(task.reference(*args)) for args in cases[: len(outcomes)]]
        faults = [
            outcome.problem or compare.differences(outcome.value, want, task.returns)
            for outcome, want in zip(outcomes, wants, strict=True)
        ]
        return cls(task, cases, attempt, wants, faults)

    @property
    def blank(self):
        """Whether nothing has been answered yet."""
        return any(problem and problem.key == "not_answered" for problem in (self.attempt.problem, *self.faults))

    @property
    def wrong(self):
        """The place of the first case with a wrong value, or None."""
        return next((place for place, fault in enumerate(self.faults) if fault is not None), None)

    @property
    def changing(self):
        """The place of the first case whose arguments are no longer what they were, or None."""
        return next((place for place, outcome in enumerate(self.attempt.outcomes) if outcome.changed), None)

    @property
    def changed(self):
        """The names of the arguments that are changed there."""
        return listed(self.attempt.outcomes[self.changing].changed)

    @property
    def remarks(self):
        """The lines about what else the function did."""
        wrong_too = self.wrong is not None and self.changing is not None
        return remark_lines(self.attempt, {"changes": {"changed": self.changed}} if wrong_too else {})

    def verdict(self, place, problem, lines=()):
        """The Verdict that shows the case at this place."""
        name = " and ".join(self.task.returns)
        case = case_lines(self.task, self.cases[place], self.attempt.outcomes[place].value, self.wants[place])
        return wrong(self.task.name, problem, [*case, *lines], name=name)


def examine(task, answer):
    """The Verdict on an answer to a task, wherever it is asked."""
    usual = Tried.of(task, answer, [*task.cases, *(args for cases in task.parts.values() for args in cases)])
    if usual.blank:
        return not_answered()
    if usual.attempt.problem is not None:
        return wrong(task.name, usual.attempt.problem)
    if usual.wrong is not None:
        return _wrong(usual, answer)
    # Not before all else is right: a function that lists what it should count would be busy for long.
    edges = Tried.of(task, answer, [args for cases in task.edges.values() for args in cases], memory=MEMORY_AT_EDGES)
    if edges.attempt.problem is not None:
        return wrong(task.name, edges.attempt.problem)
    if edges.wrong is not None:
        return _wrong_at_an_edge(usual, edges)
    if usual.changing is not None:
        return usual.verdict(usual.changing, Problem("changes_argument", {"changed": usual.changed}), usual.remarks)
    way = _way(usual, answer)
    if way is not None:
        return wrong(task.name, way, usual.remarks)
    verdict = right(task.name, cases=len(usual.cases) + len(edges.cases))
    return replace(verdict, text="\n".join([verdict.text, *usual.remarks]))


def _way(usual, answer):
    """The Problem with how right values came about, or None; to know that, the function is called once more."""
    if usual.task.way is None:
        return None
    watched = Tried.of(usual.task, answer, usual.cases, watched=True)
    if watched.attempt.problem is not None:
        return watched.attempt.problem
    if watched.wrong is not None:  # what was right before
        fault = watched.faults[watched.wrong]
        return fault if fault.key in ENDLESS else Problem("kept")
    key = usual.task.way(watched.attempt.called, len(usual.cases))
    return None if key is None else Problem(key)


def _wrong(usual, answer):
    """The Verdict on an answer that is wrong in a usual case."""
    task, outcomes, place = usual.task, usual.attempt.outcomes, usual.wrong
    finished = len(outcomes) == len(usual.cases)
    problem = _explained(usual) if finished else None
    if problem is None:
        place = _most_telling(usual.faults[: len(task.cases)], place)
        problem = _unsteady(usual, answer, place) or _with_names(usual, answer, place)
    lines = part_lines(_judged_parts(usual)) if finished else []
    return usual.verdict(place, replace(problem, line=usual.faults[place].line), lines + usual.remarks)


def _with_names(usual, answer, place):
    """The Problem at this place; where torch has refused tensors, with their names, which takes another call."""
    fault = usual.faults[place]
    if "message" not in fault.words:
        return fault
    again = Tried.of(usual.task, answer, [usual.cases[place]], watched=True).faults
    return again[0] if again == [fault] else fault


def _explained(usual):
    """The Problem that explains what came out in every case, or None."""
    key = mistake(usual.task, usual.cases, usual.attempt.outcomes)
    if key is not None:
        return Problem(key)
    if any(outcome.problem is not None for outcome in usual.attempt.outcomes):
        return None
    return compare.rearranged([outcome.value for outcome in usual.attempt.outcomes], usual.wants, usual.task.returns)


def _wrong_at_an_edge(usual, edges):
    """The Verdict on an answer that is wrong at an edge only."""
    task, fault = edges.task, edges.faults[edges.wrong]
    if task.endless and edges.attempt.outcomes[edges.wrong].problem is not None:
        problem = Problem(task.endless, line=fault.line)
    elif fault.key in ENDLESS:
        problem = fault
    else:
        tried, outcomes = [*usual.cases, *edges.cases], [*usual.attempt.outcomes, *edges.attempt.outcomes]
        key = mistake(task, tried, outcomes) if len(tried) == len(outcomes) else None
        keys = [key for key, cases in task.edges.items() for _ in cases]
        problem = Problem(key or keys[edges.wrong], line=fault.line)
    return edges.verdict(edges.wrong, problem, usual.remarks)


def _most_telling(faults, place):
    """The place to report: a product that does not fit in some case says more than a wrong shape in a smaller one, and
    that says more than a wrong number.
    """
    ranks = {key: rank for rank, keys in enumerate((("shape",), LESS_TELLING), 1) for key in keys}
    wrong_places = [other for other, fault in enumerate(faults) if fault is not None]
    return min(wrong_places, key=lambda other: ranks.get(faults[other].key, 0), default=place)


def _judged_parts(usual):
    """Of each term whether its values are right."""
    judged, faults = {}, iter(usual.faults[len(usual.task.cases) :])
    for part, cases in usual.task.parts.items():
        judged[part] = all([next(faults) is None for _ in cases])
    return judged


def _unsteady(usual, answer, place):
    """The Problem where the same calls now lead to something else, so that the case would not show what is wrong."""
    if usual.faults[place].key in ENDLESS:
        return None
    outcomes = usual.attempt.outcomes
    # Twice: random numbers begin with the same ones each time, and might do so at the same call.
    again = Tried.of(usual.task, answer, [usual.cases[0], usual.cases[place], usual.cases[place]])
    if all(map(_same_end, (outcomes[0], outcomes[place], outcomes[place]), again.attempt.outcomes)):
        return None
    return Problem("random" if "random" in usual.attempt.disturbed else "kept")


def _same_end(before, now):
    """Whether two calls with the same arguments ended alike; a message may hold a place in memory, and differ."""
    if before.problem is not None and now.problem is not None:
        return before.problem.key == now.problem.key
    return alike(before, now)


def mistake(task, tried, outcomes):
    """The key of the first mistake that leads to the same in every case, or None."""
    for key, function in task.mistakes:
        if all(map(alike, outcomes, (trial.once(function, task.takes, args, task.plain) for args in tried))):
            return key
    return None


def alike(outcome, other):
    """Whether two calls led to the same."""
    if outcome.problem is not None or other.problem is not None:
        return outcome.problem == other.problem
    return compare.equal(outcome.value, other.value)

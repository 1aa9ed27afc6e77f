"""What a reader is told: not answered, right, or wrong with the smallest case that shows it."""

import os
from dataclasses import dataclass

import torch

from .. import arguments
from ..languages import say, series, width_of
from . import sentences
from .compare import equal
from .saying import RESULTS, result, said

MOST_ENTRIES = 12  # of a tensor that is printed in full
MOST_DIGITS = 40  # of a whole number


@dataclass(frozen=True)
class Verdict:
    """The answer to an answer: its state, the key of its sentence, and the whole text."""

    state: str  # "not answered", "right" or "wrong"
    key: str
    text: str


def graded():
    """Whether nbgrader runs the notebook."""
    return os.environ.get("NBGRADER_EXECUTION") in ("autograde", "validate")


def give(verdict):
    """Print a Verdict; where nbgrader runs the notebook, raise one that is not right: nbgrader counts errors."""
    if verdict.state != "right" and graded():
        raise AssertionError(verdict.text)
    print(verdict.text)


def not_answered():
    """The Verdict on a blank."""
    return Verdict("not answered", "not_answered", said("any", "not_answered"))


def right(task, **words):
    """The Verdict on an answer that is right."""
    return Verdict("right", "right", said(task, "right", **words))


def wrong(task, problem, lines=(), **words):
    """The Verdict on an answer that is not right: what is wrong, the lines that show it, a hint."""
    words = {"task": task, **words, **problem.words} | ({"message": refused(problem)} if problem.shapes else {})
    words |= {word: _called(words[word]) for word in ("name", "names") if word in words}
    group = group_of(task, problem.key)
    told, hint = (said(group, problem.key, part, **words) for part in ("", "hint"))
    first = said("report", "wrong", task=task, told=told)
    where = [said("report", "line", line=problem.line)] * bool(problem.line)
    last = said("report", "hint", hint=hint)
    return Verdict("wrong", problem.key, "\n".join([first, *where, *lines, last]))


def wrong_when_drawn(task, key):
    """The Verdict on an answer that is right in the notebook's cases and wrong in others, which it never shows."""
    group = group_of(task, key)
    sentence = sentences.ANY[key] if group == "any" else sentences.TASKS[task][key]
    known = not any("{" in part for part in sentence)  # braces are filled with something of a case
    told = said("report", "drawn", told=said(group, key)) if known else said("report", "drawn_alone")
    first = said("report", "wrong", task=task, told=told)
    last = said("report", "hint", hint=said(group, key, "hint") if known else said("report", "drawn_hint"))
    return Verdict("wrong", key, f"{first}\n{last}")


def group_of(task, key):
    """Where the sentence of a mistake stands: among the task's own, or among those that all tasks share."""
    return task if key in sentences.TASKS[task] else "any"


def _called(name):
    """What a part of a result is called: a letter of the book, or some words."""
    if name in RESULTS:
        return result(name)
    if name.startswith("entry "):
        return say("entry {place}", place=name.removeprefix("entry "))
    names = name.split(" and ")
    return listed(list(map(_called, names))) if len(names) > 1 else name


def listed(names):
    """Names in one line, the last of them after an "and"."""
    *others, last = names
    return say("{names} and {last}", names=listed(others), last=last) if others else last


def refused(problem):
    """The tensors that do not fit together, with their names and shapes."""
    shapes = [(name or said("report", "no_name"), shape) for name, shape in problem.shapes]
    if problem.factors:
        (left, shape), (right, other) = shapes
        words = {"left": left, "shape": shape, "right": right, "other": other}
        return said("report", "matrices", **words, columns=shape[1], rows=other[0])
    return series(said("report", "tensor", name=name, shape=shape) for name, shape in shapes)


def case_lines(task, case, value, want):
    """The arguments of a case, what came out and what should have, one to a line; of a pair only what is off."""
    letters = task.sizes(*case)
    sizes = ", ".join(f"{letter} = {size}" for letter, size in letters.items())
    rows = {name: shown(argument) for name, argument in zip(task.takes, case, strict=True) if name not in letters}
    if len(task.returns) == 1:
        value, want = [value], [want]
    for name, came, should in zip(map(_called, task.returns), value or [None] * len(want), want, strict=True):
        if came is None:
            rows[said("report", "should", name=name)] = shown(should)
        elif not equal(came, should):
            yours, right = both(came, should)
            rows |= {said("report", "came", name=name): yours, said("report", "should", name=name): right}
    width = max(map(width_of, rows))
    return [
        said("report", "case_of_sizes" if sizes else "case", sizes=sizes),
        *(f"    {name}{' ' * (width - width_of(name))}  {text}" for name, text in rows.items()),
    ]


def part_lines(parts):
    """Which terms are right when all others are zero; nothing where that tells nothing."""
    if not any(parts.values()):
        return []
    judged = [said("report", "part_right" if good else "part_off", part=part) for part, good in parts.items()]
    return [said("report", "parts", parts=series(judged))]


def remark_lines(attempt, others):
    """What else the function did, besides its values; `others` are words by the key of a remark."""
    remarks = dict.fromkeys(attempt.disturbed, {}) | others
    if attempt.printed:
        remarks["prints"] = {"printed": attempt.printed}
    if attempt.displayed:
        remarks["displays"] = {}
    return [said("remark", key, **words) for key, words in remarks.items()]


# --- numbers on paper -------------------------------------------------------------------------------------------------


def both(value, want):
    """Two values as text: with their shapes where these differ, with more decimals where four are too few."""
    if isinstance(value, torch.Tensor) and isinstance(want, torch.Tensor) and value.shape != want.shape:
        return _with_shape(value), _with_shape(want)
    texts = shown(value), shown(want)
    return texts if texts[0] != texts[1] else (shown(value, 7), shown(want, 7))


def _with_shape(value):
    large = value.numel() > MOST_ENTRIES  # then the text names the shape already
    return shown(value) if large else said("report", "of_shape", text=shown(value), shape=tuple(value.shape))


def shown(value, decimals=4):
    """A value as text: numbers with few decimals, and of a large tensor only the shape and the first numbers."""
    if isinstance(value, torch.Tensor):
        if value.numel() <= MOST_ENTRIES:
            return _nested(value.tolist(), decimals)
        first = ", ".join(_number(number, decimals) for number in value.flatten()[:4].tolist())
        return said("report", "large", shape=tuple(value.shape), first=first)
    if isinstance(value, tuple | list):
        more = ["…"] * (len(value) > MOST_ENTRIES)
        return "[" + ", ".join([*(shown(part, decimals) for part in value[:MOST_ENTRIES]), *more]) + "]"
    return arguments.shown(value, 60) if isinstance(value, str) else _nested(value, decimals)


def _nested(value, decimals):
    if isinstance(value, list):
        return "[" + ", ".join(_nested(part, decimals) for part in value) + "]"
    if isinstance(value, int):
        return str(value) if abs(value) < 10**MOST_DIGITS else arguments.a(value)
    return _number(value, decimals)


def _number(number, decimals):
    return f"{round(number, decimals) + 0.0:.{decimals + 4}g}"

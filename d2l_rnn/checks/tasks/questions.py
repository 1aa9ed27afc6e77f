"""The questions that are answered with a value, with True or False, or in words."""

import html

from ... import arguments
from .. import compare, sentences
from ..compare import Problem, UnfitError
from ..sandbox import trial
from ..verdict import Verdict, not_answered, right, wrong

SIZE = {"d": 16, "V": 28, "h": 32, "T": 35, "n": 4}  # of the network that the first question asks about
FATES = ("vanishes", "explodes", "keeps its length", "first grows, then vanishes")
FEWEST_WORDS = 8


def output_size(answer):
    """The Verdict on how many numbers O_t holds for one sequence."""

    def judge(size):
        d, V, h, T, n = SIZE.values()
        mistaken = {
            T: "T",
            1: "one",
            d: "d",
            h: "h",
            n: "n",
            n * V: "batch",
            T * V: "all_steps",
            n * T * V: "all_steps",
            V * V: "V_squared",
            V - 1: "one_less",
            V + 1: "one_more",
            d + h: "d_plus_h",
        }
        return None if size == V else Problem(mistaken.get(size, "value"), {"size": arguments.a(size)})

    return _judged("output_size", answer, compare.whole, judge)


def gradient_fate(answer):
    """The Verdict on what can happen to a gradient's length over many steps."""

    def judge(fates):
        missing = [fate for fate in FATES if fate not in fates]
        if not missing:
            return None
        alone = {("vanishes",): "vanishes_alone", ("explodes",): "explodes_alone", (): "empty"}
        both = {"vanishes", "explodes"} == set(fates)
        return Problem(
            "two_only" if both else alone.get(tuple(fates), "missing_" + missing[0].split(",")[0].split()[0])
        )

    return _judged("gradient_fate", answer, _fates, judge)


def _fates(value):
    if type(value) is str:
        raise UnfitError("string")
    if type(value) is dict and not value:  # {} is meant to be the empty set
        return []
    if type(value) not in (set, frozenset, list, tuple):
        raise UnfitError("not_set", what=compare.short(value))
    if len(value) > 0 and all(fate is ... for fate in value):
        raise UnfitError("not_answered")
    fates = list(map(compare.own, value))
    for fate in fates:
        if type(fate) is not str or fate not in FATES:
            raise UnfitError("unknown", what=_written(fate), known=", ".join(f'"{known}"' for known in FATES))
    return sorted(set(fates), key=FATES.index)


def _written(value, most=40):
    """A string as it is written, so that a missing comma can be seen; of anything else what it is."""
    return arguments.shown(value, most) if type(value) is str else compare.short(value)


def true_or_false(answers):
    """The Verdict on a dict from the letter of a statement to True, False or, as yet, `...`."""
    if answers is ...:
        return not_answered()
    outcome = trial.look(answers, _letters)
    if outcome.problem is not None:
        return wrong("true_or_false", outcome.problem)
    given = {letter: value for letter, value in outcome.value.items() if value is not ...}
    if not given:
        return not_answered()
    statements = sentences.STATEMENTS
    off = [letter for letter in given if given[letter] is not statements[letter]["true"]]
    missing = [letter for letter in statements if letter not in given]
    if not off and not missing:
        return right("true_or_false", cases=len(statements))
    report = sentences.REPORT
    lines = [report["false" if given[letter] else "true"].format(letter=letter, **statements[letter]) for letter in off]
    if missing:
        lines.append(report["statements_missing"].format(letters=", ".join(missing)))
    good = len(statements) - len(off) - len(missing)
    key = off[0] if off else "missing"
    text = report["statements"].format(right=good, cases=len(statements))
    return Verdict("wrong", key, "\n".join([text, *lines]))


def _letters(value):
    if not issubclass(type(value), dict):
        raise UnfitError("not_dict", what=compare.short(value))
    letters = {}
    for letter, truth in dict.items(value):
        letter = compare.own(letter)
        if type(letter) is not str or letter not in sentences.STATEMENTS:
            raise UnfitError("unknown_letter", what=_written(letter), known=", ".join(sentences.STATEMENTS))
        kind = type(truth)
        if kind.__module__ == "numpy" and kind.__name__ in ("bool", "bool_"):
            truth = bool(truth)
        if type(truth) is not bool and truth is not ...:
            raise UnfitError("not_truth", letter=letter, what=_written(truth))
        letters[letter] = truth
    return dict(sorted(letters.items()))


def _judged(name, answer, plain, judge):
    if answer is ...:
        return not_answered()
    if answer is None:
        return wrong(name, Problem("nothing"))
    outcome = trial.look(answer, plain)
    problem = outcome.problem or judge(outcome.value)
    if problem is not None and problem.key == "not_answered":
        return not_answered()
    return right(name) if problem is None else wrong(name, problem)


# --- in words ---------------------------------------------------------------------------------------------------------


class ModelAnswer:
    """An answer to compare with, folded until the reader opens it."""

    def __init__(self, question):
        self.answer = sentences.ANSWERS[question]

    def __repr__(self):
        return sentences.REFLECT["plain"].format(answer=self.answer)

    def _repr_html_(self):
        summary = html.escape(sentences.REFLECT["summary"])
        return f"<details><summary>{summary}</summary><p>{html.escape(self.answer)}</p></details>"


def reflect(question, text):
    """A ModelAnswer for a text of some words, or the sentence that asks for one."""
    if type(question) is not str or question not in sentences.ANSWERS:
        known = ", ".join(map(repr, sentences.ANSWERS))
        return sentences.REFLECT["unknown"].format(what=compare.short(question), known=known)
    if text is ... or text is None or (type(text) is str and not text.strip(" .…\n")):
        return sentences.ANY["not_answered"]
    if type(text) is not str:
        return sentences.REFLECT["not_text"].format(what=compare.short(text))
    # Japanese and Chinese put no blanks between words; two characters make about one.
    words = max(len(text.split()), sum(ord(character) > 0x2E7F for character in text) // 2)
    if words < FEWEST_WORDS:
        return sentences.REFLECT["short"].format(words=words)
    return ModelAnswer(question)

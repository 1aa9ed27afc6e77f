"""The questions that are answered with a value, with True or False, or in words."""

import html

from ... import arguments
from .. import sentences
from ..plain import Kind, Problem, short
from ..saying import said
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
            h * V: "W_hq",
            h * V + V: "W_hq",
            n * T: "one_per_step",
            n * h: "hidden_batch",
        }
        return None if size == V else Problem(mistaken.get(size, "value"), {"size": arguments.a(size)})

    return _judged("output_size", answer, Kind("whole"), judge)


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

    return _judged("gradient_fate", answer, Kind("choices", *FATES), judge)


def true_or_false(answer):
    """The Verdict on a dict from the letter of a statement to True, False or, as yet, `...`."""
    outcome = answer.look(Kind("truths", *sentences.STATEMENTS))
    if outcome.problem is not None:
        return not_answered() if outcome.problem.key == "not_answered" else wrong("true_or_false", outcome.problem)
    given = {letter: value for letter, value in outcome.value.items() if value is not ...}
    if not given:
        return not_answered()
    statements = sentences.STATEMENTS
    off = [letter for letter in given if given[letter] is not statements[letter]["true"]]
    missing = [letter for letter in statements if letter not in given]
    if not off and not missing:
        return right("true_or_false", cases=len(statements))
    lines = [_told(letter) for letter in off]
    if missing:
        lines.append(said("report", "statements_missing", letters=", ".join(missing)))
    good = len(statements) - len(off) - len(missing)
    key = off[0] if off else "missing"
    text = said("report", "statements", right=good, cases=len(statements))
    return Verdict("wrong", key, "\n".join([text, *lines]))


def _told(letter):
    """A statement of the question, whether it is true, and why."""
    kind = "true" if sentences.STATEMENTS[letter]["true"] else "false"
    words = {part: said("statement", letter, part) for part in ("statement", "because")}
    return said("report", kind, letter=letter, **words)


def _judged(name, answer, kind, judge):
    outcome = answer.look(kind)
    problem = outcome.problem or judge(outcome.value)
    if problem is not None and problem.key == "not_answered":
        return not_answered()
    return right(name) if problem is None else wrong(name, problem)


# --- in words ---------------------------------------------------------------------------------------------------------


class ModelAnswer:
    """An answer to compare with, folded until the reader opens it."""

    def __init__(self, question):
        self.answer = said("answer", question)

    def __repr__(self):
        return said("reflect", "plain", answer=self.answer)

    def _repr_html_(self):
        summary = html.escape(said("reflect", "summary"))
        return f"<details><summary>{summary}</summary><p>{html.escape(self.answer)}</p></details>"


def reflect(question, text):
    """A ModelAnswer for a text of some words, or the sentence that asks for one."""
    if type(question) is not str or question not in sentences.ANSWERS:
        known = ", ".join(map(repr, sentences.ANSWERS))
        return said("reflect", "unknown", what=short(question), known=known)
    if text is ... or text is None or (type(text) is str and not text.strip(" .…\n")):
        return said("any", "not_answered")
    if type(text) is not str:
        return said("reflect", "not_text", what=short(text))
    # Japanese and Chinese put no blanks between words; two characters make about one.
    words = max(len(text.split()), sum(ord(character) > 0x2E7F for character in text) // 2)
    if words < FEWEST_WORDS:
        return said("reflect", "short", words=words)
    return ModelAnswer(question)

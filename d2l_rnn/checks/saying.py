"""A sentence about an answer in the reader's language, and all of them for whoever translates."""

from ..languages import say
from .sentences import ANSWERS, ANY, REFLECT, REMARKS, REPORT, STATEMENTS, TASKS

# What a result is called that has no letter and no name.
RESULTS = ("what it returns", "count", "inputs", "targets", "losses", "new list")

_GROUPS = TASKS | {
    "any": ANY,
    "report": REPORT,
    "remark": REMARKS,
    "reflect": REFLECT,
    "answer": ANSWERS,
    "statement": STATEMENTS,
}


def said(group, key, part="", /, **words):
    """A sentence in the reader's language, its braces filled; `part` is "hint", or the entry of a statement."""
    return say(_parts(_GROUPS[group][key])[part], context=_context(group, key, part), **words)


def result(name):
    """What a result is called, in the reader's language where it has words for a name."""
    return say(name, context=_context("result", name)) if name in RESULTS else name


def every():
    """(context, English sentence) of all sentences: what there is to translate."""
    for name, group in _GROUPS.items():
        for key, sentence in group.items():
            for part, english in _parts(sentence).items():
                yield _context(name, key, part), english
    yield from ((_context("result", name), name) for name in RESULTS)


def _parts(sentence):
    """The strings of an entry by their names; the first has none."""
    if isinstance(sentence, dict):
        return {part: text for part, text in sentence.items() if isinstance(text, str)}
    return {"": sentence} if isinstance(sentence, str) else dict(zip(("", "hint"), sentence, strict=True))


def _context(*keys):
    return "check:" + ".".join(filter(None, keys))

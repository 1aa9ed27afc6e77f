"""The language that the package speaks: English sentences are its source, and what is not translated stays English.

A language is one file of gettext's, NAME.mo, in this folder; `make language` makes it. It is read when it is first
spoken, so that whoever reads English pays nothing.
"""

import os
import re
import unicodedata
import warnings
from contextlib import contextmanager
from pathlib import Path

ENGLISH = "en"
VARIABLE = "D2L_RNN_LANG"  # names the language that a process begins with
FOLDER = Path(__file__).parent
TURNS = 200  # forms of a plural are told for so many numbers; after that they go round with every hundred

WIDE = re.compile("[\u3000-\u9fff\uac00-\ud7af\uff00-\uffef]")
BEFORE = re.compile(rf"(?<={WIDE.pattern}) (?=\{{(\w+)\}})")
AFTER = re.compile(rf"\{{(\w+)\}} (?={WIDE.pattern})")

_read = {}  # name → what is said in that language, once it has been read


def names():
    """The languages there are, English first."""
    return [ENGLISH, *sorted(file.stem for file in FOLDER.glob("*.mo"))]


def language(name=None):
    """The language that is spoken, by its name, such as "en" or "ja"; given one, it is spoken from here on."""
    global _spoken
    if name is not None:
        if not isinstance(name, str) or name not in names():
            known = ", ".join(map(repr, names()))
            raise ValueError(say("language must be one of {known}, not {name}.", known=known, name=repr(name)[:40]))
        _spoken = name
    return _spoken


@contextmanager
def spoken(name):
    """In its block, this language is spoken."""
    before = language()
    language(name)
    try:
        yield
    finally:
        language(before)


def say(english, /, context="", **gaps):
    """An English sentence in the language that is spoken, its {gaps} filled; one that is given none has none."""
    words = _words()
    if words is not None:
        english = words.pgettext(context, english) if context else words.gettext(english)
        english = _closed(english, gaps)
    return english.format(**gaps) if gaps else english


def say_n(one, many, n, /, **gaps):
    """The sentence for one thing, or the other for any other number of them, which fills the gap {n}."""
    words = _words()
    sentence = _closed(words.ngettext(one, many, n), gaps) if words is not None else one if n == 1 else many
    return sentence.format(n=n, **gaps)


def _closed(sentence, gaps):
    """A sentence without the blanks beside gaps that Japanese and Chinese do not write between two letters."""
    wide = {name for name, value in gaps.items() if isinstance(value, str) and WIDE.match(value)}
    ends = {name for name, value in gaps.items() if isinstance(value, str) and WIDE.match(value[-1:])}
    sentence = BEFORE.sub(lambda gap: "" if gap[1] in wide else " ", sentence) if wide else sentence
    return AFTER.sub(lambda gap: gap[0].rstrip() if gap[1] in ends else gap[0], sentence) if ends else sentence


def series(parts):
    """Words in one line with commas between, as the language writes them; those that are empty are left out."""
    first, *rest = [*filter(None, parts)] or [""]
    return say("{first}, {rest}", first=first, rest=series(rest)) if rest else first


def paragraph(sentences):
    """Sentences in one line, with a blank between them where the language has one; empty ones are left out."""
    first, *rest = [*filter(None, sentences)] or [""]
    return say("{sentence} {more}", sentence=first, more=paragraph(rest)) if rest else first


def width_of(text):
    """The width of a text in letters; a Chinese or Japanese character is as wide as two."""
    return sum(2 if unicodedata.east_asian_width(letter) in "WF" else 1 for letter in text)


def letters():
    """Every character of what is said in the language that is spoken; none in English."""
    words = _words()
    return frozenset() if words is None else frozenset("".join(words._catalog.values())) - {"\n"}


def dictionary(*contexts):
    """What a figure's scripts say in the language that is spoken, as plain data; nothing in English.

    `said` has a translation for each English string of the contexts, or a list of forms where it depends on a number;
    `plural` has the place of the form for 0, 1, 2 and so on, each a digit.
    """
    words = _words()
    if words is None:
        return {}
    said = {}
    for key, translation in words._catalog.items():
        english, form = key if isinstance(key, tuple) else (key, None)
        context, mark, english = english.partition("\x04")
        if not mark or context not in contexts:
            continue
        if form is None:
            said[english] = translation
        else:
            said.setdefault(english, []).append(translation)
    return {"language": _spoken, "plural": "".join(str(words.plural(n)) for n in range(TURNS)), "said": said}


def _words():
    """What is said in the language that is spoken, or None in English."""
    if _spoken == ENGLISH:
        return None
    if _spoken not in _read:
        import gettext  # takes milliseconds that only those pay who need it

        with open(FOLDER / f"{_spoken}.mo", "rb") as file:
            _read[_spoken] = gettext.GNUTranslations(file)
    return _read[_spoken]


_spoken = os.environ.get(VARIABLE) or ENGLISH
if _spoken not in names():
    warnings.warn(f"{VARIABLE} is {_spoken!r}; the languages are {', '.join(names())}. English it is.", stacklevel=2)
    _spoken = ENGLISH

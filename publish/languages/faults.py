"""What is wrong with a translation, by what can be counted: formulas, code, links, gaps, tags, numbers, bad words."""

import re
from collections import Counter

from . import FOLDER, TEMPLATES, catalogs
from .markdown import CODE, FORMULA, TAG, TARGET, shape

GAP = re.compile(r"\{\w[^{}]*\}|\{\{|\}\}")
NUMBER = re.compile(r"(\d+(?:[.,]\d+)*)(?: (thousand\b|million\b|billion\b|万|億))?")
LARGE = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "万": 10**4, "億": 10**8}
KINDS = {"formulas": FORMULA, "code": CODE, "links": TARGET, "tags": TAG}
# What English says in words, another language may say in digits.
IN_WORDS = {
    1: "one once single first a an",
    2: "two twice both pair pairs half halves second double doubled doubles other",
    **dict(enumerate("three four five six seven eight nine ten eleven twelve".split(), 3)),
    16: "sixteen",
    20: "twenty",
    24: "day",
    70: "seventy",
    100: "hundred",
    1000: "thousand",
    4 * 10**8: "million",
}
ORDINALS = {3: "third thirds", 4: "fourth quarter", 5: "fifth", 6: "sixth", 7: "seventh", 8: "eighth", 10: "tenth"}
NEVER = "never.txt"  # in the folder of a language: a pattern in each line, a tab, and what to say


def faults(entry, is_markdown=False, never=()):
    """Sentences about what is wrong with what is translated of an entry; none about what is not translated."""
    english = [text for text in (entry.msgid, entry.msgid_plural) if text]
    found = []
    for said in filter(None, catalogs.strings(entry)):
        found += min((_compared(text, said, is_markdown) for text in english), key=len)
        found += [f"“{word}” is never said; {instead}" for pattern, instead in never for word in pattern.findall(said)]
    return found


def never_said(language, folder=FOLDER):
    """[(pattern, what to say in its place)] of a language."""
    path = folder / language / NEVER
    lines = path.read_text(encoding="utf-8").splitlines() if path.exists() else []
    pairs = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [(re.compile(pattern), instead) for pattern, instead in pairs]


def told(language, folder=FOLDER):
    """A line for each fault in the files of a language: the place, the English, what is wrong."""
    never = never_said(language, folder)
    lines = []
    for name in TEMPLATES:
        for entry in catalogs.read(catalogs.translation(language, name, folder)):
            if not entry.obsolete and not entry.fuzzy:
                is_markdown = name != "package" and (entry.msgctxt or "").startswith(("notebook:", "page:"))
                for fault in faults(entry, is_markdown, never):
                    lines.append(f"{language}/{name}.po, {entry.msgctxt or 'no place'}, “{entry.msgid[:60]}”: {fault}")
    return lines


def waiting(language, folder=FOLDER):
    """(template, entry) of all that a translator has still to do."""
    files = ((name, catalogs.read(catalogs.translation(language, name, folder))) for name in TEMPLATES)
    return [
        (name, entry) for name, file in files for entry in file if not entry.obsolete and not catalogs.is_done(entry)
    ]


def _compared(english, said, is_markdown):
    kinds, found = KINDS if is_markdown else KINDS | {"gaps": GAP}, []
    if is_markdown and shape(english) != shape(said):
        found.append("as Markdown it is made of other parts: see to blanks around ** and at the beginning")
    if [text[:1].isspace() or text[-1:].isspace() for text in (english, said)].count(True) == 1:
        found.append("a blank at the beginning or the end belongs to it, or does not")
    if is_markdown and "\n" in said:
        found.append("it has more than one line")
    for name, kind in kinds.items():
        old, new = (Counter(match[0] for match in kind.finditer(text)) for text in (english, said))
        english, said = kind.sub(" ", english), kind.sub(" ", said)
        if old != new:
            found.append(f"{name} differ: {_difference(old, new)}")
    old, new = (Counter(map(_in_full, NUMBER.finditer(text))) for text in (english, said))
    words = {word.lower() for word in re.findall(r"[A-Za-z]+", english)}
    new -= Counter({number: n for number, n in (new - old).items() if _in_words(number, words)})
    if old != new:
        found.append(f"numbers differ: {_difference(old, new)}")
    return found


def _in_full(number):
    """A number as it is written, or as a whole number where a word such as "billion" makes it one."""
    return f"{float(number[1]) * LARGE[number[2]]:.0f}" if number[2] else number[1]


def _in_words(number, words):
    names = (f"{table.get(int(number), '')}" for table in (IN_WORDS, ORDINALS)) if number.isdecimal() else ()
    return any(set(name.split()) & words for name in names)


def _difference(old, new):
    parts = [f"{' '.join(sorted((old - new).elements()))} is missing"] if old - new else []
    parts += [f"{' '.join(sorted((new - old).elements()))} is too much"] if new - old else []
    return ", ".join(parts)

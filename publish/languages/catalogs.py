"""Files of gettext's: templates, translations, and what a program reads. Equal strings give equal bytes."""

import difflib
from pathlib import Path

import polib
from babel.messages.plurals import get_plural

from . import FOLDER

ALIKE = 0.6  # of a string and one that has gone, from 0 to 1: then a translation is kept, to be looked at
SAME_PLACE = 0.1  # what it counts besides that they stand in the same place
WIDTH = 100  # of a line of a file


def template(name, folder=FOLDER):
    """The path of a template."""
    return Path(folder) / f"{name}.pot"


def translation(language, name, folder=FOLDER):
    """The path of what is translated of a template."""
    return Path(folder) / language / f"{name}.po"


def read(path):
    """What is in a file, as polib has it."""
    return polib.pofile(str(path), encoding="utf-8", wrapwidth=WIDTH)


def new(language=None):
    """A file without entries: a template, or the beginning of a translation."""
    made = polib.POFile(encoding="utf-8", wrapwidth=WIDTH, check_for_duplicates=True)
    made.metadata = {
        "Project-Id-Version": "d2l-rnn",
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=UTF-8",
        "Content-Transfer-Encoding": "8bit",
    }
    if language is not None:
        made.metadata |= {"Language": language, "Plural-Forms": get_plural(language).plural_forms}
    return made


def key(entry):
    """What an entry is known by: its place, what is said, and what is said of several."""
    return entry.msgctxt or "", entry.msgid, entry.msgid_plural


def strings(entry):
    """The translations of an entry: one, or the forms of a plural."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def is_done(entry):
    """Whether an entry has all its words, and nobody has to look at them again."""
    return all(strings(entry)) and not entry.fuzzy and not entry.obsolete


def said(file):
    """{key: translation} of what is done in a file; a plural has a list of forms."""
    return {key(entry): strings(entry) if entry.msgid_plural else entry.msgstr for entry in file if is_done(entry)}


def compiled(entries, language):
    """The bytes of the file that a program reads: what is done of these entries."""
    made = new(language)
    made.extend(entry for entry in entries if is_done(entry))
    return made.to_binary()


def updated(old, source):
    """A translation brought to the strings of the template `source`, its header as it was.

    A string that is new and like one that has gone gets its translation, marked as fuzzy; one that has only moved to
    another place keeps it. What is used no more is kept apart, as obsolete.
    """
    wanted = set(map(key, source))
    known = {key(entry): entry for entry in old if not entry.obsolete}
    gone = [entry for entry in old if (entry.obsolete or key(entry) not in wanted) and any(strings(entry))]
    made = new()
    made.metadata, made.header = old.metadata, old.header
    forms = int(old.metadata["Plural-Forms"].partition("nplurals=")[2].partition(";")[0])
    for entry in source:
        before = known.get(key(entry)) or _nearest(entry, gone)
        made.append(_carried(entry, before, forms))
        gone = [one for one in gone if one is not before]  # polib compares no entry with None
    for entry in gone:
        entry.obsolete, entry.occurrences = True, []
        made.append(entry)
    return made


def _carried(entry, before, forms):
    """An entry of a template with the translation that another has, or none."""
    made = polib.POEntry(
        msgid=entry.msgid,
        msgid_plural=entry.msgid_plural,
        msgctxt=entry.msgctxt,
        occurrences=entry.occurrences,
        comment=entry.comment,
    )
    if entry.msgid_plural:
        made.msgstr_plural = dict.fromkeys(range(forms), "")
    if before is None:
        return made
    made.tcomment = before.tcomment
    if before.msgid_plural:
        made.msgstr_plural = dict(before.msgstr_plural)
    made.msgstr = before.msgstr
    made.flags = list(before.flags)
    made.previous_msgid, made.previous_msgid_plural = before.previous_msgid, before.previous_msgid_plural
    if (before.msgid, before.msgid_plural) != (entry.msgid, entry.msgid_plural):
        made.flags = list(dict.fromkeys([*made.flags, "fuzzy"]))
        made.previous_msgid, made.previous_msgid_plural = before.msgid, before.msgid_plural or None
    return made


def _nearest(entry, gone):
    """Of the strings that have gone the one most like an entry, rather of its place; None where none is like it."""
    best, score = None, 0
    matcher = difflib.SequenceMatcher(b=entry.msgid, autojunk=False)
    for other in gone:
        if bool(other.msgid_plural) is bool(entry.msgid_plural):
            matcher.set_seq1(other.msgid)
            near = matcher.ratio() if matcher.quick_ratio() >= ALIKE else 0
            near += SAME_PLACE * (near >= ALIKE and other.msgctxt == entry.msgctxt)
            if near >= ALIKE and near > score:
                best, score = other, near
    return best

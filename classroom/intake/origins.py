"""Whose a file in an export is: how Moodle, Canvas and Google Classroom write it into names."""

import re
from collections import Counter
from dataclasses import dataclass, field

from classroom.intake.names import is_notebook, stem, words

# Moodle, mod/assign/classes/downloader.php (before 4.1: locallib.php): the full name with blanks for underscores (or
# "Participant", with blind marking), a number of this assignment's own, the kind of submission. A folder, or, where
# "Download submissions in folders" is off, what stands before the file's name.
MOODLE = r"(?P<name>[^_]+)_(?P<number>\d+)_assignsubmission_(?:file|onlinetext)(?:_(?P<rest>.*))?"
# Canvas, lib/content_zipper.rb: the sortable name ("Lovelace, Ada") in small letters without anything else, LATE, the
# user's number, the file's number, the file's name. Anonymous: LATE, anon_ and a code, the file's number and name.
CANVAS = r"(?P<name>\w+?)(?P<late>_LATE)?_(?P<number>\d+)_(?:\d+_(?P<rest>.+)|(?:text|link)\.html)"
ANONYMOUS = r"(?P<late>LATE_)?(?P<name>anon_[^\W_]+)_\d+_(?P<rest>.+)"
# Google Classroom: the folder of an assignment in the teacher's Drive. A copy made for each student is called
# "Ada Lovelace - 5_exercises.ipynb"; what students uploaded keeps its own name, which need not say whose it is.
GOOGLE = r"(?P<name>.+?) - (?P<rest>.+)"
LATE = "Canvas says that it came late."
MOODLE, CANVAS, ANONYMOUS, GOOGLE = (re.compile(one, re.DOTALL) for one in (MOODLE, CANVAS, ANONYMOUS, GOOGLE))


@dataclass
class Entry:
    """What one person handed in, as an export has it."""

    name: str  # "" where nothing says whose it is
    origin: str
    number: str | None = None
    files: list = field(default_factory=list)  # Found, with paths inside the submission
    said: list = field(default_factory=list)
    may: list = field(default_factory=list)  # ids of the students whose it may be


def entries(export, assignment, notebook):
    """The Entry of each person in an Export, in the order of their names."""
    depth = _wrapped([one.parts for one in export.files] + [parts for parts, _ in export.left_out], assignment)
    found = {}

    def entry(parts):
        name, number, origin, inside, late = _whose(parts, assignment, notebook, depth)
        key = (origin, name, number) if name else (origin, parts)
        one = found.setdefault(key, Entry(name, origin, number))
        if late and not one.said:
            one.said.append(LATE)
        return one, inside

    for one in export.files:
        whose, inside = entry(one.parts)
        one.parts = inside
        whose.files.append(one)
    for parts, sentence in export.left_out:
        entry(parts)[0].said.append(sentence)
    return sorted(found.values(), key=lambda one: (one.origin, one.name, one.number or ""))


def _whose(parts, assignment, notebook, depth):
    """Name, number and origin of a path, its path inside the submission, and whether it is marked as late."""
    for at, part in enumerate(parts):
        if moodle := MOODLE.fullmatch(part):
            inside = parts[at + 1 :] or (moodle["rest"] or part,)
            return " ".join(moodle["name"].split()), moodle["number"], "Moodle", inside, False
    parts = parts[depth:] if len(parts) > depth else parts[-1:]
    (first, *below), last = parts, parts[-1]  # below: what a zip held that the student handed in
    if canvas := CANVAS.fullmatch(first):
        return canvas["name"], canvas["number"], "Canvas", (canvas["rest"] or first, *below), bool(canvas["late"])
    if canvas := ANONYMOUS.fullmatch(first):
        return canvas["name"], None, "Canvas", (canvas["rest"], *below), bool(canvas["late"])
    google = GOOGLE.fullmatch(last)
    if google and (len(parts) == 1 or (is_notebook(last) and words(stem(google["rest"])) == words(stem(notebook)))):
        if words(google["name"]) != words(stem(notebook)):  # "5_exercises - Copy.ipynb" is no person
            return google["name"], None, "Google Classroom", (google["rest"],), False
    if assignment in parts[1:-1]:  # as in nbgrader's own folder `submitted`
        at = parts.index(assignment, 1)
        return parts[at - 1], None, "folder", parts[at + 1 :], False
    if len(parts) > 1:
        return parts[0], None, "folder", parts[1:], False
    bare = stem(last) if is_notebook(last) else ""
    return ("" if words(bare) == words(stem(notebook)) else bare), None, "file", (last,), False


def _wrapped(paths, assignment):
    """How many folders stand around everything, as a zip of a folder has them."""
    depth = 0
    while all(len(parts) > depth + 1 for parts in paths) and paths:
        first = Counter(parts[depth] for parts in paths)
        inner = {parts[depth + 1] for parts in paths}
        deep_enough = all(len(parts) > depth + 2 for parts in paths) and len(inner) > 1 and assignment not in inner
        flat = all(len(parts) == depth + 2 for parts in paths) and all(_says_whose(name) for name in inner)
        of_canvas = any(pattern.fullmatch(name) for pattern in (CANVAS, ANONYMOUS) for name in first)
        if len(first) > 1 or of_canvas or not (deep_enough or flat):
            break
        depth += 1
    return depth


def _says_whose(name):
    return any(pattern.fullmatch(name) for pattern in (MOODLE, CANVAS, ANONYMOUS, GOOGLE))

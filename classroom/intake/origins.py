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

NBGRADER = "nbgrader"  # the origin of a folder that nbgrader made, with a time that it wrote
MOST_SAID = 20  # sentences about one submission


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
    paths = [one.parts[: one.outside] for one in export.files]
    paths += [parts[:outside] for parts, outside, _ in export.left_out]
    depth = _marked(paths, assignment)
    depth = _wrapped(paths, assignment) if depth is None else depth
    found = {}

    def entry(parts, outside):
        # Only what stands in the export itself says whose it is: the names in a zip are its maker's.
        name, number, origin, inside, late = _whose(parts[:outside], assignment, notebook, depth)
        if len(parts) > outside:
            name, inside = name or parts[outside - 1], inside + parts[outside:]
            origin = "folder" if origin == "file" else origin
        key = (origin, name, number) if name else (origin, parts)
        one = found.setdefault(key, Entry(name, origin, number))
        if late and not one.said:
            one.said.append(LATE)
        return one, inside

    for one in export.files:
        whose, inside = entry(one.parts, one.outside)
        one.parts = inside
        whose.files.append(one)
    more = Counter()
    for parts, outside, sentence in export.left_out:
        whose = entry(parts, outside)[0]
        if len(whose.said) < MOST_SAID:
            whose.said.append(sentence)
        else:
            more[id(whose)] += 1
    for whose in found.values():
        if more[id(whose)]:
            whose.said.append(f"{more[id(whose)]} more files were left out.")
    return sorted(found.values(), key=lambda one: (one.origin, one.name, one.number or ""))


def _whose(parts, assignment, notebook, depth):
    """Name, number and origin of a path, its path inside the submission, and whether it is marked as late."""
    parts = parts[depth:] if len(parts) > depth else parts[-1:]
    (first, *below), last = parts, parts[-1]  # below: what stands in a folder of this name
    if moodle := MOODLE.fullmatch(first):
        inside = tuple(below) or (moodle["rest"] or last,)
        return " ".join(moodle["name"].split()), moodle["number"], "Moodle", inside, False
    if canvas := CANVAS.fullmatch(first):
        return canvas["name"], canvas["number"], "Canvas", (canvas["rest"] or first, *below), bool(canvas["late"])
    if canvas := ANONYMOUS.fullmatch(first):
        return canvas["name"], None, "Canvas", (canvas["rest"], *below), bool(canvas["late"])
    if len(parts) == 1 and (google := GOOGLE.fullmatch(last)):
        if words(google["name"]) != words(stem(notebook)):  # "5_exercises - Copy.ipynb" is no person
            return google["name"], None, "Google Classroom", (google["rest"],), False
    if assignment in parts[1:2] and len(parts) > 2:  # as in nbgrader's own folder `submitted`
        return parts[0], None, NBGRADER, parts[2:], False
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


def _marked(paths, assignment):
    """How many folders stand around those of Moodle or nbgrader, or None where that is not the same for all.

    What only some have at a place may be a name that a student gave a folder.
    """
    paths = [parts for parts in paths if len(parts) > 1]
    moodle = {next((at for at, part in enumerate(parts) if MOODLE.fullmatch(part)), None) for parts in paths}
    nbgrader = {parts.index(assignment, 1) - 1 if assignment in parts[1:-1] else None for parts in paths}
    return next((places.pop() for places in (moodle, nbgrader) if len(places) == 1 and places != {None}), None)


def _says_whose(name):
    return any(pattern.fullmatch(name) for pattern in (MOODLE, CANVAS, ANONYMOUS, GOOGLE))

"""Take exports of course platforms into a course: each submission to its student, what is unclear to `unmatched`."""

import json
import os
import shutil
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

from classroom.intake.archive import copy, unpack
from classroom.intake.names import is_notebook, shown, student_id
from classroom.intake.origins import NBGRADER, entries
from classroom.intake.placed import digests, settle
from classroom.intake.roster import is_called, match

TIME = "timestamp.txt"  # when it was handed in, as nbgrader's exchange has it


@dataclass
class Taken:
    """What `collect` did: student -> sentences for the teacher; folder -> why its owner is unclear.

    Of such a folder `files` has the digests and who may be found by its number, and `whose` the student, once a person
    has said it.
    """

    students: dict = field(default_factory=dict)
    new: list = field(default_factory=list)  # ids that were not on the list of students
    unmatched: dict = field(default_factory=dict)
    files: dict = field(default_factory=dict)
    whose: dict = field(default_factory=dict)


def collect(course, assignment, notebook, sources, roster, whose=None):
    """Copy what the exports hold to course/submitted, and return Taken; raises ValueError for what is no export.

    A later export replaces what an earlier one brought for the same student. `whose` is that of an earlier Taken.
    """
    course, taken = Path(course), Taken()
    incoming = course / "rounds" / "incoming"
    shutil.rmtree(incoming, ignore_errors=True)  # of a round that was ended while it read
    incoming.mkdir(parents=True)
    with tempfile.TemporaryDirectory(dir=incoming) as folder:
        exports = []
        for number, source in enumerate(sources):
            place = Path(folder, str(number))
            place.mkdir()
            exports.append((Path(source).name, unpack(source, place)))
        for source, export in exports:
            found = entries(export, assignment, notebook)
            settled = [(whose or {}).get(str(_place(assignment, one))) for one in found]
            for student, entry, why in _assign(found, roster, settled):
                if student is not None and all(student != one.id for one in roster):
                    taken.new.append(student)
                if student is None:
                    _keep_unmatched(course, assignment, entry, why, Path(folder), taken)
                    continue
                try:
                    _hand_in(course, assignment, student, entry, source, Path(folder), taken)
                except OSError as error:  # such as a name that the system does not take; the others go on
                    why = f"{shown(entry.name)} could not be copied: {error.strerror or error}."
                    taken.unmatched[str(_place(assignment, entry))] = why
    return taken


def _assign(found, roster, settled):
    """(student's id or None, entry, why) for every entry of one export; `settled` has whose each is known to be."""
    known = [match(one.name, roster, one.number if one.origin == "Canvas" else None) for one in found]
    known = [[said] if said and len(ids) != 1 else ids for said, ids in zip(settled, known, strict=True)]
    wanted = Counter(ids[0] for ids in known if len(ids) == 1)
    names = Counter(student_id(one.name) for one in found if one.name)
    for one, ids in zip(found, known, strict=True):
        called, one.may = shown(one.name), ids
        if len(ids) > 1:
            yield None, one, f"{called} may be {' or '.join(ids)}."
        elif ids and wanted[ids[0]] > 1:
            yield None, one, f"{called} seems to be {ids[0]}, and so does somebody else in the same export."
        elif ids:
            if not any(is_called(one.name, student) for student in roster if student.id == ids[0]):
                one.said.insert(0, f"{one.origin} calls this student {called}.")
            yield ids[0], one, ""
        elif not one.name or one.origin == "file" or (one.origin == "Google Classroom" and not _notebooks(one)):
            yield None, one, "Nothing says whose it is."
        elif names[student_id(one.name)] > 1 and one.number is None:
            yield None, one, f"Several are called {called}."
        else:
            new = student_id(one.name if names[student_id(one.name)] == 1 else f"{one.name}-{one.number}")
            if roster:
                one.said.insert(0, f"{called} is not on the list of students, and was put there as {new}.")
            yield new, one, ""


def _notebooks(entry):
    return [one for one in entry.files if is_notebook(one.parts[-1])]


def _hand_in(course, assignment, student, entry, source, folder, taken):
    target = course / "submitted" / student / assignment
    if student in taken.students:
        entry.said.append(f"It was in several exports; the one from {shown(source)} counts.")
    if entry.origin != NBGRADER and any(one.parts == (TIME,) for one in entry.files):
        entry.files = [one for one in entry.files if one.parts != (TIME,)]
        entry.said.append(f"{TIME} came along, and is not believed: only nbgrader writes it.")
    new = _copied(entry, folder)
    target.parent.mkdir(parents=True, exist_ok=True)
    _replace(new, target, folder)
    shutil.rmtree(course / _place(assignment, entry), ignore_errors=True)  # it was unclear once
    taken.students[student] = entry.said


def _copied(entry, folder):
    """A new folder with the files of an entry."""
    new = Path(tempfile.mkdtemp(dir=folder), "new")
    copy(entry.files, new)
    return new


def _replace(new, target, folder):
    """Put a folder in the place of another in two steps; what was there is gone only when the new one is in place."""
    if target.is_symlink() or target.is_file():
        target.unlink()
    elif target.exists():
        os.replace(target, tempfile.mkdtemp(dir=folder) + "/old")
    os.replace(new, target)


def _place(assignment, entry):
    """Where in the course an unclear submission is kept."""
    label = f"{entry.name or (entry.files and '/'.join(entry.files[0].parts)) or 'nameless'}"
    label += f"-{entry.number}" if entry.number else ""
    return Path("unmatched", assignment, student_id(label))


def _keep_unmatched(course, assignment, entry, why, folder, taken):
    where = _place(assignment, entry)
    place = course / where
    if entry.files:
        new = _copied(entry, folder)
        place.parent.mkdir(parents=True, exist_ok=True)
        _replace(new, place, folder)
    what = ", ".join(shown(one.parts[-1]) for one in _notebooks(entry) or entry.files[:3])
    origin = "" if entry.origin == "file" else f"{entry.origin}: "
    kept = f" It is kept in {where}." if entry.files else ""
    sentence = " ".join([f"{why} ({origin}{what or 'no file'}.)", *entry.said]) + kept
    taken.unmatched[str(where)] = sentence
    of = entry.may if entry.number else []
    taken.files[str(where)] = {"may": of, "digests": digests(one.path for one in entry.files)}


# --- what was said is kept for rounds that come later -----------------------------------------------------------------

PARTS = ("students", "unmatched", "files", "whose")  # of Taken


def remember(path, taken):
    """Add what was said to a file, so that a round without exports can still say it."""
    kept = _kept(path)
    for part in PARTS:
        kept[part] |= getattr(taken, part)
    new = path.with_suffix(".new")
    new.write_text(json.dumps(kept), encoding="utf-8")
    os.replace(new, path)


def recall(path, course, assignment):
    """The Taken of earlier rounds: of what is unclear only what still lies there, and in no student's folder."""
    taken = Taken(**_kept(path))
    settle(course, assignment, taken)
    taken.unmatched = {place: why for place, why in taken.unmatched.items() if Path(course, place).exists()}
    return taken


def _kept(path):
    try:
        kept = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        kept = {}
    return {part: kept.get(part, {}) for part in PARTS}

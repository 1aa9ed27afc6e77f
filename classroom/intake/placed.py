"""Whose an unclear submission is, where a person has said it: by putting its files into that student's folder."""

import hashlib
from collections import Counter
from pathlib import Path

from classroom.intake.names import is_id, is_junk

LARGEST = 300 * 10**6  # bytes of one file, as exports may have them


def digests(paths):
    """What stands in these files, whatever they are called."""
    found = set()
    for path in paths:
        if path.is_file() and not path.is_symlink() and path.stat().st_size <= LARGEST:
            total = hashlib.sha256()
            with open(path, "rb") as file:
                while block := file.read(2**20):
                    total.update(block)
            found.add(total.hexdigest())
    return sorted(found)


def settle(course, assignment, taken):
    """Take out of `taken.unmatched` what lies in students' folders now, and note in `taken.whose` whose it is.

    Only folders that no export has filled can say it. Whose it is is noted where its number will be met again and the
    student is one of those who are meant by its name.
    """
    if not taken.files:
        return
    there = _filled_by_hand(Path(course), assignment, taken.students)
    owners = {
        place: [student for student, has in there.items() if set(one["digests"]) <= has]
        for place, one in taken.files.items()
        if one["digests"] and place not in taken.whose
    }
    claims = Counter(ids[0] for ids in owners.values() if len(ids) == 1)
    everything = set().union(*there.values())
    kept = Counter(one for place in owners for one in taken.files[place]["digests"])
    for place, ids in owners.items():
        may, has = taken.files[place]["may"], taken.files[place]["digests"]
        if len(ids) == 1 and claims[ids[0]] == 1 and ids[0] in may:
            taken.whose[place] = ids[0]
        elif not may and all(one in everything and kept[one] == 1 for one in has):
            taken.unmatched.pop(place, None)
    for place in taken.whose:
        taken.unmatched.pop(place, None)


def _filled_by_hand(course, assignment, from_exports):
    """Student -> the digests of what lies in the folder, for those of whom no export has brought anything."""
    submitted, found = course / "submitted", {}
    for folder in sorted(submitted.iterdir()) if submitted.is_dir() else ():
        if folder.name not in from_exports and is_id(folder.name) and not folder.is_symlink():
            inside = (folder / assignment).rglob("*")
            found[folder.name] = set(digests(path for path in inside if not is_junk((path.name,))))
    return found

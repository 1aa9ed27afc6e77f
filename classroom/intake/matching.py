"""Which cell of the released notebook a handed-in cell is."""

import functools
import re
from collections import defaultdict

DEFINED = re.compile(
    r"^(?:async\s+def|def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]*)?=(?!=)|^(?:from|import)\b.*\bas\s+(\w+)", re.MULTILINE
)


def is_answer(cell):
    return cell.metadata.get("nbgrader", {}).get("solution", False)


def is_check(cell):
    grading = cell.metadata.get("nbgrader", {})
    return grading.get("grade", False) and not grading.get("solution", False)


def is_locked(cell):
    return not is_answer(cell) and (is_check(cell) or cell.metadata.get("nbgrader", {}).get("locked", False))


def name_of(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")


def lines(source):
    """The lines of a cell without what no reader sees: blanks at their ends, empty ones above and below."""
    return [line.rstrip() for line in source.strip().splitlines()]


def is_same(one, other):
    return not _far_from(one, other) and lines(one) == lines(other)


def _far_from(one, other):
    """Whether one is so much longer that blanks cannot be all: to split 20 MB into lines takes a second."""
    shorter, longer = sorted((len(one), len(other)))
    return longer > 4 * shorter + 10_000


def match(cells, release):
    """Give each cell its origin: by cell id, then by grade_id, then by source, then an answer by what it defines.

    An answer cell that was left blank is the cell below its check that defines the same, or that check where it was
    written into. Returns the indices of the answers that were found so.
    """
    by_id = {cell.get("id"): at for at, cell in enumerate(release.cells) if cell.get("id")}
    by_grade_id = {name_of(cell): at for at, cell in enumerate(release.cells) if "nbgrader" in cell.metadata}
    for cell in cells:
        found = [by_id[key] for key in cell.ids if isinstance(key, str) and key in by_id]
        grade_id = cell.grading.get("grade_id")
        if isinstance(grade_id, str) and grade_id in by_grade_id:
            found.append(by_grade_id[grade_id])
        cell.origin = found[0] if found else None
    by_text, taken = defaultdict(list), {cell.origin for cell in cells}
    for at, released in enumerate(release.cells):
        by_text[tuple(lines(released.source))].append(at)
    longest = max((len(released.source) for released in release.cells), default=0)
    for cell in cells:
        if cell.origin is None and len(cell.source) <= 4 * longest + 10_000 and cell.source.strip():
            equal = by_text.get(tuple(lines(cell.source)), [])
            free = [at for at in equal if at not in taken]
            cell.origin = (free or equal or [None])[0]
            taken.add(cell.origin)
    guessed = []
    defines = functools.cache(lambda place: defined(cells[place].source))
    for at, released in enumerate(release.cells):
        mine = [place for place, cell in enumerate(cells) if cell.origin == at]
        if not is_answer(released) or any(not is_same(cells[place].source, released.source) for place in mine):
            continue
        wanted = _wanted(at, release)
        # What stands between an answer cell that was left blank and its check is run there anyway.
        first = seen_until(at, cells, release) if mine else 0
        # The last one, as in Python. Not a raw cell: that is how a copy that does not count is kept.
        for place in reversed(range(first, len(cells))):
            cell = cells[place]
            if cell.kind == "raw" or not wanted or not wanted <= defines(place):
                continue
            if cell.origin is None or _is_edited_check(cell, release):
                cell.origin = at
                guessed.append(at)
                break
    return guessed


def seen_until(at, cells, release):
    """Where in the handed-in notebook the answer at `at` was last looked at: its check, or the end."""
    for locked in range(at + 1, len(release.cells)):
        if is_locked(release.cells[locked]):
            return max((place for place, cell in enumerate(cells) if cell.origin == locked), default=len(cells))
    return len(cells)


def _wanted(at, release):
    """What a cell has to define to be the answer at `at`: of its names those that the locked cell below it uses."""
    names = defined(release.cells[at].source)
    below = next((cell.source for cell in release.cells[at + 1 :] if is_locked(cell)), "")
    return names & {*re.findall(r"\w+", below)} or names


def _is_edited_check(cell, release):
    released = release.cells[cell.origin]
    return is_check(released) and not is_same(cell.source, released.source)


def defined(source):
    return {name for names in DEFINED.findall(source) for name in names if name}

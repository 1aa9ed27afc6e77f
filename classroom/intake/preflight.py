"""Repair a handed-in notebook before nbgrader sees it.

nbgrader trusts its metadata: one duplicated check cell ends the whole batch, a deleted one waits for a person, and
Colab may drop the metadata altogether. So a copy is built from the released notebook, cell by cell: every locked cell
as it was released, every answer as the student wrote it, and the student's own cells where they stood.
"""

import itertools
from collections import defaultdict
from pathlib import Path

import nbformat

from classroom.intake import UnreadableError
from classroom.intake.matching import is_answer, is_check, is_locked, is_same, lines, match, name_of, seen_until
from classroom.intake.names import shown
from classroom.intake.reading import NEW_CELL, read


def preflight(submitted, release):
    """A repaired copy of the notebook in the file `submitted` and the sentences about what was repaired.

    `release` is the notebook as it was handed out (a NotebookNode). Raises UnreadableError where there is no notebook.
    """
    handed_in, kernel = read(Path(submitted))
    notebook, said = repair(handed_in, release)
    if all(cell.origin is None for cell in handed_in):
        raise UnreadableError(
            f"{shown(Path(submitted).name)} is another notebook: it has none of the cells that were handed out."
        )
    expected = release.metadata.get("kernelspec", {}).get("name", "python3")
    if kernel not in (None, expected):
        said.append(f"It asked for the kernel {shown(str(kernel)[:40])!r}; it is graded with {expected}.")
    return notebook, said


# What can be wrong, in the order in which it is reported. {names} are the cells' names for nbgrader.
SENTENCES = {
    "answer missing": "Missing, put back empty: {names}.",
    "answer guessed": "Recognised only by what they define, and counted as answers: {names}.",
    "answer copied": "Several times there, and different; the last above its check counts, all are kept: {names}.",
    "answer not code": "Turned into text, code again: {names}.",
    "missing": "Missing, put back: {names}.",
    "several": "Several times there, one is left: {names}.",
    "check edited": "Edited, as released again, the edited text is kept below and not run: {names}.",
    "read-only edited": "Edited, as released again, the edited cell is kept below: {names}.",
    "metadata": "The nbgrader metadata was missing or changed, and is restored: {names}.",
    "order": "The cells stood in another order; they are in order again.",
    "others missing": "Deleted, put back: other cells of the notebook, which carry no points.",
}


def repair(cells, release):
    """The released notebook with the answers and the own cells of `cells`, and sentences about what was repaired."""
    found = defaultdict(list)  # key of SENTENCES -> names of cells
    guessed = match(cells, release)
    copies = defaultdict(list)  # index of a released cell -> what was handed in for it
    own = defaultdict(list)  # the same, or -1 for the start -> the student's own cells that follow it
    last = -1
    for cell in cells:
        if cell.origin is None:
            own[last].append(cell)
        else:
            copies[cell.origin].append(cell)
            last = cell.origin

    notebook = nbformat.v4.new_notebook(metadata=release.metadata)
    numbers = itertools.count(1)

    def keep(cell, kind=None):
        notebook.cells.append(NEW_CELL[kind or cell.kind](cell.source, id=f"kept-{next(numbers)}"))

    for cell in own[-1]:
        keep(cell)
    for at, released in enumerate(release.cells):
        mine, name = copies[at], name_of(released)
        edited = [cell for cell in mine if not is_same(cell.source, released.source)]
        if is_answer(released):
            counts, others = _answer(edited, cells, seen_until(at, cells, release))
            for cell in others:
                keep(cell)
            notebook.cells.append(_with(released, counts.source if counts else released.source))
            _note_answer(found, released, mine, counts, others, at in guessed)
        elif is_locked(released):
            notebook.cells.append(_with(released, released.source))
            for cell in edited:  # a check's text is shown and not run; what is only read-only may hold an import
                keep(cell, "raw" if is_check(released) else None)
            if not mine:
                found["missing"].append(name)
            if len(mine) > 1:
                found["several"].append(name)
            if edited:
                found["check edited" if is_check(released) else "read-only edited"].append(name)
        else:
            counts = (edited or mine or [None])[-1]
            for cell in edited[:-1]:
                keep(cell)
            notebook.cells.append(_with(released, counts.source if counts else released.source))
            if not mine:
                found["others missing"].append(name)
        if at not in guessed and any(_lost(cell, released) for cell in mine):
            found["metadata"].append(name)
        for cell in own[at]:
            keep(cell)
    order = list(dict.fromkeys(cell.origin for cell in cells if cell.origin is not None and cell.origin not in guessed))
    if order != sorted(order):
        found["order"].append("")
    return notebook, [text.format(names=", ".join(found[key])) for key, text in SENTENCES.items() if found[key]]


def _with(released, source):
    cell = nbformat.from_dict(released)
    cell.source = source
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None
    return cell


def _answer(written, cells, until):
    """Which of several answers counts (None where there is none), and the others worth keeping.

    The one that its check would have met when the handed-in notebook runs from top to bottom: the last before the
    check, or the last of all where none stands before the check.
    """
    if not written:
        return None, []
    places = set(map(id, written))
    above = [cell for cell in cells[:until] if id(cell) in places]
    counts = (above or written)[-1]
    others = {}
    for cell in written:
        others.setdefault(tuple(lines(cell.source)), cell)
    others.pop(tuple(lines(counts.source)))
    return counts, [*others.values()]


def _note_answer(found, released, mine, counts, others, guessed):
    name = name_of(released)
    if not mine:
        found["answer missing"].append(name)
    if guessed:
        found["answer guessed"].append(name)
    if others:
        found["answer copied"].append(name)
    elif len(mine) > 1:
        found["several"].append(name)
    if counts and counts.kind != released.cell_type:
        found["answer not code"].append(name)


def _lost(cell, released):
    """Whether a cell came back without the grading metadata it was released with, or with other metadata."""
    expected = released.metadata.get("nbgrader", {})
    keys = ("grade_id", "grade", "solution", "locked", "points")
    return any(cell.grading.get(key) != expected.get(key) for key in keys)

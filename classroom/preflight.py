"""Repair a handed-in notebook before nbgrader sees it.

nbgrader trusts its metadata: one duplicated check cell ends the whole batch, a deleted one waits for a person, and
Colab may drop the metadata altogether. So a copy is built from the released notebook, cell by cell: every locked cell
as it was released, every answer as the student wrote it, and the student's own cells where they stood.
"""

import itertools
import json
import re
from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

MEGABYTES = 100  # what a notebook file may have at most; nbgrader leaves larger ones behind, too
NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}
DEFINED = re.compile(r"^(?:async\s+def|def|class)\s+(\w+)|^(\w+)\s*(?::[^=\n]*)?=(?!=)", re.MULTILINE)


class UnreadableError(Exception):
    """What was handed in is no notebook; the message is a sentence for the teacher."""


@dataclass
class Cell:
    """A cell as it was handed in, and the index of the released cell it comes from (None: the student's own)."""

    kind: str
    source: str
    ids: tuple
    grading: dict
    origin: int | None = None


def preflight(submitted, release):
    """A repaired copy of the notebook in the file `submitted` and the sentences about what was repaired.

    `release` is the notebook as it was handed out (a NotebookNode). Raises UnreadableError where there is no notebook.
    """
    handed_in, kernel = read(Path(submitted))
    notebook, said = repair(handed_in, release)
    expected = release.metadata.get("kernelspec", {}).get("name", "python3")
    if kernel not in (None, expected):
        said.append(f"It asked for the kernel {kernel!r}; it is graded with {expected}.")
    return notebook, said


# --- finding and reading ----------------------------------------------------------------------------------------------


def find(folder, name):
    """The path of the notebook to grade in a student's folder, and a sentence where it is not called `name`."""
    folder = Path(folder)
    if not folder.is_dir():
        raise UnreadableError("Nothing was handed in.")
    expected = folder / name
    if expected.is_symlink() or expected.is_file():
        return expected, []
    found = sorted(path for path in folder.glob("*.ipynb") if path.is_file())
    if len(found) == 1:
        return found[0], [f"The file is called {found[0].name}; it was taken for {name}."]
    if found:
        names = ", ".join(path.name for path in found)
        raise UnreadableError(f"There are {len(found)} notebooks and none is called {name}: {names}.")
    others = sorted(path.name for path in folder.iterdir())
    raise UnreadableError(f"There is no notebook, only {', '.join(others[:5])}." if others else "The folder is empty.")


def read(path):
    """The cells of the notebook at `path`, and the name of the kernel it asks for."""
    if path.is_symlink() or not path.is_file():
        raise UnreadableError(f"{path.name} is no ordinary file.")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableError(f"{path.name} is empty.")
    if size > MEGABYTES * 10**6:
        raise UnreadableError(f"{path.name} has {size / 10**6:.0f} MB; more than {MEGABYTES} MB are not read.")
    try:
        data = json.loads(path.read_bytes())
        if "worksheets" in data:  # the format of 2013, which nbformat still converts
            data = nbformat.convert(nbformat.from_dict(data), 4)
        kernel = data.get("metadata", {}).get("kernelspec", {}).get("name")
        return [as_cell(raw) for raw in data["cells"]], kernel
    except (ValueError, RecursionError):  # JSONDecodeError and UnicodeDecodeError are ValueErrors
        raise UnreadableError(f"{path.name} is no notebook: it is not complete JSON.") from None
    except (AttributeError, KeyError, TypeError):
        raise UnreadableError(f"{path.name} is no notebook: it is JSON, but has no list of cells.") from None


def as_cell(raw):
    """A cell of a notebook's JSON, however it is written, as a Cell."""
    source = raw.get("source", "")
    metadata = raw.get("metadata") if isinstance(raw.get("metadata"), dict) else {}
    grading = metadata.get("nbgrader") if isinstance(metadata.get("nbgrader"), dict) else {}
    kind = raw.get("cell_type")
    return Cell(
        kind=kind if kind in NEW_CELL else "raw",
        source=_writable(source if isinstance(source, str) else "".join(map(str, source))),
        ids=(raw.get("id"), metadata.get("id")),  # Colab keeps a cell's id in its metadata
        grading=grading,
    )


def _writable(text):
    """The text without lone surrogates, which JSON can carry and UTF-8 cannot."""
    return text.encode("utf-16", "surrogatepass").decode("utf-16", "replace")


# --- matching ---------------------------------------------------------------------------------------------------------


def _is_answer(cell):
    return cell.metadata.get("nbgrader", {}).get("solution", False)


def _is_check(cell):
    grading = cell.metadata.get("nbgrader", {})
    return grading.get("grade", False) and not grading.get("solution", False)


def _is_locked(cell):
    return not _is_answer(cell) and (_is_check(cell) or cell.metadata.get("nbgrader", {}).get("locked", False))


def _name(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id") or cell.get("id", "")


def _same(one, other):
    return [line.rstrip() for line in one.strip().splitlines()] == [
        line.rstrip() for line in other.strip().splitlines()
    ]


def _match(cells, release):
    """Give each cell its origin: by cell id, then by grade_id, then by source, then an answer by what it defines."""
    by_id = {cell.get("id"): at for at, cell in enumerate(release.cells) if cell.get("id")}
    by_grade_id = {_name(cell): at for at, cell in enumerate(release.cells) if "nbgrader" in cell.metadata}
    for cell in cells:
        found = [by_id[key] for key in cell.ids if isinstance(key, str) and key in by_id]
        grade_id = cell.grading.get("grade_id")
        if isinstance(grade_id, str) and grade_id in by_grade_id:
            found.append(by_grade_id[grade_id])
        cell.origin = found[0] if found else None
    for cell in cells:
        if cell.origin is None and cell.source.strip():
            equal = [at for at, released in enumerate(release.cells) if _same(released.source, cell.source)]
            free = [at for at in equal if all(other.origin != at for other in cells)]
            cell.origin = (free or equal or [None])[0]
    guessed = []
    for at, released in enumerate(release.cells):
        if _is_answer(released) and all(cell.origin != at for cell in cells):
            wanted = _defined(released.source)
            # The last one, as in Python. Not a raw cell: that is how a copy that does not count is kept.
            for cell in reversed(cells):
                if cell.origin is None and cell.kind != "raw" and wanted and wanted <= _defined(cell.source):
                    cell.origin = at
                    guessed.append(at)
                    break
    return guessed


def _defined(source):
    return {name for names in DEFINED.findall(source) for name in names if name}


# --- repairing --------------------------------------------------------------------------------------------------------

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
    guessed = _match(cells, release)
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
        mine, name = copies[at], _name(released)
        edited = [cell for cell in mine if not _same(cell.source, released.source)]
        if _is_answer(released):
            counts, others = _answer(edited, cells, _seen_until(at, cells, release))
            for cell in others:
                keep(cell)
            notebook.cells.append(_with(released, counts.source if counts else released.source))
            _note_answer(found, released, mine, counts, others, at in guessed)
        elif _is_locked(released):
            notebook.cells.append(_with(released, released.source))
            for cell in edited:  # a check's text is shown and not run; what is only read-only may hold an import
                keep(cell, "raw" if _is_check(released) else None)
            if not mine:
                found["missing"].append(name)
            if len(mine) > 1:
                found["several"].append(name)
            if edited:
                found["check edited" if _is_check(released) else "read-only edited"].append(name)
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


def _seen_until(at, cells, release):
    """Where in the handed-in notebook the answer at `at` was last looked at: its check, or the end."""
    for locked in range(at + 1, len(release.cells)):
        if _is_locked(release.cells[locked]):
            return max((place for place, cell in enumerate(cells) if cell.origin == locked), default=len(cells))
    return len(cells)


def _answer(written, cells, until):
    """Which of several answers counts (None where there is none), and the others worth keeping.

    The one that its check would have met when the handed-in notebook runs from top to bottom: the last before the
    check, or the last of all where none stands before the check.
    """
    if not written:
        return None, []
    above = [cell for cell in cells[:until] if any(cell is one for one in written)]
    counts = (above or written)[-1]
    others = []
    for cell in written:
        if not any(_same(cell.source, other.source) for other in [counts, *others]):
            others.append(cell)
    return counts, others


def _note_answer(found, released, mine, counts, others, guessed):
    name = _name(released)
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

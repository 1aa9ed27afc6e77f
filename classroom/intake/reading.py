"""Read a handed-in notebook, whatever a file of this name may hold."""

import json
import mmap
import re
from dataclasses import dataclass

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_raw_cell

from classroom.intake import UnreadableError
from classroom.intake.names import shown

MEGABYTES = 300  # what a notebook file may have at most
MOST_CELLS = 20_000
MOST_TEXT = 20 * 10**6  # characters in the cells, without their outputs
LARGE = 5 * 10**6  # bytes; larger files are read without their outputs
MOST_SIGNS = 5 * 10**6  # quotes and brackets that are looked at in a large file
TOO_MUCH = "The outputs in the file are too many to read it. Clear them in Jupyter, and hand it in again."
SIGNS = re.compile(rb'["\[\]{}]')
NEW_CELL = {"code": new_code_cell, "markdown": new_markdown_cell, "raw": new_raw_cell}


@dataclass
class Cell:
    """A cell as it was handed in, and the index of the released cell it comes from (None: the student's own)."""

    kind: str
    source: str
    ids: tuple
    grading: dict
    origin: int | None = None


def read(path):
    """The cells of the notebook at `path`, and the name of the kernel it asks for."""
    name = shown(path.name)
    if path.is_symlink() or not path.is_file():
        raise UnreadableError(f"{name} is no ordinary file.")
    size = path.stat().st_size
    if size == 0:
        raise UnreadableError(f"{name} is empty.")
    if size > MEGABYTES * 10**6:
        raise UnreadableError(f"{name} has {size / 10**6:.0f} MB; more than {MEGABYTES} MB are not read.")
    try:
        data = json.loads(_mapped(path) if size > LARGE else path.read_bytes())
        if "worksheets" in data:  # the format of 2013, which nbformat still converts
            data = nbformat.convert(nbformat.from_dict(data), 4)
        kernel = data.get("metadata", {}).get("kernelspec", {}).get("name")
        cells = data["cells"]
        if len(cells) > MOST_CELLS:
            raise UnreadableError(f"{name} has {len(cells)} cells; more than {MOST_CELLS} are not read.")
        cells = list(map(as_cell, cells))
    except (ValueError, RecursionError):  # JSONDecodeError and UnicodeDecodeError are ValueErrors
        raise UnreadableError(f"{name} is no notebook: it is not complete JSON.") from None
    except (AttributeError, KeyError, TypeError):
        raise UnreadableError(f"{name} is no notebook: it is JSON, but has no list of cells.") from None
    if sum(len(cell.source) for cell in cells) > MOST_TEXT:
        raise UnreadableError(
            f"{name} has more than {MOST_TEXT / 10**6:.0f} MB of text in its cells; that is not read."
        )
    return cells, kernel


def _mapped(path):
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as data:
        return without_outputs(data)


def without_outputs(data):
    """The bytes of a notebook with an empty list for each cell's outputs: 200 MB of them take no memory then.

    Raises ValueError where a text breaks off, UnreadableError where all of it would take too long.
    """
    kept, begun, depth, at, last = [], 0, 0, 0, b""
    skipped = None  # the depth at which the outputs that are left out began
    for _ in range(MOST_SIGNS):
        found = SIGNS.search(data, at)
        if found is None:
            return b"".join([*kept, data[begun:]])
        at = found.start()
        sign = data[at]
        if sign == ord('"'):
            end = _end_of_text(data, at)
            last, at = data[at + 1 : min(end, at + 20)], end + 1
            continue
        if sign in b"[{":
            depth += 1
            if sign == ord("[") and depth == 4 and last == b"outputs" and skipped is None:
                kept.append(data[begun : at + 1])
                skipped = depth
        else:
            if depth == skipped:
                begun, skipped = at, None
            depth -= 1
        at, last = at + 1, b""
    raise UnreadableError(TOO_MUCH)


def _end_of_text(data, at):
    """Where the quote stands that ends the text beginning at `at`."""
    end = at
    for _ in range(MOST_SIGNS):
        end = data.find(b'"', end + 1)
        if end < 0:
            raise ValueError("the text has no end")
        before = end - 1
        while data[before] == ord("\\"):
            before -= 1
        if (end - before) % 2:
            return end
    raise UnreadableError(TOO_MUCH)


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

"""The English texts that are translated as Markdown, each with its place."""

import nbformat

from .. import NOTEBOOKS, ROOT
from . import PAGES


def notebooks():
    """{path from the root: [(place, text) of each cell with words]} of the notebooks."""
    cells = {path.relative_to(ROOT).as_posix(): nbformat.read(path, as_version=4).cells for path in NOTEBOOKS}
    return {
        source: [(f"notebook:{cell.id}", cell.source) for cell in found if cell.cell_type == "markdown"]
        for source, found in cells.items()
    }


def pages():
    """{path from the root: [(place, text)]} of the pages."""
    return {source: [(f"page:{source}", (ROOT / source).read_text(encoding="utf-8"))] for source in PAGES}

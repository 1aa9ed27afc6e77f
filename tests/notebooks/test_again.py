"""The notebooks run again by a reader: from the middle, and each cell twice."""

import nbformat
import pytest

from publish.run import METADATA, run

from .reading import code_cells, each_notebook, is_compared, machine, read, sections, texts

pytestmark = pytest.mark.slow

FORGET = "%reset -f"  # what the kernel has computed; a new kernel for each section would take twice the time


def run_again(sources):
    """The cells as a notebook of their own, executed in a new kernel."""
    own = [nbformat.v4.new_code_cell(source) for source in sources]
    return run(nbformat.v4.new_notebook(cells=own, metadata=METADATA), environment=machine()).cells


@each_notebook
def test_every_section_runs_after_the_setup_cell_alone_and_each_cell_twice_with_the_same_outputs(path):
    notebook = read(path)
    setup, *rest = code_cells(notebook)
    parts = list(sections(notebook).values())
    first = [cell for cell in rest if not any(cell in part for part in parts)]
    stored = []
    for part in reversed([first, *parts]):  # what a section finds is not left from the one above it
        stored += [None, *(cell for cell in [setup, *part] for _ in range(2))]
    cells = run_again(FORGET if cell is None else cell.source for cell in stored)
    assert len(cells) == len(stored) > 2 * len(code_cells(notebook))
    for cell, expected in zip(cells, stored, strict=True):
        if expected and is_compared(expected):
            assert texts(cell.outputs) == texts(expected.outputs), cell.source

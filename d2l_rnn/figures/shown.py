"""Which figure is shown by which notebook cell, so that a cell that runs again leaves no old figure behind.

ipywidgets keeps every widget until it is closed: its object and its layout in the kernel, its model, weights and
script in the browser. A figure is closed when the cell that shows it runs again and shows another. One that was
closed and is displayed once more, from a variable kept elsewhere, opens again.
"""

import sys

_cells = {}  # cell → (run of that cell, the figures that it shows)


def in_notebook():
    """Whether a notebook, and no terminal, shows what Python displays."""
    return hasattr(_shell(), "kernel")


def _shell():
    """IPython's shell, or None."""
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None


def _here():
    """The cell and the run of it that is going on, or None outside a notebook, or where it does not name its cells."""
    shell = _shell()
    request = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = request.get("metadata", {}).get("cellId")
    return (cell, request["header"]["msg_id"]) if cell else None


def replace(figure):
    """Say that `figure` is shown by the running cell; close what an earlier run of this cell showed."""
    if figure.comm is None:
        figure.layout.open()
        figure.open()
    here = _here()
    if here is None:
        return
    cell, run = here
    before, figures = _cells.get(cell, (run, []))
    if before != run:
        elsewhere = [one for other, (_, those) in _cells.items() if other != cell for one in those]
        for old in figures:
            if not any(old is one for one in (figure, *elsewhere)):
                old.layout.close()
                old.close()
        figures = []
    _cells[cell] = run, [*figures, figure]

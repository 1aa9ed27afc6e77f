"""Where a figure is shown, so that a cell that runs again leaves no old figure behind, and takes none from elsewhere.

ipywidgets keeps every widget until it is closed: its object and its layout in the kernel, its model, weights and
script in the browser. A closed one loses every view. So a figure is closed when the cell that shows it runs again and
shows another, unless it is still to be seen: in another cell, in a page of its own that is open on the same kernel, or
in a box. Nobody tells the kernel that a page or a box has gone; the oldest of them are given up. A figure that was
closed and is displayed once more, from a variable kept elsewhere, opens again.
"""

import sys

import ipywidgets

MOST_PAGES = 4  # at once on one kernel: two browsers, or two notebooks; a page that is loaded again is another one
MOST_BOXED = 4  # figures of one cell that later went into boxes

_cells = {}  # cell → page → (run of that cell, the figures that it shows), the page that ran it last at the end


def in_notebook():
    """Whether a notebook, and no terminal, shows what Python displays."""
    return hasattr(_shell(), "kernel")


def replace(figure):
    """Say that `figure` is shown by the running cell; close what an earlier run of this cell showed."""
    if figure.comm is None:
        figure.layout.open()
        figure.open()
    here = _here()
    if here is None:
        return
    cell, page, run = here
    pages = _cells.setdefault(cell, {})
    before, figures = pages.pop(page, (run, []))
    gone = []
    if before != run:
        boxed = [old for old in figures if _in_a_box(old)][-MOST_BOXED:]
        gone, figures = figures, boxed
    pages[page] = run, [*figures, figure]
    while len(pages) > MOST_PAGES:
        gone += pages.pop(next(iter(pages)))[1]
    seen = {id(one) for pages in _cells.values() for _, figures in pages.values() for one in figures}
    for old in gone:
        if id(old) not in seen:
            old.layout.close()
            old.close()


def _shell():
    """IPython's shell, or None."""
    return sys.modules["IPython"].get_ipython() if "IPython" in sys.modules else None


def _here():
    """The cell, the page and the run that is going on, or None outside a notebook, or where it does not name cells."""
    shell = _shell()
    request = shell.get_parent() if hasattr(shell, "get_parent") else {}
    cell = request.get("metadata", {}).get("cellId")
    return (cell, request["header"]["session"], request["header"]["msg_id"]) if cell else None


def _in_a_box(figure):
    """Whether an open box of ipywidgets holds the figure."""
    widgets = getattr(ipywidgets.widgets.widget, "_instances", None)  # from ipywidgets 8 on
    widgets = ipywidgets.Widget.widgets if widgets is None else widgets
    return any(figure is child for box in list(widgets.values()) for child in getattr(box, "children", ()))

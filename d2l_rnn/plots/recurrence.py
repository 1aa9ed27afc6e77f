"""Figure 9.4.1: three adjacent time steps."""

import itertools

import torch

from ..rnn import Trace
from .page import FAINT, INK, MARK, Picture, arrow, box, boxes, cells, picture, scale, write
from .traces import marked_step, sized, steps_shown
from .words import number


@picture
def recurrence(trace, t=None):
    """Figure 9.4.1 redrawn from a Trace: three adjacent steps around t, with the values that really flowed.

    Without a t it is step 2, or the only one.

    Each step joins X_t and H_{t-1}, feeds them to a fully connected layer with φ, and hands H_t to its output
    layer and to the next step. Of a batch the first sequence is shown.
    """
    trace, (T, n, d, h, q) = sized(trace, single=False)
    t = marked_step(t, T) or min(2, T)
    steps = steps_shown(t, T, 3)
    drawn = min(d, 28), min(h, 40), min(q, 40)
    counts = itertools.chain(*zip(drawn, (d, h, q), strict=True))
    shown = Trace(trace.X[:, :1, : drawn[0]], trace.H[:, :1, : drawn[1]], trace.O[:, :1, : drawn[2]])
    largest = max(float(shown.O[steps[0] - 1 : steps[-1]].abs().max()), 1e-12)
    notes = [
        f"Bars of O: up is positive, down is negative; the longest stands for {number(largest)}.",
        f"The first of n = {n} sequences is shown." if n > 1 else "",
        "" if drawn == (d, h, q) else "Drawn: {} of {} inputs, {} of {} units, {} of {} outputs.".format(*counts),
        "A value beyond −1 or 1 has the colour of the end of the scale." if shown.X.abs().max() > 1 else "",
    ]
    sentence = f"Recurrence at step {t} of {T}: steps {steps[0]} to {steps[-1]}, n = {n}, d = {d}, h = {h}, q = {q}"
    pitch, left = 4.15, 0.95
    title = "Each step joins its input with the state before, and hands its own state on"
    made = Picture(sentence, max(left + pitch * len(steps) + 0.1, 7), 5.85, title, [" ".join(filter(None, notes))])
    wire = []  # the path of the state from the column before: none for the first
    for place, step in enumerate(steps):
        x = left + pitch * place
        wire = _recurrent_step(made.page, x, step, shown.at(step), (n, d, h, q), largest, step == t, wire)
    arrow(made.page, *wire)
    write(made.page, wire[-1][0] - 0.05, 2.66, f"to step {steps[-1] + 1}" if steps[-1] < T else "the end", 8.5)
    scale(made.page, 0.3, 5.65)
    return made


def _recurrent_step(page, left, step, flow, sizes, largest, marked, wire):
    """One column of figure 9.4.1, from the top down: O_t, output layer, H_t, layer with φ, [X_t H_{t-1}], X_t.

    `wire` is the path on which the state before arrives; the beginning of the next one is returned.
    """
    n, d, h, q = sizes
    X, H_before, H, O = flow
    wide, middle = 3.1, left + 1.55
    cell = min(0.24, wide / (X.shape[1] + H.shape[1]))
    x_wide, h_wide = cell * X.shape[1], cell * H.shape[1]
    joined = middle - (x_wide + h_wide) / 2

    def label(x, y, name, shape, **look):
        write(page, x, y, f"{name}  {shape}", 10, formula=True, **look)

    if marked:
        box(page, left - 0.12, 0, wide + 0.24, 4.92, MARK, "none", zorder=0)
    write(page, middle, 0.18, f"step {step}", 11)
    label(left, 0.5, f"$\\mathbf{{O}}_{{{step}}}$", f"({n}, {q})", ha="left")
    bars_wide = min(wide, 0.3 * O.shape[1])
    _bars(page, middle - bars_wide / 2, 0.6, O[0], bars_wide, 0.6, largest)
    arrow(page, (middle, 1.62), (middle, 1.28))
    box(page, left, 1.62, wide, 0.34, "#eeeeee")
    write(page, middle, 1.79, "output layer", 10)
    arrow(page, (middle, 2.32), (middle, 1.96))
    label(left, 2.18, f"$\\mathbf{{H}}_{{{step}}}$", f"({n}, {h})", ha="left")
    cells(page, middle - h_wide / 2, 2.32, H, cell, 0.24)
    arrow(page, (middle, 2.96), (middle, 2.56))
    box(page, left, 2.96, wide, 0.34, "#eeeeee")
    write(page, middle, 3.13, "fully connected layer with φ", 10)
    arrow(page, (middle, 3.8), (middle, 3.3))
    pair = f"$[\\mathbf{{X}}_{{{step}}}\\ \\mathbf{{H}}_{{{step - 1}}}]$"
    label(left, 3.64, pair, f"({n}, {d + h})", ha="left")
    cells(page, joined, 3.8, torch.cat((X, H_before), 1), cell, 0.24)
    for x, width in ((joined, x_wide), (joined + x_wide, h_wide)):
        box(page, x, 3.8, width, 0.24, "none", INK, linewidth=1.6)
    arrow(page, (joined + x_wide / 2, 4.4), (joined + x_wide / 2, 4.04))
    cells(page, joined, 4.4, X, cell, 0.24)
    label(max(joined + x_wide, left + 0.1), 4.79, f"$\\mathbf{{X}}_{{{step}}}$", f"({n}, {d})", ha="right")
    # The state before comes from the column at the left, around and under this one's input.
    entry, gap = joined + x_wide + h_wide / 2, left - 0.72
    label(entry, 5.24, f"$\\mathbf{{H}}_{{{step - 1}}}$", f"({n}, {h})")
    arrow(page, *wire, (gap, 5.03), (entry, 5.03), (entry, 4.04))
    return [(middle + h_wide / 2, 2.44), (left + wide + 0.33, 2.44)]


def _bars(page, x, y, values, width, height, largest):
    """Signed numbers as bars up and down from a middle line; a bar of half the height stands for `largest`."""
    step, middle = width / len(values), y + height / 2
    tall = (-values / largest * height / 2).tolist()
    boxes(page, [(x + step * (place + 0.15), middle, step * 0.7, t) for place, t in enumerate(tall)], "#555555")
    page.plot([x, x + width], [middle, middle], color=FAINT, linewidth=0.8)

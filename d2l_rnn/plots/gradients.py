"""The length of the gradient at each hidden state."""

import math

import torch

from .. import arguments
from ..gradients import ThroughTime
from .charts import LINES, axes, beside_points, legend, log_limits, one_or_more, spread
from .page import Picture, on_cpu, picture
from .words import cut, times


@picture
def gradients(through, labels=None, split=False):
    """The length of dL/dH_k for k = 0 … T on a log scale, its numbers printed: small vanished, large exploded.

    `through` is a ThroughTime or a list of them, `labels` their names in the legend. With `split`, marks beside each
    point are its local part, through O_k alone, and what came back from step k+1: vectors that add, unlike lengths.
    """
    throughs = one_or_more("through", through, ThroughTime, "ThroughTime", "gradients.through_time makes one")
    for one in throughs:
        parts = [part for part in (one.dH, one.local) if isinstance(part, torch.Tensor) and part.ndim == 3]
        if len(parts) < 2 or one.dH.shape != one.local.shape:
            raise ValueError("through must hold dH and local, both of shape (T+1, n, h).")
    labels = _labels(labels, len(throughs))
    arguments.flag("split", split)
    lines = [_lengths(one.dH) for one in throughs]
    T = max(len(line) for line in lines) - 1
    positive = [value for line in lines for value in line if 0 < value < math.inf] or [1.0]
    # Zero and infinity have no place on a log scale: they stand below and above all others, and a number says which.
    places = {0.0: max(min(positive) / 10, 1e-300), math.inf: min(max(positive) * 10, 1e300)}
    sentence = f"Gradient at each hidden state: {times(len(lines), 'curve')}, k = 0 to {T}"
    notes = []
    if any(0 in line for line in lines):
        notes.append("A gradient of exactly 0 has no place on a log scale; it is drawn at the lower edge.")
    if split:
        notes.append("◁ the part through the state’s own output alone, ▷ the part that came back from the next step.")
    made = Picture(sentence, 11.8, 4.55, "How much of the loss’s gradient reaches each hidden state", notes)
    chart = made.chart(1.0, 0.1, 6.9, 3.85)
    chart.set_yscale("log")
    printed, parts = [], []
    for (color, marker, dashes), line, label, one in zip(LINES, lines, labels, throughs, strict=False):
        drawn = [places.get(value, value) for value in line]
        ends = f"{cut(label, 22)}\n{line[0]:.2g} at k = 0, {line[-1]:.2g} at k = {len(line) - 1}"
        chart.plot(drawn, color=color, marker=marker, linestyle=dashes, markersize=5, label=ends)
        first, *between, last = spread(len(line), 12)
        printed += [(k, drawn[k], f"{line[k]:.2g}", color) for k in (first, last, *between)]
        printed += [(k, place, "", color) for k, place in enumerate(drawn)]
        parts += [(_lengths(part), side, color) for part, side in ((one.local, "<"), (one.back, ">")) if split]
    log_limits(chart, [place for *_, place, _, _ in printed])
    lowest = chart.get_ylim()[0]
    for part, side, color in parts:
        drawn = [(k, value) for k, value in enumerate(part) if lowest < value < math.inf]
        aside = -0.16 if side == "<" else 0.16
        points = ([k + aside for k, _ in drawn], [value for _, value in drawn])
        chart.plot(*points, color=color, marker=side, linestyle="none", markersize=5, fillstyle="none")
    chart.set_xlim(-0.06 * (T + 1), T + 0.06 * (T + 1))
    beside_points(chart, printed)
    axes(
        chart,
        "k: the hidden state, from the first (0) to the last",
        "length of $\\partial L/\\partial\\mathbf{H}_k$, log scale",
    )
    legend(chart)
    return made


def _lengths(rows):
    """The length of each row of a gradient; infinite where it is no number any more."""
    lengths = on_cpu(rows.flatten(1).norm(dim=1)).tolist()
    return [math.inf if math.isnan(length) else length for length in lengths]


def _labels(labels, count):
    """A name for each of `count` curves."""
    if labels is None:
        return ["gradient"] if count == 1 else [f"gradient {place}" for place in range(1, count + 1)]
    labels = [labels] if isinstance(labels, str) else labels
    if not isinstance(labels, list | tuple):
        raise TypeError(f"labels must be a list of strings, not {arguments.a(labels)}.")
    if len(labels) != count:
        raise ValueError(f"labels and through must be equally long; they have {len(labels)} and {count} entries.")
    return [arguments.text(label, name="a label") for label in labels]

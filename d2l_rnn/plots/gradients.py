"""How much of a loss's gradient reaches each hidden state before it."""

import math

import torch

from .. import arguments
from ..gradients import ThroughTime
from .page import PURPLE, Picture, on_cpu, picture, write
from .words import stand_ins, visible

LOW, HIGH = 1e-4, 1e3  # of the log scale, which is the same in every picture
MOST = 19  # steps of a long text that are drawn
RAISED = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")


@picture
def gradients(through, text=None):
    """The length of dL/dH_k beside that of the last state the loss reaches directly, a bar for each k on a log scale.

    `through` is a ThroughTime; `text` is what was read, and its last character may be only a target. Where the loss is
    that of one step, dashes show what W_hh alone would have left, without tanh′. The numbers stand under the bars; one
    beyond the scale has an arrowhead.
    """
    if not isinstance(through, ThroughTime):
        have = f"not {arguments.a(through)}"
        raise TypeError(f"through must be a ThroughTime (gradients.through_time makes one), {have}.")
    parts = [part for part in (through.dH, through.dA, through.dO) if isinstance(part, torch.Tensor) and part.ndim == 3]
    if len(parts) < 3 or not len(through.dH) - 1 == len(through.dA) == len(through.dO):
        raise ValueError("through must hold dH (T+1, n, h), and dA and dO of T steps.")
    T = len(through.dA)
    if text is not None and len(arguments.text(text)) not in (T, T + 1):
        raise ValueError(f"through has T = {T} steps and text {len(text)} characters; one for each step is expected.")
    losses = on_cpu(through.dO).flatten(1).any(dim=1).nonzero().flatten().tolist() or [T - 1]
    t = losses[-1] + 1
    shares, alone = _shares(through, t)
    steps = range(max(1, t - MOST + 1), t + 1)
    loss = f"L{t}" if len(losses) == 1 else "the mean loss"
    notes = [
        "" if steps[0] == 1 else f"Only the steps {steps[0]} to {t} are drawn.",
        "Dashed: without tanh′, what W_hh alone would leave." if len(losses) == 1 else "",
        stand_ins(text[steps[0] - 1 : t]) if text else "",
    ]
    sentence = (
        f"Gradient of {loss} at each hidden state: k = {steps[0]} to {t}, ×{_size(shares[steps[0]])} at the first"
    )
    width = max(5.6, 1.3 + 0.62 * len(steps))
    made = Picture(sentence, width, 4.2, f"How much of the gradient of {loss} reaches each state", notes)
    chart = made.chart(0.95, 0.4, width - 1.15, 3.1)
    chart.set(yscale="log", ylim=(LOW, HIGH), xlim=(steps[0] - 0.6, t + 0.6), xticks=list(steps))
    chart.axhline(1, color="black", linewidth=1.6)
    for k in steps:
        if len(losses) == 1 and k < t:
            _bar(chart, k, alone[k], fill=False, linestyle="--")
        _bar(chart, k, shares[k])
        write(chart, k, LOW / 2, f"×{_size(shares[k])}", 8.5)
        if text:
            write(chart, k, 2.2 * HIGH, visible(text[k - 1]), 12)
    chart.tick_params("x", length=0, pad=16)
    chart.set_xlabel("k: the hidden state", fontsize=10, labelpad=2)
    chart.set_ylabel("length of the gradient, log scale", fontsize=10)
    return made


def _shares(through, t):
    """|dH_k| / |dH_t| for k = 0 … t, and what W_hh alone would leave; infinite where a length is no number any more."""
    whole, side = (on_cpu(rows.flatten(1).norm(dim=1)).tolist() for rows in (through.dH, through.dA))
    shares, alone = [1.0], [1.0]
    for k in range(t, 0, -1):
        shares.insert(0, whole[k - 1] / whole[t] if whole[t] else 0.0)
        alone.insert(0, alone[0] * whole[k - 1] / side[k - 1] if side[k - 1] else 0.0)
    return ([math.inf if math.isnan(value) else value for value in values] for values in (shares, alone))


def _bar(chart, k, value, **look):
    """A bar from the lower edge; an arrowhead where the value is beyond the scale."""
    look = {"color": PURPLE, "edgecolor": PURPLE, "linewidth": 1.4} | look
    top = min(max(value, LOW), HIGH)
    chart.bar(k, top - LOW, 0.5, LOW, **look)
    if not LOW <= value <= HIGH:
        chart.plot(k, 1.35e-4 if value < LOW else HIGH / 1.35, "v" if value < LOW else "^", color=PURPLE, markersize=7)


def _size(value):
    """A number in two digits, as the live figure says it: 0.054, 390, 3.6·10⁹."""
    if value in (0, 1, math.inf):
        return {0: "0", 1: "1"}.get(value, "∞")
    mantissa, power = f"{value:.1e}".split("e")
    if -4 < int(power) < 4:
        return f"{float(f'{value:.2g}'):.{max(0, 1 - int(power))}f}"
    return f"{mantissa}·10{str(int(power)).translate(RAISED)}"

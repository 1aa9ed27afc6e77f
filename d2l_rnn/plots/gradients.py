"""How much of a loss's gradient reaches each hidden state before it."""

import math

import torch

from .. import arguments
from ..gradients import ThroughTime
from ..languages import say, say_n, series
from .expected import letter
from .page import GREY, INK, READ, REMEMBERED, Picture, on_cpu, picture, write
from .words import LOWERED, RAISED, stand_ins, visible

LOW, HIGH = 1e-6, 1e6  # of the log scale, which is the same in every picture
MOST = 19  # steps of a long text that are drawn


@picture
def gradients(through, text=None, k=0, log=False):
    """How much of dL/dH of the last state that the loss reaches directly is left at each state before, in percent.

    `through` is a ThroughTime; `text` is what was read, and its last character may be only a target. Each bar is the
    length of dL/dH_k beside that one; on a `log` scale it goes up or down from 100%, with an arrowhead beyond the
    scale. The title is about the state `k`, 0 for the first that is drawn, and says what W_hh and tanh′ did where the
    loss is that of one step.
    """
    if not isinstance(through, ThroughTime):
        what = arguments.a(through)
        raise TypeError(say("through must be a ThroughTime (gradients.through_time makes one), not {what}.", what=what))
    parts = [part for part in (through.dH, through.dA, through.dO) if isinstance(part, torch.Tensor) and part.ndim == 3]
    if len(parts) < 3 or not len(through.dH) - 1 == len(through.dA) == len(through.dO):
        raise ValueError(say("through must hold dH (T+1, n, h), and dA and dO of T steps."))
    T = len(through.dA)
    if text is not None and len(arguments.text(text)) not in (T, T + 1):
        words = {"T": T, "length": len(text)}
        raise ValueError(
            say("through has T = {T} steps and text {length} characters; one for each step is expected.", **words)
        )
    losses = on_cpu(through.dO).flatten(1).any(dim=1).nonzero().flatten().tolist() or [T - 1]
    t = losses[-1] + 1
    shares, alone = _shares(through, t)
    steps = range(max(1, t - MOST + 1), t + 1)
    log = arguments.flag("log", log)
    k = arguments.count("k", k, least=0, most=len(shares) - 1)
    k = k if k in steps else steps[0]
    loss = f"L{t}" if len(losses) == 1 else say("the mean loss")
    title = say("How much of the gradient of {loss} reaches each state", loss=loss)
    if len(losses) == 1 and k < t:
        names = [letter(text[step - 1]) if text else "H" for step in (t, k)]
        title = _title(
            shares[k],
            alone[k],
            *(f"{name}{str(at).translate(LOWERED)}" for name, at in zip(names, (t, k), strict=True)),
            t - k,
        )
    notes = [
        "" if steps[0] == 1 else say("Only the steps {first} to {last} are drawn.", first=steps[0], last=t),
        stand_ins(text[steps[0] - 1 : t]) if text else "",
    ]
    words = {"loss": loss, "first": steps[0], "last": t, "share": _percent(shares[steps[0]])}
    sentence = say("Gradient of {loss} at each hidden state: k = {first} to {last}, {share} at the first", **words)
    width = max(6.6, 1.5 + 0.62 * len(steps))
    made = Picture(sentence, width, 4.2, title, notes)
    chart = made.chart(1.15, 0.1, width - 1.35, 3.3)
    finite = [min(shares[step], 1e300) for step in steps]
    top = max(1, *finite)
    chart.set(xlim=(steps[0] - 0.6, t + 0.6), xticks=list(steps), ylim=(0, 1.14 * top))
    if log:
        chart.set(yscale="log", ylim=(LOW / 10, HIGH * 10), yticks=[10.0**power for power in range(-6, 7, 2)])
        chart.minorticks_off()
    else:
        chart.set_yticks([0, 1] if top < 8 else [0, 1, top])
    chart.set_yticklabels([_tick(share) for share in chart.get_yticks()])
    chart.axhline(1, color=GREY, linewidth=1, linestyle="--")
    for step, share in zip(steps, finite, strict=True):
        _bar(chart, step, share, log, {"edgecolor": INK if step == k else REMEMBERED})
        above = max(share, 1) if log and share <= 1 else min(share, HIGH)
        said = _percent(shares[step], brief=len(steps) > 8)
        chart.annotate(
            said, (step, above if log else share), (0, 6), textcoords="offset points", ha="center", fontsize=8.5
        )
        if text:
            name = f"{visible(text[step - 1])}{str(step).translate(LOWERED)}"
            write(chart, step, -0.07, name, 12, color=READ, transform=chart.get_xaxis_transform())
    unit = ["%"] * (len(steps) > 8) + [say("log")] * log
    left = say("how much of the gradient is left")
    if unit:
        left = say("{what} ({unit})", what=left, unit=series(unit))
    chart.tick_params("x", length=0, labelbottom=not text)
    chart.set_xlabel(
        say("the hidden state after each letter") if text else say("k: the hidden state"),
        fontsize=10,
        labelpad=28 if text else 4,
    )
    chart.set_ylabel(left, fontsize=10)
    return made


def _title(share, matrix, start, end, back):
    """How much of the gradient arrives so many steps back, and what W_hh did to it, and what tanh′."""
    if share == 0:
        return say("Of the gradient at {start} nothing reaches {end}.", start=start, end=end)
    part, rest = _factors(share, matrix)
    words = {"back": say_n("{n} step", "{n} steps", back), "start": start, "end": end}
    words["product"] = f"{part} (W_hh) × {rest} (tanh′) = {_percent(share)}"
    if share > 10:
        return say("{back} back, at {end}, the gradient of {start}’s loss has exploded to {product}.", **words)
    if share > 1.005:
        return say("{back} back, at {end}, the gradient of {start}’s loss has grown to {product}.", **words)
    if share > 0.995:
        return say("{back} back, at {end}, the gradient of {start}’s loss is still {product}.", **words)
    if share > 1e-3:
        return say("{back} back, at {end}, the gradient of {start}’s loss has shrunk to {product}.", **words)
    return say("{back} back, at {end}, the gradient of {start}’s loss has vanished: {product}.", **words)


def _factors(share, matrix):
    """What W_hh and what tanh′ left, in as few digits as it takes for them to multiply as printed."""
    if not 0 < matrix < math.inf or share == math.inf:
        return _percent(matrix), "0%"
    both = matrix, share / matrix
    fits = (n for n in (2, 3, 4) if _percent(math.prod(_rounded(one, n) for one in both)) == _percent(share))
    digits = next(fits, 5)
    return [_percent(one, digits=digits) for one in both]


def _rounded(share, digits):
    """A share as it is printed; of two digits, 100% to 999% have all three."""
    return float(f"{share:.{3 if digits == 2 and 1 <= share < 9.995 else digits}g}")


def _shares(through, t):
    """|dH_k| / |dH_t| for k = 0 … t, and what W_hh alone would leave; infinite where a length is no number any more."""
    whole, side = (on_cpu(rows.flatten(1).norm(dim=1)).tolist() for rows in (through.dH, through.dA))
    shares, alone = [1.0], [1.0]
    for k in range(t, 0, -1):
        shares.insert(0, whole[k - 1] / whole[t] if whole[t] else 0.0)
        alone.insert(0, alone[0] * whole[k - 1] / side[k - 1] if side[k - 1] else 0.0)
    return ([math.inf if math.isnan(value) else value for value in values] for values in (shares, alone))


def _bar(chart, k, share, log, look):
    """A bar from 0, or on the log scale from 100%, with an arrowhead where the share is beyond the scale."""
    base, end = (1, min(max(share, LOW), HIGH)) if log else (0, share)
    chart.bar(k, end - base, 0.5, base, color=REMEMBERED, linewidth=1.6, **look)
    if log and not LOW <= share <= HIGH:
        chart.plot(k, end * (0.5 if share < LOW else 2), "v" if share < LOW else "^", color=REMEMBERED, markersize=7)


def _tick(share):
    """A share of an axis: a power of ten as such."""
    power = round(math.log10(share)) + 2 if share else 0
    if power in (0, 2) or share != 10.0 ** (power - 2):
        return {0: "0%", 0.01: "1%"}.get(share, _percent(share))
    return f"10{str(power).translate(RAISED)}%"


def _percent(share, brief=False, digits=2):
    """A share in percent and a few digits, as the live figure says it: 5.4%, 390%, 3.8·10⁻⁴%; brief, in less room."""
    if share in (0, math.inf):
        return "0%" if share == 0 else "∞"
    percent = 100 * share
    power = math.floor(math.log10(percent) + 0.002)
    if -3 <= power < 5:
        whole = digits == 2 and 99.5 <= percent < 999.5
        said = f"{percent:,.0f}" if whole else f"{float(f'{percent:.{digits}g}'):,.{max(0, digits - 1 - power)}f}"
    else:
        said = f"{percent / 10.0**power:.{0 if brief else digits - 1}f}·10{str(power).translate(RAISED)}"
    return said if brief else f"{said}%"

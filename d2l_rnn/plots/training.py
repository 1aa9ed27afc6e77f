"""The loss of one or more training runs."""

import math

import numpy

from .. import arguments, chars
from ..languages import paragraph, say, say_n, series
from ..rnn import step_losses, unroll
from ..train import History
from .charts import LINES, axes, legend, one_or_more
from .expected import letter
from .page import INK, Picture, on_cpu, picture
from .words import quoted, stand_ins

LEAST_LOSS = 1e-8  # on a log scale a loss of 0 stands here


@picture
def training(history, *others, checkpoint=None, text=None, t=None, log=False, log_updates=False):
    """The loss after every update in nats, with two lines: ln |V|, blind guessing, and the floor without memory.

    The floor is `chars.floor(text)`: no model that sees only the current character goes below it. Dots mark
    the checkpoints. Other histories are drawn into the same chart. `checkpoint` (from 0) marks one of the first
    history; with a `text` a note says what its network (without a mark, the last) makes of it, and of its step t.
    `log` draws the loss on a log scale, `log_updates` the updates, most of which change little.
    """
    histories = one_or_more("history", [history, *others], History, "History", say("train.fit makes one"))
    for place, one in enumerate(histories):
        one.check(f"others[{place - 1}]" if place else "history")
    texts = {one.text: len(one.tokens) for one in histories}  # in order, each once, with its |V|
    several = len(texts) > 1
    runs = [(len(one.losses) - 1, one.params.sizes["h"]) for one in histories]
    runs = "; ".join(say("{updates} updates, {h} units", updates=updates, h=h) for updates, h in runs)
    sentence = say("Training on {texts}: {runs}", texts=", ".join(map(arguments.shown, texts)), runs=runs)
    arguments.flag("log", log)
    arguments.flag("log_updates", log_updates)
    notes = [say("Dots mark the checkpoints: the parameters that the history keeps.")]
    points = history.checkpoints
    if checkpoint is not None:
        checkpoint = arguments.count("checkpoint", checkpoint, least=0, most=len(points) - 1)
        step = points[checkpoint].step
        sentence = say_n("{sentence}, {n} update marked", "{sentence}, {n} updates marked", step, sentence=sentence)
    if text is not None:
        notes.append(_reading(points[-1 if checkpoint is None else checkpoint], history.tokens, text, t))
        notes.append(stand_ins(text))
    first = quoted(next(iter(texts)))
    title = say("Loss while training on {text}", text=first)
    if several:
        title = say("Loss while training on {text} and other texts", text=first)
    height = max(3.85, 0.38 * (len(histories) + 2 * len(texts)))  # at least that of the legend
    if log:
        notes.append(say("A loss, or a floor, too near 0 for this log scale is drawn at its lower edge."))
    made = Picture(sentence, 11.9, height + 0.7, title, notes)
    chart = made.chart(0.85, 0.1, 6.6, height)
    if log:
        chart.set_yscale("log")
    for (color, marker, dashes), one in zip(LINES, histories, strict=False):
        h = one.params.sizes["h"]
        label = say("{h} units, with W_hh", h=h) if one.params.W_hh.any() else say("{h} units, W_hh = 0", h=h)
        label = series([label, quoted(one.text, 12) if several else ""])
        loss = f"{one.losses[-1]:.4f}"
        label += "\n" + say_n(
            "loss {loss} after {n} update", "loss {loss} after {n} updates", len(one.losses) - 1, loss=loss
        )
        kept = [point.step for point in one.checkpoints]
        drawn = [max(loss, LEAST_LOSS) for loss in one.losses] if log else one.losses
        chart.plot(drawn, color=color, linestyle=dashes, marker=marker, markersize=4, markevery=kept, label=label)
    values = [loss for one in histories for loss in one.losses] + [math.log(V) for V in texts.values()]
    top = max(*values, 0.01)
    least = min(value for value in (*values, *map(chars.floor, texts), top / 10) if value > LEAST_LOSS)
    low = 10 ** math.floor(math.log10(least)) if log else 0.0
    for grey, (which, V) in zip(("#444444", "#999999") * len(texts), texts.items(), strict=False):
        floor, words = chars.floor(which), {"V": V, "text": quoted(which, 12)}
        words |= {"log": f"{math.log(V):.3f}", "floor": f"{floor:.4f}"}
        guessing = say("ln |V| = ln {V} = {log}:\nblind guessing", **words)
        memoryless = say("floor {floor}:\nseeing the current character only", **words)
        if several:
            guessing = say("ln |V| = ln {V} = {log} for {text}:\nblind guessing", **words)
            memoryless = say("floor {floor} for {text}:\nseeing the current character only", **words)
        chart.axhline(math.log(V), color=grey, linewidth=1.2, linestyle=(0, (6, 3)), label=guessing)
        chart.axhline(max(floor, low), color=grey, linewidth=1.5, linestyle=(0, (1, 1.5)), label=memoryless)
    if checkpoint is not None:
        point = points[checkpoint]
        label = say_n(
            "chosen: after {n} update,\nloss {loss}",
            "chosen: after {n} updates,\nloss {loss}",
            point.step,
            loss=f"{point.loss:.4f}",
        )
        chart.axvline(point.step, color=INK, linewidth=1)
        ring = {"marker": "o", "markersize": 11, "markerfacecolor": "none", "markeredgewidth": 2}
        chart.plot([point.step], [max(point.loss, low)], color=INK, linestyle="none", label=label, **ring)
    chart.set_ylim(*((low, 1.5 * top) if log else (-0.04 * top, 1.06 * top)))
    axes(chart, say("update"), say("mean loss, in nats"))
    if log_updates:
        _log_updates(chart, max(len(one.losses) for one in histories) - 1)
    legend(chart)
    return made


def _reading(point, tokens, text, t):
    """What the network of a checkpoint makes of a text, in a sentence or two."""
    inputs, targets = chars.shift(text)
    t = None if t is None else arguments.count("t", t, most=len(inputs))
    O = unroll(chars.one_hot(inputs, tokens).to(point.params.W_xh), point.params).O  # noqa: E741
    losses = on_cpu(step_losses(O, chars.indices(targets, tokens).to(O.device)))[:, 0].tolist()
    P, best = on_cpu(O[:, 0].softmax(-1)), [tokens[k] for k in O[:, 0].argmax(-1).tolist()]
    right = sum(guess == target for guess, target in zip(best, targets, strict=True))
    words = {"text": quoted(text), "loss": f"{sum(losses) / len(losses):.4f}", "right": right}
    note = say(
        "After {updates} the mean loss on {text} is {loss} nats, "
        "and the most likely character is right at {right} of {steps}.",
        updates=say_n("{n} update", "{n} updates", point.step),
        steps=say_n("{n} step", "{n} steps", len(targets)),
        **words,
    )
    if t is not None:
        words = {"t": t, "input": letter(inputs[t - 1]), "guess": letter(best[t - 1]), "target": letter(targets[t - 1])}
        words["p"] = f"{float(P[t - 1].max()):.2f}"
        more = say("At step {t}, after {input}, it is {guess} ({p}); the text has {target}.", **words)
        note = paragraph([note, more])
    return note


def _log_updates(chart, last):
    """The updates from 1 on a log scale; the start, which has no place on one, stands before it, beyond a gap."""
    gap = math.log(2)
    there = lambda update: numpy.where(update < 1, gap * (update - 1), numpy.log(numpy.maximum(update, 1)))  # noqa: E731
    back = lambda place: numpy.where(place < 0, 1 + place / gap, numpy.exp(place))  # noqa: E731
    chart.set_xscale("function", functions=(there, back))
    chart.set_xlim(-0.1, 1.15 * max(last, 1))
    ticks = [digit * 10**power for power in range(7) for digit in (1, 2, 5)]
    shown = [0, *(tick for tick in ticks if tick < 0.8 * last), last] if last else [0]
    chart.set_xticks(shown, [say("start"), *map(str, shown[1:])])
    if last:
        cut = {"ha": "center", "va": "center", "fontsize": 11, "backgroundcolor": "white"}
        chart.text(0.5, 0, "//", transform=chart.get_xaxis_transform(), **cut)
    chart.set_xlabel(say("update, on a log scale"), fontsize=10)

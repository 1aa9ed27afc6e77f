"""Pictures of a Trace: figures 9.4.1 and 9.4.2, the hidden states, the predictions."""

import itertools
import math

import torch
from matplotlib.patheffects import withStroke

from .. import arguments, chars
from ..rnn import Trace, step_losses
from .page import (
    BLUE,
    FAINT,
    GREY,
    INK,
    MARK,
    WIDEST,
    Picture,
    arrow,
    box,
    boxes,
    cells,
    cut,
    number,
    on_cpu,
    picture,
    quoted,
    roomy,
    scale,
    stand_ins,
    times,
    visible,
    write,
)

PALE = "#b4b4b4"  # the bars of the probabilities


def _given(trace, name="trace", single=True):
    """Check a Trace; return it on the CPU in float64, with its sizes T, n, d, h, q."""
    if not isinstance(trace, Trace):
        raise TypeError(f"{name} must be a Trace (rnn.unroll makes one), not {arguments.a(trace)}.")
    sizes = {}
    later = trace.H[1:] if isinstance(trace.H, torch.Tensor) and trace.H.dim() else trace.H
    arguments.tensor(f"{name}.X", trace.X, "T n d", sizes)
    arguments.tensor(f"{name}.O", trace.O, "T n q", sizes)
    arguments.tensor(f"{name}.H[1:]", later, "T n h", sizes)
    arguments.finite({f"{name}.H": trace.H})
    if single and sizes["n"] > 1:
        raise ValueError(f"{name} holds n = {sizes['n']} sequences and the picture shows one; unroll one text, n = 1.")
    return Trace(*map(on_cpu, (trace.X, trace.H, trace.O))), [sizes[letter] for letter in "T n d h q".split()]


def _predicted(trace, text, tokens):
    """Check that a trace read all of `text` but its last character; return it, tokens, targets (T, 1), T, h, q."""
    trace, (T, _, _, h, q) = _given(trace)
    if isinstance(text, list | tuple):  # tokens, of which one may have several characters
        text = [arguments.text(one, name="a token in text") for one in text]
    arguments.text("".join(text) if isinstance(text, list) else text, least=2)
    tokens = arguments.tokens(tokens)
    if len(tokens) != q:
        raise ValueError(f"tokens has {len(tokens)} entries and trace has q = {q} outputs; they must be equal.")
    if T != len(text) - 1:
        raise ValueError(
            f"trace has T = {T} steps and the text {arguments.shown(''.join(text))} gives {len(text) - 1}: "
            "every character but the last is an input. Unroll over chars.shift(text)[0]."
        )
    return trace, tokens, chars.indices([text], tokens)[1:], T, h, q


def _t(t, T):
    return None if t is None else arguments.count("t", t, least=1, most=T)


def _window(t, T, most, least=1):
    """At most `most` steps of those from `least` to T, among them t."""
    last = min(T, max(least + most - 1, (t or least) + most // 2))
    return range(max(least, last - most + 1), last + 1)


def _cut_note(steps, T):
    first, last = max(1, steps[0]), steps[-1]
    return "" if (first, last) == (1, T) else f"The picture shows steps {first} to {last} of {T}; more do not fit."


@picture
def recurrence(trace, t=2):
    """Figure 9.4.1 redrawn from a Trace: three adjacent steps around t, with the values that really flowed.

    Each step joins X_t and H_{t-1}, feeds them to a fully connected layer with φ, and hands H_t to its output
    layer and to the next step. Of a batch the first sequence is shown.
    """
    trace, (T, n, d, h, q) = _given(trace, single=False)
    t = arguments.count("t", t, least=1, most=T)
    steps = _window(t, T, 3)
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


@picture
def language_model(trace, text, tokens):
    """Figure 9.4.2 redrawn from a Trace: at every step the input, the hidden state, the output and the target.

    The output is the most likely next character and its probability. Above it stands the probability that the target
    got, p(target), and the loss, -ln p(target).
    `text` is the whole text ("machine"); the trace read all of it but the last character.
    """
    trace, tokens, y, T, h, _ = _predicted(trace, text, tokens)
    steps = _window(None, T, 20)
    probability, best = (column[:, 0].tolist() for column in trace.O.softmax(-1).max(-1))
    losses, y = step_losses(trace.O, y)[:, 0].tolist(), y[:, 0].tolist()
    of_target = [math.exp(-loss) for loss in losses]
    right = [guess == target for guess, target in zip(best, y, strict=True)]
    column, left, units = max(0.6, min(1.3, 12.2 / len(steps))), 1.15, min(h, 40)
    cell = min(0.14, 1.5 / units)
    strip = cell * units
    notes = [
        _cut_note(steps, T),
        f"Only the first {units} of {h} units are drawn." if units < h else "",
        stand_ins(text[: len(steps) + 1], *(tokens[best[step - 1]] for step in steps)),
    ]
    sentence = f"Language model on {arguments.shown(text)}: {times(T, 'step')}, {sum(right)} guessed right"
    title = f"{quoted(text)}: every step predicts the next character"
    made = Picture(sentence, max(left + column * len(steps) + 0.3, 6), 3.97 + strip, title, notes)
    page, top = made.page, 2.22
    middle, bottom = top + strip / 2, top + strip
    rows = {"target": 0.25, "loss, in nats": 0.62, "p(target)": 0.87}
    rows |= {"right?": 1.14, "probability": 1.42, "most likely": 1.67}
    rows |= {"hidden state": middle, "input": bottom + 0.55, "step": bottom + 0.95}
    for name, y_row in rows.items():
        write(page, left - 0.15, y_row, name, 9.5, ha="right", color=GREY)
    for step in steps:
        x, i = left + column * (step - 0.5), step - 1
        _letter(page, x, rows["target"], text[step], "#e3eef6", BLUE)
        write(page, x, rows["loss, in nats"], number(losses[i]))
        write(page, x, rows["p(target)"], f"{of_target[i]:.2f}")
        write(page, x, rows["right?"], "✓" if right[i] else "✗", 11, color="#007a59" if right[i] else "#b34700")
        write(page, x, rows["probability"], f"{probability[i]:.2f}")
        write(page, x, rows["most likely"], visible(tokens[best[i]], 3), 13)
        arrow(page, (x, top), (x, rows["most likely"] + 0.17))
        arrow(page, (x - column + 0.15 if step > 1 else x - 0.45, middle), (x - 0.15, middle))
        cells(page, x - 0.15, top, trace.H[step, 0, :units, None], 0.3, cell)
        arrow(page, (x, rows["input"] - 0.19), (x, bottom))
        _letter(page, x, rows["input"], text[i], "#eeeeee", INK)
        write(page, x, rows["step"], str(step))
    scale(page, 0.3, bottom + 1.45)
    return made


def _letter(page, x, y, character, face, edge):
    """A character in a box of its own."""
    box(page, x - 0.17, y - 0.19, 0.34, 0.38, face, edge)
    write(page, x, y, visible(character), 13)


@picture
def hidden_states(trace, text, t=None, beside=None, names=("first trace", "second trace"), marked=(), order=None):
    """The hidden states as a heat map, units by time: columns H_0 to H_T, each under the character it read.

    The colour scale is always -1 to 1. t marks a step; `beside` is a second Trace of the same text, drawn at
    the side of the first; `names` head the two. `text` is what the trace read; a last character that is only
    a target may follow. `marked` lists (step, unit) pairs, cells of the first trace that get a diamond because
    they were set by hand; `order` lists the units, from 1, as the rows show them from the top.
    """
    if not (isinstance(names, list | tuple) and len(names) == 2 and all(isinstance(name, str) for name in names)):
        raise TypeError(f"names must be two strings, one for each trace, not {arguments.a(names)}.")
    trace, (T, _, _, h, _) = _given(trace)
    traces, sentence = [trace], f"{times(h, 'unit')}, steps 0 to {T}"
    arguments.text(text)
    if T not in (len(text), len(text) - 1):
        have = f"trace has T = {T} steps and text has {times(len(text), 'character')}"
        raise ValueError(f"{have}; a step for each, or for each but the last, is expected.")
    t = _t(t, T)
    sentence += f", step {t} marked" if t else ""
    if beside is not None:
        second, (T_beside, _, _, h_beside, _) = _given(beside, "beside")
        if T_beside != T:
            raise ValueError(f"beside has T = {T_beside} steps and trace {T}; both must have read the same text.")
        traces.append(second)
        sentence += f", beside {times(h_beside, 'unit')} of another trace"
    marked = _cells(marked, T, h)
    sentence += f", {times(len(marked), 'cell')} set by hand" if marked else ""
    if order is not None:
        order = _units(order, h)
        if any(one.H.shape[-1] != h for one in traces):
            raise ValueError(f"order lists {times(h, 'unit')} and beside has {h_beside}; leave order out.")
    columns = _window(t, T, 202 if beside is None else 101, least=0)
    # One panel for each trace, at each other's side if they fit; one trace of a long text takes two lines.
    parts = [columns] if beside is not None or len(columns) <= 101 else [columns[:101], columns[101:]]
    panels = [(one, part) for one in traces for part in parts]
    across = 2 if beside is not None and len(columns) <= 46 else 1
    down = len(panels) // across
    units = min(max(one.H.shape[-1] for one in traces), 128)
    width = min(0.62, (WIDEST - 0.35 - 0.75 * across) / across / len(parts[0]))
    head = 0.27 + (0.18 if t else 0) + (0.24 if beside is not None else 0)
    height = min(0.3, (7.3 - (head + 0.4) * down) / down / units)
    pitch = width * len(parts[0]) + 0.75, height * units + head + 0.4
    more = max(one.H.shape[-1] for one in traces)
    notes = [
        _cut_note(columns, T),
        f"Only the first {units} of {more} units are drawn." if units < more else "",
        "A diamond marks a cell that was set by hand." if marked else "",
        stand_ins(text[max(0, columns[0] - 1) : columns[-1]]),
    ]
    title = f"Hidden states while reading {quoted(text)}"
    sentence = f"Hidden states of {arguments.shown(text)}: {sentence}"
    made = Picture(sentence, max(pitch[0] * across + 0.35, 5.6), pitch[1] * down + 0.4, title, notes)
    for place, (one, part) in enumerate(panels):
        x, y = 0.75 + pitch[0] * (place % across), head + pitch[1] * (place // across)
        if beside is not None:
            write(made.page, x, y - head + 0.06, cut(names[place], 40), 10, ha="left")
        rows = (order or range(1, one.H.shape[-1] + 1))[:units]
        H = one.H[part[0] : part[-1] + 1, 0, [unit - 1 for unit in rows]].T
        _heat_map(made.page, x, y, H, part, text, t, width, height, rows)
        for step, unit in marked if one is trace else ():
            if step in part and unit in rows:
                at = x + width * (step - part[0]), y + height * rows.index(unit)
                _diamond(made.page, *at, width, height)
    scale(made.page, 0.3, pitch[1] * down + 0.2, numbers=roomy(width, height))
    return made


def _cells(marked, T, h):
    """(step, unit) pairs, checked, each once."""
    if not isinstance(marked, list | tuple) or not all(isinstance(cell, list | tuple) for cell in marked):
        raise TypeError(f"marked must be a list of (step, unit) pairs such as [(3, 1)], not {arguments.a(marked)}.")
    if not all(len(cell) == 2 for cell in marked):
        raise ValueError("marked must be a list of (step, unit) pairs such as [(3, 1)]; one has another length.")
    counted = (
        (arguments.count("a step in marked", step, most=T), arguments.count("a unit in marked", unit, most=h))
        for step, unit in marked
    )
    return list(dict.fromkeys(counted))


def _units(order, h):
    """All the units from 1 to h, each once, in the order of the rows."""
    if not isinstance(order, list | tuple):
        raise TypeError(f"order must be a list of unit numbers such as [2, 1], not {arguments.a(order)}.")
    order = [arguments.count("a unit in order", unit, most=h) for unit in order]
    if len(set(order)) != h or len(order) != h:
        raise ValueError(f"order must list every unit from 1 to {h} once; it lists {len(order)}.")
    return order


def _diamond(page, x, y, width, height):
    """The sign of a cell that was set by hand: in the corner where the cell has a number, else in the middle."""
    corner = roomy(width, height)
    at = (x + 0.07, y + 0.07) if corner else (x + width / 2, y + height / 2)
    page.plot(*at, marker="D", markersize=4 if corner else 3.5, color="black", markeredgecolor="white", zorder=4)


def _heat_map(page, x, y, H, steps, text, t, width, height, units):
    """One heat map (units, steps), its characters above, its steps below and its units at the left."""
    cells(page, x, y, H, width, height)
    bottom = y + height * len(H)
    for name, at in (("read", y - 0.13), ("step", bottom + 0.16)):
        write(page, x - 0.12, at, name, 8.5, ha="right", color=GREY)
    every = next(k for k in (1, 2, 5, 10) if width * k >= 0.27)
    for place, step in enumerate(steps):
        middle = x + width * (place + 0.5)
        if step:
            write(page, middle, y - 0.13, visible(text[step - 1]), max(8, min(12, width * 60)))
        if step % every == 0:
            write(page, middle, bottom + 0.16, str(step))
    every = next(k for k in (1, 2, 5, 10, 20, 50) if height * k >= 0.15)
    for row, unit in enumerate(units, 1):
        if row % every == 0 or (row == 1 and height * (every - 1) >= 0.13):
            write(page, x - 0.1, y + height * (row - 0.5), str(unit), 8, ha="right")
    write(page, x - 0.52, y + height * len(H) / 2, "hidden unit" if len(H) > 2 else "unit", rotation=90, va="center")
    if t is not None and t in steps:
        at = x + width * steps.index(t)
        box(page, at, y, width, height * len(H), "none", "black", linewidth=2.2)
        write(page, at + width / 2, y - 0.33, "▼", 9)


@picture
def predictions(trace, text, tokens, t=None, given=None, temperature=1.0, reference=None):
    """At every step the input, the target, the softmax over all tokens, p(target), its loss and the running mean.

    Below stands the perplexity, exp of the mean loss, against |V|: the number of choices that blind guessing
    has. t marks a step and puts it into words. `text` is whole; the trace read all but its last character. It is a
    string, or a list of tokens where one of them has several characters.

    With `given`, the number of characters that were given, the text is one that the network wrote running freely
    (sampling.generate): arrows show what it picked fed back as the next input, the softmax is softmax(O/temperature),
    and there is no loss. A `reference` is a text to compare with, character by character.
    """
    trace, tokens, y, T, _, q = _predicted(trace, text, tokens)
    t = _t(t, T)
    steps = _window(t, T, 40)
    if given is None:
        P, word, below, notes = _forced(trace, y, text, t)
    else:
        given = arguments.count("given", given, most=T)
        P, word, below, notes = _freely(trace, y[:, 0], text, t, given, temperature)
        if reference is not None:
            below |= _compared(reference, y[:, 0].tolist(), tokens, given)
    whole = "".join(text)
    first = given or 1  # the first step whose outcome is a target or a pick
    y = y[:, 0]
    window = slice(steps[0] - 1, steps[-1])
    shown, left_out = _tokens_shown(P[window], y[max(steps[0], first) - 1 : steps[-1]], 40)
    column, left, top = max(0.305, min(0.85, 12.2 / len(steps))), 1.2, 0.75
    row = max(0.16, min(0.26, 4.6 / len(shown)))
    bottom = top + row * len(shown)
    notes.append(_cut_note(steps, T))
    if len(shown) < q:
        notes.append(f"{q - len(shown)} of the {q} tokens have no row: no {word} here, and never above {left_out:.2g}.")
    notes.append(stand_ins(*text[steps[0] - 1 : steps[-1] + 1], *(tokens[i] for i in shown)))
    sentence = f"Predictions for {arguments.shown(whole)}: {times(T, 'step')}, softmax over {times(q, 'token')}"
    sentence += f", running freely after {times(given, 'character')}" if given else ""
    sentence += f", step {t} marked" if t else ""
    title = f"What is expected after each character of {quoted(whole)}"
    made = Picture(sentence, max(left + column * len(steps) + 0.3, 6.6), bottom + 1.25, title, notes)
    page, size, letters = made.page, min(9, column * 27), int(column / 0.14)  # as many of a token's as have room
    lines = {"step": 0.13, "input": 0.37, word: 0.61}
    lines |= {name: bottom + 0.2 + 0.23 * place for place, name in enumerate(below)}
    for name, at in lines.items():
        write(page, left - 0.1, at, name, ha="right", color=GREY)
    for place, index in enumerate(shown):
        at = top + row * (place + 0.5)
        write(page, left - 0.1, at, visible(tokens[index]), max(8, min(11, row * 50)), ha="right")
    if t is not None:
        box(page, left + column * (t - steps[0]), 0, column, bottom + 0.8, MARK, "none", zorder=0)
    for place, step in enumerate(steps):
        x, i = left + column * place, step - 1
        middle = x + column / 2
        write(page, middle, lines["step"], str(step), size)
        read, comes = visible(text[i], letters), visible(text[step], letters) if step >= first else "–"
        for name, token in (("input", read), (word, comes)):
            write(page, middle, lines[name], token, 12 if len(token) < 3 else 9)
        for name, values in below.items():
            write(page, middle, lines[name], values[i], size)
        if given and step <= given:
            box(page, middle - 0.13, lines["input"] - 0.12, 0.26, 0.24, "none", INK, linewidth=1.4)
        elif given and place:
            aside = max(0.1, min(0.05 * len(read), column / 3))  # the width of half a token, as far as there is room
            arrow(page, (middle - column + aside, lines[word] - 0.05), (middle - aside, lines["input"] + 0.05))
        page.plot([x, x], [top, bottom], color="#d0d0d0", linewidth=0.6, zorder=0.5)
        marked = shown.index(int(y[i])) if step >= first else None
        _softmax(page, x, top, P[i, shown].tolist(), marked, column, row)
    box(page, left, top, column * len(steps), bottom - top, "none", FAINT, linewidth=0.8)
    at = bottom + 1.0
    box(page, 0.3, at - 0.08, 0.3, 0.16, PALE, "none")
    write(page, 0.68, at, "probability: the whole cell is 1", ha="left")
    box(page, 3.1, at - 0.08, 0.3, 0.16, BLUE, INK, linewidth=1.6)
    write(page, 3.48, at, f"probability of the {word}{' character' if given else ''}, outlined", ha="left")
    return made


def _forced(trace, y, text, t):
    """With teacher forcing: the softmax, the word for what is outlined, the rows below it, and the notes."""
    P, losses, q = trace.O[:, 0].softmax(-1), step_losses(trace.O, y)[:, 0] + 0.0, trace.O.shape[-1]  # −0 becomes 0
    means, p_target = losses.cumsum(0) / torch.arange(1, len(losses) + 1), P.gather(1, y)[:, 0]
    mean, perplexity = f"{float(means[-1]):.4g}", float(means[-1].exp())
    value = f" ≈ {perplexity:.4g}" if perplexity < math.inf else ""
    notes = [
        f"Over {times(len(losses), 'step')}: mean loss {mean} nats, perplexity exp({mean}){value}; "
        f"blind guessing among |V| = {q} has {q}."
    ]
    if t is not None:
        loss = float(losses[t - 1])
        notes.append(
            f"Step {t}: after {_before(text, t)} the target is “{visible(text[t])}”, which gets "
            f"probability p = {_probability(loss)}; the loss is −ln p = {loss:.4g} nats."
        )
    below = {
        "p(target)": [f"{p:.2f}" for p in p_target.tolist()],
        "loss, in nats": [number(loss) for loss in losses.tolist()],
        "mean so far": [number(mean) for mean in means.tolist()],
    }
    return P, "target", below, notes


def _before(text, t):
    """The last characters that were read at step t, in quotation marks."""
    return quoted("".join(text[max(0, t - 12) : t]))


def _probability(loss):
    """p = exp(−loss) in words that do not round it to 0, nor to 1 while its loss is above 0."""
    if loss > 700:
        return f"exp(−{loss:.4g})"  # too small for a number of the computer
    return f"{math.exp(-loss):.4g}" if loss > 1e-3 or loss == 0 else f"1 − {-math.expm1(-loss):.2g}"


def _freely(trace, y, text, t, given, temperature):
    """The same of a free run."""
    temperature = arguments.number("temperature", temperature, above=0, most=1e6)
    O = trace.O[:, 0]  # noqa: E741
    P = ((O - O.amax(1, keepdim=True)) / temperature).softmax(-1)
    picked = P.gather(1, y[:, None])[:, 0].tolist()
    first = "the first input, framed, was" if given == 1 else f"the first {given} inputs, framed, were"
    notes = [
        f"Running freely: {first} given. Every "
        f"later input is the character picked one step before. Temperature {temperature:.4g}."
    ]
    if t is not None:
        comes = f"“{visible(text[t])}” is picked, with probability {picked[t - 1]:.4g}"
        comes = comes if t >= given else f"“{visible(text[t])}” is given"
        notes.append(f"Step {t}: after {_before(text, t)} {comes}.")
    below = {"p(picked)": [f"{p:.2f}" if step >= given else "–" for step, p in enumerate(picked, 1)]}
    return P, "picked", below, notes


def _compared(reference, y, tokens, given):
    """The rows that compare what a free run picked with a text: its characters, and whether they are as picked."""
    arguments.text(reference, least=0, name="reference")
    place = {token: index for index, token in enumerate(tokens)}
    known = [reference[step : step + 1] for step in range(1, len(y) + 1)]
    same = [place.get(one, place.get(chars.UNKNOWN)) == index for one, index in zip(known, y, strict=True)]
    signs = ["✓" if right else "✗" for right in same]
    return {
        "the text has": [visible(one) if one else "" for one in known],
        "the same?": [
            sign if one and step >= given else "" for step, (one, sign) in enumerate(zip(known, signs, strict=True), 1)
        ],
    }


def _softmax(page, x, y, column, marked, width, height):
    """One step's probabilities as bars from the left edge of each cell; a marked cell is outlined."""
    bars = [(x, y + height * place + 0.03, width * p, height - 0.06) for place, p in enumerate(column)]
    boxes(page, bars, PALE)
    if marked is not None:
        boxes(page, bars[marked : marked + 1], BLUE)
        box(page, x, y + height * marked, width, height, "none", INK, linewidth=1.6, zorder=3)
    for place, p in enumerate(column if width >= 0.5 else []):
        if p >= 0.005:
            halo = [withStroke(linewidth=2, foreground="white")] if place == marked else []
            look = {"ha": "right", "color": "black", "path_effects": halo, "zorder": 4}
            write(page, x + width - 0.05, y + height * (place + 0.5), f"{p:.2f}", 8, **look)


def _tokens_shown(P, y, most):
    """Which tokens get a row: the targets, then the most probable, in order; and the most the others ever get."""
    largest = P.amax(0)
    rank = largest.index_fill(0, y, 2)
    shown = sorted(rank.topk(min(most, len(rank))).indices.tolist())
    rest = largest.index_fill(0, torch.tensor(shown), 0)
    return shown, float(rest.max())

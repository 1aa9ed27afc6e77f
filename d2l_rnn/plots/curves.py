"""Charts: gradients through time, training, the state plane, growth."""

import itertools
import math

import torch
from matplotlib.colors import ListedColormap
from matplotlib.patheffects import withStroke

from .. import arguments, chars
from ..gradients import ThroughTime
from ..rnn import output, step_losses, unroll
from ..train import History
from .page import (
    BLUE,
    INK,
    LINES,
    PASTELS,
    PURPLE,
    Picture,
    cut,
    families,
    number,
    on_cpu,
    picture,
    quoted,
    short,
    stand_ins,
    times,
    visible,
    write,
)

LEAST_LOSS = 1e-8  # on a log scale a loss of 0 stands here


def _beside_points(chart, labels, always=False):
    """Write (x, y, words, colour) beside their points: above where there is room, else around them.

    One that has no room is left out, or written above all the same. Points with no words only take room.
    """
    dot = chart.figure.dpi / 72  # a point of type in pixels
    points = [tuple(chart.transData.transform((x, y))) for x, y, _, _ in labels]
    taken = [(x, y, 4 * dot, 4 * dot) for x, y in points]  # centre, half the width, half the height
    for (x, y), (*_, words, color) in zip(points, labels, strict=True):
        wide, high = 2.9 * dot * len(words), 5.5 * dot
        up, right = high + 5 * dot, wide + 8 * dot
        sides = [(0, up), (0, -up), (right, 0), (-right, 0), (right, -up), (-right, up)]
        centres = [(x + aside, y + above) for aside, above in sides] if words else []
        free = [centre for centre in centres if not any(_overlap((*centre, wide, high), other) for other in taken)]
        for centre in free[:1] or centres[: int(always)]:
            taken.append((*centre, wide, high))
            at = chart.transData.inverted().transform(centre)
            halo = [withStroke(linewidth=2.5, foreground="white")]
            write(chart, *at, words, 9, color=color, va="center", path_effects=halo, zorder=5)


def _overlap(one, other):
    """Whether two boxes (centre x, centre y, half the width, half the height) share a place."""
    return abs(one[0] - other[0]) < one[2] + other[2] and abs(one[1] - other[1]) < one[3] + other[3]


def _legend(chart, title=None):
    """The legend at the right of a chart, where it covers nothing; its words are never read as formulas."""
    legend = chart.legend(loc="upper left", bbox_to_anchor=(1.03, 1), borderaxespad=0, fontsize=9, frameon=False)
    for text in legend.get_texts():
        text.set(parse_math=False, family=families()[0])
    if title:
        legend.set_title(title, {"size": 9})


def _axes(chart, x, y):
    chart.xaxis.get_major_locator().set_params(integer=True)
    chart.set_xlabel(x, fontsize=10)
    chart.set_ylabel(y, fontsize=10)


def _log_limits(chart, values, least=1e-307):
    """The range of a log scale: all values, and room for a number above and below."""
    low, high = math.log10(min(values)), math.log10(max(values))
    margin = 0.3 + 0.09 * (high - low)
    chart.set_ylim(max(10 ** max(low - margin, -307), least), 10 ** min(high + margin, 308))


def _several(name, values, kind, what, maker):
    """A value or a list of values of one kind, as a list no longer than there are line styles."""
    values = list(values) if isinstance(values, list | tuple) else [values]
    if not values:
        raise ValueError(f"{name} is an empty list; at least one {what} is needed.")
    for value in values:
        if not isinstance(value, kind):
            raise TypeError(f"{name} must be a {what} ({maker}), not {arguments.a(value)}.")
    if len(values) > len(LINES):
        raise ValueError(f"{name} holds {len(values)} entries; at most {len(LINES)} can be told apart in one picture.")
    return values


@picture
def gradients(through, labels=None, split=False):
    """The length of dL/dH_k for k = 0 … T on a log scale, its numbers printed: small vanished, large exploded.

    `through` is a ThroughTime or a list of them, `labels` their names in the legend. With `split`, marks beside each
    point are its local part, through O_k alone, and what came back from step k+1: vectors that add, unlike lengths.
    """
    throughs = _several("through", through, ThroughTime, "ThroughTime", "gradients.through_time makes one")
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
        first, *between, last = _spread(len(line), 12)
        printed += [(k, drawn[k], f"{line[k]:.2g}", color) for k in (first, last, *between)]
        printed += [(k, place, "", color) for k, place in enumerate(drawn)]
        parts += [(_lengths(part), side, color) for part, side in ((one.local, "<"), (one.back, ">")) if split]
    _log_limits(chart, [place for *_, place, _, _ in printed])
    lowest = chart.get_ylim()[0]
    for part, side, color in parts:
        drawn = [(k, value) for k, value in enumerate(part) if lowest < value < math.inf]
        aside = -0.16 if side == "<" else 0.16
        points = ([k + aside for k, _ in drawn], [value for _, value in drawn])
        chart.plot(*points, color=color, marker=side, linestyle="none", markersize=5, fillstyle="none")
    chart.set_xlim(-0.06 * (T + 1), T + 0.06 * (T + 1))
    _beside_points(chart, printed)
    _axes(
        chart,
        "k: the hidden state, from the first (0) to the last",
        "length of $\\partial L/\\partial\\mathbf{H}_k$, log scale",
    )
    _legend(chart)
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


def _spread(count, most):
    """At most `most` places from first to last, evenly apart."""
    return sorted({round(i * (count - 1) / (most - 1)) for i in range(most)}) if count > most else list(range(count))


@picture
def training(history, *others, checkpoint=None, text=None, t=None, log=False):
    """The loss after every update in nats, with two lines: ln |V|, blind guessing, and the floor without memory.

    The floor is `chars.floor(text)`: no model that sees only the current character goes below it. Dots mark
    the checkpoints. Other histories are drawn into the same chart. `checkpoint` (from 0) marks one of the first
    history; with a `text` a note says what its network (without a mark, the last) makes of it, and of its step t.
    """
    histories = _several("history", [history, *others], History, "History", "train.fit makes one")
    for place, one in enumerate(histories):
        one.check(f"others[{place - 1}]" if place else "history")
    texts = {one.text: len(one.tokens) for one in histories}  # in order, each once, with its |V|
    several = len(texts) > 1
    sentence = f"Training on {', '.join(map(arguments.shown, texts))}: "
    sentence += "; ".join(f"{len(one.losses) - 1} updates, {one.params.sizes['h']} units" for one in histories)
    arguments.flag("log", log)
    notes = ["Dots mark the checkpoints: the parameters that the history keeps."]
    points = history.checkpoints
    if checkpoint is not None:
        checkpoint = arguments.count("checkpoint", checkpoint, least=0, most=len(points) - 1)
        sentence += f", {times(points[checkpoint].step, 'update')} marked"
    if text is not None:
        notes.append(_reading(points[-1 if checkpoint is None else checkpoint], history.tokens, text, t))
        notes.append(stand_ins(text))
    title = f"Loss while training on {quoted(next(iter(texts)))}" + (" and other texts" if several else "")
    height = max(3.85, 0.38 * (len(histories) + 2 * len(texts)))  # at least that of the legend
    if log:
        notes.append("A loss, or a floor, too near 0 for this log scale is drawn at its lower edge.")
    made = Picture(sentence, 11.9, height + 0.7, title, notes)
    chart = made.chart(0.85, 0.1, 6.6, height)
    if log:
        chart.set_yscale("log")
    for (color, marker, dashes), one in zip(LINES, histories, strict=False):
        label = f"{one.params.sizes['h']} units, " + ("with W_hh" if one.params.W_hh.any() else "W_hh = 0")
        label += f", {quoted(one.text, 12)}" if several else ""
        label += f"\nloss {one.losses[-1]:.4f} after {times(len(one.losses) - 1, 'update')}"
        kept = [point.step for point in one.checkpoints]
        drawn = [max(loss, LEAST_LOSS) for loss in one.losses] if log else one.losses
        chart.plot(drawn, color=color, linestyle=dashes, marker=marker, markersize=4, markevery=kept, label=label)
    values = [loss for one in histories for loss in one.losses] + [math.log(V) for V in texts.values()]
    top = max(*values, 0.01)
    least = min(value for value in (*values, *map(chars.floor, texts), top / 10) if value > LEAST_LOSS)
    low = 10 ** math.floor(math.log10(least)) if log else 0.0
    for grey, (which, V) in zip(("#444444", "#999999") * len(texts), texts.items(), strict=False):
        floor, which = chars.floor(which), f" for {quoted(which, 12)}" if several else ""
        guessing = f"ln |V| = ln {V} = {math.log(V):.3f}{which}:\nblind guessing"
        memoryless = f"floor {floor:.4f}{which}:\nseeing the current character only"
        chart.axhline(math.log(V), color=grey, linewidth=1.2, linestyle=(0, (6, 3)), label=guessing)
        chart.axhline(max(floor, low), color=grey, linewidth=1.5, linestyle=(0, (1, 1.5)), label=memoryless)
    if checkpoint is not None:
        point = points[checkpoint]
        label = f"chosen: after {times(point.step, 'update')},\nloss {point.loss:.4f}"
        chart.axvline(point.step, color=INK, linewidth=1)
        ring = {"marker": "o", "markersize": 11, "markerfacecolor": "none", "markeredgewidth": 2}
        chart.plot([point.step], [max(point.loss, low)], color=INK, linestyle="none", label=label, **ring)
    chart.set_ylim(*((low, 1.5 * top) if log else (-0.04 * top, 1.06 * top)))
    _axes(chart, "update", "mean loss, in nats")
    _legend(chart)
    return made


def _reading(point, tokens, text, t):
    """What the network of a checkpoint makes of a text, in a sentence or two."""
    inputs, targets = chars.shift(text)
    t = None if t is None else arguments.count("t", t, most=len(inputs))
    O = unroll(chars.one_hot(inputs, tokens).to(point.params.W_xh), point.params).O  # noqa: E741
    losses = on_cpu(step_losses(O, chars.indices(targets, tokens).to(O.device)))[:, 0].tolist()
    P, best = on_cpu(O[:, 0].softmax(-1)), [tokens[k] for k in O[:, 0].argmax(-1).tolist()]
    right = sum(guess == target for guess, target in zip(best, targets, strict=True))
    note = (
        f"After {times(point.step, 'update')} the mean loss on {quoted(text)} is {sum(losses) / len(losses):.4f} nats, "
        f"and the most likely character is right at {right} of {times(len(targets), 'step')}."
    )
    if t is not None:
        guess, p = best[t - 1], f"{float(P[t - 1].max()):.2f}"
        note += f" At step {t}, after “{visible(inputs[t - 1])}”, it is “{visible(guess)}” ({p}); the text has "
        note += f"“{visible(targets[t - 1])}”."
    return note


@picture
def state_plane(p, tokens, texts, step=None, fan=False, probe=None):
    """The square of all states of two hidden units, painted by the most likely next character, with texts' paths.

    Each text starts at H_0 = (0, 0); a point is the state after a character, an arrow leads to the next.
    p must have h = 2. `step` (from 0) is marked on the first text, `probe` is another state (two numbers) that is
    marked. With `fan`, arrows lead from the probe, else from the step, to where each character would lead.
    """
    arguments.params(p)
    tokens = arguments.tokens(tokens)
    if p.sizes["h"] != 2:
        raise ValueError(f"p has h = {p.sizes['h']} hidden units; the plane shows exactly 2. Train with num_hiddens=2.")
    for letter in "dq":
        if len(tokens) != p.sizes[letter]:
            sizes = f"tokens has {len(tokens)} entries and p has {letter} = {p.sizes[letter]}"
            raise ValueError(f"{sizes}; they must be equal.")
    texts = [arguments.text(text) for text in _several("texts", texts, str, "string", "or a list of them")]
    arguments.flag("fan", fan)
    if step is not None:
        step = arguments.count("step", step, least=0, most=len(texts[0]))
    if probe is not None:
        probe = _state(probe)
    paths = [on_cpu(unroll(chars.one_hot(text, tokens).to(p.W_xh), p).H[:, 0]) for text in texts]
    side = torch.linspace(-1, 1, 301)
    states = torch.cartesian_prod(side, side).flip(1)  # row by row: unit 2 upwards, unit 1 to the right
    best = output(states.to(p.W_xh), p).argmax(-1).cpu().view(301, 301)
    regions = sorted(best.unique().tolist(), key=lambda token: -int((best == token).sum()))
    most = 24
    start = max(0, (step or 0) - most)  # of a long text, the characters up to the step
    drawn = [text[start : start + most] for text in texts]
    notes = [
        "The colour and the large letter of a place: the next character that the output layer finds most likely there.",
        f"Only the characters {start + 1} to {start + most} of a text are drawn."
        if max(map(len, texts)) > most
        else "",
        stand_ins(*drawn, *(tokens[token] for token in regions)),
    ]
    named = ", ".join(arguments.shown(text) for text in texts)
    sentence = f"State plane: 2 units, {times(len(tokens), 'token')}, {times(len(texts), 'path')}: {named}"
    sentence += f", step {step} marked" if step is not None else ""
    made = Picture(sentence, 9.4, 6.8, "Two hidden units: where each character leads, and what comes next", notes)
    chart = made.chart(0.85, 0.1, 6.1, 6.1)
    chart.grid(False)
    colours = torch.zeros(len(tokens), dtype=torch.long)
    colours[regions] = torch.arange(len(regions)) % len(PASTELS)
    paint = {"cmap": ListedColormap(PASTELS), "vmin": -0.5, "vmax": len(PASTELS) - 0.5, "rasterized": True}
    chart.pcolormesh(side.numpy(), side.numpy(), colours[best].numpy(), **paint)
    chart.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1))
    parts = [path[start : start + most + 1] for path in paths if len(path) > start]
    away = torch.cdist(states.double(), torch.cat(parts)).amin(1).view(301, 301) > 0.15
    for token in regions:
        row, column = _middle(best == token, away)
        write(chart, float(side[column]), float(side[row]), visible(tokens[token]), 24, color="#0000006e")
    labels = [(0.0, 0.0, "start", INK)] if not start else []
    for (color, marker, dashes), text, path in zip(LINES, drawn, paths, strict=False):
        points = path[start : start + most + 1].tolist()
        line = {"color": color, "marker": marker, "linestyle": dashes, "linewidth": 1.2}
        chart.plot([], [], label=quoted(text, 12), **line)
        chart.plot(*zip(*points, strict=True), **line | {"linestyle": "none", "zorder": 4}) if points else None
        head = {"arrowstyle": "-|>", "color": color, "linestyle": dashes, "shrinkA": 4, "shrinkB": 4}
        head["connectionstyle"] = "arc3,rad=0.06"  # there and back are two lines
        for place, (before, after) in enumerate(zip(points, points[1:], strict=False), start + 1):
            here = {"linewidth": 2.8} if place == step and color == LINES[0][0] else {}
            chart.annotate("", after, before, arrowprops=head | here)
            labels.append((*after, f"{visible(text[place - start - 1])} {place}", color))
    marked = {}  # what is marked: its state and how
    if step is not None:
        marked[f"step {step}"] = paths[0][step].tolist(), {"marker": "o", "color": INK}
    if probe is not None:
        marked[f"state ({number(probe[0])}, {number(probe[1])})"] = probe, {"marker": "D", "color": PURPLE}
    for label, (state, look) in marked.items():
        look |= {"markersize": 11, "markerfacecolor": "none", "markeredgewidth": 2, "linestyle": "none"}
        chart.plot(*([value] for value in state), label=label, zorder=5, **look)
    if fan:
        from_here = list(marked.values())[-1][0] if marked else [0.0, 0.0]
        labels += _fan(chart, p, tokens, from_here)
    _beside_points(chart, labels, always=True)
    _axes(chart, "hidden unit 1", "hidden unit 2")
    for axis in (chart.xaxis, chart.yaxis):
        axis.set_ticks([-1, -0.5, 0, 0.5, 1])
    _legend(chart, "a point: a character\nand its step")
    return made


def _state(probe):
    """Two numbers from -1 to 1, or a sentence about why not."""
    if not isinstance(probe, list | tuple) or len(probe) != 2:
        raise TypeError(f"probe must be two numbers such as (0.5, -0.5), not {arguments.a(probe)}.")
    return [arguments.number("a number of probe", value, least=-1, most=1) for value in probe]


def _fan(chart, p, tokens, state, most=12):
    """Arrows from a state to where the most likely characters would lead; returns their labels."""
    H = torch.tensor([state]).to(p.W_xh)
    likely = output(H, p)[0].argsort(descending=True)[:most].tolist()
    X = torch.eye(len(tokens)).to(p.W_xh)[likely]
    ends = unroll(X[None], p, H.expand(len(likely), 2)).H[1].tolist()
    for end in ends:
        head = {"arrowstyle": "-|>", "color": PURPLE, "linewidth": 1, "shrinkA": 6, "shrinkB": 2}
        chart.annotate("", end, state, arrowprops=head)
    chart.plot([], [], color=PURPLE, linewidth=1, label="where each character\nwould lead")
    return [(*end, visible(tokens[token]), PURPLE) for token, end in zip(likely, ends, strict=True)]


def _middle(region, away):
    """The place in a region that lies nearest to its mean, away from the paths where the region reaches so far."""
    free = region & away
    places = (free if free.any() else region).nonzero().double()
    return places[(places - places.mean(0)).norm(dim=1).argmin()].long().tolist()


@picture
def growth(num_tokens, num_hiddens, orders, text=None):
    """The cells of an n-gram table, |V|^n, beside the parameters of an RNN, on a log scale, for each n in `orders`.

    With a text, also how many different n-grams it really holds: the cells it would ever fill.
    """
    V = arguments.count("num_tokens", num_tokens, most=10**6)
    h = arguments.count("num_hiddens", num_hiddens, most=10**6)
    orders = _orders(orders)
    parameters = V * h + h * h + h + h * V + V  # rnn.num_params with d = q = |V|
    sentence = f"Growth: |V| = {V}, h = {h}, n = {orders[0]} to {orders[-1]}, {parameters} RNN parameters"
    curves = [("cells of an n-gram table, |V|ⁿ", {n: V**n for n in orders}, LINES[1])]
    notes = []
    if text is not None:
        different = len(set(arguments.text(text)))
        if different > V:
            have = f"text holds {different} different characters and num_tokens is {V}"
            raise ValueError(f"{have}; num_tokens must be at least as large.")
        held = {n: len(chars.ngrams(text, n)) for n in orders if n <= len(text)}
        curves.append(("different n-grams in the text", held, LINES[2]))
        notes.append(f"The text {quoted(text)} has {len(text):,} characters; it cannot hold more n-grams than that.")
        sentence += f", n-grams of {arguments.shown(text)}"
    made = Picture(sentence, 11.4, 4.6, f"A table of |V|ⁿ cells against one RNN, |V| = {V:,}", notes)
    chart = made.chart(1.0, 0.1, 6.9, 3.9)
    chart.set_yscale("log")
    printed = []
    for label, curve, (color, marker, dashes) in curves:
        chart.plot(
            curve.keys(), list(map(float, curve.values())), color=color, marker=marker, linestyle=dashes, label=label
        )
        said = [list(curve)[i] for i in _spread(len(curve), 9)]
        printed += [(n, float(curve[n]), short(curve[n]) if n in said else "", color) for n in curve]
    chart.axhline(
        parameters,
        color=BLUE,
        linewidth=2,
        label=f"parameters of an RNN with h = {h}:\n{short(parameters)}, whatever the length",
    )
    _log_limits(chart, [parameters, *(place for _, place, _, _ in printed)], least=0.3)
    chart.set_xlim(orders[0] - 0.5, orders[-1] + 0.5)
    _beside_points(chart, printed)
    _axes(chart, "n: how many characters in a row the table tells apart", "numbers to store, log scale")
    _legend(chart)
    return made


def _orders(orders):
    if isinstance(orders, str | dict | torch.Tensor) or not hasattr(orders, "__iter__"):
        raise TypeError(f"orders must be a list of whole numbers such as range(1, 9), not {arguments.a(orders)}.")
    if len(first := list(itertools.islice(orders, 41))) > 40:
        raise ValueError("orders holds more than 40 entries; at most 40 fit in one picture.")
    orders = sorted({arguments.count("an entry of orders", n, most=40) for n in first})
    if not orders:
        raise ValueError("orders is empty; at least one n is needed.")
    return orders

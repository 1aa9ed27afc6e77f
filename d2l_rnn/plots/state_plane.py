"""The square of all states of two hidden units."""

import torch
from matplotlib.colors import ListedColormap

from .. import arguments, chars
from ..rnn import output, unroll
from .charts import LINES, axes, beside_points, legend, one_or_more
from .page import INK, PASTELS, PURPLE, Picture, on_cpu, picture, write
from .words import number, quoted, stand_ins, times, visible

REGIONS = [*PASTELS.values(), "#dcdcdc", "#d9d5f2", "#e6f2c4", "#f6cfd3", "#cfeef0"]


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
    texts = [arguments.text(text) for text in one_or_more("texts", texts, str, "string", "or a list of them")]
    arguments.flag("fan", fan)
    if step is not None:
        step = arguments.count("step", step, least=0, most=len(texts[0]))
    if probe is not None:
        probe = _state(probe)
    paths = [on_cpu(unroll(chars.one_hot(text, tokens).to(p.W_xh), p).H[:, 0]) for text in texts]
    side = torch.linspace(-1, 1, 301, dtype=torch.float32)
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
    colours[regions] = torch.arange(len(regions)) % len(REGIONS)
    paint = {"cmap": ListedColormap(REGIONS), "vmin": -0.5, "vmax": len(REGIONS) - 0.5, "rasterized": True}
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
    beside_points(chart, labels, always=True)
    axes(chart, "hidden unit 1", "hidden unit 2")
    for axis in (chart.xaxis, chart.yaxis):
        axis.set_ticks([-1, -0.5, 0, 0.5, 1])
    legend(chart, "a point: a character\nand its step")
    return made


def _state(probe):
    """Two numbers from -1 to 1, or a sentence about why not."""
    if not isinstance(probe, list | tuple) or len(probe) != 2:
        raise TypeError(f"probe must be two numbers such as (0.5, -0.5), not {arguments.a(probe)}.")
    return [arguments.number("a number of probe", value, least=-1, most=1) for value in probe]


def _fan(chart, p, tokens, state, most=12):
    """Arrows from a state to where the most likely characters would lead; returns their labels."""
    H = torch.tensor([state], dtype=torch.float64).to(p.W_xh)
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

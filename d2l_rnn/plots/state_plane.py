"""The square of all states of two hidden units."""

import torch
from matplotlib.colors import LinearSegmentedColormap

from .. import arguments, chars
from ..languages import say, say_n
from ..rnn import output, unroll
from .charts import LINES, axes, beside_points, legend, one_or_more
from .page import GREY, INK, READ, REMEMBERED, Picture, on_cpu, picture, write
from .words import number, quoted, stand_ins, visible

SHADE = LinearSegmentedColormap.from_list("sureness", ["#ffffff", "#cfcfd1"], N=257)  # ink that can be written on
SIDE = 301  # points along a side of the ground
MOST = 24  # steps of a text that are drawn: of a long one, those up to the step


@picture
def state_plane(p, tokens, texts, step=None, fan=False, probe=None):
    """The square of all states of two hidden units, divided between the most likely next characters, with texts' paths.

    Each text starts at H_0 = (0, 0); a point is the state after a character, an arrow leads to the next.
    p must have h = 2. `step` (from 0) is marked on the first text, and the arrow to it is thick; `probe` is another
    state (two numbers) that is marked. With `fan`, arrows lead from the probe, else from the step, to where each
    character would lead.
    """
    arguments.params(p)
    tokens = arguments.tokens(tokens)
    if p.sizes["h"] != 2:
        h = p.sizes["h"]
        raise ValueError(say("p has h = {h} hidden units; the plane shows exactly 2. Train with num_hiddens=2.", h=h))
    for letter in "dq":
        if len(tokens) != p.sizes[letter]:
            words = {"size": len(tokens), "letter": letter, "other": p.sizes[letter]}
            raise ValueError(
                say("tokens has {size} entries and p has {letter} = {other}; they must be equal.", **words)
            )
    texts = [arguments.text(text) for text in one_or_more("texts", texts, str, say("string"), say("or a list of them"))]
    arguments.flag("fan", fan)
    if step is not None:
        step = arguments.count("step", step, least=0, most=len(texts[0]))
    if probe is not None:
        probe = _state(probe)
    paths = [on_cpu(unroll(chars.one_hot(text, tokens).to(p.W_xh), p).H[:, 0]) for text in texts]
    start = max(0, (step or 0) - MOST)
    drawn = [text[start : start + MOST] for text in texts]
    parts = [path[start : start + MOST + 1] for path in paths]
    outputs = _ground(p)
    lands = outputs.argmax(-1).unique().tolist()
    named = ", ".join(arguments.shown(text) for text in texts)
    sentence = say(
        "State plane: 2 units, {tokens}, {paths}: {texts}",
        tokens=say_n("{n} token", "{n} tokens", len(tokens)),
        paths=say_n("{n} path", "{n} paths", len(texts)),
        texts=named,
    )
    if step is not None:
        sentence = say("{sentence}, step {step} marked", sentence=sentence, step=step)
    notes = [
        say(
            "The large letter of a place is the next character that the output layer finds most likely there; "
            "the darker, the surer."
        ),
        say("Only the characters {first} to {last} of a text are drawn.", first=start + 1, last=start + MOST)
        if max(map(len, texts)) > MOST
        else "",
        stand_ins(*drawn, *(tokens[token] for token in lands)),
    ]
    title = say("Two hidden units: where each character leads, and what comes next")
    made = Picture(sentence, 9.4, 6.8, title, notes)
    chart = made.chart(0.85, 0.1, 6.1, 6.1)
    chart.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1))
    _lands(chart, tokens, outputs, torch.cat([part for part in parts if len(part)]))
    labels = [(0.0, 0.0, say("start"), INK)] if not start else []
    for look, text, part in zip(LINES, drawn, parts, strict=False):
        labels += _path(chart, look[1:], text, part.tolist(), start, step if part is parts[0] else None)
    marked = {}  # what is marked: its state and how
    if step is not None:
        marked[say("step {step}", step=step)] = paths[0][step].tolist(), {"marker": "o"}
    if probe is not None:
        marked[say("state ({one}, {other})", one=number(probe[0]), other=number(probe[1]))] = probe, {"marker": "D"}
    for label, (state, look) in marked.items():
        look |= {"markersize": 11, "markerfacecolor": "none", "markeredgewidth": 2, "linestyle": "none", "color": INK}
        chart.plot(*([value] for value in state), label=label, zorder=5, **look)
    if fan:
        from_here = list(marked.values())[-1][0] if marked else [0.0, 0.0]
        labels += _fan(chart, p, tokens, from_here)
    beside_points(chart, labels, always=True)
    axes(chart, say("hidden unit 1"), say("hidden unit 2"))
    for axis in (chart.xaxis, chart.yaxis):
        axis.set_ticks([-1, -0.5, 0, 0.5, 1])
    legend(chart, say("a point: a character\nand its step"))
    return made


def _state(probe):
    """Two numbers from -1 to 1, or a sentence about why not."""
    if not isinstance(probe, list | tuple) or len(probe) != 2:
        what = arguments.a(probe)
        raise TypeError(say("probe must be two numbers such as (0.5, -0.5), not {what}.", what=what))
    return [arguments.number(say("a number of probe"), value, least=-1, most=1) for value in probe]


def _square():
    """The states of the ground, row by row: unit 2 upwards, unit 1 to the right."""
    side = torch.linspace(-1, 1, SIDE, dtype=torch.float32)
    return side.numpy(), torch.cartesian_prod(side, side).flip(1)


def _ground(p):
    """The outputs at every state of the ground: (rows, columns, q)."""
    return on_cpu(output(_square()[1].to(p.W_xh), p)).view(SIDE, SIDE, -1)


def _lands(chart, tokens, outputs, states):
    """The lands of the characters: their letters away from these states, fine lines between, ink where p is sure."""
    chart.grid(False)
    side, square = _square()
    best = outputs.argmax(-1)
    sure = (outputs.softmax(-1).amax(-1) * len(tokens) - 1) / max(len(tokens) - 1, 1)
    chart.pcolormesh(side, side, sure.numpy(), cmap=SHADE, vmin=0, vmax=1, rasterized=True)
    away = torch.cdist(square.double(), states.double()).amin(1).view(SIDE, SIDE) > 0.15
    for token in best.unique().tolist():
        land = best == token
        if not land.all():
            lead = outputs[..., token] - outputs.index_fill(-1, torch.tensor(token), -torch.inf).amax(-1)
            chart.contour(side, side, lead.numpy(), levels=[0], colors=GREY, linewidths=0.8)
        row, column = _middle(land, away)
        write(chart, float(side[column]), float(side[row]), visible(tokens[token]), 24, color=INK)


def _path(chart, look, text, points, start, step):
    """One text's points from step `start` on and the arrows between them, a thick one to `step`; their labels."""
    marker, dashes = look
    line = {"color": REMEMBERED, "marker": marker, "linestyle": dashes, "linewidth": 1.2}
    chart.plot([], [], label=quoted(text, 12), **line)
    chart.plot(*zip(*points, strict=True), **line | {"linestyle": "none", "zorder": 4}) if points else None
    head = {"arrowstyle": "-|>", "color": REMEMBERED, "linestyle": dashes, "shrinkA": 4, "shrinkB": 4}
    head["connectionstyle"] = "arc3,rad=0.06"  # there and back are two lines
    labels = []
    for place, (before, after) in enumerate(zip(points, points[1:], strict=False), start + 1):
        chart.annotate("", after, before, arrowprops=head | {"linewidth": 2.5 if place == step else 1.2})
        labels.append((*after, f"{visible(text[place - start - 1])} {place}", READ))
    return labels


def _fan(chart, p, tokens, state, most=12):
    """Arrows from a state to where the most likely characters would lead, the likelier the wider; their labels."""
    H = torch.tensor([state], dtype=torch.float64).to(p.W_xh)
    shares, likely = on_cpu(output(H, p)[0].softmax(-1)).sort(descending=True, stable=True)
    likely = likely[:most].tolist()
    X = torch.eye(len(tokens)).to(p.W_xh)[likely]
    ends = unroll(X[None], p, H.expand(len(likely), 2)).H[1].tolist()
    for share, end in zip(shares.tolist(), ends, strict=False):
        head = {"arrowstyle": "-|>", "color": INK, "linewidth": 0.8 + 3 * share, "shrinkA": 7, "shrinkB": 2}
        chart.annotate("", end, state, arrowprops=head)
    chart.plot([], [], color=INK, linewidth=1, label=say("where each character\nwould lead"))
    return [(*end, visible(tokens[token]), READ) for token, end in zip(likely, ends, strict=True)]


def _middle(region, away):
    """The place in a region that lies nearest to its mean, away from the paths where the region reaches so far."""
    free = region & away
    places = (free if free.any() else region).nonzero().double()
    return places[(places - places.mean(0)).norm(dim=1).argmin()].long().tolist()

"""The printed twin of every figure: matplotlib pictures of a Trace, a ThroughTime, a History or plain sizes.

Each function returns a Picture: a matplotlib Figure made without pyplot, so that nothing is shown twice and
nothing stays open. Lengths on a picture's page are inches from the upper left corner of its body. Whatever a
reader typed is drawn as it stands, never read as a formula; only our own labels use mathtext.
"""

import functools
import io
import itertools
import math
import textwrap
import unicodedata

import torch
from matplotlib import font_manager, style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap, ListedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from matplotlib.patheffects import withStroke

from . import arguments, chars
from .gradients import ThroughTime
from .rnn import Trace, output, step_losses, unroll
from .train import History

BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW = "#0072b2", "#d55e00", "#009e73", "#aa4499", "#56b4e9", "#e69f00"
LINES = [
    (BLUE, "o", "-"),
    (ORANGE, "s", "--"),
    (GREEN, "^", "-."),
    (PURPLE, "D", ":"),
    (SKY, "v", "-"),
    (YELLOW, "P", "--"),
]
PASTELS = ["#cfe3f3", "#fbdcc4", "#cdeadf", "#ecd3e6", "#f7ecc0", "#dcdcdc", "#d9d5f2", "#e6f2c4", "#f6cfd3", "#cfeef0"]
INK, GREY, FAINT, MARK = "#222222", "#444444", "#8a8a8a", "#fff3cc"
SCALE = LinearSegmentedColormap.from_list("hidden state", [ORANGE, "#f7f7f7", BLUE], N=257)  # fixed: -1, 0, 1
WIDEST = 13.6  # inches, at 100 dots each

STAND_IN = "□"
SEEN = {" ": "␣", "\n": "⏎", "\t": "⇥", "\r": "␍"}
# DejaVu Sans comes with matplotlib; the others are used for what it lacks, where they are installed.
FAMILIES = (
    ["DejaVu Sans", "IPAexGothic", "Noto Sans CJK JP", "Noto Sans JP", "Hiragino Sans", "Yu Gothic", "Meiryo"]
    + ["MS Gothic", "Noto Sans CJK SC", "PingFang SC", "Microsoft YaHei", "Apple SD Gothic Neo", "Malgun Gothic"]
    + ["Noto Sans", "Noto Sans Devanagari", "Noto Sans Thai", "Nirmala UI", "Noto Emoji", "Segoe UI Symbol", "Symbola"]
)


class Picture(Figure):
    """A figure that shows itself in a notebook once, as PNG, and whose repr is a sentence about its data."""

    def __init__(self, sentence, width, height, title="", notes=()):
        """A page of `width` by `height` inches, with room added for a title above and wrapped notes below."""
        lines = [line for note in notes if note for line in textwrap.wrap(note, int(width * 14.5))]
        top, bottom = 0.5 if title else 0.15, 0.15 + 0.19 * len(lines)
        self.top, self.whole = top, height + top + bottom
        super().__init__((width, self.whole), dpi=100, facecolor="white")
        FigureCanvasAgg(self)
        self.sentence = sentence
        self.page = self.add_axes([0, 0, 1, 1])
        self.page.set(xlim=(0, width), ylim=(height + bottom, -top))
        self.page.set_axis_off()
        _write(self.page, 0.2, -0.27, title, 12.5, ha="left")
        for place, line in enumerate(lines):
            _write(self.page, 0.2, height + 0.1 + 0.19 * place, line, 9, ha="left", color=GREY)

    def chart(self, left, upper, width, height):
        """Axes with scales of their own, at this place of the page."""
        whole_width = self.get_figwidth()
        bottom = 1 - (upper + height + self.top) / self.whole
        chart = self.add_axes([left / whole_width, bottom, width / whole_width, height / self.whole])
        chart.spines[["top", "right"]].set_visible(False)
        chart.tick_params(labelsize=9, colors=INK)
        chart.grid(color="#e4e4e4", linewidth=0.6)
        chart.set_axisbelow(True)
        return chart

    def _repr_png_(self):
        buffer = io.BytesIO()
        with style.context("default"):
            self.savefig(buffer, format="png", dpi=100)
        return buffer.getvalue()

    def __repr__(self):
        return self.sentence

    __str__ = __repr__


def _picture(function):
    """Draw with matplotlib's own defaults, so that a style the reader has chosen cannot hide a label."""

    @functools.wraps(function)
    def drawn(*args, **kwargs):
        with style.context("default"), torch.no_grad():
            return function(*args, **kwargs)

    return drawn


# Text


@functools.cache
def _fonts(number_installed):
    """The fonts to draw with, in order, and every character they hold together; looked up again when one is added."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    names = [name for name in FAMILIES if name in installed]
    paths = [font_manager.findfont(font_manager.FontProperties(family=[name])) for name in names]
    return names, frozenset().union(*(font_manager.get_font(path).get_charmap() for path in paths))


def _families():
    return _fonts(len(font_manager.fontManager.ttflist))


def _plain(text):
    """A text as the fonts at hand can draw it, on one line; spaces stay spaces."""
    glyphs = _families()[1]
    characters = (" " if c == " " else SEEN.get(c, c) for c in text)
    return "".join(c if ord(c) in glyphs and unicodedata.category(c)[0] != "C" else STAND_IN for c in characters)


def _visible(token, most=5):
    """A token as a label that can be seen: ␣ for a space, ⏎ for a new line, ◌́ for a combining mark."""
    shown = _plain("".join(SEEN.get(c, c) for c in token[:most])) + ("…" if len(token) > most else "")
    return "◌" + shown if unicodedata.category(token[0])[0] == "M" and shown[0] != STAND_IN else shown


def _cut(text, most):
    """The beginning of a text, no wider than `most` letters; a Chinese or Japanese character is as wide as two."""
    widths = itertools.accumulate(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:most])
    shown = text[: sum(width <= most for width in widths)]
    return _plain(shown) + ("…" if len(shown) < len(text) else "")


def _quoted(text, most=24):
    return f"“{_cut(text, most)}”"


def _stand_ins(*texts):
    """A note on the characters drawn as □, or nothing."""
    missing = [c for c in dict.fromkeys("".join(texts)) if STAND_IN in _visible(c) and c != STAND_IN]
    if not missing:
        return ""
    codes = ", ".join(f"U+{ord(c):04X}" for c in missing[:8]) + (", …" if len(missing) > 8 else "")
    return f"{STAND_IN} stands for a character that the fonts here cannot draw: {codes}."


def _number(value):
    """A value in about five characters, with a real minus sign: 0.53, −1.20, −1234, 3e8."""
    written = f"{value:.2f}" if abs(value) < 99.995 else f"{value:.0f}" if abs(value) < 9999.5 else _power(value, 0)
    return "0.00" if written == "-0.00" else written.replace("-", "−")


def _short(value):
    """A whole number as written, or its size: 784, 21,952, 3.8e11."""
    return f"{value:,}" if value < 10**6 else _power(value, 1)


def _power(value, digits):
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    return f"{mantissa}e{int(exponent)}"


# Drawing on a page: text, boxes, arrows, cells


def _write(page, x, y, text, size=9.0, formula=False, **look):
    """Words at a point of the page; only our own formulas are read by mathtext."""
    look = {"ha": "center", "va": "center_baseline", "color": INK} | look
    return page.text(x, y, text, fontsize=size, family=_families()[0], parse_math=formula, **look)


def _box(page, x, y, width, height, face="white", edge=INK, **look):
    look = {"facecolor": face, "edgecolor": edge, "linewidth": 1} | look
    page.add_patch(Rectangle((x, y), width, height, **look))


def _boxes(page, places, face):
    """Many boxes of one colour, each (x, y, width, height), as one quick collection."""
    corners = [((x, y), (x + width, y), (x + width, y + height), (x, y + height)) for x, y, width, height in places]
    page.add_collection(PolyCollection(corners, facecolors=face, edgecolors="none"), autolim=False)


def _arrow(page, *points, color=INK):
    """A line through the points with a head at the last one."""
    *_, before, end = points
    page.plot(*zip(*points[:-1], strict=True), color=color, linewidth=1.2, solid_joinstyle="miter")
    arrowprops = {"arrowstyle": "-|>", "color": color, "shrinkA": 0, "shrinkB": 0, "linewidth": 1.2}
    page.annotate("", end, before, arrowprops=arrowprops)


def _cells(page, x, y, values, width, height):
    """A grid of values on the fixed scale [-1, 1]; a sign is also a number where there is room, else a dash."""
    rows, columns = values.shape
    edges = [x + width * i for i in range(columns + 1)], [y + height * i for i in range(rows + 1)]
    lines = {"edgecolors": "white", "linewidth": 0.6} if min(width, height) >= 0.08 else {}
    page.pcolormesh(*edges, values.numpy(), cmap=SCALE, vmin=-1, vmax=1, **lines)
    down, across = [y + height * (i + 0.5) for i in range(rows)], [x + width * (i + 0.5) for i in range(columns)]
    centred = list(zip(itertools.product(down, across), values.flatten().tolist(), strict=True))
    if _roomy(width, height):
        for (cy, cx), value in centred:
            _write(page, cx, cy, _number(value), 8, color="white" if value > 0.88 else "black")
    else:
        half, thickness = min(0.3 * width, 0.05), min(1.0, 72 * 0.35 * height)
        dashes = [((cx - half, cy), (cx + half, cy)) for (cy, cx), value in centred if value < 0]
        page.add_collection(LineCollection(dashes, colors="#000000b0", linewidths=thickness), autolim=False)
    _box(page, x, y, width * columns, height * rows, "none", FAINT, linewidth=0.8)


def _roomy(width, height):
    """Whether a cell of this size has room for its number."""
    return width >= 0.4 and height >= 0.16


def _scale(page, x, y, numbers=False):
    """The legend of `_cells`: the fixed scale from -1 to 1, about 4.2 inches long."""
    _write(page, x, y, "value", 9, ha="left")
    steps = 41
    edges = [x + 0.75 + 1.4 * i / steps for i in range(steps + 1)]
    shades = torch.linspace(-1, 1, steps)[None].numpy()
    page.pcolormesh(edges, [y - 0.07, y + 0.07], shades, cmap=SCALE, vmin=-1, vmax=1)
    _box(page, x + 0.75, y - 0.07, 1.4, 0.14, "none", FAINT, linewidth=0.8)
    for place, label in ((0.61, "−1"), (1.45, "0"), (2.27, "1")):
        _write(page, x + place, y, label, 9)
    if not numbers:
        _write(page, x + 2.6, y, "– in a cell: negative", 9, ha="left")


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
            _write(chart, *at, words, 9, color=color, va="center", path_effects=halo, zorder=5)


def _overlap(one, other):
    """Whether two boxes (centre x, centre y, half the width, half the height) share a place."""
    return abs(one[0] - other[0]) < one[2] + other[2] and abs(one[1] - other[1]) < one[3] + other[3]


# What the functions below are given


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
    return Trace(*map(_on_cpu, (trace.X, trace.H, trace.O))), [sizes[letter] for letter in "T n d h q".split()]


def _on_cpu(tensor):
    return tensor.detach().cpu().double()


def _predicted(trace, text, tokens):
    """Check that a trace read all of `text` but its last character; return it, tokens, targets (T, 1), T, h, q."""
    trace, (T, _, _, h, q) = _given(trace)
    arguments.text(text, least=2)
    tokens = arguments.tokens(tokens)
    if len(tokens) != q:
        raise ValueError(f"tokens has {len(tokens)} entries and trace has q = {q} outputs; they must be equal.")
    if T != len(text) - 1:
        raise ValueError(
            f"trace has T = {T} steps and the text {arguments.shown(text)} gives {len(text) - 1}: "
            "every character but the last is an input. Unroll over chars.shift(text)[0]."
        )
    return trace, tokens, chars.indices(text, tokens)[1:], T, h, q


def _t(t, T):
    return None if t is None else arguments.count("t", t, least=1, most=T)


def _window(t, T, most, least=1):
    """At most `most` steps of those from `least` to T, among them t."""
    last = min(T, max(least + most - 1, (t or least) + most // 2))
    return range(max(least, last - most + 1), last + 1)


def _cut_note(steps, T):
    first, last = max(1, steps[0]), steps[-1]
    return "" if (first, last) == (1, T) else f"The picture shows steps {first} to {last} of {T}; more do not fit."


# Figures 9.4.1 and 9.4.2


@_picture
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
        f"Bars of O: up is positive, down is negative; the longest stands for {_number(largest)}.",
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
    _arrow(made.page, *wire)
    _write(made.page, wire[-1][0] - 0.05, 2.66, f"to step {steps[-1] + 1}" if steps[-1] < T else "the end", 8.5)
    _scale(made.page, 0.3, 5.65)
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
        _write(page, x, y, f"{name}  {shape}", 10, formula=True, **look)

    if marked:
        _box(page, left - 0.12, 0, wide + 0.24, 4.92, MARK, "none", zorder=0)
    _write(page, middle, 0.18, f"step {step}", 11)
    label(left, 0.5, f"$\\mathbf{{O}}_{{{step}}}$", f"({n}, {q})", ha="left")
    bars_wide = min(wide, 0.3 * O.shape[1])
    _bars(page, middle - bars_wide / 2, 0.6, O[0], bars_wide, 0.6, largest)
    _arrow(page, (middle, 1.62), (middle, 1.28))
    _box(page, left, 1.62, wide, 0.34, "#eeeeee")
    _write(page, middle, 1.79, "output layer", 10)
    _arrow(page, (middle, 2.32), (middle, 1.96))
    label(left, 2.18, f"$\\mathbf{{H}}_{{{step}}}$", f"({n}, {h})", ha="left")
    _cells(page, middle - h_wide / 2, 2.32, H, cell, 0.24)
    _arrow(page, (middle, 2.96), (middle, 2.56))
    _box(page, left, 2.96, wide, 0.34, "#eeeeee")
    _write(page, middle, 3.13, "fully connected layer with φ", 10)
    _arrow(page, (middle, 3.8), (middle, 3.3))
    pair = f"$[\\mathbf{{X}}_{{{step}}}\\ \\mathbf{{H}}_{{{step - 1}}}]$"
    label(left, 3.64, pair, f"({n}, {d + h})", ha="left")
    _cells(page, joined, 3.8, torch.cat((X, H_before), 1), cell, 0.24)
    for x, width in ((joined, x_wide), (joined + x_wide, h_wide)):
        _box(page, x, 3.8, width, 0.24, "none", INK, linewidth=1.6)
    _arrow(page, (joined + x_wide / 2, 4.4), (joined + x_wide / 2, 4.04))
    _cells(page, joined, 4.4, X, cell, 0.24)
    label(max(joined + x_wide, left + 0.1), 4.79, f"$\\mathbf{{X}}_{{{step}}}$", f"({n}, {d})", ha="right")
    # The state before comes from the column at the left, around and under this one's input.
    entry, gap = joined + x_wide + h_wide / 2, left - 0.72
    label(entry, 5.24, f"$\\mathbf{{H}}_{{{step - 1}}}$", f"({n}, {h})")
    _arrow(page, *wire, (gap, 5.03), (entry, 5.03), (entry, 4.04))
    return [(middle + h_wide / 2, 2.44), (left + wide + 0.33, 2.44)]


def _bars(page, x, y, values, width, height, largest):
    """Signed numbers as bars up and down from a middle line; a bar of half the height stands for `largest`."""
    step, middle = width / len(values), y + height / 2
    tall = (-values / largest * height / 2).tolist()
    _boxes(page, [(x + step * (place + 0.15), middle, step * 0.7, t) for place, t in enumerate(tall)], "#555555")
    page.plot([x, x + width], [middle, middle], color=FAINT, linewidth=0.8)


@_picture
def language_model(trace, text, tokens):
    """Figure 9.4.2 redrawn from a Trace: at every step the input, the hidden state, the output and the target.

    The output is the most likely next character and its probability; the loss is -ln of the target's.
    `text` is the whole text ("machine"); the trace read all of it but the last character.
    """
    trace, tokens, y, T, h, _ = _predicted(trace, text, tokens)
    steps = _window(None, T, 20)
    probability, best = (column[:, 0].tolist() for column in trace.O.softmax(-1).max(-1))
    losses, y = step_losses(trace.O, y)[:, 0].tolist(), y[:, 0].tolist()
    right = [guess == target for guess, target in zip(best, y, strict=True)]
    column, left, units = max(0.6, min(1.3, 12.2 / len(steps))), 1.15, min(h, 40)
    cell = min(0.14, 1.5 / units)
    strip = cell * units
    notes = [
        _cut_note(steps, T),
        f"Only the first {units} of {h} units are drawn." if units < h else "",
        _stand_ins(text[: len(steps) + 1], *(tokens[best[step - 1]] for step in steps)),
    ]
    sentence = f"Language model on {arguments.shown(text)}: {_times(T, 'step')}, {sum(right)} guessed right"
    title = f"{_quoted(text)}: every step predicts the next character"
    made = Picture(sentence, max(left + column * len(steps) + 0.3, 6), 3.75 + strip, title, notes)
    page, top = made.page, 2.0
    middle, bottom = top + strip / 2, top + strip
    rows = {"target": 0.25, "loss, in nats": 0.62, "right?": 0.92, "probability": 1.2, "most likely": 1.45}
    rows |= {"hidden state": middle, "input": bottom + 0.55, "step": bottom + 0.95}
    for name, y_row in rows.items():
        _write(page, left - 0.15, y_row, name, 9.5, ha="right", color=GREY)
    for step in steps:
        x, i = left + column * (step - 0.5), step - 1
        _letter(page, x, rows["target"], text[step], "#e6f4ef", GREEN)
        _write(page, x, rows["loss, in nats"], _number(losses[i]))
        _write(page, x, rows["right?"], "✓" if right[i] else "✗", 11, color="#007a59" if right[i] else "#b34700")
        _write(page, x, rows["probability"], f"{probability[i]:.2f}")
        _write(page, x, rows["most likely"], _visible(tokens[best[i]], 3), 13)
        _arrow(page, (x, top), (x, 1.62))
        _arrow(page, (x - column + 0.15 if step > 1 else x - 0.45, middle), (x - 0.15, middle))
        _cells(page, x - 0.15, top, trace.H[step, 0, :units, None], 0.3, cell)
        _arrow(page, (x, rows["input"] - 0.19), (x, bottom))
        _letter(page, x, rows["input"], text[i], "#eeeeee", INK)
        _write(page, x, rows["step"], str(step))
    _scale(page, 0.3, bottom + 1.45)
    return made


def _letter(page, x, y, character, face, edge):
    """A character in a box of its own."""
    _box(page, x - 0.17, y - 0.19, 0.34, 0.38, face, edge)
    _write(page, x, y, _visible(character), 13)


def _times(count, noun):
    return f"{count} {noun}" + ("" if count == 1 else "s")


# Hidden states and predictions


@_picture
def hidden_states(trace, text, t=None, beside=None):
    """The hidden states as a heat map, units by time: columns H_0 to H_T, each under the character it read.

    The colour scale is always -1 to 1. t marks a step; `beside` is a second Trace of the same text, drawn at
    the side of the first. `text` is what the trace read; a last character that is only a target may follow.
    """
    trace, (T, _, _, h, _) = _given(trace)
    traces, sentence = [trace], f"{_times(h, 'unit')}, steps 0 to {T}"
    arguments.text(text)
    if T not in (len(text), len(text) - 1):
        have = f"trace has T = {T} steps and text has {_times(len(text), 'character')}"
        raise ValueError(f"{have}; a step for each, or for each but the last, is expected.")
    t = _t(t, T)
    sentence += f", step {t} marked" if t else ""
    if beside is not None:
        second, (T_beside, _, _, h_beside, _) = _given(beside, "beside")
        if T_beside != T:
            raise ValueError(f"beside has T = {T_beside} steps and trace {T}; both must have read the same text.")
        traces.append(second)
        sentence += f", beside {_times(h_beside, 'unit')} of another trace"
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
        _stand_ins(text[max(0, columns[0] - 1) : columns[-1]]),
    ]
    title = f"Hidden states while reading {_quoted(text)}"
    sentence = f"Hidden states of {arguments.shown(text)}: {sentence}"
    made = Picture(sentence, max(pitch[0] * across + 0.35, 5.6), pitch[1] * down + 0.4, title, notes)
    for place, (one, part) in enumerate(panels):
        x, y = 0.75 + pitch[0] * (place % across), head + pitch[1] * (place // across)
        if beside is not None:
            _write(made.page, x, y - head + 0.06, ("first trace", "second trace, beside it")[place], 10, ha="left")
        H = one.H[part[0] : part[-1] + 1, 0, :units].T
        _heat_map(made.page, x, y, H, part, text, t, width, height)
    _scale(made.page, 0.3, pitch[1] * down + 0.2, numbers=_roomy(width, height))
    return made


def _heat_map(page, x, y, H, steps, text, t, width, height):
    """One heat map (units, steps), its characters above, its steps below and its units at the left."""
    _cells(page, x, y, H, width, height)
    bottom = y + height * len(H)
    for name, at in (("read", y - 0.13), ("step", bottom + 0.16)):
        _write(page, x - 0.12, at, name, 8.5, ha="right", color=GREY)
    every = next(k for k in (1, 2, 5, 10) if width * k >= 0.27)
    for place, step in enumerate(steps):
        middle = x + width * (place + 0.5)
        if step:
            _write(page, middle, y - 0.13, _visible(text[step - 1]), max(8, min(12, width * 60)))
        if step % every == 0:
            _write(page, middle, bottom + 0.16, str(step))
    every = next(k for k in (1, 2, 5, 10, 20, 50) if height * k >= 0.15)
    for unit in range(1, len(H) + 1):
        if unit % every == 0 or (unit == 1 and height * (every - 1) >= 0.13):
            _write(page, x - 0.1, y + height * (unit - 0.5), str(unit), 8, ha="right")
    _write(page, x - 0.52, y + height * len(H) / 2, "hidden unit" if len(H) > 2 else "unit", rotation=90, va="center")
    if t is not None and t in steps:
        at = x + width * steps.index(t)
        _box(page, at, y, width, height * len(H), "none", "black", linewidth=2.2)
        _write(page, at + width / 2, y - 0.33, "▼", 9)


@_picture
def predictions(trace, text, tokens, t=None):
    """At every step the input, the target, the softmax over all tokens, p(target), its loss and the running mean.

    Below stands the perplexity, exp of the mean loss, against |V|: the number of choices that blind guessing
    has. t marks a step and puts it into words. `text` is whole; the trace read all but its last character.
    """
    trace, tokens, y, T, _, q = _predicted(trace, text, tokens)
    t = _t(t, T)
    steps = _window(t, T, 40)
    P, losses, y = trace.O[:, 0].softmax(-1), step_losses(trace.O, y)[:, 0], y[:, 0]
    means, p_target = losses.cumsum(0) / torch.arange(1, T + 1), P[torch.arange(T), y]
    window = slice(steps[0] - 1, steps[-1])
    shown, left_out = _tokens_shown(P[window], y[window], 40)
    column, left, top = max(0.305, min(0.85, 12.2 / len(steps))), 1.2, 0.75
    row = max(0.16, min(0.26, 4.6 / len(shown)))
    bottom = top + row * len(shown)
    mean = f"{float(means[-1]):.4g}"
    notes = [
        f"Over {_times(T, 'step')}: mean loss {mean} nats, perplexity exp({mean}) = "
        f"{float(means[-1].exp()):.4g}; blind guessing among |V| = {q} has {q}."
    ]
    if t is not None:
        p = f"{float(p_target[t - 1]):.4g}"
        notes.append(
            f"Step {t}: after {_quoted(text[max(0, t - 12) : t])} the target is “{_visible(text[t])}”, which gets "
            f"probability {p}; the loss is −ln {p} = {float(losses[t - 1]):.4g} nats."
        )
    notes.append(_cut_note(steps, T))
    if len(shown) < q:
        notes.append(f"{q - len(shown)} of the {q} tokens have no row: no target here, and never above {left_out:.2g}.")
    notes.append(_stand_ins(text[steps[0] - 1 : steps[-1] + 1], *(tokens[i] for i in shown)))
    sentence = f"Predictions for {arguments.shown(text)}: {_times(T, 'step')}, softmax over {_times(q, 'token')}"
    sentence += f", step {t} marked" if t else ""
    title = f"What is expected after each character of {_quoted(text)}"
    made = Picture(sentence, max(left + column * len(steps) + 0.3, 6.6), bottom + 1.25, title, notes)
    page, size = made.page, min(9, column * 27)
    lines = {"step": 0.13, "input": 0.37, "target": 0.61}
    lines |= {"p(target)": bottom + 0.2, "loss, in nats": bottom + 0.43, "mean so far": bottom + 0.66}
    for name, at in lines.items():
        _write(page, left - 0.1, at, name, ha="right", color=GREY)
    for place, index in enumerate(shown):
        at = top + row * (place + 0.5)
        _write(page, left - 0.1, at, _visible(tokens[index]), max(8, min(11, row * 50)), ha="right")
    if t is not None:
        _box(page, left + column * (t - steps[0]), 0, column, bottom + 0.8, MARK, "none", zorder=0)
    for place, step in enumerate(steps):
        x, i = left + column * place, step - 1
        _write(page, x + column / 2, lines["step"], str(step), size)
        _write(page, x + column / 2, lines["input"], _visible(text[i]), 12)
        _write(page, x + column / 2, lines["target"], _visible(text[step]), 12)
        _write(page, x + column / 2, lines["p(target)"], f"{float(p_target[i]):.2f}", size)
        _write(page, x + column / 2, lines["loss, in nats"], _number(float(losses[i])), size)
        _write(page, x + column / 2, lines["mean so far"], _number(float(means[i])), size)
        page.plot([x, x], [top, bottom], color="#d0d0d0", linewidth=0.6, zorder=0.5)
        _softmax(page, x, top, P[i, shown].tolist(), shown.index(int(y[i])), column, row)
    _box(page, left, top, column * len(steps), bottom - top, "none", FAINT, linewidth=0.8)
    at = bottom + 1.0
    _box(page, 0.3, at - 0.08, 0.3, 0.16, "#a9bccb", "none")
    _write(page, 0.68, at, "probability: the whole cell is 1", ha="left")
    _box(page, 3.1, at - 0.08, 0.3, 0.16, GREEN, INK, linewidth=1.6)
    _write(page, 3.48, at, "probability of the target, outlined", ha="left")
    return made


def _softmax(page, x, y, column, target, width, height):
    """One step's probabilities as bars from the left edge of each cell, the target's cell outlined."""
    bars = [(x, y + height * place + 0.03, width * p, height - 0.06) for place, p in enumerate(column)]
    _boxes(page, bars, "#a9bccb")
    _boxes(page, bars[target : target + 1], GREEN)
    for place, p in enumerate(column if width >= 0.5 else []):
        if p >= 0.005:
            _write(page, x + width - 0.05, y + height * (place + 0.5), f"{p:.2f}", 8, ha="right", color="black")
    _box(page, x, y + height * target, width, height, "none", INK, linewidth=1.6, zorder=3)


def _tokens_shown(P, y, most):
    """Which tokens get a row: the targets, then the most probable, in order; and the most the others ever get."""
    largest = P.amax(0)
    rank = largest.index_fill(0, y, 2)
    shown = sorted(rank.topk(min(most, len(rank))).indices.tolist())
    rest = largest.index_fill(0, torch.tensor(shown), 0)
    return shown, float(rest.max())


# The concatenation and the shapes


@_picture
@arguments.takes(X="n d", H="n h")
def concatenation(X, H, p):
    """X W_xh + H W_hh as two products and their sum, and as the one product [X H] [W_xh; W_hh], cell by cell.

    The colour says from which block a number comes: X and W_xh, H and W_hh, or the result. No bias, no φ.
    """
    n, d, h = len(X), p.sizes["d"], p.sizes["h"]
    two, one = X @ p.W_xh + H @ p.W_hh, torch.cat((X, H), 1) @ torch.cat((p.W_xh, p.W_hh), 0)
    largest = float((two - one).abs().max())
    fits = d + 4 * h <= 23 and n <= 8 and d + h <= 14
    rows, inputs, units = (n, d, h) if fits else (min(n, 6), min(d, 3), min(h, 5))
    X, H = _on_cpu(X)[:rows, :inputs], _on_cpu(H)[:rows, :units]
    W_xh, W_hh = _on_cpu(p.W_xh)[:inputs, :units], _on_cpu(p.W_hh)[:units, :units]
    two, one = _on_cpu(two)[:rows, :units], _on_cpu(one)[:rows, :units]
    reason = "Rounding: the two sides add the same products in another order." if largest else "Here they are equal."
    notes = [
        f"Largest difference between the two results: {largest:.2g}. {reason} The bias and φ come after both.",
        f"Drawn: {rows} of n = {n} rows, {inputs} of d = {d} inputs, {units} of h = {h} units." if not fits else "",
    ]
    x_face, h_face, result = "#cfe3f3", "#fbdcc4", "#e8e8e8"
    tall, taller = 0.27 * max(rows, inputs, units), 0.27 * max(rows, inputs + units)
    first, second = 0.4 + tall / 2, 0.95 + tall + taller / 2
    sentence = f"Concatenation: n = {n}, d = {d}, h = {h}; two products and their sum beside one product"
    title = "Two products and a sum, or one product of concatenations"
    width = max(0.6 + 0.48 * (inputs + 4 * units) + 4 * 0.42, 7)
    made = Picture(sentence, width, second + taller / 2 + 0.5, title, notes)
    page = made.page
    x = _matrix(page, 0.3, first, "", f"$\\mathbf{{X}}$ ({n}, {d})", (X, x_face))
    x = _matrix(page, x, first, "×", f"$\\mathbf{{W}}_{{xh}}$ ({d}, {h})", (W_xh, x_face))
    x = _matrix(page, x, first, "+", f"$\\mathbf{{H}}$ ({n}, {h})", (H, h_face))
    x = _matrix(page, x, first, "×", f"$\\mathbf{{W}}_{{hh}}$ ({h}, {h})", (W_hh, h_face))
    _matrix(page, x, first, "=", f"sum ({n}, {h})", (two, result))
    x = _matrix(page, 0.3, second, "", f"$[\\mathbf{{X}}\\ \\mathbf{{H}}]$ ({n}, {d + h})", (X, x_face), (H, h_face))
    both = f"$[\\mathbf{{W}}_{{xh}};\\ \\mathbf{{W}}_{{hh}}]$ ({d + h}, {h})"
    x = _matrix(page, x, second, "×", both, (W_xh, x_face), (W_hh, h_face), stacked=True)
    _matrix(page, x, second, "=", f"product ({n}, {h})", (one, result))
    at = second + taller / 2 + 0.32
    for x, face, words in (
        (0.3, x_face, "X and its weights"),
        (2.1, h_face, "H and its weights"),
        (3.9, result, "result"),
    ):
        _box(page, x, at - 0.08, 0.25, 0.16, face, FAINT)
        _write(page, x + 0.33, at, words, ha="left")
    return made


def _matrix(page, x, middle, sign, label, *blocks, stacked=False):
    """A sign and a matrix of one or more blocks, side by side or stacked, around a line; returns its right end."""
    width, height = 0.48, 0.27
    if sign:
        _write(page, x + 0.21, middle, sign, 14)
        x += 0.42
    rows = sum(len(values) for values, _ in blocks) if stacked else len(blocks[0][0])
    columns = blocks[0][0].shape[1] if stacked else sum(values.shape[1] for values, _ in blocks)
    upper = middle - height * rows / 2
    _write(page, x + width * columns / 2, upper - 0.16, label, 10, formula=True)
    right, below = 0, 0
    for values, face in blocks:
        _numbers(page, x + width * right, upper + height * below, values, face, width, height)
        right, below = (right, below + len(values)) if stacked else (right + values.shape[1], below)
    return x + width * columns


def _numbers(page, x, y, values, face, width, height):
    """A block of a matrix in one colour, its numbers printed; whole numbers without decimals."""
    whole = bool((values == values.round()).all() and values.abs().max() < 1000)
    for row, numbers in enumerate(values.tolist()):
        for column, value in enumerate(numbers):
            _box(page, x + width * column, y + height * row, width, height, face, "white", linewidth=0.8)
            words = f"{value:.0f}".replace("-0", "0").replace("-", "−") if whole else _number(value)
            _write(page, x + width * (column + 0.5), y + height * (row + 0.5), words, 8.5)
    _box(page, x, y, width * len(values[0]), height * len(values), "none", INK)


@_picture
def shapes(n, d, h, q, T):
    """Every tensor of (9.4.3) to (9.4.6) as a labelled block: n by d, h and q, over T steps; b_h and b_q broadcast."""
    n, d, h, q, T = (arguments.count(name, value) for name, value in (("n", n), ("d", d), ("h", h), ("q", q), ("T", T)))
    most = max(n, d, h, q)
    exact = most <= 8
    side = {size: 0.15 * size if exact else 0.3 + 0.75 * math.log(size) / math.log(most) for size in (1, n, d, h, q)}
    tall = max(side[n], side[d], side[h]) + 0.75
    numbers = d * h + h * h + h + h * q + q  # rnn.num_params
    notes = [
        "A dashed block is one row, repeated for each of the n rows when it is added (broadcasting). "
        "φ changes numbers, never a shape.",
        f"Over T = {T} steps: X ({T}, {n}, {d}), H ({T + 1}, {n}, {h}) with H_0, O ({T}, {n}, {q}). "
        f"The five parameters hold {_short(numbers)} numbers, whatever T is.",
        "" if exact else "The sides are on a logarithmic scale: twice as long is more than twice as large.",
    ]
    X, H, O = (n, d), (n, h), (n, q)
    W_xh, W_hh, W_hq = ("W", "xh", (d, h)), ("W", "hh", (h, h)), ("W", "hq", (h, q))
    b_h, b_q = ("b", "h", (1, h)), ("b", "q", (1, q))
    equations = [
        ("9.4.3", [("H", "", H), "= φ(", ("X", "", X), "×", W_xh, "+", b_h, ")"]),
        ("9.4.4", [("O", "", O), "=", ("H", "", H), "×", W_hq, "+", b_q]),
        ("9.4.5", [("H", "t", H), "= φ(", ("X", "t", X), "×", W_xh, "+", ("H", "t-1", H), "×", W_hh, "+", b_h, ")"]),
        ("9.4.6", [("O", "t", O), "=", ("H", "t", H), "×", W_hq, "+", b_q]),
    ]
    colours = {"X": "#cfe3f3", "H": "#fbdcc4", "O": "#cdeadf", "W": "#e8e8e8", "b": "#f7ecc0"}
    sentence = f"Shapes of (9.4.3) to (9.4.6): n = {n}, d = {d}, h = {h}, q = {q}, T = {T}"

    def wide(part):
        return 0.45 if isinstance(part, str) else max(side[part[2][1]], 0.8, 0.075 * len(str(part[2])))

    width = 1.0 + max(sum(wide(part) for part in parts) for _, parts in equations) + 0.3
    title = f"Every shape of one step: n = {n}, d = {d}, h = {h}, q = {q}"
    made = Picture(sentence, max(width, 7), tall * 4 + 0.1, title, notes)
    for place, (equation, parts) in enumerate(equations):
        middle = tall * (place + 0.5) + 0.15
        _write(made.page, 0.2, middle, f"({equation})", 10, ha="left", color=GREY)
        x = 1.0
        for part in parts:
            centre = x + wide(part) / 2
            if isinstance(part, str):
                _write(made.page, centre, middle, part, 13)
            else:
                letter, index, (rows, columns) = part
                _block(made.page, centre, middle, side[columns], side[rows], side[n], colours[letter], letter == "b")
                reach = side[n] if letter == "b" else side[rows]
                name = f"$\\mathbf{{{letter}}}_{{{index}}}$" if index else f"$\\mathbf{{{letter}}}$"
                _write(made.page, centre, middle - reach / 2 - 0.27, name, 11, formula=True)
                _write(made.page, centre, middle - reach / 2 - 0.1, f"({rows}, {columns})", 8)
            x += wide(part)
    return made


def _block(page, x, y, width, height, repeated, face, bias):
    """A tensor as a block around its centre; a bias is its one row and the dashed rows it is broadcast to."""
    if bias:
        _box(page, x - width / 2, y - repeated / 2, width, repeated, "none", FAINT, linestyle="--")
        _box(page, x - width / 2, y - repeated / 2, width, min(height, repeated), face)
    else:
        _box(page, x - width / 2, y - height / 2, width, height, face)


# Charts: gradients, training, the state plane, growth


def _legend(chart, title=None):
    """The legend at the right of a chart, where it covers nothing; its words are never read as formulas."""
    legend = chart.legend(loc="upper left", bbox_to_anchor=(1.03, 1), borderaxespad=0, fontsize=9, frameon=False)
    for text in legend.get_texts():
        text.set(parse_math=False, family=_families()[0])
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


@_picture
def gradients(through, labels=None):
    """The length of dL/dH_k for k = 0 … T on a log scale, its numbers printed: small vanished, large exploded.

    `through` is a ThroughTime or a list of them, `labels` their names in the legend.
    """
    throughs = _several("through", through, ThroughTime, "ThroughTime", "gradients.through_time makes one")
    labels = _labels(labels, len(throughs))
    lines = [_on_cpu(one.norms()).tolist() for one in throughs]
    T = max(len(line) for line in lines) - 1
    positive = [value for line in lines for value in line if 0 < value < math.inf] or [1.0]
    # Zero and infinity have no place on a log scale: they stand below and above all others, and a number says which.
    places = {0.0: max(min(positive) / 10, 1e-300), math.inf: min(max(positive) * 10, 1e300)}
    sentence = f"Gradient at each hidden state: {_times(len(lines), 'curve')}, k = 0 to {T}"
    zero = any(0 in line for line in lines)
    notes = ["A gradient of exactly 0 has no place on a log scale; it is drawn at the lower edge."] if zero else []
    made = Picture(sentence, 11.8, 4.55, "How much of the loss’s gradient reaches each hidden state", notes)
    chart = made.chart(1.0, 0.1, 6.9, 3.85)
    chart.set_yscale("log")
    printed = []
    for (color, marker, dashes), line, label in zip(LINES, lines, labels, strict=False):
        drawn = [places.get(value, value) for value in line]
        ends = f"{_cut(label, 22)}\n{line[0]:.2g} at k = 0, {line[-1]:.2g} at k = {len(line) - 1}"
        chart.plot(drawn, color=color, marker=marker, linestyle=dashes, markersize=5, label=ends)
        first, *between, last = _spread(len(line), 12)
        printed += [(k, drawn[k], f"{line[k]:.2g}", color) for k in (first, last, *between)]
        printed += [(k, place, "", color) for k, place in enumerate(drawn)]
    _log_limits(chart, [place for *_, place, _, _ in printed])
    chart.set_xlim(-0.06 * (T + 1), T + 0.06 * (T + 1))
    _beside_points(chart, printed)
    _axes(
        chart,
        "k: the hidden state, from the first (0) to the last",
        "length of $\\partial L/\\partial\\mathbf{H}_k$, log scale",
    )
    _legend(chart)
    return made


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


@_picture
def training(history, *others):
    """The loss after every update in nats, with two lines: ln |V|, blind guessing, and the floor without memory.

    The floor is `chars.floor(text)`: no model that sees only the current character goes below it. Dots mark
    the checkpoints. Other histories are drawn into the same chart.
    """
    histories = _several("history", [history, *others], History, "History", "train.fit makes one")
    texts = {one.text: len(one.tokens) for one in histories}  # in order, each once, with its |V|
    several = len(texts) > 1
    sentence = f"Training on {', '.join(map(arguments.shown, texts))}: "
    sentence += "; ".join(f"{len(one.losses) - 1} updates, {one.params.sizes['h']} units" for one in histories)
    title = f"Loss while training on {_quoted(next(iter(texts)))}" + (" and other texts" if several else "")
    height = max(3.85, 0.38 * (len(histories) + 2 * len(texts)))  # at least that of the legend
    made = Picture(
        sentence, 11.9, height + 0.7, title, ["Dots mark the checkpoints: the parameters that the history keeps."]
    )
    chart = made.chart(0.85, 0.1, 6.6, height)
    for (color, marker, dashes), one in zip(LINES, histories, strict=False):
        label = f"{one.params.sizes['h']} units, " + ("with W_hh" if one.params.W_hh.any() else "W_hh = 0")
        label += f", {_quoted(one.text, 12)}" if several else ""
        label += f"\nloss {one.losses[-1]:.4f} after {_times(len(one.losses) - 1, 'update')}"
        kept = [point.step for point in one.checkpoints]
        chart.plot(one.losses, color=color, linestyle=dashes, marker=marker, markersize=4, markevery=kept, label=label)
    for grey, (text, V) in zip(("#444444", "#999999") * len(texts), texts.items(), strict=False):
        which = f" for {_quoted(text, 12)}" if several else ""
        guessing = f"ln |V| = ln {V} = {math.log(V):.3f}{which}:\nblind guessing"
        memoryless = f"floor {chars.floor(text):.4f}{which}:\nseeing the current character only"
        chart.axhline(math.log(V), color=grey, linewidth=1.2, linestyle=(0, (6, 3)), label=guessing)
        chart.axhline(chars.floor(text), color=grey, linewidth=1.5, linestyle=(0, (1, 1.5)), label=memoryless)
    top = max(max(max(one.losses) for one in histories), *(math.log(V) for V in texts.values()), 0.01)
    chart.set_ylim(-0.04 * top, 1.06 * top)
    _axes(chart, "update", "mean loss, in nats")
    _legend(chart)
    return made


@_picture
def state_plane(p, tokens, texts):
    """The square of all states of two hidden units, painted by the most likely next character, with texts' paths.

    Each text starts at H_0 = (0, 0); a point is the state after a character, an arrow leads to the next.
    p must have h = 2.
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
    paths = [_on_cpu(unroll(chars.one_hot(text, tokens).to(p.W_xh), p).H[:, 0]) for text in texts]
    side = torch.linspace(-1, 1, 301)
    states = torch.cartesian_prod(side, side).flip(1)  # row by row: unit 2 upwards, unit 1 to the right
    best = output(states.to(p.W_xh), p).argmax(-1).cpu().view(301, 301)
    regions = sorted(best.unique().tolist(), key=lambda token: -int((best == token).sum()))
    most = 24
    notes = [
        "The colour and the large letter of a place: the next character that the output layer finds most likely there.",
        f"Only the first {most} characters of a text are drawn." if max(map(len, texts)) > most else "",
        _stand_ins(*(text[:most] for text in texts), *(tokens[token] for token in regions)),
    ]
    named = ", ".join(arguments.shown(text) for text in texts)
    sentence = f"State plane: 2 units, {_times(len(tokens), 'token')}, {_times(len(texts), 'path')}: {named}"
    made = Picture(sentence, 9.4, 6.8, "Two hidden units: where each character leads, and what comes next", notes)
    chart = made.chart(0.85, 0.1, 6.1, 6.1)
    chart.grid(False)
    colours = torch.zeros(len(tokens), dtype=torch.long)
    colours[regions] = torch.arange(len(regions)) % len(PASTELS)
    paint = {"cmap": ListedColormap(PASTELS), "vmin": -0.5, "vmax": len(PASTELS) - 0.5}
    chart.pcolormesh(side.numpy(), side.numpy(), colours[best].numpy(), **paint)
    chart.set(xlim=(-1.1, 1.1), ylim=(-1.1, 1.1))
    away = torch.cdist(states.double(), torch.cat([path[: most + 1] for path in paths])).amin(1).view(301, 301) > 0.15
    for token in regions:
        row, column = _middle(best == token, away)
        _write(chart, float(side[column]), float(side[row]), _visible(tokens[token]), 24, color="#0000006e")
    labels = [(0.0, 0.0, "start", INK)]
    for (color, marker, dashes), text, path in zip(LINES, texts, paths, strict=False):
        points = path[: most + 1].tolist()
        line = {"color": color, "marker": marker, "linestyle": dashes, "linewidth": 1.2}
        chart.plot([], [], label=_quoted(text, 12), **line)
        chart.plot(*zip(*points, strict=True), **line | {"linestyle": "none", "zorder": 4})
        head = {"arrowstyle": "-|>", "color": color, "linestyle": dashes, "shrinkA": 4, "shrinkB": 4}
        head["connectionstyle"] = "arc3,rad=0.06"  # there and back are two lines
        for step, (before, after) in enumerate(zip(points, points[1:], strict=False), 1):
            chart.annotate("", after, before, arrowprops=head)
            labels.append((*after, f"{_visible(text[step - 1])} {step}", color))
    _beside_points(chart, labels, always=True)
    _axes(chart, "hidden unit 1", "hidden unit 2")
    for axis in (chart.xaxis, chart.yaxis):
        axis.set_ticks([-1, -0.5, 0, 0.5, 1])
    _legend(chart, "a point: a character\nand its step")
    return made


def _middle(region, away):
    """The place in a region that lies nearest to its mean, away from the paths where the region reaches so far."""
    free = region & away
    places = (free if free.any() else region).nonzero().double()
    return places[(places - places.mean(0)).norm(dim=1).argmin()].long().tolist()


@_picture
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
        notes.append(f"The text {_quoted(text)} has {len(text):,} characters; it cannot hold more n-grams than that.")
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
        printed += [(n, float(curve[n]), _short(curve[n]) if n in said else "", color) for n in curve]
    chart.axhline(
        parameters,
        color=BLUE,
        linewidth=2,
        label=f"parameters of an RNN with h = {h}:\n{_short(parameters)}, whatever the length",
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

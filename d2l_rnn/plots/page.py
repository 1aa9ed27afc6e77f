"""The page that every picture is drawn on: Picture, and words, boxes, arrows and cells at places of it.

Lengths on a page are inches from the upper left corner of its body. Whatever a reader typed is drawn as it
stands, never read as a formula; only our own labels use mathtext.
"""

import functools
import io
import itertools
import math
import textwrap
import unicodedata

import numpy
import torch
from matplotlib import font_manager, rc_context, style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

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
        write(self.page, 0.2, -0.27, title, 12.5, ha="left")
        for place, line in enumerate(lines):
            write(self.page, 0.2, height + 0.1 + 0.19 * place, line, 9, ha="left", color=GREY)

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
        """The picture in 256 colours: a third of the bytes, in every notebook that stores it, and no visible loss."""
        stored = io.BytesIO()
        with style.context("default"):
            self.canvas.draw()
        image = Image.fromarray(numpy.asarray(self.canvas.buffer_rgba())).convert("RGB")
        image.quantize(256, dither=Image.Dither.NONE).save(stored, "png", optimize=True)
        return stored.getvalue()

    def svg(self):
        """The picture as SVG, the same bytes in every run: no date, no random names."""
        drawn = io.BytesIO()
        with style.context("default"), rc_context({"svg.hashsalt": "d2l-rnn"}):
            self.savefig(drawn, format="svg", metadata={"Date": None, "Title": self.sentence})
        return drawn.getvalue()

    def __repr__(self):
        return self.sentence

    __str__ = __repr__


def picture(function):
    """Draw with matplotlib's own defaults, so that a style the reader has chosen cannot hide a label."""

    @functools.wraps(function)
    def drawn(*args, **kwargs):
        with style.context("default"), torch.no_grad():
            return function(*args, **kwargs)

    return drawn


@functools.cache
def _fonts(number_installed):
    """The fonts to draw with, in order, and every character they hold together; looked up again when one is added."""
    installed = {font.name for font in font_manager.fontManager.ttflist}
    names = [name for name in FAMILIES if name in installed]
    paths = [font_manager.findfont(font_manager.FontProperties(family=[name])) for name in names]
    return names, frozenset().union(*(font_manager.get_font(path).get_charmap() for path in paths))


def families():
    return _fonts(len(font_manager.fontManager.ttflist))


def _plain(text):
    """A text as the fonts at hand can draw it, on one line; spaces stay spaces."""
    glyphs = families()[1]
    characters = (" " if c == " " else SEEN.get(c, c) for c in text)
    return "".join(c if ord(c) in glyphs and unicodedata.category(c)[0] != "C" else STAND_IN for c in characters)


def visible(token, most=5):
    """A token as a label that can be seen: ␣ for a space, ⏎ for a new line, ◌́ for a combining mark."""
    shown = _plain("".join(SEEN.get(c, c) for c in token[:most])) + ("…" if len(token) > most else "")
    return "◌" + shown if unicodedata.category(token[0])[0] == "M" and shown[0] != STAND_IN else shown


def cut(text, most):
    """The beginning of a text, no wider than `most` letters; a Chinese or Japanese character is as wide as two."""
    widths = itertools.accumulate(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text[:most])
    shown = text[: sum(width <= most for width in widths)]
    return _plain(shown) + ("…" if len(shown) < len(text) else "")


def quoted(text, most=24):
    return f"“{cut(text, most)}”"


def stand_ins(*texts):
    """A note on the characters drawn as □, or nothing."""
    missing = [c for c in dict.fromkeys("".join(texts)) if STAND_IN in visible(c) and c != STAND_IN]
    if not missing:
        return ""
    codes = ", ".join(f"U+{ord(c):04X}" for c in missing[:8]) + (", …" if len(missing) > 8 else "")
    return f"{STAND_IN} stands for a character that the fonts here cannot draw: {codes}."


def number(value):
    """A value in about five characters, with a real minus sign: 0.53, −1.20, −1234, 3e8, ∞."""
    if not math.isfinite(value):  # a sum that has left the range of its kind of number
        return f"{value}".replace("inf", "∞").replace("-", "−")
    written = f"{value:.2f}" if abs(value) < 99.995 else f"{value:.0f}" if abs(value) < 9999.5 else _power(value, 0)
    return "0.00" if written == "-0.00" else written.replace("-", "−")


def short(value):
    """A whole number as written, or its size: 784, 21,952, 3.8e11."""
    return f"{value:,}" if value < 10**6 else _power(value, 1)


def _power(value, digits):
    mantissa, exponent = f"{value:.{digits}e}".split("e")
    return f"{mantissa}e{int(exponent)}"


def write(page, x, y, text, size=9.0, formula=False, **look):
    """Words at a point of the page; only our own formulas are read by mathtext."""
    look = {"ha": "center", "va": "center_baseline", "color": INK} | look
    return page.text(x, y, text, fontsize=size, family=families()[0], parse_math=formula, **look)


def box(page, x, y, width, height, face="white", edge=INK, **look):
    look = {"facecolor": face, "edgecolor": edge, "linewidth": 1} | look
    page.add_patch(Rectangle((x, y), width, height, **look))


def boxes(page, places, face):
    """Many boxes of one colour, each (x, y, width, height), as one quick collection."""
    corners = [((x, y), (x + width, y), (x + width, y + height), (x, y + height)) for x, y, width, height in places]
    page.add_collection(PolyCollection(corners, facecolors=face, edgecolors="none"), autolim=False)


def arrow(page, *points, color=INK):
    """A line through the points with a head at the last one."""
    *_, before, end = points
    page.plot(*zip(*points[:-1], strict=True), color=color, linewidth=1.2, solid_joinstyle="miter")
    arrowprops = {"arrowstyle": "-|>", "color": color, "shrinkA": 0, "shrinkB": 0, "linewidth": 1.2}
    page.annotate("", end, before, arrowprops=arrowprops)


def cells(page, x, y, values, width, height):
    """A grid of values on the fixed scale [-1, 1]; a sign is also a number where there is room, else a dash."""
    rows, columns = values.shape
    edges = [x + width * i for i in range(columns + 1)], [y + height * i for i in range(rows + 1)]
    lines = {"edgecolors": "white", "linewidth": 0.6} if min(width, height) >= 0.08 else {}
    page.pcolormesh(*edges, values.numpy(), cmap=SCALE, vmin=-1, vmax=1, **lines)
    down, across = [y + height * (i + 0.5) for i in range(rows)], [x + width * (i + 0.5) for i in range(columns)]
    centred = list(zip(itertools.product(down, across), values.flatten().tolist(), strict=True))
    if roomy(width, height):
        for (cy, cx), value in centred:
            write(page, cx, cy, number(value), 8, color="white" if value > 0.88 else "black")
    else:
        half, thickness = min(0.3 * width, 0.05), min(1.0, 72 * 0.35 * height)
        dashes = [((cx - half, cy), (cx + half, cy)) for (cy, cx), value in centred if value < 0]
        page.add_collection(LineCollection(dashes, colors="#000000b0", linewidths=thickness), autolim=False)
    box(page, x, y, width * columns, height * rows, "none", FAINT, linewidth=0.8)


def roomy(width, height):
    """Whether a cell of this size has room for its number."""
    return width >= 0.4 and height >= 0.16


def scale(page, x, y, numbers=False):
    """The legend of `cells`: the fixed scale from -1 to 1, about 4.2 inches long."""
    write(page, x, y, "value", 9, ha="left")
    steps = 41
    edges = [x + 0.75 + 1.4 * i / steps for i in range(steps + 1)]
    shades = torch.linspace(-1, 1, steps)[None].numpy()
    page.pcolormesh(edges, [y - 0.07, y + 0.07], shades, cmap=SCALE, vmin=-1, vmax=1)
    box(page, x + 0.75, y - 0.07, 1.4, 0.14, "none", FAINT, linewidth=0.8)
    for place, label in ((0.61, "−1"), (1.45, "0"), (2.27, "1")):
        write(page, x + place, y, label, 9)
    if not numbers:
        write(page, x + 2.6, y, "– in a cell: negative", 9, ha="left")


def on_cpu(tensor):
    return tensor.detach().cpu().double()


def times(count, noun):
    return f"{count} {noun}" + ("" if count == 1 else "s")

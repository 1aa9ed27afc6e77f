"""The page that every picture is drawn on: Picture, and words, boxes, arrows and cells at places of it.

Lengths on a page are inches from the upper left corner of its body. Whatever a reader typed is drawn as it
stands, never read as a formula; only our own labels use mathtext.
"""

import contextlib
import functools
import io
import itertools
import re
import textwrap

import numpy
import torch
from matplotlib import rc_context, style
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.collections import LineCollection, PolyCollection
from matplotlib.colors import LinearSegmentedColormap
from matplotlib.figure import Figure
from matplotlib.patches import Rectangle
from PIL import Image

from .. import languages
from ..languages import say, width_of
from .words import drawable, families, number, weight_for

BLUE, ORANGE, GREEN, PURPLE, SKY, YELLOW = "#0072b2", "#d55e00", "#009e73", "#aa4499", "#56b4e9", "#e69f00"
PASTELS = {"blue": "#cfe3f3", "orange": "#fbdcc4", "green": "#cdeadf", "purple": "#ecd3e6", "yellow": "#f7ecc0"}
INK, GREY, FAINT = "#222222", "#444444", "#8a8a8a"
BAND, TRACK = "#eef0f3", "#dfe1e6"  # the current step; the whole of which a bar is a part
READ, REMEMBERED = "#007a5a", "#a03c8c"  # the frames of X and W_xh, of H and W_hh
SCALE = LinearSegmentedColormap.from_list("hidden state", [ORANGE, "#f7f7f7", BLUE], N=257)  # fixed: -1, 0, 1
WIDEST = 13.6  # inches, at 100 dots each


class Picture(Figure):
    """A figure that shows itself in a notebook once, as PNG, and whose repr is a sentence about its data."""

    def __init__(self, sentence, width, height, title="", notes=()):
        """A page of `width` by `height` inches, with room added for a wrapped title above and wrapped notes below."""
        notes = [*notes, _without_font]
        lines = [line for note in notes if note for line in _wrapped(note, int(width * 14))]
        head = _wrapped(title, int(width * 9))
        top, bottom = 0.26 + 0.24 * len(head) if head else 0.15, 0.15 + 0.19 * len(lines)
        self.top, self.whole = top, height + top + bottom
        super().__init__((width, self.whole), dpi=100, facecolor="white")
        FigureCanvasAgg(self)
        self.sentence = sentence
        self.page = self.add_axes([0, 0, 1, 1])
        self.page.set(xlim=(0, width), ylim=(height + bottom, -top))
        self.page.set_axis_off()
        for place, line in enumerate(reversed(head)):
            write(self.page, 0.2, -0.27 - 0.24 * place, line, 12.5, ha="left")
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
        with _defaults():
            self.canvas.draw()
        image = Image.fromarray(numpy.asarray(self.canvas.buffer_rgba())).convert("RGB")
        image.quantize(256, dither=Image.Dither.NONE).save(stored, "png", optimize=True)
        return stored.getvalue()

    def svg(self):
        """The picture as SVG, the same bytes in every run: no date, no random names."""
        drawn = io.BytesIO()
        with _defaults(), rc_context({"svg.hashsalt": "d2l-rnn"}):
            self.savefig(drawn, format="svg", metadata={"Date": None, "Title": self.sentence})
        return drawn.getvalue()

    def __repr__(self):
        return self.sentence

    __str__ = __repr__


def picture(function):
    """Draw with matplotlib's own defaults and on the CPU, so that what the reader has set there cannot hide a label.

    The words are English where no font at hand has the letters of the reader's language; a note says what to do.
    """

    @functools.wraps(function)
    def drawn(*args, **kwargs):
        with _defaults(), letters_at_hand(), torch.no_grad(), torch.device("cpu"):
            return function(*args, **kwargs)

    return drawn


_without_font = ""  # the note on a language whose letters no font has, while such a picture is drawn
FONT = (
    "The words are English, for no font here has the letters of the language {language!r}. In Colab and Debian: "
    "apt-get install fonts-noto-cjk, then start anew."
)


@contextlib.contextmanager
def letters_at_hand():
    """In its block English is spoken where the fonts cannot draw the reader's language."""
    global _without_font
    if drawable():
        yield
        return
    before, _without_font = _without_font, FONT.format(language=languages.language())
    try:
        with languages.spoken(languages.ENGLISH):
            yield
    finally:
        _without_font = before


@contextlib.contextmanager
def _defaults():
    """Matplotlib's own defaults, and for every word the fonts at hand, also for those that it places by itself."""
    with style.context("default"), rc_context({"font.family": families()[0]}):
        yield


def _wrapped(text, most):
    """A text in lines of at most so many letters; Japanese has no spaces, and may be cut before most characters."""
    if width_of(text) == len(text):
        return textwrap.wrap(text, most)
    lines = [""]
    for word in re.findall(r"[!-~]+ ?|.", text):
        if width_of(lines[-1] + word.rstrip()) > most and word not in "、。，．：；）」』】”’":
            lines.append("")
        lines[-1] += word
    return [line.strip() for line in lines]


def write(page, x, y, text, size=9.0, formula=False, **look):
    """Words at a point of the page; only our own formulas are read by mathtext."""
    look = {"ha": "center", "va": "center_baseline", "color": INK, "weight": "normal"} | look
    look["weight"] = weight_for(text, look["weight"])
    return page.text(x, y, text, fontsize=size, family=families(look["weight"])[0], parse_math=formula, **look)


def box(page, x, y, width, height, face="white", edge=INK, **look):
    """A rectangle, from its upper left corner."""
    look = {"facecolor": face, "edgecolor": edge, "linewidth": 1} | look
    page.add_patch(Rectangle((x, y), width, height, **look))


def boxes(page, places, face):
    """Many boxes of one colour, each (x, y, width, height), as one quick collection."""
    corners = [((x, y), (x + width, y), (x + width, y + height), (x, y + height)) for x, y, width, height in places]
    page.add_collection(PolyCollection(corners, facecolors=face, edgecolors="none"), autolim=False)


def arrow(page, *points, color=INK, **look):
    """A line through the points with a head at the last one."""
    *_, before, end = points
    page.plot(*zip(*points[:-1], strict=True), color=color, linewidth=1.2, solid_joinstyle="miter", **look)
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
    write(page, x, y, say("value"), 9, ha="left")
    steps = 41
    edges = [x + 0.75 + 1.4 * i / steps for i in range(steps + 1)]
    shades = numpy.linspace(-1, 1, steps)[None]
    page.pcolormesh(edges, [y - 0.07, y + 0.07], shades, cmap=SCALE, vmin=-1, vmax=1)
    box(page, x + 0.75, y - 0.07, 1.4, 0.14, "none", FAINT, linewidth=0.8)
    for place, label in ((0.61, "−1"), (1.45, "0"), (2.27, "1")):
        write(page, x + place, y, label, 9)
    if not numbers:
        write(page, x + 2.6, y, say("– in a cell: negative"), 9, ha="left")


def on_cpu(tensor):
    """The numbers of a tensor in float64, where matplotlib can reach them."""
    return tensor.detach().cpu().double()

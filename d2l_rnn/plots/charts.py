"""What the charts share: lines that can be told apart, labels beside points, a legend, scales."""

import math

from matplotlib.patheffects import withStroke

from .. import arguments
from ..languages import say
from .page import BLUE, GREEN, ORANGE, PURPLE, SKY, YELLOW, write
from .words import families

LINES = [
    (BLUE, "o", "-"),
    (ORANGE, "s", "--"),
    (GREEN, "^", "-."),
    (PURPLE, "D", ":"),
    (SKY, "v", "-"),
    (YELLOW, "P", "--"),
]


def one_or_more(name, values, kind, what, maker):
    """A value or a list of values of one kind, as a list no longer than there are line styles."""
    values = list(values) if isinstance(values, list | tuple) else [values]
    if not values:
        raise ValueError(say("{name} is an empty list; at least one {what} is needed.", name=name, what=what))
    for value in values:
        if not isinstance(value, kind):
            words = {"name": name, "kind": what, "maker": maker, "what": arguments.a(value)}
            raise TypeError(say("{name} must be a {kind} ({maker}), not {what}.", **words))
    if len(values) > len(LINES):
        words = {"name": name, "size": len(values), "most": len(LINES)}
        raise ValueError(say("{name} holds {size} entries; at most {most} can be told apart in one picture.", **words))
    return values


def axes(chart, x, y):
    """Name the axes; whole numbers run along the first."""
    chart.xaxis.get_major_locator().set_params(integer=True)
    chart.set_xlabel(x, fontsize=10)
    chart.set_ylabel(y, fontsize=10)


def log_limits(chart, values, least=1e-307):
    """The range of a log scale: all values, and room for a number above and below."""
    low, high = math.log10(min(values)), math.log10(max(values))
    margin = 0.3 + 0.09 * (high - low)
    chart.set_ylim(max(10 ** max(low - margin, -307), least), 10 ** min(high + margin, 308))


def legend(chart, title=None):
    """The legend at the right of a chart, where it covers nothing; its words are never read as formulas."""
    legend = chart.legend(loc="upper left", bbox_to_anchor=(1.03, 1), borderaxespad=0, fontsize=9, frameon=False)
    for text in legend.get_texts():
        text.set(parse_math=False, family=families()[0])
    if title:
        legend.set_title(title, {"size": 9})


def beside_points(chart, labels, always=False):
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


def spread(count, most):
    """At most `most` places from first to last, evenly apart."""
    return sorted({round(i * (count - 1) / (most - 1)) for i in range(most)}) if count > most else list(range(count))

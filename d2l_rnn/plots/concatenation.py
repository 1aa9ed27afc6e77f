"""The concatenation, cell by cell."""

import math

import torch

from .. import arguments
from ..languages import say
from .page import FAINT, INK, READ, REMEMBERED, SCALE, Picture, box, on_cpu, picture, write
from .words import number

WAYS = ("right", "swapped", "both swapped", "wrong axis", "wrong axis of weights")  # how one product joins its parts
ROLES = {"X": READ, "W_xh": READ, "H": REMEMBERED, "W_hh": REMEMBERED}
SYMBOLS = {"X": r"\mathbf{X}", "H": r"\mathbf{H}", "W_xh": r"\mathbf{W}_{xh}", "W_hh": r"\mathbf{W}_{hh}"}


@picture
@arguments.takes(X="n d", H="n h")
def concatenation(X, H, p, way="right", row=None, column=None):
    """X W_xh + H W_hh as two products and their sum, and as the one product [X H] [W_xh; W_hh], cell by cell.

    A cell's colour is its value, on the scale that is printed. A frame says what a block belongs to: X and W_xh, H and
    W_hh, or the result. No bias, no φ. `way` joins the parts otherwise: the weights swapped, both factors swapped, or
    along the wrong axis. `row` and `column`, from 1, frame what enters one number of the result.
    """
    arguments.choice("way", way, WAYS)
    n, d, h = len(X), p.sizes["d"], p.sizes["h"]
    row = None if row is None else arguments.count("row", row, most=n)
    column = None if column is None else arguments.count("column", column, most=h)
    left = ["H", "X"] if way == "both swapped" else ["X", "H"]
    right = ["W_hh", "W_xh"] if "swapped" in way else ["W_xh", "W_hh"]
    axes = (0 if way == "wrong axis" else 1), (1 if way == "wrong axis of weights" else 0)
    whole = {"X": X, "H": H, "W_xh": p.W_xh, "W_hh": p.W_hh}
    two, one = X @ p.W_xh + H @ p.W_hh, None
    if axes == (1, 0):
        one = torch.cat([whole[name] for name in left], 1) @ torch.cat([whole[name] for name in right], 0)
    fits = d + 4 * h <= 23 and n <= 8 and d + h <= 14
    rows, inputs, units = (n, d, h) if fits else (min(n, 6), min(d, 3), min(h, 5))
    size = {"X": (rows, inputs), "H": (rows, units), "W_xh": (inputs, units), "W_hh": (units, units)}
    drawn = {name: on_cpu(tensor)[: size[name][0], : size[name][1]] for name, tensor in whole.items()}
    results = [on_cpu(result)[:rows, :units] for result in (two, one) if result is not None]
    most = _range(*drawn.values(), *results)
    notes = [
        _difference(two, one, way),
        _left_out({"rows": rows, "n": n, "inputs": inputs, "d": d, "units": units, "h": h}) if not fits else "",
    ]
    wide = [inputs + units, max(inputs, units)][1 - axes[0]], [units, 2 * units][axes[1]]
    high = [rows, 2 * rows][1 - axes[0]], [inputs + units, max(inputs, units)][axes[1]]
    tall, taller = 0.27 * max(rows, inputs, units), 0.27 * max(high)
    first, second = 0.4 + tall / 2, 0.95 + tall + taller / 2
    words = {"n": n, "d": d, "h": h, "way": _called(way)}
    sentence = say("Concatenation: n = {n}, d = {d}, h = {h}; two products and their sum beside one product", **words)
    if way != "right":
        sentence = say("{sentence} ({way})", sentence=sentence, **words)
    title = say("Two products and a sum, or one product of concatenations")
    width = max(0.6 + 0.48 * (inputs + 4 * units) + 4 * 0.42, 0.6 + 0.48 * (sum(wide) + units) + 2 * 0.42, 7)
    made = Picture(sentence, width, second + taller / 2 + 0.5, title, notes)
    page = made.page
    marks = (
        {"row": row - 1} if row is not None and row <= rows else {},
        ({"column": column - 1} if column is not None and column <= units else {}),
    )
    both = marks[0] | marks[1] if all(marks) else {}

    x = 0.3
    for sign, name, mark in (
        ("", "X", marks[0]),
        ("×", "W_xh", marks[1]),
        ("+", "H", marks[0]),
        ("×", "W_hh", marks[1]),
    ):
        label = f"${SYMBOLS[name]}$ {tuple(whole[name].shape)}"
        x = _matrix(page, x, first, sign, label, (drawn[name], ROLES[name]), most=most, mark=mark)
    _matrix(page, x, first, "=", say("sum {shape}", shape=(n, h)), (results[0], INK), most=most, mark=both)
    x = 0.3
    for sign, names, axis, mark in (("", left, axes[0], marks[0]), ("×", right, axes[1], marks[1])):
        blocks = [(drawn[name], ROLES[name]) for name in names]
        mark = mark if one is not None else {}
        label = _joined(names, axis, [whole[name].shape for name in names])
        x = _matrix(page, x, second, sign, label, *blocks, most=most, stacked=axis == 0, mark=mark)
    if one is not None:
        _matrix(page, x, second, "=", say("product {shape}", shape=(n, h)), (results[1], INK), most=most, mark=both)
    at = second + taller / 2 + 0.32
    _legend(page, 0.3, at, most)
    for x, role, words in (
        (2.9, READ, say("X and its weights")),
        (4.7, REMEMBERED, say("H and its weights")),
    ):
        box(page, x, at - 0.08, 0.25, 0.16, "none", role, linewidth=2)
        write(page, x + 0.33, at, words, ha="left")
    return made


def _left_out(sizes):
    return say("Drawn: {rows} of n = {n} rows, {inputs} of d = {d} inputs, {units} of h = {h} units.", **sizes)


def _called(way):
    """A way to join, in words."""
    return {
        "right": say("right"),
        "swapped": say("swapped"),
        "both swapped": say("both swapped"),
        "wrong axis": say("wrong axis"),
        "wrong axis of weights": say("wrong axis of weights"),
    }[way]


def _range(*matrices):
    """The largest finite size among the numbers, which is the end of the colours' scale."""
    sizes = torch.cat([matrix.flatten() for matrix in matrices]).abs()
    return float(sizes[sizes.isfinite()].max().clamp(min=1e-300)) if sizes.isfinite().any() else 1.0


def _legend(page, x, y, most):
    """The scale of the colours, with its ends printed."""
    write(page, x, y, f"−{number(most)}", ha="left")
    steps = 41
    for k in range(steps):
        box(page, x + 0.7 + 1.0 * k / steps, y - 0.07, 1.0 / steps, 0.14, SCALE(k / (steps - 1)), "none")
    box(page, x + 0.7, y - 0.07, 1.0, 0.14, "none", FAINT, linewidth=0.8)
    write(page, x + 1.78, y, f"+{number(most)}", ha="left")


def _joined(names, axis, shapes):
    """Two matrices side by side or one above the other, as a label with the shape that they have together."""
    joined = (r";\ " if axis == 0 else r"\ ").join(SYMBOLS[name] for name in names)
    one, other = shapes
    if one[1 - axis] != other[1 - axis]:
        return say("{matrix} does not fit", matrix=f"$[{joined}]$")
    shape = list(one)
    shape[axis] += other[axis]
    return f"$[{joined}]$ {tuple(shape)}"


def _difference(two, one, way):
    """How the two results compare, in words."""
    if one is None:
        return say("Joined along the wrong axis the shapes do not fit, so there is no product.")
    largest = float((two - one).abs().max())
    if not math.isfinite(largest):
        return say("Some numbers are too large for {kind}, so the two results cannot be compared.", kind=two.dtype)
    words = {"size": f"{largest:.2g}"}
    if way == "swapped":
        return say(
            "The shape is right, the numbers are wrong: values meet other weights. Largest difference: {size}.", **words
        )
    words["reason"] = say("Here they are equal.")
    if largest:
        words["reason"] = say("Rounding: the two sides add the same products in another order.")
    return say("Largest difference between the two results: {size}. {reason} The bias and φ come after both.", **words)


def _matrix(page, x, middle, sign, label, *blocks, most, stacked=False, mark=None):
    """A sign and a matrix of one or more blocks, side by side or stacked, around a line; returns its right end.

    `mark` frames a row, a column, or the cell where both are given.
    """
    width, height = 0.48, 0.27
    if sign:
        write(page, x + 0.21, middle, sign, 14)
        x += 0.42
    highs, wides = zip(*(values.shape for values, _ in blocks), strict=True)
    rows, columns = (sum(highs), max(wides)) if stacked else (max(highs), sum(wides))
    upper = middle - height * rows / 2
    write(page, x + width * columns / 2, upper - 0.16, label, 10, formula=True)
    right, below = 0, 0
    for values, role in blocks:
        _numbers(page, x + width * right, upper + height * below, values, role, most, width, height)
        right, below = (right, below + len(values)) if stacked else (right + values.shape[1], below)
    if mark:
        across, down = mark.get("column", 0), mark.get("row", 0)
        cells = (1 if "column" in mark else columns), (1 if "row" in mark else rows)
        frame = x + width * across, upper + height * down, width * cells[0], height * cells[1]
        box(page, *frame, "none", INK, linewidth=2.5)
    return x + width * columns


def _numbers(page, x, y, values, role, most, width, height):
    """A block of a matrix in the frame of its role, its numbers printed; whole numbers without decimals."""
    whole = bool((values == values.round()).all() and values.abs().max() < 1000)
    for row, numbers in enumerate(values.tolist()):
        for column, value in enumerate(numbers):
            share = 0.0 if math.isnan(value) else max(-1.0, min(1.0, value / most))
            box(
                page,
                x + width * column,
                y + height * row,
                width,
                height,
                SCALE(0.5 + share / 2),
                "white",
                linewidth=0.8,
            )
            words = f"{value:.0f}".replace("-0", "0").replace("-", "−") if whole else number(value)
            ink = "white" if share > 0.88 else "black"
            write(page, x + width * (column + 0.5), y + height * (row + 0.5), words, 8.5, color=ink)
    box(page, x, y, width * len(values[0]), height * len(values), "none", role, linewidth=2)

"""Pictures of tensors: the concatenation cell by cell, and every shape of the section."""

import math

import torch

from .. import arguments
from .page import (
    FAINT,
    GREY,
    INK,
    Picture,
    box,
    number,
    on_cpu,
    picture,
    short,
    write,
)


@picture
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
    X, H = on_cpu(X)[:rows, :inputs], on_cpu(H)[:rows, :units]
    W_xh, W_hh = on_cpu(p.W_xh)[:inputs, :units], on_cpu(p.W_hh)[:units, :units]
    two, one = on_cpu(two)[:rows, :units], on_cpu(one)[:rows, :units]
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
        box(page, x, at - 0.08, 0.25, 0.16, face, FAINT)
        write(page, x + 0.33, at, words, ha="left")
    return made


def _matrix(page, x, middle, sign, label, *blocks, stacked=False):
    """A sign and a matrix of one or more blocks, side by side or stacked, around a line; returns its right end."""
    width, height = 0.48, 0.27
    if sign:
        write(page, x + 0.21, middle, sign, 14)
        x += 0.42
    rows = sum(len(values) for values, _ in blocks) if stacked else len(blocks[0][0])
    columns = blocks[0][0].shape[1] if stacked else sum(values.shape[1] for values, _ in blocks)
    upper = middle - height * rows / 2
    write(page, x + width * columns / 2, upper - 0.16, label, 10, formula=True)
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
            box(page, x + width * column, y + height * row, width, height, face, "white", linewidth=0.8)
            words = f"{value:.0f}".replace("-0", "0").replace("-", "−") if whole else number(value)
            write(page, x + width * (column + 0.5), y + height * (row + 0.5), words, 8.5)
    box(page, x, y, width * len(values[0]), height * len(values), "none", INK)


@picture
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
        f"The five parameters hold {short(numbers)} numbers, whatever T is.",
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
        write(made.page, 0.2, middle, f"({equation})", 10, ha="left", color=GREY)
        x = 1.0
        for part in parts:
            centre = x + wide(part) / 2
            if isinstance(part, str):
                write(made.page, centre, middle, part, 13)
            else:
                letter, index, (rows, columns) = part
                _block(made.page, centre, middle, side[columns], side[rows], side[n], colours[letter], letter == "b")
                reach = side[n] if letter == "b" else side[rows]
                name = f"$\\mathbf{{{letter}}}_{{{index}}}$" if index else f"$\\mathbf{{{letter}}}$"
                write(made.page, centre, middle - reach / 2 - 0.27, name, 11, formula=True)
                write(made.page, centre, middle - reach / 2 - 0.1, f"({rows}, {columns})", 8)
            x += wide(part)
    return made


def _block(page, x, y, width, height, repeated, face, bias):
    """A tensor as a block around its centre; a bias is its one row and the dashed rows it is broadcast to."""
    if bias:
        box(page, x - width / 2, y - repeated / 2, width, repeated, "none", FAINT, linestyle="--")
        box(page, x - width / 2, y - repeated / 2, width, min(height, repeated), face)
    else:
        box(page, x - width / 2, y - height / 2, width, height, face)

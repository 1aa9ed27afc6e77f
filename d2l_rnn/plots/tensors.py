"""Pictures of tensors: the concatenation cell by cell, and every shape of the section."""

import math

import torch

from .. import arguments
from .page import (
    FAINT,
    GREY,
    INK,
    Picture,
    arrow,
    box,
    number,
    on_cpu,
    picture,
    short,
    write,
)

WAYS = ("right", "swapped", "both swapped", "wrong axis", "wrong axis of weights")  # how one product joins its parts
FACES = {"X": "#cfe3f3", "W_xh": "#cfe3f3", "H": "#fbdcc4", "W_hh": "#fbdcc4", "result": "#e8e8e8"}
SYMBOLS = {"X": r"\mathbf{X}", "H": r"\mathbf{H}", "W_xh": r"\mathbf{W}_{xh}", "W_hh": r"\mathbf{W}_{hh}"}


@picture
@arguments.takes(X="n d", H="n h")
def concatenation(X, H, p, way="right", row=None, column=None):
    """X W_xh + H W_hh as two products and their sum, and as the one product [X H] [W_xh; W_hh], cell by cell.

    The colour says from which block a number comes: X and W_xh, H and W_hh, or the result. No bias, no φ. `way`
    joins the parts otherwise: the weights swapped, both factors swapped, or along the wrong axis. `row` and
    `column`, from 1, frame what enters one number of the result.
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
    notes = [
        _difference(two, one, way),
        f"Drawn: {rows} of n = {n} rows, {inputs} of d = {d} inputs, {units} of h = {h} units." if not fits else "",
    ]
    wide = [inputs + units, max(inputs, units)][1 - axes[0]], [units, 2 * units][axes[1]]
    high = [rows, 2 * rows][1 - axes[0]], [inputs + units, max(inputs, units)][axes[1]]
    tall, taller = 0.27 * max(rows, inputs, units), 0.27 * max(high)
    first, second = 0.4 + tall / 2, 0.95 + tall + taller / 2
    sentence = f"Concatenation: n = {n}, d = {d}, h = {h}; two products and their sum beside one product"
    if way != "right":
        sentence += f" ({way})"
    title = "Two products and a sum, or one product of concatenations"
    width = max(0.6 + 0.48 * (inputs + 4 * units) + 4 * 0.42, 0.6 + 0.48 * (sum(wide) + units) + 2 * 0.42, 7)
    made = Picture(sentence, width, second + taller / 2 + 0.5, title, notes)
    page = made.page
    marks = (
        {"row": row - 1} if row is not None and row <= rows else {},
        ({"column": column - 1} if column is not None and column <= units else {}),
    )
    both = marks[0] | marks[1] if all(marks) else {}

    def labelled(names, axis):
        joined = (r";\ " if axis == 0 else r"\ ").join(SYMBOLS[name] for name in names)
        sizes = [whole[name].shape for name in names]
        if sizes[0][1 - axis] != sizes[1][1 - axis]:
            return f"$[{joined}]$ does not fit"
        shape = [sizes[0][1 - axis]] * 2
        shape[axis] = sizes[0][axis] + sizes[1][axis]
        return f"$[{joined}]$ ({shape[0]}, {shape[1]})"

    x = 0.3
    for sign, name, mark in (
        ("", "X", marks[0]),
        ("×", "W_xh", marks[1]),
        ("+", "H", marks[0]),
        ("×", "W_hh", marks[1]),
    ):
        label = f"${SYMBOLS[name]}$ {tuple(whole[name].shape)}"
        x = _matrix(page, x, first, sign, label, (drawn[name], FACES[name]), mark=mark)
    _matrix(page, x, first, "=", f"sum ({n}, {h})", (on_cpu(two)[:rows, :units], FACES["result"]), mark=both)
    x = 0.3
    for sign, names, axis, mark in (("", left, axes[0], marks[0]), ("×", right, axes[1], marks[1])):
        blocks = [(drawn[name], FACES[name]) for name in names]
        mark = mark if one is not None else {}
        x = _matrix(page, x, second, sign, labelled(names, axis), *blocks, stacked=axis == 0, mark=mark)
    if one is not None:
        _matrix(page, x, second, "=", f"product ({n}, {h})", (on_cpu(one)[:rows, :units], FACES["result"]), mark=both)
    at = second + taller / 2 + 0.32
    for x, name, words in ((0.3, "X", "X and its weights"), (2.1, "H", "H and its weights"), (3.9, "result", "result")):
        box(page, x, at - 0.08, 0.25, 0.16, FACES[name], FAINT)
        write(page, x + 0.33, at, words, ha="left")
    return made


def _difference(two, one, way):
    """How the two results compare, in words."""
    if one is None:
        return "Joined along the wrong axis the shapes do not fit, so there is no product."
    largest = float((two - one).abs().max())
    if not math.isfinite(largest):
        return f"Some numbers are too large for {two.dtype}, so the two results cannot be compared."
    if way == "swapped":
        return (
            f"The shape is right, the numbers are wrong: values meet other weights. Largest difference: {largest:.2g}."
        )
    reason = "Rounding: the two sides add the same products in another order." if largest else "Here they are equal."
    return f"Largest difference between the two results: {largest:.2g}. {reason} The bias and φ come after both."


def _matrix(page, x, middle, sign, label, *blocks, stacked=False, mark=None):
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
    for values, face in blocks:
        _numbers(page, x + width * right, upper + height * below, values, face, width, height)
        right, below = (right, below + len(values)) if stacked else (right + values.shape[1], below)
    if mark:
        across, down = mark.get("column", 0), mark.get("row", 0)
        cells = (1 if "column" in mark else columns), (1 if "row" in mark else rows)
        frame = x + width * across, upper + height * down, width * cells[0], height * cells[1]
        box(page, *frame, "none", INK, linewidth=2.5)
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


TRIED = ("X", "W_xh", "H", "W_hh", "b_h", "W_hq", "b_q")  # the tensors a wrong shape can be tried for
MOST_AXES, MOST_TRIED = 4, 9999  # of a shape that is tried


def attempt(name, value):
    """A shape tried for a tensor, {"name": "W_hh", "shape": [3, 4]}, or a sentence about what is wrong with it."""
    if not isinstance(value, dict) or value.keys() != {"name", "shape"}:
        example = {"name": "W_hh", "shape": [3, 4]}
        raise TypeError(f"{name} must be a dict like {example}, not {arguments.a(value)}.")
    tensor, shape = value["name"], value["shape"]
    arguments.choice(f"{name}['name']", tensor, TRIED)
    if shape is None:  # nothing is typed
        return {"name": tensor, "shape": None}
    needed = f"a list of at most {MOST_AXES} sizes such as [3, 4]"
    if not isinstance(shape, list | tuple):
        raise TypeError(f"{name}, shape of {tensor}, must be {needed}, not {arguments.a(shape)}.")
    if len(shape) > MOST_AXES:
        raise ValueError(f"{name}, shape of {tensor}, must be {needed}; it has {len(shape)}.")
    sizes = [arguments.count(f"{name}, shape of {tensor},", size, least=0, most=MOST_TRIED) for size in shape]
    return {"name": tensor, "shape": sizes}


@picture
def shapes(n, d, h, q, T, memory=None, layers=None, tried=None):
    """Every tensor of (9.4.3) to (9.4.6) as a labelled block: n by d, h and q, over T steps; b_h and b_q broadcast.

    `memory` keeps the equations with (True) or without (False) a hidden state. `layers` draws that many hidden layers
    against the T hidden states. `tried` is a dict such as {"name": "W_hh", "shape": [3, 4]}: what PyTorch says to it.
    """
    n, d, h, q, T = (arguments.count(name, value) for name, value in (("n", n), ("d", d), ("h", h), ("q", q), ("T", T)))
    memory = None if memory is None else arguments.flag("memory", memory)
    layers = None if layers is None else arguments.count("layers", layers, most=8)
    tried = None if tried is None else attempt("tried", tried)
    most = max(n, d, h, q)
    exact = most <= 8
    side = {size: 0.15 * size if exact else 0.3 + 0.75 * math.log(size) / math.log(most) for size in (1, n, d, h, q)}
    tall = max(side[n], side[d], side[h]) + 0.75
    recurrent = 0 if memory is False else h * h
    above = (layers or 1) - 1
    numbers = d * h + recurrent + h + h * q + q + above * (h * h + recurrent + h)  # rnn.num_params for one layer
    sizes = f"X ({T}, {n}, {d}), H ({T + 1}, {n}, {h}) with H_0, O ({T}, {n}, {q})"
    parameters = "five" if memory is not False else "four"
    holders = f"With {layers} hidden layers the" if above else f"The {parameters}"
    over = f"{holders} parameters hold {short(numbers)} numbers{'.' if memory is False else ', whatever T is.'}"
    notes = [
        "A dashed block is one row, repeated for each of the n rows when it is added (broadcasting). "
        "φ changes numbers, never a shape.",
        over if memory is False else f"Over T = {T} steps: {sizes}. {over}",
        "" if exact else "The sides are on a logarithmic scale: twice as long is more than twice as large.",
        _tried((n, d, h, q), memory, tried),
    ]
    X, H, O = (n, d), (n, h), (n, q)
    W_xh, W_hh, W_hq = ("W", "xh", (d, h)), ("W", "hh", (h, h)), ("W", "hq", (h, q))
    b_h, b_q = ("b", "h", (1, h)), ("b", "q", (1, q))
    without = [
        ("9.4.3", [("H", "", H), "= φ(", ("X", "", X), "×", W_xh, "+", b_h, ")"]),
        ("9.4.4", [("O", "", O), "=", ("H", "", H), "×", W_hq, "+", b_q]),
    ]
    terms = [("X", "t", X), "×", W_xh, "+", ("H", "t-1", H), "×", W_hh, "+", b_h]
    within = [
        ("9.4.5", [("H", "t", H), "= φ(", *terms, ")"]),
        ("9.4.6", [("O", "t", O), "=", ("H", "t", H), "×", W_hq, "+", b_q]),
    ]
    equations = (without if memory is not True else []) + (within if memory is not False else [])
    colours = {"X": "#cfe3f3", "H": "#fbdcc4", "O": "#cdeadf", "W": "#e8e8e8", "b": "#f7ecc0"}
    sentence = f"Shapes of ({equations[0][0]}) to ({equations[-1][0]}): n = {n}, d = {d}, h = {h}, q = {q}, T = {T}"

    def wide(part):
        return 0.45 if isinstance(part, str) else max(side[part[2][1]], 0.8, 0.075 * len(str(part[2])))

    width = max(1.0 + max(sum(wide(part) for part in parts) for _, parts in equations) + 0.3, 7)
    title = f"Every shape of one step: n = {n}, d = {d}, h = {h}, q = {q}"
    drawn = 0 if layers is None else 0.5 * (layers + 2) + 0.5
    made = Picture(sentence, width, tall * len(equations) + 0.1 + drawn, title, notes)
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
                name = rf"$\mathbf{{{letter}}}_{{{index}}}$" if index else rf"$\mathbf{{{letter}}}$"
                write(made.page, centre, middle - reach / 2 - 0.27, name, 11, formula=True)
                write(made.page, centre, middle - reach / 2 - 0.1, f"({rows}, {columns})", 8)
            x += wide(part)
    if layers is not None:
        _depth_and_time(made.page, tall * len(equations) + 0.5, T, layers, memory is not False, colours)
    return made


def _depth_and_time(page, y, T, layers, memory, colours):
    """Time steps to the right, layers up: a box is a state, a row is a layer with one set of weights."""
    steps = list(range(1, T + 1)) if T <= 5 else [1, 2, 3, None, T]
    last = layers + 1
    write(page, 0.2, y - 0.18, "Hidden layers (up: depth) and hidden states (right: time)", 9, ha="left")
    middles = {row: y + 0.25 + 0.5 * (last - row) for row in range(last + 1)}
    for row in range(1, last):
        write(page, 0.2, middles[row], f"layer {row}, one set of weights", 8, ha="left", color=GREY)
    for place, t in enumerate(steps):
        x = 2.7 + 0.85 * place
        for row, middle in middles.items():
            letter = "X" if row == 0 else "O" if row == last else "H"
            if t is None:
                write(page, x, middle, "…", 11)
            else:
                box(page, x - 0.28, middle - 0.14, 0.56, 0.28, colours[letter])
                index = f"_{{{t}}}" + (f"^{{({row})}}" if letter == "H" and layers > 1 else "")
                write(page, x, middle, f"${letter}{index}$", 9, formula=True)
            if row and t is not None:
                arrow(page, (x, middles[row - 1] - 0.14), (x, middle + 0.14))
            if memory and place and letter == "H":
                arrow(page, (x - 0.57, middle), (x - 0.28, middle))


def _tried(sizes, memory, tried):
    """What PyTorch says to a shape that is tried for one tensor: asked of PyTorch, on tensors without numbers."""
    if tried is None or tried["shape"] is None:
        return ""
    n, d, h, q = sizes
    name, shape = tried["name"], tuple(tried["shape"])
    right = {"X": (n, d), "W_xh": (d, h), "H": (n, h), "W_hh": (h, h), "b_h": (1, h), "W_hq": (h, q), "b_q": (1, q)}
    recurrent = {"H": "H of the step before", "W_hh": "W_hh"}
    if memory is False and name in recurrent:
        return f"Tried: {name} of shape {shape}. Without a hidden state there is no {recurrent[name]}."
    opening = f"Tried: {name} of shape {shape} in place of {right[name]}."
    A = {key: torch.empty(shape if key == name else one, device="meta") for key, one in right.items()}
    try:
        inside = A["X"] @ A["W_xh"]
        H = inside + A["b_h"] if memory is False else inside + A["H"] @ A["W_hh"] + A["b_h"]
        O = H @ A["W_hq"] + A["b_q"]
    except RuntimeError:
        return f"{opening} PyTorch refuses it."
    return f"{opening} PyTorch accepts it: H {tuple(H.shape)}, O {tuple(O.shape)}; (n, h) and (n, q) are expected."


def _block(page, x, y, width, height, repeated, face, bias):
    """A tensor as a block around its centre; a bias is its one row and the dashed rows it is broadcast to."""
    if bias:
        box(page, x - width / 2, y - repeated / 2, width, repeated, "none", FAINT, linestyle="--")
        box(page, x - width / 2, y - repeated / 2, width, min(height, repeated), face)
    else:
        box(page, x - width / 2, y - height / 2, width, height, face)

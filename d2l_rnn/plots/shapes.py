"""Every shape of the section."""

import torch

from .. import arguments, rnn
from .page import FAINT, GREY, INK, READ, REMEMBERED, Picture, arrow, box, picture, write
from .words import short

ROLES = {"X": READ, "Wxh": READ, "bh": READ, "H": REMEMBERED, "Whh": REMEMBERED}  # what is said is ink
LARGEST, WIDEST, LEAST = 0.15, 1.05, 0.05  # inches: the side of one number, of a block, and the shortest that is drawn
TRIED = ("X", "W_xh", "H", "W_hh", "b_h", "W_hq", "b_q")  # the tensors a wrong shape can be tried for
MOST_AXES, MOST_TRIED = 4, 9999  # of a shape that is tried


@picture
def shapes(n, d, h, q, T, memory=None, layers=None, tried=None):
    """Every tensor of (9.4.3) to (9.4.6) as a block in proportion, over T steps; b_h and b_q broadcast.

    `memory` keeps the equations with (True) or without (False) a hidden state. `layers` draws that many hidden layers
    against the T hidden states. `tried` is a dict such as {"name": "W_hh", "shape": [3, 4]}: what PyTorch says to it.
    """
    n, d, h, q, T = (arguments.count(name, value) for name, value in (("n", n), ("d", d), ("h", h), ("q", q), ("T", T)))
    memory = None if memory is None else arguments.flag("memory", memory)
    layers = None if layers is None else arguments.count("layers", layers, most=8)
    tried = None if tried is None else attempt("tried", tried)
    sizes = n, d, h, q
    most = max(sizes)
    unit = min(LARGEST, WIDEST / most)
    side = {size: max(LEAST, unit * size) for size in (1, *sizes)}
    notes = [
        "A dashed block is one row, repeated for each of the n rows when it is added (broadcasting). "
        "φ changes numbers, never a shape.",
        _counted(*sizes, T, memory, layers or 1),
        "The sides are in proportion, except that none is shorter than a line." if unit < LEAST else "",
        _tried(sizes, memory, tried),
    ]
    equations = _equations(sizes, memory)
    sentence = f"Shapes of ({equations[0][0]}) to ({equations[-1][0]}): n = {n}, d = {d}, h = {h}, q = {q}, T = {T}"
    title = f"Every shape of one step: n = {n}, d = {d}, h = {h}, q = {q}"
    width = max(1.0 + max(sum(_wide(part, side) for part in parts) for _, parts in equations) + 0.3, 7)
    tall = max(side[n], side[d], side[h]) + 0.75
    below = 0 if layers is None else 0.5 * (layers + 2) + 0.5
    made = Picture(sentence, width, tall * len(equations) + 0.1 + below, title, notes)
    for place, (equation, parts) in enumerate(equations):
        middle = tall * (place + 0.5) + 0.15
        write(made.page, 0.2, middle, f"({equation})", 10, ha="left", color=GREY)
        x = 1.0
        for part in parts:
            _part(made.page, x + _wide(part, side) / 2, middle, part, side, n)
            x += _wide(part, side)
    if layers is not None:
        _depth_and_time(made.page, tall * len(equations) + 0.5, T, layers, memory is not False)
    return made


def _counted(n, d, h, q, T, memory, layers):
    """How many numbers the parameters hold, and the shapes over T steps, in words."""
    above = layers - 1
    numbers = rnn.num_params_for(d, h, q) + above * (h * h + h * h + h)  # a layer above takes h inputs
    if memory is False:
        numbers -= layers * h * h  # the W_hh of each layer
    parameters = "four" if memory is False else "five"
    holders = f"With {layers} hidden layers the" if above else f"The {parameters}"
    over = f"{holders} parameters hold {short(numbers)} numbers"
    if memory is False:
        return f"{over}."
    sizes = f"X ({T}, {n}, {d}), H ({T + 1}, {n}, {h}) with H_0, O ({T}, {n}, {q})"
    return f"Over T = {T} steps: {sizes}. {over}, whatever T is."


def _equations(sizes, memory):
    """The equations by number, each a list of signs and of tensors (letter, index, shape)."""
    n, d, h, q = sizes
    W_xh, W_hh, W_hq = ("W", "xh", (d, h)), ("W", "hh", (h, h)), ("W", "hq", (h, q))
    b_h, b_q = ("b", "h", (1, h)), ("b", "q", (1, q))

    def X(t):
        return "X", t, (n, d)

    def H(t):
        return "H", t, (n, h)

    def output(t):
        return [("O", t, (n, q)), "=", H(t), "×", W_hq, "+", b_q]

    without = [
        ("9.4.3", [H(""), "= φ(", X(""), "×", W_xh, "+", b_h, ")"]),
        ("9.4.4", output("")),
    ]
    within = [
        ("9.4.5", [H("t"), "= φ(", X("t"), "×", W_xh, "+", H("t-1"), "×", W_hh, "+", b_h, ")"]),
        ("9.4.6", output("t")),
    ]
    return (without if memory is not True else []) + (within if memory is not False else [])


def _wide(part, side):
    """The width of a sign, or of a tensor's block and words."""
    return 0.45 if isinstance(part, str) else max(side[part[2][1]], 0.8, 0.075 * len(str(part[2])))


def _part(page, x, y, part, side, n):
    """A sign, or a tensor as a block around its centre; a bias is its one row, and dashed what it is broadcast to."""
    if isinstance(part, str):
        write(page, x, y, part, 13 if len(part) == 1 else 11)
        return
    letter, index, (rows, columns) = part
    width, height = side[columns], side[n] if letter == "b" else side[rows]
    left, upper = x - width / 2, y - height / 2
    role = ROLES.get(letter, ROLES.get(letter + index, INK))
    if letter == "b":
        box(page, left, upper, width, height, "none", FAINT, linestyle="--")
    box(page, left, upper, width, min(side[rows], height), "white", role, linewidth=1.8)
    name = rf"$\mathbf{{{letter}}}_{{{index}}}$" if index else rf"$\mathbf{{{letter}}}$"
    write(page, x, upper - 0.27, name, 11, formula=True)
    write(page, x, upper - 0.1, f"({rows}, {columns})", 8)


def _depth_and_time(page, y, T, layers, memory):
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
                box(page, x - 0.28, middle - 0.14, 0.56, 0.28, "white", ROLES.get(letter, INK), linewidth=1.8)
                index = f"_{{{t}}}" + (f"^{{({row})}}" if letter == "H" and layers > 1 else "")
                write(page, x, middle, f"${letter}{index}$", 9, formula=True)
            if row and t is not None:
                arrow(page, (x, middles[row - 1] - 0.14), (x, middle + 0.14))
            if memory and place and letter == "H":
                arrow(page, (x - 0.57, middle), (x - 0.28, middle))


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

"""Every shape of the section."""

import torch

from .. import arguments
from ..languages import paragraph, say
from .page import FAINT, GREY, INK, READ, REMEMBERED, Picture, arrow, box, picture, write
from .words import short

ROLES = {"X": READ, "Wxh": READ, "bh": READ, "H": REMEMBERED, "Whh": REMEMBERED}  # what is said is ink
LARGEST, WIDEST, LEAST = 0.15, 1.05, 0.05  # inches: the side of one number, of a block, and the shortest that is drawn
TRIED = ("X", "W_xh", "H", "W_hh", "b_h", "W_hq", "b_q")  # the tensors a wrong shape can be tried for
MOST_AXES, MOST_TRIED = 4, 9999  # of a shape that is tried


@picture
def shapes(n, d, h, q, T, memory=None, layers=1, tried=None, sequence=False):
    """Every tensor of (9.4.3) to (9.4.6) as a block in proportion, b_h and b_q broadcast.

    `memory` keeps the equations with (True) or without (False) a hidden state. The numbers of so many hidden `layers`
    are counted; `sequence` draws them against the T hidden states. `tried` is a dict such as {"name": "W_hh",
    "shape": [3, 4]}: what PyTorch says to it.
    """
    n, d, h, q, T = (arguments.count(name, value) for name, value in (("n", n), ("d", d), ("h", h), ("q", q), ("T", T)))
    memory = None if memory is None else arguments.flag("memory", memory)
    layers, sequence = arguments.count("layers", layers, most=8), arguments.flag("sequence", sequence)
    tried = None if tried is None else attempt("tried", tried)
    sizes = n, d, h, q
    most = max(sizes)
    unit = min(LARGEST, WIDEST / most)
    side = {size: max(LEAST, unit * size) for size in (1, *sizes)}
    notes = [
        say(
            "A dashed block is one row, repeated for each of the n rows when it is added (broadcasting). "
            "φ changes numbers, never a shape."
        ),
        _counted(*sizes, memory, layers),
        _sequence(*sizes, T, memory, layers) if sequence else "",
        say("The sides are in proportion, except that none is shorter than a line.") if unit < LEAST else "",
        _tried(sizes, memory, tried),
    ]
    equations = _equations(sizes, memory)
    words = {"n": n, "d": d, "h": h, "q": q, "T": T, "first": equations[0][0], "last": equations[-1][0]}
    sentence = say("Shapes of ({first}) to ({last}): n = {n}, d = {d}, h = {h}, q = {q}, T = {T}", **words)
    title = say("Every shape of one step: n = {n}, d = {d}, h = {h}, q = {q}", **words)
    width = max(1.0 + max(sum(_wide(part, side) for part in parts) for _, parts in equations) + 0.3, 7)
    tall = max(side[n], side[d], side[h]) + 0.75
    below = 0.5 * (layers + 2) if sequence else 0
    made = Picture(sentence, width, tall * len(equations) + 0.1 + below, title, notes)
    for place, (equation, parts) in enumerate(equations):
        middle = tall * (place + 0.5) + 0.15
        write(made.page, 0.2, middle, f"({equation})", 10, ha="left", color=GREY)
        x = 1.0
        for part in parts:
            _part(made.page, x + _wide(part, side) / 2, middle, part, side, n)
            x += _wide(part, side)
    if sequence:
        _depth_and_time(made.page, tall * len(equations) + 0.15, T, layers, memory is not False)
    return made


def _counted(n, d, h, q, memory, layers):
    """How many numbers each parameter holds, the layers above the first in one."""
    recurrent = [] if memory is False else [h * h]
    above = [(layers - 1) * (h * h + sum(recurrent) + h)] if layers > 1 else []  # each of them takes h inputs
    counts = [d * h, *recurrent, h, *above, h * q, q]
    parts = " + ".join(map(short, counts))
    alone = say("The size n is in none of them.")
    if recurrent:
        alone = say("The size n is in none of them, nor is T.")
    return paragraph([say("{all} numbers are learned: {parts}.", all=short(sum(counts)), parts=parts), alone])


def _sequence(n, d, h, q, T, memory, layers):
    """The hidden layers against the hidden states, in words."""
    depth = say("Up is depth: one hidden layer.")
    if layers > 1:
        depth = say("Up is depth: {layers} hidden layers, each with weights of its own.", layers=layers)
    if memory is False and T == 1:
        time = say("No arrow goes to the right: the only step is computed alone.")
    elif memory is False:
        time = say("No arrow goes to the right: each of the {T} steps is computed alone.", T=T)
    elif T == 1:
        time = say("To the right is time: one step.")
    else:
        time = say("To the right is time: {T} steps, and a layer has the same weights at each of them.", T=T)
    shapes = {"X": (T, n, d), "H": (T + 1, n, h), "O": (T, n, q)}
    stacked = say("Stacked along time: X {X}, H {H} with H₀, O {O}.", **shapes)
    return paragraph([depth, time, *([] if memory is False else [stacked])])


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
    steps = list(range(1, T + 1)) if T <= 6 else [1, 2, 3, 4, None, T]
    last = layers + 1
    middles = {row: y + 0.2 + 0.5 * (last - row) for row in range(last + 1)}
    for row, middle in middles.items():
        name = say("inputs") if row == 0 else say("outputs") if row == last else say("layer {row}", row=row)
        write(page, 0.2, middle, name, 9, ha="left", color=GREY)
    for place, t in enumerate(steps):
        x = 1.4 + 0.85 * place
        for row, middle in middles.items():
            letter = "X" if row == 0 else "O" if row == last else "H"
            if t is None:
                write(page, x, middle, "…", 11)
            else:
                box(page, x - 0.28, middle - 0.14, 0.56, 0.28, "white", ROLES.get(letter, INK), linewidth=1.8)
                index = f"_{{{t}}}" if memory else ""
                index += f"^{{({row})}}" if letter == "H" and layers > 1 else ""
                write(page, x, middle, rf"$\mathbf{{{letter}}}{index}$", 9, formula=True)
            if row and t is not None:
                arrow(page, (x, middles[row - 1] - 0.14), (x, middle + 0.14))
            if memory and place and letter == "H":
                arrow(page, (x - 0.57, middle), (x - 0.28, middle), color=REMEMBERED)


def attempt(name, value):
    """A shape tried for a tensor, {"name": "W_hh", "shape": [3, 4]}, or a sentence about what is wrong with it."""
    if not isinstance(value, dict) or value.keys() != {"name", "shape"}:
        example = {"name": "W_hh", "shape": [3, 4]}
        words = {"name": name, "example": example, "what": arguments.a(value)}
        raise TypeError(say("{name} must be a dict like {example}, not {what}.", **words))
    tensor, shape = value["name"], value["shape"]
    arguments.choice(f"{name}['name']", tensor, TRIED)
    if shape is None:  # nothing is typed
        return {"name": tensor, "shape": None}
    called = say("{name}, shape of {tensor},", name=name, tensor=tensor)
    words = {"name": called, "most": MOST_AXES}
    if not isinstance(shape, list | tuple):
        what = arguments.a(shape)
        raise TypeError(
            say("{name} must be a list of at most {most} sizes such as [3, 4], not {what}.", what=what, **words)
        )
    if len(shape) > MOST_AXES:
        size = len(shape)
        raise ValueError(
            say("{name} must be a list of at most {most} sizes such as [3, 4]; it has {size}.", size=size, **words)
        )
    sizes = [arguments.count(called, size, least=0, most=MOST_TRIED) for size in shape]
    return {"name": tensor, "shape": sizes}


def _tried(sizes, memory, tried):
    """What PyTorch says to a shape that is tried for one tensor: asked of PyTorch, on tensors without numbers."""
    if tried is None or tried["shape"] is None:
        return ""
    n, d, h, q = sizes
    name, shape = tried["name"], tuple(tried["shape"])
    right = {"X": (n, d), "W_xh": (d, h), "H": (n, h), "W_hh": (h, h), "b_h": (1, h), "W_hq": (h, q), "b_q": (1, q)}
    words = {"name": name, "shape": shape, "right": right[name]}
    if memory is False and name == "H":
        return say("Tried: H of shape {shape}. Without a hidden state there is no H of the step before.", **words)
    if memory is False and name == "W_hh":
        return say("Tried: W_hh of shape {shape}. Without a hidden state there is no W_hh.", **words)
    opening = say("Tried: {name} of shape {shape} in place of {right}.", **words)
    A = {key: torch.empty(shape if key == name else one, device="meta") for key, one in right.items()}
    try:
        inside = A["X"] @ A["W_xh"]
        H = inside + A["b_h"] if memory is False else inside + A["H"] @ A["W_hh"] + A["b_h"]
        O = H @ A["W_hq"] + A["b_q"]
    except RuntimeError:
        return opening + " " + say("PyTorch refuses it.")
    words = {"H": tuple(H.shape), "O": tuple(O.shape)}
    return opening + " " + say("PyTorch accepts it: H {H}, O {O}; (n, h) and (n, q) are expected.", **words)

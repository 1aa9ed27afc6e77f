"""Concatenation: two products and a sum, or one product of what is put side by side."""

import functools
from dataclasses import replace

import torch
import traitlets

from .. import arguments, plots
from ..languages import say
from ..plots.concatenation import WAYS
from ..rnn import Params
from .assets import script, styled
from .base import Figure
from .given import on_the_cpu
from .packing import in_float32
from .traits import Choice, Count, Shared

MOST_ROWS, MOST_TERMS, LARGEST = 8, 40, 10**6  # n, d + h, and the size of a number: what can be read on a screen


class Cell(Shared, traitlets.Dict):
    """A number of one of the four matrices, by name, row and column, both from 1."""

    def validate(self, obj, value):
        return _cell(self.name, value, obj.shapes())


class Edits(Shared, traitlets.List):
    """The numbers that were changed, each a cell with its new value."""

    def validate(self, obj, value):
        if not isinstance(value, list | tuple):
            words = {"name": self.name, "example": _EDIT, "what": arguments.a(value)}
            raise TypeError(say("{name} must be a list of changed numbers, each like {example}, not {what}.", **words))
        return [_cell(f"{self.name}[{place}]", one, obj.shapes(), edited=True) for place, one in enumerate(value)]


class Concatenation(Figure):
    """X W_xh + H W_hh and [X H] [W_xh; W_hh], cell by cell: the same dot products, cut in two or not.

    X (n, d) and H (n, h) meet W_xh and W_hh of the Params `p`; without them, numbers of the book's shapes.
    `row` and `column` name a number of the result, from 1. `way` is how the one product joins its parts: "right",
    or one of the mistakes. `edits` holds the numbers that were changed, `chosen` the cell to change next.
    """

    code = script("concatenation")
    _css = styled("concatenation")

    products = Choice("two", "one").tag(sync=True)  # the browser writes; Python or a link may set it
    way = Choice(*WAYS).tag(sync=True)  # the browser writes; Python may set it
    row = Count(2, least=1).tag(sync=True)  # the browser writes; Python or a link may set it
    column = Count(3, least=1).tag(sync=True)  # the browser writes; Python or a link may set it
    chosen = Cell({"name": "X", "row": 1, "column": 1}).tag(sync=True)  # the browser writes; Python may set it
    edits = Edits([]).tag(sync=True)  # the browser writes; Python may set it
    fold = Choice("", "dot", "change", "wrong").tag(sync=True)  # the browser writes; Python may set it

    def __init__(self, X=None, H=None, p=None, **traits):
        given = [name for name, value in {"X": X, "H": H, "p": p}.items() if value is not None]
        if given and len(given) < 3:
            one, *other = (name for name in ("X", "H", "p") if name not in given)
            if other:
                words = {"one": one, "other": other[0]}
                raise TypeError(
                    say("{one} and {other} are missing: give X, H and p together, or none of them.", **words)
                )
            raise TypeError(say("{name} is missing: give X, H and p together, or none of them.", name=one))
        self._matrices, self._params = _checked(*((X, H, p) if given else _example()))
        n, d = self._matrices["X"].shape
        sizes = {"n": n, "d": d, "h": len(self._params.W_hh)}
        network = {"sizes": sizes, "matrices": in_float32(self._matrices), "most": {"value": LARGEST}}
        mistaken = {"products": "one", "fold": "wrong"} if traits.get("way", "right") != "right" else {}
        chosen = {"name": "X", "row": min(2, n), "column": 1}
        super().__init__(network, {"chosen": chosen} | mistaken | traits)

    def shapes(self):
        """The shapes of the four matrices by name."""
        return {name: tuple(matrix.shape) for name, matrix in self._matrices.items()}

    def _sentence(self):
        shapes = self.shapes()
        words = {"X": shapes["X"], "H": shapes["H"]}
        return say("Concatenation of X {X} and H {H}: two products and a sum beside one product.", **words)

    def _picture(self):
        now = {name: matrix.clone() for name, matrix in self._matrices.items()}
        for edit in self.edits:
            now[edit["name"]][edit["row"] - 1, edit["column"] - 1] = edit["value"]
        p = replace(self._params, W_xh=now["W_xh"], W_hh=now["W_hh"])
        n, h = now["H"].shape
        return plots.concatenation(now["X"], now["H"], p, self.way, min(self.row, n), min(self.column, h))


_EDIT = {"name": "W_hh", "row": 2, "column": 1, "value": 0.5}


def _cell(name, value, shapes, edited=False):
    """A cell, and its new value where it was edited, or a sentence about what is wrong with it."""
    example = _EDIT if edited else {key: _EDIT[key] for key in ("name", "row", "column")}
    if not isinstance(value, dict) or value.keys() != example.keys():
        words = {"name": name, "example": example, "what": arguments.a(value)}
        raise TypeError(say("{name} must be a dict like {example}, not {what}.", **words))
    matrix = value["name"]
    if not isinstance(matrix, str) or matrix not in shapes:
        words = {"name": name, "known": ", ".join(shapes), "what": arguments.a(matrix)}
        raise ValueError(say("{name} must name one of {known}, not {what}.", **words))
    checked = {"name": matrix}
    for key, most in zip(("row", "column"), shapes[matrix], strict=True):
        checked[key] = arguments.count(_entry(name, key, matrix, shapes[matrix]), value[key], most=most)
    if edited:
        checked["value"] = arguments.number(
            say("{name}, value", name=name), value["value"], least=-LARGEST, most=LARGEST
        )
    return checked


def _entry(name, key, matrix, shape):
    """What the row or the column of a cell is called in a sentence."""
    words = {"name": name, "matrix": f"{matrix} {shape}"}
    return say("{name}, row of {matrix},", **words) if key == "row" else say("{name}, column of {matrix},", **words)


@arguments.takes(X="n d", H="n h")
def _checked(X, H, p):
    """The four matrices by name, and the Params, where they are small enough to be shown."""
    (n, d), h = X.shape, H.shape[1]
    if n > MOST_ROWS:
        words = {"n": n, "most": MOST_ROWS}
        raise ValueError(
            say("X and H have n = {n} rows; at most {most} are shown. Give X[:{most}], H[:{most}].", **words)
        )
    if d + h > MOST_TERMS:
        words = {"d": d, "h": h, "sum": d + h, "most": MOST_TERMS}
        raise ValueError(say("d + h is {d} + {h} = {sum}; at most {most} are shown. Choose smaller matrices.", **words))
    matrices = {"X": X, "H": H, "W_xh": p.W_xh, "W_hh": p.W_hh}
    for name, matrix in matrices.items():
        largest = float(matrix.detach().abs().max())
        if largest > LARGEST:
            words = {"name": name, "size": f"{largest:.3g}", "most": LARGEST}
            raise ValueError(say("{name} holds a number of size {size}; numbers up to {most} are shown.", **words))
    return {name: matrix.detach().cpu() for name, matrix in matrices.items()}, p.map(lambda one: one.detach().cpu())


@on_the_cpu
def _example():
    """The book's shapes with numbers of our own: short enough to check on paper, and none of them exact in float32.

    A reader may have told torch to make float64 of such lists.
    """
    tensor = functools.partial(torch.tensor, dtype=torch.float32)
    X = tensor([[0.6], [-1.2], [0.8]])
    H = tensor([[0.1, -0.7, 0.3, 0.9], [0.6, 0.2, -0.4, -0.1], [-0.8, 0.3, 0.7, 0.3]])
    W_xh = tensor([[0.4, -1.1, 0.9, 0.2]])
    W_hh = tensor([[0.3, -0.6, 1.2, 0.1], [-0.9, 0.7, 0.2, -0.4], [0.8, 0.4, -1.3, 0.6], [0.2, -0.1, 0.7, 1.1]])
    return X, H, Params(W_xh, W_hh, tensor([[0.0] * 4]), tensor([[0.0]] * 4), tensor([[0.0]]))

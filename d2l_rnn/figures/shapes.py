"""Shapes: the tensors of (9.4.3) to (9.4.6) as blocks, and what happens to a wrong one."""

import traitlets

from .. import plots
from ..languages import say
from ..plots.shapes import MOST_AXES, MOST_TRIED, attempt
from .assets import script, styled
from .base import Figure
from .traits import Choice, Count, Flag, Shared

OPERATIONS = ("X W_xh", "H W_hh", "+ b_h", "H W_hq", "+ b_q")  # of one step, whose shapes the sentence is about
MOST, MOST_LAYERS = 512, 8  # of each of the sizes n, d, h, q, T, and of hidden layers


class Tried(Shared, traitlets.Dict):
    """A tensor's name and the shape that is tried for it; the shape None while none is typed."""

    def validate(self, obj, value):
        return attempt(self.name, value)


class Shapes(Figure):
    """The tensors of one time step as blocks, term by term, for any n, d, h, q and T; and wrong shapes to try.

    `memory` says whether there is a hidden state: (9.4.5) and (9.4.6), or (9.4.3) and (9.4.4). `layers` is the
    number of hidden layers, drawn against the T hidden states. `tried` is the shape that is tried for one tensor.
    """

    code = script("shapes")
    _css = styled("shapes")

    n = Count(2, least=1, most=MOST).tag(sync=True)  # the browser writes; Python or a link may set it
    d = Count(3, least=1, most=MOST).tag(sync=True)  # the browser writes; Python or a link may set it
    h = Count(4, least=1, most=MOST).tag(sync=True)  # the browser writes; Python or a link may set it
    q = Count(5, least=1, most=MOST).tag(sync=True)  # the browser writes; Python or a link may set it
    T = Count(6, least=1, most=MOST).tag(sync=True)  # the browser writes; Python or a link may set it
    layers = Count(1, least=1, most=MOST_LAYERS).tag(sync=True)  # the browser writes; Python or a link may set it
    memory = Flag(True).tag(sync=True)  # the browser writes; Python or a link may set it
    operation = Choice(*OPERATIONS).tag(sync=True)  # the browser writes; Python or a link may set it
    tried = Tried({"name": "W_hh", "shape": None}).tag(sync=True)  # the browser writes; Python may set it
    fold = Choice("", "try", "sequence", "count").tag(sync=True)  # the browser writes; Python may set it

    def __init__(self, n=2, d=3, h=4, q=5, T=6, **traits):
        most = {"axes": MOST_AXES, "size": MOST_TRIED}
        super().__init__({"most": most}, {"n": n, "d": d, "h": h, "q": q, "T": T} | traits)

    def _sentence(self):
        sizes = ", ".join(f"{letter} = {getattr(self, letter)}" for letter in "ndhqT")
        if self.memory:
            return say("Shapes: {sizes}, with a hidden state.", sizes=sizes)
        return say("Shapes: {sizes}, without a hidden state.", sizes=sizes)

    def _picture(self):
        sizes = self.n, self.d, self.h, self.q, self.T
        tried = self.tried if self.fold == "try" else None
        return plots.shapes(*sizes, self.memory, self.layers, tried, self.fold == "sequence")

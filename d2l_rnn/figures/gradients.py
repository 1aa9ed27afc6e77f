"""Gradients: backpropagation through time, lag by lag."""

from dataclasses import replace

import torch

from .. import arguments, chars, plots
from ..gradients import through_time
from .assets import script, styled
from .base import Sequence
from .given import MOST_STEPS, model_of, on_the_cpu
from .packing import packed
from .traits import Choice, Count, Number

RADIUS, COUPLING, SMALL = 0.5, 4.0, 0.01  # of the presets: see _presets


class Gradients(Sequence):
    """How much of a loss's gradient reaches each hidden state: vanishing and exploding on the reader's own model.

    `model` and `text` as in HiddenStates. The loss is that of time step `step` (`loss="step"`, from 1; the last at
    first) or the mean over all steps ("mean"); `selected` is the k of the dL/dH_k shown in full. `scale` multiplies
    W_hh, and `matrix` puts a fixed one in its place: "normal" or "non-normal", both with spectral radius 0.5 and, so
    that tanh stays nearly linear, a hundredth of the model's W_xh and no b_h. `clip` is a threshold for the length
    of the gradient of all parameters, 0 for none.
    """

    code = script("gradients")
    _css = styled("gradients")

    loss = Choice("step", "mean").tag(sync=True)  # the browser writes; Python or a link may set it
    selected = Count(1).tag(sync=True)  # the browser writes; Python or a link may set it
    scale = Number(1.0, least=0, most=4).tag(sync=True)  # the browser writes; Python or a link may set it
    matrix = Choice("model", "normal", "non-normal").tag(sync=True)  # the browser writes; Python or a link may set it
    clip = Number(0.0, least=0, most=10**6).tag(sync=True)  # the browser writes; Python or a link may set it

    def __init__(self, model=None, tokens=None, text=None, **traits):
        p, tokens, text, _ = model_of(model, tokens, text)
        self._params = {"model": p} | _presets(p)
        sent = {name: packed(q) for name, q in self._params.items()}
        last = max(1, min(len(text) - 1, MOST_STEPS))
        network = {"tokens": tokens, "sizes": p.sizes, "most": {"characters": MOST_STEPS + 1}} | sent
        super().__init__(network, text, {"step": last} | traits)

    def _sentence(self):
        h = self._params["model"].sizes["h"]
        t = self._t()
        loss = f"the loss of step {t}" if t else "the mean loss of all steps"
        kind = "" if self.matrix == "model" else f"a {self.matrix} "
        return f"Gradients of {arguments.shown(self.text)}: {h} hidden units, {loss}, {self.scale:g} times {kind}W_hh."

    def _t(self):
        """The step of the loss, the nearest that the text has, or None for the mean over all."""
        last = len(self._readable(MOST_STEPS + 1)) - 1
        return self._nearest_step(last) if self.loss == "step" else None

    @on_the_cpu
    def _picture(self):
        text = self._readable(MOST_STEPS + 1)
        if len(text) < 2:
            return None
        tokens, p = self.network["tokens"], self._params[self.matrix].map(torch.Tensor.double)
        inputs, targets = chars.shift(text)
        t = self._t()
        X, y = chars.one_hot(inputs, tokens).to(p.W_xh), chars.indices(targets, tokens).to(p.W_xh.device)
        through = through_time(X, y, replace(p, W_hh=self.scale * p.W_hh), t)
        loss, W_hh = f"L{t}" if t else "mean", "W_hh" if self.matrix == "model" else self.matrix
        return plots.gradients(through, f"{loss}, {W_hh} ×{self.scale:.3g}", split=True)


@on_the_cpu
def _presets(p):
    """Two networks of the model's size whose W_hh has only eigenvalues of size 0.5.

    The normal one hands each unit's state on to the next, halved: a gradient is halved at every step, whatever it is.
    The other couples units in pairs, [[0.5, 4], [0, 0.5]]: it stretches before it shrinks.
    """
    h = p.sizes["h"]
    normal = RADIUS * torch.eye(h).roll(1, 1)
    pairs = RADIUS * torch.eye(h)
    first = torch.arange(0, h - 1, 2)
    pairs[first, first + 1] = COUPLING
    small = replace(p, W_xh=SMALL * p.W_xh, b_h=torch.zeros_like(p.b_h))
    return {
        "normal": replace(small, W_hh=normal.to(p.W_hh)),
        "non-normal": replace(small, W_hh=pairs.to(p.W_hh)),
    }

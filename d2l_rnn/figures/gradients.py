"""Gradients: backpropagation through time, from the loss of one step to every state before it."""

from dataclasses import replace

import torch

from .. import arguments, chars, plots
from ..gradients import through_time
from ..languages import say, series
from .assets import script, styled
from .base import Sequence
from .given import MOST_STEPS, history_of, model_of, network_of, on_the_cpu
from .traits import Choice, Count, Number

RADIUS, COUPLING, SMALL = 0.5, 4.0, 1e-9  # of the fixed matrices: see _with


class Gradients(Sequence):
    """How much of the gradient of one loss reaches each hidden state before it, and what makes it vanish or explode.

    `model` and `text` as in HiddenStates. The loss is that of time step `step`, from 1; the last at first. `weights`
    says which network is shown, "untrained" or "trained", where the model is a History; a Params is shown as it is.
    `scale` multiplies W_hh. `matrix` changes the network: "straight" makes its inputs so small that tanh is a straight
    line, and "normal" or "non-normal" puts a fixed W_hh with eigenvalues of 0.5 in its place as well. `selected` is
    the k of the state that the sentence is about, 0 for the first one in the picture; `clip` a threshold for the
    length of the gradient of all parameters, 0 for none.
    """

    code = script("gradients")
    _css = styled("gradients")

    weights = Choice("untrained", "trained").tag(sync=True)  # the browser writes; Python or a link may set it
    scale = Number(1.0, least=0, most=4).tag(sync=True)  # the browser writes; Python or a link may set it
    matrix = Choice("model", "straight", "normal", "non-normal").tag(sync=True)  # the browser writes; Python may, too
    selected = Count(0).tag(sync=True)  # the browser writes; Python or a link may set it
    clip = Number(0.0, least=0, most=10**6).tag(sync=True)  # the browser writes; Python or a link may set it
    fold = Choice("", "steps", "losses", "update").tag(sync=True)  # the browser writes; Python may set it

    def __init__(self, model=None, tokens=None, text=None, **traits):
        p, tokens, text, untrained = model_of(model, tokens, text)
        self._params, self._untrained = p, untrained
        last = max(1, min(len(text) - 1, MOST_STEPS))
        network = network_of(model, p, tokens, untrained, {"characters": MOST_STEPS + 1})
        super().__init__(network, text, {"step": last} | traits, history_of(model))

    def _sentence(self):
        p, which = self._shown()
        scale = f"{self.scale:g}"
        times = {
            "normal": say("{scale} times a fixed normal W_hh", scale=scale),
            "non-normal": say("{scale} times a fixed non-normal W_hh", scale=scale),
        }.get(self.matrix, say("{scale} times W_hh", scale=scale))
        parts = [
            say("{h} hidden units", h=p.sizes["h"]),
            which,
            say("the loss of step {t}", t=self._t()),
            times,
            "" if self.matrix == "model" else say("tanh kept straight"),
        ]
        return say("Gradients of {text}: {parts}.", text=arguments.shown(self.text), parts=series(parts))

    def _shown(self):
        """The network that the figure shows, and what to call it."""
        history = self.history if self.learned is not None else None
        trained = self._params if history is None else history.params
        untrained = self._untrained if history is None else history.untrained
        if untrained is None:
            return trained, ""
        return (untrained, say("untrained")) if self.weights == "untrained" else (trained, say("trained"))

    def _t(self):
        """The step of the loss, the nearest that the text has."""
        return self._nearest_step(len(self._readable(MOST_STEPS + 1)) - 1)

    @on_the_cpu
    def _picture(self):
        text = self._readable(MOST_STEPS + 1)
        if len(text) < 2:
            return None
        t = self._t()
        p = _with(self._shown()[0].map(torch.Tensor.double), self.matrix)
        inputs, targets = chars.shift(text)
        X, y = chars.one_hot(inputs, self._tokens).to(p.W_xh), chars.indices(targets, self._tokens)
        through = through_time(X, y.to(p.W_xh.device), replace(p, W_hh=self.scale * p.W_hh), t)
        k = self.selected if self.selected <= t else 0
        return plots.gradients(through, text, k, log=self.matrix in ("normal", "non-normal"))


@on_the_cpu
def _with(p, matrix):
    """The network that `matrix` makes of p; networkWith of the browser is its twin.

    The normal matrix hands each unit's state on to the next, halved: a gradient is halved at every step, whatever it
    is. The other couples units in pairs, [[0.5, 4], [0, 0.5]]: it stretches before it shrinks.
    """
    if matrix == "model":
        return p
    straight = replace(p, W_xh=SMALL * p.W_xh, b_h=torch.zeros_like(p.b_h))
    if matrix == "straight":
        return straight
    h = p.sizes["h"]
    W_hh = RADIUS * (torch.eye(h).roll(1, 1) if matrix == "normal" else torch.eye(h))
    if matrix == "non-normal":
        first = torch.arange(0, h - 1, 2)
        W_hh[first, first + 1] = COUPLING
    return replace(straight, W_hh=W_hh.to(p.W_hh))

"""Recurrence: figure 9.4.1 alive."""

from .. import arguments, chars, plots
from ..languages import say, series
from ..rnn import unroll
from .assets import script, styled
from .base import Sequence
from .given import (
    FIRST_CHARACTERS,
    MOST_STEPS,
    example,
    history_of,
    model_of,
    network_of,
    on_the_cpu,
    without_hidden_state,
)
from .traits import Choice, Count, Flag

SECOND_L = 4  # where the letter that is read and the one that is expected are not the same


class Recurrence(Sequence):
    """The unrolled network with the letters of a text: each state is made of the letter and of the state before.

    `model` is a History, or a Params together with its tokens; without one, a network of 16 units that has learned
    "hello", whose two l's only the state tells apart; then it begins at the second one. `text` is what the figure
    begins with; `step` counts from 0, the state before the first letter. Without `memory` the figure shows a network
    that was trained without W_hh. `products` is "two", of the letter and of the state before, or "one", of both side by
    side. `unrolled` shows the steps beside each other; else one cell stands for all. `selected` is the unit, from 1,
    whose sum is written out. `fold` opens what there is on demand: "arithmetic" or "numbers".
    """

    code = script("recurrence")
    _css = styled("recurrence")

    memory = Flag(True).tag(sync=True)  # the browser writes; Python or a link may set it
    products = Choice("two", "one").tag(sync=True)  # the browser writes; Python or a link may set it
    unrolled = Flag(True).tag(sync=True)  # the browser writes; Python or a link may set it
    selected = Count(1, least=1).tag(sync=True)  # the browser writes; Python or a link may set it
    fold = Choice("", "arithmetic", "numbers").tag(sync=True)  # the browser writes; Python may set it

    def __init__(self, model=None, tokens=None, text=None, **traits):
        own = model is not None
        model = model if own else example("hello")
        p, tokens, text, untrained = model_of(model, tokens, text)
        self._params = p
        network = network_of(model, p, tokens, None, {}) | {"own": own}
        super().__init__(network, text, traits if own else {"step": SECOND_L} | traits, history_of(model))

    def _sentence(self):
        history = self.history
        parts = [say("{h} hidden units", h=self._shown()[0].sizes["h"])]
        if not self.memory:
            parts.append(say("without a hidden state"))
        if history is not None and history.text != self.text:
            parts.append(say("learned from {text}", text=arguments.shown(history.text)))
        return say("Recurrence of {text}: {parts}.", text=arguments.shown(self.text), parts=series(parts))

    @on_the_cpu
    def _picture(self):
        text = self._readable(max(FIRST_CHARACTERS, min(self.step, MOST_STEPS)))
        if not text:
            return None
        p, tokens = self._shown()
        trace = unroll(chars.one_hot(text, tokens).to(p.W_xh), p)
        step = max(1, min(self.step, len(text)))
        form = {"memory": self.memory, "products": self.products, "unrolled": self.unrolled}
        return plots.recurrence(trace, step, text, tokens, steps=7, **form)

    def _shown(self):
        """The Params that the figure shows, and its tokens."""
        history = self.history
        p = self._params if history is None else history.params
        return p if self.memory else without_hidden_state(p, history), self._tokens

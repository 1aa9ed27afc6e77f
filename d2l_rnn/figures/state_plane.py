"""StatePlane: two hidden units, so that a state is a point one can see."""

import functools

from .. import arguments, plots, train
from ..languages import say
from .assets import script, styled
from .base import Sequence
from .given import (
    FIRST_CHARACTERS,
    MOST_STEPS,
    history_of,
    model_of,
    network_of,
    on_the_cpu,
    readable,
    without_hidden_state,
)
from .traits import Choice, Flag, Network, Number, Text

SECOND_L = 4  # when both l's are read, so that their states stand beside each other


class StatePlane(Sequence):
    """The plane of all states of two hidden units, divided between the most likely next letters, with a text's path.

    `model` is a History, or a Params together with its tokens, with num_hiddens=2; without one, a network that has
    learned "hello", a word whose two l's only memory tells apart; then it begins at the second one. `beside` is a
    second text in the same plane. `fan` shows where each possible next letter would lead. `probing` puts a state of
    the reader's own, (`unit_1`, `unit_2`), in the place of the current step. `weights` says which network is shown:
    "trained", "untrained", or "memoryless", which has learned the same text without W_hh. `fold` opens "try",
    "compare" or "numbers".
    """

    code = script("state_plane")
    _css = styled("state_plane")

    beside = Text().tag(sync=True)  # the browser writes as the reader types; Python or a link may set it
    weights = Network("trained", "untrained", "memoryless").tag(sync=True)  # the browser writes; Python may set it
    fan = Flag(False).tag(sync=True)  # the browser writes; Python may set it
    probing = Flag(False).tag(sync=True)  # the browser writes; Python may set it
    unit_1 = Number(0.0, least=-1, most=1).tag(sync=True)  # the browser writes; Python may set it
    unit_2 = Number(0.0, least=-1, most=1).tag(sync=True)  # the browser writes; Python may set it
    fold = Choice("", "try", "compare", "numbers").tag(sync=True)  # the browser writes; Python may set it

    def __init__(self, model=None, tokens=None, text=None, **traits):
        own = model is not None
        model = model if own else _hello()
        p, tokens, text, untrained = model_of(model, tokens, text)
        if p.sizes["h"] != 2:
            raise ValueError(
                say(
                    "model has h = {h} hidden units; a plane shows exactly 2. Train one with num_hiddens=2.",
                    h=p.sizes["h"],
                )
            )
        self._params = {"trained": p, "memoryless": None} | ({} if untrained is None else {"untrained": untrained})
        network = network_of(model, p, tokens, untrained, {}) | {"own": own}
        opening = {} if own else {"step": min(len(text), SECOND_L)}
        super().__init__(network, text, opening | traits, history_of(model))

    def _sentence(self):
        words = {"text": arguments.shown(self.text), "q": len(self._tokens)}
        if self.beside:
            words["beside"] = arguments.shown(self.beside)
            return say("StatePlane of {text} beside {beside}: 2 hidden units, {q} tokens.", **words)
        return say("StatePlane of {text}: 2 hidden units, {q} tokens.", **words)

    def _picture(self):
        most = max(FIRST_CHARACTERS, min(self.step, MOST_STEPS))
        text = self._readable(most)
        if not text:
            return None
        beside = readable(self.beside, self._tokens, most)
        return plots.state_plane(
            self._shown(),
            self._tokens,
            [text, beside] if beside else text,
            step=min(self.step, len(text)),
            fan=self.fan,
            probe=(self.unit_1, self.unit_2) if self.probing else None,
        )

    def _shown(self):
        """The Params that the figure shows."""
        p = self._params["trained"] if self.learned is None else self.history.params
        if self.weights == "memoryless":
            return without_hidden_state(p, self.history)
        if self.weights == "untrained":
            return self._params["untrained"] if self.learned is None else self.history.untrained
        return p


@functools.cache
@on_the_cpu
def _hello():
    """A network of two units that has learned "hello", trained once a session: the seed is one that is easy to read."""
    return train.fit("hello", num_hiddens=2, seed=4, lr=0.1, progress=False)

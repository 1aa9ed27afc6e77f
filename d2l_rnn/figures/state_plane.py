"""StatePlane: two hidden units, so that a state is a point one can see."""

import functools

from .. import arguments, plots, train
from .assets import script, styled
from .base import Sequence
from .given import FIRST_CHARACTERS, MOST_STEPS, model_of, on_the_cpu, readable
from .packing import packed
from .traits import Flag, Network, Number, Text


class StatePlane(Sequence):
    """The square of all states of two hidden units, painted by the most likely next character, with a text's path.

    `model` is a History, or a Params together with its tokens, with num_hiddens=2; without one, a network that has
    learned "hello", a word whose two l's only memory tells apart. `beside` is a second text in the same square. `fan`
    shows where each possible next character would lead. `probing` puts a state of the reader's own, (`unit_1`,
    `unit_2`), in the place of the current step. `weights` says which network is shown: "trained" or "untrained".
    """

    code = script("state_plane")
    _css = styled("state_plane")

    beside = Text().tag(sync=True)  # the browser writes as the reader types; Python or a link may set it
    weights = Network("trained", "untrained").tag(sync=True)  # the browser writes; Python may set it
    fan = Flag(False).tag(sync=True)  # the browser writes; Python may set it
    probing = Flag(False).tag(sync=True)  # the browser writes; Python may set it
    unit_1 = Number(0.0, least=-1, most=1).tag(sync=True)  # the browser writes; Python may set it
    unit_2 = Number(0.0, least=-1, most=1).tag(sync=True)  # the browser writes; Python may set it

    def __init__(self, model=None, tokens=None, text=None, **traits):
        p, tokens, text, untrained = model_of(_hello() if model is None else model, tokens, text)
        if p.sizes["h"] != 2:
            h = f"model has h = {p.sizes['h']} hidden units"
            raise ValueError(f"{h}; a plane shows exactly 2. Train one with num_hiddens=2.")
        network = {"tokens": tokens, "sizes": p.sizes, "weights": packed(p), "most": {"characters": MOST_STEPS}}
        self._params = {"trained": p}
        if untrained is not None:
            network["untrained"] = packed(untrained)
            self._params["untrained"] = untrained
        super().__init__(network, text, traits)

    def _sentence(self):
        beside = f" beside {arguments.shown(self.beside)}" if self.beside else ""
        return (
            f"StatePlane of {arguments.shown(self.text)}{beside}: 2 hidden units, {len(self.network['tokens'])} tokens."
        )

    def _picture(self):
        most = max(FIRST_CHARACTERS, min(self.step, MOST_STEPS))
        text = self._readable(most)
        if not text:
            return None
        tokens = self.network["tokens"]
        beside = readable(self.beside, tokens, most)
        return plots.state_plane(
            self._params[self.weights],
            tokens,
            [text, beside] if beside else text,
            step=min(self.step, len(text)),
            fan=self.fan,
            probe=(self.unit_1, self.unit_2) if self.probing else None,
        )


@functools.cache
@on_the_cpu
def _hello():
    """A network of two units that has learned "hello", trained once a session: the seed is one that is easy to read."""
    return train.fit("hello", num_hiddens=2, seed=4, lr=0.1, progress=False)

"""HiddenStates: units by time steps."""

from .. import arguments, chars, plots
from ..rnn import unroll
from .base import Sequence, joined
from .given import model_of, packed
from .traits import Count


class HiddenStates(Sequence):
    """The state of every hidden unit after every character of a typed text, and the arithmetic behind each value.

    `model` is a History, or a Params together with its tokens; without one, the section's example "machine".
    A History is shown trained beside untrained. `text` is what the figure begins with; `selected` (from 1)
    is the unit whose arithmetic is shown, `step` counts from 0, the state before the first character.
    """

    code = joined("rnn.js", "kit.js", "heat_map.js", "hidden_states.js")

    selected = Count(1, least=1).tag(sync=True)  # the browser writes; Python or a link may set it

    def __init__(self, model=None, tokens=None, text=None, **traits):
        p, tokens, text, untrained = model_of(model, tokens, text)
        network = {"tokens": tokens, "sizes": p.sizes, "weights": packed(p)}
        self._params, self._untrained = p, untrained
        if untrained is not None:
            network["untrained"] = packed(untrained)
        super().__init__(network, text, traits)

    def _sentence(self):
        beside = ", trained beside untrained" if self._untrained is not None else ""
        units = f"{self._params.sizes['h']} hidden units"
        return f"HiddenStates of {arguments.shown(self.text)}: {units}{beside}."

    def _picture(self):
        text = self._readable()
        if not text:
            return None
        X = chars.one_hot(text, self.network["tokens"])
        beside = unroll(X, self._untrained) if self._untrained is not None else None
        return plots.hidden_states(unroll(X, self._params), text, beside=beside, names=("trained", "untrained"))

"""HiddenStates: units by time steps."""

import traitlets

from .. import arguments, chars, interventions, plots
from ..rnn import unroll
from .assets import drawn, script
from .base import Sequence
from .given import FIRST_CHARACTERS, MOST_STEPS, history_of, model_of, network_of, on_the_cpu
from .traits import Choice, Count, Shared


class Edits(Shared, traitlets.List):
    """A list of edits that fit the figure's model, copied; see interventions."""

    def validate(self, obj, value):
        return interventions.checked(value, obj._params)


class HiddenStates(Sequence):
    """The state of every hidden unit after every character of a typed text, and the arithmetic behind each value.

    `model` is a History, or a Params together with its tokens; without one, the section's example "machine".
    A History is shown trained beside untrained. `text` is what the figure begins with; `selected` (from 1)
    is the unit whose arithmetic is shown, `step` counts from 0, the state before the first character.
    `edits` is a list of interventions, and the figure then shows the run with them beside the one without;
    assign a new list to change it. `order` sorts the units: by number ("unit"), by their mean over the text
    ("mean", the highest first) or by the step at which they change most ("change").
    """

    code = script("hidden_states")
    _css = drawn("hidden_states")

    selected = Count(1, least=1).tag(sync=True)  # the browser writes; Python or a link may set it
    edits = Edits().tag(sync=True)  # the browser writes; Python or a link may set it
    order = Choice("unit", "mean", "change").tag(sync=True)  # the browser writes; Python or a link may set it
    fold = Choice("", "arithmetic", "numbers").tag(sync=True)  # the browser writes; Python may set it

    def __init__(self, model=None, tokens=None, text=None, **traits):
        p, tokens, text, untrained = model_of(model, tokens, text)
        most = {"edits": interventions.MOST_EDITS, "weight": interventions.MOST_WEIGHT}
        self._params, self._untrained = p, untrained
        super().__init__(network_of(model, p, tokens, untrained, most), text, traits, history_of(model))

    def _sentence(self):
        beside = ", trained beside untrained" if self._untrained is not None and not self.edits else ""
        edits = f", {len(self.edits)} edit{'s' if len(self.edits) > 1 else ''}" if self.edits else ""
        return f"HiddenStates of {arguments.shown(self.text)}: {self._params.sizes['h']} hidden units{beside}{edits}."

    @on_the_cpu
    def _picture(self):
        text = self._readable(max(FIRST_CHARACTERS, min(self.step, MOST_STEPS)))
        if not text:
            return None
        X = chars.one_hot(text, self.network["tokens"]).to(self._params.W_xh)
        shown = before = unroll(X, self._params)
        beside = unroll(X.to(self._untrained.W_xh), self._untrained) if self._untrained is not None else None
        names, marked = ("trained", "untrained"), []
        if self.edits:
            shown, beside = interventions.unroll_edited(X, self._params, self.edits), before
            names = ("with the edits", "before the edits")
            states = [edit for edit in self.edits if edit["kind"] == "state"]
            marked = [(t, e["unit"]) for t in range(1, len(text) + 1) for e in states if e["step"] in (None, t)]
        t = min(self.step, len(text)) or None
        order = _order(before, self.order)
        return plots.hidden_states(shown, text, t, beside=beside, names=names, marked=marked, order=order)


def _order(trace, by):
    """The units in the order of the figure's rows, by number from 1; equal ones keep theirs. unitOrder is its twin."""
    H = trace.H[:, 0]
    keys = {"unit": H[0] * 0, "mean": -H[1:].mean(0), "change": H.diff(dim=0).abs().argmax(0)}
    return [int(i) + 1 for i in keys[by].argsort(stable=True)]

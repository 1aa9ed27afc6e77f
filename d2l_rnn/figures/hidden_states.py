"""HiddenStates: units by time steps."""

import traitlets

from .. import arguments, chars, interventions, plots
from ..languages import say, say_n, series
from ..rnn import unroll
from .assets import script, styled
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
    A History can be compared with its untrained network. `text` is what the figure begins with; `selected` (from 1)
    is the unit whose arithmetic is shown, at `step` (from 1). `edits` is a list of interventions, and the figure then
    shows the run with them beside the one without; assign a new list to change it. `fold` opens "compare",
    "arithmetic" or "numbers".
    """

    code = script("hidden_states")
    _css = styled("hidden_states")

    selected = Count(1, least=1).tag(sync=True)  # the browser writes; Python or a link may set it
    edits = Edits().tag(sync=True)  # the browser writes; Python or a link may set it
    fold = Choice("", "compare", "arithmetic", "numbers").tag(sync=True)  # the browser writes; Python may set it

    def __init__(self, model=None, tokens=None, text=None, **traits):
        p, tokens, text, untrained = model_of(model, tokens, text)
        self._params, self._untrained = p, untrained
        super().__init__(network_of(model, p, tokens, untrained, {}), text, traits, history_of(model))

    def _sentence(self):
        p, untrained = self._shown()
        parts = [
            say("{h} hidden units", h=p.sizes["h"]),
            say("trained beside untrained") if untrained is not None and not self.edits else "",
            say_n("{n} edit", "{n} edits", len(self.edits)) if self.edits else "",
        ]
        return say("HiddenStates of {text}: {parts}.", text=arguments.shown(self.text), parts=series(parts))

    @on_the_cpu
    def _picture(self):
        text = self._readable(max(FIRST_CHARACTERS, min(self.step, MOST_STEPS)))
        if not text:
            return None
        p, untrained = self._shown()
        X = chars.one_hot(text, self._tokens).to(p.W_xh)
        shown = before = unroll(X, p)
        beside = unroll(X.to(untrained.W_xh), untrained) if untrained is not None else None
        names, marked = (say("trained"), say("untrained")), []
        edits = [edit for edit in self.edits if _fits(edit, p)]
        if edits:
            shown, beside = interventions.unroll_edited(X, p, edits), before
            names = (say("with the edits"), say("before the edits"))
            marked = _set_by_hand(edits, len(text), p.sizes["h"])
        t = min(self.step, len(text)) or None
        return plots.hidden_states(shown, text, t, beside, names, marked, self._tokens)

    def _shown(self):
        """The Params that the figure shows, and the untrained ones, or None where they are not compared."""
        p, untrained = self._params, self._untrained
        if self.learned is not None:
            p, untrained = self.history.params, self.history.untrained
        return p, untrained if self.fold == "compare" else None


def _fits(edit, p):
    """Whether a network can have this edit: what was learned in the page may be smaller than what was given."""
    if edit["kind"] == "state":
        return edit["unit"] is None or edit["unit"] <= p.sizes["h"]
    rows, columns = getattr(p, edit["name"]).shape
    return edit["row"] <= rows and edit["column"] <= columns


def _set_by_hand(edits, T, h):
    """The (step, unit) pairs that the edits set."""
    steps, units = range(1, T + 1), range(1, h + 1)
    return [
        (t, unit)
        for edit in edits
        if edit["kind"] == "state"
        for t in steps
        if edit["step"] in (None, t)
        for unit in units
        if edit["unit"] in (None, unit)
    ]

"""Training: the loss curve, and the network of every checkpoint on it."""

import itertools
import math

import torch

from .. import arguments, chars, plots, train
from ..languages import say
from ..plots.charts import spread
from .assets import script, styled
from .base import Sequence
from .given import AT_ONCE, MOST_STEPS, MOST_UNITS, close, drawn_from_seed, example, model_of, settings_of
from .packing import change_of, flat, packed
from .traits import Choice, Count

MOST_LIVE, MOST_SAVED = 6_000_000, 50_000  # characters of weights that a notebook is sent, and a saved page carries
MOST_LOSSES = 5_000
LEAST, LEAST_SAVED = 6, 3  # checkpoints, however large the network is
FINEST = 0.002  # of a change: what is seen of a network with weights so far off is the same to four digits or nearly
WELL_BELOW = 2 / 3  # of the loss that the curve is compared with: the point is seen to stand under its line
QUICK = 200  # updates of a word that a page learns before anyone could notice
LIMITS = {
    "num_hiddens": [1, MOST_UNITS],
    "lr": [0, 1000],
    "sigma": [0, 1e6],
    "seed": [0, 2**32 - 1],
}  # of what a page learns


class Training(Sequence):
    """The loss after every update, and what the network of each checkpoint makes of a typed text.

    `history` is what train.fit returns; without one, that of "hello", whose two l's only memory tells apart. `text` is
    what the networks read. `checkpoint` (from 0) says which of them is shown: by default the first with a loss well
    below the lowest line above 0, which is that of a blind guess or the least loss without memory; the last if none is.
    `playing` goes through them one after the other. `step` is the letter that is put into words,
    or 0. `fold` is what stands open below the picture: "states", "change" or "numbers".
    """

    code = script("training")
    _css = styled("training")

    checkpoint = Count().tag(sync=True)  # the browser writes; Python or a link may set it
    fold = Choice("", "states", "change", "numbers").tag(sync=True)  # the browser writes; Python may set it

    def __init__(self, history=None, text=None, **traits):
        own = history is not None
        history = history if own else example("hello")
        if not isinstance(history, train.History):
            what = arguments.a(history)
            raise TypeError(say("history must be a History (train.fit makes one), not {what}.", what=what))
        history.check()
        p, tokens, text, _ = model_of(history, None, text)
        points = history.checkpoints
        self._sent = spread(len(points), max(LEAST, MOST_LIVE // len(packed(p))))
        updates = range(len(history.losses))
        if len(updates) > MOST_LOSSES:
            updates = sorted(train.steps_to_keep(len(updates) - 1, MOST_LOSSES))
        network = {
            "tokens": tokens,
            "sizes": p.sizes,
            "most": {"characters": MOST_STEPS + 1},
            "text": history.text if history.whole else None,  # trained on at once; else in random pieces
            "floor": chars.floor(history.text),
            "losses": [_short(history.losses[update]) for update in updates],
            "updates": None if isinstance(updates, range) else updates,  # after how many each of the losses was
            "checkpoints": [_point(points[k]) for k in self._sent],
            "settings": settings_of(history),
            "own": own,
        }
        line = min((line for line in (math.log(len(tokens)), network["floor"]) if line > 0), default=0)
        below = (place for place, k in enumerate(self._sent) if points[k].loss < WELL_BELOW * line)
        opening = next(below, len(self._sent) - 1)
        super().__init__(network, text, {"checkpoint": opening, "step": 0} | traits, history)

    def _limits(self):
        return super()._limits() | LIMITS

    def _sentence(self):
        history = self.history
        words = {"text": arguments.shown(history.text), "updates": len(history.losses) - 1}
        words |= {"h": history.params.sizes["h"], "checkpoints": len(history.checkpoints)}
        return say("Training on {text}: {updates} updates, {h} hidden units, {checkpoints} checkpoints.", **words)

    def _picture(self):
        history, text = self.history, self._readable()
        places = self._sent if self.learned is None else range(len(history.checkpoints))
        return plots.training(
            history,
            checkpoint=places[min(self.checkpoint, len(places) - 1)],
            text=text if len(text) > 1 else None,
            t=self._nearest_step(len(text) - 1) if len(text) > 1 and self.step else None,
            log_updates=True,
        )

    def _state(self, bits=None):
        """The traits of a saved page. To stay small it learns a word once more, or has fewer checkpoints."""
        state = super()._state()
        if self.learned is not None:
            points, state["checkpoint"] = _telling(self.history, self.history.checkpoints, self.checkpoint, bits)
            state["learned"] = _lean(self.learned) | points
        given = [self._history.checkpoints[k] for k in self._sent]
        points, place = _telling(self._history, given, self.checkpoint, bits)
        state["network"] = _lean(self.network) | points
        return state if self.learned is not None else state | {"checkpoint": place}


def _lean(sent):
    """What is sent of a training, with six decimals of each loss."""
    return sent | {"losses": [round(loss, 6) for loss in sent["losses"]]}


def _telling(history, points, chosen, scarce):
    """What a saved page has instead of all checkpoints, and the place of the chosen one there.

    Where room is `scarce`, it has the first and the last, and opens at the last in place of one between them.
    """
    chosen = min(chosen, len(points) - 1)
    if _repeats(history):
        return {"losses": None, "checkpoints": None}, chosen
    if scarce:
        points = points[:1] + points[1:][-1:]
        chosen = min(chosen, len(points) - 1)
    for most in range(max(LEAST_SAVED, len(points)), LEAST_SAVED - 1, -1):
        places = _evenly(points, most, chosen)
        sent = _changes(history, [points[place] for place in places])
        if sum(len(one.get("weights") or one.get("change", "")) for one in sent) <= MOST_SAVED:
            break
    return {"checkpoints": sent}, places.index(chosen)


def _changes(history, points):
    """Checkpoints in few characters: of the first nothing where its seed draws it, of each other one what changed."""
    sent, before = [_point(points[0])], flat(points[0].params)
    if drawn_from_seed(history, points[0]):
        del sent[0]["weights"]
    for point in points[1:]:
        change, scales, after = change_of(point.params, before)
        exact = max(scales) > FINEST
        sent.append(_point(point) if exact else {**_place(point), "change": change, "scales": scales})
        before = flat(point.params) if exact else after
    return sent


def _repeats(history):
    """Whether a History is that of a word which is learned again in no time, and no number of it was changed."""
    settings, updates = history.settings, len(history.losses) - 1
    if not (history.whole and settings and len(history.text) <= AT_ONCE and updates <= QUICK):
        return False
    h, seed, recurrent, lr, sigma = history.params.sizes["h"], *settings
    if seed is None or h > MOST_UNITS:
        return False
    again = train.fit(history.text, h, updates, seed, recurrent=recurrent, lr=lr, sigma=sigma, progress=False)
    same = len(again.checkpoints) == len(history.checkpoints) and all(
        one.step == other.step and all(map(close, one.params, other.params))
        for one, other in zip(again.checkpoints, history.checkpoints, strict=True)
    )
    return same and close(torch.tensor(again.losses), torch.tensor(history.losses))


def _evenly(points, most, chosen):
    """So many places of checkpoints, far apart on the curve: the first, the last, and the chosen one among them."""
    if len(points) <= most:
        return list(range(len(points)))
    losses = [point.loss for point in points]
    across, up = math.log1p(points[-1].step) or 1, (max(losses) - min(losses)) / 2 or 1  # the fall counts twice
    ways = [
        math.hypot((math.log1p(after.step) - math.log1p(before.step)) / across, (after.loss - before.loss) / up)
        for before, after in itertools.pairwise(points)
    ]
    ways = list(itertools.accumulate(ways, initial=0.0))
    places = {0, len(points) - 1, chosen}
    while len(places) < most:  # where the next one is farthest
        places.add(max(range(len(points)), key=lambda k: min(abs(ways[k] - ways[place]) for place in places)))
    return sorted(places)


def _point(point):
    """A checkpoint as the browser takes it."""
    return {**_place(point), "weights": packed(point.params)}


def _place(point):
    """Where a checkpoint stands on the curve."""
    return {"step": point.step, "loss": _short(point.loss)}


def _short(loss):
    """A loss in the nine digits that tell it from every other float32."""
    return float(f"{loss:.9g}")

"""Training: the loss curve, and the network of every checkpoint on it."""

from .. import arguments, chars, plots, train
from ..plots.charts import spread
from .assets import script, styled
from .base import Sequence
from .given import MOST_STEPS, example, model_of
from .packing import packed
from .traits import Choice, Count

MOST_LIVE, MOST_SAVED = 6_000_000, 40_000  # characters of weights that a notebook is sent, and a saved page carries
MOST_LOSSES = 5_000


class Training(Sequence):
    """The loss after every update, and what the network of each checkpoint makes of a typed text.

    `history` is what train.fit returns; without one, the section's example "machine". `text` is what the networks
    read. `checkpoint` (from 0) says which of them is shown; `playing` goes through them one after the other. `step`
    and `selected` (from 1) are the cell of the heat map that is put into words; `scale`, "linear" or "log", is that
    of the loss.
    """

    code = script("training")
    _css = styled("training")

    checkpoint = Count().tag(sync=True)  # the browser writes; Python or a link may set it
    selected = Count(1, least=1).tag(sync=True)  # the browser writes; Python or a link may set it
    scale = Choice("linear", "log").tag(sync=True)  # the browser writes; Python or a link may set it

    def __init__(self, history=None, text=None, **traits):
        history = example() if history is None else history
        if not isinstance(history, train.History):
            raise TypeError(f"history must be a History (train.fit makes one), not {arguments.a(history)}.")
        history.check()
        p, tokens, text, _ = model_of(history, None, text)
        self._history = history
        points = history.checkpoints
        size = len(packed(p))
        self._sent = _spread(len(points), max(6, MOST_LIVE // size))
        every = -(-len(history.losses) // MOST_LOSSES)
        network = {
            "tokens": tokens,
            "sizes": p.sizes,
            "most": {"characters": MOST_STEPS + 1},
            "text": history.text if history.whole else None,  # trained on at once; else in random pieces
            "floor": chars.floor(history.text),
            "updates": len(history.losses) - 1,
            "every": every,
            "losses": [_float32(loss) for loss in history.losses[::every]],
            "kept": len(points),
            "checkpoints": [
                {
                    "step": points[place].step,
                    "loss": _float32(points[place].loss),
                    "weights": packed(points[place].params),
                }
                for place in self._sent
            ],
        }
        super().__init__(network, text, {"checkpoint": len(self._sent) - 1} | traits)

    def _sentence(self):
        history = self._history
        sizes = f"{history.params.sizes['h']} hidden units, {len(history.checkpoints)} checkpoints"
        return f"Training on {arguments.shown(history.text)}: {len(history.losses) - 1} updates, {sizes}."

    def _chosen(self):
        """The place among the checkpoints that were sent of the one that is shown."""
        return min(self.checkpoint, len(self._sent) - 1)

    def _picture(self):
        text = self._readable()
        return plots.training(
            self._history,
            checkpoint=self._sent[self._chosen()],
            text=text if len(text) > 1 else None,
            t=self._nearest_step(len(text) - 1) if len(text) > 1 else None,
            log=self.scale == "log",
        )

    def _state(self):
        """The traits of a saved page, with no more checkpoints than keep it small."""
        state = super()._state()
        points, chosen = self.network["checkpoints"], self._chosen()
        places = _spread(len(points), max(6, MOST_SAVED // len(points[0]["weights"])), chosen)
        state["network"] = self.network | {"checkpoints": [points[place] for place in places]}
        return state | {"checkpoint": places.index(chosen)}


def _spread(count, most, chosen=0):
    """At most `most` places of `count`, evenly apart: the first, the last, and the chosen one among them."""
    places = spread(count, most)
    if chosen not in places:
        nearest = min(range(1, most - 1), key=lambda k: abs(places[k] - chosen))
        places[nearest] = chosen
    return places


def _float32(loss):
    """A loss in the nine digits that tell it from every other float32."""
    return float(f"{loss:.9g}")

"""Predictions: figure 9.4.2 for any text."""

import torch
import traitlets

from .. import arguments, chars, plots, sampling, train
from ..languages import say, series
from ..rnn import Params, unroll
from .assets import script, styled
from .base import Sequence
from .given import MOST_STEPS, example, history_of, model_of, network_of, on_the_cpu, without_hidden_state
from .packing import packed
from .traits import Choice, Count, Flag, Network, Number


class Predictions(Sequence):
    """What a network expects after every character of a typed text, what comes, and what it costs (figure 9.4.2).

    `model` and `text` as in HiddenStates; without either, a network without memory that has learned "hello", a word
    whose two l's only memory tells apart. `weights` says which network is shown: "trained", "untrained" or
    "memoryless". That one is `memoryless`, a History or Params trained without W_hh: train.fit(text, recurrent=False).
    Where none is given it is trained on the model's own text, or, where that is unknown or long, W_hh is cut off.

    `guessing` hides what the network expects until the reader has guessed it. `feed` says where the inputs come from:
    "teacher" takes all of them from the text (teacher forcing), "free" only the first `prefix` characters; then the
    network reads what it picks itself, `length` characters of it. `pick`, `temperature` and `seed` are those of
    sampling.generate, which writes the same text. `fold` names what is open below the picture: the two open "guess"
    and "write", and are what is open.
    """

    code = script("predictions")
    _css = styled("predictions")

    weights = Network("trained", "untrained", "memoryless").tag(sync=True)  # the browser writes; Python may set it
    pick = Choice("argmax", "sample").tag(sync=True)  # the browser writes; Python may set it
    temperature = Number(1.0, least=0.05, most=5.0).tag(sync=True)  # the browser writes; Python may set it
    seed = Count(most=sampling.SEEDS - 1).tag(sync=True)  # the browser writes; Python may set it
    prefix = Count(1, least=1).tag(sync=True)  # the browser writes; Python may set it
    length = Count(20, least=1, most=MOST_STEPS).tag(sync=True)  # the browser writes; Python may set it
    fold = Choice("", "guess", "write", "numbers").tag(sync=True)  # the browser writes; Python may set it
    guessing = Flag(False)  # follows fold; Python may set it
    feed = Choice("teacher", "free")  # follows fold; Python may set it

    def __init__(self, model=None, tokens=None, text=None, memoryless=None, **traits):
        opening = model is None and text is None
        if opening:
            traits = {"weights": "memoryless", "step": 4} | traits
        shown = example("hello" if opening else "machine") if model is None else model
        p, tokens, text, untrained = model_of(shown, tokens, text)
        network = network_of(shown, p, tokens, untrained, {"characters": MOST_STEPS + 1})
        self._params = {"trained": p, "memoryless": None}
        if untrained is not None:
            self._params["untrained"] = untrained
        if memoryless is not None:
            self._params["memoryless"] = _beside(memoryless, p, tokens)
            network["memoryless"] = packed(self._params["memoryless"])
        super().__init__(network | {"own": model is not None}, text, traits, history_of(shown))

    @traitlets.observe("fold")
    def _fold_opened(self, change):
        self.guessing, self.feed = self.fold == "guess", "free" if self.fold == "write" else "teacher"

    @traitlets.observe("guessing", "feed")
    def _opens_a_fold(self, change):
        fold = {"guessing": "guess", "feed": "write"}[change.name]
        if change.new in (True, "free"):
            self.fold = fold
        elif self.fold == fold:
            self.fold = ""

    def _sentence(self):
        p = self._params["trained"]
        which = {"trained": "", "untrained": say("untrained"), "memoryless": say("without memory")}[self.weights]
        parts = [say("{h} hidden units", h=p.sizes["h"]), which, say("{q} tokens", q=p.sizes["q"])]
        return say("Predictions of {text}: {parts}.", text=arguments.shown(self.text), parts=series(parts))

    def _shown(self):
        """The Params of the network that is shown."""
        history = self.history
        have = self._params if self.learned is None else {"trained": history.params, "untrained": history.untrained}
        if self.weights == "memoryless":
            return have.get("memoryless") or without_hidden_state(have["trained"], history)
        return have.get(self.weights, have["trained"])

    @on_the_cpu
    def _picture(self):
        p, tokens = self._shown(), self._tokens
        if self.feed == "free":
            return self._free_picture(p, tokens)
        text = self._readable()
        if len(text) < 2:
            return None
        trace = unroll(chars.one_hot(text[:-1], tokens).to(p.W_xh), p)
        return plots.predictions(trace, text, tokens, self._nearest_step(len(trace)), network=self.weights)

    def _free_picture(self, p, tokens):
        """What the network writes on from the given characters, beside the text."""
        text = self._readable(MOST_STEPS + 1)
        if not text:
            return None
        given = text[: self.prefix]
        picks = sampling.picks(given, self.length, p, tokens, self.pick, self.temperature, self.seed)
        written = [*given, *(tokens[k] for k in picks)]  # a token may have several characters: one for each step
        read = torch.cat((chars.indices(given, tokens), torch.tensor(picks[:-1], dtype=torch.long)[:, None]))
        trace = unroll(chars.one_hot(read, tokens).to(p.W_xh), p)
        t = self._nearest_step(len(trace))
        return plots.predictions(trace, written, tokens, t, len(given), self.temperature, text, self.weights)


def _beside(memoryless, p, tokens):
    """The Params of a network without memory, checked against the one it stands beside."""
    other = memoryless
    if isinstance(memoryless, train.History):
        memoryless.check("memoryless")
        other = memoryless.params
        if memoryless.tokens != tokens:
            raise ValueError(say("memoryless has learned other tokens than the model; train both on the same text."))
    elif not isinstance(other, Params):
        raise TypeError(say("memoryless must be a History or a Params, not {what}.", what=arguments.a(memoryless)))
    arguments.params(other, "memoryless")
    if other.sizes != p.sizes:
        words = {"sizes": other.sizes, "needed": p.sizes}
        raise ValueError(say("memoryless has the sizes {sizes}; those of the model, {needed}, are needed.", **words))
    if other.W_hh.any():
        raise ValueError(say("memoryless has a W_hh that is not 0, so it has a memory; train it with recurrent=False."))
    return other

"""Predictions: figure 9.4.2 for any text."""

import functools

import torch

from .. import arguments, chars, plots, sampling, train
from ..rnn import Params, unroll
from .assets import script, styled
from .base import Sequence
from .given import example, model_of, packed
from .traits import Choice, Count, Flag, Network, Number

MOST = 401  # characters of a text that the browser reads (kit.js): each but the last an input


class Predictions(Sequence):
    """What a network predicts after every character of a typed text, and what each prediction costs (figure 9.4.2).

    `model` and `text` as in HiddenStates; `memoryless` is a second History or Params, trained without W_hh. A
    History of a text short enough to train on at once brings its own. `weights` says which network is shown:
    "trained", "untrained", "cut" (the trained one with W_hh = 0) or "memoryless"; `guessing` hides what comes
    next until the reader has guessed it.

    `feed` says where the inputs come from: "teacher" takes all of them from the text (teacher forcing), "free" only
    the first `prefix` characters; then the network reads what it picks itself, `length` characters of it. `pick`,
    `temperature` and `seed` are those of sampling.generate, which writes the same text.
    """

    code = script("predictions")
    _css = styled("predictions")

    weights = Network("trained", "untrained", "cut", "memoryless").tag(sync=True)  # the browser writes; Python may, too
    guessing = Flag(False).tag(sync=True)  # the browser writes; Python may set it
    feed = Choice("teacher", "free").tag(sync=True)  # the browser writes; Python may set it
    pick = Choice("argmax", "sample").tag(sync=True)  # the browser writes; Python may set it
    temperature = Number(1.0, least=0.05, most=5.0).tag(sync=True)  # the browser writes; Python may set it
    seed = Count(most=sampling.SEEDS - 1).tag(sync=True)  # the browser writes; Python may set it
    prefix = Count(1, least=1).tag(sync=True)  # the browser writes; Python may set it
    length = Count(20, least=1, most=400).tag(sync=True)  # the browser writes; Python may set it

    def __init__(self, model=None, tokens=None, text=None, memoryless=None, **traits):
        if memoryless is None and tokens is None and (model is None or isinstance(model, train.History)):
            memoryless = _memoryless_twin(model if model is not None else example())
        p, tokens, text, untrained = model_of(model, tokens, text)
        self._params = {"trained": p, "cut": p.without_memory()}
        if untrained is not None:
            self._params["untrained"] = untrained
        if memoryless is not None:
            self._params["memoryless"] = _beside(memoryless, p, tokens)
        sent = {
            "weights" if name == "trained" else name: packed(q) for name, q in self._params.items() if name != "cut"
        }
        network = {"tokens": tokens, "sizes": p.sizes} | sent
        super().__init__(network, text, traits)

    def _sentence(self):
        p = self._params["trained"]
        units = f"{p.sizes['h']} hidden units, {p.sizes['q']} tokens"
        return f"Predictions of {arguments.shown(self.text)}: {units}."

    def _picture(self):
        tokens = self.network["tokens"]
        p = self._params[self.weights]
        if self.feed == "free":
            return self._free_picture(p, tokens)
        text = self._readable()
        if len(text) < 2:
            return None
        t = max(1, min(self.step, len(text) - 1))
        return plots.predictions(unroll(chars.one_hot(text[:-1], tokens).to(p.W_xh), p), text, tokens, t)

    def _free_picture(self, p, tokens):
        """What the network writes on from the given characters, beside the text."""
        text = self._readable(MOST)
        if not text:
            return None
        given = text[: self.prefix]
        picks = sampling.picks(given, self.length, p, tokens, self.pick, self.temperature, self.seed)
        written = [*given, *(tokens[k] for k in picks)]  # a token may have several characters: one for each step
        read = torch.cat((chars.indices(given, tokens), torch.tensor(picks[:-1], dtype=torch.long)[:, None]))
        trace = unroll(chars.one_hot(read, tokens).to(p.W_xh), p)
        t = max(1, min(self.step, len(written) - 1))
        return plots.predictions(trace, written, tokens, t, len(given), self.temperature, reference=text)


@functools.lru_cache(maxsize=8)
def _memoryless_twin(history):
    """The network of the same size, trained as long on the same text, without W_hh; None for a long text.

    None for tokens that are not the text's own, too, since training would make these.
    """
    history.check("model")
    if len(history.text) - 1 > train.WHOLE or history.tokens != chars.vocabulary(history.text):
        return None
    return train.fit(history.text, history.params.sizes["h"], len(history.losses) - 1, recurrent=False, progress=False)


def _beside(memoryless, p, tokens):
    """The Params of a network without memory, checked against the one it stands beside."""
    other = memoryless
    if isinstance(memoryless, train.History):
        memoryless.check("memoryless")
        other = memoryless.params
        if memoryless.tokens != tokens:
            raise ValueError("memoryless has learned other tokens than the model; train both on the same text.")
    elif not isinstance(other, Params):
        raise TypeError(f"memoryless must be a History or a Params, not {arguments.a(memoryless)}.")
    arguments.params(other, "memoryless")
    if other.sizes != p.sizes:
        raise ValueError(f"memoryless has the sizes {other.sizes}; those of the model, {p.sizes}, are needed.")
    if other.W_hh.any():
        raise ValueError("memoryless has a W_hh that is not 0, so it has a memory; train it with recurrent=False.")
    return other

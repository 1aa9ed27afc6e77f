"""The live figures: each is handed the model's weights, and the browser runs the section's equations on them.

Here is wiring only: what a figure is given, the traits it shares with the browser, and the picture and the
sentence that stand in for it where no widget can run. The arithmetic is rnn.py's in Python and rnn.js's in
the browser; a test holds the two together.
"""

import base64
import functools
import re
from pathlib import Path

import anywidget
import torch
import traitlets

from . import arguments, chars, plots, train
from .rnn import Params, unroll

STATIC = Path(__file__).parent / "static"
TO_RUN = "Run the cell to make it live."  # what a saved notebook says under the picture
FIRST_CHARACTERS = 40  # how much of a long training text a figure begins with


def _joined(*names):
    """One ES module from several: anywidget loads a single file from a Blob, where relative imports fail.

    Comments stay behind, since every instance carries the module and every saved notebook would store it.
    """
    joined = "\n".join((STATIC / name).read_text(encoding="utf-8") for name in names)
    for left_out in (r"^import\s[^;]*;\n", r"^ */\*\*.*?\*/\n", r"^ *// [^\n]*\n", r"^export (?!default)"):
        joined = re.sub(left_out, "", joined, flags=re.MULTILINE | re.DOTALL)
    return joined


class Text(traitlets.Unicode):
    """A string of whole characters; anything else is told what would be right."""

    def validate(self, obj, value):
        return arguments.text(value, least=0, name=self.name)


class Count(traitlets.Int):
    """A whole number from `least` on; the figure shows the nearest step or unit that it has."""

    def __init__(self, *args, least=0, **kwargs):
        self.least = least
        super().__init__(*args, **kwargs)

    def validate(self, obj, value):
        return arguments.count(self.name, value, least=self.least)


class Choice(traitlets.Unicode):
    """One of a few words, the first by default."""

    def __init__(self, *words, **kwargs):
        self.words = words
        super().__init__(words[0], **kwargs)

    def validate(self, obj, value):
        if value not in self.words:
            raise ValueError(
                f"{self.name} must be one of {', '.join(map(repr, self.words))}, not {arguments.a(value)}."
            )
        return value


class Flag(traitlets.Bool):
    """True or False, and nothing that merely looks like it."""

    def validate(self, obj, value):
        return arguments.flag(self.name, value)


class Figure(anywidget.AnyWidget):
    """What every figure shares: the model it is given, and how it is shown and stored."""

    _css = (STATIC / "figures.css").read_text(encoding="utf-8")
    _ipython_display_ = None  # ipywidgets 7 would bypass _repr_mimebundle_, and with it the picture

    network = traitlets.Dict().tag(sync=True)  # Python writes: tokens, sizes, weights as base64 float32
    text = Text().tag(sync=True)  # the browser writes as the reader types; Python or a link may set it
    step = Count().tag(sync=True)  # the browser writes; Python or a link may set it
    playing = Flag(False).tag(sync=True)  # the browser writes; Python or a link may set it

    def __init__(self, network, text, traits):
        unknown = sorted(traits.keys() - set(self.trait_names()))
        if unknown:
            raise TypeError(f"{type(self).__name__} has no argument {unknown[0]!r}.")
        super().__init__(network=network, text=text, **({"step": min(len(text), 3)} | traits))

    def _picture(self):
        """The matplotlib twin for the current text, or None where there is nothing to draw."""
        raise NotImplementedError

    def _repr_mimebundle_(self, **kwargs):
        bundle = super()._repr_mimebundle_(**kwargs)
        data, metadata = bundle if isinstance(bundle, tuple) else (bundle, {})
        data["text/plain"] = repr(self)
        picture = self._picture()
        if picture is not None:
            data["image/png"] = base64.b64encode(picture._repr_png_()).decode()
        return data, metadata

    def _readable(self, most=FIRST_CHARACTERS):
        """The beginning of the text that the model can read and a picture can hold."""
        known = set(self.network["tokens"])
        end = next((place for place, one in enumerate(self.text) if one not in known), len(self.text))
        return self.text[: min(end, most)] if chars.UNKNOWN not in known else self.text[:most]


def _model(model, tokens, text):
    """What a figure was given, as (params, tokens, text, the untrained params or None)."""
    if text is not None:
        arguments.text(text, least=0)
    if model is None:
        model = _example()
    if isinstance(model, train.History):
        if tokens is not None:
            raise TypeError("tokens comes with a History already; leave it out.")
        return model.params, model.tokens, model.text[:FIRST_CHARACTERS] if text is None else text, model.untrained
    if not isinstance(model, Params):
        raise TypeError(
            f"model must be a History (train.fit makes one) or a Params with its tokens, not {arguments.a(model)}. "
            "A trained nn.RNN becomes a Params through book.from_torch."
        )
    if tokens is None:
        raise TypeError("tokens is missing: a Params does not know which character stands at which place.")
    arguments.params(model)
    tokens = arguments.tokens(tokens)
    sizes = model.sizes
    if not sizes["d"] == sizes["q"] == len(tokens):
        raise ValueError(
            f"tokens has {len(tokens)} entries and the model d = {sizes['d']} inputs and q = {sizes['q']} outputs; "
            "a character-level language model needs all three equal."
        )
    return model, tokens, "".join(tokens)[:FIRST_CHARACTERS] if text is None else text, None


@functools.lru_cache(maxsize=1)
def _example():
    """The section's own example, trained once a session: "machine" with 16 hidden units."""
    return train.fit("machine", num_hiddens=16, progress=False)


def _packed(p):
    """The parameters as base64 float32, in the order of Params: what rnn.js unpacks."""
    flat = torch.cat([tensor.detach().reshape(-1) for tensor in p]).float().cpu()
    arguments.finite({"the float32 weights": flat})
    return base64.b64encode(flat.numpy().astype("<f4").tobytes()).decode()


class HiddenStates(Figure):
    """The state of every hidden unit after every character of a typed text, and the arithmetic behind each value.

    `model` is a History, or a Params together with its tokens; without one, the section's example "machine".
    A History is shown trained beside untrained. `text` is what the figure begins with; `selected` (from 1)
    is the unit whose arithmetic is shown, `step` counts from 0, the state before the first character.
    """

    _esm = _joined("rnn.js", "kit.js", "heat_map.js", "hidden_states.js")

    selected = Count(1, least=1).tag(sync=True)  # the browser writes; Python or a link may set it

    def __init__(self, model=None, tokens=None, text=None, **traits):
        p, tokens, text, untrained = _model(model, tokens, text)
        network = {"tokens": tokens, "sizes": p.sizes, "weights": _packed(p)}
        self._params, self._untrained = p, untrained
        if untrained is not None:
            network["untrained"] = _packed(untrained)
        super().__init__(network, text, traits)

    def __repr__(self):
        beside = ", trained beside untrained" if self._untrained is not None else ""
        units = f"{self._params.sizes['h']} hidden units"
        return f"HiddenStates of {arguments.shown(self.text)}: {units}{beside}. {TO_RUN}"

    def _picture(self):
        text = self._readable()
        if not text:
            return None
        X = chars.one_hot(text, self.network["tokens"])
        beside = unroll(X, self._untrained) if self._untrained is not None else None
        return plots.hidden_states(unroll(X, self._params), text, beside=beside, names=("trained", "untrained"))


class Predictions(Figure):
    """What a network predicts after every character of a typed text, and what each prediction costs (figure 9.4.2).

    `model` and `text` as in HiddenStates; `memoryless` is a second History or Params, trained without W_hh. A
    History of a text short enough to train on at once brings its own. `weights` says which network is shown:
    "trained", "untrained", "cut" (the trained one with W_hh = 0) or "memoryless"; `guessing` hides what comes
    next until the reader has guessed it.
    """

    _esm = _joined("rnn.js", "kit.js", "overview.js", "predictions.js")

    weights = Choice("trained", "untrained", "cut", "memoryless").tag(
        sync=True
    )  # the browser writes; Python may set it
    guessing = Flag(False).tag(sync=True)  # the browser writes; Python may set it

    def __init__(self, model=None, tokens=None, text=None, memoryless=None, **traits):
        if memoryless is None and tokens is None and (model is None or isinstance(model, train.History)):
            memoryless = _memoryless_twin(model if model is not None else _example())
        p, tokens, text, untrained = _model(model, tokens, text)
        self._params = {"trained": p, "cut": p.without_memory()}
        if untrained is not None:
            self._params["untrained"] = untrained
        if memoryless is not None:
            self._params["memoryless"] = _same_shape(memoryless, p)
        sent = {
            "weights" if name == "trained" else name: _packed(q) for name, q in self._params.items() if name != "cut"
        }
        network = {"tokens": tokens, "sizes": p.sizes} | sent
        super().__init__(network, text, traits)

    def __repr__(self):
        p = self._params["trained"]
        units = f"{p.sizes['h']} hidden units, {p.sizes['q']} tokens"
        return f"Predictions of {arguments.shown(self.text)}: {units}. {TO_RUN}"

    def _picture(self):
        text = self._readable()
        if len(text) < 2:
            return None
        tokens = self.network["tokens"]
        p = self._params.get(self.weights, self._params["trained"])
        return plots.predictions(unroll(chars.one_hot(text[:-1], tokens), p), text, tokens)


@functools.lru_cache(maxsize=8)
def _memoryless_twin(history):
    """The network of the same size, trained as long on the same text, without W_hh; None for a long text."""
    if len(history.text) > train.WHOLE:
        return None
    return train.fit(history.text, history.params.sizes["h"], len(history.losses) - 1, recurrent=False, progress=False)


def _same_shape(memoryless, p):
    """The Params of a network without memory, checked against the one it stands beside."""
    other = memoryless.params if isinstance(memoryless, train.History) else memoryless
    if not isinstance(other, Params):
        raise TypeError(f"memoryless must be a History or a Params, not {arguments.a(memoryless)}.")
    arguments.params(other)
    if other.sizes != p.sizes:
        raise ValueError(f"memoryless has the sizes {other.sizes}; those of the model, {p.sizes}, are needed.")
    return other

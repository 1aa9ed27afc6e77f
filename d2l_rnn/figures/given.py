"""What a figure is given: a History, a Params with its tokens, or nothing at all, made ready for the browser."""

import functools

import torch

from .. import arguments, chars, train
from ..languages import say
from ..rnn import Params, init_params
from .packing import packed

FIRST_CHARACTERS = 40  # how much of a long training text a figure begins with
MOST_STEPS = 400  # what the browser reads of a text: so many time steps
AT_ONCE, MOST_UNITS = 15, 64  # characters and units that a page learns before anyone could notice: history.js


def model_of(model, tokens, text):
    """What a figure was given, as (params, tokens, text, the untrained params or None)."""
    if text is not None:
        arguments.text(text, least=0)
    if model is None:
        model = example()
    if isinstance(model, train.History):
        if tokens is not None:
            raise TypeError(say("tokens comes with a History already; leave it out."))
        model.check("model")
        return model.params, model.tokens, model.text[:FIRST_CHARACTERS] if text is None else text, model.untrained
    if not isinstance(model, Params):
        raise TypeError(
            say(
                "model must be a History (train.fit makes one) or a Params with its tokens, not {what}. "
                "A trained nn.RNN becomes a Params through book.from_torch.",
                what=arguments.a(model),
            )
        )
    if tokens is None:
        raise TypeError(say("tokens is missing: a Params does not know which character stands at which place."))
    arguments.params(model)
    tokens = arguments.tokens(tokens)
    sizes = model.sizes
    if not sizes["d"] == sizes["q"] == len(tokens):
        raise ValueError(
            say(
                "tokens has {size} entries and the model d = {d} inputs and q = {q} outputs; "
                "a character-level language model needs all three equal.",
                size=len(tokens),
                d=sizes["d"],
                q=sizes["q"],
            )
        )
    if text is None:
        text = "".join(token for token in tokens if len(token) == 1)[:FIRST_CHARACTERS]  # a text cannot hold "<unk>"
    return model, tokens, text, None


def history_of(model):
    """The History of what a figure was given: the example's where it was given nothing, None for a Params."""
    return example() if model is None else model if isinstance(model, train.History) else None


def network_of(model, p, tokens, untrained, most):
    """What the browser needs of a network that can read and learn: see networks.js."""
    history = history_of(model)
    network = {"tokens": tokens, "sizes": p.sizes, "weights": packed(p), "most": {"characters": MOST_STEPS} | most}
    if untrained is not None:
        network["untrained"] = packed(untrained)
    if history is not None and history.whole:
        network["text"] = history.text  # what it has learned, and what another network can learn in the page
    return network | {"own": model is not None}


def readable(text, tokens, most=FIRST_CHARACTERS):
    """The beginning of a text that a model with these tokens can read and a picture can hold."""
    known = set(tokens)
    end = next((place for place, one in enumerate(text) if one not in known), len(text))
    return text[: min(end, most)] if chars.UNKNOWN not in known else text[:most]


def on_the_cpu(function):
    """The function with the CPU as torch's default device, whatever the reader has set: a model says where it is."""

    @functools.wraps(function)
    def there(*args, **kwargs):
        with torch.device("cpu"):
            return function(*args, **kwargs)

    return there


@functools.cache
@on_the_cpu
def example(text="machine", recurrent=True):
    """The section's own example, trained once a session: a word with 16 hidden units, with or without W_hh."""
    return train.fit(text, num_hiddens=16, recurrent=recurrent, progress=False)


def without_hidden_state(p, history):
    """The Params that stand for p where there is no memory: what withoutHiddenState of networks.js gives.

    They have learned the same text without W_hh; where none is known or it is long, they are p with W_hh = 0.
    """
    h = p.sizes["h"]
    if history is None or not history.whole or len(history.text) > AT_ONCE or h > MOST_UNITS:
        return p.without_memory()
    return _memoryless(history.text, h)


@functools.lru_cache(16)
@on_the_cpu
def _memoryless(text, h):
    return train.fit(text, h, recurrent=False, progress=False).params


def settings_of(history):
    """How a network was trained, as the page calls it: it needs the last 32 bits of a seed, as torch does."""
    told = history.settings
    if told is None or told.seed is None:
        return None
    return told._asdict() | {"seed": told.seed % 2**32, "numSteps": len(history.losses) - 1}


def drawn_from_seed(history, point):
    """Whether a page can draw the parameters of a checkpoint from the seed of the training."""
    told, sizes = settings_of(history), point.params.sizes
    if told is None or point.step:
        return False
    start = init_params(*(sizes[letter] for letter in "dhq"), told["sigma"], told["seed"])
    start = start if told["recurrent"] else start.without_memory()
    return all(map(close, start, point.params))


def close(one, other):
    """Whether two tensors are as near as those of Python and of the page are."""
    return torch.allclose(one.double(), other.double(), atol=1e-4)

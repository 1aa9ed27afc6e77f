"""What a figure is given: a History, a Params with its tokens, or nothing at all, made ready for the browser."""

import base64
import functools

import torch

from .. import arguments, chars, train
from ..rnn import Params

FIRST_CHARACTERS = 40  # how much of a long training text a figure begins with


def model_of(model, tokens, text):
    """What a figure was given, as (params, tokens, text, the untrained params or None)."""
    if text is not None:
        arguments.text(text, least=0)
    if model is None:
        model = example()
    if isinstance(model, train.History):
        if tokens is not None:
            raise TypeError("tokens comes with a History already; leave it out.")
        model.check("model")
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
    if text is None:
        text = "".join(token for token in tokens if len(token) == 1)[:FIRST_CHARACTERS]  # a text cannot hold "<unk>"
    return model, tokens, text, None


def readable(text, tokens, most=FIRST_CHARACTERS):
    """The beginning of a text that a model with these tokens can read and a picture can hold."""
    known = set(tokens)
    end = next((place for place, one in enumerate(text) if one not in known), len(text))
    return text[: min(end, most)] if chars.UNKNOWN not in known else text[:most]


@functools.lru_cache(maxsize=1)
def example():
    """The section's own example, trained once a session: "machine" with 16 hidden units."""
    return train.fit("machine", num_hiddens=16, progress=False)


def packed(p):
    """The parameters as base64 float32, in the order of Params: what rnn.js unpacks."""
    return in_float32(p.tensors())


def in_float32(tensors):
    """The numbers of a dict of tensors, one after the other, as base64 float32."""
    for name, tensor in tensors.items():
        largest = tensor.detach().abs().max().item()
        if largest > torch.finfo(torch.float32).max:
            have = f"{name} holds a number of size {largest:.3g}"
            raise ValueError(f"{have}; a browser computes with float32, which has none above 3.4e38.")
    flat = torch.cat([tensor.detach().reshape(-1).float().cpu() for tensor in tensors.values()])
    return base64.b64encode(flat.numpy().astype("<f4").tobytes()).decode()

"""What a figure is given: a History, a Params with its tokens, or nothing at all, made ready for the browser."""

import base64
import functools

import torch

from .. import arguments, train
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
def example():
    """The section's own example, trained once a session: "machine" with 16 hidden units."""
    return train.fit("machine", num_hiddens=16, progress=False)


def packed(p):
    """The parameters as base64 float32, in the order of Params: what rnn.js unpacks."""
    flat = torch.cat([tensor.detach().reshape(-1) for tensor in p]).float().cpu()
    arguments.finite({"the float32 weights": flat})
    return base64.b64encode(flat.numpy().astype("<f4").tobytes()).decode()

"""What a reader may have set in torch for the whole session."""

import contextlib

import torch

DEFAULTS = ["the device meta", "float64", "bfloat16", "inference"]


@contextlib.contextmanager
def defaults(what):
    """Torch as one of DEFAULTS sets it; afterwards as it was."""
    try:
        torch.set_default_device("meta" if what == "the device meta" else None)
        torch.set_default_dtype(getattr(torch, what) if "float" in what else torch.float32)
        with torch.inference_mode(what == "inference"):
            yield
    finally:
        torch.set_default_device(None)
        torch.set_default_dtype(torch.float32)

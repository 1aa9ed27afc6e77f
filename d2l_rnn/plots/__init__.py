"""The printed twin of every figure: matplotlib pictures of a Trace, a ThroughTime, a History or plain sizes.

Each function returns a Picture: a matplotlib Figure made without pyplot, so that nothing is shown twice and
nothing stays open.
"""

from .curves import gradients, growth, state_plane, training
from .page import SCALE, Picture
from .tensors import concatenation, shapes
from .traces import hidden_states, language_model, predictions, recurrence

__all__ = [
    "Picture",
    "SCALE",
    "recurrence",
    "language_model",
    "hidden_states",
    "predictions",
    "concatenation",
    "shapes",
    "gradients",
    "training",
    "state_plane",
    "growth",
]

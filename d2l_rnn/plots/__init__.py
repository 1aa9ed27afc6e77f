"""The printed twin of every figure: matplotlib pictures of a Trace, a ThroughTime, a History or plain sizes.

One file draws one picture, with a function of the same name that returns a Picture: a matplotlib Figure made without
pyplot, so that nothing is shown twice and nothing stays open. They share the page (`page`, `words`), what charts have
in common (`charts`), and what is asked of a Trace (`traces`).
"""

from .concatenation import concatenation
from .gradients import gradients
from .growth import growth
from .hidden_states import hidden_states
from .language_model import language_model
from .page import SCALE, Picture
from .predictions import predictions
from .recurrence import recurrence
from .shapes import shapes
from .state_plane import state_plane
from .training import training

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

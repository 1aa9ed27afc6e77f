"""The live figures: each is handed the model's weights, and the browser runs the section's equations on them.

Here is wiring only: what a figure is given (`given`), the traits it shares with the browser (`traits`), how it is
shown, replaced and stored (`base`, `saving`), and one file a figure. The arithmetic is rnn.py's and gradients.py's in
Python and rnn.js's and gradients.js's in the browser; tests hold the two together.
"""

from .concatenation import Concatenation
from .gradients import Gradients
from .growth import Growth
from .hidden_states import HiddenStates
from .predictions import Predictions
from .recurrence import Recurrence
from .shapes import Shapes
from .state_plane import StatePlane
from .training import Training

__all__ = [
    "Concatenation",
    "Gradients",
    "Growth",
    "HiddenStates",
    "Predictions",
    "Recurrence",
    "Shapes",
    "StatePlane",
    "Training",
]

"""Wrong answers as students write them, in the order of the tasks: one file for each kind of task."""

from .backwards import WRONG as BACKWARDS
from .characters import WRONG as CHARACTERS
from .counting import WRONG as COUNTING
from .parity import RIGHT_WEIGHTS
from .parity import WRONG as PARITY
from .questions import TRUTHS
from .questions import WRONG as QUESTIONS
from .sequences import WRONG as SEQUENCES
from .steps import WRONG as STEPS
from .wrong import NAMES, SIGNATURES

__all__ = ["NAMES", "RIGHT_WEIGHTS", "SIGNATURES", "TRUTHS", "WRONG"]

WRONG = [*COUNTING, *STEPS, *SEQUENCES, *CHARACTERS, *PARITY, *BACKWARDS, *QUESTIONS]

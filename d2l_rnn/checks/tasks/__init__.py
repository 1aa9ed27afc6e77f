"""What the exercises ask for: one file for each kind of task."""

from .backwards import CLIP, JACOBIAN_PRODUCT
from .characters import SHIFT, STEP_LOSSES
from .counting import NGRAM_CELLS, NUMBER_OF_PARAMETERS
from .sequences import UNROLL
from .steps import STEP, STEP_CONCAT

_FUNCTIONS = (
    NGRAM_CELLS,
    NUMBER_OF_PARAMETERS,
    STEP,
    STEP_CONCAT,
    UNROLL,
    SHIFT,
    STEP_LOSSES,
    JACOBIAN_PRODUCT,
    CLIP,
)
FUNCTIONS = {function.name: function for function in _FUNCTIONS}  # the tasks that ask for one

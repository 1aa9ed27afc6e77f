"""Every sentence that a reader of the exercises can see. To change or translate them, edit this folder alone.

A mistake has two parts: what was done, and a hint that is not the answer. Words in {braces} are filled in and must
stay; a brace that is meant to be seen is doubled. The keys are the names by which the other files ask for a sentence,
and by which translators find it: "check:step.no_bias" is what was done, "check:step.no_bias.hint" its hint.
"""

from .any_task import ANY
from .backwards import CLIP, JACOBIAN_PRODUCT
from .characters import SHIFT, STEP_LOSSES
from .counting import NGRAM_CELLS, NUMBER_OF_PARAMETERS
from .parity import PARITY
from .questions import ANSWERS, GRADIENT_FATE, OUTPUT_SIZE, REFLECT, STATEMENTS, TRUE_OR_FALSE
from .report import REMARKS, REPORT
from .sequences import UNROLL
from .steps import STEP, STEP_CONCAT

__all__ = ["ANSWERS", "ANY", "REFLECT", "REMARKS", "REPORT", "STATEMENTS", "TASKS"]

TASKS = {
    "output_size": OUTPUT_SIZE,
    "ngram_cells": NGRAM_CELLS,
    "number_of_parameters": NUMBER_OF_PARAMETERS,
    "step": STEP,
    "step_concat": STEP_CONCAT,
    "unroll": UNROLL,
    "shift": SHIFT,
    "step_losses": STEP_LOSSES,
    "parity": PARITY,
    "jacobian_product": JACOBIAN_PRODUCT,
    "clip": CLIP,
    "gradient_fate": GRADIENT_FATE,
    "true_or_false": TRUE_OR_FALSE,
}

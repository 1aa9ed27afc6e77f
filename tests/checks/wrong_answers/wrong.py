"""What a wrong answer consists of: the mistake it stands for and the key of the sentence it must get.

`source` is what would stand in the answer cell, `answer()` is what the check is given. An answer to a function task is
a body; one line without `return` is what the function returns.
"""

import textwrap
from dataclasses import dataclass

import torch
from torch.nn import functional

SIGNATURES = {
    "ngram_cells": "V, n",
    "number_of_parameters": "d, h, q, T",
    "step": "X, H, W_xh, W_hh, b_h",
    "step_concat": "X, H, W_xh, W_hh, b_h",
    "unroll": "Xs, H, W_xh, W_hh, b_h, W_hq, b_q",
    "shift": "text",
    "step_losses": "O, targets",
    "jacobian_product": "V, H, W_hh",
    "clip": "grads, theta",
}
NAMES = {"parity": "weights", "true_or_false": "answers"}  # where the answer has another name than its task


@dataclass(frozen=True)
class Wrong:
    """One wrong answer."""

    task: str
    key: str  # of its sentence in d2l_rnn/checks/sentences
    mistake: str
    text: str

    @property
    def source(self):
        """The answer cell."""
        if self.task not in SIGNATURES:
            return f"{NAMES.get(self.task, self.task)} = {self.text}"
        body = self.text if "return" in self.text or "\n" in self.text else f"return {self.text}"
        return f"def {self.task}({SIGNATURES[self.task]}):\n{textwrap.indent(textwrap.dedent(body).strip(), '    ')}"

    def answer(self):
        """What the cell defines."""
        names = {"torch": torch, "F": functional, "Hs": []}
        exec(compile(self.source, f"<{self.task}: {self.mistake}>", "exec"), names)
        return names[NAMES.get(self.task, self.task)]


def of(task, *mistakes):
    """The wrong answers to one task, from triples of key, mistake and text."""
    return [Wrong(task, *mistake) for mistake in mistakes]


SUM = "X @ W_xh + H @ W_hh + b_h"

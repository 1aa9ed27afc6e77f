"""Right answers to every task, and what the checks say to an answer."""

import io
from contextlib import redirect_stdout
from pathlib import Path

import torch
from torch.nn import functional as F

from d2l_rnn import checks

from .wrong_answers import RIGHT_WEIGHTS, SIGNATURES, TRUTHS, WRONG

PACKAGE = Path(checks.__file__).parent
CODING = [*SIGNATURES, "parity"]


def step(X, H, W_xh, W_hh, b_h):
    return torch.tanh(X @ W_xh + H @ W_hh + b_h)


def unroll(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
    Os = []
    for X in Xs:
        H = step(X, H, W_xh, W_hh, b_h)
        Os.append(H @ W_hq + b_q)
    return torch.stack(Os), H


def clip(grads, theta):
    norm = torch.sqrt(sum((grad**2).sum() for grad in grads))
    return [grad * min(1.0, theta / norm) for grad in grads]


WEIGHTS = tuple(torch.tensor(eval(text)) for text in RIGHT_WEIGHTS.values())
RIGHT = {
    "output_size": 28,
    "ngram_cells": lambda V, n: V**n,
    "number_of_parameters": lambda d, h, q, T: (d + h + 1) * h + (h + 1) * q,
    "step": step,
    "step_concat": lambda X, H, W_xh, W_hh, b_h: torch.tanh(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh)) + b_h),
    "unroll": unroll,
    "shift": lambda text: (text[:-1], text[1:]),
    "step_losses": lambda O, targets: F.cross_entropy(O, targets, reduction="none"),
    "parity": WEIGHTS,
    "jacobian_product": lambda V, H, W_hh: (V * (1 - H**2)) @ W_hh.T,
    "clip": clip,
    "gradient_fate": {"vanishes", "explodes", "keeps its length", "first grows, then vanishes"},
    "true_or_false": TRUTHS,
}


def said(name, answer):
    """The Verdict that a check gives on an answer."""
    return getattr(checks, name).examine(answer)


def printed(name, answer):
    """What a check prints about an answer."""
    out = io.StringIO()
    with redirect_stdout(out):
        assert getattr(checks, name)(answer) is None
    return out.getvalue()


def recorded_answer(task, mistake):
    """The one recorded wrong answer with this mistake."""
    (wrong,) = [wrong for wrong in WRONG if (wrong.task, wrong.mistake) == (task, mistake)]
    return wrong.answer()


def hold(*args):
    """A function without an end."""
    while True:
        pass

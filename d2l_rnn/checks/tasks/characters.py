"""Characters: inputs and targets shifted by one, and the loss of every step (figure 9.4.2)."""

import math

import torch
from torch.nn.functional import (
    binary_cross_entropy_with_logits,
    cross_entropy,
    log_softmax,
    logsigmoid,
    nll_loss,
    one_hot,
    softmax,
)

from ..plain import Kind
from .function import Function, numbers, tensor

CHARACTERS = "abcdefghijklmnopqrstuvwxyzABCDEFGH .,機械学習"


def _drawn_texts(some):
    """Texts of a few characters, of which some stand at the end of a line or at its beginning."""
    inner = ["".join(some.choices(CHARACTERS, k=some.randint(2, 9))) for _ in range(6)]
    return [(some.choice(["", "", "\n", " "]) + text + some.choice(["", "", "\n", " "]),) for text in inner]


SHIFT = Function(
    name="shift",
    takes=("text",),
    returns=("inputs", "targets"),
    plain=Kind("two_strings", "inputs", "targets"),
    cases=[
        ("ab",),
        ("aa",),
        ("abc",),
        ("a\nb ",),
        ("hello",),
        ("machine",),
        ("abracadabra",),
        ("機械学習",),
        ("\nAb\n",),
    ],
    reference=lambda text: (text[:-1], text[1:]),
    drawn=_drawn_texts,
    mistakes=[
        ("wrong_way", lambda text: (text[1:], text[:-1])),
        ("not_shifted", lambda text: (text, text)),
        ("not_shifted", lambda text: (text[:-1], text[:-1])),
        ("not_shifted", lambda text: (text[1:], text[1:])),
        ("one_too_long", lambda text: (text, text[1:])),
        ("one_too_long", lambda text: (text[:-1], text)),
        ("around_the_end", lambda text: (text, text[1:] + text[0])),
        ("by_two", lambda text: (text[:-2], text[2:])),
        ("by_two", lambda text: (text[:-1], text[2:])),
        ("by_two", lambda text: (text[:-2], text[1:])),
        ("return_in_loop", lambda text: (text[:1], text[1:2])),
        ("last_only", lambda text: (text[:-1], text[-1])),
        ("last_only", lambda text: (text[:-1], text[-1:])),
        ("reversed", lambda text: (text[:-1], text[::-1][:-1])),
        ("reversed", lambda text: (text, text[::-1])),
        ("lists", lambda text: (list(text[:-1]), list(text[1:]))),
        ("pairs", lambda text: list(zip(text[:-1], text[1:], strict=True))),
        ("padded", lambda text: (text, text[1:] + " ")),
        ("last_pair_left_out", lambda text: (text[:-2], text[1:-1])),
        ("first_pair_left_out", lambda text: (text[1:-1], text[2:])),
        ("halves", lambda text: (text[: len(text) // 2], text[len(text) // 2 :])),
        ("first_and_rest", lambda text: (text[0], text[1:])),
        ("turned_pairs", lambda text: (text[:-1][::-1], text[1:][::-1])),
        ("every_second", lambda text: (text[::2], text[1::2])),
        ("other_characters", lambda text: (text.lower()[:-1], text.lower()[1:])),
        ("other_characters", lambda text: (text[:-1], text[1:].lower())),
        ("other_characters", lambda text: (text.strip("\n")[:-1], text[1:])),
        ("other_characters", lambda text: (text.strip("\n")[:-1], text.strip("\n")[1:])),
        ("other_characters", lambda text: (text.strip()[:-1], text.strip()[1:])),
    ],
)


def _losses(O, targets):
    return cross_entropy(O, targets, reduction="none")


def _drawn_outputs(some):
    """Outputs and targets of a few sizes, and one row with an output whose exponential is infinite."""
    sizes = [(some.randint(1, 5), some.randint(2, 6)) for _ in range(6)]
    cases = [(numbers(some.randrange(10**9), T, q), [some.randrange(q) for _ in range(T)]) for T, q in sizes]
    cases.append((tensor([[0.0, float(some.randint(150, 400))]]), [0]))
    return [(O, tensor(targets, torch.int64)) for O, targets in cases]


def _binary(O, targets):
    """A loss for each token, as if each were a question of its own."""
    return binary_cross_entropy_with_logits(O, one_hot(targets, O.shape[1]).to(O.dtype), reduction="none")


STEP_LOSSES = Function(
    name="step_losses",
    takes=("O", "targets"),
    returns=("losses",),
    plain=Kind("tensor", "losses"),
    cases=[
        (numbers(10 * T + q, T, q), torch.arange(T * q, T * q + 2 * T, 2, device="cpu") % q)
        for T, q in ((1, 2), (1, 3), (2, 2), (2, 3), (3, 3), (6, 7), (5, 28), (1, 1))
    ],
    reference=_losses,
    drawn=_drawn_outputs,
    mistakes=[
        ("mean", lambda O, targets: cross_entropy(O, targets)),
        ("mean", lambda O, targets: _losses(O, targets).mean(0, keepdim=True)),
        ("mean", lambda O, targets: cross_entropy(O, targets).expand(len(O))),
        ("sum", lambda O, targets: cross_entropy(O, targets, reduction="sum")),
        ("sum", lambda O, targets: cross_entropy(O, targets, reduction="sum").expand(len(O))),
        ("return_in_loop", lambda O, targets: _losses(O, targets)[:1]),
        ("return_in_loop", lambda O, targets: _losses(O, targets)[0]),
        ("running", lambda O, targets: _losses(O, targets).cumsum(0)),
        ("running", lambda O, targets: _losses(O, targets).cumsum(0) / torch.arange(1, len(O) + 1)),
        ("divided", lambda O, targets: _losses(O, targets) / len(O)),
        ("wrong_axis", lambda O, targets: nll_loss(log_softmax(O, 0), targets, reduction="none")),
        ("softmax_twice", lambda O, targets: _losses(softmax(O, 1), targets)),
        ("sign", lambda O, targets: -_losses(O, targets)),
        ("log_of_base_2", lambda O, targets: _losses(O, targets) / math.log(2)),
        ("log_of_base_10", lambda O, targets: _losses(O, targets) / math.log(10)),
        ("no_log", lambda O, targets: softmax(O, 1).gather(1, targets[:, None])[:, 0]),
        ("no_log", lambda O, targets: -softmax(O, 1).gather(1, targets[:, None])[:, 0]),
        ("no_log", lambda O, targets: 1 - softmax(O, 1).gather(1, targets[:, None])[:, 0]),
        ("no_softmax", lambda O, targets: -O.gather(1, targets[:, None])[:, 0]),
        ("no_softmax", lambda O, targets: O.gather(1, targets[:, None])[:, 0]),
        ("no_softmax", lambda O, targets: -O.log().gather(1, targets[:, None])[:, 0]),
        ("whole_table", lambda O, targets: -log_softmax(O, 1)),
        ("whole_table", lambda O, targets: -log_softmax(O, 1) * one_hot(targets, O.shape[1])),
        ("whole_table", lambda O, targets: -log_softmax(O, 1)[:, targets]),
        ("column", lambda O, targets: _losses(O, targets)[:, None]),
        ("all_tokens", lambda O, targets: -log_softmax(O, 1).sum(1)),
        ("all_tokens", lambda O, targets: -log_softmax(O, 1).mean(1)),
        ("entropy", lambda O, targets: -(softmax(O, 1) * log_softmax(O, 1)).sum(1)),
        ("guess_for_target", lambda O, targets: _losses(O, O.argmax(1))),
        ("perplexity", lambda O, targets: _losses(O, targets).exp()),
        ("sums_turned", lambda O, targets: -(O.exp() / O.exp().sum(1)).log()[range(len(O)), targets]),
        ("one_hot_too_narrow", lambda O, targets: -(log_softmax(O, 1) * one_hot(targets)).sum(1)),
        ("squared_error", lambda O, targets: ((softmax(O, 1) - one_hot(targets, O.shape[1])) ** 2).sum(1)),
        ("squared_error", lambda O, targets: ((softmax(O, 1) - one_hot(targets, O.shape[1])) ** 2).mean(1)),
        ("squared_error", lambda O, targets: ((O - one_hot(targets, O.shape[1])) ** 2).mean(1)),
        ("squared_error", lambda O, targets: ((O - one_hot(targets, O.shape[1])) ** 2).sum(1)),
        ("sigmoid", lambda O, targets: -logsigmoid(O).gather(1, targets[:, None])[:, 0]),
        ("sigmoid", lambda O, targets: _binary(O, targets).sum(1)),
        ("sigmoid", lambda O, targets: _binary(O, targets).mean(1)),
        ("hits", lambda O, targets: (O.argmax(1) == targets).float()),
        ("hits", lambda O, targets: (O.argmax(1) != targets).float()),
        ("no_target", lambda O, targets: O.exp().sum(1).log()),
        ("largest_subtracted_only", lambda O, targets: O.max(1).values - O.gather(1, targets[:, None])[:, 0]),
    ],
    sizes=lambda O, targets: dict(zip("Tq", O.shape, strict=True)),
    edges={"overflow": [(tensor([[200.0, 0.0]]), tensor([1], torch.int64))]},
)

"""The cases of a task tell its mistakes from what is right and from each other, and other wrong formulas too."""

from itertools import combinations
from math import factorial

import pytest
import torch
from torch import softmax, stack, tanh
from torch.nn.functional import cross_entropy, log_softmax, nll_loss, one_hot

from d2l_rnn.checks import compare, tasks
from d2l_rnn.checks.sandbox import trial

from .answers import said

FUNCTIONS = [*tasks.FUNCTIONS.values()]


def outcomes(known, function):
    """What a function makes of all cases that a student's meets."""
    cases = [*known.cases, *(args for more in (known.parts, known.edges) for part in more.values() for args in part)]
    return [trial.once(function, known.takes, args, known.plain) for args in cases]


def alike(one, other):
    """Whether two functions cannot be told apart."""
    return all(
        compare.equal(a.value, b.value) if a.problem is b.problem is None else a.problem == b.problem
        for a, b in zip(one, other, strict=True)
    )


@pytest.mark.parametrize("known", FUNCTIONS, ids=lambda known: known.name)
def test_no_two_mistakes_with_different_names_and_no_mistake_and_the_right_formula_agree_in_all_cases(known):
    made = [("right", outcomes(known, known.reference))]
    made += [(key, outcomes(known, function)) for key, function in known.mistakes]
    confused = [(a, b) for (a, one), (b, other) in combinations(made, 2) if a != b and alike(one, other)]
    assert confused == []


def norm(grads):
    return torch.cat([grad.flatten() for grad in grads]).norm()


def scaled(factor):
    """A clip that multiplies by a factor made of the length and the limit."""
    return lambda grads, theta: [grad * factor(norm(grads), theta) for grad in grads]


def states(Xs, H, W_xh, W_hh, b_h, phi=tanh):
    Hs = [H]
    for X in Xs:
        Hs.append(phi(X @ W_xh + Hs[-1] @ W_hh + b_h))
    return Hs


def unrolled(change):
    """An unroll whose results are made from the states H_0 to H_T and from the output layer."""
    return lambda Xs, H, W_xh, W_hh, b_h, W_hq, b_q: change(states(Xs, H, W_xh, W_hh, b_h), W_hq, b_q)


def losses(O, targets):
    return cross_entropy(O, targets, reduction="none")


def running_mean_of_states(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
    Os = []
    for t, X in enumerate(Xs, 1):
        H = H + (tanh(X @ W_xh + H @ W_hh + b_h) - H) / t
        Os.append(H @ W_hq + b_q)
    return stack(Os), H


def every_second_step(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
    Os = []
    for t, X in enumerate(Xs):
        if t % 2 == 0:
            H = tanh(X @ W_xh + H @ W_hh + b_h)
        Os.append(H @ W_hq + b_q)
    return stack(Os), H


# Formulas that nobody foresaw: close to what is right, and equal to it somewhere.
PLAUSIBLE = {
    "clip": [
        scaled(lambda n, theta: (theta - n) / n),
        scaled(lambda n, theta: abs(theta - n) / n if n > theta else 1.0),
        scaled(lambda n, theta: (n - theta) / theta if n > theta else 1.0),
        scaled(lambda n, theta: theta / n if n > 1 else 1.0),
        scaled(lambda n, theta: min(1.0, theta**2 / n)),
        scaled(lambda n, theta: min(1.0, (theta / n) ** 2)),
        scaled(lambda n, theta: min(1.0, (theta / n) ** 0.5)),
        scaled(lambda n, theta: theta / (theta + n)),
        scaled(lambda n, theta: min(1.0, theta / (n + 1))),
        scaled(lambda n, theta: min(1.0, theta / (n + theta))),
        scaled(lambda n, theta: min(theta, theta / n)),
        scaled(lambda n, theta: min(1.0, 2 * theta / n)),
        scaled(lambda n, theta: torch.exp(theta - n).clamp(max=1)),
        scaled(lambda n, theta: 1 - min(1.0, theta / n) if n > theta else 1.0),
        lambda grads, theta: [g / norm(grads) if norm(grads) > theta else g for g in grads],
        lambda grads, theta: [g * 0 if norm(grads) > theta else g for g in grads],
        lambda grads, theta: [g * min(1.0, theta / (norm(grads) / len(grads))) for g in grads],
        lambda grads, theta: [g * min(1.0, theta / max(x.abs().max() for x in grads)) for g in grads],
        lambda grads, theta: [g * min(1.0, theta / abs(sum(x.sum() for x in grads))) for g in grads],
        lambda grads, theta: [theta * tanh(g / theta) for g in grads],
        lambda grads, theta: [g * min(1.0, theta / norm(grads[:1])) for g in grads],
        lambda grads, theta: [g * min(1.0, theta / norm(grads[-1:])) for g in grads],
        lambda grads, theta: [g.sign() * theta if norm(grads) > theta else g for g in grads],
        lambda grads, theta: [g.abs() * min(1.0, theta / norm(grads)) for g in grads],
    ],
    "step_losses": [
        lambda O, targets: losses(O, targets) - losses(O, targets).min(),
        lambda O, targets: losses(O, targets).sort().values,
        lambda O, targets: losses(O, targets).flip(0),
        lambda O, targets: losses(O, targets).roll(1),
        lambda O, targets: losses(-O, targets),
        lambda O, targets: losses(O / O.shape[1], targets),
        lambda O, targets: losses(O, targets) / O.shape[1],
        lambda O, targets: losses(O.abs(), targets),
        lambda O, targets: losses(O, (targets + 1) % O.shape[1]),
        lambda O, targets: losses(O, targets.flip(0)),
        lambda O, targets: losses(O.sigmoid(), targets),
        lambda O, targets: losses(O, targets) ** 2,
        lambda O, targets: -torch.log(1e-2 + softmax(O, 1))[range(len(O)), targets],
        lambda O, targets: -log_softmax(O.flatten(), 0).reshape(O.shape)[range(len(O)), targets],
        lambda O, targets: -O.sigmoid().log()[range(len(O)), targets],
        lambda O, targets: torch.logsumexp(O, 1) - O.max(1).values,
        lambda O, targets: nll_loss(log_softmax(O, 1), targets, reduction="none").clamp(max=1.0),
        lambda O, targets: cross_entropy(O, targets, reduction="none", label_smoothing=0.1),
        lambda O, targets: -(softmax(O, 1) * one_hot(targets, O.shape[1])).sum(1).log1p(),
        lambda O, targets: (O.logsumexp(1) - O.gather(1, targets[:, None])[:, 0]).round(decimals=2),
    ],
    "unroll": [
        running_mean_of_states,
        every_second_step,
        unrolled(lambda Hs, W, b: (stack(Hs[1:]) @ W + b, Hs[-1] + Hs[0])),
        unrolled(lambda Hs, W, b: (stack(Hs[1:]) @ W + b, torch.stack(Hs[1:]).mean(0))),
        unrolled(lambda Hs, W, b: (stack(Hs[1:]).flip(0) @ W + b, Hs[-1])),
        unrolled(lambda Hs, W, b: (stack(Hs[1:]).cumsum(0) @ W + b, Hs[-1])),
        unrolled(lambda Hs, W, b: (stack(Hs[1:]) @ W + 2 * b, Hs[-1])),
        unrolled(lambda Hs, W, b: (stack(Hs[1:]) @ W - b, Hs[-1])),
        unrolled(lambda Hs, W, b: ((stack(Hs[1:]) @ W + b).relu(), Hs[-1])),
        unrolled(lambda Hs, W, b: (stack(Hs[1:]) @ W + b, tanh(Hs[-1]))),
        unrolled(lambda Hs, W, b: (stack(Hs[1:]) @ W + b, Hs[-1].clone().fill_(0))),
        unrolled(lambda Hs, W, b: ((stack(Hs[1:]) + stack(Hs[:-1])) @ W + b, Hs[-1])),
        unrolled(lambda Hs, W, b: (stack(Hs[1:]) @ W + b.mean(), Hs[-1])),
        unrolled(lambda Hs, W, b: ((stack(Hs[1:]) @ W + b).log_softmax(-1), Hs[-1])),
        lambda Xs, H, W, U, b, V, c: (stack(states(Xs, H, W, -U, b)[1:]) @ V + c, states(Xs, H, W, -U, b)[-1]),
        lambda Xs, H, W, U, b, V, c: (stack(states(Xs, H, W, U, -b)[1:]) @ V + c, states(Xs, H, W, U, -b)[-1]),
        lambda Xs, H, W, U, b, V, c: (
            stack(states(Xs, H[:1] + 0 * H, W, U, b)[1:]) @ V + c,
            states(Xs, H, W, U, b)[-1],
        ),
        lambda Xs, H, W, U, b, V, c: (stack(states(Xs, H, W, U @ U, b)[1:]) @ V + c, states(Xs, H, W, U @ U, b)[-1]),
        lambda Xs, H, W, U, b, V, c: (stack(states(Xs * 0, H, W, U, b)[1:]) @ V + c, states(Xs * 0, H, W, U, b)[-1]),
        lambda Xs, H, W, U, b, V, c: (
            stack(states(Xs, H, W, U, b)[1:]) @ V + c + Xs.sum() * 0.01,
            states(Xs, H, W, U, b)[-1],
        ),
    ],
    "jacobian_product": [
        lambda V, H, W: (V * (1 - H * H)) @ W.T.flip(0),
        lambda V, H, W: (V - H * H) @ W.T,
        lambda V, H, W: V @ W.T - H * H,
        lambda V, H, W: (V * (1 - H.abs())) @ W.T,
        lambda V, H, W: (V * (1 - H**3)) @ W.T,
        lambda V, H, W: (V * (1 - H**4)) @ W.T,
        lambda V, H, W: (V * (1 - H * H).sqrt()) @ W.T,
        lambda V, H, W: (V * (1 - H * H) ** 2) @ W.T,
        lambda V, H, W: (V / (1 - H * H)) @ W.T,
        lambda V, H, W: (V / torch.cosh(H) ** 2) @ W.T,
        lambda V, H, W: (V * (H * H - 1)) @ W.T,
        lambda V, H, W: -((V * (1 - H * H)) @ W.T),
        lambda V, H, W: (V * (1 - H * H)) @ W.T + V,
        lambda V, H, W: (V * (1 - H * H)) @ W.T / len(V),
        lambda V, H, W: (V.mean(0) * (1 - H * H)) @ W.T,
        lambda V, H, W: (V * (1 - (H * H).mean(0))) @ W.T,
        lambda V, H, W: (V * (1 - (H * H).mean(1, keepdim=True))) @ W.T,
        lambda V, H, W: (V * (1 - H * H)) @ torch.linalg.pinv(W),
        lambda V, H, W: (V * (1 - H * H)) * W.sum(1),
        lambda V, H, W: (V * (1 - H * H)) @ (W.T * W.T.sign()),
        lambda V, H, W: (V * (1 - 2 * H)) @ W.T,
    ],
    "ngram_cells": [
        lambda V, n: V**n - 1,
        lambda V, n: V**n + 1,
        lambda V, n: V**n // n,
        lambda V, n: V**n // factorial(n),
        lambda V, n: n * V ** (n - 1),
        lambda V, n: V * V ** max(1, n - 2),
        lambda V, n: (V + 1) ** n,
        lambda V, n: (V - 1) ** n,
        lambda V, n: V**n - V,
        lambda V, n: V**n if n < 4 else V**3,
        lambda V, n: (V**n - 1) // max(1, V - 1),
        lambda V, n: 2 ** (V * n // 2),
        lambda V, n: V ** min(n, V),
        lambda V, n: V * (V + n - 1),
        lambda V, n: V**n * (V + 1) // 2,
        lambda V, n: V << n,
        lambda V, n: V + n**2,
        lambda V, n: sum(range(V)) ** n,
        lambda V, n: V ** (2 * n - 1),
        lambda V, n: round(V ** float(n)),
    ],
    "number_of_parameters": [
        lambda d, h, q, T: d * h + h * h + h * q + h + q + 1,
        lambda d, h, q, T: d * h + h * h + h * q + d + q,
        lambda d, h, q, T: d * h + h * h + h * q + h + q + d,
        lambda d, h, q, T: d * h + h * h + d * q + h + q,
        lambda d, h, q, T: d * h + h * q + q * q + h + q,
        lambda d, h, q, T: d * h + d * d + h * q + h + q,
        lambda d, h, q, T: d * h * h * h * q + h + q,
        lambda d, h, q, T: d * h + 2 * h + h * q + h + q,
        lambda d, h, q, T: 2 * (d * h + h * q) + h + q,
        lambda d, h, q, T: d * h + h * h + h * q + 2 * (h + q),
        lambda d, h, q, T: d * h + h * h + h * q + h + 2 * q,
        lambda d, h, q, T: d * h + h * h + h * q + 2 * q,
        lambda d, h, q, T: (d + h + q) * h,
        lambda d, h, q, T: d * h + h**3 + h * q + h + q,
        lambda d, h, q, T: d * h + h * (h + 1) // 2 + h * q + h + q,
        lambda d, h, q, T: d * h + h * h + h * q + h + q - 1 + T,
        lambda d, h, q, T: d * h + h * h + h * q + h + q + T * d,
        lambda d, h, q, T: d * h + h * h + T * h * q + h + q,
        lambda d, h, q, T: T * d * h + h * h + h * q + h + q,
        lambda d, h, q, T: (d * h + h * h + h * q + h + q) * max(1, T - 1),
        lambda d, h, q, T: 4 * (d * h + h * h + h) + h * q + q,
    ],
}


@pytest.mark.parametrize(
    ("name", "place"), [(name, place) for name in PLAUSIBLE for place in range(len(PLAUSIBLE[name]))]
)
def test_a_wrong_formula_that_nobody_foresaw_is_never_right(name, place):
    assert said(name, PLAUSIBLE[name][place]).state == "wrong"


def test_there_are_twenty_of_them_for_each():
    assert min(map(len, PLAUSIBLE.values())) >= 20


@pytest.mark.parametrize(("right", "allowed"), [(0.0, 1e-5), (1.0, 1.1e-4), (-100.0, 1.001e-2)])
def test_a_number_may_be_off_by_what_float32_rounds_and_by_no_more(right, allowed):
    want = torch.tensor([right], dtype=torch.float64)
    for share, same in ((0.9, True), (-0.9, True), (1.1, False), (-1.1, False)):
        value = want + share * allowed
        assert compare.equal(value, want) is (compare.difference(value, want) is None) is same


def test_a_weight_that_is_off_by_a_hundredth_is_wrong():
    answer = said("step", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh + H @ (1.01 * W_hh) + b_h))
    assert answer.state == "wrong" and answer.key == "value"

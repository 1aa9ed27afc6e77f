"""Other ways to compute what is right."""

import collections
import itertools
import math

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

from .answers import RIGHT, clip, step


def by_loops(X, H, W_xh, W_hh, b_h):
    """A step in plain Python."""

    def unit(x, state, j):
        total = sum(x_i * row[j] for x_i, row in zip(x, W_xh.tolist(), strict=True))
        total += sum(h_i * row[j] for h_i, row in zip(state, W_hh.tolist(), strict=True))
        return math.tanh(total + b_h.tolist()[0][j])

    pairs = zip(X.tolist(), H.tolist(), strict=True)
    return torch.tensor([[unit(x, state, j) for j in range(W_hh.shape[0])] for x, state in pairs])


def by_linear(X, H, W_xh, W_hh, b_h):
    """A step by two layers, whose weights are the transposes."""
    from_x, from_h = nn.Linear(*W_xh.shape), nn.Linear(*W_hh.shape, bias=False)
    from_x.weight, from_h.weight, from_x.bias = nn.Parameter(W_xh.T), nn.Parameter(W_hh.T), nn.Parameter(b_h[0])
    return torch.tanh(from_x(X) + from_h(H))


def rnn_with(W_xh, W_hh, b_h):
    layer = nn.RNN(*W_xh.shape)
    layer.weight_ih_l0, layer.weight_hh_l0 = nn.Parameter(W_xh.T.contiguous()), nn.Parameter(W_hh.T.contiguous())
    layer.bias_ih_l0, layer.bias_hh_l0 = nn.Parameter(b_h[0]), nn.Parameter(torch.zeros_like(b_h[0]))
    return layer


STEPS = {
    "loops": by_loops,
    "einsum": lambda X, H, W_xh, W_hh, b_h: torch.tanh(
        torch.einsum("nd,dh->nh", X, W_xh) + torch.einsum("ni,ij->nj", H, W_hh) + b_h
    ),
    "linear": by_linear,
    "an RNN": lambda X, H, *weights: rnn_with(*weights)(X[None], H[None])[1][0],
    "addmm": lambda X, H, W_xh, W_hh, b_h: torch.addmm(torch.addmm(b_h, X, W_xh), H, W_hh).tanh(),
    "baddbmm": lambda X, H, W_xh, W_hh, b_h: torch.baddbmm((X @ W_xh + b_h)[None], H[None], W_hh[None])[0].tanh(),
    "concatenated": RIGHT["step_concat"],
    "joined, by addmm": lambda X, H, W_xh, W_hh, b_h: torch.addmm(
        b_h, torch.cat((X, H), -1), torch.cat((W_xh, W_hh))
    ).tanh(),
    "joined, by a layer": lambda X, H, W_xh, W_hh, b_h: torch.tanh(
        F.linear(torch.cat((X, H), 1), torch.cat((W_xh.T, W_hh.T), 1), b_h[0])
    ),
    "joined, by einsum": lambda X, H, W_xh, W_hh, b_h: torch.tanh(
        torch.einsum("nk,kh->nh", torch.concat((X, H), 1), torch.concat((W_xh, W_hh))) + b_h
    ),
    "joined, by a method": lambda X, H, W_xh, W_hh, b_h: (
        torch.column_stack((X, H)).mm(torch.row_stack((W_xh, W_hh))) + b_h
    ).tanh(),
    "the other way round": lambda X, H, W_xh, W_hh, b_h: torch.tanh(
        torch.hstack((H, X)) @ torch.vstack((W_hh, W_xh)) + b_h
    ),
    "exponentials": lambda X, H, W_xh, W_hh, b_h: 1 - 2 / ((2 * (X @ W_xh + H @ W_hh + b_h)).exp() + 1),
    "row by row": lambda X, H, *weights: torch.cat(
        [step(x[None], state[None], *weights) for x, state in zip(X, H, strict=True)]
    ),
}


JOINED = [how for how in STEPS if how.startswith("joined") or how in ("concatenated", "the other way round")]


def unrolled(one_step):
    """An unroll around any step."""

    def f(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
        Os = []
        for X in Xs:
            H = one_step(X, H, W_xh, W_hh, b_h)
            Os.append(torch.addmm(b_q.to(H.dtype), H, W_hq.to(H.dtype)))
        return torch.stack(Os), H

    return f


def by_rnn(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
    states, last = rnn_with(W_xh, W_hh, b_h)(Xs, H[None])
    return [states @ W_hq + b_q, last[0]]


def in_double(function):
    """The same function with every number in float64."""

    def double(value):
        is_float = isinstance(value, torch.Tensor) and value.is_floating_point()
        return value.double() if is_float else [*map(double, value)] if isinstance(value, list) else value

    return lambda *args: function(*map(double, args))


def recorded(function):
    """The same function, with its result on autograd's record."""
    return lambda *args: function(*(arg.requires_grad_() if arg.is_floating_point() else arg for arg in args))


def by_torch(grads, theta):
    parameters = [nn.Parameter(torch.zeros_like(grad)) for grad in grads]
    for parameter, grad in zip(parameters, grads, strict=True):
        parameter.grad = grad.clone()
    nn.utils.clip_grad_norm_(parameters, theta)
    return [parameter.grad for parameter in parameters]


OTHERS = {
    "ngram_cells": [
        lambda V, n: math.prod([V] * n),
        lambda V, n: len(list(itertools.product(range(V), repeat=n))) if V**n < 1000 else V**n,
        lambda V, n: int("1" + "0" * n, V) if 2 <= V <= 36 else 1,
    ],
    "number_of_parameters": [
        lambda d, h, q, T: sum(x.numel() for x in (*nn.RNN(d, h).parameters(), *nn.Linear(h, q).parameters())) - h,
        lambda d, h, q, T: sum(map(math.prod, [(d, h), (h, h), (1, h), (h, q), (1, q)])),
        lambda d, h, q, T: np.int64(d * h) + h * h + h * q + h + q,
        lambda d, h, q, T: torch.tensor(d * h + h * h + h * q + h + q),
    ],
    "shift": [
        lambda text: [text[: len(text) - 1], "".join(text[i + 1] for i in range(len(text) - 1))],
        lambda text: collections.namedtuple("Pair", "inputs targets")("".join(list(text)[:-1]), text[1:])[:],
    ],
    "step_losses": [
        lambda O, targets: -F.log_softmax(O, 1)[torch.arange(len(O)), targets],
        lambda O, targets: torch.logsumexp(O, 1) - O.gather(1, targets[:, None])[:, 0],
        lambda O, targets: torch.stack([F.cross_entropy(o, t) for o, t in zip(O, targets, strict=True)]),
        lambda O, targets: F.nll_loss(O.double().log_softmax(-1), targets, reduction="none"),
    ],
    "jacobian_product": [
        lambda V, H, W_hh: F.linear(V * (1 - H.square()), W_hh),
        lambda V, H, W_hh: torch.einsum("nj,nj,ij->ni", V, 1 - H * H, W_hh),
        lambda V, H, W_hh: torch.stack(
            [v @ torch.diag(1 - s * s) @ W_hh.T for v, s in zip(V, H, strict=True)]  # diag(1 - H²) W_hhᵀ
        ),
    ],
    "clip": [
        by_torch,
        lambda grads, theta: (lambda norm: [g * theta / max(theta, norm) for g in grads])(
            math.sqrt(sum(float(g.square().sum()) for g in grads))
        ),
        lambda grads, theta: clip(grads, theta) if torch.cat([g.flatten() for g in grads]).norm() > theta else grads,
    ],
}

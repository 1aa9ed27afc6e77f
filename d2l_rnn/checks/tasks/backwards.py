"""The gradient on its way back: one step through (9.4.5), and clipping by the length of all gradients together."""

import torch
from torch import tanh

from ..plain import Kind
from .function import Function, numbers, tensor

AUTOGRAD = ("grad", "backward", "_make_dual")  # what comes down to one of these: torch.func, torch.autograd.functional


def _by_formula(called, calls):
    """The mistake of those who let torch find the derivative."""
    return "autograd" if any(called[name] for name in AUTOGRAD) else None


def _drawn_steps(some):
    """V, H and W_hh of a few sizes, and some with a long gradient."""
    sizes = [(some.randint(1, 4), some.randint(1, 4), scale) for scale in (1, 1, 1, 1, 1, some.randint(4, 9))]
    return [
        (scale * numbers(seed, n, h), numbers(seed + 1, n, h), numbers(seed + 2, h, h))
        for n, h, scale in sizes
        for seed in [some.randrange(10**9)]
    ]


JACOBIAN_PRODUCT = Function(
    name="jacobian_product",
    takes=("V", "H", "W_hh"),
    returns=("dL/dH_{t-1}",),
    plain=Kind("tensor", "dL/dH_{t-1}"),
    cases=[
        (numbers(10 * n + h, n, h), numbers(10 * n + h + 1, n, h), numbers(10 * n + h + 2, h, h))
        for n, h in ((1, 1), (2, 1), (1, 2), (2, 2), (3, 2), (2, 3), (3, 4), (1, 5))
    ]
    + [(50 * numbers(1, 2, 2), numbers(2, 2, 2), numbers(3, 2, 2))],
    reference=lambda V, H, W_hh: (V * (1 - H * H)) @ W_hh.T,
    drawn=_drawn_steps,
    mistakes=[
        ("no_factor", lambda V, H, W_hh: V @ W_hh.T),
        ("no_factor", lambda V, H, W_hh: V @ W_hh),
        ("not_transposed", lambda V, H, W_hh: (V * (1 - H * H)) @ W_hh),
        ("factor_after", lambda V, H, W_hh: (V @ W_hh.T) * (1 - H * H)),
        ("factor_after", lambda V, H, W_hh: (V @ W_hh) * (1 - H * H)),
        ("not_squared", lambda V, H, W_hh: (V * (1 - H)) @ W_hh.T),
        ("square_of_difference", lambda V, H, W_hh: (V * (1 - H) ** 2) @ W_hh.T),
        ("V_and_H_swapped", lambda V, H, W_hh: (H * (1 - V * V)) @ W_hh.T),
        ("V_and_H_swapped", lambda V, H, W_hh: (V * (1 - V * V)) @ W_hh.T),
        ("one_forgotten", lambda V, H, W_hh: (V * H * H) @ W_hh.T),
        ("plus", lambda V, H, W_hh: (V * (1 + H * H)) @ W_hh.T),
        ("tanh_again", lambda V, H, W_hh: (V * (1 - tanh(H) ** 2)) @ W_hh.T),
        ("tanh_again", lambda V, H, W_hh: (V * (1 - tanh(H @ W_hh) ** 2)) @ W_hh.T),
        ("tanh_again", lambda V, H, W_hh: (V * tanh(H)) @ W_hh.T),
        ("sigmoid_factor", lambda V, H, W_hh: (V * H * (1 - H)) @ W_hh.T),
        ("matrix_product_of_H", lambda V, H, W_hh: (V @ (1 - H * H).T) @ W_hh.T),
        ("matrix_product_of_H", lambda V, H, W_hh: (V @ (1 - H @ H.T)) @ W_hh.T),
        ("matrix_product_of_H", lambda V, H, W_hh: (V * (1 - H @ H)) @ W_hh.T),
        ("no_W_hh", lambda V, H, W_hh: V * (1 - H * H)),
        ("no_V", lambda V, H, W_hh: (1 - H * H) @ W_hh.T),
        ("sum_over_batch", lambda V, H, W_hh: ((V * (1 - H * H)) @ W_hh.T).sum(0)),
        ("sum_over_batch", lambda V, H, W_hh: ((V * (1 - H * H)) @ W_hh.T).sum(0, keepdim=True)),
        ("return_in_loop", lambda V, H, W_hh: ((V * (1 - H * H)) @ W_hh.T)[:1]),
        ("return_in_loop", lambda V, H, W_hh: ((V * (1 - H * H)) @ W_hh.T)[0]),
        ("turned_over", lambda V, H, W_hh: ((V * (1 - H * H)) @ W_hh.T).T),
        ("cut_off", lambda V, H, W_hh: ((V * (1 - H * H)) @ W_hh.T).clamp(-1, 1)),
        ("whole_jacobian", lambda V, H, W_hh: (1 - H * H).unsqueeze(-1) * W_hh.T),
        ("gradient_of_W_hh", lambda V, H, W_hh: H.T @ (V * (1 - H * H))),
        ("slope_divides", lambda V, H, W_hh: (V / (1 - H * H)) @ W_hh.T),
        ("slope_added", lambda V, H, W_hh: (V + 1 - H * H) @ W_hh.T),
        ("inverse", lambda V, H, W_hh: (V * (1 - H * H)) @ torch.linalg.pinv(W_hh)),
        ("diagonal_only", lambda V, H, W_hh: V * (1 - H * H) * W_hh.diagonal()),
        ("slope_twice", lambda V, H, W_hh: (V * (1 - H * H) ** 2) @ W_hh.T),
        ("forward_again", lambda V, H, W_hh: tanh(V @ W_hh.T)),
        ("forward_again", lambda V, H, W_hh: tanh(H @ W_hh)),
        ("mean_over_batch", lambda V, H, W_hh: ((V * (1 - H * H)) @ W_hh.T).mean(0)),
        ("mean_over_batch", lambda V, H, W_hh: (V * (1 - H * H)) @ W_hh.T / len(V)),
    ],
    sizes=lambda V, H, W_hh: dict(zip("nh", H.shape, strict=True)),
    way=_by_formula,
)


def _of_all(grads):
    return torch.cat([grad.flatten() for grad in grads])


def _norm(grads):
    return _of_all(grads).norm()


def _scaled(factor):
    """The list of all gradients times the factor that `factor` makes of them and theta."""
    return lambda grads, theta: [grad * factor(grads, theta) for grad in grads]


def _scaled_when_longer(factor):
    """The same, where all of them together are longer than theta; else they stay as they are."""
    return _scaled(lambda grads, theta: factor(grads, theta) if _norm(grads) > theta else 1.0)


def _mean_of_squares(grads):
    return _of_all(grads).square().mean()


REFERENCE = _scaled(lambda grads, theta: (theta / _norm(grads)).clamp(max=1))


def _of(*rows):
    return [tensor(row) for row in rows]


def _drawn_gradients(some):
    """Lists of gradients, each with a limit that is shorter or longer than they are, and one whose length is 0."""
    cases = []
    for share in (0.1, 0.3, 0.6, 0.9, 1.5, 4):
        shapes = [(some.randint(1, 3), some.randint(1, 3)) for _ in range(some.randint(1, 4))]
        grads = [some.randint(1, 4) * numbers(some.randrange(10**9), *shape) for shape in shapes]
        cases.append((grads, round(share * some.uniform(0.9, 1.1) * float(_norm(grads)), 2)))
    return [*cases, (_of([0.0] * some.randint(1, 3)), some.randint(1, 9) / 2)]


CLIP = Function(
    name="clip",
    takes=("grads", "theta"),
    returns=("new list",),
    plain=Kind("tensors"),
    cases=[
        (_of([[0.5]]), 1.0),
        (_of([[4.0]]), 3.0),
        (_of([[-3.0, 4.0]]), 1.0),
        (_of([3.0], [4.0]), 1.0),
        (_of([0.3], [0.4]), 1.0),
        (_of([3.0], [4.0]), 5.0),
        (_of([2.0], [-2.0]), 4.0),
        (_of([0.1], [-8.0]), 0.5),
        ([numbers(1, 2, 3), 4 * numbers(2, 3, 3), numbers(3, 1, 3)], 2.0),
        ([numbers(4, 2, 2), numbers(5, 1, 2), numbers(6, 2, 1), numbers(7, 1, 1)], 0.1),
        ([numbers(4, 2, 2), numbers(5, 1, 2), numbers(6, 2, 1), numbers(7, 1, 1)], 10.0),
    ],
    reference=REFERENCE,
    drawn=_drawn_gradients,
    mistakes=[
        ("each_alone", lambda grads, theta: [grad * (theta / grad.norm()).clamp(max=1) for grad in grads]),
        ("by_value", lambda grads, theta: [grad.clamp(-theta, theta) for grad in grads]),
        ("by_value", lambda grads, theta: [grad.clamp(max=theta) for grad in grads]),
        ("always_scales", _scaled(lambda grads, theta: theta / _norm(grads))),
        ("squared_norm", _scaled(lambda grads, theta: (theta / _norm(grads) ** 2).clamp(max=1))),
        ("root_of_mean", _scaled(lambda grads, theta: (theta / _mean_of_squares(grads).sqrt()).clamp(max=1))),
        ("root_of_mean", _scaled(lambda grads, theta: (theta / _mean_of_squares(grads)).clamp(max=1))),
        ("difference", _scaled(lambda grads, theta: (theta - _norm(grads)) / _norm(grads))),
        ("difference", _scaled(lambda grads, theta: ((theta - _norm(grads)) / _norm(grads)).clamp(max=1))),
        ("difference", _scaled_when_longer(lambda grads, theta: (theta - _norm(grads)) / _norm(grads))),
        ("difference", _scaled_when_longer(lambda grads, theta: (_norm(grads) - theta) / _norm(grads))),
        ("difference", _scaled_when_longer(lambda grads, theta: 1 / (1 + _norm(grads) - theta))),
        ("difference", lambda grads, theta: [grad - (_norm(grads) - theta).clamp(min=0) for grad in grads]),
        ("return_in_loop", lambda grads, theta: REFERENCE(grads, theta)[:1]),
        ("return_in_loop", lambda grads, theta: REFERENCE(grads, theta)[0]),
        ("max_for_min", _scaled(lambda grads, theta: (theta / _norm(grads)).clamp(min=1))),
        ("sum_of_norms", _scaled(lambda grads, theta: (theta / sum(map(torch.norm, grads))).clamp(max=1))),
        ("largest_norm", _scaled(lambda grads, theta: (theta / max(map(torch.norm, grads))).clamp(max=1))),
        ("sum_of_sizes", _scaled(lambda grads, theta: (theta / sum(g.abs().sum() for g in grads)).clamp(max=1))),
        ("upside_down", _scaled(lambda grads, theta: (_norm(grads) / theta).clamp(max=1))),
        ("upside_down", _scaled(lambda grads, theta: (_norm(grads) / theta).clamp(min=1))),
        ("length_one", _scaled(lambda grads, theta: (1.0 / _norm(grads)).clamp(max=1))),
        ("times_theta", _scaled(lambda grads, theta: theta)),
        ("times_theta", _scaled(lambda grads, theta: min(1.0, theta))),
        ("nothing_done", lambda grads, theta: grads),
        ("flattened", lambda grads, theta: [_of_all(grads)]),
        (
            "mean_of_norms",
            _scaled(lambda grads, theta: (theta * len(grads) / sum(map(torch.norm, grads))).clamp(max=1)),
        ),
        ("mean_of_norms", _scaled(lambda grads, theta: (theta * len(grads) / _norm(grads)).clamp(max=1))),
        ("largest_number", _scaled(lambda grads, theta: (theta / _of_all(grads).abs().max()).clamp(max=1))),
        ("one_tensor_for_all", _scaled(lambda grads, theta: (theta / grads[0].norm()).clamp(max=1))),
        ("one_tensor_for_all", _scaled(lambda grads, theta: (theta / grads[-1].norm()).clamp(max=1))),
        ("squared_norm", _scaled(lambda grads, theta: theta / _norm(grads) if _norm(grads) ** 2 > theta else 1.0)),
        ("thrown_away", _scaled_when_longer(lambda grads, theta: 0.0)),
        ("length_one", _scaled_when_longer(lambda grads, theta: 1 / _norm(grads))),
        ("not_divided", _scaled_when_longer(lambda grads, theta: theta)),
        ("by_value", lambda grads, theta: [grad.clamp(min=-theta) for grad in grads]),
        ("signs", lambda grads, theta: [theta * grad.sign() if _norm(grads) > theta else grad for grad in grads]),
    ],
    edges={"zero_gradient": [(_of([0.0], [0.0]), 1.0)]},
)

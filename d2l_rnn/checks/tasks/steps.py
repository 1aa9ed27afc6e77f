"""One time step (9.4.5): as a sum of products, and as one product of concatenations."""

from itertools import product

import torch
from torch import cat, relu, sigmoid, softmax, tanh

from ..plain import Kind
from .function import Function, numbers, only

TAKES = ("X", "H", "W_xh", "W_hh", "b_h")
SIZES = [(1, 1, 1), (1, 2, 1), (1, 1, 2), (2, 1, 1), (1, 2, 2), (2, 2, 2), (2, 1, 2), (2, 3, 2), (3, 1, 4), (2, 3, 4)]
TERMS = {"X W_xh": ("X", "W_xh"), "H W_hh": ("H", "W_hh"), "b_h": ("b_h",)}


def arguments(n, d, h, seed=0):
    """X, H, W_xh, W_hh and b_h of these sizes."""
    shapes = (n, d), (n, h), (d, h), (h, h), (1, h)
    return tuple(numbers(10 * seed + place, *shape) for place, shape in enumerate(shapes, 100 * n + 10 * d + h))


def sizes(X, H, *_):
    """The letters of a case."""
    return {"n": X.shape[0], "d": X.shape[1], "h": H.shape[1]}


def _step(X, H, W_xh, W_hh, b_h):
    return tanh(X @ W_xh + H @ W_hh + b_h)


def _bias_in_the_first_row(X, H, W_xh, W_hh, b_h):
    return tanh(X @ W_xh + H @ W_hh + cat((b_h, torch.zeros(len(X) - 1, b_h.shape[1]))))


def _summed_apart(groups, phis):
    """Each group of the three terms has a φ of its own."""

    def mistaken(X, H, W_xh, W_hh, b_h):
        terms = X @ W_xh, H @ W_hh, b_h
        return sum(phi(sum(terms[term] for term in group)) for group, phi in zip(groups, phis, strict=True))

    return mistaken


def _same(A):
    return A


def _drawn(some):
    return [arguments(*(some.randint(1, 4) for _ in "ndh"), seed=some.randrange(10**9)) for _ in range(6)]


CASES = [*(arguments(*letters) for letters in SIZES), arguments(2, 2, 2, seed=1), arguments(3, 2, 4, seed=2)]
PARTS = {term: [only(TAKES, arguments(*of), kept) for of in ((2, 2, 2), (2, 3, 4))] for term, kept in TERMS.items()}

# Whatever makes matrix products in torch, and how many it makes.
PRODUCTS = dict.fromkeys(
    (
        "matmul",
        "__matmul__",
        "__rmatmul__",
        "linalg_matmul",
        "mm",
        "bmm",
        "mv",
        "dot",
        "vdot",
        "inner",
        "addmm",
        "addmv",
    )
    + ("addbmm", "baddbmm", "linear", "bilinear", "einsum", "tensordot", "chain_matmul", "linalg_multi_dot"),
    1,
) | dict.fromkeys(("rnn_tanh", "rnn_relu", "rnn_tanh_cell", "rnn_relu_cell"), 2)


def _one_product(called, calls):
    """The mistake of those who do not make one product in each call."""
    products = sum(many * called[name] for name, many in PRODUCTS.items())
    return None if products == calls else "two_products" if products > calls else "no_matrix_product"


# The mistakes in the formula itself, in whichever way it is computed.
FORMULA = [
    ("no_bias", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh + H @ W_hh)),
    ("bias_twice", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh + H @ W_hh + 2 * b_h)),
    ("bias_outside", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh + H @ W_hh) + b_h),
    ("bias_not_broadcast", _bias_in_the_first_row),
    ("bias_not_broadcast", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh + H @ W_hh + b_h[0, 0])),
    ("bias_not_broadcast", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh + H @ W_hh + b_h.mean())),
    ("bias_not_broadcast", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh + H @ W_hh + b_h.sum())),
    ("bias_not_broadcast", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh + H @ W_hh + b_h.T)),
    ("no_memory", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh + b_h)),
    ("no_input", lambda X, H, W_xh, W_hh, b_h: tanh(H @ W_hh + b_h)),
    ("no_tanh", lambda X, H, W_xh, W_hh, b_h: X @ W_xh + H @ W_hh + b_h),
    ("sigmoid", lambda X, H, W_xh, W_hh, b_h: sigmoid(X @ W_xh + H @ W_hh + b_h)),
    ("softmax", lambda X, H, W_xh, W_hh, b_h: softmax(X @ W_xh + H @ W_hh + b_h, 1)),
    ("softmax", lambda X, H, W_xh, W_hh, b_h: softmax(X @ W_xh + H @ W_hh + b_h, 0)),
    ("relu", lambda X, H, W_xh, W_hh, b_h: relu(X @ W_xh + H @ W_hh + b_h)),
    ("tanh_twice", lambda X, H, W_xh, W_hh, b_h: tanh(tanh(X @ W_xh + H @ W_hh + b_h))),
    *(
        ("tanh_of_each", _summed_apart(groups, phis))
        for groups in (((0, 1), (2,)), ((0, 2), (1,)), ((0,), (1, 2)), ((0,), (1,), (2,)))
        for phis in product((tanh, _same), repeat=len(groups))
        if tanh in phis and (groups, phis) != (((0, 1), (2,)), (tanh, _same))  # that is the bias outside
    ),
    ("turned_over", lambda *args: _step(*args).T),
    ("return_in_loop", lambda *args: _step(*args)[:1]),
    ("return_in_loop", lambda *args: _step(*args)[0]),
    ("state_before", lambda X, H, W_xh, W_hh, b_h: H),
]

STEP = Function(
    name="step",
    takes=TAKES,
    returns=("H_t",),
    plain=Kind("tensor", "H_t"),
    cases=CASES,
    reference=_step,
    drawn=_drawn,
    mistakes=[
        *FORMULA,
        ("W_hh_transposed", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh + H @ W_hh.T + b_h)),
        ("W_xh_transposed", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh.T + H @ W_hh + b_h)),
        ("both_transposed", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh.T + H @ W_hh.T + b_h)),
        ("weights_first", lambda X, H, W_xh, W_hh, b_h: tanh(W_xh @ X + W_hh @ H + b_h)),
        ("X_and_H_swapped", lambda X, H, W_xh, W_hh, b_h: tanh(H @ W_xh + X @ W_hh + b_h)),
        ("elementwise", lambda X, H, W_xh, W_hh, b_h: tanh(X * W_xh + H * W_hh + b_h)),
        ("elementwise", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh + H * W_hh + b_h)),
        ("product_of_terms", lambda X, H, W_xh, W_hh, b_h: tanh((X @ W_xh) * (H @ W_hh) + b_h)),
        ("minus", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh + H @ W_hh - b_h)),
        ("minus", lambda X, H, W_xh, W_hh, b_h: tanh(X @ W_xh - H @ W_hh + b_h)),
    ],
    sizes=sizes,
    parts=PARTS,
)

STEP_CONCAT = Function(
    name="step_concat",
    takes=TAKES,
    returns=("H_t",),
    plain=Kind("tensor", "H_t"),
    cases=CASES,
    reference=lambda X, H, W_xh, W_hh, b_h: tanh(cat((X, H), 1) @ cat((W_xh, W_hh), 0) + b_h),
    drawn=_drawn,
    mistakes=[
        *FORMULA,
        ("weights_order", lambda X, H, W_xh, W_hh, b_h: tanh(cat((X, H), 1) @ cat((W_hh, W_xh), 0) + b_h)),
        ("inputs_order", lambda X, H, W_xh, W_hh, b_h: tanh(cat((H, X), 1) @ cat((W_xh, W_hh), 0) + b_h)),
        ("inputs_axis", lambda X, H, W_xh, W_hh, b_h: tanh(cat((X, H), 0) @ cat((W_xh, W_hh), 0) + b_h)),
        ("inputs_axis", lambda X, H, W_xh, W_hh, b_h: tanh(cat((X, H)) @ cat((W_xh, W_hh)) + b_h)),
        ("weights_axis", lambda X, H, W_xh, W_hh, b_h: tanh(cat((X, H), 1) @ cat((W_xh, W_hh), 1) + b_h)),
        ("both_axes", lambda X, H, W_xh, W_hh, b_h: tanh(cat((X, H), 0) @ cat((W_xh, W_hh), 1) + b_h)),
        ("added_not_joined", lambda X, H, W_xh, W_hh, b_h: tanh((X + H) @ (W_xh + W_hh) + b_h)),
        ("weights_transposed", lambda X, H, W_xh, W_hh, b_h: tanh(cat((X, H), 1) @ cat((W_xh.T, W_hh.T), 0) + b_h)),
        ("weights_transposed", lambda X, H, W_xh, W_hh, b_h: tanh(cat((X, H), 1) @ cat((W_xh, W_hh), 0).T + b_h)),
        ("weights_transposed", lambda X, H, W_xh, W_hh, b_h: tanh(cat((X, H), 1) @ cat((W_xh, W_hh.T), 0) + b_h)),
        ("not_multiplied", lambda X, H, W_xh, W_hh, b_h: cat((X, H), 1)),
    ],
    sizes=sizes,
    parts=PARTS,
    way=_one_product,
)

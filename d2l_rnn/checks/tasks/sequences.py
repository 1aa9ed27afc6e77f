"""The loop over time (9.4.5, 9.4.6): all outputs, and the state to hand over."""

import torch
from torch import sigmoid, softmax, stack, tanh

from ..plain import Kind
from .function import Function, numbers, only

TAKES = ("Xs", "H", "W_xh", "W_hh", "b_h", "W_hq", "b_q")
TERMS = {
    "X W_xh": ("Xs", "W_xh", "W_hq"),
    "H W_hh": ("H", "W_hh", "W_hq"),
    "b_h": ("b_h", "W_hq"),
    "b_q": ("b_q",),
}
SIZES = [(1, 1, 1, 1, 1), (1, 2, 1, 1, 1), (1, 1, 2, 1, 1), (1, 1, 1, 2, 1), (1, 1, 1, 1, 2), (2, 1, 1, 1, 1)]
SIZES += [
    (2, 1, 2, 1, 1),
    (2, 1, 1, 2, 1),
    (2, 2, 1, 1, 2),
    (2, 2, 2, 2, 2),
    (3, 2, 3, 2, 1),
    (3, 1, 2, 3, 4),
    (4, 2, 3, 4, 2),
]


def arguments(T, n, d, h, q, seed=0):
    """Xs, H and the five parameters of these sizes."""
    shapes = (T, n, d), (n, h), (d, h), (h, h), (1, h), (h, q), (1, q)
    first = 10 * seed + 1000 * T + 100 * n + 10 * d + h + q
    return tuple(numbers(place, *shape) for place, shape in enumerate(shapes, first))


def sizes(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
    """The letters of a case."""
    return dict(zip("Tndhq", (*Xs.shape, H.shape[1], b_q.shape[1]), strict=True))


def states(Xs, H, W_xh, W_hh, b_h, phi=tanh):
    """H_0 to H_T in a list."""
    Hs = [H]
    for X in Xs:
        Hs.append(phi(X @ W_xh + Hs[-1] @ W_hh + b_h))
    return Hs


def _unroll(Xs, H, W_xh, W_hh, b_h, W_hq, b_q, phi=tanh):
    Hs = states(Xs, H, W_xh, W_hh, b_h, phi)
    return stack(Hs[1:]) @ W_hq + b_q, Hs[-1]


def _outputs(change):
    """The mistake of outputs and state that `change` makes from the states H_0 to H_T and W_hq, b_q."""
    return lambda Xs, H, W_xh, W_hh, b_h, W_hq, b_q: change(states(Xs, H, W_xh, W_hh, b_h), W_hq, b_q)


def _with(change):
    """The mistake that consists in unrolling with other arguments."""
    return lambda *args: _unroll(*change(*args))


def _apart(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
    """Every step starts from the same H."""
    Hs = tanh(Xs @ W_xh + H @ W_hh + b_h)
    return Hs @ W_hq + b_q, Hs[-1]


def _apart_from_zeros(Xs, H, *weights):
    return _apart(Xs, torch.zeros_like(H), *weights)


def _zeros_after_the_first(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
    Hs = tanh(Xs @ W_xh + b_h)
    Hs[0] = tanh(Xs[0] @ W_xh + H @ W_hh + b_h)
    return Hs @ W_hq + b_q, Hs[-1]


def _backwards(Xs, H, *weights):
    Os, H_T = _unroll(Xs.flip(0), H, *weights)
    return Os.flip(0), H_T


def _over_sequences(Xs, H, *weights):
    """The loop runs over axis 1, the sequences, as if it were time."""
    Os, H_T = _unroll(Xs.transpose(0, 1), H, *weights)
    return Os.transpose(0, 1), H_T


def _over_sequences_into_zeros(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
    """The same, with an output tensor that is made beforehand."""
    n, T, _ = Xs.shape
    Os = torch.zeros(T, n, b_q.shape[1])
    for t in range(T):
        H = tanh(Xs[:, t] @ W_xh + H @ W_hh + b_h)
        Os[t] = H @ W_hq + b_q
    return Os, H


def _steps_of_another_form(step):
    """The mistake of those whose step is another one."""

    def mistaken(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
        Hs = [H]
        for X in Xs:
            Hs.append(step(X @ W_xh, Hs[-1] @ W_hh, b_h, Hs[-1]))
        return stack(Hs[1:]) @ W_hq + b_q, Hs[-1]

    return mistaken


def _some_steps(which, cut):
    """Some steps are not taken. The outputs are written into zeros, of which those without a step may be cut off."""

    def mistaken(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
        Os = torch.zeros(len(Xs), len(H), b_q.shape[1])
        for t in range(len(Xs))[which]:
            H = tanh(Xs[t] @ W_xh + H @ W_hh + b_h)
            Os[t] = H @ W_hq + b_q
        return Os[which] if cut else Os, H

    return mistaken


def _output_handed_on(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
    Os = []
    for X in Xs:
        H = tanh(X @ W_xh + H @ W_hh + b_h) @ W_hq + b_q
        Os.append(H)
    return stack(Os), H


UNROLL = Function(
    name="unroll",
    takes=TAKES,
    returns=("Os", "H_T"),
    plain=Kind("two_tensors", "Os", "H_T"),
    cases=[arguments(*letters) for letters in SIZES],
    reference=_unroll,
    drawn=lambda some: [
        arguments(*(some.randint(1, 4) for _ in "Tndhq"), seed=some.randrange(10**9)) for _ in range(6)
    ],
    mistakes=[
        ("swapped", lambda *args: _unroll(*args)[::-1]),
        ("only_Os", lambda *args: _unroll(*args)[0]),
        ("only_H_T", lambda *args: _unroll(*args)[1]),
        ("list_of_outputs", lambda *args: (list(_unroll(*args)[0]), _unroll(*args)[1])),
        ("list_of_outputs", lambda *args: (tuple(_unroll(*args)[0]), _unroll(*args)[1])),
        ("all_states", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[1:]) @ W_hq + b_q, Hs))),
        ("all_states", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[1:]) @ W_hq + b_q, Hs[1:]))),
        ("all_states", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[1:]) @ W_hq + b_q, stack(Hs)))),
        ("all_states", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[1:]) @ W_hq + b_q, stack(Hs[1:])))),
        ("first_state", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[1:]) @ W_hq + b_q, Hs[1]))),
        ("initial_state", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[1:]) @ W_hq + b_q, Hs[0]))),
        ("state_but_one", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[1:]) @ W_hq + b_q, Hs[-2]))),
        ("output_for_state", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[1:]) @ W_hq + b_q, Hs[-1] @ W_hq + b_q))),
        ("states_for_outputs", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[1:]), Hs[-1]))),
        ("outputs_from_before", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[:-1]) @ W_hq + b_q, Hs[-1]))),
        ("last_output_only", _outputs(lambda Hs, W_hq, b_q: (Hs[-1] @ W_hq + b_q, Hs[-1]))),
        ("return_in_loop", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[1:2]) @ W_hq + b_q, Hs[1]))),
        ("return_in_loop", _outputs(lambda Hs, W_hq, b_q: (Hs[1] @ W_hq + b_q, Hs[1]))),
        ("one_output_too_many", _outputs(lambda Hs, W_hq, b_q: (stack(Hs) @ W_hq + b_q, Hs[-1]))),
        ("same_state", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[-1:] * len(Hs[1:])) @ W_hq + b_q, Hs[-1]))),
        ("joined_not_stacked", _outputs(lambda Hs, W_hq, b_q: (torch.cat(Hs[1:]) @ W_hq + b_q, Hs[-1]))),
        ("stacked_along_1", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[1:], 1) @ W_hq + b_q, Hs[-1]))),
        ("no_b_q", _outputs(lambda Hs, W_hq, b_q: (stack(Hs[1:]) @ W_hq, Hs[-1]))),
        ("outputs_squashed", _outputs(lambda Hs, W_hq, b_q: (tanh(stack(Hs[1:]) @ W_hq + b_q), Hs[-1]))),
        ("outputs_squashed", _outputs(lambda Hs, W_hq, b_q: (softmax(stack(Hs[1:]) @ W_hq + b_q, -1), Hs[-1]))),
        ("not_handed_on", _apart),
        ("no_memory", _apart_from_zeros),
        ("not_handed_on", _zeros_after_the_first),
        ("not_handed_on", lambda *args: (_apart(*args)[0], _unroll(*args)[1])),
        ("H_ignored", _with(lambda Xs, H, *weights: (Xs, torch.zeros_like(H), *weights))),
        ("same_input", _with(lambda Xs, *others: (Xs[:1].expand_as(Xs), *others))),
        ("same_input", _with(lambda Xs, *others: (Xs[-1:].expand_as(Xs), *others))),
        ("no_tanh", lambda *args: _unroll(*args, phi=lambda A: A)),
        ("sigmoid", lambda *args: _unroll(*args, phi=sigmoid)),
        ("sigmoid", lambda *args: _unroll(*args, phi=torch.relu)),
        ("softmax", lambda *args: _unroll(*args, phi=lambda A: softmax(A, -1))),
        ("softmax", lambda *args: _unroll(*args, phi=lambda A: softmax(A, 0))),
        ("no_b_h", _with(lambda Xs, H, W_xh, W_hh, b_h, *output: (Xs, H, W_xh, W_hh, 0 * b_h, *output))),
        ("bias_twice", _with(lambda Xs, H, W_xh, W_hh, b_h, *output: (Xs, H, W_xh, W_hh, 2 * b_h, *output))),
        ("W_hh_transposed", _with(lambda Xs, H, W_xh, W_hh, *others: (Xs, H, W_xh, W_hh.T, *others))),
        ("backwards", _backwards),
        ("backwards", lambda Xs, *others: _unroll(Xs.flip(0), *others)),
        ("over_sequences", _over_sequences),
        ("over_sequences", _over_sequences_into_zeros),
        ("over_sequences", lambda Xs, *others: _unroll(Xs.transpose(0, 1), *others)),
        ("bias_outside", _steps_of_another_form(lambda X, H, b, _: tanh(X + H) + b)),
        ("tanh_of_each", _steps_of_another_form(lambda X, H, b, _: tanh(X) + tanh(H) + tanh(b))),
        ("tanh_of_each", _steps_of_another_form(lambda X, H, b, _: tanh(X) + tanh(H) + b)),
        ("tanh_of_each", _steps_of_another_form(lambda X, H, b, _: tanh(X) + tanh(H + b))),
        ("tanh_of_each", _steps_of_another_form(lambda X, H, b, _: tanh(X) + H + b)),
        ("tanh_of_each", _steps_of_another_form(lambda X, H, b, _: tanh(X + b) + H)),
        ("added_to_the_state", _steps_of_another_form(lambda X, H, b, before: before + tanh(X + H + b))),
        ("no_input", _with(lambda Xs, *others: (0 * Xs, *others))),
        ("first_step_left_out", _with(lambda Xs, *others: (Xs[1:], *others))),
        ("last_step_left_out", _with(lambda Xs, *others: (Xs[:-1], *others))),
        *(
            (key, _some_steps(which, cut))
            for key, which in (("first_step_left_out", slice(1, None)), ("last_step_left_out", slice(-1)))
            for cut in (True, False)
        ),
        ("output_handed_on", _output_handed_on),
        ("mean_of_outputs", _outputs(lambda Hs, W_hq, b_q: ((stack(Hs[1:]) @ W_hq + b_q).mean(0), Hs[-1]))),
        ("added_outputs", _outputs(lambda Hs, W_hq, b_q: ((stack(Hs[1:]) @ W_hq + b_q).sum(0), Hs[-1]))),
    ],
    sizes=sizes,
    parts={
        term: [only(TAKES, arguments(*of), kept) for of in ((2, 2, 2, 2, 2), (3, 1, 2, 3, 4))]
        for term, kept in TERMS.items()
    },
)

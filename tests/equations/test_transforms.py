"""torch.func: vmap over any of the tensors equals a loop, and its derivatives equal those of autograd."""

from dataclasses import replace

import pytest
import torch

from d2l_rnn import chars, gradients, interventions, rnn
from tests.equations.networks import assert_equal, network

pytestmark = pytest.mark.filterwarnings(
    "ignore:.torch.jit.script. is deprecated"
)  # torch.func's own, at its first call

X, p, H_0 = network(n=2, d=3, h=4, q=3, T=5, seed=1, dtype=torch.float64)
y = torch.tensor([[0, 2], [1, 1], [2, 0], [0, 0], [1, 2]])
GIVEN = {"X": X, "H_0": H_0, **p.tensors()}
EDITS = [
    {"kind": "state", "step": 2, "unit": 1, "value": 0.3},
    {"kind": "weight", "name": "W_hh", "row": 1, "column": 2, "value": 0.5},
]


def leaky(A):
    return torch.where(A > 0, A, A / 10)


def parts(thing, *names):
    return tuple(getattr(thing, name) for name in names)


FUNCTIONS = {
    "hidden": lambda X, p, H: (rnn.hidden(X[0], p),),
    "output": lambda X, p, H: (rnn.output(H, p),),
    "step": lambda X, p, H: (rnn.step(X[0], H, p),),
    "step_concat": lambda X, p, H: (rnn.step_concat(X[0], H, p),),
    "unroll": lambda X, p, H: parts(rnn.unroll(X, p, H), "H", "O"),
    "unroll from 0": lambda X, p, H: parts(rnn.unroll(X, p), "H", "O"),
    "unroll, one step": lambda X, p, H: parts(rnn.unroll(X[:1], p, H), "H", "O"),
    "unroll, another phi": lambda X, p, H: parts(rnn.unroll(X, p, H, leaky), "H", "O"),
    "unroll_edited": lambda X, p, H: parts(interventions.unroll_edited(X, p, EDITS, H), "H", "O"),
    "step_losses": lambda X, p, H: (rnn.step_losses(rnn.unroll(X, p, H).O, y),),
    "through_time": lambda X, p, H: parts(gradients.through_time(X, y, p, None, H), "dH", "local", "dA", "dO", "W_hh"),
    "through_time, one loss": lambda X, p, H: parts(gradients.through_time(X, y, p, 3, H), "dH", "dA", "W_hq"),
    "jacobians": lambda X, p, H: (gradients.jacobians(X, p, H),),
}


def several(name, count=3):
    """As many tensors in place of one of those given, along a new first axis."""
    return torch.stack([GIVEN[name] * (k + 1) / 2 for k in range(count)])


def of_tensors(function, names):
    """The function of X, p and H_0 as one of the named tensors; the others are those given."""

    def called(*values):
        X, H_0, *weights = (GIVEN | dict(zip(names, values, strict=True))).values()
        return function(X, rnn.Params(*weights), H_0)

    return called


@pytest.mark.parametrize("names", [*([name] for name in GIVEN), list(GIVEN)], ids=", ".join)
@pytest.mark.parametrize("function", FUNCTIONS.values(), ids=FUNCTIONS)
def test_vmap_over_one_tensor_or_all_equals_a_loop(function, names):
    function, values = of_tensors(function, names), [several(name) for name in names]
    mapped = torch.func.vmap(function)(*values)
    looped = [function(*one) for one in zip(*values, strict=True)]
    for found, expected in zip(mapped, zip(*looped, strict=True), strict=True):
        assert_equal(found, torch.stack(expected), 1e-12)


@pytest.mark.parametrize(
    "function",
    [
        lambda y: rnn.step_losses(torch.linspace(-1, 1, 5 * 2 * 3).view(5, 2, 3), y),
        lambda y: gradients.through_time(X, y, p).dH,
        lambda y: chars.one_hot(y, "abc"),
    ],
    ids=["step_losses", "through_time", "one_hot"],
)
def test_vmap_over_the_indices_of_tokens_equals_a_loop(function):
    ys = torch.stack([y, y.flip(0), (y + 1) % 3])
    assert_equal(torch.func.vmap(function)(ys), torch.stack([function(one) for one in ys]), 1e-12)


def test_sizes_are_checked_inside_vmap_as_outside():
    with pytest.raises(ValueError, match="Here d, the number of inputs, is 3, not 2"):
        torch.func.vmap(lambda X: rnn.unroll(X, p).O)(torch.zeros(4, 5, 2, 2, dtype=torch.float64))


def loss_of(name):
    losses = of_tensors(FUNCTIONS["step_losses"], [name])
    return lambda value: losses(value)[0].mean()


def by_autograd(loss, value):
    value = value.clone().requires_grad_()
    return torch.autograd.grad(loss(value), value)[0]


@pytest.mark.parametrize("name", GIVEN)
@pytest.mark.parametrize("transform", [torch.func.grad, torch.func.jacrev, torch.func.jacfwd])
def test_derivatives_of_a_loss_are_autograd_s(transform, name):
    assert_equal(transform(loss_of(name))(GIVEN[name]), by_autograd(loss_of(name), GIVEN[name]), 1e-12)


@pytest.mark.parametrize("name", GIVEN)
def test_gradients_for_several_networks_at_once_are_those_of_each(name):
    loss, values = loss_of(name), several(name)
    expected = torch.stack([by_autograd(loss, value) for value in values])
    assert_equal(torch.func.vmap(torch.func.grad(loss))(values), expected, 1e-12)


@pytest.mark.parametrize("name", ["X", "W_hh"])
def test_second_derivatives_are_autograd_s(name):
    loss = loss_of(name)
    expected = torch.autograd.functional.hessian(loss, GIVEN[name])
    assert_equal(torch.func.hessian(loss)(GIVEN[name]), expected, 1e-12)


def test_the_jacobian_of_a_step_is_the_section_s_formula():
    jacobian = torch.func.jacrev(lambda X_t, H: rnn.step(X_t[None], H[None], p)[0], argnums=1)
    assert_equal(torch.func.vmap(jacobian)(X[0], H_0), gradients.jacobians(X[:1], p, H_0)[0], 1e-12)


def test_a_gradient_can_be_taken_of_one_weight_matrix_in_a_params():
    def loss(W_hh):
        return rnn.step_losses(rnn.unroll(X, replace(p, W_hh=W_hh), H_0).O, y).mean()

    assert_equal(torch.func.grad(loss)(p.W_hh), gradients.through_time(X, y, p, H_0=H_0).total()["W_hh"], 1e-12)


@pytest.mark.parametrize("name", GIVEN)
def test_forward_derivatives_without_torch_func_are_right_too(name):
    loss, direction = loss_of(name), torch.ones_like(GIVEN[name])
    with torch.autograd.forward_ad.dual_level():
        dual = torch.autograd.forward_ad.make_dual(GIVEN[name], direction)
        found = torch.autograd.forward_ad.unpack_dual(loss(dual)).tangent
    assert_equal(found, by_autograd(loss, GIVEN[name]).sum(), 1e-12)

"""The gradient through time against autograd: every total, every lag, every step's own term."""

from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

from d2l_rnn import rnn
from d2l_rnn.gradients import jacobians, through_time

from .networks import network

NAMES = ["W_xh", "W_hh", "b_h", "W_hq", "b_q"]
PRECISIONS = pytest.mark.parametrize("dtype, most", [(torch.float32, 1e-6), (torch.float64, 1e-12)])
sizes = st.fixed_dictionaries({letter: st.integers(1, 7) for letter in "ndhqT"} | {"seed": st.integers(0, 10**6)})


def case_of(n, d, h, q, T, seed, dtype=torch.float64, sigma=0.8):
    X, p, H_0 = network(n, d, h, q, T, seed, dtype, sigma)
    return X, torch.randint(q, (T, n), generator=torch.Generator().manual_seed(seed)), p, H_0


def by_autograd(X, y, p, t, H_0):
    """The same gradients by autograd, with weights of its own for each step: unshared, each step's term stands alone.

    The states are kept as leaves' children with retain_grad, so that dL/dH_k is autograd's, too.
    """
    T = len(X)
    weights = {name: [tensor.clone().requires_grad_() for _ in range(T)] for name, tensor in p.tensors().items()}
    H, outputs = [H_0.clone().requires_grad_()], []
    for k in range(T):
        own = {name: copies[k] for name, copies in weights.items()}
        H.append(torch.tanh(X[k] @ own["W_xh"] + H[-1] @ own["W_hh"] + own["b_h"]))
        H[-1].retain_grad()
        outputs.append(H[-1] @ own["W_hq"] + own["b_q"])
    losses = torch.stack([cross_entropy(O, y_k) for O, y_k in zip(outputs, y, strict=True)])
    (losses.mean() if t is None else losses[t - 1]).backward()

    def gradient(tensor):
        return torch.zeros_like(tensor) if tensor.grad is None else tensor.grad

    terms = {name: torch.stack([gradient(copy) for copy in copies]) for name, copies in weights.items()}
    return torch.stack([gradient(state) for state in H]), terms


def largest_difference(a, b):
    assert a.shape == b.shape
    return (a - b).abs().max().item()


@PRECISIONS
@given(sizes, st.data())
@settings(max_examples=40)
def test_every_state_s_gradient_and_every_step_s_term_are_autograd_s(dtype, most, case, data):
    t = data.draw(st.none() | st.integers(1, case["T"]), label="t")
    X, y, p, H_0 = case_of(**case, dtype=dtype)
    found = through_time(X, y, p, t, H_0)
    dH, terms = by_autograd(X, y, p, t, H_0)
    assert largest_difference(found.dH, dH) <= most
    for name in NAMES:
        assert largest_difference(getattr(found, name), terms[name]) <= most, name


@PRECISIONS
@given(sizes, st.booleans(), st.data())
@settings(max_examples=40)
def test_the_terms_add_up_to_the_gradient_that_training_uses(dtype, most, case, from_zero, data):
    t = data.draw(st.none() | st.integers(1, case["T"]), label="t")
    X, y, p, H_0 = case_of(**case, dtype=dtype)
    H_0 = None if from_zero else H_0
    shared = p.map(lambda tensor: tensor.clone().requires_grad_())
    losses = rnn.step_losses(rnn.unroll(X, shared, H_0).O, y)
    (losses.mean() if t is None else losses[t - 1].mean()).backward()
    total = through_time(X, y, p, t, H_0).total()
    assert list(total) == NAMES
    for name, tensor in shared.tensors().items():
        assert largest_difference(total[name], tensor.grad) <= most, name


@given(sizes)
@settings(max_examples=30)
def test_local_is_what_goes_through_the_step_s_own_output_alone(case):
    X, y, p, H_0 = case_of(**case)
    found = through_time(X, y, p, H_0=H_0)
    for k in range(1, case["T"] + 1):
        H = rnn.unroll(X, p, H_0).H[k].requires_grad_()
        (cross_entropy(rnn.output(H, p), y[k - 1]) / case["T"]).backward()
        assert largest_difference(found.local[k], H.grad) <= 1e-12
    assert (found.local[0] == 0).all()  # H_0 has no output


@given(sizes)
@settings(max_examples=30)
def test_the_rest_of_a_state_s_gradient_came_back_through_the_next_step_s_jacobian(case):
    X, y, p, H_0 = case_of(**case)
    found, H = through_time(X, y, p, H_0=H_0), rnn.unroll(X, p, H_0).H
    for k in range(case["T"]):
        back = torch.stack(
            [
                found.dH[k + 1, i]
                @ torch.autograd.functional.jacobian(
                    lambda before, i=i, k=k: rnn.step(X[k, i : i + 1], before, p)[0], H[k, i : i + 1]
                )[:, 0]
                for i in range(case["n"])
            ]
        )
        assert largest_difference(found.dH[k] - found.local[k], back) <= 1e-12


@given(sizes)
@settings(max_examples=30)
def test_the_gradient_of_the_mean_loss_is_the_mean_of_the_steps_gradients(case):
    X, y, p, H_0 = case_of(**case)
    whole = through_time(X, y, p, H_0=H_0)
    steps = [through_time(X, y, p, t, H_0) for t in range(1, case["T"] + 1)]
    for name in ["dH", "local", *NAMES]:
        mean = torch.stack([getattr(step, name) for step in steps]).mean(0)
        assert largest_difference(getattr(whole, name), mean) <= 1e-12, name


def test_nothing_after_step_t_has_a_part_in_its_loss():
    X, y, p, H_0 = case_of(n=2, d=3, h=4, q=3, T=6, seed=0)
    found = through_time(X, y, p, 3, H_0)
    assert (found.dH[4:] == 0).all() and (found.dH[:4] != 0).all()
    for name in NAMES:
        assert (getattr(found, name)[3:] == 0).all(), name
    assert (found.W_hq[:2] == 0).all() and (found.b_q[:2] == 0).all()
    assert (found.local[[0, 1, 2, 4, 5, 6]] == 0).all()


def test_the_norms_are_the_lengths_of_the_states_gradients():
    X, y, p, H_0 = case_of(n=2, d=3, h=4, q=3, T=6, seed=0)
    found = through_time(X, y, p, H_0=H_0)
    expected = [sum(number**2 for number in dH_k.flatten().tolist()) ** 0.5 for dH_k in found.dH]
    assert found.norms().tolist() == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("scale, vanishes", [(0.5, True), (3.0, False)])
def test_a_small_W_hh_lets_the_gradient_vanish_and_a_large_one_lets_it_grow(scale, vanishes):
    """With W_hh = scale times a rotation and inputs so small that tanh is nearly linear, each step multiplies by it."""
    rotation = torch.linalg.qr(torch.randn(4, 4, dtype=torch.float64, generator=torch.Generator().manual_seed(0)))[0]
    X, y, p, _ = case_of(n=1, d=3, h=4, q=3, T=8, seed=0)
    p = replace(p, W_hh=scale * rotation, b_h=torch.zeros_like(p.b_h), W_xh=1e-9 * p.W_xh)
    norms = through_time(X, y, p, 8).norms()
    ratios = norms[:-1] / norms[1:]
    assert ratios.tolist() == pytest.approx([scale] * 8, rel=1e-6)
    assert (norms[0] < norms[-1]) == vanishes


def test_a_non_normal_W_hh_of_spectral_radius_one_half_first_makes_the_gradient_grow():
    X, y, p, _ = case_of(n=1, d=3, h=2, q=3, T=40, seed=0)
    W_hh = torch.tensor([[0.5, 100.0], [0.0, 0.5]], dtype=torch.float64)
    p = replace(p, W_hh=W_hh, b_h=torch.zeros_like(p.b_h), W_xh=1e-12 * p.W_xh)
    norms = through_time(X, y, p, 40).norms()
    assert torch.linalg.eigvals(W_hh).abs().max() == 0.5
    assert norms.max() > 50 * norms[-1]
    assert norms[0] < 1e-6 * norms[-1]


def test_it_needs_no_gradient_switched_on_and_leaves_no_record():
    X, y, p, H_0 = case_of(n=2, d=3, h=4, q=3, T=4, seed=0)
    asked = p.map(lambda tensor: tensor.clone().requires_grad_())
    with torch.no_grad():
        found = through_time(X, y, asked, H_0=H_0)
    again = through_time(X, y, asked, H_0=H_0)
    assert not again.dH.requires_grad and asked.W_hh.grad is None
    assert torch.equal(found.dH, again.dH)
    assert repr(found) == "ThroughTime: 4 steps, n = 2 sequences, h = 4 hidden units"


@given(sizes)
@settings(max_examples=30)
def test_what_came_back_is_the_whole_without_the_local_part_and_nothing_at_the_last_step(case):
    X, y, p, H_0 = case_of(**case)
    found = through_time(X, y, p, H_0=H_0)
    assert largest_difference(found.local + found.back, found.dH) <= 1e-15
    assert (found.back[-1] == 0).all()


@PRECISIONS
@given(sizes)
@settings(max_examples=30)
def test_every_jacobian_is_autograd_s_and_takes_a_gradient_one_step_back(dtype, most, case):
    X, y, p, H_0 = case_of(**case, dtype=dtype)
    J, H, found = jacobians(X, p, H_0), rnn.unroll(X, p, H_0).H, through_time(X, y, p, H_0=H_0)
    assert J.shape == (case["T"], case["n"], case["h"], case["h"])
    for k in range(case["T"]):
        for i in range(case["n"]):
            one = slice(i, i + 1)
            expected = torch.autograd.functional.jacobian(
                lambda before, one=one, k=k: rnn.step(X[k, one], before, p)[0], H[k, one]
            )[:, 0]
            assert largest_difference(J[k, i], expected) <= 10 * most
    assert largest_difference((found.dH[1:, :, None] @ J)[:, :, 0], found.back[:-1]) <= 10 * most


def test_the_norm_of_a_jacobian_bounds_what_a_step_does_to_a_gradient_and_the_product_leads_all_the_way():
    X, y, p, _ = case_of(n=1, d=3, h=5, q=3, T=9, seed=1)
    J, found = jacobians(X, p)[:, 0], through_time(X, y, p, 9)
    norms = torch.linalg.matrix_norm(J, 2)
    assert (found.norms()[:-1] <= found.norms()[1:] * norms * (1 + 1e-12)).all()
    whole = torch.linalg.multi_dot([*J.flip(0)])
    assert largest_difference(found.dH[9] @ whole, found.dH[0]) <= 1e-12


def test_more_jacobians_than_fit_in_memory_are_refused_in_words():
    p = rnn.init_params(2, 1000, 2, seed=0)
    with pytest.raises(ValueError, match="The 200 Jacobians of X would hold 200000000 numbers"):
        jacobians(torch.zeros(100, 2, 2), p)


def test_the_terms_are_computed_when_they_are_asked_for_and_their_sum_without_them():
    T = 2000
    X, y, p = torch.zeros(T, 1, 2), torch.zeros(T, 1, dtype=torch.long), rnn.init_params(2, 250, 2, seed=0)
    found = through_time(X, y, p)
    assert found.total()["W_hh"].shape == (250, 250)  # the terms would be 125 million numbers
    with pytest.raises(ValueError, match="The terms of W_hh would hold 125000000 numbers"):
        found.W_hh  # noqa: B018

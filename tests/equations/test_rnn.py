"""The equations against PyTorch's own network, against loops written out, and against what the section says."""

import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from d2l_rnn import book, rnn
from tests.equations.networks import assert_equal, network, recorded, sizes

PHIS = [torch.tanh, torch.relu, torch.sigmoid, torch.nn.Softsign(), lambda A: A]


def written_out(X, p, H_0, phi=math.tanh):
    """The states and outputs number by number, as (9.4.5) and (9.4.6) say, in Python's own arithmetic."""
    W_xh, W_hh, b_h, W_hq, b_q = (tensor.double().tolist() for tensor in p)
    states, outputs = [H_0.double().tolist()], []
    for X_t in X.double().tolist():
        before = states[-1]
        states.append(
            [
                [
                    phi(
                        sum(x * W_xh[k][j] for k, x in enumerate(X_t[i]))
                        + sum(s * W_hh[k][j] for k, s in enumerate(before[i]))
                        + b_h[0][j]
                    )
                    for j in range(len(W_hh))
                ]
                for i in range(len(X_t))
            ]
        )
        outputs.append(
            [
                [sum(s * W_hq[k][j] for k, s in enumerate(row)) + b_q[0][j] for j in range(len(b_q[0]))]
                for row in states[-1]
            ]
        )
    return torch.tensor(states), torch.tensor(outputs)


# --- one step --------------------------------------------------------------------------------------------------------


def test_hidden_is_9_4_3_on_numbers_one_can_check_by_hand():
    p = rnn.Params(
        *map(torch.tensor, ([[1.0, 2.0]], [[9.0, 9.0], [9.0, 9.0]], [[0.5, -4.0]], [[1.0], [10.0]], [[100.0]]))
    )
    H = rnn.hidden(torch.tensor([[1.0], [-1.0]]), p, torch.relu)
    assert H.tolist() == [[1.5, 0.0], [0.0, 0.0]]
    assert rnn.output(H, p).tolist() == [[101.5], [100.0]]
    assert rnn.step(torch.tensor([[1.0]]), torch.tensor([[1.0, 0.5]]), p, torch.relu).tolist() == [[15.0, 11.5]]


@given(sizes)
@settings(max_examples=40)
def test_step_is_hidden_with_one_more_term(case):
    X, p, H_0 = network(**case)
    assert_equal(rnn.step(X[0], torch.zeros_like(H_0), p), rnn.hidden(X[0], p))
    assert_equal(rnn.step(X[0], H_0, p), torch.tanh(X[0] @ p.W_xh + H_0 @ p.W_hh + p.b_h))


@given(sizes, st.sampled_from(PHIS))
@settings(max_examples=60)
def test_one_product_of_concatenations_equals_the_sum_of_two_products(case, phi):
    X, p, H_0 = network(**case)
    assert_equal(rnn.step_concat(X[0], H_0, p, phi), rnn.step(X[0], H_0, p, phi), 4e-6)
    X, p, H_0 = network(**case, dtype=torch.float64)
    assert_equal(rnn.step_concat(X[0], H_0, p, phi), rnn.step(X[0], H_0, p, phi), 1e-13)


def test_the_book_s_shapes_give_equal_numbers_both_ways_and_swapped_weights_do_not():
    X, p, H = network(n=3, d=4, h=4, q=1, T=1, seed=0)
    assert_equal(rnn.step_concat(X[0], H, p), rnn.step(X[0], H, p))
    swapped = rnn.step_concat(X[0], H, replace(p, W_xh=p.W_hh, W_hh=p.W_xh))
    assert swapped.shape == (3, 4)
    assert (swapped - rnn.step(X[0], H, p)).abs().max() > 0.1


@given(sizes)
@settings(max_examples=30)
def test_the_bias_is_the_same_for_every_sequence_of_the_batch(case):
    X, p, H_0 = network(**case)
    one_by_one = [rnn.step(X[0, i : i + 1], H_0[i : i + 1], p) for i in range(case["n"])]
    assert_equal(torch.cat(one_by_one), rnn.step(X[0], H_0, p))


# --- a whole sequence ------------------------------------------------------------------------------------------------


@given(sizes)
@settings(max_examples=40)
def test_unroll_equals_the_equations_written_out_number_by_number(case):
    X, p, H_0 = network(**case)
    H, outputs = written_out(X, p, H_0)
    trace = rnn.unroll(X, p, H_0)
    assert_equal(trace.H, H, 2e-6)
    assert_equal(trace.O, outputs, 8e-6)
    assert torch.equal(trace.X, X) and torch.equal(trace.H[0], H_0)


@given(sizes, st.booleans())
@settings(max_examples=60)
def test_unroll_equals_nn_rnn_to_1e_6(case, from_zero):
    X, p, H_0 = network(**case, sigma=0.4)
    net, head = book.to_torch(p)
    with torch.no_grad():
        H, last = net(X) if from_zero else net(X, H_0[None])
        outputs = head(H)
    trace = rnn.unroll(X, p) if from_zero else rnn.unroll(X, p, H_0)
    assert_equal(trace.H[1:], H)
    assert_equal(trace.H[-1], last[0])
    assert_equal(trace.O, outputs)


@given(sizes, st.booleans())
@settings(max_examples=30)
def test_unroll_equals_the_book_s_rnn_scratch_to_1e_6(case, from_zero):
    X, p, H_0 = network(**case, sigma=0.4)
    model = book.to_d2l(p)
    with torch.no_grad():
        if from_zero:
            H, _ = model.rnn(X)
        else:
            H = [model.rnn(X[:, i : i + 1], H_0[None, i : i + 1])[0] for i in range(case["n"])]  # its state: n = 1 only
            H = [torch.cat(steps, 0) for steps in zip(*H, strict=True)]
        outputs = model.output_layer(H)
    trace = rnn.unroll(X, p) if from_zero else rnn.unroll(X, p, H_0)
    assert_equal(trace.H[1:], torch.stack(list(H)))
    assert_equal(trace.O.transpose(0, 1), outputs)


@given(sizes, st.sampled_from(PHIS))
@settings(max_examples=50)
def test_unroll_is_step_and_output_repeated_for_any_phi(case, phi):
    X, p, H = network(**case, dtype=torch.float64)
    trace = rnn.unroll(X, p, H, phi)
    for t in range(1, case["T"] + 1):
        H = rnn.step(X[t - 1], H, p, phi)
        assert_equal(trace.H[t], H, 1e-9 * max(1.0, H.abs().max().item()))
        assert_equal(trace.O[t - 1], rnn.output(H, p), 1e-9 * max(1.0, H.abs().max().item()))


@given(sizes)
@settings(max_examples=50)
def test_the_states_written_in_place_and_those_on_autograd_s_record_agree(case):
    X, p, H_0 = network(**case)
    in_place, on_record = rnn.unroll(X, p, H_0), rnn.unroll(X, recorded(p), H_0)
    assert not in_place.H.requires_grad and on_record.H.requires_grad
    assert_equal(in_place.H, on_record.H)
    assert_equal(in_place.O, on_record.O)
    with torch.no_grad():
        assert torch.equal(rnn.unroll(X, recorded(p), H_0).H, in_place.H)


@pytest.mark.parametrize("name", ["X", "H_0", "W_xh", "W_hh", "b_h", "W_hq", "b_q"])
def test_whichever_single_tensor_asks_for_a_gradient_gets_the_right_one(name):
    X, p, H_0 = network(n=2, d=3, h=4, q=3, T=5, seed=1, dtype=torch.float64)
    tensors = {"X": X, "H_0": H_0, **p.tensors()}

    def loss(value):
        X, H_0, *weights = (tensors | {name: value}).values()
        return rnn.unroll(X, rnn.Params(*weights), H_0).O.square().sum()

    assert torch.autograd.gradcheck(loss, tensors[name].clone().requires_grad_())


def test_a_phi_with_parameters_of_its_own_gets_their_gradient():
    X, p, _ = network(n=2, d=3, h=4, q=3, T=5, seed=1)
    phi = torch.nn.PReLU()
    rnn.unroll(X, p, phi=phi).O.square().sum().backward()
    slope = phi.weight.detach()
    eps = torch.tensor([1e-3])

    def loss(slope):
        return (
            rnn.unroll(X.double(), p.map(torch.Tensor.double), phi=lambda A: A.where(A > 0, A * slope)).O.square().sum()
        )

    expected = (loss((slope + eps).double()) - loss((slope - eps).double())) / (2 * eps)
    assert phi.weight.grad.item() == pytest.approx(expected.item(), rel=1e-3)


@pytest.mark.filterwarnings("ignore:.torch.jit.script. is deprecated")  # torch.func's own use of it, at its first call
def test_derivatives_forward_through_the_steps_are_right_too():
    X, p, H_0 = network(n=2, d=3, h=4, q=3, T=5, seed=1)

    def loss(W_hh):
        return rnn.unroll(X, replace(p, W_hh=W_hh), H_0).O.square().sum()

    W_hh = p.W_hh.clone().requires_grad_()
    (expected,) = torch.autograd.grad(loss(W_hh), W_hh)
    assert_equal(torch.func.jacfwd(loss)(p.W_hh), expected, 1e-4)


def test_a_trace_can_enter_a_later_computation_that_needs_gradients():
    X, p, H_0 = network(n=2, d=3, h=4, q=3, T=5, seed=1)
    W = torch.ones(4, 1, requires_grad=True)
    trace = rnn.unroll(X, p, H_0)
    (trace.H @ W).sum().backward()
    assert_equal(W.grad[:, 0], trace.H.sum((0, 1)), 1e-5)


def test_unroll_changes_nothing_that_it_was_given():
    X, p, H_0 = network(n=2, d=3, h=4, q=3, T=5, seed=1)
    before = [tensor.clone() for tensor in (X, H_0, *p)]
    rnn.unroll(X, p, H_0)
    assert all(torch.equal(a, b) for a, b in zip(before, (X, H_0, *p), strict=True))


@given(sizes, st.data())
@settings(max_examples=60)
def test_splitting_a_sequence_anywhere_and_handing_the_state_over_changes_nothing(case, data):
    case["T"] += 1
    X, p, H_0 = network(**case)
    cuts = data.draw(st.lists(st.integers(1, case["T"] - 1), max_size=3, unique=True).map(sorted))
    whole, H, pieces = rnn.unroll(X, p, H_0), H_0, []
    for start, end in zip([0, *cuts], [*cuts, case["T"]], strict=True):
        pieces.append(rnn.unroll(X[start:end], p, H))
        H = pieces[-1].H[-1]
    assert_equal(torch.cat([H_0[None], *(piece.H[1:] for piece in pieces)]), whole.H)
    assert_equal(torch.cat([piece.O for piece in pieces]), whole.O, 4e-6)


@pytest.mark.parametrize("n", [1, 2, 7])
def test_forgetting_to_hand_the_state_over_does_change_the_rest(n):
    X, p, H_0 = network(n=n, d=3, h=4, q=3, T=6, seed=1)
    assert (rnn.unroll(X[3:], p).O - rnn.unroll(X, p, H_0).O[3:]).abs().max() > 1e-2


@given(sizes)
@settings(max_examples=20)
def test_O_t_depends_on_no_later_input_and_on_every_earlier_one(case):
    X, p, H_0 = network(**case)
    X.requires_grad_()
    trace = rnn.unroll(X, p, H_0)
    for t in range(1, case["T"] + 1):
        (gradient,) = torch.autograd.grad(trace.at(t).O.sum(), X, retain_graph=True)
        assert (gradient[t:] == 0).all()  # exactly: there is no path at all
        assert gradient[:t].abs().flatten(1).amax(1).gt(0).all()


def test_changing_what_comes_after_m_a_c_leaves_O_3_as_it_was():
    X, p, _ = network(n=1, d=7, h=16, q=7, T=6, seed=0)
    changed = X.clone()
    changed[3:] += 1
    before, after = rnn.unroll(X, p), rnn.unroll(changed, p)
    assert torch.equal(before.O[:3], after.O[:3])
    assert not torch.isclose(before.O[3:], after.O[3:]).all(-1).any()
    for t in range(3):
        changed = X.clone()
        changed[t] += 1
        assert not torch.allclose(rnn.unroll(changed, p).at(3).O, before.at(3).O)


@given(sizes)
@settings(max_examples=30)
def test_the_sequences_of_a_batch_do_not_see_each_other(case):
    X, p, H_0 = network(**case)
    trace = rnn.unroll(X, p, H_0)
    for i in range(case["n"]):
        alone = rnn.unroll(X[:, i : i + 1], p, H_0[i : i + 1])
        assert_equal(alone.O, trace.O[:, i : i + 1], 4e-6)


def test_half_precision_is_computed_in_half_precision():
    X, p, H_0 = network(n=2, d=3, h=4, q=3, T=3, seed=1)
    for dtype, most in ((torch.float16, 1e-2), (torch.bfloat16, 1e-1)):
        low = rnn.unroll(X.to(dtype), p.map(lambda tensor, dtype=dtype: tensor.to(dtype)), H_0.to(dtype))
        assert low.H.dtype == low.O.dtype == dtype
        assert_equal(low.H, rnn.unroll(X, p, H_0).H, most)


def test_one_unit_can_keep_the_last_characters_exactly_and_forgets_the_oldest_first():
    codes = torch.tensor([3, 1, 20, 8, 9, 14, 5, 27, 11, 2, 19, 30], dtype=torch.float64)[:, None, None]
    kept = {}
    for dtype in (torch.float32, torch.float64):
        one, zero = torch.ones(1, 1, dtype=dtype), torch.zeros(1, 1, dtype=dtype)
        p = rnn.Params(one / 32, one / 32, zero, one, zero)
        h = rnn.unroll(codes.to(dtype), p, phi=lambda A: A).H[-1].item()
        read = []
        for _ in codes:
            h *= 32
            read.append(math.floor(h))
            h -= read[-1]
        right = [a == b for a, b in zip(read, codes.flatten().flip(0).tolist(), strict=True)]
        kept[dtype] = right.index(False) if False in right else len(right)
    assert kept[torch.float32] in (4, 5) and kept[torch.float64] in (10, 11)

"""The equations against PyTorch's own network, against loops written out, and against what the section says."""

import math
from dataclasses import replace

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from d2l_rnn import book, rnn

sizes = st.fixed_dictionaries({letter: st.integers(1, 9) for letter in "ndhqT"} | {"seed": st.integers(0, 10**6)})
PHIS = [torch.tanh, torch.relu, torch.sigmoid, torch.nn.Softsign(), lambda A: A]


def network(n, d, h, q, T, seed, dtype=torch.float32, sigma=0.7):
    """Random inputs, Params with biases that are not 0, and a state to begin with."""
    draw = torch.Generator().manual_seed(seed)
    p = rnn.init_params(d, h, q, sigma, seed)
    p = replace(p, b_h=torch.randn(1, h, generator=draw), b_q=torch.randn(1, q, generator=draw))
    X, H_0 = torch.randn(T, n, d, generator=draw), torch.rand(n, h, generator=draw) * 2 - 1
    return X.to(dtype), p.map(lambda tensor: tensor.to(dtype)), H_0.to(dtype)


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


def assert_equal(a, b, most=1e-6):
    assert a.shape == b.shape
    difference = (a.double() - b.double()).abs().max().item()
    assert difference <= most, f"the largest difference is {difference}"


def recorded(p):
    return p.map(lambda tensor: tensor.clone().requires_grad_())


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


# --- Trace, losses, Params -------------------------------------------------------------------------------------------


@given(sizes)
@settings(max_examples=30)
def test_a_trace_counts_steps_as_the_book_does(case):
    X, p, H_0 = network(**case)
    trace = rnn.unroll(X, p, H_0)
    assert len(trace) == case["T"]
    for t in range(1, case["T"] + 1):
        X_t, H_before, H, O = trace.at(t)
        assert torch.equal(X_t, X[t - 1])
        assert_equal(rnn.step(X_t, H_before, p), H)
        assert_equal(rnn.output(H, p), O, 4e-6)
    assert torch.equal(trace.at(1).H_before, H_0)
    for t in (0, case["T"] + 1, -1):
        with pytest.raises(ValueError, match="t must be at"):
            trace.at(t)


@given(sizes)
@settings(max_examples=30)
def test_a_step_s_loss_is_minus_the_log_of_the_target_s_probability(case):
    X, p, H_0 = network(**case)
    outputs = rnn.unroll(X, p, H_0).O
    y = torch.randint(case["q"], (case["T"], case["n"]), generator=torch.Generator().manual_seed(case["seed"]))
    losses = rnn.step_losses(outputs, y)
    assert losses.shape == y.shape
    for t in range(case["T"]):
        for i in range(case["n"]):
            expected = outputs[t, i].double().logsumexp(0) - outputs[t, i, y[t, i]].double()
            assert losses[t, i].item() == pytest.approx(expected.item(), abs=1e-5)


def test_equal_outputs_cost_the_logarithm_of_their_number():
    losses = rnn.step_losses(torch.zeros(6, 1, 7), torch.arange(6)[:, None])
    assert_equal(losses, torch.full((6, 1), math.log(7)))


@given(sizes)
def test_the_number_of_parameters_is_the_formula_s_and_unrolling_longer_adds_none(case):
    X, p, H_0 = network(**case)
    d, h, q = case["d"], case["h"], case["q"]
    p = recorded(p)
    assert rnn.num_params(p) == d * h + h * h + h + h * q + q
    for T in (1, case["T"], 3 * case["T"]):
        rnn.unroll(X[torch.arange(T) % case["T"]], p, H_0).O.sum().backward()
        assert rnn.num_params(p) == sum(tensor.grad.numel() for tensor in p) == d * h + h * h + h + h * q + q


def test_the_section_s_network_over_28_tokens_with_32_units_has_2876_numbers():
    assert rnn.num_params(rnn.init_params(28, 32, 28)) == 2876


def test_nn_rnn_counts_h_more_because_it_has_a_second_bias():
    p = rnn.init_params(5, 4, 1)
    net, head = book.to_torch(p)
    assert sum(tensor.numel() for tensor in net.parameters()) == 44
    assert rnn.num_params(p) - sum(tensor.numel() for tensor in head.parameters()) == 40


def test_params_are_the_book_s_five_in_its_order_with_its_shapes():
    p = rnn.init_params(3, 4, 5)
    assert list(p.tensors()) == ["W_xh", "W_hh", "b_h", "W_hq", "b_q"]
    assert [tuple(tensor.shape) for tensor in p] == [(3, 4), (4, 4), (1, 4), (4, 5), (1, 5)]
    assert p.sizes == {"d": 3, "h": 4, "q": 5}
    assert all(a is b for a, b in zip(p, p.tensors().values(), strict=True))
    assert repr(p) == "Params: d = 3 inputs, h = 4 hidden units, q = 5 outputs, 57 numbers"


def test_map_gives_params_of_the_function_s_values_and_leaves_the_old_ones():
    p = rnn.init_params(3, 4, 5, seed=0)
    doubled = p.map(lambda tensor: 2 * tensor)
    assert all(torch.equal(2 * a, b) for a, b in zip(p, doubled, strict=True))


def test_without_memory_the_states_are_those_of_a_network_without_hidden_states():
    X, p, H_0 = network(n=2, d=3, h=4, q=3, T=5, seed=1)
    trace = rnn.unroll(X, p.without_memory(), H_0)
    for t in range(1, 6):
        assert_equal(trace.H[t], rnn.hidden(X[t - 1], p))
    assert p.W_hh.abs().max() > 0


def test_random_weights_have_the_spread_that_is_promised():
    p = rnn.init_params(300, 400, 500, sigma=0.5, seed=0)
    spreads = {name: tensor.std().item() for name, tensor in p.tensors().items() if name.startswith("W")}
    assert spreads == pytest.approx({"W_xh": 0.5, "W_hh": 0.5 / 20, "W_hq": 0.5 / 20}, rel=0.02)
    assert p.b_h.abs().max() == p.b_q.abs().max() == 0
    assert torch.linalg.eigvals(p.W_hh).abs().max().item() == pytest.approx(0.5, rel=0.1)


def test_a_seed_gives_the_same_weights_and_another_seed_others():
    first, again, other = (list(rnn.init_params(3, 4, 5, seed=seed)) for seed in (7, 7, 8))
    assert all(map(torch.equal, first, again))
    assert not torch.equal(first[0], other[0])
    assert not torch.equal(rnn.init_params(3, 4, 5).W_xh, rnn.init_params(3, 4, 5).W_xh)


def test_drawing_weights_leaves_the_global_random_state_alone():
    before = torch.random.get_rng_state()
    rnn.init_params(3, 4, 5)
    rnn.init_params(3, 4, 5, seed=1)
    assert torch.equal(torch.random.get_rng_state(), before)


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


def test_the_first_weights_are_float32_whatever_torch_makes_by_default():
    usual = rnn.init_params(3, 4, 2, seed=0)
    torch.set_default_dtype(torch.float64)
    try:
        p = rnn.init_params(3, 4, 2, seed=0)
    finally:
        torch.set_default_dtype(torch.float32)
    assert all(map(torch.equal, p, usual)) and {tensor.dtype for tensor in p} == {torch.float32}


def test_a_step_can_be_mapped_over_a_further_axis_and_differentiated_by_torch_func():
    p = rnn.init_params(3, 4, 2, seed=0)
    X, H = torch.randn(5, 2, 3), torch.rand(5, 2, 4)
    mapped = torch.func.vmap(lambda X, H: rnn.step(X, H, p))(X, H)
    assert torch.allclose(mapped, torch.stack([rnn.step(*pair, p) for pair in zip(X, H, strict=True)]))
    assert torch.func.jacrev(lambda H: rnn.step(X[0], H, p))(H[0]).shape == (2, 4, 2, 4)


def test_a_sigma_that_torch_can_differentiate_is_a_number_like_any_other():
    sigma = torch.tensor(2.0, requires_grad=True)
    assert all(map(torch.equal, rnn.init_params(2, 3, 2, sigma, 0), rnn.init_params(2, 3, 2, 2.0, 0)))

"""A Trace's count of steps, the loss of a step, and the five parameters: shapes, number, first values."""

import math
import re
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings

from d2l_rnn import book, rnn, train
from tests.equations.networks import assert_equal, network, recorded, sizes


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
    assert rnn.num_params(p) == rnn.num_params_for(d, h, q) == d * h + h * h + h + h * q + q
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


def test_a_model_is_kept_as_a_dict_of_plain_tensors_and_comes_back_the_same(tmp_path):
    p = rnn.init_params(3, 4, 5, seed=0)
    assert type(p.tensors()) is dict and all(type(tensor) is torch.Tensor for tensor in p.tensors().values())
    torch.save(p.tensors(), tmp_path / "model.pt")
    back = rnn.Params(**torch.load(tmp_path / "model.pt", weights_only=True))
    assert all(map(torch.equal, back, p))
    torch.save({"tokens": ["a", "<unk>"], **p.tensors()}, tmp_path / "model.pt")  # beside its tokens
    assert torch.load(tmp_path / "model.pt", weights_only=True)["tokens"] == ["a", "<unk>"]


def test_the_page_of_the_package_keeps_a_model_in_two_lines_that_work(tmp_path, monkeypatch):
    page = (Path(__file__).parents[2] / "docs/package.md").read_text(encoding="utf-8")
    (code,) = [block for block in re.findall(r"```python\n(.*?)```", page, re.DOTALL) if "torch.load" in block]
    monkeypatch.chdir(tmp_path)
    names = {"history": train.fit("machine", 4, 2, progress=False), "torch": torch, "rnn": rnn}
    exec(code, names)
    assert all(map(torch.equal, names["p"], names["history"].params))


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


def test_a_sigma_that_torch_can_differentiate_is_a_number_like_any_other():
    sigma = torch.tensor(2.0, requires_grad=True)
    assert all(map(torch.equal, rnn.init_params(2, 3, 2, sigma, 0), rnn.init_params(2, 3, 2, 2.0, 0)))

"""The checks say yes to whatever is right."""

import collections
import re
import time

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn import functional as F

from d2l_rnn import checks, rnn

from .answers import RIGHT, WEIGHTS, said, step, unroll
from .ways import JOINED, OTHERS, STEPS, by_rnn, in_double, recorded, unrolled
from .wrong_answers import TRUTHS


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_is_right_in_one_line_and_nothing_is_said_on_stderr(name, capfd):
    assert getattr(checks, name)(RIGHT[name]) is None
    out, err = capfd.readouterr()
    assert re.fullmatch(r"Right: .+\nDone: core (1 of 8, further 0|0 of 8, further 1) of 8\.\n", out)
    assert err == ""


def test_there_is_a_right_answer_for_every_check():
    assert [*RIGHT, "reflect"] == checks.__all__


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_takes_less_than_a_fifth_of_a_second(name):
    took = []
    for _ in range(3):
        start = time.perf_counter()
        said(name, RIGHT[name])
        took.append(time.perf_counter() - start)
    assert min(took) < 0.2, took


@pytest.mark.parametrize("change", [lambda f: f, in_double, recorded], ids=["plain", "double", "recorded"])
@pytest.mark.parametrize("how", STEPS)
def test_a_step_is_right_in_whichever_way_it_is_computed_and_as_a_single_product_only_with_one(how, change):
    if how == "loops" and change is recorded:
        return
    assert said("step", change(STEPS[how])).state == "right"
    expected = {"loops": "no_matrix_product"} | dict.fromkeys(JOINED, "right")
    assert said("step_concat", change(STEPS[how])).key == expected.get(how, "two_products")


@settings(max_examples=12)
@given(how=st.sampled_from([*STEPS]), change=st.sampled_from([lambda f: f, in_double, recorded]))
def test_an_unroll_is_right_with_any_step_in_it(how, change):
    if how != "loops":  # float64 and float32 would meet in it
        assert said("unroll", change(unrolled(STEPS[how]))).state == "right"


def test_an_unroll_is_right_with_a_whole_rnn_in_it():
    assert said("unroll", by_rnn).state == "right"


@pytest.mark.parametrize(("name", "place"), [(name, i) for name in OTHERS for i in range(len(OTHERS[name]))])
def test_other_ways_are_right(name, place):
    function = OTHERS[name][place]
    assert said(name, function).text.startswith("Right: ")
    if name in ("step_losses", "jacobian_product", "clip"):
        assert said(name, in_double(function)).state == "right"


@settings(max_examples=15)
@given(
    order=st.permutations([0, 1]), signs=st.tuples(*[st.sampled_from([-1.0, 1.0])] * 2), idle=st.integers(0, 3),
    scale=st.floats(0.3, 5), double=st.booleans(), as_list=st.booleans(),
)  # fmt: skip
def test_weights_for_parity_are_right_with_units_in_any_order_of_any_sign_and_with_idle_ones(
    order, signs, idle, scale, double, as_list
):
    W_xh, W_hh, b_h, W_hq, b_q = WEIGHTS
    S = torch.diag(torch.tensor(signs))[:, order]  # a unit with its sign turned does the same with weights turned
    W_xh, W_hh, b_h, W_hq = scale * W_xh @ S, scale * S.T @ W_hh @ S, scale * b_h @ S, S.T @ W_hq
    weights = [F.pad(W_xh, (0, idle)), F.pad(W_hh, (0, idle, 0, idle)), F.pad(b_h, (0, idle))]
    weights += [F.pad(W_hq, (0, 0, 0, idle)), b_q]
    weights = [weight.double() for weight in weights] if double else weights
    assert said("parity", weights if as_list else tuple(weights)).state == "right"


def test_numbers_of_numpy_and_other_collections_are_right_too():
    assert said("output_size", np.int64(28)).state == "right"
    assert said("output_size", torch.tensor(28)).state == "right"
    assert said("gradient_fate", list(RIGHT["gradient_fate"])).state == "right"
    assert said("gradient_fate", frozenset(RIGHT["gradient_fate"])).state == "right"
    assert said("gradient_fate", set(map(np.str_, RIGHT["gradient_fate"]))).state == "right"
    for truths in (
        collections.OrderedDict(TRUTHS),
        collections.defaultdict(bool, TRUTHS),
        {letter: np.bool_(truth) for letter, truth in TRUTHS.items()},
    ):
        assert said("true_or_false", truths).state == "right"


def test_named_tuples_are_right_where_tuples_are():
    Two, Five = collections.namedtuple("Two", "a b"), collections.namedtuple("Five", "W_xh W_hh b_h W_hq b_q")
    assert said("shift", lambda text: Two(np.str_(text[:-1]), text[1:])).state == "right"
    assert said("unroll", lambda *args: Two(*unroll(*args))).state == "right"
    assert said("parity", Five(*WEIGHTS)).state == "right"
    assert said("parity", rnn.Params(*WEIGHTS)).state == "right"


def test_a_right_answer_that_writes_whole_numbers_for_weights_is_right():
    assert said("parity", [weight.long() for weight in WEIGHTS]).state == "right"
    assert said("parity", [weight.int() for weight in WEIGHTS]).state == "right"


def test_an_answer_that_draws_no_random_numbers_hears_nothing_about_them():
    assert "\n" not in said("step", step).text

"""The checks say yes to whatever is right, name each foreseen mistake, and survive whatever else is handed in."""

import asyncio
import builtins
import collections
import contextlib
import importlib
import io
import itertools
import logging
import math
import random
import re
import string
import sys
import threading
import time
import warnings
from contextlib import redirect_stdout
from pathlib import Path

import nbclient
import nbformat
import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import nn
from torch.nn import functional as F

from d2l_rnn import checks, rnn
from d2l_rnn.checks import compare, sentences, verdict
from d2l_rnn.checks.sandbox import clock, mute, trial
from d2l_rnn.checks.tasks import parity, questions

from .wrong_answers import RIGHT_WEIGHTS, SIGNATURES, TRUTHS, WRONG

PACKAGE = Path(checks.__file__).parent
CODING = [*SIGNATURES, "parity"]


def step(X, H, W_xh, W_hh, b_h):
    return torch.tanh(X @ W_xh + H @ W_hh + b_h)


def unroll(Xs, H, W_xh, W_hh, b_h, W_hq, b_q):
    Os = []
    for X in Xs:
        H = step(X, H, W_xh, W_hh, b_h)
        Os.append(H @ W_hq + b_q)
    return torch.stack(Os), H


def clip(grads, theta):
    norm = torch.sqrt(sum((grad**2).sum() for grad in grads))
    return [grad * min(1.0, theta / norm) for grad in grads]


WEIGHTS = tuple(torch.tensor(eval(text)) for text in RIGHT_WEIGHTS.values())
RIGHT = {
    "output_size": 28,
    "ngram_cells": lambda V, n: V**n,
    "number_of_parameters": lambda d, h, q, T: (d + h + 1) * h + (h + 1) * q,
    "step": step,
    "step_concat": lambda X, H, W_xh, W_hh, b_h: torch.tanh(torch.cat((X, H), 1) @ torch.cat((W_xh, W_hh)) + b_h),
    "unroll": unroll,
    "shift": lambda text: (text[:-1], text[1:]),
    "step_losses": lambda O, targets: F.cross_entropy(O, targets, reduction="none"),
    "parity": WEIGHTS,
    "jacobian_product": lambda V, H, W_hh: (V * (1 - H**2)) @ W_hh.T,
    "clip": clip,
    "gradient_fate": {"vanishes", "explodes", "keeps its length", "first grows, then vanishes"},
    "true_or_false": TRUTHS,
}


def said(name, answer):
    """The Verdict that a check gives on an answer, through its public function."""
    given = []
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(checks, "_give", given.append)
        assert getattr(checks, name)(answer) is None
    (one,) = given
    return one


def printed(name, answer):
    out = io.StringIO()
    with redirect_stdout(out):
        assert getattr(checks, name)(answer) is None
    return out.getvalue()


# --- what is right ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_is_right_prints_one_line_and_says_nothing_on_stderr(name, capfd):
    getattr(checks, name)(RIGHT[name])
    out, err = capfd.readouterr()
    assert out.startswith("Right: ") and out.count("\n") == 1
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
    "the other way round": lambda X, H, W_xh, W_hh, b_h: torch.tanh(
        torch.hstack((H, X)) @ torch.vstack((W_hh, W_xh)) + b_h
    ),
    "exponentials": lambda X, H, W_xh, W_hh, b_h: 1 - 2 / ((2 * (X @ W_xh + H @ W_hh + b_h)).exp() + 1),
    "row by row": lambda X, H, *weights: torch.cat(
        [step(x[None], state[None], *weights) for x, state in zip(X, H, strict=True)]
    ),
}


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


def by_autograd(V, H, W_hh):
    before = torch.zeros_like(H).requires_grad_()
    # the sum inside φ, such that φ of it is H
    after = torch.tanh(torch.atanh(H) + before @ W_hh)
    return torch.autograd.grad(after, before, V)[0]


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
        by_autograd,
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


@pytest.mark.parametrize("how", STEPS)
@settings(max_examples=4)
@given(change=st.sampled_from([lambda f: f, in_double, recorded]), name=st.sampled_from(["step", "step_concat"]))
def test_a_step_is_right_in_whichever_way_it_is_computed(how, change, name):
    if not (how == "loops" and change is recorded):
        assert said(name, change(STEPS[how])).state == "right"


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
    Two, Five = collections.namedtuple("Two", "a b"), collections.namedtuple("Five", parity.NAMES)
    assert said("shift", lambda text: Two(np.str_(text[:-1]), text[1:])).state == "right"
    assert said("unroll", lambda *args: Two(*unroll(*args))).state == "right"
    assert said("parity", Five(*WEIGHTS)).state == "right"
    assert said("parity", rnn.Params(*WEIGHTS)).state == "right"


# --- what is wrong ----------------------------------------------------------------------------------------------------


def name_of(wrong):
    return f"{wrong.task}: {wrong.mistake}"


@pytest.mark.parametrize("wrong", WRONG, ids=name_of)
def test_a_recorded_wrong_answer_gets_the_sentence_of_its_mistake(wrong, capfd):
    getattr(checks, wrong.task)(wrong.answer())
    out, err = capfd.readouterr()
    assert err == ""
    one = said(wrong.task, wrong.answer())
    assert (one.state, one.key) == ("wrong", wrong.key), one.text
    assert out == one.text + "\n"
    assert len(one.text) < 1700 and max(map(len, one.text.splitlines())) < 300
    assert "{" not in one.text.split("\n")[0], one.text
    if wrong.task in SIGNATURES and wrong.key not in ("nothing", "arity"):
        assert "The smallest case that shows it" in one.text
        assert "\n    right " in one.text or wrong.key == "changes_argument"
        assert "\nHint: " in one.text


def test_at_least_66_wrong_answers_are_recorded_and_6_for_each_coding_task():
    assert len({name_of(wrong) for wrong in WRONG}) == len(WRONG) >= 66
    for task in CODING:
        assert len({wrong.key for wrong in WRONG if wrong.task == task}) >= 6, task
    assert {"output_size", "gradient_fate", "true_or_false"} <= {wrong.task for wrong in WRONG}


@pytest.mark.parametrize("task", sentences.TASKS)
def test_every_foreseen_mistake_of_a_task_has_a_recorded_answer_that_gets_its_sentence(task):
    recorded = {wrong.key for wrong in WRONG if wrong.task == task}
    assert set(sentences.TASKS[task]) - {"right"} <= recorded
    letters = set(sentences.STATEMENTS) if task == "true_or_false" else set()
    assert letters <= recorded


def test_the_sentences_of_one_task_differ_from_each_other():
    for task, own in sentences.TASKS.items():
        told = [told for key, told in own.items() if key != "right"]
        assert len(set(told)) == len(told), task


def test_the_term_that_is_off_is_named():
    for left_out, off in (("no_bias", "b_h"), ("no_memory", "H W_hh"), ("no_input", "X W_xh")):
        for task in ("step", "step_concat"):
            (wrong,) = [wrong for wrong in WRONG if (wrong.task, wrong.key) == (task, left_out)]
            (line,) = [line for line in said(task, wrong.answer()).text.splitlines() if "one term at a time" in line]
            for term in ("X W_xh", "H W_hh", "b_h"):
                assert f"{term} is {'off' if term == off else 'right'}" in line
    (wrong,) = [wrong for wrong in WRONG if (wrong.task, wrong.key) == ("unroll", "no_b_q")]
    assert "b_h is right, b_q is off" in said("unroll", wrong.answer()).text


def test_the_smallest_case_is_shown_with_its_numbers():
    text = said("step", lambda X, H, W_xh, W_hh, b_h: torch.tanh(X @ W_xh + H @ W_hh)).text
    assert "has n = 1, d = 1, h = 1:" in text
    numbers = dict(re.findall(r"^    (\S.*?)  +\[\[(\S+)\]\]$", text, re.MULTILINE))
    X, H, W_xh, W_hh, b_h = (float(numbers[name]) for name in ("X", "H", "W_xh", "W_hh", "b_h"))
    assert float(numbers["your H_t"]) == round(math.tanh(X * W_xh + H * W_hh), 4)
    assert float(numbers["right H_t"]) == round(math.tanh(X * W_xh + H * W_hh + b_h), 4)


def test_the_shortest_failing_bit_string_is_shown():
    text = said("parity", (*WEIGHTS[:1], torch.zeros(2, 2), *WEIGHTS[2:])).text
    assert "is 10.\nIts 1s are odd in number" in text


def test_two_numbers_that_differ_late_are_shown_with_enough_decimals():
    assert verdict.both(torch.tensor([0.12345]), torch.tensor([0.1234])) == ("[0.1235]", "[0.1234]")
    near, far = verdict.both(torch.tensor([0.12341]), torch.tensor([0.12343]))
    assert near != far
    assert verdict.both(torch.tensor(1.0), torch.tensor([1.0])) == ("1  (shape ())", "[1]  (shape (1,))")
    assert verdict.shown(torch.zeros(3, 5)).startswith("shape (3, 5), begins 0, 0")
    assert len(verdict.shown([torch.zeros(1)] * 10**6)) < 100


def test_a_true_or_false_answer_that_is_wrong_gets_its_reason_and_a_missing_one_is_listed():
    text = said("true_or_false", TRUTHS | {"a": True, "d": True, "j": ...}).text
    assert text.startswith("true_or_false: 7 of 10 are right.")
    assert all(sentences.STATEMENTS[letter]["because"] in text for letter in "ad")
    assert "Not answered yet: j." in text and sentences.STATEMENTS["j"]["because"] not in text


def recorded(task, mistake):
    """The one recorded wrong answer with this mistake."""
    (wrong,) = [wrong for wrong in WRONG if (wrong.task, wrong.mistake) == (task, mistake)]
    return wrong.answer()


SMALLEST = [
    ("ngram_cells", "runs without repetition", "V = 2, n = 2"),
    ("step_losses", "one_hot without q", "T = 1, q = 2"),
    ("step_losses", "the other probabilities", "T = 1, q = 2"),
    ("number_of_parameters", "layers for steps", "d = 1, h = 1, q = 1, T = 1"),
    ("unroll", "one number of b_q for all", "T = 1, n = 1, d = 1, h = 1, q = 2"),
    ("unroll", "the first state for all", "T = 1, n = 2, d = 1, h = 1, q = 1"),
    ("unroll", "one tensor for all states", "T = 2, n = 1, d = 1, h = 1, q = 1"),
]


@pytest.mark.parametrize(("task", "mistake", "sizes"), SMALLEST)
def test_the_smallest_case_with_a_wrong_number_is_shown(task, mistake, sizes):
    text = said(task, recorded(task, mistake)).text
    assert f"has {sizes}:" in text and "\n    your " in text and "\n    right " in text


def test_an_endless_loop_in_a_large_case_is_less_telling_than_a_wrong_number_in_a_small_one(monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.2)
    one = said("ngram_cells", lambda V, n: hold() if V > 20 else 7)
    assert one.key == "value" and "has V = 2, n = 1:" in one.text


def test_the_edges_are_tried_only_when_all_else_is_right():
    tried = []
    said("ngram_cells", lambda V, n: tried.append(n) or V**n + (n == 4))
    assert max(tried) < 10
    said("ngram_cells", lambda V, n: tried.append(n) or V**n)
    assert max(tried) == 30


def test_values_are_called_right_only_where_all_of_them_are():
    text = said("unroll", recorded("unroll", "one tensor for all states")).text
    assert "values are right" not in text
    assert sentences.REMARKS["changes"].format(changed="H") in text
    text = said("unroll", recorded("unroll", "the state in place")).text
    assert "The values are right" in text and "is off" not in text and "also writes" not in text


def test_a_mistake_that_is_made_in_place_is_shown_with_a_case_that_shows_it():
    text = said("clip", recorded("clip", "by value and in place")).text
    assert "\n    your entry 0" not in text and "\n    your new list  " in text and "\n    right new list  " in text


def test_a_task_that_asks_for_one_product_or_no_autograd_remarks_on_more():
    assert sentences.REMARKS["products"] in said("step_concat", step).text
    assert sentences.REMARKS["autograd"] in said("jacobian_product", by_autograd).text
    for name in ("step", "step_concat", "jacobian_product"):
        assert "\n" not in said(name, RIGHT[name]).text


def test_a_right_answer_that_writes_whole_numbers_for_weights_is_right():
    assert said("parity", [weight.long() for weight in WEIGHTS]).state == "right"
    assert said("parity", [weight.int() for weight in WEIGHTS]).state == "right"


def test_a_tie_is_shown_where_one_is_named():
    for wrong in WRONG:
        if wrong.key == "tie":
            first, second = re.search(r"The outputs are \[(\S+), (\S+)\]", said("parity", wrong.answer()).text).groups()
            assert first == second


def test_the_size_of_the_hidden_layer_is_that_of_W_hh():
    assert "W_hh has shape (2,)" in said("parity", recorded("parity", "W_hh as a row")).text


@pytest.mark.parametrize("answer", [torch.zeros(4, 28), torch.tensor(28.0), np.array([28]), np.float64(28), object()])
def test_a_question_answered_with_a_value_never_hears_of_functions(answer):
    assert "function" not in said("output_size", answer).text and "line:" not in said("output_size", answer).text


def test_large_counts_are_written_with_all_digits():
    text = said("ngram_cells", recorded("ngram_cells", "a power of floats, rounded")).text
    yours, right = (re.search(rf"{whose} count +(\d+)\n", text)[1] for whose in ("your", "right"))
    assert yours != right and int(right) == 7**30
    assert verdict.shown(10**6000) == "a number of about 5979 digits"


def test_a_function_that_draws_random_numbers_is_not_told_that_it_keeps_something():
    assert said("step", lambda X, H, *weights: torch.rand_like(H)).key == "value"


def test_a_message_is_cut_between_two_words():
    def f(*args):
        raise ValueError("seven sins " * 100)

    assert re.search(r"ValueError: (seven sins )+(seven )?\[…\]\.\n", said("step", f).text)


def test_what_is_not_known_is_shown_as_it_was_written():
    text = said("gradient_fate", recorded("gradient_fate", "a comma forgotten")).text
    assert "'keeps its lengthfirst grows, then vanish'…" in text
    assert "No statement has the letter 'A'." in said("true_or_false", TRUTHS | {"A": True}).text
    assert "The answer to statement a is 'False'." in said("true_or_false", TRUTHS | {"a": "False"}).text


def test_kinds_of_things_are_named_as_a_reader_knows_them():
    assert compare.short(None) == "None" and compare.short(np.zeros(2)) == "a numpy array"
    assert compare.short(Liar()) == "an object of the class Liar" and compare.short({}) == "a dict"


# --- whatever else is handed in ---------------------------------------------------------------------------------------


class Liar:
    """Says that it is a tensor, and equal to everything."""

    __class__ = torch.Tensor
    __eq__ = __lt__ = __gt__ = lambda self, other: True
    __hash__ = None

    def __getattr__(self, name):
        return lambda *args, **kwargs: self

    def __sub__(self, other):
        return torch.zeros(())


class Special(torch.Tensor):
    """A tensor that answers every question with yes."""

    @classmethod
    def __torch_function__(cls, function, kinds, args=(), kwargs=None):
        return True


class Agreeable(str):
    """A string that is equal to everything."""

    __eq__ = lambda self, other: True  # noqa: E731
    __hash__ = str.__hash__


class UnspeakableError(Exception):
    def __str__(self):
        raise ValueError


class Hanging:
    def __index__(self):
        while True:
            pass


def hold(*args):
    while True:
        pass


def hold_and_catch(*args):
    while True:
        try:
            torch.zeros(1)
        except BaseException:
            pass


def hold_catch_and_print(*args):
    while True:
        try:
            print("spam")
        except BaseException:
            pass


def sleep(*args):
    time.sleep(1e9)


def swell(*args):
    held = []
    while True:
        held.append(torch.empty(10**8))


def nested(*args):
    return nested(*args)


def exits(*args):
    sys.exit("done")


def interrupts(*args):
    raise KeyboardInterrupt


def unspeakable(*args):
    raise UnspeakableError


async def waits(*args):
    await asyncio.sleep(0)


def yields(*args):
    yield 1


def body_of_dots(X, H, W_xh, W_hh, b_h):
    """Only this."""
    ...


def body_of_pass(X, H, W_xh, W_hh, b_h):
    pass


def not_implemented(*args):
    raise NotImplementedError("later")


ODD = {
    "dots": (..., "not_answered"),
    "a body of dots": (body_of_dots, "not_answered"),
    "a body of pass": (body_of_pass, "not_answered"),
    "dots returned": (lambda *args: ..., "not_answered"),
    "nbgrader's own stub": (not_implemented, "not_answered"),
    "None": (None, "nothing"),
    "a number": (5, "not_function"),
    "a tensor": (torch.zeros(3), "not_function"),
    "a liar": (Liar(), "not_function"),
    "a class": (Liar, "class"),
    "too few arguments": (lambda X, H: X, "arity"),
    "none at all": (lambda: 0, "arity"),
    "one argument that must be named": (lambda *args, phi: 0, "arity"),
    "a stub that is called": (lambda *args: not_implemented(), "not_answered"),
    "a layer": (nn.Linear(1, 1), "raised"),
    "a layer that does nothing": (nn.Module(), "raised"),
    "a layer that does nothing, called": (lambda X, *args: nn.Module()(X), "raised"),
    "kinds of numbers that torch has no product for": (lambda X, *args: (X > 0) @ (X > 0).T, "kind_of_number"),
    "a function of torch": (torch.tanh, "raised"),
    "async": (waits, "coroutine"),
    "a generator": (yields, "generator"),
    "an exception": (lambda *args: 1 / 0, "raised"),
    "an exception without words": (unspeakable, "unspeakable"),
    "exit": (exits, "exits"),
    "an interruption": (interrupts, "exits"),
    "recursion": (nested, "recursion"),
    "100 GB": (lambda *args: torch.ones(25 * 10**9), "memory"),
    "a list of 100 GB": (lambda *args: [0] * 12 * 10**9, "memory"),
    "ever more memory": (swell, "memory"),
    "a function returned": (lambda *args: torch.tanh, "returns_function"),
    "a string": (lambda *args: "x" * 10**6, "no_tensor"),
    "a liar returned": (lambda *args: Liar(), "no_tensor"),
    "a number of 6000 digits": (lambda *args: 10**6000, "number"),
    "an array": (lambda *args: np.zeros((1, 1)), "numpy"),
    "a number of numpy": (lambda *args: np.float64(1), "numpy"),
    "a list": (lambda *args: [[1.0]], "list"),
    "a tensor in a tuple": (lambda *args: (step(*args),), "tuple_of_tensors"),
    "a special tensor": (lambda *args: step(*args).as_subclass(Special), "kind_of_tensor"),
    "a sparse tensor": (lambda *args: step(*args).to_sparse(), "odd_tensor"),
    "a tensor without numbers": (lambda *args: step(*args).to("meta"), "odd_tensor"),
    "whole numbers": (lambda *args: step(*args).long(), "dtype"),
    "half precision": (lambda *args: step(*args).half(), "dtype"),
    "complex numbers": (lambda *args: step(*args) + 0j, "dtype"),
    "truths": (lambda *args: step(*args) > 0, "dtype"),
    "a tensor too large to look at": (lambda *args: torch.zeros(1).expand(10**12), "huge"),
    "NaN": (lambda *args: step(*args) * math.nan, "not_finite"),
    "infinity": (lambda *args: step(*args) / 0, "not_finite"),
    "no numbers": (lambda *args: torch.zeros(0, 3), "shape"),
}
ENDLESS = {"a loop": hold, "a loop that catches all": hold_and_catch, "one that prints": hold_catch_and_print}


def test_a_string_is_not_asked_whether_it_is_right():
    assert said("shift", lambda text: (Agreeable("a"), Agreeable("b"))).state == "wrong"
    assert said("gradient_fate", [Agreeable("explodes")]).key == "explodes_alone"
    assert said("true_or_false", {**TRUTHS, Agreeable("k"): True}).key == "unknown_letter"


def assert_undisturbed(one, capfd, before):
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    assert len(one.text) < 1500 and one.text.encode("utf-8")
    after = torch.get_rng_state(), random.getstate(), torch.get_default_dtype(), torch.is_grad_enabled()
    assert torch.equal(before[0], after[0]) and before[1:] == after[1:]


@pytest.fixture
def before():
    return torch.get_rng_state(), random.getstate(), torch.get_default_dtype(), torch.is_grad_enabled()


@pytest.mark.parametrize("what", ODD)
def test_an_odd_answer_gets_a_sentence(what, capfd, before):
    answer, key = ODD[what]
    one = said("step", answer)
    assert one.key == key, one.text
    assert one.state == ("not answered" if key == "not_answered" else "wrong")
    assert_undisturbed(one, capfd, before)


catching = pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 stops no loop that catches everything")


@pytest.mark.parametrize("what", [pytest.param(what, marks=[catching] * (what != "a loop")) for what in ENDLESS])
def test_an_answer_without_an_end_is_stopped_and_its_thread_ends(what, capfd, before, monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.2)
    threads, stdout = threading.active_count(), sys.stdout
    start = time.monotonic()
    one = said("step", ENDLESS[what])
    assert one.key == "never_ends" and "after 0.2 seconds" in one.text
    assert time.monotonic() - start < 2
    assert_undisturbed(one, capfd, before)
    assert threading.active_count() == threads and sys.stdout is stdout


@pytest.fixture
def slow_module(tmp_path, monkeypatch):
    """The name of a module whose import takes half a second."""
    (tmp_path / "slow_to_import.py").write_text(
        "import time\nend = time.monotonic() + 0.5\nwhile time.monotonic() < end:\n    pass\nprint(1)\nfinished = True"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield "slow_to_import"
    sys.modules.pop("slow_to_import", None)


def test_the_time_that_an_import_takes_is_not_counted(slow_module, monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.2)
    assert said("step", lambda *args: importlib.import_module(slow_module) and step(*args)).state == "right"


def test_no_function_is_stopped_in_the_middle_of_an_import(slow_module):
    def work():
        with contextlib.suppress(SystemExit):
            importlib.import_module(slow_module)
            hold()

    thread = threading.Thread(target=work)
    thread.start()
    while not clock.imports(thread.ident):
        time.sleep(0.001)
    clock.stop(thread)
    thread.join(5)
    assert not thread.is_alive() and sys.modules[slow_module].finished


def test_nor_is_one_that_prints_in_an_import_after_its_time_is_up(slow_module, monkeypatch, capfd):
    monkeypatch.setattr(trial, "LIMIT", 0.1)

    def late(*args):
        with contextlib.suppress(SystemExit):
            hold()
        importlib.import_module(slow_module)

    assert said("step", late).key == "never_ends"
    assert sys.modules[slow_module].finished and capfd.readouterr().out == ""


def test_an_import_that_never_ends_is_left_alone(slow_module, monkeypatch):
    monkeypatch.setattr(clock, "LONGEST_IMPORT", 0.1)
    assert said("step", lambda *args: importlib.import_module(slow_module) and step(*args)).key == "never_ends"
    time.sleep(0.6)
    assert sys.modules[slow_module].finished


def test_importing_numpy_is_not_drawing_from_it(monkeypatch):
    module = importlib.import_module("numpy.random")
    monkeypatch.delitem(sys.modules, "numpy.random")
    text = said("step", lambda *args: sys.modules.update({"numpy.random": module}) or step(*args)).text
    assert "random" not in text


class Autocall:
    """What IPython has for exit and quit: the kernel ends after the cell."""

    __module__ = "IPython.core.autocall"
    called = 0

    def __call__(self):
        Autocall.called += 1


@pytest.mark.parametrize("name", ["exit", "quit"])
def test_exit_and_quit_end_the_function_alone_and_are_there_again_afterwards(name, before, capfd):
    mine, its = Autocall(), getattr(builtins, name)
    names = {name: mine}
    exec(f"def step(*args):\n    {name}()", names)
    one = said("step", names["step"])
    assert one.key == "exits" and f"in the line: {'line 2'}" in one.text
    assert Autocall.called == 0 and names[name] is mine and getattr(builtins, name) is its
    assert_undisturbed(one, capfd, before)


def test_what_a_student_calls_exit_stays():
    names = {"exit": step}
    exec("def step(*args):\n    return exit(*args)", names)
    assert said("step", names["step"]).state == "right"


def test_the_time_limit_of_all_cases_together_is_two_seconds():
    start = time.monotonic()
    assert (
        said("jacobian_product", lambda V, H, W_hh: time.sleep(0.9) or (V * (1 - H * H)) @ W_hh.T).key == "never_ends"
    )
    assert 1.9 < time.monotonic() - start < 3


def test_an_answer_asleep_is_left_behind_and_stays_mute(capfd, before, monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.1)
    wake = threading.Event()

    def slow(*args):
        with pytest.raises(SystemExit):
            wake.wait()
        print("I am still here")

    one = said("step", slow)
    assert one.key == "never_ends"
    *earlier, left = mute._left_behind
    print("mine")
    assert capfd.readouterr().out == "mine\n"
    wake.set()
    for thread in (*earlier, left):
        thread.join(5)
        assert not thread.is_alive()
    assert said("step", step).state == "right"
    assert mute._left_behind == [] and type(sys.stdout) is not mute.Muffler
    assert_undisturbed(one, capfd, before)


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize(
    "answer", [None, 5, "text", Liar(), Liar, torch.zeros(2), [..., 1], Hanging(), hold, b"", {1: 2}]
)
def test_no_check_crashes_on_any_value(name, answer, capfd, before, monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.1)
    one = said(name, answer)
    assert one.state == "wrong"
    assert_undisturbed(one, capfd, before)


@pytest.mark.parametrize("name", SIGNATURES)
@pytest.mark.parametrize(
    "value", [5, 2.5, "text", (1, 2), ("a", 1), [], {}, torch.zeros(2), (torch.zeros(1), None), Liar()]
)
def test_no_check_crashes_on_what_a_function_returns(name, value, capfd, before):
    one = said(name, lambda *args: value)
    assert one.state == "wrong"
    assert_undisturbed(one, capfd, before)


@pytest.mark.parametrize("name", RIGHT)
def test_a_blank_is_not_answered_yet(name):
    assert printed(name, ...) == "Not answered yet.\n"


def test_blanks_within_an_answer_are_not_answered_yet():
    assert said("parity", (..., ..., ..., ..., ...)).state == "not answered"
    assert said("true_or_false", dict.fromkeys(TRUTHS, ...)).state == "not answered"
    assert said("gradient_fate", {...}).state == "not answered"


def test_an_answer_that_prints_warns_and_logs_is_right_and_hears_of_it(capfd, before):
    def loud(*args):
        warnings.warn("careful", stacklevel=1)
        logging.warning("careful")
        print("x" * 10**6)
        print("careful", file=sys.stderr)
        sys.stdout.writelines(["a", "b"])
        return step(*args)

    one = said("step", loud)
    assert one.state == "right" and "By the way: it prints (" in one.text
    assert_undisturbed(one, capfd, before)


def test_settings_that_an_answer_changes_are_put_back(capfd, before):
    numpy_state, threads, depth = np.random.get_state()[1].tolist(), torch.get_num_threads(), sys.getrecursionlimit()

    def restless(*args):
        torch.manual_seed(1)
        random.seed(1)
        np.random.seed(1)
        torch.set_default_dtype(torch.float64)
        torch.set_num_threads(3)
        torch.set_grad_enabled(False)
        sys.setrecursionlimit(4000)
        warnings.simplefilter("error")
        sys.stdout = sys.stderr = None
        return step(*args)

    filters = list(warnings.filters)
    one = said("step", restless)
    assert one.state == "right"
    assert sentences.REMARKS["random"] in one.text and sentences.REMARKS["dtype"] in one.text
    assert_undisturbed(one, capfd, before)
    now = np.random.get_state()[1].tolist(), torch.get_num_threads(), sys.getrecursionlimit()
    assert now == (numpy_state, threads, depth)
    assert warnings.filters == filters


def test_an_answer_that_draws_no_random_numbers_hears_nothing_about_them():
    assert "\n" not in said("step", step).text


def test_the_exception_is_shown_with_the_line_it_came_from():
    def helper(X):
        return X.no_such_thing  # this line

    def f(X, H, W_xh, W_hh, b_h):
        return helper(X)

    text = said("step", f).text
    assert "AttributeError: 'Tensor' object has no attribute 'no_such_thing'." in text
    assert "in the line: return X.no_such_thing  # this line" in text


def test_a_message_of_any_length_and_content_is_shown_in_short():
    def f(*args):
        raise ValueError("{braces} \ud83d " + "x" * 10**6)

    text = said("step", f).text
    assert "{braces}" in text and len(text) < 1000 and text.encode("utf-8")


# --- the sentences ----------------------------------------------------------------------------------------------------


def test_every_sentence_that_all_tasks_share_has_been_seen():
    seen = {wrong.key for wrong in WRONG} | {key for _, key in ODD.values()} | {"never_ends"}
    assert set(sentences.ANY) <= seen


def test_every_word_of_a_report_is_used_somewhere():
    code = "".join(path.read_text(encoding="utf-8") for path in PACKAGE.rglob("*.py") if path.stem != "sentences")
    for group in (sentences.REPORT, sentences.REMARKS, sentences.REFLECT):
        assert [key for key in group if f'"{key}"' not in code] == []


def all_sentences(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from all_sentences(part)


def test_every_mistake_is_a_sentence_with_a_hint_of_its_own_and_neither_shouts():
    for own in (sentences.ANY, *sentences.TASKS.values()):
        for key, told in own.items():
            if key not in ("right", "not_answered"):
                mistake, hint = told
                assert mistake[-1] == "." and hint[-1] in ".?" and mistake != hint
    everything = [*all_sentences(sentences.TASKS), *all_sentences(sentences.ANY), *all_sentences(sentences.STATEMENTS)]
    assert [one for one in everything if "!" in one or "  " in one or len(one) > 160] == []


def test_every_place_to_fill_in_has_a_name():
    groups = (sentences.REPORT, sentences.REMARKS, sentences.ANY, sentences.TASKS, sentences.REFLECT)
    for one in itertools.chain(*map(all_sentences, groups)):
        assert all(name != "" for _, name, _, _ in string.Formatter().parse(one)), one


def test_all_sentences_stand_in_one_file():
    """Elsewhere no string reads like one: a capital, several words, a full stop."""
    for path in PACKAGE.rglob("*.py"):
        if path.stem != "sentences":
            code = re.sub(r'"""(?s:.*?)"""', "", path.read_text(encoding="utf-8"))
            assert re.findall(r'"[A-Z][a-z]+ [^"]* [^"]*[.?]"', code) == [], path.name


def test_a_translated_sentence_is_what_the_reader_sees(monkeypatch):
    monkeypatch.setitem(sentences.STEP, "no_tanh", ("tanh を忘れています。", "(9.4.5) の φ は何ですか。"))
    assert "tanh を忘れています。" in printed("step", lambda X, H, W_xh, W_hh, b_h: X @ W_xh + H @ W_hh + b_h)


# --- in words ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", [..., None, "", "  \n", "\n...\n"])
def test_a_question_without_an_answer_shows_no_model_answer(text, capsys):
    assert checks.reflect("q2", text) is None
    assert capsys.readouterr().out == "Not answered yet.\n"


def test_a_few_words_are_asked_to_become_a_sentence(capsys):
    assert checks.reflect("q3", "It vanishes or explodes") is None
    assert "Words so far: 4." in capsys.readouterr().out
    assert checks.reflect("q3", 7) is None and checks.reflect("q9", "text") is None and checks.reflect([], ...) is None
    assert "7" in capsys.readouterr().out


@pytest.mark.parametrize("question", sentences.ANSWERS)
def test_an_answer_in_words_gets_a_folded_model_answer(question, capsys):
    answer = checks.reflect(question, "The state is computed from the state before, and so on back to the first.")
    assert capsys.readouterr() == ("", "")
    assert answer._repr_html_().startswith("<details><summary>") and "open" not in answer._repr_html_()[:20]
    assert sentences.ANSWERS[question] in repr(answer)
    assert isinstance(checks.reflect(question, "勾配は消失することも爆発することもあります。"), questions.ModelAnswer)


# --- nbgrader ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("run", ["autograde", "validate"])
@pytest.mark.parametrize("name", RIGHT)
def test_under_nbgrader_a_check_that_is_not_right_raises_and_one_that_is_returns_none(run, name, monkeypatch, capfd):
    monkeypatch.setenv("NBGRADER_EXECUTION", run)
    assert getattr(checks, name)(RIGHT[name]) is None
    with pytest.raises(AssertionError, match="^Not answered yet.$"):
        getattr(checks, name)(...)
    (wrong, *_) = [wrong for wrong in WRONG if wrong.task == name]
    with pytest.raises(AssertionError) as raised:
        getattr(checks, name)(wrong.answer())
    monkeypatch.delenv("NBGRADER_EXECUTION")
    assert str(raised.value) == said(name, wrong.answer()).text
    assert capfd.readouterr().err == ""


def test_nbgrader_sets_the_variable_that_the_checks_look_at():
    for name, value in (("converters/autograde.py", "autograde"), ("validator.py", "validate")):
        path = Path(pytest.importorskip("nbgrader").__file__).parent / name
        assert re.search(rf"NBGRADER_EXECUTION=['\"]{value}['\"]", path.read_text(encoding="utf-8"))


def test_words_are_never_raised_under_nbgrader_because_a_person_grades_them(monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert checks.reflect("q2", ...) is None


# --- in a notebook ----------------------------------------------------------------------------------------------------

CELLS = [
    "import time, torch\nfrom d2l_rnn import checks\nimport d2l_rnn.checks.sandbox.trial as trial\ntrial.LIMIT = 0.3",
    "def step(X, H, W_xh, W_hh, b_h):\n    while True:\n        try:\n            print('spam')\n"
    "        except BaseException:\n            pass\nchecks.step(step)",
    "def step(X, H, W_xh, W_hh, b_h):\n    print('spam')\n    time.sleep(1e9)\nchecks.step(step)",
    "def step(X, H, W_xh, W_hh, b_h):\n    try:\n        time.sleep(1.5)\n    except BaseException:\n        pass\n"
    "    print('spam')\n    raise ValueError\nchecks.step(step)",
    "print('mine')\ntime.sleep(2)\nprint('still mine')",
    "def step(X, H, W_xh, W_hh, b_h):\n    A = X @ W_xh\n    return A / None\nchecks.step(step)",
    "def step(X, H, W_xh, W_hh, b_h):\n    return torch.tanh(X @ W_xh + H @ W_hh + b_h)\nchecks.step(step)",
]


def test_in_a_notebook_what_is_left_behind_does_not_print_into_later_cells():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in CELLS])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    for cell in notebook.cells:
        assert all((output.output_type, output.name) == ("stream", "stdout") for output in cell.outputs), cell.outputs
    _, catches, sleeps, wakes, mine, fails, right = (
        "".join(output.text for output in cell.outputs) for cell in notebook.cells
    )
    for text in (catches, sleeps, wakes):
        assert text.startswith("step: not right yet. It was still running after 0.3 seconds") and "spam" not in text
    assert mine == "mine\nstill mine\n"
    assert "in the line: return A / None" in fails
    assert right == "Right: step agrees with (9.4.5) in 18 cases.\n"


FIRST_CELLS = [
    "import torch\nfrom d2l_rnn import checks\nimport d2l_rnn.checks.sandbox.trial as trial\ntrial.LIMIT = 0.3",
    "def jacobian_product(V, H, W_hh):\n    B = torch.zeros_like(H, requires_grad=True)\n"
    "    return torch.autograd.grad(torch.tanh(torch.atanh(H) + B @ W_hh), B, V)[0]\n"
    "checks.jacobian_product(jacobian_product)",
    "B = torch.ones(1, requires_grad=True)\nB.sum().backward()\nprint(B.grad)",
    "def step(X, H, W_xh, W_hh, b_h):\n    display(X)\n    exit()\nchecks.step(step)",
    "display(1)\nprint('still here')",
]


def test_in_a_new_kernel_the_first_gradient_is_waited_for_and_nothing_is_displayed_or_ended():
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in FIRST_CELLS])
    nbclient.NotebookClient(notebook, timeout=60, kernel_name="python3").execute()
    _, gradient, backward, leaves, (shown, printed) = (cell.outputs for cell in notebook.cells)
    assert gradient[0].text.startswith("Right: jacobian_product agrees")
    assert backward[0].text == "tensor([1.])\n"
    (told,) = leaves
    assert "It leaves by SystemExit" in told.text and sentences.REMARKS["displays"] in told.text
    assert shown.data["text/plain"] == "1" and printed.text == "still here\n"


# --- the weights of the one network that is set by hand --------------------------------------------------------------


def test_the_long_strings_are_long_enough_to_catch_a_network_that_forgets_slowly():
    weights = [weight * 0.11 for weight in WEIGHTS[:3]] + list(WEIGHTS[3:])
    one = said("parity", weights)
    assert one.key == "forgets" and re.search(r"right for up to \d\d bits", one.text), one.text
    assert parity.SHORT < int(re.search(r"up to (\d+) bits", one.text)[1]) < parity.LONG

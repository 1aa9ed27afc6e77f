"""What a verdict shows: the smallest case, its numbers, and things by names that a reader knows."""

import math
import re

import numpy as np
import pytest
import torch

from d2l_rnn.checks import plain, verdict
from d2l_rnn.checks.sandbox import trial

from .answers import WEIGHTS, hold, recorded_answer, said
from .odd import Liar
from .wrong_answers import TRUTHS


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
    text = said(task, recorded_answer(task, mistake)).text
    assert f"has {sizes}:" in text and "\n    your " in text and "\n    right " in text


def test_an_endless_loop_in_a_large_case_is_less_telling_than_a_wrong_number_in_a_small_one(monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.2)
    one = said("ngram_cells", lambda V, n: hold() if V > 20 else 7)
    assert one.key == "value" and "has V = 2, n = 1:" in one.text


def test_a_mistake_that_is_made_in_place_is_shown_with_a_case_that_shows_it():
    text = said("clip", recorded_answer("clip", "by value and in place")).text
    assert "\n    your entry 0" not in text and "\n    your new list  " in text and "\n    right new list  " in text


def test_the_size_of_the_hidden_layer_is_that_of_W_hh():
    assert "W_hh has shape (2,)" in said("parity", recorded_answer("parity", "W_hh as a row")).text


@pytest.mark.parametrize("answer", [torch.zeros(4, 28), torch.tensor(28.0), np.array([28]), np.float64(28), object()])
def test_a_question_answered_with_a_value_never_hears_of_functions(answer):
    assert "function" not in said("output_size", answer).text and "line:" not in said("output_size", answer).text


def test_large_counts_are_written_with_all_digits():
    text = said("ngram_cells", recorded_answer("ngram_cells", "a power of floats, rounded")).text
    yours, right = (re.search(rf"{whose} count +(\d+)\n", text)[1] for whose in ("your", "right"))
    assert yours != right and int(right) == 7**30
    assert verdict.shown(10**6000) == "a number of about 5979 digits"


def test_a_message_is_cut_between_two_words():
    def f(*args):
        raise ValueError("seven sins " * 100)

    assert re.search(r"ValueError: (seven sins )+(seven )?\[…\]\.\n", said("step", f).text)


def test_what_is_not_known_is_shown_as_it_was_written():
    text = said("gradient_fate", recorded_answer("gradient_fate", "a comma forgotten")).text
    assert "'keeps its lengthfirst grows, then vanish'…" in text
    assert "No statement has the letter 'A'." in said("true_or_false", TRUTHS | {"A": True}).text
    assert "The answer to statement a is 'False'." in said("true_or_false", TRUTHS | {"a": "False"}).text


def test_kinds_of_things_are_named_as_a_reader_knows_them():
    assert plain.short(None) == "None" and plain.short(np.zeros(2)) == "a numpy array"
    assert plain.short(Liar()) == "an object of the class Liar" and plain.short({}) == "a dict"


def test_the_exception_is_shown_with_the_line_it_came_from():
    def helper(X):
        return X.no_such_thing  # this line

    def f(X, H, W_xh, W_hh, b_h):
        return helper(X)

    text = said("step", f).text
    assert "for what it does not have: 'Tensor' object has no attribute 'no_such_thing'." in text
    assert "in the line: return X.no_such_thing  # this line" in text


def test_a_message_of_any_length_and_content_is_shown_in_short():
    def f(*args):
        raise ValueError("{braces} \ud83d " + "x" * 10**6)

    text = said("step", f).text
    assert "{braces}" in text and len(text) < 1000 and text.encode("utf-8")

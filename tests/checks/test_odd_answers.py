"""The checks survive whatever is handed in."""

import pytest
import torch

from d2l_rnn.checks.sandbox import trial

from .answers import RIGHT, hold, printed, said
from .odd import ODD, Agreeable, Hanging, Liar, assert_undisturbed
from .wrong_answers import SIGNATURES, TRUTHS


def test_a_string_is_not_asked_whether_it_is_right():
    assert said("shift", lambda text: (Agreeable("a"), Agreeable("b"))).state == "wrong"
    assert said("gradient_fate", [Agreeable("explodes")]).key == "explodes_alone"
    assert said("true_or_false", {**TRUTHS, Agreeable("k"): True}).key == "unknown_letter"


@pytest.mark.parametrize("what", ODD)
def test_an_odd_answer_gets_a_sentence(what, capfd, before):
    answer, key = ODD[what]
    one = said("step", answer)
    assert one.key == key, one.text
    assert one.state == ("not answered" if key == "not_answered" else "wrong")
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

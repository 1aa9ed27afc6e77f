"""The checks name each foreseen mistake."""

import re

import pytest
import torch

from d2l_rnn import checks
from d2l_rnn.checks import sentences
from d2l_rnn.checks.sandbox import trial
from d2l_rnn.checks.tasks import parity

from . import styles
from .answers import CODING, RIGHT, WEIGHTS, recorded_answer, said, step
from .wrong_answers import SIGNATURES, TRUTHS, WRONG

NOT_ABOUT_NUMBERS = ("nothing", "arity", "two_products", "no_matrix_product", "autograd")


def name_of(wrong):
    return f"{wrong.task}: {wrong.mistake}"


@pytest.mark.parametrize("wrong", WRONG, ids=name_of)
def test_a_recorded_wrong_answer_gets_the_sentence_of_its_mistake(wrong, capfd, monkeypatch):
    if wrong.key == "lists_all":  # until the time is up
        monkeypatch.setattr(trial, "LIMIT", 0.3)
    getattr(checks, wrong.task)(wrong.answer())
    out, err = capfd.readouterr()
    assert err == ""
    one = said(wrong.task, wrong.answer())
    assert (one.state, one.key) == ("wrong", wrong.key), one.text
    assert out == f"{one.text}\nDone: core 0 of 8, further 0 of 8.\n"
    assert len(one.text) < 1700 and max(map(len, one.text.splitlines())) < 300
    assert "{" not in one.text.split("\n")[0], one.text
    if wrong.task in SIGNATURES and wrong.key not in NOT_ABOUT_NUMBERS:
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
    recorded = {wrong.key for wrong in [*WRONG, *styles.WRONG] if wrong.task == task}
    assert set(sentences.TASKS[task]) - {"right"} <= recorded
    letters = set(sentences.STATEMENTS) if task == "true_or_false" else set()
    assert letters <= recorded


def test_the_term_that_is_off_is_named():
    for left_out, off in (("no_bias", "b_h"), ("no_memory", "H W_hh"), ("no_input", "X W_xh")):
        for task in ("step", "step_concat"):
            (wrong,) = [wrong for wrong in WRONG if (wrong.task, wrong.key) == (task, left_out)]
            (line,) = [line for line in said(task, wrong.answer()).text.splitlines() if "one term at a time" in line]
            for term in ("X W_xh", "H W_hh", "b_h"):
                assert f"{term} is {'off' if term == off else 'right'}" in line
    (wrong,) = [wrong for wrong in WRONG if (wrong.task, wrong.key) == ("unroll", "no_b_q")]
    assert "b_h is right, b_q is off" in said("unroll", wrong.answer()).text


def forward(H, W_hh):
    """The step in which only the state before is not known, such that its value now is H."""
    return lambda before: torch.tanh(torch.atanh(H) + before @ W_hh)


def by_backward(V, H, W_hh):
    before = torch.zeros_like(H).requires_grad_()
    forward(H, W_hh)(before).backward(V)
    return before.grad


BY_AUTOGRAD = {
    "backward": by_backward,
    "autograd.functional": lambda V, H, W_hh: torch.autograd.functional.vjp(forward(H, W_hh), torch.zeros_like(H), V)[
        1
    ],
    "vjp": lambda V, H, W_hh: torch.func.vjp(forward(H, W_hh), torch.zeros_like(H))[1](V)[0],
    "jacrev": lambda V, H, W_hh: torch.stack(
        [v @ torch.func.jacrev(forward(s, W_hh))(torch.zeros_like(s)) for v, s in zip(V, H, strict=True)]
    ),
    "jacfwd": lambda V, H, W_hh: torch.stack(
        [v @ torch.func.jacfwd(forward(s, W_hh))(torch.zeros_like(s)) for v, s in zip(V, H, strict=True)]
    ),
    "the slope of tanh alone": lambda V, H, W_hh: (
        V * torch.func.grad(lambda A: torch.tanh(A).sum())(torch.atanh(H)) @ W_hh.T
    ),
}


@pytest.mark.parametrize("how", BY_AUTOGRAD)
def test_a_derivative_that_autograd_has_found_is_not_the_formula_that_was_asked_for(how):
    one = said("jacobian_product", BY_AUTOGRAD[how])
    assert (one.state, one.key) == ("wrong", "autograd"), one.text
    assert "The values are right, but autograd has found them" in one.text


def test_a_product_too_many_is_found_in_whichever_case_it_is_made():
    def sometimes(X, H, W_xh, W_hh, b_h):
        return (step if len(X) > 2 else RIGHT["step_concat"])(X, H, W_xh, W_hh, b_h)

    assert said("step_concat", sometimes).key == "two_products"
    assert "\n" not in said("step", sometimes).text


def test_a_true_or_false_answer_that_is_wrong_gets_its_reason_and_a_missing_one_is_listed():
    text = said("true_or_false", TRUTHS | {"a": True, "d": True, "j": ...}).text
    assert text.startswith("true_or_false: 7 of 10 are right.")
    assert all(sentences.STATEMENTS[letter]["because"] in text for letter in "ad")
    assert "Not answered yet: j." in text and sentences.STATEMENTS["j"]["because"] not in text


@pytest.mark.parametrize("letter", TRUTHS)
@pytest.mark.parametrize("answer", [True, False])
def test_one_answer_to_true_or_false_is_explained_and_no_other(letter, answer):
    blank = dict.fromkeys(TRUTHS, ...)
    for answers in ({letter: answer}, blank | {letter: answer}):
        text = said("true_or_false", answers).text
        explained = [letter for letter, one in sentences.STATEMENTS.items() if one["because"] in text]
        assert explained == [letter] * (answer is not TRUTHS[letter])
        assert text.startswith(f"true_or_false: {int(answer is TRUTHS[letter])} of 10 are right.")
        missing = ", ".join(other for other in sorted(TRUTHS) if other != letter)
        assert text.endswith(f"Not answered yet: {missing}.")


def test_a_tie_is_shown_where_one_is_named():
    for wrong in WRONG:
        if wrong.key == "tie":
            first, second = re.search(r"The outputs are \[(\S+), (\S+)\]", said("parity", wrong.answer()).text).groups()
            assert first == second


def test_a_function_that_draws_random_numbers_is_not_told_that_it_keeps_something():
    assert said("step", lambda X, H, *weights: torch.rand_like(H)).key == "random"


def test_a_function_that_draws_random_numbers_and_does_not_use_them_is_not_told_that_it_computes_with_them():
    assert said("step", lambda X, H, *weights: torch.rand_like(H) * 0 + 7).key == "value"


def test_values_are_called_right_only_where_all_of_them_are():
    text = said("unroll", recorded_answer("unroll", "one tensor for all states")).text
    assert "values are right" not in text
    assert sentences.REMARKS["changes"].format(changed="H") in text
    text = said("unroll", recorded_answer("unroll", "the state in place")).text
    assert "The values are right" in text and "is off" not in text and "also writes" not in text


def test_the_long_strings_are_long_enough_to_catch_a_network_that_forgets_slowly():
    weights = [weight * 0.11 for weight in WEIGHTS[:3]] + list(WEIGHTS[3:])
    one = said("parity", weights)
    assert one.key == "forgets" and re.search(r"right for up to \d\d bits", one.text), one.text
    assert parity.SHORT < int(re.search(r"up to (\d+) bits", one.text)[1]) < parity.LONG


def test_the_edges_are_tried_only_when_all_else_is_right():
    tried = []
    said("ngram_cells", lambda V, n: tried.append(n) or V**n + (n == 4))
    assert max(tried) < 10
    said("ngram_cells", lambda V, n: tried.append(n) or V**n)
    assert max(tried) == 30

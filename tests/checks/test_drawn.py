"""The cases that decide about points are drawn anew, tell all mistakes, and are never shown."""

import random
from dataclasses import replace
from itertools import combinations

import pytest
import torch

from d2l_rnn.checks import drawn, sentences
from d2l_rnn.checks.sandbox.answer import LocalAnswer
from d2l_rnn.checks.sandbox.surroundings import clean
from d2l_rnn.checks.tasks import FUNCTIONS, parity

from . import styles
from .answers import RIGHT, said
from .test_cases import PLAUSIBLE, alike, outcomes
from .test_right_answers import OTHERS, STEPS
from .test_wire import same
from .wrong_answers import WRONG

SEEDS = range(50)


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_in_fifty_rounds_the_drawn_cases_alone_show_every_mistake(name):
    for seed in SEEDS:
        fresh = drawn.draw(name, seed)
        each = [replace(fresh, cases=[case], parts={}, edges={}) for case in fresh.cases]
        right = [outcomes(one, fresh.reference) for one in each]
        assert all(outcome.problem is None for (outcome,) in right)
        for key, mistaken in fresh.mistakes:
            assert any(not alike(outcomes(one, mistaken), its) for one, its in zip(each, right, strict=True)), key


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_in_five_rounds_they_tell_each_mistake_from_the_others(name):
    for seed in SEEDS[:5]:
        fresh = drawn.draw(name, seed)
        made = [(key, outcomes(fresh, function)) for key, function in fresh.mistakes]
        assert [(a, b) for (a, one), (b, other) in combinations(made, 2) if a != b and alike(one, other)] == []


@pytest.mark.parametrize("name", PLAUSIBLE)
def test_the_drawn_cases_alone_show_mistakes_that_nobody_foresaw(name):
    for seed in range(3):
        fresh = drawn.draw(name, seed)
        right = outcomes(fresh, fresh.reference)
        places = [place for place, f in enumerate(PLAUSIBLE[name]) if alike(outcomes(fresh, f), right)]
        assert places == []


def recorded(name):
    return [wrong for wrong in WRONG if wrong.task == name]


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_recorded_wrong_answer_is_wrong_in_the_drawn_cases_alone(name):
    for wrong in [wrong for wrong in recorded(name) if wrong.key != "lists_all"]:  # which an edge shows before
        with clean():
            verdict = drawn.examine(drawn.draw(name, 1), LocalAnswer(wrong.answer()))
        assert verdict.state == "wrong", wrong.mistake


@pytest.mark.slow
def test_no_network_that_is_wrong_is_right_for_all_drawn_strings():
    for wrong in recorded("parity"):
        value = LocalAnswer(wrong.answer()).look(parity.WEIGHTS).value
        for seed in SEEDS if value is not None else ():
            strings = drawn.draw_strings(seed)
            answers = (parity.answers(value, torch.tensor([list(map(int, bits))]).T) for bits in strings)
            assert not all(one.right.all() for one in answers), wrong.mistake


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_a_seed_has_its_cases_and_another_seed_has_others(name):
    drawn.draw.cache_clear()
    one = drawn.draw(name, 7).cases
    random.seed(3)
    torch.manual_seed(3)
    drawn.draw.cache_clear()
    again, other = drawn.draw(name, 7).cases, drawn.draw(name, 8).cases
    assert same([*map(list, one)], [*map(list, again)]) and not same([*map(list, one)], [*map(list, other)])
    assert drawn.draw_strings(7) == drawn.draw_strings(7) != drawn.draw_strings(8)


@pytest.mark.slow
@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_is_right_in_every_round(name):
    for seed in range(8):
        assert drawn.decide(name, LocalAnswer(RIGHT[name]), seed) == (said(name, RIGHT[name]), False)


@pytest.mark.slow
def test_so_is_one_in_another_way():
    for name, functions in OTHERS.items():
        for function in functions:
            assert drawn.decide(name, LocalAnswer(function), 5) == (said(name, function), False)
    for how, function in STEPS.items():
        assert drawn.decide("step", LocalAnswer(function), 5) == (said("step", function), False), how


@pytest.mark.slow
def test_so_is_one_in_whichever_style_it_is_written():
    for style in styles.RIGHT:
        answer = style.answer()
        for seed in range(3):
            verdict, only_drawn = drawn.decide(style.task, LocalAnswer(answer), seed)
            assert (verdict.state, only_drawn) == ("right", False), (str(style), seed)


@pytest.mark.parametrize("wrong", [recorded(name)[0] for name in RIGHT], ids=lambda wrong: wrong.task)
def test_what_is_wrong_in_the_notebook_is_told_as_there(wrong):
    answer = wrong.answer()
    assert drawn.decide(wrong.task, LocalAnswer(answer), 5) == (said(wrong.task, answer), False)
    assert drawn.decide(wrong.task, LocalAnswer(...), 5) == (said(wrong.task, ...), False)


# --- an answer that knows the notebook's cases by heart ---------------------------------------------------------------


def by_heart(name, function):
    """A function that is right in every case that a notebook knows, and everywhere else is another."""
    known = FUNCTIONS[name]
    more = [args for cases in (*known.parts.values(), *known.edges.values()) for args in cases]
    cases = [*known.cases, *more]

    def answer(*args):
        return (known.reference if any(same([*case], [*args]) for case in cases) else function)(*args)

    return LocalAnswer(answer)


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
def test_what_is_known_by_heart_earns_nothing_and_is_told_its_mistake(name):
    for key, function in {key: function for key, function in reversed(FUNCTIONS[name].mistakes)}.items():
        verdict, only_drawn = drawn.decide(name, by_heart(name, function), 5)
        assert (only_drawn, verdict.state, verdict.key) == (True, "wrong", key)
        assert sentences.TASKS[name][key][0] in verdict.text
        # What is told is the same for other cases, so it holds nothing of them.
        assert drawn.decide(name, by_heart(name, function), 6) == (verdict, True)


@pytest.mark.slow
@pytest.mark.parametrize("name", FUNCTIONS)
@pytest.mark.parametrize("function", [lambda *args: None, lambda *args: 1 / 0, lambda *args: args[0]])
def test_a_mistake_without_a_name_is_not_shown_either(name, function):
    verdict, only_drawn = drawn.decide(name, by_heart(name, function), 5)
    assert only_drawn and "{" not in verdict.text and verdict.text.count("\n") == 1
    assert verdict.text.startswith(f"{name}: not right yet. The notebook's cases are right")
    assert drawn.decide(name, by_heart(name, function), 6) == (verdict, True)


def test_what_it_raises_in_a_drawn_case_is_not_repeated():
    def tells(X, H, W_xh, W_hh, b_h):
        raise ValueError(str(X.tolist()))

    verdict, only_drawn = drawn.decide("step", by_heart("step", tells), 5)
    assert only_drawn and verdict.key == "raised"
    assert "ValueError" not in verdict.text and "line" not in verdict.text and "[" not in verdict.text


def test_a_network_that_loses_count_in_a_drawn_string_only_is_told_so(monkeypatch):
    short = drawn.draw_strings(5)
    monkeypatch.setattr(parity, "_long_strings", lambda: torch.zeros(64, 1, dtype=torch.int64))
    weights = [weight * 0.11 for weight in RIGHT["parity"][:3]] + list(RIGHT["parity"][3:])
    verdict, only_drawn = drawn.decide("parity", LocalAnswer(weights), 5)
    assert only_drawn and verdict.key == "forgets" and not any(bits in verdict.text for bits in short)

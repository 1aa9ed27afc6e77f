"""Bad input gets a sentence: every live figure, every argument and every trait that a reader may set."""

import math

import pytest

from d2l_rnn import figures, train
from tests.equations.answers import Case, assert_answered, by_argument, cases
from tests.equations.bad_values import (
    NO_COUNT,
    NO_EDITS,
    NO_FLAG,
    NO_NUMBER,
    NO_P,
    NO_SEED,
    NO_TEXT,
    NO_TOKENS,
    but,
    changed_by_hand,
    histories,
    no_choice,
    no_trace,
    spoiled,
)
from tests.equations.good_values import TOKENS, history, make_params, model, trace

GOOD = {
    figures.StatePlane: {"model": make_params(7, 2, 7), "tokens": TOKENS, "text": "machine"},
    figures.Growth: {"text": "machine"},
    figures.Gradients: {"model": model, "tokens": TOKENS, "text": "machine"},
    figures.HiddenStates: {"model": model, "tokens": TOKENS, "text": "machine"},
    figures.Predictions: {"model": model, "tokens": TOKENS, "text": "machine", "memoryless": None},
    figures.Recurrence: {"model": model, "tokens": TOKENS, "text": "machine"},
    figures.Training: {"history": history, "text": "machine"},
}
OF_ANY_MODEL = (figures.Gradients, figures.HiddenStates, figures.Predictions, figures.Recurrence)
ABSENT = [("untrained, of which it was given none", "untrained")]
TRAITS = {  # what can be set on a figure once it is there
    figures.StatePlane: {"weights"},
    figures.Gradients: {"step", "playing", "selected", "scale", "clip", "weights", "matrix", "text"},
    figures.HiddenStates: {"step", "playing", "selected", "edits", "fold", "text"},
    figures.Predictions: {"step", "playing", "guessing", "weights", "text", "seed", "temperature", "prefix", "length"}
    | {"feed", "pick", "fold"},
    figures.Recurrence: {"step", "playing", "selected", "memory", "products", "unrolled", "text"},
    figures.Training: {"step", "playing", "checkpoint", "fold", "learned", "text"},
    figures.Growth: {"text"},
}


def of_models():
    for Figure in OF_ANY_MODEL:
        yield from cases(Figure, "model", but(NO_P, "None"), "model")
        yield from cases(Figure, "model", [("other sizes", make_params(7, 3, 6))], "model")
        yield from cases(Figure, "model", [("a History and tokens", history)], "tokens")
        yield from cases(Figure, "tokens", NO_TOKENS)
        for number in (math.nan, math.inf):
            for what, value, name in spoiled(lambda: make_params(7, 6, 7), number):
                yield from cases(Figure, "model", [(what, value)], name)
    yield from cases(figures.StatePlane, "model", [*but(NO_P, "None"), ("six units", make_params(7, 6, 7))])
    for Figure in (*OF_ANY_MODEL, figures.StatePlane):
        yield from cases(Figure, "network", [("None", None), ("a dict", {})])
    twins = [("a string", "none"), ("a number", 3), ("other sizes", make_params(7, 5, 7)), ("a tensor", trace.H)]
    twins += [("a network with memory", make_params(7, 6, 7)), ("a History with memory", train.fit("machine", 6, 0))]
    twins.append(("other tokens", train.fit("abcdefg", 6, 0, recurrent=False)))
    yield from cases(figures.Predictions, "memoryless", twins)
    without_losses = [("a History without losses", changed_by_hand("losses", []))]
    yield from cases(figures.Predictions, "memoryless", without_losses, "memoryless.losses")
    yield from cases(figures.Training, "history", no_trace()[1:])
    for what, field, value, name in histories():
        yield from cases(figures.Training, "history", [(what, changed_by_hand(field, value))], name)


def of_traits():
    for Figure in (*OF_ANY_MODEL, figures.Training, figures.Growth):
        yield from cases(Figure, "text", but(NO_TEXT, "None"))
    for Figure in OF_ANY_MODEL:
        yield from cases(Figure, "step", but(NO_COUNT, "0"))
        yield from cases(Figure, "playing", NO_FLAG)
    yield from cases(figures.HiddenStates, "selected", NO_COUNT)
    yield from cases(figures.HiddenStates, "edits", NO_EDITS)
    yield from cases(figures.HiddenStates, "fold", no_choice())
    yield from cases(figures.Predictions, "guessing", NO_FLAG)
    yield from cases(figures.Predictions, "weights", no_choice() + ABSENT)
    for argument in ("feed", "pick", "fold"):
        yield from cases(figures.Predictions, argument, no_choice())
    for argument in ("prefix", "length"):
        yield from cases(figures.Predictions, argument, NO_COUNT)
    yield from cases(figures.Predictions, "seed", [*NO_SEED, ("2**32", 2**32)])
    yield from cases(figures.Predictions, "temperature", [*NO_NUMBER, ("0", 0)])
    yield from cases(figures.StatePlane, "weights", no_choice() + ABSENT)
    yield from cases(figures.StatePlane, "beside", NO_TEXT)
    for argument in ("fan", "probing"):
        yield from cases(figures.StatePlane, argument, NO_FLAG)
    for argument in ("unit_1", "unit_2"):
        yield from cases(figures.StatePlane, argument, but(NO_NUMBER, "-0.5"))
    for argument in ("num_tokens", "num_hiddens", "order"):
        yield from cases(figures.Growth, argument, NO_COUNT)
    yield from cases(figures.Growth, "from_text", NO_FLAG)
    for argument in ("memory", "unrolled"):
        yield from cases(figures.Recurrence, argument, NO_FLAG)
    for argument in ("products", "fold"):
        yield from cases(figures.Recurrence, argument, no_choice())
    yield from cases(figures.Recurrence, "selected", NO_COUNT)
    yield from cases(figures.Training, "checkpoint", but(NO_COUNT, "0"))
    yield from cases(figures.Training, "fold", no_choice())
    yield from cases(figures.Training, "step", but(NO_COUNT, "0"))
    yield from cases(figures.Training, "playing", NO_FLAG)
    yield from cases(figures.Training, "learned", [("a text", "banana"), ("an empty dict", {}), ("a History", history)])
    whole = {"text": "ab", "tokens": ["a", "b"], "sizes": {"d": 2, "h": 1, "q": 2}, "losses": [1.0]}
    point = {"step": 0, "loss": 1.0, "weights": ""}
    yield from cases(
        figures.Training, "learned", [("no checkpoints", whole), ("no weights", whole | {"checkpoints": [point]})]
    )
    for argument in ("scale", "clip"):
        yield from cases(figures.Gradients, argument, [*NO_NUMBER, ("10**7", 10**7)])
    for argument in ("weights", "matrix"):
        yield from cases(figures.Gradients, argument, no_choice())
    yield from cases(figures.Gradients, "selected", but(NO_COUNT, "0"))


CASES = [*of_models(), *of_traits()]
SET_LATER = [case for case in CASES if case.argument in TRAITS[case.function]]
SET_LATER += [Case(Figure, "text", "None", None, ("text",)) for Figure in OF_ANY_MODEL]


@by_argument(CASES)
def test_a_bad_argument_is_answered_in_a_sentence_that_names_it(group):
    assert_answered(group, lambda case: case.function(**{**GOOD[case.function], case.argument: case.value}))


@by_argument(SET_LATER)
def test_a_bad_value_set_on_a_figure_is_answered_and_changes_nothing(group):
    figure = group[0].function(**GOOD[group[0].function])
    before = figure.get_state()

    def set_one(case):
        try:
            setattr(figure, case.argument, case.value)
        finally:
            assert figure.get_state() == before

    assert_answered(group, set_one)
    figure.close()


@pytest.mark.parametrize("Figure", OF_ANY_MODEL, ids=lambda Figure: Figure.__qualname__)
def test_a_history_that_was_changed_by_hand_is_told_what_is_wrong_with_it(Figure):
    group = [
        Case(Figure, "model", what, changed_by_hand(field, value), (f"model.{name}",))
        for what, field, value, name in histories()
    ]
    assert_answered(group, lambda case: Figure(case.value))


@pytest.mark.parametrize("Figure", GOOD, ids=lambda Figure: Figure.__qualname__)
def test_the_arguments_that_are_spoiled_one_at_a_time_work_as_they_are(Figure):
    Figure(**GOOD[Figure])


def test_at_least_600_different_cases_are_tried():
    assert len(set(map(str, CASES))) == len(CASES) >= 600

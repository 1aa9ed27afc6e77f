"""Bad input gets a sentence: every picture, every argument, every bad value that a reader comes up with."""

import inspect
import math

import numpy as np
import pytest
import torch

from d2l_rnn import gradients, plots, rnn
from tests.equations.answers import assert_answered, by_argument, cases
from tests.equations.bad_values import (
    EMPTY_TEXT,
    NO_COUNT,
    NO_FLAG,
    NO_NUMBER,
    NO_P,
    NO_TEXT,
    NO_TOKENS,
    SHORT_TEXT,
    but,
    changed_by_hand,
    histories,
    longer,
    no_choice,
    no_tensor,
    no_trace,
    reshaped,
    spoiled,
)
from tests.equations.good_values import LONG, TOKENS, H_t, X_t, history, make_params, model, p, through, trace

pytestmark = pytest.mark.slow

GOOD = {
    plots.recurrence: {"trace": trace, "t": 2, "text": "machine", "tokens": TOKENS, "steps": 3, "memory": True}
    | {"products": "two", "unrolled": True},
    plots.language_model: {"trace": trace, "text": "machine", "tokens": TOKENS},
    plots.hidden_states: {
        "trace": trace,
        "text": "machin",
        "t": 2,
        "beside": trace,
        "marked": [(1, 2)],
        "tokens": None,
    },
    plots.predictions: {"trace": trace, "text": "machine", "tokens": TOKENS, "t": 2, "given": 2, "network": "trained"},
    plots.concatenation: {"X": X_t, "H": H_t, "p": p, "way": "right", "row": 1, "column": 1},
    plots.gradients: {"through": through, "text": "machin", "k": 1, "log": True},
    plots.training: {"history": history, "text": "machine", "t": 2},
    plots.state_plane: {"p": make_params(7, 2, 7), "tokens": TOKENS, "texts": ["machine"], "step": 1, "fan": True},
    plots.growth: {"num_tokens": 28, "num_hiddens": 32, "orders": [1, 2, 3], "text": "machine"},
    plots.shapes: {
        "n": 1,
        "d": 2,
        "h": 3,
        "q": 2,
        "T": 4,
        "memory": True,
        "layers": 1,
        "tried": None,
        "sequence": True,
    },
}
OF_A_TEXT = (plots.language_model, plots.predictions, plots.hidden_states)
OF_TARGETS = OF_A_TEXT[:2]  # they need the text with its last character


def of_texts_and_tokens():
    for function in OF_TARGETS:
        yield from cases(function, "text", NO_TEXT + SHORT_TEXT)
    yield from cases(plots.hidden_states, "text", NO_TEXT + EMPTY_TEXT)
    yield from cases(plots.growth, "text", but(NO_TEXT, "None") + EMPTY_TEXT)
    yield from cases(plots.state_plane, "texts", [*NO_TEXT, ("[]", []), ("an empty text", [""])], "texts", "text")
    yield from cases(plots.training, "text", but(NO_TEXT, "None") + SHORT_TEXT)
    yield from cases(plots.predictions, "reference", but(NO_TEXT, "None"))
    outside = [("a character outside the tokens", "mach!ne"), ("an emoji outside", "mach🙂ne"), ("upper", "Machine")]
    for function in OF_TARGETS:
        yield from cases(function, "text", outside)
    yield from cases(plots.state_plane, "texts", outside, "texts", "text")
    other_length = [("a longer text", "machinema"), ("a shorter text", "mach"), ("10,000 characters", LONG)]
    for function in (*OF_A_TEXT, plots.recurrence):
        yield from cases(function, "text", other_length)
    yield from cases(plots.recurrence, "text", but(NO_TEXT, "None") + EMPTY_TEXT)
    yield from cases(plots.recurrence, "tokens", but(NO_TOKENS, "None"))
    for function in (*OF_TARGETS, plots.state_plane):
        yield from cases(function, "tokens", NO_TOKENS[:-1])
        yield from cases(function, "tokens", NO_TOKENS[-1:], "tokens", "text")


def of_numbers_and_words():
    for function in (plots.recurrence, plots.hidden_states, plots.predictions, plots.training):
        yield from cases(function, "t", [*but(NO_COUNT, "None"), ("after the last step", 7)])
    yield from cases(plots.recurrence, "steps", NO_COUNT)
    for argument in ("memory", "unrolled"):
        yield from cases(plots.recurrence, argument, NO_FLAG)
    yield from cases(plots.recurrence, "products", no_choice())
    yield from cases(plots.predictions, "given", [*but(NO_COUNT, "None"), ("more than the steps", 7)])
    yield from cases(plots.predictions, "temperature", [*NO_NUMBER, ("0", 0)])
    yield from cases(plots.predictions, "network", [("another word", "random"), ("None", None)])
    yield from cases(plots.training, "checkpoint", [*but(NO_COUNT, "None", "0"), ("after the last", 99)])
    yield from cases(plots.gradients, "k", [*but(NO_COUNT, "None", "0"), ("after the last step", 99)])
    yield from cases(plots.gradients, "log", NO_FLAG)
    for argument in ("log", "log_updates"):
        yield from cases(plots.training, argument, NO_FLAG)
    for argument in "ndhqT":
        yield from cases(plots.shapes, argument, NO_COUNT)
    yield from cases(plots.shapes, "memory", but(NO_FLAG, "None"))
    yield from cases(plots.shapes, "layers", NO_COUNT)
    yield from cases(plots.shapes, "sequence", NO_FLAG)
    tried = [("a string", "W_hh"), ("another tensor", {"name": "W_q", "shape": [1]}), ("a size of -1", _tried([-1, 2]))]
    yield from cases(plots.shapes, "tried", [*tried, ("half a size", _tried([1.5])), ("five axes", _tried([1] * 5))])
    for argument in ("num_tokens", "num_hiddens"):
        yield from cases(plots.growth, argument, NO_COUNT)
    orders = [(f"[{what}]", [value]) for what, value in but(NO_COUNT, "a list")]
    orders += [("[]", []), ("None", None), ("a string", "many"), ("a text", "12")]
    yield from cases(plots.growth, "orders", orders)
    yield from cases(plots.state_plane, "step", [*but(NO_COUNT, "None", "0"), ("after the last", 8)])
    yield from cases(plots.state_plane, "fan", NO_FLAG)
    probes = [("a number", 0.5), ("one number", [0.5]), ("words", ["a", "b"]), ("outside", [0.0, 2.0])]
    yield from cases(plots.state_plane, "probe", [*probes, ("NaN", [0.0, math.nan])])
    words = np.array(["right", "swapped"])  # `in` compares each of its words
    yield from cases(plots.concatenation, "way", [("another word", "left"), ("None", None), ("words", words)])
    for argument in ("row", "column"):
        yield from cases(plots.concatenation, argument, [*but(NO_COUNT, "None"), ("outside", 99)])
    marked = [("None", None), ("a number", 3), ("a string", "12"), ("one cell without brackets", (1, 2))]
    marked += [("three numbers", [(1, 2, 3)]), ("step 0", [(0, 1)]), ("a step too many", [(7, 1)])]
    marked += [("a unit too many", [(1, 7)]), ("words", [("1", "2")])]
    yield from cases(plots.hidden_states, "marked", marked)
    yield from cases(plots.hidden_states, "tokens", [*but(NO_TOKENS[:-1], "None"), ("too few", TOKENS[:3])])
    names = [("None", None), ("a number", 3), ("one string", "ab"), ("one name", ["a"]), ("with a number", ["a", 2])]
    yield from cases(plots.hidden_states, "names", names)
    yield from cases(
        plots.gradients, "text", [("a number", 3), ("too short", "ma"), ("half a character", "machi\ud800")]
    )


def _tried(shape):
    return {"name": "W_hh", "shape": shape}


def of_matrices_and_params():
    yield from cases(plots.concatenation, "X", no_tensor(X_t))
    yield from cases(plots.concatenation, "H", no_tensor(H_t))
    yield from cases(plots.concatenation, "X", [("one input too many", longer(X_t, 1)), ("(d, n)", X_t.T)])
    units = [("one unit too many", longer(H_t, 1)), ("(h, n)", H_t.T), ("another n", longer(H_t, 0))]
    yield from cases(plots.concatenation, "H", units)
    for function in (plots.concatenation, plots.state_plane):
        yield from cases(function, "p", [*NO_P, ("a History", history)])
        d, h, q = GOOD[function]["p"].sizes.values()
        for number in (math.nan, math.inf):
            for what, value, name in spoiled(lambda d=d, h=h, q=q: make_params(d, h, q), number):
                yield from cases(function, "p", [(what, value)], name)
        for what, value, name in reshaped(d, h, q):
            yield from cases(function, "p", [(what, value)], name)
    sizes = [("three units", make_params(7, 3, 7)), ("another q", make_params(7, 2, 3))]
    yield from cases(plots.state_plane, "p", sizes)


def of_traces_and_histories():
    for function in (plots.recurrence, *OF_A_TEXT):
        yield from cases(function, "trace", no_trace())
        if function is not plots.recurrence:
            two = rnn.unroll(torch.cat((trace.X, trace.X), 1), model)
            yield from cases(function, "trace", [("two sequences", two)])
        for letter in "XHO":
            tensor = getattr(trace, letter)
            nan = tensor.clone()
            nan[0, 0, 0] = math.nan
            parts = [("nan", nan), ("None", None), ("one axis less", tensor[0]), ("whole numbers", tensor.long())]
            spoilt = [(f"{letter}: {what}", rnn.Trace(**{**vars(trace), letter: value})) for what, value in parts]
            yield from cases(function, "trace", spoilt)
    yield from cases(plots.hidden_states, "beside", no_trace()[1:])
    yield from cases(plots.hidden_states, "beside", [("another T", rnn.unroll(trace.X[:2], model))])
    nothing = gradients.ThroughTime(*[None] * 6)
    lists = [("[]", []), ("a list with None", [None]), ("one that holds None", nothing)]
    yield from cases(plots.gradients, "through", no_trace() + lists)
    yield from cases(plots.training, "history", [*no_trace(), ("a dict", {})])
    for what, field, value, name in histories():
        yield from cases(plots.training, "history", [(what, changed_by_hand(field, value))], name)


CASES = [*of_texts_and_tokens(), *of_numbers_and_words(), *of_matrices_and_params(), *of_traces_and_histories()]


@by_argument(CASES)
def test_a_bad_argument_is_answered_in_a_sentence_that_names_it(group):
    assert_answered(group, lambda case: case.function(**{**GOOD[case.function], case.argument: case.value}))


@pytest.mark.parametrize("function", GOOD, ids=lambda function: function.__qualname__)
def test_the_arguments_that_are_spoiled_one_at_a_time_work_as_they_are(function):
    function(**GOOD[function])


def test_at_least_600_different_cases_are_tried():
    assert len(set(map(str, CASES))) == len(CASES) >= 600


def test_no_picture_is_left_out():
    public = set()
    for name, value in vars(plots).items():
        if value.__class__ is type(test_no_picture_is_left_out) and not name.startswith("_"):
            public.add(value)
    tried = {case.function for case in CASES}
    assert public <= tried, public - tried
    for function in public:
        arguments = {name for name in inspect.signature(function).parameters if name not in ("others", "name")}
        assert arguments <= {case.argument for case in CASES if case.function is function}, function

"""A bad argument of a picture is answered with a sentence."""

import itertools
import math
import re
import traceback
from dataclasses import replace

import pytest
import torch

from d2l_rnn import plots, rnn
from tests.drive.pictures import HISTORY, book_matrices, machine, network, right_calls, through

pytestmark = pytest.mark.slow


def bad_calls():
    p, tokens, trace = machine()
    X, H, q = book_matrices()
    batch = rnn.unroll(torch.cat([trace.X, trace.X], 1), p)
    crooked = rnn.Trace(trace.X, trace.H[:-1], trace.O)
    return {
        "trace must be a Trace": lambda: plots.recurrence(p),
        "t must be at most 6, not 7": lambda: plots.recurrence(trace, 7),
        "t must be a whole number": lambda: plots.hidden_states(trace, "machine", t="3"),
        "trace has T = 6 steps and text has 5 characters": lambda: plots.hidden_states(trace, "hello"),
        "trace holds n = 2 sequences": lambda: plots.hidden_states(batch, "machine"),
        "trace.H[1:] has shape (5, 1, 16)": lambda: plots.hidden_states(crooked, "machine"),
        "beside has T = 4 steps": lambda: plots.hidden_states(trace, "machine", beside=network("hello", 2)[2]),
        "beside must be a Trace": lambda: plots.hidden_states(trace, "machine", beside=3),
        "text is empty": lambda: plots.hidden_states(trace, ""),
        "text holds half a character (U+D800)": lambda: plots.hidden_states(trace, "machin\ud800"),
        "every character but the last is an input": lambda: plots.predictions(trace, "machin", tokens),
        "tokens has 4 entries and trace has q = 7": lambda: plots.language_model(trace, "machine", list("helo")),
        "text holds 'M', which is not among the tokens": lambda: plots.predictions(trace, "Machine", tokens),
        "text has 1 character": lambda: plots.language_model(trace, "m", tokens),
        "Here d, the number of inputs, is 1, not 4": lambda: plots.concatenation(H, H, q),
        "H must be a torch tensor": lambda: plots.concatenation(X, None, q),
        "through must be a ThroughTime": lambda: plots.gradients(trace),
        "through has T = 4 steps and text 3 characters": lambda: plots.gradients(through(), "hel"),
        "through must hold dH": lambda: plots.gradients(replace(through(), dA=through().dA[1:])),
        "at most 6 can be told apart": lambda: plots.training(*[HISTORY] * 7),
        "history must be a History": lambda: plots.training(p),
        "p has h = 16 hidden units; the plane shows exactly 2": lambda: plots.state_plane(p, tokens, "machine"),
        "texts must be a string": lambda: plots.state_plane(network("ab", 2)[0], list("ab"), ["ab", 3]),
        "num_tokens must be at least 1, not -28": lambda: plots.growth(-28, 32, [1]),
        "num_hiddens must be at most 1000000": lambda: plots.growth(28, 10**400, [1]),
        "orders must be a list of whole numbers": lambda: plots.growth(28, 32, 8),
        "orders holds more than 40": lambda: plots.growth(28, 32, itertools.count(1)),
        "num_tokens must be at least as large": lambda: plots.growth(3, 32, [1], "hello"),
        "h must be at least 1, not 0": lambda: plots.shapes(1, 1, 0, 1, 1),
        "d must be a whole number": lambda: plots.shapes(1, 2.5, 1, 1, 1),
    }


@pytest.mark.parametrize("sentence", bad_calls())
def test_a_bad_argument_is_answered_in_words(sentence):
    with pytest.raises((TypeError, ValueError), match=re.escape(sentence)):
        bad_calls()[sentence]()


BAD = [None, True, 0, -1, 10**30, 1.5, math.nan, "", "x", "\ud800", "$_$", "🙂", "e\u0301", "שלום", "a" * 10_000, b"x"]
BAD += [
    [],
    [None],
    [3],
    {},
    {"a": 1},
    object(),
    torch.zeros(0),
    torch.ones(2, 2),
    torch.tensor(math.nan),
    torch.tensor([1]),
    len,
]


def test_no_argument_gets_a_raw_error_of_torch_or_matplotlib():
    tried = refused = 0
    for function, right in right_calls().items():
        for place, bad in itertools.product(range(len(right)), BAD):
            tried += 1
            try:
                function(*right[:place], bad, *right[place + 1 :]).draw_without_rendering()
            except (TypeError, ValueError) as error:
                refused += 1
                where = traceback.extract_tb(error.__traceback__)[-1].filename
                assert "d2l_rnn" in where and str(error).endswith("."), (
                    f"{function.__name__}, argument {place}: {error}"
                )
    assert tried > 700 and refused > 500

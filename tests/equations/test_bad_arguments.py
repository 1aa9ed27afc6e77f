"""Bad input gets a sentence: every public function of the maths, every argument, every bad value one comes up with.

Texts that only look bad are in test_odd_texts.py; the pictures and the figures are tried in tests/figures.
"""

import inspect
import math

import pytest
import torch
from torch import nn

from d2l_rnn import book, chars, gradients, interventions, rnn, sampling, train
from tests.equations.answers import assert_answered, by_argument, cases, fault_of
from tests.equations.bad_values import (
    EMPTY_TEXT,
    NO_COUNT,
    NO_EDITS,
    NO_FLAG,
    NO_NUMBER,
    NO_P,
    NO_PHI,
    NO_SEED,
    NO_TEXT,
    NO_TOKENS,
    SHORT_TEXT,
    but,
    histories,
    longer,
    no_choice,
    no_tensor,
    reshaped,
    spoiled,
)
from tests.equations.good_values import (
    STATE,
    TOKENS,
    WEIGHT,
    H_t,
    N,
    Q,
    T,
    X,
    X_t,
    history,
    make_params,
    model,
    p,
    trace,
    y,
)

GOOD = {
    chars.vocabulary: {"text": "machine"},
    chars.shift: {"text": "machine"},
    chars.indices: {"text": "machine", "tokens": TOKENS},
    chars.one_hot: {"x": "machine", "tokens": TOKENS},
    chars.ngrams: {"text": "machine", "n": 2},
    chars.next_counts: {"text": "machine", "context": "a"},
    chars.floor: {"text": "machine"},
    rnn.init_params: {"num_inputs": 2, "num_hiddens": 2, "num_outputs": 2, "sigma": 0.5, "seed": 3},
    rnn.Params: p.tensors(),
    rnn.Params.map: {"self": p, "function": torch.clone},
    rnn.Trace.at: {"self": trace, "t": 1},
    rnn.hidden: {"X": X_t, "p": p, "phi": torch.tanh},
    rnn.output: {"H": H_t, "p": p},
    rnn.step: {"X": X_t, "H": H_t, "p": p, "phi": torch.tanh},
    rnn.step_concat: {"X": X_t, "H": H_t, "p": p, "phi": torch.tanh},
    rnn.unroll: {"X": X, "p": p, "H_0": H_t, "phi": torch.tanh},
    interventions.checked: {"edits": [STATE, WEIGHT], "p": p},
    interventions.edited: {"p": p, "edits": [WEIGHT]},
    interventions.unroll_edited: {"X": X, "p": p, "edits": [STATE], "H_0": H_t, "phi": torch.tanh},
    rnn.step_losses: {"O": torch.zeros(T, N, Q), "y": y},
    rnn.num_params: {"p": p},
    rnn.num_params_for: {"num_inputs": 2, "num_hiddens": 3, "num_outputs": 2},
    gradients.through_time: {"X": X, "y": y, "p": p, "t": 2, "H_0": H_t},
    gradients.jacobians: {"X": X, "p": p, "H_0": H_t},
    train.History: vars(history),
    train.fit: {"text": "hello", "num_hiddens": 2, "num_steps": 2, "progress": False},
    train.steps_to_keep: {"num_steps": 20, "most": 5},
    book.to_torch: {"p": p},
    book.to_d2l: {"p": p},
    book.from_torch: {"rnn": nn.RNN(3, 4), "head": nn.Linear(4, 3)},
    book.from_d2l: {"model": None},
    sampling.uniforms: {"seed": 3},
    sampling.picks: {"prefix": "ma", "length": 3, "p": model, "tokens": TOKENS, "pick": "sample"},
    sampling.generate: {"prefix": "ma", "length": 3, "p": model, "tokens": TOKENS, "pick": "sample"},
}
FREE = (sampling.generate, sampling.picks)
SEQUENCES = (rnn.unroll, interventions.unroll_edited, gradients.through_time, gradients.jacobians)
STEPS = (rnn.step, rnn.step_concat)


def of_texts_and_tokens():
    for function in (chars.vocabulary, chars.indices, chars.ngrams):
        yield from cases(function, "text", NO_TEXT + EMPTY_TEXT)
    for function in (chars.shift, chars.next_counts, chars.floor, train.fit):
        yield from cases(function, "text", NO_TEXT + SHORT_TEXT)
    yield from cases(chars.next_counts, "context", NO_TEXT)
    outside = [("a character outside the tokens", "mach!ne"), ("an emoji outside", "mach🙂ne"), ("upper", "Machine")]
    yield from cases(chars.indices, "text", outside)
    yield from cases(chars.one_hot, "x", [*outside, *EMPTY_TEXT, ("two lengths", ["ma", "c"])], "x", "text")
    yield from cases(chars.one_hot, "x", [("[]", []), ("a list with None", ["mach", None])])
    lists = [("[]", []), ("texts of two lengths", ["machine", "hi"]), ("a list with None", ["mach", None])]
    yield from cases(chars.indices, "text", lists)
    for function in (chars.indices, chars.one_hot):
        names = ("tokens", "text") if function is not chars.one_hot else ("tokens", "text", "x")
        yield from cases(function, "tokens", NO_TOKENS[:-1])
        yield from cases(function, "tokens", NO_TOKENS[-1:], *names)
    for function in FREE:
        yield from cases(function, "prefix", NO_TEXT + EMPTY_TEXT)
        yield from cases(function, "prefix", [("a character without a token", "xyz")], "text", "prefix")
        yield from cases(function, "tokens", NO_TOKENS)


def of_numbers_and_words():
    for function in (rnn.init_params, rnn.num_params_for):
        for argument in ("num_inputs", "num_hiddens", "num_outputs"):
            yield from cases(function, argument, NO_COUNT)
    for function, argument in ((chars.ngrams, "n"), (rnn.Trace.at, "t"), (train.fit, "num_hiddens")):
        yield from cases(function, argument, NO_COUNT)
    yield from cases(train.fit, "num_steps", but(NO_COUNT, "0"))
    yield from cases(train.steps_to_keep, "num_steps", but(NO_COUNT, "0"))
    yield from cases(train.steps_to_keep, "most", [*NO_COUNT, ("1", 1)])
    for argument in ("window", "batch_size"):
        yield from cases(train.fit, argument, but(NO_COUNT, "None"))
    yield from cases(train.fit, "window", [("more than the text has", 5)])
    yield from cases(chars.ngrams, "n", [("more than the text has", 8)])
    yield from cases(gradients.through_time, "t", but(NO_COUNT, "None"))
    for function in (rnn.Trace.at, gradients.through_time):
        yield from cases(function, "t", [("after the last step", 7)])
    yield from cases(train.fit, "lr", [*NO_NUMBER, ("0", 0)])
    for function in (rnn.init_params, train.fit):
        yield from cases(function, "sigma", NO_NUMBER)
        yield from cases(function, "seed", NO_SEED)
    for argument in ("recurrent", "progress"):
        yield from cases(train.fit, argument, NO_FLAG)
    yield from cases(sampling.uniforms, "seed", NO_SEED)
    for function in FREE:
        yield from cases(function, "seed", [*NO_SEED, ("2**32", 2**32)])
        yield from cases(function, "temperature", [*NO_NUMBER, ("0", 0)])
        yield from cases(function, "length", but(NO_COUNT, "0"))
        yield from cases(function, "pick", no_choice())
    for function in (interventions.checked, interventions.edited, interventions.unroll_edited):
        yield from cases(function, "edits", NO_EDITS)


def of_tensors():
    for function, good in GOOD.items():
        for argument, value in good.items():
            if isinstance(value, torch.Tensor):
                bad = no_tensor(value, whole=argument == "y")
                if function is rnn.step_losses or (function, argument) == (rnn.Params, "W_xh"):
                    bad = but(bad, "float64")  # it is the first: it says which kind the others are
                if argument == "H_0":
                    bad = but(bad, "None")
                yield from cases(function, argument, bad)
    yield from cases(chars.one_hot, "x", but(no_tensor(chars.indices("machine", TOKENS), whole=True), "a string"))
    for function in (rnn.hidden, *STEPS):
        yield from cases(function, "X", [("one input too many", longer(X_t, 1)), ("(d, n)", X_t.T)])
    for function in (rnn.output, *STEPS):
        yield from cases(function, "H", [("one unit too many", longer(H_t, 1)), ("(h, n)", H_t.T)])
    for function in STEPS:
        yield from cases(function, "H", [("another n", longer(H_t, 0))])
    for function in SEQUENCES:
        yield from cases(function, "X", [("one input too many", longer(X, 2)), ("(T, d)", X[:, 0])])
        yield from cases(function, "H_0", [("another n", longer(H_t, 0)), ("(1, n, h)", H_t[None]), ("(h,)", H_t[0])])
    for function in (rnn.step_losses, gradients.through_time):
        yield from cases(function, "y", [("another T", longer(y, 0)), ("another n", longer(y, 1)), ("(n, T)", y.T)])
    for name, tensor in p.tensors().items():
        wrong = [("one row too many", longer(tensor, 0)), ("one column too many", longer(tensor, 1))]
        names = tuple(p.tensors())  # a wrong W_xh shows in the first tensor that does not fit it
        yield from cases(rnn.Params, name, wrong[1:] if name == "W_xh" else wrong, *names)


def of_params_and_functions():
    for function, good in GOOD.items():
        if "p" in good:
            yield from cases(function, "p", [*NO_P, ("a History", history)])
            d, h, q = good["p"].sizes.values()
            for number in (math.nan, math.inf):
                for what, value, name in spoiled(lambda d=d, h=h, q=q: make_params(d, h, q), number):
                    yield from cases(function, "p", [(what, value)], name)
            for what, value, name in reshaped(d, h, q):
                yield from cases(function, "p", [(what, value)], name)
        if "phi" in good:
            yield from cases(function, "phi", NO_PHI)
    for function in (rnn.hidden, *STEPS, rnn.unroll, interventions.unroll_edited, gradients.through_time):
        yield from cases(function, "p", [("Params with another d", make_params(d=9))], "X")
    yield from cases(rnn.output, "p", [("Params with another h", make_params(h=9))], "H")
    for function in FREE:
        yield from cases(function, "p", [("other sizes", make_params(7, 3, 6))])
    functions = [("None", None), ("a number", 3), ("a string", "double")]
    yield from cases(rnn.Params.map, "function", functions)
    lost = [("what gives None", lambda tensor: None), ("a sum", torch.sum), ("whole numbers", torch.Tensor.long)]
    lost += [("what gives nan", lambda tensor: tensor * math.nan), ("what removes the numbers", lambda w: w.to("meta"))]
    yield from cases(rnn.Params.map, "function", lost, "W_xh")
    for what, argument, value, name in histories():
        yield from cases(train.History, argument, [(what, value)], name)
    yield from cases(train.History, "whole", NO_FLAG)


def of_modules():
    no_module = [("None", None), ("a number", 3), ("the class", nn.RNN), ("Params", p), ("an nn.LSTM", nn.LSTM(3, 4))]
    no_module += [("an nn.RNNCell", nn.RNNCell(3, 4)), ("nn.GRU", nn.GRU(3, 4))]
    two_layers, both_ways = nn.RNN(3, 4, num_layers=2), nn.RNN(3, 4, bidirectional=True)
    other = [("two layers", two_layers), ("two directions", both_ways), ("relu", nn.RNN(3, 4, nonlinearity="relu"))]
    yield from cases(book.from_torch, "rnn", no_module + other)
    without, nan = nn.RNN(3, 4, device="meta"), nn.RNN(3, 4)
    nn.init.constant_(nan.weight_hh_l0, math.nan)
    yield from cases(book.from_torch, "rnn", [("no numbers", without)], "W_xh")
    yield from cases(book.from_torch, "rnn", [("nan", nan)], "W_hh")
    heads = [("None", None), ("an nn.RNN", nn.RNN(3, 4)), ("another h", nn.Linear(5, 3)), ("lazy", nn.LazyLinear(3))]
    yield from cases(book.from_torch, "head", [*heads, ("a Sequential", nn.Sequential(nn.Linear(4, 3)))])
    yield from cases(book.from_torch, "head", [("float64", nn.Linear(4, 3).double())], "W_hq")
    no_d2l = [("None", None), ("a string", "rnn"), ("an nn.RNN", nn.RNN(3, 4)), ("Params", p), ("a number", 7)]
    yield from cases(book.from_d2l, "model", no_d2l)


CASES = [
    *of_texts_and_tokens(),
    *of_numbers_and_words(),
    *of_tensors(),
    *of_params_and_functions(),
    *of_modules(),
]


@by_argument(CASES)
def test_a_bad_argument_is_answered_in_a_sentence_that_names_it(group):
    assert_answered(group, lambda case: case.function(**{**GOOD[case.function], case.argument: case.value}))


@pytest.mark.parametrize("function", GOOD, ids=lambda function: function.__qualname__)
def test_the_arguments_that_are_spoiled_one_at_a_time_work_as_they_are(function):
    good = GOOD[function] if function is not book.from_d2l else {"model": book.to_d2l(p)}
    function(**good)


def test_a_model_of_the_book_around_another_cell_is_told_which_one_fits():
    d2l = book.d2l
    cell = d2l.GRU(3, 4, 1)
    cell.sigma = 0.01  # RNNLMScratch asks its cell for it
    scratch, concise = d2l.RNNLMScratch(cell, 3), d2l.RNNLM(d2l.GRU(3, 4, 1), 3)
    with torch.no_grad():
        concise(torch.zeros(1, 2, dtype=torch.long))
    for other, name in ((scratch, "model"), (concise, "rnn")):
        with pytest.raises(TypeError, match="a GRU") as raised:
            book.from_d2l(other)
        assert fault_of(raised.value, [name]) is None


def test_an_argument_that_is_missing_or_unknown_is_named():
    for call, name in (
        (lambda: rnn.step(X_t, p=p), "H"),
        (lambda: rnn.step(X_t, H_t), "p"),
        (lambda: rnn.step(X_t, H_t, p, fi=torch.relu), "fi"),
        (lambda: rnn.unroll(X, p, None, torch.tanh, 3), "too many"),
    ):
        with pytest.raises(TypeError, match=name):
            call()


# --- the count -------------------------------------------------------------------------------------------------------


def test_at_least_1000_different_cases_are_tried():
    assert len(set(map(str, CASES))) == len(CASES) >= 1000


def test_no_public_function_is_left_out():
    public = set()
    for module in (chars, rnn, interventions, sampling, gradients, train, book):
        for name, value in vars(module).items():
            ours = getattr(value, "__module__", None) == module.__name__
            if ours and inspect.isfunction(value) and not name.startswith("_"):
                public.add(value)
    tried = {case.function for case in CASES}
    assert public <= tried, public - tried
    for function in public:
        arguments = set(inspect.signature(function).parameters)
        assert arguments <= {case.argument for case in CASES if case.function is function}, function

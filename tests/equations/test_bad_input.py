"""Bad input gets a sentence: every public function, every argument, every bad value that a reader comes up with.

A pair is a function with one argument replaced. It is answered by a TypeError or ValueError that our own code
raises, that names the argument, and that is a whole sentence without another library's words; or, where the
value only looks bad, by a right result. The last test counts the pairs.
"""

import inspect
import math
import re
import traceback
import warnings
from pathlib import Path

import numpy as np
import pytest
import torch
from torch import nn

from d2l_rnn import book, chars, figures, gradients, interventions, plots, rnn, sampling, train

PACKAGE = Path(rnn.__file__).parent
JARGON = re.compile(
    r"mat1|addmm|aten|cuda|dispatch|traceback|nonetype|attribute|subscript|iterable|unhashable|hashable|broadcast|"
    r"expected scalar|size of tensor|dim\b|dims\b|numel|stride|codec|json|serializ|mathtext|bbox|glyph|"
    r"backend|keyword|argument \d|trait|instance|<class|0x[0-9a-f]{4}|operand|overload|autograd",
    re.IGNORECASE,
)
with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # torch warns that nested tensors may change
    NESTED = torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)])
LONG = ("the quick brown fox jumps over the lazy dog; " * 250)[:10_000]

LOOKALIKE = nn.Linear(2, 2)
LOOKALIKE.sizes, LOOKALIKE.W_hq = {"d": 3, "h": 4, "q": 3}, torch.zeros(4, 3)

# --- what a reader may hand over: (what it is, the value) -------------------------------------------------------------

NO_TEXT = [
    ("None", None),
    ("a number", 7),
    ("a fraction", 2.5),
    ("True", True),
    ("bytes", b"machine"),
    ("a set", {"m", "a"}),
    ("a tensor", torch.zeros(3)),
    ("half a character", "mach\ud83dine"),
    ("the other half", "\udc00machine"),
    ("a number of 6000 digits", 10**6000),
]
EMPTY_TEXT = [("an empty text", "")]
SHORT_TEXT = [*EMPTY_TEXT, ("one character", "m"), ("one emoji", "🙂")]
NO_COUNT = [
    ("None", None),
    ("0", 0),
    ("-1", -1),
    ("-10**30", -(10**30)),
    ("10**30", 10**30),
    ("a number of 6000 digits", 10**6000),
    ("True", True),
    ("False", False),
    ("2.0", 2.0),
    ("nan", math.nan),
    ("inf", math.inf),
    ("a string", "2"),
    ("a list", [2]),
    ("a tensor of two numbers", torch.tensor([1, 2])),
    ("a tensor without numbers", torch.ones((), dtype=torch.long, device="meta")),
]
NO_NUMBER = [
    ("None", None),
    ("-0.5", -0.5),
    ("nan", math.nan),
    ("inf", math.inf),
    ("-inf", -math.inf),
    ("10**400", 10**400),
    ("1e300", 1e300),
    ("True", True),
    ("a string", "0.5"),
    ("bytes", b"0.5"),
    ("1j", 1j),
    ("a list", [0.5]),
    ("a tensor of two numbers", torch.tensor([0.5, 0.5])),
    ("a tensor without numbers", torch.ones((), device="meta")),
]
TRUTHS = [("numpy's True", np.True_), ("torch's True", torch.tensor(True))]
NO_COUNT += TRUTHS
NO_NUMBER += TRUTHS
NO_SEED = [("-1", -1), ("2**63", 2**63), ("10**6000", 10**6000), ("0.5", 0.5), ("True", True), ("a string", "7")]
NO_FLAG = [("None", None), ("0", 0), ("1", 1), ("a string", "yes"), *TRUTHS]
NO_TOKENS = [
    ("None", None),
    ("a number", 7),
    ("an empty list", []),
    ("an empty string", ""),
    ("a repeated token", ["a", "b", "a"]),
    ("a repeated letter", "machinem"),
    ("an empty token", ["a", ""]),
    ("a token that is a number", ["a", 3]),
    ("a token that is None", ["a", None]),
    ("half a character", ["a", "\ud83d"]),
    ("a dict", {"a": 0}),
    ("a set, which has no order", {"a", "b"}),
    ("bytes", b"machine"),
    ("a tensor", torch.arange(7)),
    ("too few", list("mach")),
]
NO_PHI = [
    ("None", None),
    ("a string", "tanh"),
    ("a number", 1),
    ("the tanh of numbers", math.tanh),
    ("what needs a second argument", torch.softmax),
    ("a sum", torch.sum),
    ("what gives an index", torch.argmax),
    ("what changes the kind of number", torch.Tensor.double),
    ("what gives nothing", lambda A: None),
    ("what fails", lambda A: A @ torch.zeros(99, 99)),
    ("what changes the shape", lambda A: A[:1, :1]),
]
NO_P = [
    ("None", None),
    ("a dict", {}),
    ("five numbers", (1, 2, 3, 4, 5)),
    ("a tensor", torch.zeros(3, 3)),
    ("a string", "p"),
    ("an nn.RNN", nn.RNN(3, 4)),
    ("the class", rnn.Params),
    ("a module with attributes of the same names", LOOKALIKE),
]
STATE, WEIGHT = interventions.EXAMPLE["state"], interventions.EXAMPLE["weight"]
NO_EDITS = [
    ("None", None),
    ("a number", 3),
    ("a string", "silence"),
    ("one edit without brackets", STATE),
    ("a set", {1, 2}),
    ("a tensor", torch.zeros(2, 3)),
    ("a list with None", [STATE, None]),
    ("a list of lists", [[3, 5, 0.0]]),
    ("an empty dict", [{}]),
    ("another kind", [{**STATE, "kind": "unit"}]),
    ("a kind that is a list", [{**STATE, "kind": ["state"]}]),
    ("no value", [{"kind": "state", "step": 1, "unit": 1}]),
    ("an entry too many", [{**STATE, "time": 3}]),
    ("an entry that is no word", [{**STATE, 7: 3}]),
    ("a step before the first", [{**STATE, "step": 0}]),
    ("a step that is no number", [{**STATE, "step": "all"}]),
    ("a step of 6000 digits", [{**STATE, "step": 10**6000}]),
    ("a unit outside the grid", [{**STATE, "unit": 99}]),
    ("half a unit", [{**STATE, "unit": 1.5}]),
    ("a state above 1", [{**STATE, "value": 1.01}]),
    ("a state that is nan", [{**STATE, "value": math.nan}]),
    ("a state that is a string", [{**STATE, "value": "0"}]),
    ("another matrix", [{**WEIGHT, "name": "W_hx"}]),
    ("a matrix that is a number", [{**WEIGHT, "name": 3}]),
    ("a row outside the matrix", [{**WEIGHT, "row": 99}]),
    ("column 0", [{**WEIGHT, "column": 0}]),
    ("a second row of a bias", [{**WEIGHT, "name": "b_h", "row": 2}]),
    ("a weight of 1e30", [{**WEIGHT, "value": 1e30}]),
    ("a weight that is inf", [{**WEIGHT, "value": -math.inf}]),
    ("a weight that is True", [{**WEIGHT, "value": True}]),
    ("101 edits", [STATE] * 101),
]


def no_tensor(good, whole=False):
    """What is not a tensor of this shape with numbers of this kind."""
    changed = [
        ("None", None),
        ("a list", good.tolist()),
        ("an array", good.numpy()),
        ("a string", "X"),
        ("a number", 3.0),
        ("a single number as a tensor", torch.tensor(1)),
        ("one axis less", good[0]),
        ("one axis more", good[None]),
        ("complex numbers", good.to(torch.complex64)),
        ("true and false", good.bool()),
        ("no numbers at all, on the device meta", good.to("meta")),
        ("a sparse tensor", good.to_sparse()),
        ("a tensor of MKL", good.float().to_mkldnn()),
        ("tensors of different lengths, nested", NESTED),
    ]
    changed += [(f"none along axis {axis}", good.narrow(axis, 0, 0)) for axis in range(good.dim())]
    if whole:
        return [
            *changed,
            ("fractions", good.float()),
            ("an index too large", good + 99),
            ("a negative index", good - 99),
        ]
    changed += [("whole numbers", good.long()), ("bytes", good.to(torch.float8_e4m3fn)), ("float64", good.double())]
    for number in (math.nan, math.inf, -math.inf):
        bad = good.clone()
        bad.view(-1)[-1] = number
        changed.append((str(number), bad))
    return changed


def but(values, *names):
    return [pair for pair in values if pair[0] not in names]


def longer(tensor, axis):
    return torch.cat((tensor, tensor.narrow(axis, 0, 1)), axis)


def spoiled(make, number):
    """Params of which one tensor got a bad number in place, after they had been checked; its name with it."""
    for name in ("W_xh", "W_hh", "b_h", "W_hq", "b_q"):
        p = make()
        getattr(p, name).view(-1)[0] = number
        yield f"{number} in {name}", p, name


# --- the functions, each with arguments that work --------------------------------------------------------------------

N, D, H, Q, T = 2, 3, 4, 3, 5


def reshaped(d, h, q):
    """Params of which one tensor got another shape or kind in place, after they had been checked; its name with it."""
    for name, bad in (
        ("W_hh", torch.zeros(h + 1, h + 1)),
        ("W_xh", torch.zeros(d)),
        ("b_h", torch.zeros(h)),
        ("W_hq", torch.zeros(h, q).double()),
        ("b_q", torch.zeros(1, q + 1)),
    ):
        p = make_params(d, h, q)
        getattr(p, name).data = bad
        yield f"{name} {tuple(bad.shape)} of {bad.dtype}", p, name


def make_params(d=D, h=H, q=Q):
    return rnn.init_params(d, h, q, seed=0)


p = make_params()
X_t, H_t = torch.ones(N, D), torch.zeros(N, H)
X, y = torch.ones(T, N, D), torch.ones(T, N, dtype=torch.long)
TOKENS = chars.vocabulary("machine")
model = make_params(7, 6, 7)
trace = rnn.unroll(chars.one_hot("machin", TOKENS), model)
through = gradients.through_time(X, y, p)
history = train.fit("machine", 4, 3, progress=False)


def histories():
    """Histories that somebody made or changed by hand: (what it is, the value, what the message names)."""
    good = vars(history)
    step_0, *later = history.checkpoints
    for name in ("W_hh", "b_q"):
        for number in (math.nan, math.inf):
            untrained = history.untrained.map(torch.clone)
            getattr(untrained, name).view(-1)[0] = number
            changed = {**good, "checkpoints": [step_0._replace(params=untrained), *later]}
            yield f"{number} in the untrained {name}", changed, f"checkpoints[0].params.{name}"
    yield "an infinite loss", {**good, "losses": [1.0, math.inf, 1.0, 1.0]}, "losses[1]"
    yield "a loss that is None", {**good, "losses": [1.0, None, 1.0, 1.0]}, "losses[1]"
    yield "no losses", {**good, "losses": []}, "losses"
    yield "no checkpoints", {**good, "checkpoints": []}, "checkpoints"
    yield "a checkpoint of None", {**good, "checkpoints": [None]}, "checkpoints[0]"
    yield "a checkpoint after the end", {**good, "checkpoints": [step_0._replace(step=4)]}, "checkpoints[0].step"
    other = [step_0._replace(params=model)]
    yield "checkpoints of another size", {**good, "checkpoints": other}, "checkpoints[0].params"
    yield "fewer tokens than inputs", {**good, "tokens": list("mach")}, "params"
    yield "no params", {**good, "params": None}, "params"
    yield "a text of one character", {**good, "text": "m"}, "text"


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
    gradients.through_time: {"X": X, "y": y, "p": p, "t": 2, "H_0": H_t},
    gradients.jacobians: {"X": X, "p": p, "H_0": H_t},
    train.checked: {"history": history},
    train.fit: {"text": "hello", "num_hiddens": 2, "num_steps": 2, "progress": False},
    book.to_torch: {"p": p},
    book.to_d2l: {"p": p},
    book.from_torch: {"rnn": nn.RNN(3, 4), "head": nn.Linear(4, 3)},
    book.from_d2l: {"model": None},
    plots.recurrence: {"trace": trace, "t": 2},
    plots.language_model: {"trace": trace, "text": "machine", "tokens": TOKENS},
    plots.hidden_states: {"trace": trace, "text": "machin", "t": 2, "beside": trace, "marked": [(1, 2)], "order": None},
    plots.predictions: {"trace": trace, "text": "machine", "tokens": TOKENS, "t": 2, "given": 2},
    plots.concatenation: {"X": X_t, "H": H_t, "p": p, "way": "right", "row": 1, "column": 1},
    plots.gradients: {"through": [through, through], "labels": ["one", "two"], "split": True},
    plots.training: {"history": history, "text": "machine", "t": 2},
    figures.StatePlane: {"model": make_params(7, 2, 7), "tokens": TOKENS, "text": "machine"},
    figures.Growth: {"text": "machine"},
    plots.state_plane: {"p": make_params(7, 2, 7), "tokens": TOKENS, "texts": ["machine"], "step": 1, "fan": True},
    plots.growth: {"num_tokens": 28, "num_hiddens": 32, "orders": [1, 2, 3], "text": "machine"},
    plots.shapes: {"n": 1, "d": 2, "h": 3, "q": 2, "T": 4, "memory": True, "layers": 1, "tried": None},
    figures.Gradients: {"model": model, "tokens": TOKENS, "text": "machine"},
    figures.HiddenStates: {"model": model, "tokens": TOKENS, "text": "machine"},
    figures.Predictions: {"model": model, "tokens": TOKENS, "text": "machine", "memoryless": None},
    figures.Training: {"history": history, "text": "machine"},
    sampling.uniforms: {"seed": 3},
    sampling.picks: {"prefix": "ma", "length": 3, "p": model, "tokens": TOKENS, "pick": "sample"},
    sampling.generate: {"prefix": "ma", "length": 3, "p": model, "tokens": TOKENS, "pick": "sample"},
}


def _tried(shape):
    return {"name": "W_hh", "shape": shape}


def all_pairs():
    """(function, argument, what it is, the value, the names of which one must be in the message)."""

    def pairs(function, argument, values, *names):
        for what, value in values:
            yield function, argument, what, value, names or (argument,)

    # Text
    for function in (chars.vocabulary, chars.indices, chars.ngrams):
        yield from pairs(function, "text", NO_TEXT + EMPTY_TEXT)
    for function in (chars.shift, chars.next_counts, chars.floor, train.fit, plots.language_model, plots.predictions):
        yield from pairs(function, "text", NO_TEXT + SHORT_TEXT)
    yield from pairs(plots.hidden_states, "text", NO_TEXT + EMPTY_TEXT)
    yield from pairs(plots.growth, "text", but(NO_TEXT, "None") + EMPTY_TEXT)
    yield from pairs(plots.state_plane, "texts", [*NO_TEXT, ("[]", []), ("an empty text", [""])], "texts", "text")
    yield from pairs(chars.next_counts, "context", NO_TEXT)
    outside = [
        ("a character outside the tokens", "mach!ne"),
        ("an emoji outside", "mach🙂ne"),
        ("upper case", "Machine"),
    ]
    for function in (chars.indices, plots.language_model, plots.predictions):
        yield from pairs(function, "text", outside)
    yield from pairs(chars.one_hot, "x", outside + EMPTY_TEXT, "x", "text")
    yield from pairs(plots.state_plane, "texts", outside, "texts", "text")
    lists = [("[]", []), ("texts of two lengths", ["machine", "hi"]), ("a list with None", ["mach", None])]
    yield from pairs(chars.indices, "text", lists)
    other_length = [("a longer text", "machinema"), ("a shorter text", "mach"), ("10,000 characters", LONG)]
    for function in (plots.language_model, plots.predictions, plots.hidden_states):
        yield from pairs(function, "text", other_length)

    # Tokens
    for function in (chars.indices, chars.one_hot, plots.language_model, plots.predictions, plots.state_plane):
        names = ("tokens", "text") if function is not chars.one_hot else ("tokens", "text", "x")
        yield from pairs(function, "tokens", NO_TOKENS[:-1])
        yield from pairs(function, "tokens", NO_TOKENS[-1:], *names)

    # Whole numbers, numbers, seeds, flags
    for argument in ("num_inputs", "num_hiddens", "num_outputs"):
        yield from pairs(rnn.init_params, argument, NO_COUNT)
    for function, argument in ((chars.ngrams, "n"), (rnn.Trace.at, "t"), (train.fit, "num_hiddens")):
        yield from pairs(function, argument, NO_COUNT)
    yield from pairs(train.fit, "num_steps", but(NO_COUNT, "0"))
    for argument in ("window", "batch_size"):
        yield from pairs(train.fit, argument, but(NO_COUNT, "None"))
    yield from pairs(train.fit, "window", [("more than the text has", 5)])
    yield from pairs(chars.ngrams, "n", [("more than the text has", 8)])
    for function in (plots.hidden_states, plots.predictions, gradients.through_time):
        yield from pairs(function, "t", but(NO_COUNT, "None"))
    yield from pairs(plots.recurrence, "t", NO_COUNT)
    for function in (rnn.Trace.at, plots.recurrence, plots.hidden_states, plots.predictions, gradients.through_time):
        yield from pairs(function, "t", [("after the last step", 7)])
    for argument in "ndhqT":
        yield from pairs(plots.shapes, argument, NO_COUNT)
    for argument in ("num_tokens", "num_hiddens"):
        yield from pairs(plots.growth, argument, NO_COUNT)
    orders = but(NO_COUNT, "a list")
    yield from pairs(figures.StatePlane, "model", [*but(NO_P, "None"), ("six units", make_params(7, 6, 7))])
    yield from pairs(figures.StatePlane, "beside", NO_TEXT)
    for argument in ("fan", "probing"):
        yield from pairs(figures.StatePlane, argument, NO_FLAG)
    for argument in ("unit_1", "unit_2"):
        yield from pairs(figures.StatePlane, argument, but(NO_NUMBER, "-0.5"))
    yield from pairs(figures.Growth, "text", but(NO_TEXT, "None"))
    for argument in ("num_tokens", "num_hiddens", "order"):
        yield from pairs(figures.Growth, argument, NO_COUNT)
    yield from pairs(figures.Growth, "from_text", NO_FLAG)
    yield from pairs(plots.state_plane, "step", [*but(NO_COUNT, "None", "0"), ("after the last", 8)])
    yield from pairs(plots.state_plane, "fan", NO_FLAG)
    probes = [("a number", 0.5), ("one number", [0.5]), ("words", ["a", "b"]), ("outside", [0.0, 2.0])]
    yield from pairs(plots.state_plane, "probe", [*probes, ("NaN", [0.0, math.nan])])
    yield from pairs(plots.shapes, "memory", but(NO_FLAG, "None"))
    yield from pairs(plots.shapes, "layers", but(NO_COUNT, "None"))
    tried = [("a string", "W_hh"), ("another tensor", {"name": "W_q", "shape": [1]}), ("a size of -1", _tried([-1, 2]))]
    yield from pairs(plots.shapes, "tried", [*tried, ("half a size", _tried([1.5])), ("five axes", _tried([1] * 5))])
    words = np.array(["right", "swapped"])  # `in` compares each of its words
    yield from pairs(plots.concatenation, "way", [("another word", "left"), ("None", None), ("words", words)])
    for argument in ("row", "column"):
        yield from pairs(plots.concatenation, argument, [*but(NO_COUNT, "None"), ("outside", 99)])
    yield from pairs(plots.growth, "orders", [("[]", []), *((f"[{what}]", [value]) for what, value in orders)])
    yield from pairs(plots.growth, "orders", [("None", None), ("a string", "many"), ("a text", "12")])
    yield from pairs(rnn.init_params, "sigma", NO_NUMBER)
    yield from pairs(train.fit, "sigma", NO_NUMBER)
    yield from pairs(train.fit, "lr", [*NO_NUMBER, ("0", 0)])
    for function in (rnn.init_params, train.fit):
        yield from pairs(function, "seed", NO_SEED)
    for argument in ("recurrent", "progress"):
        yield from pairs(train.fit, argument, NO_FLAG)

    # Tensors
    for function, good in GOOD.items():
        for argument, value in good.items():
            if isinstance(value, torch.Tensor):
                bad = no_tensor(value, whole=argument == "y")
                if function is rnn.Params and argument == "W_xh":  # the first: it says which kind the others are
                    bad = but(bad, "float64")
                if function is rnn.step_losses:
                    bad = but(bad, "float64")
                if argument == "H_0":
                    bad = but(bad, "None")
                yield from pairs(function, argument, bad)
    yield from pairs(chars.one_hot, "x", but(no_tensor(chars.indices("machine", TOKENS), whole=True), "a string"))
    for function in (rnn.hidden, rnn.step, rnn.step_concat, plots.concatenation):
        yield from pairs(function, "X", [("one input too many", longer(X_t, 1)), ("(d, n)", X_t.T)])
    for function in (rnn.output, rnn.step, rnn.step_concat, plots.concatenation):
        yield from pairs(function, "H", [("one unit too many", longer(H_t, 1)), ("(h, n)", H_t.T)])
    for function in (rnn.step, rnn.step_concat, plots.concatenation):
        yield from pairs(function, "H", [("another n", longer(H_t, 0))])
    for function in (rnn.unroll, interventions.unroll_edited, gradients.through_time, gradients.jacobians):
        yield from pairs(function, "X", [("one input too many", longer(X, 2)), ("(T, d)", X[:, 0])])
        yield from pairs(function, "H_0", [("another n", longer(H_t, 0)), ("(1, n, h)", H_t[None]), ("(h,)", H_t[0])])
    for function in (rnn.step_losses, gradients.through_time):
        yield from pairs(function, "y", [("another T", longer(y, 0)), ("another n", longer(y, 1)), ("(n, T)", y.T)])
    for name, tensor in p.tensors().items():
        wrong = [("one row too many", longer(tensor, 0)), ("one column too many", longer(tensor, 1))]
        names = tuple(p.tensors())  # a wrong W_xh shows in the first tensor that does not fit it
        yield from pairs(rnn.Params, name, wrong[1:] if name == "W_xh" else wrong, *names)

    # Params, functions, models
    for function, good in GOOD.items():
        if "p" in good:
            yield from pairs(function, "p", [*NO_P, ("a History", history)])
            d, h, q = good["p"].sizes.values()
            for number in (math.nan, math.inf):
                for what, value, name in spoiled(lambda d=d, h=h, q=q: make_params(d, h, q), number):
                    yield function, "p", what, value, (name,)
            for what, value, name in reshaped(d, h, q):
                yield function, "p", what, value, (name,)
        if "phi" in good:
            yield from pairs(function, "phi", NO_PHI)
    runs = (rnn.hidden, rnn.step, rnn.step_concat, rnn.unroll, interventions.unroll_edited, gradients.through_time)
    for function in runs:
        yield from pairs(function, "p", [("Params with another d", make_params(d=9))], "X")
    yield from pairs(rnn.output, "p", [("Params with another h", make_params(h=9))], "H")
    yield from pairs(
        plots.state_plane, "p", [("three units", make_params(7, 3, 7)), ("another q", make_params(7, 2, 3))]
    )
    functions = [("None", None), ("a number", 3), ("a string", "double")]
    yield from pairs(rnn.Params.map, "function", functions)
    lost = [("what gives None", lambda tensor: None), ("a sum", torch.sum), ("whole numbers", torch.Tensor.long)]
    lost += [("what gives nan", lambda tensor: tensor * math.nan), ("what removes the numbers", lambda w: w.to("meta"))]
    yield from pairs(rnn.Params.map, "function", lost, "W_xh")
    no_module = [("None", None), ("a number", 3), ("the class", nn.RNN), ("Params", p), ("an nn.LSTM", nn.LSTM(3, 4))]
    yield from pairs(
        book.from_torch, "rnn", [*no_module, ("an nn.RNNCell", nn.RNNCell(3, 4)), ("nn.GRU", nn.GRU(3, 4))]
    )
    two_layers, both_ways = nn.RNN(3, 4, num_layers=2), nn.RNN(3, 4, bidirectional=True)
    other = [("two layers", two_layers), ("two directions", both_ways), ("relu", nn.RNN(3, 4, nonlinearity="relu"))]
    yield from pairs(book.from_torch, "rnn", other)
    without, nan = nn.RNN(3, 4, device="meta"), nn.RNN(3, 4)
    nn.init.constant_(nan.weight_hh_l0, math.nan)
    yield from pairs(book.from_torch, "rnn", [("no numbers", without)], "W_xh")
    yield from pairs(book.from_torch, "rnn", [("nan", nan)], "W_hh")
    heads = [("None", None), ("an nn.RNN", nn.RNN(3, 4)), ("another h", nn.Linear(5, 3)), ("lazy", nn.LazyLinear(3))]
    yield from pairs(book.from_torch, "head", [*heads, ("a Sequential", nn.Sequential(nn.Linear(4, 3)))])
    yield from pairs(book.from_torch, "head", [("float64", nn.Linear(4, 3).double())], "W_hq")
    no_d2l = [("None", None), ("a string", "rnn"), ("an nn.RNN", nn.RNN(3, 4)), ("Params", p), ("a number", 7)]
    yield from pairs(book.from_d2l, "model", no_d2l)

    # Traces, gradients, histories
    no_trace = [("None", None), ("a string", "trace"), ("a tensor", trace.H), ("Params", p), ("a tuple", (X, H_t))]
    for function in (plots.recurrence, plots.language_model, plots.hidden_states, plots.predictions):
        yield from pairs(function, "trace", no_trace)
        if function is not plots.recurrence:
            two = rnn.unroll(torch.cat((trace.X, trace.X), 1), model)
            yield from pairs(function, "trace", [("two sequences", two)])
        for letter in "XHO":
            tensor = getattr(trace, letter)
            nan = tensor.clone()
            nan[0, 0, 0] = math.nan
            parts = [("nan", nan), ("None", None), ("one axis less", tensor[0]), ("whole numbers", tensor.long())]
            spoilt = [(f"{letter}: {what}", rnn.Trace(**{**vars(trace), letter: value})) for what, value in parts]
            yield from pairs(function, "trace", spoilt)
    yield from pairs(plots.hidden_states, "beside", no_trace[1:])
    short = rnn.unroll(trace.X[:2], model)
    yield from pairs(plots.hidden_states, "beside", [("another T", short)])
    names = [
        ("None", None),
        ("a number", 3),
        ("one string", "ab"),
        ("one name", ["a"]),
        ("a number among them", ["a", 2]),
    ]
    yield from pairs(plots.hidden_states, "names", names)
    yield from pairs(plots.gradients, "through", [*no_trace, ("[]", []), ("a list with None", [None])])
    labels = [("too few", ["one"]), ("numbers", [1, 2]), ("a number", 3), ("an empty one", ["", "two"])]
    yield from pairs(plots.gradients, "split", NO_FLAG)
    yield from pairs(plots.gradients, "labels", [*labels, ("half a character", ["a", "\ud800"])], "labels", "label")
    yield from pairs(plots.training, "history", [*no_trace, ("a dict", {})])
    yield from pairs(train.checked, "history", [*no_trace, ("a dict", {})])
    nothing = gradients.ThroughTime(*[None] * 6)
    yield from pairs(plots.gradients, "through", [("one that holds None", nothing)])
    for function in (train.checked, plots.training, figures.Training):
        for what, changed, name in histories():
            yield function, "history", what, train.History(**changed), (name,)

    cells = [("None", None), ("a number", 3), ("a string", "12"), ("one cell without brackets", (1, 2))]
    cells += [("three numbers", [(1, 2, 3)]), ("step 0", [(0, 1)]), ("a step too many", [(7, 1)])]
    yield from pairs(plots.hidden_states, "marked", [*cells, ("a unit too many", [(1, 7)]), ("words", [("1", "2")])])
    orders = [("a number", 3), ("a string", "mean"), ("too few", [1, 2]), ("one twice", [1, 1, 2, 3, 4, 5])]
    yield from pairs(plots.hidden_states, "order", [*orders, ("unit 0", [0, 1, 2, 3, 4, 5]), ("words", ["1"])])

    # Edits
    for function in (interventions.checked, interventions.edited, interventions.unroll_edited):
        yield from pairs(function, "edits", NO_EDITS)

    # Figures
    for Figure in (figures.Gradients, figures.HiddenStates, figures.Predictions):
        yield from pairs(Figure, "model", but(NO_P, "None"), "model")
        yield from pairs(Figure, "model", [("other sizes", make_params(7, 3, 6))], "model")
        yield from pairs(Figure, "model", [("a History and tokens", history)], "tokens")
        yield from pairs(Figure, "tokens", NO_TOKENS)
        yield from pairs(Figure, "text", but(NO_TEXT, "None"))
        for number in (math.nan, math.inf):
            for what, value, name in spoiled(lambda: make_params(7, 6, 7), number):
                yield Figure, "model", what, value, (name,)
        yield from pairs(Figure, "step", but(NO_COUNT, "0"))
        yield from pairs(Figure, "playing", NO_FLAG)
    yield from pairs(figures.HiddenStates, "selected", NO_COUNT)
    yield from pairs(figures.HiddenStates, "edits", NO_EDITS)
    yield from pairs(figures.Predictions, "guessing", NO_FLAG)
    choices = [("None", None), ("another word", "best"), ("a number", 1), ("a list", ["trained"]), ("a dict", {})]
    choices.append(("words", np.array(["trained", "best"])))  # `in` compares each of its words
    absent = [(f"{name}, of which it was given none", name) for name in ("untrained", "memoryless")]
    yield from pairs(figures.Predictions, "weights", [*choices, *absent])
    yield from pairs(figures.StatePlane, "weights", [*choices, absent[0]])
    for Figure in (figures.HiddenStates, figures.Predictions, figures.Gradients, figures.StatePlane):
        yield from pairs(Figure, "network", [("None", None), ("a dict", {})])
    yield from pairs(figures.HiddenStates, "order", choices)
    twins = [("a string", "none"), ("a number", 3), ("other sizes", make_params(7, 5, 7)), ("a tensor", trace.H)]
    twins += [("a network with memory", make_params(7, 6, 7)), ("a History with memory", train.fit("machine", 6, 0))]
    twins.append(("other tokens", train.fit("abcdefg", 6, 0, recurrent=False)))
    yield from pairs(figures.Predictions, "memoryless", twins)
    for argument in ("feed", "pick"):
        yield from pairs(figures.Predictions, argument, choices)
    for argument in ("prefix", "length"):
        yield from pairs(figures.Predictions, argument, NO_COUNT)
    yield from pairs(sampling.uniforms, "seed", NO_SEED)
    for function in (figures.Predictions, sampling.generate, sampling.picks):
        yield from pairs(function, "seed", [*NO_SEED, ("2**32", 2**32)])
        yield from pairs(function, "temperature", [*NO_NUMBER, ("0", 0)])
    yield from pairs(figures.Training, "history", no_trace[1:])
    yield from pairs(figures.Training, "text", but(NO_TEXT, "None"))
    yield from pairs(figures.Training, "checkpoint", but(NO_COUNT, "0"))
    yield from pairs(figures.Training, "selected", NO_COUNT)
    yield from pairs(figures.Training, "scale", choices)

    for argument in ("scale", "clip"):
        yield from pairs(figures.Gradients, argument, [*NO_NUMBER, ("10**7", 10**7)])
    for argument in ("loss", "matrix"):
        yield from pairs(figures.Gradients, argument, choices)
    yield from pairs(figures.Gradients, "selected", but(NO_COUNT, "0"))

    # Running freely
    for function in (sampling.generate, sampling.picks):
        yield from pairs(function, "prefix", NO_TEXT + EMPTY_TEXT)
        yield from pairs(function, "prefix", [("a character without a token", "xyz")], "text", "prefix")
        yield from pairs(function, "length", but(NO_COUNT, "0"))
        yield from pairs(function, "tokens", NO_TOKENS)
        yield from pairs(function, "p", [("other sizes", make_params(7, 3, 6))])
        yield from pairs(function, "pick", choices)
    yield from pairs(plots.predictions, "given", [*but(NO_COUNT, "None"), ("more than the steps", 7)])
    yield from pairs(plots.training, "checkpoint", [*but(NO_COUNT, "None", "0"), ("after the last", 99)])
    yield from pairs(plots.training, "log", NO_FLAG)
    yield from pairs(plots.training, "text", but(NO_TEXT, "None") + SHORT_TEXT)
    yield from pairs(plots.training, "t", [*but(NO_COUNT, "None"), ("after the last step", 7)])
    yield from pairs(plots.predictions, "temperature", [*NO_NUMBER, ("0", 0)])
    yield from pairs(plots.predictions, "reference", but(NO_TEXT, "None"))


FREE = ("feed", "pick", "temperature", "seed", "prefix", "length")
PAIRS = list(all_pairs())
TRAITS = [
    pair
    for pair in PAIRS
    if pair[1] in ("step", "playing", "selected", "guessing", "weights") and pair[0] in figures.__dict__.values()
]
TRAITS += [pair for pair in PAIRS if pair[0] is figures.Predictions and pair[1] in FREE]
TRAITS += [pair for pair in PAIRS if pair[0] is figures.Training and pair[1] in ("checkpoint", "scale")]
TRAITS += [pair for pair in PAIRS if pair[0] is figures.Gradients and pair[1] in ("scale", "clip", "loss", "matrix")]
TRAITS += [pair for pair in PAIRS if pair[0] is figures.HiddenStates and pair[1] in ("edits", "order")]
TRAITS += [
    (*pair[:1], "text", *pair[2:]) for pair in PAIRS if pair[0] in figures.__dict__.values() and pair[1] == "text"
]
TRAITS += [
    (Figure, "text", "None", None, ("text",))
    for Figure in (figures.Gradients, figures.HiddenStates, figures.Predictions)
]


def name_of(pair):
    function, argument, what, *_ = pair
    return f"{function.__qualname__}({argument}: {what})"


def assert_a_sentence_of_ours(raised, names):
    message = str(raised.value)
    frame = traceback.extract_tb(raised.tb)[-1]
    assert PACKAGE in Path(frame.filename).parents, f"raised in {frame.filename}, line {frame.lineno}: {message}"
    assert message.endswith("."), message
    assert len(message) < 400, message
    assert message.encode("utf-8").decode() == message  # it can be printed anywhere
    assert not JARGON.search(message), f"{JARGON.search(message)[0]!r} in: {message}"
    assert any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", message) for name in names), f"{names} not in: {message}"


@pytest.mark.parametrize("pair", PAIRS, ids=name_of)
def test_a_bad_argument_is_answered_in_a_sentence_that_names_it(pair):
    function, argument, _, value, names = pair
    with pytest.raises((TypeError, ValueError)) as raised:
        function(**{**GOOD[function], argument: value})
    assert_a_sentence_of_ours(raised, names)


@pytest.mark.parametrize("pair", TRAITS, ids=name_of)
def test_a_bad_value_set_on_a_figure_is_answered_and_changes_nothing(pair):
    Figure, trait, _, value, names = pair
    figure = Figure(**GOOD[Figure])
    before = figure.get_state()
    with pytest.raises((TypeError, ValueError)) as raised:
        setattr(figure, trait, value)
    assert_a_sentence_of_ours(raised, names)
    assert figure.get_state() == before
    figure.close()


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
        assert_a_sentence_of_ours(raised, [name])


# --- what only looks bad: it works -----------------------------------------------------------------------------------

FINE = {
    "emoji": "🙂👍🏽🙂",
    "a family, one emoji of seven characters": "👨‍👩‍👧‍👦👨",
    "combining characters": "e\u0301e\u0300\u0301\u0301",
    "a lone combining character": "\u0301\u0302",
    "dollars": "$_$",
    "a formula": r"$\frac{1}{0}$ \undefined",
    "right to left": "שלום עולם",
    "Arabic": "السلام عليكم",
    "an override of direction": "\u202eabc\u202c",
    "markup": "<b onclick='alert(1)'>&amp;</b>",
    "a script": "</script><script>alert(1)</script>",
    "zeros and controls": "\0\x01\x1b[31m\x7f",
    "line ends": "a\nb\r\nc\u2028d\te",
    "blanks": "   ",
    "Japanese": "機械学習と「隠れ状態」",
    "the private use area": "\ue000\uf8ff\U0010ffff",
    "braces and percent signs": "{text} %s {0} {{}}",
    "10,000 characters": LONG,
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_any_text_of_whole_characters_is_counted_and_turned_into_numbers(text):
    tokens = chars.vocabulary(text)
    x = chars.indices(text, tokens)
    assert "".join(tokens[i] for i in x[:, 0]) == text
    assert torch.equal(chars.one_hot(x, tokens).argmax(-1), x)
    assert chars.shift(text)[0] + text[-1] == text
    assert chars.ngrams(text, 2).total() == len(text) - 1
    assert chars.next_counts(text, text[:-1])[text[-1]] >= 1
    assert 0 <= chars.floor(text) <= math.log(len(tokens)) + 1e-12


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_any_text_of_whole_characters_can_be_trained_on_and_shown(text):
    history = train.fit(text, 2, 2, progress=False)
    tokens, p = history.tokens, history.params
    assert all(map(math.isfinite, history.losses)) and tokens == sorted(set(text))
    trace = rnn.unroll(chars.one_hot(text[:-1], tokens), p)
    assert_a_picture(plots.predictions(trace, text, tokens))
    for Figure in (figures.Gradients, figures.HiddenStates, figures.Predictions):
        figure = Figure(p, tokens, text=text)
        assert figure.text == text and len(repr(figure)) < 300
        figure.text = text[::-1]
        assert figure.text == text[::-1]
        figure.close()


@pytest.mark.parametrize("name", ["a formula", "right to left", "zeros and controls", "10,000 characters"])
def test_every_picture_that_shows_a_text_can_show_an_odd_one(name):
    text = FINE[name]
    history = train.fit(text, 2, 2, progress=False)
    tokens, p = history.tokens, history.params
    trace = rnn.unroll(chars.one_hot(text[:-1], tokens), p)
    assert_a_picture(plots.language_model(trace, text, tokens))
    assert_a_picture(plots.hidden_states(trace, text[:-1], t=2, beside=trace))
    assert_a_picture(plots.training(history))
    assert_a_picture(plots.state_plane(p, tokens, [text]))
    assert_a_picture(plots.growth(len(tokens), 2, [1, 2], text=text))
    assert_a_picture(plots.gradients(through, labels=text))


def assert_a_picture(picture):
    assert picture._repr_png_().startswith(b"\x89PNG")
    assert len(repr(picture)) < 300 and repr(picture).encode("utf-8")


def test_whole_numbers_and_numbers_of_other_libraries_are_welcome():
    first = train.fit("hello", 2, 2, 0, lr=0.5, sigma=1.0, progress=False)
    tensor = torch.tensor
    again = train.fit(
        "hello", np.int64(2), tensor(2), np.uint8(0), lr=np.float64(0.5), sigma=tensor(1.0), progress=False
    )
    assert first.losses == again.losses
    assert rnn.init_params(np.int32(2), tensor(3), 2, sigma=0).sizes == {"d": 2, "h": 3, "q": 2}


def test_large_weights_that_are_finite_are_no_error():
    large = p.map(lambda tensor: tensor.clone().fill_(1e38))  # so large that their sum is infinite
    assert (rnn.step(X_t, H_t, large) == 1).all()


def test_a_character_outside_the_tokens_is_unk_where_the_tokens_have_it():
    tokens = [chars.UNKNOWN, *TOKENS]
    assert chars.one_hot("m!", tokens).argmax(-1)[:, 0].tolist() == [6, 0]


def test_an_argument_that_is_missing_or_unknown_is_named():
    for call, name in (
        (lambda: rnn.step(X_t, p=p), "H"),
        (lambda: rnn.step(X_t, H_t), "p"),
        (lambda: rnn.step(X_t, H_t, p, fi=torch.relu), "fi"),
        (lambda: rnn.unroll(X, p, None, torch.tanh, 3), "too many"),
    ):
        with pytest.raises(TypeError, match=name):
            call()


TALL, FLAT = torch.ones(10**5 + 1, 1), make_params(1, 1000, 1)


@pytest.mark.parametrize(
    "call, names",
    [
        (lambda: rnn.hidden(TALL, FLAT), ["n"]),
        (lambda: rnn.step(TALL, TALL.expand(-1, 1000), FLAT), ["n"]),
        (lambda: rnn.output(TALL, make_params(1, 1, 1000)), ["n"]),
        (lambda: rnn.unroll(TALL[None], FLAT), ["T"]),
        (lambda: rnn.unroll(TALL[:, None], make_params(1, 1, 1000)), ["T"]),
        (lambda: interventions.unroll_edited(TALL[None], FLAT, []), ["T"]),
        (lambda: gradients.through_time(TALL[:, None], torch.zeros_like(TALL).long(), FLAT), ["T"]),
        (lambda: gradients.through_time(TALL[:101, None], torch.zeros_like(TALL[:101]).long(), FLAT).W_hh, ["W_hh"]),
        (lambda: gradients.jacobians(TALL[:101, None], FLAT), ["X"]),
        (lambda: chars.ngrams("ab" * 100_000, 100_000), ["n"]),
        (lambda: train.fit("ab" * 100, 300, window=100, batch_size=10**4), ["batch_size", "num_hiddens"]),
        (lambda: train.fit("ab" * 100, 2, window=100, batch_size=10**6), ["batch_size"]),
        (lambda: train.fit("ab", 9000), ["num_hiddens"]),
    ],
)
def test_sizes_that_fit_no_memory_are_refused_before_anything_is_allocated(call, names):
    with pytest.raises(ValueError, match="at most 100000000 are allowed") as raised:
        call()
    assert_a_sentence_of_ours(raised, names)


def test_a_gradient_that_explodes_in_training_is_told_what_may_help():
    with pytest.raises(ValueError, match="exploded on its way through 120 steps") as raised:
        train.fit("ab" * 60 + "c", 128, 30, sigma=30, progress=False)
    assert_a_sentence_of_ours(raised, ["sigma"])


def test_the_largest_sigma_and_lr_that_are_allowed_give_finite_losses():
    history = train.fit("hello", 2, 60, lr=1000, sigma=1e6, progress=False)
    assert all(map(math.isfinite, history.losses))


# --- the count -------------------------------------------------------------------------------------------------------


def test_at_least_300_different_pairs_are_tried():
    assert len({name_of(pair) for pair in PAIRS}) == len(PAIRS) >= 300


def test_no_public_function_is_left_out():
    public = set()
    for module in (chars, rnn, interventions, sampling, gradients, train, book, plots):
        for name, value in vars(module).items():
            ours = str(getattr(value, "__module__", None)).startswith(module.__name__)  # plots is a folder
            if ours and inspect.isfunction(value) and not name.startswith("_"):
                public.add(value)
    tried = {pair[0] for pair in PAIRS}
    assert public <= tried, public - tried
    for function in public:
        arguments = {name for name in inspect.signature(function).parameters if name not in ("others", "name")}
        assert arguments <= {pair[1] for pair in PAIRS if pair[0] is function}, function

"""What a reader may hand over by mistake: lists of (what it is, the value)."""

import math
import warnings

import numpy as np
import torch
from torch import nn

from d2l_rnn import rnn, train
from tests.equations.good_values import STATE, WEIGHT, H_t, X, history, make_params, model, p, trace

with warnings.catch_warnings():
    warnings.simplefilter("ignore")  # torch warns that nested tensors may change
    NESTED = torch.nested.nested_tensor([torch.zeros(2), torch.zeros(3)])

LOOKALIKE = nn.Linear(2, 2)
LOOKALIKE.sizes, LOOKALIKE.W_hq = {"d": 3, "h": 4, "q": 3}, torch.zeros(4, 3)

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
    ("1001 edits", [STATE] * 1001),
]


def no_choice():
    """What is none of the words that an argument may be."""
    others = [("None", None), ("another word", "best"), ("a number", 1), ("a list", ["trained"]), ("a dict", {})]
    return [*others, ("words", np.array(["trained", "best"]))]  # `in` compares each of its words


def no_trace():
    """What is not a Trace, nor anything else that a picture is made of."""
    return [("None", None), ("a string", "trace"), ("a tensor", trace.H), ("Params", p), ("a tuple", (X, H_t))]


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


def histories():
    """What a History cannot hold, made or changed by hand: (what it is, its field, the value, what is named)."""
    step_0, *later = history.checkpoints
    for name in ("W_hh", "b_q"):
        for number in (math.nan, math.inf):
            untrained = history.untrained.map(torch.clone)
            getattr(untrained, name).view(-1)[0] = number
            changed = [step_0._replace(params=untrained), *later]
            yield f"{number} in the untrained {name}", "checkpoints", changed, f"checkpoints[0].params.{name}"
    yield "an infinite loss", "losses", [1.0, math.inf, 1.0, 1.0], "losses[1]"
    yield "a loss that is None", "losses", [1.0, None, 1.0, 1.0], "losses[1]"
    yield "no losses", "losses", [], "losses"
    yield "no checkpoints", "checkpoints", [], "checkpoints"
    yield "a checkpoint of None", "checkpoints", [None], "checkpoints[0]"
    yield "a checkpoint after the end", "checkpoints", [step_0._replace(step=4)], "checkpoints[0].step"
    yield "checkpoints of another size", "checkpoints", [step_0._replace(params=model)], "checkpoints[0].params"
    yield "fewer tokens than inputs", "tokens", list("mach"), "params"
    yield "no params", "params", None, "params"
    yield "a text of one character", "text", "m", "text"
    yield "settings that are a dict", "settings", {"seed": 0}, "settings"


def changed_by_hand(field, value):
    """The History of which one field was replaced after it had been made, and checked."""
    changed = train.History(**vars(history))
    vars(changed)[field] = value  # as object.__setattr__ does: the class itself refuses
    return changed

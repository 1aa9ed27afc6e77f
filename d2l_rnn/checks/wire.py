"""Cases on their way to an answer in another process, and what came of them on its way back: plain data as JSON has it.

What arrives was written by whoever wrote the answer, so reading is a wall. It evaluates nothing, knows its keys and
its limits beforehand, and turns whatever else comes into the Problem "unreadable"; it never raises. A value that was
read is converted once more by the Kind that was asked for, so that nothing else than such plain data comes through.
"""

import json
import math
from collections import Counter

import torch

from .plain import MOST, MOST_BITS, MOST_CHARACTERS, MOST_ENTRIES, Kind, Problem, UnfitError
from .sandbox import trial
from .sandbox.failure import SAYINGS
from .sandbox.surroundings import clean

LONGEST = 10**7  # characters of a message
MOST_BRACKETS, MOST_COMMAS = 10**5, 10**6  # of a message: what it takes in memory, before it is read
DEEPEST = 6  # values in values
MOST_DIMENSIONS = 12
MOST_NUMBERS = 3 * 10**5  # in all tensors of a reply
DIGITS = 20  # of a whole number as JSON has it
COUNTED = 10**15  # a larger count is as good as this
MOST_FUNCTIONS = 1000  # of torch, by name
DTYPES = {"float32": torch.float32, "float64": torch.float64, "int64": torch.int64}
ODD_NUMBERS = {"nan": math.nan, "inf": math.inf, "-inf": -math.inf}
DISTURBED = ("random", "dtype")

# The words of each Problem that may come of running an answer, and those of looking at what it gave, by Kind.
RUNNING = dict.fromkeys(SAYINGS.values(), {"message"}) | {
    "not_answered": set(),
    "nothing": set(),
    "class": set(),
    "not_function": {"what"},
    "arity": {"takes", "given"},
    "raised": {"error", "message"},
    "exits": {"error"},
    "unspeakable": set(),
    "recursion": set(),
    "memory": set(),
    "never_ends": {"limit"},
    "returns_none": set(),
    "prints_instead": set(),
    "returns_function": set(),
    "generator": {"what"},
    "lazy": {"what"},
    "coroutine": set(),
    "too_much": set(),
    "unreadable": set(),
}
TENSOR = {
    "list_of_tensors": {"name", "what"},
    "tuple_of_tensors": {"name", "what"},
    "list": {"name", "what"},
    "module": {"name", "what"},
    "numpy": {"name"},
    "number": {"name", "what"},
    "kind_of_tensor": {"name", "what"},
    "no_tensor": {"name", "what"},
    "odd_tensor": {"name"},
    "dtype": {"name", "dtype"},
    "huge": {"name", "shape"},
}
PAIR = {"not_pair": {"what", "names"}, "pair_length": {"size", "names"}}
LOOKING = {
    "whole": {"float": {"what"}, "not_whole": {"what"}},
    "tensor": TENSOR,
    "tensors": TENSOR | {"tensor_not_list": {"what"}, "not_list": {"what"}, "list_and_more": set()},
    "two_tensors": TENSOR | PAIR,
    "two_strings": PAIR | {"list_not_text": {"name", "what"}, "not_text": {"name", "what"}},
    "choices": {"string": set(), "not_set": {"what"}, "unknown": {"what", "known"}},
    "truths": {"not_dict": {"what"}, "unknown_letter": {"what", "known"}, "not_truth": {"letter", "what"}},
    "weights": TENSOR
    | {"weights_function": set(), "not_five": {"what"}, "wrong_number": {"size"}, "too_large": {"name"}}
    | dict.fromkeys(("shape", "transposed_shape", "transposed_bias"), {"name", "shape", "want"})
    | {"not_finite": {"name"}},
}


class _UnreadableError(ValueError):
    """What arrived is not what was agreed upon."""


UNREADABLE = Problem("unreadable")


def text(data):
    """Plain data as one line of JSON."""
    return json.dumps(data, allow_nan=False, separators=(",", ":"))


def parsed(line):
    """The plain data of a line, or None where it is no JSON, or too much of it."""
    if len(line) > LONGEST or line.count("[") + line.count("{") > MOST_BRACKETS or line.count(",") > MOST_COMMAS:
        return None
    try:
        return json.loads(line, parse_int=_digits, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        return None


def _digits(digits):
    _require(len(digits) <= DIGITS)
    return int(digits)


def _no_constant(name):
    raise _UnreadableError


def _require(condition):
    if not condition:
        raise _UnreadableError


# --- asking -----------------------------------------------------------------------------------------------------------


def request(takes, cases, kind, watched, memory):
    """What is asked of an answer that is to be called."""
    return {
        "takes": list(takes),
        "cases": [[written(value) for value in args] for args in cases],
        "kind": list(kind),
        "watched": watched,
        "memory": memory,
    }


def request_to_look(kind):
    """What is asked of an answer that is a value."""
    return {"kind": list(kind)}


def serve(answer, asked):
    """The reply to such a request, in the process where the answer is: plain data, whatever the answer is."""
    kind = Kind(*asked["kind"])
    with clean():
        if "cases" not in asked:
            return _written_outcome(trial.look(answer, kind), [MOST_NUMBERS])
        cases = [tuple(map(read, args)) for args in asked["cases"]]
        return _written_attempt(
            trial.run(answer, asked["takes"], cases, kind, memory=asked["memory"], watched=asked["watched"])
        )


# --- writing ----------------------------------------------------------------------------------------------------------


def written(value):
    """A value as plain data."""
    if isinstance(value, torch.Tensor):
        numbers = [number if math.isfinite(number) else str(number) for number in value.flatten().tolist()]
        return {"tensor": [str(value.dtype).removeprefix("torch."), list(value.shape), numbers]}
    if value is ...:
        return None
    if type(value) is int and abs(value) >= 2**63:
        return {"whole": f"{value:x}"}
    if isinstance(value, tuple):
        return {"tuple": list(map(written, value))}
    if isinstance(value, dict):
        return {"dict": [[key, written(one)] for key, one in value.items()]}
    return list(map(written, value)) if isinstance(value, list) else value


def _written_problem(problem):
    words = {name: list(word) if isinstance(word, tuple) else word for name, word in problem.words.items()}
    shapes = [[name, list(shape)] for name, shape in problem.shapes]
    return {"key": problem.key, "words": words, "line": problem.line, "shapes": shapes, "factors": problem.factors}


def _written_outcome(outcome, left):
    """An Outcome; `left` holds how many numbers the reply may still have."""
    if outcome.problem is not None:
        return {"problem": _written_problem(outcome.problem)}
    left[0] -= _numbers(outcome.value)
    if left[0] < 0:
        return {"problem": _written_problem(Problem("too_much"))}
    return {"value": written(outcome.value), "changed": list(outcome.changed)}


def _numbers(value):
    if isinstance(value, torch.Tensor):
        return value.numel()
    return sum(map(_numbers, value)) if isinstance(value, list | tuple) else 0


def _written_attempt(attempt):
    left = [MOST_NUMBERS]
    return {
        "outcomes": [_written_outcome(outcome, left) for outcome in attempt.outcomes],
        "problem": None if attempt.problem is None else _written_problem(attempt.problem),
        "printed": min(attempt.printed, COUNTED),
        "displayed": min(attempt.displayed, COUNTED),
        "called": dict(attempt.called.most_common(MOST_FUNCTIONS)),
        "disturbed": attempt.disturbed,
    }


# --- reading ----------------------------------------------------------------------------------------------------------


def attempt(reply, task, cases):
    """The Attempt at these cases of a task that a reply tells of."""
    try:
        return _attempt(reply, task, cases)
    except _UnreadableError:
        return trial.Attempt(problem=UNREADABLE)


def outcome(reply, kind):
    """The Outcome of a look that a reply tells of."""
    try:
        return _outcome(reply, kind, ())
    except _UnreadableError:
        return trial.Outcome(problem=UNREADABLE)


def _attempt(reply, task, cases):
    _keys(reply, {"outcomes", "problem", "printed", "displayed", "called", "disturbed"})
    outcomes = [_outcome(one, task.plain, task.takes) for one in _list(reply["outcomes"], len(cases))]
    problem = None if reply["problem"] is None else _problem(reply["problem"], task.plain)
    # Either all cases were tried, or it is said why not.
    _require(problem is not None or len(outcomes) == len(cases) or (outcomes and outcomes[-1].problem is not None))
    called = reply["called"]
    _require(type(called) is dict and len(called) <= MOST_FUNCTIONS)
    disturbed = _list(reply["disturbed"], len(DISTURBED))
    _require(all(type(one) is str and one in DISTURBED for one in disturbed))
    return trial.Attempt(
        outcomes=outcomes,
        problem=problem,
        printed=_count(reply["printed"]),
        displayed=_count(reply["displayed"]),
        called=Counter({_string(name, 100): _count(times) for name, times in called.items()}),
        disturbed=disturbed,
    )


def _outcome(reply, kind, takes):
    _require(type(reply) is dict)
    if "problem" in reply:
        _keys(reply, {"problem"})
        return trial.Outcome(problem=_problem(reply["problem"], kind))
    _keys(reply, {"value", "changed"})
    changed = tuple(_string(name, 100) for name in _list(reply["changed"], len(takes)))
    _require(set(changed) <= set(takes))
    try:
        return trial.Outcome(kind(read(reply["value"])), changed=changed)
    except UnfitError as unfit:
        return trial.Outcome(problem=unfit.problem)


def _problem(reply, kind):
    _keys(reply, {"key", "words", "line", "shapes", "factors"})
    key, words, factors = reply["key"], reply["words"], reply["factors"]
    known = RUNNING | LOOKING[kind.name]
    _require(type(key) is str and key in known)
    _keys(words, known[key])
    shapes = tuple(_named_shape(one) for one in _list(reply["shapes"], 20))
    _require(type(factors) is bool and (not factors or [len(shape) for _, shape in shapes] == [2, 2]))
    _require(type(words.get("name", "")) is str)
    words = {name: _word(word) for name, word in words.items()}
    return Problem(key, words, line=_line(reply["line"], 200), shapes=shapes, factors=factors)


def _named_shape(value):
    name, shape = _list(value, 2, 2)
    return _line(name, 100), _shape(shape)


def _word(value):
    """A word of a sentence: a text on one line, a whole number or a shape."""
    if type(value) is str:
        return _line(value, 500)
    if type(value) is int:
        return value
    return _shape(value)


def read(value, deep=0):
    """The value that was written as this plain data; an error where nothing was."""
    _require(deep <= DEEPEST)
    if value is None:
        return ...
    if type(value) is str:
        return _string(value, MOST_CHARACTERS)
    if type(value) is list:
        return [read(one, deep + 1) for one in _list(value, MOST_ENTRIES)]
    if type(value) is not dict:
        return value  # a number or a truth
    _require(len(value) == 1)
    ((name, content),) = value.items()
    if name == "tensor":
        return _tensor(*_list(content, 3, 3))
    if name == "whole":
        return _whole(content)
    if name == "tuple":
        return tuple(read(one, deep + 1) for one in _list(content, MOST_ENTRIES))
    _require(name == "dict")
    pairs = [_list(pair, 2, 2) for pair in _list(content, 100)]
    return {_string(key, 100): read(one, deep + 1) for key, one in pairs}


def _tensor(dtype, shape, numbers):
    _require(type(dtype) is str and dtype in DTYPES and type(numbers) is list)
    shape = _shape(shape)
    _require(math.prod(size or 1 for size in shape) <= MOST and math.prod(shape) == len(numbers))
    whole = dtype == "int64"
    values = [_integer(number) if whole else _number(number) for number in numbers]
    wide = torch.tensor(values, dtype=torch.int64 if whole else torch.float64, device="cpu")
    return wide.reshape(shape).to(DTYPES[dtype])


def _number(value):
    if type(value) is str:
        _require(value in ODD_NUMBERS)
        return ODD_NUMBERS[value]
    _require(type(value) in (int, float))
    return float(value)


def _integer(value):
    _require(type(value) is int and -(2**63) <= value < 2**63)
    return value


def _whole(digits):
    _require(type(digits) is str and len(digits) <= MOST_BITS // 4 + 2)
    _require(set(digits.removeprefix("-")) <= set("0123456789abcdef") and digits not in ("", "-"))
    return int(digits, 16)


def _shape(value):
    sizes = _list(value, MOST_DIMENSIONS)
    _require(all(type(size) is int and 0 <= size < 2**63 for size in sizes))
    return tuple(sizes)


def _count(value):
    _require(type(value) is int and 0 <= value <= COUNTED)
    return value


def _list(value, most, least=0):
    _require(type(value) is list and least <= len(value) <= most)
    return value


def _string(value, most):
    _require(type(value) is str and len(value) <= most)
    return value


def _line(value, most):
    """A text that can be shown anywhere, on one line."""
    text = _string(value, most).encode("utf-8", "backslashreplace").decode()
    return "".join(one if one.isprintable() else " " for one in text)


def _keys(value, names):
    _require(type(value) is dict and value.keys() == names)

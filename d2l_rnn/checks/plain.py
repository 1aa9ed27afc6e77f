"""What a student hands in or returns, as plain data: int, str, float64 tensors, tuples, lists and dicts of them.

A converter gives plain data or raises UnfitError. It looks at `type`, never at what an object says about itself: a
clever `__eq__` is not asked. A Kind is a converter by its name and its words, so that it can be asked for elsewhere,
in a process that knows nothing of the tasks. What a converter gives, it takes: applied once more it changes nothing.
"""

import math
import operator
from dataclasses import dataclass, field

import torch

from .. import arguments
from ..languages import say
from ..rnn import Params

MOST = 10**5  # numbers in a tensor, or in all tensors of a list
MOST_ENTRIES = 1000  # of a list of tensors
MOST_CHARACTERS = 10**4  # of a string
MOST_BITS = 10**5  # of a whole number
LARGEST = 1e30  # of a weight: sums of such numbers are finite in float32


@dataclass(frozen=True)
class Problem:
    """What is wrong, as the key of a sentence and the words that fill it."""

    key: str
    words: dict = field(default_factory=dict)
    # Two of the same mistake differ in these:
    line: str = field(default="", compare=False)  # of the student's text
    shapes: tuple = field(default=(), compare=False)  # of what does not fit together, each as (name or "", shape)
    factors: bool = field(default=False, compare=False)  # these are the two factors of a matrix product


class UnfitError(Exception):
    """What was handed in cannot be compared; `problem` says why."""

    def __init__(self, key, **words):
        super().__init__(key)
        self.problem = Problem(key, words)


class Kind(tuple):
    """A converter by name, with its words: Kind("tensor", "H_t")(value) is a tensor that sentences call H_t."""

    def __new__(cls, name, *words):
        return super().__new__(cls, (name, *words))

    @property
    def name(self):
        """The key of the converter."""
        return self[0]

    def __call__(self, value):
        name, *words = self
        return CONVERTERS[name](value, *words)


# --- what a value is, in a few words ----------------------------------------------------------------------------------


def short(value, quoted=True):
    """What a value is, in a few words."""
    if not quoted:
        return arguments.shown(value, 40)[1:-1]
    return arguments.a(value) if type(value) in (int, float, bool, str, torch.Tensor) else named(value)


def named(value):
    """The kind of a value, in a few words."""
    kind = type(value)
    name = short(kind.__name__, quoted=False)
    if kind.__module__ == "builtins":
        if name == "NoneType":
            return "None"
        return say("three dots") if name == "ellipsis" else arguments.a_thing(name)
    if (kind.__module__, name) == ("numpy", "ndarray"):
        return say("a numpy array")
    return say("an object of the class {name}", name=name)


def written(value, most=40):
    """A string as it is written, so that a missing comma can be seen; of anything else what it is."""
    return arguments.shown(value, most) if type(value) is str else short(value)


def own(value):
    """A string of a class made from str, such as numpy's, as Python's own; anything else as it is."""
    return str.__str__(value) if issubclass(type(value), str) else value


# --- what a function returns ------------------------------------------------------------------------------------------


def whole(value):
    """A whole number as an int; numbers of numpy and torch with one entry are welcome."""
    if value is None:
        raise UnfitError("nothing")
    number = value.item() if type(value) is torch.Tensor and value.numel() == 1 else value
    if issubclass(type(number), float):
        raise UnfitError("float", what=repr(float(number)))
    if type(number) is bool:
        raise UnfitError("not_whole", what=short(value))
    try:
        number = operator.index(number)
    except TypeError:
        raise UnfitError("not_whole", what=short(value)) from None
    if number.bit_length() > MOST_BITS:
        raise UnfitError("too_much")
    return number


def tensor(value, name="what it returns"):
    """A tensor of float32 or float64 numbers, as float64 and off autograd's record."""
    kind = type(value)
    if kind in (list, tuple):
        tensors = all(type(part) is torch.Tensor for part in value) and len(value) > 0
        raise UnfitError(f"{kind.__name__}_of_tensors" if tensors else "list", name=name, what=named(value))
    if issubclass(kind, torch.nn.Module):
        raise UnfitError("module", name=name, what=named(value))
    if kind.__module__ == "numpy":
        raise UnfitError("numpy", name=name)
    if kind in (int, float, bool):
        raise UnfitError("number", name=name, what=short(value))
    if kind not in (torch.Tensor, torch.nn.Parameter):
        raise UnfitError(
            "kind_of_tensor" if issubclass(kind, torch.Tensor) else "no_tensor", name=name, what=short(value)
        )
    if value.is_nested or value.layout is not torch.strided or value.is_meta or value.is_quantized:
        raise UnfitError("odd_tensor", name=name)
    if value.dtype not in (torch.float32, torch.float64):
        raise UnfitError("dtype", name=name, dtype=str(value.dtype))
    if math.prod(size or 1 for size in value.shape) > MOST:  # without a number it may still have many rows
        raise UnfitError("huge", name=name, shape=tuple(value.shape))
    return value.detach().cpu().double().clone()


def tensors(value):
    """A list of tensors."""
    if type(value) is torch.Tensor:
        raise UnfitError("tensor_not_list", what=short(value))
    if type(value) is tuple and any(type(part) is list for part in value):
        raise UnfitError("list_and_more")
    if type(value) not in (list, tuple):
        raise UnfitError("not_list", what=short(value))
    if len(value) > MOST_ENTRIES:
        raise UnfitError("too_much")
    converted = [tensor(part, f"entry {place}") for place, part in enumerate(value)]
    if sum(part.numel() for part in converted) > MOST:
        raise UnfitError("too_much")
    return converted


def string(value, name="what it returns"):
    """A string."""
    if type(value) in (list, tuple):
        raise UnfitError("list_not_text", name=name, what=named(value))
    value = own(value)
    if type(value) is not str:
        raise UnfitError("not_text", name=name, what=short(value))
    if len(value) > MOST_CHARACTERS:
        raise UnfitError("too_much")
    return value


def pair(convert):
    """A converter for two named things of one kind."""

    def converted(value, *names):
        both = " and ".join(names)
        if not issubclass(type(value), (tuple, list)):
            raise UnfitError("not_pair", what=short(value), names=both)
        parts = tuple(value)
        if len(parts) != 2:
            raise UnfitError("pair_length", size=len(parts), names=both)
        return tuple(map(convert, parts, names))

    return converted


# --- what is handed in itself -----------------------------------------------------------------------------------------


def choices(value, *known):
    """Some of the known strings, as a list in their order."""
    if value is None:
        raise UnfitError("nothing")
    if type(value) is str:
        raise UnfitError("string")
    if type(value) is dict and not value:  # {} is meant to be the empty set
        return []
    if type(value) not in (set, frozenset, list, tuple):
        raise UnfitError("not_set", what=short(value))
    if len(value) > 0 and all(choice is ... for choice in value):
        raise UnfitError("not_answered")
    chosen = list(map(own, value))
    for choice in chosen:
        if type(choice) is not str or choice not in known:
            raise UnfitError("unknown", what=written(choice), known=", ".join(f'"{one}"' for one in known))
    return sorted(set(chosen), key=known.index)


def truths(value, *known):
    """A dict from some of the known letters, in their order, to True, False or `...`."""
    if not issubclass(type(value), dict):
        raise UnfitError("not_dict", what=short(value))
    letters = {}
    for letter, truth in dict.items(value):
        letter = own(letter)
        if type(letter) is not str or letter not in known:
            raise UnfitError("unknown_letter", what=written(letter), known=", ".join(known))
        kind = type(truth)
        if kind.__module__ == "numpy" and kind.__name__ in ("bool", "bool_"):
            truth = bool(truth)
        if type(truth) is not bool and truth is not ...:
            raise UnfitError("not_truth", letter=letter, what=written(truth))
        letters[letter] = truth
    return dict(sorted(letters.items()))


def weights(value, *specs):
    """The named tensors in float32: their kinds, then their shapes, then whether they are finite.

    A spec is a name and two sizes, such as "W_xh 2 h"; h is the number of rows of the one with the sizes "h h".
    """
    if callable(value):
        raise UnfitError("weights_function")
    if not issubclass(type(value), (tuple, list, Params)):
        raise UnfitError("not_five", what=short(value))
    parts = tuple(value)
    if len(parts) != len(specs):
        raise UnfitError("wrong_number", size=len(parts))
    if any(part is ... for part in parts):
        raise UnfitError("not_answered")
    sizes = {name: sizes for name, *sizes in map(str.split, specs)}
    found = dict(zip(sizes, map(_weight, parts, sizes), strict=True))
    square = next(name for name in sizes if sizes[name] == ["h", "h"])
    h = found[square].shape[0] if found[square].dim() == 2 else 0
    for name in sorted(sizes, key=lambda name: name != square):  # what the others are compared with comes first
        _check_weight(name, found[name], tuple(h if size == "h" else int(size) for size in sizes[name]), h)
    return tuple(weight.float() for weight in found.values())


def _weight(value, name):
    """The tensor in float64. Whole numbers are welcome: nothing is computed yet, and 20 is as good as 20.0."""
    integers = type(value) is torch.Tensor and value.dtype in (torch.int64, torch.int32)
    return tensor(value.float() if integers else value, name)


def _check_weight(name, weight, shape, h):
    came = tuple(weight.shape)
    if h == 0 or came != shape:
        turned = len(came) == 2 and came[::-1] == shape and h > 0
        wanted = str(shape) if h else say("(h, h) with at least one hidden unit")
        key = f"transposed_{'bias' if name[0] == 'b' else 'shape'}" if turned else "shape"
        raise UnfitError(key, name=name, shape=came, want=wanted)
    if not torch.isfinite(weight).all():
        raise UnfitError("not_finite", name=name)
    if (weight.abs() > LARGEST).any():
        raise UnfitError("too_large", name=name)


CONVERTERS = {
    "whole": whole,
    "tensor": tensor,
    "tensors": tensors,
    "two_tensors": pair(tensor),
    "two_strings": pair(string),
    "choices": choices,
    "truths": truths,
    "weights": weights,
}

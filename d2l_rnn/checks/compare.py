"""Type, then shape, then finiteness, then value; in this order, so that the first sentence fits.

A converter turns what a student returns into plain data (int, str, float64 tensors, tuples and lists of them) or
raises UnfitError. It looks at `type`, never at what an object says about itself: a clever `__eq__` is not asked.
"""

import itertools
import operator
from dataclasses import dataclass, field

import torch

from .. import arguments
from .sentences import KINDS

RTOL, ATOL = 1e-4, 1e-5  # wide enough for float32 in any order of summation, narrow enough for any forgotten term
MOST = 10**6  # numbers in a tensor that a task of this size could ask for


@dataclass(frozen=True)
class Problem:
    """What is wrong, as the key of a sentence and the words that fill it."""

    key: str
    words: dict = field(default_factory=dict)
    # Two of the same mistake differ in these:
    line: str = field(default="", compare=False)  # of the student's text
    shapes: str = field(default="", compare=False)  # what does not fit together, in the place of torch's message


class UnfitError(Exception):
    """What was handed in cannot be compared; `problem` says why."""

    def __init__(self, key, **words):
        super().__init__(key)
        self.problem = Problem(key, words)


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
        return KINDS.get(name) or f"{'an' if name[:1] in 'aeiouAEIOU' else 'a'} {name}"
    return KINDS["array"] if (kind.__module__, name) == ("numpy", "ndarray") else KINDS["object"].format(name=name)


# --- plain data -------------------------------------------------------------------------------------------------------


def whole(value):
    """A whole number as an int; numbers of numpy and torch with one entry are welcome."""
    number = value.item() if type(value) is torch.Tensor and value.numel() == 1 else value
    if issubclass(type(number), float):
        raise UnfitError("float", what=repr(float(number)))
    if type(number) is bool:
        raise UnfitError("not_whole", what=short(value))
    try:
        return operator.index(number)
    except TypeError:
        raise UnfitError("not_whole", what=short(value)) from None


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
    if value.numel() > MOST:
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
    return [tensor(part, f"entry {place}") for place, part in enumerate(value)]


def string(value, name="what it returns"):
    """A string."""
    if type(value) in (list, tuple):
        raise UnfitError("list_not_text", name=name, what=named(value))
    value = own(value)
    if type(value) is not str:
        raise UnfitError("not_text", name=name, what=short(value))
    return value


def own(value):
    """A string of a class made from str, such as numpy's, as Python's own; anything else as it is."""
    return str.__str__(value) if issubclass(type(value), str) else value


def pair(convert, *names):
    """A converter for two named things of one kind."""

    def converted(value):
        if not issubclass(type(value), (tuple, list)):
            raise UnfitError("not_pair", what=short(value), names=" and ".join(names))
        parts = tuple(value)
        if len(parts) != 2:
            raise UnfitError("pair_length", size=len(parts), names=" and ".join(names))
        return tuple(map(convert, parts, names))

    return converted


# --- comparing --------------------------------------------------------------------------------------------------------


def difference(value, want, name="what it returns"):
    """The Problem with plain data `value` where `want` is right, or None."""
    if isinstance(want, torch.Tensor):
        if value.shape != want.shape:
            return Problem("shape", {"name": name, "shape": tuple(value.shape), "want": tuple(want.shape)})
        if not torch.isfinite(value).all():
            return Problem("not_finite", {"name": name})
        return None if torch.allclose(value, want, rtol=RTOL, atol=ATOL) else Problem("value", {"name": name})
    return None if value == want else Problem("value", {"name": name})


def differences(value, want, names):
    """The first Problem among the named parts of a result, or None. A result with one name has one part."""
    if isinstance(want, list):  # of tensors: any number of entries, all of one kind
        if len(value) != len(want):
            return Problem("length", {"size": len(value), "want": len(want)})
        names = [f"entry {place}" for place in range(len(want))]
    elif len(names) == 1:
        return difference(value, want, names[0])
    return next(filter(None, map(difference, value, want, names)), None)


def equal(a, b):
    """Whether two results are the same, shapes included; for telling which mistake was made."""
    if type(a) is not type(b):
        return False
    if isinstance(a, torch.Tensor):
        return a.shape == b.shape and torch.allclose(a, b, rtol=RTOL, atol=ATOL, equal_nan=True)
    if isinstance(a, tuple | list):
        return len(a) == len(b) and all(map(equal, a, b))
    return a == b


def rearranged(values, wants, names):
    """The Problem with results whose numbers are right in every case and only arranged in another way, or None."""
    pairs = [pair for value, want in zip(values, wants, strict=True) for pair in _parts(value, want, names)]
    unlike = [(name, value, want) for name, value, want in pairs if not equal(value, want)]
    if not all(isinstance(one, torch.Tensor) for _, *both in unlike for one in both):
        return None
    words = {"name": " and ".join(dict.fromkeys(name for name, _, _ in unlike))}
    for key, alike in (("axes", _with_other_axes), ("reshaped", _in_another_shape)):
        if all(alike(value, want) for _, value, want in unlike):
            return Problem(key, words)
    return None


def _parts(value, want, names):
    """The named parts of a result beside those of the right one; of a list all entries have one name."""
    if not isinstance(want, tuple | list):
        return [(names[0], value, want)]
    names = names * len(want) if isinstance(want, list) else names
    return list(zip(names, value, want, strict=True)) if len(value) == len(want) else [(names[0], value, want)]


def _with_other_axes(value, want):
    orders = itertools.permutations(range(value.dim())) if value.dim() == want.dim() else ()
    return any(equal(value.permute(order), want) for order in orders)


def _in_another_shape(value, want):
    return equal(value.flatten(), want.flatten())

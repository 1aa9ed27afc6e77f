"""Type, then shape, then finiteness, then value; in this order, so that the first sentence fits.

What is compared is plain data: the type has been seen to when it was made (`plain`).
"""

import itertools

import torch

from .plain import Problem

RTOL, ATOL = 1e-4, 1e-5  # wide enough for float32 in any order of summation, narrow enough for any forgotten term


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
    """The Problem with results that are right in every case but for their arrangement, sign or precision, or None."""
    pairs = [pair for value, want in zip(values, wants, strict=True) for pair in _parts(value, want, names)]
    unlike = [(name, value, want) for name, value, want in pairs if not equal(value, want)]
    if not all(isinstance(one, torch.Tensor) for _, *both in unlike for one in both):
        return None
    words = {"name": " and ".join(dict.fromkeys(name for name, _, _ in unlike))}
    for key, alike in RELATED.items():
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


def _negated(value, want):
    return equal(-value, want)


def _rounded(value, want):
    """Whether these are the right numbers with up to four digits after the point."""
    if value.shape != want.shape:
        return False
    return any(
        torch.allclose(value, value.round(decimals=digits), rtol=1e-6, atol=1e-6)
        and torch.allclose(value, want, rtol=1e-6, atol=0.51 * 10**-digits)
        for digits in range(5)
    )


RELATED = {"axes": _with_other_axes, "reshaped": _in_another_shape, "negated": _negated, "rounded": _rounded}

"""What a task of writing a function consists of, and how its cases are made.

The mistakes are functions that make them: a mistake is named when it gives what the student's function gave, in every
case. The cases come in order of size, so that the first that fails is the smallest; one that shows little comes last.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import torch

from ..plain import Kind


@dataclass(frozen=True)
class Function:
    """One function that a student writes."""

    name: str  # also the key of its sentences
    takes: tuple[str, ...]
    returns: tuple[str, ...]
    plain: Kind  # turns what the function returns into plain data, or raises UnfitError
    cases: Sequence[tuple]  # of arguments
    reference: Callable
    drawn: Callable  # cases with other numbers and sizes, from a random.Random: for grading, where these are not known
    mistakes: Sequence[tuple[str, Callable]]  # several functions may make the same mistake
    sizes: Callable = lambda *args: {}  # the letters of a case
    parts: dict[str, Sequence[tuple]] = field(default_factory=dict)  # cases in which one term alone is not zero
    edges: dict[str, Sequence[tuple]] = field(default_factory=dict)  # a mistake that shows nowhere else, and its cases
    endless: str | None = None  # the mistake of those who do not get through an edge at all
    # The mistake in how the right values came about, from the functions of torch that were called and from how often
    # the student's was.
    way: Callable | None = None


def tensor(value, dtype=torch.float32):
    """A tensor of numbers, the same whatever the notebook has made torch's default."""
    return torch.tensor(value, dtype=dtype, device="cpu")


def numbers(seed, *shape):
    """A tensor of numbers with one decimal, from -0.9 to 0.9 and never 0: short to print and the same everywhere."""
    generator = torch.Generator("cpu").manual_seed(seed)
    tenths = torch.randint(1, 10, shape, generator=generator, device="cpu").float()
    negative = torch.rand(shape, generator=generator, dtype=torch.float32, device="cpu") < 0.4
    return torch.where(negative, -tenths, tenths) / 10


def only(takes, args, kept):
    """The arguments with all but the named ones set to zero."""
    return tuple(value if name in kept else torch.zeros_like(value) for name, value in zip(takes, args, strict=True))

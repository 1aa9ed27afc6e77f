"""Whatever else may be handed in."""

import asyncio
import math
import random
import sys
import time

import numpy as np
import torch
from torch import nn

from .answers import hold, step


class Liar:
    """Says that it is a tensor, and equal to everything."""

    __class__ = torch.Tensor
    __eq__ = __lt__ = __gt__ = lambda self, other: True
    __hash__ = None

    def __getattr__(self, name):
        return lambda *args, **kwargs: self

    def __sub__(self, other):
        return torch.zeros(())


class Special(torch.Tensor):
    """A tensor that answers every question with yes."""

    @classmethod
    def __torch_function__(cls, function, kinds, args=(), kwargs=None):
        return True


class Agreeable(str):
    """A string that is equal to everything."""

    __eq__ = lambda self, other: True  # noqa: E731
    __hash__ = str.__hash__


class UnspeakableError(Exception):
    def __str__(self):
        raise ValueError


class Hanging:
    def __index__(self):
        while True:
            pass


def hold_and_catch(*args):
    while True:
        try:
            torch.zeros(1)
        except BaseException:
            pass


def hold_catch_and_print(*args):
    while True:
        try:
            print("spam")
        except BaseException:
            pass


def sleep(*args):
    time.sleep(1e9)


def swell(*args):
    held = []
    while True:
        held.append(torch.empty(10**8))


def nested(*args):
    return nested(*args)


def exits(*args):
    sys.exit("done")


def interrupts(*args):
    raise KeyboardInterrupt


def unspeakable(*args):
    raise UnspeakableError


async def waits(*args):
    await asyncio.sleep(0)


def yields(*args):
    yield 1


def body_of_dots(X, H, W_xh, W_hh, b_h):
    """Only this."""
    ...


def body_of_pass(X, H, W_xh, W_hh, b_h):
    pass


def not_implemented(*args):
    raise NotImplementedError("later")


ODD = {
    "dots": (..., "not_answered"),
    "a body of dots": (body_of_dots, "not_answered"),
    "a body of pass": (body_of_pass, "not_answered"),
    "dots returned": (lambda *args: ..., "not_answered"),
    "nbgrader's own stub": (not_implemented, "not_answered"),
    "None": (None, "nothing"),
    "a number": (5, "not_function"),
    "a tensor": (torch.zeros(3), "not_function"),
    "a liar": (Liar(), "not_function"),
    "a class": (Liar, "class"),
    "too few arguments": (lambda X, H: X, "arity"),
    "none at all": (lambda: 0, "arity"),
    "one argument that must be named": (lambda *args, phi: 0, "arity"),
    "a stub that is called": (lambda *args: not_implemented(), "not_answered"),
    "a layer": (nn.Linear(1, 1), "wrong_arguments"),
    "a layer that does nothing": (nn.Module(), "raised"),
    "a layer that does nothing, called": (lambda X, *args: nn.Module()(X), "raised"),
    "kinds of numbers that torch has no product for": (lambda X, *args: (X > 0) @ (X > 0).T, "kind_of_number"),
    "a function of torch": (torch.tanh, "wrong_arguments"),
    "async": (waits, "coroutine"),
    "a generator": (yields, "generator"),
    "an exception": (lambda *args: 1 / 0, "raised"),
    "an exception without words": (unspeakable, "unspeakable"),
    "exit": (exits, "exits"),
    "an interruption": (interrupts, "exits"),
    "recursion": (nested, "recursion"),
    "100 GB": (lambda *args: torch.ones(25 * 10**9), "memory"),
    "a list of 100 GB": (lambda *args: [0] * 12 * 10**9, "memory"),
    "ever more memory": (swell, "memory"),
    "a function returned": (lambda *args: torch.tanh, "returns_function"),
    "a string": (lambda *args: "x" * 10**6, "no_tensor"),
    "a liar returned": (lambda *args: Liar(), "no_tensor"),
    "a number of 6000 digits": (lambda *args: 10**6000, "number"),
    "an array": (lambda *args: np.zeros((1, 1)), "numpy"),
    "a number of numpy": (lambda *args: np.float64(1), "numpy"),
    "a list": (lambda *args: [[1.0]], "list"),
    "a tensor in a tuple": (lambda *args: (step(*args),), "tuple_of_tensors"),
    "a special tensor": (lambda *args: step(*args).as_subclass(Special), "kind_of_tensor"),
    "a sparse tensor": (lambda *args: step(*args).to_sparse(), "odd_tensor"),
    "a tensor without numbers": (lambda *args: step(*args).to("meta"), "odd_tensor"),
    "whole numbers": (lambda *args: step(*args).long(), "dtype"),
    "half precision": (lambda *args: step(*args).half(), "dtype"),
    "complex numbers": (lambda *args: step(*args) + 0j, "dtype"),
    "truths": (lambda *args: step(*args) > 0, "dtype"),
    "a tensor too large to look at": (lambda *args: torch.zeros(1).expand(10**12), "huge"),
    "a tensor of many rows without a number": (lambda *args: torch.zeros(10**12, 0), "huge"),
    "NaN": (lambda *args: step(*args) * math.nan, "not_finite"),
    "infinity": (lambda *args: step(*args) / 0, "not_finite"),
    "no numbers": (lambda *args: torch.zeros(0, 3), "shape"),
}


ENDLESS = {"a loop": hold, "a loop that catches all": hold_and_catch, "one that prints": hold_catch_and_print}


def assert_undisturbed(one, capfd, before):
    out, err = capfd.readouterr()
    assert (out, err) == ("", "")
    assert len(one.text) < 1500 and one.text.encode("utf-8")
    after = torch.get_rng_state(), random.getstate(), torch.get_default_dtype(), torch.is_grad_enabled()
    assert torch.equal(before[0], after[0]) and before[1:] == after[1:]

"""What a student's function could do to the rest of the notebook is put back or refused."""

import builtins
import contextlib
import gc
import random
import sys
import types

import torch


@contextlib.contextmanager
def undisturbed(attempt):
    """Put torch's and Python's settings back. Whether gradients are recorded is each thread's own affair."""
    with_numpy = "numpy.random" in sys.modules  # to import it is not to draw from it
    states, dtype = _random_states(with_numpy), torch.get_default_dtype()
    before = _plain(states)
    depth = sys.getrecursionlimit()
    try:
        yield
    finally:
        if _plain(_random_states(with_numpy)) != before:
            attempt.disturbed.append("random")
            torch.set_rng_state(*states[0])
            random.setstate(states[1])
            if with_numpy:
                sys.modules["numpy.random"].set_state(states[2])
        if torch.get_default_dtype() != dtype:
            attempt.disturbed.append("dtype")
            torch.set_default_dtype(dtype)
        if sys.getrecursionlimit() != depth:
            sys.setrecursionlimit(depth)


def _random_states(with_numpy):
    of_numpy = sys.modules["numpy.random"].get_state() if with_numpy else ()
    return (torch.get_rng_state(),), random.getstate(), of_numpy


def _plain(states):
    """The same states as lists, which can be compared."""
    return [[part.tolist() if hasattr(part, "tolist") else part for part in state] for state in states]


@contextlib.contextmanager
def without_exit(function):
    """Let exit() and quit() end the function alone: IPython's own would end the kernel as soon as the cell is done."""
    places = [
        vars(builtins),
        vars(sys.modules["__main__"]),
        function.__globals__ if type(function) is types.FunctionType else {},
    ]
    ways_out = [(place, name, place[name]) for place in places for name in ("exit", "quit") if _ends_all(place, name)]
    for place, name, _ in ways_out:
        place[name] = sys.exit
    try:
        yield
    finally:
        for place, name, way_out in ways_out:
            place[name] = way_out


def _ends_all(place, name):
    """Whether this is Python's or IPython's name, and not a student's own."""
    return name in place and type(place[name]).__module__.split(".")[0] in ("_sitebuiltins", "IPython", "ipykernel")


@contextlib.contextmanager
def one_thread():
    """Compute with one thread: tensors of ten numbers gain nothing from more, and on a busy machine wait for them.

    Unlike threads.one_thread this holds for Python's threads that begin meanwhile, and an answer runs in one.
    """
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextlib.contextmanager
def clean():
    """Compute as in a notebook in which nobody has set anything: with float32 and the CPU as torch's defaults."""
    dtype = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32)
    try:
        with torch.device("cpu"), torch.enable_grad(), one_thread():
            yield
    finally:
        torch.set_default_dtype(dtype)


@contextlib.contextmanager
def unwatched():
    """Keep quiet about garbage collections, of which packages such as JAX let themselves be told.

    That would be Python in the middle of a call into C, and would swallow the exception that shall end an answer.
    """
    callbacks = gc.callbacks[:]
    gc.callbacks.clear()
    try:
        yield
    finally:
        gc.callbacks[:] = callbacks


@contextlib.contextmanager
def modest(memory):
    """Where the system can do that (Linux), refuse memory that would bring the whole notebook down."""
    try:
        import resource

        with open("/proc/self/statm") as sizes:
            used = int(sizes.read().split()[0]) * resource.getpagesize()
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        limits = [used + memory, *(limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY)]
        resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    except (ImportError, OSError, ValueError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

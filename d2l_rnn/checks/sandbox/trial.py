"""Runs what a student hands in: an Attempt comes back in bounded time, and nothing else in the notebook notices.

The function runs in a thread of its own. What it prints and warns is counted and not shown (`mute`), what it changes in
torch's or Python's settings is put back (`surroundings`), and at the time limit an exception is raised in it (`clock`).
A thread that does not end even then is left behind, mute. Two things could still hold the notebook up: one call into C
that never gives Python a turn, and in Python 3.10 an endless loop around a `try` in which nothing is called.
"""

import contextlib
import copy
import dis
import inspect
import threading
import types
from collections import Counter
from dataclasses import dataclass, field, replace

import torch

from ... import arguments
from ...languages import say
from ..plain import Problem, UnfitError, named, short
from . import clock, mute
from .failure import told
from .surroundings import modest, one_thread, undisturbed, unwatched, without_exit
from .watch import Watch

LIMIT = 2.0  # seconds for all cases of one check together; a right answer needs a few hundredths
MEMORY = 2 * 10**9  # bytes that an answer may ask for on top of what the notebook has


@dataclass
class Outcome:
    """What one call led to: a value as plain data, or the problem that prevented one."""

    value: object = None
    problem: Problem | None = None
    changed: tuple[str, ...] = ()  # the arguments that are no longer what they were


@dataclass
class Attempt:
    """What all calls led to, in order, and what else the function did."""

    outcomes: list[Outcome] = field(default_factory=list)
    problem: Problem | None = None  # with the thing handed in, found before the first call
    printed: int = 0  # characters
    displayed: int = 0  # pictures and the like
    called: Counter = field(default_factory=Counter)  # torch's functions by name, where it was watched
    disturbed: list[str] = field(default_factory=list)  # the settings it changed, by their key in REMARKS
    over: bool = False  # the time is up: whatever is raised now ends the thread
    ended: bool = False  # the function is done, and its thread will be


def run(function, names, cases, plain, memory=MEMORY, watched=False):
    """Call `function` with its own copy of each case's arguments; `plain` turns what it returns into plain data.

    Where it is watched, the Attempt knows what torch was asked for, and which tensors it refused. That is for answers
    that have been run before: whatever Python does for each of torch's functions, a loop without an end does again
    and again, and is harder to stop.
    """
    attempt = Attempt()

    def work():
        mute.mute(attempt)
        watch = Watch(attempt.called) if watched else None
        with contextlib.suppress(BaseException):
            try:
                with watch or contextlib.nullcontext():
                    attempt.problem = obstacle(function, names)
                    for args in cases if attempt.problem is None else ():
                        attempt.outcomes.append(once(function, names, args, plain, attempt, watch))
            finally:
                attempt.ended = True

    thread = threading.Thread(target=work, daemon=True)
    with one_thread(), undisturbed(attempt), unwatched(), mute.quiet(thread), modest(memory), without_exit(function):
        thread.start()
        clock.wait(thread, LIMIT)
        late = thread.is_alive()
        # What a thread has that was left behind may still change: the verdict is about this moment.
        result = replace(attempt, outcomes=list(attempt.outcomes), called=attempt.called.copy())
        if late:
            attempt.over = True
            clock.stop(thread, lambda: attempt.ended)
        if result.problem is None and len(result.outcomes) < len(cases):
            unfinished = Problem("never_ends", {"limit": f"{LIMIT:g}"}) if late else Problem("unspeakable")
            result.outcomes.append(Outcome(problem=unfinished))
    return result


def look(value, plain):
    """The Outcome of turning a value into plain data, with the same care: its methods may be a student's too."""
    if value is ...:
        return Outcome(problem=Problem("not_answered"))
    return run(lambda: True, (), [()], lambda _: plain(value)).outcomes[0]


def once(function, names, args, plain, attempt=None, watch=None):
    """The Outcome of one call."""
    own = copy.deepcopy(args)
    if watch is not None:
        watch.begin(names, own)
    try:
        value = function(*own)
        if value is None and attempt is not None and (attempt.printed or attempt.displayed):
            raise UnfitError("prints_instead")
        value = plain(_something(value))
    except UnfitError as unfit:
        return Outcome(problem=unfit.problem)
    except BaseException as error:
        if attempt is not None and attempt.over:
            raise
        return Outcome(problem=told(error, *(watch.refused(error) if watch is not None else ())))
    return Outcome(value, changed=tuple(name for name, a, b in zip(names, args, own, strict=True) if not _same(a, b)))


def obstacle(function, names):
    """The Problem that keeps a thing from being called with these arguments, or None."""
    if function is ...:
        return Problem("not_answered")
    if function is None:
        return Problem("nothing")
    if issubclass(type(function), type):
        return Problem("class")
    if not callable(function):
        return Problem("not_function", {"what": short(function)})
    if _is_blank(function):
        return Problem("not_answered")
    try:
        signature = inspect.signature(function, follow_wrapped=False)  # a decorator's takes what is handed over
    except (TypeError, ValueError):  # some functions written in C do not tell
        return None
    try:
        signature.bind(*names)
    except TypeError:
        takes = arguments.shown(", ".join(signature.parameters), 80)[1:-1] or say("no arguments")
        return Problem("arity", {"takes": takes, "given": ", ".join(names)})
    return None


def _is_blank(function):
    """Whether the body is nothing but `...`, `pass` or a docstring: it returns None and does nothing else."""
    if not isinstance(function, types.FunctionType):
        return False
    steps = [step for step in dis.get_instructions(function) if step.opname not in ("RESUME", "NOP")]
    return all(step.opname in ("LOAD_CONST", "RETURN_CONST", "RETURN_VALUE") and step.argval is None for step in steps)


def _something(value):
    if value is None:
        raise UnfitError("returns_none")
    if value is ...:
        raise UnfitError("not_answered")
    if type(value) is types.GeneratorType:
        value.close()
        raise UnfitError("lazy" if value.gi_code.co_name == "<genexpr>" else "generator", what=named(value))
    if type(value) in (map, zip, filter, reversed, enumerate):
        raise UnfitError("lazy", what=named(value))
    if type(value) in (types.CoroutineType, types.AsyncGeneratorType):
        if type(value) is types.CoroutineType:
            value.close()  # otherwise Python warns that nobody waited for it
        raise UnfitError("coroutine")
    if isinstance(value, types.FunctionType | types.BuiltinFunctionType | types.MethodType):
        raise UnfitError("returns_function")
    return value


def _same(a, b):
    if isinstance(a, torch.Tensor):
        return isinstance(b, torch.Tensor) and a.dtype == b.dtype and torch.equal(a, b)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(_same, a, b))
    return a == b

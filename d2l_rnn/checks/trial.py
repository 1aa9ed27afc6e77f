"""Runs what a student hands in: an Attempt comes back in bounded time, and nothing else in the notebook notices.

The function runs in a thread of its own. What it prints and warns is counted and not shown, what it changes in
torch's or Python's settings is put back, and at the time limit an exception is raised in it. A thread that does not
end even then is left behind, mute. Two things could still hold the notebook up: one call into C that never gives
Python a turn, and in Python 3.10 an endless loop around a `try` in which nothing is called.
"""

import contextlib
import copy
import ctypes
import dis
import inspect
import linecache
import random
import sys
import threading
import time
import traceback
import types
import warnings
from dataclasses import dataclass, field, replace

import torch

from .. import arguments
from .compare import Problem, UnfitError, short

LIMIT = 2.0  # seconds for all cases of one check together; a right answer needs a few hundredths
PATIENCE = 0.25  # seconds in which a function that ran out of time may still end
MEMORY = 2 * 10**9  # bytes that an answer may ask for on top of what the notebook has


# What torch says about shapes, and the key of the sentence that explains it.
TORCH_SAYS = {
    "mat1 and mat2 shapes": "no_product",
    "inconsistent tensor size": "no_product",
    "Expected size for first two dimensions": "no_product",
    "Sizes of tensors must match except": "does_not_join",
    "must match the size of tensor": "does_not_add",
    "is invalid for input of size": "does_not_reshape",
}


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
    disturbed: list[str] = field(default_factory=list)  # the settings it changed, by their key in `sentences`
    over: bool = False  # the time is up: whatever is raised now ends the thread


def run(function, names, cases, plain, limit=LIMIT):
    """Call `function` with its own copy of each case's arguments; `plain` turns what it returns into plain data."""
    attempt = Attempt()

    def work():
        _muted[threading.get_ident()] = attempt
        with contextlib.suppress(BaseException):
            attempt.problem = obstacle(function, names)
            for args in cases if attempt.problem is None else ():
                attempt.outcomes.append(once(function, names, args, plain, attempt))

    thread = threading.Thread(target=work, daemon=True)
    with one_thread(), _undisturbed(attempt), _quiet(thread), _modest():
        thread.start()
        thread.join(limit)
        late = thread.is_alive()
        # What a thread has that was left behind may still change: the verdict is about this moment.
        result = replace(attempt, outcomes=list(attempt.outcomes))
        if late:
            _stop(thread, attempt)
        if result.problem is None and len(result.outcomes) < len(cases):
            unfinished = Problem("never_ends", {"limit": f"{limit:g}"}) if late else Problem("unspeakable")
            result.outcomes.append(Outcome(problem=unfinished))
    return result


def look(value, plain):
    """The Outcome of turning a value into plain data, with the same care: its methods may be a student's too."""
    return run(lambda: True, (), [()], lambda _: plain(value)).outcomes[0]


def once(function, names, args, plain, attempt=None):
    """The Outcome of one call."""
    own = copy.deepcopy(args)
    try:
        value = function(*own)
        if value is None and attempt is not None and attempt.printed:
            raise UnfitError("prints_instead")
        value = plain(_something(value))
    except UnfitError as unfit:
        return Outcome(problem=unfit.problem)
    except BaseException as error:
        if attempt is not None and attempt.over:
            raise
        return Outcome(problem=_told(error))
    return Outcome(value, changed=tuple(name for name, a, b in zip(names, args, own, strict=True) if not _same(a, b)))


def obstacle(function, names):
    """The Problem that keeps a thing from being called with these arguments, or None."""
    if function is None:
        return Problem("nothing")
    if issubclass(type(function), type):
        return Problem("class")
    if not callable(function):
        return Problem("not_function", {"what": short(function)})
    if _is_blank(function):
        return Problem("not_answered")
    try:
        signature = inspect.signature(function)
    except (TypeError, ValueError):  # some functions written in C do not tell
        return None
    try:
        signature.bind(*names)
    except TypeError:
        takes = ", ".join(signature.parameters) or "no arguments"
        return Problem("arity", {"takes": arguments.shown(takes, 80)[1:-1], "given": ", ".join(names)})
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
        raise UnfitError("generator")
    if type(value) in (types.CoroutineType, types.AsyncGeneratorType):
        if type(value) is types.CoroutineType:
            value.close()  # otherwise Python warns that nobody waited for it
        raise UnfitError("coroutine")
    if isinstance(value, types.FunctionType | types.BuiltinFunctionType | types.MethodType):
        raise UnfitError("returns_function")
    return value


def _told(error):
    """The Problem for an exception: its type and message, and the line of the student's own text it came from."""
    name = short(type(error).__name__, quoted=False)
    message = str(error).strip().split("\n")[0]
    line = _line(error.__traceback__)
    if isinstance(error, NotImplementedError):
        return Problem("not_answered")
    if isinstance(error, RecursionError):
        return Problem("recursion", line=line)
    if isinstance(error, MemoryError) or "allocate" in message:
        return Problem("memory", line=line)
    if isinstance(error, SystemExit | KeyboardInterrupt):
        return Problem("exits", {"error": name}, line=line)
    for part, key in TORCH_SAYS.items():
        if part in message:
            return Problem(key, {"message": _cut(message)}, line=line)
    return Problem("raised", {"error": name, "message": _cut(message) or "no message"}, line=line)


def _cut(message, most=150):
    return message.encode("utf-8", "backslashreplace").decode().rstrip(".")[:most]


def _line(tb):
    """The deepest line in the file where the student's function stands, as it is written there."""
    frames = [frame for frame in traceback.extract_tb(tb, limit=60) if frame.filename != __file__]
    inside = [frame for frame in frames if frame.filename == frames[0].filename]
    if not inside:
        return ""
    text = linecache.getline(inside[-1].filename, inside[-1].lineno).strip()
    return text[:100] if text else f"line {inside[-1].lineno}"


def _same(a, b):
    if isinstance(a, torch.Tensor):
        return isinstance(b, torch.Tensor) and a.dtype == b.dtype and torch.equal(a, b)
    if isinstance(a, list):
        return len(a) == len(b) and all(map(_same, a, b))
    return a == b


# --- the time limit ---------------------------------------------------------------------------------------------------


def _stop(thread, attempt):
    """Raise SystemExit in a thread until it ends; Python keeps quiet about one that ends a thread.

    A function that catches everything may need many, one that is asleep does not hear.
    """
    attempt.over = True
    end = time.monotonic() + PATIENCE
    while thread.is_alive() and time.monotonic() < end:
        ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit))
        thread.join(0.002)


# --- what it prints ---------------------------------------------------------------------------------------------------

_muted = {}  # thread id: the Attempt whose printing is counted
_left_behind = []  # threads that did not end in time


class Muffler:
    """Stands for sys.stdout or sys.stderr: counts what a muted thread writes, and passes on what any other writes."""

    def __init__(self, stream):
        self._stream = stream

    def write(self, text):
        attempt = _muted.get(threading.get_ident())
        if attempt is None:
            return self._stream.write(text)
        if attempt.over:
            raise SystemExit
        attempt.printed += len(text)
        return len(text)

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def flush(self):
        if threading.get_ident() not in _muted:
            self._stream.flush()

    def __getattr__(self, name):
        if name == "buffer" and threading.get_ident() in _muted:
            return self
        return getattr(self._stream, name)


@contextlib.contextmanager
def _quiet(thread):
    """Keep what the thread writes or warns out of the notebook, for as long as the thread lives."""
    streams = [stream._stream if type(stream) is Muffler else stream for stream in (sys.stdout, sys.stderr)]
    sys.stdout, sys.stderr = map(Muffler, streams)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        if thread.is_alive():
            _left_behind.append(thread)
        else:
            _muted.pop(thread.ident, None)
        for ended in [thread for thread in _left_behind if not thread.is_alive()]:
            _left_behind.remove(ended)
            _muted.pop(ended.ident, None)
        sys.stdout, sys.stderr = map(Muffler, streams) if _left_behind else streams


# --- what it changes --------------------------------------------------------------------------------------------------


def _random_states():
    numpy_random = sys.modules.get("numpy.random")
    return (torch.get_rng_state(),), random.getstate(), numpy_random.get_state() if numpy_random else ()


def _plain(states):
    """The same states as lists, which can be compared."""
    return [[part.tolist() if hasattr(part, "tolist") else part for part in state] for state in states]


@contextlib.contextmanager
def _undisturbed(attempt):
    """Put torch's and Python's settings back. Whether gradients are recorded is each thread's own affair."""
    states, dtype = _random_states(), torch.get_default_dtype()
    before = _plain(states)
    depth = sys.getrecursionlimit()
    try:
        yield
    finally:
        if _plain(_random_states()) != before:
            attempt.disturbed.append("random")
            torch.set_rng_state(*states[0])
            random.setstate(states[1])
            if states[2]:
                sys.modules["numpy.random"].set_state(states[2])
        if torch.get_default_dtype() != dtype:
            attempt.disturbed.append("dtype")
            torch.set_default_dtype(dtype)
        if sys.getrecursionlimit() != depth:
            sys.setrecursionlimit(depth)


@contextlib.contextmanager
def one_thread():
    """Compute with one thread: tensors of ten numbers gain nothing from more, and on a busy machine wait for them."""
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


@contextlib.contextmanager
def _modest():
    """Where the system can do that (Linux), refuse memory that would bring the whole notebook down."""
    try:
        import resource

        with open("/proc/self/statm") as sizes:
            used = int(sizes.read().split()[0]) * resource.getpagesize()
        soft, hard = resource.getrlimit(resource.RLIMIT_AS)
        limits = [used + MEMORY, *(limit for limit in (soft, hard) if limit != resource.RLIM_INFINITY)]
        resource.setrlimit(resource.RLIMIT_AS, (min(limits), hard))
    except (ImportError, OSError, ValueError):
        yield
        return
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_AS, (soft, hard))

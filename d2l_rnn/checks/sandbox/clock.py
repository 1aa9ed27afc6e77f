"""The time limit: a thread is given its seconds and is then stopped, but never in the middle of an import.

The first gradient of a session, for one, imports a good part of torch. A module that is interrupted while it is being
imported stays behind half made, and nothing that needs it works until the kernel is restarted. So the clock stands
still during an import.
"""

import ctypes
import sys
import threading
import time
from importlib import _bootstrap

PATIENCE = 0.25  # seconds in which a function that ran out of time may still end
LONGEST_IMPORT = 60.0  # seconds; a thread that takes longer is left alone


def wait(thread, limit):
    """Wait until a thread ends or has had its `limit` of seconds."""
    for _ in _ticks(thread, limit, 0.01):
        pass


def stop(thread, ended=lambda: False):
    """Raise SystemExit in a thread until it ends; Python keeps quiet about one that ends a thread.

    A function that catches everything may need many, one that is asleep does not hear. Once it has `ended`, though its
    thread has not, none is raised that nobody would catch.
    """
    report = sys.unraisablehook  # what is raised while an object is taken away ends nothing, and Python would print it
    sys.unraisablehook = lambda one: None if one.exc_type is SystemExit else report(one)
    try:
        for busy in _ticks(thread, PATIENCE, 0.002):
            if not busy and not ended():
                ctypes.pythonapi.PyThreadState_SetAsyncExc(ctypes.c_ulong(thread.ident), ctypes.py_object(SystemExit))
    finally:
        sys.unraisablehook = report


def imports(ident=None):
    """Whether a thread, or else the one that asks, is importing something: it then holds the lock of that module.

    The frames of a thread that runs would tell it, too, but to go through them from another one can crash Python 3.11.
    """
    locks = [reference() for reference in list(_bootstrap._module_locks.values())]
    return any(lock is not None and lock.owner == (ident or threading.get_ident()) for lock in locks)


def _ticks(thread, seconds, pause):
    """Whether the thread imports something, again and again until it has ended or had its seconds without imports."""
    allowed = {False: seconds, True: LONGEST_IMPORT}
    while thread.is_alive() and min(allowed.values()) > 0:
        start, busy = time.monotonic(), imports(thread.ident)
        yield busy
        thread.join(min(pause, allowed[busy]))
        allowed[busy] -= time.monotonic() - start

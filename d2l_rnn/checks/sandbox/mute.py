"""What a student's function prints, warns or displays is counted and kept out of the notebook."""

import contextlib
import sys
import threading
import warnings

from . import clock

_muted = {}  # thread id: the Attempt whose printing is counted
_left_behind = []  # threads that did not end in time


def mute(attempt):
    """Keep what the running thread writes or displays to itself, and count it in an Attempt."""
    _muted[threading.get_ident()] = attempt
    IPython = sys.modules.get("IPython")
    shell = IPython.get_ipython() if IPython is not None else None
    if hasattr(shell, "display_pub") and hasattr(shell.display_pub, "register_hook"):  # in a kernel

        def keep(message):
            attempt.displayed += 1

        shell.display_pub.register_hook(keep)  # for this thread only


class Muffler:
    """Stands for sys.stdout or sys.stderr: counts what a muted thread writes, and passes on what any other writes."""

    def __init__(self, stream):
        self._stream = stream

    def write(self, text):
        attempt = _muted.get(threading.get_ident())
        if attempt is None:
            return self._stream.write(text)
        if attempt.over and not clock.imports():
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
def quiet(thread):
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

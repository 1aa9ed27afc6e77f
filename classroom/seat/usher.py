"""Hands what the round asks on to the processes in which a submission's code runs, and ends those that do not reply.

It has loaded everything a notebook needs and runs nothing of the submission's: the notebook runs in a fork of it, and
what is kept at a check is a fork of the notebook's process.
"""

import contextlib
import gc
import os
import signal
import socket
import struct

from .channel import Channel
from .notebook import Notebook

GRACE = 2.5  # seconds in which a cell that was interrupted may still end
PR_SET_DUMPABLE = 4  # in the system's prctl.h
TO_KEEP = 20  # seconds for a fork


class Usher:
    """The submission's processes: one for the notebook, and one behind each check."""

    def __init__(self, shell, host):
        self.shell, self.host = shell, host
        self.notebook, self.doors, self._pid = None, {}, None
        gc.freeze()  # what is there stays: the forks share it

    def serve(self):
        """Do what the round asks, until it asks no more."""
        while (command := self.host.receive()) is not None:
            self.host.send({"n": command["n"], **self.do(command)})

    def do(self, command):
        """The reply to a command."""
        if command["do"] == "begin":
            self.begin(command["checks"])
            return {}
        if command["do"] == "close":
            self.end_notebook()
            return {}
        if command["do"] == "attempt":
            return self._ask(self.doors.get(command["check"]), command, command["seconds"])
        seconds = command["seconds"] + GRACE if command["do"] == "run" else TO_KEEP
        reply = self._ask(self.notebook, command, seconds)
        if "gone" in reply:
            self.end_notebook()
        return reply

    def begin(self, checks):
        """Begin the notebook, anew where it has begun before."""
        self.end_notebook()
        for door in self.doors.values():
            door.close()
        pairs = {check: _pair() for check in checks}
        self.doors = {check: mine for check, (mine, _) in pairs.items()}
        self.notebook, other = _pair()
        self._pid = os.fork()
        if self._pid == 0:
            try:
                os.setsid()
                _as_usual()
                for end in (self.host, self.notebook, *self.doors.values()):
                    end.close()
                Notebook(self.shell, {check: door for check, (_, door) in pairs.items()}).serve(other)
            finally:
                os._exit(0)
        for end in (other, *(door for _, door in pairs.values())):
            end.close()

    def end_notebook(self):
        """End the notebook's process, and what it has started in its group; what waits behind a check stays."""
        if self.notebook is None:
            return
        for kill in (os.killpg, os.kill):  # it may have had no time to become a group
            with contextlib.suppress(ProcessLookupError, PermissionError):
                kill(self._pid, signal.SIGKILL)
        with contextlib.suppress(ChildProcessError):
            os.waitpid(self._pid, 0)
        self.notebook.close()
        self.notebook = None

    def _ask(self, channel, command, seconds):
        if channel is None:
            return {"gone": "died"}
        try:
            reply = channel.ask(command, seconds)
        except TimeoutError:
            return {"gone": "hangs"}
        except (OSError, EOFError):
            return {"gone": "died"}
        return {key: value for key, value in reply.items() if key in ("printed", "ended", "kept", "reply")}


def _as_usual():
    """Let a process that has become another user's read about itself in /proc, as any process can."""
    import ctypes

    ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 1, 0, 0, 0)


def _pair():
    """The two ends of a channel. Writing never waits longer than a little: who does not read is not there."""
    ends = socket.socketpair()
    for end in ends:
        end.setsockopt(socket.SOL_SOCKET, socket.SO_SNDTIMEO, struct.pack("ll", 10, 0))
    return tuple(Channel(end.detach()) for end in ends)

"""The process in which a submission's cells run: it runs them one by one, and keeps what they define at each check."""

import builtins
import contextlib
import os
import signal
import sys
import threading
import warnings

from d2l_rnn.checks import wire

from .shell import have_streams, joined, printed, told

AGAIN = 0.5  # seconds between two interruptions of a cell that does not end
MOST_FOR_AN_ANSWER = 6  # seconds of processor time: it is given two, and may have to import something first


class Notebook:
    """One submission in this process; `doors` holds a channel for each check, where a fork can wait behind it."""

    def __init__(self, shell, doors=None):
        sys.path[0] = ""  # its folder, as in Jupyter; what hands on commands must find no module of a student there
        self.shell, self.doors = shell, doors
        self._kept = {}

    def serve(self, channel):
        """Do what arrives, until nothing arrives any more."""
        while True:
            command = channel.receive()
            if command is not None:
                channel.send({"n": command["n"], **self.do(command, channel)})

    def do(self, command, channel):
        """The reply to a command."""
        if command["do"] == "run":
            return self.run(command["source"], command["seconds"])
        if command["do"] == "keep":
            return self.keep(command["check"], command["name"], channel)
        return attempt(self._kept[command["check"]], command)

    def run(self, source, seconds):
        """Run a cell: what it printed, and how it ended: "done", "failed" or "interrupted"."""
        printed.begin()
        have_streams()
        late, error = [], None
        try:
            with interrupted_after(seconds, late):
                result = self.shell.run_cell(source, store_history=True)
            error = result.error_before_exec or result.error_in_exec
        except BaseException as raised:  # by a shell that the cells have changed
            error = raised
        text, ended, said = printed.text(), "done", ""
        if late:
            ended, said = "interrupted", f"This cell ran for {seconds:.3g} seconds and was interrupted.\n"
        elif error is not None:
            ended, said = "failed", told(error)
        return {"printed": joined(text, said), "ended": ended}

    def keep(self, check, name, channel):
        """Keep what has this name as it is now: in a copy of this process that waits, where one can be made."""
        space = self.shell.user_ns
        if name not in space and not hasattr(builtins, name):
            return {"kept": False}
        answer = space[name] if name in space else getattr(builtins, name)
        if self.doors is None:
            self._kept[check] = answer
            return {"kept": True}
        door = self.doors.pop(check)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Python's own, about a notebook with threads: they need not go on in it
            fork = os.fork()
        if fork == 0:
            try:
                wait_behind(door, answer, [channel, *self.doors.values()])
            finally:
                os._exit(0)
        with contextlib.suppress(OSError):
            os.setpgid(fork, fork)  # what ends this process and its group does not end that one
        door.close()
        return {"kept": True}


def wait_behind(door, answer, others):
    """Reply to what is asked of an answer, in a process that does nothing else."""
    signal.setitimer(signal.ITIMER_REAL, 0)
    os.setpgid(0, 0)
    for other in others:
        other.close()
    while True:
        command = door.receive()
        bound_processor_time(MOST_FOR_AN_ANSWER)
        door.send({"n": command["n"], **attempt(answer, command)})


def attempt(answer, command):
    """What came of asking an answer."""
    return {"reply": wire.serve(answer, command["request"])}


def bound_processor_time(seconds):
    """Let the system end this process after so many more seconds: a call into C may hold everything else up."""
    import resource

    used = resource.getrusage(resource.RUSAGE_SELF)
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    most = int(used.ru_utime + used.ru_stime + seconds) + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most if hard == resource.RLIM_INFINITY else min(most, hard), hard))


@contextlib.contextmanager
def interrupted_after(seconds, late):
    """Raise KeyboardInterrupt in the block after so many seconds, and again; `late` is then no more empty.

    The block may have caught it, so that it ends as if nothing had happened.
    """
    running = True

    def interrupt(*_):
        if running:
            late.append(True)
            raise KeyboardInterrupt

    stop = _alarm(interrupt, seconds) if hasattr(signal, "setitimer") else _timer(interrupt, seconds)
    try:
        yield
    finally:
        running = False
        stop()


def _alarm(interrupt, seconds):
    signal.signal(signal.SIGALRM, interrupt)
    signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)
    return lambda: signal.setitimer(signal.ITIMER_REAL, 0)


def _timer(interrupt, seconds):
    """The same where there are no alarms, on Windows: what sleeps there is not woken."""
    import _thread

    signal.signal(signal.SIGINT, interrupt)
    timer = threading.Timer(seconds, _thread.interrupt_main)
    timer.daemon = True
    timer.start()
    return timer.cancel

"""The round's end of a seat: it asks, waits no longer than the limits, and believes nothing of what comes back."""

import contextlib
import os
import queue
import random
import subprocess
import tempfile
import threading
import time
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

import psutil

from d2l_rnn.checks import wire
from d2l_rnn.checks.plain import Problem
from d2l_rnn.checks.sandbox import trial

from .limits import MEGABYTES_OF_A_FILE

MODULES = ("torch", "d2l_rnn.chars", "d2l_rnn.rnn", "d2l_rnn.train", "d2l_rnn.figures", "matplotlib.pyplot")
LATER = 5  # seconds: what a machine that is busy adds to the limits that the seat itself keeps
LOOK = 0.5  # seconds between two looks at the memory
MOST_PRINTED = 25_000  # characters of a reply that are kept
FOR_AN_ATTEMPT = 8  # seconds: an answer has two, and may have to import something first
NEVER_ENDS = Problem("never_ends", {"limit": f"{trial.LIMIT:g}"})


class SeatError(Exception):
    """The seat could not be taken, or is no more; the message is a sentence for the teacher."""


class Cores:
    """The processor cores, of which each seat has one, alone as long as there are enough."""

    def __init__(self):
        self._lock, self._seats = threading.Lock(), Counter()

    def take(self):
        """One with the fewest seats, or None where the system does not tell."""
        if not hasattr(os, "sched_getaffinity"):
            return None
        with self._lock:
            core = min(os.sched_getaffinity(0), key=lambda one: (self._seats[one], random.random()))
            self._seats[core] += 1
            return core

    def give_back(self, core):
        """A seat on this one is left."""
        with self._lock:
            self._seats[core] -= 1


CORES = Cores()


@dataclass
class Ran:
    """A cell that was run: what it printed, and "done", "failed", "interrupted", "died" or "hangs"."""

    printed: str
    ended: str


class Seat:
    """One submission behind a wall. Used in a `with` block; at its end nothing is left."""

    def __init__(self, wall, packages, files, limits):
        self._wall, self._limits = wall, limits
        self._room = tempfile.TemporaryDirectory(prefix="seat-", ignore_cleanup_errors=True)
        room = Path(self._room.name)
        self._start = wall.start(packages, files, room)
        self._log = room / "log.txt"
        self._free = psutil.virtual_memory().available
        self._core = CORES.take()
        with open(self._log, "wb") as log:
            self._process = subprocess.Popen(
                self._start.command,
                env=self._start.environment or None,
                cwd=room,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                start_new_session=True,
            )
        # Reading and writing may take as long as the other side likes: threads do it, and nobody waits for those.
        self._lines, self._commands, self._over = queue.Queue(4), queue.Queue(), threading.Event()
        self._threads = [threading.Thread(target=work, daemon=True) for work in (self._read, self._write)]
        for thread in self._threads:
            thread.start()
        self._number, self.why_gone = 0, ""
        self._left = limits.answers  # seconds

    def __enter__(self):
        limits = self._limits
        opening = dict(self._start.opening)
        opening["limits"] = opening["limits"] | {
            "gigabytes": limits.gigabytes,
            "megabytes": MEGABYTES_OF_A_FILE,
            "seconds": limits.seconds + limits.start,
            "core": self._core,
        }
        try:
            self._ask({"do": "open", "modules": MODULES, **opening}, limits.start)
        except SeatError:
            said = self._log.read_bytes()[-2000:].decode(errors="replace").strip()
            self.leave()
            raise SeatError(f"The seat could not be taken. {said or self.why_gone}") from None
        return self

    def __exit__(self, *_):
        self.leave()

    def leave(self):
        """End the seat and all that it has started."""
        if self._over.is_set():
            return
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        self._process.wait()
        self._wall.end(self._start)
        self._over.set()
        CORES.give_back(self._core)
        self._commands.put(None)
        for thread, pipe in zip(self._threads, (self._process.stdout, self._process.stdin), strict=True):
            thread.join(LATER)
            if not thread.is_alive():  # otherwise something that escaped holds the other end
                with contextlib.suppress(OSError):
                    pipe.close()
        self._room.cleanup()

    # --- what can be asked --------------------------------------------------------------------------------------------

    def begin(self, checks):
        """Begin the notebook, anew where it has begun before; raises SeatError."""
        self._ask({"do": "begin", "checks": list(checks)}, LATER * 4)

    def run(self, source, seconds):
        """The Ran of a cell."""
        try:
            reply = self._ask({"do": "run", "source": source, "seconds": seconds}, seconds + 2 * LATER)
        except SeatError:
            return Ran("", "died")
        gone, printed, ended = reply.get("gone"), reply.get("printed"), reply.get("ended")
        if type(gone) is str:
            return Ran("", "hangs" if gone == "hangs" else "died")
        printed = printed[:MOST_PRINTED] if type(printed) is str else ""
        return Ran(printed, ended if ended in ("done", "failed", "interrupted") else "died")

    def keep(self, check, name):
        """Whether there was something of this name to keep for a check."""
        try:
            return self._ask({"do": "keep", "check": check, "name": name}, 6 * LATER).get("kept") is True
        except SeatError:
            return False

    def close(self):
        """End the notebook; what was kept stays."""
        with contextlib.suppress(SeatError):
            self._ask({"do": "close"}, 2 * LATER)

    def asker(self, check):
        """What asks the answer that was kept for a check, as RemoteAnswer wants it."""

        def ask(request):
            seconds = min(FOR_AN_ATTEMPT, self._left)
            if seconds < 1:
                return NEVER_ENDS
            start = time.monotonic()
            command = {"do": "attempt", "check": check, "request": request, "seconds": seconds}
            try:
                reply = self._ask(command, seconds + LATER)
            except SeatError:
                return Problem("unspeakable")
            finally:
                took = time.monotonic() - start
                self._left -= took
            if "reply" in reply:
                return reply["reply"]
            return NEVER_ENDS if took > trial.LIMIT else Problem("unspeakable")

        return ask

    # --- lines --------------------------------------------------------------------------------------------------------

    def _ask(self, command, seconds):
        """The reply to a command within so many seconds; raises SeatError, and then the seat is no more."""
        if self.why_gone:
            raise SeatError(self.why_gone)
        self._number += 1
        self._commands.put((wire.text({"n": self._number, **command}) + "\n").encode())
        ends, looks = time.monotonic() + seconds, time.monotonic() + LOOK
        while True:
            now = time.monotonic()
            if now > ends:
                self._lose("It did not reply in time and was ended.")
            if now > looks:
                looks = now + LOOK
                self._look_at_memory()
            try:
                line = self._lines.get(timeout=min(LOOK, max(0.001, ends - now)))
            except queue.Empty:
                continue
            if line is None:
                self._lose(self.why_gone or "Its processes have ended.")
            reply = wire.parsed(line.decode(errors="replace"))
            if type(reply) is dict and reply.get("n") == self._number:
                return reply

    def _lose(self, why):
        self.why_gone = why
        with contextlib.suppress(ProcessLookupError):
            self._process.kill()
        raise SeatError(why)

    def _read(self):
        """Hand on line for line, none of them longer than it may be, until there are no more."""
        while True:
            try:
                line = self._process.stdout.readline(wire.LONGEST + 1)
            except (OSError, ValueError):
                line = b""
            line = line if line.endswith(b"\n") else None  # the end, or a line without one
            if not self._put(line) or line is None:
                return

    def _put(self, line):
        """Hand on a line, when there is room for it; False where nobody wants it any more."""
        while not self._over.is_set():
            with contextlib.suppress(queue.Full):
                self._lines.put(line, timeout=LOOK)
                return True
        return False

    def _write(self):
        while (line := self._commands.get()) is not None:
            try:
                self._process.stdin.write(line)
                self._process.stdin.flush()
            except (OSError, ValueError):
                return

    def _look_at_memory(self):
        """End the seat where its processes together have taken too much; to add it up takes time, so only if needed."""
        most = self._limits.all_gigabytes * 2**30
        if self._free - psutil.virtual_memory().available < most:
            return
        if sum(map(_memory, _family(self._process.pid))) > most:
            self._lose(f"It took more than {self._limits.all_gigabytes:g} GB of memory and was ended.")


def _family(pid):
    try:
        process = psutil.Process(pid)
        return [process, *process.children(recursive=True)]
    except psutil.Error:
        return []


def _memory(process):
    """The bytes of a process; what several share is counted once where the system can tell."""
    try:
        info = process.memory_full_info()
    except psutil.Error:
        return 0
    return getattr(info, "pss", info.uss)

"""What a round has done, on the disk as soon as it is done: a file of lines that can end anywhere and be gone on with.

The first line has the seed of the cases that are drawn. Each other line is one student's Record, written after it
stands in the gradebook, with what the student had answered. What a later line says replaces an earlier one.
"""

import json
import os
import secrets
from contextlib import contextmanager
from pathlib import Path

from classroom.record import Record


class BusyError(Exception):
    """Another round of the same assignment is running; the message says so."""


class Journal:
    """The journal of an assignment: `seed`, and for each student `records`, `answers` and `marks`.

    `answers` maps a graded cell to a digest of what was answered when it was entered, `marks` one that a person marked
    to the digest of what was answered then.
    """

    def __init__(self, path):
        self.path = Path(path)
        self.seed, self.records, self.answers, self.marks = None, {}, {}, {}
        self.path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)  # who reads the seed knows the cases
        text = self.path.read_bytes() if self.path.exists() else b""
        whole = text[: text.rfind(b"\n") + 1]
        if whole != text:  # it was ended in the middle of a line
            with open(self.path, "r+b") as file:
                file.truncate(len(whole))
        for line in whole.splitlines():
            self._take(line)
        if self.seed is None:
            self.draw()

    def draw(self):
        """Begin anew: with another seed no earlier record is one of this round's."""
        self._write(seed=secrets.randbits(53))

    def mark(self, student, marks):
        """Say what was answered when a person marked it, before it is entered anew."""
        self._write(student=student, marks=marks)

    def keep(self, record, answers):
        """Say that a record stands in the gradebook."""
        self._write(student=record.student, record=record.plain(), answers=answers)

    def _write(self, **line):
        text = json.dumps(line).encode() + b"\n"
        with open(self.path, "ab", opener=lambda path, flags: os.open(path, flags, 0o600)) as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        self._take(text)

    def _take(self, line):
        try:
            said = json.loads(line)
            if "seed" in said:
                self.seed = int(said["seed"])
            if "record" in said:
                self.records[said["student"]] = Record.of(said["record"])
                self.answers[said["student"]] = dict(said["answers"])
            if "marks" in said:
                self.marks[said["student"]] = dict(said["marks"])
        except (ValueError, TypeError, KeyError):  # of another version: what it says is found out anew
            return


@contextmanager
def alone(path, assignment):
    """Hold the lock at `path` for one round; raises BusyError where another one holds it. It goes with the process."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(path, "a+") as file:
        try:
            _lock(file)
        except OSError:
            raise BusyError(
                f"A round of {assignment} is running in this course already. Wait for it, or end it first."
            ) from None
        yield


def _lock(file):
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        import msvcrt

        file.seek(0)
        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

"""End a round until one comes to its end: python -m tests.drive.killed COURSE KILLS

It is ended at so many random points; where that is 0, once at each of the chosen ones.
"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from nbgrader.preprocessors import AssignLatePenalties, SaveAutoGrades

from classroom.gradebook import Book
from classroom.journal import Journal
from classroom.round import grade
from tests.drive.course import HereJudge

# Where a round is ended, and at which call: before and in the middle of entering, and before it is in the journal.
POINTS = [
    (Journal, "draw", 1),
    (Book, "enter", 1),
    (SaveAutoGrades, "_add_score", 2),
    (AssignLatePenalties, "preprocess", 1),
    (Book, "enter_nothing", 1),
    (Journal, "keep", 2),
]


def main(course, kills):
    chance, killed = random.Random(9), 0
    if int(kills) == 0:
        killed = sum(_ended_at(Path(course), *point) for point in POINTS)
    while True:
        child = os.fork()
        if child == 0:
            _round(Path(course))
        if killed < int(kills):
            time.sleep(chance.uniform(0.02, 0.3))
            os.kill(child, signal.SIGKILL)
        _, status = os.waitpid(child, 0)
        if not os.WIFSIGNALED(status):
            print(killed)
            return os.waitstatus_to_exitcode(status)
        killed += 1


def _round(course, jobs=2):
    code = 1
    try:
        grade(course, judge=HereJudge(), jobs=jobs)
        code = 0
    finally:
        os._exit(code)


def _ended_at(course, owner, name, call):
    """Whether a round came to this call of a function, and was ended there."""
    child = os.fork()
    if child == 0:
        whole, calls = getattr(owner, name), iter(range(1, 1000))

        def ends(*arguments, **more):
            if next(calls) == call:
                os.kill(os.getpid(), signal.SIGKILL)
            return whole(*arguments, **more)

        setattr(owner, name, ends)
        _round(course, jobs=1)  # in one order, so that no step is gone by before it is ended at
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

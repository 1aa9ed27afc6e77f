"""Grade a class with nbgrader so that no submission stops the round: python -m classroom.grade COURSE

COURSE is the folder with nbgrader_config.py, source, release, submitted and gradebook.db. Every submission is
repaired, runs by itself behind a wall, is judged in another process and then entered into nbgrader's gradebook.
Whatever was handed in, every student has an entry at the end.
"""

import argparse
import os
import sys
import tempfile
import time
from pathlib import Path

from tqdm import tqdm

from classroom.gradebook import CourseError
from classroom.intake.folder import NOTHING
from classroom.journal import BusyError
from classroom.judge.limits import Limits
from classroom.judge.one import grade_one
from classroom.judge.package import make_package
from classroom.judge.seat import SeatError
from classroom.judge.wall import WallError, find
from classroom.round import grade, version

PUT = "  Put the files of each into submitted/ID/{assignment}, where ID is the student's, and start again."
MOST_JOBS = 4  # each takes a core and half a gigabyte


class Bar:
    """What is done and how long the rest takes: a bar in a terminal, else a line for each student."""

    def __init__(self, file=None):
        self.file = file or sys.stderr
        self.begun, self.bar = time.monotonic(), None

    def __call__(self, done, total, record):
        """Say that one more is done."""
        told = f"{record.student}: {record.problem or 'graded.'}"
        if not self.file.isatty():
            left = (time.monotonic() - self.begun) / done * (total - done)
            rest = f", {left / 60:.0f} min left" if left >= 90 else f", {left:.0f} s left" if done < total else ""
            print(f"{done} of {total}{rest}  {told}", file=self.file, flush=True)
            return
        if self.bar is None:
            self.bar = tqdm(total=total, file=self.file, unit="", desc="Grading", leave=False)
        if record.problem != NOTHING and (record.problem or record.look):  # who handed in nothing is named at the end
            self.bar.write(told if record.problem else f"{record.student}: {' '.join(record.look)}", file=self.file)
        self.bar.update()
        if done == total:
            self.bar.close()


def summary(outcome, assignment="rnn"):
    """The end of a round in a few lines: how many were graded, who needs a look, and where the page is."""
    records = outcome.records
    failed = [one for one in records if one.problem]
    was = "was" if outcome.graded == 1 else "were"
    lines = [f"{len(records) - len(failed)} of {len(records)} have points, {outcome.graded} {was} graded now."]
    walls = sorted({one.wall for one in records if one.wall})
    if walls:
        lines.append(f"They ran behind: {', '.join(walls)}.")
    if outcome.unread:
        has = "has" if outcome.unread == 1 else "have"
        lines.append(f"{outcome.unread} {has} answers that a person must read (Formgrader, Manual Grading).")
    if outcome.new:
        lines.append(f"New on the list of students: {', '.join(outcome.new)}.")
    absent = [one.student for one in records if one.problem == NOTHING]
    if absent:
        unclear = " What was not matched, below, may be theirs." if outcome.unmatched else ""
        lines.append(f"{NOTHING[:-1]} by {len(absent)}: {', '.join(absent)}.{unclear}")
    looks = [(one, [one.problem] if one.problem else one.look) for one in records if one.problem or one.look]
    looks = [(one, why) for one, why in looks if one.problem != NOTHING]
    if looks:
        width = max(len(one.student) for one, _ in looks)
        lines += ["", "Who needs a look:"]
        for one, why in looks:
            lines.append(f"  {one.student:<{width}}  {'0 points. ' if one.problem else ''}{' '.join(why)}")
    if outcome.unmatched:
        lines += ["", "Handed in, and not matched to a student:", *(f"  {one}" for one in outcome.unmatched)]
        lines.append(PUT.format(assignment=assignment))
    if outcome.page:
        lines += ["", f"The page of the class: {outcome.page}"]
    return "\n".join(lines)


def at_least_one(text):
    """A whole number from 1 on, of submissions or students."""
    if not text.isascii() or not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on; write one such as 2.")
    return int(text)


def cores():
    """How many submissions run at the same time where nobody says it."""
    return min(MOST_JOBS, os.cpu_count() or 1)


class Judge:
    """Judges one submission after the other, behind the strongest wall there is or the one that is named.

    Raises WallError where that one cannot be had.
    """

    broken = SeatError  # nothing at all can be run: that ends a round, instead of giving 0 points to all

    def __init__(self, course, folder, limits=None, wall=None):
        self.wall = find(wall, hidden=[Path(course).expanduser()])
        self.packages = make_package(Path(folder, "packages"))
        self.limits, self.version = limits or Limits(), version()

    def __call__(self, notebook, release, files, seed):
        """The Record of a submission, without a name."""
        return grade_one(notebook, release, files, seed, self.limits, self.wall, self.packages)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m classroom.grade", description="Grade a class with nbgrader.")
    add = parser.add_argument
    add("course", help="the folder with nbgrader_config.py, submitted and gradebook.db")
    add("--assignment", default="rnn", help="which one of the course (%(default)s)")
    where = dict(action="append", default=[], dest="sources", metavar="EXPORT")
    add("--from", **where, help="a zip file or folder, as Moodle, Canvas or Google Classroom export it")
    add("--student", action="append", help="only this one; may be given several times")
    add("--again", action="store_true", help="what is graded already, too: in newly drawn cases, or with --student")
    add("--jobs", type=at_least_one, default=cores(), help="how many submissions run at the same time (%(default)s)")
    add("--wall", choices=["bubblewrap", "podman", "docker", "none"], help="the strongest there is, unless it is named")
    add("--seconds", type=float, default=Limits.seconds, help="for all cells of a submission together (%(default)s)")
    memory = "of memory for each process of a submission (%(default)s)"
    add("--gigabytes", type=float, default=Limits.gigabytes, help=memory)
    given = parser.parse_args(arguments)
    limits = Limits(seconds=given.seconds, gigabytes=given.gigabytes)
    try:
        with tempfile.TemporaryDirectory(prefix="judge-") as folder:
            judge = Judge(given.course, folder, limits, given.wall)
            print(f"Wall: {judge.wall.name}. {judge.wall.promise}", file=sys.stderr, flush=True)
            outcome = grade(
                given.course,
                given.assignment,
                judge=judge,
                sources=given.sources,
                students=given.student,
                again=given.again,
                jobs=given.jobs,
                progress=Bar(),
            )
    except (CourseError, BusyError, WallError, SeatError, ValueError) as error:
        sys.exit(str(error))
    except KeyboardInterrupt:
        anew = ", without --again," if given.again else ""
        sys.exit(f"\nInterrupted. What was graded is entered; start again{anew} and the round goes on.")
    print(summary(outcome, given.assignment))


if __name__ == "__main__":
    main()

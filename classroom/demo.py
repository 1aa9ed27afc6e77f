"""Play a whole round with a class that does not exist: python -m classroom.demo [FOLDER] [--students 30] [--jobs 2]"""

import argparse
import tempfile
from pathlib import Path
from time import monotonic

from classroom.exercises import course, released
from classroom.grade import Bar, Judge, at_least_one, cores, summary
from classroom.round import grade
from classroom.submissions import ASSIGNMENT, CLASS, write_class


def make_course(folder):
    """A new course in `folder` like the one here, with the assignment generated from the source; its path."""
    folder = Path(folder)
    folder.mkdir(parents=True)
    course(folder)
    released(folder)
    return folder


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m classroom.demo", description=__doc__.split(":")[0])
    parser.add_argument("folder", nargs="?", help="a new folder for the course; without it a temporary one")
    parser.add_argument("--students", type=at_least_one, default=len(CLASS))
    parser.add_argument("--jobs", type=at_least_one, default=cores())
    given = parser.parse_args(arguments)
    if given.folder and (Path(given.folder) / "course").exists():
        parser.error(f"{given.folder} has a course already; name a new folder, or remove that one.")
    with tempfile.TemporaryDirectory(prefix="class-") as temporary:
        start = monotonic()
        folder = make_course(Path(given.folder or temporary) / "course")
        students = CLASS[: given.students]
        write_class(folder, students)
        print(f"The course is in {folder}. Handed in:")
        for one in students:
            print(f"  {one.name}: {one.what}")
        judge = Judge(folder, temporary)
        print(f"\nWall: {judge.wall.name}. {judge.wall.promise}", flush=True)
        print(f"\n{summary(grade(folder, ASSIGNMENT, judge=judge, jobs=given.jobs, progress=Bar()))}\n")
        print(f"{len(students)} submissions in {monotonic() - start:.0f} seconds with {given.jobs} at a time.")


if __name__ == "__main__":
    main()

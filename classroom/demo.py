"""Play a whole round with a class that does not exist: python -m classroom.demo [FOLDER] [--students 30] [--jobs 2]"""

import argparse
import tempfile
from pathlib import Path
from time import monotonic

from classroom.exercises import course, released
from classroom.grade import at_least_one, grade
from classroom.report import table
from classroom.submissions import ASSIGNMENT, CLASS, write_class


def make_course(folder):
    """A new course in `folder` like the one here, with the assignment generated from the source; its path."""
    folder = Path(folder)
    folder.mkdir(parents=True)
    course(folder)
    # An endless loop costs its whole time limit: half a minute in a course, less here.
    with open(folder / "nbgrader_config.py", "a") as settings:
        settings.write("\nc.Execute.timeout = 15\n")
    released(folder)
    return folder


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m classroom.demo", description=__doc__.split(":")[0])
    parser.add_argument("folder", nargs="?", help="a new folder for the course; without it a temporary one")
    parser.add_argument("--students", type=at_least_one, default=len(CLASS))
    parser.add_argument("--jobs", type=at_least_one, default=2)
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
        print()
        submissions = grade(folder, ASSIGNMENT, given.jobs, progress=lambda line: print(line, flush=True))
        print(f"\n{table(folder, ASSIGNMENT, submissions)}\n")
        print(f"{len(students)} submissions in {monotonic() - start:.0f} seconds with {given.jobs} at a time.")


if __name__ == "__main__":
    main()

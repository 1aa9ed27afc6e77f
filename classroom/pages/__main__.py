"""Write all pages of a round anew, with what was marked by hand since: python -m classroom.pages COURSE"""

import argparse
import sys
from pathlib import Path

from classroom.gradebook import Book, CourseError, by_hand, names
from classroom.intake.collect import recall
from classroom.journal import Journal

from . import student, teacher


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m classroom.pages", description=__doc__.partition(":")[0] + ".")
    parser.add_argument("course", type=Path, help="the folder in which a round was graded")
    parser.add_argument("--assignment", default="rnn")
    given = parser.parse_args(arguments)
    course = given.course.expanduser().resolve()
    try:
        book = Book(course, given.assignment)
    except CourseError as error:
        sys.exit(str(error))
    rounds = course / "rounds"
    path = rounds / f"{given.assignment}.jsonl"
    if not path.exists():
        sys.exit(f"Nothing of {given.assignment} was graded in {course} yet: make grade COURSE={course}")
    records = sorted(Journal(path).records.values(), key=lambda one: one.student)
    marks, called = by_hand(course, given.assignment), names(course)
    for record in records:
        mine = marks.get(record.student, {}), book.name, called.get(record.student, "")
        student.write(course, given.assignment, record, *mine)
    unmatched = recall(rounds / f"{given.assignment}-intake.json", course, given.assignment).unmatched.values()
    page = teacher.write(course, given.assignment, records, list(unmatched), book.name)
    print(f"{len(records)} pages in {course / 'feedback'}, and the page of the class: {page}")


if __name__ == "__main__":
    main()

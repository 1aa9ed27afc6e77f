"""Grade a class with nbgrader so that no submission stops the round: python -m classroom.grade COURSE

COURSE is the folder with nbgrader_config.py, source, release, submitted and gradebook.db. Every submission is
repaired (classroom.preflight), graded in a course of its own (classroom.alone) and then entered by nbgrader into the
gradebook. Whatever was handed in, every student has an entry at the end.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import tempfile
import warnings
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import nbformat
from nbgrader.api import Gradebook, MissingEntry

from classroom.alone import Limits, UngradedError, copy_files, grade_alone, last_words, make_template
from classroom.preflight import UnreadableError, find, preflight
from classroom.report import table


class CourseError(Exception):
    """The course is not ready for grading; the message says what to do."""


@dataclass
class Submission:
    """One student's submission on its way through the round."""

    student: str
    folder: Path
    said: list = field(default_factory=list)  # sentences about what was repaired
    problem: str | None = None  # why it could not be graded
    notebook: nbformat.NotebookNode | None = None


def grade(course, assignment="rnn", jobs=1, limits=None, students=None, progress=print):
    """Grade the assignment for all students (or those named) and return the list of submissions."""
    course, limits = Path(course).expanduser().resolve(), limits or Limits()
    name, release = _released(course, assignment)
    submissions = _submissions(course, assignment, students)
    # All are read before anything runs: from here on nobody's code can change what another one handed in.
    for one in submissions:
        try:
            if set(one.student) & set("*?["):
                raise UnreadableError("nbgrader takes * ? [ in a folder's name for a pattern. Rename the folder.")
            path, one.said = find(one.folder, name)
            one.notebook, repaired = preflight(path, release)
            one.said += repaired
        except UnreadableError as error:
            one.problem = str(error)
        except Exception as error:  # whatever it is, the others go on
            one.problem = f"It could not be read: {type(error).__name__}: {error}"
    before = _fingerprints(course)
    with tempfile.TemporaryDirectory(prefix="grading-", ignore_cleanup_errors=True) as folder:
        folder = Path(folder)
        make_template(course, assignment, folder / "template")

        def run(at):
            one = submissions[at]
            if one.problem:
                return
            alone = folder / f"submission-{at}"
            try:
                graded = grade_alone(folder / "template", alone, assignment, name, one.notebook, one.folder, limits)
                ready = folder / "graded" / one.student / assignment
                copy_files(one.folder, ready)
                shutil.copyfile(graded, ready / name)
            except UngradedError as error:
                one.problem = str(error)
            except Exception as error:  # whatever it is, the others go on
                one.problem = f"It could not be graded: {type(error).__name__}: {error}"
            shutil.rmtree(alone, ignore_errors=True)
            progress(f"{one.student}: {one.problem or 'graded.'}")

        with ThreadPoolExecutor(jobs) as pool:
            list(pool.map(run, range(len(submissions))))
        touched = sorted(before.items() ^ _fingerprints(course).items())
        _enter(course, assignment, name, submissions, folder)
    for path in dict.fromkeys(path for path, _ in touched):
        progress(f"Attention: {path} was changed while the submissions ran. Compare it with a copy.")
    _feedback(course, assignment, submissions)
    return submissions


def _released(course, assignment):
    """The file name of the assignment's notebook and the notebook as it was handed out."""
    command = f"nbgrader generate_assignment {assignment}"
    if not (course / "gradebook.db").exists():
        raise CourseError(f"There is no gradebook in {course}. Run there: {command}")
    with _gradebook(course) as gradebook:
        try:
            names = [notebook.name for notebook in gradebook.find_assignment(assignment).notebooks]
        except MissingEntry:
            raise CourseError(f"The gradebook does not know {assignment!r}. Run in {course}: {command}") from None
    if len(names) != 1:
        raise CourseError(f"{assignment} has {len(names)} notebooks. A round grades one.")
    path = course / "release" / assignment / f"{names[0]}.ipynb"
    if not path.exists():
        raise CourseError(f"{path} is missing. Run in {course}: {command}")
    return path.name, nbformat.read(path, as_version=4)


def _gradebook(course):
    return Gradebook(f"sqlite:///{course / 'gradebook.db'}")


def _submissions(course, assignment, students):
    """One for every folder in submitted/ and for every student whom the gradebook knows."""
    submitted = course / "submitted"
    folders = submitted.iterdir() if submitted.is_dir() else []
    names = {path.name for path in folders if path.is_dir() and not path.name.startswith(".")}
    with _gradebook(course) as gradebook:
        names |= {student.id for student in gradebook.students}
    for missing in sorted(set(students or ()) - names):
        raise CourseError(f"There is no student {missing!r} in {submitted} or in the gradebook.")
    return [Submission(name, submitted / name / assignment) for name in sorted(students or names)]


def _fingerprints(course):
    """What must not change while other people's code runs: path -> hash."""
    paths = [path for path in (course / "submitted").rglob("*") if path.is_file()] + [course / "gradebook.db"]
    return {str(path.relative_to(course)): hashlib.sha256(path.read_bytes()).hexdigest() for path in paths}


def _nbgrader(course, log, *arguments):
    with open(log, "wb") as file:
        subprocess.run(
            [sys.executable, "-m", "nbgrader", *arguments], cwd=course, stdout=file, stderr=file, check=False
        )


def _enter(course, assignment, name, submissions, folder):
    """Let nbgrader enter the graded notebooks into the course, and the others with 0 points."""
    for one in submissions:
        shutil.rmtree(course / "autograded" / one.student / assignment, ignore_errors=True)
        shutil.rmtree(course / "feedback" / one.student / assignment, ignore_errors=True)
    if (folder / "graded").is_dir():
        # Without running anything: the outputs that count are there. nbgrader knows penalties, extensions, late work.
        from_there = f"--CourseDirectory.submitted_directory={folder / 'graded'}"
        _nbgrader(course, folder / "log.txt", "autograde", assignment, "--no-execute", "--force", from_there)
    for one in submissions:
        if not one.problem and not (course / "autograded" / one.student / assignment / name).exists():
            one.problem = f"nbgrader could not enter it: {last_words(folder / 'log.txt')}"
    with _gradebook(course) as gradebook, warnings.catch_warnings():
        # nbgrader 0.9.6 with SQLAlchemy 2 warns here about itself.
        warnings.filterwarnings("ignore", message="Object of type <Submitted")
        for one in submissions:
            if one.problem:
                gradebook.update_or_create_student(one.student)
                gradebook.update_or_create_submission(assignment, one.student)
                notebook = gradebook.find_submission_notebook(Path(name).stem, assignment, one.student)
                for points in notebook.grades:
                    points.auto_score, points.needs_manual_grade = 0, False
        gradebook.db.commit()


def _feedback(course, assignment, submissions):
    """A page of feedback for everyone who was graded, and for everyone a text with what was repaired or reported."""
    with tempfile.TemporaryDirectory() as folder:
        _nbgrader(course, Path(folder) / "log.txt", "generate_feedback", assignment)
    for one in submissions:
        sentences = ([one.problem] if one.problem else []) + one.said
        if sentences:
            target = course / "feedback" / one.student / assignment
            target.mkdir(parents=True, exist_ok=True)
            (target / "report.txt").write_text("\n".join(sentences) + "\n", encoding="utf-8")


def at_least_one(text):
    """A whole number from 1 on, of submissions or students."""
    if not text.isascii() or not text.isdigit() or not int(text):
        raise argparse.ArgumentTypeError(f"{text!r} is no whole number from 1 on; write one such as 2.")
    return int(text)


def main(arguments=None):
    parser = argparse.ArgumentParser(prog="python -m classroom.grade", description="Grade a class with nbgrader.")
    parser.add_argument("course", help="the folder with nbgrader_config.py, submitted and gradebook.db")
    parser.add_argument("--assignment", default="rnn")
    parser.add_argument("--jobs", type=at_least_one, default=1, help="how many submissions run at the same time")
    parser.add_argument("--student", action="append", help="only this one; may be given several times")
    parser.add_argument("--seconds", type=int, default=Limits.seconds, help="for all cells of a submission together")
    parser.add_argument(
        "--gigabytes", type=float, default=Limits.gigabytes, help="of memory for a process (Linux only)"
    )
    given = parser.parse_args(arguments)
    try:
        submissions = grade(
            given.course,
            given.assignment,
            given.jobs,
            Limits(given.seconds, given.gigabytes),
            given.student,
            progress=lambda line: print(line, flush=True),
        )
    except CourseError as error:
        sys.exit(str(error))
    report = table(Path(given.course).expanduser(), given.assignment, submissions)
    print(f"\n{report}")
    if not given.student:
        path = Path(given.course).expanduser() / f"report-{given.assignment}.txt"
        path.write_text(report + "\n", encoding="utf-8")
        print(f"\nThis is in {path} as well.")


if __name__ == "__main__":
    main()

"""nbgrader's side of a round: what was released, who is on the list, and each result entered as nbgrader would."""

import hashlib
import logging
import os
import shutil
import warnings
from contextlib import contextmanager
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_output
from nbgrader.api import Gradebook, MissingEntry
from nbgrader.apps.baseapp import NbGrader
from nbgrader.converters import Autograde
from nbgrader.converters.base import NbGraderException
from nbgrader.coursedir import CourseDirectory
from nbgrader.utils import parse_utc
from traitlets.config import Config, PyFileConfigLoader

from classroom.harmless import bounded, harmless, without_html
from classroom.intake.roster import Student
from classroom.record import TaskRecord

STAGE = "rounds/entering"  # in the course: where nbgrader finds what it enters
MOST_BESIDE = 200 * 10**6  # bytes of files beside a notebook
MOST_FILES = 2000
MOST_FOLDERS = 20  # in each other
YEARS = range(2000, 2101)  # nbgrader's pages fail at a time near the end of all calendars
MARK_CHANGED = "The answer to {tasks} has changed since a person marked it."
LOG = logging.getLogger("traitlets")  # where nbgrader's converters log when no program of nbgrader's runs


class CourseError(Exception):
    """The course is not ready for grading; the message says what to do."""


class EnterError(Exception):
    """nbgrader could not enter a result; the message is a sentence for the teacher."""


class _Enter(Autograde):
    """Autograde for the one notebook it is given: it looks for none, so no name is a pattern."""

    def init_notebooks(self):
        self.assignments = {str(Path(self.one).parent): [self.one]}


class Book:
    """The gradebook of a course, for one assignment with one notebook: `name` is its file's, `release` what it holds.

    Raises CourseError where the course is not ready.
    """

    def __init__(self, course, assignment):
        self.course, self.assignment = Path(course), assignment
        self.config = _settings(self.course)
        self.folders = CourseDirectory(config=self.config, root=str(self.course))
        command = f"nbgrader generate_assignment {assignment}"
        url = self.folders.db_url
        if url.startswith("sqlite:///") and not Path(url.removeprefix("sqlite:///")).exists():
            mine = self.course.resolve() == Path(__file__).parent  # what make grades where nobody names a course
            told = "Name your course (COURSE=~/rnn-course), or run there" if mine else "Run there"
            raise CourseError(f"There is no gradebook in {course}. {told}: {command}")
        with self._open() as gradebook:
            try:
                names = [notebook.name for notebook in gradebook.find_assignment(assignment).notebooks]
            except MissingEntry:
                raise CourseError(f"The gradebook does not know {assignment!r}. Run in {course}: {command}") from None
        if len(names) != 1:
            raise CourseError(f"{assignment} has {len(names)} notebooks. A round grades one.")
        self.notebook, self.name = names[0], f"{names[0]}.ipynb"
        path = self.course / "release" / assignment / self.name
        if not path.exists():
            raise CourseError(f"{path} is missing. Run in {course}: {command}")
        self.release = nbformat.read(path, as_version=4)
        self.stage = self.course / STAGE
        shutil.rmtree(self.stage, ignore_errors=True)  # of a round that was ended while it entered

    @contextmanager
    def _open(self):
        with warnings.catch_warnings():
            # nbgrader 0.9.6 with SQLAlchemy 2 warns here about itself.
            warnings.filterwarnings("ignore", message="Object of type <Submitted")
            with Gradebook(self.folders.db_url, self.folders.course_id) as gradebook:
                yield gradebook

    def roster(self):
        """nbgrader's list of students."""
        with self._open() as gradebook:
            return [
                Student(one.id, *(getattr(one, name) or "" for name in Student.__dataclass_fields__ if name != "id"))
                for one in gradebook.students
            ]

    def entered(self):
        """The students who have an entry, and whose graded notebook is where it belongs."""
        with self._open() as gradebook:
            return {one.student.id for one in gradebook.find_assignment(self.assignment).submissions}

    def has_notebook(self, student):
        """Whether the graded notebook of a student is there."""
        return (self.course / "autograded" / student / self.assignment / self.name).is_file()

    def marked(self, student):
        """The cells that a person has marked: name -> whether nothing was entered since."""
        with self._open() as gradebook:
            try:
                found = gradebook.find_submission_notebook(self.notebook, self.assignment, student).grades
            except MissingEntry:
                return {}
            return {one.name: not one.needs_manual_grade for one in found if one.manual_score is not None}

    def enter(self, record, notebook, folder, unchanged=()):
        """Enter a record with the repaired notebook, for one student; raises EnterError.

        `folder` has the files handed in. What a person marked waits to be read again where the answer has changed;
        `unchanged` names the cells where it has not.
        """
        stage = self.stage / record.student / self.assignment
        shutil.rmtree(self.stage, ignore_errors=True)
        try:
            copy_files(folder, stage)
            self._stamp(folder, stage, record)
            entered = bounded(without_html(with_verdicts(notebook, record), self.release), self.release)
            nbformat.write(entered, stage / self.name)
            self._convert(stage / self.name, record.student)
        except EnterError:
            raise
        except Exception as error:  # whatever it is, the others go on
            raise EnterError(f"It could not be entered: {type(error).__name__}: {error}") from error
        finally:
            shutil.rmtree(self.stage, ignore_errors=True)
        with self._open() as gradebook:
            found = gradebook.find_submission_notebook(self.notebook, self.assignment, record.student).grades
            for one in found:
                if one.name in unchanged and one.manual_score is not None:
                    one.needs_manual_grade = False
            gradebook.db.commit()

    def enter_nothing(self, student):
        """An entry with 0 points for a student who has nothing that can be graded."""
        shutil.rmtree(self.course / "autograded" / student / self.assignment, ignore_errors=True)
        with self._open() as gradebook:
            gradebook.update_or_create_student(student)
            gradebook.update_or_create_submission(self.assignment, student)
            found = gradebook.find_submission_notebook(self.notebook, self.assignment, student)
            found.late_submission_penalty = None
            for points in found.grades:
                # A mark that a person gave stays, and should be looked at again.
                points.auto_score, points.needs_manual_grade = 0, points.manual_score is not None
            gradebook.db.commit()

    def answered(self, student):
        """The digests of what was entered last for a student, as `answers` gives them."""
        path = self.course / "autograded" / student / self.assignment / self.name
        return answers(nbformat.read(path, as_version=4)) if path.is_file() else {}

    def _stamp(self, folder, stage, record):
        """Copy timestamp.txt where it can be read; nbgrader gives a submission up where it cannot."""
        if (stage / "timestamp.txt").is_dir():
            shutil.rmtree(stage / "timestamp.txt")
        (stage / "timestamp.txt").unlink(missing_ok=True)
        path = folder / "timestamp.txt"
        if not path.is_file() or path.is_symlink():
            return
        with open(path, "rb") as file:  # it may have a terabyte
            text = file.read(200)
        try:
            time = parse_utc(text.decode().strip())
            if time is None or time.year not in YEARS:
                raise ValueError("it is no time to hand in")
        except Exception:  # dateutil has many ways to fail
            told = text.decode(errors="replace").strip()[:40]
            record.look.append(f"timestamp.txt says {told!r}, which is no time: it is taken to be in time.")
        else:
            (stage / "timestamp.txt").write_bytes(text)

    def _convert(self, path, student):
        with self._open() as gradebook:  # nbgrader would keep the time of an earlier submission
            gradebook.update_or_create_student(student)
            gradebook.update_or_create_submission(self.assignment, student, timestamp=None)
        config = Config(deepcopy(self.config))
        config.CourseDirectory.submitted_directory = STAGE
        config.Execute.enabled = config.ClearOutput.enabled = False
        folders = CourseDirectory(
            config=config, root=str(self.course), assignment_id=self.assignment, student_id=student
        )
        converter = _Enter(coursedir=folders, config=config, force=True)
        converter.one = str(path)
        with _errors() as said, warnings.catch_warnings():
            warnings.simplefilter("ignore")  # nbgrader's, about itself and what it uses
            try:
                converter.start()
            except (NbGraderException, SystemExit):
                raise EnterError(f"nbgrader could not enter it: {_last_words(said)}") from None


def _settings(course):
    """nbgrader's settings: those of the machine, and over them those of the course."""
    app = NbGrader()
    app.load_cwd_config = False
    app.log_level = logging.CRITICAL
    app.load_config_file()
    config = app.config
    if (course / "nbgrader_config.py").exists():
        try:
            config.merge(PyFileConfigLoader("nbgrader_config.py", path=str(course)).load_config())
        except Exception as error:
            raise CourseError(
                f"{course / 'nbgrader_config.py'} cannot be read: {type(error).__name__}: {error}"
            ) from error
    return config


@contextmanager
def _errors():
    """What nbgrader logs as an error while this lasts."""
    said = []
    handler = logging.Handler(logging.ERROR)
    handler.emit = lambda entry: said.append(entry.getMessage())
    LOG.addHandler(handler)
    try:
        yield said
    finally:
        LOG.removeHandler(handler)


def _last_words(said):
    """The last line of the first error with a traceback, which is the reason."""
    told = next((one for one in said if "Traceback" in one), said[-1] if said else "no reason was given")
    return told.strip().splitlines()[-1][:300]


# --- the notebook that is entered -------------------------------------------------------------------------------------


def task_of(grade_id):
    """The name of a task: a cell's grade_id without what stands before the first "-"."""
    return grade_id.partition("-")[2] or grade_id


def graded_cells(notebook):
    """The cells with points, in order."""
    return [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]


def no_points(release):
    """The tasks of a notebook that could not be graded."""
    cells = graded_cells(release)
    return [
        TaskRecord(task_of(cell.metadata.nbgrader.grade_id), cell.metadata.nbgrader.points, 0.0, "not run")
        for cell in cells
    ]


def with_verdicts(notebook, record):
    """A copy of the notebook in which each check cell has the output from which nbgrader reads its points."""
    notebook = deepcopy(notebook)
    tasks = {task.name: task for task in record.tasks}
    for cell in notebook.cells:
        role = cell.metadata.get("nbgrader", {})
        if cell.cell_type != "code" or not role.get("grade_id"):
            continue
        task = tasks.get(task_of(role["grade_id"]))
        if role.get("grade") and not role.get("solution"):
            cell.outputs = _verdict(task)
        elif task and role.get("solution") and task.printed:
            cell.outputs = [new_output("stream", name="stdout", text=task.printed)]
    return notebook


def _verdict(task):
    """For nbgrader an error is no point, a number as the value is part of them, and nothing is all of them."""
    if task is not None and task.got is not None and task.got >= task.points:
        return []
    if task is not None and task.got:
        return [new_output("execute_result", {"text/plain": f"{task.got}"}, execution_count=None)]
    text = task.text if task is not None and task.text else "Not answered."
    state = task.state if task is not None else "not run"
    return [new_output("error", ename=state.capitalize(), evalue=text, traceback=text.splitlines())]


def answers(notebook):
    """For each cell with points, a digest of what it was answered with: what stands since the last check above it."""
    found, written = {}, []
    for cell in notebook.cells:
        role = cell.metadata.get("nbgrader", {})
        text = (cell.source if cell.cell_type == "code" else harmless(cell.source)).strip()  # as it is entered
        if role.get("solution"):
            written.append(text)
        if role.get("grade"):
            text = text if role.get("solution") else "\n".join(written)
            found[role["grade_id"]] = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()[:16]
            if not role.get("solution"):
                written = []
    return found


def copy_files(source, target):
    """Copy the ordinary files of a folder, without notebooks, links and hidden ones; whether that is all of them."""
    target.mkdir(parents=True, exist_ok=True)
    size, number, all_of_it = 0, 0, True
    for place, folders, names in os.walk(source):
        folders[:] = sorted(name for name in folders if not name.startswith("."))
        if folders and len(Path(place).relative_to(source).parts) >= MOST_FOLDERS:
            folders[:], all_of_it = [], False
        for name in sorted(names):
            path = Path(place, name)
            if name.startswith(".") or path.is_symlink() or not path.is_file() or path.suffix.lower() == ".ipynb":
                continue
            size, number = size + path.stat().st_size, number + 1
            if size > MOST_BESIDE or number > MOST_FILES:
                return False
            copied = target / path.relative_to(source)
            copied.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, copied)
    return all_of_it


# --- what stands in the gradebook -------------------------------------------------------------------------------------


def grades(course, assignment):
    """The tasks as (name, points) in the notebook's order, and student -> points (None: waits for a person)."""
    with Gradebook(f"sqlite:///{Path(course).resolve() / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_assignment(assignment).notebooks
        cells = {cell.name: cell.max_score for cell in notebook.grade_cells}
        order = [cell.name for cell in notebook.source_cells if cell.name in cells]
        rows = {}
        for submission in sorted(notebook.submissions, key=lambda one: one.student.id):
            found = {one.name: one for one in submission.grades}
            rows[submission.student.id] = [_points(found[name]) for name in order]
    return [(task_of(name), cells[name]) for name in order], rows


@dataclass(frozen=True)
class Mark:
    """What a person gave for a task, None where nobody did yet, and what was said."""

    points: float | None
    comment: str
    again: bool = False  # the answer has changed since, and nobody has read it


def by_hand(course, assignment, student=None):
    """student -> task -> Mark, of all students or of one."""
    found = {}
    with Gradebook(f"sqlite:///{Path(course).resolve() / 'gradebook.db'}") as gradebook:
        for submission in gradebook.find_assignment(assignment).submissions:
            if student not in (None, submission.student.id):
                continue
            for notebook in submission.notebooks:
                points = {task_of(one.name): one.manual_score for one in notebook.grades}
                again = {task_of(one.name) for one in notebook.grades if one.needs_manual_grade}
                said = {task_of(one.name): one.manual_comment or "" for one in notebook.comments}
                found[submission.student.id] = {
                    task: Mark(points.get(task), said.get(task, ""), points.get(task) is not None and task in again)
                    for task in points.keys() | said.keys()
                }
    return found


def names(course):
    """student -> first and last name, of those who have one on the list."""
    with Gradebook(f"sqlite:///{Path(course).resolve() / 'gradebook.db'}") as gradebook:
        called = {one.id: f"{one.first_name or ''} {one.last_name or ''}".strip() for one in gradebook.students}
    return {student: name for student, name in called.items() if name}


def _points(entry):
    waits = entry.needs_manual_grade and entry.manual_score is None and entry.auto_score is None
    return None if waits else entry.score

"""A round of grading: every submission is read, then judged by itself, and entered as soon as it is judged.

What is done is done: a round that was ended at any point, with the power too, goes on where it was when it is started
again, and its end is the same gradebook.
"""

import hashlib
import importlib.metadata
import os
import shutil
import tempfile
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

import nbformat

from classroom.gradebook import MARK_CHANGED, Book, CourseError, EnterError, answers, by_hand, copy_files, no_points
from classroom.intake import UnreadableError
from classroom.intake.collect import collect, recall, remember
from classroom.intake.folder import NOTHING, find
from classroom.intake.names import is_id, shown, student_id
from classroom.intake.preflight import preflight
from classroom.intake.reading import MEGABYTES
from classroom.journal import Journal, alone
from classroom.pages import student as student_page
from classroom.pages import teacher as teacher_page
from classroom.record import Record

PROJECT = Path(__file__).parents[1]
LEFT_OUT = "Of the files beside the notebook some were left out: they are too many, too large or too deep."
MOST_HASHED = 10**9  # bytes of what a student handed in; of the rest only the sizes are looked at
DECIDING = ("d2l_rnn", "classroom/judge", "classroom/seat", "classroom/intake")  # whose change grades anew


@dataclass
class Submission:
    """One student's submission on its way through the round."""

    student: str
    folder: Path
    said: list = field(default_factory=list)  # sentences about what was repaired
    look: list = field(default_factory=list)  # why a person should look
    problem: str | None = None  # why it could not be graded
    notebook: str = ""  # repaired, as JSON: nobody's code can change it from here on
    digest: str = ""


@dataclass
class Outcome:
    """What a round ends with: a Record for each student, how many of them it graded, and what is unclear."""

    records: list
    graded: int
    unmatched: list  # sentences
    new: list  # students who came with an export and were not on the list
    page: Path | None = None
    unread: int = 0  # students with an answer that waits for a person


def grade(course, assignment="rnn", *, judge, sources=(), students=None, again=False, jobs=1, progress=None):
    """Grade the assignment for all students, or for those named, and return the Outcome.

    `judge` has a `version` and is called with (repaired notebook, released notebook, folder with the files beside it,
    seed); it returns a Record. `sources` are exports to be read first. `again` grades in newly drawn cases what was
    graded before; together with `students` only these, in the cases of the others. `progress` is called with (done, of
    how many, Record). Raises CourseError, BusyError, or ValueError where a source is no export.
    """
    course = Path(course).expanduser().resolve()
    book = Book(course, assignment)
    rounds = course / "rounds"
    with alone(rounds / f"{assignment}.lock", assignment):
        taken = _take(book, rounds / f"{assignment}-intake.json", sources)
        journal = Journal(rounds / f"{assignment}.jsonl")
        if again and not students:
            journal.draw()
        everyone = submissions(book, taken)
        chosen = _chosen(everyone, students, book)
        for one in chosen:
            _read(one, book, journal.seed, judge.version)
        waiting = _waiting(chosen, book, journal, force=again and bool(students))
        for done, record in enumerate(_judged(waiting, book, journal.seed, judge, jobs), 1):
            one = next(one for one in waiting if one.student == record.student)
            _enter(one, record, book, journal)
            if progress:
                progress(done, len(waiting), record)
    records = [journal.records[one.student] for one in everyone if one.student in journal.records]
    unclear = [*taken.unmatched.values(), *_odd(book)]
    graded = sum(one.problem != NOTHING for one in waiting)
    page = _write_report(book, records, unclear)
    return Outcome(records, graded, unclear, taken.new, page, _unread(book, records))


def _take(book, path, sources):
    """Read the exports; what was said of each student, now and in earlier rounds."""
    before = recall(path, book.course, book.assignment)
    if not sources:
        if before.whose:  # what a person has put in its place may be changed later
            remember(path, before)
        return before
    now = collect(book.course, book.assignment, book.name, sources, book.roster(), before.whose)
    now.whose = before.whose
    remember(path, now)
    found = recall(path, book.course, book.assignment)
    found.new = now.new
    return found


# --- what was handed in -----------------------------------------------------------------------------------------------


def submissions(book, taken):
    """One for every folder in submitted/ and for every student on nbgrader's list, in the order of their names."""
    submitted = book.course / "submitted"
    found = {}
    paths = submitted.iterdir() if submitted.is_dir() else []
    # A folder that has its student's own name comes before one whose name had to be changed to that.
    for path in sorted(paths, key=lambda path: (student_id(path.name) != path.name, path.name)):
        if path.name.startswith(".") or not path.is_dir():
            continue
        student = student_id(path.name)
        if student in found:
            found[student].look.append(f"The folder {shown(path.name)} comes to the same name; it was not graded.")
            continue
        one = found[student] = Submission(student, path / book.assignment, list(taken.students.get(student, [])))
        if student != path.name:
            one.said.append(f"The folder is called {shown(path.name)}; nbgrader cannot, and calls it {student}.")
        if path.is_symlink() or one.folder.is_symlink():
            one.problem = "The folder is a link, which is not followed."
    for student in book.roster():
        if student.id not in found and is_id(student.id):
            found[student.id] = Submission(student.id, submitted / student.id / book.assignment)
    return [found[student] for student in sorted(found)]


def _odd(book):
    """Sentences about students on nbgrader's list whose id can be no folder."""
    return [
        f"On the list of students is {shown(one.id)}, which can be no folder. Take it off: nbgrader db student remove."
        for one in book.roster()
        if not is_id(one.id)
    ]


def _chosen(everyone, students, book):
    """Those who are named; a folder's own name does as well as the id made of it."""
    if not students:
        return everyone
    wanted = {student_id(name) for name in students} | set(students)
    chosen = [one for one in everyone if one.student in wanted]
    for name in students:
        if not {name, student_id(name)} & {one.student for one in chosen}:
            raise CourseError(f"There is no student {name!r} in {book.course / 'submitted'} or in the gradebook.")
    return chosen


def _read(one, book, seed, version):
    """Find, repair and fingerprint what was handed in; why not, as the submission's problem."""
    chosen = None
    try:
        try:
            if one.problem is None:
                chosen, said, look = find(one.folder, book.name, book.release)
                notebook, repaired = preflight(chosen, book.release)
                one.notebook = nbformat.writes(notebook)
                one.said, one.look = one.said + said + repaired, one.look + look
        except UnreadableError as error:
            one.problem = str(error)
        one.digest = _digest(one, chosen, book, seed, version)
    except Exception as error:  # whatever it is, the others go on; without a digest it is tried again
        one.problem = f"It could not be read: {type(error).__name__}: {error}"


def _digest(one, chosen, book, seed, version):
    """A fingerprint of all that decides: what was handed in, what was released, the drawn cases, the judge."""
    total = hashlib.sha256()
    parts = [version, str(seed), nbformat.writes(book.release), one.student, *one.said, *one.look]
    parts.append("" if chosen is None else str(chosen.relative_to(one.folder)))
    left = MOST_HASHED
    for place, folders, names in os.walk(one.folder):
        folders.sort()
        for name in sorted(names):
            path = Path(place, name)
            plain = path.is_file() and not path.is_symlink()
            left -= path.stat().st_size if plain else 0
            parts.append(str(path.relative_to(one.folder)))
            parts.append(_fingerprint(path, left) if plain else "no file")
    beside = book.course / "source" / book.assignment
    for path in sorted(beside.rglob("*")):
        if path.is_file() and path.suffix != ".ipynb":
            parts += [str(path.relative_to(beside)), _fingerprint(path)]
    for part in parts:
        total.update(hashlib.sha256(part.encode("utf-8", "surrogateescape")).digest())
    return total.hexdigest()


def _fingerprint(path, left=MOST_HASHED):
    size = path.stat().st_size
    if size > MEGABYTES * 10**6 or left < 0:  # it may be a terabyte of nothing
        return f"{size} bytes"
    total = hashlib.sha256()
    with open(path, "rb") as file:
        while block := file.read(2**20):
            total.update(block)
    return total.hexdigest()


def version():
    """A fingerprint of the code that decides about points."""
    total = hashlib.sha256(importlib.metadata.version("torch").encode())
    for folder in DECIDING:
        for path in sorted((PROJECT / folder).rglob("*.py")):
            total.update(path.relative_to(PROJECT).as_posix().encode() + path.read_bytes())
    return total.hexdigest()


# --- judging and entering ---------------------------------------------------------------------------------------------


def _waiting(chosen, book, journal, force):
    """Those whose result is not in the gradebook yet, or is that of other files, another draw or another judge."""
    entered, waiting = book.entered(), []
    for one in chosen:
        before = journal.records.get(one.student)
        there = one.student in entered and (one.problem is not None or book.has_notebook(one.student))
        if force or before is None or not one.digest or before.digest != one.digest or not there:
            waiting.append(one)
    return waiting


def _judged(waiting, book, seed, judge, jobs):
    """The Record of each, as soon as it is there. Without a problem of its own an error of the judge ends the round."""
    with tempfile.TemporaryDirectory(prefix="round-", ignore_cleanup_errors=True) as folder:
        pool = ThreadPoolExecutor(max(1, jobs))
        try:
            running = [
                pool.submit(_judge, one, book, seed, judge, Path(folder, str(at))) for at, one in enumerate(waiting)
            ]
            while running:
                done, _ = wait(running, return_when=FIRST_COMPLETED)
                # In the order of the students: of those that are done at the same time, too.
                ready, running = [one for one in running if one in done], [one for one in running if one not in done]
                for one in ready:
                    yield one.result()
        finally:
            pool.shutdown(cancel_futures=True)


def _judge(one, book, seed, judge, folder):
    if one.problem is not None:
        return Record(one.student, one.digest, no_points(book.release), one.said, one.look, one.problem)
    try:
        if not copy_files(one.folder, folder):
            one.look.append(LEFT_OUT)
        copy_files(book.course / "source" / book.assignment, folder)
        record = judge(nbformat.reads(one.notebook, as_version=4), book.release, folder, seed)
        record.student, record.digest = one.student, one.digest
        record.said, record.look = one.said + record.said, one.look + record.look
        return record
    except judge.broken:
        raise
    except Exception as error:  # whatever it is, the others go on; without a digest it is tried again
        problem = f"It could not be graded: {type(error).__name__}: {error}"
        return Record(one.student, "", no_points(book.release), one.said, one.look, problem)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _enter(one, record, book, journal):
    """Write the gradebook, then the journal: what is in the journal is in the gradebook."""
    now = answers(nbformat.reads(one.notebook, as_version=4)) if one.notebook else {}
    marks = _marks(book, journal, one.student)
    unchanged = {cell for cell, answer in marks.items() if now.get(cell) == answer}
    changed = [cell.partition("-")[2] or cell for cell in marks if cell not in unchanged]
    if changed:
        record.look.append(MARK_CHANGED.format(tasks=", ".join(changed)))
    if record.problem is None:
        try:
            book.enter(record, nbformat.reads(one.notebook, as_version=4), one.folder, unchanged)
        except EnterError as error:
            record.problem, record.digest = str(error), ""
            record.tasks = no_points(book.release)
    if record.problem is not None:
        book.enter_nothing(one.student)
    _write_page(book, record)
    journal.keep(record, now)


def _marks(book, journal, student):
    """For each cell that a person marked, the digest of the answer that was marked.

    Where nothing was entered since, that is the answer which was entered last. nbgrader forgets this as soon as
    something is entered, so it is written down first.
    """
    last, before = journal.answers.get(student) or book.answered(student), journal.marks.get(student, {})
    marks = {}
    for cell, fresh in book.marked(student).items():
        marks[cell] = last.get(cell, "") if fresh else before.get(cell, last.get(cell, ""))
    if marks != before:
        journal.mark(student, marks)
    return marks


def _unread(book, records):
    """How many students have an answer that no person has given points yet."""
    marks = by_hand(book.course, book.assignment)

    def waits(student, task):
        mark = marks.get(student, {}).get(task.name)
        return (task.got is None and (mark is None or mark.points is None)) or (mark is not None and mark.again)

    return sum(any(waits(one.student, task) for task in one.tasks) for one in records)


def _write_page(book, record):
    """The student's page. Its failing is no reason to stop: the points are entered."""
    shutil.rmtree(book.course / "feedback" / record.student / book.assignment, ignore_errors=True)
    try:
        student_page.write(book.course, book.assignment, record, name=book.name)
    except Exception as error:
        record.look.append(f"The page for the student could not be written: {type(error).__name__}: {error}")


def _write_report(book, records, unclear):
    """The page of the class, or None: its failing is said, and the gradebook is complete without it."""
    try:
        return teacher_page.write(book.course, book.assignment, records, unclear, book.name)
    except Exception as error:
        unclear.append(f"The page of the class could not be written: {type(error).__name__}: {error}")
        return None

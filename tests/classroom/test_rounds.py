"""Rounds of grading: whatever is handed in, everyone gets what they deserve, and nobody touches another.

The real exercises take seconds for each submission. So a class of oddities hands in a course of four small tasks
without PyTorch, and few hand in the real ones; the class of thirty does under `make load`.
"""

import hashlib
import os
import subprocess
import sys
from copy import deepcopy
from time import monotonic

import nbformat
import psutil
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from classroom import demo
from classroom.alone import environment
from classroom.exercises import CLASSROOM, released
from classroom.exercises import nbgrader as run_nbgrader
from classroom.grade import CourseError, grade
from classroom.grade import main as grade_main
from classroom.report import grades, table
from classroom.submissions import ASSIGNMENT, CLASS, NAME, answer, expected, solved, write_class
from publish.run import FOLDER
from tests.checks.wrong_answers import WRONG


@pytest.mark.slow
def test_nbgraders_programs_are_found_where_the_virtual_environment_is_not_activated():
    code = "import classroom, shutil; print(shutil.which('alembic'))"
    environment = os.environ | {"PATH": os.defpath, "PYTHONPATH": str(CLASSROOM.parent)}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() != "None"


def test_a_submission_gets_nothing_of_the_teacher_s_environment_but_where_programs_are(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_TEACHER", "swordfish")
    given = environment(tmp_path)
    assert "SECRET_OF_THE_TEACHER" not in given and given["PATH"] == os.environ["PATH"]
    assert given["HOME"] == given["TMPDIR"] == str(tmp_path / "home")


def fingerprints(folder):
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


def read(path):
    return nbformat.read(path, as_version=4)


def hand_in(course, student, notebook, name=NAME):
    folder = course / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / name)


def solutions(course):
    """The notebook that was handed out, with the right answers."""
    return solved(*(read(course / part / ASSIGNMENT / NAME) for part in ("release", "source")))


def unlike(course, students, submissions):
    """What of a graded class is not as `classroom.submissions` says it should be, in words."""
    order, rows = grades(course, ASSIGNMENT)
    by_hand, wrong = {"q2", "q3", "q4"}, []
    for one in students:
        right = expected(one, [name for name, _ in order])
        points = {
            name: None if name in by_hand and name in right else full if name in right else 0 for name, full in order
        }
        mine = submissions[one.name]
        if dict(zip(points, rows[one.name], strict=True)) != points:
            wrong.append(f"{one.name} ({one.what}): {rows[one.name]} instead of {list(points.values())}")
        if bool(mine.problem) == one.graded or bool(mine.said) != one.repaired:
            wrong.append(f"{one.name} ({one.what}): {mine.problem}, {mine.said}")
        page = course / "feedback" / one.name / ASSIGNMENT / "5_exercises.html"
        if page.exists() != one.graded:
            wrong.append(f"{one.name} ({one.what}): the page of feedback")
        elif one.graded and page.stat().st_size > 3 * 10**6:
            wrong.append(f"{one.name} ({one.what}): a page of {page.stat().st_size} bytes")
    return wrong


# --- a course without PyTorch -----------------------------------------------------------------------------------------

ANSWERS = {
    "step": "def step(x):\n    return x + x",
    "unroll": "def unroll(xs):\n    return [x + x for x in xs]",
    "clip": "def clip(x):\n    return min(x, 1)",
}
CHECKS = {
    "step": "assert step(2) == 4",
    "unroll": "assert unroll([1, 2]) == [2, 4]",
    "clip": "assert (clip(3), clip(0)) == (1, 0)",
}
NEED_TORCH = {"hugo", "jonas", "keiko", "priya"}  # they hand in the real exercises


def nbgrader(name, **roles):
    roles = {"grade": False, "solution": False, "locked": False, **roles}
    return {"nbgrader": {"grade_id": name, "schema_version": 3, **roles}}


@pytest.fixture
def small_course(tmp_path):
    """A course with tasks of the same names as the real ones, which need no PyTorch and so run in a second."""
    cells = [new_markdown_cell("# Four tasks", id="title"), new_code_cell("import math", id="setup")]
    for name, source in ANSWERS.items():
        head, body = source.split("\n")
        hidden = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        roles = nbgrader(f"answer-{name}", solution=True)
        cells.append(new_code_cell(hidden, id=f"answer-{name}", metadata=roles))
        roles = nbgrader(f"check-{name}", grade=True, locked=True, points=2)
        cells.append(new_code_cell(CHECKS[name], id=f"check-{name}", metadata=roles))
    roles = nbgrader("answer-q3", grade=True, solution=True, points=1)
    cells.append(new_code_cell("q3 = 'It may vanish.'  ### SOLUTION", id="answer-q3", metadata=roles))
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    (tmp_path / "source" / ASSIGNMENT).mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells, metadata=metadata), tmp_path / "source" / ASSIGNMENT / NAME)
    settings = (CLASSROOM / "nbgrader_config.py").read_text(encoding="utf-8")
    settings += "\nc.Execute.timeout = 4\nc.BoundedExecute.iopub_timeout = 6\n"  # two loops have no end
    (tmp_path / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    released(tmp_path)
    return tmp_path


@pytest.mark.slow
def test_a_round_reports_or_grades_everyone_and_leaves_nothing_running(small_course, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_TEACHER", "swordfish")
    students = [one for one in CLASS if one.name not in NEED_TORCH]
    write_class(small_course, students)
    start = "import subprocess; subprocess.Popen(['sleep', '611'], start_new_session=True)"
    flood = "for k in range(12): open(f'{k}', 'wb').write(bytes(9 * 10**7))\nimport time; time.sleep(60)"
    for name, line in (("12345", start), ("fills the disk", flood)):
        notebook = solutions(small_course)
        answer(notebook, "step").source += f"\n\n\n{line}"
        hand_in(small_course, name, notebook)
    notebook = solutions(small_course)
    notebook.cells.insert(1, new_code_cell("def twice(x):\n    return 2 * x"))
    answer(notebook, "step").source = "def step(x):\n    return twice(x)"
    hand_in(small_course, "Łukasz O'Neil", notebook)
    hand_in(small_course, "[a-z]*?", notebook)
    hand_in(small_course, "two notebooks", notebook, "one.ipynb")
    hand_in(small_course, "two notebooks", notebook, "two.ipynb")
    (small_course / "submitted" / "empty folder" / ASSIGNMENT).mkdir(parents=True)
    with Gradebook(f"sqlite:///{small_course / 'gradebook.db'}") as gradebook:
        gradebook.add_student("only on the list")
    handed_in = fingerprints(small_course / "submitted")

    submissions = {one.student: one for one in grade(small_course, jobs=2)}
    assert unlike(small_course, students, submissions) == []
    _, rows = grades(small_course, ASSIGNMENT)
    names = {one.name for one in students}
    problems = {name: one.problem for name, one in submissions.items() if one.problem and name not in names}
    assert {name: points for name, points in rows.items() if name not in names} == {
        name: [0, 0, 0, 0] for name in problems
    } | {name: [2, 2, 2, None] for name in ("12345", "Łukasz O'Neil")}
    assert problems.pop("fills the disk") == "It wrote more than 500 MB to the disk and was ended."
    assert problems.pop("two notebooks").startswith(f"There are 2 notebooks and none is called {NAME}")
    assert problems.pop("[a-z]*?").endswith("Rename the folder.")
    assert problems == {"empty folder": "The folder is empty.", "only on the list": "Nothing was handed in."}
    assert not [one for one in psutil.process_iter(["cmdline"]) if one.info["cmdline"] == ["sleep", "611"]]
    assert fingerprints(small_course / "submitted") == handed_in
    assert not [path for path in (small_course / "autograded").rglob("*.ipynb") if "swordfish" in path.read_text()]
    report = small_course / "feedback" / "empty folder" / ASSIGNMENT / "report.txt"
    assert "The folder is empty." in report.read_text(encoding="utf-8")
    assert "only on the list: Nothing was handed in." in table(small_course, ASSIGNMENT, submissions.values())

    # A person gives points, the student hands in again, and only that student is graded again.
    with Gradebook(f"sqlite:///{small_course / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("check-step", "5_exercises", ASSIGNMENT, "ada").manual_score = 1
        gradebook.db.commit()
    others = {name: points for name, points in rows.items() if name != "ada"}
    hand_in(small_course, "ada", read(small_course / "release" / ASSIGNMENT / NAME))
    grade(small_course, students=["ada"])
    _, rows = grades(small_course, ASSIGNMENT)
    assert rows.pop("ada") == [1, 0, 0, 0]
    assert rows == others


@pytest.mark.slow
@pytest.mark.core  # what make check sees of grading
def test_a_round_of_a_right_notebook_a_kernel_that_ends_and_half_a_file_is_graded_and_reported(small_course):
    students = [one for one in CLASS if one.name in ("ada", "dmitri", "grace")]
    write_class(small_course, students)
    submissions = {one.student: one for one in grade(small_course, jobs=2)}
    assert unlike(small_course, students, submissions) == []
    ran = read(small_course / "autograded" / "dmitri" / ASSIGNMENT / NAME)
    (error,) = answer(ran, "clip").outputs
    assert error.evalue == "This cell ended the kernel, so the notebook was run again without it."
    report = small_course / "feedback" / "grace" / ASSIGNMENT / "report.txt"
    assert report.read_text(encoding="utf-8").startswith(f"{NAME} is no notebook: it is not complete JSON.")


def test_a_course_that_is_not_ready_is_told_what_to_run(tmp_path):
    with pytest.raises(CourseError, match="generate_assignment rnn"):
        grade(tmp_path)


# --- the real exercises -----------------------------------------------------------------------------------------------

# What a student may write into a cell of their own to make every visible check agree, and give points as its value.
EVERY_CHECK_AGREES = """
from types import SimpleNamespace
from IPython.core.interactiveshell import InteractiveShell
InteractiveShell.ast_node_interactivity = "all"
checks = SimpleNamespace(**{name: lambda *answers: print("Right.") or 1 for name in dir(checks)})
"""
USED_BY_WRONG_ANSWERS = "from torch.nn import functional as F"


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return demo.make_course(tmp_path_factory.mktemp("class") / "course")


def wrong_answers(course, place):
    """The notebook with the recorded wrong answer at this place to every task."""
    recorded = {}
    for one in WRONG:
        recorded.setdefault(one.task, []).append(one.source)
    notebook = read(course / "release" / ASSIGNMENT / NAME)
    checked = {cell.id for cell in notebook.cells if cell.id.startswith("check-")}
    assert {f"check-{task}" for task in recorded} == checked
    for task, sources in recorded.items():
        answer(notebook, task).source = sources[place]
    notebook.cells.insert(2, new_code_cell(USED_BY_WRONG_ANSWERS))
    return notebook


@pytest.mark.slow
def test_full_marks_for_right_answers_in_any_way_and_none_for_blanks_wrong_answers_or_tampered_checks(course):
    release = read(course / "release" / ASSIGNMENT / NAME)
    students = [one for one in CLASS if one.name in ("hugo", "jonas")]  # 100 GB of memory, and other ways to be right
    write_class(course, students)
    tampered = deepcopy(release)
    tampered.cells.insert(2, new_code_cell(EVERY_CHECK_AGREES))
    nothing = {
        "blank": read(FOLDER / NAME),  # with its outputs, as it would be handed in
        "tampered": tampered,
        "wrong": wrong_answers(course, 0),
        "wrong, too": wrong_answers(course, -1),
    }
    for name, notebook in nothing.items():
        hand_in(course, name, notebook)

    submissions = {one.student: one for one in grade(course, jobs=2)}
    assert unlike(course, students, submissions) == []
    order, rows = grades(course, ASSIGNMENT)
    assert sum(points for _, points in order) == 40
    assert {name: rows[name] for name in nothing} == {name: [0] * len(order) for name in nothing}
    for name in submissions:
        page = course / "feedback" / name / ASSIGNMENT / NAME.replace(".ipynb", ".html")
        assert "Task 16" in page.read_text(encoding="utf-8")
    ran = read(course / "autograded" / "jonas" / ASSIGNMENT / NAME)
    assert [cell.id for cell in ran.cells for output in cell.get("outputs", []) if output.output_type == "error"] == []
    (network,) = next(cell for cell in ran.cells if cell.id == "explore-parity").outputs
    assert network.data["text/plain"].startswith("HiddenStates of '0110100': 2 hidden units.")


@pytest.mark.slow
def test_nbgrader_validate_passes_on_the_solutions_and_fails_in_every_graded_cell_of_the_blank(course):
    said = run_nbgrader(course, "validate", course / "source" / ASSIGNMENT / NAME).stdout
    assert "Success! Your notebook passes all the tests." in said, said
    said = run_nbgrader(course, "validate", course / "release" / ASSIGNMENT / NAME).stdout
    with_points = [cell for cell in read(FOLDER / NAME).cells if cell.metadata.get("nbgrader", {}).get("grade")]
    assert f"VALIDATION FAILED ON {len(with_points)} CELL(S)" in said, said
    written = [cell for cell in with_points if cell.metadata.nbgrader.solution]
    assert said.count("Not answered yet.") >= len(with_points) - len(written)


@pytest.mark.load
def test_a_class_of_thirty_is_graded_as_it_deserves_and_nobody_touches_another(tmp_path, monkeypatch):
    """Takes about four minutes on two idle cores: thirty kernels, two endless loops and a notebook run twice."""
    monkeypatch.setenv("SECRET_OF_THE_TEACHER", "swordfish")
    course = demo.make_course(tmp_path / "course")
    write_class(course)
    handed_in = fingerprints(course / "submitted")
    start = monotonic()
    submissions = {one.student: one for one in grade(course, jobs=2)}
    seconds = monotonic() - start
    assert len(CLASS) == len(submissions) == 30
    assert unlike(course, CLASS, submissions) == []
    assert fingerprints(course / "submitted") == handed_in
    assert not [path for path in (course / "autograded").rglob("*.ipynb") if "swordfish" in path.read_text()]
    # Most is what the limits allow, on a machine that is busy with other tests.
    assert seconds < 20 * 60


@pytest.mark.parametrize("jobs", ["0", "-1", "two", "1.5", ""])
@pytest.mark.parametrize("main", [demo.main, grade_main])
def test_a_number_of_jobs_that_is_none_is_told_what_would_be_right(main, jobs, tmp_path, capsys):
    with pytest.raises(SystemExit) as left:
        main([str(tmp_path), f"--jobs={jobs}"])
    assert left.value.code == 2 and "is no whole number from 1 on" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_a_demonstration_leaves_a_course_that_is_there_alone(tmp_path, capsys):
    (tmp_path / "course").mkdir()
    with pytest.raises(SystemExit):
        demo.main([str(tmp_path)])
    assert "has a course already; name a new folder" in capsys.readouterr().err
    assert list((tmp_path / "course").iterdir()) == []

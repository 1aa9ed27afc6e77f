"""Rounds behind the wall: whatever is handed in, everyone gets what they deserve, and nobody touches another.

The real exercises take seconds for each submission. So a class of oddities hands in a course of four small tasks
without PyTorch, and few hand in the real ones; 120 do under `make load`.
"""

import hashlib
import os
import subprocess
import sys
from copy import deepcopy

import pytest
from nbformat.v4 import new_code_cell

from classroom import demo
from classroom.exercises import CLASSROOM
from classroom.exercises import nbgrader as run_nbgrader
from classroom.grade import Judge, cores
from classroom.grade import main as grade_main
from classroom.gradebook import grades
from classroom.judge.limits import Limits
from classroom.round import grade
from classroom.submissions import ASSIGNMENT, CLASS, NAME, answer, expected, write_class
from publish.run import FOLDER
from tests.checks.wrong_answers import WRONG
from tests.drive import crowd
from tests.drive.course import hand_in, make, read

NEED_TORCH = {"hugo", "jonas", "keiko", "priya"}  # they hand in the real exercises
BY_HAND = {"q2", "q3", "q4"}
MOST_ON_A_PAGE = 200_000


@pytest.mark.slow
def test_nbgraders_programs_are_found_where_the_virtual_environment_is_not_activated():
    code = "import classroom, shutil; print(shutil.which('alembic'))"
    environment = os.environ | {"PATH": os.defpath, "PYTHONPATH": str(CLASSROOM.parent)}
    found = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=True)
    assert found.stdout.strip() != "None"


def unlike(course, students, outcome):
    """What of a graded class is not as `classroom.submissions` says it should be, in words."""
    order, rows = grades(course, ASSIGNMENT)
    records, wrong = {one.student: one for one in outcome.records}, []
    for one in students:
        right = expected(one, [name for name, _ in order])
        points = {
            name: None if name in BY_HAND and name in right else full if name in right else 0 for name, full in order
        }
        mine = records[one.name]
        if dict(zip(points, rows[one.name], strict=True)) != points:
            wrong.append(f"{one.name} ({one.what}): {rows[one.name]} instead of {list(points.values())}")
        if bool(mine.problem) == one.graded or bool(mine.said) != one.repaired:
            wrong.append(f"{one.name} ({one.what}): {mine.problem}, {mine.said}")
        page = course / "feedback" / one.name / ASSIGNMENT / "5_exercises.html"
        if not page.exists() or page.stat().st_size > MOST_ON_A_PAGE:
            wrong.append(f"{one.name} ({one.what}): the student's page")
    return wrong


@pytest.fixture(scope="module")
def judge(tmp_path_factory):
    """The judge of this machine, with limits for cells that never end."""
    folder = tmp_path_factory.mktemp("judge")
    folder.chmod(0o755)
    return Judge(tmp_path_factory.getbasetemp(), folder, Limits(cell=3, seconds=20))


# --- a course without PyTorch -----------------------------------------------------------------------------------------


@pytest.mark.slow
def test_a_right_notebook_one_that_ends_its_process_and_half_a_file_are_graded_and_reported(tmp_path, judge):
    course = make(tmp_path)
    students = [one for one in CLASS if one.name in ("ada", "dmitri", "grace")]
    write_class(course, students)
    outcome = grade(course, judge=judge, jobs=2)
    assert unlike(course, students, outcome) == []
    _, ended, half = outcome.records
    assert any("ended its process" in why for why in ended.look)
    assert half.problem == f"{NAME} is no notebook: it is not complete JSON."
    assert outcome.page.is_file()
    assert grade(course, judge=judge).graded == 0


@pytest.mark.slow
def test_a_class_of_oddities_gets_what_it_deserves(tmp_path, judge, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_TEACHER", "swordfish")
    course = make(tmp_path)
    students = [one for one in CLASS if one.name not in NEED_TORCH]
    write_class(course, students)
    assert unlike(course, students, grade(course, judge=judge, jobs=2)) == []
    texts = [path.read_text() for part in ("autograded", "feedback") for path in (course / part).rglob("*.*")]
    assert texts and not any("swordfish" in text for text in texts)


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
def test_full_marks_for_right_answers_in_any_way_and_none_for_blanks_wrong_answers_or_tampered_checks(course, judge):
    students = [one for one in CLASS if one.name in ("hugo", "jonas")]  # 100 GB of memory, and other ways to be right
    write_class(course, students)
    tampered = deepcopy(read(course / "release" / ASSIGNMENT / NAME))
    tampered.cells.insert(2, new_code_cell(EVERY_CHECK_AGREES))
    nothing = {
        "blank": read(FOLDER / NAME),  # with its outputs, as it would be handed in
        "tampered": tampered,
        "wrong": wrong_answers(course, 0),
        "wrong too": wrong_answers(course, -1),
    }
    for name, notebook in nothing.items():
        hand_in(course, name, notebook)
    judge = Judge(course, judge.packages.parent / "more", Limits())
    outcome = grade(course, judge=judge, jobs=2)
    assert unlike(course, students, outcome) == []
    order, rows = grades(course, ASSIGNMENT)
    assert sum(points for _, points in order) == 40
    assert {name: rows[name] for name in nothing} == {name: [0] * len(order) for name in nothing}
    ran = read(course / "autograded" / "jonas" / ASSIGNMENT / NAME)
    assert [cell.id for cell in ran.cells for output in cell.get("outputs", []) if output.output_type == "error"] == []


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
def test_120_submissions_take_8_minutes_and_a_gigabyte_and_a_half_and_get_what_they_deserve(tmp_path, capsys):
    """On two idle cores; a part of it with CROWD=8."""
    number = int(os.environ.get("CROWD", 120))
    course = demo.make_course(tmp_path / "course")
    students = crowd.hand_in(course, number)
    before = fingerprints(course / "submitted")
    passed = crowd.clock()
    with crowd.Watch() as seen:
        outcome = grade(course, judge=Judge(course, tmp_path), jobs=cores())
    seconds = passed()
    with capsys.disabled():
        print(f"\n{number} submissions in {seconds / 60:.1f} minutes, {seen.most:.0f} MB, {seen.processes} processes")
    assert unlike(course, students, outcome) == []
    assert fingerprints(course / "submitted") == before
    assert seconds < 4 * number + 60 and seen.most < 1500


def fingerprints(folder):
    """What must not change while other people's code runs."""
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.rglob("*") if path.is_file()}


# --- the commands -----------------------------------------------------------------------------------------------------


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

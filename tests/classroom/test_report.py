"""What a teacher reads of a round: the gradebook as a table, and what became of each submission."""

import shutil
import warnings
from pathlib import Path

import pytest
from nbgrader.api import Gradebook

from classroom.grade import Submission
from classroom.report import grades, table

CELLS = {"check-unroll": 3, "check-step": 2, "answer-q3": 1}  # name → points, in the notebook's order
POINTS = {"ada": (3, 2, 1), "be\u0301n": (0, 1.5, None), "山Ａ": (3, 0, 0)}  # None waits for a person


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course whose gradebook holds POINTS."""
    folder = tmp_path_factory.mktemp("course")
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook, warnings.catch_warnings():
        # nbgrader 0.9.6 with SQLAlchemy 2 warns here about itself.
        warnings.filterwarnings("ignore", message="Object of type <Submitted")
        gradebook.add_assignment("rnn")
        gradebook.add_notebook("5_exercises", "rnn")
        for name, most in reversed(CELLS.items()):  # a gradebook has an order of its own
            gradebook.add_grade_cell(name, "5_exercises", "rnn", max_score=most, cell_type="code")
        gradebook.add_source_cell("setup", "5_exercises", "rnn", cell_type="code", source="import math")
        for name in CELLS:
            gradebook.add_source_cell(name, "5_exercises", "rnn", cell_type="code", source="")
        for student, points in POINTS.items():
            gradebook.add_student(student)
            gradebook.add_submission("rnn", student)
            for grade, score in zip(CELLS, points, strict=True):
                found = gradebook.find_grade(grade, "5_exercises", "rnn", student)
                found.auto_score, found.needs_manual_grade = score, score is None
        gradebook.db.commit()
    return folder


def test_the_grades_stand_task_by_task_in_the_order_of_the_notebook(course):
    tasks, rows = grades(course, "rnn")
    assert tasks == [("unroll", 3), ("step", 2), ("q3", 1)]
    assert rows == {student: list(points) for student, points in POINTS.items()}


def test_a_point_given_by_hand_is_no_longer_waited_for(course, tmp_path):
    shutil.copy(course / "gradebook.db", tmp_path)
    with Gradebook(f"sqlite:///{tmp_path / 'gradebook.db'}") as gradebook:
        gradebook.find_grade("answer-q3", "5_exercises", "rnn", "be\u0301n").manual_score = 1
        gradebook.db.commit()
    assert grades(tmp_path, "rnn")[1]["be\u0301n"] == [0, 1.5, 1]


def test_the_table_names_every_student_once_and_who_was_repaired_or_not_graded(course):
    folder = Path("submitted")
    submissions = [
        Submission("ada", folder),
        Submission("be\u0301n", folder, ["Missing, put back: check-step."]),
        Submission("山Ａ", folder, ["The file is called x.ipynb."], problem="It was not done after 300 seconds."),
    ]
    assert table(course, "rnn", submissions).splitlines() == [
        "student  1  2    3  points",
        "--------------------------",
        "ada      3  2    1  6",
        "be\u0301n      0  1.5  ?  1.5",
        "山Ａ     3  0    0  3",
        "",
        "A ? waits for a person to read it. 6 points can be had, task by task:",
        "  1 unroll (3)",
        "  2 step (2)",
        "  3 q3 (1)",
        "",
        "Not graded, 0 points:",
        "  山Ａ: It was not done after 300 seconds. The file is called x.ipynb.",
        "",
        "Repaired, then graded:",
        "  be\u0301n: Missing, put back: check-step.",
    ]

"""A round: entered one by one, gone on with, and as nbgrader itself would have it."""

import pytest

from classroom.gradebook import grades
from classroom.round import grade
from classroom.submissions import ASSIGNMENT, NAME, answer
from tests.drive.course import HereJudge, dump, hand_in, make, read, solutions


@pytest.fixture
def course(tmp_path):
    return make(tmp_path / "course (a+b)")


def test_a_round(course):
    right = solutions(course)
    hand_in(course, "ada", right)
    wrong = solutions(course)
    answer(wrong, "step").source = "def step(x):\n    return x"
    hand_in(course, "ben", wrong)
    hand_in(course, "odd\nname", right)
    hand_in(course, "[a-z]*?", right)
    hand_in(course, "blank", read(course / "release" / ASSIGNMENT / NAME))
    judge = HereJudge()
    outcome = grade(course, judge=judge)
    print(outcome)
    print(grades(course, ASSIGNMENT))
    outcome = grade(course, judge=judge)
    assert outcome.graded == 0
    print(dump(course))

"""Files beside a notebook, whatever they are, stop no round and take no more time than others."""

import os
from time import process_time

import pytest

from classroom.gradebook import MOST_FOLDERS, copy_files, grades
from classroom.round import grade
from classroom.submissions import ASSIGNMENT
from tests.drive.course import HereJudge, hand_in, make, solutions

pytestmark = pytest.mark.slow  # each is a round of grading


@pytest.fixture
def course(tmp_path):
    return make(tmp_path / "course")


def deep(folder, name, times):
    """Make folders of this name in each other, and a file with a long name in the last."""
    here = os.getcwd()
    os.chdir(folder)
    try:
        for _ in range(times):
            os.mkdir(name)
            os.chdir(name)
        with open("f" * 250, "w") as file:
            file.write("x")
    finally:
        os.chdir(here)


def graded(course):
    outcome = grade(course, ASSIGNMENT, judge=HereJudge())
    return {one.student: one for one in outcome.records}


def test_a_path_that_is_too_long_stops_nobody_where_there_is_no_notebook(course):
    hand_in(course, "ada", solutions(course))
    folder = course / "submitted" / "eve" / ASSIGNMENT
    folder.mkdir(parents=True)
    deep(folder, "d" * 250, (4090 - len(str(folder))) // 251)
    records = graded(course)
    assert records["ada"].problem is None and records["eve"].problem
    assert grades(course, ASSIGNMENT)[1]["ada"] == [2, 2, 2, None]


def test_folders_that_are_too_deep_are_left_out_and_the_others_copied(course, tmp_path):
    folder = hand_in(course, "eve", solutions(course))
    deep(folder, "a", 700)
    (folder / "b").mkdir()
    (folder / "b" / "data.csv").write_text("1")
    assert not copy_files(folder, tmp_path / "copied")
    assert (tmp_path / "copied" / "b" / "data.csv").read_text() == "1"
    assert not tmp_path.joinpath("copied", *["a"] * (MOST_FOLDERS + 1)).exists()
    assert any("too deep" in sentence for sentence in graded(course)["eve"].look)


def test_gigabytes_of_nothing_are_not_read(course):
    folder = hand_in(course, "eve", solutions(course))
    for number in range(100):
        with open(folder / f"{number}.bin", "wb") as file:
            file.truncate(299 * 10**6)
    start = process_time()
    assert graded(course)["eve"].problem is None
    assert process_time() - start < 12


def test_a_time_of_a_terabyte_and_one_that_is_a_folder_stop_nobody(course):
    with open(hand_in(course, "eve", solutions(course)) / "timestamp.txt", "wb") as file:
        file.truncate(10**12)
    folder = hand_in(course, "max", solutions(course)) / "timestamp.txt"
    folder.mkdir()
    (folder / "now.txt").write_text("now")
    assert [record.problem for record in graded(course).values()] == [None, None]


@pytest.mark.parametrize("year", ["0001-01-01 00:00:00 UTC", "9999-12-31 23:59:59 UTC"])
def test_a_time_at_which_nbgrader_s_pages_fail_is_none(course, year):
    folder = hand_in(course, "eve", solutions(course))
    (folder / "timestamp.txt").write_text(year)
    assert any("is no time" in sentence for sentence in graded(course)["eve"].look)

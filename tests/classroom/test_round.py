"""A round: everyone entered one by one, odd names and times understood, and what a person marked kept in sight."""

import csv
import shutil
import warnings
from contextlib import contextmanager

import nbformat
import pytest
from nbgrader.api import Gradebook
from nbgrader.apps.api import NbGraderAPI
from nbgrader.coursedir import CourseDirectory

from classroom.exercises import nbgrader as run_nbgrader
from classroom.grade import summary
from classroom.gradebook import CourseError, grades
from classroom.intake.names import student_id
from classroom.pages.__main__ import main as pages
from classroom.record import TaskRecord
from classroom.round import grade
from classroom.submissions import ASSIGNMENT, NAME, answer
from tests.drive.course import HereJudge, dump, hand_in, make, read, solutions

pytestmark = pytest.mark.slow  # each is a round of grading

ALL, HALF = [2, 2, 2, None], [0, 2, 2, None]
LATE = "\nc.LateSubmissionPlugin.penalty_method = 'zero'\n"


@pytest.fixture(scope="module")
def fresh(tmp_path_factory):
    """A course to which nobody has handed in anything."""
    return make(tmp_path_factory.mktemp("small") / "course (a+b)", LATE)


@pytest.fixture
def course(fresh, tmp_path):
    return shutil.copytree(fresh, tmp_path / "course (a+b)")


def rows(course):
    return grades(course, ASSIGNMENT)[1]


def by_name(outcome):
    return {record.student: record for record in outcome.records}


def wrong(course, *tasks):
    """The solutions with wrong functions for these tasks."""
    notebook = solutions(course)
    for task in tasks:
        answer(notebook, task).source = f"def {task}(x):\n    return None"
    return notebook


@contextmanager
def opened(course):
    with warnings.catch_warnings():  # nbgrader 0.9.6 with SQLAlchemy 2 warns here about itself
        warnings.filterwarnings("ignore", message="Object of type <Submitted")
        with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
            yield gradebook


def mark(course, student, cell, points):
    """Give points by hand, as nbgrader's Formgrader does."""
    with opened(course) as gradebook:
        found = gradebook.find_grade(cell, "5_exercises", ASSIGNMENT, student)
        found.manual_score, found.needs_manual_grade = points, False
        gradebook.db.commit()


# --- names ------------------------------------------------------------------------------------------------------------


def test_odd_names_of_folders_become_safe_ids_that_are_said_and_stop_nobody(course):
    odd = ["odd\nname", "[a-z]*?", "ends with a dot.", "-x", "comma, name", "\udcff bytes", "{assignment_id}", "tab\t"]
    plain = ["ada", "Łukasz O'Neil", "山田 太郎", "12345", "ada@uni.edu"]
    for name in odd + plain:
        hand_in(course, name, solutions(course))
    outcome = by_name(grade(course, judge=HereJudge(), jobs=2))
    assert len(outcome) == len(odd + plain) and set(plain) < set(outcome)
    assert rows(course) == {name: ALL for name in outcome}
    for name in set(outcome) - set(plain):
        assert outcome[name].said[0].startswith("The folder is called ") and name in outcome[name].said[0]
    assert any("odd\\nname" in record.said[0] for record in outcome.values() if record.said)
    assert all((course / "autograded" / name / ASSIGNMENT / NAME).is_file() for name in outcome)


def test_a_folder_that_comes_to_another_student_s_id_takes_nothing_from_them_and_is_said(course):
    hand_in(course, student_id("a*"), solutions(course))
    hand_in(course, "a*", wrong(course, "step"))
    (record,) = grade(course, judge=HereJudge()).records
    assert rows(course) == {student_id("a*"): ALL}
    assert record.look == ["The folder a* comes to the same name; it was not graded."]


def test_another_student_s_name_in_the_metadata_changes_nothing(course):
    hand_in(course, "ada", solutions(course))
    notebook = wrong(course, "step")
    notebook.metadata.update(nbgrader={"student": "ada", "student_id": "ada"}, authors=[{"name": "ada"}], student="ada")
    hand_in(course, "eve", notebook)
    grade(course, judge=HereJudge())
    assert rows(course) == {"ada": ALL, "eve": HALF}


def test_who_hands_in_nothing_or_nothing_readable_has_an_entry_with_0_points_and_the_reason(course):
    hand_in(course, "ada", solutions(course))
    (hand_in(course, "grace", solutions(course)) / NAME).write_text("import torch")
    (course / "submitted" / "empty" / ASSIGNMENT).mkdir(parents=True)
    (course / "submitted" / "link").symlink_to(course / "submitted" / "ada")
    with opened(course) as gradebook:
        gradebook.add_student("only on the list")
        gradebook.add_student("../outside")
    outcome = grade(course, judge=HereJudge())
    assert outcome.graded == 4, "who handed in nothing is not counted"
    problems = {name: record.problem for name, record in by_name(outcome).items() if record.problem}
    assert problems == {
        "grace": f"{NAME} is no notebook: it is not complete JSON.",
        "empty": "The folder is empty.",
        "link": "The folder is a link, which is not followed.",
        "only on the list": "Nothing was handed in.",
    }
    assert rows(course) == {name: [0, 0, 0, 0] for name in problems} | {"ada": ALL}
    assert [task.got for task in by_name(outcome)["grace"].tasks] == [0, 0, 0, 0]
    assert any("../outside, which can be no folder" in sentence for sentence in outcome.unmatched)
    said = summary(outcome)
    assert "1 of 5 have points" in said and "Nothing was handed in by 1: only on the list." in said
    assert "grace" in said and "0 points. 5_exercises.ipynb is no notebook" in said


def test_what_fails_for_one_student_fails_for_this_one_only_and_is_tried_again(course):
    for name in ("ada", "ben", "cem"):
        hand_in(course, name, solutions(course))
    (course / "autograded").mkdir()
    (course / "autograded" / "ben").write_text("a file where nbgrader wants a folder")

    class Stumbles(HereJudge):
        def __call__(self, notebook, *others):
            if self.asked == 2:
                self.asked += 1
                raise MemoryError("no room")
            return super().__call__(notebook, *others)

    outcome = by_name(grade(course, judge=Stumbles()))
    assert outcome["ben"].problem.startswith("It could not be entered: ") or "nbgrader" in outcome["ben"].problem
    assert outcome["cem"].problem == "It could not be graded: MemoryError: no room"
    assert rows(course) == {"ada": ALL, "ben": [0, 0, 0, 0], "cem": [0, 0, 0, 0]}
    (course / "autograded" / "ben").unlink()
    judge = HereJudge()
    grade(course, judge=judge)
    assert judge.asked == 2 and rows(course) == {name: ALL for name in ("ada", "ben", "cem")}


# --- what is graded ---------------------------------------------------------------------------------------------------


def test_only_what_has_changed_is_graded_again_and_all_with_again_in_new_cases(course):
    for name in ("ada", "ben"):
        hand_in(course, name, solutions(course))
    judge = HereJudge()
    grade(course, judge=judge)
    assert judge.asked == 2
    assert grade(course, judge=judge).graded == 0
    hand_in(course, "ben", wrong(course, "step"))
    assert grade(course, judge=judge).graded == 1 and rows(course) == {"ada": ALL, "ben": HALF}
    assert len(judge.seeds) == 1
    assert grade(course, judge=judge, students=["ada"], again=True).graded == 1 and len(judge.seeds) == 1
    assert grade(course, judge=judge, again=True).graded == 2 and len(judge.seeds) == 2
    judge.version = "2"
    assert grade(course, judge=judge).graded == 2
    (course / "release" / ASSIGNMENT / NAME).touch()
    shutil.rmtree(course / "autograded" / "ada")
    assert [len(grade(course, judge=judge).records), judge.asked] == [2, 9]


def test_one_student_is_graded_alone_by_the_folder_s_name_too_and_a_name_that_nobody_has_is_said(course):
    for name in ("ada", "odd\nname"):
        hand_in(course, name, solutions(course))
    assert [one.student[:3] for one in grade(course, judge=HereJudge(), students=["odd\nname"]).records] == ["odd"]
    with pytest.raises(CourseError, match="no student 'adam'"):
        grade(course, judge=HereJudge(), students=["adam"])


def test_a_course_that_is_not_ready_is_told_what_to_run(tmp_path):
    with pytest.raises(CourseError, match="generate_assignment rnn"):
        grade(tmp_path, judge=HereJudge())


def test_settings_that_cannot_be_read_are_said(course):
    (course / "nbgrader_config.py").write_text("c = get_config(")
    with pytest.raises(CourseError, match="nbgrader_config.py cannot be read: SyntaxError"):
        grade(course, judge=HereJudge())


# --- time -------------------------------------------------------------------------------------------------------------


def test_penalties_for_late_work_and_extensions_are_nbgrader_s_and_a_broken_time_is_no_zero(course):
    times = {
        "early": b"2030-01-01 10:00:00 UTC",
        "late": b"2030-01-03 10:00:00 UTC",
        "extended": b"2030-01-03 10:00:00 UTC",
        "broken": b"yesterday, I promise",
        "huge": b"9" * 10**6,
        "bytes": b"\xff\xfe",
        "empty": b"",
    }
    for name, text in times.items():
        (hand_in(course, name, solutions(course)) / "timestamp.txt").write_bytes(text)
    with opened(course) as gradebook:
        gradebook.update_or_create_assignment(ASSIGNMENT, duedate="2030-01-02 10:00:00 UTC")
        gradebook.add_student("extended")
        gradebook.update_or_create_submission(ASSIGNMENT, "extended")
        gradebook.grant_extension(ASSIGNMENT, "extended", days=2)
    outcome = by_name(grade(course, judge=HereJudge()))
    entries = dump(course)
    assert {name: entries[name]["score"] - (entries[name]["penalty"] or 0) for name in times} == {
        name: 0 if name == "late" else 6 for name in times
    }
    assert {name for name, record in outcome.items() if record.look} == {"broken", "huge", "bytes", "empty"}
    assert outcome["broken"].look == [
        "timestamp.txt says 'yesterday, I promise', which is no time: it is taken to be in time."
    ]


# --- what a person marked ---------------------------------------------------------------------------------------------


def test_an_answer_that_changed_below_a_mark_is_shown_until_it_is_marked_again(course):
    hand_in(course, "ada", solutions(course))
    assert grade(course, judge=HereJudge()).unread == 1
    mark(course, "ada", "answer-q3", 1)
    mark(course, "ada", "check-step", 1)
    outcome = grade(course, judge=HereJudge(), again=True)
    first = by_name(outcome)["ada"]
    assert outcome.unread == 0, "she has been read"
    assert first.look == [] and dump(course)["ada"]["grades"]["answer-q3"] == (None, 1, False)

    changed = solutions(course)
    answer(changed, "q3").source = "q3 = 'It may explode.'"
    hand_in(course, "ada", changed)
    sentence = "The answer to q3 has changed since a person marked it."
    for again in (False, True):
        outcome = grade(course, judge=HereJudge(), again=again)
        assert by_name(outcome)["ada"].look == [sentence] and outcome.unread == 1
        assert sentence in outcome.page.read_text(encoding="utf-8")
        entry = dump(course)["ada"]["grades"]
        assert entry["answer-q3"] == (None, 1, True) and entry["check-step"] == (2, 1, False)
    hand_in(course, "ada", solutions(course))
    assert by_name(grade(course, judge=HereJudge()))["ada"].look == []
    hand_in(course, "ada", changed)
    grade(course, judge=HereJudge())
    mark(course, "ada", "answer-q3", 0.5)
    pages([str(course)])
    assert sentence not in outcome.page.read_text(encoding="utf-8"), "she has been read again"
    assert by_name(grade(course, judge=HereJudge(), again=True))["ada"].look == []
    (course / "submitted" / "ada" / ASSIGNMENT / NAME).write_text("")
    assert by_name(grade(course, judge=HereJudge()))["ada"].look == [
        "The answer to step, q3 has changed since a person marked it."
    ]
    assert dump(course)["ada"]["grades"]["answer-q3"] == (0, 0.5, True)


# --- nbgrader reads it ------------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_nbgrader_exports_shows_and_gives_back_what_a_round_entered(course):
    for name, notebook in (("ada", solutions(course)), ("odd\nname", wrong(course, "step"))):
        hand_in(course, name, notebook)
    odd = max(by_name(grade(course, judge=HereJudge())))
    done = run_nbgrader(course, "export")
    assert done.returncode == 0, done.stderr
    with open(course / "grades.csv", newline="") as file:
        exported = {row["student_id"]: (float(row["score"]), float(row["max_score"])) for row in csv.DictReader(file)}
    assert exported == {"ada": (6, 7), odd: (4, 7)}
    listed = NbGraderAPI(CourseDirectory(root=str(course))).get_submissions(ASSIGNMENT)
    assert {one["student"]: (one["score"], one["needs_manual_grade"]) for one in listed} == {
        "ada": (6, True),
        odd: (4, True),
    }
    done = run_nbgrader(course, "generate_feedback", ASSIGNMENT, "--force")
    assert done.returncode == 0, done.stderr
    page = (course / "feedback" / odd / ASSIGNMENT / "5_exercises.html").read_text(encoding="utf-8")
    assert "step is wrong." in page


def test_part_of_the_points_reaches_the_gradebook(course):
    hand_in(course, "ada", solutions(course))

    class Generous(HereJudge):
        def __call__(self, *given):
            record = super().__call__(*given)
            record.tasks[0] = TaskRecord("step", 2, 0.5, "wrong", text="Half of it.", printed="hello\n")
            return record

    grade(course, judge=Generous())
    assert rows(course)["ada"][0] == 0.5
    entered = read(course / "autograded" / "ada" / ASSIGNMENT / NAME)
    assert answer(entered, "step").outputs[0].text == "hello\n"
    nbformat.validate(entered)

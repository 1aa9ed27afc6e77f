"""A round that is ended at any point and started again comes to the same end."""

import os
import shutil
import subprocess
import sys

import pytest

from classroom.exercises import CLASSROOM
from classroom.journal import BusyError, Journal, alone
from classroom.record import Record, TaskRecord
from classroom.round import grade
from classroom.submissions import ASSIGNMENT, NAME, answer
from tests.drive.course import HereJudge, dump, hand_in, make, solutions
from tests.drive.killed import POINTS

pytestmark = pytest.mark.slow  # each is a round of grading


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    """A course of five, right and wrong, an odd name and half a file."""
    folder = make(tmp_path_factory.mktemp("small") / "course")
    wrong = solutions(folder)
    answer(wrong, "step").source = "def step(x):\n    return x"
    for name, notebook in (("ada", solutions(folder)), ("odd\nname", wrong), ("ben", wrong), ("cem", wrong)):
        hand_in(folder, name, notebook)
    (hand_in(folder, "grace", wrong) / NAME).write_text("{")
    return folder


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(os, "fork"), reason="It ends its children with a signal.")
@pytest.mark.parametrize("kills", [0, 8], ids=["at each step", "at random"])
def test_after_kills_in_the_middle_of_everything_the_gradebook_is_that_of_a_quiet_round(kills, course, tmp_path):
    quiet, noisy = (shutil.copytree(course, tmp_path / name) for name in ("quiet", "noisy"))
    grade(quiet, judge=HereJudge())
    command = [sys.executable, "-m", "tests.drive.killed", noisy, str(kills)]
    surroundings = os.environ | {"PYTHONPATH": str(CLASSROOM.parent)}
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True, timeout=200)
    assert done.returncode == 0, done.stderr
    # How many kills a round leaves room for is the machine's affair.
    assert int(done.stdout) >= (3 if kills else len(POINTS)), "The rounds were over before they could be ended."
    assert dump(noisy) == dump(quiet)
    judge = HereJudge()
    assert grade(noisy, judge=judge).graded == 0 and judge.asked == 0
    ended, calm = (Journal(one / "rounds" / f"{ASSIGNMENT}.jsonl").records for one in (noisy, quiet))
    assert {name: one.tasks for name, one in ended.items()} == {name: one.tasks for name, one in calm.items()}


@pytest.mark.parametrize("left", [0, 1, 2, 3])
def test_a_journal_that_breaks_off_in_any_line_is_gone_on_with_in_the_same_cases(left, tmp_path):
    path = tmp_path / "rounds" / "rnn.jsonl"
    journal = Journal(path)
    for name in ("ada", "ben"):
        journal.keep(Record(name, "d" * 64, [TaskRecord("step", 2, 1.0)], wall="none"), {"check-step": "abc"})
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:left]) + (lines[left][:-9] if left < len(lines) else b""))
    again = Journal(path)
    assert (again.seed == journal.seed) == (left > 0)
    assert list(again.records) == ["ada", "ben"][: max(0, left - 1)]
    again.keep(Record("cem"), {})
    assert "cem" in Journal(path).records and path.read_bytes().count(b"\n") == max(1, left) + 1


def test_a_line_of_another_version_is_passed_over(tmp_path):
    journal = Journal(tmp_path / "rnn.jsonl")
    with open(journal.path, "a") as file:
        file.write('{"student": "ada", "record": {"mood": "good", "tasks": []}, "answers": {}}\n[1]\n')
    journal.keep(Record("ben"), {})
    assert list(Journal(journal.path).records) == ["ben"] and Journal(journal.path).seed == journal.seed


def test_who_is_not_the_teacher_cannot_read_the_seed(tmp_path):
    journal = Journal(tmp_path / "rounds" / "rnn.jsonl")
    assert journal.path.stat().st_mode & 0o077 == 0 and journal.path.parent.stat().st_mode & 0o077 == 0


def test_a_second_round_at_the_same_time_is_refused_with_a_sentence(tmp_path):
    lock = tmp_path / "rnn.lock"
    with alone(lock, "rnn"), pytest.raises(BusyError, match="A round of rnn is running"), alone(lock, "rnn"):
        pass
    with alone(lock, "rnn"):
        pass


def test_an_error_that_nobody_can_be_graded_with_ends_the_round_and_gives_nobody_0_points(course, tmp_path):
    here = shutil.copytree(course, tmp_path / "course")

    class Broken(HereJudge):
        broken = ConnectionError

        def __call__(self, *given):
            raise ConnectionError("no seat")

    with pytest.raises(ConnectionError):
        grade(here, judge=Broken())
    assert not {"ada", "ben", "cem"} & set(dump(here))
    assert grade(here, judge=HereJudge()).graded >= 4

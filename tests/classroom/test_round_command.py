"""The command of a round: what it reads, what it says while it runs and at its end."""

import io
import os
import signal
import subprocess
import sys
import zipfile
from functools import partial

import nbformat
import pytest
from tqdm import tqdm

from classroom.exercises import CLASSROOM
from classroom.grade import Bar, main, summary
from classroom.gradebook import grades
from classroom.journal import alone
from classroom.record import Record, TaskRecord
from classroom.round import Outcome
from classroom.submissions import ASSIGNMENT, NAME, answer
from tests.drive.course import make, solutions


class Terminal(io.StringIO):
    def isatty(self):
        return True


GRADED = Record("ada", tasks=[TaskRecord("q3", 1.0, None, "by hand")], wall="bubblewrap")
LOOK = Record("ben", look=["A cell ran for too long and was interrupted."], wall="bubblewrap")
FAILED = Record("山田", problem="The folder is empty.")


def test_where_no_terminal_is_each_student_has_a_line_with_the_time_that_is_left():
    file = io.StringIO()
    bar = Bar(file)
    bar.begun -= 10
    for done, record in enumerate((GRADED, LOOK, FAILED), 1):
        bar(done, 3, record)
    assert file.getvalue().splitlines() == [
        "1 of 3, 20 s left  ada: graded.",
        "2 of 3, 5 s left  ben: graded.",
        "3 of 3  山田: The folder is empty.",
    ]


def test_a_terminal_has_a_bar_and_above_it_only_who_needs_a_look(monkeypatch):
    monkeypatch.setattr("classroom.grade.tqdm", partial(tqdm, disable=False))  # make switches bars off
    file = Terminal()
    bar = Bar(file)
    for done, record in enumerate((GRADED, LOOK, FAILED), 1):
        bar(done, 3, record)
    said = file.getvalue()
    assert "ben: A cell ran" in said and "山田: The folder is empty." in said and "ada" not in said and "/3" in said


def test_the_end_is_short_and_names_who_needs_a_look(tmp_path):
    absent = Record("zoe", problem="Nothing was handed in.")
    unclear, page = ["Kim Lee may be u3 or u4."], tmp_path / "page.html"
    outcome = Outcome([GRADED, LOOK, FAILED, absent], 3, unclear, ["ada"], page, unread=1)
    assert summary(outcome).splitlines() == [
        "2 of 4 have points, 3 were graded now.",
        "They ran behind: bubblewrap.",
        "1 has answers that a person must read (Formgrader, Manual Grading).",
        "New on the list of students: ada.",
        "Nothing was handed in by 1: zoe. What was not matched, below, may be theirs.",
        "",
        "Who needs a look:",
        "  ben  A cell ran for too long and was interrupted.",
        "  山田   0 points. The folder is empty.",
        "",
        "Handed in, and not matched to a student:",
        "  Kim Lee may be u3 or u4.",
        "  Put the files of each into submitted/ID/rnn, where ID is the student's, and start again.",
        "",
        f"The page of the class: {tmp_path / 'page.html'}",
    ]


@pytest.fixture(scope="module")
def course(tmp_path_factory):
    return make(tmp_path_factory.mktemp("small") / "course")


@pytest.mark.slow
def test_an_export_is_graded_by_one_command_and_one_that_was_interrupted_goes_on(course, tmp_path):
    wrong = solutions(course)
    answer(wrong, "step").source = "import time\n\n\ndef step(x):\n    return x\n\n\ntime.sleep(4)"
    with zipfile.ZipFile(tmp_path / "export.zip", "w") as file:
        for name, notebook in (("Ada Lovelace", solutions(course)), ("Ben Ali", wrong), ("Cem Öz", wrong)):
            file.writestr(f"{name}_1_assignsubmission_file_/{NAME}", nbformat.writes(notebook))
    command = [sys.executable, "-m", "classroom.grade", course, "--from", tmp_path / "export.zip", "--jobs", "1"]
    surroundings = os.environ | {"PYTHONPATH": str(CLASSROOM.parent)}
    heard = partial(signal.signal, signal.SIGINT, signal.SIG_DFL)  # what runs in the background of a shell ignores it
    first = subprocess.Popen(
        command, env=surroundings, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heard
    )
    for line in first.stderr:
        if line.startswith("1 of 3"):
            break
    first.send_signal(signal.SIGINT)
    assert "Interrupted." in first.communicate(timeout=60)[1] and first.returncode == 1
    done = subprocess.run(command, env=surroundings, capture_output=True, text=True)
    assert done.returncode == 0 and "Ada" not in done.stderr, done.stderr
    assert "3 of 3 have points" in done.stdout
    assert grades(course, ASSIGNMENT)[1] == {
        "Ada Lovelace": [2, 2, 2, None],
        "Ben Ali": [0, 2, 2, None],
        "Cem Öz": [0, 2, 2, None],
    }


def test_where_nobody_named_a_course_it_is_asked_for(tmp_path, monkeypatch):
    monkeypatch.setattr("classroom.gradebook.__file__", str(tmp_path / "gradebook.py"))
    with pytest.raises(SystemExit, match="Name your course"):
        main([str(tmp_path)])


@pytest.mark.slow
def test_what_stops_a_round_is_a_sentence(course, tmp_path):
    for arguments, said in (
        ([str(tmp_path)], "Run there: nbgrader generate_assignment rnn"),
        ([str(course), "--from", str(tmp_path / "gone.zip")], "gone.zip does not exist"),
        ([str(course), "--student", "nobody"], "There is no student 'nobody'"),
    ):
        with pytest.raises(SystemExit, match=said):
            main(arguments)
    with alone(course / "rounds" / f"{ASSIGNMENT}.lock", ASSIGNMENT), pytest.raises(SystemExit, match="is running"):
        main([str(course)])

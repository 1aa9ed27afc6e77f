"""One round with a submission of each kind of attack: nobody gains a point, and nobody else loses one."""

import os
import re
import socket
import sysconfig
import warnings
from pathlib import Path

import psutil
import pytest

from classroom.grade import Judge
from classroom.gradebook import grades
from classroom.intake.names import student_id
from classroom.judge import wall
from classroom.judge.limits import Limits
from classroom.round import grade
from classroom.submissions import ASSIGNMENT

from .attacks import ATTACKS, POINTS, SECRET, TASKS, hand_in, make_course

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(wall._without_bubblewrap() is not None, reason="bubblewrap does not work here"),
]
QUICK = Limits(seconds=20, cell=1, first=15)
PACKAGES = Path(sysconfig.get_path("purelib"))


def files(folder):
    """What lies in a folder: path -> what it holds, or what it is."""
    found = {}
    for place, folders, names in os.walk(folder):
        for path in (Path(place, name) for name in [*folders, *names]):
            plain = path.is_file() and not path.is_symlink() and path.stat().st_size < 10**9
            found[path] = path.read_bytes() if plain else path.lstat().st_mode
    return found


def packages():
    """The packages of this Python, and when each was written."""
    return {path.name: path.stat().st_mtime for path in PACKAGES.iterdir() if path.name != "__pycache__"}


class Played:
    """The round, with what was there before and after it."""

    def __init__(self, folder):
        folder.chmod(0o755)
        self.course = make_course(folder / "course")
        (self.course / "secret.txt").write_text(SECRET)
        with socket.create_server(("127.0.0.1", 0)) as server, warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Non-unique cell id")
            hand_in(self.course, ATTACKS, server.getsockname()[1])
            self.before, self.packages = self.files(), packages()
            outcome = grade(self.course, ASSIGNMENT, judge=Judge(self.course, folder, QUICK), jobs=2)
        self.records = {one.student: one for one in outcome.records}
        self.page = outcome.page
        self.grades = grades(self.course, ASSIGNMENT)[1]

    def files(self):
        """What the teacher had before the round."""
        return {name: files(self.course / name) for name in ("source", "release", "submitted")}

    def record(self, attack):
        return self.records[student_id(attack.name)]


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("TEACHERS_PASSWORD", SECRET)
        return Played(tmp_path_factory.mktemp("attacked"))


def test_whoever_is_honest_has_all_points_beside_all_attacks(played):
    assert played.grades["honest"] == [POINTS[task] for task in TASKS]
    assert played.records["honest"].look == []


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: student_id(attack.name))
def test_an_attack_gains_no_point(attack, played):
    record = played.record(attack)
    assert {task.name: task.got for task in record.tasks} == {
        task: POINTS[task] if task in attack.gets else 0 for task in TASKS
    }, attack.what
    assert played.grades[record.student] == [POINTS[task] if task in attack.gets else 0 for task in TASKS]
    assert (record.problem is None) is attack.graded
    assert attack.says in record.tasks[0].printed, record.tasks[0].printed


def test_no_file_of_anybody_s_has_changed_and_nothing_was_installed(played):
    after = played.files()
    assert {name for name, found in played.before.items() if found != after[name]} == set()
    assert packages() == played.packages


def test_nothing_that_a_submission_has_started_is_left(played):
    assert [one for one in psutil.process_iter(["cmdline"]) if "98765" in " ".join(one.info["cmdline"] or [])] == []


def test_the_pages_hold_no_secret_no_drawn_case_no_path_and_nothing_that_runs_or_is_fetched(played):
    pages = [*(played.course / "feedback").rglob("*.html"), played.page]
    assert len(pages) == len(played.records) + 1
    for page in pages:
        text = page.read_text(encoding="utf-8")
        assert len(text) < 200_000, page
        for word in (SECRET, "DRAWN", str(played.course), str(Path.home()), "<script>alert", "\x1b", "<b>honest"):
            assert word not in text, (page, word)
        assert re.findall(r"(?:src|href)=[\"']?(?!#|data:)[^\s>]+", text) == [], page


def test_what_is_drawn_is_told_to_nobody_s_notebook(played):
    for path in (played.course / "autograded").rglob("*"):
        assert path.is_dir() or b"DRAWN" not in path.read_bytes(), path

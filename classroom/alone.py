"""Grade one submission in a course of its own: a folder in which no other student exists, with limits on everything.

This bounds accidents. It is no sandbox: the student's code runs as the teacher's user and can reach absolute paths
and the network. For code that is not trusted, run the whole round in a container or as another user.
"""

import os
import shutil
import sqlite3
import subprocess
import sys
import uuid
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from time import monotonic, sleep

import nbformat
import psutil
from nbgrader.api import Gradebook

STUDENT = "handed-in"  # every student has this name in the own course: real names may hold characters that globs read
KEPT = ("PATH", "PYTHONPATH", "VIRTUAL_ENV", "LANG", "LC_ALL", "LC_CTYPE", "SYSTEMROOT", "PATHEXT", "LD_LIBRARY_PATH")
TOKEN = "D2L_RNN_GRADING"  # marks every process of a submission, so that none is left behind
MOST_ON_DISK = 500 * 10**6  # bytes in the folder of a submission


class UngradedError(Exception):
    """A submission reached a limit, or nbgrader gave it up; the message is a sentence for the teacher."""


@dataclass
class Limits:
    """What one submission may use."""

    # For all cells together. How long a single one may run is c.Execute.timeout in nbgrader's settings.
    seconds: int = 180
    gigabytes: float = 4.0  # of memory, for each process; importing PyTorch takes less than one

    @property
    def wall_clock(self):
        """Seconds until the whole process is ended: the cells' own limit, and what nbgrader needs around it."""
        return self.seconds + 120


def make_template(course, assignment, folder):
    """Fill `folder` with what every submission needs: settings, additional files and a gradebook without students."""
    folder.mkdir()
    if (course / "nbgrader_config.py").exists():
        shutil.copy(course / "nbgrader_config.py", folder)
    copy_files(course / "source" / assignment, folder / "source" / assignment)
    shutil.copy(course / "gradebook.db", folder / "gradebook.db")
    with Gradebook(f"sqlite:///{folder / 'gradebook.db'}") as gradebook:
        for student in list(gradebook.students):
            gradebook.remove_student(student.id)
    with closing(sqlite3.connect(folder / "gradebook.db")) as connection:
        connection.execute("VACUUM")  # what was removed must not be readable either
    # matplotlib reads all fonts of the machine once, for several seconds, and keeps the list in its home.
    home = folder / "home"
    home.mkdir()
    subprocess.run(
        [sys.executable, "-c", "import matplotlib.font_manager"],
        env=environment(folder),
        capture_output=True,
        check=False,
    )


def copy_files(source, target):
    """Copy the ordinary files of a folder, without notebooks, links and what is too large for nbgrader."""
    target.mkdir(parents=True, exist_ok=True)
    for path in source.rglob("*"):
        if any(part.startswith(".") for part in path.relative_to(source).parts):
            continue
        if path.is_file() and not path.is_symlink() and path.suffix != ".ipynb" and path.stat().st_size < 10**8:
            (target / path.relative_to(source)).parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, target / path.relative_to(source))


def environment(folder, token=""):
    """The environment variables of a submission: nothing of the teacher's but where Python and the packages are."""
    kept = {name: os.environ[name] for name in KEPT if name in os.environ}
    # d2l_rnn may be a folder next to this one and not installed.
    kept["PYTHONPATH"] = os.pathsep.join(filter(None, [str(Path(__file__).parents[1]), kept.get("PYTHONPATH")]))
    home = str(folder / "home")
    return kept | {
        "HOME": home,
        "USERPROFILE": home,
        "TMPDIR": home,
        "TEMP": home,
        "OMP_NUM_THREADS": "1",  # with more threads PyTorch is slower here, above all on a busy machine
        "TQDM_DISABLE": "1",
        "PYTHONDONTWRITEBYTECODE": "1",
        TOKEN: token,
    }


def grade_alone(template, folder, assignment, name, notebook, others, limits):
    """Grade `notebook` in a copy of the template at `folder`.

    `others` is the folder with the files that were handed in beside it. Returns the path of the graded notebook;
    raises UngradedError where there is none.
    """
    shutil.copytree(template, folder)
    submitted = folder / "submitted" / STUDENT / assignment
    copy_files(others, submitted)
    nbformat.write(notebook, submitted / name)
    token = uuid.uuid4().hex
    command = [sys.executable, "-m", "classroom.autograde_one", assignment, str(limits.seconds), str(limits.gigabytes)]
    with open(folder / "log.txt", "wb") as log:
        process = subprocess.Popen(
            command, cwd=folder, env=environment(folder, token), stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
        try:
            _watch(process, folder, limits)
        finally:
            end(token)
            process.wait()
    graded = folder / "autograded" / STUDENT / assignment / name
    if process.returncode != 0 or not graded.is_file():
        raise UngradedError(f"nbgrader could not grade it: {last_words(folder / 'log.txt')}")
    return graded


def _watch(process, folder, limits):
    """Wait for the process; raises UngradedError if it reaches a limit first."""
    start = looked = monotonic()
    while process.poll() is None:
        if monotonic() - start > limits.wall_clock:
            raise UngradedError(f"It was not done after {limits.wall_clock} seconds and was ended.")
        if monotonic() - looked > 2:
            looked = monotonic()
            if _size(folder) > MOST_ON_DISK:
                raise UngradedError(f"It wrote more than {MOST_ON_DISK // 10**6} MB to the disk and was ended.")
        sleep(0.2)


def _size(folder):
    total = 0
    for path, _, names in os.walk(folder):
        for name in names:
            try:
                total += os.lstat(os.path.join(path, name)).st_size
            except OSError:  # it is gone already
                continue
    return total


def end(token):
    """End what is left of a submission, also what has detached itself."""
    for process in psutil.process_iter():
        try:
            if process.environ().get(TOKEN) == token:
                process.kill()
        except (psutil.Error, OSError):  # another user's, or gone
            continue


def last_words(log):
    """The last line of a log that says something, for a sentence."""
    lines = [line.strip() for line in log.read_bytes()[-20000:].decode(errors="replace").splitlines()]
    said = [line for line in lines if line and "NbGraderException" not in line and "[AutogradeApp" not in line]
    return (said or lines or ["no reason was given."])[-1][:300]

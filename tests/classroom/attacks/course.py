"""A course in which attacks are handed in beside honest work, and what an attack is.

The course has three tasks with points. Unless an attack says otherwise, its answers to output_size and clip are right,
that to step is wrong, and it tries to get the points of step all the same.
"""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import nbformat
from nbformat.v4 import new_code_cell

from classroom.exercises import CLASSROOM, released
from classroom.submissions import ASSIGNMENT, NAME, answer, solved

TASKS = ("output_size", "step", "clip")
POINTS = {"output_size": 1, "step": 3, "clip": 3}
HONEST = ("output_size", "clip")
WRONG = "def step(X, H, W_xh, W_hh, b_h):\n    return torch.tanh(X @ W_xh)"
RIGHT = "def step(X, H, W_xh, W_hh, b_h):\n    return torch.tanh(X @ W_xh + H @ W_hh + b_h)"
SECRET = "swordfish"  # in the teacher's surroundings and files
ATTACKS = []


@dataclass
class Attack:
    """A submission and the tasks that get their points; `graded` says whether there is a notebook to run."""

    name: str
    what: str
    write: Callable  # (notebook, folder) -> None to save the notebook, or True where it has seen to that
    gets: tuple
    graded: bool
    says: str = ""  # the line that its first answer must have printed


def attack(name, gets=HONEST, graded=True):
    """Add the decorated function; its docstring says what is tried."""

    def add(write):
        ATTACKS.append(Attack(name, write.__doc__, write, gets, graded))
        return write

    return add


def cell_of(name, source, what, gets=HONEST, says=""):
    """An attack that stands in the first answer cell, below the answer, and runs before the other answers."""

    def write(notebook, folder):
        answer(notebook, "output_size").source += f"\n{source}"

    ATTACKS.append(Attack(name, what, write, gets, True, says))


# --- the course -------------------------------------------------------------------------------------------------------


def make_course(folder):
    """A small course in `folder`, with the real checks of three tasks."""
    source = nbformat.read(CLASSROOM / "source" / ASSIGNMENT / NAME, as_version=4)
    kept = [f"{part}-{task}" for task in TASKS for part in ("answer", "check")]
    cells = [cell for cell in source.cells if cell.metadata.get("nbgrader", {}).get("grade_id") in kept]
    setup = new_code_cell("import torch\n\nfrom d2l_rnn import checks", id="setup")
    source.cells = [setup, *cells]
    (folder / "source" / ASSIGNMENT).mkdir(parents=True)
    nbformat.write(source, folder / "source" / ASSIGNMENT / NAME)
    (folder / "nbgrader_config.py").write_bytes((CLASSROOM / "nbgrader_config.py").read_bytes())
    released(folder)
    return folder


def hand_in(course, attacks=ATTACKS, port=0):
    """Write what is handed in: an honest submission, and one for each attack. The teacher listens at `port`."""
    release, source = (nbformat.read(course / part / ASSIGNMENT / NAME, as_version=4) for part in ("release", "source"))
    right = solved(release, source)
    for one in [None, *attacks]:
        folder = course / "submitted" / (one.name if one else "honest") / ASSIGNMENT
        folder.mkdir(parents=True)
        notebook = deepcopy(right)
        if one:
            answer(notebook, "step").source = WRONG
        saved = one and one.write(notebook, folder)
        first = answer(notebook, "output_size") if not saved and notebook.cells else None
        if first:
            first.source = first.source.replace("PORT", str(port))
        if not saved:
            nbformat.write(notebook, folder / NAME)

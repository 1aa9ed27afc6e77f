"""A class of thirty students who do not exist, each with one thing that happens to submissions.

Every submission is made from the released notebook and the solutions of the source, so it follows when they change.
"""

import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import nbformat
from nbformat.v4 import new_code_cell, new_output

ASSIGNMENT, NAME = "rnn", "5_exercises.ipynb"
CLASS = []


@dataclass
class Student:
    """Who handed in what, and how the round should end for them."""

    name: str
    what: str
    write: Callable  # (notebook with the solutions, folder) -> None; may change the notebook, which is then saved
    loses: tuple  # the tasks without points; everything else has full points
    graded: bool = True
    repaired: bool = False  # whether preflight has something to say


def student(name, loses=(), graded=True, repaired=False):
    """Add the decorated function to the class; its docstring says what was handed in."""

    def add(write):
        CLASS.append(Student(name, write.__doc__, write, loses, graded, repaired))
        return write

    return add


ALL = ("*",)  # for `loses`


def write_class(course, students=CLASS):
    """Write what these students hand in into course/submitted."""
    course = Path(course)
    release = nbformat.read(course / "release" / ASSIGNMENT / NAME, as_version=4)
    source = nbformat.read(course / "source" / ASSIGNMENT / NAME, as_version=4)
    for one in students:
        folder = course / "submitted" / one.name / ASSIGNMENT
        folder.mkdir(parents=True)
        notebook = solved(release, source)
        if one.write(notebook, folder) is None:
            nbformat.write(notebook, folder / NAME)


# --- working on a notebook --------------------------------------------------------------------------------------------


def solved(release, source):
    """The released notebook with the source's solutions in its answer cells."""
    notebook = deepcopy(release)
    solutions = {cell.metadata.nbgrader.grade_id: cell.source for cell in source.cells if "nbgrader" in cell.metadata}
    for cell in notebook.cells:
        if cell.metadata.get("nbgrader", {}).get("solution"):
            lines = solutions[cell.metadata.nbgrader.grade_id].split("\n")
            lines = [line for line in lines if "### BEGIN SOLUTION" not in line and "### END SOLUTION" not in line]
            cell.source = "\n".join(line.removesuffix("  ### SOLUTION") for line in lines)
    return notebook


def place(notebook, grade_id):
    """Where the cell with this grade_id is."""
    ids = [cell.metadata.get("nbgrader", {}).get("grade_id") for cell in notebook.cells]
    return ids.index(grade_id)


def answer(notebook, task):
    """The answer cell of a task."""
    return notebook.cells[place(notebook, f"answer-{task}")]


def in_function(notebook, task, line):
    """Let the function that answers a task begin with a line of its own."""
    cell = answer(notebook, task)
    head, _, rest = cell.source.partition("\n")
    cell.source = f"{head}\n    {line}\n{rest}"


def tasks(notebook):
    """The tasks with points, in order."""
    ids = [cell.metadata.get("nbgrader", {}) for cell in notebook.cells]
    return [one["grade_id"].split("-", 1)[1] for one in ids if one.get("grade")]


WRONG_STEP = "def step(X, H, W_xh, W_hh, b_h):\n    return torch.tanh(X @ W_xh)"


# --- the class: eight who show most come first ------------------------------------------------------------------------


@student("ada")
def _(notebook, folder):
    """the solutions"""


@student("ben", loses=ALL)
def _(notebook, folder):
    """the notebook as it was handed out"""
    release = nbformat.read(folder.parents[2] / "release" / ASSIGNMENT / NAME, as_version=4)
    notebook.cells = release.cells


@student("chloe", loses=("step",))
def _(notebook, folder):
    """an endless loop in the answer cell of step"""
    answer(notebook, "step").source = "while True:\n    pass\n\n" + answer(notebook, "step").source


@student("dmitri", loses=("clip",))
def _(notebook, folder):
    """os._exit() in the answer cell of clip: the kernel is gone"""
    answer(notebook, "clip").source = "import os\n\nos._exit(1)\n\n" + answer(notebook, "clip").source


@student("elif", repaired=True)
def _(notebook, folder):
    """a deleted check cell"""
    del notebook.cells[place(notebook, "check-step")]


@student("farid", loses=("step",), repaired=True)
def _(notebook, folder):
    """a wrong step, and a check cell edited so that it always passes"""
    answer(notebook, "step").source = WRONG_STEP
    notebook.cells[place(notebook, "check-step")].source = "print('Right: step agrees with (9.4.5).')"


@student("grace", loses=ALL, graded=False)
def _(notebook, folder):
    """a file that breaks off in the middle"""
    text = nbformat.writes(notebook)
    return (folder / NAME).write_text(text[: len(text) // 2], encoding="utf-8")


@student("hugo", loses=("step",))
def _(notebook, folder):
    """an allocation of 100 GB"""
    in_function(notebook, "step", "memory = torch.zeros(25 * 2**30)")


@student("ines", loses="the second half")
def _(notebook, folder):
    """half of it"""
    blank = nbformat.read(folder.parents[2] / "release" / ASSIGNMENT / NAME, as_version=4)
    order = tasks(notebook)
    for task in order[len(order) // 2 :]:
        answer(notebook, task).source = answer(blank, task).source


@student("jonas")
def _(notebook, folder):
    """right answers in other ways of writing them"""
    answer(notebook, "step").source = (
        "def step(X, H, W_xh, W_hh, b_h):\n"
        "    rows = []\n"
        "    for x, h in zip(X, H):\n"
        "        rows.append(torch.einsum('d,dh->h', x, W_xh) + torch.einsum('g,gh->h', h, W_hh) + b_h[0])\n"
        "    return torch.stack(rows).tanh()"
    )
    answer(notebook, "step_losses").source = (
        "from torch.nn import functional as F\n\n\n"
        "def step_losses(O, targets):\n"
        "    return F.cross_entropy(O, targets, reduction='none')"
    )
    answer(notebook, "shift").source = (
        "def shift(text):\n"
        "    pairs = list(zip(text, text[1:]))\n"
        "    return ''.join(a for a, b in pairs), ''.join(b for a, b in pairs)"
    )


@student("keiko")
def _(notebook, folder):
    """helper functions in cells of her own"""
    at = place(notebook, "answer-step")
    notebook.cells.insert(at, new_code_cell("def affine(X, W, b):\n    return X @ W + b"))
    answer(
        notebook, "step"
    ).source = "def step(X, H, W_xh, W_hh, b_h):\n    return torch.tanh(affine(X, W_xh, b_h) + H @ W_hh)"


@student("lucia", loses=("unroll",))
def _(notebook, folder):
    """a syntax error"""
    answer(notebook, "unroll").source = "def unroll(Xs, H, W_xh, W_hh, b_h, W_hq, b_q)\n    return Xs"


@student("mateo", loses=("clip",))
def _(notebook, folder):
    """sys.exit() in an answer cell"""
    answer(notebook, "clip").source = "import sys\n\nsys.exit()\n\n" + answer(notebook, "clip").source


@student("nadia", repaired=True)
def _(notebook, folder):
    """a check cell twice, which ends a batch of nbgrader's own"""
    at = place(notebook, "check-step")
    pasted = deepcopy(notebook.cells[at])
    pasted.id = "pasted"
    notebook.cells.insert(at, pasted)


@student("omar", repaired=True)
def _(notebook, folder):
    """all cells in another order"""
    random.Random(0).shuffle(notebook.cells)


@student("priya", loses=ALL)
def _(notebook, folder):
    """no answers, but checks that were replaced, and the points as values of the check cells"""
    release = nbformat.read(folder.parents[2] / "release" / ASSIGNMENT / NAME, as_version=4)
    notebook.cells = release.cells
    cheat = (
        "from IPython.core.interactiveshell import InteractiveShell\n\n"
        "InteractiveShell.ast_node_interactivity = 'all'\n"
        "for name in checks.__all__:\n"
        "    setattr(checks, name, lambda *anything: 1)"
    )
    notebook.cells.insert(2, new_code_cell(cheat))


@student("quentin", loses=("step",), repaired=True)
def _(notebook, folder):
    """a deleted answer cell"""
    del notebook.cells[place(notebook, "answer-step")]


@student("rania", repaired=True)
def _(notebook, folder):
    """cell ids and metadata lost on the way, as a foreign editor may do"""
    for at, cell in enumerate(notebook.cells):
        cell.metadata = {"id": f"x{at}"}
        del cell["id"]
    notebook.metadata = {"colab": {"provenance": []}}
    notebook.nbformat_minor = 0


@student("sofia", loses=ALL, graded=False)
def _(notebook, folder):
    """a Python file with the notebook's name"""
    return (folder / NAME).write_text("import torch\n\n\ndef step(X, H):\n    return X\n")


@student("tomas")
def _(notebook, folder):
    """50 MB of printing"""
    answer(notebook, "step").source += "\n\n\nfor k in range(50):\n    print('x' * 10**6)"


@student("ursula")
def _(notebook, folder):
    """functions that print on stderr, where nbgrader alone gives no points"""
    in_function(notebook, "step", "import sys; print('called', file=sys.stderr)")


@student("victor", loses=("step",))
def _(notebook, folder):
    """a recursion without an end"""
    answer(notebook, "step").source = "def step(*arguments):\n    return step(*arguments)"


@student("wanda", repaired=True)
def _(notebook, folder):
    """another kernel"""
    notebook.metadata.kernelspec = {"display_name": "R", "language": "R", "name": "ir"}


@student("xavier")
def _(notebook, folder):
    """30 MB of outputs in the file"""
    outputs = [new_output("stream", name="stdout", text="y" * 10**6) for _ in range(30)]
    notebook.cells[place(notebook, "check-step")].outputs = outputs


@student("山田 太郎")
def _(notebook, folder):
    """a name and an answer outside ASCII"""
    answer(
        notebook, "q3"
    ).source = 'q3 = """勾配は毎時刻 W_hh の転置と tanh の微分を掛けられるので、消失することも爆発することもある。"""'


@student("yara", repaired=True)
def _(notebook, folder):
    """a file with another name"""
    nbformat.write(notebook, folder / "5_exercises (1).ipynb")
    return True


@student("zoltan")
def _(notebook, folder):
    """writes into every notebook that the next three folders above hold"""
    wipe = "from pathlib import Path\n\nfor path in Path('../../..').rglob('*.ipynb'):\n    path.chmod(0o666)\n"
    answer(notebook, "step").source += "\n\n\n" + wipe + "    path.write_text('')"


@student("amira")
def _(notebook, folder):
    """prints the environment variables"""
    answer(notebook, "step").source += "\n\n\nimport os\n\nprint(dict(os.environ))"


@student("bruno", loses=("step",))
def _(notebook, folder):
    """raise SystemExit in a function"""
    in_function(notebook, "step", "raise SystemExit")


@student("celine", loses=("clip",))
def _(notebook, folder):
    """an endless loop that does not let itself be interrupted"""
    stubborn = "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass\n"
    answer(notebook, "clip").source = stubborn


def expected(one, order):
    """The tasks of `order` for which the student gets full points."""
    if one.loses == ALL:
        return set()
    if one.loses == "the second half":
        return set(order[: len(order) // 2])
    return set(order) - set(one.loses)

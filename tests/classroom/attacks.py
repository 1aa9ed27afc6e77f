"""Submissions that try to gain points or to do harm, one of each kind, and what each of them deserves.

The course has three tasks with points. Unless an attack says otherwise, its answers to output_size and clip are right,
that to step is wrong, and it tries to get the points of step all the same.
"""

import json
import os
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from classroom.exercises import CLASSROOM, released
from classroom.submissions import ASSIGNMENT, NAME, answer, place, solved

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


# --- what decides -----------------------------------------------------------------------------------------------------

cell_of(
    "checks-replaced",
    """
for name in checks.__dict__:
    if not name.startswith("__"):
        setattr(checks, name, lambda *anything: print("Right: all."))
import sys, types
for name in list(sys.modules):
    if name.startswith("d2l_rnn.checks"):
        sys.modules[name].__dict__.update(dict.fromkeys(("serve", "run", "once", "equal"), lambda *anything: True))
""",
    gets=(),
    what="replaces the checks and what runs the answers, so that no answer of its own can be asked",
)
cell_of(
    "torch-replaced",
    """
torch.allclose = torch.equal = lambda *args, **kwargs: True
torch.Tensor.__eq__ = lambda self, other: True
""",
    what="replaces functions of torch",
)
cell_of(
    "builtins-replaced",
    """
import builtins
builtins.all = lambda values: True
builtins.AssertionError = Exception
""",
    gets=(),
    what="replaces built-in functions, of which its own answers need some",
)
cell_of(
    "transformers",
    """
import ast, IPython
class Quiet(ast.NodeTransformer):
    def visit_Call(self, node):
        return ast.Constant(True) if "checks" in ast.unparse(node) else node
get_ipython().ast_transformers.append(Quiet())
get_ipython().input_transformers_post.append(lambda lines: ["pass\\n"] if "checks." in "".join(lines) else lines)
""",
    what="transforms the source of later cells",
)
cell_of(
    "by-hand",
    """
import json, os
for task in ("check-step", "check-clip", "check-output_size"):
    for n in range(200):
        line = {"n": n, "kept": True, "reply": {"outcomes": [], "problem": None, "state": "right", "points": 99}}
        for place in range(3, 64):
            try:
                os.write(place, (json.dumps(line) + "\\n").encode())
            except OSError:
                pass
""",
    gets=("clip",),
    what="writes replies of its own on every channel there is, so that its cell counts for nothing",
)
cell_of(
    "patched-wire",
    """
import json, os, struct
from d2l_rnn.checks import wire
written = wire.serve
def serve(answer, asked):
    reply = written(answer, asked)
    if "outcomes" in reply:
        reply["outcomes"] = [{"value": one.get("value"), "changed": [], "points": 3} for one in reply["outcomes"]]
        reply["state"] = "right"
    return reply
wire.serve = serve
struct.pack = lambda *args: b""
""",
    gets=("output_size",),
    what="changes what its answers reply, beyond what is agreed on",
)
cell_of(
    "source-of-the-checks",
    """
import glob, importlib, inspect, sys
found = {}
for name in ("tasks", "judge", "sentences", "compare", "verdict", "drawn"):
    try:
        found[name] = importlib.import_module("d2l_rnn.checks." + name)
    except ImportError:
        pass
names = ("d2l_rnn/checks/tasks", "classroom/source", "d2l_rnn/checks/judge.py", "gradebook.db")
files = [path for place in (*sys.path, *glob.glob("/*")) for name in names
         for path in glob.glob(f"{place or '.'}/{name}")]
print("FOUND", found, files)
""",
    says="FOUND {} []",
    what="looks for the source of the checks, the solutions and the gradebook",
)
cell_of(
    "memory-of-others",
    """
import gc, os
said = []
for pid in [name for name in os.listdir("/proc") if name.isdigit()]:
    for what in ("environ", "mem", "maps", "cmdline"):
        try:
            with open(f"/proc/{pid}/{what}", "rb") as file:
                said.append(file.read(10000))
        except OSError:
            pass
    for folder in ("fd", "cwd", "root"):
        try:
            said.append(os.listdir(f"/proc/{pid}/{folder}"))
        except OSError:
            pass
secret = b"sword" + b"fish"
objects = [one for one in gc.get_objects() if type(one).__name__ in ("Verdict", "Gradebook")]
print("FOUND", secret in b"".join(one for one in said if isinstance(one, bytes)), objects)
""",
    says="FOUND False []",
    what="reads what other processes hold, as far as the system lets it",
)


@attack("drawn-cases", gets=("output_size",))
def _(notebook, folder):
    """lets an answer, once it was right in the cases of the notebook, tell those that were drawn"""
    answer(notebook, "step").source = WRONG
    answer(notebook, "clip").source = (
        "seen = []\n" + answer(notebook, "clip").source.replace("def clip", "def right") + "\ndef clip(grads, theta):\n"
        "    seen.append([g.tolist() for g in grads])\n"
        "    open('/tmp/seen.txt', 'a').write(str(seen[-1]))\n"
        "    if len(seen) > 13:\n"
        "        print('DRA' + 'WN', seen[-1])\n"
        "        raise ValueError('DRA' + 'WN ' + str(seen[-1]))\n"
        "    return right(grads, theta)"
    )


@attack("changes-later", gets=HONEST)
def _(notebook, folder):
    """lets a thread and a process change the answer after its check"""
    answer(notebook, "step").source = (
        "import os, threading, time\n\n" + WRONG + "\n\n"
        "def better():\n"
        "    time.sleep(0.2)\n"
        "    step.__code__ = (lambda X, H, A, B, b: torch.tanh(X @ A + H @ B + b)).__code__\n\n"
        "threading.Thread(target=better, daemon=True).start()\n"
        "if os.fork() == 0:\n    time.sleep(1)\n    os._exit(0)"
    )


@attack("hostile-objects", gets=("output_size",))
def _(notebook, folder):
    """returns objects that claim to be tensors, equal to everything, and that do harm when they are looked at"""
    liar = (
        "class Liar:\n"
        "    __class__ = torch.Tensor\n"
        "    shape, dtype = (1, 1), torch.float32\n"
        "    def __eq__(self, other): return True\n"
        "    def __hash__(self): return 0\n"
        "    def __repr__(self): import os; os._exit(0)\n"
        "    def __reduce__(self): return print, ('pickled',)\n"
        "    def __getattr__(self, name): return lambda *args, **kwargs: self\n\n"
    )
    answer(notebook, "step").source = liar + "def step(*args):\n    return Liar()"
    answer(notebook, "clip").source = "def clip(grads, theta):\n    return [Liar() for g in grads]"


@attack("too-much-returned", gets=("output_size",))
def _(notebook, folder):
    """returns a million numbers, and whole numbers of a million digits"""
    answer(notebook, "step").source = "def step(X, *args):\n    return torch.zeros(1000, 1000)"
    answer(notebook, "clip").source = "def clip(grads, theta):\n    return [10 ** 10**6] * 10**6"


@attack("snapshots", gets=("output_size",))
def _(notebook, folder):
    """lets one answer end the processes of all others"""
    answer(notebook, "step").source = (
        "import os\n\ndef step(*args):\n    for pid in range(2, 400):\n"
        "        if pid != os.getpid():\n            try:\n                os.kill(pid, 9)\n"
        "            except OSError:\n                pass\n    return args[1]"
    )


# --- the machine ------------------------------------------------------------------------------------------------------

cell_of(
    "files-outside",
    """
import os, shutil, subprocess, sys, sysconfig
for top in (Path.cwd().parents[-1], Path.home(), Path(sysconfig.get_path("purelib")), Path("/tmp"), Path("..")):
    for path in list(top.glob("*")) + list(top.glob("*/*.py")) + list(top.glob("**/5_exercises.ipynb")):
        try:
            path.write_text("SPOILED")
        except OSError:
            pass
Path(sysconfig.get_path("purelib"), "sitecustomize.py").exists()
!pip install --quiet --no-deps cowsay 2>&1 | tail -1
%pip install cowsay
""",
    what="writes wherever it can, and installs packages",
)
cell_of(
    "stays",
    """
import os, subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(98765)"], start_new_session=True)
for _ in range(2):
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        os.execv("/bin/sleep", ["sleep", "98765"])
""",
    what="leaves processes behind",
)
cell_of(
    "network",
    """
import socket
def reached(address, port):
    try:
        socket.create_connection((address, port), 1)
        return True
    except OSError:
        return False
print("FOUND", reached("127.0.0.1", PORT), reached("1.1.1.1", 53))
""",
    says="FOUND False False",
    what="looks for the network",
)
cell_of("memory", "held = [bytearray(10**9) for _ in range(50)]", "takes 50 GB of memory")
cell_of(
    "loop",
    "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
    gets=("clip",),
    what="is in an endless loop that catches everything, so that its cell counts for nothing",
)
cell_of(
    "output",
    "for _ in range(200):\n    print('x' * 10**6)\nprint('\\x1b[2J\\x1b]0;gone\\x07</pre><script>alert(1)</script>')",
    what="prints 200 MB, codes for the terminal and HTML",
)


# --- what is handed in ------------------------------------------------------------------------------------------------


@attack("links")
def _(notebook, folder):
    """has links out of its folder, a pipe, folders in folders and a file of a terabyte of nothing"""
    (folder / "honest.ipynb").symlink_to("../../honest/rnn/5_exercises.ipynb")
    (folder / "all").symlink_to("../../..")
    (folder / "secret.txt").symlink_to("../../../secret.txt")
    os.mkfifo(folder / "pipe")
    folder.joinpath(*["deep"] * 50).mkdir(parents=True)
    with open(folder / "large.bin", "wb") as file:
        file.truncate(10**12)
    answer(notebook, "output_size").source += "\nimport os\nprint('FOUND', os.listdir())"


ATTACKS[-1].says = "FOUND []"


@attack("link-to-honest", gets=(), graded=False)
def _(notebook, folder):
    """hands in a link to another student's notebook"""
    (folder / NAME).symlink_to("../../honest/rnn/5_exercises.ipynb")
    return True


@attack("pipe", gets=(), graded=False)
def _(notebook, folder):
    """hands in a pipe that nobody writes to"""
    os.mkfifo(folder / NAME)
    return True


@attack("nothing", gets=(), graded=False)
def _(notebook, folder):
    """hands in no notebook"""
    (folder / "answer.txt").write_text("28")
    return True


@attack("no-text", gets=(), graded=False)
def _(notebook, folder):
    """hands in bytes that are no text"""
    (folder / NAME).write_bytes(bytes(range(256)) * 100)
    return True


@attack("deep", gets=(), graded=False)
def _(notebook, folder):
    """hands in JSON of a hundred thousand brackets"""
    (folder / NAME).write_text('{"cells": ' + "[" * 10**5 + "]" * 10**5 + "}")
    return True


@attack("huge-number", gets=(), graded=False)
def _(notebook, folder):
    """hands in a number of a million digits"""
    (folder / NAME).write_text('{"cells": [], "nbformat": ' + "9" * 10**6 + "}")
    return True


@attack("two-notebooks")
def _(notebook, folder):
    """hands in a second notebook, without answers, that is newer"""
    nbformat.write(notebook, folder / "mine.ipynb")
    notebook.cells = []


@attack("other-points", gets=HONEST)
def _(notebook, folder):
    """gives its cells other points, another name and the same ids as others, and brings results along"""
    for cell in notebook.cells:
        role = cell.metadata.get("nbgrader", {})
        if role.get("grade"):
            role.update(points=1000, locked=False, solution=True)
            cell.outputs, cell.execution_count = [new_output("execute_result", {"text/plain": "1000"})], 7
    extra = deepcopy(notebook.cells[place(notebook, "check-step")])
    extra.metadata.nbgrader.update(grade_id="check-bonus", points=50, solution=False)
    extra.source = "50"
    notebook.cells += [extra, deepcopy(extra), new_markdown_cell("x", id=extra.id)]
    notebook.metadata["nbgrader"] = {"student": "honest", "score": 1000}


@attack("odd-metadata", gets=HONEST)
def _(notebook, folder):
    """has metadata of other kinds than there are, and text that is no text"""
    data = json.loads(nbformat.writes(notebook))
    data["metadata"] = {"kernelspec": {"name": "../../bin/sh " + "x" * 10**6}, "language_info": [{}], "\ud800": 2}
    data["cells"][0]["metadata"] = {"nbgrader": {"grade_id": ["a"], "points": {}, "grade": "yes"}, "id": {"a": 1}}
    data["cells"] += [{"cell_type": "code", "source": ["print(1)\n", 5, None, "\ud800"], "id": [1], "metadata": 7}]
    data["cells"] += [{"cell_type": "odd", "source": "x" * 10**6}]
    (folder / NAME).write_text(json.dumps(data))
    return True


@attack("many-cells", gets=HONEST)
def _(notebook, folder):
    """has three thousand cells, of which many claim to be the same answer"""
    copies = [deepcopy(answer(notebook, "step")) for _ in range(1500)]
    for number, cell in enumerate(copies):
        cell.source += f"  # {number}"
    notebook.cells += copies + [new_code_cell("1") for _ in range(1500)]


@attack("other\nname, <b>honest")
def _(notebook, folder):
    """has a folder whose name breaks lines, holds HTML and looks like a path"""


@attack("honest ")
def _(notebook, folder):
    """has almost the name of another student"""

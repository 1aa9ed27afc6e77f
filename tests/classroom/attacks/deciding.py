"""Attacks on what decides: checks, packages, the protocol, the cases that were drawn."""

from classroom.submissions import answer

from .course import HONEST, WRONG, attack, cell_of

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
        "    open(__import__('tempfile').gettempdir() + '/seen.txt', 'a').write(str(seen[-1]))\n"
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


cell_of(
    "forged-words",
    """
import json, os, threading
def talk(place):
    with open(place, "rb", closefd=False) as lines:
        for line in lines:
            asked = json.loads(line)
            problem = {"key": "dtype", "words": {"name": [1], "dtype": 7}, "line": "", "shapes": [], "factors": False}
            outcomes = [{"problem": problem}] * len(asked.get("request", {}).get("cases", [1]))
            reply = {"outcomes": outcomes, "problem": None, "printed": 10**30, "displayed": 0, "called": {}}
            os.write(place, (json.dumps({"n": asked["n"], "reply": reply | {"disturbed": []}}) + "\\n").encode())
if os.fork() == 0:
    os.setsid()
    doors = [place for place in range(3, 64) if os.path.exists(f"/proc/self/fd/{place}")]
    threads = [threading.Thread(target=talk, args=(place,)) for place in doors]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    os._exit(0)
""",
    gets=(),
    what="answers for its answers, in words of a kind that no sentence has",
)
cell_of(
    "shell-replaced",
    """
import classroom.seat.notebook
classroom.seat.notebook.attempt = lambda *anything: {"reply": {"state": "right"}, "printed": "x" * 10**6}
get_ipython().run_cell = lambda *anything, **more: None
""",
    gets=(),
    what="replaces what runs its cells and what replies for its answers",
)

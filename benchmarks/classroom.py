"""Twenty students at one Jupyter server: how long they take, and what memory they need."""

import os
import shutil
import tempfile
from pathlib import Path

from tests.drive import lab, room

STUDENTS = 20
NOTEBOOKS = Path(__file__).parent.parent / "notebooks"


def run(table):
    os.environ["OMP_NUM_THREADS"] = "1"  # what `make lab` sets, and docs/teaching.md for a hub
    with tempfile.TemporaryDirectory() as home:
        folder = shutil.copytree(NOTEBOOKS, Path(home, "notebooks"))
        with lab.server(folder, home, room.TOKEN) as address:
            seen = room.work(address, sorted(NOTEBOOKS.glob("[0-4]_*.ipynb")), STUDENTS)
    for error in seen.errors:
        print(f"Failed: {error}")
    table.alone(f"{seen.together} students, notebooks 0 to 4 at the same time, until the last is done", seen.seconds)
    table.size("a kernel, the largest seen", max(seen.kernels))
    table.size("all kernels together, at most", max(seen.all_kernels))
    table.size("the server, at most", max(seen.server))

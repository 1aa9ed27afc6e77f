"""Make the students' notebook from the teacher's: python -m classroom.exercises

nbgrader takes the solutions out of source/rnn/5_exercises.ipynb. The result is run from top to
bottom and stored with its outputs as notebooks/5_exercises.ipynb, like every other notebook.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import nbformat

from publish.run import FOLDER, store

CLASSROOM = Path(__file__).parent
ASSIGNMENT = "rnn"
NAME = "5_exercises.ipynb"


def course(folder):
    """A course directory of its own in `folder`, with the settings and the source, for nbgrader to work in."""
    folder = Path(folder)
    shutil.copy(CLASSROOM / "nbgrader_config.py", folder)
    shutil.copytree(CLASSROOM / "source" / ASSIGNMENT, folder / "source" / ASSIGNMENT)
    return folder


def nbgrader(folder, *arguments):
    """The finished run of one nbgrader command in a course directory, as subprocess.run gives it."""
    # Away from the settings of whoever runs this, and with the package of this checkout.
    search = os.pathsep.join(filter(None, [str(CLASSROOM.parent), os.environ.get("PYTHONPATH")]))
    environment = os.environ | {"JUPYTER_CONFIG_DIR": str(Path(folder, ".jupyter")), "PYTHONPATH": search}
    command = [sys.executable, "-m", "nbgrader", *map(str, arguments)]
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True)


def released(folder):
    """The students' notebook, without outputs, as nbgrader makes it in the course directory `folder`."""
    done = nbgrader(folder, "generate_assignment", ASSIGNMENT)
    if done.returncode:
        raise RuntimeError(f"nbgrader could not make the students' notebook:\n{done.stdout}{done.stderr}")
    return nbformat.read(Path(folder, "release", ASSIGNMENT, NAME), as_version=4)


def main():
    path = FOLDER / NAME
    stored = nbformat.read(path, as_version=4).cells if path.exists() else []
    # The outputs of before go along, because `store` keeps the file of a picture whose pixels are still the same.
    outputs = {cell.id: cell.outputs for cell in stored if cell.cell_type == "code"}
    with tempfile.TemporaryDirectory() as folder:
        notebook = released(course(folder))
    for cell in notebook.cells:
        if cell.cell_type == "code":
            cell.outputs = outputs.get(cell.id, [])
    nbformat.write(notebook, path)
    store(path)


if __name__ == "__main__":
    main()

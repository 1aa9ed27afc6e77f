"""Attacks in what is handed in: links, names, metadata, sizes."""

import json
import os
from copy import deepcopy

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_output

from classroom.submissions import NAME, answer, place

from .course import ATTACKS, HONEST, attack


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


@attack("deep-folders")
def _(notebook, folder):
    """has seven hundred folders in each other, with a file in the last"""
    here = os.getcwd()
    os.chdir(folder)
    for _ in range(700):
        os.mkdir("a")
        os.chdir("a")
    with open("x.txt", "w") as file:
        file.write("x")
    os.chdir(here)


@attack("large-time")
def _(notebook, folder):
    """has a time of a terabyte"""
    with open(folder / "timestamp.txt", "wb") as file:
        file.truncate(10**12)


@attack("long-cells")
def _(notebook, folder):
    """has a cell that is longer than a message may be, and Markdown that takes a page hours"""
    notebook.cells[1:1] = [new_code_cell(f"x = '{'(' * 11 * 10**6}'"), new_markdown_cell("\\begin{a}" * 10**5)]

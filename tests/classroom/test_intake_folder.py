"""Which file of a student's folder is graded, and what is read of a large one."""

import json
import os
import shutil
from copy import deepcopy

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook, new_output

from classroom.intake import UnreadableError, reading
from classroom.intake.folder import find
from classroom.intake.reading import read, without_outputs
from classroom.submissions import NAME
from tests.drive.course import nbgrader

RELEASE = new_notebook(
    cells=[
        new_code_cell(f"{name} = ...", id=name, metadata=nbgrader(name, solution=True)) for name in ("first", "second")
    ]
)


def written(path, *answers, age=0):
    """A notebook with these answers, written `age` seconds ago."""
    notebook = deepcopy(RELEASE)
    for cell, answer in zip(notebook.cells, answers, strict=False):
        cell.source = answer
    path.parent.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, path)
    os.utime(path, (1e9 - age, 1e9 - age))


def found(folder):
    path, said, look = find(folder, NAME, RELEASE)
    return path.relative_to(folder).as_posix(), " ".join(said), " ".join(look)


@pytest.mark.parametrize("name", ["mine.ipynb", "5_exercises (1).ipynb", "5_EXERCISES.IPYNB", "deep/x.ipynb.txt"])
def test_one_notebook_is_taken_whatever_it_is_called_and_wherever_it_lies(name, tmp_path):
    written(tmp_path / name, "1")
    for junk in (
        f"._{NAME}",
        f"__MACOSX/{NAME}",
        ".ipynb_checkpoints/x-checkpoint.ipynb",
        "notes.txt",
        "timestamp.txt",
    ):
        (tmp_path / junk).parent.mkdir(exist_ok=True)
        (tmp_path / junk).write_text("junk")
    assert found(tmp_path) == (name, f"The file is called {name}; it was taken for {NAME}.", "")


def test_of_two_notebooks_that_with_more_answers_counts_however_old(tmp_path):
    written(tmp_path / NAME, "1", age=0)
    written(tmp_path / "5_exercises-Copy1.ipynb", "1", "2", age=1000)
    name, said, look = found(tmp_path)
    assert name == "5_exercises-Copy1.ipynb" and look == ""
    assert said == f"There are 2 notebooks: 5_exercises-Copy1.ipynb, {NAME}. {name} counts: it has the most answers."


def test_of_two_that_answer_as_much_the_newest_counts_and_a_person_should_look_where_they_differ(tmp_path):
    written(tmp_path / NAME, "1", "2", age=1000)
    written(tmp_path / "new.ipynb", "1", "3", age=0)
    (tmp_path / "half.ipynb").write_text("{")
    name, said, look = found(tmp_path)
    assert (name, said) == ("new.ipynb", look), "the student reads it, too"
    assert look.endswith("They differ, and new.ipynb, the newest, counts.")
    written(tmp_path / "new.ipynb", "1", "2", age=2000)
    assert found(tmp_path)[0] == NAME and found(tmp_path)[2] == ""


def test_a_folder_without_a_notebook_says_what_is_in_it(tmp_path):
    with pytest.raises(UnreadableError, match="Nothing was handed in"):
        found(tmp_path / "nowhere")
    with pytest.raises(UnreadableError, match="The folder is empty"):
        found(tmp_path)
    for name in ("work.zip", "b\nc", "d", "e", "f", "g"):
        (tmp_path / name).write_text("")
    with pytest.raises(UnreadableError, match=r"no notebook, only b\\nc, d, e, f, g and 1 more\."):
        found(tmp_path)
    for name in ("one.ipynb", "two.ipynb"):
        (tmp_path / name).write_text("{")
    with pytest.raises(UnreadableError, match="There are 2 notebooks and none can be read: one.ipynb, two.ipynb"):
        found(tmp_path)


def test_a_link_or_a_pipe_that_is_called_a_notebook_is_none(tmp_path):
    written(tmp_path / "elsewhere" / NAME, "1")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / NAME).symlink_to(tmp_path / "elsewhere" / NAME)
    with pytest.raises(UnreadableError, match="no ordinary file"):
        found(tmp_path / "mine")
    (tmp_path / "mine" / NAME).unlink()
    os.mkfifo(tmp_path / "mine" / NAME)
    with pytest.raises(UnreadableError, match="no ordinary file"):
        found(tmp_path / "mine")
    shutil.rmtree(tmp_path / "mine")


# --- large files ------------------------------------------------------------------------------------------------------

HOSTILE = ['"', "\\", "[", "]}", '"outputs": [', "é", '\\\\\\"', "", "\n", '{"cells": [']


def noisy(outputs):
    """A notebook whose cells printed what could be taken for the end of a text or a list."""
    cells = [
        new_code_cell(f"x = '{text!r}' # outputs", outputs=[new_output("stream", text=text * 5)] * (3 * outputs))
        for text in HOSTILE
    ]
    return new_notebook(cells=cells, metadata={"outputs": [1, [2]], "deep": {"a": [{"outputs": [3]}]}})


@pytest.mark.parametrize("indent", [None, 1])
def test_outputs_are_left_out_of_the_bytes_and_nothing_else(indent):
    full, bare = noisy(True), noisy(False)
    for one, other in zip(full.cells, bare.cells, strict=True):
        other.id = one.id
    assert json.loads(without_outputs(json.dumps(full, indent=indent).encode())) == bare


def test_a_file_with_200_megabytes_of_output_is_read(tmp_path):
    text = b"x" * 10**6
    with open(tmp_path / NAME, "wb") as file:
        file.write(b'{"cells": [{"cell_type": "code", "source": "a = 1", "metadata": {}, "outputs": [')
        for k in range(200):
            file.write(b'%s{"output_type": "stream", "text": "%s"}' % (b"," * (k > 0), text))
        file.write(b"]}]}")
    cells, _ = read(tmp_path / NAME)
    assert [cell.source for cell in cells] == ["a = 1"]
    os.truncate(tmp_path / NAME, 10**8 + 5)
    with pytest.raises(UnreadableError, match="not complete JSON"):
        read(tmp_path / NAME)


def test_a_file_of_nothing_but_brackets_is_given_up_in_time(tmp_path, monkeypatch):
    monkeypatch.setattr(reading, "MOST_SIGNS", 10**5)
    monkeypatch.setattr(reading, "LARGE", 0)
    for content in (b"[" * 10**6, b'{"cells": ["' + b'\\"' * 10**6):
        (tmp_path / NAME).write_bytes(content)
        with pytest.raises(UnreadableError, match="Clear them in Jupyter"):
            read(tmp_path / NAME)

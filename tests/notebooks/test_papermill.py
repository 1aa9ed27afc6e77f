"""The summary of another text, as papermill makes it: one cell is tagged `parameters`, by its convention."""

import re
import shlex
import subprocess
import sys

import papermill
import pytest

from publish import NOTEBOOKS, ROOT

from .reading import code_cells, machine, read

(SUMMARY,) = [path for path in NOTEBOOKS if path.stem == "4_summary"]
TAG = "parameters"


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_one_cell_is_tagged_for_papermill_and_shows_it_the_language_and_the_text(path):
    assert [cell.id for cell in code_cells(read(path)) if TAG in cell.metadata.get("tags", [])] == ["setup"]
    found = {name: one["default"] for name, one in papermill.inspect_notebook(str(path)).items()}
    assert found["LANGUAGE"] == '"en"'
    assert path != SUMMARY or found["text"] == '"machine"'


@pytest.mark.slow
def test_the_command_for_teachers_computes_the_summary_of_another_word(tmp_path):
    documented = (ROOT / "docs" / "teaching.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"(?m)^\.venv/bin/python (-m papermill .+)$", documented)
    made = tmp_path / "hello.ipynb"
    words = [{"ours.ipynb": str(made), "our words": "hello"}.get(word, word) for word in shlex.split(command)]
    assert {str(made), "hello"} < set(words)
    done = subprocess.run(
        [sys.executable, *words], cwd=ROOT, env=machine(), capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    shown = {cell.id: cell.outputs[-1].data["text/plain"] for cell in code_cells(read(made)) if cell.outputs}
    assert shown["screen-states"].startswith("HiddenStates of 'hello'")
    assert shown["history"] == "(True, 0.0)"
    assert "'the floor without memory': 0.35" in shown["language-losses"]
    assert shown["language-write"] == "'hello'"

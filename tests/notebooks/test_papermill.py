"""The summary of another text, as papermill makes it: one cell is tagged `parameters`, by its convention."""

import papermill
import pytest

from publish import NOTEBOOKS

from .reading import code_cells, machine, read

(SUMMARY,) = [path for path in NOTEBOOKS if path.stem == "4_summary"]
TAG = "parameters"


def test_one_cell_is_tagged_for_papermill_and_shows_it_the_text():
    assert [cell.id for cell in code_cells(read(SUMMARY)) if TAG in cell.metadata.get("tags", [])] == ["setup"]
    found = papermill.inspect_notebook(str(SUMMARY))
    assert {name: one["default"] for name, one in found.items()} == {"text": '"machine"'}


@pytest.mark.slow
def test_papermill_computes_the_summary_of_another_word(tmp_path, monkeypatch):
    for name, value in machine().items():
        monkeypatch.setenv(name, value)
    made = tmp_path / "hello.ipynb"
    papermill.execute_notebook(str(SUMMARY), str(made), {"text": "hello"}, cwd=str(SUMMARY.parent), progress_bar=False)
    shown = {cell.id: cell.outputs[-1].data["text/plain"] for cell in code_cells(read(made)) if cell.outputs}
    assert shown["screen-states"].startswith("HiddenStates of 'hello'")
    assert shown["history"] == "(True, 0.0)"
    assert "'the floor without memory': 0.35" in shown["language-losses"]
    assert shown["language-write"] == "'hello'"

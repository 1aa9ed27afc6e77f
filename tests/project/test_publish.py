"""A small notebook on its way: it is run, stored without what differs from run to run, and becomes a page."""

import ast
import json
import os
import re

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from publish import ROOT, site
from publish.run import METADATA, run, store

FIGURE = "from d2l_rnn import figures\n\nfigures.Growth('machine')"


@pytest.fixture
def notebook(tmp_path, monkeypatch):
    """The path of a notebook that was never run."""
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    title = new_markdown_cell("# A small one\n\n**What does it ask?** More: $1 + 1$.\n\n## More")
    cells = [title, new_code_cell("import os\n\n1 + 1, os.environ['TQDM_DISABLE']"), new_code_cell(FIGURE)]
    cells[1].metadata["scrolled"] = True
    nbformat.write(new_notebook(cells=cells, metadata={"from": "elsewhere"}), tmp_path / "0_small.ipynb")
    return tmp_path / "0_small.ipynb"


@pytest.mark.slow
def test_a_small_notebook_is_stored_with_its_outputs_and_becomes_a_page_with_a_live_figure(notebook, tmp_path):
    store(notebook)
    stored = nbformat.read(notebook, as_version=4)
    _, first, figure = stored.cells
    assert stored.metadata == METADATA and first.metadata == {} and first.execution_count == 1
    assert first.outputs[0].data == {"text/plain": "(2, '1')"}
    assert set(figure.outputs[0].data) == {"text/plain", "image/png"}
    assert figure.outputs[0].data["text/plain"].startswith("Growth: |V| = 28, h = 32, n = 8")

    site.make(tmp_path / "new" / "site", [notebook])
    index, made = ((tmp_path / "new" / "site" / name).read_text("utf-8") for name in ("index.html", "0_small.html"))
    assert '<a href="0_small.html">A small one</a>' in index and "What does it ask?" in index and "More" not in index
    assert made.count("<h1") == made.count('class="note"') == made.count('<div class="figure"') == 1
    assert made.index("</h1>") < made.index('class="note"') < made.index("What does it ask?")
    assert "<code>notebooks/0_small.ipynb</code>" in made and "(2, &#x27;1&#x27;)" in made and "image/png" not in made
    state = json.loads(re.search(r'<script[^>]*id="state"[^>]*>(.*?)</script>', made, re.DOTALL)[1])
    assert [one["text"] for one in state["states"]] == ["machine"] and state["links"] == []
    assert state["kinds"] == [0] and state["rules"][0]["fold"][0] == "" and "d2l-rnn" in made


@pytest.mark.slow
def test_a_notebook_is_run_where_it_is_told_and_an_error_in_it_is_raised(tmp_path):
    cells = [new_code_cell("import os\n\nos.getcwd(), os.environ.get('ONLY')"), new_code_cell("1 / 0")]
    whole, half = new_notebook(cells=cells), new_notebook(cells=cells[:1])
    ran = run(half, tmp_path, os.environ | {"ONLY": "here"})
    assert ast.literal_eval(ran.cells[0].outputs[0].data["text/plain"]) == (str(tmp_path), "here")
    assert "execution" not in ran.cells[0].metadata and "widgets" not in ran.metadata
    with pytest.raises(Exception, match="ZeroDivisionError"):
        run(whole, tmp_path)

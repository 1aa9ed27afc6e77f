"""What a classroom asks of one small server: twenty kernels at once, and figures that leave it alone."""

import shutil
from pathlib import Path

import pytest

from tests.drive import lab, room

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
STUDENTS = 20
KEYS = 100


@pytest.mark.browser  # it opens none, but it wants the machine for itself
def test_twenty_kernels_of_one_server_run_notebooks_0_to_4_at_once(tmp_path):
    notebooks = sorted(NOTEBOOKS.glob("[0-4]_*.ipynb"))
    shutil.copytree(NOTEBOOKS, tmp_path / "notebooks")
    with lab.server(tmp_path / "notebooks", tmp_path, room.TOKEN) as address:
        seen = room.work(address, notebooks, STUDENTS)
    assert seen.errors == []
    assert len(set(seen.finished)) == STUDENTS * len(notebooks) == 100
    assert seen.together == STUDENTS
    assert max(seen.kernels) < 600  # megabytes: twice of what docs/teaching.md says, on another machine


@pytest.mark.browser
def test_a_cell_that_raises_is_told_with_the_student_and_the_notebook(tmp_path):
    notebook = tmp_path / "notebooks" / "wrong.ipynb"
    notebook.parent.mkdir()
    lab.write_notebook(notebook, "x = 1", "x / 0", "raise SystemError('not reached')")
    with lab.server(notebook.parent, tmp_path, room.TOKEN) as address:
        seen = room.work(address, [notebook], 1)
    assert seen.errors == ["student 0, notebook wrong, code cell 1: ZeroDivisionError: division by zero"]
    assert seen.finished == []


@pytest.fixture(scope="module")
def figures_page(tmp_path_factory, chromium):
    """A real Lab with two figures."""
    home = tmp_path_factory.mktemp("home")
    notebook = home / "notebooks" / "figures.ipynb"
    notebook.parent.mkdir()
    lab.write_notebook(notebook, "from d2l_rnn import figures", "figures.HiddenStates()", "figures.Predictions()")
    with lab.server(notebook.parent, home) as address, lab.browser(chromium) as running:
        page = lab.Lab(running, address, height=2400)
        page.open(notebook.name)
        page.run_all()
        page.page.wait_for_timeout(5000)  # what Lab does after opening a notebook is not the figures' doing
        yield page.page


@pytest.mark.browser
@pytest.mark.parametrize("figure", ["Hidden states", "Predictions"])
@pytest.mark.parametrize(
    ("control", "keys"),
    [
        ("time step", ["ArrowLeft", "ArrowRight"] * (KEYS // 2)),
        ("Text", (["Backspace"] * 2 + ["n", "e"]) * (KEYS // 4)),
    ],
)
def test_stepping_and_typing_are_the_browsers_work_and_not_the_servers(figure, control, keys, figures_page):
    field = figures_page.get_by_label(figure, exact=True).get_by_label(control, exact=True)
    field.press("End")
    before = field.input_value()
    # A message for every key cost 8 ms; the browser sends one in a second.
    assert room.cost(lambda key: figures_page.keyboard.press(key), keys) < 4
    assert field.input_value() == before != ""

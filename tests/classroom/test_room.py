"""What a classroom asks of one small server: many kernels at once, and figures that leave it alone."""

import shutil
from pathlib import Path

import pytest

from tests.drive import lab, room

NOTEBOOKS = sorted((Path(__file__).parents[2] / "notebooks").glob("[0-4]_*.ipynb"))
KEYS = 60
pytestmark = pytest.mark.browser  # the kernels want a process that has none of its own


@pytest.mark.parametrize(
    "plans",
    [
        pytest.param([[notebook] for notebook in NOTEBOOKS[:4]], id="4 students"),
        pytest.param([NOTEBOOKS] * 20, id="20 students", marks=pytest.mark.load),
    ],
)
def test_the_kernels_of_one_server_run_notebooks_at_once(plans, jupyter):
    address, folder = jupyter
    for notebook in NOTEBOOKS:
        shutil.copy(notebook, folder)
    seen = room.work(address, plans)
    assert seen.errors == []
    assert sorted(seen.finished) == sorted((k, file.stem) for k, plan in enumerate(plans) for file in plan)
    assert seen.together == len(plans)
    assert max(seen.kernels) < 600  # megabytes: twice of what docs/teaching.md says, on another machine


def test_a_cell_that_raises_is_told_with_the_student_and_the_notebook(jupyter, tmp_path):
    lab.write_notebook(tmp_path / "wrong.ipynb", "x = 1", "x / 0", "raise SystemError('not reached')")
    seen = room.work(jupyter[0], [[tmp_path / "wrong.ipynb"]])
    assert seen.errors == ["student 0, notebook wrong, code cell 1: ZeroDivisionError: division by zero"]
    assert seen.finished == []


@pytest.fixture(scope="module")
def figures_page(jupyter, browser):
    """A real Lab with two figures."""
    address, folder = jupyter
    lab.write_notebook(
        folder / "cost.ipynb", "from d2l_rnn import figures", "figures.HiddenStates()", "figures.Predictions()"
    )
    page = lab.Lab(browser, address, height=2400)
    page.open("cost.ipynb")
    page.run_all()
    lab.wait(room.at_rest, "The server was never at rest.")  # what Lab does after opening is not the figures' doing
    yield page.page
    page.close()


@pytest.mark.parametrize("figure", ["Hidden states", "Predictions"])
@pytest.mark.parametrize(
    "keys",
    [
        pytest.param(["ArrowLeft", "ArrowRight"] * (KEYS // 2), id="steps"),
        pytest.param(["Backspace", "e"] * (KEYS // 2), id="letters"),
    ],
)
def test_stepping_and_typing_are_the_browsers_work_and_not_the_servers(figure, keys, figures_page):
    field = figures_page.get_by_label(figure, exact=True).get_by_label("Text", exact=True)
    field.fill("machine" if figure == "Hidden states" else "hehe")
    field.press("End")
    before = field.input_value()
    # A message for every key cost 8 ms; the browser sends one in a second.
    assert room.cost(lambda key: figures_page.keyboard.press(key), keys) < 4
    assert field.input_value() == before != ""

"""The figures and notebooks as a reader uses them: a real JupyterLab in a real Chromium."""

import shutil
from pathlib import Path

import pytest
import torch
from playwright.sync_api import TimeoutError as StillWaiting

from d2l_rnn import chars, interventions, rnn, train
from tests.drive import hosted, lab

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
pytestmark = pytest.mark.browser


CELLS = (
    "from ipywidgets import jslink\n"
    "from d2l_rnn import figures, train\n"
    "history = train.fit('hello world', num_hiddens=12, num_steps=60, progress=False)\n"
    "without = train.fit('hello world', num_hiddens=12, num_steps=60, recurrent=False, progress=False)\n"
    "a, b = figures.HiddenStates(history), figures.Predictions(history, memoryless=without)\n"
    "link = jslink((a, 'step'), (b, 'step'))",
    "a",
    "b",
)


@pytest.fixture(scope="module")
def folder(jupyter):
    """What Lab serves: the notebooks, and one with both figures, linked."""
    for notebook in NOTEBOOKS.glob("*.ipynb"):
        shutil.copy(notebook, jupyter[1])
    for name in ("figures.ipynb", "killed.ipynb"):  # each has a kernel of its own
        lab.write_notebook(jupyter[1] / name, *CELLS)
    return jupyter[1]


@pytest.fixture(scope="module")
def page(browser, jupyter):
    """A page that shows one notebook after the other."""
    opened = lab.Lab(browser, jupyter[0])
    yield opened
    opened.close()


def open_figures(page, name="figures.ipynb"):
    """The notebook with both figures, run, and the two figures."""
    page.open(name)
    page.run_all()
    page.page.wait_for_function("document.querySelectorAll('.d2l-rnn .d2l-say').length === 2")
    return page, page.page.get_by_label("Hidden states", exact=True), page.page.get_by_label("Predictions", exact=True)


@pytest.fixture(scope="module")
def opened_figures(browser, jupyter, folder):
    page = lab.Lab(browser, jupyter[0])
    yield open_figures(page)
    page.close()


AT_THREE = (
    "[...document.querySelectorAll('.d2l-letter[aria-current=step]')].map((e) => e.dataset.step).join() === '3,3'"
)


@pytest.fixture
def figures_page(opened_figures):
    """Both figures as they were at first: opening a page costs seconds, putting some traits back does not."""
    page, states, predictions = opened_figures
    page.console.clear()
    for patience in (5_000, 120_000):  # what the test before typed last may arrive after the first
        page.python(
            "for figure in (a, b):\n"
            "    figure.learned, figure.text = None, ''  # a text that was never sent stays until another one comes\n"
            "    figure.text, figure.step, figure.playing, figure.fold = 'hello world', 3, False, ''\n"
            "a.edits = []\n"
            "b.weights, b.guessing = 'trained', False"
        )
        try:
            page.page.wait_for_function(AT_THREE, timeout=patience)
            break
        except StillWaiting:
            if patience > 5_000:
                raise
    return page, states, predictions


@pytest.fixture(scope="module")
def history():
    return train.fit("hello world", num_hiddens=12, num_steps=60, progress=False)


def type_text(figure, text):
    hosted.text_box(figure).fill(text)


def value(text):
    return float(text.replace("−", "-"))


def shown_states(states):
    """The table of the hidden states: (units, steps)."""
    return torch.tensor([[value(cell) for cell in row[1:]] for row in hosted.rows(states, "numbers")])


def states_of(text, history, edits=()):
    return interventions.unroll_edited(chars.one_hot(text, history.tokens), history.params, list(edits)).H[1:, 0].T


@pytest.mark.parametrize("name", [path.stem for path in sorted(NOTEBOOKS.glob("*.ipynb")) if "5_" not in path.stem])
def test_a_notebook_runs_from_top_to_bottom_without_an_error(name, page, folder):
    page.open(f"{name}.ipynb")
    page.run_all()
    assert page.errors() == []
    figures = page.page.locator(".d2l-rnn")
    assert figures.count() > 0
    for k in range(figures.count()):
        figures.nth(k).get_by_role("status").wait_for()
    assert page.our_console() == []


def test_a_typed_text_shows_the_states_that_unroll_computes(figures_page, history):
    page, states, _ = figures_page
    for text in ("world", "dlrow olleh", "h", "o" * 60):
        type_text(states, text)
        shown, expected = shown_states(states), states_of(text, history)
        assert torch.allclose(shown[:, : expected.shape[1]], expected, atol=6e-5)
    assert page.our_console() == []


def test_a_typed_text_shows_the_predictions_and_losses_that_torch_computes(figures_page, history):
    page, _, predictions = figures_page
    for text in ("low world", "hello", "dd", "held " * 12):
        type_text(predictions, text)
        inputs, targets = chars.shift(text)
        trace = rnn.unroll(chars.one_hot(inputs, history.tokens), history.params)
        losses = rnn.step_losses(trace.O, chars.indices(targets, history.tokens))[:, 0]
        shown = hosted.rows(predictions, "numbers")
        assert [row[2] for row in shown] == [character.replace(" ", "␣") for character in targets]
        assert torch.allclose(torch.tensor([value(row[4]) for row in shown]), losses, atol=6e-4)
    assert page.our_console() == []


def test_arrow_keys_step_both_linked_figures_and_edit_no_cell(figures_page):
    page, states, predictions = figures_page
    before = page.page.evaluate("window.jupyterapp.shell.currentWidget.content.model.cells.length")
    states.locator(".d2l-letter").nth(2).click()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "Escape", "Shift+M"):
        page.page.keyboard.press(key)
    page.page.keyboard.press("Backspace")
    assert hosted.text_box(states).input_value() == "hello world"
    page.page.keyboard.press("ArrowRight")
    assert hosted.step(states) == hosted.step(predictions) == 5
    assert page.page.evaluate("window.jupyterapp.shell.currentWidget.content.model.cells.length") == before
    assert "Mode: Command" in page.page.locator("#jp-bottom-panel, #jp-main-statusbar").first.inner_text()
    # The widgets' messages wait for each other, so that a cell may run before the last one is there.
    assert any(page.python("print(b.step)").strip() == "5" for _ in range(5))


def test_play_runs_to_the_last_step_and_stops(figures_page):
    page, states, _ = figures_page
    type_text(states, "low")
    hosted.text_box(states).press("Home")
    states.get_by_role("button", name="Play").click()
    states.locator(".d2l-letter[data-step='3'][aria-current=step]").wait_for()
    states.get_by_role("button", name="Play").wait_for()


def test_python_moves_the_figure_as_a_reader_does(figures_page):
    page, states, predictions = figures_page
    page.python("a.text, a.step, b.weights, b.text, b.fold = 'wood', 2, 'memoryless', 'hello', 'numbers'")
    states.locator(".d2l-letter[data-step='2'][aria-current=step]").wait_for()
    assert hosted.text_box(states).input_value() == "wood"
    assert predictions.get_by_role("button", name="without memory").get_attribute("aria-pressed") == "true"
    assert f"{chars.floor('hello'):.4f}" in predictions.locator(".d2l-fold").inner_text()


def test_python_sees_the_edits_of_a_reader_and_the_figure_those_of_python(figures_page, history):
    page, states, _ = figures_page
    cell = states.get_by_role("gridcell").first
    cell.focus()
    page.page.keyboard.press("0")
    (edit,) = eval(page.python("print(a.edits)"))
    assert (edit["kind"], edit["value"]) == ("state", 0)
    assert torch.allclose(shown_states(states), states_of("hello world", history, [edit]), atol=6e-5)
    weight = {"kind": "weight", "name": "W_hh", "row": 2, "column": 7, "value": 0.5}
    page.python(f"a.edits = [{weight}]")
    states.get_by_text("W_hh").first.wait_for()
    assert torch.allclose(shown_states(states), states_of("hello world", history, [weight]), atol=6e-5)
    states.get_by_role("button", name="Undo all").click()
    assert page.python("print(a.edits)").strip() == "[]"
    assert page.our_console() == []


LOST = {
    "": "There is nothing to read.",
    "hexo": "never seen ‘x’",
    "🙂": "never seen ‘🙂’",
    "e\u0301": "never seen ‘◌\u0301’",
    "$_$": "never seen ‘$’",
    "<img src=x onerror=window.hacked=1>": "never seen ‘<’",
    "שלום": "never seen ‘\u2068ש\u2069’",
}


@pytest.mark.parametrize(("text", "words"), LOST.items())
def test_a_text_that_cannot_be_read_is_answered_in_words_and_kept(text, words, figures_page):
    page, states, predictions = figures_page
    for figure in (states, predictions):
        said = hosted.sentence(figure)
        type_text(figure, text)
        assert words in hosted.sentence(figure) or (text == "" and "Type two letters" in hosted.sentence(figure))
        assert hosted.text_box(figure).input_value() == text
        type_text(figure, "hello")
        assert words not in hosted.sentence(figure) and said
    assert page.page.evaluate("window.hacked") is None
    assert page.our_console() == []


def test_one_character_is_enough_for_states_and_too_few_for_predictions(figures_page):
    page, states, predictions = figures_page
    type_text(states, "h")
    assert hosted.sentence(states).startswith("After h the network")
    type_text(predictions, "h")
    assert "Type two letters at least" in hosted.sentence(predictions)


def test_half_a_character_stays_in_the_box_and_is_not_sent(figures_page):
    page, states, _ = figures_page
    typed = "box => { box.value = 'he\\ud83d'; box.dispatchEvent(new Event('input')); }"
    hosted.text_box(states).evaluate(typed)
    assert "only half a character" in hosted.sentence(states)
    assert page.python("print(a.text)").strip() == "hello world"


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_colours_follow_the_theme(theme, figures_page):
    page, states, _ = figures_page
    page.python("a.edits = [{'kind': 'state', 'step': 1, 'unit': 1, 'value': 0.0}]")
    page.theme(theme)
    hosted.drawn(page.page)
    seen = states.locator("canvas").first.evaluate(
        """canvas => {
          const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
          const colours = new Set();
          for (let k = 0; k < data.length; k += 4) colours.add(data.slice(k, k + 3).join());
          return [...colours];
        }"""
    )
    zeros = {"JupyterLab Light": "247,247,247", "JupyterLab Dark": "43,43,43"}
    assert zeros.pop(theme) in seen and not {*zeros.values()} & {*seen}


def test_a_killed_kernel_leaves_the_figures_working_and_learning(page, folder, history):
    page, states, predictions = open_figures(page, "killed.ipynb")
    page.python("import os, threading; threading.Timer(0.2, lambda: os._exit(1)).start()")
    page.page.get_by_role("dialog").get_by_role("button", name="Ok").click()  # Lab says that the kernel died
    type_text(states, "held")
    assert torch.allclose(shown_states(states), states_of("held", history), atol=6e-5)
    states.locator(".d2l-letter").nth(1).click()
    assert hosted.step(states) == 2
    type_text(predictions, "banana")
    predictions.get_by_role("button", name="Learn this text").click()
    assert "never seen" not in hosted.sentence(predictions)

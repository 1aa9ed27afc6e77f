"""The figures and notebooks as a reader uses them: a real JupyterLab in a real Chromium."""

import re
import shutil
from pathlib import Path

import pytest
import torch

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
    page.page.wait_for_function("document.querySelectorAll('.d2l-rnn canvas').length >= 3")
    return page, page.page.get_by_label("Hidden states", exact=True), page.page.get_by_label("Predictions", exact=True)


@pytest.fixture(scope="module")
def opened_figures(browser, jupyter, folder):
    page = lab.Lab(browser, jupyter[0])
    yield open_figures(page)
    page.close()


@pytest.fixture
def figures_page(opened_figures):
    """Both figures as they were at first: opening a page costs seconds, putting six traits back does not."""
    page, states, predictions = opened_figures
    page.console.clear()
    page.python(
        "for figure in (a, b):\n"
        "    figure.text = ''  # a text that was never sent stays in the box until another one comes\n"
        "    figure.text, figure.step, figure.playing = 'hello world', 3, False\n"
        "a.selected, a.edits, a.order = 1, [], 'unit'\n"
        "b.weights, b.guessing = 'trained', False"
    )
    states.get_by_text("step 3 of 11").wait_for()
    predictions.get_by_text("step 3 of 10").wait_for()
    return page, states, predictions


@pytest.fixture(scope="module")
def history():
    return train.fit("hello world", num_hiddens=12, num_steps=60, progress=False)


def type_text(figure, text):
    figure.get_by_label("Text").fill(text)


def rows(figure, caption):
    """The numbers of the figure's table view, as lists of strings."""
    details = figure.locator("details.d2l-table")
    if details.get_attribute("open") is None:
        details.locator("summary").click()
    table = figure.locator("table", has_text=caption).last
    table.wait_for()  # it is filled when the toggle event comes, a moment after the click
    return table.locator("tbody tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.textContent))")


def value(text):
    return float(text.replace("−", "-"))


@pytest.mark.parametrize("name", [f"{k}_" for k in range(5)])
def test_a_notebook_runs_from_top_to_bottom_without_an_error(name, page, folder):
    (notebook,) = folder.glob(f"{name}*.ipynb")
    page.open(notebook.name)
    page.run_all()
    assert page.errors() == []
    figures = page.page.locator(".d2l-rnn")
    for k in range(figures.count()):
        figures.nth(k).locator("summary", has_text="as a table").wait_for()
    assert page.our_console() == []


def test_a_typed_text_shows_the_states_that_unroll_computes(figures_page, history):
    page, states, _ = figures_page
    for text in ("world", "dlrow olleh", "h", "o" * 60):
        type_text(states, text)
        trace = rnn.unroll(chars.one_hot(text, history.tokens), history.params)
        shown = [[value(cell) for cell in row[1:]] for row in rows(states, "Hidden states, trained")]
        assert torch.allclose(torch.tensor(shown), trace.H[:, 0].T, atol=6e-5)
    assert page.our_console() == []


def test_a_typed_text_shows_the_predictions_and_losses_that_torch_computes(figures_page, history):
    page, _, predictions = figures_page
    for text in ("low world", "hello", "dd", "held " * 12):
        type_text(predictions, text)
        inputs, targets = chars.shift(text)
        trace = rnn.unroll(chars.one_hot(inputs, history.tokens), history.params)
        losses = rnn.step_losses(trace.O, chars.indices(targets, history.tokens))[:, 0]
        shown = rows(predictions, "Predictions")
        assert [row[2] for row in shown] == [character.replace(" ", "␣") for character in targets]
        assert torch.allclose(torch.tensor([value(row[4]) for row in shown]), losses, atol=6e-5)
        softmax = torch.tensor([[value(cell) for cell in row[6:]] for row in shown])
        assert torch.allclose(softmax, trace.O[:, 0].softmax(-1), atol=6e-5)
        total = predictions.locator(".d2l-total").inner_text()
        assert f"mean loss {losses.mean():.4f} nats" in total and f"= {losses.mean().exp():.3f}" in total
        floor = predictions.locator(".d2l-floor").inner_text()
        assert (f"{chars.floor(text):.4f}" in floor) or (chars.floor(text) == 0 and "is 0" in floor)
    assert page.our_console() == []


def test_the_arithmetic_of_a_cell_is_the_books_equation(figures_page, history):
    page, states, _ = figures_page
    type_text(states, "world")
    cell = states.get_by_role("gridcell").first
    cell.focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"):
        cell.press(key)
    assert states.locator(".d2l-title").inner_text().startswith("Unit 3 after step 3")
    X, H_before, H, _ = rnn.unroll(chars.one_hot("world", history.tokens), history.params).at(3)
    p = history.params
    numbers = [value(text) for text in states.locator(".d2l-bars").first.locator(".d2l-number").all_inner_texts()]
    x_part, h_part, bias = (X @ p.W_xh)[0, 2], (H_before @ p.W_hh)[0, 2], p.b_h[0, 2]
    for shown, expected in zip(numbers, [x_part, h_part, bias, x_part + h_part + bias], strict=True):
        assert shown == pytest.approx(expected.item(), abs=6e-4)
    assert states.locator(".d2l-formula b").inner_text().replace("−", "-") == f"{H[0, 2]:.3f}"
    products = (H_before[0] * p.W_hh[:, 2]).abs()
    assert (
        states.locator(".d2l-bars").last.locator("th").first.inner_text().startswith(f"unit {products.argmax() + 1} ")
    )
    assert page.python("print(a.step, a.selected)").strip() == "3 3"


def test_hovering_shows_another_cell_and_leaving_brings_the_chosen_one_back(figures_page):
    page, states, _ = figures_page
    type_text(states, "world")
    chosen = states.locator(".d2l-title").inner_text()
    box = states.locator("canvas").first.bounding_box()
    page.page.mouse.move(box["x"] + box["width"] - 8, box["y"] + box["height"] - 8)
    assert states.locator(".d2l-title").inner_text().startswith("Unit 12 after step 5")
    page.page.mouse.move(box["x"] - 60, box["y"] - 4)
    assert states.locator(".d2l-title").inner_text() == chosen
    page.page.mouse.click(box["x"] + box["width"] - 8, box["y"] + box["height"] - 8)
    page.page.mouse.move(box["x"] - 60, box["y"] - 4)
    assert states.locator(".d2l-title").inner_text().startswith("Unit 12 after step 5")


def test_arrow_keys_step_both_linked_figures_and_edit_no_cell(figures_page):
    page, states, predictions = figures_page
    before = page.page.evaluate("window.jupyterapp.shell.currentWidget.content.model.cells.length")
    button = states.get_by_role("button", name="one step forward")
    button.focus()
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft", "a", "b", "x", "d", "d", "m", "Escape"):
        page.page.keyboard.press(key)
    assert "step 4 of 11" in states.inner_text() and "step 4 of 10" in predictions.inner_text()
    assert page.page.evaluate("window.jupyterapp.shell.currentWidget.content.model.cells.length") == before
    assert "Mode: Command" in page.page.locator("#jp-bottom-panel, #jp-main-statusbar").first.inner_text()
    assert page.python("print(b.step)").strip() == "4"


def test_play_runs_to_the_last_step_and_stops(figures_page):
    page, states, _ = figures_page
    type_text(states, "low")
    slider = states.get_by_label("time step", exact=True)
    slider.focus()
    slider.press("Home")
    assert "step 0 of 3" in states.inner_text()
    states.get_by_role("button", name="Play").click()
    states.get_by_text("step 3 of 3").wait_for()
    states.get_by_role("button", name="Play").wait_for()


def test_python_moves_the_figure_as_a_reader_does(figures_page):
    page, states, predictions = figures_page
    page.python("a.text, a.step, b.weights, b.text = 'wood', 2, 'memoryless', 'hello'")
    states.get_by_text("step 2 of 4").wait_for()
    assert states.get_by_label("Text").input_value() == "wood"
    assert predictions.get_by_label("Network").input_value() == "memoryless"
    assert f"{chars.floor('hello'):.4f}" in predictions.locator(".d2l-floor").inner_text()


def test_python_sees_the_edits_of_a_reader_and_the_figure_those_of_python(figures_page, history):
    page, states, _ = figures_page
    states.get_by_role("gridcell").first.press("Delete")
    edit = {"kind": "state", "step": 3, "unit": 1, "value": 0}
    assert page.python("print(a.edits)").strip() == str([edit | {"value": 0.0}])
    page.python("a.edits = [{'kind': 'weight', 'name': 'W_hh', 'row': 2, 'column': 7, 'value': 0.5}]")
    states.get_by_text("W_hh from unit 2 to unit 7 = 0.500").wait_for()
    p = interventions.edited(history.params, [{"kind": "weight", "name": "W_hh", "row": 2, "column": 7, "value": 0.5}])
    trace = rnn.unroll(chars.one_hot("hello world", history.tokens), p)
    shown = [[value(cell) for cell in row[1:]] for row in rows(states, "Hidden states, with your edits")]
    assert torch.allclose(torch.tensor(shown), trace.H[:, 0].T, atol=6e-5)
    states.get_by_role("button", name="Reset all edits").click()
    assert page.python("print(a.edits)").strip() == "[]"
    assert page.our_console() == []


def test_each_network_of_the_switch_shows_its_own_losses(figures_page, history):
    page, _, predictions = figures_page
    type_text(predictions, "hello world")
    inputs, targets = chars.shift("hello world")
    X, y = chars.one_hot(inputs, history.tokens), chars.indices(targets, history.tokens)
    memoryless = train.fit("hello world", num_hiddens=12, num_steps=60, recurrent=False, progress=False).params
    networks = {
        "trained": history.params,
        "untrained": history.untrained,
        "cut": history.params.without_memory(),
        "memoryless": memoryless,
    }
    for name, p in networks.items():
        predictions.get_by_label("Network").select_option(name)
        mean = rnn.step_losses(rnn.unroll(X, p).O, y).mean().item()
        said = predictions.locator(".d2l-total").inner_text()
        assert float(re.search(r"mean loss ([\d.]+) nats", said)[1]) == pytest.approx(mean, abs=2e-4)


def test_guessing_hides_what_comes_and_keeps_the_score(figures_page, history):
    page, _, predictions = figures_page
    type_text(predictions, "hello")
    predictions.get_by_label("Guess first").check()
    assert not predictions.get_by_label("Text", exact=True).is_visible()
    assert predictions.locator(".d2l-total").inner_text() == ""
    assert "should predict" not in predictions.inner_text()
    predictions.get_by_label("your guess, one character").fill("e")
    assert "After ‘h’ you said ‘e’" in predictions.inner_text() and "the text says ‘e’" in predictions.inner_text()
    predictions.get_by_role("button", name="Next character").click()
    predictions.get_by_label("your guess, one character").fill("z")
    assert "You: 1 of 2 right." in predictions.inner_text()
    predictions.get_by_label("Guess first").uncheck()
    assert predictions.get_by_label("Text", exact=True).input_value() == "hello"


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "The text is empty."),
        ("hexo", "trained without ‘x’ (character 3)"),
        ("🙂", "trained without ‘🙂’ (character 1)"),
        ("e\u0301", "trained without ‘◌\u0301’ (character 2)"),
        ("he" * 5000, "The text has 10000 characters; the figure reads the first 40"),
        ("$_$", "trained without ‘$’"),
        ("<img src=x onerror=window.hacked=1>", "trained without ‘<’"),
        ("שלום", "trained without ‘\u2068ש\u2069’"),
    ],
)
def test_a_text_that_cannot_be_read_is_answered_in_words_and_kept(text, words, figures_page):
    page, states, predictions = figures_page
    for figure in (states, predictions):
        type_text(figure, text)
        assert words in figure.locator(".d2l-message").inner_text()
        assert figure.get_by_label("Text").input_value() == text
        type_text(figure, "hello")
        assert figure.locator(".d2l-message").inner_text() == ""
    assert page.page.evaluate("window.hacked") is None
    assert page.our_console() == []


def test_one_character_is_enough_for_states_and_too_few_for_predictions(figures_page):
    page, states, predictions = figures_page
    type_text(states, "h")
    assert states.locator(".d2l-message").inner_text() == ""
    type_text(predictions, "h")
    assert "no next one to predict" in predictions.locator(".d2l-message").inner_text()


def test_half_a_character_stays_in_the_box_and_is_not_sent(figures_page):
    page, states, _ = figures_page
    states.get_by_label("Text").evaluate("box => { box.value = 'he\\ud83d'; box.dispatchEvent(new Event('input')); }")
    assert "only half a character" in states.locator(".d2l-message").inner_text()
    assert page.python("print(a.text)").strip() == "hello world"


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_the_colours_follow_the_theme(theme, figures_page):
    page, states, _ = figures_page
    page.theme(theme)
    hosted.drawn(page.page)
    zero = states.locator("canvas").first.evaluate(
        """canvas => {
          const ratio = canvas.width / canvas.clientWidth;
          const at = (x, y) => canvas.getContext("2d").getImageData(x * ratio, y * ratio, 1, 1).data.slice(0, 3).join();
          return at(33, 41);  // the corner of H_0 of unit 1, which is 0
        }"""
    )
    assert zero == {"JupyterLab Light": "247,247,247", "JupyterLab Dark": "43,43,43"}[theme]


def test_a_killed_kernel_leaves_the_figures_working(page, folder, history):
    page, states, predictions = open_figures(page, "killed.ipynb")
    page.python("import os, threading; threading.Timer(0.2, lambda: os._exit(1)).start()")
    page.page.get_by_role("dialog").get_by_role("button", name="Ok").click()  # Lab says that the kernel died
    type_text(states, "held")
    trace = rnn.unroll(chars.one_hot("held", history.tokens), history.params)
    shown = [[value(cell) for cell in row[1:]] for row in rows(states, "Hidden states, trained")]
    assert torch.allclose(torch.tensor(shown), trace.H[:, 0].T, atol=6e-5)
    states.get_by_role("button", name="one step forward").click()
    assert "step 4 of 4" in states.inner_text()
    type_text(predictions, "held")
    assert "should predict" in predictions.inner_text()

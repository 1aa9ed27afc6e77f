"""What holds for every figure in a real JupyterLab: axe, contrast, keys, repeated runs, a busy kernel, two at once."""

import json
import time

import pytest

from d2l_rnn import figures
from d2l_rnn.figures import assets
from tests.drive import hosted, lab

pytestmark = pytest.mark.browser
NAMES = figures.__all__

RUN_CELL = """async (k) => {
  window.jupyterapp.shell.currentWidget.content.activeCellIndex = k;
  await window.jupyterapp.commands.execute("notebook:run-cell");
}"""


EXAMPLE = "from d2l_rnn import figures, train\nhistory = train.fit('hello', 8, 20, progress=False)"
SHOWN = [f"{name.lower()} = figures.{name}()\n{name.lower()}" for name in NAMES]
SERVED = {
    "all.ipynb": ("from d2l_rnn import figures", *SHOWN),
    "again.ipynb": (EXAMPLE, "figures.HiddenStates(history)"),
    "twice.ipynb": (EXAMPLE, "a = figures.HiddenStates(history)\na", "a"),
    "two.ipynb": (EXAMPLE, "a, b = (figures.HiddenStates(history) for _ in 'ab')", "a", "b", "a"),
    "busy.ipynb": (EXAMPLE, "a = figures.HiddenStates(history)\na", "import time\ntime.sleep(600)"),
}


@pytest.fixture(scope="module")
def address(jupyter):
    address, folder = jupyter
    for name, cells in SERVED.items():
        lab.write_notebook(folder / name, *cells)
    return address


@pytest.fixture(scope="module")
def page(browser, address):
    """A page that shows one notebook after the other."""
    opened = lab.Lab(browser, address)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def everything(browser, address):
    """A notebook that shows every figure, run."""
    opened = lab.Lab(browser, address, height=2000)
    opened.open("all.ipynb")
    opened.run_all()
    assert opened.errors() == []
    opened.page.wait_for_function(f"document.querySelectorAll('.d2l-rnn').length === {len(NAMES)}")
    yield opened
    opened.close()


def figure_of(opened, name):
    return opened.page.locator(".d2l-rnn").nth(NAMES.index(name))


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_in_any_figure_and_every_text_can_be_read(theme, everything):
    everything.theme(theme)
    hosted.drawn(everything.page)
    assert hosted.violations(everything.page, ".d2l-rnn") == []
    for name in NAMES:
        assert (name, hosted.faint(figure_of(everything, name))) == (name, [])
    everything.theme("JupyterLab Light")


def test_no_key_typed_in_any_control_of_any_figure_edits_the_notebook(everything):
    content = "window.jupyterapp.shell.currentWidget.content"
    before = everything.page.evaluate(f"{content}.model.toJSON().cells.map((cell) => cell.source)")
    for name in NAMES:
        figure = figure_of(everything, name)
        reachable = figure.locator("button, input, select, textarea, summary, [tabindex='0']")
        for k in range(reachable.count()):
            control = reachable.nth(k)
            if k >= reachable.count():  # what is looked at may bring its own controls
                break
            if not control.is_visible() or control.is_disabled():
                continue
            control.focus()
            for key in ("a", "b", "x", "d", "d", "m", "y", "z", "Shift+M", "0", "0", "Escape"):
                everything.page.keyboard.press(key)
    assert everything.page.evaluate(f"{content}.model.toJSON().cells.map((cell) => cell.source)") == before
    assert everything.page.locator(".jp-Dialog").count() == 0  # 0 0 would ask whether to restart the kernel
    assert everything.our_console() == []


def test_running_a_figure_s_cell_forty_times_leaves_nothing_behind(page):
    page.open("again.ipynb")
    page.run_all()
    page.page.locator(".d2l-rnn").wait_for()
    devtools = page.page.context.new_cdp_session(page.page)
    devtools.send("Performance.enable")

    def measured():
        page.page.locator(".d2l-rnn canvas").first.wait_for()
        hosted.drawn(page.page)
        for _ in range(3):
            devtools.send("HeapProfiler.collectGarbage")
        metrics = {entry["name"]: entry["value"] for entry in devtools.send("Performance.getMetrics")["metrics"]}
        models = int(page.python("import ipywidgets; print(len(ipywidgets.widgets.widget._instances))"))
        return models, metrics["JSEventListeners"], metrics["Nodes"], metrics["JSHeapUsedSize"] / 1e6

    def run(times):
        for _ in range(times):
            page.page.evaluate(RUN_CELL, 1)

    run(10)  # until JupyterLab itself has what it needs
    before = measured()
    run(40)
    after = measured()
    assert page.errors() == []
    assert after[0] == before[0] == 2  # the figure and its layout
    assert after[1] - before[1] < 300  # JupyterLab gains some; a copy of the figure's own each time would be 1,200
    assert after[2] - before[2] < 400  # of its nodes each time, 6,000
    # JupyterLab keeps what it was sent, some 2.3 times; a copy of the figure's weights and nodes as well would be 7 MB.
    sent = 40 * (len(assets.kit()) + len(figures.HiddenStates.code)) / 1e6
    assert after[3] - before[3] < 3 * sent


AT_THREE = "figure.querySelector('[aria-current=step]')?.dataset.step === '3' && figure.innerText.includes('o')"


def open_two(page):
    """Two figures, the first of them twice, as they were at first."""
    if page.name != "two.ipynb":
        page.open("two.ipynb")
        page.run_all()
    page.page.wait_for_function("document.querySelectorAll('.d2l-rnn').length === 3")
    page.python("for figure in (a, b):\n    figure.text, figure.step = 'hello', 3")
    page.page.wait_for_function(f"[...document.querySelectorAll('.d2l-rnn')].every((figure) => {AT_THREE})")


def test_a_figure_lives_in_every_page_and_cell_until_its_own_output_goes(page, browser, address):
    def figures_of(opened, count):
        opened.page.wait_for_function(f"document.querySelectorAll('.d2l-rnn').length === {count}")
        return [opened.page.locator(".d2l-rnn").nth(k) for k in range(count)]

    def typed(figure, text):
        hosted.text_box(figure).fill(text)
        assert figure.locator(".d2l-letter[data-step]").count() == len(text)

    page.open("twice.ipynb")
    page.run_all()
    figures_of(page, 2)
    other = lab.Lab(browser, address)
    try:
        other.open("twice.ipynb")  # the same kernel
        for cell in (1, 2):
            other.page.evaluate(RUN_CELL, cell)
        figures_of(other, 2)
        for opened in (page, other):
            for figure in figures_of(opened, 2):
                typed(figure, "hell")
        page.page.evaluate(RUN_CELL, 1)  # makes another figure; the next cell still shows the one before
        page.page.wait_for_timeout(500)
        for opened in (page, other):
            for figure, text in zip(figures_of(opened, 2), ("he", "hel"), strict=True):
                typed(figure, text)
        assert page.our_console() == other.our_console() == []
    finally:
        other.close()


def test_two_instances_do_not_disturb_each_other_and_two_views_of_one_go_together(page):
    open_two(page)
    first, second, again = (page.page.locator(".d2l-rnn").nth(k) for k in range(3))
    hosted.text_box(first).fill("hell")
    first.locator(".d2l-letter").nth(1).click()
    assert hosted.step(first) == hosted.step(again) == 2
    assert hosted.text_box(again).input_value() == "hell"
    assert hosted.step(second) == 3
    assert hosted.text_box(second).input_value() == "hello"
    assert page.python("print(a.text, a.step, b.text, b.step)").split() == ["hell", "2", "hello", "3"]


def test_python_hears_of_many_steps_once_a_second_and_of_the_last_one_surely(page):
    open_two(page)
    page.python("heard = []; a.observe(lambda change: heard.append(change.new), 'step')")
    figure = page.page.locator(".d2l-rnn").first
    steps = hosted.text_box(figure)
    figure.locator(".d2l-letter").nth(2).click()
    start = time.monotonic()
    for key in ("ArrowLeft", "ArrowRight") * 20 + ("ArrowLeft",):
        page.page.keyboard.press(key)
    seconds = time.monotonic() - start
    page.page.wait_for_timeout(1500)  # the figure keeps the focus: only the end of the second brings the last step
    heard = json.loads(page.python("import json; print(json.dumps(heard))"))
    assert heard[-1] == hosted.step(figure)
    assert len(heard) <= seconds + 2
    before = page.python("print(a.step)").strip()
    for key in ("ArrowRight", "ArrowRight"):
        steps.press(key)
    page.python("pass", leave=False)  # ipywidgets holds a second message back until the kernel has answered the first
    assert page.python("print(a.step)").strip() == str(int(before) + 2)  # the focus moved on: nobody waits a second


def test_a_closed_figure_that_is_displayed_again_is_live_again(page):
    open_two(page)
    page.python("a.close(); a.layout.close()")
    page.page.wait_for_function("document.querySelectorAll('.d2l-rnn').length === 1")
    page.page.evaluate(RUN_CELL, 2)
    page.page.wait_for_function("document.querySelectorAll('.d2l-rnn').length === 2")
    shown = page.page.locator(".d2l-rnn").first
    hosted.text_box(shown).fill("hell")
    assert hosted.step(shown) == 4
    assert page.python("print(a.text)").strip() == "hell"


def test_stepping_and_typing_work_while_the_kernel_is_busy_and_after_it_was_interrupted(page):
    page.open("busy.ipynb")
    page.page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")  # nobody waits for its end
    figure = page.page.locator(".d2l-rnn")
    figure.locator("canvas").first.wait_for()
    kernel = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
    page.page.wait_for_function(f"{kernel}.status === 'busy'")
    hosted.text_box(figure).fill("hell")
    figure.locator(".d2l-letter").nth(1).click()
    assert hosted.step(figure) == 2
    page.page.evaluate(f"{kernel}.interrupt()")
    page.page.wait_for_function(f"{kernel}.status === 'idle'")
    page.page.keyboard.press("ArrowRight")
    assert hosted.step(figure) == 3
    lab.wait(lambda: page.python("print(a.text, a.step)").split() == ["hell", "3"], "Python did not hear of the step.")

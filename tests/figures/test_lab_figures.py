"""What holds for every figure in a real JupyterLab: axe, contrast, keys, repeated runs, a busy kernel, two at once."""

import json
import time

import pytest

from d2l_rnn import figures
from tests.drive import hosted, lab

pytestmark = pytest.mark.browser
NAMES = figures.__all__

# The least contrast of any text in the figure against the nearest opaque background behind it, from computed styles.
LOW_CONTRAST = """root => {
  const channels = (colour) => (colour.match(/[\\d.]+/g) ?? []).map(Number);
  const light = ([r, g, b]) => {
    const [x, y, z] = [r, g, b].map((c) => (c / 255 <= 0.04045 ? c / 255 / 12.92 : ((c / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  };
  const behind = (element) => {
    for (let at = element; at; at = at.parentElement) {
      const colour = channels(getComputedStyle(at).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const found = [];
  for (const element of root.querySelectorAll("*")) {
    const words = [...element.childNodes].filter((n) => n.nodeType === Node.TEXT_NODE && n.textContent.trim());
    if (!words.length || !element.getBoundingClientRect().width) continue;
    const [a, b] = [light(channels(getComputedStyle(element).color)), light(behind(element))];
    const contrast = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
    if (contrast < 4.5) found.push(`${contrast.toFixed(2)}: ${words[0].textContent.trim().slice(0, 40)}`);
  }
  return found;
}"""
RUN_CELL = """async (k) => {
  window.jupyterapp.shell.currentWidget.content.activeCellIndex = k;
  await window.jupyterapp.commands.execute("notebook:run-cell");
}"""


@pytest.fixture(scope="module")
def browser(chromium):
    with lab.browser(chromium) as running:
        yield running


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    folder = tmp_path_factory.mktemp("served")
    example = "from d2l_rnn import figures, train\nhistory = train.fit('hello', 8, 20, progress=False)"
    shown = [f"{name.lower()} = figures.{name}()\n{name.lower()}" for name in NAMES]
    lab.write_notebook(folder / "all.ipynb", "from d2l_rnn import figures", *shown)
    lab.write_notebook(folder / "again.ipynb", example, "figures.HiddenStates(history)")
    lab.write_notebook(folder / "twice.ipynb", example, "a = figures.HiddenStates(history)\na", "a")
    lab.write_notebook(
        folder / "two.ipynb", example, "a, b = (figures.HiddenStates(history) for _ in 'ab')", "a", "b", "a"
    )
    lab.write_notebook(
        folder / "busy.ipynb", example, "a = figures.HiddenStates(history)\na", "import time\ntime.sleep(600)"
    )
    with lab.server(folder, tmp_path_factory.mktemp("home")) as address:
        yield address


@pytest.fixture
def page(browser, address):
    opened = lab.Lab(browser, address)
    yield opened
    opened.page.close()


@pytest.fixture(scope="module")
def everything(browser, address):
    """A notebook that shows every figure, run."""
    opened = lab.Lab(browser, address, height=2000)
    opened.open("all.ipynb")
    opened.run_all()
    assert opened.errors() == []
    opened.page.wait_for_function(f"document.querySelectorAll('.d2l-rnn').length === {len(NAMES)}")
    yield opened
    opened.page.close()


def figure_of(opened, name):
    return opened.page.locator(".d2l-rnn").nth(NAMES.index(name))


@pytest.mark.parametrize("theme", ["JupyterLab Light", "JupyterLab Dark"])
def test_axe_finds_nothing_in_any_figure_and_every_text_can_be_read(theme, everything):
    everything.theme(theme)
    everything.page.wait_for_timeout(300)
    assert hosted.violations(everything.page, ".d2l-rnn") == []
    for name in NAMES:
        assert (name, figure_of(everything, name).evaluate(LOW_CONTRAST)) == (name, [])
    everything.theme("JupyterLab Light")


def test_no_key_typed_in_any_control_of_any_figure_edits_the_notebook(everything):
    content = "window.jupyterapp.shell.currentWidget.content"
    before = everything.page.evaluate(f"{content}.model.toJSON().cells.map((cell) => cell.source)")
    for name in NAMES:
        figure = figure_of(everything, name)
        reachable = figure.locator("button, input, select, textarea, summary, [tabindex='0']")
        for k in range(reachable.count()):
            control = reachable.nth(k)
            if control.is_disabled() or not control.is_visible():
                continue
            control.focus()
            for key in ("a", "b", "x", "d", "d", "m", "y", "z", "Shift+M", "0", "0", "Escape"):
                everything.page.keyboard.press(key)
    assert everything.page.evaluate(f"{content}.model.toJSON().cells.map((cell) => cell.source)") == before
    assert everything.page.locator(".jp-Dialog").count() == 0  # 0 0 would ask whether to restart the kernel
    assert everything.our_console() == []


def test_running_a_figure_s_cell_a_hundred_times_leaves_nothing_behind(page):
    page.open("again.ipynb")
    page.run_all()
    page.page.locator(".d2l-rnn").wait_for()
    devtools = page.page.context.new_cdp_session(page.page)
    devtools.send("Performance.enable")

    def measured():
        page.page.locator(".d2l-rnn canvas").first.wait_for()
        page.page.wait_for_timeout(500)
        for _ in range(3):
            devtools.send("HeapProfiler.collectGarbage")
        metrics = {entry["name"]: entry["value"] for entry in devtools.send("Performance.getMetrics")["metrics"]}
        models = int(page.python("import ipywidgets; print(len(ipywidgets.widgets.widget._instances))"))
        return models, metrics["JSEventListeners"], metrics["JSHeapUsedSize"] / 1e6

    def run(times):
        for _ in range(times):
            page.page.evaluate(RUN_CELL, 1)

    run(10)  # until JupyterLab itself has what it needs
    before = measured()
    run(100)
    after = measured()
    assert page.errors() == []
    assert after[0] == before[0] == 2  # the figure and its layout
    assert after[1] - before[1] < 500  # JupyterLab gains some; a copy of the figure's own each time would be 3,000
    assert after[2] - before[2] < 4  # a copy of its weights, module and nodes each time would be 17 MB


def test_a_figure_lives_in_every_page_and_cell_until_its_own_output_goes(page, browser, address):
    def figures_of(opened, count):
        opened.page.wait_for_function(f"document.querySelectorAll('.d2l-rnn').length === {count}")
        return [opened.page.locator(".d2l-rnn").nth(k) for k in range(count)]

    def typed(figure, text):
        figure.get_by_label("Text", exact=True).fill(text)
        assert f"of {len(text)}" in figure.inner_text()

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
        other.page.close()


def test_two_instances_do_not_disturb_each_other_and_two_views_of_one_go_together(page):
    page.open("two.ipynb")
    page.run_all()
    page.page.wait_for_function("document.querySelectorAll('.d2l-rnn').length === 3")
    first, second, again = (page.page.locator(".d2l-rnn").nth(k) for k in range(3))
    first.get_by_label("Text", exact=True).fill("hell")
    first.get_by_role("button", name="one step forward").click()
    assert "step 4 of 4" in first.inner_text() and "step 4 of 4" in again.inner_text()
    assert again.get_by_label("Text", exact=True).input_value() == "hell"
    assert "step 3 of 5" in second.inner_text()
    assert second.get_by_label("Text", exact=True).input_value() == "hello"
    assert page.python("print(a.text, a.step, b.text, b.step)").split() == ["hell", "4", "hello", "3"]


def test_python_hears_of_many_steps_once_a_second_and_of_the_last_one_surely(page):
    page.open("two.ipynb")
    page.run_all()
    page.page.wait_for_function("document.querySelectorAll('.d2l-rnn').length === 3")
    page.python("heard = []; a.observe(lambda change: heard.append(change.new), 'step')")
    steps = page.page.locator(".d2l-rnn").first.get_by_label("time step", exact=True)
    steps.focus()
    start = time.monotonic()
    for key in ("ArrowLeft", "ArrowRight") * 20 + ("ArrowLeft",):
        page.page.keyboard.press(key)
    seconds = time.monotonic() - start
    page.page.wait_for_timeout(1500)  # the figure keeps the focus: only the end of the second brings the last step
    heard = json.loads(page.python("import json; print(json.dumps(heard))"))
    assert heard[-1] == int(steps.input_value())
    assert len(heard) <= seconds + 2
    before = page.python("print(a.step)").strip()
    for key in ("ArrowRight", "ArrowRight"):
        steps.press(key)
    page.python("pass", leave=False)  # ipywidgets holds a second message back until the kernel has answered the first
    assert page.python("print(a.step)").strip() == str(int(before) + 2)  # the focus moved on: nobody waits a second


def test_a_closed_figure_that_is_displayed_again_is_live_again(page):
    page.open("two.ipynb")
    page.run_all()
    page.page.wait_for_function("document.querySelectorAll('.d2l-rnn').length === 3")
    page.python("a.close(); a.layout.close()")
    page.page.wait_for_function("document.querySelectorAll('.d2l-rnn').length === 1")
    page.page.evaluate(RUN_CELL, 2)
    page.page.wait_for_function("document.querySelectorAll('.d2l-rnn').length === 2")
    shown = page.page.locator(".d2l-rnn").first
    shown.get_by_label("Text", exact=True).fill("hell")
    assert "of 4" in shown.inner_text()
    assert page.python("print(a.text)").strip() == "hell"


def test_stepping_and_typing_work_while_the_kernel_is_busy_and_after_it_was_interrupted(page):
    page.open("busy.ipynb")
    page.page.evaluate("void window.jupyterapp.commands.execute('notebook:run-all-cells')")  # nobody waits for its end
    figure = page.page.locator(".d2l-rnn")
    figure.locator("canvas").first.wait_for()
    kernel = "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel"
    page.page.wait_for_function(f"{kernel}.status === 'busy'")
    figure.get_by_label("Text", exact=True).fill("hell")
    figure.get_by_role("button", name="one step forward").click()
    assert "step 4 of 4" in figure.inner_text()
    page.page.evaluate(f"{kernel}.interrupt()")
    page.page.wait_for_function(f"{kernel}.status === 'idle'")
    figure.get_by_role("button", name="one step back").click()
    assert "step 3 of 4" in figure.inner_text()
    assert page.python("print(a.text, a.step)").split() == ["hell", "3"]

"""The figures in the classic notebook 6.5 with ipywidgets 7, the nearest to Colab's front end.

Run it with: pytest tests/drive/classic.py

It needs an environment with that notebook, so it runs in `make stacks` only.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request

import pytest

from publish import NOTEBOOKS

from . import lab

LIVE = [path for path in NOTEBOOKS if path.stem[0] in "01234"]
RAN = """() => Jupyter.notebook.get_cells().filter((cell) => cell.cell_type === "code")
  .every((cell) => typeof cell.input_prompt_number === "number" && !cell.element.hasClass("running"))"""
# What the front end says by itself about its fonts, its key bindings and a kernel that has no widgets yet.
ITS_OWN = (
    "jupyter.widget.control",
    "find-and-replace",
    "MathJax",
    "Access to font",
    "Failed to load resource",
    "Synchronous XMLHttpRequest",
)


@pytest.fixture(scope="module")
def address(tmp_path_factory):
    home = tmp_path_factory.mktemp("classic")
    for path in LIVE:
        shutil.copy(path, home)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    places = {
        "JUPYTER_CONFIG_DIR": home / "config",
        "JUPYTER_RUNTIME_DIR": home / "runtime",
        "IPYTHONDIR": home / "ipython",
    }
    environment = os.environ | {name: str(place) for name, place in places.items()}
    environment |= {"OMP_NUM_THREADS": "1", "TQDM_DISABLE": "1"}
    options = ["--no-browser", "--allow-root", f"--port={port}", "--NotebookApp.token=", f"--notebook-dir={home}"]
    process = subprocess.Popen([sys.executable, "-m", "notebook", *options], env=environment, stderr=subprocess.DEVNULL)
    try:
        for _ in range(120):
            with contextlib.suppress(OSError):
                urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=5).close()
                break
            time.sleep(0.5)
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.wait(30)


@pytest.fixture(scope="module")
def browser(chromium):
    with lab.browser(chromium) as running:
        yield running


@pytest.mark.parametrize("path", LIVE, ids=lambda path: path.stem)
def test_every_figure_steps_and_types_in_the_classic_notebook(path, address, browser):
    page, said = browser.new_page(viewport={"width": 1200, "height": 1000}), []
    page.on("console", lambda line: line.type in ("error", "warning") and said.append(line.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.goto(f"{address}/notebooks/{path.name}")
    page.wait_for_function("() => window.Jupyter?.notebook?.kernel?.is_connected()", timeout=60_000)
    page.wait_for_timeout(3000)  # the front end restores what it knew of the kernel
    page.evaluate("Jupyter.notebook.clear_all_output(), Jupyter.notebook.execute_all_cells()")
    page.wait_for_function(RAN, timeout=120_000)
    calls = path.read_text(encoding="utf-8").count("Run the cell to make it live.")
    figures = page.locator(".d2l-rnn")
    figures.nth(calls - 1).wait_for(timeout=20_000)
    assert figures.count() == calls > 0
    for figure in figures.all():
        used = lab.answers(page, figure)
        assert used and all(used), (figure.get_attribute("aria-label"), used)
    assert [line for line in said if not any(known in line for known in ITS_OWN)] == []
    page.close()

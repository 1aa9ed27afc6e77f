"""A real JupyterLab and a real Chromium, for the tests that use the figures as a reader does."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import nbformat
from playwright.sync_api import sync_playwright

# No sandbox, because CI runs as root in a container; no background traffic, so that the network stays quiet.
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
READY = 120  # seconds that anything in Lab may take on a busy machine


@contextlib.contextmanager
def browser(path, flags=()):
    """Chromium, closed again; `hosted` opens saved figures in its first context, `Lab` its pages in the second."""
    with sync_playwright() as playwright:
        chromium = playwright.chromium.launch(executable_path=path, args=[*FLAGS, *flags])
        for _ in range(2):
            chromium.new_context()
        try:
            yield chromium
        finally:
            chromium.close()


@contextlib.contextmanager
def server(folder, home):
    """The address of a JupyterLab over `folder` that lets everyone in, with settings of its own in `home`."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    write_settings(Path(home, "settings"))
    places = {
        "JUPYTER_CONFIG_DIR": "config",
        "JUPYTER_RUNTIME_DIR": "runtime",
        "JUPYTERLAB_SETTINGS_DIR": "settings",
        "JUPYTERLAB_WORKSPACES_DIR": "workspaces",
        "IPYTHONDIR": "ipython",
    }
    environment = os.environ | {name: str(Path(home, place)) for name, place in places.items()}
    environment |= {"TQDM_DISABLE": "1", "PYTHONPATH": str(Path(__file__).parents[2])}
    options = [
        "--no-browser",
        "--allow-root",
        "--expose-app-in-browser",
        f"--ServerApp.port={port}",
        "--IdentityProvider.token=",
        "--ServerApp.disable_check_xsrf=True",  # programs start kernels as well
        f"--ServerApp.root_dir={folder}",
    ]
    log = Path(home, "server.log")
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", *options], env=environment, stdout=output, stderr=subprocess.STDOUT
        )
    address = f"http://127.0.0.1:{port}"
    try:
        wait(lambda: answers_at(f"{address}/api"), f"JupyterLab did not start: {log}")
        yield address
    finally:
        process.terminate()
        process.wait(30)


def write_settings(folder):
    """What JupyterLab should do otherwise than by itself, in its folder of a user's settings."""
    settings = {
        "notebook-extension/tracker": {"windowingMode": "none"},  # so that every cell is on the page
        "apputils-extension/notification": {"fetchNews": "false", "checkForUpdates": False},
    }
    for name, value in settings.items():
        file = Path(folder, "@jupyterlab", f"{name}.jupyterlab-settings")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(value))


def answers_at(address):
    """Whether a server says that all is well there."""
    try:
        with urllib.request.urlopen(address, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def wait(condition, complaint):
    """Wait for a condition, as long as anything may take."""
    end = time.monotonic() + READY
    while not condition():
        if time.monotonic() > end:
            raise TimeoutError(complaint)
        time.sleep(0.2)


class Lab:
    """One page of JupyterLab: opens notebooks, runs them, and keeps what the console said."""

    def __init__(self, chromium, address, width=1200, height=1000, context=None):
        self.address, self.name = address, None
        self.page = (context or chromium.contexts[1]).new_page()
        self.page.set_viewport_size({"width": width, "height": height})
        self.page.set_default_timeout(READY * 1000)  # opening and running take long on a busy machine
        self.console = []
        self.page.on("console", lambda line: line.type == "error" and self.console.append(line.text))
        self.page.on("pageerror", lambda error: self.console.append(str(error)))

    def open(self, name):
        """Open a notebook in place of those that are open, and wait for its kernel."""
        if self.name:
            self.close_notebooks()
            self.page.evaluate("path => void window.jupyterapp.commands.execute('docmanager:open', { path })", name)
        else:
            self.page.goto(f"{self.address}/lab/tree/{name}?reset")
        self.page.wait_for_function(
            """name => {
              const panel = window.jupyterapp?.shell?.currentWidget;
              return panel?.context?.path === name && panel.content.widgets.length > 0;
            }""",
            arg=name,
        )
        self.name = name
        self.page.wait_for_function(
            "window.jupyterapp.shell.currentWidget.sessionContext.session?.kernel?.status === 'idle'"
        )

    def close_notebooks(self):
        """Close what is open without saving it, and end the kernels."""
        self.page.evaluate(
            """async () => {
              for (const panel of [...window.jupyterapp.shell.widgets("main")]) {
                await panel.sessionContext?.shutdown().catch(() => "it ended before");
                panel.dispose();
              }
            }"""
        )
        self.console.clear()

    def close(self):
        """Close the page, and end the kernels of its notebooks."""
        self.close_notebooks()
        self.page.close()

    def run_all(self):
        """Run every cell, and wait for the last or for the first that raises."""
        self.page.evaluate("window.jupyterapp.commands.execute('notebook:run-all-cells')")
        self.page.wait_for_function(
            """() => {
              const panel = window.jupyterapp.shell.currentWidget;
              const cells = [...panel.content.model.cells].filter((cell) => cell.type === "code");
              const raised = (cell) => cell.toJSON().outputs.some(({ output_type }) => output_type === "error");
              const ran = (cell) => cell.executionCount !== null && cell.executionState !== "running";
              const idle = panel.sessionContext.session.kernel.status === "idle";
              return idle && (cells.some(raised) || cells.every(ran));
            }"""
        )

    def errors(self):
        """The exceptions that the notebook's cells raised."""
        return self.page.evaluate(
            """() => [...window.jupyterapp.shell.currentWidget.content.model.cells]
              .flatMap((cell) => cell.toJSON().outputs ?? [])
              .filter(({ output_type }) => output_type === "error")
              .map(({ ename, evalue }) => `${ename}: ${evalue}`)"""
        )

    def our_console(self):
        """The console's errors that come from our code or from a widget, not from Lab's own furniture."""
        return [line for line in self.console if "d2l" in line or "widget" in line.lower() or "blob:" in line]

    def theme(self, name):
        """Switch JupyterLab's theme."""
        self.page.evaluate(f"window.jupyterapp.commands.execute('apputils:change-theme', {{ theme: '{name}' }})")
        light = "true" if "Light" in name else "false"
        self.page.wait_for_function(f"document.body.dataset.jpThemeLight === '{light}'")

    def python(self, code, leave=True):
        """Run code in the notebook's kernel without a cell and return what it prints.

        The focus leaves the figure before, as it does when a reader goes on to a cell; with leave=False it stays.
        """
        return self.page.evaluate(
            """async ([code, leave]) => {
              if (leave) document.activeElement?.blur();
              const kernel = window.jupyterapp.shell.currentWidget.sessionContext.session.kernel;
              const future = kernel.requestExecute({ code, silent: false, store_history: false });
              let said = "";
              future.onIOPub = ({ content }) => { said += content.text ?? content.traceback?.join("\\n") ?? ""; };
              await future.done;
              return said;
            }""",
            [code, leave],
        )


def write_notebook(file, *sources):
    """A notebook of these code cells, with the kernel named so that Lab asks nothing."""
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(source) for source in sources])
    notebook.metadata["kernelspec"] = {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}
    nbformat.write(notebook, file)


# What a figure shows: its sentence, its picture and its pixels, without what is typed into it.
SHOWN = """figure => [...figure.querySelectorAll("[role=status], .d2l-picture")].map((part) => part.innerHTML)
  + [...figure.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL())"""
BY_KEYS = {
    "textarea": ["ArrowLeft", "ArrowLeft", "Backspace"],
    "input[type=range]": ["ArrowLeft", "ArrowRight"],
    "[role=gridcell][tabindex='0']": ["ArrowLeft", "ArrowRight"],
}
SWITCH = {".d2l-choice [aria-pressed=false]": ["Enter"]}  # of a figure that has none of these


def answers(page, figure):
    """Whether a figure shows something else after keys: in its text, its slider and its grid, or else in a switch."""
    found = []
    for control, keys in [*BY_KEYS.items(), *SWITCH.items()]:
        for place in figure.locator(f"{control}:visible:not(.d2l-fold *)").all()[:1]:
            if found and control in SWITCH:
                continue
            place.press("End" if "Backspace" in keys else "Shift")
            before, seen = figure.evaluate(SHOWN), []
            for key in keys:
                page.keyboard.press(key)
                seen.append(figure.evaluate(SHOWN))
            found.append(any(one != before for one in seen))
    return found

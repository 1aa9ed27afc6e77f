"""From a key press to a changed figure in a real JupyterLab: HiddenStates beside ipywidgets' interact with matplotlib.

Both stand in one notebook and show the same heat map of the same network; keys go to one and the other in turn.
Times are taken in the page, from the keydown event on: "changed" is when the last change of the figure's
elements has been made, "painted" is when the frame that shows it has been handed to the screen.
"""

import shutil
import statistics
import tempfile
from pathlib import Path

from tests.drive import lab

from .measure import quantile

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
TEXT = "the state after each character is what the network has kept of it"[:64]
SETUP = """\
%matplotlib inline
import matplotlib.pyplot as plt
import torch
from ipywidgets import Text, interact
from d2l_rnn import chars, figures, rnn

torch.set_num_threads(1)
tokens = sorted("abcdefghijklmnopqrstuvwxyz .")
p = rnn.init_params(len(tokens), {h}, len(tokens), seed=0)
figure = figures.HiddenStates(p, tokens, text="t")"""
OURS = "figure"
INTERACT = """\
def show(text):
    H = rnn.unroll(chars.one_hot(text, tokens), p).H[:, 0]
    plt.figure(figsize=(8, 5))
    plt.imshow(H.T, cmap="RdBu", vmin=-1, vmax=1, aspect="auto")
    plt.xticks(range(len(H)), ["H0", *text])
    plt.colorbar()
    plt.show()


interact(show, text=Text("t", description="typed"));"""

# Waits for one key and the change it makes in `target`: the pictures in it, where there are some, must be new ones.
WATCH = """(target) => {
  const pictures = () => [...target.querySelectorAll("img")].map(({ src }) => src).join();
  const before = pictures();
  window.measured = new Promise((resolve) => {
    let start = null, changed = null, waiting = false;
    const painted = () => {
      waiting = false;
      if (before && (pictures() === before || !pictures())) return;
      observer.disconnect();
      resolve([changed - start, performance.now() - start]);
    };
    const observer = new MutationObserver(() => {
      if (start === null) return;
      changed = performance.now();
      if (waiting) return;
      waiting = true;
      requestAnimationFrame(() => {
        const { port1, port2 } = new MessageChannel();  // its message comes after the frame's painting
        port1.onmessage = painted;
        port2.postMessage(null);
      });
    });
    observer.observe(target, { subtree: true, childList: true, characterData: true, attributes: true });
    document.addEventListener("keydown", () => { start = performance.now(); }, { capture: true, once: true });
  });
}"""


def press(opened, field, target, key):
    """The seconds from this key in this field to the changed and to the painted figure."""
    field.focus()
    target.evaluate(WATCH)
    opened.page.keyboard.press(key)
    changed, painted = opened.page.evaluate("window.measured")
    opened.page.wait_for_function(
        "window.jupyterapp.shell.currentWidget.sessionContext.session.kernel.status === 'idle'"
    )
    return changed / 1000, painted / 1000


def typed(opened):
    """For the figure and for interact: (changed, painted) of every key of TEXT, typed into both in turn."""
    states = opened.page.get_by_label("Hidden states", exact=True)
    ours = states.get_by_label("Text", exact=True), states
    output = opened.page.locator(".widget-interact .jp-OutputArea").first
    theirs = opened.page.get_by_label("typed"), output
    output.locator("img").wait_for()
    for field, _ in (ours, theirs):
        field.press("End")
    times = {"ours": [], "interact": []}
    for key in TEXT[1:]:
        times["ours"].append(press(opened, *ours, key))
        times["interact"].append(press(opened, *theirs, key))
    return times


def run(table):
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        print("\nThe browser benchmark needs Chromium (Debian and Ubuntu: apt install chromium) on the PATH.")
        return
    with (
        tempfile.TemporaryDirectory() as folder,
        tempfile.TemporaryDirectory() as home,
        lab.browser(chromium) as running,
        lab.server(folder, home) as address,
    ):
        for h in (16, 64):
            name = f"units_{h}.ipynb"
            lab.write_notebook(Path(folder, name), SETUP.format(h=h), OURS, INTERACT)
            opened = lab.Lab(running, address)
            opened.open(name)
            opened.run_all()
            times = typed(opened)
            opened.page.close()
            what = f"a key in HiddenStates, {len(TEXT)} characters typed, h = {h}"
            for place, (until, least, most) in enumerate((("changed", 50, 0.016), ("painted", None, None))):
                ours, theirs = ([pair[place] for pair in times[which]] for which in ("ours", "interact"))
                median = statistics.median(ours), statistics.median(theirs)
                table.times_faster(f"{what}, until {until} / interact with matplotlib", *median, least)
                table.alone(f"{what}, until {until}: 95 of 100 keys", quantile(ours, 0.95), most)

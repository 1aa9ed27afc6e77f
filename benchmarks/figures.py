"""From an input event to the painted frame, for every control of every figure, and what a long play leaves in memory.

Each figure stands alone in the page that it saves itself to. Times are taken in the page, from the event's own time
stamp until the frame that shows its effect has been handed to the screen. The browser draws a frame as soon as there
is one, since how long a screen of 60 frames a second would make it wait says nothing about the figure.
"""

import shutil
import statistics

from d2l_rnn import figures, rnn, train
from tests import hosted, lab

from .measure import quantile

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AT_ONCE = ["--disable-frame-rate-limit", "--disable-gpu-vsync"]
TIMES = 40
TOKENS = sorted("abcdefghijklmnopqrstuvwxyz .")
LONG = ("what a network has read so far is kept in its state. " * 4)[:200]
SMALL, LARGE = 0.016, 0.1  # seconds, at "machine" and at T = 200 with h = 128

# Resolves with the milliseconds from the next event of this kind to the frame after it.
PAINTED = """(kind) => {
  window.painted = new Promise((resolve) => {
    document.addEventListener(kind, ({ timeStamp }) => requestAnimationFrame(() => {
      const { port1, port2 } = new MessageChannel();  // its message comes after the frame's painting
      port1.onmessage = () => resolve(performance.now() - timeStamp);
      port2.postMessage(null);
    }), { capture: true, once: true });
  });
}"""


def large(Figure):
    """The figure of a text of 200 characters and 128 units, or None where it has neither."""
    if Figure is figures.Training:
        return Figure(train.fit(LONG, num_hiddens=128, num_steps=30, progress=False), text=LONG)
    if Figure in (figures.HiddenStates, figures.Predictions, figures.Gradients):
        return Figure(rnn.init_params(len(TOKENS), 128, len(TOKENS), seed=0), TOKENS, text=LONG)
    if Figure is figures.StatePlane:
        return Figure(rnn.init_params(len(TOKENS), 2, len(TOKENS), seed=0), TOKENS, text=LONG)
    return None


def seconds(page, control, kind, keys):
    """The seconds from each of these keys, pressed in a control in turn, to the painted frame."""
    control.focus()
    found = []
    for key in keys:
        page.evaluate(PAINTED, kind)
        page.keyboard.press(key)
        found.append(page.evaluate("window.painted") / 1000)
    return found


def controls(page):
    """(what it is called, the control, the keys to press) for the text box and every slider of a figure."""
    text = page.locator(".d2l-rnn textarea:visible").first
    if text.count():
        text.press("End")
        yield "typing", text, ["Backspace"] * 3 + ["Backspace", "e"] * (TIMES // 2)
    sliders = page.locator(".d2l-rnn input[type=range]:visible:enabled")
    for k in range(sliders.count()):
        slider = sliders.nth(k)
        name = slider.evaluate("e => (e.ariaLabel ?? e.labels[0].firstChild.textContent).trim()")
        slider.press("Home")
        yield name, slider, ["ArrowRight", "ArrowRight", "ArrowRight", "ArrowLeft"] * (TIMES // 4)


def run(table):
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        print("\nThe figures' benchmark needs Chromium (Debian and Ubuntu: apt install chromium) on the PATH.")
        return
    with lab.browser(chromium, AT_ONCE) as running:
        for name in figures.__all__:
            Figure = getattr(figures, name)
            for size, figure, most in (("machine", Figure(), SMALL), ("T = 200, h = 128", large(Figure), LARGE)):
                if figure is None:
                    continue
                with hosted.opened(running, figure) as page:
                    for what, control, keys in controls(page):
                        found = seconds(page, control, "keydown", keys)
                        limit = SMALL if what == "time step" else most
                        table.spread(f"{name}, {size}: {what}", statistics.median(found), quantile(found, 0.95), limit)
        with hosted.opened(running, figures.HiddenStates()) as page:
            table.memory("HiddenStates, heap after 1,000 steps of play beside before", *played(page, 1000))


def played(page, steps):
    """The megabytes of heap before and after so many steps of Play, on a clock that need not be waited for."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    page.clock.install()
    page.reload()

    def heap():
        for _ in range(3):
            devtools.send("HeapProfiler.collectGarbage")
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        return next(entry["value"] for entry in metrics if entry["name"] == "JSHeapUsedSize") / 1e6

    def play(rounds):
        for _ in range(rounds):
            page.get_by_role("button", name="Play", exact=True).click()
            page.clock.run_for(800 * 10)  # "machine" has seven steps, and Play begins again at its first

    play(5)
    before = heap()
    play(steps // 7 + 1)
    return heap(), before

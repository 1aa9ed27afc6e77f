"""From an input event to the painted frame, for every control of every figure, and what a long play leaves in memory.

Each figure stands alone in the page that it saves itself to. Times are taken in the page, from the event's own time
stamp until the frame that shows its effect has been handed to the screen. The browser draws a frame as soon as there
is one, since how long a screen of 60 frames a second would make it wait says nothing about the figure.
"""

import shutil
import statistics

from d2l_rnn import figures, rnn, train
from tests.drive import hosted, lab

from .measure import quantile

BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
AT_ONCE = ["--disable-frame-rate-limit", "--disable-gpu-vsync"]
TIMES = 48
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

# What a key changes in a control: its value, or which cell of a grid has the focus.
STATE = "e => e.value ?? document.activeElement.outerHTML"


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
    found, states = [], [control.evaluate(STATE)]
    for key in keys:
        page.evaluate(PAINTED, kind)
        page.keyboard.press(key)
        found.append(page.evaluate("window.painted") / 1000)
        states.append(control.evaluate(STATE))
        assert states[-1] != states[-2], f"{key} changed nothing: what would be timed is an empty frame"
    return found


def controls(page):
    """(what it is called, the control, the keys to press) for the text box and every slider of a figure.

    Every key changes something, and after the last of them all is as it was. A figure that has neither is measured by
    its grid, and one that can be edited by the slider of its edits as well.
    """
    text = page.locator(".d2l-rnn textarea:visible").first
    if text.count():
        text.press("End")
        yield "typing", text, (["Backspace"] * 3 + ["e"] * 3) * (TIMES // 6)
    sliders = page.locator(".d2l-rnn input[type=range]:visible:enabled")
    for k in range(sliders.count()):
        yield named(sliders.nth(k)), sliders.nth(k), there_and_back(sliders.nth(k))
    cells = page.get_by_role("gridcell")
    if not text.count() and not sliders.count():
        yield "choosing a cell", cells.last, ["ArrowRight", "ArrowLeft"] * (TIMES // 2)  # the widest grid, the result
    for _ in page.locator(".d2l-change summary").all():
        cells.first.press("Home")
        page.keyboard.press("ArrowRight")  # H_0 cannot be set
        page.keyboard.press("Enter")
        slider = page.locator(".d2l-change input[type=range]")
        yield "editing a state", slider, there_and_back(slider)


def named(slider):
    return slider.evaluate("e => (e.ariaLabel ?? e.labels[0].firstChild.textContent).trim()")


def there_and_back(slider):
    """Arrow keys from a slider's first stop towards its last and back again, TIMES of them or a little fewer."""
    slider.press("Home")
    stops = int(slider.evaluate("e => (e.max - e.min) / (e.step || 1)"))
    there = ["ArrowRight"] * min(stops, TIMES // 2)
    way = there + ["ArrowLeft"] * len(there)
    return way * (TIMES // len(way))


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
                        seconds(page, control, "keydown", keys)  # the first ones compile the script; see README.md
                        found = seconds(page, control, "keydown", keys * 2)
                        limit = SMALL if what == "time step" else most
                        what = f"{name}, {size}: {what}".replace("|", r"\|")  # |V|, in a table
                        table.spread(what, statistics.median(found), quantile(found, 0.95), limit)
        for Figure in (
            figures.HiddenStates,
            figures.Gradients,
            figures.Predictions,
            figures.StatePlane,
            figures.Training,
        ):
            with hosted.opened(running, Figure()) as page:
                table.memory(f"{Figure.__name__}, heap after 1,000 steps of play beside before", *played(page, 1000))


# Play takes a hundredth of its time: a clock of the test's own would keep a record of every tick, which is no leak.
HURRY = "{ const real = setInterval; window.setInterval = (tick, pause) => real(tick, pause / 100); }"
PLAY = """async (steps) => {
  const [play, range] = [document.querySelector(".d2l-play"), document.querySelector(".d2l-steps input")];
  for (let seen = 0, last = null; seen < steps; ) {
    play.click();
    while (play.textContent !== "Play") {
      await new Promise((next) => setTimeout(next, 4));
      if (range.value !== last) [seen, last] = [seen + 1, range.value];
    }
  }
}"""


def played(page, steps):
    """The megabytes of heap after so many steps of Play and before them; half as many have warmed it up."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Performance.enable")
    page.add_init_script(HURRY)
    page.reload()

    def heap():
        for _ in range(3):
            devtools.send("HeapProfiler.collectGarbage")
        metrics = devtools.send("Performance.getMetrics")["metrics"]
        return next(entry["value"] for entry in metrics if entry["name"] == "JSHeapUsedSize") / 1e6

    page.evaluate(PLAY, steps // 2)
    before = heap()
    page.evaluate(PLAY, steps)
    return heap(), before

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
FRAME, TWO = 1 / 60, 2 / 60  # seconds: from the event to the last change, and to the painted frame
WORD, LEARNED = "learn this word", 0.05  # fifteen letters, and the seconds from the press until they are learned

# What a key changes in a control: its value, its caret, or which cell of a grid has the focus.
STATE = "e => [e.value ?? document.activeElement.outerHTML, e.matches('textarea') && e.selectionStart].join()"


def large(Figure):
    """The figure of a text of 200 characters and 128 units (two, in the plane), or None where it reads no text."""
    if not issubclass(Figure, figures.base.Sequence):
        return None
    if Figure is figures.Training:
        return Figure(train.fit(LONG, num_hiddens=128, num_steps=30, progress=False), text=LONG)
    h = 2 if Figure is figures.StatePlane else 128
    return Figure(rnn.init_params(len(TOKENS), h, len(TOKENS), seed=0), TOKENS, text=LONG)


def seconds(page, control, keys):
    """(until changed, until painted) in seconds for each of these keys, pressed in a control in turn."""
    control.focus()
    found, states = [], [control.evaluate(STATE)]
    for key in keys:
        found.append(hosted.timed(page, "keydown", lambda key=key: page.keyboard.press(key)))
        states.append(control.evaluate(STATE))
        assert states[-1] != states[-2], f"{key} changed nothing: what would be timed is an empty frame"
    return found


def controls(page):
    """(what it is called, the control, the keys to press) for the text, every slider and every grid of a figure.

    Every key changes something, and after the last of them all is as it was.
    """
    text = page.get_by_role("textbox", name="Text", exact=True)
    if text.count():
        text.press("End")
        yield "typing at the end", text, (["Backspace"] * 3 + ["e"] * 3) * (TIMES // 6)
        text.press("Home")
        yield "typing at the beginning", text, ["e", "Backspace"] * (TIMES // 2)
        text.press("End")
        yield "a step", text, ["ArrowLeft"] * 3 + ["ArrowRight"] * 3 + (["ArrowLeft", "ArrowRight"] * (TIMES // 2 - 3))
    sliders = page.locator(".d2l-rnn input[type=range]:visible:enabled")
    for k in range(sliders.count()):
        yield named(sliders.nth(k)), sliders.nth(k), there_and_back(sliders.nth(k))
    cells = page.locator("[role=gridcell][tabindex='0']")
    if cells.count():
        yield "choosing a cell", cells.first, ["ArrowDown", "ArrowUp"] * (TIMES // 2)


def named(slider):
    return slider.evaluate("e => (e.ariaLabel ?? e.labels[0].firstChild.textContent).trim()")


def there_and_back(slider):
    """Arrow keys from a slider's first stop towards its last and back again, TIMES of them or a little fewer."""
    slider.press("Home")
    there = []
    while len(there) < TIMES // 2:
        before = slider.input_value()
        slider.press("ArrowRight")
        if slider.input_value() == before:
            break
        there.append("ArrowRight")
    slider.press("Home")
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
            for size, figure in (("as it opens", Figure()), ("T = 200, h = 128", large(Figure))):
                if figure is None:
                    continue
                with hosted.opened(running, figure) as page:
                    for what, control, keys in controls(page):
                        seconds(page, control, keys)  # the first ones compile the script; see README.md
                        found = list(zip(*seconds(page, control, keys * 2), strict=True))
                        what = f"{name}, {size}: {what}".replace("|", r"\|")  # |V|, in a table
                        for until, times, most in zip(("changed", "painted"), found, (FRAME, TWO), strict=True):
                            table.spread(
                                f"{what}, until {until}", statistics.median(times), quantile(times, 0.95), most
                            )
        for name in figures.__all__:
            Figure = getattr(figures, name)
            if issubclass(Figure, figures.base.Sequence):
                times = []
                for _ in range(7):
                    with hosted.opened(running, Figure()) as page:  # a page that has compiled nothing yet
                        times.append(hosted.learned(page, WORD)[0])
                what = f"{name}, learning a word of 15 letters in a page just opened"
                table.spread(what, statistics.median(times), max(times), LEARNED)
                with hosted.opened(running, Figure()) as page:
                    table.memory(f"{name}, heap after 1,000 steps of play beside before", *played(page, 1000))


# Play takes a hundredth of its time: a clock of the test's own would keep a record of every tick, which is no leak.
HURRY = "{ const real = setInterval; window.setInterval = (tick, pause) => real(tick, pause / 100); }"
PLAY = """async (steps) => {
  const play = document.querySelector(".d2l-play");
  const said = () => document.querySelector("[role=status]").textContent;
  for (let seen = 0, last = null; seen < steps; ) {
    const before = play.getAttribute("aria-label");
    play.click();
    while (play.getAttribute("aria-label") !== before) {
      await new Promise((next) => setTimeout(next, 4));
      if (said() !== last) [seen, last] = [seen + 1, said()];
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

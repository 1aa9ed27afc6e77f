"""The moving picture of README.md: python -m publish.moving

It is made of screenshots of the page that the figure saves itself to: the word is read letter by letter, each step at a
quarter of its speed, and then a matrix is pointed at. It needs playwright and a Chromium.
"""

import io
import shutil
import tempfile
from pathlib import Path

from PIL import Image
from playwright.sync_api import sync_playwright

from d2l_rnn import figures

from . import ROOT

MADE = ROOT / "docs" / "recurrence.gif"
STEP, FRAMES = 350, 12  # milliseconds that the figure takes for a step, and pictures of it
PASSES, RESTS = 100, 1400  # milliseconds that a picture is shown: of a step, and after it
FREEZE = """time => {
  for (const motion of document.getAnimations()) {
    motion.pause();
    motion.currentTime = time;
  }
  document.querySelector(".d2l-caret").style.visibility = "hidden";
}"""


def pictures(page):
    """The pictures in their order, each with the milliseconds that it is shown."""
    figure = page.locator(".d2l-figure")

    def shot():
        return Image.open(io.BytesIO(figure.screenshot())).convert("RGB")

    letters = page.get_by_label("Text", exact=True)
    letters.press("Home")
    page.evaluate(FREEZE, STEP)
    yield shot(), RESTS
    for _ in range(len(letters.input_value())):
        letters.press("ArrowRight")
        for frame in range(FRAMES):
            page.evaluate(FREEZE, STEP * frame / FRAMES)
            yield shot(), PASSES
        page.evaluate(FREEZE, STEP)
        yield shot(), RESTS
    page.locator("[data-names=W_hh]").nth(2).hover()
    page.evaluate(FREEZE, STEP)
    yield shot(), 2 * RESTS


def main():
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as playwright:
        file = Path(folder, "figure.html")
        figures.Recurrence().save(file)
        # A Chromium of the system, or else the one that playwright itself has installed.
        found = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
        browser = playwright.chromium.launch(executable_path=found)
        page = browser.new_page(viewport={"width": 900, "height": 700}, color_scheme="light")
        page.goto(file.as_uri())
        page.locator(".d2l-figure").wait_for()
        shots, times = zip(*pictures(page), strict=True)
        browser.close()
    palette = shots[-1].quantize(96)
    first, *others = (shot.quantize(palette=palette, dither=Image.Dither.NONE) for shot in shots)
    first.save(MADE, save_all=True, append_images=others, duration=list(times), loop=0, optimize=True)
    print(f"{MADE.relative_to(ROOT)}: {len(shots)} pictures, {MADE.stat().st_size // 1000} kB")


if __name__ == "__main__":
    main()

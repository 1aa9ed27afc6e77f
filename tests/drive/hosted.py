"""A figure in the page that `.save` writes, opened in a real Chromium, and what can be measured of any figure there."""

import base64
import contextlib
import json
import re
import tempfile
import zlib
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

WIDTHS = (320, 480, 900, 1400)
AXE = Axe().axe_script

# Everything that can be seen lies inside the figure, unless it stands in a place that scrolls; no text covers another,
# but for what is offered on a picture that is greyed since its text cannot be read.
MISPLACED = """root => {
  const outside = root.getBoundingClientRect();
  const scrolls = (element) => element.closest(".d2l-scroll, .d2l-hidden");
  const found = [];
  const name = ({ tagName, className, textContent }) => `${tagName}.${className} ‘${textContent.slice(0, 30)}’`;
  const offered = (one, other) => one.parentElement.closest("[inert]") && other.parentElement.closest(".d2l-offers");
  const texts = [];
  for (const element of root.querySelectorAll("*")) {
    const box = element.getBoundingClientRect();
    if (!box.width || !box.height || scrolls(element)) continue;
    if (box.left < outside.left - 1 || box.right > outside.right + 1) found.push(`${name(element)} leaves the figure`);
    const style = getComputedStyle(element);
    const cut = style.overflowX !== "visible" && element.scrollWidth > element.clientWidth + 1;
    if (cut && !element.matches("textarea, input, option, select")) found.push(`${name(element)} is cut off`);
    for (const child of element.childNodes) {
      if (child.nodeType !== Node.TEXT_NODE || !child.textContent.trim()) continue;
      if (element.closest("select, textarea")) continue;
      const range = document.createRange();
      range.selectNodeContents(child);
      const squeezed = element.hasAttribute("textLength"); // of which a range knows nothing
      const rects = squeezed ? [element.getBoundingClientRect()] : range.getClientRects();
      for (const rect of rects) if (rect.width > 1) texts.push([child, rect]);
    }
  }
  texts.forEach(([one, a], k) => {
    for (const [other, b] of texts.slice(k + 1)) {
      if (one === other || offered(one, other) || offered(other, one)) continue;
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (width > 2 && height > 5) found.push(`‘${one.textContent}’ and ‘${other.textContent}’ overlap`);
    }
  });
  if (root.scrollWidth > root.clientWidth + 1) found.push("the figure is wider than its place");
  return [...new Set(found)];
}"""


# Text whose contrast against the nearest opaque background behind it is below 4.5, from computed styles.
FAINT = """root => {
  const channels = (colour) => {
    const whole = colour.startsWith("color(srgb") ? 255 : 1; // what color-mix gives is between 0 and 1
    return (colour.match(/[\\d.]+/g) ?? []).map((one, k) => (k < 3 ? whole : 1) * Number(one));
  };
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


@contextlib.contextmanager
def opened(browser, figure, width=900, theme="light", height=900):
    """The page of a saved figure; what went wrong in it, or was asked of the network, stands in `page.troubles`."""
    page = _only_page(browser)
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "figure.html")
        figure.save(file)
        page.set_viewport_size({"width": width, "height": height})
        themed(page, theme)
        page.mouse.move(0, 0)  # nothing is under it
        page.troubles, page.address = [], file.as_uri()
        page.goto(page.address)
        page.locator(".d2l-say").wait_for()
        try:
            yield page
        except BaseException:
            page.close()  # the next one begins anew
            raise


def held(page):
    """The styles, the state and the script of a saved page, as they stand in it."""
    packed = re.search(r'id="packed">(.*?)</script>', page)[1]
    return json.loads(zlib.decompress(base64.b85decode(packed.replace(",", "<"))))


@contextlib.contextmanager
def phone(browser, figure):
    """The page of a saved figure on a phone: 390 px wide, and under a finger."""
    context = browser.new_context(viewport={"width": 390, "height": 800}, has_touch=True, is_mobile=True)
    try:
        page = context.new_page()
        page.troubles = []
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        with tempfile.TemporaryDirectory() as folder:
            file = Path(folder, "figure.html")
            figure.save(file)
            page.goto(file.as_uri())
        page.locator(".d2l-say").wait_for()
        yield page
    finally:
        context.close()


def _only_page(browser):
    """The page in which one figure after the other is opened: a new one for each takes twice the time."""
    context = browser.contexts[0]
    if not context.pages:
        page = context.new_page()
        page.on("console", lambda line: line.type in ("error", "warning") and page.troubles.append(line.text))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("request", lambda request: request.url == page.address or page.troubles.append(request.url))
    return context.pages[0]


# Resolves with the milliseconds from the next event of this kind until all that it starts has been done, and until the
# frame after it has been painted.
PAINTED = """(kind) => {
  window.painted = new Promise((resolve) => {
    document.addEventListener(kind, ({ timeStamp }) => requestAnimationFrame(() => {
      const changed = performance.now() - timeStamp;  // a frame begins when the event's own work is over
      const { port1, port2 } = new MessageChannel();  // its message comes after the frame's painting
      port1.onmessage = () => resolve([changed, performance.now() - timeStamp]);
      port2.postMessage(null);
    }), { capture: true, once: true });
  });
}"""


def timed(page, kind, act):
    """(until changed, until painted) in seconds after the event of this kind that `act()` causes."""
    page.evaluate(PAINTED, kind)
    act()
    return [milliseconds / 1000 for milliseconds in page.evaluate("window.painted")]


def learned(page, text):
    """(until changed, until painted) in seconds after a press of "Learn this text", in a page that was just opened."""
    page.get_by_role("textbox", name="Text", exact=True).fill(text)
    place = page.get_by_role("button", name="Learn this text").bounding_box()
    times = timed(page, "click", lambda: page.mouse.click(place["x"] + 9, place["y"] + 9))
    assert page.get_by_role("button", name="Give back the first network").count() == 1, "it has not learned"
    return times


def themed(page, theme):
    """Give the page the light or the dark theme."""
    page.emulate_media(color_scheme=theme, forced_colors="none")


def resize(page, width, height=900):
    """Give the page another width, and wait until the figure is drawn in it."""
    page.set_viewport_size({"width": width, "height": height})
    drawn(page)


def drawn(page):
    """Wait until what has changed is on the screen: a figure draws in the next frame."""
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def axe(page, within=None):
    """What axe-core finds wrong on a page, or within a part of it, as axe says it."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    run = "within => axe.run(within ?? document, { resultTypes: ['violations'] }).then(({ violations }) => violations)"
    return page.evaluate(run, within)


def violations(page, within=None):
    """What axe-core finds wrong on a page, or within a part of it: rule and place."""
    return [(rule["id"], node["html"][:120]) for rule in axe(page, within) for node in rule["nodes"]]


def misplaced(page):
    """What is clipped, leaves the figure or covers another text, in words."""
    return page.locator(".d2l-rnn").first.evaluate(MISPLACED)


def unseen(page):
    """What is misplaced or faint, and by how many pixels the page is too wide: three looks at once."""
    look = f"root => [({MISPLACED})(root), ({FAINT})(root), document.documentElement.scrollWidth - innerWidth]"
    misplaced, faint, over = page.locator(".d2l-rnn").first.evaluate(look)
    return misplaced + faint + ([f"the page is {over} px too wide"] if over > 0 else [])


def faint(figure):
    """Each text of a figure that is hard to read, with its contrast."""
    return figure.evaluate(FAINT)


def text_box(figure):
    """The text box of a figure, which is its timeline."""
    return figure.get_by_role("textbox", name="Text", exact=True)


def sentence(figure):
    """What a figure says."""
    return figure.get_by_role("status").inner_text()


def step(figure):
    """The step whose letter is marked as the current one, or 0."""
    marked = figure.locator(".d2l-letter[aria-current=step]")
    return int(marked.get_attribute("data-step")) if marked.count() else 0


PRESS = "fold => new Promise((done) => { fold.click(); requestAnimationFrame(() => requestAnimationFrame(done)); })"


def opened_folds(page):
    """Open each fold of a figure in turn, as fast as it is drawn, and yield its name; the last one stays open."""
    for fold in page.locator(".d2l-folds button").all():
        fold.evaluate(PRESS)
        yield fold.get_attribute("data-fold")


def close_fold(page):
    """Close the fold that is open."""
    page.locator(".d2l-folds [aria-expanded=true]").evaluate(PRESS)


def rows(figure, fold, caption=""):
    """The body of a table in a fold, opened where it is not, as lists of strings."""
    button = figure.locator(f".d2l-folds [data-fold={fold}]")
    if button.get_attribute("aria-expanded") == "false":
        button.click()
    table = figure.locator("table", has_text=caption).last
    return table.locator("tbody tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.textContent.trim()))")

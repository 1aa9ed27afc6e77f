"""A figure in the page that `.save` writes, opened in a real Chromium, and what can be measured of any figure there."""

import contextlib
import tempfile
from pathlib import Path

from axe_playwright_python.sync_playwright import Axe

WIDTHS = (480, 900, 1400)
AXE = Axe()

# Everything that can be seen lies inside the figure, unless it stands in a place that scrolls; no text covers another.
MISPLACED = """root => {
  const outside = root.getBoundingClientRect();
  const scrolls = (element) => element.closest(".d2l-scroll, .d2l-hidden");
  const found = [];
  const name = ({ tagName, className, textContent }) => `${tagName}.${className} ‘${textContent.slice(0, 30)}’`;
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
      for (const rect of range.getClientRects()) if (rect.width > 1) texts.push([child, rect]);
    }
  }
  texts.forEach(([one, a], k) => {
    for (const [other, b] of texts.slice(k + 1)) {
      if (one === other) continue;
      const width = Math.min(a.right, b.right) - Math.max(a.left, b.left);
      const height = Math.min(a.bottom, b.bottom) - Math.max(a.top, b.top);
      if (width > 2 && height > 5) found.push(`‘${one.textContent}’ and ‘${other.textContent}’ overlap`);
    }
  });
  if (root.scrollWidth > root.clientWidth + 1) found.push("the figure is wider than its place");
  return [...new Set(found)];
}"""


@contextlib.contextmanager
def opened(browser, figure, width=900, theme="light", height=900):
    """The page of a saved figure; what went wrong in it, or was asked of the network, stands in `page.troubles`."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder, "figure.html")
        figure.save(file)
        page = browser.new_page(viewport={"width": width, "height": height}, color_scheme=theme)
        page.troubles = []
        page.on("console", lambda line: line.type in ("error", "warning") and page.troubles.append(line.text))
        page.on("pageerror", lambda error: page.troubles.append(str(error)))
        page.on("request", lambda request: request.url == file.as_uri() or page.troubles.append(request.url))
        page.goto(file.as_uri())
        page.locator(".d2l-rnn").wait_for()
        try:
            yield page
        finally:
            page.close()


def violations(page, within=None):
    """What axe-core finds wrong on a page, or within a part of it: rule and place."""
    result = AXE.run(page, context=within)
    return [(rule["id"], node["html"][:120]) for rule in result.response["violations"] for node in rule["nodes"]]


def misplaced(page):
    """What is clipped, leaves the figure or covers another text, in words."""
    return page.locator(".d2l-rnn").first.evaluate(MISPLACED)


def open_tables(page):
    """Open every table view of the figure; a browser says a moment later that it is open, and then it is filled."""
    for summary in page.locator(".d2l-rnn details:not([open]) > summary").all():
        if summary.is_visible():
            summary.click()
    places = "document.querySelectorAll('.d2l-rnn .d2l-table[open] > .d2l-scroll')"
    page.wait_for_function(f"() => [...{places}].every((place) => place.firstChild)")

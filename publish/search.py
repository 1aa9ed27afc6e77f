"""What a reader can search for: every heading, paragraph and line of a list of the pages, and where each stands."""

from html.parser import HTMLParser

BLOCKS = {"h1", "h2", "h3", "p", "li", "td", "summary"}
SILENT = {"pre", "script", "noscript", "annotation"}
EMPTY = {"br", "hr", "img", "input", "mprescripts", "none", "mspace"}


class Blocks(HTMLParser):
    """The blocks of text in the body of a page: (heading above it, id of the place, text)."""

    def __init__(self, body):
        super().__init__()
        self.found, self._heading, self._place = [], "", ""
        self._open, self._words = [], []
        self.feed(body)
        self._close()

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag in BLOCKS:
            self._close()
        if tag == "div" and "text" in (attributes.get("class") or "").split():
            self._place = attributes["id"]
        if tag not in EMPTY:
            self._open.append((tag, "anchor-link" in (attributes.get("class") or "")))

    def handle_endtag(self, tag):
        if tag in BLOCKS:
            if tag in ("h1", "h2", "h3"):
                self._heading = self._text()
            self._close()
        while self._open and self._open.pop()[0] != tag:
            pass

    def handle_data(self, data):
        if not any(tag in SILENT or anchor for tag, anchor in self._open):
            self._words.append(data)

    def _text(self):
        return " ".join("".join(self._words).split())

    def _close(self):
        if self._text() and self._place:
            self.found.append((self._heading or self._text(), self._place, self._text()))
        self._words = []


def entries(file, title, body):
    """What of one page can be found, for the script of the search."""
    return [
        {"to": f"{file}#{place}", "page": title, "heading": heading, "text": text}
        for heading, place, text in Blocks(body).found
    ]

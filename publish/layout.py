"""What stands around the body of a page: where one can go from it, its style sheets, its script."""

import html
import re
from pathlib import Path

from d2l_rnn.figures.assets import FRONT, as_value, kit_value, script, styled
from d2l_rnn.figures.packing import text_of
from d2l_rnn.figures.page import filled
from d2l_rnn.languages import dictionary, language

from .chrome import SITE, chrome

FILES = Path(__file__).parent
SHEETS = {script(path.parent.name): path.parent.name for path in FRONT.glob("*/view.js")}  # a figure's by its script
FONT = """@font-face {{
  font-family: "STIX Two Math";
  src: url("data:font/woff;base64,{}");
}}
"""
HEADING = re.compile(r'<h2 id="([^"]*)">(.*?)(?:<a class="anchor-link".*?)?</h2>')
FRAME = """\
    <a class="skip" href="#main">{skip}</a>
    <header>{navigation}{languages}</header>
    <div class="page">
      {contents}
      <main id="main">{body}
        {onward}
      </main>
    </div>
    <footer>
      <p>{terms}
      <a href="licences.txt">{licences}</a></p>
    </footer>"""
SEARCH = """<h1>{heading}</h1>
<label for="search">{label}</label>
<input type="search" id="search" autocomplete="off" spellcheck="false" />
<p id="found" role="status"></p>
<ol id="results"></ol>
<noscript><p>{unseen}</p></noscript>"""


def page(titles, name, body, scripts=(), state=None, editions=()):
    """The bytes of a page of the book; `titles` are those of all chapters by their files, `name` is its own file.

    `scripts` are those of the kinds of figures on it, and `state` what page/site.js reads. `editions` are the others:
    the code of a language, its own name, and where its folder is seen from here.
    """
    title = titles.get(name) or html.unescape(re.search("<h1[^>]*>([^<]*)", body)[1])
    parts = {
        "skip": chrome("Skip to the text"),
        "navigation": navigation(titles, name),
        "languages": switch(name, editions),
        "contents": contents(body),
        "body": body,
        "onward": onward(titles, name),
        "terms": chrome(
            "Text: CC BY-SA 4.0. Code: MIT licence. A companion to <cite>Dive into Deep Learning</cite>, section 9.4."
        ),
        "licences": chrome("What comes from elsewhere."),
    }
    return _written(title, FRAME.format(**parts), scripts, state)


def search(titles, entries, editions=()):
    """The bytes of the page that searches the others; `entries` are what can be found."""
    words = {
        "heading": chrome("Search"),
        "label": chrome("Words in headings and paragraphs"),
        "unseen": chrome("The search runs in your browser. Allow scripts for this file."),
    }
    return page(titles, "search.html", SEARCH.format(**words), (), {"entries": entries}, editions)


def frame(title, body, scripts, state):
    """The bytes of a page that is a figure and nothing else: it fills a frame in slides or in another book."""
    return _written(title, f'    <main class="alone">{body}</main>', scripts, state)


def program(scripts, state):
    """The script of a page: the figures' modules, each in a scope of its own, and what shows them; or the search."""
    if "entries" in state:
        return built("search")
    if not scripts:
        return ""
    return f"const kit = {kit_value()};\n({as_value(built('site'))})([{','.join(map(as_value, scripts))}]);\n"


def built(name):
    """One of the site's own scripts."""
    return (FILES / f"built/{name}.js").read_text(encoding="utf-8")


def navigation(titles, here):
    """Links to all pages; `here` is the file name of this one."""
    entries = [("index.html", chrome("Start")), *titles.items(), ("search.html", chrome("Search"))]
    marked = (
        f'<a href="{file}"{" aria-current=page" * (file == here)}>{html.escape(text)}</a>' for file, text in entries
    )
    return f'<nav aria-label="{chrome("Chapters")}"><ul>{"".join(f"<li>{link}</li>" for link in marked)}</ul></nav>'


def switch(name, editions):
    """Links to the same page in the other languages; page/site.js lets them lead to the same place of it."""
    links = (
        f'<a href="{folder}{name}" hreflang="{code}" lang="{code}">{html.escape(own)}</a>'
        for code, own, folder in editions
    )
    return f'<nav class="languages" aria-label="{chrome("Language")}">{"".join(links)}</nav>' if editions else ""


def contents(body):
    """The sections of a page, in a fold that a wide window opens."""
    sections = HEADING.findall(body)
    if len(sections) < 2:
        return ""
    listed = "".join(f'<li><a href="#{name}">{text}</a></li>' for name, text in sections)
    title = chrome("On this page")
    nav = f'<nav aria-label="{title}"><ol>{listed}</ol></nav>'
    return f'<details class="contents"><summary>{title}</summary>{nav}</details>'


def onward(titles, here):
    """Links to the chapter before and the one after."""
    order = ["index.html", *titles]
    if here not in order:
        return ""
    k = order.index(here)
    start = chrome("Start")
    before = f'<a rel="prev" href="{order[k - 1]}">← {html.escape(titles.get(order[k - 1], start))}</a>' if k else ""
    after = f'<a rel="next" href="{order[k + 1]}">{html.escape(titles[order[k + 1]])} →</a>' if k < len(titles) else ""
    return f'<nav class="onward" aria-label="{chrome("Before and after")}">{before}{after}</nav>'


def _written(title, framed, scripts, state):
    maths = FONT.format(text_of((FILES / "font/stix-two-math.woff").read_bytes())) if "<math" in framed else ""
    figures = styled(*(SHEETS[one] for one in scripts)) if scripts else ""
    own = (FILES / "page/site.css").read_text(encoding="utf-8")
    allowed = {"img-src": "data:", "font-src": "data:"}
    styles = "\n".join([maths, figures, own])
    code, state = program(scripts, state or {}), state or {}
    if words := dictionary(SITE):
        state = state | {"words": words}
    return filled(html.escape(title), framed, styles, code, state, allowed, language())

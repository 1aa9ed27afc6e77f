"""Make a site of the notebooks, with live figures and without a kernel: python -m publish.site FOLDER

Each notebook is run, and its page holds everything it needs: text, formulas, outputs, and the figures with the state
they have at the end of the run. The page forbids itself the network, so any static host will do, and so does a folder.
"""

import argparse
import html
import json
import os
import re
from pathlib import Path

import nbformat
from IPython.lib.lexers import IPython3Lexer
from pygments import highlight
from pygments.formatters import HtmlFormatter

from d2l_rnn.figures.assets import FRONT, as_value, kit_value, source, styled
from d2l_rnn.figures.saving import filled

from . import NOTEBOOKS, ROOT
from .badges import ANY_BADGE
from .formulas import markdown
from .run import run

FILES = Path(__file__).parent
VIEW, STATES = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
SHEETS = sorted(path.parent.name for path in FRONT.glob("*/view.js"))  # of the figures; the common one comes by itself
FRAME = """\
    <header>{navigation}</header>
    <main>{body}</main>
    <footer>
      <p>Text: CC BY-SA 4.0. Code: MIT licence. A companion to <cite>Dive into Deep Learning</cite>, section 9.4.</p>
    </footer>"""


class Page:
    """One notebook as HTML: call `body`, then look at what it has collected."""

    def __init__(self, notebook):
        self.notebook = notebook
        self.widgets = notebook.metadata.get("widgets", {}).get(STATES, {}).get("state", {})
        self.figures = []  # the ids of the figures, in their order on the page

    def body(self):
        return "\n".join(filter(None, map(self._cell, self.notebook.cells)))

    def modules(self):
        """The script of each kind of figure that is on the page, once, and the place of each figure's own."""
        scripts = list(dict.fromkeys(self.widgets[one]["state"]["_module"] for one in self.figures))
        return scripts, [scripts.index(self.widgets[one]["state"]["_module"]) for one in self.figures]

    def states(self):
        """What each figure shows, by its traits."""
        return [
            {name: value for name, value in self.widgets[one]["state"].items() if not name.startswith("_")}
            for one in self.figures
        ]

    def links(self):
        """[[figure, trait], [figure, trait]] of what jslink ties together; a figure is its number on the page."""
        found = []
        for widget in self.widgets.values():
            if widget["model_name"] == "LinkModel":
                ends = [
                    (end[0].removeprefix("IPY_MODEL_"), end[1])
                    for end in map(widget["state"].get, ("source", "target"))
                ]
                if all(one in self.figures for one, _ in ends):
                    found.append([[self.figures.index(one), trait] for one, trait in ends])
        return found

    def _cell(self, cell):
        if cell.cell_type == "markdown":
            return markdown(
                re.sub(r"(\]\([^):]+)\.ipynb\b", r"\1.html", ANY_BADGE.sub(r"\n\n[Open in Colab](\1)", cell.source))
            )
        if cell.cell_type == "code" and cell.source.strip():
            return f'<div class="cell">{code(cell.source)}{"".join(map(self._output, cell.outputs))}</div>'
        return ""

    def _output(self, output):
        if output.output_type == "stream":
            return printed(output.text)
        if output.output_type == "error":
            raise RuntimeError(f"A cell ended with {output.ename}: {output.evalue}")
        data = output.data
        if VIEW in data and "_module" in self.widgets[data[VIEW]["model_id"]]["state"]:
            self.figures.append(data[VIEW]["model_id"])
            sentence = html.escape(data["text/plain"])
            return f'<div class="figure"><noscript><p>{sentence} Allow scripts for this file.</p></noscript></div>'
        if "image/png" in data:
            picture, sentence = data["image/png"].strip(), html.escape(data["text/plain"])
            return f'<img src="data:image/png;base64,{picture}" alt="{sentence}" />'
        return printed(data["text/plain"])


def code(text):
    """Python with its words marked. What is too wide scrolls, so the keyboard must reach it."""
    marked = highlight(text, IPython3Lexer(), HtmlFormatter(nowrap=True))
    return f'<pre class="code" tabindex="0"><code>{marked}</code></pre>'


def printed(text):
    return f'<pre class="output" tabindex="0">{html.escape(text)}</pre>'


def script(page):
    """The page's script: the figures' modules, each in a scope of its own, and what shows them."""
    if not page.figures:
        return ""
    modules, kinds = page.modules()
    scopes = map(as_value, modules)
    own = source("host/host.js").replace("export ", "") + (FILES / "site.js").read_text(encoding="utf-8")
    return (
        f"const kit = {kit_value()};\nconst modules = [{','.join(scopes)}];\nconst kinds = {json.dumps(kinds)};\n{own}"
    )


def written(title, navigation, body, program="", state=None):
    """The bytes of a page: one file that may fetch nothing and run nothing but its own script."""
    styles = "\n".join([styled(*SHEETS), (FILES / "site.css").read_text(encoding="utf-8")])
    framed = FRAME.format(navigation=navigation, body=body)
    return filled(html.escape(title), framed, styles, program, state, {"img-src": "data:"})


def heading(notebook):
    """A notebook's title, and what stands below it."""
    title, _, rest = ANY_BADGE.sub("", notebook.cells[0].source).partition("\n")
    return title.removeprefix("# "), rest.strip()


def navigation(titles, here):
    """Links to all pages; `here` is the file name of this one."""
    entries = [("index.html", "Contents"), *titles.items()]
    marked = (
        f'<a href="{file}"{" aria-current=page" * (file == here)}>{html.escape(text)}</a>' for file, text in entries
    )
    return f'<nav aria-label="Notebooks"><ul>{"".join(f"<li>{link}</li>" for link in marked)}</ul></nav>'


NOTE = """<p class="note">This is a printout with live figures: they compute in your browser, the code does not run.
To change and run it, open <code>notebooks/{name}</code> of the project in JupyterLab.</p>"""


def make(folder, notebooks=NOTEBOOKS):
    """Write the site into `folder`."""
    folder = Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    headings = {path: heading(nbformat.read(path, as_version=4)) for path in notebooks}
    titles = {f"{path.stem}.html": title for path, (title, _) in headings.items()}
    for path in notebooks:
        # These networks are small: more threads would only wait for each other.
        notebook = run(nbformat.read(path, as_version=4), path.parent, os.environ | {"OMP_NUM_THREADS": "1"}, True)
        page, name = Page(notebook), f"{path.stem}.html"
        body = page.body().replace("</h1>", "</h1>" + NOTE.format(name=path.name), 1)
        state = {"states": page.states(), "links": page.links()}
        (folder / name).write_bytes(written(titles[name], navigation(titles, name), body, script(page), state))
    introduction = (ROOT / "README.md").read_text(encoding="utf-8").split("\n\n")[1]
    listed = (f"## [{title}]({path.stem}.html)\n\n{first}" for path, (title, first) in headings.items())
    title, name = "Recurrent Neural Networks, live", "index.html"
    body = markdown("\n\n".join([f"# {title}", introduction, *listed]))
    (folder / name).write_bytes(written(title, navigation(titles, name), body))


def main():
    parser = argparse.ArgumentParser(prog="python -m publish.site", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    make(folder)
    print(f"Open {folder / 'index.html'} in a browser, or put the folder on any web server.")


if __name__ == "__main__":
    main()

"""A notebook that has been run as the body of a page."""

import html
import re

from IPython.lib.lexers import IPython3Lexer
from pygments import highlight
from pygments.formatters import HtmlFormatter

from .badges import ANY_BADGE
from .chrome import chrome
from .formulas import markdown

VIEW, STATES = "application/vnd.jupyter.widget-view+json", "application/vnd.jupyter.widget-state+json"
SETUP = "setup"  # the id of the cell that every notebook begins with: who reads a page need not run it
# What marks a solution in the teacher's notebook, for nbgrader and here.
MARKS = re.compile(r"(?m)^ *### (?:BEGIN|END) SOLUTION\n?| *### SOLUTION$")


class Page:
    """One notebook as HTML: call `body`, then look at what it has collected.

    `solutions` are the solved cells by their ids. They stand in folds behind the cells to be filled in, and what checks
    these is left out: in a page there is nobody to answer.
    """

    def __init__(self, notebook, solutions=None):
        self.notebook, self.solutions = notebook, solutions or {}
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
            return f'<div class="text" id="{html.escape(cell.id)}">{markdown(adapted(cell.source))}</div>'
        if cell.cell_type != "code" or not cell.source.strip():
            return ""
        if cell.id in self.solutions:
            solved = code(MARKS.sub("", self.solutions[cell.id]))
            fold = f"<details><summary>{chrome('Solution')}</summary>\n{solved}</details>"
            return f'<div class="cell">{code(cell.source)}{fold}</div>'
        if self.solutions and cell.metadata.get("nbgrader", {}).get("grade"):
            return ""
        if cell.id == SETUP:
            return f"<details><summary>{chrome('What the cells below need')}</summary>\n{code(cell.source)}</details>"
        outputs = "".join(self._output(output, cell.id) for output in cell.outputs)
        return f'<div class="cell">{code(cell.source)}{outputs}</div>'

    def _output(self, output, cell):
        if output.output_type == "stream":
            return printed(output.text)
        if output.output_type == "error":
            raise RuntimeError(f"A cell ended with {output.ename}: {output.evalue}")
        data = output.data
        if VIEW in data and "_module" in self.widgets[data[VIEW]["model_id"]]["state"]:
            self.figures.append(data[VIEW]["model_id"])
            return place(data["text/plain"], f"figure-{cell}")
        if "image/png" in data:
            image = f'src="data:image/png;base64,{data["image/png"].strip()}" alt="{html.escape(data["text/plain"])}"'
            # What is wider than the screen scrolls, so the keyboard must reach it.
            return f'<div class="picture" tabindex="0"><img {image} /></div>'
        return printed(data["text/plain"])


def adapted(text):
    """A notebook's Markdown for a page: links lead to pages, and nobody is told to run what has been run."""
    badge = rf"\n\n[{chrome('Open in Colab')}](\1)"
    text = re.sub(r"(\]\([^):]+)\.ipynb\b", r"\1.html", ANY_BADGE.sub(badge, text))
    # In the notebooks' words: a translator gives them as they stand there.
    told = (chrome("Run the next two cells, then"), chrome("Run the next two cells,"))
    return re.sub(rf"(?:{'|'.join(map(re.escape, told))})\s*(\S)", lambda first: first[1].upper(), text)


def place(sentence, name):
    """Where a figure will stand, and what stands there without scripts."""
    unseen = chrome("{sentence} Allow scripts for this file.", sentence=sentence)
    said = f"<noscript><p>{html.escape(unseen)}</p></noscript>"
    return f'<div class="figure" id="{html.escape(name)}">{said}</div>'


def code(text):
    """Python with its words marked. What is too wide scrolls, so the keyboard must reach it."""
    marked = highlight(text, IPython3Lexer(), HtmlFormatter(nowrap=True))
    return f'<pre class="code" tabindex="0"><code>{marked}</code></pre>'


def printed(text):
    return f'<pre class="output" tabindex="0">{html.escape(text)}</pre>'

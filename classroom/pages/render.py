"""Templates of this folder filled in: everything that comes from a student is text, never HTML."""

import re
from functools import cache
from pathlib import Path

import nbformat
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from classroom.gradebook import graded_cells, task_of

FOLDER = Path(__file__).parent
PAGES = Environment(
    loader=FileSystemLoader(FOLDER), autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
)
# What an HTML file cannot hold, and signs that turn the direction of the text around them.
UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069\ud800-\udfff\ufffe\uffff]")


def text(value):
    """A student's text as a page can show it."""
    return UNFIT.sub("\N{REPLACEMENT CHARACTER}", str(value))


def number(points):
    """Points as they are written: 3, 2.5."""
    return f"{points:g}"


PAGES.filters |= {"text": text, "number": number}


def filled(template, **values):
    """The page that a template makes of these values."""
    style = (FOLDER / "page.css").read_text(encoding="utf-8")
    return PAGES.get_template(template).render(style=style, **values)


@cache
def titles(course, assignment, name):
    """Task -> its heading in the notebook that was handed out: "Task 3. One time step"."""
    release = nbformat.read(Path(course) / "release" / assignment / name, as_version=4)
    graded = {cell.metadata.nbgrader.grade_id for cell in graded_cells(release)}
    found, heading = {}, ""
    for cell in release.cells:
        if cell.cell_type == "markdown":
            headings = re.findall(r"(?m)^#{1,6} (.+?)\s*$", cell.source)
            heading = headings[-1] if headings else heading
        elif cell.metadata.get("nbgrader", {}).get("grade_id") in graded:
            found[task_of(cell.metadata.nbgrader.grade_id)] = heading
    return found


def title_of(task, headings):
    """A task's heading; its own name where the notebook has none."""
    return headings.get(task.name) or task.name

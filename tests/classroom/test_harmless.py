"""Where a teacher marks, nothing runs that a student wrote into Markdown."""

import re

import nbformat
import pytest
from nbconvert.filters import markdown2html
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_raw_cell

from classroom.harmless import LONGEST, MOST_TEXT, bounded, harmless
from classroom.round import grade
from classroom.submissions import ASSIGNMENT, NAME
from tests.drive.course import HereJudge, hand_in, make, solutions

HARM = [
    "<script>alert(1)</script>",
    "a <img src=x onerror=alert(1)> b",
    "<details open ontoggle=alert(1)>",
    "</pre><svg/onload=alert(1)>",
    "```mermaid\n<script>alert(1)</script>\n```",
    "<!-- --><iframe srcdoc='&lt;script>'>",
    "[l](javascript:alert(1)) [m]( &#106;avascript:alert(1)) [n](<javascript:alert(1)>)",
    "[l][x]\n\n[x]: javascript:alert(1)",
    "[x]:\n  javascript:alert(1)\n\n[x]",
    "<javascript:alert(1)>",
    "![p](vbscript:x)",
    r"$\href{javascript:alert(1)}{x}$",
    r'$\mmlToken{mi}[href = "javascript:alert(1)"]{x}$',
    r"$\style{position:fixed;top:0}{x}$",
]
HARMLESS = [
    "$a < b$ and `x < y`",
    "**bold** [page](https://d2l.ai) [above](#top)",
    "![](data:image/png;base64,iVBORw0K)",
]


@pytest.mark.parametrize("text", HARM)
def test_tags_and_links_to_scripts_are_shown_and_are_none(text):
    page = markdown2html(harmless(text))
    assert not re.search(r"(?i)<(script|img|svg|iframe|details|a\s)|href=.{0,3}(java|vb)script", page)
    assert not re.search(r"\\(href|mmlToken|style)", page)
    assert harmless(harmless(text)) == harmless(text)


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays_as_it_is(text):
    assert harmless(text) == text


@pytest.mark.slow
def test_the_notebook_that_a_teacher_marks_has_no_html_of_a_student(tmp_path):
    course = make(tmp_path / "course")
    notebook = solutions(course)
    notebook.cells[2:2] = [new_markdown_cell(HARM[0]), new_raw_cell(HARM[1])]
    hand_in(course, "eve", notebook)
    grade(course, judge=HereJudge())
    entered = nbformat.read(course / "autograded" / "eve" / ASSIGNMENT / NAME, as_version=4)
    sources = [cell.source for cell in entered.cells if cell.cell_type != "code"]
    assert "< script>alert(1)< /script>" in sources and "a < img src=x onerror=alert(1)> b" in sources


@pytest.mark.parametrize("text", ["\\begin{a}" * 10**5, "?" * 10**6, "x\n" * 10**6], ids=["formula", "magic", "lines"])
def test_text_that_would_hold_up_a_page_is_cut_and_a_pasted_picture_is_not(text):
    picture = f"![](data:image/png;base64,{'A' * 10**6})"
    cells = [make(text) for make in (new_code_cell, new_markdown_cell) for _ in range(20)]
    release = new_notebook(cells=[new_code_cell("x" * 2 * LONGEST, id="long")])
    notebook = new_notebook(cells=[new_markdown_cell(picture), *cells, *release.cells])
    first, *others, last = bounded(notebook, release).cells
    assert [first.source, last.source] == [picture, release.cells[0].source]
    assert LONGEST < sum(len(cell.source) for cell in others) < MOST_TEXT + 2 * LONGEST

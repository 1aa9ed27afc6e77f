"""A student's notebook as nbgrader's pages can show it: they would run its HTML, and hang on very long text."""

import re

TAG = re.compile(r"<(?=[A-Za-z/!?])")  # of anything else no browser makes a tag
MATH = re.compile(r"\\(?=href|mmlToken|style|cssId|class)")  # what MathJax makes a link or a style of
# A link may lead to a script, and nbconvert lets it. These lead to a page or are a picture that was pasted.
LINK = re.compile(r"\](?=[(:])(?![(:]\s*(?:https?://|#|data:image/(?:png|jpe?g|gif);base64,))")

PICTURE = re.compile(r"data:image/(?:png|jpe?g|gif);base64,[\w+/=]*")
# What paints a cell takes time that grows with the square of its length, and jupyter lab waits for it.
LONGEST, MOST_TEXT, MOST_CELLS = 20_000, 200_000, 1000
CUT = "\n[…] What follows is too long to be shown."


def harmless(text):
    """The text with a blank in each tag and in each link that is no page's, so that they are shown as written."""
    return MATH.sub(r"\\ ", LINK.sub("] ", TAG.sub("< ", text)))


def without_html(notebook, release):
    """Take the HTML out of a notebook's Markdown, but for that of the teacher."""
    released = {(cell.get("id"), cell.source) for cell in release.cells}
    for cell in notebook.cells:
        if cell.cell_type != "code" and (cell.get("id"), cell.source) not in released:
            cell.source = harmless(cell.source)
    return notebook


def bounded(notebook, release):
    """Shorten what a student wrote to some characters a cell and in all, not counting pictures."""
    released = {(cell.get("id"), cell.source) for cell in release.cells}
    kept, left = [], MOST_TEXT
    for cell in notebook.cells:
        if (cell.get("id"), cell.source) not in released:
            length = len(PICTURE.sub("", cell.source))
            if "nbgrader" not in cell.metadata and (left <= 0 or len(kept) >= MOST_CELLS):
                continue
            if length > min(LONGEST, max(left, 0)):
                cell.source = cell.source[: min(LONGEST, max(left, 0))] + CUT
            left -= length
        kept.append(cell)
    notebook.cells = kept
    return notebook

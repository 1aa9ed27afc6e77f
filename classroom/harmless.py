"""A student's Markdown without HTML: where a teacher marks, it would run scripts as the teacher."""

import re

TAG = re.compile(r"<(?=[A-Za-z/!?])")  # of anything else no browser makes a tag
MATH = re.compile(r"\\(?=href)")  # MathJax's link
# A link may lead to a script, and nbconvert lets it. These lead to a page or are a picture that was pasted.
LINK = re.compile(r"\](?=[(:])(?![(:]\s*(?:https?://|#|data:image/(?:png|jpe?g|gif);base64,))")


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

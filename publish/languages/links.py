"""The links of a page in another language: they lead to pages of that language, and to headings as these are there."""

import os
import re
from pathlib import PurePosixPath

from . import path_in
from .markdown import anchor, headings

LINK = re.compile(r"(?<=\]\()(?![a-z]+:)([^()\s#]*)(#[^()\s]*)?(?=\))")


def anchors(english, translated):
    """{the address of a heading in an English text: its address in the translation}."""
    pairs = zip(headings(english), headings(translated), strict=True)
    return {anchor(one): anchor(other) for one, other in pairs}


def relinked(text, page, language, moved):
    """The text of a page in another language, with links that lead to pages of that language where there are some.

    `page` is the path of the English page, and `moved` has the anchors of each English page or notebook by its path.
    """
    here = PurePosixPath(page).parent
    new = PurePosixPath(path_in(language, page)).parent

    def led(link):
        target, name = link[1], (link[2] or "").removeprefix("#")
        old = os.path.normpath(here / target) if target else page
        name = moved.get(old, {}).get(name, name)
        if target:
            target = os.path.relpath(path_in(language, old) or old, new)
        return target + (f"#{name}" if name else "")

    return LINK.sub(led, text)

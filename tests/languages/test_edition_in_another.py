"""Notebooks and pages in a language that nobody speaks: no English is left, and no link is dead."""

import re
from pathlib import PurePosixPath
from urllib.parse import unquote

import nbformat
import pytest

from publish import NOTEBOOKS, ROOT
from publish.badges import ANY_SETUP
from publish.languages import PAGES, build, path_in
from publish.languages.faults import told
from publish.languages.markdown import EDITIONS, anchor, headings, wordless
from tests.drive.pseudo import english

SOURCES = [*PAGES, *(path.relative_to(ROOT).as_posix() for path in NOTEBOOKS)]
NOTE = re.compile(r"<!--.*?-->", re.DOTALL)
BLOCK = re.compile(r"(?ms)^ *```.*?^ *```")
LINK = re.compile(r"\]\(([^()\s#]*)(#(?:[^()\s]|\([^()\s]*\))+)?\)")


@pytest.fixture(scope="module")
def made(edition):
    """The folder of the edition, with all that is made of a translation but the outputs."""
    build.make(edition.language, edition.root, edition.folder, running=False)
    return edition.root


def texts(path):
    """The Markdown texts of a notebook or page, without README's links to other languages."""
    if path.suffix == ".md":
        return [EDITIONS.sub("", path.read_text(encoding="utf-8"))]
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]


@pytest.mark.parametrize("source", SOURCES)
def test_no_english_is_left(source, made, edition):
    for text in texts(made / path_in(edition.language, source)):
        assert english(wordless(BLOCK.sub("", NOTE.sub("", text)))) == set(), text


@pytest.mark.parametrize("source", SOURCES[len(PAGES) :])
def test_the_code_is_the_english_one_but_for_the_language(source, made, edition):
    def code(path):
        cells = nbformat.read(path, as_version=4).cells
        return {cell.id: cell.source for cell in cells if cell.cell_type == "code"}

    old, new = code(ROOT / source), code(made / path_in(edition.language, source))
    assert list(old) == list(new) and [one for one in old if old[one] != new[one]] == ["setup"]
    rest = [ANY_SETUP.sub("", setup) for setup in (old["setup"], new["setup"])]
    assert rest[0].replace('LANGUAGE = "en"', f'LANGUAGE = "{edition.language}"') == rest[1] != rest[0]


@pytest.mark.parametrize("source", SOURCES)
def test_every_link_leads_to_what_is_there_and_to_this_language_where_it_has_it(source, made, edition):
    ours = {path_in(edition.language, other): other for other in SOURCES}
    page = PurePosixPath(path_in(edition.language, source))
    links = [link for text in texts(made / page) for link in LINK.findall(text)]
    for target, heading in [link for link in links if ":" not in link[0]]:
        there = (made / page.parent / target).resolve().relative_to(made.resolve()).as_posix() if target else str(page)
        assert there in ours or (ROOT / there).exists() and there not in SOURCES, f"{page} leads to {there}"
        if heading:
            assert there in ours, f"{page} leads to {there}{heading}"
            known = [anchor(title) for text in texts(made / there) for title in headings(text)]
            assert heading[1:] in known or unquote(heading[1:]) in known, f"{page} leads to {there}{heading}"


def test_a_language_of_which_everything_is_said_has_nothing_that_waits_and_no_other_faults(edition):
    blanks = ": a blank at the beginning or the end"  # its brackets stand in their place
    faults = [line for line in told(edition.language, edition.folder) if blanks not in line]
    assert [line for line in faults if "8000000000" not in line] == []

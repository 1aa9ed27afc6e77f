"""What explains the project names what is there: commands, files, modules, extras, versions, authors."""

import re
from pathlib import Path

import nbformat
import pytest
import yaml
from packaging.version import Version

from d2l_rnn import __version__, figures
from publish import NOTEBOOKS, ROOT

from .declared import CONSTRAINTS, EXTRAS, PROJECT, pins, text
from .imports import python_files

PAGES = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / "docs").glob("*.md"))
DOCUMENTS = ["README.md", "CONTRIBUTING.md", *PAGES]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_command_in_the_documents_is_a_target(name):
    named = set(re.findall(r"(?m)(?:^|`)make ([a-z][a-z-]*)", text(name)))
    assert named and named <= set(re.findall(r"(?m)^([a-z-]+):", text("Makefile")))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_the_documents_name_is_there(name):
    said = text(name)
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", said) if "://" not in target]
    assert [target for target in linked if not (ROOT / name).parent.joinpath(target).exists()] == []
    quoted = re.findall(r"`([\w./]+\.(?:py|ipynb|md|toml|txt|yml|png|js|css)|[\w./]+/)`", said)
    assert len(linked + quoted) > 2
    made_later = (".venv/", "site/", "dist/", "figures/")
    of_a_course = (
        "release/",
        "source/",
        "submitted/",
        "feedback/",
        "students.txt",
        "password.txt",
        "nbgrader_config.py",
    )
    named = [target for target in quoted if not target.startswith(made_later + of_a_course)]
    assert [target for target in named if not (ROOT / target).exists()] == []


def test_the_readme_is_one_screen_that_leads_to_every_page():
    after = text("README.md").split("docs/recurrence.gif)")[1]
    assert len(after.split()) < 280 and after.count("\n") < 45
    assert [page for page in PAGES if f"]({page})" not in after] == []


def test_the_map_in_the_readme_has_every_notebook_with_what_it_opens_with_and_its_minutes():
    row = r"(?m)^\| \[(\w+)\]\((notebooks/\w+\.ipynb)\) \| (.+) \| (\d+) \|$"
    rows = re.findall(row, text("README.md"))
    assert [file for _, file, _, _ in rows] == [path.relative_to(ROOT).as_posix() for path in NOTEBOOKS]
    for name, file, opening, minutes in rows:
        cells = nbformat.read(ROOT / file, as_version=4).cells
        assert Path(file).stem == name
        assert f"\n\n**{opening}**" in cells[0].source, name
        assert sum(f"Core: {minutes} minutes" in cell.source for cell in cells) == 1, name


def test_the_page_of_the_package_names_every_module():
    modules = {file.split("/")[1].removesuffix(".py") for file in python_files("d2l_rnn")} - {"__init__"}
    assert [name for name in modules if f"d2l_rnn/{name}" not in text("docs/package.md")] == []


def test_the_page_of_the_figures_has_a_row_for_each():
    rows = re.findall(r"(?m)^\| `(\w+)` \|", text("docs/figures.md"))
    assert sorted(rows) == sorted(figures.__all__)


def test_the_documents_name_the_extras_and_the_books_package_as_they_are():
    said = "".join(map(text, DOCUMENTS))
    extras = re.findall(r'"\.\[([\w,]+)\]"', said)
    assert len(extras) > 1 and {name for some in extras for name in some.split(",")} <= set(EXTRAS)
    assert set(re.findall(r"d2l==([\d.]+)", said)) == {pins(CONSTRAINTS, "3.11")["d2l"]}


# --- the versions -----------------------------------------------------------------------------------------------------

KINDS = ["Added", "Changed", "Deprecated", "Removed", "Fixed", "Security"]  # of Keep a Changelog, in its order


def test_the_changelog_is_one_and_ends_its_newest_version_with_the_packages():
    title, *versions = re.split(r"(?m)^## ", text("CHANGELOG.md"))
    assert title.startswith("# Changelog\n") and "keepachangelog.com" in title
    headings = [part.partition("\n")[0] for part in versions]
    assert headings[0] == "[Unreleased]"
    dated = [re.fullmatch(r"(\d+\.\d+\.\d+) - (20\d\d-[01]\d-[0-3]\d)", heading).groups() for heading in headings[1:]]
    assert dated[0][0] == __version__
    assert [Version(number) for number, _ in dated] == sorted((Version(number) for number, _ in dated), reverse=True)
    assert [day for _, day in dated] == sorted((day for _, day in dated), reverse=True)
    for part in versions:
        _, *groups = re.split(r"(?m)^### ", part)
        kinds = [group.partition("\n")[0] for group in groups]
        assert kinds and kinds == [kind for kind in KINDS if kind in kinds]
        assert all(re.search(r"(?m)^- \S", group) for group in groups)


# --- the citation -----------------------------------------------------------------------------------------------------

CITATION = yaml.safe_load(text("CITATION.cff"))
# Of the Citation File Format 1.2.0: what must and what may be there.
TOP = (
    {"cff-version", "message", "title", "authors"},
    {
        *("abstract", "commit", "contact", "date-released", "doi", "identifiers", "keywords", "license", "license-url"),
        *("preferred-citation", "references", "repository", "repository-artifact", "repository-code", "type", "url"),
        "version",
    },
)
REFERENCE = {"type", "title", "authors"}, {"doi", "isbn", "publisher", "url", "year"}  # some of those that may be there
PERSON = {"family-names", "given-names"}, {"affiliation", "email", "name-particle", "name-suffix", "orcid", "website"}
ENTITY = {"name"}, {"address", "alias", "city", "country", "email", "website"}
FORMS = {
    "cff-version": r"1\.2\.0",
    "doi": r"10\.\d{4,9}(\.\d+)?/[\w:/;.()\[\]\\-]+",
    "isbn": r"[0-9\- ]{10,17}X?",
    "url": r"(https|http|ftp|sftp)://.+",
    "date-released": r"\d{4}-(0[1-9]|1[0-2])-(0[1-9]|[12]\d|3[01])",
    "title": r".+",
    "message": r".+",
}


def assert_form(entry, keys):
    must, may = keys
    assert must <= set(entry) <= must | may
    for key in FORMS.keys() & entry.keys():
        assert re.fullmatch(FORMS[key], str(entry[key])), (key, entry[key])
    for one in entry.get("authors", []):
        assert_form(one, ENTITY if "name" in one else PERSON)


def test_the_citation_has_the_form_that_readers_of_it_expect():
    assert_form(CITATION, TOP)
    assert CITATION["type"] == "software"
    assert all(isinstance(word, str) and word for word in CITATION["keywords"])
    for reference in CITATION["references"]:
        assert_form(reference, REFERENCE)
        assert_form(reference["publisher"], ENTITY)


def test_the_citation_names_this_version_its_licence_and_its_authors():
    assert str(CITATION["version"]) == __version__
    assert CITATION["license"] == PROJECT["license"]["text"]
    assert [author["name"] for author in CITATION["authors"]] == re.findall(r"\(c\) \d{4} (.+)", text("LICENSE"))


def test_the_citation_names_the_book():
    (book,) = CITATION["references"]
    assert (book["type"], book["title"], book["year"]) == ("book", "Dive into Deep Learning", 2023)
    assert [author["family-names"] for author in book["authors"]] == ["Zhang", "Lipton", "Li", "Smola"]
    assert all(author["family-names"] in text("LICENSE") for author in book["authors"])
    digits = [int(digit) for digit in book["isbn"]]
    assert len(digits) == 13 and (sum(digits[::2]) + 3 * sum(digits[1::2])) % 10 == 0

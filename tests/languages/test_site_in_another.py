"""The site in a language that nobody speaks: no English is left, and all of it fits a phone."""

import html
import re

import nbformat
import pytest

from d2l_rnn import figures
from publish import site
from publish.languages import build
from tests.drive import site as driven
from tests.drive.pseudo import LEFT

pytestmark = pytest.mark.browser

RUN = ("answer-output_size",)  # what of a notebook is run besides its setup; the language is not there for a kernel
PAGES = ["index", "2_with_hidden_states", "5_exercises", "search"]
ALONE = {site.address(Figure).removesuffix(".html"): Figure for Figure in site.FIGURES.values()}
KEPT = {"tanh", "softmax", "float", *figures.__all__}  # names of formulas and of code
OPEN = "document.querySelectorAll('details').forEach((fold) => (fold.open = true))"


@pytest.fixture(scope="module")
def folder(edition, pseudo_spoken, tmp_path_factory):
    """A site of two notebooks, with hardly any code."""
    build.make(edition.language, edition.root, edition.folder, running=False)
    made, own = tmp_path_factory.mktemp("site"), []
    for name in PAGES[1:3]:
        notebook = nbformat.read(edition.root / "notebooks" / edition.language / f"{name}.ipynb", as_version=4)
        notebook.cells = [one for one in notebook.cells if one.cell_type == "markdown" or one.id in ("setup", *RUN)]
        next(cell for cell in notebook.cells if cell.id == "setup").source = "1"
        own.append(made / f"{name}.ipynb")
        nbformat.write(notebook, own[-1])
    site.edition(made, own, [("en", "English", "../")], edition.root)
    return made


@pytest.mark.parametrize("name", [*PAGES, *ALONE])
def test_no_english_is_left_on_a_page_and_it_is_no_wider_than_a_phone(name, folder, browser):
    with driven.opened(browser, folder / f"{name}.html", width=390) as page:
        page.evaluate(OPEN)
        root = page.locator("html")
        assert root.get_attribute("lang") == "eo"
        title = page.title()
        assert title.startswith("‹") and html.unescape(title) == title
        read = getattr(ALONE.get(name, figures.Recurrence)(), "text", "")
        assert [word for word in root.evaluate(LEFT) if word not in KEPT and word not in read] == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 390
        assert page.troubles == []


@pytest.mark.parametrize(("typed", "found"), [("ħïđđéñ", r"‹\d+ þļàçéš"), ("ĥĥĥĥ", "‹Ñöţħïñĝ šàýš “ĥĥĥĥ”")])
def test_a_search_tells_what_it_has_found(typed, found, folder, browser):
    with driven.opened(browser, folder / "search.html", width=390) as page:
        page.get_by_role("searchbox").fill(typed)
        assert re.match(found, page.locator("#found").inner_text())


def test_what_comes_from_elsewhere_is_said_in_this_language(folder):
    lines = (folder / "licences.txt").read_text("utf-8").splitlines()
    assert len([line for line in lines if line.startswith("‹")]) == 3

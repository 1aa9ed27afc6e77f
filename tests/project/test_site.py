"""The site, opened from its folder in a real Chromium: no kernel, no server, no network."""

import contextlib
import re
from html.parser import HTMLParser
from urllib.parse import unquote, urlsplit

import nbformat
import pytest

from publish import NOTEBOOKS, formulas, site
from publish.badges import point
from tests.drive import hosted, lab

MEGABYTES = 2
PAGES = ["index", *(path.stem for path in NOTEBOOKS)]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("site")
    site.make(made)
    return made


@contextlib.contextmanager
def opened(browser, file, theme="light", width=900):
    """A page of the site without a network; whatever it asks for or complains of stands in `page.troubles`."""
    context = browser.new_context(color_scheme=theme, viewport={"width": width, "height": 900}, offline=True)
    page = context.new_page()
    page.troubles = []
    page.on("console", lambda line: line.type in ("error", "warning") and page.troubles.append(line.text))
    page.on("pageerror", lambda error: page.troubles.append(str(error)))
    page.on("request", lambda request: request.url == file.as_uri() or page.troubles.append(request.url))
    page.goto(file.as_uri())
    try:
        yield page
    finally:
        context.close()


def places(name):
    """How many figures the notebook shows."""
    notebook = nbformat.read(next(path for path in NOTEBOOKS if path.stem == name), as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    return sum("Run the cell to make it live." in output.data["text/plain"] for output in outputs)


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES[1:])
def test_every_figure_steps_and_types_and_nothing_is_asked_of_the_network(name, folder, browser):
    with opened(browser, folder / f"{name}.html") as page:
        figures = page.locator(".figure > .d2l-rnn")
        assert figures.count() == page.locator(".figure").count() == places(name) > 0
        for figure in figures.all():
            used = lab.answers(page, figure)
            assert used and all(used), (figure.get_attribute("aria-label"), used)
        assert page.troubles == []


@pytest.mark.browser
def test_linked_figures_move_together(folder, browser):
    with opened(browser, folder / "4_summary.html") as page:
        states, predictions = page.locator(".d2l-rnn").all()[:2]
        hosted.text_box(states).fill("mach")
        for key in ("Home", "ArrowRight", "ArrowRight"):
            page.keyboard.press(key)
        assert hosted.text_box(predictions).input_value() == "mach"
        assert hosted.step(predictions) == hosted.step(states) == 2
        hosted.text_box(predictions).press("Home")
        assert hosted.step(predictions) == hosted.step(states)
        predictions.locator("textarea").fill("hinem")
        assert states.locator("textarea").input_value() == "hinem"


@pytest.mark.browser
def test_a_word_that_one_of_two_linked_figures_learns_is_learned_for_both(folder, browser):
    with opened(browser, folder / "4_summary.html") as page:
        states, predictions = page.locator(".d2l-rnn").all()[:2]
        hosted.text_box(predictions).fill("hello")
        hosted.text_box(predictions).press("Enter")
        states.get_by_role("button", name="Give back the first network").wait_for()
        assert hosted.text_box(states).input_value() == "hello"
        assert all("expects o" in hosted.sentence(figure) for figure in (states, predictions))


@pytest.mark.browser
@pytest.mark.parametrize(("theme", "width"), [("light", 1400), ("dark", 480)])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_serious_and_no_page_is_too_wide(name, theme, width, folder, browser):
    with opened(browser, folder / f"{name}.html", theme, width) as page:
        found = hosted.axe(page)
        assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert page.troubles == []


@pytest.mark.slow
def test_no_page_is_over_two_megabytes(folder):
    sizes = {path.name: path.stat().st_size / 1e6 for path in folder.iterdir()}
    assert set(sizes) == {f"{name}.html" for name in PAGES}
    assert {name: size for name, size in sizes.items() if size > MEGABYTES} == {}


class Links(HTMLParser):
    """The addresses and the ids of a page."""

    def __init__(self, text):
        super().__init__()
        self.targets, self.ids = [], set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.targets += [attributes[name] for name in ("href", "src") if name in attributes]
        self.ids |= {attributes["id"]} if "id" in attributes else set()


@pytest.mark.slow
def test_no_link_inside_the_site_is_dead(folder):
    pages = {path.name: Links(path.read_text(encoding="utf-8")) for path in folder.iterdir()}
    followed = 0
    for name, page in pages.items():
        for target in page.targets:
            parts = urlsplit(target)
            if parts.scheme in ("https", "data"):
                continue
            there = parts.path or name
            assert there in pages, f"{name} leads to {target}"
            assert not parts.fragment or {parts.fragment, unquote(parts.fragment)} & pages[there].ids, (
                f"{name} leads to {target}"
            )
            followed += 1
    assert followed > 7 * 7


@pytest.mark.slow
@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
def test_every_formula_is_drawn(path, folder):
    cells = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    wanted = sum(len(re.findall(r"\$\$.+?\$\$|\$[^$]+\$", re.sub(r"`[^`]*`", "", text), re.DOTALL)) for text in cells)
    text = re.sub(
        r"(?s)<(script|pre|code|style)\b.*?</\1>", "", (folder / f"{path.stem}.html").read_text(encoding="utf-8")
    )
    assert text.count("<math ") == wanted
    assert re.findall(r"\\[a-z]+|\$", text) == []


def test_a_number_of_an_equation_stands_beside_it():
    made = formulas.markdown(r"$$H = -1. \tag{9.4.5}$$")
    assert '<span class="number">(9.4.5)</span>' in made and "tag" not in made


def test_a_badge_becomes_a_link_without_a_picture():
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    point(notebook, NOTEBOOKS[0].name, "ada/d2l-rnn")
    notebook.cells = notebook.cells[:1]
    made = site.Page(notebook).body()
    address = "https://colab.research.google.com/github/ada/d2l-rnn/blob/main/notebooks/0_latent_state.ipynb"
    assert f'<a href="{address}">Open in Colab</a>' in made and "<img" not in made


def test_a_cell_that_failed_stops_the_site():
    cell = nbformat.v4.new_code_cell(
        "1/0", outputs=[nbformat.v4.new_output("error", ename="ZeroDivisionError", evalue="x")]
    )
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        site.Page(nbformat.v4.new_notebook(cells=[cell])).body()


def test_the_navigation_marks_the_page_that_is_open_and_no_other():
    made = site.navigation({"a.html": "A & B", "b.html": "C"}, "a.html")
    found = re.findall(r'<a href="([^"]*)"([^>]*)>(.*?)</a>', made)
    assert found == [("index.html", "", "Contents"), ("a.html", " aria-current=page", "A &amp; B"), ("b.html", "", "C")]


def shown(data):
    return nbformat.v4.new_code_cell("1", outputs=[nbformat.v4.new_output("display_data", data)])


@pytest.fixture
def page():
    """A page of three figures, of which the first and the last are of one kind, and of other outputs."""
    states = {name: {"_module": f"module {name[0]}", "text": name} for name in ("a1", "b", "a2")}
    ends = {"source": ["IPY_MODEL_b", "step"], "target": ["IPY_MODEL_a2", "checkpoint"]}
    elsewhere = {"source": ["IPY_MODEL_b", "step"], "target": ["IPY_MODEL_slider", "value"]}
    widgets = {name: {"model_name": "AnyModel", "state": state} for name, state in states.items()}
    widgets |= {"link": {"model_name": "LinkModel", "state": ends}}
    widgets |= {"other": {"model_name": "LinkModel", "state": elsewhere}}
    cells = [nbformat.v4.new_markdown_cell("# A title\n\nSee [next](1_next.ipynb) and [far](https://x.org/a.ipynb).")]
    cells += [shown({site.VIEW: {"model_id": name}, "text/plain": f"Figure <{name}>."}) for name in states]
    cells += [shown({"image/png": " abc\n", "text/plain": "A <picture>."}), shown({"text/plain": "<2>"})]
    cells += [nbformat.v4.new_code_cell(" "), nbformat.v4.new_raw_cell("raw")]
    return site.Page(nbformat.v4.new_notebook(cells=cells, metadata={"widgets": {site.STATES: {"state": widgets}}}))


def test_a_page_has_a_script_for_each_kind_of_figure_a_state_for_each_and_the_links_between_them(page):
    page.body()
    assert page.figures == ["a1", "b", "a2"]
    assert page.modules() == (["module a", "module b"], [0, 1, 0])
    assert page.states() == [{"text": "a1"}, {"text": "b"}, {"text": "a2"}]
    assert page.links() == [[[1, "step"], [2, "checkpoint"]]]


def test_a_page_shows_a_notebook_s_cells_in_order_and_leads_to_other_pages(page):
    made = page.body()
    parts = ['href="1_next.html"', 'href="https://x.org/a.ipynb"', "Figure &lt;a1&gt;.", "Figure &lt;b&gt;."]
    parts += ['<img src="data:image/png;base64,abc" alt="A &lt;picture&gt;." />', ">&lt;2&gt;</pre>"]
    places = [made.index(part) for part in parts]
    assert places == sorted(places) and made.count('<div class="cell">') == 5 and "raw" not in made
    assert site.heading(page.notebook)[0] == "A title" and site.heading(page.notebook)[1].startswith("See [next]")

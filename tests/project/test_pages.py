"""What the site is made of: notebooks as pages, what leads from one to the other, the formulas and their font."""

import html
import re

import nbformat
import pytest
from fontTools.ttLib import TTFont

from d2l_rnn import figures
from publish import NOTEBOOKS, ROOT, formulas, layout, pages, search, site
from publish.badges import point


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
    cells += [shown({pages.VIEW: {"model_id": name}, "text/plain": f"Figure <{name}>."}) for name in states]
    cells += [shown({"image/png": " abc\n", "text/plain": "A <picture>."}), shown({"text/plain": "<2>"})]
    cells += [nbformat.v4.new_code_cell(" "), nbformat.v4.new_raw_cell("raw")]
    return pages.Page(nbformat.v4.new_notebook(cells=cells, metadata={"widgets": {pages.STATES: {"state": widgets}}}))


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
    assert f'<div class="text" id="{page.notebook.cells[0].id}">' in made


def test_a_page_tells_nobody_to_run_what_has_been_run():
    assert pages.adapted("Run the next two cells, then click:") == "Click:"
    assert pages.adapted("See [1](1_a.ipynb#b). Run the next two cells, move $n$.") == "See [1](1_a.html#b). Move $n$."


def test_a_cell_that_failed_stops_the_site():
    cell = nbformat.v4.new_code_cell(
        "1/0", outputs=[nbformat.v4.new_output("error", ename="ZeroDivisionError", evalue="x")]
    )
    with pytest.raises(RuntimeError, match="ZeroDivisionError"):
        pages.Page(nbformat.v4.new_notebook(cells=[cell])).body()


def test_the_setup_cell_is_folded():
    cell = nbformat.v4.new_code_cell("import torch", id="setup")
    made = pages.Page(nbformat.v4.new_notebook(cells=[cell])).body()
    assert made.startswith("<details><summary>") and "torch" in made and made.endswith("</details>")


def test_a_solution_stands_in_a_fold_and_what_checks_it_nowhere():
    marks = {"nbgrader": {"grade": True}}
    answer = nbformat.v4.new_code_cell("def f(x):\n    ...", id="answer")
    check = nbformat.v4.new_code_cell("check(f)", metadata=marks, outputs=[])
    solved = {"answer": "def f(x):\n    ### BEGIN SOLUTION\n    return x + 1\n    ### END SOLUTION"}
    made = pages.Page(nbformat.v4.new_notebook(cells=[answer, check]), solved).body()
    assert re.sub("<[^>]+>", "", made).split("Solution") == ["def f(x):\n    ...\n", "\ndef f(x):\n    return x + 1\n"]
    one = pages.Page(nbformat.v4.new_notebook(cells=[answer]), {"answer": "n = 28  ### SOLUTION"}).body()
    assert "28" in one and "SOLUTION" not in one


def test_every_exercise_has_a_solution_that_is_none_of_the_dots():
    student = nbformat.read(next(path for path in NOTEBOOKS if path.stem == site.EXERCISES), as_version=4)
    asked = {cell.id: cell for cell in student.cells if cell.metadata.get("nbgrader", {}).get("solution")}
    assert asked and site.solutions().keys() == asked.keys()
    for name, source in site.solutions().items():
        solved = pages.MARKS.sub("", source)
        assert solved.strip() != asked[name].source.strip() and "SOLUTION" not in solved, name


# --- from page to page ------------------------------------------------------------------------------------------------

TITLES = {"a.html": "A & B", "b.html": "C"}


def links(made):
    return re.findall(r'<a (?:rel="\w+" )?href="([^"]*)"([^>]*)>(.*?)</a>', made)


def test_the_navigation_marks_the_page_that_is_open_and_no_other():
    found = links(layout.navigation(TITLES, "a.html"))
    assert found == [
        ("index.html", "", "Start"),
        ("a.html", " aria-current=page", "A &amp; B"),
        ("b.html", "", "C"),
        ("search.html", "", "Search"),
    ]


def test_each_chapter_leads_to_the_one_before_and_the_one_after():
    assert links(layout.onward(TITLES, "index.html")) == [("a.html", "", "A &amp; B →")]
    assert links(layout.onward(TITLES, "a.html")) == [("index.html", "", "← Start"), ("b.html", "", "C →")]
    assert links(layout.onward(TITLES, "b.html")) == [("a.html", "", "← A &amp; B")]
    assert layout.onward(TITLES, "search.html") == ""


def test_the_contents_are_the_sections_in_their_order():
    body = formulas.markdown("# T\n\n## One *step*\n\n### Inside\n\n## Two")
    assert links(layout.contents(body)) == [("#One-step", "", "One <em>step</em>"), ("#Two", "", "Two")]
    assert layout.contents(formulas.markdown("# T\n\n## Alone")) == ""


def test_what_can_be_searched_is_every_heading_and_paragraph_with_its_place():
    cells = [("first", "# T\n\nA $h_t$ *word*.\n\n- one\n- two `x`"), ("second", "## S\n\n```\ncode\n```\n\nLast.")]
    cells = [nbformat.v4.new_markdown_cell(text, id=name) for name, text in cells]
    found = search.entries("a.html", "T", pages.Page(nbformat.v4.new_notebook(cells=cells)).body())
    assert [(one["to"], one["heading"], one["text"]) for one in found] == [
        ("a.html#first", "T", "T"),
        ("a.html#first", "T", "A ht word."),
        ("a.html#first", "T", "one"),
        ("a.html#first", "T", "two x"),
        ("a.html#second", "S", "S"),
        ("a.html#second", "S", "Last."),
    ]


def test_a_badge_becomes_a_link_without_a_picture():
    notebook = nbformat.read(NOTEBOOKS[0], as_version=4)
    point(notebook, NOTEBOOKS[0].name, "ada/d2l-rnn")
    notebook.cells = notebook.cells[:1]
    made = pages.Page(notebook).body()
    address = "https://colab.research.google.com/github/ada/d2l-rnn/blob/main/notebooks/0_latent_state.ipynb"
    assert f'<a href="{address}">Open in Colab</a>' in made and "<img" not in made


def test_each_notebook_opens_with_a_question_or_a_claim_that_the_start_page_shows():
    for title, question in site.chapters(NOTEBOOKS).values():
        assert title.startswith("9.4") or title[0].isupper()
        assert question[-1] in "?." and len(question.split()) < 20, question


def test_every_figure_has_an_address_of_its_own_and_words_of_its_own():
    assert site.address(figures.HiddenStates) == "figures/hidden_states.html"
    said = {site.address(Figure): site.what(Figure) for Figure in site.FIGURES.values()}
    assert len(said) == len(set(said.values())) == 9 and all(len(words) > 30 for words in said.values())


# --- formulas ---------------------------------------------------------------------------------------------------------


def test_a_number_of_an_equation_stands_beside_it():
    made = formulas.markdown(r"$$H = -1. \tag{9.4.5}$$")
    assert '<span class="number">(9.4.5)</span>' in made and "tag" not in made


def test_a_bold_letter_is_the_letter_that_browsers_know_as_bold():
    for text, letter in ((r"$\mathbf W$", "𝐖"), (r"$\mathbf{z}$", "𝐳"), (r"$\mathbf x_t$", "𝐱")):
        assert f"<mi>{letter}</mi>" in html.unescape(formulas.markdown(text))


def test_the_font_that_is_shipped_can_draw_every_formula():
    font = TTFont(ROOT / "publish/font/stix-two-math.woff")
    assert "MATH" in font
    cells = [cell for path in NOTEBOOKS for cell in nbformat.read(path, as_version=4).cells]
    made = "".join(formulas.markdown(cell.source) for cell in cells if cell.cell_type == "markdown")
    words = "".join(re.sub("<[^>]+>", "", found) for found in re.findall(r"(?s)<math.*?</math>", made))
    used = {chr(int(code, 16)) for code in re.findall(r"&#x([0-9A-Fa-f]+);", words)}
    used |= set(re.sub(r"&#x[0-9A-Fa-f]+;|&\w+;", "", words))
    # A single letter is drawn slanted: as the letter that Unicode has for that.
    used |= {chr(0x1D434 + ord(one) - ord("A")) for one in used if "A" <= one <= "Z"}
    used |= {chr(0x1D44E + ord(one) - ord("a")) for one in used if "a" <= one <= "z" and one != "h"}
    assert len(used) > 60
    assert sorted(one for one in used if ord(one) not in font.getBestCmap() and one.strip()) == []

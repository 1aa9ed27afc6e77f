"""The site, opened from its folder in a real Chromium: no kernel, no server, no network."""

import itertools
import re
from html.parser import HTMLParser
from unicodedata import normalize
from urllib.parse import parse_qsl, unquote, urlsplit

import nbformat
import pytest

from publish import NOTEBOOKS, site
from publish.languages import LANGUAGES
from tests.drive import hosted, lab
from tests.drive.site import opened

from .declared import text

MEGABYTES = 2
CHAPTERS = [path.stem for path in NOTEBOOKS]
PAGES = ["index", *CHAPTERS, "search"]
LOOKS = [*zip(PAGES, itertools.cycle([("light", 1400), ("dark", 480)]), strict=False)]
EDITIONS = [".", *LANGUAGES]  # the folder of each language


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("site")
    site.make(made)
    return made


def places(name):
    """How many figures the notebook shows."""
    notebook = nbformat.read(next(path for path in NOTEBOOKS if path.stem == name), as_version=4)
    outputs = [output for cell in notebook.cells for output in cell.get("outputs", []) if "data" in output]
    return sum("Run the cell to make it live." in output.data["text/plain"] for output in outputs)


@pytest.mark.browser
@pytest.mark.parametrize("name", CHAPTERS)
def test_every_figure_steps_and_types_and_nothing_is_asked_of_the_network(name, folder, browser):
    with opened(browser, folder / f"{name}.html") as page:
        figures = page.locator(".figure > .d2l-rnn")
        # The exercises run solved here, and one of their figures is drawn of an answer.
        assert figures.count() == page.locator(".figure").count() == places(name) + (name == site.EXERCISES) > 0
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
@pytest.mark.parametrize(("name", "look"), LOOKS, ids=str)
def test_axe_finds_nothing_serious_and_no_page_is_too_wide(name, look, folder, browser):
    """One page light and wide, the next one dark and narrow: all have the same style sheet."""
    with opened(browser, folder / f"{name}.html", "", *look) as page:
        found = hosted.axe(page)
        assert [(one["id"], one["nodes"][0]["html"]) for one in found if one["impact"] in ("serious", "critical")] == []
        for _ in "now", "narrow":
            assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
            page.set_viewport_size({"width": 480, "height": 900})
        assert page.troubles == []


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_no_page_is_over_two_megabytes(edition, folder):
    sizes = {path.name: path.stat().st_size / 1e6 for path in (folder / edition).glob("*.html")}
    assert set(sizes) == {f"{name}.html" for name in PAGES}
    assert {name: size for name, size in sizes.items() if size > MEGABYTES} == {}


class Links(HTMLParser):
    """The addresses and the ids of a page."""

    def __init__(self, text):
        super().__init__()
        self.targets, self.ids, self.twice = [], set(), set()
        self.feed(text)

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        self.targets += [attributes[name] for name in ("href", "src") if name in attributes]
        own = {attributes["id"]} if "id" in attributes else set()
        self.twice |= self.ids & own
        self.ids |= own


@pytest.mark.slow
@pytest.mark.parametrize("edition", EDITIONS)
def test_no_link_inside_the_site_is_dead(edition, folder):
    folder = folder / edition
    pages = {path.name: Links(path.read_text(encoding="utf-8")) for path in folder.glob("*.html")}
    assert {name: page.twice for name, page in pages.items() if page.twice} == {}
    followed = 0
    for name, page in pages.items():
        for target in page.targets:
            parts = urlsplit(target)
            if parts.scheme in ("https", "data"):
                continue
            there = parts.path or name
            if there not in pages and not parts.fragment:
                assert (folder / there).is_file(), f"{name} leads to {target}"
                continue
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


@pytest.mark.browser
def test_the_first_page_has_a_figure_that_learns_a_word_within_two_seconds(folder, browser):
    with opened(browser, folder / "index.html") as page:
        hosted.text_box(page).fill("banana")
        hosted.text_box(page).press("Enter")
        page.get_by_role("button", name="Give back the first network").wait_for()
        assert page.evaluate("performance.now()") < 2000
        assert "banan" in hosted.sentence(page) and page.troubles == []
        assert page.locator(".d2l-rnn").bounding_box()["y"] < 300


@pytest.mark.browser
def test_the_contents_stand_open_beside_the_text_where_there_is_room_and_folded_above_it_on_a_phone(folder, browser):
    with opened(browser, folder / "2_with_hidden_states.html", width=1400) as page:
        contents, text = page.locator(".contents"), page.locator("main")
        assert contents.get_by_role("link").count() == page.locator("h2").count() > 5
        assert contents.bounding_box()["x"] + contents.bounding_box()["width"] < text.bounding_box()["x"]
        contents.get_by_role("link", name="In short").click()
        assert 0 <= page.locator("#In-short").bounding_box()["y"] < 40
        assert contents.bounding_box()["y"] >= 0, "it stays in view"
    with opened(browser, folder / "2_with_hidden_states.html", width=390) as page:
        assert page.get_by_role("link", name="In short").count() == 0
        page.get_by_text("On this page").click()
        page.get_by_role("link", name="In short").click()
        assert 0 <= page.locator("#In-short").bounding_box()["y"] < 40


@pytest.mark.browser
def test_a_reader_comes_from_the_first_page_to_the_last_by_next_and_back_by_previous(folder, browser):
    with opened(browser, folder / "index.html", allowed=[path.as_uri() for path in folder.glob("*.html")]) as page:
        seen = []
        while page.locator("a[rel=next]").count():
            page.locator("a[rel=next]").click()
            page.locator("main").wait_for()
            seen.append(page.url.rpartition("/")[2].removesuffix(".html"))
        assert seen == CHAPTERS
        for _ in seen:
            page.locator("a[rel=prev]").click()
            page.locator("main").wait_for()
        assert page.url.endswith("index.html") and page.troubles == []


@pytest.mark.browser
@pytest.mark.parametrize("asked", ["hidden layer", "softmax", "batch_first", "detach", "concatena"])
def test_a_search_finds_where_it_is_said_and_leads_there(asked, folder, browser):
    files = [path.as_uri() for path in folder.glob("*.html")]
    with opened(browser, folder / "search.html", allowed=files) as page:
        assert page.evaluate("document.activeElement.id") == "search"
        page.keyboard.type(asked)
        results = page.locator("#results li")
        assert results.count() > 0 and f"{results.count()}" in page.locator("#found").inner_text().replace("One", "1")
        shown = results.all_inner_texts()
        assert all(any(word in one.lower() for one in shown) for word in asked.split())
        results.first.get_by_role("link").click()
        page.locator("main .text:target").wait_for()
        top = page.locator(".text:target").bounding_box()["y"]
        assert 0 <= top < 900 and page.troubles == []
        page.go_back()
        assert page.locator("#search").input_value() == asked and results.count() > 0


@pytest.mark.browser
def test_a_search_that_finds_nothing_says_so(folder, browser):
    with opened(browser, folder / "search.html", "q=qqqqzzzz") as page:
        assert page.locator("#found").inner_text() == "Nothing says “qqqqzzzz”. Try one word, or a part of it."
        page.locator("#search").fill("(.*[\\")
        assert page.locator("#found").inner_text() != "" and page.troubles == []


@pytest.mark.browser
def test_the_exercises_show_tasks_and_fold_their_solutions(folder, browser):
    with opened(browser, folder / f"{site.EXERCISES}.html") as page:
        assert page.locator(".output").count() and page.locator(".output", has_text="Not answered yet").count() == 0
        folds = page.locator("details:has(> summary:text-is('Solution'))")
        assert folds.count() == len(site.solutions())
        solution = folds.first.locator("pre")
        assert not solution.is_visible()
        folds.first.locator("summary").click()
        assert solution.is_visible() and "28" in solution.inner_text()


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_on_a_phone_what_is_touched_is_24_px_high_and_pictures_can_be_read(name, folder, browser):
    with opened(browser, folder / f"{name}.html", width=390) as page:
        page.get_by_text("On this page").click() if page.get_by_text("On this page").count() else None
        low = page.eval_on_selector_all(
            "nav a, summary, .copy button, #search, #results a",
            "(all) => all.filter((one) => one.getBoundingClientRect().height < 24).map((one) => one.textContent)",
        )
        assert low == []
        narrow = page.eval_on_selector_all("img", "(all) => all.map((one) => one.getBoundingClientRect().width)")
        assert all(width >= 640 for width in narrow)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


@pytest.mark.browser
def test_formulas_are_drawn_in_the_font_that_the_page_brings_along(folder, browser):
    with opened(browser, folder / "1_without_hidden_states.html") as page:
        page.evaluate("document.fonts.ready")
        loaded = page.evaluate("[...document.fonts].map(({ family, status }) => [family, status])")
        assert loaded == [["STIX Two Math", "loaded"]]
        assert page.evaluate("getComputedStyle(document.querySelector('math')).fontFamily").startswith(
            '"STIX Two Math"'
        )


@pytest.mark.browser
def test_a_link_to_a_figure_of_a_chapter_leads_to_it_in_its_state(folder, browser):
    with opened(browser, folder / "4_summary.html") as page:
        place = page.locator(".figure").first
        hosted.text_box(place).fill("mach")
        hosted.text_box(place).press("Home")
        place.get_by_role("button", name="Copy a link to this").click()
        said, sentence = page.url.partition("#")[2], hosted.sentence(place)
    with opened(browser, folder / "4_summary.html", said) as page:
        place = page.locator(".figure").first
        assert hosted.text_box(place).input_value() == "mach" and hosted.sentence(place) == sentence
        assert 0 <= place.bounding_box()["y"] < 300


@pytest.mark.browser
def test_the_address_in_the_documents_leads_to_a_figure_of_a_chapter(folder, browser):
    file, said = re.search(r"`(\d_\w+\.html)#(figure=[^`]+)`", text("docs/site.md")).groups()
    with opened(browser, folder / file, said) as page:
        named = dict(parse_qsl(said))
        place = page.locator(f"[id='{named['figure']}']")
        assert hosted.text_box(place).input_value() == named["text"] and 0 <= place.bounding_box()["y"] < 300


# --- in another language ----------------------------------------------------------------------------------------------


@pytest.mark.browser
@pytest.mark.parametrize("name", PAGES)
def test_a_japanese_page_says_so_fits_a_phone_and_leads_to_the_english_one(name, folder, browser):
    with opened(browser, folder / f"ja/{name}.html", width=390) as page:
        assert page.evaluate("document.documentElement.lang") == "ja"
        assert page.title() == page.locator("h1").first.inner_text().removesuffix("¶")
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        if name in ("index", CHAPTERS[-2], "search"):  # their structure is that of the English pages
            assert [
                (one["id"], one["nodes"][0]["html"]) for one in hosted.axe(page) if one["impact"] == "critical"
            ] == []
        assert page.troubles == []
        assert "次の 2 つのセル" not in page.locator("main").inner_text()
        [english] = page.locator(".languages a").all()
        assert (english.get_attribute("href"), english.inner_text()) == (f"../{name}.html", "English")
    with opened(browser, folder / f"{name}.html") as page:
        assert page.locator(".languages a").get_attribute("href") == f"ja/{name}.html"


@pytest.mark.browser
def test_the_switch_leads_to_the_same_place_in_the_other_language_and_back(folder, browser):
    files = [path.as_uri() for path in folder.rglob("4_summary.html")]
    with opened(browser, folder / "4_summary.html", allowed=files) as page:
        place = page.locator("main .text").nth(5)
        place.scroll_into_view_if_needed()
        place.evaluate("place => place.scrollIntoView()")
        name = place.get_attribute("id")
        for own, language in (("日本語", "ja"), ("English", "en")):
            page.get_by_role("link", name=own).evaluate("link => link.click()")
            page.locator(f"html[lang={language}] .text:target").wait_for()
            assert page.locator(".text:target").get_attribute("id") == name
            assert 0 <= page.locator(".text:target").bounding_box()["y"] < 300
        assert page.troubles == []


@pytest.mark.browser
@pytest.mark.parametrize("asked", ["隠れ状態", "再帰型", "勾配 消失", "ソフトマックス", "ＲＮＮ", "batch_first", "行"])
def test_a_search_in_japanese_finds_parts_of_what_is_said_and_marks_them(asked, folder, browser):
    files = [path.as_uri() for path in folder.glob("ja/*.html")]
    with opened(browser, folder / "ja/search.html", allowed=files) as page:
        page.locator("#search").fill(asked)
        results, words = page.locator("#results li"), normalize("NFKC", asked).lower().split()
        assert results.count() > 0 and page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert all(word in one.lower() for one in results.all_inner_texts() for word in words)
        assert set(words) & {one.lower() for one in page.locator("mark").all_inner_texts()}
        results.first.get_by_role("link").click()
        page.locator("main .text:target").wait_for()
        assert page.troubles == []


@pytest.mark.browser
def test_the_first_japanese_page_tells_readers_of_the_machine_s_translation_what_is_different(folder, browser):
    with opened(browser, folder / "ja/index.html") as page:
        said = page.locator("p", has_text="機械翻訳")
        assert said.count() == 1 and said.locator("math").count() == 1
        assert "README" not in page.locator("main").inner_text()

"""Figures in another language: a pseudo-language leaves nothing in English, and two of a page keep their own."""

import pytest

from d2l_rnn import figures, languages
from d2l_rnn.figures.assets import as_value, kit_value, source
from d2l_rnn.figures.page import filled
from tests.drive import hosted
from tests.drive.pseudo import LEFT, of_the_front
from tests.drive.speaking import catalog, spoken

pytestmark = pytest.mark.browser

# Names of code, of formulas and of kinds of numbers do not change; nor does a text that is read.
KEPT = {"tanh", "softmax", "argmax", "float", "hidden", "PyTorch", "RNN", "chars", "one", "hot", "Adam", "ReLU"}


@pytest.fixture
def made(tmp_path):
    """Makes a figure that speaks the pseudo-language."""

    def make(Figure, **given):
        with spoken(tmp_path, of_the_front(), name="xx"):
            return Figure(**given)

    return make


@pytest.fixture
def there(tmp_path, monkeypatch):
    """The pseudo-language, for as long as figures that speak it are saved."""
    (tmp_path / "xx.mo").write_bytes(catalog(of_the_front(), "en"))
    monkeypatch.setattr(languages, "FOLDER", tmp_path)
    monkeypatch.setattr(languages, "_read", {})


@pytest.mark.parametrize("name", figures.__all__)
def test_no_english_is_left_in_a_figure_of_another_language(name, browser, made, there):
    figure = made(getattr(figures, name))
    with hosted.opened(browser, figure) as page:
        root = page.locator(".d2l-rnn")
        assert root.get_attribute("lang") == "xx"
        left = set(root.evaluate(LEFT))
        for _ in hosted.opened_folds(page):
            left |= set(root.evaluate(LEFT))
        assert page.troubles == []
        assert "‹" in root.inner_text()
    read = getattr(figure, "text", "")
    assert {word for word in left - KEPT if word not in read} == set()


@pytest.mark.parametrize("name", figures.__all__)
def test_words_that_are_longer_by_40_percent_stay_in_their_places(name, browser, made, there):
    with hosted.opened(browser, made(getattr(figures, name)), 390) as page:
        for width in (390, 900):
            hosted.resize(page, width)
            assert (width, hosted.misplaced(page)) == (width, [])


BOTH = """
const states = JSON.parse(document.getElementById("state").textContent);
for (const name of ["first", "second"]) show(figure, states[name], document.getElementById(name));
"""


def test_two_figures_of_one_page_keep_their_languages(browser, made, there, tmp_path):
    """Typing in one draws it anew, and leaves the other as it was; the script is one for both."""
    other, english = made(figures.HiddenStates), figures.HiddenStates()
    scripts = f"const kit = {kit_value()};\nconst figure = {as_value(other.code)};\n"
    program = scripts + source("host/host.js").replace("export ", "") + BOTH
    places = '<div id="first"></div><div id="second"></div>'
    states = {"first": other._state(), "second": english._state()}
    (tmp_path / "both.html").write_bytes(filled("Both", places, other._css, program, states))
    page = browser.new_page()
    try:
        page.goto((tmp_path / "both.html").as_uri())
        page.locator(".d2l-say").nth(1).wait_for()
        first, second = page.locator(".d2l-rnn").all()
        for one, language, speaks in ((first, "xx", True), (second, "en", False), (first, "xx", True)):
            one.get_by_role("textbox").first.press("End")
            page.keyboard.type("a")
            assert one.get_attribute("lang") == language
            assert ("‹" in one.locator(".d2l-figure").inner_text()) is speaks
        assert "‹" not in second.inner_text()
    finally:
        page.close()

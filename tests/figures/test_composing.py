"""Typing with an input method: a word that is being composed is nobody's text until it is finished."""

import pytest

from d2l_rnn import figures
from tests.drive import hosted

pytestmark = pytest.mark.browser
OF_A_TEXT = [name for name in figures.__all__ if issubclass(getattr(figures, name), figures.base.Sequence)]


class Method:
    """An input method that composes in the box that has the focus."""

    def __init__(self, page):
        self.devtools = page.context.new_cdp_session(page)

    def compose(self, text):
        place = {"selectionStart": len(text), "selectionEnd": len(text)}
        self.devtools.send("Input.imeSetComposition", {"text": text, **place})

    def finish(self, text):
        self.devtools.send("Input.insertText", {"text": text})


# All that a figure draws and says, as text; what has been drawn since it was watched is in `window.drawn`.
SEEN = """() => {
  const root = document.querySelector(".d2l-rnn");
  return root.innerText + [...root.querySelectorAll("canvas")].map((one) => one.toDataURL()).join("");
}"""
WATCH = """() => {
  window.drawn = [];
  const draws = { childList: true, characterData: true, subtree: true };
  const observer = new MutationObserver((list) => window.drawn.push(...list.map(String)));
  observer.observe(document.querySelector(".d2l-rnn"), draws);
}"""


@pytest.mark.parametrize("name", OF_A_TEXT)
def test_a_word_is_composed_without_a_redraw_a_step_or_a_training_and_read_when_it_is_finished(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        box, method = hosted.text_box(page), Method(page)
        box.press("End")
        hosted.drawn(page)
        text, seen, step = box.input_value(), page.evaluate(SEEN), hosted.step(page)
        page.evaluate(WATCH)
        for composed in ("に", "にほ", "にほん", "日本"):
            method.compose(composed)
            box.dispatch_event("keydown", {"key": "Enter", "isComposing": True, "keyCode": 229})
            box.dispatch_event("keydown", {"key": "ArrowLeft", "isComposing": True, "keyCode": 229})
            hosted.drawn(page)
            assert box.input_value() == text + composed
            assert (page.evaluate(SEEN), page.evaluate("window.drawn"), hosted.step(page)) == (seen, [], step)
        # What is composed is seen in the box, over the letters.
        place, colours = box.bounding_box(), "box => [getComputedStyle(box).color, getComputedStyle(box).caretColor]"
        middle = [place["x"] + place["width"] / 2, place["y"] + place["height"] / 2]
        assert page.evaluate("([x, y]) => document.elementFromPoint(x, y).className", middle).startswith("d2l-box")
        assert "rgba(0, 0, 0, 0)" not in box.evaluate(colours)
        method.finish("日本")
        assert box.input_value() == text + "日本" and "日" in hosted.sentence(page)
        letters = [letter.inner_text() for letter in page.locator(".d2l-letter[data-step]").all()]
        assert "日" in letters and "本" in letters
        assert set(box.evaluate(colours)) == {"rgba(0, 0, 0, 0)"}
        assert page.get_by_role("button", name="Give back the first network").count() == 0
        box.press("Enter")
        assert page.get_by_role("button", name="Give back the first network").count() == 1
        assert box.input_value() == text + "日本" and page.troubles == []


def test_a_composition_that_is_given_up_leaves_the_text(browser):
    with hosted.opened(browser, figures.HiddenStates()) as page:
        box, method = hosted.text_box(page), Method(page)
        box.press("End")
        hosted.drawn(page)
        text, seen = box.input_value(), page.evaluate(SEEN)
        method.compose("にほ")
        method.compose("")
        hosted.drawn(page)
        assert (box.input_value(), page.evaluate(SEEN)) == (text, seen)
        page.keyboard.type("e")
        assert box.input_value() == text + "e" and page.troubles == []


def test_playing_stops_where_a_word_is_composed(browser):
    with hosted.opened(browser, figures.HiddenStates(step=1)) as page:
        page.get_by_role("button", name="Play", exact=True).click()
        hosted.text_box(page).focus()
        Method(page).compose("に")
        assert page.get_by_role("button", name="Play", exact=True).count() == 1
        assert hosted.text_box(page).input_value().count("に") == 1


def test_any_other_box_waits_for_the_end_of_a_word_too(browser):
    with hosted.opened(browser, figures.Growth(fold="text", text="")) as page:
        said, method = page.locator(".d2l-fold"), Method(page)
        page.get_by_role("textbox", name="Text").focus()
        before = said.inner_text()
        method.compose("にほん")
        hosted.drawn(page)
        assert said.inner_text() == before
        method.finish("日本日")
        hosted.drawn(page)
        assert "Different characters: 2 of 3." in said.inner_text() and page.troubles == []

"""What holds for every figure on the skeleton: one sentence, the text as the timeline, one picture, three folds."""

import re

import pytest

from d2l_rnn import figures
from tests.drive import hosted

pytestmark = pytest.mark.browser
NAMES = [name for name in figures.__all__ if ".d2l-figure" in str(getattr(figures, name)._css)]
OF_A_TEXT = [name for name in NAMES if issubclass(getattr(figures, name), figures.base.Sequence)]
SIZES = [(900, 600), (390, 800)]  # the width of the page, and how high a whole figure may be in it


def height(page):
    return round(page.locator(".d2l-figure").bounding_box()["height"])


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize(("width", "most"), SIZES)
def test_the_first_view_is_a_sentence_a_picture_and_at_most_three_closed_folds(name, width, most, browser):
    with hosted.opened(browser, getattr(figures, name)(), width) as page:
        assert re.search(r"\w.*[.?]$", hosted.sentence(page), re.DOTALL)
        said = page.locator(".d2l-say").bounding_box()
        assert said["height"] <= (50 if width > 800 else 74)
        folds = page.locator(".d2l-folds button")
        assert 1 <= folds.count() <= 3
        assert {fold.get_attribute("aria-expanded") for fold in folds.all()} == {"false"}
        assert page.locator(".d2l-figure table").count() == 0
        assert height(page) <= most
        picture = page.locator(".d2l-picture").bounding_box()
        assert picture["width"] <= 860 and picture["height"] <= 420
        assert page.troubles == []


@pytest.mark.parametrize("name", NAMES)
def test_a_fold_opens_below_and_closes_again_and_only_one_is_open(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        before = height(page)
        folds = page.locator(".d2l-folds button").all()
        for fold in folds:
            fold.focus()
            page.keyboard.press("Enter")
            assert [one.get_attribute("aria-expanded") == "true" for one in folds] == [one is fold for one in folds]
            assert len(page.locator(".d2l-fold").inner_text()) > 20
            assert fold.evaluate("fold => fold === document.activeElement")
        page.keyboard.press("Enter")
        assert height(page) == before
        assert page.troubles == []


@pytest.mark.parametrize("name", NAMES)
def test_python_can_open_a_fold_and_names_those_there_are(name, browser):
    Figure = getattr(figures, name)
    with hosted.opened(browser, Figure()) as page:
        names = page.locator(".d2l-folds button").evaluate_all("folds => folds.map((fold) => fold.dataset.fold)")
    assert set(Figure.fold.words) >= {"", *names}
    with hosted.opened(browser, Figure(fold=names[-1])) as page:
        assert page.locator(".d2l-folds [aria-expanded=true]").get_attribute("data-fold") == names[-1]
    with pytest.raises(ValueError, match="fold"):
        Figure(fold="no such fold")


@pytest.mark.parametrize("name", OF_A_TEXT)
@pytest.mark.parametrize(("width", "most"), SIZES)
def test_nothing_jumps_whatever_a_reader_does_with_the_text(name, width, most, browser):
    with hosted.opened(browser, getattr(figures, name)(), width) as page:
        picture = page.locator(".d2l-picture")
        place = lambda: (round(picture.bounding_box()["y"]), height(page))  # noqa: E731
        first, box = place(), hosted.text_box(page)
        for text in ("he", "", "h", "hello§", "\u4e2d\u6587", "hello" * 7, "hello" * 60, "hell", "machine"):
            box.fill(text)
            assert (text, place()) == (text, first)
        for key in ("Home", "ArrowRight", "ArrowRight", "End"):
            box.press(key)
            assert (key, place()) == (key, first)
        box.fill("banana")
        page.get_by_role("button", name="Learn this text").click()
        assert place() == first
        page.get_by_role("button", name="Play", exact=True).click()
        page.wait_for_timeout(100)
        assert place() == first
        assert page.troubles == []


@pytest.mark.parametrize("name", OF_A_TEXT)
def test_the_letters_are_the_timeline(name, browser):
    with hosted.opened(browser, getattr(figures, name)(step=2)) as page:
        box, letters = hosted.text_box(page), page.locator(".d2l-letter[data-step]")
        word = box.input_value()
        assert [letter.inner_text() for letter in letters.all()] == list(word)
        letters.nth(3).click()
        assert hosted.step(page) == 4
        said = hosted.sentence(page)
        assert box.evaluate("box => box === document.activeElement && box.selectionStart") == 4
        page.keyboard.press("ArrowLeft")
        assert hosted.step(page) == 3 and hosted.sentence(page) != said
        page.keyboard.press("ArrowRight")
        assert hosted.step(page) == 4 and hosted.sentence(page) == said
        page.keyboard.type(word[0])
        assert box.input_value() == word[:4] + word[0] + word[4:] and hosted.step(page) == 5
        page.keyboard.press("Backspace")
        assert box.input_value() == word and hosted.step(page) == 4 and hosted.sentence(page) == said
        page.keyboard.press("Home")
        assert box.evaluate("box => box.selectionStart") == 0 and hosted.step(page) <= 1
        page.keyboard.press("End")
        assert box.evaluate("box => box.selectionStart") == len(word) and hosted.step(page) >= len(word) - 1
        page.keyboard.press("Shift+Home")
        page.wait_for_function("n => document.querySelectorAll('.d2l-letter.picked').length === n", arg=len(word))
        page.keyboard.type(word[:2])
        assert box.input_value() == word[:2]
        page.get_by_role("button", name="Add a letter").click()
        page.keyboard.type(word[0])
        assert box.input_value() == word[:2] + word[0]
        assert page.troubles == []


@pytest.mark.parametrize("name", OF_A_TEXT)
def test_play_goes_on_and_pause_stops(name, browser):
    with hosted.opened(browser, getattr(figures, name)(step=2)) as page:
        said = hosted.sentence(page)
        page.get_by_role("button", name="Play", exact=True).click()
        page.wait_for_function("said => document.querySelector('[role=status]').innerText !== said", arg=said)
        page.get_by_role("button", name="Pause", exact=True).click()
        said = hosted.sentence(page)
        page.wait_for_timeout(1200)
        assert hosted.sentence(page) == said


@pytest.mark.parametrize("name", OF_A_TEXT)
def test_an_unknown_letter_greys_the_last_picture_and_the_offer_to_learn_brings_it_to_life(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        box = hosted.text_box(page)
        own = box.input_value()
        said, picture = hosted.sentence(page), page.locator(".d2l-picture")
        box.press("End")
        page.keyboard.type("§")
        assert "has never seen ‘§’" in hosted.sentence(page) and all(
            letter in hosted.sentence(page) for letter in set(own)
        )
        assert picture.evaluate("picture => picture.inert && getComputedStyle(picture).opacity < 0.5")
        assert page.locator(".d2l-letter.bad").inner_text() == "§"
        page.keyboard.press("Backspace")
        assert not picture.evaluate("picture => picture.inert")
        page.keyboard.type("§")
        page.get_by_role("button", name="Learn this text").click()
        assert "never seen" not in hosted.sentence(page) and not picture.evaluate("picture => picture.inert")
        assert page.get_by_role("button", name="Learn this text").count() == 0
        page.get_by_role("button", name="Give back the first network").click()
        assert box.input_value() == own and not picture.evaluate("picture => picture.inert")
        assert page.get_by_role("button", name="Give back the first network").count() == 0
        assert said and page.troubles == []


@pytest.mark.parametrize("name", OF_A_TEXT)
def test_typing_alone_never_changes_the_weights_and_enter_learns(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        box = hosted.text_box(page)
        box.fill(box.input_value()[::-1])
        back = page.get_by_role("button", name="Give back the first network")
        assert back.count() == 0
        box.press("Enter")
        assert back.count() == 1 and box.input_value().count("\n") == 0
        assert page.troubles == []


ODD = ["🙂🙃", "שלום", "e\u0301e", "中文中文", "a\tb", "  ", "<b>x</b>", "{x}", "\u202eabc"]


@pytest.mark.parametrize("name", OF_A_TEXT)
def test_any_text_of_two_letters_can_be_learned_and_gone_through(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        for text in ODD:
            box = hosted.text_box(page)
            box.fill(text)
            box.press("Enter")
            assert (text, page.locator(".d2l-picture.old").count()) == (text, 0)
            for key in ("Home", *["ArrowRight"] * len(text)):
                box.press(key)
            assert (text, box.input_value(), page.troubles) == (text, text, [])


SMALL = """(least) => [...document.querySelectorAll('.d2l-rnn :is(button, select, input, textarea, [tabindex="0"])')]
  .filter((one) => one.checkVisibility() && !one.closest(".d2l-scroll"))
  .map((one) => [one, one.getBoundingClientRect()])
  .filter(([one, { width, height }]) => height < least || (width < least && !one.matches(".d2l-letter")))
  .map(([one, { width, height }]) => `${one.outerHTML.slice(0, 80)} ${width} x ${height}`)"""


@pytest.mark.parametrize("name", NAMES)
def test_a_mouse_has_room_and_a_finger_more(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        assert page.evaluate(SMALL, 24) == []
    with hosted.phone(browser, getattr(figures, name)()) as page:
        assert page.evaluate(SMALL, 44) == []
        assert page.locator(".d2l-add").all_inner_texts() in ([], ["type…"], ["+\ntype"]), "not letters of the text"
        assert page.evaluate("document.documentElement.scrollWidth") <= 390


@pytest.mark.parametrize("name", OF_A_TEXT)
def test_a_finger_steps_with_one_tap_and_types_after_a_second(name, browser):
    with hosted.phone(browser, getattr(figures, name)(step=2)) as page:
        letter = page.locator(".d2l-letter[data-step='3']")
        typing = "document.activeElement.tagName === 'TEXTAREA'"
        letter.tap()
        assert hosted.step(page) == 3 and not page.evaluate(typing)
        letter.tap()
        assert hosted.step(page) == 3 and page.evaluate(typing)
        assert page.troubles == []


@pytest.mark.parametrize("name", OF_A_TEXT)
def test_on_a_phone_what_is_offered_takes_no_room_and_nothing_covers_it(name, browser):
    with hosted.phone(browser, getattr(figures, name)()) as page:
        box, place = hosted.text_box(page), lambda: (page.locator(".d2l-picture").bounding_box()["y"], height(page))
        learn = page.get_by_role("button", name="Learn this text")
        first = place()
        for text in ("hello§", "banana", "chainmachine"):
            box.fill(text)
            assert (text, place()) == (text, first)
            learn.tap()
            assert page.get_by_role("button", name="Give back the first network").is_visible()
            assert (text, place()) == (text, first)
        box.fill("machine")
        assert learn.is_visible() and place() == first
        if name != "Predictions":  # whose picture nothing can be chosen in
            page.locator(".d2l-picture :is(button, input, [tabindex='0'])").first.focus()
            assert page.locator(".d2l-note").is_visible() and not learn.is_visible() and place() == first
        assert page.troubles == []


@pytest.mark.parametrize("name", NAMES)
def test_at_twice_the_size_nothing_is_lost(name, browser):
    with hosted.opened(browser, getattr(figures, name)(), 450) as page:  # 900 px at 200%
        assert hosted.misplaced(page) == []
        assert page.evaluate("document.documentElement.scrollWidth") <= 450

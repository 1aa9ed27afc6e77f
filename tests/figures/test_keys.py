"""Small things of every figure that a reader without a mouse, or with a host of its own, stumbles over."""

import pytest

from d2l_rnn import figures, rnn
from tests.drive import hosted

pytestmark = pytest.mark.browser
OF_A_TEXT = [name for name in figures.__all__ if issubclass(getattr(figures, name), figures.base.Sequence)]


@pytest.mark.parametrize("name", OF_A_TEXT)
def test_at_both_ends_the_arrows_stop_and_the_focus_stays(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        box = hosted.text_box(page)
        for key, back in (("ArrowLeft", "ArrowRight"), ("ArrowRight", "ArrowLeft")):
            for _ in range(12):
                box.press(key)
            end = hosted.step(page), hosted.sentence(page)
            box.press(key)
            assert (hosted.step(page), hosted.sentence(page)) == end
            assert box.evaluate("box => box === document.activeElement")
            for _ in range(2):
                box.press(back)
            assert hosted.step(page) != end[0]


# What shows that an element has the focus: an outline, or a ring around it or around what it begins with.
RING = """() => {
  const [own, before] = [null, "::before"].map((part) => getComputedStyle(document.activeElement, part));
  return [own.outlineStyle, own.boxShadow, before.outlineStyle, before.boxShadow];
}"""


@pytest.mark.parametrize("name", figures.__all__)
def test_every_control_is_reached_with_the_tab_key_and_shows_its_focus(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        stops = page.locator(
            ".d2l-rnn :is(button, select, input, textarea, [tabindex='0']):not([tabindex='-1']):visible:enabled"
        ).count()
        page.locator("h1").click()
        seen = set()
        for _ in range(stops):
            page.keyboard.press("Tab")
            assert page.evaluate("document.activeElement.closest('.d2l-rnn') !== null")
            ring = page.evaluate(RING)
            assert set(ring) != {"none"}, page.evaluate("document.activeElement.outerHTML")
            seen.add(page.evaluate("document.activeElement.outerHTML"))
        assert len(seen) == stops


@pytest.mark.parametrize("name", figures.__all__)
def test_a_figure_that_its_host_hides_takes_changes_without_an_error(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        page.evaluate("document.querySelector('main').style.display = 'none'")
        hosted.drawn(page)
        page.evaluate(
            """() => {
              const changed = (element, type) => element.dispatchEvent(new Event(type, { bubbles: true }));
              for (const box of document.querySelectorAll("textarea")) (box.value = "hel"), changed(box, "input");
              const sliders = document.querySelectorAll("input[type=range]");
              for (const slider of sliders) (slider.value = slider.max), changed(slider, "input");
              for (const button of document.querySelectorAll("[aria-pressed], [aria-expanded]")) button.click();
            }"""
        )
        page.evaluate("document.querySelector('main').style.display = ''")
        hosted.drawn(page)
        assert page.troubles == []


PICTURE = "() => [...document.querySelectorAll('.d2l-picture canvas')].map((canvas) => canvas.toDataURL())"


@pytest.mark.parametrize("name", OF_A_TEXT)
@pytest.mark.parametrize("between", ["", "§", "§" * 500])
def test_a_text_that_was_emptied_or_replaced_and_typed_again_has_the_same_picture(between, name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        box = hosted.text_box(page)
        box.press("End")
        text, said = box.input_value(), hosted.sentence(page)

        def shown():
            hosted.drawn(page)
            return page.evaluate(PICTURE), page.locator(".d2l-picture").inner_text()

        before = shown()
        box.fill(between)
        hosted.drawn(page)
        box.fill(text)
        assert (shown(), hosted.sentence(page)) == (before, said)


@pytest.mark.parametrize("name", ["HiddenStates", "Predictions", "StatePlane"])
def test_bars_and_pressed_switches_keep_their_colours_where_the_system_forces_its_own(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        page.emulate_media(forced_colors="active")
        data = page.locator(".d2l-data, .d2l-bar, [aria-pressed=true]")
        kept = "all => all.map((one) => getComputedStyle(one).forcedColorAdjust)"
        assert set(data.evaluate_all(kept)) == {"none"}


def test_a_right_to_left_character_does_not_turn_a_sentence_round(browser):
    figure = figures.HiddenStates(rnn.init_params(3, 2, 3, seed=1), ["a", "ש", "ل"], text="aשل", step=2)
    with hosted.opened(browser, figure) as page:
        assert "\u2068aש\u2069" in hosted.sentence(page)

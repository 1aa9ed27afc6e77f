"""The words in the picture of Gradients: where they stand, which is marked, and that nothing is cut or touches."""

import pytest

from d2l_rnn import figures
from tests.drive import hosted

from .test_gradients_page import random_figure

pytestmark = pytest.mark.browser

# Every text of the picture with its box, in CSS pixels.
TEXTS = """() => {
  const all = [...document.querySelectorAll('.d2l-back text, .d2l-loss > div, .d2l-walk')];
  return all.filter((text) => text.textContent).map((text) => {
    const words = document.createRange();
    words.selectNodeContents(text);
    const { left, right, top, bottom } = words.getBoundingClientRect();
    return { text: text.textContent, left, right, top, bottom, size: parseFloat(getComputedStyle(text).fontSize) };
  });
}"""


@pytest.mark.parametrize("width", [390, 900])
def test_the_named_share_alone_is_in_ink_no_bar_has_a_ring_and_the_hint_is_below_the_slider(width, browser):
    look = "one => [one.lastElementChild, one.querySelector('rect')].map((part) => getComputedStyle(part))"
    looks = f"all => all.map(one => ({look})(one)).map(([text, bar]) => [text.fill, bar.stroke])"
    with hosted.opened(browser, figures.Gradients(), width) as page:
        assert page.locator(".d2l-loss").inner_text().replace("\n", " ") == "starts at the loss of guessing e"
        *others, (named, _) = found = page.locator(".d2l-back [data-k]").evaluate_all(looks)
        assert {ring for _, ring in found} == {"none"}
        assert named not in (fills := {fill for fill, _ in others}) and len(fills) == 1
        hint, slider = page.locator(".d2l-note"), page.get_by_role("slider", name="Factor on W_hh")
        assert hint.bounding_box()["y"] > slider.bounding_box()["y"]
        assert hint.inner_text().startswith("Drag the slider: the bars die out or explode.")


@pytest.mark.parametrize("width", (390, *hosted.WIDTHS))
def test_no_word_of_the_picture_is_cut_or_touches_another(width, browser):
    made = [figures.Gradients(scale=0.1), figures.Gradients(weights="trained", scale=4.0), figures.Gradients(text="ma")]
    made += [random_figure(200, 8, scale=4.0, selected=198), random_figure(13, 8), figures.Gradients(matrix="normal")]
    for figure in made:
        with hosted.opened(browser, figure, width) as page:
            texts, place = page.evaluate(TEXTS), page.locator(".d2l-back").bounding_box()
            for k, one in enumerate(texts):
                assert one["left"] >= place["x"] - 1 and one["right"] <= place["x"] + place["width"] + 1, one
                assert one["size"] >= 12
                for other in texts[:k]:
                    apart = one["left"] >= other["right"] - 1 or other["left"] >= one["right"] - 1
                    assert apart or one["top"] >= other["bottom"] - 5 or other["top"] >= one["bottom"] - 5, (one, other)
            assert page.evaluate("document.documentElement.scrollWidth") <= width

"""The words in the picture of Gradients: what stands where the gradient starts, and that nothing is cut or touches."""

import pytest

from d2l_rnn import chars, figures, rnn
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
def test_where_the_gradient_starts_stands_how_likely_the_guess_found_what_came(width, browser):
    figure = figures.Gradients()
    tokens = figure.network["tokens"]
    O = rnn.unroll(chars.one_hot("machin", tokens), figure._untrained).O[-1, 0]  # noqa: E741
    p = float(O.softmax(-1)[tokens.index("e")])
    with hosted.opened(browser, figure, width) as page:
        words = page.locator(".d2l-loss").inner_text().replace("\n", " ")
        guess = f": the guess gave {p:.0%} to e" if width == 900 else ""
        assert words == f"starts at the loss at n6{guess}"


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

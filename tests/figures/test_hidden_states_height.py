"""HiddenStates keeps its height and its arrow to the guess, whatever is pointed at, silenced or typed."""

import pytest

from d2l_rnn import figures, train
from tests.drive import hosted

from .test_hidden_states_page import middle, silence

pytestmark = pytest.mark.browser
AT_REST = """() => Promise.all(document.getAnimations()
  .filter(({ effect }) => effect.target.closest(".d2l-states")).map(({ finished }) => finished))"""


def assert_the_colours_are_told_before_they_are_seen(page):
    """The scale stands above the columns, also on a phone."""
    scale, column = (page.locator(place).bounding_box() for place in (".d2l-scale", ".d2l-column.now"))
    assert scale["y"] + scale["height"] <= column["y"]
    title = page.locator(".d2l-title .d2l-h").bounding_box()
    apart = scale["x"] - title["x"] - title["width"] > 60 or title["y"] + title["height"] <= scale["y"]
    assert apart, "title and scale read as one phrase"


def assert_an_arrow_leads_to_the_guess(page):
    """It stands between the current column and the letter, with its percentage."""
    now, arrow, p, letter = (
        page.locator(place).bounding_box()
        for place in (".d2l-column.now", ".d2l-down", ".d2l-column small", ".d2l-guesses [aria-current=true] b")
    )
    centre = lambda box: box["x"] + box["width"] / 2  # noqa: E731
    assert centre(now) == pytest.approx(centre(arrow), abs=1) == pytest.approx(centre(letter), abs=3)
    assert now["y"] + now["height"] <= arrow["y"] + 1 and arrow["y"] + arrow["height"] <= letter["y"] + 4
    assert p["x"] >= arrow["x"] + arrow["width"] and page.locator(".d2l-column small").inner_text().endswith("%")


@pytest.mark.parametrize(("width", "most"), [(900, 600), (390, 800)])
def test_the_figure_is_as_high_in_every_state(width, most, browser):
    def heights():
        page.evaluate(AT_REST)
        assert hosted.misplaced(page) == []
        return round(page.locator(".d2l-figure").bounding_box()["height"])

    with hosted.opened(
        browser, figures.HiddenStates(train.fit("machine", 8, 120, progress=False), step=3), width
    ) as page:
        assert_an_arrow_leads_to_the_guess(page)
        assert_the_colours_are_told_before_they_are_seen(page)
        found = [heights()]
        page.mouse.move(*middle(page, 5, 4))
        found.append(heights())
        for what in ("the state after h, step 4", "unit 2"):
            silence(page, what).click()
            found.append(heights())
        page.get_by_role("button", name="Undo all").click()
        found.append(heights())
        for text in ("m", "machineenihcam", "mäch", ""):
            page.get_by_label("Text", exact=True).fill(text)
            found.append(heights())
        page.get_by_label("Text", exact=True).fill("chain")
        page.get_by_role("button", name="Learn this text").click()
        page.get_by_label("Text", exact=True).fill("chainchain")
        silence(page, "the state after i, step 4").click()
        page.get_by_label("Text", exact=True).focus()  # what is offered stands in the line of what takes a change back
        found.append(heights())
        assert len(set(found)) == 1 and found[0] <= most

"""What is drawn round and towards a state of Recurrence: the ring of the focus, lines and arrows."""

import pytest

from d2l_rnn import figures
from tests.drive import hosted

pytestmark = pytest.mark.browser

# The right end of the ring around a state that has the focus.
RING = """one => {
  const { left, width, outlineWidth } = getComputedStyle(one, "::before");
  return one.getBoundingClientRect().left + parseFloat(left) + parseFloat(width) + parseFloat(outlineWidth);
}"""


@pytest.mark.parametrize("width", [900, 390])
def test_the_ring_of_the_focus_and_the_lines_to_a_unit_cross_no_name(width, browser):
    with hosted.opened(browser, figures.Recurrence(step=4), width) as page:
        units, names = page.locator(".now .d2l-units"), page.locator(".d2l-name")
        named = names.count()
        page.keyboard.press("Tab")
        units.focus()
        name, state = (page.locator(f".now .d2l-{one}").bounding_box() for one in ("name", "state"))
        below = name["y"] >= state["y"] + state["height"]
        assert below if width == 390 else units.evaluate(RING) <= name["x"] + 0.5
        assert page.locator(".d2l-wire").count() == 16 and names.count() == named - 1
        assert page.locator("[data-step='3'] .d2l-name").count() == 0  # the lines begin there


def test_the_arrows_of_what_the_two_compared_columns_remember_are_the_heaviest(browser):
    width = "all => all.map((one) => getComputedStyle(one).strokeWidth)"
    for step, heavy in ((4, ["2px", "2px", "3.5px", "3.5px", "1px"]), (2, ["2px", "3.5px", "1px", "1px", "1px"])):
        with hosted.opened(browser, figures.Recurrence(step=step)) as page:
            assert page.locator(".d2l-arrow.W_hh").evaluate_all(width) == heavy


@pytest.mark.parametrize("width", [360, 390, 700])
def test_where_it_is_narrow_the_name_at_the_purple_arrow_stands_between_two_states_and_all_else_clear(width, browser):
    script = "all => all.filter((one) => one.textContent).map((one) => one.getBoundingClientRect().toJSON())"
    with hosted.opened(browser, figures.Recurrence(step=4), width) as page:
        before, state, later = (page.locator(f"[data-step='{k}'] .d2l-state").bounding_box() for k in (0, 1, 2))
        [name] = page.locator(".named .W_hh > span").evaluate_all(script)
        assert before["x"] + before["width"] < name["left"] and name["right"] < state["x"] - 2  # and its ring
        assert name["top"] > page.locator(".named .d2l-phi").bounding_box()["y"] + 10  # far from what is read
        for place in page.locator(".named").locator(".W_xh > span, .W_hq > span").evaluate_all(script):
            assert place["bottom"] < state["y"] or place["top"] > state["y"] + state["height"]
        [output] = page.locator(".named .W_hq > span").evaluate_all(script)
        assert state["x"] + state["width"] / 2 < output["left"]  # beside its arrow
        for name in page.locator(".named .d2l-name").evaluate_all(script):  # where there is room for it
            assert output["top"] > name["bottom"] - 6  # their lines are higher than their letters
        assert output["right"] < later["x"]
        [name] = page.locator("[data-step='4'] .d2l-name").evaluate_all(script)
        place = page.locator("[data-step='4'] .d2l-state").bounding_box()
        assert abs(name["left"] + name["right"] - 2 * place["x"] - place["width"]) < 2  # in the middle under it
        assert name["top"] > place["y"] + place["height"] - 3
        for name in ("W_xh", "W_hh", "W_hq"):
            page.locator(f".named [data-names={name}]").focus()
            assert hosted.misplaced(page) == []

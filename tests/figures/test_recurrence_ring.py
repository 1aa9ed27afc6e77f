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
        assert units.evaluate(RING) <= page.locator(".now .d2l-name").bounding_box()["x"] + 0.5
        assert page.locator(".d2l-wire").count() == 16 and names.count() == named - 1
        assert page.locator("[data-step='3'] .d2l-name").count() == 0  # the lines begin there


def test_the_arrow_of_what_the_current_column_remembers_is_the_heaviest(browser):
    width = "all => all.map((one) => getComputedStyle(one).strokeWidth)"
    with hosted.opened(browser, figures.Recurrence(step=4)) as page:
        widths = page.locator(".d2l-arrow.W_hh").evaluate_all(width)
    assert widths == ["2px", "2px", "2px", "3.5px", "1px"]

"""The first view of HiddenStates: what goes into the current column, and how a finger changes a cell without a drag."""

import re

import pytest

from d2l_rnn import figures, train
from tests.drive import hosted

from .test_hidden_states import WHOLE
from .test_hidden_states_page import FORGET, middle, note, said, silence, value
from .test_skeleton import SMALL

pytestmark = pytest.mark.browser

# Both ends of each arrow into the current column, in pixels of the page: the letter's, then that of the column before.
ARROWS = """() => [...document.querySelectorAll(".d2l-sources path")].map((path) => {
  const { left, top } = path.ownerSVGElement.getBoundingClientRect();
  const head = path.getAttribute("d").split("m")[0].length;
  const line = document.createElementNS("http://www.w3.org/2000/svg", "path");
  line.setAttribute("d", path.getAttribute("d").slice(0, head));
  const [from, to] = [0, line.getTotalLength()].map((at) => line.getPointAtLength(at));
  return { colour: getComputedStyle(path).stroke, from: [left + from.x, top + from.y], to: [left + to.x, top + to.y] };
}).reverse()"""


@pytest.fixture(scope="module")
def history():
    return train.fit("machine", num_hiddens=8, num_steps=120, seed=0, progress=False)


@pytest.mark.parametrize(("width", "text"), [(900, "machine"), (390, "machine"), (900, "machine" * 4)])
def test_the_current_column_comes_from_the_letter_above_and_from_the_column_before(width, text, browser, history):
    with hosted.opened(browser, figures.HiddenStates(history, text=text, step=3), width) as page:
        for step in (3, 7, 2):
            page.locator(f'.d2l-letter[data-step="{step}"]').click()
            now, letter = (
                page.locator(one).bounding_box() for one in (".d2l-column.now", ".d2l-letter[aria-current=step]")
            )
            read, remembered = page.evaluate(ARROWS)
            assert read["from"][1] <= letter["y"] + letter["height"] + 6 and read["from"][1] < read["to"][1]
            for arrow in (read, remembered):  # each ends at the ring, or just before it
                (x, y), box = arrow["to"], now
                assert box["x"] - 4 <= x <= box["x"] + box["width"] and box["y"] - 4 <= y <= box["y"] + box["height"]
            assert letter["x"] < read["from"][0] < letter["x"] + letter["width"]
            pitch = middle(page, 1, step)[0] - middle(page, 1, step - 1)[0]
            before = middle(page, 1, step - 1)[0]
            assert before - 1 <= remembered["from"][0] <= before + pitch / 2
            assert (
                read["colour"]
                != remembered["colour"]
                == page.locator(".d2l-title .d2l-h").evaluate("one => getComputedStyle(one).color")
            )
        page.mouse.move(*middle(page, 4, 2))
        assert not page.locator(".d2l-sources").is_visible(), "those of the cell are shown"
        page.mouse.move(0, 0)
        page.locator('.d2l-letter[data-step="1"]').click()
        assert len(page.evaluate(ARROWS)) == 1, "no state is before it"
        page.locator('.d2l-letter[data-step="3"]').click()
        silence(page, f"the state after {text[2]}, step 3").click()
        assert page.evaluate(ARROWS) == [], "it was set to 0"


def test_on_a_phone_the_two_arrows_end_apart_and_nothing_is_written_over_their_way(browser, history):
    with hosted.phone(browser, figures.HiddenStates(history, step=3)) as page:
        for step in (2, 3, 7):
            page.locator(f'.d2l-letter[data-step="{step}"]').click()
            read, remembered = page.evaluate(ARROWS)
            letter, title = (
                page.locator(one).bounding_box() for one in (".d2l-letter[aria-current=step]", ".d2l-title .d2l-h")
            )
            assert abs(read["to"][0] - letter["x"] - letter["width"] / 2) < 1, "straight down from its letter"
            assert remembered["to"][0] <= read["to"][0] - 12  # each head is 8 pixels wide
            assert title["x"] + title["width"] < remembered["from"][0] - 6


@pytest.mark.parametrize("width", [390, 900])
def test_what_is_not_read_yet_is_one_empty_place_beside_the_ring_of_the_current_column(width, browser, history):
    with hosted.opened(browser, figures.HiddenStates(history, step=3), width) as page:
        for step in (1, 3, 6):
            page.locator(f'.d2l-letter[data-step="{step}"]').click()
            ahead, now = (page.locator(one).bounding_box() for one in (".d2l-ahead", ".d2l-column.now"))
            assert ahead["x"] - now["x"] - now["width"] >= 4
            last = page.locator('.d2l-letter[data-step="7"]').bounding_box()
            assert last["x"] + last["width"] / 2 < ahead["x"] + ahead["width"] < last["x"] + last["width"]
            assert hosted.misplaced(page) == []


def test_a_state_that_python_has_set_comes_from_nothing(browser, history):
    with hosted.opened(browser, figures.HiddenStates(history, step=WHOLE["step"], edits=[WHOLE])) as page:
        assert page.evaluate(ARROWS) == []


def test_after_a_tap_a_finger_lowers_and_raises_a_cell_beside_the_button_that_forgets(browser, history):
    with hosted.phone(browser, figures.HiddenStates(history, step=3)) as page:
        height = lambda: page.locator(".d2l-figure").bounding_box()["height"]  # noqa: E731
        first, nudges = height(), page.locator(".d2l-nudge")
        assert nudges.count() == 0 and "change it with − and +" in note(page)
        x, y = middle(page, 4, 2)
        page.touchscreen.tap(x, y)
        was = value(re.search(r"= (\S+)$", note(page))[1])
        assert nudges.inner_text().split() == ["−", "unit", "4", "+"]
        up = was < 0
        way, other = (f"{name} unit 4 after a" for name in (("Raise", "Lower") if up else ("Lower", "Raise")))
        button = page.get_by_role("button", name=way, exact=True)
        for times in (1, 2):
            button.tap()
            expected = was + 0.25 * times * (1 if up else -1)
            found = re.match(r"Unit 4 after a is set to (\S+); it was (\S+)\. Undo all gives it back\.", note(page))
            assert value(found[1]) == pytest.approx(expected, abs=0.011) and value(found[2]) == was
        assert "unit 4 after a" in said(page)
        assert page.get_by_role("gridcell").evaluate("cell => cell === document.activeElement")
        while button.get_attribute("aria-disabled") == "false":
            button.tap()
        button.tap(force=True)
        assert value(re.search(r"set to (\S+);", note(page))[1]) == (1 if up else -1)
        assert page.get_by_role("button", name=other).get_attribute("aria-disabled") == "false"
        assert page.evaluate(SMALL, 44) == [] and hosted.misplaced(page) == []
        forget = page.get_by_role("button", name=re.compile(FORGET))
        forget.tap()
        assert forget.get_attribute("aria-pressed") == "true" and nudges.count() == 1
        assert height() == first
        page.get_by_role("button", name="Undo all").tap()
        page.locator(".d2l-say").tap()
        assert nudges.count() == 0 and height() == first and page.troubles == []


def test_a_mouse_has_the_drag_and_no_such_buttons(browser, history):
    with hosted.opened(browser, figures.HiddenStates(history, step=3)) as page:
        page.mouse.click(*middle(page, 4, 2))
        assert page.locator(".d2l-nudge").count() == 0

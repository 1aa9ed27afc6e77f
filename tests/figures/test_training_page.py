"""Training as a reader uses it: back and forth through the checkpoints, and every number torch's."""

import re

import pytest
import torch

from d2l_rnn import chars, figures, rnn, train
from tests.drive import hosted

from .test_training import HELLO, of_torch

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser):
    with hosted.opened(browser, figures.Training(HELLO)) as page:
        yield page
        assert page.troubles == []


def table(page, caption):
    hosted.open_tables(page)
    found = page.locator("table", has_text=caption).last
    found.wait_for()
    return found.locator("tbody tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.textContent))")


def assert_shows(page, text, point):
    """Everything that is printed is the text's under this checkpoint's network, as torch computes it."""
    trace, losses, P = of_torch(text, HELLO.tokens, point.params)
    said = page.locator(".d2l-recorded").inner_text()
    assert f"After {point.step} of 80 updates: recorded loss {point.loss:.4f} nats" in said
    total = page.locator(".d2l-total").inner_text()
    assert float(re.search(r"mean loss ([\d.]+)", total)[1]) == pytest.approx(losses.mean().item(), abs=6e-5)
    rows = table(page, "The network of the chosen checkpoint")
    assert [row[1] for row in rows] == list(text[:-1]) and [row[2] for row in rows] == list(text[1:])
    assert [row[3] for row in rows] == [HELLO.tokens[k] for k in P.argmax(1)]
    right = sum(row[2] == row[3] for row in rows)
    assert f"right at {right} of {len(rows)} steps" in total
    numbers = torch.tensor([[float(cell.replace("−", "-")) for cell in row[4:]] for row in rows])
    y = chars.indices(text[1:], HELLO.tokens)
    expected = torch.cat((P.gather(1, y), losses[:, None], trace.H[1:, 0]), 1)
    assert torch.allclose(numbers, expected, atol=6e-5)


@pytest.mark.core
def test_slider_buttons_keys_and_clicks_go_back_and_forth_through_the_checkpoints(page):
    points = HELLO.checkpoints
    slider = page.get_by_role("slider", name="checkpoint")
    assert_shows(page, "hello", points[-1])
    slider.press("Home")
    assert_shows(page, "hello", points[0])
    assert slider.get_attribute("aria-valuetext").startswith("after 0 of 80 updates, loss ")
    assert page.get_by_role("button", name="one checkpoint back").is_disabled()
    page.get_by_role("button", name="one checkpoint forward").click()
    assert_shows(page, "hello", points[1])
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowLeft")
    assert_shows(page, "hello", points[2])
    assert page.get_by_role("status").inner_text().startswith("after 2 of 80 updates")
    box = page.locator(".d2l-curve canvas").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 96, box["y"] + 60)
    assert_shows(page, "hello", points[-1])
    page.mouse.move(box["x"] + box["width"] - 96, box["y"] + 60)
    page.mouse.down()
    page.mouse.move(box["x"] + 55, box["y"] + 80, steps=4)
    page.mouse.up()
    assert_shows(page, "hello", points[0])


def test_play_goes_from_the_first_to_the_last_and_stops(browser):
    few = train.fit("hello", num_hiddens=3, num_steps=2, progress=False)
    with hosted.opened(browser, figures.Training(few)) as page:
        assert page.get_by_text("2 of 2 updates", exact=True).is_visible()
        page.get_by_role("button", name="Play").click()
        page.get_by_text("0 of 2 updates", exact=True).wait_for()
        page.get_by_role("button", name="Pause").wait_for()
        page.get_by_text("2 of 2 updates", exact=True).wait_for()
        page.get_by_role("button", name="Play").wait_for()


def test_a_typed_text_is_read_by_the_network_of_each_checkpoint(page):
    for text in ("oleh", "he", "l" * 60, "hello" * 20):
        page.get_by_label("Text", exact=True).fill(text)
        for key in ("Home", "PageUp", "End"):
            page.get_by_role("slider").press(key)
            place = int(page.get_by_role("slider").input_value())
            assert_shows(page, text, HELLO.checkpoints[place])


def test_a_cell_of_the_states_is_put_into_words_beside_what_it_was_before_training(page):
    cell = page.get_by_role("gridcell")
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowDown", "ArrowDown"):
        cell.press(key)
    value, start = (
        rnn.unroll(chars.one_hot("hell", HELLO.tokens), p).H[2, 0, 2] for p in (HELLO.params, HELLO.untrained)
    )
    detail = page.locator(".d2l-detail").inner_text().replace("−", "-")
    assert "Step 2 reads ‘e’; ‘l’ is next." in detail
    assert f"Unit 3: {value:+.3f}, before training {start:+.3f}." in detail
    canvas = page.locator(".d2l-scrubbed canvas").last.bounding_box()
    steps = page.locator(".d2l-scrubbed .d2l-field").bounding_box()  # the canvas may be wider
    page.mouse.click(steps["x"] + steps["width"] - 8, canvas["y"] + 20)
    assert "Step 4 reads ‘l’; ‘o’ is next." in page.locator(".d2l-detail").inner_text()


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "The text is empty."),
        ("h", "no next one to predict"),
        ("hexo", "trained without ‘x’ (character 3)"),
        ("<script>alert(1)</script>", "trained without ‘<’"),
        ("hello" * 2000, "The text has 10000 characters; the figure reads the first 401"),
    ],
)
def test_a_text_that_cannot_be_read_is_answered_and_the_curve_stays(text, words, page):
    field = page.get_by_label("Text", exact=True)
    field.fill(text)
    assert words in page.locator(".d2l-message").inner_text() and field.input_value() == text
    assert page.locator(".d2l-curve canvas").is_visible()
    page.get_by_role("slider").press("Home")
    assert "After 0 of 80" in page.locator(".d2l-recorded").inner_text()
    field.fill("hello")
    assert_shows(page, "hello", HELLO.checkpoints[0])


def test_half_a_character_stays_in_the_box(page):
    page.get_by_label("Text", exact=True).evaluate(
        "box => { box.value = 'he\\ud83d'; box.dispatchEvent(new Event('input')); }"
    )
    assert "only half a character" in page.locator(".d2l-message").inner_text()


def test_the_saved_page_says_how_many_checkpoints_it_has(browser):
    figure = figures.Training()
    with hosted.opened(browser, figure) as page:
        count = len(figure._state()["network"]["checkpoints"])
        assert f"This page has {count} of the {len(figure.network['checkpoints'])} checkpoints" in page.inner_text(
            "main"
        )
        assert page.get_by_role("slider").get_attribute("max") == str(count - 1)


def test_the_states_and_the_rows_under_them_share_their_columns(browser):
    for text in ("hello", "hello" * 30):
        with hosted.opened(browser, figures.Training(HELLO, text=text), 480) as page:
            widths = page.locator(".d2l-scrubbed canvas").evaluate_all(
                "all => all.map(({ clientWidth }) => clientWidth)"
            )
            assert len(set(widths)) == 1

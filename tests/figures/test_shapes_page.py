"""Shapes as a reader uses it: sizes, and typed shapes with their verdicts."""

import re

import pytest

from d2l_rnn import figures, rnn
from tests.drive import hosted

pytestmark = pytest.mark.browser


@pytest.mark.core
def test_a_typed_size_and_a_slider_change_every_block(browser):
    with hosted.opened(browser, figures.Shapes()) as page:
        page.get_by_label("h =").fill("32")
        blocks = page.locator(".d2l-tensor").all_inner_texts()
        assert [re.search(r"\(\d+, \d+\)", text)[0] for text in blocks if re.search(r"\(\d+, \d+\)", text)] == [
            *("(2, 7)", "(7, 32)", "(2, 32)", "(32, 32)", "(1, 32)", "(2, 32)", "(2, 32)"),
            *("(2, 32)", "(32, 7)", "(1, 7)", "(2, 7)"),
        ]
        p = rnn.init_params(7, 32, 7)
        assert f"Together {rnn.num_params(p):,} numbers" in page.locator(".d2l-rnn").inner_text()
        wide, high = page.locator(".d2l-block.d2l-W").first.evaluate("({ style }) => [style.width, style.height]")
        assert (wide, high) == ("64px", "42.0735px")  # 14 and 10 for each doubling
        page.get_by_label("inputs", exact=True).focus()
        page.keyboard.press("End")
        assert page.get_by_label("d =").input_value() == "512"
        page.get_by_label("time steps").press("Home")
        assert "X (1, 2, 512), H (2, 2, 32)" in page.locator(".d2l-rnn").inner_text()
        assert page.troubles == []


def test_a_typed_shape_gets_its_verdict_and_the_switch_takes_the_state_away(browser):
    with hosted.opened(browser, figures.Shapes()) as page:
        field, answer = page.get_by_label("the shape"), page.locator(".d2l-message")
        field.fill("(3, 4)")
        assert answer.inner_text().startswith("✗ Refused. Hₜ₋₁ is (2, 4) and W_hh is (3, 4): the inner numbers 4 and 3")
        assert page.locator("[role=status]").inner_text() == answer.inner_text()
        assert page.locator(".d2l-tried").inner_text().endswith("tried (3, 4)")
        page.get_by_label("Give").select_option("b_h")
        assert answer.inner_text().startswith("✗ Refused.")
        field.fill("2 1")
        assert answer.inner_text().startswith("⚠ Accepted.") and field.input_value() == "2 1"
        page.get_by_role("button", name="W_xh (4, 7)").click()
        assert field.input_value() == "(4, 7)"
        page.get_by_label("hidden state").uncheck()
        assert "(9.4.3)" in page.locator(".d2l-rnn").inner_text()
        assert answer.inner_text().startswith("✗ Refused. X is (2, 7) and W_xh is (4, 7)")
        page.get_by_label("Give").select_option("W_hh")
        assert answer.inner_text().startswith("Without a hidden state there is no W_hh.")
        for text in ("abc", "<script>alert(1)</script>", "-3, 4", "1e30", "١", "9" * 5000):
            before = answer.inner_text()
            field.fill(text)
            assert (
                page.locator(".d2l-wrong", has_text="‘").or_(page.locator(".d2l-wrong", has_text="large")).count() == 1
            )
            assert field.input_value() == text and answer.inner_text() == "" and page.locator(".d2l-tried").count() == 0
            assert page.locator(".d2l-digits table").count() == 0
            field.fill("(4, 7)")
            assert answer.inner_text() == before
            assert hosted.misplaced(page) == []
        field.fill("")
        assert answer.inner_text() == ""
        assert page.troubles == []


@pytest.mark.parametrize("typed", ["abc", "0", "513", "-1", "", "2.5", "1e30"])
def test_a_wrong_size_is_answered_at_its_place_and_changes_nothing(browser, typed):
    with hosted.opened(browser, figures.Shapes()) as page:
        field = page.get_by_label("n =")
        field.fill(typed)
        field.press("Tab")
        assert page.locator(".d2l-size .d2l-wrong").first.inner_text().endswith(".")
        assert field.input_value() == typed
        assert "(2, 7)" in page.locator(".d2l-tensor").first.inner_text()
        assert hosted.violations(page) == []


def test_a_shape_that_is_taken_keeps_the_focus_on_its_button(browser):
    with hosted.opened(browser, figures.Shapes()) as page:
        for name in ("W_xh (4, 7)", "b_h (2, 1)"):
            page.get_by_role("button", name=name).press("Enter")
            assert page.get_by_label("the shape").input_value() in name
            assert page.evaluate("document.activeElement.textContent") == name
        page.get_by_label("h =").fill("5")
        assert page.get_by_role("button", name="W_xh (5, 7)").count() == 1


def test_the_layers_are_set_apart_from_how_many_numbers_they_hold(browser):
    for layers, words in ((2, "layer 2: h h + h h + h"), (8, "layers 2 to 8: 7 × (h h + h h + h)")):
        with hosted.opened(browser, figures.Shapes(layers=layers)) as page:
            assert page.locator(".d2l-bars th", has_text="layer").inner_text() == words

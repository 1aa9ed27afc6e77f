"""Concatenation as a reader uses it: numbers that are changed, ways of joining, and what is typed wrong."""

import re

import pytest
import torch

from d2l_rnn import figures
from tests.drive import hosted

from .test_concatenation import EDIT, figure_of, joined, matrices

pytestmark = pytest.mark.browser


def shown(page, name):
    """The numbers of a matrix, read from the table view."""
    hosted.open_tables(page)
    page.locator(".d2l-table table").first.wait_for()
    rows = page.locator(".d2l-table table", has=page.locator("caption", has_text=re.compile(rf"^{name} \("))).locator(
        "tbody tr"
    )
    texts = [row.locator("td").all_inner_texts() for row in rows.all()]
    return torch.tensor([[float(text.replace("−", "-")) for text in row] for row in texts])


def cell(page, name):
    """The focusable cell of a matrix."""
    return page.get_by_role("grid", name=re.compile(rf"^{name}, \(")).get_by_role("gridcell")


@pytest.mark.core
def test_what_is_shown_is_torch_s_and_an_edit_recomputes_it(browser):
    X, H, p = matrices(3, 2, 4, 7)
    with hosted.opened(browser, figure_of(X, H, p)) as page:
        two = X @ p.W_xh + H @ p.W_hh
        for name, value in {"X": X, "H": H, "W_xh": p.W_xh, "W_hh": p.W_hh, "sum": two, "product": two}.items():
            assert torch.allclose(shown(page, name), value, atol=1e-5), name
        printed = page.locator(".d2l-sheet").nth(4).locator("span").all_inner_texts()
        assert printed == [f"{value:.2f}".replace("-", "−") for value in two.flatten().tolist()]
        cell(page, "W_hh").focus()
        page.keyboard.press("End")
        page.keyboard.press("ArrowDown")
        field = page.get_by_label("Change W_hh, row 2, column 4")
        field.fill("−1.5")
        p.W_hh[1, 3] = -1.5
        assert torch.allclose(shown(page, "product"), X @ p.W_xh + H @ p.W_hh, atol=1e-5)
        assert "was" in page.locator(".d2l-options").inner_text()
        page.get_by_role("button", name="Reset numbers").click()
        assert torch.allclose(shown(page, "product"), two, atol=1e-5)
        assert page.troubles == []


def test_mouse_and_keys_select_a_number_in_both_layouts_and_write_its_terms(browser):
    X, H, p = matrices(3, 2, 4, 8)
    with hosted.opened(browser, figure_of(X, H, p)) as page:
        page.locator(".d2l-sheet").nth(4).locator("span").nth(4 + 2).click()  # row 2, column 3 of the sum
        title = page.locator(".d2l-detail .d2l-title")
        assert title.inner_text() == "Row 2, column 3: the same dot product, cut in two"
        for name in ("sum", "product"):
            assert cell(page, name).get_attribute("aria-label").startswith(f"{name}, row 2, column 3:")
        page.keyboard.press("ArrowRight")
        page.keyboard.press("ArrowUp")
        assert title.inner_text().startswith("Row 1, column 4")
        for line, name in ((0, "two"), (1, "one")):
            factors = page.locator(".d2l-terms").nth(line).locator(".d2l-factor").all_inner_texts()
            values = torch.tensor([float(text.replace("−", "-")) for text in factors]).view(-1, 2)
            left, right = joined({"X": X, "H": H, "W_xh": p.W_xh, "W_hh": p.W_hh}, "right")
            assert torch.allclose(values, torch.stack((left[0], right[:, 3]), 1), rtol=1e-3), name
        assert page.locator(".d2l-terms .d2l-cut").count() == 1
        page.keyboard.press("Home")
        assert page.locator("[role=status]").inner_text().startswith("sum, row 1, column 1:")
        cell(page, "sum").focus()
        page.keyboard.press("x")
        assert title.inner_text().startswith("Row 1, column 1")


def test_every_way_of_joining_says_what_it_does(browser):
    with hosted.opened(browser, figures.Concatenation()) as page:
        choice = page.get_by_label("One product joined")
        said = page.locator(".d2l-message")
        for way, words in {
            "swapped": "12 of 12 numbers are wrong",
            "both swapped": "Equal numbers, up to rounding",
            "wrong axis": "1 is not 4",
            "wrong axis of weights": "Put W_xh above W_hh",
            "right": "X meets W_xh and H meets W_hh",
        }.items():
            choice.select_option(way)
            assert words in said.inner_text()
            assert page.get_by_role("grid", name=re.compile("^product")).count() == (not way.startswith("wrong"))
            assert hosted.misplaced(page) == []
            assert hosted.violations(page) == []
        assert page.troubles == []


@pytest.mark.parametrize("typed", ["abc", "1e30", "-", "", "١", "<script>alert(1)</script>", "0,5", "9" * 5000])
def test_a_wrong_number_is_answered_at_its_place_and_stays(browser, typed):
    with hosted.opened(browser, figures.Concatenation()) as page:
        before = shown(page, "product")
        field = page.get_by_label("Change X, row 1, column 1")
        field.fill(typed)
        field.press("Tab")  # a sign alone may become a number, so it is judged when the reader moves on
        assert page.locator(".d2l-wrong").inner_text().endswith((".", "needed."))
        assert field.input_value() == typed
        assert torch.equal(shown(page, "product"), before)
        assert hosted.violations(page) == [] and hosted.misplaced(page) == []
        assert page.troubles == []


def test_a_selected_number_of_a_large_matrix_is_scrolled_into_sight(browser):
    with hosted.opened(browser, figure_of(*matrices(4, 1, 39, 0)), 480) as page:
        for name in ("sum", "W_hh"):
            cell(page, name).focus()
            page.keyboard.press("End")
            assert cell(page, name).evaluate(
                """cell => {
                  const [inner, outer] = [cell, cell.closest(".d2l-scroll")].map((one) => one.getBoundingClientRect());
                  return inner.left >= outer.left - 1 && inner.right <= outer.right + 1;
                }"""
            )


LARGE = [
    {"name": "X", "row": 1, "column": 1, "value": -24916.93},
    {"name": "W_xh", "row": 1, "column": 2, "value": 1e6},
    {"name": "W_xh", "row": 1, "column": 1, "value": -123.456},
    {"name": "H", "row": 1, "column": 1, "value": -1e6},
    {"name": "H", "row": 2, "column": 1, "value": -99999},
]


@pytest.mark.parametrize("width", (320, *hosted.WIDTHS))
def test_no_cell_hides_a_digit(browser, width):
    cut = "spans => spans.filter((span) => span.scrollWidth > span.clientWidth).map((span) => span.textContent)"
    typed = [{"name": "W_xh", "row": 1, "column": 1, "value": -123.456}]
    for figure in (
        figures.Concatenation(),
        figures.Concatenation(edits=LARGE),
        figures.Concatenation(edits=typed),
        figure_of(*matrices(3, 2, 4, 0, 10.0)),
    ):
        with hosted.opened(browser, figure, width) as page:
            assert page.locator(".d2l-sheet > span").evaluate_all(cut) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert hosted.misplaced(page) == []


def test_the_frames_follow_columns_that_become_wider(browser):
    with hosted.opened(browser, figures.Concatenation()) as page:
        assert cell(page, "sum").bounding_box()["width"] == 43
        page.get_by_label("Change X, row 1, column 1").fill("-24916.93")
        framed = cell(page, "sum").bounding_box()
        first = page.locator(".d2l-sheet").nth(4).locator("span").first.bounding_box()
        assert (framed["x"], framed["width"]) == (first["x"], first["width"]) and framed["width"] == 62


def test_the_dot_product_says_what_the_way_of_joining_makes_of_it(browser):
    with hosted.opened(browser, figures.Concatenation()) as page:
        title, caption = page.locator(".d2l-detail .d2l-title"), page.locator(".d2l-digits caption")
        for way, words, numbers in (
            ("right", "the same dot product, cut in two", "The same number both ways"),
            ("swapped", "two different dot products", "Two different numbers"),
            ("both swapped", "the same terms, in another order", "The same number both ways"),
            ("wrong axis", "the one product is refused", None),
        ):
            page.get_by_label("One product joined").select_option(way)
            assert words in title.inner_text()
            assert [text.split(",")[0] for text in caption.all_inner_texts()] == ([numbers] if numbers else [])


def test_a_negative_second_product_is_taken_away(browser):
    with hosted.opened(browser, figures.Concatenation(column=2)) as page:
        assert page.locator(".d2l-terms").first.inner_text().endswith("] = −0.66 − 0.52 = −1.18")


def test_resetting_the_numbers_keeps_the_focus(browser):
    with hosted.opened(browser, figures.Concatenation(edits=[EDIT])) as page:
        reset = page.get_by_role("button", name="Reset numbers")
        reset.press("Enter")
        assert reset.get_attribute("aria-disabled") == "true"
        assert page.evaluate("document.activeElement.textContent") == "Reset numbers"
        assert hosted.violations(page) == []

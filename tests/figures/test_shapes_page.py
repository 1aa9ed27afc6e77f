"""Shapes as a reader uses it: sizes, what meets what, and typed shapes with their verdicts."""

import re

import pytest
import torch

from d2l_rnn import figures, rnn
from tests.drive import hosted

from .test_shapes import right_shapes

pytestmark = pytest.mark.browser
COLOURS = "all => all.flatMap((one) => [one, ...one.children].map((part) => getComputedStyle(part).color))"
SIZES = {"n": "examples", "d": "inputs", "h": "hidden units", "q": "outputs", "T": "time steps"}


def terms(page):
    """The terms of both formulas in turn: the one formula is open, the other a button."""
    for _ in range(2):
        page.locator(".d2l-other").press("Enter")
        yield from page.locator(".d2l-part").all()


def shapes(page):
    """The shape that is written under each block of each operation, by the block's name."""
    written = "all => all.map((one) => [one.dataset.name, one.querySelector('.d2l-shape').textContent])"
    found = {}
    for button in terms(page):
        button.press("Enter")
        found |= dict(page.locator(".d2l-block").evaluate_all(written))
    page.locator(".d2l-part").first.press("Enter")
    return found


def expected(memory, **sizes):
    right = right_shapes(sizes)
    right |= {"H_t": right["H"], "O": (sizes["n"], sizes["q"])}
    given = {name: torch.empty(shape) for name, shape in right.items()}
    products = {"X W_xh": ("X", "W_xh"), "H W_hh": ("H", "W_hh"), "H W_hq": ("H_t", "W_hq")}
    right |= {name: tuple((given[one] @ given[other]).shape) for name, (one, other) in products.items()}
    if not memory:
        del right["H"], right["W_hh"], right["H W_hh"]
    return {name: str(shape) for name, shape in right.items()}


def choose(page, name):
    if name.startswith(("Hₜ", "Xₜ", "plus")) and not page.get_by_role("button", name=name, exact=True).count():
        page.locator(".d2l-other").click()
    page.get_by_role("button", name=name, exact=True).click()


@pytest.mark.parametrize("width", [900, 390, 320])
def test_every_side_has_its_letter_and_its_length(width, browser):
    sides = "all => all.map((one) => [...one.querySelectorAll('text.math')].map((text) => text.textContent.trim()))"
    with hosted.opened(browser, figures.Shapes(n=2, d=7, h=512, q=28), width) as page:
        found = page.locator(".d2l-block").evaluate_all(sides)
        words = (
            ["inputs", "examples", "hidden units"] if width == 900 else ["", "", ""]
        )  # what each letter counts, once
        d, n, h = (f"{one} {word}".strip() for one, word in zip(["d = 7", "n = 2", "h = 512"], words, strict=True))
        expected = [[d, n], [h, "d = 7"], ["h = 512", "n = 2"]]
        assert [[top, " ".join(side)] for top, *side in found] == expected  # a phone has two lines for a long one
        page.locator(".d2l-part").nth(1).click()
        found = page.locator(".d2l-block[data-name=W_hh]").evaluate_all(sides)
        assert found == [["h = 512", "h = 512" if width == 900 else "512"]] and hosted.misplaced(page) == []
        page.locator(".d2l-other").click()
        page.locator(".d2l-part").nth(1).click()
        found = page.locator(".d2l-block[data-name=b_q]").evaluate_all(sides)
        assert found == [["q = 28", "1"]] and hosted.misplaced(page) == []
    with hosted.opened(browser, figures.Shapes(n=12, d=28, h=256, q=28), width) as page:
        assert hosted.misplaced(page) == []  # of a block that is smaller than what is written at its sides


@pytest.mark.parametrize("width", [900, 390, 320])
def test_the_length_of_the_thick_side_stands_beside_it_over_the_sign_and_a_line_leads_to_it(width, browser):
    box = "one => one.getBoundingClientRect().toJSON()"
    for sizes in ({}, {"n": 1, "d": 1, "h": 1, "q": 1}, {"n": 512, "d": 2, "h": 3}):
        with hosted.opened(browser, figures.Shapes(**sizes), width) as page:
            block = page.locator(".d2l-block[data-name=W_xh]")
            length = block.locator("text.math.strong").evaluate(box)
            sign = page.locator(".d2l-sign", has_text="×").evaluate(box)
            side, before = (
                block.locator(".d2l-edge").evaluate(box),
                page.locator("[data-name=X] .d2l-edge").evaluate(box),
            )
            assert length["right"] < side["left"] and length["bottom"] < sign["top"] + 8  # the × is small in its line
            assert sign["left"] - before["right"] > 4 and side["left"] - sign["right"] > 4
            over = page.locator("[data-name=X] text.math.strong").evaluate(box)
            link = page.locator(".d2l-link").evaluate(box)
            assert over["right"] < link["left"] + 1 and link["right"] < length["left"] + 1
            for end, at in ((over, link["top"]), (length, link["bottom"])):
                assert end["top"] < at < end["bottom"]
            assert hosted.misplaced(page) == []


@pytest.mark.core
def test_a_slider_changes_every_block_the_sentence_and_the_count(browser):
    with hosted.opened(browser, figures.Shapes(n=2, d=7, h=4, q=7, fold="count")) as page:
        assert shapes(page) == expected(True, n=2, d=7, h=4, q=7)
        assert hosted.sentence(page) == "Xt (2, 7) and Wxh (7, 4) fit: the inner 7s are equal. The product is (2, 4)."
        page.get_by_label("inputs", exact=True).press("ArrowRight")
        page.get_by_label("hidden units", exact=True).press("End")
        page.get_by_label("examples", exact=True).press("Home")
        assert shapes(page) == expected(True, n=1, d=8, h=512, q=7)
        assert (
            hosted.sentence(page) == "Xt (1, 8) and Wxh (8, 512) fit: the inner 8s are equal. The product is (1, 512)."
        )
        numbers = rnn.num_params(rnn.init_params(8, 512, 7))
        assert f"The parameters hold {numbers:,} numbers together." in page.locator(".d2l-fold").inner_text()
        assert page.get_by_label("inputs", exact=True).get_attribute("aria-valuetext") == "8"
        assert page.troubles == []


def test_a_term_of_a_formula_shows_its_blocks_and_says_what_must_be_equal(browser):
    said = {
        "Hₜ₋₁ times W_hh": "Ht−1 (2, 4) and Whh (4, 4) fit: the inner 4s are equal. The product is (2, 4).",
        "plus b_h": "(2, 4) + (2, 4) + bh (1, 4), then φ, gives Ht (2, 4): one bh for all examples.",
        "Hₜ times W_hq": "Ht (2, 4) and Whq (4, 5) fit: the inner 4s are equal. The product is (2, 5).",
        "plus b_q": "(2, 5) + bq (1, 5) gives Ot (2, 5): one bq for all examples.",
        "Xₜ times W_xh": "Xt (2, 3) and Wxh (3, 4) fit: the inner 3s are equal. The product is (2, 4).",
    }
    with hosted.opened(browser, figures.Shapes(n=2, d=3, h=4, q=5)) as page:
        for name, words in said.items():
            choose(page, name)
            assert hosted.sentence(page) == words
            sides, link = page.locator(".d2l-inner"), page.locator(".d2l-link")
            assert (sides.count(), link.count()) == ((2, 1) if "times" in name else (0, 0))
            assert page.locator(".d2l-part[aria-pressed=true]").get_attribute("aria-label") == name
            purple = page.locator(".d2l-left .d2l-h, :not([aria-pressed=true]) > span > .d2l-h").evaluate_all(COLOURS)
            assert set(purple) == {"rgb(160, 60, 140)"}  # a state has one colour everywhere
        under = [term.locator("small").inner_text() for term in terms(page)]
        assert under == ["(2, 5)", "(1, 5)", "(2, 4)", "(2, 4)", "(1, 4)"]
        assert page.troubles == []


def test_of_the_formula_that_is_not_looked_at_there_is_what_it_gives_and_a_press_opens_it(browser):
    with hosted.opened(browser, figures.Shapes(n=2, d=3, h=4, q=5)) as page:
        for result, shape, first, gives in (
            ("Oₜ", "(2, 5)", "Hₜ times W_hq", "Hₜ"),
            ("Hₜ", "(2, 4)", "Xₜ times W_xh", "Oₜ"),
        ):
            other = page.get_by_role("button", name=f"Formula of {result}", exact=True)
            assert other.locator("small").inner_text() == shape
            other.focus()
            page.keyboard.press("Enter")
            page.wait_for_function("name => document.activeElement.ariaLabel === name", arg=first)  # and keys go on
            assert page.locator(".d2l-other").get_attribute("aria-label") == f"Formula of {gives}"
        page.get_by_label("outputs", exact=True).press("ArrowRight")
        assert page.locator(".d2l-other small").inner_text() == "(2, 6)" and page.troubles == []


def test_without_a_hidden_state_only_what_exists_is_shown_and_offered(browser):
    tried = {"name": "W_hh", "shape": [3, 4]}
    with hosted.opened(browser, figures.Shapes(operation="H W_hh", fold="try", tried=tried)) as page:
        assert hosted.sentence(page).startswith("Ht−1 (2, 4) and Whh (4, 4)")
        choose(page, "without one")
        assert shapes(page) == expected(False, n=2, d=3, h=4, q=5)
        assert hosted.sentence(page) == "X (2, 3) and Wxh (3, 4) fit: the inner 3s are equal. The product is (2, 4)."
        offered = page.get_by_label("Give").locator("option").all_inner_texts()
        assert offered == ["X", "W_xh", "b_h", "W_hq", "b_q"]
        assert "hh" not in page.locator(".d2l-figure").inner_text().replace("Whh", "hh")
        assert page.get_by_label("the shape").input_value() == ""
        for fold in ("Look at the whole sequence", "Count the numbers"):
            page.get_by_role("button", name=fold).click()
            assert not re.search("W_?hh|Hₜ₋₁", page.locator(".d2l-fold").inner_text())
        choose(page, "with a hidden state")
        assert shapes(page) == expected(True, n=2, d=3, h=4, q=5)
        assert page.troubles == []


def test_a_shape_that_python_tries_for_what_is_not_there_is_answered(browser):
    tried = {"name": "H", "shape": [3, 4]}
    with hosted.opened(browser, figures.Shapes(memory=False, fold="try", tried=tried)) as page:
        assert "Without a hidden state there is no Hₜ₋₁." in page.locator(".d2l-verdict").inner_text()
        assert page.locator(".d2l-tried").count() == 0


def test_a_typed_shape_gets_the_verdict_of_torch_operation_by_operation(browser):
    with hosted.opened(browser, figures.Shapes(fold="try")) as page:
        field, answer = page.get_by_label("the shape"), page.locator(".d2l-verdict")
        page.get_by_label("Give").select_option("W_hh")
        field.fill("(3, 4)")
        assert answer.inner_text().startswith("✗ Refused. Hₜ₋₁ is (2, 4) and Whh is (3, 4): the inner numbers 4 and 3")
        assert page.locator(".d2l-tried").text_content() == "tried (3, 4)"
        assert hosted.sentence(page).startswith("Ht−1 (2, 4) and Whh (4, 4)")
        steps = page.locator(".d2l-steps li").all_inner_texts()
        assert [step[0] for step in steps] == ["✓", "✗"] and steps[1].endswith("(2, 4) × (3, 4) refused")
        page.get_by_label("Give").select_option("b_h")
        assert answer.inner_text().startswith("✗ Refused.")
        field.fill("2 1")
        assert answer.inner_text().startswith("⚠ Accepted.") and field.input_value() == "2 1"
        choose(page, "Wxh (4, 3)")
        assert field.input_value() == "(4, 3)" and page.get_by_label("Give").input_value() == "W_xh"
        for text in ("abc", "<script>alert(1)</script>", "-3, 4", "1e30", "١", "9" * 5000):
            before = answer.inner_text()
            field.fill(text)
            assert page.get_by_role("alert").inner_text().endswith(".")
            assert field.input_value() == text and page.locator(".d2l-tried").count() == 0
            assert page.locator(".d2l-steps").count() == 0 and answer.inner_text() != before
            field.fill("(4, 3)")
            assert answer.inner_text() == before and page.get_by_role("alert").inner_text() == ""
        assert hosted.misplaced(page) == []
        field.fill("")
        assert answer.inner_text() == "Type a shape, or take one of these."
        assert page.troubles == []


def test_a_shape_that_is_taken_keeps_the_focus_on_its_button(browser):
    with hosted.opened(browser, figures.Shapes(fold="try")) as page:
        for name in ("Wxh (4, 3)", "bh (2, 1)"):
            page.get_by_role("button", name=name, exact=True).press("Enter")
            assert page.get_by_label("the shape").input_value() in name
            assert page.evaluate("document.activeElement.innerText") == name
        page.get_by_label("hidden units", exact=True).press("ArrowRight")
        assert page.get_by_role("button", name="Wxh (5, 3)", exact=True).count() == 1


def test_the_whole_sequence_has_a_column_for_each_step_and_a_row_for_each_layer(browser):
    with hosted.opened(browser, figures.Shapes(n=2, d=3, h=4, q=5, T=3, fold="sequence")) as page:
        fold = page.locator(".d2l-fold")
        assert "X (3, 2, 3), H (4, 2, 4) with H₀, O (3, 2, 5)" in fold.inner_text()
        assert fold.locator(".d2l-state").count() == 3 * 3 and fold.locator(".d2l-arrow").count() == 3 * 2 + 2
        page.get_by_label("time steps").press("ArrowRight")
        assert fold.locator(".d2l-state").count() == 4 * 3
        page.get_by_label("hidden layers").press("ArrowRight")
        assert fold.locator(".d2l-state").count() == 4 * 4
        page.get_by_label("time steps").press("End")
        assert "X (512, 2, 3)" in fold.inner_text() and fold.locator(".d2l-state").count() == 5 * 4
        choose(page, "without one")
        assert fold.locator(".d2l-arrow").count() == 5 * 3
        assert page.troubles == []


def test_the_tables_hold_every_shape_and_the_bars_every_count(browser):
    sizes = {"n": 2, "d": 3, "h": 4, "q": 5}
    with hosted.opened(browser, figures.Shapes(**sizes, T=6, layers=3, fold="count")) as page:
        step, whole = (
            [[cell.inner_text() for cell in row.locator("th, td").all()] for row in table.locator("tbody tr").all()]
            for table in page.locator(".d2l-table").all()
        )
        due = expected(True, **sizes)
        assert [row[1].split(" = ")[1] for row in step] == [due[name] for name in (*right_shapes(sizes), "H_t", "O")]
        assert [row[1].split(" = ")[1] for row in whole] == ["(6, 2, 3)", "(7, 2, 4)", "(6, 2, 5)"]
        assert [int(row[2]) for row in whole] == [6 * 2 * 3, 7 * 2 * 4, 6 * 2 * 5]
        bars = page.locator(".d2l-bars td:last-child").all_inner_texts()
        assert [int(bar.replace(",", "")) for bar in bars] == [12, 16, 4, 2 * (16 + 16 + 4), 20, 5]
        assert page.locator(".d2l-bars th", has_text="layer").inner_text() == "layers 2 to 3 h h + h h + h"


@pytest.mark.parametrize(("width", "most"), [(900, 600), (390, 800), (320, 900)])
def test_nothing_jumps_or_scrolls_whatever_the_sizes(browser, width, most):
    low = "document.querySelector('.d2l-under').getBoundingClientRect().bottom"
    with hosted.opened(browser, figures.Shapes(), width) as page:
        assert page.locator(".d2l-figure").bounding_box()["height"] <= most
        formulas, hint, blocks, sizes = (
            page.locator(name).bounding_box()
            for name in (".d2l-formulas > div", ".d2l-formulas > p", ".d2l-blocks", ".d2l-sizes")
        )
        if width == 390:  # beside the second formula, which is a button
            assert hint["x"] > page.locator(".d2l-other").bounding_box()["x"] + 150
            assert hint["y"] + hint["height"] <= formulas["y"] + formulas["height"]
        else:
            assert hint["x"] == formulas["x"] and 0 <= hint["y"] - formulas["y"] - formulas["height"] < 5
        written = "all => all.map((one) => one.getBoundingClientRect().toJSON())"
        indices, under = (page.locator(f".d2l-part {name}").evaluate_all(written) for name in ("sub", "small"))
        assert max(one["bottom"] for one in indices[:4]) <= min(one["top"] for one in under[:2])
        letters = page.locator(".d2l-meanings").bounding_box()
        assert hint["y"] < blocks["y"] < letters["y"] < sizes["y"]
        first = page.evaluate(low)
        for key in ("End", "Home"):
            for label in ("examples", "hidden units", "inputs", "outputs"):
                page.get_by_label(label, exact=True).press(key)
                for button in terms(page):
                    button.press("Enter")
                    assert (key, label, page.evaluate(low)) == (key, label, first) or width == 320
                assert hosted.misplaced(page) == []
        choose(page, "without one")
        assert page.evaluate(low) == first or width == 320
        for fold in page.locator(".d2l-folds button").all():
            fold.click()
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            scrolls = "all => all.filter((one) => one.scrollWidth > one.clientWidth + 1).length"
            assert page.locator(".d2l-scroll").evaluate_all(scrolls) == 0 or width == 320
        assert page.troubles == []

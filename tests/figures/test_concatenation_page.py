"""Concatenation as a reader uses it: a number both ways, numbers that are changed, and what is joined wrong."""

import re

import pytest
import torch

from d2l_rnn import figures, rnn
from tests.drive import hosted

from .test_concatenation import EDIT, figure_of, in_turn, joined, matrices

pytestmark = pytest.mark.browser
STAGE = "Matrices; arrow keys choose a number of the result"
SHAPES = {"X": (3, 2), "H": (3, 4), "W_xh": (2, 4), "W_hh": (4, 4), "result": (3, 4)}  # of matrices(3, 2, 4, …)
NUMBER = r"−?\d+(?:\.\d+)?(?:·10[⁻⁰¹²³⁴-⁹]+)?"


def value(text):
    return float(text.strip("()").replace("−", "-"))


def cells(page, name):
    """The numbers that are printed in a block."""
    return [value(text) for text in page.locator(f"[data-name={name}] text").all_text_contents()]


def at(page, name, row, column):
    """Where a cell of a block of matrices(3, 2, 4, …) lies in the page."""
    box = page.locator(f"[data-name={name}]").bounding_box()
    rows, columns = SHAPES[name]
    return box["x"] + (column - 0.5) * box["width"] / columns, box["y"] + (row - 0.5) * box["height"] / rows


def in_one(page):
    page.get_by_role("button", name="one product", exact=True).click()


def print_all(page):
    page.get_by_role("button", name="Look at the dot product").click()
    page.get_by_role("button", name="all numbers", exact=True).click()


def joining(page, words):
    """Join the parts in another way."""
    page.get_by_role("group", name="One product joined").get_by_role("button", name=words, exact=True).click()


@pytest.mark.core
def test_every_number_of_the_result_is_torch_s_in_two_products_and_in_one(browser):
    X, H, p = matrices(3, 2, 4, 7)
    two = X @ p.W_xh + H @ p.W_hh
    terms = [X @ p.W_xh, H @ p.W_hh]
    parts = {"two": [*terms, two], "one": [two, *terms, two]}  # in the order in which they are said
    with hosted.opened(browser, figure_of(X, H, p, row=1, column=1)) as page:
        page.get_by_label(STAGE).focus()
        for way in ("two", "one"):
            if way == "one":
                in_one(page)
                page.get_by_label(STAGE).focus()
            assert cells(page, "result") == pytest.approx(two.flatten().tolist(), abs=0.0051)
            for row in range(3):
                page.keyboard.press("Home")
                for column in range(4):
                    said = hosted.sentence(page)
                    begin = "Two products give " if way == "two" else "The same result: row"
                    assert said.startswith(begin) and f"row {row + 1}, column {column + 1}" in said
                    said = re.sub(r"row \d+, column \d+", "", said, flags=re.I)
                    numbers = [value(one) for one in re.findall(NUMBER, said)]
                    due = [part[row, column].round(decimals=2).item() for part in parts[way]]
                    assert numbers == pytest.approx(due, abs=1e-6)
                    below = page.locator(".d2l-sum").all_inner_texts()  # the sum, where it has room
                    found = [value(one) for one in re.findall(NUMBER, "".join(below))]
                    assert found == pytest.approx(due[-len(found) :] if way == "two" else [], abs=1e-6)
                    page.keyboard.press("ArrowRight")
                page.keyboard.press("ArrowDown")
            for _ in range(3):
                page.keyboard.press("ArrowUp")
        assert page.troubles == []


def test_the_row_and_the_column_are_lit_where_one_points_or_clicks(browser):
    X, H, p = matrices(3, 2, 4, 8)
    with hosted.opened(browser, figure_of(X, H, p, row=1, column=1)) as page:
        page.mouse.move(*at(page, "result", 2, 3))
        assert "row 2, column 3" in hosted.sentence(page)
        lit = {"X": X[1], "H": H[1], "W_xh": p.W_xh[:, 2], "W_hh": p.W_hh[:, 2]}
        for name, numbers in lit.items():
            assert cells(page, name) == pytest.approx(numbers.tolist(), abs=0.051), name
        page.mouse.move(*at(page, "W_hh", 1, 4))
        assert "row 1, column 4" in hosted.sentence(page)
        page.mouse.move(0, 0)
        assert "row 1, column 1" in hosted.sentence(page)
        page.mouse.click(*at(page, "result", 2, 3))
        page.mouse.click(*at(page, "X", 3, 1))
        page.mouse.move(0, 0)
        assert "row 3, column 3" in hosted.sentence(page)
        print_all(page)
        assert cells(page, "W_hh") == pytest.approx(p.W_hh.flatten().tolist(), abs=0.051)
        assert page.locator(".d2l-veil").count() == 0
        page.get_by_role("button", name="Look at the dot product").click()
        assert len(cells(page, "W_hh")) == 4 and page.locator(".d2l-veil").count() == 4
        assert page.troubles == []


@pytest.mark.parametrize(("way", "words"), [("right", "right"), ("swapped", "Whh above Wxh")])
def test_the_fold_writes_the_dot_product_that_torch_computes(way, words, browser):
    X, H, p = matrices(3, 2, 4, 8)
    given = {"X": X, "H": H, "W_xh": p.W_xh, "W_hh": p.W_hh}
    figure = figure_of(X, H, p, way=way, products="one", row=2, column=3, fold="dot")
    with hosted.opened(browser, figure) as page:
        for line, chosen in zip(page.locator(".d2l-sum").all(), ("right", way), strict=True):
            left, right = joined(given, chosen)
            terms = [[value(one) for one in term.split(" · ")] for term in line.locator(".d2l-term").all_inner_texts()]
            assert torch.allclose(torch.tensor(terms), torch.stack((left[1], right[:, 2]), 1), rtol=1e-3)
            assert value(line.locator("b").last.inner_text()) == pytest.approx((left @ right)[1, 2].item(), abs=1e-3)
        first = page.locator(".d2l-sum").first.inner_text()
        parts = [value(one) for one in re.findall(NUMBER, first.split("]")[-1])]
        assert parts[:2] == pytest.approx([(X @ p.W_xh)[1, 2].item(), (H @ p.W_hh)[1, 2].item()], abs=1e-3)
        page.get_by_role("button", name="Put them together the wrong way").click()
        pressed = page.get_by_role("group", name="One product joined").locator("[aria-pressed=true]")
        assert pressed.inner_text() == words


def test_the_blocks_slide_together_and_the_next_input_ends_it(browser):
    where = """() => Object.fromEntries([...document.querySelectorAll('.d2l-block')].map((one) => {
      const { x, y, right, bottom } = one.getBoundingClientRect();
      return [one.dataset.name, [x, y, right, bottom]];
    }))"""
    running = "() => document.getAnimations().length"
    with hosted.opened(browser, figures.Concatenation()) as page:
        apart = page.evaluate(where)
        asked = page.locator(".d2l-under")
        assert "same" not in asked.inner_text()
        in_one(page)
        assert asked.inner_text().endswith("✓ the same")
        assert page.evaluate(running) > 0
        page.wait_for_function(f"() => ({running})() === 0", timeout=2000)
        place = page.evaluate(where)
        assert place["X"][2] == place["H"][0] and place["W_xh"][3] == place["W_hh"][1]
        assert place["result"] == apart["result"]
        page.get_by_role("button", name="two products", exact=True).click()
        assert page.evaluate(running) > 0
        page.get_by_label(STAGE).press("Home")
        assert page.evaluate(running) == 0 and page.evaluate(where) == apart
        page.emulate_media(reduced_motion="reduce")
        in_one(page)
        assert page.evaluate(running) == 0 and page.evaluate(where) == place
        page.emulate_media(reduced_motion="no-preference")


def test_every_way_of_joining_says_what_it_does(browser):
    X, H, p = matrices(3, 2, 4, 5)
    given = {"X": X, "H": H, "W_xh": p.W_xh, "W_hh": p.W_hh}
    two = (X @ p.W_xh + H @ p.W_hh)[1, 2]
    with hosted.opened(browser, figure_of(X, H, p, fold="wrong")) as page:
        height = page.locator(".d2l-picture").bounding_box()["height"]
        for way, button, said in (
            ("swapped", "Whh above Wxh", "in this one ✗. No error, but all 12 numbers are wrong."),
            ("both swapped", "[H X] times Whh above Wxh", "The same result: row 2, column 3 is "),
            ("wrong axis", "X above H", "X (3, 2) cannot stand above H (3, 4). They need equally many columns"),
            ("wrong axis of weights", "Wxh beside Whh", "They need equally many rows, and 2 is not 4."),
            ("right", "right", "The same result: row 2, column 3 is "),
        ):
            joining(page, button)
            page.wait_for_function("() => document.getAnimations().length === 0")
            assert said in hosted.sentence(page)
            yes = way in ("right", "both swapped")
            assert page.locator(".d2l-under").inner_text().endswith("✓ the same" if yes else "✗ not the same")
            reason = page.locator(".d2l-verdict").inner_text()
            assert ("the same terms in another order." in reason) == (way == "both swapped")
            assert page.locator("[data-name=result]").is_visible() == (not way.startswith("wrong"))
            assert page.locator(".d2l-picture").bounding_box()["height"] == height
            assert hosted.misplaced(page) == [] and hosted.violations(page) == []
            if not way.startswith("wrong"):
                left, right = joined(given, way)
                assert cells(page, "result") == pytest.approx((left @ right).flatten().tolist(), abs=0.0051)
                numbers = [value(one) for one in re.findall(NUMBER, hosted.sentence(page).split(": ")[1])]
                assert two.item() == pytest.approx(numbers[0 if way == "swapped" else 5], abs=0.0051)
        assert page.troubles == []


def test_where_the_sizes_are_equal_a_wrong_axis_is_refused_for_its_inner_numbers(browser):
    with hosted.opened(browser, figure_of(*matrices(3, 4, 4, 5), way="wrong axis")) as page:
        assert "X above H is (6, 4), the weights are (8, 4), and the inner numbers 4 and 8 differ" in hosted.sentence(
            page
        )
        joining(page, "Wxh beside Whh")
        assert "[X H] is (3, 8), Wxh beside Whh is (4, 8), and the inner numbers 8 and 4" in hosted.sentence(page)


def rounding(page):
    """Both float32 results with all their digits, the float64 ones, and what is said of them."""
    rows = [row.locator("td").all_inner_texts() for row in page.locator(".d2l-digits tbody tr").all()]
    return [[value(text) for text in row] for row in rows[:2]], page.locator(".d2l-fold p").last.inner_text()


def test_a_changed_number_opens_at_a_cell_whose_last_digits_differ(browser):
    figure = figures.Concatenation()
    X, H, p = figure._matrices["X"], figure._matrices["H"], figure._params
    with hosted.opened(browser, figure) as page:
        page.get_by_role("button", name="Change a number").click()
        for number in (None, -0.7):
            if number:
                page.get_by_label("Set to").fill("−0.7")
                X[1, 0] = number
                assert "was −1.2" in page.locator(".d2l-fold").inner_text()
            two = in_turn(X, p.W_xh) + in_turn(H, p.W_hh)
            one = in_turn(torch.cat((X, H), 1), torch.cat((p.W_xh, p.W_hh)))
            found, said = rounding(page)
            assert [torch.tensor(row[0]) for row in found] == [two[1, 2], one[1, 2]] and two[1, 2] != one[1, 2]
            double = (X.double() @ p.W_xh.double() + H.double() @ p.W_hh.double())[1, 2].item()
            assert found[0][1] == pytest.approx(double, abs=1e-12)
            size, row, column = re.search(r"is ([\d.]+)·10⁻⁷?.*? at row (\d), column (\d)", said).groups()
            assert (two - one).abs().argmax() == (int(row) - 1) * 4 + int(column) - 1 and size
        page.get_by_role("button", name="Give back the numbers").click()
        assert "−1.08" in hosted.sentence(page)
        assert page.get_by_role("button", name="Give back the numbers").get_attribute("aria-disabled") == "true"
        page.get_by_role("button", name="Go there").click()
        assert page.locator(".d2l-digits caption").inner_text() == "Row 1, column 2, with all digits"
        assert page.get_by_role("button", name="Go there").count() == 0
        assert page.troubles == []


def test_who_stands_at_equal_numbers_is_brought_to_those_that_differ_or_offered_a_case(browser):
    with hosted.opened(browser, figures.Concatenation(row=1, column=1)) as page:
        page.get_by_role("button", name="Change a number").click()
        assert "row 1, column 2" in hosted.sentence(page)
    X, H = torch.tensor([[1.0], [2], [-1]]), torch.tensor([[1.0, 0, 2, 0], [0, 1, 0, -1], [1, 1, 0, 0]])
    W_hh = torch.tensor([[0.0, 1, 0, 2], [1, 0, 0, 1], [2, 0, 1, 0], [0, 3, 0, 1]])
    p = rnn.Params(torch.tensor([[1.0, 2, 0, -1]]), W_hh, torch.zeros(1, 4), torch.zeros(4, 2), torch.zeros(1, 2))
    with hosted.opened(browser, figure_of(X, H, p, fold="change")) as page:
        [two, one], said = rounding(page)
        assert two == one and said.startswith("All float32 results are equal to the last digit.")
        page.get_by_role("button", name="Take a number that rounds").click()
        [two, one], said = rounding(page)
        assert two[0] != one[0] and "It is rounding" in said
        assert page.get_by_label("Set to").input_value() != "" and page.troubles == []


def test_any_number_can_be_chosen_with_the_mouse_or_by_its_place(browser):
    X, H, p = matrices(3, 2, 4, 7)
    with hosted.opened(browser, figure_of(X, H, p, fold="change")) as page:
        page.mouse.click(*at(page, "W_hh", 2, 4))
        page.mouse.move(0, 0)
        assert value(page.get_by_label("Set to").input_value()) == pytest.approx(p.W_hh[1, 3].item())
        assert [page.get_by_label(name, exact=True).input_value() for name in ("Change", "row", "column")] == [
            *("W_hh", "2", "4")
        ]
        page.get_by_label("Change", exact=True).select_option("W_xh")
        page.get_by_label("row", exact=True).select_option("1")
        covered = lambda: page.locator("[data-name=W_xh] .d2l-veil").get_attribute("d").count("M")  # noqa: E731
        assert covered() == 8 - 2  # all but the column that is lit, in which the chosen number is
        page.get_by_label("column", exact=True).select_option("3")
        assert covered() == 8 - 3
        page.get_by_label("Set to").fill("-1.5")
        p.W_xh[0, 2] = -1.5
        assert cells(page, "result") == pytest.approx((X @ p.W_xh + H @ p.W_hh).flatten().tolist(), abs=0.0051)
        assert page.locator("[data-name=W_xh] circle").count() == 1
        assert page.troubles == []


@pytest.mark.parametrize("typed", ["abc", "1e30", "-", "", "١", "<script>alert(1)</script>", "0,5", "9" * 5000])
def test_a_wrong_number_is_answered_at_its_place_and_stays(browser, typed):
    with hosted.opened(browser, figures.Concatenation(fold="change")) as page:
        before = cells(page, "result")
        field = page.get_by_label("Set to")
        field.fill(typed)
        field.press("Tab")  # a sign alone may become a number, so it is judged when the reader moves on
        assert page.get_by_role("alert").inner_text().endswith((".", "needed."))
        assert field.input_value() == typed and field.get_attribute("aria-invalid") == "true"
        assert cells(page, "result") == before
        assert hosted.violations(page) == [] and hosted.misplaced(page) == []
        field.fill("0.25")
        assert field.get_attribute("aria-invalid") == "false" and field.input_value() == "0.25"
        assert page.troubles == []


LARGE = [
    {"name": "X", "row": 1, "column": 1, "value": -24916.93},
    {"name": "W_xh", "row": 1, "column": 2, "value": 1e6},
    {"name": "W_xh", "row": 1, "column": 1, "value": -123.456},
    {"name": "H", "row": 1, "column": 1, "value": -1e6},
    {"name": "H", "row": 2, "column": 1, "value": -99999},
]


@pytest.mark.parametrize("width", (320, 390, 900))
def test_no_number_leaves_its_cell_and_nothing_scrolls(browser, width):
    wide = """(texts, columns) => texts.map((text) => [text.textContent, text.getBoundingClientRect().width,
      text.closest(".d2l-block")]).filter(([, width, block]) =>
        width > block.getBoundingClientRect().width / columns[block.dataset.name] + 2).map(([text]) => text)"""
    for figure in (
        figures.Concatenation(),
        figures.Concatenation(edits=LARGE),
        figures.Concatenation(edits=[{"name": "W_xh", "row": 1, "column": 1, "value": -123.456}], way="swapped"),
        figure_of(*matrices(3, 2, 4, 0, 10.0), way="wrong axis of weights"),
        figure_of(*matrices(8, 1, 39, 0), products="one"),
    ):
        with hosted.opened(browser, figure, width) as page:
            columns = {name: shape[1] for name, shape in figure.shapes().items()}
            print_all(page)
            assert page.locator(".d2l-block text").evaluate_all(wide, columns | {"result": columns["H"]}) == []
            assert page.evaluate("document.documentElement.scrollWidth") <= width
            assert hosted.misplaced(page) == []


@pytest.mark.parametrize(("width", "most"), [(900, 600), (390, 800)])
def test_nothing_jumps_whatever_is_shown(browser, width, most):
    high = "document.querySelector('.d2l-under').getBoundingClientRect().bottom"
    for figure, pale in ((figures.Concatenation(), 4), (figure_of(*matrices(8, 20, 20, 0, 1e4)), 0)):
        with hosted.opened(browser, figure, width) as page:
            assert page.locator(".d2l-veil").count() == pale  # small cells without numbers keep their colours
            whole = page.locator(".d2l-figure").bounding_box()["height"]
            assert whole <= most
            first = page.evaluate(high)
            page.get_by_role("button", name="Put them together the wrong way").click()
            for button in ("Whh above Wxh", "[H X] times Whh above Wxh", "X above H", "Wxh beside Whh", "right"):
                joining(page, button)
                assert (button, page.evaluate(high)) == (button, first)
                page.get_by_label(STAGE).press("Home")
                assert page.evaluate(high) == first


def test_giving_back_the_numbers_keeps_the_focus(browser):
    with hosted.opened(browser, figures.Concatenation(edits=[EDIT], fold="change")) as page:
        back = page.get_by_role("button", name="Give back the numbers")
        back.press("Enter")
        assert back.get_attribute("aria-disabled") == "true"
        assert back.evaluate("back => back === document.activeElement")
        assert hosted.violations(page) == []


def test_the_formula_says_what_is_computed_and_whether_one_product_is_the_same(browser):
    with hosted.opened(browser, figures.Concatenation()) as page:
        formula = page.locator(".d2l-formula")
        place, joined = formula.bounding_box()["y"], page.locator(".d2l-joined")
        assert page.get_by_role("button", name="one product", exact=True).bounding_box()["y"] < place
        assert "".join(formula.inner_text().split()) == "XWxh+HWhh=XHWxhWhh?"
        page.get_by_role("button", name="Put them together the wrong way").click()
        for button, said, piles in (
            ("right", "XHWxhWhh=XWxh+HWhh", [False, True]),
            ("Whh above Wxh", "XHWhhWxh≠XWxh+HWhh", [False, True]),
            ("[H X] times Whh above Wxh", "HXWhhWxh=XWxh+HWhh", [False, True]),
            ("X above H", "XHWxhWhh✗", [True, True]),
            ("Wxh beside Whh", "XHWxhWhh✗", [False, False]),
        ):
            joining(page, button)
            assert "".join(formula.inner_text().split()) == said
            assert [one.evaluate("one => one.scrollHeight > one.scrollWidth * 0.8") for one in joined.all()] == piles
            assert formula.bounding_box()["y"] == place


@pytest.mark.parametrize("width", (390, 900))
def test_the_result_is_where_one_is_told_to_click(width, browser):
    soft = "rgb(89, 92, 99)"
    with hosted.opened(browser, figures.Concatenation(), width) as page:
        hint, result = page.locator(".d2l-hint"), page.locator("[data-name=result]")
        assert hint.inner_text().startswith("click a number")
        assert hint.evaluate("hint => getComputedStyle(hint).color") != soft
        one, other = hint.bounding_box(), result.bounding_box()
        if width > 800:  # just over the result, else beside it
            assert 0 <= other["y"] - (one["y"] + one["height"]) < 12
        else:
            assert 0 <= one["x"] - (other["x"] + other["width"]) < 20
            assert other["height"] >= 3 * 24  # for a finger
        assert len(cells(page, "result")) == 12 and result.locator(".d2l-veil").count() == 0
        in_one(page)
        assert hint.is_visible()

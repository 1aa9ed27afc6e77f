"""HiddenStates as a reader uses it: what is set, silenced or changed by hand, and everything that follows."""

import pytest
import torch

from d2l_rnn import chars, figures, interventions, rnn, train
from tests.drive import hosted

from .test_hidden_states import ALPHABET, LONG, SILENT, STATE, WEIGHT

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def history():
    return train.fit("machine", num_hiddens=8, num_steps=120, seed=0, progress=False)


@pytest.fixture
def opened(browser, history):
    with hosted.opened(browser, figures.HiddenStates(history, step=3, selected=5)) as page:
        page.get_by_text("Change something").click()
        yield page
        assert page.troubles == []


def value(text):
    return float(text.replace("−", "-"))


def weight_box(page):
    return page.get_by_role("textbox", name="Weight")


def announced(page):
    return page.locator("[aria-live=polite]").inner_text()


def table(page, caption):
    """The numbers of a table view: the body's rows as lists of strings."""
    if page.locator(".d2l-table[open]").count() == 0:
        page.locator(".d2l-table summary").click()
    found = page.locator("table", has_text=caption).last
    found.wait_for()
    return found.locator("tbody tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.textContent))")


def assert_shown(page, history, edits, text="machine"):
    """What the figure shows is what torch computes under these edits: states, guesses, how far they moved."""
    X = chars.one_hot(text, history.tokens)
    after, before = interventions.unroll_edited(X, history.params, edits), rnn.unroll(X, history.params)
    for title, trace in (("with your edits", after), ("before the edits", before)):
        shown = [[value(cell) for cell in row[1:]] for row in table(page, f"Hidden states, {title}")]
        assert torch.allclose(torch.tensor(shown), trace.H[:, 0].T, atol=6e-5)
        P = trace.O[:, 0].softmax(-1)
        for row, p in zip(table(page, f"Next character, {title}"), P, strict=True):
            best = p.topk(3)
            assert [value(cell.split()[1]) for cell in row[1:4]] == pytest.approx(best.values.tolist(), abs=6e-5)
            assert row[1].split()[0] == history.tokens[best.indices[0]]
    moved = (after.O.softmax(-1) - before.O.softmax(-1)).abs().sum(-1)[:, 0] / 2
    assert [value(row[4]) for row in table(page, "Next character, with your edits")] == pytest.approx(
        moved.tolist(), abs=6e-5
    )
    return after, before


@pytest.mark.core
def test_a_typed_value_sets_the_state_and_everything_after_follows(opened, history):
    opened.get_by_label("Set to").fill("−0.9")
    after, before = assert_shown(opened, history, [STATE])
    change = (after.H - before.H)[:, 0].abs()
    change[3, 4] = 0
    t, i = divmod(int(change.argmax()), 8)
    numbers = [f"{trace.H[t, 0, i]:.3f}".replace("-", "−") for trace in (before, after)]
    said = opened.locator(".d2l-follows").inner_text()
    assert f"Largest change that follows: unit {i + 1} at step {t}, from {numbers[0]} to {numbers[1]}." in said
    assert "unit 5 at step 3 = −0.900" in opened.locator(".d2l-edits").inner_text()
    formula = opened.locator(".d2l-formula").inner_text()
    assert formula.startswith("h = −0.900, set by hand")
    assert formula.replace("−", "-").endswith(f"{before.H[3, 0, 4]:.3f}.")


def test_the_sentence_gives_the_most_likely_character_with_the_edits_and_before(opened, history):
    p, X = history.params, chars.one_hot("machine", history.tokens)
    before = rnn.unroll(X, p).O[:, 0].softmax(-1)
    edits = [{"kind": "weight", "name": "b_q", "row": 1, "column": 3, "value": 900.0}]
    opened.get_by_role("combobox", name="Matrix").select_option("b_q")
    opened.get_by_role("combobox", name="to", exact=True).select_option("3")
    assert not opened.get_by_role("combobox", name="from").count()  # a bias has one row
    weight_box(opened).fill("900")
    assert_shown(opened, history, edits)
    was, share = history.tokens[before[2].argmax()], before[2].max().item()
    now = f"with your edits: ‘{history.tokens[2]}’ (> 0.999)"
    sentence = f"After ‘mac’ the most likely next character — {now}; before the edits: ‘{was}’ ({share:.3f})."
    assert opened.locator(".d2l-prediction").inner_text() == sentence
    assert "No other state changes." in opened.locator(".d2l-follows").inner_text()


def test_the_slider_the_buttons_and_undo_do_what_they_say(opened, history):
    opened.get_by_role("slider", name="−1 … 1").fill("0.25")
    assert_shown(opened, history, [{**STATE, "value": 0.25}])
    opened.get_by_role("button", name="Silence", exact=True).click()
    assert_shown(opened, history, [{**STATE, "value": 0.0}])
    opened.get_by_role("button", name="Silence always").click()
    assert_shown(opened, history, [{**SILENT, "unit": 5}])
    assert opened.locator(".d2l-edits li").count() == 1  # it covers the one before
    opened.get_by_role("button", name="Undo").click()
    assert opened.locator(".d2l-edits li").count() == 0
    assert opened.get_by_role("button", name="Undo").is_disabled()
    assert opened.locator("figcaption").last.inner_text() == "Hidden states, untrained"


@pytest.mark.core
def test_keys_alone_choose_silence_set_and_come_back(opened, history):
    cell = opened.get_by_role("gridcell").first
    cell.focus()
    for key in ("Home", "ArrowRight", "ArrowRight", "ArrowUp"):
        opened.keyboard.press(key)
    opened.keyboard.press("Delete")
    assert announced(opened).startswith("unit 4 at step 2 is silenced. Largest change that follows: ")
    first = {"kind": "state", "step": 2, "unit": 4, "value": 0.0}
    assert_shown(opened, history, [first])
    cell.focus()
    assert cell.get_attribute("aria-label") == "unit 4, step 2: 0.000, set by hand"
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("Enter")
    assert opened.get_by_label("Set to").evaluate("box => box === document.activeElement")
    opened.keyboard.type("0.5")  # over the number that stood there
    opened.keyboard.press("Escape")
    assert cell.evaluate("cell => cell === document.activeElement")
    assert_shown(opened, history, [first, {**first, "step": 3, "value": 0.5}])
    for key in ("a", "d", "s", "0", "5"):  # no letter or digit means anything in the grid
        opened.keyboard.press(key)
    assert opened.locator(".d2l-edits li").count() == 2


def test_a_term_of_the_sum_chooses_its_weight_for_editing(opened, history):
    term = opened.locator(".d2l-bars").last.locator("tr").first
    j = int(term.locator("th").inner_text().split()[1])
    term.get_by_role("button").click()
    weight = weight_box(opened)
    assert weight.evaluate("box => box === document.activeElement")
    assert value(weight.input_value()) == pytest.approx(history.params.W_hh[j - 1, 4].item(), abs=6e-5)
    weight.fill("-1.25")
    assert_shown(opened, history, [{**WEIGHT, "row": j, "column": 5, "value": -1.25}])
    assert "◆" in opened.locator(".d2l-bars").last.inner_text() or "◆" in opened.locator(".d2l-detail").inner_text()
    opened.locator(".d2l-bars").first.get_by_role("button").first.click()  # the x-part: a row of W_xh
    assert opened.get_by_role("combobox", name="from").locator("option:checked").inner_text() == "‘c’"
    weight_box(opened).fill("2")
    row = history.tokens.index("c") + 1
    edits = [
        {**WEIGHT, "row": j, "column": 5, "value": -1.25},
        {**WEIGHT, "name": "W_xh", "row": row, "column": 5, "value": 2.0},
    ]
    assert_shown(opened, history, edits)


def test_each_edit_can_be_removed_and_reset_removes_all(browser, history):
    with hosted.opened(browser, figures.HiddenStates(history, edits=[STATE, SILENT, WEIGHT])) as page:
        assert page.locator(".d2l-change details").get_attribute("open") is not None
        assert_shown(page, history, [STATE, SILENT, WEIGHT])
        page.get_by_role("button", name="remove the edit of unit 2 at every step").click()
        assert_shown(page, history, [STATE, WEIGHT])
        focused = page.evaluate("document.activeElement.getAttribute('aria-label')")
        assert focused == "remove the edit of W_hh from unit 2 to unit 1"
        reset = page.get_by_role("button", name="Reset all edits")
        page.get_by_text("Change something").click()
        assert reset.is_visible()  # also where the rest is folded away
        reset.click()
        assert page.locator(".d2l-edits li").count() == 0 and reset.is_disabled()
        assert announced(page) == "All edits are removed."
        assert page.troubles == []


def test_an_edit_after_the_end_of_the_text_waits_and_says_so(browser, history):
    with hosted.opened(browser, figures.HiddenStates(history, edits=[{**STATE, "step": 6}])) as page:
        page.get_by_label("Text", exact=True).fill("mach")
        assert "unit 5 at step 6 = −0.900 waits: only 4 steps are read" in page.locator(".d2l-edits").inner_text()
        said = page.locator(".d2l-follows").inner_text()
        assert "No other state changes." in said and "No prediction changes." in said
        page.get_by_label("Text", exact=True).fill("machin")
        assert "waits" not in page.locator(".d2l-edits").inner_text()
        assert_shown(page, history, [{**STATE, "step": 6}], "machin")


@pytest.mark.parametrize(
    "typed, words",
    [
        ("abc", "‘abc’ is not a number; a number from −1 to 1 is needed."),
        ("1e30", "1e30 is out of range"),
        ("-", "‘-’ is not a number"),
        ("", "Nothing is typed here"),
        ("0,5", "Write the decimal sign as a point: 0.5."),
        ("١", "‘١’ is not a number"),
        ("x" * 5000, "is not a number"),
        ("<script>", "‘<script>’ is not a number"),
    ],
)
def test_a_value_that_is_no_number_stays_in_its_box_with_a_sentence(typed, words, opened):
    for box, most in ((opened.get_by_label("Set to"), "1"), (weight_box(opened), "1,000")):
        box.fill(typed)
        box.press("Tab")
        said = box.locator("xpath=following-sibling::*").inner_text()
        assert words.replace("−1 to 1", f"−{most} to {most}") in said
        assert box.input_value() == typed and box.get_attribute("aria-invalid") == "true"
    assert opened.locator(".d2l-edits li").count() == 0
    opened.get_by_role("button", name="one step forward").click()  # another cell: a new draft
    assert opened.get_by_label("Set to").get_attribute("aria-invalid") is None


def test_the_rows_keep_their_numbers_and_their_order_while_stepping(opened, history):
    H = rnn.unroll(chars.one_hot("machine", history.tokens), history.params).H[:, 0]
    opened.get_by_label("Rows").select_option("mean")
    order = [str(i + 1) for i in H[1:].mean(0).argsort(descending=True).tolist()]
    assert [row[0] for row in table(opened, "Hidden states, trained")] == order
    for key in ("ArrowRight", "ArrowRight", "ArrowLeft"):
        opened.get_by_role("button", name="one step forward").press(key)
        assert [row[0] for row in table(opened, "Hidden states, trained")] == order
    cell = opened.get_by_role("gridcell").first
    cell.focus()
    above = order[max(0, order.index("5") - 1)]
    cell.press("ArrowUp")
    assert cell.get_attribute("aria-label").startswith(f"unit {above}, ")
    opened.get_by_label("Set to").fill("0.1")  # an edit does not sort the rows anew either
    assert [row[0] for row in table(opened, "Hidden states, with your edits")] == order


def test_a_click_on_a_character_goes_to_its_step_in_every_line(browser):
    figure = figures.HiddenStates(rnn.init_params(28, 4, 28, seed=0), ALPHABET, text=LONG[:60])
    with hosted.opened(browser, figure) as page:
        canvas = page.locator(".d2l-strip canvas")
        for t, (x, y) in {1: (70, 20), 2: (96, 20), 5: (62 + 4.5 * 26, 50)}.items():
            canvas.click(position={"x": x, "y": y})
            assert f"step {t} of 60" in page.locator(".d2l-steps").inner_text()
        canvas.click(position={"x": 70, "y": 130})
        second_line = int(page.locator(".d2l-place").inner_text().split()[1])
        assert 20 < second_line < 40
        canvas.click(position={"x": 20, "y": 20})  # beside the characters: nothing
        assert f"step {second_line} of 60" in page.locator(".d2l-steps").inner_text()


def test_a_hundred_edits_are_the_most(browser, history):
    edits = [{**STATE, "step": step, "unit": 1} for step in range(1, 101)]
    with hosted.opened(browser, figures.HiddenStates(history, edits=edits, selected=5)) as page:
        page.get_by_role("button", name="Silence", exact=True).click()
        assert "No more than 100 edits" in page.locator(".d2l-change p.d2l-wrong").inner_text()
        assert page.locator(".d2l-edits li").count() == 100

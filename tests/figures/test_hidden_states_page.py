"""HiddenStates as a reader uses it: what is pointed at, dragged or silenced, and everything that follows."""

import re

import pytest
import torch

from d2l_rnn import chars, figures, interventions, rnn, train
from tests.drive import hosted

from .test_hidden_states import ALPHABET, LONG, SILENT, STATE, WEIGHT, WHOLE

pytestmark = pytest.mark.browser
FORGET = "forget: set this column to 0"

# The label of every cell, by unit and step, as the arrow keys come to it; the chosen cell is then the first one.
WALK = """([units, steps]) => {
  const cell = document.querySelector("[role=gridcell]");
  const press = (key, times) => {
    for (let k = 0; k < times; k++) cell.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true }));
  };
  press("ArrowLeft", steps);
  press("ArrowUp", units);
  const labels = [];
  for (let unit = 1; unit <= units; unit++) {
    for (let step = 1; step <= steps; step++) {
      labels.push(cell.getAttribute("aria-label"));
      press("ArrowRight", 1);
    }
    press("ArrowLeft", steps);
    press("ArrowDown", 1);
  }
  press("ArrowUp", units);
  return labels;
}"""
LABEL = re.compile(r"unit (\d+) after (.), step (\d+): (\S+?)(, set by hand)?$")


@pytest.fixture(scope="module")
def history():
    return train.fit("machine", num_hiddens=8, num_steps=120, seed=0, progress=False)


@pytest.fixture
def opened(browser, history):
    with hosted.opened(browser, figures.HiddenStates(history, step=3)) as page:
        yield page
        assert page.troubles == []


def value(text):
    return float(text.replace("−", "-"))


def said(page):
    return page.get_by_role("status").inner_text()


def note(page):
    return page.locator(".d2l-note").inner_text()


def percent(p):
    return "> 99%" if p > 0.995 else "< 1%" if p < 0.005 else f"{round(100 * float(p))}%"


def runs(history, edits, text="machine"):
    X = chars.one_hot(text, history.tokens)
    return interventions.unroll_edited(X, history.params, edits), rnn.unroll(X, history.params)


def assert_shown(page, history, edits, text="machine"):
    """Every cell, every letter that is expected and every mark on one is what torch computes under these edits."""
    after, before = runs(history, edits, text)
    T, h = len(text), history.params.sizes["h"]
    labels = [LABEL.match(label).groups() for label in page.evaluate(WALK, [h, T])]
    assert [(int(unit), letter, int(step)) for unit, letter, step, _, _ in labels] == [
        (unit, text[step - 1], step) for unit in range(1, h + 1) for step in range(1, T + 1)
    ]
    shown = torch.tensor([value(number) for _, _, _, number, _ in labels]).reshape(h, T)
    assert torch.allclose(shown, after.H[1:, 0].T, atol=6e-4)
    set_by_hand = {(int(unit), int(step)) for unit, _, step, _, by_hand in labels if by_hand}
    assert set_by_hand == {
        (unit, step)
        for edit in edits
        if edit["kind"] == "state"
        for unit in range(1, h + 1)
        for step in range(1, T + 1)
        if edit["unit"] in (None, unit) and edit["step"] in (None, step)
    }
    read = T if edits else hosted.step(page)  # without an edit there is nothing yet under letters not read
    now, was = (trace.O[:read, 0].argmax(-1).tolist() for trace in (after, before))
    below = [guess.inner_text().split() for guess in page.locator(".d2l-picture .d2l-guesses span").all()]
    assert [guess[: 1 + (a != b)] for guess, a, b in zip(below, now, was, strict=True)] == [
        [history.tokens[a]] if a == b else [history.tokens[b], history.tokens[a]] for a, b in zip(now, was, strict=True)
    ]


def sentence(history, edits, step, change, text="machine"):
    """What the figure should say of these edits, from torch's numbers."""
    after, before = (trace.O[:, 0].softmax(-1) for trace in runs(history, edits, text))
    changed = [t + 1 for t in range(len(text)) if after[t].argmax() != before[t].argmax()]
    t = next((one for one in changed if one >= step), (changed or [step])[0])
    p, was = after[t - 1], before[t - 1]
    now = f"{history.tokens[p.argmax()]} ({percent(p.max())})"
    rest = len(changed) - 1
    if changed:
        others = {0: "", 1: "; 1 more expected letter changes"}.get(rest, f"; {rest} more expected letters change")
        return f"{change}, it expects {now} after {text[:t]}, not {history.tokens[was.argmax()]}{others}."
    before = f", before {percent(was.max())}" if (p.max() - was.max()).abs() >= 0.005 else ""
    return f"{change}, no expected letter changes: after {text[:t]} still {now}{before}."


def middle(page, unit, step):
    """The middle of a cell, on the screen."""
    grid = page.get_by_role("grid").bounding_box()
    columns = page.locator(".d2l-letter[data-step]")
    row = grid["height"] / int(page.get_by_role("grid").get_attribute("aria-rowcount"))
    column = columns.nth(step - 1).bounding_box()
    return column["x"] + column["width"] / 2, grid["y"] + (unit - 0.5) * row


def silence(page, what):
    """The button that sets a unit or a state to 0; that of a state stands below the current column."""
    step = re.search(r"step (\d+)$", what)
    if step:
        page.locator(f'.d2l-letter[data-step="{step[1]}"]').click()
    return page.get_by_role("button", name=f"{FORGET if step else 'Set to 0'}: {what}", exact=True)


@pytest.mark.core
def test_every_cell_and_every_guess_is_torch_s(opened, history):
    p = runs(history, [])[0].O[2, 0].softmax(-1)
    alone = "After mac the network’s memory is 8 numbers; from them it expects"
    assert said(opened) == f"{alone} {history.tokens[p.argmax()]} ({percent(p.max())})."
    assert "Point at a cell" in note(opened)
    assert_shown(opened, history, [])
    opened.locator(".d2l-letter[data-step='7']").click()
    assert_shown(opened, history, [])


@pytest.mark.core
def test_a_cell_is_dragged_to_a_value_and_everything_after_follows(opened, history):
    x, y = middle(opened, 5, 4)
    opened.mouse.move(x, y)
    opened.mouse.down()
    was = value(re.search(r"= (\S+)$", note(opened))[1])
    opened.mouse.move(x + 30, y + 15)
    opened.mouse.move(x, y + 30 if was > 0 else y - 30)  # 60 pixels are a change of 1
    assert opened.locator(".d2l-cell i").count() == 1  # the scale that the hand moves on
    opened.mouse.up()
    assert opened.locator(".d2l-cell i").count() == 0
    found = re.match(r"Unit 5 after h is set to (\S+); it was (\S+)\. Delete gives it back\.", note(opened))
    assert value(found[1]) == pytest.approx(was + (-0.5 if was > 0 else 0.5), abs=0.011) and value(found[2]) == was
    edit = {**STATE, "step": 4, "unit": 5, "value": value(found[1])}
    assert said(opened) == sentence(history, [edit], 4, f"With unit 5 after h at {found[1]}")
    assert_shown(opened, history, [edit])
    opened.mouse.dblclick(*middle(opened, 5, 4))
    assert_shown(opened, history, [])
    assert opened.get_by_role("button", name="Undo all").count() == 0


def test_the_state_of_a_step_and_a_unit_are_silenced_by_one_press_each_and_given_back(opened, history):
    silence(opened, "the state after h, step 4").click()
    assert opened.locator(".d2l-letter[aria-current=step]").get_attribute("data-step") == "4"
    assert said(opened) == sentence(history, [WHOLE], 4, "With the state after h set to 0")
    assert_shown(opened, history, [WHOLE])
    silence(opened, "unit 2").click()
    assert said(opened).startswith("With 2 changes, ")
    assert_shown(opened, history, [WHOLE, SILENT])
    for what in ("the state after h, step 4", "unit 2"):
        assert silence(opened, what).get_attribute("aria-pressed") == "true"
    silence(opened, "the state after h, step 4").click()
    opened.get_by_role("gridcell").press("Home")  # no key of the grid
    assert_shown(opened, history, [SILENT])
    opened.get_by_role("button", name="Undo all").click()
    assert opened.get_by_role("gridcell").evaluate("cell => cell === document.activeElement")
    assert_shown(opened, history, [])


@pytest.mark.parametrize("h", [8, 128])
def test_the_whole_state_of_any_network_is_silenced(h, browser):
    p = rnn.init_params(28, h, 28, seed=1)
    with hosted.opened(browser, figures.HiddenStates(p, ALPHABET, text=LONG[:200], step=9)) as page:
        silence(page, "the state after e, step 9").click()
        X = chars.one_hot(LONG[:10], ALPHABET)
        after = interventions.unroll_edited(X, p, [{**WHOLE, "step": 9}])
        page.get_by_role("gridcell").press("ArrowRight")
        label = page.get_by_role("gridcell").get_attribute("aria-label")
        assert label == f"unit 1 after t, step 10: {after.H[10, 0, 0]:.3f}".replace("-", "−")


@pytest.mark.core
def test_keys_alone_choose_set_silence_and_give_back(opened, history):
    cell = opened.get_by_role("gridcell")
    cell.focus()
    assert note(opened).startswith("Unit 1 after c: tanh(")
    for key in ("ArrowRight", "ArrowDown", "ArrowDown", "Shift+ArrowUp", "Shift+ArrowDown", "Shift+ArrowDown"):
        opened.keyboard.press(key)
    before = runs(history, [])[1].H[4, 0, 2].item()
    top = round(min(1, round(before + 0.1, 2)), 2)
    set_to = round(round(top - 0.1, 2) - 0.1, 2)
    first = {**STATE, "step": 4, "unit": 3, "value": set_to}
    assert note(opened).startswith(f"Unit 3 after h is set to {set_to:.2f}".replace("-", "−"))
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("0")
    second = {**STATE, "step": 4, "unit": 4, "value": 0.0}
    for key in ("a", "d", "Enter", "Tab", "Shift+Tab"):  # nothing that one of them does
        opened.keyboard.press(key)
    assert_shown(opened, history, [first, second])
    for key in ("ArrowRight",) * 3 + ("ArrowDown",) * 2 + ("Delete", "ArrowDown", "Backspace"):
        opened.keyboard.press(key)
    assert_shown(opened, history, [])


def test_arrows_go_along_the_buttons_that_set_to_0_and_enter_presses_one(opened, history):
    silence(opened, "the state after c, step 3").focus()
    opened.keyboard.press("ArrowRight")
    opened.keyboard.press("ArrowRight")
    name = "document.activeElement.ariaLabel"
    assert opened.evaluate(name) == f"{FORGET}: the state after i, step 5"
    opened.keyboard.press("ArrowDown")
    opened.keyboard.press("ArrowDown")
    assert opened.evaluate(name) == "Set to 0: unit 3"
    opened.keyboard.press("Enter")
    assert_shown(opened, history, [{**SILENT, "unit": 3}])


def test_pointing_at_a_cell_prints_its_sum_and_shows_what_it_is_made_of(opened, history):
    p, H = history.params, runs(history, [])[1].H[:, 0]
    opened.mouse.move(*middle(opened, 7, 5))
    assert note(opened).startswith("Point at"), "it is not read yet"
    opened.locator(".d2l-letter[data-step='6']").click()
    opened.mouse.move(*middle(opened, 7, 5))
    x, state, bias = (
        p.W_xh[history.tokens.index("i"), 6].item(),
        (H[4] @ p.W_hh[:, 6]).item(),
        p.b_h[0, 6].item(),
    )
    signed = [f"{'−' if term < 0 else '+'} {abs(term):.2f}" for term in (state, bias)]
    words = f"Unit 7 after i: tanh({x:.2f} read {signed[0]} remembered {signed[1]} bias) = {H[5, 6]:.2f}"
    assert note(opened) == words.replace("-", "−")
    before = opened.locator(".d2l-column.before").bounding_box()
    assert before["x"] + before["width"] / 2 == pytest.approx(middle(opened, 1, 4)[0], abs=1)
    assert opened.locator(".d2l-read").count() == 1
    assert said(opened).startswith("After machin the network")  # pointing goes nowhere
    opened.mouse.move(*middle(opened, 7, 1))
    assert "+ 0.00 remembered" in note(opened) and not opened.locator(".d2l-column.before").is_visible()
    opened.mouse.move(5, 5)
    assert "Point at a cell" in note(opened)


def test_the_bars_of_the_arithmetic_are_torch_s_and_the_longest_fills_its_track(opened, history):
    p, H = history.params, runs(history, [])[1].H[:, 0]
    terms = H[1:-1, :, None] * p.W_hh  # the products of every step but the first
    excess = terms.abs().amax(1) - H[2:].atanh().abs()
    before, i = divmod(int(excess.argmax()), 8)  # where one product is larger than the sum
    step = before + 2
    opened.get_by_role("button", name="Look at the arithmetic").click()
    opened.mouse.click(*middle(opened, i + 1, step))
    products = terms[before, :, i]
    largest = products.abs().argsort(descending=True)[:5]
    x, state, bias = p.W_xh[history.tokens.index("machine"[step - 1]), i], products.sum(), p.b_h[0, i]
    assert products.abs().max() > (x + state + bias).abs()
    expected = torch.stack([x, state, bias, x + state + bias, *products[largest]])
    rows = opened.locator(".d2l-bars tr").all()
    shown = torch.tensor([value(row.locator("td").last.inner_text()) for row in rows])
    assert torch.allclose(shown, expected, atol=6e-4)
    names = [row.locator("th").inner_text() for row in rows[4:]]
    assert names == [f"unit {j + 1}: {H[step - 1, j]:.2f} × {p.W_hh[j, i]:.2f}".replace("-", "−") for j in largest]
    widths = torch.tensor([row.locator(".d2l-bar").bounding_box()["width"] for row in rows])
    track = rows[0].locator(".d2l-track").bounding_box()["width"]
    assert torch.allclose(widths / (track / 2), (expected / expected.abs().max()).abs(), atol=0.02)


def test_the_untrained_network_reads_the_same_letters_and_a_model_without_one_has_no_such_fold(browser, history):
    with hosted.opened(browser, figures.HiddenStates(history, fold="compare", edits=[WHOLE])) as page:
        O = rnn.unroll(chars.one_hot("machine", history.tokens), history.untrained).O[:, 0].softmax(-1)
        below = [guess.inner_text().split() for guess in page.locator(".d2l-fold .d2l-guesses span").all()]
        assert [guess[0] for guess in below] == [history.tokens[k] for k in O.argmax(-1)]
        assert below[2][1] == percent(O[2].max())
        assert page.locator(".d2l-fold canvas").bounding_box()["height"] > 100
    with hosted.opened(browser, figures.HiddenStates(history.params, history.tokens, "mac", fold="compare")) as page:
        assert page.locator(".d2l-folds button").count() == 2 and not page.locator(".d2l-fold").is_visible()


def test_edits_from_python_are_shown_a_weight_among_them(browser, history):
    edits = [{"kind": "weight", "name": "b_q", "row": 1, "column": 3, "value": 900.0}]
    with hosted.opened(browser, figures.HiddenStates(history, edits=edits)) as page:
        assert said(page) == sentence(history, edits, 3, "With b_q[1, 3] at 900.00")
        assert_shown(page, history, edits)
    later = {**STATE, "step": 6}
    edits = [STATE, later, SILENT, WEIGHT]
    with hosted.opened(browser, figures.HiddenStates(history, edits=edits)) as page:
        assert said(page) == sentence(history, edits, 3, "With 4 changes")
        assert_shown(page, history, edits)
        page.mouse.dblclick(*middle(page, 5, 3))
        assert_shown(page, history, [later, SILENT, WEIGHT])
        assert page.troubles == []


def test_an_edit_after_the_end_of_the_text_waits_until_the_text_is_long_enough(browser, history):
    with hosted.opened(browser, figures.HiddenStates(history, edits=[{**STATE, "step": 6}])) as page:
        page.get_by_label("Text", exact=True).fill("mach")
        assert said(page).startswith("After mach the network")
        page.get_by_label("Text", exact=True).fill("machin")
        assert said(page) == sentence(history, [{**STATE, "step": 6}], 6, "With unit 5 after n at −0.90", "machin")
        assert_shown(page, history, [{**STATE, "step": 6}], "machin")


def test_a_tie_is_called_one(browser):
    memoryless = train.fit("hello", recurrent=False, progress=False)
    with hosted.opened(browser, figures.HiddenStates(memoryless, step=3)) as page:
        assert re.search(r"memory is .* from them it expects (l or o|o or l), a tie \(50% each\)\.$", said(page))
    same = rnn.Params(*(torch.zeros(shape) for shape in ((3, 2), (2, 2), (1, 2), (2, 3), (1, 3))))
    with hosted.opened(browser, figures.HiddenStates(same, list("abc"), "ab")) as page:
        assert said(page).endswith("from them it expects any of 3 letters (33% each).")


def test_letters_that_are_not_read_yet_have_no_state_unless_there_is_something_to_compare(opened):
    drawn = """([x, y]) => { const shown = document.querySelector("canvas"), canvas = document.createElement("canvas");
      const { width, height } = shown, ratio = width / shown.clientWidth, place = shown.getBoundingClientRect();
      const context = Object.assign(canvas, { width, height }).getContext("2d", { willReadFrequently: true });
      context.drawImage(shown, 0, 0);
      return [0, -16].map((aside) => {
        const at = [x + aside - place.x, y + 4 - place.y].map((one) => Math.round(one * ratio));
        return [...context.getImageData(...at, 1, 1).data].join();
      }); }"""
    places = [middle(opened, 3, step) for step in range(1, 8)]

    def seen():
        hosted.drawn(opened)
        inside, aside = zip(*(opened.evaluate(drawn, place) for place in places), strict=True)
        guesses = opened.locator(".d2l-picture .d2l-guesses span").count()
        return inside, [one == "0,0,0,0" for one in inside], [one == "0,0,0,0" for one in aside], guesses

    for step in (3, 6, 7):
        opened.locator(f'.d2l-letter[data-step="{step}"]').click()
        last, empty, _, guesses = seen()
        assert empty == [t > step for t in range(1, 8)] and guesses == step
        assert opened.get_by_text("not read yet").count() == (step < 7)
    opened.locator('.d2l-letter[data-step="3"]').click()
    opened.get_by_role("button", name="Compare with an untrained network").click()
    inside, empty, narrow, guesses = seen()
    assert inside == last and not any(empty) and guesses == 7, "the same colours"
    assert narrow == [t > 3 for t in range(1, 8)]
    opened.get_by_role("button", name="Compare with an untrained network").click()
    silence(opened, "unit 3").click()
    assert seen()[3] == 7, "what follows is seen"


def touch(devtools, kind, *points):
    devtools.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": [{"x": x, "y": y} for x, y in points]})


def test_a_finger_chooses_a_cell_first_and_then_drags_it(opened, history):
    devtools = opened.context.new_cdp_session(opened)
    x, y = middle(opened, 4, 2)
    touch(devtools, "touchStart", (x, y))
    for by in (10, 20, 30):
        touch(devtools, "touchMove", (x, y + by))
    touch(devtools, "touchEnd")
    assert said(opened).startswith("After mac the network")  # the page scrolls under the finger, or would if it could
    touch(devtools, "touchStart", (x, y))
    touch(devtools, "touchEnd")
    assert note(opened).startswith("Unit 4 after a: tanh(")
    was = runs(history, [])[1].H[2, 0, 3].item()
    touch(devtools, "touchStart", (x, y))
    for by in (10, 20, 30):
        touch(devtools, "touchMove", (x, y + (by if was > 0 else -by)))
    touch(devtools, "touchEnd")
    found = re.match(r"Unit 4 after a is set to (\S+);", note(opened))
    assert value(found[1]) == pytest.approx(was + (-0.5 if was > 0 else 0.5), abs=0.02)
    assert_shown(opened, history, [{**STATE, "step": 2, "unit": 4, "value": value(found[1])}])

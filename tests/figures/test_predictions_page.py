"""Predictions as a reader uses it: what each step says and costs, three networks, guessing first, writing on."""

import re

import pytest
import torch

from d2l_rnn import chars, figures, rnn, sampling, train
from tests.drive import hosted

from .states import ALPHABET, LONG
from .test_predictions import HELLO, MACHINE

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser):
    with hosted.opened(browser, figures.Predictions()) as page:
        yield page
        assert page.troubles == []


def press(page, name):
    page.get_by_role("button", name=name, exact=True).click()


def go(page, step):
    page.locator(f".d2l-letter[data-step='{step}']").click()


def drawn(page, step):
    """The column of a step."""
    first = int(page.locator(".d2l-letter[data-step]").first.get_attribute("data-step"))
    return page.locator(".d2l-predicted > g:not(.heads)").nth(step - first)


def column(page, step):
    """What stands under the bars of a step: guess and loss."""
    return drawn(page, step).locator("text:not(.share)").all_text_contents()


def assert_shown(page, text, p, tokens):
    """The table holds the softmax, p(target) and the loss that torch computes, and the summary their mean."""
    O = rnn.unroll(chars.one_hot(text[:-1], tokens), p).O  # noqa: E741
    losses = rnn.step_losses(O, chars.indices(text[1:], tokens))[:, 0]
    shown = hosted.rows(page, "numbers")
    assert [row[1:3] for row in shown] == [list(pair) for pair in zip(text, text[1:], strict=False)]
    numbers = torch.tensor([[float(cell) for cell in row[3:]] for row in shown])
    torch.testing.assert_close(numbers[:, 2:], O[:, 0].softmax(1), atol=2e-4, rtol=0)
    torch.testing.assert_close(numbers[:, 0], (-losses).exp(), atol=2e-4, rtol=0)
    torch.testing.assert_close(numbers[:, 1], losses, atol=1e-3, rtol=1e-3)
    said = page.locator(".d2l-fold").inner_text()
    assert float(re.search(r"mean loss of all \d+ steps is ([\d.]+)", said)[1]) == pytest.approx(
        float(losses.mean()), abs=6e-4
    )
    assert f"is below {chars.floor(text):.4f} on this text" in said


@pytest.mark.core
def test_the_columns_of_the_same_letter_are_connected_and_it_is_said_whether_the_guess_is_the_same(page):
    said = page.locator(".d2l-twins + text")
    assert said.text_content() == "same letter, same guess"
    page.locator("[data-fold=guess]").press("Enter")
    assert said.count() == 0  # it would tell what is to be guessed
    page.locator("[data-fold=guess]").press("Enter")
    press(page, "with memory")
    assert said.text_content() == "same letter, other guess"
    go(page, 2)
    assert said.count() == 0


def test_it_opens_on_the_tie_that_only_memory_could_break(page):
    opening = "Without memory both l’s look the same: the network expects l or o, 50% each; {} comes."
    assert hosted.sentence(page) == opening.format("o")
    go(page, 3)
    assert hosted.sentence(page) == opening.format("l")
    go(page, 4)
    assert column(page, 3) == column(page, 4) == ["l/otie", "0.69"]
    assert drawn(page, 4).locator(".share").all_text_contents() == ["50%", "50%"]
    assert drawn(page, 3).locator(".share").all_text_contents() == ["50%", "50%"]  # the same guess
    assert drawn(page, 2).locator(".share").all_text_contents() == [">99%"]  # of the others there is nothing to say
    note = page.locator(".d2l-note")
    assert "the letter that comes" in note.inner_text() and "loss: −ln 0.50 = 0.69" in note.inner_text()
    go(page, 1)
    assert hosted.sentence(page) == "After h the network expects e (> 99%), and e comes\u00a0✓."
    assert column(page, 1) == ["e✓", "0.00"]
    press(page, "with memory")
    go(page, 4)
    apart = "Memory tells the two l’s apart: after {} the network expects {} (> 99%)."
    assert hosted.sentence(page) == apart.format("hell", "o")
    go(page, 3)
    assert hosted.sentence(page) == apart.format("hel", "l")
    go(page, 2)
    assert hosted.sentence(page) == "After he the network expects l (> 99%), and l comes\u00a0✓."
    go(page, 4)
    press(page, "untrained")
    assert re.fullmatch(r"Untrained, after hell the network expects .* comes\s[✓✗].*\.", hosted.sentence(page))
    assert re.search(r"loss: −ln 0\.\d+ = \d\.\d\d$", page.locator(".d2l-cost").inner_text().split("Choose")[0])


def test_each_network_has_the_numbers_that_torch_computes_and_so_has_what_is_learned_here(page):
    hello = train.fit("hello", 16, progress=False)
    networks = {"with memory": hello.params, "untrained": hello.untrained}
    networks["without memory"] = train.fit("hello", 16, recurrent=False, progress=False).params
    for name, p in networks.items():
        press(page, name)
        assert_shown(page, "hello", p, hello.tokens)
    hosted.text_box(page).fill("ohelleh")
    assert_shown(page, "ohelleh", networks["without memory"], hello.tokens)
    hosted.text_box(page).fill("mississippi")
    press(page, "Learn this text")
    learned = {
        recurrent: train.fit("mississippi", 16, recurrent=recurrent, progress=False) for recurrent in (True, False)
    }
    assert_shown(page, "mississippi", learned[False].params, learned[False].tokens)
    press(page, "with memory")
    assert_shown(page, "mississippi", learned[True].params, learned[True].tokens)
    press(page, "untrained")
    assert_shown(page, "mississippi", learned[True].untrained, learned[True].tokens)


def test_a_network_without_memory_that_python_gave_is_the_one_that_is_shown(browser):
    other = train.fit("hello", 16, 7, seed=5, recurrent=False, progress=False)
    with hosted.opened(browser, figures.Predictions(HELLO, memoryless=other, weights="memoryless")) as page:
        assert_shown(page, "hello", other.params, other.tokens)
    bare = figures.Predictions(HELLO.params, HELLO.tokens, text="hello", weights="memoryless")
    with hosted.opened(browser, bare) as page:
        assert page.get_by_role("button", name="untrained").count() == 0
        assert page.get_by_role("button", name="memory cut off").get_attribute("aria-pressed") == "true"
        assert_shown(page, "hello", HELLO.params.without_memory(), HELLO.tokens)


def test_a_wrong_guess_is_marked_and_its_loss_said(browser):
    with hosted.opened(browser, figures.Predictions(MACHINE, text="machmac", step=4)) as page:
        O = rnn.unroll(chars.one_hot("mach", MACHINE.tokens), MACHINE.params).O  # noqa: E741
        loss = float(rnn.step_losses(O, chars.indices("achm", MACHINE.tokens))[3, 0])
        guess = MACHINE.tokens[O[3, 0].argmax()]
        assert column(page, 4) == [f"{guess}✗", f"{loss:.2f}"]
        said = hosted.sentence(page)
        assert said.startswith(f"After mach the network expects {guess} (")
        assert said.endswith(", but m comes\u00a0✗ (< 1%).")
        assert page.locator(".d2l-cost").inner_text().startswith("loss: ")
        assert f" = {loss:.2f}" in page.locator(".d2l-cost").inner_text()


def test_its_sentence_says_which_letters_look_the_same_only_of_those_that_are_seen(page):
    hosted.text_box(page).fill("lolhell")
    go(page, 6)
    assert hosted.sentence(page).startswith("Without memory every l looks the same: the network expects l or o, 50% ")
    go(page, 4)
    assert hosted.sentence(page).startswith("A network without memory sees only h: it expects e (")
    hosted.text_box(page).fill("ol" + "h" * 30 + "ol")
    go(page, 33)
    assert hosted.sentence(page).startswith("A network without memory sees only o: ")  # the other is out of view
    hosted.text_box(page).fill("mississippi")
    press(page, "Learn this text")
    press(page, "with memory")
    go(page, 7)
    assert hosted.sentence(page).startswith("Memory tells one s from another: after mississ the network expects i (")
    press(page, "untrained")
    assert hosted.sentence(page).startswith("Untrained, after mississ ")


def test_pointing_names_a_probability_and_a_click_goes_to_its_step(page):
    press(page, "with memory")
    press(page, "without memory")
    picture = page.locator(".d2l-predicted")
    box = picture.bounding_box()
    letter = page.locator(".d2l-letter[data-step='3']").bounding_box()
    middle = letter["x"] + letter["width"] / 2
    row = picture.locator(".heads text", has_text="o").last.bounding_box()
    page.mouse.move(middle, row["y"] + row["height"] / 2)
    assert "probability" in page.locator(".d2l-note").inner_text()
    rows = {text.text_content(): text.bounding_box() for text in picture.locator(".heads .letter").all()}
    page.mouse.move(middle, rows["l"]["y"] + 8)
    assert page.locator(".d2l-note").inner_text() == "Step 3: l has a probability of 50%."
    page.mouse.move(middle, rows["h"]["y"] + 8)
    assert page.locator(".d2l-note").inner_text() == "Step 3: h has a probability of < 1%."
    page.mouse.move(box["x"] + 5, box["y"] - 200)
    assert "loss: −ln" in page.locator(".d2l-note").inner_text()
    page.mouse.click(middle, rows["h"]["y"] + 8)
    assert hosted.step(page) == 3


def test_guess_first_hides_what_is_expected_until_it_is_guessed_and_keeps_the_focus(page):
    page.locator("[data-fold=guess]").press("Enter")
    hidden = "Having read hell, which letter does the network expect? Choose below."
    assert hosted.sentence(page) == hidden and column(page, 4) == column(page, 1) == ["?"]
    page.get_by_role("button", name="guess o").focus()
    page.keyboard.press("Enter")
    fold = page.locator(".d2l-fold")
    assert "✓ o: 50%, a tie with l." in fold.inner_text() and "You: 1 of 1 as the network." in fold.inner_text()
    assert column(page, 4)[1:] == ["0.69"] and column(page, 3) == ["?"]
    assert "50% each" in hosted.sentence(page)
    for step, letter, said in (
        (1, "l", "✗ l: < 1%. It expects e (> 99%)."),
        (2, "l", "✓ l: > 99%."),
        (3, "l", "a tie with o"),
    ):
        page.keyboard.press("Enter")  # the way on has the focus
        assert hosted.step(page) == step
        page.get_by_role("button", name=f"guess {letter}").press("Enter")
        assert said in fold.inner_text()
        assert page.evaluate("document.activeElement.closest('.d2l-guess') !== null")
    assert "You: 3 of 4 as the network." in fold.inner_text()
    press(page, "Begin again")
    assert column(page, 4) == ["?"] and hosted.step(page) == 1
    press(page, "with memory")  # another network, another game
    assert column(page, 1) == ["?"]
    page.locator("[data-fold=guess]").click()
    assert column(page, 4) == ["o✓", "0.00"]


def written(page):
    """The letters that are given, those that are written, and the percentages under these."""
    found = page.locator(".d2l-written li").evaluate_all(
        "all => all.map((one) => [one.className, one.querySelector('b').textContent, one.lastChild.textContent])"
    )
    given = "".join(letter for kind, letter, _ in found if kind == "given")
    return (
        given,
        "".join(letter for kind, letter, _ in found if kind != "given"),
        [p for kind, _, p in found if kind != "given"],
    )


def assert_wrote(page, prefix, p=MACHINE.params, **run):
    """The run is the one that sampling.generate makes, with torch's probabilities."""
    run = dict(length=12, pick="argmax", temperature=1.0, seed=0) | run
    text = sampling.generate(prefix, p=p, tokens=MACHINE.tokens, **run)
    given, letters, shown = written(page)
    assert (given, letters) == (prefix, text[len(prefix) :])
    P = (rnn.unroll(chars.one_hot(text[:-1], MACHINE.tokens), p).O[:, 0] / run["temperature"]).softmax(1)
    own = P[len(prefix) - 1 :].gather(1, chars.indices(letters, MACHINE.tokens))[:, 0]
    percent = [">99" if p > 0.995 else "<1" if p < 0.005 else None for p in own.tolist()]
    for said, bound, exact in zip(shown, percent, own.tolist(), strict=True):
        assert said == bound or abs(float(said) - 100 * exact) <= 0.51


@pytest.mark.core
def test_every_control_changes_the_run_as_it_changes_generate(browser):
    with hosted.opened(browser, figures.Predictions(MACHINE, feed="free", length=12)) as page:
        assert_wrote(page, "m")
        page.get_by_role("slider", name="Begin with").fill("3")
        page.get_by_role("slider", name="write").fill("15")
        assert_wrote(page, "mac", length=15)
        assert not page.get_by_role("button", name="Write again").is_visible()
        press(page, "by chance")
        page.get_by_role("slider", name="temperature").fill("3.5")
        run = dict(length=15, pick="sample", temperature=3.5)
        assert_wrote(page, "mac", **run)
        press(page, "Write again")
        press(page, "Write again")
        assert_wrote(page, "mac", **run, seed=2)
        assert "seed 2" in page.locator(".d2l-fold").inner_text()
        press(page, "untrained")
        assert_wrote(page, "mac", p=MACHINE.untrained, **run, seed=2)
        hosted.text_box(page).fill("chin")
        assert_wrote(page, "chi", p=MACHINE.untrained, **run, seed=2)
        assert page.troubles == []


# The numbers that lie on a bar's end: those that are neither in its filled part nor a gap away from it.
TOUCHING = """() => [...document.querySelectorAll(".d2l-predicted .now .share:not(.inside)")].filter((one) => {
  const { x, y, width, height } = one.getBBox();
  const bars = one.parentNode.querySelector(".d2l-p");
  const isIn = (left, top) => bars.isPointInFill(new DOMPoint(left, top));
  return [x - 2, x + width / 2, x + width].some((left) => isIn(left, y + 2) || isIn(left, y + height - 2));
}).map((one) => one.textContent)"""


@pytest.mark.parametrize("width", [900, 390])
def test_a_number_keeps_away_from_the_end_of_its_bar(width, browser):
    with hosted.opened(browser, figures.Predictions(), width) as page:
        cost, comes = (page.locator(place).bounding_box() for place in (".d2l-cost", ".d2l-comes"))
        assert cost["y"] >= comes["y"] + comes["height"] - 1, (
            "what the step costs is no third mark: it has its own line"
        )
        hosted.text_box(page).fill("hellohelloh")
        for name in ("untrained", "without memory", "with memory"):
            press(page, name)
            for step in (5, 8):
                go(page, step)
                assert drawn(page, step).locator(".share").count() and page.evaluate(TOUCHING) == []


# How far each number is from the nearest cell above it and below it, in pixels, in the column of the current letter.
APART = """() => {
  const column = document.querySelector(".d2l-predicted .now");
  const cells = column.querySelector(".d2l-cells");
  const isIn = (x, y) => cells.isPointInFill(new DOMPoint(x, y));
  const far = (x, y, way) => [...Array(99).keys()].find((by) => isIn(x, y + way * by)) ?? 99;
  return [...column.querySelectorAll(".share:not(.inside, .behind)")].map((one) => {
    const { x, y, width, height } = one.getBBox();
    return [far(x + width / 2, y, -1), far(x + width / 2, y + height, 1)];
  });
}"""


def test_on_a_phone_a_number_that_no_part_of_a_cell_has_room_for_stands_close_below_it(browser):
    for figure, count in ((figures.Predictions(), 2), (figures.Predictions(MACHINE, weights="untrained", step=3), 7)):
        with hosted.phone(browser, figure) as page:
            far = page.evaluate(APART)
            assert len(far) == count and all(above < below for above, below in far), far
            assert page.evaluate(TOUCHING) == [] and hosted.misplaced(page) == []


def test_what_the_rows_are_is_said_over_them_and_so_is_a_tie_on_a_phone(browser):
    with hosted.phone(browser, figures.Predictions()) as page:
        assert page.locator(".d2l-predicted .heads .soft").first.text_content() == "probability of the next letter"
        assert column(page, 3) == column(page, 4) == ["tie", "l/o", "0.69"] and hosted.misplaced(page) == []
        hosted.text_box(page).fill("hhello")
        go(page, 2)
        assert page.locator(".d2l-twins").count() == 1 and hosted.misplaced(page) == []


def test_a_run_of_any_length_can_be_read_on_any_screen(browser):
    for length in (20, 25, 60, 400):
        with hosted.opened(browser, figures.Predictions(feed="free", pick="sample", length=length), 390) as page:
            assert len(written(page)[1]) == length
            for width in (390, 900):
                hosted.resize(page, width)
                assert (length, width, hosted.misplaced(page)) == (length, width, [])
                widths = page.locator(".d2l-written li").evaluate_all("all => all.map((one) => one.clientWidth)")
                assert min(widths) >= 30  # three digits and a sign
                assert page.locator(".d2l-written").evaluate("list => list.scrollWidth <= list.clientWidth")


def test_of_many_letters_the_likeliest_have_a_row_and_every_target_is_framed(browser):
    p = rnn.init_params(28, 32, 28, seed=1)
    with hosted.opened(browser, figures.Predictions(p, ALPHABET, text=LONG[:120], step=3)) as page:
        heads = page.locator(".d2l-predicted .heads .letter")
        names = heads.all_text_contents()
        assert len(names) == 13 and page.locator(".d2l-predicted .heads .soft", has_text="others").count() == 1
        go(page, 10)
        assert heads.all_text_contents() == names  # stepping in the window moves no row
        for step in (19, 30, 60, 119):
            box = hosted.text_box(page)
            box.evaluate("(box, step) => { box.focus(); box.setSelectionRange(step, step); }", step)
            page.wait_for_function(
                "step => document.querySelector(`[data-step='${step}'][aria-current=step]`)", arg=step
            )
            for t in range(max(1, step - 17), step + 1):
                head = heads.get_by_text(LONG[t].replace(" ", "␣"), exact=True).bounding_box()
                frame = drawn(page, t).locator(".d2l-target").bounding_box()
                assert abs(frame["y"] + frame["height"] / 2 - head["y"] - head["height"] / 2) < 4, t
        assert page.troubles == []


def test_nothing_moves_the_picture_whichever_network_text_or_step_is_shown(page):
    place = lambda: page.locator(".d2l-predicted").bounding_box()  # noqa: E731
    first = place()
    for name in ("untrained", "with memory", "without memory"):
        press(page, name)
        for step in (1, 2, 3, 4):
            go(page, step)
            assert place() == first
    hosted.text_box(page).fill("abcdefghijklmnopqrstuvwxyz")
    assert place()["y"] == first["y"] and place()["height"] == first["height"]
    press(page, "Learn this text")
    page.get_by_role("button", name="Give back the first network").wait_for()
    assert place()["y"] == first["y"] and place()["height"] == first["height"]

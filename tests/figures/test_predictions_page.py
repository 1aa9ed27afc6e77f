"""Predictions as a reader uses it: a run by itself writes what `sampling.generate` writes, control by control."""

import itertools
import re

import pytest
import torch

from d2l_rnn import chars, figures, rnn, sampling
from tests.drive import hosted

from .test_predictions import MACHINE

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser):
    with hosted.opened(browser, figures.Predictions(MACHINE, feed="free", length=12)) as page:
        yield page
        assert page.troubles == []


def rows(page):
    hosted.open_tables(page)
    found = page.locator("table", has_text="Predictions: one row a time step").last
    found.wait_for()
    return found.locator("tbody tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.textContent))")


def assert_wrote(page, prefix, text="machine", p=MACHINE.params, **run):
    """The table is the run that sampling.generate makes, with torch's probabilities."""
    run = dict(length=12, pick="argmax", temperature=1.0, seed=0) | run
    written = sampling.generate(prefix, p=p, tokens=MACHINE.tokens, **run)
    shown = rows(page)
    assert [row[1] for row in shown] == list(written[:-1])
    given = len(prefix)
    assert [row[2] for row in shown] == ["the text"] * given + ["its pick"] * (len(written) - 1 - given)
    assert [row[3] for row in shown] == ["–"] * (given - 1) + list(written[given:])
    assert [row[5] for row in shown] == [text[k : k + 1] for k in range(1, len(written))]
    O = rnn.unroll(chars.one_hot(written[:-1], MACHINE.tokens), p).O[:, 0]  # noqa: E741
    P = torch.tensor([[float(cell) for cell in row[6:]] for row in shown])
    assert torch.allclose(P, (O / run["temperature"]).softmax(1), atol=6e-5)
    assert f"Given ‘{prefix}’, it writes ‘{written[given:]}’" in page.locator(".d2l-total").inner_text()


@pytest.mark.core
def test_every_control_changes_the_run_as_it_changes_generate(page):
    assert_wrote(page, "m")
    page.get_by_label("Given characters").fill("3")
    page.get_by_label("Characters to write").fill("15")
    assert_wrote(page, "mac", length=15)
    assert not page.get_by_role("button", name="Next seed").is_visible()
    page.get_by_role("combobox", name=re.compile("^Pick")).select_option("sample")
    slider = page.get_by_role("slider", name="Temperature")
    slider.fill("3.5")
    assert_wrote(page, "mac", length=15, pick="sample", temperature=3.5)
    page.get_by_label("Seed", exact=True).fill("4294967295")
    assert_wrote(page, "mac", length=15, pick="sample", temperature=3.5, seed=2**32 - 1)
    page.get_by_role("button", name="Next seed").click()
    assert page.get_by_label("Seed", exact=True).input_value() == "0"
    page.get_by_role("button", name="Next seed").click()
    assert_wrote(page, "mac", length=15, pick="sample", temperature=3.5, seed=1)
    page.get_by_label("Network").select_option("untrained")
    assert_wrote(page, "mac", p=MACHINE.untrained, length=15, pick="sample", temperature=3.5, seed=1)
    page.get_by_label("Text", exact=True).fill("chin")
    assert_wrote(page, "chi", "chin", p=MACHINE.untrained, length=15, pick="sample", temperature=3.5, seed=1)


def test_the_number_that_a_step_draws_is_said_and_leads_to_its_pick(page):
    page.get_by_role("combobox", name=re.compile("^Pick")).select_option("sample")
    page.get_by_label("Seed", exact=True).fill("9")
    numbers = list(itertools.islice(sampling.uniforms(9), 12))
    slider = page.get_by_role("slider", name="time step")
    slider.press("Home")
    for k in range(4):
        row = rows(page)[k]
        words = page.locator(".d2l-detail").inner_text()
        assert (
            f"The number drawn for this step is {numbers[k]:.4f}" in words
            and f"passes this number at ‘{row[3]}’" in words
        )
        sums = list(itertools.accumulate(map(float, row[6:])))
        chosen = MACHINE.tokens.index(row[3])
        assert (sums[chosen - 1] if chosen else 0) - 1e-3 <= numbers[k] <= sums[chosen] + 1e-3
        slider.press("ArrowRight")


def test_what_was_given_and_what_was_fed_back_look_different_without_colour(page):
    page.get_by_label("Given characters").fill("3")
    ink = """canvas => {
      const ratio = canvas.width / canvas.clientWidth;
      const column = Math.max(15, Math.min(96, Math.floor((canvas.parentElement.parentElement.clientWidth - 84) / 14)));
      const input = canvas.clientHeight - 52;
      const { data } = canvas.getContext("2d").getImageData(0, input * ratio, canvas.width, 36 * ratio);
      const drawn = (x, y) => data[4 * (Math.round(y * ratio) * canvas.width + Math.round(x * ratio)) + 3] > 0;
      const marks = (t, from, to) => {
        for (let x = 84 + (t - 1) * column + 2; x < 84 + t * column - 2; x++)
          for (let y = from; y < to; y++) if (drawn(x, y)) return true;
        return false;
      };
      return Array.from({ length: 14 }, (_, k) => [marks(k + 1, 23, 31), marks(k + 1, 0, 3)]);
    }"""
    lane = page.locator("canvas").evaluate(ink)
    assert [below for below, _ in lane] == [False] * 3 + [True] * 11  # an arrow comes from below, or none
    assert [above for _, above in lane] == [True] * 3 + [False] * 11  # a frame goes over the character, or none


def test_teacher_forcing_comes_back_with_its_losses_and_the_guessing_game_belongs_to_it(page):
    box = page.get_by_label("Guess first")
    assert box.is_disabled() and "a free run has no text to guess" in page.inner_text("main")
    assert "loss =" not in page.inner_text("main") and page.locator(".d2l-floor").inner_text() == ""
    assert "Running freely: the framed inputs are given" in page.inner_text("main")
    page.get_by_label("Inputs").select_option("teacher")
    assert "Teacher forcing: every input is the text's own character" in page.inner_text("main")
    inputs, targets = chars.shift("machine")
    X, y = chars.one_hot(inputs, MACHINE.tokens), chars.indices(targets, MACHINE.tokens)
    losses = rnn.step_losses(rnn.unroll(X, MACHINE.params).O, y)[:, 0]
    assert [float(row[4]) for row in rows(page)] == pytest.approx(losses.tolist(), abs=6e-5)
    box.check()
    page.get_by_label("your guess, one character").wait_for()
    page.get_by_label("Inputs").select_option("free")
    assert not page.get_by_label("your guess, one character").is_visible()
    assert_wrote(page, "m")


def test_play_runs_to_the_last_step_of_the_run(browser):
    with hosted.opened(browser, figures.Predictions(MACHINE, feed="free", prefix=2, length=8, step=7)) as page:
        page.get_by_text("step 7 of 9").wait_for()
        page.get_by_role("button", name="Play").click()
        page.get_by_text("step 9 of 9").wait_for()
        page.get_by_role("button", name="Play").wait_for()


@pytest.mark.parametrize("label", ["Given characters", "Characters to write", "Seed"])
def test_what_is_no_number_is_answered_at_its_place_and_changes_nothing(label, page):
    page.get_by_role("combobox", name=re.compile("^Pick")).select_option("sample")
    before = rows(page)
    field = page.get_by_role("textbox", name=re.compile(f"^{label}"))
    for typed in ("abc", "1e30", "-", "", "١", "2.5", "<script>", "-1"):
        field.fill(typed)
        field.press("Tab")
        message = page.locator(".d2l-number-field", has_text=label).locator(".d2l-wrong").inner_text()
        assert "a whole number from" in message and message.endswith("needed.")
        assert field.input_value() == typed and rows(page) == before


@pytest.mark.parametrize("text, words", [("", "The text is empty. Type a character."), ("x", "trained without ‘x’")])
def test_a_text_of_which_nothing_can_be_read_is_answered_and_one_character_is_enough(text, words, page):
    field = page.get_by_label("Text", exact=True)
    field.fill(text)
    assert words in page.locator(".d2l-message").inner_text()
    assert not page.locator("canvas").is_visible() and page.get_by_text("no step").is_visible()
    field.fill("i")
    assert page.locator(".d2l-message").inner_text() == ""
    assert_wrote(page, "i", "i")

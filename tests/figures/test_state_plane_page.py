"""StatePlane as a reader uses it: every number torch's, while stepping, typing, learning, pointing and trying."""

import re

import pytest
import torch

from d2l_rnn import chars, figures, rnn, train
from tests.drive import hosted

from .test_state_plane import random_params

pytestmark = pytest.mark.browser


def numbers(words):
    """The numbers in a text, with real minus signs or not."""
    return [float(one) for one in re.findall(r"-?\d+(?:\.\d+)?", words.replace("−", "-"))]


def odds(page):
    """The letters and their percents beside the plane."""
    rows = [row.inner_text().split() for row in page.locator(".d2l-odds").all()]
    return [(letter, " ".join(rest)) for letter, *rest in rows]


def percent(p):
    return "> 99%" if p > 0.995 else "< 1%" if p < 0.005 else f"{100 * p:.0f}%"


def assert_says(page, state, p, tokens):
    """The sentence, the axes and the bars are torch's for this state; of two steps of one letter it says no numbers."""
    said = hosted.sentence(page)
    softmax = rnn.output(torch.tensor([state]), p)[0].softmax(-1)
    letter = tokens[int(softmax.argmax())]
    if " stand" in said:
        assert numbers(said)[:2] == pytest.approx(state, abs=6e-3)
        assert said.endswith(f": there the network expects {letter} ({percent(float(softmax.max()))}).")
    elif said.endswith("the same letter, but two states."):
        assert re.match(rf"After \S+ \([a-z ]+\) the network expects {letter}, after ", said)
    else:
        assert said.endswith(f"expects {letter} at both.") or said.endswith(f"expects {letter}.")
    assert numbers(page.locator(".d2l-panel").inner_text())[:2] == pytest.approx(state, abs=6e-3)
    assert odds(page)[0][0] == letter
    unit_1, unit_2 = page.locator(".d2l-plane .value").all_text_contents()
    assert numbers(f"{unit_1} {unit_2}") == pytest.approx(state, abs=6e-3)  # on the axes
    for token, words in odds(page):
        assert words.startswith(percent(float(softmax[tokens.index(token)])))


@pytest.fixture
def hello():
    figure = figures.StatePlane()
    return figure, figure._params["trained"], figure.network["tokens"]


@pytest.mark.core
def test_every_number_is_torchs_while_the_reader_types_and_steps(hello, browser):
    figure, p, tokens = hello
    with hosted.opened(browser, figure) as page:
        box = hosted.text_box(page)
        for typed in ("hello", "ollehhe", "e"):
            box.fill(typed)
            H = rnn.unroll(chars.one_hot(typed, tokens), p).H[:, 0].tolist()
            box.press("Home")
            for t, state in enumerate(H):
                assert hosted.step(page) == t
                assert_says(page, state, p, tokens)
                comes = {letter: words for letter, words in odds(page) if "comes next" in words}
                assert list(comes) == list(typed[t : t + 1])
                right = odds(page)[0][0] in comes
                assert ["✓" in words for words in comes.values()] == [right] * len(comes)
                box.press("ArrowRight")
        rows = hosted.rows(page, "numbers", "States of the text")
        assert [[row[0], *map(float, (one.replace("−", "-") for one in row[2:4]))] for row in rows] == [
            [str(t), *(pytest.approx(value, abs=6e-5) for value in state)] for t, state in enumerate(H)
        ]
        assert page.troubles == []


def test_the_two_ls_are_one_letter_in_two_states_and_without_w_hh_one_place(hello, browser):
    figure, p, tokens = hello
    with hosted.opened(browser, figure) as page:
        pair = "hel and hell end in the same letter"
        hel, hell = "hel (left)", "hell (bottom right)"
        both = f"After {hel} the network expects l, after {hell} o: the same letter, but two states."
        assert hosted.sentence(page) == both
        assert page.locator(".d2l-step .ring").count() == page.locator(".d2l-step .twin").count() == 1
        hosted.text_box(page).press("Home")
        assert page.locator(".d2l-note").inner_text() == both and page.locator(".d2l-step .twin").count() == 2
        page.locator(".d2l-letter").nth(3).click()
        said = f"After {hell} the network expects o, after {hel} l: the same letter, but two states."
        assert hosted.sentence(page) == said
        page.locator(".d2l-letter").nth(2).click()
        page.get_by_role("button", name="Compare with another").click()
        page.get_by_role("button", name="without Whh").click()
        assert f"{pair}, and lead to one point: " in page.locator(".d2l-figure").inner_text()
        without = train.fit("hello", 2, recurrent=False, progress=False).params
        states = rnn.unroll(chars.one_hot("hello", tokens), without).H[:, 0].tolist()
        assert_says(page, states[3], without, tokens)
        page.get_by_role("button", name="untrained").click()
        untrained = figure._params["untrained"]
        states = rnn.unroll(chars.one_hot("hello", tokens), untrained).H[:, 0].tolist()
        assert_says(page, states[3], untrained, tokens)
        assert page.troubles == []


def test_each_land_says_what_is_expected_in_it_and_what_is_not_read_yet_is_grey_and_said_to_come(hello, browser):
    figure, p, tokens = hello
    with hosted.opened(browser, figure) as page:
        lands = page.locator(".d2l-land").all_text_contents()
        assert sorted("".join(land.split()) for land in lands) == ["expectse", "expectsl", "expectso"]
        assert "".join(page.locator(".d2l-land.here").text_content().split()) == "expectsl"
        names = page.locator(".later .letter").all_text_contents()
        assert names == ["l"] and "Grey: still to come." in page.locator(".d2l-plane").text_content()
        grey = page.locator(".d2l-letter.next").first.evaluate("one => getComputedStyle(one).color")
        fill = "all => all.map((one) => getComputedStyle(one).fill)"
        assert page.locator(".later .letter").evaluate_all(fill) == [grey]
        hosted.text_box(page).press("End")
        assert page.locator(".later .letter").count() == 0
        assert "Grey: still to come." not in page.locator(".d2l-plane").text_content()


def test_a_word_is_learned_in_the_page_as_by_torch(browser):
    with hosted.opened(browser, figures.StatePlane()) as page:
        box = hosted.text_box(page)
        box.fill("coffee")
        box.press("Enter")
        history = train.fit("coffee", num_hiddens=2, progress=False)
        H = rnn.unroll(chars.one_hot("coffee", history.tokens), history.params).H[:, 0].tolist()
        for t in range(6, 0, -1):
            assert_says(page, H[t], history.params, history.tokens)
            box.press("ArrowLeft")
        page.get_by_role("button", name="Give back").click()
        assert box.input_value() == "hello" and page.troubles == []


PIXELS = """(canvas, places) => {
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return places.map(([x, y]) => [...data.subarray(4 * (y * canvas.width + x), 4 * (y * canvas.width + x) + 4)]);
}"""


@pytest.mark.parametrize("seed", [0, 1])
def test_the_ground_has_as_much_ink_as_torch_is_sure(seed, browser):
    p = random_params(7, 4.0, seed)
    places = [[x, y] for x in range(0, 96, 5) for y in range(0, 96, 5)]
    states = 1.1 * torch.tensor([[(x + 0.5) / 48 - 1, 1 - (y + 0.5) / 48] for x, y in places])
    top = rnn.output(states, p).softmax(-1).amax(-1)
    with hosted.opened(browser, figures.StatePlane(p, list("abcdefg"), text="abc", fold="try")) as page:
        pixels = page.locator(".d2l-plane canvas").evaluate(PIXELS, places)
        ink = [0.18 * 255 * (7 * one - 1) / 6 for one in top.tolist()]
        assert [alpha for *_, alpha in pixels] == [pytest.approx(one, abs=1) for one in ink]
        assert max(ink) > 40 and min(ink) < 20 and page.troubles == []


def at(page, a, b):
    """Where a state stands in the page."""
    box = page.locator(".d2l-spot").bounding_box()
    return box["x"] + (a / 1.1 + 1) / 2 * box["width"], box["y"] + (1 - b / 1.1) / 2 * box["height"]


# Of what moves: how long it takes; then it is held at a time, in milliseconds.
MOVING = """(time) => {
  const moving = document.getAnimations().filter((one) => one.effect.target?.matches?.(".d2l-mover"));
  for (const one of moving) one.pause(), (one.currentTime = time);
  return moving.map((one) => one.effect.getTiming().duration);
}"""
RING = """() => { const { x, y, width, height } = document.querySelector(".d2l-mover").getBoundingClientRect();
  return [x + width / 2, y + height / 2]; }"""


def test_the_ring_travels_in_350_ms_to_where_w_hh_takes_the_state_and_on_to_torchs_next(hello, browser):
    figure, p, tokens = hello
    H = rnn.unroll(chars.one_hot("hello", tokens), p).H[:, 0]
    carried = torch.tanh(H[:-1] @ p.W_hh + p.b_h[0])
    with hosted.opened(browser, figure) as page:
        hosted.text_box(page).press("Home")
        for t in range(1, 6):
            page.keyboard.press("ArrowRight")
            for time, state in ((0, H[t - 1]), (175, carried[t - 1]), (349.99, H[t])):
                assert page.evaluate(MOVING, time) == [350]
                assert page.evaluate(RING) == pytest.approx(at(page, *state.tolist()), abs=1)
        page.keyboard.type("h")
        assert page.evaluate(MOVING, 0) == []
        page.emulate_media(reduced_motion="reduce")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowRight")
        assert page.evaluate(MOVING, 0) == []
        page.emulate_media(reduced_motion="no-preference")


def test_a_click_tries_a_state_or_goes_to_a_step_and_a_key_moves_the_state(hello, browser):
    figure, p, tokens = hello
    H = rnn.unroll(chars.one_hot("hello", tokens), p).H[:, 0].tolist()
    with hosted.opened(browser, figure) as page:
        page.mouse.click(*at(page, 0.5, 0.2))
        assert hosted.sentence(page).startswith("Your own state stands at (")
        assert numbers(hosted.sentence(page))[:2] == pytest.approx([0.5, 0.2], abs=0.006)
        page.locator(".d2l-spot").focus()
        state = numbers(hosted.sentence(page))[:2]
        for key, way in (("ArrowLeft", (-0.05, 0)), ("ArrowDown", (0, -0.05)), ("ArrowRight", (0.05, 0))):
            page.keyboard.press(key)
            state = [one + step for one, step in zip(state, way, strict=True)]
            assert_says(page, state, p, tokens)
        page.keyboard.press("Escape")
        assert_says(page, H[3], p, tokens)
        page.mouse.move(*at(page, *H[4]))
        assert page.locator(".d2l-panel").inner_text().startswith("After hell, at (")
        assert hosted.sentence(page).startswith("After hel (left) ")
        page.mouse.down()
        page.mouse.up()
        assert hosted.step(page) == 4 and hosted.sentence(page).startswith("After hell (bottom right) ")
        page.mouse.move(*at(page, -0.5, 0.5))
        shown = odds(page)
        softmax = rnn.output(torch.tensor([[-0.5, 0.5]]), p)[0].softmax(-1)
        assert [words for _, words in shown] == [percent(one) for one in softmax.sort(descending=True)[0].tolist()]
        page.mouse.down()
        page.mouse.move(*at(page, -0.3, 0.1))
        page.mouse.up()
        assert numbers(hosted.sentence(page))[:2] == pytest.approx([-0.3, 0.1], abs=0.011)
        page.keyboard.press("Escape")
        letters = page.locator(".d2l-letter")
        letters.nth(1).click()
        assert hosted.sentence(page).startswith("After he the two") and page.troubles == []


def test_a_state_of_ones_own_leads_where_torch_leads_it(hello, browser):
    figure, p, tokens = hello
    with hosted.opened(browser, figure) as page:
        page.get_by_role("button", name="Try a state").click()
        page.get_by_label("unit 1").fill("0.5")
        page.get_by_label("unit 2").fill("-0.4")
        assert_says(page, [0.5, -0.4], p, tokens)
        page.get_by_role("button", name="where would each letter lead?").click()
        for letter, words in odds(page):
            to = rnn.step(chars.one_hot(letter, tokens)[0], torch.tensor([[0.5, -0.4]]), p)[0].tolist()
            assert numbers(words.split(" to ")[1]) == pytest.approx(to, abs=6e-3)
        softmax = rnn.output(torch.tensor([[0.5, -0.4]]), p)[0].softmax(-1)
        for letter, *values in hosted.rows(page, "numbers", "Where each letter leads"):
            to = rnn.step(chars.one_hot(letter, tokens)[0], torch.tensor([[0.5, -0.4]]), p)[0].tolist()
            right = [float(softmax[tokens.index(letter)]), *to]
            assert [numbers(one)[0] for one in values] == pytest.approx(right, abs=6e-5)
        page.get_by_role("button", name="Try a state").click()
        page.get_by_role("button", name="Back to the text").click()
        assert hosted.sentence(page).startswith("After hel (left) ")
        assert page.troubles == []


def test_a_second_text_is_compared_step_by_step_and_a_bad_one_is_answered(hello, browser):
    figure, p, tokens = hello
    with hosted.opened(browser, figure) as page:
        page.get_by_role("button", name="Compare with another").click()
        second, fold = page.get_by_label("Second text"), page.locator(".d2l-fold")
        second.fill("oleh")
        ones = [rnn.unroll(chars.one_hot(text, tokens), p).H[3, 0] for text in ("hello", "oleh")]
        assert fold.inner_text().split("\n")[-1].startswith("After hel the state stands at ")
        assert numbers(fold.inner_text().split("apart")[0])[-5:] == pytest.approx(
            [*ones[0].tolist(), *ones[1].tolist(), float((ones[0] - ones[1]).norm())], abs=6e-3
        )
        assert page.locator(".d2l-path.second .dots").count() == 2
        second.fill("ol!")
        assert "has never seen ‘!’; the second text is read up to it" in fold.inner_text()
        assert second.input_value() == "ol!"
        second.fill("")
        assert "broken lines" in fold.inner_text() and page.locator(".d2l-path.second").count() == 0
        assert page.troubles == []


def test_where_two_letters_are_as_likely_the_sentence_says_so(browser):
    p = rnn.init_params(3, 2, 3, seed=0)
    p = rnn.Params(p.W_xh, p.W_hh, p.b_h, torch.zeros(2, 3), torch.tensor([[1.0, 1.0, 0.0]]))
    with hosted.opened(browser, figures.StatePlane(p, list("abc"), text="abc", step=0)) as page:
        softmax = torch.tensor([1.0, 1.0, 0.0]).softmax(0)
        tie = f"on a border: a or b ({percent(float(softmax[0]))} each), a tie."
        assert hosted.sentence(page) == f"Before the first letter the two hidden units stand at (0.00, 0.00), {tie}"


def test_a_long_text_shows_the_steps_around_the_current_one(browser):
    tokens = list("abcdefg")
    with hosted.opened(browser, figures.StatePlane(random_params(7, 2.0, 3), tokens, text="abcdefg" * 20)) as page:
        box = hosted.text_box(page)
        box.press("End")
        assert "step 140" in page.locator(".d2l-letter[aria-current=step]").get_attribute("aria-label")
        assert 0 < page.locator(".d2l-path .index").count() <= 9
        assert {int(one) for one in page.locator(".d2l-path .index").all_text_contents()} <= set(range(132, 141))
        assert page.troubles == []

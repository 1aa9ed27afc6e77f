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


def here(page):
    """What is expected at the current state, or at one of the reader's own."""
    own = page.locator(".d2l-compared > :has(.ring[d^='M0'])")
    return own if own.count() else page.locator(".d2l-compared > :has(.ring[d^='M-'])")


def odds(place):
    """The letters and their percents at a place beside the plane."""
    rows = [row.inner_text().split() for row in place.locator(".d2l-odds").all()]
    return [(letter, " ".join(rest)) for letter, *rest in rows]


def percent(p):
    return "> 99%" if p > 0.995 else "< 1%" if p < 0.005 else f"{100 * p:.0f}%"


PAIR = r"Same letter (\S+), two states: the network expects (\S+) after (\S+), (\S+) after (\S+)\."


def assert_says(page, state, p, tokens):
    """The sentence, the bars, and where they are seen the values on the axes are torch's for this state."""
    said = hosted.sentence(page)
    softmax = rnn.output(torch.tensor([state]), p)[0].softmax(-1)
    letter = tokens[int(softmax.argmax())]
    if said.startswith("Same letter"):
        pair = re.fullmatch(PAIR, said)
        assert (
            letter in pair.group(2, 4) if pair else said.endswith(f"expects {letter}.") or f" {letter} after " in said
        )
    else:
        assert said.endswith(f" lies where the network expects {letter} ({percent(float(softmax.max()))}).")
    values = page.locator(".d2l-plane .value").all_text_contents()
    if values:
        assert numbers(" ".join(values)) == pytest.approx(state, abs=6e-3)
    shown = odds(here(page))
    assert letter in dict(shown) and len(shown) >= min(2, len(tokens))
    for token, words in shown:
        assert words.startswith(percent(float(softmax[tokens.index(token)])))


@pytest.fixture
def hello():
    figure = figures.StatePlane()
    return figure, figure._params["trained"], figure.network["tokens"]


@pytest.mark.core
def test_every_number_is_torchs_while_the_reader_types_and_steps(hello, browser):
    figure, p, tokens = hello
    figure.fold = "numbers"
    with hosted.opened(browser, figure) as page:
        box = hosted.text_box(page)
        for typed in ("hello", "ollehhe", "e"):
            box.fill(typed)
            H = rnn.unroll(chars.one_hot(typed, tokens), p).H[:, 0].tolist()
            box.press("Home")
            for t, state in enumerate(H):
                assert hosted.step(page) == t
                assert_says(page, state, p, tokens)
                assert page.locator(".d2l-plane .value").count() == 2
                box.press("ArrowRight")
        rows = hosted.rows(page, "numbers", "States of the text")
        assert [[row[0], *map(float, (one.replace("−", "-") for one in row[2:4]))] for row in rows] == [
            [str(t), *(pytest.approx(value, abs=6e-5) for value in state)] for t, state in enumerate(H)
        ]
        assert page.troubles == []


def test_the_two_ls_stand_beside_each_other_in_two_states_and_without_w_hh_in_one(hello, browser):
    figure, p, tokens = hello
    H = rnn.unroll(chars.one_hot("hello", tokens), p).H[:, 0]
    with hosted.opened(browser, figure) as page:
        both = "Same letter l, two states: the network expects l after hel, o after hell."
        places = page.locator(".d2l-compared > div")
        assert hosted.sentence(page) == both and places.count() == 2
        for k, (place, read) in enumerate(zip(places.all(), ("hel", "hell"), strict=True)):
            softmax = rnn.output(H[3 + k : 4 + k], p)[0].softmax(-1)
            assert place.inner_text().split("\n")[0] == f"After {read} it expects"
            assert odds(place) == [(one, percent(float(softmax[tokens.index(one)]))) for one in "lo"]
        assert "After hell" in here(page).inner_text()
        hosted.text_box(page).press("End")
        assert page.locator(".d2l-note").inner_text() == both and places.count() == 1
        page.locator(".d2l-letter").nth(3).click()
        page.get_by_role("button", name="Compare with another").click()
        page.get_by_role("button", name="without Whh").click()
        assert hosted.sentence(page).startswith("Same letter l, one state: the network cannot tell hell from hel; it ")
        without = train.fit("hello", 2, recurrent=False, progress=False).params
        states = rnn.unroll(chars.one_hot("hello", tokens), without).H[:, 0].tolist()
        assert_says(page, states[4], without, tokens)
        page.get_by_role("button", name="untrained").click()
        untrained = figure._params["untrained"]
        states = rnn.unroll(chars.one_hot("hello", tokens), untrained).H[:, 0].tolist()
        assert_says(page, states[4], untrained, tokens)
        assert page.troubles == []


# The borders of lands that lie along the frame of the plane, which is a line of its own.
ALONG_THE_FRAME = """() => {
  const { offsetLeft: left, offsetTop: top, offsetWidth: side } = document.querySelector(".d2l-spot");
  const ends = [...document.querySelectorAll(".d2l-land")].flatMap((land) =>
    land.getAttribute("d").split("M").slice(1).map((edge) => edge.split(/[L,]/).map(Number)));
  return ends.filter(([a, b, c, d]) => [[a, c, left], [b, d, top]].some(([one, other, at]) =>
    Math.abs(one - other) < 0.1 && Math.abs(Math.abs(one - at - side / 2) - side / 2) < 0.1));
}"""


def test_each_land_says_what_is_expected_in_it_and_what_is_not_read_yet_is_not_drawn(hello, browser):
    figure, p, tokens = hello
    with hosted.opened(browser, figure) as page:
        lands = page.locator(".d2l-expects").all_text_contents()
        assert sorted("".join(land.split()) for land in lands) == ["expectse", "expectsl", "expectso"]
        assert page.locator(".d2l-land").count() == 3 and page.evaluate(ALONG_THE_FRAME) == []
        assert "one letter is read: the state jumps" in page.locator(".d2l-key").inner_text()
        names = page.locator(".d2l-path text")
        hosted.text_box(page).press("Home")
        for t, last in enumerate(["start", "h", "he", "hel", "hell", "end"]):
            assert hosted.step(page) == t and names.count() == t + 1
            assert names.last.text_content() == last and page.locator(".d2l-path polygon").count() == t
            page.keyboard.press("ArrowRight")


# The names of states that lie on an arrow or a border.
CROSSED = """() => {
  const lines = [...document.querySelectorAll(".d2l-plane :is(.d2l-path g path, .d2l-land)")].flatMap((line) =>
    Array.from({ length: Math.ceil(line.getTotalLength()) }, (_, at) => line.getPointAtLength(at)));
  return [...document.querySelectorAll(".d2l-path text")].filter((name) => {
    const { x, y, width, height } = name.getBBox();
    return lines.some((at) => at.x > x && at.x < x + width && at.y > y + 2 && at.y < y + height - 2);
  }).map((name) => name.textContent);
}"""


@pytest.mark.parametrize("width", [900, 390])
def test_no_name_of_a_state_lies_on_a_line(hello, width, browser):
    with hosted.opened(browser, hello[0], width) as page:
        assert page.locator(".d2l-path text").count() == 5 and page.evaluate(CROSSED) == []


def test_a_phone_says_under_the_plane_what_has_no_room_beside_it(hello, browser):
    hello[0].fold = "numbers"
    with hosted.phone(browser, hello[0]) as page:
        said = lambda: page.locator(".d2l-note").inner_text().split("\n")  # noqa: E731
        high = page.locator(".d2l-under").bounding_box()["height"]
        assert said() == ["Whh takes the state along", "then l moves it"]
        page.get_by_role("button", name="Read the numbers").tap()
        assert said() == ["Each dot is a state, each arrow a letter read. Tap anywhere to see what is expected there."]
        assert page.locator(".d2l-under").bounding_box()["height"] == high
        assert page.locator(".d2l-key").count() == 0 and page.troubles == []


def test_only_an_arrow_that_is_pointed_at_has_its_two_parts_and_only_what_is_pointed_at_its_values(hello, browser):
    figure, p, tokens = hello
    H = rnn.unroll(chars.one_hot("hello", tokens), p).H[:, 0]
    with hosted.opened(browser, figure) as page:
        parts, values = page.locator(".d2l-parts"), page.locator(".d2l-plane .value")
        assert parts.count() == values.count() == 0
        head = page.locator(".d2l-path .last polygon").bounding_box()
        page.mouse.move(head["x"] + head["width"] / 2, head["y"] + head["height"] / 2)
        assert parts.count() == 1 and "Whh takes the state along" in page.locator(".d2l-key").inner_text()
        assert numbers(" ".join(values.all_text_contents())) == pytest.approx(H[4].tolist(), abs=6e-3)
        page.mouse.move(*at(page, *H[2].tolist()))
        assert parts.count() == 0 and page.locator(".d2l-compared > div").first.inner_text().startswith("After he it")
        page.mouse.move(1, 1)
        assert values.count() == 0 and page.troubles == []


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


@pytest.mark.parametrize("fold", ["", "numbers"])
def test_the_ring_travels_in_350_ms_along_its_arrow_or_its_two_parts_to_torchs_next_state(fold, hello, browser):
    figure, p, tokens = hello
    figure.fold = fold
    H = rnn.unroll(chars.one_hot("hello", tokens), p).H[:, 0]
    carried = torch.tanh(H[:-1] @ p.W_hh + p.b_h[0])
    with hosted.opened(browser, figure) as page:
        hosted.text_box(page).press("Home")
        for t in range(1, 6):
            page.keyboard.press("ArrowRight")
            half = carried[t - 1] if fold else (H[t - 1] + H[t]) / 2
            beside = 1 if fold else 30  # the arrow is bent
            for time, state, near in ((0, H[t - 1], 1), (175, half, beside), (349.99, H[t], 1)):
                assert page.evaluate(MOVING, time) == [350]
                assert page.evaluate(RING) == pytest.approx(at(page, *state.tolist()), abs=near)
        page.keyboard.type("h")
        assert page.evaluate(MOVING, 0) == []
        page.emulate_media(reduced_motion="reduce")
        page.keyboard.press("ArrowLeft")
        page.keyboard.press("ArrowRight")
        assert page.evaluate(MOVING, 0) == []
        page.emulate_media(reduced_motion="no-preference")


def own(page):
    """The values on the axes."""
    return numbers(" ".join(page.locator(".d2l-plane .value").all_text_contents()))


def test_a_click_tries_a_state_or_goes_to_a_step_and_a_key_moves_the_state(hello, browser):
    figure, p, tokens = hello
    H = rnn.unroll(chars.one_hot("hello", tokens), p).H[:, 0].tolist()
    with hosted.opened(browser, figure) as page:
        page.mouse.click(*at(page, 0.5, 0.2))
        assert hosted.sentence(page).startswith("Your own state lies where ")
        state = own(page)
        assert state == pytest.approx([0.5, 0.2], abs=0.006)
        page.locator(".d2l-spot").focus()
        for key, way in (("ArrowLeft", (-0.05, 0)), ("ArrowDown", (0, -0.05)), ("ArrowRight", (0.05, 0))):
            page.keyboard.press(key)
            state = [one + step for one, step in zip(state, way, strict=True)]
            assert_says(page, state, p, tokens)
        page.keyboard.press("Escape")
        assert_says(page, H[4], p, tokens)
        page.mouse.click(*at(page, *H[3]))
        assert hosted.step(page) == 3 and hosted.sentence(page).startswith("After hel the state lies ")
        page.mouse.move(*at(page, -0.5, 0.5))
        there = page.locator(".d2l-compared > div").last
        assert there.inner_text().startswith("Where you point it expects")
        softmax = rnn.output(torch.tensor([[-0.5, 0.5]]), p)[0].softmax(-1)
        assert odds(there) == [(one, percent(float(softmax[tokens.index(one)]))) for one, _ in odds(there)] != []
        page.mouse.down()
        page.mouse.move(*at(page, -0.3, 0.1))
        page.mouse.up()
        assert own(page) == pytest.approx([-0.3, 0.1], abs=0.011)
        page.keyboard.press("Escape")
        letters = page.locator(".d2l-letter")
        letters.nth(1).click()
        assert hosted.sentence(page).startswith("After he the state") and page.troubles == []


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
        assert hosted.sentence(page).startswith("Same letter l, two states: ")
        assert page.troubles == []


def test_a_second_text_is_compared_step_by_step_and_a_bad_one_is_answered(hello, browser):
    figure, p, tokens = hello
    with hosted.opened(browser, figure) as page:
        page.get_by_role("button", name="Compare with another").click()
        second, fold = page.get_by_label("Second text"), page.locator(".d2l-fold")
        second.fill("oleh")
        ones = [rnn.unroll(chars.one_hot(text, tokens), p).H[4, 0] for text in ("hello", "oleh")]
        assert fold.inner_text().split("\n")[-1].startswith("After hell the state stands at ")
        assert numbers(fold.inner_text().split("apart")[0])[-5:] == pytest.approx(
            [*ones[0].tolist(), *ones[1].tolist(), float((ones[0] - ones[1]).norm())], abs=6e-3
        )
        assert page.locator(".d2l-path.second .dots").count() == 1
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
        tie = f"the network expects a or b ({percent(float(softmax[0]))} each), a tie."
        assert hosted.sentence(page) == f"Before the first letter the state lies on a border: {tie}"


def test_a_long_text_shows_the_steps_around_the_current_one(browser):
    tokens = list("abcdefg")
    with hosted.opened(browser, figures.StatePlane(random_params(7, 2.0, 3), tokens, text="abcdefg" * 20)) as page:
        box = hosted.text_box(page)
        box.press("End")
        assert "step 140" in page.locator(".d2l-letter[aria-current=step]").get_attribute("aria-label")
        assert 0 < page.locator(".d2l-path .index").count() <= 9
        assert {int(one) for one in page.locator(".d2l-path .index").all_text_contents()} <= set(range(132, 141))
        assert page.troubles == []

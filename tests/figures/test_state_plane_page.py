"""StatePlane as a reader uses it: every number and every pixel torch's, while stepping, typing and probing."""

import random

import pytest
import torch

from d2l_rnn import chars, figures, rnn
from tests.drive import hosted

from .test_state_plane import random_params

pytestmark = pytest.mark.browser


def shown_state(page):
    """The two numbers and the probabilities beside the plane."""
    words = page.locator(".d2l-formula").inner_text().replace("−", "-")
    state = [float(part.split("=")[1]) for part in words.split(",")]
    rows = page.locator(".d2l-detail tr").all()
    return state, [(row.locator("th").inner_text().split()[0], row.locator(".d2l-number").inner_text()) for row in rows]


def assert_torchs(page, p, tokens, state):
    shown, rows = shown_state(page)
    assert shown == pytest.approx(state, abs=6e-4)
    softmax = rnn.output(torch.tensor([state]), p)[0].softmax(-1)
    for token, said in rows:
        value = float(softmax[tokens.index(token.replace("␣", " "))])
        if said.startswith("<"):
            assert value < 6e-4
        elif said.startswith(">"):
            assert value > 0.999
        else:
            assert float(said) == pytest.approx(value, abs=6e-4)


@pytest.mark.core
def test_every_number_shown_is_torchs_while_the_reader_steps_types_and_probes(browser):
    figure = figures.StatePlane()
    p, tokens = figure._params["trained"], figure.network["tokens"]
    with hosted.opened(browser, figure) as page:
        text = page.get_by_label("Text", exact=True)
        for typed in ("hello", "ollehhe", "e"):
            text.fill(typed)
            H = rnn.unroll(chars.one_hot(typed, tokens), p).H[:, 0].tolist()
            cell = page.get_by_role("gridcell")
            cell.press("Home")
            for t, state in enumerate(H):
                assert_torchs(page, p, tokens, state)
                assert cell.get_attribute("aria-label").startswith(f"step {t}")
                cell.press("ArrowRight")
        page.get_by_label("A state of your own").check()
        page.get_by_role("slider", name="unit 1").fill("0.5")
        page.get_by_role("slider", name="unit 2").fill("-0.4")
        assert_torchs(page, p, tokens, [0.5, -0.4])
        assert page.locator(".d2l-detail .d2l-title").inner_text() == "A state of your own"
        page.get_by_label("Where would each character lead").check()
        for row in page.locator(".d2l-detail tr").all():
            token, said = row.locator("th").inner_text().split(" leads to ")
            to = rnn.step(chars.one_hot(token, tokens)[0], torch.tensor([[0.5, -0.4]]), p)[0].tolist()
            numbers = [float(part) for part in said.strip("()").replace("−", "-").split(", ")]
            assert numbers == pytest.approx(to, abs=6e-3)
        page.get_by_role("slider", name="unit 1").press("Escape")
        assert not page.get_by_label("A state of your own").is_checked()
        page.get_by_label("Network").select_option("untrained")
        state = rnn.unroll(chars.one_hot("e", tokens), figure._params["untrained"]).H[1, 0].tolist()
        assert_torchs(page, figure._params["untrained"], tokens, state)
        assert page.troubles == []


PIXELS = """(canvas, places) => {
  const ratio = canvas.width / canvas.clientWidth;
  const { data } = canvas.getContext("2d").getImageData(0, 0, canvas.width, canvas.height);
  return places.map(([x, y]) => {
    const start = 4 * (Math.floor(y * ratio) * canvas.width + Math.floor(x * ratio));
    return [...data.subarray(start, start + 4)];
  });
}"""


LIGHT = ["#a9cdea", "#f7c49a", "#a5dbc5", "#e3bdd9", "#eee092", "#cacaca", "#c6bfee", "#d0e19b"]


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_the_pixels_of_the_square_have_the_colour_of_torchs_most_likely_character(seed, browser):
    p = random_params(7, 4.0, seed)
    side = torch.linspace(-1, 1, 401)
    best = rnn.output(torch.cartesian_prod(side, side), p).argmax(-1)
    order = best.bincount(minlength=7).argsort(descending=True).tolist()  # the largest region has the first colour
    fills = [[int(colour[k : k + 2], 16) for k in (1, 3, 5)] for colour in LIGHT]
    draw = random.Random(seed)
    with hosted.opened(browser, figures.StatePlane(p, list("abcdefg"), text="")) as page:
        canvas = page.locator(".d2l-plane canvas").first
        width, height = canvas.evaluate("one => [one.clientWidth, one.clientHeight]")
        left, top, length = 50, 12, width - 64
        assert height == top + length + 46
        states = [[draw.uniform(-0.98, 0.98), draw.uniform(-0.98, 0.98)] for _ in range(200)]
        places = [[left + (a + 1) / 2 * length, top + (1 - b) / 2 * length] for a, b in states]
        checked = 0
        for state, pixel in zip(states, canvas.evaluate(PIXELS, places), strict=True):
            softmax = rnn.output(torch.tensor([state]), p)[0].softmax(-1)
            first, second = softmax.topk(2).values.tolist()
            if first - second < 0.1:
                continue  # near a line, or on it
            paper = 0.8 * (1 - first) / (1 - 1 / 7)
            fill = fills[order.index(int(softmax.argmax()))]
            assert pixel[:3] == pytest.approx([255 * paper + c * (1 - paper) for c in fill], abs=8)
            checked += 1
        assert checked > 80 and page.troubles == []


def test_a_click_chooses_a_step_on_the_path_or_a_state_beside_it(browser):
    figure = figures.StatePlane(step=0)
    H = rnn.unroll(chars.one_hot("hello", figure.network["tokens"]), figure._params["trained"]).H[:, 0].tolist()
    with hosted.opened(browser, figure) as page:
        canvas = page.locator(".d2l-plane canvas").first
        length = canvas.evaluate("one => one.clientWidth") - 64

        def at(a, b):
            return {"x": 50 + (a + 1) / 2 * length, "y": 12 + (1 - b) / 2 * length}

        canvas.click(position=at(0.5, 0.2))
        assert (
            page.get_by_role("slider", name="unit 1").input_value() == "0.5"
            and page.get_by_role("slider", name="unit 2").input_value() == "0.2"
        )
        canvas.hover(position=at(*H[3]))
        assert page.locator(".d2l-detail .d2l-title").inner_text() == "After step 3, ‘hel’"
        canvas.click(position=at(*H[4]))
        assert not page.get_by_label("A state of your own").is_checked()
        assert page.get_by_role("slider", name="time step").input_value() == "4"
        page.mouse.move(0, 0)
        cell = page.get_by_role("gridcell")
        cell.press("Enter")
        assert page.get_by_role("slider", name="unit 1").input_value() == f"{H[4][0]:.2f}"
        assert page.locator(".d2l-detail .d2l-title").inner_text() == "A state of your own"
        cell.press("ArrowLeft")
        assert page.locator(".d2l-hidden").text_content().startswith("step 3 of 5, reads ‘l’: unit 1 ")
        assert page.troubles == []


def test_a_second_text_is_compared_step_by_step_and_a_bad_one_is_answered(browser):
    figure = figures.StatePlane()
    p, tokens = figure._params["trained"], figure.network["tokens"]
    with hosted.opened(browser, figure) as page:
        assert page.locator(".d2l-ground").inner_text().endswith(" %. Nowhere the most likely: h.")
        second = page.get_by_label("Second text")
        second.fill("oleh")
        ones = [rnn.unroll(chars.one_hot(text, tokens), p).H[3, 0] for text in ("hello", "oleh")]
        assert f"{(ones[0] - ones[1]).norm():.2f} apart." in page.locator(".d2l-rnn").inner_text()
        assert "‘hel’ is at" in page.locator(".d2l-rnn").inner_text()
        second.fill("ol!")
        assert "trained without ‘!’ (character 3)" in page.locator(".d2l-message").nth(1).inner_text()
        assert second.input_value() == "ol!"
        second.fill("")
        assert page.locator(".d2l-message").nth(1).inner_text() == ""
        for bad in ("", "<script>alert(1)</script>", "hello" * 2000):
            page.get_by_label("Text", exact=True).fill(bad)
            assert page.locator(".d2l-message").first.inner_text()
        hosted.open_tables(page)
        rows = page.locator(".d2l-table table").nth(1).locator("tbody tr")
        assert rows.count() == 401
        assert page.troubles == []

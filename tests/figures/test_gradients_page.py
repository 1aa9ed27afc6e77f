"""Gradients as a reader uses its page: every number that is seen is autograd's, and says what it is."""

import math
import re

import pytest
import torch

from d2l_rnn import figures, rnn
from d2l_rnn.figures import gradients as figure_file
from tests.drive import hosted

from .test_gradients import by_autograd

pytestmark = pytest.mark.browser
ALPHABET = sorted("abcdefghijklmnopqrstuvwxyz .")
LONG = "what a network has read so far is kept in its state. " * 8
SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def random_figure(length, h, **traits):
    p = rnn.init_params(len(ALPHABET), h, len(ALPHABET), seed=h)
    return figures.Gradients(p, ALPHABET, text=LONG[:length], **traits)


def read(shown):
    """A number as the figure prints it: 0.0213, ×0.53, 5,100%, 2.3·10⁻⁷%, and 0."""
    mantissa, _, exponent = shown.translate(SUPERSCRIPTS).strip("×%").replace(",", "").partition("·10")
    return float(mantissa) * 10 ** int(exponent or 0)


def near(value, rel=0.051):
    return pytest.approx(float(value), rel=rel, abs=1e-300)


class Expected:
    """What autograd says of one loss: the length at each state, beside the first, and what W_hh and tanh′ did."""

    def __init__(self, figure, text, t, scale=1.0, weights="untrained", matrix="model"):
        p = figure._untrained if weights == "untrained" and figure._untrained is not None else figure._params
        p = figure_file._with(p.map(torch.Tensor.double), matrix)
        dH, dA, self.sums, H = by_autograd(text, figure.network["tokens"], p, scale, t)
        self.whole, self.side = dH.norm(dim=1).tolist(), dA.norm(dim=1).tolist()
        self.terms = [float(H[k - 1].detach().norm()) * self.side[k] if k else 0.0 for k in range(t + 1)]
        self.t, self.p, self.text = t, p, text

    def share(self, k):
        return self.whole[k] / self.whole[self.t]

    def matrix(self, k):
        return math.prod(self.whole[j - 1] / self.side[j] for j in range(k + 1, self.t + 1))

    def tanh(self, k):
        return math.prod(self.side[j] / self.whole[j] for j in range(k + 1, self.t + 1))


def letter(text, k):
    return f"{text[k - 1].replace(' ', '␣')}{k}"


def assert_says(page, expected, k):
    """The sentence names the states t and k, and its number and those under the bars are autograd's."""
    said, share = hosted.sentence(page), expected.share(k)
    start, end, steps = letter(expected.text, expected.t), letter(expected.text, k), expected.t - k
    limits = {
        10: "has exploded to",
        1.006: "has grown to",
        0.994: "is still",
        1e-3: "",
        0: "has vanished:",
    }
    became = next(words for limit, words in limits.items() if share > limit)
    back = f"{steps} step{'s' * (steps > 1)} back"
    found = re.fullmatch(
        rf"{back} from {start}, at {end}, the gradient {became} (?P<share>\S+%)\."
        if became
        else rf"{back} from {start}, at {end}, only (?P<share>\S+%) of the gradient remains\.",
        said,
    )
    assert found, said
    assert read(found["share"]) / 100 == near(share)
    each = "each" if steps > 1 else "the"
    assert page.locator(".d2l-walk").text_content() == f"{each} step back: × weights Whh × slope tanh′"


def assert_made(page, expected, k, where=".d2l-note"):
    """What W_hh made of the gradient from t to k and what tanh′ did, in the note or in the fold."""
    said, share, steps = page.locator(where).text_content(), expected.share(k), expected.t - k
    product = re.fullmatch(
        rf"in {steps} steps?: (?P<W_hh>\S+%) \(Whh\) × (?P<tanh>\S+%) \(tanh′\) =\s(?P<share>\S+%)", said
    )
    assert product and product["share"] in hosted.sentence(page), said
    W_hh, tanh, left = (read(product[name]) / 100 for name in ("W_hh", "tanh", "share"))
    assert [W_hh, tanh, left] == [near(expected.matrix(k)), near(expected.tanh(k)), near(share)]
    digits = 3 if 0.995 <= left < 9.995 else 2
    assert f"{W_hh * tanh:.{digits - 1}e}" == f"{left:.{digits - 1}e}", said  # as printed


def printed(page):
    """The percent over each bar."""
    numbers = "all => all.map((one) => [Number(one.dataset.k), one.lastElementChild.textContent])"
    return {k: read(text) for k, text in page.locator(".d2l-back [data-k]").evaluate_all(numbers)}


def boxes(page):
    """(top, height) of each bar, the last state's first."""
    box = "all => all.map(({ y, height }) => [y.baseVal.value, height.baseVal.value])"
    return page.locator(".d2l-back rect.d2l-link").evaluate_all(box)


def thickness(page):
    """Of the arrow back, from its beginning on, at each state."""
    corners = page.locator("path.d2l-link").get_attribute("d").strip("MZ").split("L")
    heights = [float(corner.split()[1]) for corner in corners]
    count = (len(heights) - 3) // 2  # the head has three corners
    return [low - high for high, low in zip(heights[:count], reversed(heights[-count:]), strict=True)]


@pytest.mark.core
def test_the_sentence_is_autograd_s_for_every_step_factor_and_network(browser):
    figure = figures.Gradients(fold="steps")

    def assert_right(t, *made):
        assert_says(page, Expected(figure, text, t, *made), 1)
        assert_made(page, Expected(figure, text, t, *made), 1, ".d2l-product")

    with hosted.opened(browser, figure) as page:
        text = "machine"
        assert_right(6)
        page.locator(".d2l-letter[data-step='5']").click()
        assert_right(5)
        for stop, scale in (("0.5", 0.5), ("4", 4.0)):
            page.get_by_role("button", name=f"Factor on W_hh: {stop}", exact=True).click()
            assert_right(5, scale)
        page.get_by_role("slider", name="Factor on W_hh").fill("2.15")
        assert_right(5, 2.15)
        page.get_by_role("button", name="trained", exact=True).click()
        assert_right(5, 2.15, "trained")
        text = "chainmachine"
        hosted.text_box(page).fill(text)
        assert_right(11, 2.15, "trained")
        assert page.troubles == []


@pytest.mark.parametrize(("scale", "weights"), [(1.0, "untrained"), (0.5, "trained"), (4.0, "trained")])
def test_the_bars_are_as_high_as_their_shares_and_the_highest_fills_the_picture(scale, weights, browser):
    figure = figures.Gradients(scale=scale, weights=weights)
    expected = Expected(figure, "machine", 6, scale, weights)
    shares = [expected.share(k) for k in range(6, 0, -1)]
    with hosted.opened(browser, figure) as page:
        found = boxes(page)
        assert [height for _, height in found] == pytest.approx([224 * one / max(shares) for one in shares], abs=0.01)
        assert [top + height for top, height in found] == pytest.approx([270] * 6)
        assert printed(page) == {k: near(100 * expected.share(k)) for k in range(1, 7)}
        assert (
            "gradient: how much the loss depends on the state after each letter"
            in page.locator(".d2l-back").text_content()
        )
        assert thickness(page)[:-1] == pytest.approx(
            [max(1.5, 10 * one / max(shares)) for one in shares[:-1]], abs=0.01
        )


def test_on_the_log_scale_bars_go_up_or_down_from_100_percent_and_fixed_matrices_begin_on_it(browser):
    figure = figures.Gradients(text="machinemachine", scale=1.5)
    with hosted.opened(browser, figure) as page:
        log = page.get_by_role("button", name="log scale")
        assert log.get_attribute("aria-pressed") == "false"
        log.click()
        assert "depends on the state after each letter (log)" in page.locator(".d2l-back").text_content()
        for scale in (1.5, 4.0):
            page.get_by_role("slider", name="Factor on W_hh").fill(str(scale))
            expected = Expected(figure, "machinemachine", 13, scale)
            for k, (top, height) in zip(range(13, 0, -1), boxes(page), strict=True):
                log_share = math.log10(expected.share(k))
                assert height == pytest.approx(abs(log_share) * 112 / 6, abs=0.01)
                assert top == pytest.approx(158 - max(0, log_share) * 112 / 6, abs=0.01)
    with hosted.opened(browser, figures.Gradients(matrix="normal")) as page:
        log = page.get_by_role("button", name="log scale")
        assert log.get_attribute("aria-pressed") == "true"
        tops = [round(height, 2) for _, height in boxes(page)]
        assert tops == [pytest.approx(k * math.log10(2) * 112 / 6, abs=0.01) for k in range(6)]
        log.click()
        assert boxes(page)[1][1] == pytest.approx(112)


def test_a_bar_is_named_where_the_pointer_is_and_stays_named_once_it_is_pressed(browser):
    figure = figures.Gradients()
    expected = Expected(figure, "machine", 6)
    with hosted.opened(browser, figure) as page:
        along = page.get_by_role("slider", name="State that the sentence names")
        box = along.bounding_box()
        place = lambda k: {"x": box["width"] * (k - 0.5) / 6, "y": 200}  # noqa: E731
        along.hover(position=place(4))
        assert_says(page, expected, 4)
        assert_made(page, expected, 4)
        page.mouse.move(0, 0)
        assert_says(page, expected, 1)
        assert "Drag the slider: the bars die out" in page.locator(".d2l-note").inner_text()
        along.click(position=place(3))
        page.mouse.move(0, 0)
        assert_says(page, expected, 3)
        assert_made(page, expected, 3)
        assert along.get_attribute("aria-valuetext") == f"c 3: {100 * expected.share(3):.0f}%"
        along.press("ArrowRight")
        assert_says(page, expected, 4)
        along.press("Home")
        assert_says(page, expected, 1)
        along.press("End")
        assert "The gradient starts at n6" in hosted.sentence(page)
        along.press("ArrowRight")
        assert along.get_attribute("aria-valuenow") == "6"


def test_play_walks_the_gradient_back_from_the_loss_to_the_first_letter(browser):
    figure = figures.Gradients()
    expected = Expected(figure, "machine", 6)
    with hosted.opened(browser, figure) as page:
        seen = "() => [...document.querySelectorAll('.d2l-back [data-k]')].map((one) => Number(one.dataset.k))"
        page.get_by_role("button", name="Play", exact=True).click()
        assert page.evaluate(seen) == [6] and "starts at n6" in hosted.sentence(page)
        for arrived in (2, 3):  # one more at each beat
            page.wait_for_function(f"() => ({seen})().length === {arrived}")
        assert page.evaluate(seen) == [6, 5, 4]
        assert_says(page, expected, 4)
        page.get_by_role("button", name="Pause", exact=True).click()
        assert page.evaluate(seen) == [6, 5, 4, 3, 2, 1]
        assert_says(page, expected, 4)
        page.get_by_role("button", name="Play", exact=True).click()
        page.get_by_role("button", name="Play", exact=True).wait_for()  # it is there again at the end
        assert_says(page, expected, 1)
        assert page.troubles == []


@pytest.mark.parametrize(("width", "first"), [(900, 181), (390, 191)])
def test_of_a_long_text_the_sentence_names_what_is_in_the_picture_and_the_note_where_the_rest_is(width, first, browser):
    figure = random_figure(200, 16)
    expected = Expected(figure, LONG[:200], 199)
    with hosted.opened(browser, figure, width) as page:
        assert_says(page, expected, first)
        far = re.search(r"Out of sight, w1 gets (\S+%)\.", page.locator(".d2l-note").inner_text())
        assert read(far[1]) / 100 == near(expected.share(1))
        assert page.locator(".d2l-back [data-k]").count() == 200 - first
        page.get_by_role("button", name="Play", exact=True).click()
        page.get_by_role("button", name="Pause", exact=True).wait_for()
        for _ in range(5):  # those before the letter of the loss stay in the picture
            hosted.text_box(page).press("ArrowLeft")
        assert_says(page, Expected(figure, LONG[:200], hosted.step(page)), hosted.step(page) - 199 + first)
        hosted.text_box(page).press("Home")
        assert "no state is before it" in hosted.sentence(page)
        assert page.troubles == []


def test_a_text_made_longer_follows_its_end_unless_the_reader_chose_a_step(browser):
    with hosted.opened(browser, figures.Gradients()) as page:
        box = hosted.text_box(page)
        box.press("End")
        page.keyboard.type("machine")
        assert hosted.step(page) == 13
        page.locator(".d2l-letter[data-step='4']").click()
        page.keyboard.type("a")
        assert hosted.step(page) == 5


def test_nothing_that_is_too_small_or_too_large_is_hidden(browser):
    text = "ab" * 100
    tokens = list("ab")
    still = rnn.init_params(2, 4, 2, seed=0)
    still = rnn.Params(0 * still.W_xh, torch.eye(4), still.b_h, still.W_hq, still.b_q)
    note = lambda page: page.locator(".d2l-note").inner_text()  # noqa: E731
    for factor, power in ((1e-3, "1.0·10⁻⁵⁹²%"), (1e3, "1.0·10⁵⁹⁶%")):
        p = rnn.Params(still.W_xh, factor * still.W_hh, still.b_h, still.W_hq, still.b_q)
        with hosted.opened(browser, figures.Gradients(p, tokens, text=text, fold="update", clip=1.0)) as page:
            assert f"Out of sight, a1 gets {power}" in note(page)
            fold = page.locator(".d2l-fold").inner_text()
            assert ("No factor brings that back" in fold) == (factor > 1) and "NaN" not in fold
    with hosted.opened(browser, figures.Gradients(scale=0.0)) as page:
        assert "no gradient reaches m1: Whh makes it 0" in hosted.sentence(page) and printed(page)[1] == 0
    full = rnn.Params(still.W_xh, still.W_hh, torch.full((1, 4), 100.0), still.W_hq, still.b_q)
    with hosted.opened(browser, figures.Gradients(full, tokens, text="abab")) as page:
        assert "no gradient reaches a1: tanh′ at a3 makes it 0" in hosted.sentence(page)
    with hosted.opened(browser, figures.Gradients(rnn.init_params(1, 4, 1), ["a"], text="aaaa")) as page:
        assert "sends back a gradient of 0" in hosted.sentence(page) and page.troubles == []


@pytest.mark.parametrize("matrix", ["model", "straight", "normal", "non-normal"])
def test_taken_apart_every_step_has_the_factors_of_autograd(matrix, browser):
    figure = figures.Gradients(fold="steps", scale=2.0)
    names = {"model": "its own", "straight": "its own, tanh kept straight", "normal": "a fixed normal one"}
    with hosted.opened(browser, figure) as page:
        name = names.get(matrix, "a fixed non-normal one")
        page.locator(".d2l-fold").get_by_role("button", name=name, exact=True).click()
        expected = Expected(figure, "machine", 6, 2.0, matrix=matrix)
        assert_says(page, expected, 1)
        assert_made(page, expected, 1, ".d2l-product")
        for k, row in zip(range(6, 0, -1), hosted.rows(page, "steps"), strict=True):
            tanh, W_hh = expected.side[k] / expected.whole[k], expected.whole[k - 1] / expected.side[k]
            assert row[0] == letter("machine", k) and read(row[1]) / 100 == near(expected.share(k))
            assert read(row[2]) == near(expected.whole[k])
            assert [read(cell) for cell in row[3:]] == [near(value, 0.006) for value in (tanh, W_hh, tanh * W_hh)]


def test_the_tanh_of_every_unit_is_painted_in_the_colour_of_its_slope(browser):
    figure = figures.Gradients(fold="steps")
    *_, H = by_autograd("machine", figure.network["tokens"], figure._untrained, 1)
    slopes = (1 - H.detach() ** 2)[1:]
    pitch = (860 - 74 - 28) / 8
    places = [[74 + pitch * (k + 0.5), 4 * i + 2] for k in range(6) for i in range(16)]
    red = """(canvas, places) => places.map(([x, y]) => {
      const ratio = canvas.width / canvas.clientWidth;
      return canvas.getContext("2d").getImageData(x * ratio, y * ratio, 1, 1).data[0];
    })"""
    with hosted.opened(browser, figure) as page:
        painted = page.locator(".d2l-strip").evaluate(red, places)
        assert painted == pytest.approx([247 * (1 - float(slopes[k, i])) for k in range(6) for i in range(16)], abs=1.5)


def test_added_up_each_state_has_the_two_parts_of_autograd(browser):
    figure = figures.Gradients(fold="losses", scale=1.5)
    tokens, p = figure.network["tokens"], figure._untrained
    dH, *_ = by_autograd("machine", tokens, p, 1.5)
    own = [by_autograd("machine", tokens, p, 1.5, k)[0][k] / 6 for k in range(1, 7)]
    parts = [(float(own[k].norm()), float((dH[k + 1] - own[k]).norm())) for k in range(6)]
    with hosted.opened(browser, figure) as page:
        bars = page.locator(".d2l-fold svg rect").evaluate_all("all => all.map((bar) => bar.height.baseVal.value)")
        most = max(max(pair) for pair in parts)
        assert bars == pytest.approx([86 * part / most for pair in parts for part in pair], abs=0.01)
        for k, (row, pair) in enumerate(zip(hosted.rows(page, "losses"), parts, strict=True), 1):
            assert row[0] == letter("machine", k)
            assert [read(cell) for cell in row[1:]] == [near(part, 0.006) if part > 1e-12 else 0 for part in pair]
        along = page.get_by_role("slider", name="State that the sentence names")
        along.press("Home")
        for k, pair in enumerate(parts, 1):
            said = re.search(r"At (\w\d) the two are (\S+) and (\S+) long", page.locator(".d2l-fold").inner_text())
            assert said[1] == letter("machine", k)
            assert [read(said[2]), read(said[3])] == [near(part, 0.006) if part > 1e-12 else 0 for part in pair]
            along.press("ArrowRight")


def test_clipping_multiplies_every_gradient_by_the_same_number_and_says_it(browser):
    figure = figures.Gradients(fold="update", clip=1.0, scale=3.0)
    expected = Expected(figure, "machine", 6, 3.0)
    names = ["Wxh", "Whh", "bh", "Whq", "bq"]
    lengths = [float(expected.sums[name].norm()) for name in ("W_xh", "W_hh", "b_h", "W_hq", "b_q")]
    whole = math.hypot(*lengths)
    with hosted.opened(browser, figure) as page:
        for name, row, length in zip([*names, "all"], hosted.rows(page, "update"), [*lengths, whole], strict=True):
            assert row[0] == name and [read(cell) for cell in row[1:]] == [
                near(length, 0.006),
                near(length / whole, 0.006),
            ]
        fold = page.locator(".d2l-fold")
        said = re.search(
            r"one vector, (\S+) long\. It is above θ: every number is multiplied by (\S+)\.", fold.inner_text()
        )
        assert read(said[1]) == near(whole, 6e-4) and read(said[2]) == near(1 / whole, 0.006)
        bars = fold.locator("svg rect").evaluate_all("all => all.map((bar) => bar.height.baseVal.value)")
        assert bars == pytest.approx([86 * term / max(expected.terms) for term in expected.terms[1:]], abs=0.01)
        limit = page.get_by_role("slider", name="Clip at θ")
        limit.fill("1")
        assert "That is not above θ: clipping leaves it as it is" in fold.inner_text()
        limit.press("End")
        assert "Nothing is clipped" in fold.inner_text() and "off" in fold.inner_text()


def test_a_word_that_is_learned_is_shown_trained_and_can_be_shown_untrained(browser):
    with hosted.opened(browser, figures.Gradients()) as page:
        pressed = lambda: page.locator(".d2l-under .d2l-choice [aria-pressed=true]").inner_text()  # noqa: E731
        assert pressed() == "untrained"
        box = hosted.text_box(page)
        box.fill("banana")
        box.press("Enter")
        assert pressed() == "trained" and re.search("back from n5, at b1", hosted.sentence(page))
        said = hosted.sentence(page)
        page.get_by_role("button", name="untrained", exact=True).click()
        assert hosted.sentence(page) != said and page.troubles == []


def test_a_model_without_an_untrained_one_offers_no_choice(browser):
    with hosted.opened(browser, random_figure(20, 4)) as page:
        assert page.locator(".d2l-under .d2l-choice").count() == 0 and page.troubles == []

"""Recurrence as a reader uses it: what is read, remembered and expected, and the same matrices at every step."""

import pytest
import torch

from d2l_rnn import chars, figures, rnn, train
from tests.drive import hosted

from .test_hidden_states import ALPHABET

pytestmark = pytest.mark.browser
HELLO = train.fit("hello", num_hiddens=16, progress=False)


@pytest.fixture
def opened(browser):
    with hosted.opened(browser, figures.Recurrence(step=4)) as page:
        yield page
        assert page.troubles == []


def value(text):
    return float(text.replace("−", "-"))


def note(page):
    return " ".join(page.locator(".d2l-note").inner_text().replace("\n", "").split())


def to(page, step):
    page.locator(f".d2l-letter[data-step='{step}']").click()


def unrolled(p, text, tokens=HELLO.tokens):
    return rnn.unroll(chars.one_hot(text, tokens), p)


def assert_numbers(page, p, text, tokens=HELLO.tokens, first=1):
    """The tables hold what torch computes for the columns that are drawn."""
    trace = unrolled(p, text, tokens)
    states = torch.tensor([[value(cell) for cell in row[1:]] for row in hosted.rows(page, "numbers", "Hidden states")])
    last = first + states.shape[1]
    assert torch.allclose(states, trace.H[first:last, 0].T, atol=6e-5)
    rows = hosted.rows(page, "numbers", "Probabilities")
    P = trace.O[first - 1 : last - 1, 0].softmax(-1).T
    assert torch.allclose(torch.tensor([[value(cell) for cell in row[1:]] for row in rows]), P, atol=6e-5)
    assert [row[0] for row in rows] == ["␣" if token == " " else token for token in tokens]


# What a state's canvas shows: for each unit the colour at its left edge.
PAINTED = """(canvas, h) => {
  const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext("2d", { willReadFrequently: true });
  copy.drawImage(canvas, 0, 0);
  const row = canvas.height / h;
  return Array.from({ length: h }, (_, i) => [...copy.getImageData(0, Math.floor((i + 0.2) * row), 1, 1).data]);
}"""
PIXELS = "canvas => [...canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height).data]"


def colours(page, step, h=16):
    return torch.tensor(page.locator(f"[data-step='{step}'] > .d2l-state").evaluate(PAINTED, h))[:, :3]


def shades(H):
    """Values as colours of the scale from −1 to 1, in the light theme."""
    negative, zero, positive = torch.tensor([[0xD5, 0x5E, 0], [0xF7, 0xF7, 0xF7], [0, 0x72, 0xB2]]).float()
    end = torch.where((H < 0)[:, None], negative, positive)
    return zero + (end - zero) * H.abs()[:, None]


@pytest.mark.core
def test_the_sentence_tells_the_two_ls_apart_and_the_numbers_are_torch_s(opened):
    twins = "Same letter l, different memory: it\u00a0expects l after hel, {}o after\u00a0hell."  # as in the picture
    assert hosted.sentence(opened) == twins.format("")
    assert_numbers(opened, HELLO.params, "hello")
    to(opened, 3)
    assert hosted.sentence(opened) == twins.format("later ")
    for key, said in (("Home", "Nothing is read yet: the state H0 is 16 zeros. Press ▶ to read h."), ("End", "")):
        hosted.text_box(opened).press(key)
        assert hosted.sentence(opened).startswith(said)
    share = unrolled(HELLO.params, "hello").O[4, 0].softmax(-1)
    best = HELLO.tokens[share.argmax()]
    assert hosted.sentence(opened) == (
        f"Having read hello, the network expects {best} ({share.max():.0%}) where the text ends."
    )


def test_each_column_shows_its_state_in_colours_and_its_likeliest_letters(opened):
    trace = unrolled(HELLO.params, "hello")
    for step in range(5):
        assert (colours(opened, step) - shades(trace.H[step, 0])).abs().max() < 2, step
    assert not any(opened.locator(".d2l-step[data-step='5'] > .d2l-state").evaluate(PIXELS))  # it is not read yet
    for step in range(1, 5):
        best = trace.O[step - 1, 0].softmax(-1).topk(1)
        rows = opened.locator(f".d2l-step[data-step='{step}'] .d2l-guesses p")
        letters = rows.locator("b").all_inner_texts()
        assert letters == [HELLO.tokens[i] for i in best.indices]
    guesses = [place.inner_text().split() for place in opened.locator(".d2l-guesses").all()]
    assert guesses[2:] == ["l ✓ > 99%".split(), "o ✓ > 99%".split()] and guesses[1] == ["l", "✓"]
    sizes = opened.locator(".d2l-guesses b").evaluate_all("all => all.map((one) => getComputedStyle(one).fontSize)")
    assert sizes == ["16px", "16px", "24px", "24px"]  # what is compared is what the picture is for


def test_over_the_guesses_that_are_compared_stands_after_what_they_come(opened):
    heads = opened.locator(".d2l-after")
    assert heads.all_inner_texts() == ["after hel", "after hell"]
    for head, step in zip(heads.all(), ("3", "4"), strict=True):
        assert head.evaluate("one => one.parentElement.dataset.step") == step
    to(opened, 2)
    assert heads.all_inner_texts() == ["after he"]
    opened.get_by_role("button", name="without", exact=True).click()
    assert heads.all_inner_texts() == ["after e"]  # it knows no more


def test_the_first_column_alone_names_the_matrices_and_what_acts(opened):
    def said(step):
        words = opened.locator(f".d2l-step[data-step='{step}'] .d2l-tag:not(button)").all_inner_texts()
        return {word.replace("\n", "") for word in words}

    assert said(1) == {"φ", "= tanh", "H1", "softmax"}
    assert said(4) == {"φ", "H4", "after hell"}
    assert opened.locator(".d2l-softmax").count() == 1
    seen = "all => all.filter((one) => getComputedStyle(one).opacity > 0).map((one) => one.dataset.names)"
    assert opened.locator(".d2l-w").evaluate_all(seen) == ["W_xh", "W_hh", "W_hq"]


def test_a_sign_that_is_pointed_at_says_what_it_does(opened):
    for kind, does in (
        ("phi", "φ: tanh of all that arrives, plus the bias bh."),
        ("softmax", "softmax: from Ot to probabilities."),
    ):
        opened.locator(f".named .d2l-{kind}").hover()
        assert note(opened) == does
    opened.mouse.move(5, 5)
    assert note(opened).startswith("a unit's value")


def test_a_band_lies_under_the_other_step_of_the_same_letter_where_the_guesses_differ(opened):
    band, marked = opened.locator(".d2l-twin"), opened.locator(".d2l-step.twin")
    for step, other in ((4, "3"), (3, "4")):
        to(opened, step)
        assert marked.get_attribute("data-step") == other
        letter, under = opened.locator(f".d2l-letter[data-step='{other}']").bounding_box(), band.bounding_box()
        assert (under["x"], under["width"]) == pytest.approx((letter["x"], letter["width"]), abs=2)
    for leave in (lambda: to(opened, 2), lambda: opened.get_by_role("button", name="without", exact=True).click()):
        to(opened, 4)
        leave()
        assert band.count() == marked.count() == 0


@pytest.mark.core
def test_any_copy_of_a_matrix_lights_all_and_says_how_many_numbers_it_holds(opened):
    p = HELLO.params
    for name in ("W_xh", "W_hh", "W_hq"):
        opened.locator(f"[data-names={name}]").nth(1).hover()
        weights = getattr(p, name)
        end = f"{weights.abs().max():.1f}"
        assert (
            note(opened) == f"{name.replace('_', '')}: the same {weights.numel()} numbers at every step, −{end} +{end}"
        )
        assert opened.locator(f".d2l-w.lit[data-names={name}]").count() == 5 == opened.locator(".d2l-w.lit").count()
        assert opened.locator(f".d2l-arrow.lit.{name}").count() == 5
        for canvas in opened.locator(f"canvas[data-map={name}]").all():
            assert canvas.evaluate("one => getComputedStyle(one).opacity") == "1"
            pixels = torch.tensor(
                canvas.evaluate("c => [...c.getContext('2d').getImageData(0, 0, c.width, c.height).data]")
            )
            drawn = pixels.view(*weights.shape, 4)[..., :3]
            wanted = shades((weights / weights.abs().max()).flatten()).view(*weights.shape, 3)
            assert (drawn - wanted).abs().max() < 2
    opened.mouse.move(5, 5)
    assert opened.locator(".lit").count() == opened.locator("canvas.d2l-map").count() == 0
    assert note(opened).startswith("a unit's value −1 +1")
    assert note(opened).endswith("W: the same weights at every step. Point at one or at a unit.")


def summed(p, text, step, unit):
    """The note on a unit, from torch."""
    H = unrolled(p, text).H[:, 0]
    x = p.W_xh[HELLO.tokens.index(text[step - 1]), unit]
    terms = [float(x), float(H[step - 1] @ p.W_hh[:, unit]), float(p.b_h[0, unit])]
    read, remembered, bias = (f"{term:.2f}" for term in terms)
    signs = [f"{'−' if term.startswith('-') else '+'} {term.removeprefix('-')}" for term in (remembered, bias)]
    text = f"Unit {unit + 1} of H{step}: tanh({read} read {signs[0]} remembered {signs[1]} bias) = {H[step, unit]:.2f}"
    return text.replace("-", "−")


def test_a_unit_that_is_pointed_at_says_its_sum_and_shows_the_state_before_as_lines(opened):
    box = opened.locator(".d2l-step[data-step='3'] .d2l-units").bounding_box()
    opened.mouse.move(box["x"] + 10, box["y"] + 8 * 6.5)
    assert note(opened) == summed(HELLO.params, "hello", 3, 6)
    products = unrolled(HELLO.params, "hello").H[2, 0] * HELLO.params.W_hh[:, 6]
    lines = opened.locator(".d2l-step[data-step='3'] .d2l-wire")
    widths = [float(line.get_attribute("stroke-width")) - 0.4 for line in lines.all()]
    order = products.abs().argsort(descending=True)
    assert widths == pytest.approx((4 * products.abs() / products.abs().max())[order].tolist(), abs=1e-4)
    assert opened.locator(".d2l-wire.negative").count() == (products < 0).sum()
    opened.mouse.move(5, 5)
    assert opened.locator(".d2l-wire").count() == 0


FOCUSED = "document.activeElement.dataset.names"


def test_keys_alone_light_a_matrix_and_choose_a_unit(opened):
    slider = opened.get_by_role("slider", name="Unit of the state")
    slider.focus()
    stops = []
    for _ in range(3):
        opened.keyboard.press("Shift+Tab")
        stops.append(opened.evaluate(FOCUSED))
    assert stops == ["W_hq", "W_hh", "W_xh"]
    opened.locator(".named [data-names=W_hh]").focus()
    assert "the same 256 numbers" in note(opened)
    opened.keyboard.press("Escape")
    assert "256 numbers" not in note(opened)
    slider.focus()
    for key, unit in (("ArrowDown", 1), ("ArrowDown", 2), ("End", 15), ("ArrowUp", 14), ("Home", 0)):
        opened.keyboard.press(key)
        assert note(opened) == summed(HELLO.params, "hello", 4, unit)
        assert slider.get_attribute("aria-valuenow") == str(unit + 1)
    opened.get_by_text("Look at the arithmetic").click()
    assert "Unit 1 of H4" in opened.locator(".d2l-fold").inner_text().replace("\n", "")


def test_the_arithmetic_is_torch_s(opened):
    opened.get_by_text("Look at the arithmetic").click()
    p, trace = HELLO.params, unrolled(HELLO.params, "hello")
    terms = trace.H[3, 0] * p.W_hh[:, 0]
    sums = [float(term) for term in (p.W_xh[HELLO.tokens.index("l"), 0], terms.sum(), p.b_h[0, 0])]
    shown = [value(cell) for cell in opened.locator(".d2l-bars").first.locator("td:last-child").all_inner_texts()]
    assert shown == pytest.approx([*sums, sum(sums), float(trace.H[4, 0, 0])], abs=6e-5)
    largest = terms.abs().argsort(descending=True)[:3]
    words = opened.locator(".d2l-fold").inner_text()
    assert "O4 = H4 Whq + bq" in words.replace("\n", "")
    assert all(f"unit {i + 1}:" in words and f"= {terms[i]:.4f}".replace("-", "−") in words for i in largest.tolist())
    outputs = opened.locator(".d2l-bars").last.locator("th").all_inner_texts()
    best = trace.O[3, 0].sort(descending=True)
    wanted = [(HELLO.tokens[i], f"{O:.2f}".replace("-", "−")) for O, i in zip(*best, strict=True)]
    assert [tuple(output.split()) for output in outputs] == wanted


@pytest.mark.core
def test_without_a_hidden_state_it_shows_a_network_that_was_trained_without(opened):
    opened.get_by_role("button", name="without").click()
    p = train.fit("hello", num_hiddens=16, recurrent=False, progress=False).params
    assert hosted.sentence(opened) == (
        "Without a hidden state the network sees only l: l or o, a tie (50% each); o comes. Every l is the same to it."
    )
    assert opened.locator(".d2l-arrow.W_hh, .d2l-w.W_hh").count() == 0
    assert torch.equal(colours(opened, 3), colours(opened, 4))  # equal letters, equal states
    trace = unrolled(p, "hello")
    rows = [[value(cell) for cell in row[1:]] for row in hosted.rows(opened, "numbers", "Hidden states")]
    assert torch.allclose(torch.tensor(rows), trace.H[1:, 0].T, atol=1e-3)  # learned here and there: rounding differs
    opened.get_by_role("button", name="with memory").click()
    assert_numbers(opened, HELLO.params, "hello")


HOT = "one => { const { top, height } = getComputedStyle(one, '::before'); return [top, height]; }"


def test_one_product_joins_letter_and_state_and_gives_the_same_state(opened):
    before = colours(opened, 4)
    opened.get_by_text("Look at the arithmetic").click()
    opened.get_by_role("button", name="one product").click()
    assert torch.equal(before, colours(opened, 4))
    for step, letter in enumerate("hell", 1):
        joined = opened.locator(f".d2l-step[data-step='{step}'] .d2l-both")
        drawn = torch.tensor(joined.locator("canvas").evaluate(PAINTED, 16))[:, :3]
        assert (drawn - shades(unrolled(HELLO.params, "hello").H[step - 1, 0])).abs().max() < 2
        top, height = joined.locator(".d2l-hot").evaluate(HOT)
        assert float(top[:-2]) / float(height[:-2]) == pytest.approx(HELLO.tokens.index(letter))
    assert "the same H4 as of two products" in opened.locator(".d2l-equation").inner_text().replace("\n", "")
    opened.locator("[data-names='W_xh W_hh']").first.hover()
    assert note(opened).startswith("Wxh on Whh: the same 320 numbers at every step")
    opened.get_by_role("button", name="without").click()  # then there is nothing to join
    assert opened.locator(".d2l-both").count() == 0
    assert opened.locator(".d2l-fold .d2l-choice [aria-pressed=true]").count() == 0
    opened.get_by_role("button", name="one product").click()  # which brings the state back
    assert opened.locator(".d2l-both").count() == 5
    assert opened.get_by_role("button", name="with memory").get_attribute("aria-pressed") == "true"


def visible_columns(page):
    script = "all => all.filter((one) => getComputedStyle(one).visibility === 'visible').map((one) => one.dataset.step)"
    return page.locator(".d2l-step").evaluate_all(script)


def test_folded_one_cell_stands_for_all_and_a_press_meanwhile_turns_it_round(opened):
    fold, chain = opened.get_by_role("button", name="folded", exact=True), opened.locator(".d2l-chain")
    unfold = opened.get_by_role("button", name="unrolled")
    fold.click()
    opened.wait_for_timeout(500)
    assert visible_columns(opened) == ["4"] and "next step" in chain.inner_text()
    assert "One cell reads all 5 letters." in chain.inner_text()
    opened.get_by_text("Look at the arithmetic").click()
    assert "Ht = φ(Xt Wxh + Ht−1 Whh + bh)φ = tanh" in opened.locator(".d2l-equation").inner_text().replace("\n", "")
    assert chain.locator("canvas.d2l-map").count() == 3
    place = opened.locator(".d2l-step.now").bounding_box()["x"]
    to(opened, 3)
    assert visible_columns(opened) == ["3"] and opened.locator(".d2l-step.now").bounding_box()["x"] == place
    for press in (unfold, fold, unfold):
        press.click()
    opened.wait_for_timeout(60)
    assert opened.locator(".d2l-step.now").evaluate("one => one.getAnimations().length")
    assert visible_columns(opened) == ["0", "1", "2", "3", "4", "5"]
    hosted.text_box(opened).press("ArrowRight")  # what comes next ends it
    assert opened.locator(".d2l-step").evaluate_all("all => all.some((one) => one.getAnimations().length)") is False
    opened.emulate_media(reduced_motion="reduce")
    fold.click()
    assert len(visible_columns(opened)) == 1
    opened.emulate_media(reduced_motion="no-preference")


# What moves in the columns, and from which millisecond to which.
MOTIONS = """() => document.getAnimations().map(({ effect }) => {
  const { delay, duration } = effect.getTiming();
  return [effect.target.className.split(" ")[0], delay, delay + duration];
}).filter(([name]) => name !== "d2l-caret")"""


def test_a_step_is_seen_once_and_what_is_drawn_is_final_at_once(opened):
    box = hosted.text_box(opened)
    to(opened, 3)
    assert opened.evaluate(MOTIONS) == []  # only a step to the next letter is seen
    box.press("ArrowRight")
    moves = {name: (start, end) for name, start, end in opened.evaluate(MOTIONS)}
    assert moves.keys() == {"d2l-flier", "d2l-tag", "d2l-state", "d2l-guesses"}
    assert moves["d2l-flier"] == pytest.approx((0, 192.5)) and moves["d2l-guesses"] == pytest.approx((273, 350))
    assert opened.locator(".d2l-step.now").get_attribute("data-step") == "4"
    assert (colours(opened, 4) - shades(unrolled(HELLO.params, "hello").H[4, 0])).abs().max() < 2
    box.press("ArrowLeft")
    assert opened.evaluate(MOTIONS) == []
    opened.emulate_media(reduced_motion="reduce")
    box.press("ArrowRight")
    assert opened.evaluate(MOTIONS) == []
    opened.emulate_media(reduced_motion="no-preference")


def test_what_a_network_cannot_read_leaves_the_common_beginning_greyed_and_the_rest_unread(opened):
    hosted.text_box(opened).fill("help")
    assert hosted.sentence(opened).startswith("This network has never seen ‘p’")
    assert visible_columns(opened) == ["0", "1", "2", "3", "4"]
    read = opened.locator(".d2l-step.read").evaluate_all("all => all.map((one) => one.dataset.step)")
    assert read == ["0", "1", "2", "3"]
    assert (colours(opened, 3) - shades(unrolled(HELLO.params, "hel").H[3, 0])).abs().max() < 2
    assert not any(opened.locator(".d2l-step[data-step='4'] > .d2l-state").evaluate(PIXELS))
    assert opened.locator(".d2l-picture").evaluate("one => one.inert")
    hosted.text_box(opened).fill("hell")
    assert opened.locator(".d2l-step.read").count() == 5


def test_a_word_learned_in_the_page_is_shown_as_torch_learns_it(opened):
    hosted.text_box(opened).fill("banana")
    opened.keyboard.press("Enter")
    history = train.fit("banana", num_hiddens=16, progress=False)
    rows = [[value(cell) for cell in row[1:]] for row in hosted.rows(opened, "numbers", "Hidden states")]
    wanted = unrolled(history.params, "banana", history.tokens).H[1:, 0].T
    assert torch.allclose(torch.tensor(rows), wanted, atol=2e-3)  # learned here and there: rounding differs
    opened.get_by_role("button", name="without").click()
    assert hosted.sentence(opened).startswith("Without a hidden state the network sees only a")


def test_of_a_long_text_and_many_units_the_columns_round_the_step_are_drawn(browser):
    p, text = rnn.init_params(28, 80, 28, seed=1), "the time machine " * 12  # its page holds no more of them exactly
    with hosted.opened(browser, figures.Recurrence(p, ALPHABET, text=text[:200], step=120)) as page:
        assert visible_columns(page) == [str(step) for step in range(114, 122)]
        assert page.locator(".d2l-more").all_inner_texts() == ["…", "…"]  # letters before and after
        assert_numbers(page, p, text[:200], ALPHABET, first=115)
        page.locator(".d2l-step[data-step='118'] .d2l-units").hover()
        assert "read" in note(page) and page.locator(".d2l-wire").count() == 0  # of so many none could be told apart
        hosted.text_box(page).press("End")
        assert visible_columns(page) == [str(step) for step in range(194, 201)]
        assert page.locator(".d2l-more").count() == 1  # none after
        assert page.troubles == []

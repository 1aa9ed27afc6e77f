"""Gradients as a reader uses it: every number torch's, nothing cut off, and a meaning for every mark."""

import pytest
import torch

from d2l_rnn import figures, rnn
from tests.drive import hosted

from .test_gradients import expected_of, read

pytestmark = pytest.mark.browser
ALPHABET = sorted("abcdefghijklmnopqrstuvwxyz .")
LONG = "what a network has read so far is kept in its state. " * 8


def random_figure(length, h, **traits):
    p = rnn.init_params(len(ALPHABET), h, len(ALPHABET), seed=h)
    return figures.Gradients(p, ALPHABET, text=LONG[:length], **traits)


def table_of(page):
    """The table of numbers, row by row; the first row is the head."""
    hosted.open_tables(page)
    page.wait_for_function("() => !document.querySelector('.d2l-rnn').textContent.includes('being computed')")
    rows = "rows => rows.map(row => [...row.cells].map(cell => cell.textContent))"
    return page.locator(".d2l-table table").first.locator("tr").evaluate_all(rows)


def assert_shows(page, figure, text, scale=1.0, t=None, matrix="model"):
    """Every number of the table is torch's for this network, text, scale and step."""
    tokens = figure.network["tokens"]
    expected = expected_of(text, tokens, figure._params[matrix], scale, t)
    head, *rows = table_of(page)
    assert len(rows) == len(text)
    for k, row in enumerate(rows):
        shown = dict(zip(head, row, strict=True))
        columns = {"|∂L/∂Hₖ|": "whole", "local": "local", "back": "back"} | ({"Wₕₕ, term k": "term"} if k else {})
        pairs = [(shown[column], expected["lengths"][name][k]) for column, name in columns.items()]
        if k:
            pairs.append((shown["‖∂Hₖ/∂Hₖ₋₁‖"], expected["norms"][k - 1]))
            pairs.append((shown["mean 1 − Hₖ²"], expected["slope"][k].mean()))
        for written, value in pairs:
            assert read(written) == pytest.approx(float(value), rel=6e-4, abs=1e-12), (k, shown)


@pytest.mark.core
def test_the_controls_change_what_is_shown_to_torch_s_numbers(browser):
    figure = figures.Gradients()
    with hosted.opened(browser, figure) as page:
        root = page.locator(".d2l-rnn")
        assert_shows(page, figure, "machine", t=6)
        page.get_by_label("one step back").click()
        assert_shows(page, figure, "machine", t=5)
        page.get_by_label("Loss").select_option("mean")
        assert_shows(page, figure, "machine")
        assert not page.get_by_label("one step back").is_visible()
        page.get_by_label("or type the factor").fill("2.5")
        assert_shows(page, figure, "machine", scale=2.5)
        page.get_by_label("times a factor of").fill("0.5")
        assert page.get_by_label("or type the factor").input_value() == "0.5"
        page.get_by_label("Loss").select_option("step")
        for matrix in ("non-normal", "normal", "model"):
            page.get_by_label("Wₕₕ").select_option(matrix)
            assert_shows(page, figure, "machine", scale=0.5, t=5, matrix=matrix)
        page.get_by_label("Text").fill("chainmachine")
        assert_shows(page, figure, "chainmachine", scale=0.5, t=5)
        root.get_by_role("gridcell").focus()
        page.keyboard.press("End")
        assert "H₁₁ in full" in root.inner_text() and "no path leads" in root.inner_text()
        page.keyboard.press("Home")
        assert "∂L₅/∂H₀ in full" in root.inner_text()
        page.keyboard.press("ArrowRight")
        assert "k = 1, after ‘c’: length" in page.locator("[role=status]").text_content()
        assert page.get_by_role("gridcell").get_attribute("aria-colindex") == "2"
        assert page.troubles == []


def test_a_click_chooses_k_and_its_numbers_in_full_are_torch_s(browser):
    figure = figures.Gradients(loss="mean")
    expected = expected_of("machine", figure.network["tokens"], figure._params["model"], 1, None)
    with hosted.opened(browser, figure) as page:
        canvas = page.locator(".d2l-field > canvas").last
        width = canvas.bounding_box()["width"]
        canvas.click(position={"x": width - 10, "y": 150})
        assert "∂L/∂H₆ in full" in page.locator(".d2l-rnn").inner_text()
        canvas.click(position={"x": width - 10 - (width - 104) / 7 * 3, "y": 150})
        assert "∂L/∂H₃ in full" in page.locator(".d2l-rnn").inner_text()
        hosted.open_tables(page)
        rows = page.locator(".d2l-table table").last.locator("tbody tr").all_inner_texts()
        for i, row in enumerate(rows):
            for written, part in zip(row.split("\t")[1:], ("local", "back", "whole"), strict=True):
                value = float(expected["rows"][part][3, 0, i])
                assert read(written) == pytest.approx(value, rel=6e-4, abs=1e-14)


@pytest.mark.parametrize("typed", ["abc", "1e30", "-", "", "١", "4.5", "1,5", "<script>"])
def test_a_factor_that_is_none_is_answered_and_changes_nothing(typed, browser):
    with hosted.opened(browser, figures.Gradients()) as page:
        before = table_of(page)
        for name in ("or type the factor", "Clip the gradient"):
            field = page.get_by_label(name)
            field.fill(typed)
            field.press("Tab")
            if name.startswith("Clip") and typed == "4.5":
                continue
            assert field.input_value() == typed
            words = field.locator("xpath=..").locator(".d2l-wrong").inner_text()
            assert "needed" in words or "decimal sign" in words
            assert field.get_attribute("aria-invalid") == "true"
        assert table_of(page) == before
        assert hosted.misplaced(page) == [] and page.troubles == []


def test_clipping_says_the_length_before_and_after(browser):
    figure = figures.Gradients(matrix="non-normal")
    expected = expected_of("machine", figure.network["tokens"], figure._params["non-normal"], 1, 6)
    length = torch.cat([expected[name].flatten() for name in rnn.Params.__annotations__]).norm().item()
    with hosted.opened(browser, figure) as page:
        page.get_by_label("Clip the gradient").fill("0.5")
        shown = page.locator(".d2l-rnn p", has_text="parameters has the length").inner_text()
        assert (
            f"length {length:#.4g}. Clipping multiplies it by {0.5 / length:#.3g}: the length becomes 0.5000" in shown
        )
        page.get_by_label("Clip the gradient").fill("1000")
        assert "leaves it as it is" in page.locator(".d2l-rnn").inner_text()


@pytest.mark.parametrize(
    "text, words",
    [
        ("", "empty"),
        ("m", "at least one more"),
        ("maß", "‘ß’"),
        ("ma<script>alert(1)</script>", "‘<’"),
        ("machine" * 3000, "the first 401"),
        ("ma\ud83d", "half a character"),
    ],
)
def test_a_text_that_cannot_be_read_to_its_end_is_answered_and_stays_in_its_box(text, words, browser):
    with hosted.opened(browser, figures.Gradients()) as page:
        page.get_by_label("Text").evaluate(
            "(box, text) => { box.value = text; box.dispatchEvent(new Event('input', { bubbles: true })); }", text
        )
        assert words in page.locator(".d2l-message").inner_text()
        assert page.get_by_label("Text").evaluate("box => box.value.length") == len(text)
        assert page.troubles == []


# Every text that is painted, with the edges of what it covers in its canvas, in CSS pixels.
PAINTED = """() => {
  window.painted = [];
  const paint = CanvasRenderingContext2D.prototype.fillText;
  CanvasRenderingContext2D.prototype.fillText = function (text, x, y, ...more) {
    const { a, e } = this.getTransform();
    const width = this.measureText(text).width;
    const middle = x + e / a;
    const left = { left: middle, right: middle - width }[this.textAlign] ?? middle - width / 2;
    window.painted.push({ place: this.canvas.className, text, left, right: left + width, y });
    return paint.call(this, text, x, y, ...more);
  };
}"""


def painted(page):
    """What is painted once every number is known: the numbers over the columns, and the words at their left."""
    page.wait_for_function("() => !document.querySelector('.d2l-rnn').textContent.includes('being computed')")
    page.evaluate(PAINTED)
    page.locator(".d2l-scroll").first.dispatch_event("scroll")  # which paints
    texts = page.evaluate("window.painted")
    return [[one for one in texts if place in one["place"]] for place in ("d2l-seen", "d2l-scale")]


UNICODE = "naïve café 日本語 🙂 ñandú ça"


def unicode_figure():
    tokens = sorted(set(UNICODE))
    return figures.Gradients(rnn.init_params(len(tokens), 16, len(tokens), sigma=0.1, seed=1), tokens, text=UNICODE)


@pytest.mark.parametrize("width", (320, *hosted.WIDTHS))
def test_no_number_is_cut_by_an_edge(width, browser):
    for figure in (figures.Gradients(), unicode_figure(), random_figure(200, 8), figures.Gradients(loss="mean")):
        with hosted.opened(browser, figure, width) as page:
            numbers, _ = painted(page)
            edge = page.locator(".d2l-scroll").first.evaluate("place => place.clientWidth")
            values = [one for one in numbers if one["y"] > 40]  # under the head
            assert len(values) > 6
            for one in values:
                assert one["left"] >= 104 and one["right"] <= edge, one
            assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_the_loss_and_the_first_state_have_their_numbers_at_every_width(browser):
    figure = figures.Gradients()
    whole = expected_of("machine", figure.network["tokens"], figure._params["model"], 1, 6)["lengths"]["whole"]
    for width in (320, *hosted.WIDTHS):
        with hosted.opened(browser, figure, width) as page:
            written = [read(one["text"]) for one in painted(page)[0] if 42 < one["y"] < 274]
            for k in (0, 6):
                assert any(value == pytest.approx(float(whole[k]), rel=0.06) for value in written), (width, k)


def test_the_frames_stand_under_the_numbers(browser):
    with hosted.opened(browser, figures.Gradients()) as page:
        for frame in (".d2l-cell", ".d2l-loss"):
            assert page.locator(frame).evaluate("frame => getComputedStyle(frame).zIndex") == "-1"
        assert page.locator(".d2l-field").evaluate("field => getComputedStyle(field).isolation") == "isolate"


def test_the_line_at_1_has_its_label(browser):
    for figure in (figures.Gradients(), figures.Gradients(scale=4.0), unicode_figure(), random_figure(60, 32)):
        with hosted.opened(browser, figure) as page:
            assert "1" in [one["text"] for one in painted(page)[1] if 274 < one["y"] < 374]


def test_every_mark_has_one_meaning_and_both_frames_are_explained(browser):
    with hosted.opened(browser, figures.Gradients()) as page:
        keys = page.locator(".d2l-keys i").evaluate_all("marks => marks.map((mark) => mark.className)")
        assert len(set(keys)) == len(keys) == 8
        legend = page.locator(".d2l-keys")
        assert "the chosen k" in legend.inner_text() and "the step whose loss it is" in legend.inner_text()
        page.get_by_label("Loss").select_option("mean")
        assert "the step whose loss it is" not in legend.inner_text()


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_marks_are_seen_in_forced_colours_and_printed(theme, browser):
    look = """marks => marks.map((mark) => {
      const style = getComputedStyle(mark);
      const { backgroundColor, backgroundImage, borderTopColor, borderTopWidth } = style;
      const paints = [backgroundColor, backgroundImage, ...(borderTopWidth === "0px" ? [] : [borderTopColor])];
      return { paints, kept: [style.forcedColorAdjust, style.printColorAdjust ?? style.webkitPrintColorAdjust] };
    })"""
    with hosted.opened(browser, figures.Gradients(), theme=theme) as page:
        page.emulate_media(forced_colors="active", color_scheme=theme)
        ground = page.locator("body").evaluate("body => getComputedStyle(body).backgroundColor")
        for mark in page.locator(".d2l-keys i").evaluate_all(look):
            assert mark["kept"] == ["none", "exact"]
            assert set(mark["paints"]) - {ground, "none", "rgba(0, 0, 0, 0)"}


def test_a_single_step_and_thousands_of_parameters_are_written_as_such(browser):
    with hosted.opened(browser, random_figure(2, 128, loss="mean")) as page:
        said = page.locator(".d2l-rnn").inner_text()
        assert "the mean loss of the only step, depend" in said
        count = rnn.num_params(rnn.init_params(len(ALPHABET), 128, len(ALPHABET)))
        assert f"The gradient of all {count:,} parameters" in said

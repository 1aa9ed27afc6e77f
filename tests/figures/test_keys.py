"""Focus, keys and what is typed half: small things of every figure that a reader without a mouse stumbles over."""

import pytest

from d2l_rnn import figures, rnn, train
from tests.drive import hosted

pytestmark = pytest.mark.browser
TAG = "document.activeElement.tagName"


@pytest.mark.parametrize("name", ["HiddenStates", "Predictions", "StatePlane", "Training"])
def test_the_step_buttons_keep_the_focus_at_both_ends_and_the_arrows_go_on(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        slider = page.locator(".d2l-steps input")
        for label, end, key in (("back", "min", "ArrowRight"), ("forward", "max", "ArrowLeft")):
            button = page.locator(f".d2l-steps button[aria-label$={label}]")
            for _ in range(40):
                button.press("Enter")
            assert slider.input_value() == slider.get_attribute(end)
            assert button.get_attribute("aria-disabled") == "true"
            assert button.evaluate("button => button === document.activeElement")
            page.keyboard.press(key)
            assert slider.input_value() != slider.get_attribute(end)
            assert button.get_attribute("aria-disabled") == "false"


@pytest.mark.parametrize("name", ["HiddenStates", "StatePlane", "Training"])
def test_a_click_into_the_grid_lets_the_arrows_go_on_from_there(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        cell = page.get_by_role("gridcell").first
        page.locator(".d2l-field canvas").last.scroll_into_view_if_needed()
        box = cell.bounding_box()
        page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
        assert cell.evaluate("cell => cell === document.activeElement")
        before = cell.get_attribute("aria-label")
        page.keyboard.press("ArrowLeft")
        assert cell.get_attribute("aria-label") != before


def test_the_last_guess_of_a_text_keeps_the_focus_in_the_figure(browser):
    with hosted.opened(browser, figures.Predictions(text="mac", guessing=True, step=1)) as page:
        for character in "ac":
            page.get_by_label("your guess, one character").press(character)
            assert page.evaluate(TAG) != "BODY"
            page.keyboard.press("Enter")
        assert "You: 2 of 2 right" in page.inner_text("main")
        assert page.evaluate(TAG) != "BODY"


@pytest.mark.parametrize("typed", ["-", "−", ".", "-."])
def test_a_number_that_is_only_begun_is_judged_when_the_reader_moves_on(typed, browser):
    with hosted.opened(browser, figures.HiddenStates()) as page:
        page.locator("summary").first.click()
        field = page.get_by_label("Set to")
        field.fill(typed)
        assert field.get_attribute("aria-invalid") is None
        field.press("Tab")
        assert field.get_attribute("aria-invalid") == "true"
        assert "is not a number; a number from −1 to 1 is needed." in page.inner_text("main")
        assert field.input_value() == typed


def test_a_range_is_written_in_full(browser):
    with hosted.opened(browser, figures.Predictions(feed="free", pick="sample")) as page:
        page.get_by_label("Seed", exact=True).fill("x")
        assert "a whole number from 0 to 4,294,967,295 is needed" in page.inner_text("main")


@pytest.mark.parametrize("name", figures.__all__)
def test_a_figure_that_its_host_hides_takes_changes_without_an_error(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        page.evaluate("document.querySelector('main').style.display = 'none'")
        hosted.drawn(page)
        page.evaluate(
            """() => {
              const changed = (element, type) => element.dispatchEvent(new Event(type, { bubbles: true }));
              for (const box of document.querySelectorAll("textarea")) (box.value = "hel"), changed(box, "input");
              for (const box of document.querySelectorAll("select")) {
                box.selectedIndex = box.options.length - 1;
                changed(box, "change");
              }
              for (const box of document.querySelectorAll("input[type=checkbox]")) {
                box.checked = true;
                changed(box, "change");
              }
            }"""
        )
        page.evaluate("document.querySelector('main').style.display = ''")
        hosted.drawn(page)
        assert page.troubles == []


OF_A_TEXT = {name: {} for name in ("HiddenStates", "Predictions", "Gradients", "StatePlane", "Training", "Growth")}
OF_A_TEXT["Predictions, running freely"] = {"feed": "free"}
PIXELS = "() => [...document.querySelectorAll('.d2l-rnn canvas')].map((canvas) => canvas.toDataURL())"


@pytest.mark.parametrize("name", OF_A_TEXT)
@pytest.mark.parametrize("between", ["", "§", "§" * 500])
def test_a_text_that_was_emptied_or_replaced_and_typed_again_has_the_same_picture(between, name, browser):
    with hosted.opened(browser, getattr(figures, name.split(",")[0])(**OF_A_TEXT[name])) as page:
        box = page.get_by_label("Text", exact=True)
        box.press("End")  # the focus draws nothing on the canvas, but let it be there both times
        text = box.input_value()
        steps = page.get_by_role("slider", name="time step")
        at = steps.input_value() if steps.count() else None
        hosted.drawn(page)
        before = page.evaluate(PIXELS)
        box.fill(between)
        hosted.drawn(page)
        box.fill(text)
        if at is not None:
            steps.fill(at)  # emptying may move the step
        hosted.drawn(page)
        assert before and page.evaluate(PIXELS) == before


@pytest.mark.parametrize("name", ["HiddenStates", "Predictions", "StatePlane"])
def test_bars_and_legends_keep_their_colours_where_the_system_forces_its_own(name, browser):
    with hosted.opened(browser, getattr(figures, name)()) as page:
        page.emulate_media(forced_colors="active")
        colours = "bar => getComputedStyle(bar).backgroundColor"
        bars = {bar.evaluate(colours) for bar in page.locator(".d2l-bar").all()}
        assert bars & {"rgb(0, 114, 178)", "rgb(213, 94, 0)"}


def test_stepping_off_the_start_moves_nothing_below(browser):
    with hosted.opened(browser, figures.HiddenStates(step=2)) as page:
        strip = page.locator(".d2l-strip")
        places = []
        for key in ("Home", "ArrowRight", "ArrowRight"):
            page.locator(".d2l-steps input").press(key)
            places.append(strip.bounding_box()["y"])
        assert max(places) - min(places) < 30  # a line of words may break or not; the bars took 129 pixels


def test_the_columns_of_predictions_leave_room_between_their_numbers(browser):
    history = train.fit("mississippi", num_hiddens=16, progress=False)
    words = """figure => { const seen = []; const print = CanvasRenderingContext2D.prototype.fillText;
      CanvasRenderingContext2D.prototype.fillText = function (text, x, y, most) {
        seen.push([text, this.measureText(text).width, most]); return print.call(this, text, x, y, most); };
      return seen; }"""
    with hosted.opened(browser, figures.Predictions(history), width=600) as page:
        page.evaluate(f"window.seen = ({words})()")
        hosted.resize(page, 560)
        squeezed = [text for text, width, most in page.evaluate("window.seen") if "99" in text and width > most]
        assert page.evaluate("window.seen.length") > 50 and squeezed == []


def test_a_right_to_left_character_does_not_turn_a_sentence_round(browser):
    tokens = ["a", "ש", "ل"]
    figure = figures.StatePlane(rnn.init_params(3, 2, 3, seed=1), tokens, text="aשل")
    with hosted.opened(browser, figure) as page:
        ground = page.locator(".d2l-ground").text_content()
        assert "‘\u2068ש\u2069’" in ground or "\u2068ש\u2069" in ground
        assert "‘a’" in ground or " a" in ground

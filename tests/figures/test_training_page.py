"""Training as a reader uses it: along the curve, without and with memory, and every number torch's."""

import re

import pytest
import torch

from d2l_rnn import chars, figures, train
from tests.drive import hosted

from .test_training import HELLO, LONG, of_torch

pytestmark = pytest.mark.browser


@pytest.fixture
def page(browser):
    with hosted.opened(browser, figures.Training(HELLO, checkpoint=99)) as page:
        yield page
        assert page.troubles == []


def value(text):
    return float(text.replace("−", "-"))


def sentence(page):
    return page.get_by_role("status").inner_text()


def slider(page):
    return page.get_by_role("slider", name="update")


def text_box(page):
    return page.get_by_role("textbox", name="Text", exact=True)


def unfold(page, title):
    fold = page.locator(".d2l-folds button", has_text=title)
    if fold.get_attribute("aria-expanded") == "false":
        fold.click()


def table(page, caption):
    unfold(page, "Read the numbers")
    found = page.locator("table", has_text=caption)
    return found.locator("tbody tr").evaluate_all("rows => rows.map(r => [...r.cells].map(c => c.textContent))")


def moment(step):
    return "Before training" if step == 0 else f"After {step} update{'s' if step > 1 else ''}"


def nats(loss):
    return "under 0.001" if loss < 0.0005 else f"{loss:.{3 if loss < 0.095 else 2}f}"


def assert_shows(page, history, point, text=None):
    """All that is shown, said and in the table is what torch makes of this checkpoint's network."""
    own, text = history.text, text or history.text
    trace, losses, P = of_torch(text, history.tokens, point.params)
    assert slider(page).input_value() == str(point.step)
    assert page.locator(".d2l-hand text").text_content() == (str(point.step) if point.step else "start")
    targets = chars.indices(text[1:], history.tokens)[:, 0].tolist()
    tops = [[k for k, p in enumerate(row) if max(row) - p <= 0.005] for row in P.tolist()]
    marks = ["tie" if len(top) > 1 else "✓" if top == [y] else "✗" for top, y in zip(tops, targets, strict=True)]
    said = sentence(page)
    loss = nats(point.loss if own == text else losses.mean().item())
    least, remembers = chars.floor(own), bool(point.params.W_hh.any())
    after = moment(point.step)[0].lower() + moment(point.step)[1:]
    if own != text or "having read" in said or (point.loss >= least - 0.005 if remembers else least == 0):
        assert said.startswith(moment(point.step)) and f"loss is {loss}" in said
        assert f"{marks.count('✓')} of {len(targets)} " in said
    elif remembers:
        right = f"{marks.count('✓')} of {len(marks)}" if {*marks} != {"✓"} else f"all {len(marks)}"
        guesses = f"{moment(point.step)} {right} guesses are right"
        assert said.replace("\xa0", " ") == f"{guesses}: loss {loss}, below the {least:.2f} possible without memory."
    else:
        end = ", the least possible" if loss == nats(least) else f"; it never gets below {least:.2f}"
        assert said == f"Without memory, the loss {after} is {loss}{end}."
    assert page.locator(".d2l-mark").all_text_contents() == marks
    heights = page.locator(".d2l-p").evaluate_all("bars => bars.map((bar) => bar.height.baseVal.value / 46)")
    assert heights == pytest.approx([P[k, target].item() for k, target in enumerate(targets)], abs=1e-3)
    printed = [float(re.sub("[^0-9]", "", one)) for one in page.locator(".d2l-small").all_text_contents()]
    assert printed == pytest.approx([min(99, max(1, 100 * height)) for height in heights], abs=0.6)
    rows = table(page, "a row for each letter")
    assert [row[0] for row in rows] == list(text[:-1]) and [row[1] for row in rows] == list(text[1:])
    assert [row[2] for row in rows] == ["/".join(history.tokens[k] for k in top) for top in tops]
    numbers = torch.tensor([[value(cell) for cell in row[3:]] for row in rows])
    expected = torch.cat((P.gather(1, torch.tensor(targets)[:, None]), losses[:, None], trace.H[1:, 0]), 1)
    assert torch.allclose(numbers, expected, atol=6e-5)


# ------------------------------------------------------------------------------------------------------ the scrubber


@pytest.mark.core
def test_keys_and_a_pointer_go_along_the_curve_from_checkpoint_to_checkpoint(page):
    points = HELLO.checkpoints
    assert_shows(page, HELLO, points[-1])
    assert page.get_by_role("group", name="Memory").get_by_role("button", name="without memory").is_enabled()
    slider(page).press("Home")
    assert_shows(page, HELLO, points[0])
    for key, place in {
        "ArrowLeft": 0,
        "ArrowRight": 1,
        "ArrowUp": 2,
        "PageUp": 7,
        "ArrowDown": 6,
        "PageDown": 1,
    }.items():
        page.keyboard.press(key)
        assert (key, slider(page).input_value()) == (key, str(points[place].step))
    assert slider(page).get_attribute("aria-valuetext") == (
        f"After 1 update, loss {nats(points[1].loss)}, {right_at(points[1])} of 4 right"
    )
    box = page.locator(".d2l-plot").bounding_box()
    page.mouse.click(box["x"] + box["width"] - 12, box["y"] + 60)
    assert_shows(page, HELLO, points[-1])
    page.mouse.down()
    page.mouse.move(box["x"] + 12, box["y"] + 80, steps=4)
    page.mouse.up()
    assert_shows(page, HELLO, points[0])
    page.mouse.move(box["x"] + 300, box["y"] + 80)  # nothing is held
    assert slider(page).input_value() == "0"
    page.keyboard.press("ArrowRight")  # a pointer leaves the focus on the slider
    assert slider(page).input_value() == "1"


def right_at(point):
    targets = chars.indices("ello", HELLO.tokens)[:, 0]
    return int((of_torch("hello", HELLO.tokens, point.params)[2].argmax(1) == targets).sum())


def test_a_number_of_updates_that_has_no_checkpoint_leads_to_the_nearest_one_and_on(page):
    steps = [point.step for point in HELLO.checkpoints]
    slider(page).fill("0")
    for wanted in (1, steps[-2] + 1, 40):
        slider(page).fill(str(wanted))
        assert int(slider(page).input_value()) in steps
    slider(page).fill(str(steps[-3]))
    slider(page).fill(str(steps[-3] + 1))  # as a screen reader goes: one update on, and not stuck between two
    assert slider(page).input_value() == str(steps[-2])


def test_play_goes_from_the_first_to_the_last_slowed_down_and_a_second_press_stops(browser):
    with hosted.opened(browser, figures.Training(HELLO, checkpoint=99)) as page:
        page.get_by_role("button", name="Play").click()
        page.wait_for_function("() => Number(document.querySelector('.d2l-plot input').value) < 20")
        assert page.get_by_role("status").get_attribute("aria-live") == "off"  # nobody could listen so fast
        page.get_by_role("button", name="Pause").click()
        at = slider(page).input_value()
        page.wait_for_timeout(300)
        assert slider(page).input_value() == at
        assert page.get_by_role("status").get_attribute("aria-live") == "polite"
        page.get_by_role("button", name="Play").click()
        page.wait_for_function("() => document.querySelector('.d2l-plot input').value === '80'")
        page.get_by_role("button", name="Play").wait_for()
        assert_shows(page, HELLO, HELLO.checkpoints[-1])


# ------------------------------------------------------------------------------------------------------ another text


@pytest.mark.parametrize("text", ["oleh", "he", "l" * 9, "hellohello"])
def test_another_text_is_read_by_the_network_of_each_checkpoint(text, page):
    text_box(page).fill(text)
    for key in ("Home", "PageUp", "End"):
        slider(page).press(key)
        (point,) = [one for one in HELLO.checkpoints if str(one.step) == slider(page).input_value()]
        assert_shows(page, HELLO, point, text)
        assert "on hello" in sentence(page)
    assert page.get_by_role("button", name="Learn this text").count() == 1


def test_a_letter_that_is_chosen_is_put_into_words(page):
    slider(page).press("Home")
    green, ink, soft = "rgb(0, 122, 90)", "rgb(27, 27, 31)", "rgb(89, 92, 99)"
    colours = "letters => letters.map((letter) => getComputedStyle(letter).color)"
    letters = page.locator(".d2l-letter[data-step]")
    assert letters.evaluate_all(colours) == [green] * 4 + [ink]  # all are read; the last one is only a target
    page.locator(".d2l-letter[data-step='2']").click()
    assert letters.evaluate_all(colours) == [green] * 2 + [ink] + [soft] * 2
    _, _, P = of_torch("hello", HELLO.tokens, HELLO.untrained)
    best = P[1].topk(3)
    names = [HELLO.tokens[k] for k in best.indices]
    mark = "✓" if names[0] == "l" else "✗"
    assert f"having read he, it expects {names[0]} ({best.values[0]:.0%}) {mark};" in sentence(page)
    note = page.locator(".d2l-note").inner_text()
    assert note == f"After he: {', '.join(f'{n} {p:.0%}' for n, p in zip(names, best.values, strict=True))}; l comes."
    text_box(page).press("Home")
    assert "having read" not in sentence(page) and "drag along the curve." in page.locator(".d2l-note").inner_text()


def test_a_tie_is_called_a_tie(browser):
    history = train.fit("hello", 16, recurrent=False, progress=False)
    with hosted.opened(browser, figures.Training(history, checkpoint=99, step=3)) as page:
        assert page.locator(".d2l-mark").all_text_contents() == ["✓", "✓", "tie", "tie"]
        assert page.locator(".d2l-guess").all_text_contents() == ["e", "l", "l/o", "l/o"]
        assert "it expects l or o (50%) tie; 2 of 4 are right, the loss is 0.35." in sentence(page)
        text_box(page).press("Home")
        assert_shows(page, history, history.checkpoints[-1])
        slider(page).press("Home")
        assert_shows(page, history, history.checkpoints[0])
        slider(page).press("End")
        text_box(page).fill("helll")
        text_box(page).press("Home")
        assert "After 200 updates on hello the network guesses 2 of 4 next letters right, 2 are ties in" in sentence(
            page
        )


def test_the_states_of_the_fold_are_those_of_the_chosen_update(browser):
    with hosted.opened(browser, figures.Training(HELLO, checkpoint=99, fold="states")) as page:
        seen = []
        for key in ("Home", "End"):
            slider(page).press(key)
            seen.append(page.locator(".d2l-states canvas").evaluate("canvas => canvas.toDataURL()"))
            assert moment(int(slider(page).input_value())) in page.locator(".d2l-fold").inner_text()
        assert seen[0] != seen[1]
        assert page.locator(".d2l-states .letter").all_text_contents() == list("hell")
        H = of_torch("hello", HELLO.tokens, HELLO.params)[0].H[1:, 0]
        colour = """(canvas, [x, y]) => { const ratio = canvas.width / canvas.clientWidth;
          return [...canvas.getContext("2d").getImageData(x * ratio, y * ratio, 1, 1).data.slice(0, 3)]; }"""
        for t in range(4):
            x = page.locator(".d2l-states .letter").nth(t).evaluate("text => text.x.baseVal[0].value")
            for i in range(5):
                red, _, blue = page.locator(".d2l-states canvas").evaluate(colour, [x, (i + 0.5) * 168 / 5])
                assert (blue > red) == (H[t, i] > 0) or abs(H[t, i]) < 0.02


# --------------------------------------------------------------------------------------------------------- the picture


def test_the_losses_to_compare_with_are_labelled_and_the_scales_are_named(browser):
    with hosted.opened(browser, figures.Training(HELLO)) as page:
        words = page.locator(".d2l-picture").text_content()
        for said in (
            "blind guess among 4 letters: ln 4 = 1.39",
            "best possible without memory: 0.35",
            "updates of the weights, log scale",
            "−ln probability",
        ):
            assert said in words
        y = {name: page.locator(f".d2l-{name}").evaluate("p => p.getPointAtLength(0).y") for name in ("blind", "floor")}
        zero = page.locator(".d2l-axis").evaluate("p => p.getPointAtLength(0).y")
        assert (zero - y["blind"]) / (zero - y["floor"]) == pytest.approx(1.3863 / 0.34657, rel=1e-3)
    with hosted.opened(browser, figures.Training(LONG), 390) as page:
        words = page.locator(".d2l-picture").text_content()
        floor = f"no memory: best {chars.floor(LONG.text):.2f}"
        assert "loss of random pieces of the text" in words and floor in words
    with hosted.opened(browser, figures.Training(HELLO), 390) as page:
        words = page.locator(".d2l-picture").text_content()
        assert "howlikely,in %" in "".join(words.split("\n"))
    with hosted.opened(browser, figures.Training(), 390) as page:
        hand = page.locator(".d2l-hand path").bounding_box()
        middle = hand["x"] + hand["width"] / 2
        for said in ("blind guess among", "ln 4 = 1.39", "no memory: best 0.35", "a coin toss"):
            assert page.locator(".d2l-picture text", has_text=said).bounding_box()["x"] > middle + 4


@pytest.mark.parametrize("theme", ["light", "dark"])
def test_the_number_on_the_scrubber_can_be_read(theme, browser):
    with hosted.opened(browser, figures.Training(HELLO), theme=theme) as page:
        fill = "selector => getComputedStyle(document.querySelector(selector)).fill"
        ink, ground = (page.evaluate(fill, f".d2l-hand {name}") for name in ("text", "rect"))
        light = [sum(map(int, re.findall(r"\d+", colour))) for colour in (ink, ground)]
        assert abs(light[0] - light[1]) > 550


def test_a_run_that_goes_wild_says_how_high_it_went(browser):
    history = train.fit("machine", 16, lr=30, progress=False)
    with hosted.opened(browser, figures.Training(history)) as page:
        most = max(history.losses)
        assert (
            f"▲ up to {most:.1f} at update {history.losses.index(most)}" in page.locator(".d2l-picture").text_content()
        )


# ------------------------------------------------------------------------------------------------ trained in the page


def learned(page, history):
    """Check that the figure shows what train.fit left, at the last update."""
    slider(page).press("End")  # it need not be watched
    rows = table(page, "at each stop")
    assert [int(row[0]) for row in rows] == [point.step for point in history.checkpoints]
    assert [float(row[1]) for row in rows] == pytest.approx([point.loss for point in history.checkpoints], abs=6e-5)
    _, losses, P = of_torch(history.text, history.tokens, history.params)
    shown = [[value(cell) for cell in row[3:5]] for row in table(page, "a row for each letter")]
    targets = chars.indices(history.text[1:], history.tokens)
    expected = torch.cat((P.gather(1, targets), losses[:, None]), 1)
    assert torch.allclose(torch.tensor(shown), expected, atol=1e-4)


def test_without_and_with_memory_are_both_really_trained_in_the_page(browser):
    given = train.fit("hello", num_hiddens=16, progress=False)
    without = train.fit("hello", num_hiddens=16, recurrent=False, progress=False)
    with hosted.opened(browser, figures.Training(given)) as page:
        memory = page.get_by_role("group", name="Memory")
        pressed = "buttons => buttons.map((button) => button.ariaPressed)"
        assert memory.locator("button").evaluate_all(pressed) == ["true", "false"]  # with memory first
        memory.get_by_role("button", name="without memory").click()
        learned(page, without)
        assert memory.locator("button").evaluate_all(pressed) == ["false", "true"]
        assert "with memory" in page.locator(".d2l-picture").text_content()  # beside it, the curve with memory
        text_box(page).fill("letter")
        text_box(page).press("Enter")  # what is learned next has no memory either
        learned(page, train.fit("letter", num_hiddens=16, recurrent=False, progress=False))
        memory.get_by_role("button", name="with memory", exact=True).click()
        learned(page, train.fit("letter", num_hiddens=16, progress=False))
        page.get_by_role("button", name="Give back the first network").click()
        assert text_box(page).input_value() == "hello"
        memory.get_by_role("button", name="without memory").click()
        memory.get_by_role("button", name="with memory", exact=True).click()
        learned(page, given)
        assert page.get_by_role("button", name="Give back the first network").count() == 0  # it is that one again
        assert page.troubles == []


def test_a_change_trains_the_network_again_as_python_does(browser):
    with hosted.opened(browser, figures.Training(fold="change")) as page:
        told = {"num_hiddens": 16, "lr": 0.05, "sigma": 1.0, "seed": 0}
        fields = {"hidden units": "num_hiddens", "learning rate": "lr", "first weights σ": "sigma", "seed": "seed"}
        for (label, name), typed in zip(fields.items(), (9, 0.2, 0.5, 3), strict=True):
            unfold(page, "Change how it learns")
            assert float(page.get_by_label(label).input_value()) == told[name]
            page.get_by_label(label).fill(str(typed))
            page.get_by_label(label).press("Enter")
            told[name] = typed
            learned(page, train.fit("hello", progress=False, **told))
        unfold(page, "Change how it learns")
        call = page.locator(".d2l-fold code").inner_text()
        assert call == 'train.fit("hello", num_hiddens=9, lr=0.2, sigma=0.5, seed=3)'
        history = eval(call, {"train": train})
        learned(page, history)
        assert page.troubles == []


@pytest.mark.parametrize(
    ("label", "typed", "words"),
    [
        ("hidden units", "0", "0 is out of range; a whole number from 1 to 64 is needed."),
        ("hidden units", "65", "a whole number from 1 to 64 is needed."),
        ("hidden units", "2.5", "2.5 is not whole"),
        ("learning rate", "0", "With a learning rate of 0 nothing is learned."),
        ("learning rate", "1001", "a number from 0 to 1,000 is needed."),
        ("first weights σ", "−1", "a number from 0 to 1,000,000 is needed."),
        ("seed", "x", "‘x’ is not a number"),
        ("seed", "4294967296", "a whole number from 0 to 4,294,967,295 is needed."),
    ],
)
def test_a_number_that_fit_would_refuse_is_answered_and_changes_nothing(label, typed, words, browser):
    with hosted.opened(browser, figures.Training(HELLO, fold="change")) as page:
        field, said = page.get_by_label(label), sentence(page)
        field.fill(typed)
        field.press("Enter")
        assert words in page.locator(".d2l-complaint").inner_text()
        assert field.input_value() == typed and field.get_attribute("aria-invalid") == "true"
        assert sentence(page) == said and page.get_by_role("button", name="Give back").count() == 0
        field.fill("2")
        field.press("Enter")
        assert page.locator(".d2l-complaint").inner_text() == "" and field.get_attribute("aria-invalid") == "false"
        assert page.get_by_role("button", name="Give back").count() == 1


def test_the_pieces_of_a_long_text_are_not_trained_again(browser):
    with hosted.opened(browser, figures.Training(LONG, fold="change")) as page:
        assert "learned random pieces of a longer text" in page.locator(".d2l-fold").inner_text()
        assert page.get_by_role("group", name="Memory").count() == 0
        assert re.search(r"\d+ of 39 next letters right.* in to␣be␣or␣not…; the mean loss is", sentence(page))
        assert page.get_by_role("button", name="Learn this text").count() == 1


def test_typing_another_text_greys_the_picture_where_a_letter_is_unknown_and_the_curve_stays(page):
    text_box(page).fill("hexo")
    assert "has never seen ‘x’" in sentence(page) and page.locator(".d2l-past").is_visible()
    assert page.locator(".d2l-picture").evaluate("picture => picture.inert")
    text_box(page).fill("hello")
    assert_shows(page, HELLO, HELLO.checkpoints[-1])

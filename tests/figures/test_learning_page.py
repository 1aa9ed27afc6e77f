"""A word learned in the page, in every figure: it is train.fit's network, it is shown, and what cannot be is said."""

import contextlib
import functools
import json

import pytest

from d2l_rnn import figures, rnn, train
from d2l_rnn.figures import page as pages
from tests.drive import hosted
from tests.equations.test_fit import SENTENCE, difference, farthest, in_float64

pytestmark = pytest.mark.browser
NAMES = [name for name in figures.__all__ if "learned" in getattr(figures, name).class_trait_names()]
TRAIT = "trait => JSON.stringify(window.shown.model.get(trait))"
SHOWN = """root => root.innerText + [...root.querySelectorAll("canvas")].map((canvas) => canvas.toDataURL()).join()
  + [...root.querySelectorAll("svg")].map((svg) => svg.innerHTML).join().replace(/<!--.*?-->/g, "")"""


@pytest.fixture
def opened(browser, monkeypatch):
    """Opens the page of a saved figure, where the test finds the model and can show a second view of it."""
    reachable = pages.START.replace("show(figure", "window.figure = figure;\nwindow.shown = show(figure")
    assert reachable != pages.START
    monkeypatch.setattr(pages, "START", reachable)
    return lambda *args: hosted.opened(browser, *args)


def text_box(page):
    return page.locator(".d2l-rnn").first.get_by_role("textbox", name="Text", exact=True)


def button(page, name):
    return page.locator(".d2l-rnn").first.get_by_role("button", name=name)


def sentence(page):
    return page.get_by_role("status").first.inner_text()


def learned(page):
    """What the page has learned, as Python would get it, or None."""
    return json.loads(page.evaluate("JSON.stringify(window.shown.model.get('learned'))"))


def history(page):
    """The History of what the page has learned."""
    figure = figures.HiddenStates()
    figure.learned = learned(page)
    return figure.history


def of(name, num_hiddens=16):
    """A figure of an untrained network for the letters of "machine"; the plane has two units."""
    sizes = {"num_hiddens": 2 if name == "StatePlane" else num_hiddens, "num_steps": 0}
    return getattr(figures, name)(train.fit("machine", progress=False, **sizes))


@functools.cache
def fitted(text, h):
    """What train.fit leaves of a text."""
    return train.fit(text, num_hiddens=h, progress=False)


@functools.cache
def exact(text, h):
    """The losses of torch's own Adam in float64."""
    return in_float64(text, fitted(text, h).untrained)[0]


def shown(page, k=0):
    """All that a view shows, when nothing moves any more and nothing has the focus."""
    for slider in page.get_by_role("slider", name="update").all()[:1]:
        slider.press("End")  # what Training plays need not be watched
    page.evaluate("document.activeElement.blur()")
    page.wait_for_function("() => window.shown.model.get('playing') === false && document.getAnimations().length === 0")
    hosted.drawn(page)
    return page.locator(".d2l-rnn").nth(k).evaluate(SHOWN)


# ------------------------------------------------------------------------------------------------- what was learned


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=[pytest.mark.core] * (name == "Recurrence")) for name in NAMES]
)
def test_the_button_and_enter_learn_a_word_as_train_fit_does_and_one_press_gives_the_first_network_back(name, opened):
    h = 2 if name == "StatePlane" else 16
    near = 5e-6 if h > 2 else 1e-3  # two units are fragile
    with opened(of(name)) as page:
        first = sentence(page)
        for word, press in (("banana", button(page, "Learn this text").click), ("aaaa", None), ("naïve 🙂", None)):
            text_box(page).fill(word)
            press() if press else text_box(page).press("Enter")
            found, expected = history(page), fitted(word, h)
            assert (found.text, found.tokens, found.settings) == (word, expected.tokens, expected.settings)
            assert farthest(found.losses, expected.losses) <= near
            assert word != "banana" or farthest(found.losses, exact(word, h)) <= near
            for point, other in zip(found.checkpoints, expected.checkpoints, strict=True):
                assert point.step == other.step
                assert difference(point.params, other.params) <= 1e-4 or h == 2
            assert button(page, "Learn this text").count() == 0
        button(page, "Give back the first network").click()
        assert learned(page) is None and text_box(page).input_value() == "machine"
        text_box(page).press("Home")
        assert sentence(page) == first or name != "Training"
        assert page.troubles == []


@pytest.mark.parametrize("name", NAMES)
def test_typing_alone_changes_no_weight_and_what_was_learned_reads_other_texts_too(name, opened):
    with opened(of(name)) as page:
        for text in ("chime", "in", "x", "machine"):
            text_box(page).fill(text)
        assert learned(page) is None
        text_box(page).fill("hello")
        text_box(page).press("Enter")
        before = learned(page)
        for text in ("hole", "machine", "hell"):
            text_box(page).fill(text)
        assert learned(page) == before
        assert "never seen" not in sentence(page) and button(page, "Learn this text").count() == 1
        assert page.troubles == []


@pytest.mark.parametrize("name", NAMES)
def test_two_views_of_one_model_agree_and_one_goes_on_without_the_other(name, opened):
    with opened(of(name)) as page:
        page.evaluate(
            """() => {
              const second = document.body.appendChild(document.createElement("div"));
              second.style.width = "860px";
              window.end = window.figure.render({ model: window.shown.model, el: second });
            }"""
        )
        page.locator(".d2l-rnn").first.evaluate("(root) => { root.parentElement.style.width = '860px' }")
        hosted.drawn(page)
        text_box(page).fill("hello")
        text_box(page).press("Enter")
        assert shown(page, 0) == shown(page, 1) and "hello" in shown(page, 1).replace("\n", "")
        page.locator(".d2l-rnn").nth(1).locator(".d2l-letter[data-step='2']").click()
        assert shown(page, 0) == shown(page, 1)
        page.evaluate("window.end()")
        text_box(page).fill("letter")
        text_box(page).press("Enter")
        assert history(page).text == "letter"
        assert page.troubles == []


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_that_has_learned_is_saved_with_what_it_shows(name, opened, tmp_path):
    figure = of(name)
    with opened(figure) as page:
        text_box(page).fill("hello")
        text_box(page).press("Enter")
        live = shown(page)
        for trait in ("text", "step", "learned", *(["checkpoint"] if name == "Training" else ["weights"])):
            if figure.has_trait(trait):
                setattr(
                    figure, trait, json.loads(page.evaluate("t => JSON.stringify(window.shown.model.get(t))", trait))
                )
    with opened(figure) as page:
        assert shown(page) == live
        assert page.troubles == []
    figure.save(tmp_path / "f.html")
    assert (tmp_path / "f.html").stat().st_size < 100_000


# ------------------------------------------------------------------------------------------------------- a longer text


@contextlib.contextmanager
def slowed(page, times):
    """The page's processor is so many times slower."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("Emulation.setCPUThrottlingRate", {"rate": times})
    try:
        yield
    finally:
        devtools.send("Emulation.setCPUThrottlingRate", {"rate": 1})


# Typed in the page as soon as it says that it learns: a key sent from here may come after the last update.
TYPED_WHILE_LEARNING = """() => {
  const watching = new MutationObserver(() => {
    if (!document.body.innerText.includes("Learning this text")) return;
    watching.disconnect();
    window.typed = document.execCommand("insertText", false, "e");
  });
  watching.observe(document.body, { subtree: true, childList: true, characterData: true });
}"""


@pytest.mark.parametrize("name", ["HiddenStates", "Training"])
def test_a_longer_text_is_learned_in_slices_says_how_far_it_is_and_can_be_stopped(name, opened):
    text = SENTENCE[:128]
    with opened(of(name, 64)) as page, slowed(page, 8):
        text_box(page).fill(text)
        button(page, "Learn this text").click()
        page.wait_for_function("() => / [1-9][0-9]* of 200 updates, the loss is [0-9.]+/.test(document.body.innerText)")
        assert sentence(page).startswith("Learning this text: ")
        assert button(page, "Learn this text").count() == 0
        text_box(page).press("Home")  # the page answers meanwhile
        button(page, "Stop").click()
        found = history(page)
        assert found.text == text and 1 < len(found.losses) < 201
        assert found.checkpoints[-1].step == len(found.losses) - 1
        expected = fitted(text, 64)
        most = min(10, len(found.losses))
        assert farthest(found.losses[:most], expected.losses[:most]) <= 5e-6
        assert button(page, "Stop").count() == 0 and "Learning" not in sentence(page)
        assert page.troubles == []


@pytest.mark.parametrize("name", NAMES)
def test_a_longer_text_is_learned_to_its_end_and_typing_breaks_it_off(name, opened):
    with opened(of(name)) as page:
        text_box(page).fill(SENTENCE[:40])
        text_box(page).press("Enter")
        page.wait_for_function("() => window.shown.model.get('learned') !== null")
        found = history(page)
        assert len(found.losses) == 201 and found.text == SENTENCE[:40]
        if name != "StatePlane":
            expected = fitted(SENTENCE[:40], 16)
            assert farthest(found.losses[:10], expected.losses[:10]) <= 5e-6
        with slowed(page, 60 if name == "StatePlane" else 24):  # of two units it is learned at once
            text_box(page).fill(SENTENCE[:100])
            page.evaluate(TYPED_WHILE_LEARNING)
            text_box(page).press("Enter")
            page.wait_for_function("() => window.typed")
            assert text_box(page).input_value() == SENTENCE[:100] + "e"
            assert "Learning" not in sentence(page)
            page.wait_for_timeout(200)
            assert history(page).text == SENTENCE[:40]
        assert page.troubles == []


# ---------------------------------------------------------------------------------------------- what cannot be learned

REFUSED = {
    "": "There is nothing to learn yet. Type a word of two letters at least.",
    "m": "One letter has no next one to learn. Type one more.",
    "🙂": "One letter has no next one to learn. Type one more.",
    "m" * 129: "This text has 129 letters; a page learns at most 128. Shorten it, then learn.",
}


@pytest.mark.parametrize("name", NAMES)
def test_what_cannot_be_learned_is_answered_in_a_sentence_and_changes_nothing(name, opened):
    with opened(of(name)) as page:
        for text, words in REFUSED.items():
            for by_key in (True, False):
                text_box(page).fill(text)
                text_box(page).press("Enter") if by_key else button(page, "Learn this text").click()
                assert (text, sentence(page)) == (text, words)
        text_box(page).evaluate("box => { box.value = 'ma\\ud83d'; box.dispatchEvent(new Event('input')); }")
        assert "Letter 3 is only half a character" in sentence(page)
        text_box(page).press("Enter")
        assert "Letter 3 is only half a character" in sentence(page)
        assert learned(page) is None
        text_box(page).fill("mach")  # whoever goes on is not told again
        assert "learn" not in sentence(page)
        assert page.troubles == []


@pytest.mark.parametrize("name", [name for name in NAMES if name != "StatePlane"])
def test_a_wide_network_learns_with_64_units_and_says_so(name, opened):
    with opened(of(name, 70)) as page:
        text_box(page).fill("banana")
        text_box(page).press("Enter")
        words = "Learned with 64 hidden units, the most that a page learns with; the network before has 70."
        assert sentence(page) == words
        expected = fitted("banana", 64)
        assert farthest(history(page).losses, expected.losses) <= 5e-6
        page.locator(".d2l-letter[data-step='2']").click()
        assert "64 hidden units, the most" not in sentence(page)
        assert page.troubles == []


def test_a_run_that_explodes_says_so_and_leaves_the_network_as_it_was(opened):
    figure = figures.Training(train.fit("ab" * 64, num_hiddens=64, num_steps=0, seed=1, progress=False), fold="change")
    with opened(figure) as page:
        page.get_by_label("first weights σ").fill("25")
        page.get_by_label("first weights σ").press("Enter")
        page.get_by_text("The loss exploded after ").wait_for()
        assert sentence(page).endswith("so the network stays as it was.") and learned(page) is None
        with pytest.raises(ValueError, match="exploded"):
            train.fit("ab" * 64, num_hiddens=64, seed=1, sigma=25, progress=False)
        page.get_by_role("slider").press("End")
        assert "exploded" not in sentence(page)
        assert page.troubles == []


def test_a_network_of_params_alone_learns_too(opened):
    tokens = list("abc")
    with opened(figures.HiddenStates(rnn.init_params(3, 9, 3, seed=2), tokens)) as page:
        text_box(page).fill("hello")
        text_box(page).press("Enter")
        assert farthest(history(page).losses, fitted("hello", 9).losses) <= 5e-6
        assert button(page, "Give back the first network").count() == 1

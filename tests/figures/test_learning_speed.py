"""How soon a word is learned after a press, in a page that was just opened, and how little a long text is felt."""

import pytest

from d2l_rnn import figures, train
from tests.drive import hosted
from tests.equations.test_fit import SENTENCE

pytestmark = [pytest.mark.browser, pytest.mark.load]  # a stopwatch needs a machine for itself
NAMES = [name for name in figures.__all__ if "learned" in getattr(figures, name).class_trait_names()]
WORDS = ["banana", "learn this word"]  # of six letters, and of fifteen

# How long each piece of work took that the page did by a timer.
WATCHED = """
  const real = window.setTimeout;
  window.pieces = [];
  window.setTimeout = (work, pause) => real(() => {
    const begin = performance.now();
    work();
    window.pieces.push(performance.now() - begin);
  }, pause);
"""


@pytest.mark.parametrize("text", WORDS)
@pytest.mark.parametrize("name", NAMES)
def test_a_word_is_learned_within_50_ms_of_the_press(name, text, browser):
    times = []
    for _ in range(3):
        with hosted.opened(browser, getattr(figures, name)()) as page:
            times.append(hosted.learned(page, text)[0])
    assert min(times) < 0.05


def test_a_long_text_is_learned_in_slices_that_leave_the_page_its_frames(browser):
    figure = figures.HiddenStates(train.fit("machine", num_hiddens=64, num_steps=0, progress=False))
    pieces = []
    for _ in range(3):
        with hosted.opened(browser, figure) as page:
            page.evaluate(WATCHED)
            page.get_by_role("textbox", name="Text", exact=True).fill(SENTENCE[:128])
            page.get_by_role("button", name="Learn this text").click()
            page.get_by_role("button", name="Give back the first network").wait_for()
            pieces.append(page.evaluate("window.pieces"))
    assert all(len(one) > 20 for one in pieces)
    middle = [sorted(one)[len(one) // 2] for one in pieces]
    assert min(middle) < 9  # what the slices are cut to
    assert min(sorted(one)[int(0.95 * len(one))] for one in pieces) < 16  # with the sentence redrawn: one frame

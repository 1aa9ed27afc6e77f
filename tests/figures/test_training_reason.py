"""What Training says at the line of the least loss: why no network without memory gets below it."""

import pytest

from d2l_rnn import figures, train
from tests.drive import hosted

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abac", "(after ‘a’, a coin toss: b or c)"),
        ("abacab", "(after ‘a’, only a guess: b or c)"),  # b comes twice as often
        ("abacad", "(after ‘a’, only a guess: b or c or d)"),
        ("abacadaea", "(after ‘a’, only a guess)"),
        ("letter", "(after ‘e’, ‘t’, only a guess)"),
        ("machine", "(each letter tells the next)"),
        ("aabbccddaceb", "(one letter does not tell the next)"),
        ("to be or not to be " * 7, "(one letter does not tell the next)"),
    ],
)
def test_why_no_network_without_memory_does_better_is_right_for_any_text(text, reason, browser):
    with hosted.opened(browser, figures.Training(train.fit(text, 4, 9, progress=False))) as page:
        assert reason in page.locator(".d2l-picture text").all_text_contents()


def test_where_the_two_lines_are_one_their_words_stand_one_over_the_other(browser):
    with hosted.opened(browser, figures.Training(train.fit("aab", 4, 9, progress=False))) as page:
        blind, least = (page.locator(".d2l-picture text", has_text=words) for words in ("blind", "best"))
        assert blind.bounding_box()["y"] <= least.bounding_box()["y"] - 16

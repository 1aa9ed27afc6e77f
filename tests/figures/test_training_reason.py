"""What Training says at the line of the least loss: why no network without memory gets below it."""

import pytest

from d2l_rnn import chars, figures, train
from tests.drive import hosted

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("abac", "(after ‘a’ comes ‘b’ or ‘c’: a coin toss)"),
        ("abacab", "(after ‘a’ comes ‘b’ or ‘c’: only a guess)"),  # b comes twice as often
        ("abacad", "(after ‘a’ comes ‘b’ or ‘c’ or ‘d’: only a guess)"),
        ("abacadaea", "(after ‘a’, only a guess)"),
        ("letter", "(after ‘e’, ‘t’, only a guess)"),
        ("machine", "(each letter tells the next)"),
        ("aabbccddaceb", "(one letter does not tell the next)"),
        ("to be or not to be " * 7, "(one letter does not tell the next)"),
    ],
)
def test_why_no_network_without_memory_does_better_is_right_for_any_text(text, reason, browser):
    with hosted.opened(browser, figures.Training(train.fit(text, 4, 9, recurrent=False, progress=False))) as page:
        words = " ".join(page.locator(".d2l-picture text").all_text_contents())  # a long one stands in two lines
        floor = f"{chars.floor(text):.2f}" if chars.floor(text) else "0"
        assert reason in words
        assert f"best possible without memory: {floor}" in words
    with hosted.opened(browser, figures.Training(train.fit(text, 4, 9, progress=False))) as page:
        words = " ".join(page.locator(".d2l-picture text").all_text_contents())  # a long one stands in two lines
        assert f"best possible without memory: {floor}" in words and reason in words


def test_the_losses_below_the_least_without_memory_are_named_in_their_band_where_nothing_covers_it(browser):
    with hosted.opened(browser, figures.Training()) as page:
        band = page.locator(".d2l-reached").bounding_box()
        named = page.locator(".d2l-picture text", has_text="needs memory")
        words = named.bounding_box()
        assert band["y"] <= words["y"] and words["y"] + words["height"] <= band["y"] + band["height"]
        scrubber = page.get_by_role("slider", name="update")
        scrubber.press("Home")  # it stands in the words
        assert named.count() == 0
        scrubber.press("End")
        assert named.count() == 1
        page.get_by_role("button", name="without memory").click()
        assert named.count() == 0  # there the curve ends at the line
    with hosted.opened(browser, figures.Training(train.fit("machine", 4, 9, progress=False))) as page:
        assert page.locator(".d2l-picture text", has_text="needs memory").count() == 0


def test_where_the_two_lines_are_one_their_words_stand_one_over_the_other(browser):
    with hosted.opened(browser, figures.Training(train.fit("aab", 4, 9, progress=False))) as page:
        blind, least = (page.locator(".d2l-picture text", has_text=words) for words in ("blind", "best"))
        assert blind.bounding_box()["y"] <= least.bounding_box()["y"] - 16

"""Figures in Japanese: whose letters are wider, and whose words have no blanks between them."""

import re

import pytest

from d2l_rnn import figures, languages
from tests.drive import hosted

pytestmark = pytest.mark.browser

SIZES = {900: 50, 390: 74}  # the width of a page, and how high its sentence may be, so that nothing moves below it
# A blank at the side of a mark that brings its own, and marks of English.
SPACED = re.compile(r"[。、：（「] | [。、：（）「」]|[‘’“”]|[ぁ-んァ-ヶ一-龠][,:;?!]")


def made(name):
    with languages.spoken("ja"):
        return getattr(figures, name)()


def looked_at(page):
    """What is wrong with how a figure looks, in words."""
    root = page.locator(".d2l-rnn")
    wide = page.evaluate("document.documentElement.scrollWidth - innerWidth")
    said = [line for line in root.inner_text().splitlines() if SPACED.search(line)]
    return hosted.misplaced(page) + hosted.faint(root) + said + [f"{wide} px too wide"] * (wide > 0)


@pytest.mark.parametrize("name", figures.__all__)
def test_a_figure_in_japanese_fits_its_place_with_any_fold_open(name, browser):
    with hosted.opened(browser, made(name)) as page:
        assert page.locator(".d2l-rnn").get_attribute("lang") == "ja"
        for width, high in SIZES.items():
            hosted.resize(page, width)
            assert page.locator(".d2l-say").bounding_box()["height"] <= high
            assert (width, looked_at(page)) == (width, [])
            for fold in hosted.opened_folds(page):
                assert (width, fold, looked_at(page)) == (width, fold, [])
            assert hosted.violations(page) == []
        assert page.troubles == []


def test_letters_of_twice_the_width_are_counted_twice(node):
    cases = [["same letter"], ["同じ文字"], ["「ユニット 1」"], ["한국어"], ["é🙂"]]
    assert node.call("kit/words.js", "widthInLetters", cases) == [11, 8, 14, 6, 2]

"""A plot in another language: its words where a font has the letters, else English and a line about fonts."""

import pytest

from d2l_rnn import plots
from d2l_rnn.plots import words
from tests.drive.speaking import spoken

TITLE = "A table of |V|ⁿ cells against one RNN, |V| = {V}"


def written(picture):
    return " ".join(text.get_text() for text in picture.page.texts)


def test_a_plot_has_the_words_of_a_language_that_its_fonts_can_draw(tmp_path):
    with spoken(tmp_path, [("", TITLE, "ÉÀ |V|ⁿ {V}")]):
        assert "ÉÀ |V|ⁿ 28" in written(plots.growth(28, 32, range(1, 4)))


@pytest.mark.parametrize("letters", ["\U0001342f\U00013430", "\ue123"])
def test_where_no_font_has_the_letters_the_words_are_english_and_a_line_says_what_to_do(letters, tmp_path):
    assert not any(ord(letter) in words.families()[1] for letter in letters)
    with spoken(tmp_path, [("", TITLE, letters * 30 + "{V}")]):
        picture = plots.growth(28, 32, range(1, 4))
    assert "A table of |V|ⁿ cells against one RNN, |V| = 28" in written(picture)
    assert "fonts-noto-cjk" in written(picture) and letters not in written(picture)
    assert "fonts-noto-cjk" not in written(plots.growth(28, 32, range(1, 4)))

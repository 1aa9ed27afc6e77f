"""A plot in another language: its words where a font has the letters, else English and a line about fonts."""

import os

import pytest
import torch
from matplotlib import font_manager

from d2l_rnn import figures, plots, rnn, train
from d2l_rnn.plots import page, words
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


def test_a_font_that_was_installed_after_matplotlib_made_its_list_is_found(tmp_path, monkeypatch):
    words._look_again("ja")
    if ord("状") not in words.families()[1]:
        reason = "This needs a Japanese font (Debian and Ubuntu: apt install fonts-ipaexfont-gothic)."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    fonts = font_manager.fontManager.ttflist
    unknown = [font for font in fonts if ord("状") not in font_manager.get_font(font.fname).get_charmap()]
    monkeypatch.setattr(font_manager.fontManager, "ttflist", unknown)
    words._look_again.cache_clear()
    with spoken(tmp_path, [("", TITLE, "状態 {V}")]):
        assert "状態 28" in written(plots.growth(28, 32, range(1, 4)))


def test_bold_letters_are_drawn_with_fonts_that_are_bold_and_others_are_not_bold():
    words._look_again("ja")  # a font of Japanese that has no bold face, where one is installed
    bold = {font.name for font in font_manager.fontManager.ttflist if font.weight in ("bold", 700)}
    trace = rnn.unroll(torch.eye(2)[:, None], rnn.init_params(2, 2, 2, seed=0))
    picture = plots.recurrence(trace, text="ab", tokens=["a", "b"])
    thick = [text for text in picture.page.texts if text.get_weight() == "bold"]
    assert thick and all(set(text.get_family()) <= bold for text in thick)  # others are named in a warning
    assert words.weight_for("a", "bold") == "bold" and words.weight_for("\ue123", "bold") == "normal"


def test_what_a_figure_says_to_its_picture_is_english_too_where_no_font_has_the_letters(tmp_path, monkeypatch):
    drawn = []
    monkeypatch.setattr(page.Picture, "_repr_png_", lambda picture: drawn.append(written(picture)) or b"")
    letters = "\U0001342f\U00013430"
    said = [("", "trained", letters), ("", "untrained", letters), ("", TITLE, letters * 30 + "{V}")]
    with spoken(tmp_path, said, name="xx"):
        figures.HiddenStates(train.fit("ab", 2, num_steps=1), fold="compare")._repr_mimebundle_()
    assert len(drawn) == 1 and "untrained" in drawn[0] and letters not in drawn[0] and "□" not in drawn[0]

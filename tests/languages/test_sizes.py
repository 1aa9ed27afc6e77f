"""What a saved figure carries of its language does not make it large."""

import pytest

from d2l_rnn import figures, languages
from d2l_rnn.figures.page import filled
from publish.languages import LANGUAGES


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", figures.__all__)
def test_a_page_with_a_figure_stays_below_100_kb_in_every_language(name, language, tmp_path):
    with languages.spoken(language):
        getattr(figures, name)().save(tmp_path / "figure.html")
    assert (tmp_path / "figure.html").stat().st_size < 100_000


def test_letters_stand_in_a_page_as_they_are_and_half_a_character_escaped():
    page = filled("", "", "", state={"text": "状態 < \ud83d"}).decode()
    assert "状態 \\u003c \\ud83d" in page

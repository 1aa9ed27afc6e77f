"""The notebooks stay as short as they were planned: words, code cells, and what a figure may wait for."""

import pytest

from .outline import OUTLINES, words

PLANNED = {  # words, code cells
    "0_latent_state": (1230, 16),
    "1_without_hidden_states": (1270, 19),
    "2_with_hidden_states": (2005, 35),
    "3_character_language_model": (2060, 31),
    "4_summary": (785, 8),
    "5_exercises": (2175, 50),
    "6_further": (1145, 27),
}
MORE_WORDS = 1.05  # one notebook may have a little more where another has less
ALL_WORDS = 10_700
ALL_CELLS = 186  # the aim is 185

each_notebook = pytest.mark.parametrize("name", PLANNED)


def test_every_notebook_has_a_budget():
    assert list(PLANNED) == list(OUTLINES)


def test_words_are_counted_between_blanks_without_code_and_tags():
    assert words('One <a href="a page">two</a>\n<details><summary>three</summary>\n\n```\nnot these\n```\nfour') == 4
    assert words("`<pad>` counts, and $h = 3$ as typed") == 8


@each_notebook
def test_a_notebook_keeps_to_its_words_and_code_cells(name):
    most_words, most_cells = PLANNED[name]
    assert sum(part.words for part in OUTLINES[name]) <= MORE_WORDS * most_words
    assert sum(len(part.code) for part in OUTLINES[name]) <= most_cells


def test_all_notebooks_together_keep_to_their_words_and_code_cells():
    parts = [part for parts in OUTLINES.values() for part in parts]
    assert sum(part.words for part in parts) <= ALL_WORDS
    assert sum(len(part.code) for part in parts) <= ALL_CELLS

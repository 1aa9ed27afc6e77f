"""A language that is half done, set twice, set by the environment, or changed in the middle of a notebook."""

import nbformat
import pytest

import d2l_rnn
from d2l_rnn import checks, figures, languages
from publish import run
from publish.pages import STATES, VIEW
from tests.checks.answers import recorded_answer
from tests.drive.speaking import spoken

from .test_speaking import started

HALF = [("check:step.no_bias", "b_h is left out.", "b_h がありません。"), ("figure:kit", "Pause", "一時停止")]


def test_a_verdict_in_a_language_that_is_half_done_is_english_string_by_string(tmp_path):
    answer = recorded_answer("step", "b_h left out")
    english = checks.step.examine(answer).text
    with spoken(tmp_path, HALF):
        assert checks.step.examine(answer).text == english.replace("b_h is left out.", "b_h がありません。") != english


def test_a_figure_in_a_language_that_is_half_done_has_the_words_there_are(tmp_path):
    with spoken(tmp_path, HALF):
        figure = figures.Growth()
        assert figure.words["said"] == {"Pause": "一時停止"}
        told = repr(figure)
    assert told == repr(figures.Growth())


def test_a_language_that_is_set_twice_is_read_once_and_says_the_same(tmp_path):
    with spoken(tmp_path, HALF):
        once = figures.Growth().words
        (tmp_path / "ja.mo").write_bytes(b"no file of gettext's")
        assert d2l_rnn.language("ja") == d2l_rnn.language("ja") == "ja"
        assert figures.Growth().words == once


@pytest.mark.parametrize("name", ["jp", "JA", "ja_JP", "", " ja", None, 3])
def test_a_language_that_is_not_there_leaves_the_one_that_is_spoken(name, tmp_path):
    with spoken(tmp_path, HALF):
        if name is None:
            assert d2l_rnn.language(name) == "ja"
        else:
            with pytest.raises(ValueError, match="language must be one of 'en', 'ja', not "):
                d2l_rnn.language(name)
        assert d2l_rnn.language() == "ja"


@pytest.mark.slow
def test_the_environment_sets_the_language_of_checks_and_figures_until_a_cell_sets_another():
    code = "import d2l_rnn\nfrom d2l_rnn import checks, figures\nchecks.step(...)\nprint(figures.Growth().words != {})"
    code += "\nd2l_rnn.language('en')\nchecks.step(...)"
    with languages.spoken("ja"):
        blank = checks.step.examine(...).text
    assert started(code, "ja").stdout == f"{blank}\nTrue\nNot answered yet.\n" and not blank.isascii()
    none = started(code, "", "error")  # set, to nothing
    assert (none.stdout, none.stderr) == ("Not answered yet.\nFalse\nNot answered yet.\n", "")


CELLS = [
    "import d2l_rnn\nfrom d2l_rnn import checks, figures\none = figures.Growth()\none",
    "d2l_rnn.language('ja')",
    "two = figures.Growth()\ntwo",
    "one",
    "checks.step(...)",
    "d2l_rnn.language('en')",
    "two",
]


@pytest.mark.slow
def test_a_language_that_changes_between_two_cells_leaves_the_figures_before_in_theirs(tmp_path):
    notebook = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    run.run(notebook, tmp_path, widget_state=True)
    shown = [notebook.cells[k].outputs[0] for k in (0, 2, 3, 6)]
    states = notebook.metadata["widgets"][STATES]["state"]
    one, two, one_again, two_again = [states[output.data[VIEW]["model_id"]]["state"]["words"] for output in shown]
    assert one == one_again == {} and two == two_again and two["language"] == "ja"
    told = [output.data["text/plain"] for output in shown]
    assert told[0] == told[2] and told[0].startswith(figures.Growth()._sentence())
    with languages.spoken("ja"):
        assert told[1] == told[3] and told[1].startswith(figures.Growth()._sentence())
        assert notebook.cells[4].outputs[0].text == f"{checks.step.examine(...).text}\n"

"""Questions that are answered in words, and read by a person."""

import pytest

from d2l_rnn import checks
from d2l_rnn.checks import sentences
from d2l_rnn.checks.tasks import questions

from .odd import Liar


@pytest.mark.parametrize("text", [..., None, "", "  \n", "\n...\n"])
def test_a_question_without_an_answer_shows_no_model_answer(text, capsys):
    assert checks.reflect("q2", text) is None
    assert capsys.readouterr().out == "Not answered yet.\n"


def test_a_few_words_are_asked_to_become_a_sentence(capsys):
    assert checks.reflect("q3", "It vanishes or explodes") is None
    assert "Words so far: 4." in capsys.readouterr().out
    assert checks.reflect("q3", 7) is None and checks.reflect("q9", "text") is None and checks.reflect([], ...) is None
    assert checks.reflect(Liar(), ...) is None
    assert "7" in capsys.readouterr().out


@pytest.mark.parametrize("question", sentences.ANSWERS)
def test_an_answer_in_words_gets_a_folded_model_answer(question, capsys):
    answer = checks.reflect(question, "The state is computed from the state before, and so on back to the first.")
    told = "core 0 of 8, further 1 of 8" if question == "q3" else "core 1 of 8, further 0 of 8"
    assert capsys.readouterr() == (f"Done: {told}.\n", "")
    assert answer._repr_html_().startswith("<details><summary>") and "open" not in answer._repr_html_()[:20]
    assert sentences.ANSWERS[question] in repr(answer)
    assert isinstance(checks.reflect(question, "勾配は消失することも爆発することもあります。"), questions.ModelAnswer)


def test_words_are_never_raised_under_nbgrader_because_a_person_grades_them(monkeypatch, capsys):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    assert checks.reflect("q2", ...) is None

"""What students write in many styles, as whole cells: no right answer loses a point, and wrong ones are named."""

import pytest

from d2l_rnn import checks
from d2l_rnn.checks import wire
from d2l_rnn.checks.answers import RemoteAnswer
from d2l_rnn.checks.sandbox import trial
from d2l_rnn.checks.sentences import TASKS

from .answers import said
from .styles import RIGHT, WRONG

GENERAL = ("value", "shape", "raised", "not_finite", "length")  # keys that say that it is wrong, and not what was done


@pytest.mark.parametrize("style", RIGHT, ids=str)
def test_a_right_answer_loses_no_point_in_whichever_style_it_is_written(style):
    assert said(style.task, style.answer()).state == "right"
    answer = style.answer()
    elsewhere = RemoteAnswer(
        lambda request: wire.parsed(wire.text(wire.serve(answer, wire.parsed(wire.text(request)))))
    )
    assert getattr(checks, style.task).judge(elsewhere).state == "right"


@pytest.mark.parametrize("style", WRONG, ids=str)
def test_a_wrong_answer_gets_the_sentence_of_its_mistake_in_whichever_style_it_is_written(style, monkeypatch):
    if style.key == "lists_all":  # until the time is up
        monkeypatch.setattr(trial, "LIMIT", 1.0)
    one = said(style.task, style.answer())
    assert (one.state, one.key) == ("wrong", style.key), one.text


def test_the_tables_hold_45_right_styles_and_60_wrong_ones_of_which_50_are_named_for_all_tasks():
    for table, least in ((RIGHT, 45), (WRONG, 60)):
        assert len(set(map(str, table))) == len(table) >= least
        assert {style.task for style in table} == {*TASKS}
    assert len([style for style in WRONG if style.key not in GENERAL]) >= 50
    assert len({(style.task, style.key) for style in WRONG if style.key not in GENERAL}) >= 50

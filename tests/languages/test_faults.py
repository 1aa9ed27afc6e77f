"""What can be counted of a translation is what is counted of the English."""

import re

import polib
import pytest

from publish.languages.faults import faults, never_said

ENGLISH = "**Read** $h_t$ in [notebook 2](2_x.ipynb#A-b): `rnn.step` gives 1,511 numbers, *two* rows.<br/>"


def found(english, said, is_markdown=True, never=()):
    return faults(polib.POEntry(msgid=english, msgstr=said), is_markdown, never)


def test_a_good_translation_has_no_faults_and_neither_has_one_that_is_missing():
    said = "[ノート 2](2_x.ipynb#A-b) の $h_t$ を **読む**: `rnn.step` は 1,511 個の数、*2* 行を返す。<br/>"
    assert found(ENGLISH, said) == [] == found(ENGLISH, "")


@pytest.mark.parametrize(
    ("old", "new", "fault"),
    [
        ("$h_t$", "$h_{t-1}$", "formulas differ: $h_t$ is missing, $h_{t-1}$ is too much"),
        ("`rnn.step`", "rnn.step", "code differ: `rnn.step` is missing"),
        ("2_x.ipynb#A-b", "2_x.ipynb#C", "links differ: 2_x.ipynb#A-b is missing, 2_x.ipynb#C is too much"),
        ("<br/>", "", "tags differ: <br/> is missing"),
        ("1,511", "1,512", "numbers differ: 1,511 is missing, 1,512 is too much"),
        ("1,511", "１,511", "numbers differ"),
        ("*two*", "*5*", "numbers differ: 5 is too much"),
        ("**Read**", "Read", "as Markdown it is made of other parts"),
        (" gives", "\n- gives", "as Markdown it is made of other parts"),
        (" gives", "\ngives", "it has more than one line"),
        ("<br/>", "<br/> ", "a blank at the beginning or the end"),
    ],
)
def test_what_differs_is_told(old, new, fault):
    told = found(ENGLISH, ENGLISH.replace(old, new))
    assert any(fault in one for one in told), told


def test_gaps_are_those_of_the_english():
    assert found("{name} is {value:.2f}.", "{value:.2f} が {name} です。", False) == []
    assert found("{name} is {value}.", "{name} です。", False) == ["gaps differ: {value} is missing"]
    assert found("{{a}} is {value}.", "{a} は {value}", False) != []


def test_each_form_of_a_plural_is_like_one_of_the_english():
    entry = polib.POEntry(msgid="One place.", msgid_plural="{n} places.", msgstr_plural={0: "{n} か所。"})
    assert faults(entry) == []
    entry.msgstr_plural = {0: "{m} か所。"}
    assert faults(entry) != []


def test_words_that_are_never_said_are_told_with_what_to_say():
    never = [(re.compile("訓練"), "to train is 学習する.")]
    assert found("Train it.", "訓練する。", never=never) == ["“訓練” is never said; to train is 学習する."]


def test_the_glossary_of_japanese_has_the_words_of_a_machine_s_translation():
    never = never_said("ja")
    for word in ("非表示状態", "隠れステート", "シーケンス", "時間ステップ", "完全接続", "連鎖する", "あなたの"):
        assert [pattern for pattern, _ in never if pattern.search(word)], word
    for word in ("隠れ状態", "系列", "連鎖律", "学習", "時刻"):
        assert not [pattern for pattern, _ in never if pattern.search(word)], word

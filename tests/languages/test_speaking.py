"""A sentence in another language, and English wherever that has none."""

import os
import subprocess
import sys

import pytest

import d2l_rnn
from d2l_rnn import figures, languages
from d2l_rnn.languages import say, say_n
from tests.drive import hosted
from tests.drive.speaking import spoken

JAPANESE = [
    ("", "{name} must be finite, not {value}.", "{name} は有限でなければなりません ({value} ではなく)。"),
    ("check:step.no_bias", "b_h is left out.", "b_h がありません。"),
    ("", ("{n} edit", "{n} edits"), ("{n} か所の変更",)),
    ("figure:kit", "Pause", "一時停止"),
    ("figure:growth", "Growth", "増え方"),
    ("figure:growth", ("{n} number", "{n} numbers"), ("{n} 個の数",)),
    ("figure:shapes", "Shapes", "形"),
]


def test_what_is_not_translated_is_said_in_english(tmp_path):
    assert say("{name} must be finite, not {value}.", name="lr", value=1) == "lr must be finite, not 1."
    with spoken(tmp_path, JAPANESE):
        said = say("{name} must be finite, not {value}.", name="lr", value=1)
        assert said == "lr は有限でなければなりません (1 ではなく)。"
        assert say("Nobody has translated {this}.", this="it") == "Nobody has translated it."
        assert say("b_h is left out.") == "b_h is left out."
        assert say("b_h is left out.", context="check:step.no_bias") == "b_h がありません。"
    assert say("b_h is left out.", context="check:step.no_bias") == "b_h is left out."


def test_a_plural_has_the_forms_of_its_language(tmp_path):
    assert [say_n("{n} edit", "{n} edits", n) for n in (1, 2)] == ["1 edit", "2 edits"]
    with spoken(tmp_path, JAPANESE):
        assert [say_n("{n} edit", "{n} edits", n) for n in (1, 2)] == ["1 か所の変更", "2 か所の変更"]


def test_what_fills_a_gap_is_not_searched_for_gaps(tmp_path):
    assert say("{text} is read.", text="{x}") == "{x} is read."


def test_a_language_that_is_not_there_is_answered_with_those_that_are(tmp_path):
    with spoken(tmp_path, JAPANESE), pytest.raises(ValueError, match="one of 'en', 'ja', not 'jp'"):
        d2l_rnn.language("jp")
    with pytest.raises(ValueError, match="language must be one of 'en'.*, not 3"):
        d2l_rnn.language(3)
    assert d2l_rnn.language() == languages.language() == "en"


def test_the_language_can_be_set_and_asked_for(tmp_path):
    with spoken(tmp_path, JAPANESE):
        assert d2l_rnn.language() == "ja" and d2l_rnn.language("en") == "en" and d2l_rnn.language("ja") == "ja"
    assert d2l_rnn.language() == "en"


def started(code, language, warned="default"):
    """What a new Python prints that begins with this language."""
    command = [sys.executable, "-W", warned, "-c", code]
    environment = os.environ | {"D2L_RNN_LANG": language}
    return subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=60)


@pytest.mark.slow
def test_a_process_begins_with_the_language_of_its_environment(tmp_path):
    for name in languages.names():
        assert started("from d2l_rnn import languages; print(languages.language())", name).stdout == f"{name}\n"
    other = started("from d2l_rnn import languages; print(languages.language())", "tlh")
    assert other.stdout == "en\n" and "D2L_RNN_LANG is 'tlh'; the languages are en" in other.stderr


def test_a_figure_gets_the_words_of_its_own_scripts_and_of_the_kit(tmp_path):
    assert figures.Growth().words == {}
    with spoken(tmp_path, JAPANESE):
        words = figures.Growth().words
    assert words["said"] == {"Pause": "一時停止", "Growth": "増え方", "{n} number": ["{n} 個の数"]}
    assert words["language"] == "ja" and words["plural"] == "0" * 200


def test_a_figure_keeps_the_language_it_was_made_in(tmp_path):
    with spoken(tmp_path, [*JAPANESE, ("", "Run the cell to make it live.", "セルを実行してください。")]):
        figure = figures.Growth()
        figure.save(tmp_path / "page.html")
        with languages.spoken("en"):
            figure.save(tmp_path / "again.html")
    page = (tmp_path / "page.html").read_text("utf-8")
    assert page == (tmp_path / "again.html").read_text("utf-8")
    assert '<html lang="ja">' in page and "<h1>増え方</h1>" in page and '"一時停止"' in hosted.held(page)["state"]


def test_nobody_but_the_figure_sets_its_words():
    with pytest.raises(TypeError, match="no argument 'words'"):
        figures.Growth(words={})
    with pytest.raises(TypeError, match="words belongs to the figure"):
        figures.Growth().words = {"language": "ja"}


@pytest.mark.parametrize(
    ("what", "told"), [("文字列", "これは文字列です"), ("list", "これは list です"), ("", "これは  です")]
)
def test_between_two_japanese_letters_stands_no_blank_whatever_fills_a_gap(what, told, tmp_path):
    with spoken(tmp_path, [("", "It is {what}", "これは {what} です")]):
        assert languages.say("It is {what}", what=what) == told

"""Every edition is what its translation makes of today's English, and a complete one has all of it."""

import pytest

from publish import ROOT
from publish.languages import LANGUAGES, build, extract
from publish.languages.faults import told, waiting

each_language = pytest.mark.parametrize("language", LANGUAGES)


def test_templates_and_translations_have_the_strings_of_today():
    old = [path for path, file in extract.made() if not path.exists() or path.read_text(encoding="utf-8") != str(file)]
    assert [path.relative_to(ROOT).as_posix() for path in old] == [], "run `make strings`, then translate what is new"


def test_japanese_is_complete():
    assert LANGUAGES["ja"].complete


@pytest.mark.parametrize("language", [name for name, language in LANGUAGES.items() if language.complete])
def test_in_a_complete_language_nothing_waits_for_its_translator(language):
    assert [(name, entry.msgctxt, entry.msgid) for name, entry in waiting(language)] == []


@each_language
def test_formulas_code_links_gaps_tags_and_numbers_are_the_english_ones_and_no_bad_word_is_said(language):
    assert told(language) == []


@each_language
def test_what_is_made_of_a_translation_is_fresh_and_all_there_and_nothing_else_is_there(language):
    assert build.stale(language) == [], f"run `make language LANG={language}`; delete what nothing makes"


@pytest.mark.slow
def test_what_is_changed_missing_or_made_by_nothing_is_stale(tmp_path):
    (tmp_path / "d2l_rnn" / "languages").mkdir(parents=True)
    build.make("ja", tmp_path, running=False)
    assert build.stale("ja", tmp_path) == []
    (tmp_path / "README.ja.md").unlink()
    for name in ("docs/ja/colab.md", "notebooks/ja/4_summary.ipynb"):
        path = tmp_path / name
        path.write_text(path.read_text("utf-8").replace("。", ".", 1), encoding="utf-8")
    (tmp_path / "docs" / "ja" / "site.md").write_text("")
    (tmp_path / "notebooks" / "ja" / "7_more.ipynb").write_text("")
    assert build.stale("ja", tmp_path) == [
        *("README.ja.md", "docs/ja/colab.md", "docs/ja/site.md"),
        *("notebooks/ja/4_summary.ipynb", "notebooks/ja/7_more.ipynb"),
    ]

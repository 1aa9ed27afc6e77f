"""Files of gettext's: what a translator has done is never lost, and equal strings give equal bytes."""

import gettext
import io

import polib
import pytest

from publish.languages import catalogs


def file(*entries, language=None):
    """A file of entries (place, English, translation, flags...)."""
    made = catalogs.new(language)
    for place, english, said, *flags in entries:
        many = isinstance(english, tuple)
        entry = polib.POEntry(msgid=english[0] if many else english, msgctxt=place or None, flags=flags)
        if many:
            entry.msgid_plural, entry.msgstr_plural = english[1], dict(enumerate(said))
        else:
            entry.msgstr = said
        made.append(entry)
    return made


def rows(made):
    return [
        (entry.msgctxt, entry.msgid, entry.msgstr, "obsolete" if entry.obsolete else "fuzzy" if entry.fuzzy else "")
        for entry in made
    ]


OLD = [
    ("a", "The first sentence of a cell.", "一つ目の文。"),
    ("b", "Play", "再生"),
    ("c", "Nobody says this any more.", "もう使わない。"),
]


def test_a_string_that_changed_keeps_its_translation_to_be_looked_at_and_one_that_moved_keeps_it_as_it_is():
    source = file(("a", "The first sentence of the cell.", ""), ("d", "Play", ""), ("e", "Entirely new words", ""))
    made = catalogs.updated(file(*OLD, language="ja"), source)
    assert rows(made) == [
        ("a", "The first sentence of the cell.", "一つ目の文。", "fuzzy"),
        ("d", "Play", "再生", ""),
        ("e", "Entirely new words", "", ""),
        ("c", "Nobody says this any more.", "もう使わない。", "obsolete"),
    ]
    assert made[0].previous_msgid == "The first sentence of a cell."


def test_what_has_gone_and_comes_back_has_its_translation():
    gone = catalogs.updated(file(*OLD, language="ja"), file(("a", OLD[0][1], "")))
    assert [state for *_, state in rows(gone)] == ["", "obsolete", "obsolete"]
    back = catalogs.updated(gone, file(*((place, english, "") for place, english, _ in OLD)))
    assert rows(back) == [(*entry, "") for entry in OLD]


def test_a_translation_is_given_to_one_string_only_and_rather_to_that_of_its_place():
    source = file(("z", "The first sentence of that cell.", ""), ("a", "The first sentence of this cell.", ""))
    made = catalogs.updated(file(*OLD[:1], language="ja"), source)
    assert [bool(said) for _, _, said, _ in rows(made)].count(True) == 1


def test_an_update_of_what_is_up_to_date_changes_no_byte(tmp_path):
    source = file(("a", "The first sentence of the cell.", ""), ("", ("{n} edit", "{n} edits"), ("", "")))
    once = catalogs.updated(file(*OLD, language="ja"), source)
    once.header = "A translator wrote this."
    once[1].tcomment = "And this."
    once.save(str(tmp_path / "ja.po"))
    again = catalogs.updated(catalogs.read(tmp_path / "ja.po"), source)
    assert str(again) == (tmp_path / "ja.po").read_text("utf-8")


def test_a_new_translation_has_the_plural_of_its_language():
    source = file(("", ("{n} edit", "{n} edits"), ("", "")))
    forms = {name: len(catalogs.updated(catalogs.new(name), source)[0].msgstr_plural) for name in ("ja", "en", "ru")}
    assert forms["ja"] == 1 and forms["en"] == 2 and forms["ru"] >= 3


def test_a_program_reads_what_is_done_and_nothing_else():
    made = file(
        *OLD, ("", "Half", "半分", "fuzzy"), ("", "Empty", ""), ("", ("{n} a", "{n} b"), ("{n} 個",)), language="ja"
    )
    made[2].obsolete = True
    bytes_ = catalogs.compiled(made, "ja")
    assert bytes_ == catalogs.compiled(list(made)[::-1], "ja")
    read = gettext.GNUTranslations(io.BytesIO(bytes_))
    assert read.pgettext("b", "Play") == "再生" and read.ngettext("{n} a", "{n} b", 3) == "{n} 個"
    assert [read.gettext(word) for word in ("Half", "Empty", "Play")] == ["Half", "Empty", "Play"]
    assert read.pgettext("c", OLD[2][1]) == OLD[2][1]


@pytest.mark.parametrize("said, done", [("再生", True), ("", False)])
def test_what_is_empty_or_fuzzy_is_not_done(said, done):
    assert catalogs.is_done(file(("b", "Play", said))[0]) is done
    assert not catalogs.is_done(file(("b", "Play", said, "fuzzy"))[0])
    assert not catalogs.is_done(file(("", ("{n} a", "{n} b"), ("", said)))[0])

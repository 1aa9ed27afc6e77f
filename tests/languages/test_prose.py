"""textlint reads the prose of translations, and finds nothing."""

import json
import os

import pytest
import yaml

from publish import ROOT
from publish.languages import FOLDER, LANGUAGES
from publish.languages.prose import RULES, documents, findings, told

JAPANESE = FOLDER / "ja" / RULES
PRESET = "preset-ja-technical-writing"


@pytest.fixture
def textlint(node):
    """Skip the test where textlint is missing; in continuous integration it fails."""
    if not (ROOT / "node_modules" / "textlint").exists():
        reason = "Translations are read by textlint: install npm, then make tools."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@pytest.mark.slow
@pytest.mark.parametrize("language", [name for name in LANGUAGES if (FOLDER / name / RULES).exists()])
def test_textlint_finds_nothing_in_a_translation(language, textlint):
    assert told(language) == []


@pytest.mark.slow
def test_textlint_finds_what_is_wrong_and_says_where(textlint):
    found = [
        ("a", "これは正しい文です。"),
        ("b", "四億個の数があります。"),
        ("c", "# 見出しは文ではない"),
        ("d", "- これは項目である。これは誤りです。それは正しくありません。"),
        ("e", "これは誤りである。"),
        ("f", "文の終わりに句点がないといけません"),
        ("g", "朝に起き、昼に歩き、夕方に読み、夜に書き、深夜に寝ます。"),
        ("h", "(W_xh, W_hh, b_h, W_hq, b_q) の順に並べます。"),
        ("i", "n も T も現れません。● は易しく、●● は難しい課題です。通時的誤差逆伝播を使います。"),
    ]
    rules = [(line[0], line.rpartition("/")[2].removesuffix(")")) for line in findings(found, JAPANESE)]
    assert dict(rules) == {
        "b": "arabic-kanji-numbers",
        "d": "no-mix-dearu-desumasu",
        "e": "no-mix-dearu-desumasu",
        "f": "ja-no-mixed-period",
        "g": "max-ten",
    }
    assert findings(found[1:2], JAPANESE)[0].startswith("b, “四億個の数があります。”: 四億 => 4億")


def test_every_rule_of_the_preset_is_named(textlint, node):
    module = (ROOT / "node_modules" / f"textlint-rule-{PRESET}" / "lib" / f"textlint-rule-{PRESET}.js").as_uri()
    rules = node.run(f"return Object.keys((await load({json.dumps(module)})).default.rules);")
    assert list(yaml.safe_load(JAPANESE.read_text(encoding="utf-8"))["rules"]) == [PRESET]
    assert set(rules) == set(yaml.safe_load(JAPANESE.read_text(encoding="utf-8"))["rules"][PRESET])


def test_headings_items_cells_labels_and_sentences_are_read_as_what_they_are():
    read = {}
    for place, text in documents("ja"):
        read.setdefault(place, []).append(text)
    assert read["notebook:counting-say"][0].startswith("# ") and read["notebook:counting-say"][1][0] not in "#-"
    assert read["notebook:layer-say"][0].startswith("# ") and read["notebook:layer-say"][2].startswith("- ")
    assert any(text.startswith("- ") for text in read["page:README.md"])  # the cells of its table
    assert all(text.startswith("- ") for text in read["check:statement.a.statement"])
    assert all(text[0] not in "#-" for text in read["check:unroll.no_b_h"])
    assert "mark" not in read and not any("{" in text or "$" in text for text in read["figure:shapes"])

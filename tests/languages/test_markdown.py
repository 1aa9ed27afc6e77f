"""Markdown in pieces: all words are in one, and what is put in their place changes nothing else."""

import re

import nbformat
import pytest

from publish import NOTEBOOKS, ROOT
from publish.languages.markdown import EDITIONS, WORD, anchor, headings, pieces, replaced, shape, wordless

TEACHERS = ROOT / "classroom/source/rnn/5_exercises.ipynb"
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md")), ROOT / "classroom/questionnaire.md"]


def texts(path):
    """The Markdown texts of a notebook or page."""
    if path.suffix == ".md":
        return [path.read_text(encoding="utf-8")]
    return [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]


@pytest.mark.parametrize("path", [*NOTEBOOKS, TEACHERS, *PAGES], ids=lambda path: f"{path.parent.name}-{path.stem}")
def test_a_text_put_together_of_its_own_pieces_is_the_same_to_the_byte_and_no_word_is_outside(path):
    for text in texts(path):
        found = pieces(text)
        assert replaced(text, lambda piece: None) == text
        assert replaced(text, lambda piece, text=text: text[piece.start : piece.end]) == text
        assert all(one.end <= other.start for one, other in zip(found, found[1:], strict=False))
        assert all(
            " ".join(text[one.start : one.end].split()) == " ".join(one.english.split()) for one in found if not one.n
        )
        outside = re.sub(r"(?ms)^```.*?^```", "", replaced(text, lambda piece: ""))
        assert not WORD.search(wordless(EDITIONS.sub("", outside))), outside


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# A *title* #\n\nTwo\nlines, $x$.\n", ["A *title*", "Two lines, $x$."]),
        ("Under\n=====\n", ["Under"]),
        ("- one item\n  goes on\n- two\n\n1. three\n   - four\n", ["one item goes on", "two", "three", "four"]),
        ("> A quote\n> goes on.\n", ["A quote goes on."]),
        ("| to | a \\| or |\n|---|---:|\n| to | `x` |\n| 12 | or |\n", ["to", "a \\| or", "to", "or"]),
        ("<details><summary>A *note*</summary>\n\nInside.\n\n</details>\n", ["A *note*", "Inside."]),
        ("Words.\n\n$$x = \\text{no words}. \\tag{9.4.1}$$\n\n```\nno words\n```\n\n    no words\n", ["Words."]),
        ("[![Open in Colab](https://a.org/b.svg)](https://a.org/c)\n\n---\n\n**12** $h_t$ `code`", []),
        ("*Core · 5 min*\n", ["Core", "{n} min"]),
        ("●● medium · question 2 of the book · section 9.7\n", ["medium", "question 2 of the book", "section 9.7"]),
        ("● is easy. Open the hint.\n", ["● is easy. Open the hint."]),
    ],
)
def test_what_is_said_is_found_in_every_kind_of_block(text, expected):
    found = pieces(text)
    assert [piece.english for piece in found] == expected
    said = iter(f"<{k}>" for k in range(len(found), 0, -1))
    made = replaced(text, lambda piece: next(said))
    assert [made.count(f"<{k + 1}>") for k in range(len(found))] == [1] * len(found)
    assert [token for token in shape(made)[0] if "inline" not in token] == [
        token for token in shape(text)[0] if "inline" not in token
    ]


def test_a_mark_is_said_once_for_all_minutes():
    core, minutes = pieces("*10-minute path · core · 14 min*")[1:]
    assert (core.is_mark, minutes.is_mark, minutes.n) == (True, True, "14")
    said = {"Core": "中心", "{n} min": "{n} 分"}
    assert replaced("*Core · 5 min*", lambda piece: said[piece.english]) == "*中心 · 5 分*"


def test_words_in_html_that_nobody_could_translate_are_refused():
    with pytest.raises(ValueError, match="put blank lines around the tags"):
        pieces("<details>Words here</details>\n")


def test_a_heading_has_the_address_that_jupyter_gives_it():
    text = "## The same numbers from `nn.RNN`\n\n### Right, (wrong)?\n"
    assert [anchor(one) for one in headings(text)] == ["The-same-numbers-from-nn.RNN", "Right,-%28wrong%29?"]


def test_strong_words_that_do_not_end_as_strong_in_another_language_are_another_shape():
    assert shape("**Before:** what") == shape("**予想:** 何")
    assert shape("**Before:** what") != shape("**予想:**何")

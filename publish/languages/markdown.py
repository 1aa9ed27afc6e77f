"""Markdown as a translator sees it: its headings, paragraphs, list items, table cells and summaries.

A piece is a span of the source and is replaced there. Nothing is rendered anew, so what has no translation stays as it
is, byte for byte: formulas on lines of their own, code, the signs of lists and tables.
"""

import re
from dataclasses import dataclass
from itertools import accumulate

from markdown_it import MarkdownIt

READER = MarkdownIt("commonmark").enable("table")
FORMULA = re.compile(r"\$\$.*?\$\$|\$[^$\n]+\$", re.DOTALL)
CODE = re.compile(r"(?<!`)(`+)(?!`)(.+?)(?<!`)\1(?!`)", re.DOTALL)
TARGET = re.compile(r"(?<=\]\()(?:[^()\s]|\([^()\s]*\))+(?=\))")  # of a link or a picture
TAG = re.compile(r"</?[a-z][^>]*>")
NO_WORDS = (FORMULA, CODE, TARGET, TAG)
WORD = re.compile(r"[^\W\d_]{2}")
SUMMARY = re.compile(r"(?<=<summary>).*?(?=</summary>)")
EDITIONS = re.compile(r"(?:(?: · )?\[\w+\]\(README(?:\.\w+)?\.md\))+")  # README's line of other languages
BADGE = re.compile(r"\[!\[[^\]]*\]\([^)]*\)\]\([^)]*\)")
# A line such as "*10-minute path · core · 3 min*" or "●● medium · question 2 of the book": each mark by itself.
MARKS = re.compile(r"\*[^*]+ · \d+ min\*|●+ (?:[^.]|\.\d)+")
MARK = re.compile(r"[^*● ·](?:[^*·]*[^*· ])?")
MINUTES = re.compile(r"\d+(?= min$)")


@dataclass(frozen=True)
class Piece:
    """What is translated by itself: source[start:end], as one line; in a mark, `n` stands for its minutes."""

    start: int
    end: int
    english: str
    is_mark: bool = False
    n: str = ""


def pieces(text):
    """The Pieces of a Markdown text, in order."""
    lines = text.splitlines(keepends=True)
    starts = [0, *accumulate(map(len, lines))]
    found, inside = [], ""
    for token in READER.parse(text):
        if token.type == "tr_open":
            cursor = starts[token.map[0]]
        elif token.type == "html_block":
            start, end = (starts[line] for line in token.map)
            found += _of_html(text[start:end], start)
        elif token.type == "inline" and token.content and inside in ("td_open", "th_open"):
            cell = token.content.replace("|", "\\|")
            start = text.index(cell, cursor)
            cursor = start + len(cell)
            found += _of_words(start, cursor, cell)
        elif token.type == "inline" and token.content:
            content = token.content.split("\n")
            first, last = token.map[0], token.map[0] + len(content) - 1
            # What stands before it in a line are signs of lists and the like, so it is the last of its kind there.
            start = starts[first] + lines[first].rindex(content[0])
            end = starts[last] + lines[last].rindex(content[-1]) + len(content[-1])
            found += _of_words(start, end, " ".join(content))
        inside = token.type
    return found


def replaced(text, translated):
    """A Markdown text in another language: `translated` gives the words for a Piece, or None where there are none."""
    for piece in reversed(pieces(text)):
        said = translated(piece)
        if said is not None:
            said = said.replace("{n}", piece.n) if piece.n else said
            text = text[: piece.start] + said + text[piece.end :]
    return text


def headings(text):
    """The headings of a text as they are written, in order."""
    tokens = READER.parse(text)
    return [token.content for before, token in zip(tokens, tokens[1:], strict=False) if before.type == "heading_open"]


def anchor(heading):
    """The address that Jupyter gives a heading within its page, as a link has it."""
    plain = CODE.sub(r"\2", heading)
    return plain.replace(" ", "-").replace("(", "%28").replace(")", "%29")


def wordless(text):
    """A text without its formulas, code, addresses and tags: what of it is told in words."""
    for kind in NO_WORDS:
        text = kind.sub(" ", text)
    return text


def shape(text):
    """The blocks that a text is made of, and what is strong or a link in them: the same in every language."""
    tokens = READER.parse(text)
    inner = [token.type for block in tokens for token in block.children or () if token.nesting == 1]
    return [token.type for token in tokens], sorted(inner)


def _of_words(start, end, words):
    if BADGE.fullmatch(words) or EDITIONS.fullmatch(words) or not WORD.search(wordless(words)):
        return []
    if not MARKS.fullmatch(words):
        return [Piece(start, end, words)]
    found = []
    for mark in MARK.finditer(words):
        minutes = MINUTES.match(mark[0])
        english = MINUTES.sub("{n}", mark[0])
        found.append(Piece(start + mark.start(), start + mark.end(), english, True, minutes[0] if minutes else ""))
    return found


def _of_html(html, start):
    if WORD.search(wordless(SUMMARY.sub("", html))):
        raise ValueError(f"A translator cannot reach these words; put blank lines around the tags:\n{html}")
    return [Piece(start + words.start(), start + words.end(), words[0]) for words in SUMMARY.finditer(html)]

"""Read the prose of translations as textlint does: python -m publish.languages.prose

Each string is a document of Markdown: a heading, an item or a paragraph. In notebooks and pages it is what it is there,
and a table's cell is an item; of what d2l_rnn and the site say, a label is a heading. A formula, and a gap that the
program fills, stands as code, so that no rule counts what is in it.
"""

import json
import re
import subprocess
import sys
from itertools import chain
from pathlib import Path

from .. import ROOT
from . import FOLDER, LANGUAGES, sources
from .build import Edition
from .catalogs import strings
from .faults import GAP
from .markdown import FORMULA, pieces

SCRIPT = Path(__file__).with_suffix(".mjs")
RULES = "textlint.yml"  # in the folder of a language; one without it is not read
SIGN = re.compile(r"(#|<summary>)|([-*|]|\d+\.)")  # of a heading, or of an item or cell: in front of it in its line
# An English sentence, or what leads to a formula or figure: no part of a sentence, such as "has grown to:".
WHOLE = re.compile(r"\.\W*$|^[^a-z].*:\W*$")
CODE = "`x`"


def documents(language, folder=FOLDER):
    """[(place, Markdown)] of all that is said in a language, but for marks."""
    edition, found = Edition(language, folder), []
    for place, text in chain(*sources.notebooks().values(), *sources.pages().values()):
        for piece in pieces(text):
            said = edition.said.get((place, piece.english, ""))
            if said and not piece.is_mark:
                sign = SIGN.search(text, text.rfind("\n", 0, piece.start) + 1, piece.start)
                kind = "" if sign is None else "# " if sign[1] else "- "
                found.append((place, (kind or _kind(piece.english, said)) + FORMULA.sub(CODE, said)))
    for entry in edition.spoken():
        place = entry.msgctxt or f"“{entry.msgid[:60]}”"
        for said in filter(None, strings(entry)):
            # A statement that a reader judges is quoted, as an item of a list.
            kind = "- " if place.endswith(".statement") else _kind(entry.msgid, said)
            found.append((place, kind + GAP.sub(CODE, re.sub(r"\s*\n\s*", "", said))))
    return found


def _kind(english, said):
    """A paragraph where one of the two ends as a sentence does, else a heading: it is a label."""
    return "" if WHOLE.search(english) or said.endswith("。") else "# "


def findings(found, rules):
    """A line for each thing that textlint finds in [(place, Markdown)] with the rules of a file."""
    texts = json.dumps([text for _, text in found])
    command = ["node", str(SCRIPT), str(rules)]
    done = subprocess.run(
        command, input=texts, cwd=ROOT, capture_output=True, encoding="utf-8", check=True, timeout=300
    )
    return [
        f"{place}, “{text}”: {problem}"
        for (place, text), problems in zip(found, json.loads(done.stdout), strict=True)
        for problem in problems
    ]


def told(language, folder=FOLDER):
    """What textlint finds in the files of a language."""
    return findings(documents(language, folder), folder / language / RULES)


def main():
    lines = [line for language in LANGUAGES if (FOLDER / language / RULES).exists() for line in told(language)]
    print(*lines, sep="\n", end="\n" if lines else "")
    sys.exit(bool(lines))


if __name__ == "__main__":
    main()

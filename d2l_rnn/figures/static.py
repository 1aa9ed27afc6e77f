"""The front end's files, put together: a figure's modules in one, its style sheets in one."""

import re
from pathlib import Path

from rjsmin import jsmin

STATIC = Path(__file__).parents[1] / "static"

# The same program with fewer letters. Statements are never empty here and always end with a semicolon, and no string
# holds one of these.
SHORTER = {
    r"\bconst (?=\w)": "let ",
    r"\bconst(?=[{[])": "let",
    r"(?<![\w$])\((\w+)\)=>": r"\1=>",
    r";\s*\}": "}",
    r"(?<![\w$])\n|\n(?![\w$])": "",
}
# Two declarations, one after the other. What the first one is set to holds no block and no string, so that the
# semicolon surely ends it.
_PLAIN = r"""[^;{}()"'`]"""
TWO_LETS = re.compile(rf"(\blet (?:{_PLAIN}|\((?:{_PLAIN}|\({_PLAIN}*\))*\))*);let (?=[\w{{[])")


def joined(*names):
    """One ES module from several: anywidget loads a single file from a Blob, where relative imports fail.

    What the figure does not use, comments and blanks stay behind: every instance carries the module.
    """
    whole = "\n".join(source(name) for name in names)
    for left_out in (r"^import\s[^;]*;\n", r"^export (?!default)"):
        whole = re.sub(left_out, "", whole, flags=re.MULTILINE)
    small = jsmin(_used(whole))
    for long, short in SHORTER.items():
        small = re.sub(long, short, small)
    while (shorter := TWO_LETS.sub(r"\1,", small)) != small:
        small = shorter
    return small


def _used(module):
    """The module without the functions and constants that nothing in it names."""
    pieces = re.split(r"(?m)^(?=(?:async function|function\*?|const|let|class|export|/\*\*) )", module)
    named = []  # (the name that a piece declares or None, the piece, the names that it mentions)
    for piece in pieces:
        code = re.sub(r"(?s)/\*\*.*?\*/", "", piece)
        declared = re.match(r"\s*(?:async function|function\*?|const|let|class) (\w+)", code)
        named.append((declared and declared[1], piece, set(re.findall(r"(?:(?<=[.]{3})|(?<![\w$.]))[\w$]+", code))))
    while True:
        mentions = [(name, words) for name, _, words in named]
        kept = [
            entry
            for entry in named
            if entry[0] is None or any(entry[0] in words for name, words in mentions if name != entry[0])
        ]
        if len(kept) == len(named):
            return "".join(piece for _, piece, _ in kept)
        named = kept


def styled(*names):
    """The style sheets of a figure in one: the common one, then the named."""
    return "\n".join(source(name) for name in ("figures.css", *names))


def source(name):
    """The text of one file of the front end."""
    return (STATIC / name).read_text(encoding="utf-8")

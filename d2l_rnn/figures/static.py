"""The front end's files, put together: a figure's modules in one, its style sheets in one."""

import re
from pathlib import Path

STATIC = Path(__file__).parents[1] / "static"


def joined(*names):
    """One ES module from several: anywidget loads a single file from a Blob, where relative imports fail.

    Comments and indentation stay behind, since every instance carries the module and a trusted notebook stores it.
    """
    joined = "\n".join(source(name) for name in names)
    for left_out in (r"^import\s[^;]*;\n", r"^ */\*\*.*?\*/\n", r"^ *// [^\n]*\n", r"^export (?!default)", r"^[ \n]+"):
        joined = re.sub(left_out, "", joined, flags=re.MULTILINE | re.DOTALL)
    return joined


def styled(*names):
    """The style sheets of a figure in one: the common one, then the named."""
    return "\n".join(source(name) for name in ("figures.css", *names))


def source(name):
    """The text of one file of the front end."""
    return (STATIC / name).read_text(encoding="utf-8")

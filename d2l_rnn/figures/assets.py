"""The front end's files: a figure's script, made of its modules by `make scripts`, and its style sheets."""

import re
from pathlib import Path

FRONT = Path(__file__).parents[1] / "front"
EXPORTS = re.compile(r"export\s*\{(?:[^}]*,)?\s*([\w$]+) as default\b[^}]*\};?\s*$")  # the last words of a made script


def script(name):
    """A figure's script as one ES module: anywidget loads a single file from a Blob, where relative imports fail."""
    return source(f"built/{name}.js")


def as_value(module):
    """The module as an expression whose value is what it exports by default: so several fit into one page."""
    value, found = EXPORTS.subn(r"return \1;", module)
    if found != 1:
        raise ValueError("The script does not end with its exports. Make it again: make scripts.")
    return f"(() => {{\n{value}\n}})()"


def styled(*names):
    """The style sheets of a figure in one: the common one, then the named."""
    return "\n".join(source(f"{name}/style.css") for name in ("kit", *names))


def drawn(name):
    """The style sheets of a figure on the skeleton in one."""
    return "\n".join((source("kit/skeleton.css"), source(f"{name}/style.css")))


def source(name):
    """The text of one file of the front end."""
    return (FRONT / name).read_text(encoding="utf-8")

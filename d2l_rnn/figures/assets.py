"""The front end's files: what `make scripts` made of its modules, and its style sheets.

A figure's script imports what all figures are made of by the name "d2l:kit": anywidget loads a single file from a Blob,
where relative imports fail. In a notebook the loader (host/loader.js) puts the address of the kit in its place; in a
page that holds everything, `kit_value` and `as_value` make expressions of both.
"""

import re
from pathlib import Path

FRONT = Path(__file__).parents[1] / "front"
IMPORTS = re.compile(r'import\s*\{([^}]*)\}\s*from\s*"d2l:kit";?')
EXPORTS = re.compile(r"export\s*\{([^}]*)\};?\s*$")  # the last words of a made script
AS_DEFAULT = re.compile(r"(?:^|,)\s*([\w$]+) as default\b")


def script(name):
    """A figure's script as one ES module."""
    return source(f"built/{name}.js")


def kit():
    """The script that every figure's own imports from."""
    return script("kit")


def kit_value():
    """The kit as an expression whose value is an object of all that it exports."""
    module, names = _exports(kit())
    pairs = (name.strip().split(" as ") for name in names.split(","))
    return f"(() => {{\n{module}return{{{','.join(f'{pair[-1]}:{pair[0]}' for pair in pairs)}}};\n}})()"


def as_value(module):
    """A figure's script as an expression whose value is what it exports by default; it needs `kit` in its scope."""
    module, names = _exports(module)
    found = AS_DEFAULT.search(names)
    if not found:
        raise ValueError(STALE)
    module = IMPORTS.sub(lambda names: f"const{{{names[1].replace(' as ', ':')}}}=kit;", module)
    return f"(() => {{\n{module}return {found[1]};\n}})()"


STALE = "The script does not end with its exports. Make it again: make scripts."


def _exports(module):
    """A script without its last words, and the names in these."""
    found = EXPORTS.search(module)
    if not found:
        raise ValueError(STALE)
    return module[: found.start()], found[1]


def styled(*names):
    """The style sheets of figures in one: those that all have in common, then those in the folders named."""
    return "\n".join([_sheets("kit"), *(_own(name) for name in names)])


def _sheets(name):
    """The sheets of a folder, without what only their writers need: comments and indentation."""
    files = sorted((FRONT / name).glob("*.css"), key=lambda file: file.stem != "style")
    sheets = "\n".join(file.read_text(encoding="utf-8") for file in files)
    return re.sub(r"\n\s*", "\n", re.sub(r"(?s)/\*.*?\*/", "", sheets))


def _own(name):
    """The sheets of a figure for it alone: several figures share a page, and with it their classes."""
    return re.sub(r"(?m)(?<=[{};])([^{};]+)(?=\{)", lambda found: _within(name, found[1]), "}" + _sheets(name))[1:]


def _within(name, selectors):
    """Selectors that hold only in the figure of this name, and count as much as before."""
    if re.match(r"\s*(@|from|to|\d)", selectors):
        return selectors
    own = _place(name)
    parts = re.split(r",(?![^(]*\))", selectors)  # not those inside :is(a, b)
    return (
        ",".join(
            part.replace(".d2l-rnn", f".d2l-rnn{own}", 1) if ".d2l-rnn" in part else f"\n{own} {part.strip()}"
            for part in parts
        )
        + " "
    )


def _place(name):
    return f":where(.d2l-of-{name})"


def alone(name, styles):
    """Style sheets for a page on which there is no other figure: shorter, and meaning the same."""
    return styles.replace(_place(name), "")


def source(name):
    """The text of one file of the front end."""
    return (FRONT / name).read_text(encoding="utf-8")

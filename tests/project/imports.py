"""Which files import which: read from their text, in Python and in JavaScript."""

import ast
import posixpath
import re

from publish import ROOT

FRONT = ROOT / "d2l_rnn" / "front"
# import … from "./x.js"; export … from "./x.js"; import "./x.js"; import("./x.js")
FROM = re.compile(
    r"""(?m)^\s*(?:import|export)\b[^;"'`=()]*?\bfrom\s*["']([^"']+)["']"""
    r"""|^\s*import\s*["']([^"']+)["']|\bimport\(\s*["']([^"']+)["']\s*\)"""
)


def python_files(folder):
    """The Python files of a folder and of those in it, as paths from the root: "d2l_rnn/plots/page.py"."""
    return sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / folder).rglob("*.py"))


def module(file):
    """A file's name for an import: "d2l_rnn.plots.page", and "d2l_rnn.plots" for its __init__.py."""
    return file.removesuffix(".py").removesuffix("/__init__").replace("/", ".")


def imports(file):
    """The dotted names of all modules that a Python file imports anywhere in its text, ours and others."""
    found = set()
    for node in ast.walk(ast.parse((ROOT / file).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            start = file.split("/")[: -node.level] if node.level else []
            base = ".".join([*start, *filter(None, [node.module])])
            found |= {_named(base, alias.name) for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            found |= {node.args[0].value} if isinstance(node.args[0], ast.Constant) else set()
    return found


def _named(base, name):
    """What `from base import name` loads: the module of that name, where there is one in this project."""
    inside = ROOT.joinpath(*base.split("."), name)
    return f"{base}.{name}" if inside.with_suffix(".py").is_file() or (inside / "__init__.py").is_file() else base


def scripts():
    """The sources of the front, without what is made of them, as paths from its folder: "growth/view.js"."""
    files = (path.relative_to(FRONT).as_posix() for path in FRONT.rglob("*.js"))
    return sorted(file for file in files if not file.startswith("built/"))


def script_imports(file, text=None):
    """What an ES module imports: paths from the front's folder, and what is no path as it stands."""
    text = (FRONT / file).read_text(encoding="utf-8") if text is None else text
    targets = {next(filter(None, found)) for found in FROM.findall(_without_comments(text))}
    folder = posixpath.dirname(file)
    return {posixpath.normpath(posixpath.join(folder, name)) if name[0] == "." else name for name in targets}


def _without_comments(text):
    return re.sub(r"(?ms)/\*.*?\*/|^\s*//.*?$", "", text)


def circle(graph):
    """The names on a way from a name back to itself, in {name: the names that it imports}; [] where there is none."""
    done = set()

    def search(name, way):
        if name in way:
            return [*way[way.index(name) :], name]
        if name in done:
            return []
        for other in sorted(graph.get(name, ())):
            if found := search(other, [*way, name]):
                return found
        done.add(name)
        return []

    return next(filter(None, (search(name, []) for name in sorted(graph))), [])

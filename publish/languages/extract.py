"""Collect what there is to translate, and bring all translations to it: python -m publish.languages.extract

Each string has a place, by which a translator finds it: "notebook:<cell>", "page:<file>", "check:<task>.<mistake>",
"figure:<folder>", or "site". A mark of a notebook or page, such as "core", stands once for all places, in "mark".
"""

import ast
import json
import re

import polib

from d2l_rnn import checks
from d2l_rnn.checks import saying

from .. import ROOT, site
from ..chrome import SITE
from . import FOLDER, LANGUAGES, MARK, TEMPLATES, catalogs, sources
from .markdown import pieces

FRONT = ROOT / "d2l_rnn" / "front"
SCRIPTS = ROOT / "publish" / "page"
TEXT = r'"((?:[^"\\]|\\.)*)"'
# What scripts say. Babel's reader of JavaScript leaves out a call that stands within another or deep in templates.
ONE, MANY = re.compile(rf"(?<![\w.])t\(\s*{TEXT}"), re.compile(rf"(?<![\w.])tn\(\s*{TEXT},\s*{TEXT}")


def package():
    """The template of what d2l_rnn says at run time."""
    found = Strings()
    for path in sorted((ROOT / "d2l_rnn").rglob("*.py")):
        for call in calls(path, {"say", "say_n"}):
            found.add(path, *call)
    for context, english in saying.every():
        found.add(ROOT / "d2l_rnn" / "checks" / "sentences", english, context=context)
    for name in checks.__all__:
        asks = getattr(checks, name).__doc__
        found.add(ROOT / "d2l_rnn" / "checks" / "__init__.py", asks, context=f"check:{name}.asks")
    for path in sorted(FRONT.glob("*/*.js")):
        if path.parent.name != "built":
            found.add_script(path, f"figure:{path.parent.name}")
    return found.file


def notebooks():
    """The template of what the notebooks say."""
    found = Strings()
    found.add_texts(sources.notebooks())
    return found.file


def pages():
    """The template of what stands in pages, and around the notebooks on the site."""
    found = Strings()
    found.add_texts(sources.pages())
    for path in sorted((ROOT / "publish").glob("*.py")):
        for call in calls(path, {"chrome"}):
            found.add(path, *call, context=SITE)
    for Figure in site.FIGURES.values():
        found.add(ROOT / "publish" / "site.py", site.what(Figure), context=SITE)
    for path in sorted(SCRIPTS.glob("*.js")):
        found.add_script(path, SITE)
    return found.file


class Strings:
    """What there is to translate, each string of a place once, in the order in which it was found."""

    def __init__(self):
        self.file = catalogs.new()
        self._entries = {}

    def add(self, path, english, many="", context=""):
        """A string, or the two of a plural, that is said in a file."""
        place = (path.relative_to(ROOT).as_posix(), "")
        entry = polib.POEntry(msgid=english, msgid_plural=many, msgctxt=context or None)
        if many:
            entry.msgstr_plural = {0: "", 1: ""}
        known = self._entries.setdefault(catalogs.key(entry), entry)
        if known is entry:
            self.file.append(entry)
        if place not in known.occurrences:
            known.occurrences.append(place)

    def add_texts(self, found):
        """The pieces of Markdown texts: {path from the root: [(place, text)]}."""
        for source, texts in found.items():
            for place, text in texts:
                for piece in pieces(text):
                    self.add(ROOT / source, piece.english, context=MARK if piece.is_mark else place)

    def add_script(self, path, context):
        """What a script says through t and tn."""
        code = path.read_text(encoding="utf-8")
        found = sorted([*ONE.finditer(code), *MANY.finditer(code)], key=lambda call: call.start())
        for call in found:
            self.add(path, *(json.loads(f'"{text}"') for text in call.groups()), context=context)


def calls(path, names):
    """The strings that a Python file says through functions of these names: one for each call, or two of a plural."""
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id in names:
            texts = [one.value for one in node.args[:2] if isinstance(one, ast.Constant) and type(one.value) is str]
            if texts:
                yield texts


def made():
    """(path, file) of all that `make strings` writes: each template, and what the languages have of it."""
    for name in TEMPLATES:
        source = globals()[name]()
        yield catalogs.template(name), source
        for language in LANGUAGES:
            path = catalogs.translation(language, name)
            yield path, catalogs.updated(catalogs.read(path) if path.exists() else catalogs.new(language), source)


def main():
    for path, file in made():
        path.parent.mkdir(exist_ok=True)
        file.save(str(path))
        left = sum(not catalogs.is_done(entry) for entry in file if not entry.obsolete)
        print(f"{path.relative_to(FOLDER)}: {left} of {len(file)} to be translated or looked at")


if __name__ == "__main__":
    main()

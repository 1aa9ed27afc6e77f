"""Make what is made of a translation, all but the site: python -m publish.languages.build LANGUAGE

That is the file that d2l_rnn reads, the notebooks with the outputs of a run, and the pages. What has no translation yet
stays English, and so does what is marked as fuzzy.
"""

import argparse
import re
from functools import cached_property
from pathlib import Path

import nbformat

from d2l_rnn.languages import ENGLISH

from .. import ROOT, badges, run
from ..chrome import SITE
from . import FOLDER, LANGUAGES, MARK, PAGES, catalogs, path_in, sources
from .faults import told
from .links import anchors, relinked
from .markdown import EDITIONS, replaced

NOTE = "<!-- Made of {source} by `make language LANG={language}`: to change it, edit publish/languages/{language}. -->"
SETUP = "setup"
SPOKEN = re.compile(r'(?m)^LANGUAGE = "en"$')  # in the setup cell of an English notebook


class Edition:
    """Everything in one language, made of the .po files in `folder`, for the folder `root`."""

    def __init__(self, language, folder=FOLDER, root=ROOT):
        self.language, self.folder, self.root = language, folder, Path(root)

    @cached_property
    def said(self):
        """{(place, English, ""): translation} of the notebooks and pages."""
        return {key: words for name in ("notebooks", "pages") for key, words in catalogs.said(self._file(name)).items()}

    def _file(self, name):
        return catalogs.read(catalogs.translation(self.language, name, self.folder))

    def program(self):
        """The bytes of what d2l_rnn and the site's pages read."""
        return catalogs.compiled(self.spoken(), self.language)

    def spoken(self):
        """The entries of what d2l_rnn and the site's pages say, done or not."""
        site = [entry for entry in self._file("pages") if entry.msgctxt == SITE]
        return [*self._file("package"), *site]

    def pages(self):
        """{path: text} of the pages."""
        made = {}
        for source in PAGES:
            note = NOTE.format(source=source, language=self.language)
            ((_, translated),) = self._texts[source]
            text = relinked(translated, source, self.language, self._moved)
            text = EDITIONS.sub(editions(self.language), text)
            if source == "README.md":
                text = text.replace("\n\n![", f"\n\n{self._preface()}![", 1)
            made[path_in(self.language, source)] = f"{note}\n\n{text}"
        return made

    def _preface(self):
        """What a language says to its own readers before README's picture, where it has a file for that."""
        path = self.folder / self.language / "preface.md"
        return path.read_text(encoding="utf-8").strip() + "\n\n" if path.exists() else ""

    def notebooks(self):
        """{path: notebook} with the outputs of the English ones, until they are run."""
        return {path_in(self.language, source): self._notebook(source) for source in sources.notebooks()}

    def _notebook(self, source):
        made = nbformat.read(ROOT / source, as_version=4)
        texts = iter(self._texts[source])
        for cell in made.cells:
            if cell.cell_type == "markdown":
                cell.source = relinked(next(texts)[1], source, self.language, self._moved)
                cell.source = cell.source.replace(f"/{source})", f"/{path_in(self.language, source)})")  # Colab's link
            elif cell.id == SETUP:
                cell.source = self._setup(cell.source)
        return made

    def _setup(self, source):
        """The setup cell with this language; where it installs from the project's folder, that is one further up."""
        source, found = SPOKEN.subn(f'LANGUAGE = "{self.language}"', source)
        if found != 1:
            raise ValueError(f"A setup cell should say once which language it is in, not {found} times:\n{source}")
        start = badges.ANY_SETUP.match(source)
        if start["address"] == badges.HERE:
            source = badges.SETUP.format(address=f"../{badges.HERE}") + source[start.end() :]
        return source

    @cached_property
    def _texts(self):
        """{source: [(English text, translation)]}, before links are led to where they belong."""
        return {
            source: [(text, self._translated(text, place)) for place, text in texts]
            for source, texts in (sources.pages() | sources.notebooks()).items()
        }

    @cached_property
    def _moved(self):
        return {
            source: {old: new for pair in pairs for old, new in anchors(*pair).items()}
            for source, pairs in self._texts.items()
        }

    def _translated(self, text, place):
        return replaced(text, lambda piece: self.said.get((MARK if piece.is_mark else place, piece.english, "")))


def editions(language):
    """README's line that leads from a language to all others."""
    names = {ENGLISH: "English"} | {code: one.name for code, one in LANGUAGES.items()}
    pages = {code: path_in(code, "README.md") if code != ENGLISH else "README.md" for code in names}
    return " · ".join(f"[{name}]({pages[code]})" for code, name in names.items() if code != language)


def program_path(language, root=ROOT):
    """Where d2l_rnn looks for a language."""
    return Path(root) / "d2l_rnn" / "languages" / f"{language}.mo"


def told_of(notebook):
    """What of a notebook does not come from a run: its cells without their outputs."""
    return [(cell.id, cell.cell_type, cell.source, cell.metadata) for cell in notebook.cells]


def stale(language, root=ROOT, folder=FOLDER):
    """The files of a language that are not what its translation makes, that are missing, or that nothing makes."""
    edition, root = Edition(language, folder, root), Path(root)
    made = {program_path(language, root): edition.program()}
    made |= {root / name: text for name, text in edition.pages().items()}
    made |= {root / name: told_of(notebook) for name, notebook in edition.notebooks().items()}
    there = {path for path in made if path.exists()}
    there |= {*(root / "notebooks" / language).glob("*.ipynb"), *(root / "docs" / language).glob("*")}
    wrong = made.keys() ^ there | {path for path in made.keys() & there if _read(path) != made[path]}
    return sorted(path.relative_to(root).as_posix() for path in wrong)


def _read(path):
    """What is in a file of a language, but for what comes from a run."""
    if path.suffix == ".ipynb":
        return told_of(nbformat.read(path, as_version=4))
    return path.read_bytes() if path.suffix == ".mo" else path.read_text(encoding="utf-8")


def make(language, root=ROOT, folder=FOLDER, running=True):
    """Write everything of a language below `root`; without `running`, code that is the same keeps its outputs."""
    edition, root = Edition(language, folder, root), Path(root)
    program_path(language, root).write_bytes(edition.program())
    for name, text in edition.pages().items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8", newline="\n")
    for name, notebook in edition.notebooks().items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists():
            _keep(notebook, nbformat.read(path, as_version=4))
        nbformat.write(notebook, path)
        if running:
            print(name, flush=True)
            run.store(path)


def _keep(made, before):
    """Give the code cells of a notebook the outputs that the same ones had before."""
    outputs = {(cell.id, cell.source): cell.outputs for cell in before.cells if cell.cell_type == "code"}
    for cell in made.cells:
        if cell.cell_type == "code":
            cell.outputs = outputs.get((cell.id, cell.source), cell.outputs)


def main():
    parser = argparse.ArgumentParser(prog="python -m publish.languages.build", description=__doc__.partition("\n")[0])
    parser.add_argument("language", choices=LANGUAGES)
    parser.add_argument("--words-only", action="store_true", help="do not run the notebooks: they keep their outputs")
    choice = parser.parse_args()
    for line in told(choice.language):
        print(line)
    make(choice.language, running=not choice.words_only)


if __name__ == "__main__":
    main()

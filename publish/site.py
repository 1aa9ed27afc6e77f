"""Make a site of the notebooks, with live figures and without a kernel: python -m publish.site FOLDER

Each notebook is run, and its page holds everything it needs: text, formulas, outputs, and the figures with the state
they have at the end of the run. So has the page of each figure, which is made for a frame in somebody else's page, and
the page that searches all others. A page forbids itself the network, so any static host will do, and so does a folder.
Another language has all of this in a folder of its own, once its notebooks have been made.
"""

import argparse
import inspect
import itertools
import os
import re
from pathlib import Path

import nbformat

from d2l_rnn import figures, languages
from d2l_rnn.figures.assets import FRONT
from d2l_rnn.figures.traits import Choice, Count

from . import NOTEBOOKS, ROOT, layout
from .badges import ANY_BADGE
from .chrome import chrome
from .formulas import markdown
from .languages import LANGUAGES, path_in
from .languages.markdown import EDITIONS
from .pages import Page, place
from .run import run
from .search import entries

EXERCISES = "5_exercises"
TEACHERS = ROOT / "classroom/source/rnn" / f"{EXERCISES}.ipynb"


def rules(Figure):
    """What the traits of a figure may be, by name: one of some words, or a whole number."""
    traits = Figure.class_traits(sync=True).items()
    words = {name: list(trait.words) for name, trait in traits if isinstance(trait, Choice)}
    return words | {name: "whole" for name, trait in traits if isinstance(trait, Count)}


FIGURES = {name: getattr(figures, name) for name in figures.__all__}
RULES = {Figure.code: rules(Figure) for Figure in FIGURES.values()}


def address(Figure):
    """The file of a figure's own page: figures/hidden_states.html."""
    return f"figures/{re.sub('(?<=[a-z])(?=[A-Z])', '_', Figure.__name__).lower()}.html"


def chapters(notebooks):
    """Title and question of each notebook, by the name of its page; the question is what is bold in its first cell."""
    found = {}
    for path in notebooks:
        title, _, rest = ANY_BADGE.sub("", nbformat.read(path, as_version=4).cells[0].source).partition("\n")
        found[f"{path.stem}.html"] = (title.removeprefix("# "), "".join(re.findall(r"\*\*(.+?)\*\*", rest)[:1]))
    return found


def solutions():
    """The teacher's answer to every exercise, by the id of its cell."""
    cells = nbformat.read(TEACHERS, as_version=4).cells
    return {cell.id: cell.source for cell in cells if cell.metadata.get("nbgrader", {}).get("solution")}


def printed(path):
    """A notebook, run, as a page. The exercises run solved: what stands behind an answer shows what it is good for."""
    notebook = nbformat.read(path, as_version=4)
    solved = solutions() if path.stem == EXERCISES else {}
    asked = {cell.id: cell.source for cell in notebook.cells}
    for cell in notebook.cells:
        cell.source = solved.get(cell.id, cell.source)
    # These networks are small: more threads would only wait for each other.
    run(notebook, path.parent, os.environ | {"OMP_NUM_THREADS": "1"}, True)
    for cell in notebook.cells:
        cell.source = asked[cell.id]
    return Page(notebook, solved)


def alone(figure):
    """What a page with one figure holds: its script, and the state with what the script has to know."""
    state = {"states": [figure._state()], "kinds": [0], "rules": [RULES[figure.code]], "links": []}
    return [figure.code], state


def make(folder, notebooks=NOTEBOOKS):
    """Write the site into `folder`, in English and in every other language that has these notebooks."""
    folder, root = Path(folder), notebooks[0].parent
    others = [code for code in LANGUAGES if all((root / code / path.name).is_file() for path in notebooks)]
    for language in (languages.ENGLISH, *others):
        english = language == languages.ENGLISH
        own = notebooks if english else [root / language / path.name for path in notebooks]
        names = {code: LANGUAGES[code].name for code in others} | {languages.ENGLISH: "English"}
        editions = [
            (code, name, ("" if english else "../") + ("" if code == languages.ENGLISH else f"{code}/"))
            for code, name in names.items()
            if code != language
        ]
        with languages.spoken(language):
            edition(folder if english else folder / language, own, editions)


def edition(folder, notebooks, editions=(), root=ROOT):
    """Write the site in the language that is spoken; `editions` are the others, as layout.page takes them.

    The introduction is that of the page README in `root`.
    """
    folder.mkdir(parents=True, exist_ok=True)
    all_chapters, found = chapters(notebooks), []
    titles = {file: title for file, (title, _) in all_chapters.items()}
    for path in notebooks:
        page, name = printed(path), f"{path.stem}.html"
        body = page.body().replace("</h1>", f'</h1><p class="note">{note(path)}</p>', 1)
        scripts, kinds = page.modules()
        state = {"states": page.states(), "kinds": kinds, "rules": [RULES[scripts[kind]] for kind in kinds]}
        state |= {"links": page.links()}
        (folder / name).write_bytes(layout.page(titles, name, body, scripts, state, editions))
        found += entries(name, titles[name], body)
    frames(folder)
    (folder / "index.html").write_bytes(start(all_chapters, titles, editions, root))
    (folder / "search.html").write_bytes(layout.search(titles, found, editions))
    (folder / "licences.txt").write_text(licences(), encoding="utf-8")


def note(path):
    """What is said under the title of a notebook."""
    file = path.name if languages.language() == languages.ENGLISH else f"{languages.language()}/{path.name}"
    return chrome(
        "This is a printout with live figures: they compute in your browser, the code does not run. To change and run "
        "it, open <code>notebooks/{file}</code> of the project in JupyterLab.",
        file=file,
    )


def frames(folder):
    """Write the page of each figure into `folder`."""
    (folder / "figures").mkdir(parents=True, exist_ok=True)
    for Figure in FIGURES.values():
        figure = Figure()
        shown = place(repr(figure), "figure")
        (folder / address(Figure)).write_bytes(layout.frame(figure._sentence(), shown, *alone(figure)))


def licences():
    """What comes from elsewhere, and on which terms."""
    texts = {
        chrome("The math font, a part of STIX Two Math"): ROOT / "publish/font/OFL.txt",
        chrome("lit-html, in the figures"): FRONT / "LICENSE-lit-html.txt",
        chrome("MiniSearch, in the search"): ROOT / "publish/page/LICENSE-minisearch.txt",
    }
    return "\n\n".join(f"{what}\n\n{path.read_text(encoding='utf-8')}" for what, path in texts.items())


def what(Figure):
    """What a figure shows: the first words of its documentation."""
    words = re.split(r"[.:](?: |$)", " ".join(inspect.getdoc(Figure).split()))
    return f"{words[0]}."


def introduction(root):
    """How the README begins, in the language that is spoken: its paragraphs before the picture."""
    spoken = languages.language()
    readme = "README.md" if spoken == languages.ENGLISH else path_in(spoken, "README.md")
    _, *blocks = (root / readme).read_text(encoding="utf-8").partition("# ")[2].split("\n\n")
    said = itertools.takewhile(lambda block: "![" not in block, blocks)
    return "\n\n".join(block for block in said if not EDITIONS.fullmatch(block))


def start(all_chapters, titles, editions=(), root=ROOT):
    """The first page: a figure to type into, and where to go from it."""
    figure = figures.Recurrence()
    listed = "\n".join(f"- [{title}]({file})<br/>{question}" for file, (title, question) in all_chapters.items())
    alive = "\n".join(f"- [{name}]({address(Figure)})<br/>{chrome(what(Figure))}" for name, Figure in FIGURES.items())
    title = chrome("Recurrent Neural Networks, live")
    invitation = chrome(
        "This network has learned to spell one word. Type another into it and press Enter: your browser trains a new "
        "one."
    )
    apart = chrome(
        "Each figure has a page of its own, for a frame in slides or in another book. Its address can name a state: "
        "`figures/recurrence.html#text=hello&step=4` opens at the fourth letter. The button under a figure copies it."
    )
    parts = [
        markdown(f"# {title}\n\n{invitation}"),
        place(repr(figure), "figure-start"),
        markdown(f"## {chrome('Chapters')}\n\n{introduction(root)}\n\n{listed}"),
        markdown(f"## {chrome('Figures')}\n\n{apart}\n\n{alive}"),
    ]
    return layout.page(titles, "index.html", "\n".join(parts), *alone(figure), editions)


def main():
    parser = argparse.ArgumentParser(prog="python -m publish.site", description=__doc__.partition("\n")[0])
    parser.add_argument("folder", type=Path)
    folder = parser.parse_args().folder
    make(folder)
    print(f"Open {folder / 'index.html'} in a browser, or put the folder on any web server.")


if __name__ == "__main__":
    main()

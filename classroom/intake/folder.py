"""Which file of a student's folder is the notebook to grade."""

import os
from pathlib import Path

from classroom.intake import UnreadableError
from classroom.intake.matching import is_answer, is_same, match
from classroom.intake.names import is_junk, is_notebook, shown
from classroom.intake.reading import read

MOST_READ = 10  # notebooks of one student
MOST_LISTED = 5  # names in a sentence
NOTHING = "Nothing was handed in."


def find(folder, name, release):
    """The notebook to grade in a student's folder, what to say about it, and why a person should look.

    Of several the one with the most answers counts, of these the newest. `name` is that of the released notebook.
    Raises UnreadableError where there is none.
    """
    folder = Path(folder)
    if not folder.is_dir():
        raise UnreadableError(NOTHING)
    files = _files(folder)
    found = [path for path in files if is_notebook(path.name) and path.is_file() and not path.is_symlink()]
    if len(found) > 1:
        return _best(found[:MOST_READ], name, release, folder)
    if found:
        told = _told(found[0], folder)
        return found[0], [] if told == name else [f"The file is called {told}; it was taken for {name}."], []
    links = [path for path in files if is_notebook(path.name)]
    if links:
        raise UnreadableError(f"{shown(links[0].name)} is no ordinary file.")
    if not files:
        raise UnreadableError("The folder is empty.")
    raise UnreadableError(f"There is no notebook, only {_listed(files, folder)}.")


def _files(folder):
    """All files of a folder but what systems leave there, the shallow ones first; links are not followed."""
    found = []
    for place, folders, names in os.walk(folder):
        folders[:] = sorted(name for name in folders if not is_junk((name,)))
        found += [Path(place, name) for name in sorted(names) if not is_junk((name,))]
        if len(found) > 10_000:
            break
    found = [path for path in found if path.name != "timestamp.txt"]
    return sorted(found, key=lambda path: len(path.parts))


def _best(found, name, release, folder):
    looked = []
    for path in found:
        try:
            answers = _answers(path, release)
        except UnreadableError:
            answers = None
        if answers is not None:
            looked.append((len(answers), path.stat().st_mtime, path.name == name, _told(path, folder), path, answers))
    if not looked:
        raise UnreadableError(f"There are {len(found)} notebooks and none can be read: {_listed(found, folder)}.")
    *_, told, best, answers = max(looked, key=lambda one: one[:4])
    said = f"There are {len(found)} notebooks: {_listed(found, folder)}. "
    others = [one for one in looked if one[4] != best]
    if any(one[0] == len(answers) and one[5] != answers for one in others):
        both = f"{said}They differ, and {told}, the newest, counts."
        return best, [both], [both]
    return best, [f"{said}{told} counts: it has the most answers."], []


def _answers(path, release):
    """What was written into the answer cells: index of the released cell -> text, without those left as released."""
    cells, _ = read(path)
    match(cells, release)
    written = {}
    for cell in cells:
        released = None if cell.origin is None else release.cells[cell.origin]
        if released is not None and is_answer(released) and not is_same(cell.source, released.source):
            written[cell.origin] = cell.source.strip()
    return written


def _told(path, folder):
    return shown(path.relative_to(folder).as_posix())


def _listed(paths, folder):
    names = [_told(path, folder) for path in paths]
    more = f" and {len(names) - MOST_LISTED} more" if len(names) > MOST_LISTED else ""
    return ", ".join(names[:MOST_LISTED]) + more

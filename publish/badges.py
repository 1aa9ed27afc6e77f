"""Point the notebooks at a repository on GitHub: python -m publish.badges OWNER/NAME [--branch BRANCH]

Each notebook gets a link below its title that opens it in Colab, and its setup cell installs the package from there.
Until this is run the setup cell installs from the folder above, and there is no link that could be dead.
"""

import argparse
import re

import nbformat

from . import EDITIONS, NOTEBOOKS, ROOT

# The students' exercises are made from the teacher's source, so that says the same.
SOURCE = ROOT / "classroom" / "source" / "rnn" / "5_exercises.ipynb"

SETUP = """\
try:
    import d2l_rnn
except ModuleNotFoundError:
    # Adds what is missing; a package that is here already keeps its version.
    %pip install --quiet {address}
    %pip install --quiet --no-deps d2l==1.0.3
    import d2l_rnn
"""
HERE = ".."  # the address in a clone: the folder above the notebooks
ADDRESS = "git+https://github.com/{repository}@{branch}"
BADGE = (
    "[![Open in Colab](https://colab.research.google.com/assets/colab-badge.svg)]"
    "(https://colab.research.google.com/github/{repository}/blob/{branch}/notebooks/{name})"
)

ANY_SETUP = re.compile(re.escape(SETUP).replace(re.escape("{address}"), r"(?P<address>\S+)"))
ANY_BADGE = re.compile(r"\n*\[!\[Open in Colab\]\([^)]*\)\]\(([^)]*)\)")


def point(notebook, name, repository, branch="main"):
    """Give a notebook, at `name` in their folder, the link and the install address of a repository, in place."""
    title, setup = notebook.cells[0], next(cell for cell in notebook.cells if cell.id == "setup")
    heading, _, rest = ANY_BADGE.sub("", title.source).partition("\n")
    title.source = f"{heading}\n\n{BADGE.format(repository=repository, branch=branch, name=name)}\n{rest}"
    address = ADDRESS.format(repository=repository, branch=branch)
    setup.source, found = ANY_SETUP.subn(lambda _: SETUP.format(address=address), setup.source)
    if found != 1:
        raise ValueError(f"The setup cell of {name} does not begin as the others do; publish/badges.py has the lines.")


def repository_name(text):
    """`text`, where it is a name that GitHub could give a repository."""
    # GitHub takes a last .git for a part of the address, and . and .. for folders.
    if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9-]*/(?!\.{1,2}$)[A-Za-z0-9._-]+(?<!\.git)", text):
        raise argparse.ArgumentTypeError(
            f"{text!r} is no repository on GitHub; write owner/name, as in REPO=ada/d2l-rnn."
        )
    return text


def branch_name(text):
    """`text`, where it can be a branch in an address: git has none with an empty part, two dots or a last .lock."""
    parts = text.split("/")
    if not all(re.fullmatch(r"\w[\w.-]*", part, re.ASCII) for part in parts) or re.search(r"\.\.|\.(lock)?(/|$)", text):
        raise argparse.ArgumentTypeError(f"{text!r} is no branch; write a name such as main.")
    return text


def main():
    parser = argparse.ArgumentParser(prog="python -m publish.badges", description=__doc__.partition("\n")[0])
    parser.add_argument("repository", type=repository_name, metavar="OWNER/NAME")
    parser.add_argument("--branch", type=branch_name, default="main")
    choice = parser.parse_args()
    for path in [*NOTEBOOKS, *EDITIONS, SOURCE]:
        notebook = nbformat.read(path, as_version=4)
        folder = SOURCE.parent if path == SOURCE else ROOT / "notebooks"
        point(notebook, path.relative_to(folder).as_posix(), choice.repository, choice.branch)
        nbformat.write(notebook, path)
    print(f"{len(NOTEBOOKS + EDITIONS)} notebooks open in Colab from {choice.repository}, branch {choice.branch}.")


if __name__ == "__main__":
    main()

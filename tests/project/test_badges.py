"""The notebooks' way to Colab: one spelling everywhere, one command that changes it, and no dead link before."""

import argparse
import os
import shutil
import subprocess
import sys

import nbformat
import pytest

from publish import NOTEBOOKS, ROOT
from publish.badges import ANY_BADGE, ANY_SETUP, HERE, SOURCE, branch_name, point, repository_name

ALL = [*NOTEBOOKS, SOURCE]


def read(path):
    return nbformat.read(path, as_version=4)


def setup(notebook):
    return next(cell for cell in notebook.cells if cell.id == "setup")


def run(folder, *arguments):
    command = [sys.executable, "-m", "publish.badges", *arguments]
    environment = os.environ | {"PYTHONPATH": str(folder)}
    return subprocess.run(command, cwd=folder, env=environment, capture_output=True, text=True, timeout=60)


@pytest.fixture
def fork(tmp_path):
    """A copy of what the command works on."""
    for name in ("notebooks", "classroom", "publish"):
        ignored = shutil.ignore_patterns("__pycache__", ".ipynb_checkpoints")
        shutil.copytree(ROOT / name, tmp_path / name, ignore=ignored)
    return tmp_path


def files(fork):
    return {path.relative_to(fork): path.read_bytes() for path in sorted(fork.rglob("*.ipynb"))}


def test_every_setup_cell_begins_with_the_same_lines():
    found = [ANY_SETUP.match(setup(read(path)).source) for path in ALL]
    assert len(ALL) == 8 and all(found)
    assert len({match["address"] for match in found}) == 1


def test_a_link_to_colab_is_in_every_notebook_or_in_none_and_goes_with_the_address():
    for path in ALL:
        notebook = read(path)
        address = ANY_SETUP.match(setup(notebook).source)["address"]
        links = [match[1] for cell in notebook.cells for match in ANY_BADGE.finditer(cell.source)]
        if address == HERE:
            assert links == [] and "colab.research" not in path.read_text(encoding="utf-8")
        else:
            repository, _, branch = address.removeprefix("git+https://github.com/").partition("@")
            where = f"https://colab.research.google.com/github/{repository}/blob/{branch}/notebooks/{path.name}"
            assert links == [where]


@pytest.mark.slow
def test_the_command_changes_the_title_and_the_setup_cell_and_nothing_twice(fork):
    before = {path: read(path) for path in fork.rglob("*.ipynb")}
    assert run(fork, "ada/d2l-rnn").returncode == 0
    once = files(fork)
    for path, old in before.items():
        new = read(path)
        changed = [cell.id for cell, other in zip(new.cells, old.cells, strict=True) if cell != other]
        assert changed == [new.cells[0].id, "setup"]
        name = path.relative_to(fork / "notebooks").as_posix() if fork / "notebooks" in path.parents else path.name
        address = f"https://colab.research.google.com/github/ada/d2l-rnn/blob/main/notebooks/{name})"
        assert address in new.cells[0].source
        assert "pip install --quiet git+https://github.com/ada/d2l-rnn@main\n" in setup(new).source
        assert new.cells[0].source.startswith(old.cells[0].source.partition("\n")[0] + "\n\n[![Open in Colab]")
    assert run(fork, "ada/d2l-rnn").returncode == 0
    assert files(fork) == once
    assert run(fork, "ben/other.name", "--branch", "release/2").returncode == 0
    assert all(
        b"ada/d2l-rnn" not in content and b"ben/other.name@release/2" in content for content in files(fork).values()
    )
    assert run(fork, "ada/d2l-rnn").returncode == 0
    assert files(fork) == once


@pytest.mark.slow
def test_what_is_no_repository_is_told_so_and_changes_nothing(fork):
    before = files(fork)
    done = run(fork, "https://github.com/ada/d2l-rnn")
    assert done.returncode == 2 and "write owner/name" in done.stderr and "Traceback" not in done.stderr
    assert files(fork) == before


def test_a_setup_cell_of_another_spelling_is_not_passed_over():
    notebook = read(NOTEBOOKS[0])
    setup(notebook).source = setup(notebook).source.replace("--quiet", "-q")
    with pytest.raises(ValueError, match="0_latent_state.ipynb does not begin as the others do"):
        point(notebook, "0_latent_state.ipynb", "ada/d2l-rnn")


@pytest.mark.parametrize(
    "wrong",
    ["", "d2l-rnn", "https://github.com/ada/d2l-rnn", "ada/d2l rnn", "ada/", "a/b/c", "a;b/c"]
    + ["ada/d2l-rnn.git", "ada/..", "ada/.", "-ada/d2l"],
)
def test_a_repository_that_github_has_not_is_refused(wrong):
    with pytest.raises(argparse.ArgumentTypeError, match="write owner/name"):
        repository_name(wrong)


@pytest.mark.parametrize("wrong", ["a..b", "a//b", "a/", "/a", "", ".a", "a.lock", "a.", "a/.b", "a b"])
def test_a_branch_that_git_has_not_is_refused(wrong):
    with pytest.raises(argparse.ArgumentTypeError, match="write a name such as main"):
        branch_name(wrong)


def test_names_with_dots_and_folders_are_taken_as_they_stand():
    assert [repository_name(name) for name in ("ada/d2l.rnn", "a1/.github")] == ["ada/d2l.rnn", "a1/.github"]
    assert [branch_name(name) for name in ("main", "release/2.1", "fix-3_a")] == ["main", "release/2.1", "fix-3_a"]

"""What all tests share: repeatable random cases, one thread per test process, and the browser or why it is missing."""

import os
import shutil

import pytest
from hypothesis import settings

from .drive.node import Node

# The networks here are small: several threads on a busy machine only wait for each other. Kernels inherit this.
os.environ.setdefault("OMP_NUM_THREADS", "1")

# The same cases everywhere, so that a red test is red again; and no deadline, because a first call compiles and loads.
settings.register_profile("d2l_rnn", deadline=None, derandomize=True)
settings.load_profile("d2l_rnn")

# The files that take a minute. Both test processes begin with these, so that none is left alone with one at the end.
LONG = [f"test_{name}" for name in "rounds hosted strict hub attacks site again lab lab_figures notebooks room".split()]


def pytest_collection_modifyitems(items):
    """Mark as core what is neither browser nor load nor slow, and put the longest files first."""
    for item in items:
        if not {"browser", "load", "slow"} & {mark.name for mark in item.iter_markers()}:
            item.add_marker("core")
    items.sort(key=lambda item: LONG.index(item.path.stem) if item.path.stem in LONG else len(LONG))


BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


@pytest.fixture(scope="session")
def chromium():
    """The path of Chromium. Without one the test is skipped, in continuous integration it fails."""
    path = next(filter(None, map(shutil.which, BROWSERS)), None)
    if path is None:
        reason = "The browser tests need Chromium (Debian and Ubuntu: apt install chromium) on the PATH."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return path


@pytest.fixture(scope="session")
def browser(chromium):
    """One running Chromium."""
    from tests.drive import lab  # not before a browser is needed

    with lab.browser(chromium) as running:
        yield running


@pytest.fixture(scope="session")
def jupyter(tmp_path_factory):
    """One running JupyterLab: its address, and the folder that it serves."""
    from tests.drive import lab

    folder = tmp_path_factory.mktemp("served")
    with lab.server(folder, tmp_path_factory.mktemp("home")) as address:
        yield address, folder


@pytest.fixture(scope="session")
def node():
    """Node, to run scripts in. Without it the test is skipped, in continuous integration it fails."""
    path = shutil.which("node")
    if path is None:
        reason = "The JavaScript tests need node 18 or newer (Debian and Ubuntu: apt install nodejs) on the PATH."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    return Node(path)

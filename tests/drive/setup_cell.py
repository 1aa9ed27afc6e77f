"""The notebooks' setup cell where Colab's packages are and this one is not: python -m tests.drive.setup_cell

It installs this checkout's last commit, as if it lay on GitHub, with the cell's own command. Run it in an environment
that may be changed; it ends with an error if a package that was there has another version afterwards.
"""

import os
import subprocess
import sys
import tempfile

import nbformat
from nbclient import NotebookClient

from publish import NOTEBOOKS, ROOT
from publish.badges import point

REPOSITORY = "reader/d2l-rnn"
# git fetches the checkout instead of what the cell names.
INSTEAD = {
    "GIT_CONFIG_COUNT": "2",
    "GIT_CONFIG_KEY_0": f"url.file://{ROOT}.insteadOf",
    "GIT_CONFIG_VALUE_0": f"https://github.com/{REPOSITORY}",
    "GIT_CONFIG_KEY_1": "safe.directory",
    "GIT_CONFIG_VALUE_1": "*",
}
MAY_COME = {"d2l-rnn", "d2l"}


def installed():
    listed = subprocess.run([sys.executable, "-m", "pip", "freeze"], capture_output=True, text=True, check=True)
    return set(listed.stdout.splitlines())


def main():
    branch = subprocess.run(
        ["git", "branch", "--show-current"], cwd=ROOT, capture_output=True, text=True
    ).stdout.strip()
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"} | INSTEAD
    before = installed()
    for path in NOTEBOOKS:
        notebook = nbformat.read(path, as_version=4)
        point(notebook, path.name, REPOSITORY, branch or "main")
        with tempfile.TemporaryDirectory() as folder:
            client = NotebookClient(notebook, timeout=600, resources={"metadata": {"path": folder}})
            client.execute(env=environment | {"OMP_NUM_THREADS": "1"})
        print(f"{path.name}: every cell ran.", flush=True)
    after = installed()
    gone, come = sorted(before - after), sorted(after - before)
    print(f"Installed: {', '.join(come)}")
    if gone:
        raise SystemExit(f"The setup cell changed what was there: {', '.join(gone)}")
    names = {line.partition("==")[0].partition(" @ ")[0].replace("_", "-").lower() for line in come}
    if not {"d2l-rnn"} <= names <= MAY_COME:
        raise SystemExit(f"The setup cell should install some of {sorted(MAY_COME)}, not {sorted(names)}.")


if __name__ == "__main__":
    main()

"""What the notebooks hold, and how they are run again: what the tests of the notebooks share."""

import ast
import os
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest

from publish import EDITIONS, NOTEBOOKS
from publish.run import LIVE_VIEW, QUIET, SECONDS_PER_CELL

ROOT = Path(__file__).parents[2]
NOT_COMPARED = "nbval-ignore-output"  # the tag; the cell then opens with the reason:
REASON = "# Not compared: "
NETWORK = "# Needs the network: "  # the one cell that may ask for it opens so
SECONDS_PER_NOTEBOOK = 180

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)
each_stored_notebook = pytest.mark.parametrize(
    "path", [*NOTEBOOKS, *EDITIONS], ids=lambda path: f"{path.parent.name}-{path.stem}"
)


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def outputs(notebook):
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def is_compared(cell):
    return NOT_COMPARED not in cell.metadata.get("tags", [])


def sections(notebook):
    """{heading: code cells} of the sections that open with ##; the cells before the first one belong to none."""
    found, heading = {}, None
    for cell in notebook.cells:
        if cell.cell_type == "markdown":
            for line in cell.source.splitlines():
                heading = line if line.startswith("## ") else heading
        elif heading is not None:
            found.setdefault(heading, []).append(cell)
    return found


def calls_a_figure(node):
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] in ("plots", "figures")


def texts(stored):
    """What nbval compares of a cell's outputs: (kind, text), the pieces of a stream joined."""
    streams, shown = Counter(), []
    for output in stored:
        if output.output_type == "stream":
            streams = {**streams, output.name: streams.get(output.name, "") + output.text}
        else:
            shown += [
                (kind, text) for kind, text in output.get("data", {}).items() if kind not in (LIVE_VIEW, "image/png")
            ]
    return [*streams.items(), *shown]


def machine(capability=None, threads=1, **more):
    """The environment of a run: torch's instruction set ("default" is the plainest one) and its number of threads."""
    of_this_run = ("PYTEST_", "ATEN_CPU_CAPABILITY", "OMP_", "MKL_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(of_this_run)}
    # Passive: a thread that has nothing to do sleeps. On a busy machine it would otherwise spin for minutes.
    threading = {"OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "PASSIVE"}
    chosen = {} if capability is None else {"ATEN_CPU_CAPABILITY": capability}
    return {**kept, **threading, **QUIET, **chosen, **more}


def as_torch_sees(environment):
    """The instruction set and the number of threads in that environment."""
    ask = "import torch; print(torch.backends.cpu.get_cpu_capability(), torch.get_num_threads())"
    command = [sys.executable, "-c", ask]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=True
    ).stdout.split()


def nbval(paths, folder, environment):
    """What strict nbval says of each code cell: {(notebook, number from 0): "" or the failure}, and all it printed."""
    report = folder / "report.xml"
    options = [
        *("--nbval", "--nbval-current-env", "--config-file", ROOT / "pyproject.toml", "--rootdir", ROOT),
        *(f"--nbval-cell-timeout={SECONDS_PER_CELL}", f"--nbval-kernel-startup-timeout={SECONDS_PER_CELL}"),
        *("-p", "no:cacheprovider", "-p", "no:xdist", "-q", "-o", "junit_family=xunit1", f"--junitxml={report}"),
    ]
    done = subprocess.run(
        [sys.executable, "-m", "pytest", *map(str, [*options, *paths])],
        env=environment,
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=SECONDS_PER_NOTEBOOK * len(paths),
    )
    printed = done.stdout + done.stderr
    assert done.returncode in (0, 1), printed
    verdicts = {}
    for case in ElementTree.parse(report).iter("testcase"):
        wrong = [problem for problem in case if problem.tag in ("failure", "error", "skipped")]
        number = int(case.get("name").split()[-1])
        verdicts[Path(case.get("file")).stem, number] = " ".join(problem.tag + str(problem.text) for problem in wrong)
    return verdicts, printed


def assert_all_pass(paths, folder, environment):
    """Every code cell of the notebooks, and none besides, is compared by strict nbval and shows what is stored."""
    verdicts, printed = nbval(paths, folder, environment)
    assert set(verdicts) == expected_cells(paths), printed
    assert {cell: wrong for cell, wrong in verdicts.items() if wrong} == {}, printed


def expected_cells(paths):
    """(notebook, number) of every code cell, as nbval counts them."""
    return {
        (path.stem, number)
        for path in paths
        for number in range(sum(cell.cell_type == "code" for cell in read(path).cells))
    }

"""The notebooks as a reader meets them: stored with outputs that hold, wherever and in whatever order they are run."""

import ast
import copy
import os
import random
import re
import subprocess
import sys
from collections import Counter
from pathlib import Path
from xml.etree import ElementTree

import nbformat
import pytest

from publish.run import LIVE_VIEW, METADATA, QUIET, SECONDS_PER_CELL, cleaned, notebooks, run

ROOT = Path(__file__).parents[2]
NOTEBOOKS = notebooks()
NOT_COMPARED = "nbval-ignore-output"  # the tag; the cell then opens with the reason:
REASON = "# Not compared: "
NETWORK = "# Needs the network: "  # the one cell that may ask for it opens so
SECONDS_PER_NOTEBOOK = 180

each_notebook = pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.stem)


# --- what is stored ---------------------------------------------------------------------------------------------------


def read(path):
    return nbformat.read(path, as_version=4)


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code" and cell.source.strip()]


def outputs(notebook):
    return [output for cell in code_cells(notebook) for output in cell.outputs]


def is_compared(cell):
    return NOT_COMPARED not in cell.metadata.get("tags", [])


def test_every_subsection_up_to_the_summary_has_its_notebook():
    assert [path.name[:2] for path in NOTEBOOKS if path.parent.name == "notebooks"][:5] == [
        "0_",
        "1_",
        "2_",
        "3_",
        "4_",
    ]


@each_notebook
def test_a_stored_notebook_was_run_from_top_to_bottom_without_an_error_or_a_warning(path):
    notebook = read(path)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert [output for output in outputs(notebook) if output.output_type == "error"] == []
    assert [output.text for output in outputs(notebook) if output.get("name") == "stderr"] == []


@each_notebook
def test_a_stored_notebook_holds_nothing_that_differs_from_run_to_run(path):
    notebook = read(path)
    assert notebook.metadata == METADATA  # no widgets: they would hold a copy of the figures' scripts
    assert [output for output in outputs(notebook) if LIVE_VIEW in output.get("data", {})] == []
    text = "\n".join(text for cell in code_cells(notebook) for _, text in texts(cell.outputs))
    assert re.findall(r"\b0x[0-9a-f]{6,}", text) == []
    again = copy.deepcopy(notebook)
    assert nbformat.writes(cleaned(again, notebook)) + "\n" == path.read_text(encoding="utf-8")


@each_notebook
def test_at_most_three_cells_are_not_compared_and_each_says_why(path):
    ignored = [cell for cell in code_cells(read(path)) if not is_compared(cell)]
    assert len(ignored) <= 3
    for cell in ignored:
        reason = next((line for line in cell.source.splitlines() if line.startswith(REASON)), "")
        assert len(reason.removeprefix(REASON).split()) >= 4, (
            f"no reason that begins with {REASON!r} in:\n{cell.source}"
        )


@each_notebook
def test_no_cell_is_marked_by_anything_but_that_tag(path):
    for cell in code_cells(read(path)):
        others = [
            tag for tag in cell.metadata.get("tags", []) if re.search("nbval|raises|skip", tag) and tag != NOT_COMPARED
        ]
        assert others == []
        assert not re.search(r"#\s*(NBVAL|PYTEST_VALIDATE)_\w+", cell.source), cell.source
        assert not cell.source.rstrip().endswith(";"), f"a closing semicolon hides nothing from nbval:\n{cell.source}"


def shows_a_figure(cell):
    """Whether the cell's last line is a call of plots or figures, or the name of what such a call gave."""
    without_magics = re.sub(r"(?m)^(\s*)[%!].*", r"\1pass", cell.source)
    statements = ast.parse(without_magics).body
    made = {
        target.id
        for statement in statements
        if isinstance(statement, ast.Assign) and calls_a_figure(statement.value)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    last = statements[-1].value if statements and isinstance(statements[-1], ast.Expr) else None
    return calls_a_figure(last) or (isinstance(last, ast.Name) and last.id in made)


def calls_a_figure(node):
    return isinstance(node, ast.Call) and ast.unparse(node.func).split(".")[0] in ("plots", "figures")


@each_notebook
def test_every_figure_is_stored_as_a_picture_and_a_sentence(path):
    for cell in code_cells(read(path)):
        shown = [output.data for output in cell.outputs if "data" in output]
        pictures = [data for data in shown if "image/png" in data]
        if shows_a_figure(cell):
            assert pictures, f"no picture is stored with:\n{cell.source}"
        for data in pictures:
            sentence = data["text/plain"]
            assert len(sentence.split()) >= 5 and sentence[0].isupper(), sentence  # <Figure size ...> is none


@each_notebook
def test_the_setup_cell_comes_first_and_sections_follow(path):
    notebook = read(path)
    assert code_cells(notebook)[0].id == "setup"
    assert len(sections(notebook)) >= 2
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


# --- strict nbval, in processes of its own ----------------------------------------------------------------------------


def machine(capability=None, threads=1, **more):
    """The environment of a run: torch's instruction set ("default" is the plainest one) and its number of threads."""
    of_this_run = ("PYTEST_", "ATEN_CPU_CAPABILITY", "OMP_", "MKL_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(of_this_run)}
    # Passive: a thread that has nothing to do sleeps. On a busy machine it would otherwise spin for minutes.
    threading = {"OMP_NUM_THREADS": str(threads), "MKL_NUM_THREADS": str(threads), "OMP_WAIT_POLICY": "PASSIVE"}
    chosen = {} if capability is None else {"ATEN_CPU_CAPABILITY": capability}
    return {**kept, **threading, **QUIET, **chosen, **more}


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


def expected_cells(paths):
    """(notebook, number) of every code cell, as nbval counts them."""
    return {
        (path.stem, number)
        for path in paths
        for number in range(sum(cell.cell_type == "code" for cell in read(path).cells))
    }


def as_torch_sees(environment):
    """The instruction set and the number of threads in that environment."""
    ask = "import torch; print(torch.backends.cpu.get_cpu_capability(), torch.get_num_threads())"
    command = [sys.executable, "-c", ask]
    return subprocess.run(
        command, env=environment, capture_output=True, text=True, timeout=120, check=True
    ).stdout.split()


def shuffled(paths, seed):
    return random.Random(seed).sample(paths, len(paths))


MACHINES = {
    "plain instructions, 1 thread, in order": ("default", 1, NOTEBOOKS),
    "plain instructions, 2 threads, from the last": ("default", 2, NOTEBOOKS[::-1]),
    "own instructions, 1 thread, shuffled": (None, 1, shuffled(NOTEBOOKS, 1)),
    "own instructions, 2 threads, shuffled again": (None, 2, shuffled(NOTEBOOKS, 2)),
}


@pytest.mark.parametrize("name", MACHINES)
def test_strict_nbval_passes_again_and_again_in_any_order_whatever_the_instructions_and_threads(name, tmp_path):
    capability, threads, order = MACHINES[name]
    environment = machine(capability, threads)
    found_capability, found_threads = as_torch_sees(environment)
    assert found_threads == str(threads) and (capability is None or found_capability.lower() == capability)
    verdicts, printed = nbval(order, tmp_path, environment)
    assert set(verdicts) == expected_cells(order), printed
    assert {cell: wrong for cell, wrong in verdicts.items() if wrong} == {}, printed


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


def with_one_letter_changed(text):
    """The text with its last letter or digit replaced by another."""
    text = text if isinstance(text, str) else "".join(text)
    last = max((k for k, letter in enumerate(text) if letter.isalnum()), default=len(text) - 1)
    return text[:last] + ("7" if text[last] != "7" else "8") + text[last + 1 :]


def change(cell, number):
    """Change the stored output of this number; a cell that shows nothing gets an output. False where there is none."""
    places = [
        (output.data, kind) if "data" in output else (output, "text")
        for output in cell.outputs
        for kind in (output.get("data", {"text": ""}))
        if kind not in (LIVE_VIEW, "image/png")
    ]
    if not places and number == 0:
        cell.outputs = [nbformat.v4.new_output("stream", name="stdout", text="never printed")]
        return True
    if number >= len(places):
        return False
    holder, kind = places[number]
    holder[kind] = with_one_letter_changed(holder[kind])
    return True


def test_changing_any_one_stored_output_turns_exactly_its_cell_red(tmp_path):
    """All cells at once, each with one stored output changed: the first of every cell, then the second ..."""
    cells, changed = sum(len(code_cells(read(path))) for path in NOTEBOOKS), Counter()
    for number in range(100):
        paths, expected = [], set()
        for path in NOTEBOOKS:
            notebook = read(path)
            touched = {
                (path.stem, k)
                for k, cell in enumerate(code_cells(notebook))
                if is_compared(cell) and change(cell, number)
            }
            if touched:
                expected |= touched
                paths.append(tmp_path / path.name)
                nbformat.write(notebook, paths[-1])
        if not paths:
            break
        verdicts, printed = nbval(paths, tmp_path, machine())
        assert {cell for cell, wrong in verdicts.items() if wrong} == expected, printed
        assert all("Cell outputs differ" in verdicts[cell] for cell in expected), printed
        changed[number] = len(expected)
    print(f"{changed[0]} of {cells} cells are compared, {changed.total()} outputs")
    assert changed[0] >= cells - 3 * len(NOTEBOOKS) and changed[0] > 10 * len(NOTEBOOKS)


# --- without the network ----------------------------------------------------------------------------------------------

# Python runs this file at its start where its folder is on PYTHONPATH, in the tests' process and in every kernel. An
# audit hook sees each connection and each look-up of a name before it happens, and an error in it forbids them. The
# kernel's own messages travel over sockets of another library, and over this machine's loopback alone.
REFUSE = """
import os, sys

HERE = {"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::", None}

def refuse(event, arguments):
    if event in ("socket.connect", "socket.sendto", "socket.sendmsg"):
        address = arguments[1]
        host = address[0] if isinstance(address, tuple) else ""  # otherwise a socket in the file system
    elif event in ("socket.getaddrinfo", "socket.gethostbyname"):
        host = arguments[0]
    else:
        return
    host = host.decode() if isinstance(host, bytes) else host
    if host not in HERE and host != os.uname().nodename:
        kernel = getattr(sys.modules.get("ipykernel.kernelapp"), "IPKernelApp", None)
        running = kernel.instance().kernel.get_parent("shell") if kernel and kernel.initialized() else {}
        cell = running.get("content", {}).get("code", "outside a cell")
        with open(os.environ["ATTEMPTS"], "a", encoding="utf-8") as attempts:
            attempts.write(repr((host, cell)) + "\\n")
        raise OSError(f"the network is refused in this test: {host}")

sys.addaudithook(refuse)
"""


@pytest.fixture
def refused(tmp_path):
    """An environment without a network, and the file that gets a line (host, cell) for every attempt."""
    (tmp_path / "sitecustomize.py").write_text(REFUSE)
    attempts = tmp_path / "attempts"
    attempts.touch()
    search = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    return machine(PYTHONPATH=search, ATTEMPTS=str(attempts)), attempts


def test_the_refusal_refuses_and_records(refused):
    environment, attempts = refused
    for call in (
        "socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "socket.getaddrinfo('example.org', 80)",
        "urllib.request.urlopen('http://example.org', timeout=1)",
    ):
        command = [sys.executable, "-c", f"import socket, urllib.request; {call}"]
        done = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=60)
        assert done.returncode == 1 and "the network is refused in this test" in done.stderr
    hosts = [ast.literal_eval(line)[0] for line in attempts.read_text().splitlines()]
    assert hosts == ["192.0.2.1", "example.org", "example.org"]


@each_notebook
def test_a_notebook_runs_alone_and_without_a_network_and_only_the_cell_that_says_so_asks_for_one(
    path, refused, tmp_path
):
    environment, attempts = refused
    asking = [cell.source for cell in code_cells(read(path)) if NETWORK in cell.source]
    verdicts, printed = nbval([path], tmp_path, environment)
    assert {cell: wrong for cell, wrong in verdicts.items() if wrong} == {}, printed
    assert set(verdicts) == expected_cells([path])
    tried = [ast.literal_eval(line) for line in attempts.read_text().splitlines()]
    assert [(host, cell) for host, cell in tried if cell not in asking] == []
    assert {cell for _, cell in tried} == set(asking), "a cell says that it needs the network and never asks for it"


def test_at_most_one_cell_of_all_asks_for_the_network():
    asking = [cell for path in NOTEBOOKS for cell in code_cells(read(path)) if NETWORK in cell.source]
    assert len(asking) <= 1
    assert not any(is_compared(cell) for cell in asking), "what it prints depends on the network: do not compare it"


# --- again, and from the middle ---------------------------------------------------------------------------------------


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


def run_again(cells):
    """The cells as a notebook of their own, executed in a new kernel."""
    own = [nbformat.v4.new_code_cell(cell.source) for cell in cells]
    return run(nbformat.v4.new_notebook(cells=own, metadata=METADATA), environment=machine()).cells


def assert_same_outputs(cells, stored):
    assert len(cells) == len(stored)
    for cell, expected in zip(cells, stored, strict=True):
        if is_compared(expected):
            assert texts(cell.outputs) == texts(expected.outputs), cell.source


@each_notebook
def test_every_cell_can_be_run_twice_in_place_with_the_same_outputs(path):
    twice = [cell for cell in code_cells(read(path)) for _ in range(2)]
    assert_same_outputs(run_again(twice), twice)


@pytest.mark.parametrize(
    "path, heading",
    [
        pytest.param(path, heading, id=f"{path.stem}-{heading.removeprefix('## ')}")
        for path in NOTEBOOKS
        for heading in sections(read(path))
    ],
)
def test_every_section_runs_after_the_setup_cell_alone_with_the_same_outputs(path, heading):
    notebook = read(path)
    cells = [code_cells(notebook)[0], *sections(notebook)[heading]]
    assert_same_outputs(run_again(cells), cells)

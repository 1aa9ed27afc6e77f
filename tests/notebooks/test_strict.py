"""Every notebook under strict nbval on plain instructions and without a network.

Other editions run the same code on this machine's own instructions (tests/languages/test_notebooks.py), and so do the
English notebooks in test_again.py, where each cell shows what is stored, too.
"""

import ast
import os
import subprocess
import sys
from collections import Counter

import nbformat
import pytest

from publish.run import LIVE_VIEW

from .reading import NETWORK, NOTEBOOKS, as_torch_sees, assert_all_pass, code_cells, is_compared, machine, nbval, read

pytestmark = pytest.mark.slow

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
    """The variables that forbid the network, and the file that gets a line (host, cell) for every attempt."""
    (tmp_path / "sitecustomize.py").write_text(REFUSE)
    attempts = tmp_path / "attempts"
    attempts.touch()
    search = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
    return {"PYTHONPATH": search, "ATTEMPTS": str(attempts)}, attempts


def test_the_refusal_refuses_and_records(refused):
    variables, attempts = refused
    for call in (
        "socket.create_connection(('192.0.2.1', 80), timeout=1)",
        "socket.getaddrinfo('example.org', 80)",
        "urllib.request.urlopen('http://example.org', timeout=1)",
    ):
        command = [sys.executable, "-c", f"import socket, urllib.request; {call}"]
        done = subprocess.run(command, env=machine(**variables), capture_output=True, text=True, timeout=60)
        assert done.returncode == 1 and "the network is refused in this test" in done.stderr
    hosts = [ast.literal_eval(line)[0] for line in attempts.read_text().splitlines()]
    assert hosts == ["192.0.2.1", "example.org", "example.org"]


def test_strict_nbval_passes_on_plain_instructions_from_the_last_to_the_first_and_one_cell_asks_for_the_network(
    refused, tmp_path
):
    variables, attempts = refused
    environment = machine("default", 1, **variables)
    assert as_torch_sees(environment) == ["DEFAULT", "1"]
    assert_all_pass(NOTEBOOKS[::-1], tmp_path, environment)
    says_so = {cell.source for path in NOTEBOOKS for cell in code_cells(read(path)) if NETWORK in cell.source}
    asked = {cell for _, cell in map(ast.literal_eval, attempts.read_text().splitlines())}
    assert asked == says_so, "a cell asks for the network and does not say so, or says so and never asks"


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

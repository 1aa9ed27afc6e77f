"""What no file may hold, and how long it may be."""

import re
import subprocess

import pytest

from publish import ROOT


def tracked():
    """{path: text} of the files that are or would be tracked; pictures, alone or in a notebook, are left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = {}
    for name in filter(None, listed.stdout.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in content:
            text = content.decode("utf-8")
            found[name] = re.sub(r'"image/png": "[^"]*"', "", text)
    return found


# Each dot or slash stands in brackets, so that this list does not find itself.
UNWANTED = {
    "a package host": r"(pypi|npmjs|pytorch|anaconda|debian|unpkg|python[h]osted)[.](org|com)"
    r"|(jsdelivr|esm)[.](net|sh)",
    "a folder of one machine": r"(?<![\w.:/])/(home|Users|root|work|tmp|opt)[/]\w|\b[A-Z]:[\\]+Users",
}


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_names(what):
    files = tracked()
    assert {"Makefile", "README.md", "d2l_rnn/rnn.py"} <= set(files)
    found = {name: match.group() for name, text in files.items() if (match := re.search(UNWANTED[what], text))}
    assert found == {}


def test_the_shells_of_a_page_with_figures_and_of_one_without_scripts_are_written_once():
    shells = [name for name, text in tracked().items() if re.search(r"(?i)<!doctype h[t]ml", text)]
    assert [name for name in shells if not name.startswith("tests/")] == [
        "classroom/pages/head.html",
        "d2l_rnn/front/host/host.html",
    ]


MOST = 400  # lines of a source file, which should have one job


def test_no_source_file_is_longer_than_one_job_needs():
    kinds = (".py", ".js", ".mjs", ".css", ".html")
    lengths = {
        name: text.count("\n")
        for name, text in tracked().items()
        if name.endswith(kinds) and name.startswith(("d2l_rnn/", "publish/", "classroom/", "benchmarks/", "tests/"))
    }
    long = {name for name, lines in lengths.items() if lines > MOST and not name.startswith("d2l_rnn/front/built/")}
    assert len(lengths) > 100
    assert sorted(long) == []

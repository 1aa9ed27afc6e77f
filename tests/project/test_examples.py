"""The Python that the documents show does what they say it does."""

import ast
import re

import pytest

from .declared import text


def blocks(name):
    """(code, what its last line gives, as the document says, or None) of every block of Python, in order."""
    found = re.findall(r"(?ms)^```python\n(.*?)^```$", text(name))
    return [(code, said[0] if (said := re.findall(r"(?m)^# -> (.+)$", code)) else None) for code in found]


def value_of_last_line(code, known):
    """What the last line of the code is, run with and into these names."""
    *statements, last = ast.parse(code).body
    exec(compile(ast.Module(statements, []), "document", "exec"), known)
    assert isinstance(last, ast.Expr), code
    return eval(compile(ast.Expression(last.value), "document", "eval"), known)


@pytest.mark.parametrize(("name", "written"), [("docs/figures.md", "states.html"), ("docs/package.md", "machine.pt")])
def test_each_cell_of_the_page_runs_after_those_above_it_and_gives_what_the_page_says(
    name, written, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    known, compared = {}, 0
    for code, said in blocks(name):
        value = value_of_last_line(code, known)
        assert said is None or repr(value) == said, code
        compared += said is not None
    assert compared >= 3
    assert [path.name for path in tmp_path.iterdir()] == [written]

"""A check says the same whatever state a notebook is in; where nbgrader runs it, what is not right raises."""

import builtins
import itertools
import re
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from d2l_rnn import checks

from .answers import RIGHT, said
from .wrong_answers import WRONG


@pytest.mark.parametrize("run", ["autograde", "validate"])
@pytest.mark.parametrize("name", RIGHT)
def test_under_nbgrader_a_check_that_is_not_right_raises_and_one_that_is_returns_none(run, name, monkeypatch, capfd):
    monkeypatch.setenv("NBGRADER_EXECUTION", run)
    assert getattr(checks, name)(RIGHT[name]) is None
    assert capfd.readouterr().out.startswith("Right: ")
    with pytest.raises(AssertionError, match="^Not answered yet.$"):
        getattr(checks, name)(...)
    (wrong, *_) = [wrong for wrong in WRONG if wrong.task == name]
    with pytest.raises(AssertionError) as raised:
        getattr(checks, name)(wrong.answer())
    monkeypatch.delenv("NBGRADER_EXECUTION")
    assert str(raised.value) == said(name, wrong.answer()).text
    assert capfd.readouterr().err == ""


def test_nbgrader_sets_the_variable_that_the_checks_look_at():
    for name, value in (("converters/autograde.py", "autograde"), ("validator.py", "validate")):
        path = Path(pytest.importorskip("nbgrader").__file__).parent / name
        assert re.search(rf"NBGRADER_EXECUTION=['\"]{value}['\"]", path.read_text(encoding="utf-8"))


# --- whatever has been set or shadowed --------------------------------------------------------------------------------


def with_default_dtype(dtype):
    torch.set_default_dtype(dtype)
    return lambda: torch.set_default_dtype(torch.float32)


def with_default_device(device):
    torch.set_default_device(device)
    return lambda: torch.set_default_device(None)


def without_gradients():
    torch.set_grad_enabled(False)
    return lambda: torch.set_grad_enabled(True)


# What a student may have done in some cell: the settings, and the names that then mean something else.
NOTEBOOKS = {
    "plain": (lambda: lambda: None, {}),
    "float64": (lambda: with_default_dtype(torch.float64), {}),
    "float16": (lambda: with_default_dtype(torch.float16), {}),
    "another device": (lambda: with_default_device("meta"), {}),
    "no gradients": (without_gradients, {}),
    "len and list": (lambda: lambda: None, {"len": 5, "list": [1, 2]}),
    "every name of Python": (lambda: lambda: None, {name: None for name in dir(builtins) if name.islower()}),
    "torch": (lambda: lambda: None, {"torch": "my torch", "checks": checks}),
}


@pytest.fixture(params=NOTEBOOKS)
def notebook(request):
    """The names of a notebook that is in some state."""
    setting, names = NOTEBOOKS[request.param]
    put_back = setting()
    yield {"checks": checks, **names}
    put_back()


@pytest.mark.slow
@pytest.mark.parametrize("name", RIGHT)
def test_in_every_notebook_a_right_answer_is_right(notebook, name, capfd):
    notebook["answer"] = RIGHT[name]
    exec(f"checks.{name}(answer)", notebook)
    assert capfd.readouterr().out.startswith("Right: ")


FIRST_AND_LAST = [
    wrongs[place]
    for _, of in itertools.groupby(WRONG, lambda one: one.task)
    for wrongs in [list(of)]
    for place in (0, -1)
]


@pytest.mark.slow
@pytest.mark.parametrize("wrong", FIRST_AND_LAST, ids=lambda wrong: f"{wrong.task}: {wrong.mistake}")
def test_in_every_notebook_a_wrong_answer_is_told_the_same(notebook, wrong, capfd):
    answer = wrong.answer()
    (dtype, device), text = (torch.get_default_dtype(), torch.get_default_device()), said(wrong.task, answer).text
    notebook["answer"] = answer
    exec(f"checks.{wrong.task}(answer)", notebook)
    assert capfd.readouterr().out.startswith(text)
    assert (torch.get_default_dtype(), torch.get_default_device()) == (dtype, device)


def all_said():
    return [
        said(wrong.task, wrong.answer()).text for wrong in WRONG if wrong.task in ("step", "jacobian_product", "clip")
    ]


@pytest.fixture(scope="module")
def usually():
    """What is said in a notebook in which nothing was set."""
    return all_said()


@pytest.mark.slow
def test_in_every_notebook_the_same_is_said(usually, notebook):
    assert all_said() == usually


@pytest.mark.slow
def test_the_cases_are_the_same_where_torch_was_set_otherwise_before_the_checks_were_imported():
    code = """
import torch
torch.set_default_dtype(torch.float64)
torch.set_default_device("meta")
from d2l_rnn import checks
torch.set_default_device(None)
from tests.checks.answers import RIGHT, said
print(sorted({said(name, answer).state for name, answer in RIGHT.items()}))
print(said("step", lambda X, H, *weights: H).text)
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, cwd=Path(__file__).parents[2])
    states, _, text = done.stdout.partition("\n")
    assert states == "['right']", done.stderr
    assert text.strip() == said("step", lambda X, H, *weights: H).text

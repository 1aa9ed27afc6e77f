"""What nbgrader counts: a check that is not right raises, and a hidden test asks the same judge in other cases."""

import builtins
import itertools
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest
import torch

from classroom.exercises import ASSIGNMENT, CLASSROOM, NAME
from d2l_rnn import checks
from d2l_rnn.checks import grading

from .answers import RIGHT, said
from .test_cases import FUNCTIONS, PLAUSIBLE, alike, outcomes
from .wrong_answers import WRONG

# What a name in the notebook is to the checks; only two differ from the name of their task.
ANSWERS = {name: {"parity": "weights", "true_or_false": "answers"}.get(name, name) for name in RIGHT}
CELLS = {cell.id: cell.source for cell in nbformat.read(CLASSROOM / "source" / ASSIGNMENT / NAME, as_version=4).cells}


def cell_of(name):
    """The teacher's cell that checks a task: what a student sees of it, and the hidden test below."""
    visible, hidden = CELLS[f"check-{name}"].split("### BEGIN HIDDEN TESTS\n")
    return visible, hidden.removesuffix("### END HIDDEN TESTS")


def raised(source, names):
    """What a cell raises, or nothing."""
    try:
        exec(source, names)
    except AssertionError as error:
        return str(error)
    return ""


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


# --- the visible check and the hidden test agree, whatever the notebook is like ---------------------------------------


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
    "torch": (lambda: lambda: None, {"torch": "my torch", "checks": checks, "right": False, "grade": 1}),
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
def test_in_every_notebook_a_right_answer_passes_the_visible_check_and_the_hidden_test(notebook, name, capfd):
    visible, hidden = cell_of(name)
    notebook[ANSWERS[name]] = RIGHT[name]
    exec(visible, notebook)
    assert capfd.readouterr().out.startswith("Right: ")
    assert raised(hidden, notebook) == ""


FIRST_AND_LAST = [
    wrongs[place]
    for _, of in itertools.groupby(WRONG, lambda one: one.task)
    for wrongs in [list(of)]
    for place in (0, -1)
]


@pytest.mark.slow
@pytest.mark.parametrize("wrong", FIRST_AND_LAST, ids=lambda wrong: f"{wrong.task}: {wrong.mistake}")
def test_in_every_notebook_a_wrong_answer_is_told_the_same_and_fails_the_hidden_test(notebook, wrong, capfd):
    answer = wrong.answer()
    (dtype, device), text = (torch.get_default_dtype(), torch.get_default_device()), said(wrong.task, answer).text
    visible, hidden = cell_of(wrong.task)
    notebook[ANSWERS[wrong.task]] = answer
    exec(visible, notebook)
    assert capfd.readouterr().out.startswith(text)
    assert raised(hidden, notebook) != ""
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


# --- the hidden tests by themselves -----------------------------------------------------------------------------------


def hidden_cases(name, monkeypatch):
    """The cases that only the hidden test has, as plain data."""
    given = []
    monkeypatch.setattr(grading, "grade", lambda *all_of_it: given.append(all_of_it))
    exec(cell_of(name)[1], {ANSWERS[name]: "the answer"})
    ((task, answer, *cases),) = given
    assert (task, answer) == (name, "the answer")
    return cases


@pytest.mark.parametrize("known", FUNCTIONS, ids=lambda known: known.name)
def test_the_hidden_cases_alone_tell_every_foreseen_mistake_from_what_is_right_and_other_formulas_too(
    known, monkeypatch
):
    """So an answer that knows the visible cases by heart earns nothing."""
    cases = known.with_cases(hidden_cases(known.name, monkeypatch)).cases[len(known.cases) :]
    assert cases and not any(alike_case(case, other) for case in cases for other in known.cases)
    alone = replace(known, cases=cases, parts={}, edges={})
    right = outcomes(alone, known.reference)
    formulas = [*known.mistakes, *(("plausible", formula) for formula in PLAUSIBLE.get(known.name, ()))]
    passing = [(key, place) for place, (key, f) in enumerate(formulas) if alike(outcomes(alone, f), right)]
    assert passing == []


def alike_case(case, other):
    return all(
        torch.equal(a, b) if isinstance(a, torch.Tensor) and isinstance(b, torch.Tensor) else a is b
        for a, b in zip(case, other, strict=True)
    )


BY_HEART = {
    "ngram_cells": lambda V, n: {(2, 1): 2, (28, 3): 28**3}.get((V, n), V**n if (V, n) != (6, 4) else 0),
    "shift": lambda text: ("", "") if text == "no" else (text[:-1], text[1:]),
    "number_of_parameters": lambda d, h, q, T: d * h + h * h + h * q + h + q + (T == 700),
    "clip": lambda grads, theta: RIGHT["clip"](grads, 2 * theta if theta == 2.5 else theta),
    "parity": (*RIGHT["parity"][:4], torch.tensor([[-1e30, 1e30]])),
}


@pytest.mark.parametrize("name", BY_HEART)
def test_an_answer_that_is_wrong_in_a_hidden_case_only_is_told_so(name):
    told = raised(cell_of(name)[1], {ANSWERS[name]: BY_HEART[name]})
    assert told.startswith(f"{name}: not right yet.")
    if name != "parity":
        assert said(name, BY_HEART[name]).state == "right"


def test_a_hidden_string_of_bits_counts():
    weights = [weight * 0.11 for weight in RIGHT["parity"][:3]] + list(RIGHT["parity"][3:])
    strings = ("1" * 9, "0" * 400)
    assert checks.parity.examine(weights, *strings).key == "forgets"
    assert checks.parity.examine(RIGHT["parity"], *strings).state == "right"


# The results of hidden cases, worked out without this package.
WORKED_OUT = [
    ("ngram_cells", 0, 1296),
    ("ngram_cells", 2, 12157665459056928801),
    ("number_of_parameters", 0, 57),
    ("number_of_parameters", 1, 21),
    ("number_of_parameters", 2, 57),
    ("step", 0, [[-0.7329, -0.5915]]),
    ("step", 1, [[0.7574, -0.9217], [0.0300, 0.6044], [0.0599, -0.7574]]),
    ("step_concat", 0, [[0.6584, -0.8005], [0.0300, 0.6044], [0.1586, -0.8455]]),
    ("step_concat", 1, [[-0.5441]]),
    ("unroll", 0, ([[[1.3448], [0.6752]], [[0.1143], [2.0154]], [[-1.2212], [0.4687]]],
                   [[-0.6957, 0.2845], [-0.1366, -0.7795]])),
    ("shift", 3, ("\nAb", "Ab\n")),
    ("step_losses", 0, [1.8423, 1.3863, 3.0958]),
    ("step_losses", 1, [180.0]),
    ("jacobian_product", 0, [[2.3220, -1.6860, -1.7460], [0.2165, 0.5132, 1.7325]]),
    ("clip", 0, [[[5 / 7, 0.0], [0.0, -15 / 7]], [7.5 / 7]]),
    ("clip", 1, [[[2.0, 0.0], [0.0, -6.0]], [3.0]]),
]  # fmt: skip


@pytest.mark.parametrize(("name", "place", "want"), WORKED_OUT)
def test_what_is_right_in_a_hidden_case_has_been_worked_out(name, place, want, monkeypatch):
    (known,) = [known for known in FUNCTIONS if known.name == name]
    case = known.with_cases(hidden_cases(name, monkeypatch)).cases[len(known.cases) + place]
    result = known.reference(*case)
    if isinstance(result, torch.Tensor):
        result, want = [result], [want]
    if isinstance(result, int) or isinstance(result[0], str):
        assert result == want
    else:
        for one, other in zip(result, want, strict=True):
            assert torch.allclose(one, torch.tensor(other), atol=1e-4)


# --- checks that a student has replaced -------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RIGHT)
def test_replaced_checks_say_what_they_like_and_earn_nothing(name, monkeypatch):
    for other in checks.__all__:
        monkeypatch.setattr(checks, other, lambda *anything: 1)
    mine = SimpleNamespace(**{other: lambda *answers: None for other in dir(checks)})
    visible, hidden = cell_of(name)
    names = {"checks": mine, ANSWERS[name]: ...}
    exec(visible, names)
    assert raised(hidden, names) == "Not answered yet."
    names[ANSWERS[name]] = RIGHT[name]
    assert raised(hidden, names) == ""

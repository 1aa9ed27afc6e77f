"""A task is one thing to call, to ask for help and to read; and it counts how far one has come."""

import inspect
import pydoc
import re

import pytest

from d2l_rnn import checks
from d2l_rnn.checks import progress, sentences
from d2l_rnn.checks.tasks.task import Task

from .answers import RIGHT, recorded_answer

TEXT = "The state is computed from the state before, and so on back to the first."


@pytest.mark.parametrize("name", checks.__all__)
def test_a_task_is_found_by_its_name_and_says_what_it_asks_for(name):
    task = getattr(checks, name)
    assert name in dir(checks) and isinstance(task, Task) and task.__name__ == name
    asks = task.__doc__.splitlines()[0]
    assert asks.endswith(".") and len(asks) < 120
    assert repr(task) == f"checks.{name}: {asks}"
    assert asks in pydoc.render_doc(task)
    assert inspect.getdoc(task).startswith(asks)  # what a notebook shows after a question mark


def done(capfd):
    """The lines that tell how far one has come."""
    return re.findall(r"^Done: (core \d of 8, further \d of 8)\.$", capfd.readouterr().out, re.MULTILINE)


def test_after_each_check_a_line_says_how_many_tasks_of_the_core_and_of_the_rest_are_done(capfd):
    answers = RIGHT | dict.fromkeys(sentences.ANSWERS, TEXT)
    further = [name for name in answers if name not in progress.CORE]
    for name in [*progress.CORE, *further]:
        question = [name] if name in sentences.ANSWERS else []
        getattr(checks, "reflect" if question else name)(*question, answers[name])
    core_first = [(k, 0) for k in range(1, 9)] + [(8, k) for k in range(1, 9)]
    assert done(capfd) == [f"core {core} of 8, further {more} of 8" for core, more in core_first]


def test_a_task_counts_once_and_only_while_its_last_answer_was_right(capfd):
    checks.step(RIGHT["step"])
    checks.step(RIGHT["step"])
    checks.shift(RIGHT["shift"])
    checks.step(recorded_answer("step", "tanh forgotten"))
    checks.shift(...)
    checks.step(RIGHT["step"])
    assert done(capfd) == [f"core {k} of 8, further 0 of 8" for k in (1, 1, 2, 1, 1)]


def test_a_text_counts_once_it_can_be_compared(capfd):
    checks.reflect("q2", "Too short.")
    checks.reflect("q2", TEXT)
    checks.reflect("q2", "Too short.")
    checks.reflect("q3", TEXT)
    assert done(capfd) == ["core 1 of 8, further 0 of 8", "core 0 of 8, further 1 of 8"]


def test_a_blank_says_the_same_whatever_has_been_done_before(capfd):
    """So a notebook in which nothing is answered shows the same in every order."""
    checks.step(...)
    checks.reflect("q2", "\n...\n")
    before = capfd.readouterr().out
    checks.shift(RIGHT["shift"])
    capfd.readouterr()
    checks.step(...)
    checks.reflect("q2", "\n...\n")
    assert capfd.readouterr().out == before == "Not answered yet.\n" * 2


def test_under_nbgrader_nothing_is_counted(monkeypatch, capfd):
    monkeypatch.setenv("NBGRADER_EXECUTION", "autograde")
    checks.step(RIGHT["step"])
    assert checks.reflect("q2", TEXT) is not None
    assert done(capfd) == []

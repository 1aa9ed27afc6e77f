"""One submission: it runs behind the wall, and the record says for each task what a student made of it."""

import copy
from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook

from classroom.exercises import CLASSROOM
from classroom.judge.limits import MOST_RUNS
from classroom.judge.one import grade_one
from classroom.judge.paths import without_paths
from classroom.submissions import solved
from d2l_rnn.checks.drawn import draw
from d2l_rnn.checks.tasks.counting import NGRAM_CELLS
from publish.run import FOLDER
from tests.drive.seats import QUICK, Bench

pytestmark = pytest.mark.slow  # each takes a seat

SEED = 7
SEEN = [*NGRAM_CELLS.cases, *(args for cases in NGRAM_CELLS.edges.values() for args in cases)]
NAME = "5_exercises.ipynb"


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    return Bench(tmp_path_factory.mktemp("bench"))


def cell(grade_id, source, **roles):
    """A cell that nbgrader knows."""
    roles = {"grade": False, "solution": False, "locked": False, "schema_version": 3, **roles}
    return new_code_cell(source, id=grade_id, metadata={"nbgrader": {"grade_id": grade_id, **roles}})


CHECK = {"grade": True, "locked": True, "points": 2}
BY_HAND = {"grade": True, "solution": True, "points": 3}
RELEASE = new_notebook(
    cells=[
        new_markdown_cell("# Tasks", id="title"),
        new_code_cell("import torch\nfrom d2l_rnn import checks", id="setup"),
        cell("answer-step", "def step(X, H, W_xh, W_hh, b_h):\n    ...", solution=True),
        cell("check-step", "checks.step(step)", **CHECK),
        cell("answer-ngram_cells", "def ngram_cells(V, n):\n    ...", solution=True),
        cell("check-ngram_cells", "checks.ngram_cells(ngram_cells)", **CHECK),
        cell("answer-twice", "def twice(x):\n    ...", solution=True),
        cell("check-twice", "assert twice(2) == 4, 'twice(2) is 4'", **CHECK),
        cell("answer-q3", "q3 = '...'", **BY_HAND),
    ]
)
ANSWERS = {
    "step": "def step(X, H, W_xh, W_hh, b_h):\n    return torch.tanh(X @ W_xh + H @ W_hh + b_h)",
    "ngram_cells": "def ngram_cells(V, n):\n    return V**n",
    "twice": "def twice(x):\n    return 2 * x",
    "q3": "q3 = 'It may vanish.'",
}


def handed_in(own=(), **answers):
    """The notebook with these answers, and the student's own cells after the first two."""
    notebook = copy.deepcopy(RELEASE)
    for one in notebook.cells:
        one.source = (ANSWERS | answers).get(one.id.removeprefix("answer-"), one.source)
    notebook.cells[2:2] = [new_code_cell(source, id=f"kept-{at}") for at, source in enumerate(own)]
    return notebook


def graded(bench, notebook, limits=QUICK):
    record = grade_one(notebook, RELEASE, bench.files, SEED, limits, bench.wall, bench.packages)
    return record, {task.name: task for task in record.tasks}


def test_right_answers_get_the_points_and_words_wait_for_a_person(bench):
    notebook = handed_in(["print('mine', torch.__file__)"])
    for one in notebook.cells:  # what is asked is what was released
        one.source = one.source.replace("checks.ngram_cells(ngram_cells)", "import os; os._exit(0)")
    record, tasks = graded(bench, notebook)
    assert [(one.state, one.got, one.points, one.decided) for one in record.tasks] == [
        ("right", 2, 2, "judge"),
        ("right", 2, 2, "judge"),
        ("right", 2, 2, "notebook"),
        ("by hand", None, 3, "judge"),
    ]
    assert tasks["step"].text == "Right: step agrees with (9.4.5) in 18 cases." and tasks["step"].key == "right"
    assert tasks["q3"].answer == ANSWERS["q3"] and record.look == [] and record.wall == bench.wall.name
    assert 0 < record.seconds < 60


def test_wrong_missing_and_blank_answers_are_told_apart(bench):
    release = {one.id.removeprefix("answer-"): one.source for one in RELEASE.cells}
    lookup = "def ngram_cells(V, n):\n    return V**n if (V, n) in SEEN else V * n\n\n"
    lookup += f"SEEN = {SEEN}\nprint('/srv/course/x.py', 1 / 2)\n"
    wrong = "def step(X, H, W_xh, W_hh, b_h):\n    return torch.tanh(X @ W_xh + H @ W_hh)\n\n1 / 0"
    notebook = handed_in(step=wrong, ngram_cells=lookup, twice=release["twice"], q3=release["q3"])
    record, tasks = graded(bench, notebook)
    assert (tasks["step"].state, tasks["step"].key, tasks["step"].got) == ("wrong", "no_bias", 0)
    assert tasks["step"].printed == "ZeroDivisionError: division by zero\n    1 / 0\n"
    assert tasks["ngram_cells"].printed == "x.py 0.5\n" and tasks["ngram_cells"].drawn
    assert (tasks["ngram_cells"].state, tasks["ngram_cells"].got) == ("wrong", 0)
    assert (tasks["twice"].state, tasks["twice"].got) == ("wrong", 0) and "twice(2) is 4" in tasks["twice"].text
    assert (tasks["q3"].state, tasks["q3"].got) == ("not answered", 0) and record.look == []
    _, tasks = graded(bench, handed_in(step="def stepp(x):\n    return x", ngram_cells=release["ngram_cells"]))
    assert tasks["step"].text == "There is nothing called step when its check is reached."
    assert (tasks["ngram_cells"].state, tasks["ngram_cells"].got) == ("not answered", 0)
    _, tasks = graded(bench, handed_in(step="def step(x)\n    return x"))
    assert tasks["step"].text.splitlines()[1] == "Its cell failed: SyntaxError: expected ':' (line 1)"


def test_a_cell_that_ends_the_notebook_costs_itself_and_is_reported(bench):
    notebook = handed_in(["import os\nos._exit(0)"], ngram_cells="while True:\n    pass")
    record, tasks = graded(bench, notebook, replace(QUICK, cell=0.5))
    assert [one.got for one in record.tasks] == [2, 0, 2, None]
    assert tasks["ngram_cells"].printed == "This cell ran for 0.5 seconds and was interrupted.\n"
    assert record.look == [
        "Cell 3 ended its process, so the notebook was run again without it.",
        "Cell 6 (answer-ngram_cells) ran for too long and was interrupted.",
    ]


def test_a_notebook_is_run_so_often_and_so_long_and_what_came_before_counts(bench):
    fatal = ["import os\nos._exit(0)"] * MOST_RUNS
    notebook = handed_in()
    notebook.cells[4:4] = [new_code_cell(source, id=f"kept-{at}") for at, source in enumerate(fatal)]
    record, tasks = graded(bench, notebook)
    assert [one.state for one in record.tasks] == ["right", "not run", "not run", "by hand"]
    assert len(record.look) == MOST_RUNS and record.look[-1].endswith(
        "down once too often, and nothing after it was run."
    )
    notebook = handed_in(ngram_cells="import time\ntime.sleep(60)")
    record, tasks = graded(bench, notebook, replace(QUICK, cell=10, seconds=1.5))
    assert [one.state for one in record.tasks] == ["right", "wrong", "not run", "by hand"]
    assert record.look[-1] == "The notebook ran for 1.5 seconds; from Cell 7 (answer-twice) on nothing was run."


def test_an_answer_that_saw_drawn_cases_cannot_let_another_tell_them(bench):
    notes = "open('notes', 'a').write(f'{float(X.sum())!r} ')"
    sees = ANSWERS["step"].replace("\n", f"\n    {notes}\n")
    tells = "def ngram_cells(V, n):\n    raise ValueError(open('notes').read()[-140:])"
    _, tasks = graded(bench, handed_in(step=sees, ngram_cells=tells))
    drawn = [f"{float(case[0].sum())!r} " for case in draw("step", SEED).cases]
    assert tasks["step"].state == "right" and "ValueError" in tasks["ngram_cells"].text
    assert not any(number in tasks["ngram_cells"].text for number in drawn[-2:])


def test_a_notebook_that_makes_keeping_its_answers_slow_has_so_many_seconds_for_that(bench):
    slow = "import os, time\nfork = os.fork\nos.fork = lambda: time.sleep(1) or fork()"
    record, tasks = graded(bench, handed_in([slow]), replace(QUICK, keeping=0.5))
    assert [one.state for one in record.tasks] == ["right", "not run", "not run", "by hand"]
    assert record.look == ["Keeping the answers took 0.5 seconds; from Cell 7 (check-ngram_cells) on nothing was run."]


@pytest.mark.slow
def test_a_seat_that_is_ended_from_inside_is_taken_anew(bench):
    record, _ = graded(bench, handed_in(["import os\nos.kill(os.getppid(), 9)"]))
    assert [one.got for one in record.tasks] == [2, 2, 2, None]
    assert record.look == [
        "Cell 3 ended its process, so the notebook was run again without it. Its processes have ended."
    ]


@pytest.mark.slow
def test_the_solved_exercises_have_all_points_and_the_blank_ones_none(bench):
    release = nbformat.read(FOLDER / NAME, as_version=4)
    source = nbformat.read(CLASSROOM / "source" / "rnn" / NAME, as_version=4)
    for notebook, share in ((solved(copy.deepcopy(release), source), 1), (release, 0)):
        record = grade_one(
            notebook, release, bench.files, SEED, replace(QUICK, cell=10, seconds=90), bench.wall, bench.packages
        )
        by_hand = [one for one in record.tasks if one.name in ("q2", "q3", "q4")]
        assert [one.got for one in record.tasks if one not in by_hand] == [
            share * one.points for one in record.tasks if one not in by_hand
        ]
        assert {one.got for one in by_hand} == {None if share else 0} and record.look == []


@pytest.mark.parametrize(
    "text, said",
    [
        ("/srv/ada/lib/torch/nn.py:12: UserWarning: no", "nn.py:12: UserWarning: no"),
        ("File '~/a b/x.py'", "File '~/a b/x.py'"),
        ("C:\\course\\ada\\x.py", "x.py"),
        ("1/2/3 and 4 / 5, d/dt, http://a.org/b/c", "1/2/3 and 4 / 5, d/dt, http://a.org/b/c"),
        ("/var/seat-1/work/", "work"),
        ("\x1b[31mred\x1b[0m \ud800\0 tab\t\n", "red \\ud800 tab\t\n"),
    ],
)
def test_of_a_path_the_last_name_is_told_and_of_a_text_what_is_text(text, said):
    assert without_paths(text) == said


def test_the_first_cell_with_a_line_that_only_another_place_can_run_costs_nothing(bench):
    notebook = handed_in()
    notebook.cells[1].source = f"from google.colab import drive\n{notebook.cells[1].source}"
    record, tasks = graded(bench, notebook)
    assert [tasks[name].got for name in ("step", "ngram_cells", "twice")] == [2, 2, 2]
    assert record.said == ["Cell 2 failed as it was handed in, so it was run as it was handed out, too."]

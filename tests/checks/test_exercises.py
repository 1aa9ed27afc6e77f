"""The exercises: one source with the solutions, and the students' notebook that is made of it."""

import ast
import re

import nbformat
import pytest
import torch

from classroom.exercises import ASSIGNMENT, CLASSROOM, NAME, course, released
from d2l_rnn import figures, rnn
from d2l_rnn.checks import progress, sentences
from publish.run import FOLDER, KEPT

from .wrong_answers import RIGHT_WEIGHTS

SOURCE = CLASSROOM / "source" / ASSIGNMENT / NAME
MARK = re.compile(r"^\*(10-minute path · core|Core|Further) · ([1-9]\d?) min\*$", re.MULTILINE)
DIFFICULTY = re.compile(r"^(● easy|●● medium|●●● hard)( · .+)?$", re.MULTILINE)
WRITTEN = ("q2", "q3", "q4")  # the tasks that a person grades


def read(path):
    return nbformat.read(path, as_version=4)


def by_id(notebook):
    return {cell.id: cell for cell in notebook.cells}


def tasks(notebook):
    """The names of the tasks, in their order."""
    return [cell.id.removeprefix("task-") for cell in notebook.cells if cell.id.startswith("task-")]


def graded(notebook):
    """{cell id: points} of the cells that give points."""
    with_metadata = [cell for cell in notebook.cells if cell.metadata.get("nbgrader", {}).get("grade")]
    return {cell.id: cell.metadata.nbgrader.points for cell in with_metadata}


# --- the pages --------------------------------------------------------------------------------------------------------


def test_every_task_has_a_difficulty_minutes_an_answer_cell_a_check_a_hint_and_something_to_explore():
    notebook = read(FOLDER / NAME)
    cells, names = by_id(notebook), tasks(notebook)
    assert len(names) >= 16 and set(WRITTEN) < set(names)
    for task in names:
        check = "compare" if task in WRITTEN else "check"
        parts = [f"{part}-{task}" for part in ("task", "answer", check, "hint", "explore")]
        parts.insert(4, f"explore-{task}-say")
        place = [cell.id for cell in notebook.cells].index(parts[0])
        assert [cell.id for cell in notebook.cells[place : place + len(parts)]] == parts
        said, _, check, hint, question, figure = (cells[part] for part in parts)
        heading, blank, mark, no_line, level = said.source.splitlines()[:5]
        assert heading.startswith(f"## Task {names.index(task) + 1}. ") and blank == no_line == ""
        assert MARK.fullmatch(mark) and DIFFICULTY.fullmatch(level), said.source
        call = f'reflect("{task}", {task})' if task in WRITTEN else f"{task}("
        assert check.source.startswith(f"checks.{call}") and "\n" not in check.source
        assert re.fullmatch(r"(?s)<details><summary>Hint</summary>\n\n.{60,}\n\n</details>", hint.source), task
        assert question.source.startswith("**Look closer.** ") and "?" in question.source
        assert question.source.endswith(":"), f"a cell or figure comes after a colon: {question.source}"
        assert figure.outputs and len(figure.source.splitlines()) <= 6


def test_every_task_has_a_figure_but_the_one_whose_figure_would_be_its_answer():
    """Growth writes |V|ⁿ over its curve. In "Odd or even?" the figure comes with the reader's own weights."""
    notebook = read(FOLDER / NAME)
    cells = by_id(notebook)
    for task in set(tasks(notebook)) - {"ngram_cells"}:
        shown = cells[f"explore-{task}"]
        assert re.search(r"\bfigures\.[a-zA-Z_]+\(", shown.source), task
        assert task == "parity" or "image/png" in shown.outputs[0].data, task


def explored(weights):
    """What the cell below "Odd or even?" shows of these weights."""
    names = {"torch": torch, "rnn": rnn, "figures": figures, "weights": weights}
    exec(by_id(read(SOURCE))["explore-parity"].source, names)
    return repr(names["mine"])


def test_the_reader_sees_their_own_network_as_soon_as_the_five_fit_also_in_whole_numbers():
    weights = [torch.tensor(ast.literal_eval(text)) for text in RIGHT_WEIGHTS.values()]
    assert explored(tuple(weights)).startswith("HiddenStates of")
    assert explored([weight.long() for weight in weights]).startswith("HiddenStates of")
    for other in ((...,) * 5, weights[:4], (torch.zeros(2), *weights[1:])):
        assert "Nothing to see yet" in explored(other)


def test_the_core_is_the_tasks_that_the_checks_count_so_and_the_minutes_add_up_to_what_the_opening_says():
    notebook = read(FOLDER / NAME)
    marks = {cell.id: MARK.search(cell.source) for cell in notebook.cells if cell.cell_type == "markdown"}
    minutes = {name: int(mark[2]) for name, mark in marks.items() if mark}
    further = {name for name in minutes if marks[name][1] == "Further"}
    assert [*minutes] == [*(f"task-{task}" for task in tasks(notebook)[:8]), "in-short", *list(minutes)[9:]]
    assert further == set(list(minutes)[9:]) and len(further) == 8
    core, rest = (sum(minutes[name] for name in minutes if (name in further) is after) for after in (False, True))
    said = by_id(notebook)["how"].source
    assert f"Core: {core} minutes, through *In short*. The rest is further, {rest} minutes." in said
    assert core <= 60 and 150 <= core + rest <= 180
    assert sum(minutes[name] for name in minutes if marks[name][1].startswith("10")) <= 10


def test_the_checks_count_the_tasks_that_there_are_and_the_first_eight_as_the_core():
    found = tasks(read(FOLDER / NAME))
    assert set(found) == {*sentences.TASKS, *sentences.ANSWERS} and len(found) == 16
    assert tuple(found[:8]) == progress.CORE


def test_unsolved_every_check_says_that_nothing_is_answered_yet():
    notebook = read(FOLDER / NAME)
    checks = [cell for cell in notebook.cells if cell.id.startswith(("check-", "compare-"))]
    assert len(checks) == len(tasks(notebook))
    for cell in checks:
        assert [output.get("text") for output in cell.outputs] == ["Not answered yet.\n"], cell.id


def test_the_four_questions_of_the_book_are_all_there():
    text = "\n".join(cell.source for cell in read(FOLDER / NAME).cells)
    assert {int(number) for number in re.findall(r"question (\d) of the book", text)} == {1, 2, 3, 4}


def test_the_sentences_to_judge_are_those_that_the_check_knows():
    said = by_id(read(FOLDER / NAME))["task-true_or_false"].source
    known = {letter: one["statement"] for letter, one in sentences.STATEMENTS.items()}
    assert dict(re.findall(r"(?m)^- \*\*(\w)\*\*: (.+)$", said)) == known


# --- what nbgrader makes of the source --------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    """The students' notebook as nbgrader makes it now, without outputs."""
    return released(course(tmp_path_factory.mktemp("course")))


def without_outputs(notebook):
    """What `make exercises` decides: each cell's id, kind, text and stored metadata."""
    return [
        (cell.id, cell.cell_type, cell.source, {key: value for key, value in cell.metadata.items() if key in KEPT})
        for cell in notebook.cells
    ]


@pytest.mark.slow
def test_the_students_notebook_is_what_the_source_gives_now(blank):
    assert without_outputs(read(FOLDER / NAME)) == without_outputs(blank), "stale: run make exercises"


def solution_lines(source):
    """The lines of the teacher's cell that no student may see, without the marks."""
    regions = re.findall(r"(?s)### BEGIN SOLUTION\n(.*?)\s*### END SOLUTION", source)
    lines = [line.strip() for region in regions for line in region.splitlines()]
    lines += [line.strip().removesuffix("  ### SOLUTION") for line in source.splitlines() if line.endswith("SOLUTION")]
    return [line for line in lines if len(line) > 3 and "### " not in line]


@pytest.mark.slow
def test_no_solution_is_left_in_the_students_notebook(blank):
    teachers, text = read(SOURCE), "\n".join(cell.source for cell in blank.cells)
    secret = {cell.id: solution_lines(cell.source) for cell in teachers.cells if cell.cell_type == "code"}
    assert {f"answer-{task}" for task in tasks(teachers)} <= {name for name, lines in secret.items() if lines}
    shown = {line.strip() for line in text.splitlines()}
    assert [line for lines in secret.values() for line in lines if line in shown] == []
    assert not re.search("SOLUTION|HIDDEN|assert |NotImplemented|YOUR (CODE|ANSWER)", text)


@pytest.mark.slow
def test_every_answer_cell_reads_as_three_dots_in_the_place_of_the_answer(blank):
    for task in tasks(blank):
        tree = ast.parse(by_id(blank)[f"answer-{task}"].source)
        dots = sum(isinstance(node, ast.Constant) and node.value in (..., "\n...\n") for node in ast.walk(tree))
        assert dots >= 1, task
        last = by_id(blank)[f"answer-{task}"].source.splitlines()[-1]
        assert last == last.rstrip() and last != "...", f"three dots of their own after the answer of {task}"


@pytest.mark.slow
def test_a_check_cell_can_be_neither_edited_nor_deleted_and_an_answer_cell_not_deleted(blank):
    for cell in blank.cells:
        locked = cell.id.startswith(("check-", "compare-"))
        assert cell.metadata.get("editable", True) is not locked, cell.id
        assert cell.metadata.get("deletable", True) is not (locked or cell.id.startswith("answer-")), cell.id


@pytest.mark.slow
def test_every_task_gives_points_and_the_hard_ones_give_most(blank):
    points = graded(blank)
    assert set(points) == {f"{'answer' if task in WRITTEN else 'check'}-{task}" for task in tasks(blank)}
    assert min(points.values()) >= 1 and sum(points.values()) == 40
    assert max(points, key=points.get) == "check-parity"

"""The exercises: one source with the solutions, the students' notebook that is made of it, and a round of nbgrader."""

import ast
import copy
import re

import nbformat
import pytest
import torch

from classroom.exercises import ASSIGNMENT, CLASSROOM, NAME, course, nbgrader, released
from d2l_rnn import figures, rnn
from d2l_rnn.checks import sentences
from publish.run import FOLDER, KEPT

from .wrong_answers import RIGHT_WEIGHTS, WRONG

SOURCE = CLASSROOM / "source" / ASSIGNMENT / NAME
DIFFICULTY = re.compile(r"^(● easy|●● medium|●●● hard) · ([1-9]\d?) minutes( · .+)?$", re.MULTILINE)
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
        assert said.source.startswith(f"## Task {names.index(task) + 1}. ")
        assert DIFFICULTY.search(said.source), said.source
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
        shown = cells.get(f"figure-{task}", cells[f"explore-{task}"])
        assert re.search(r"\b(figures|plots)\.[a-zA-Z_]+\(", shown.source), task
        assert task == "parity" or "image/png" in shown.outputs[0].data, task
    for place, cell in enumerate(notebook.cells):
        if cell.id.startswith("figure-") and cell.cell_type == "code":
            said = notebook.cells[place - 1]
            assert said.id == f"{cell.id}-say" and said.source.endswith(":") and "?" in said.source
            assert notebook.cells[place - 2].id == cell.id.replace("figure", "explore")


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


def test_the_minutes_of_the_tasks_add_up_to_what_the_title_says():
    notebook = read(FOLDER / NAME)
    found = [DIFFICULTY.search(by_id(notebook)[f"task-{task}"].source).group(2) for task in tasks(notebook)]
    assert "about two hours" in notebook.cells[0].source
    assert 105 <= sum(map(int, found)) <= 135


def test_the_checks_count_the_tasks_that_there_are():
    assert set(tasks(read(FOLDER / NAME))) == {*sentences.TASKS, *sentences.ANSWERS}


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
def class_folder(tmp_path_factory):
    return course(tmp_path_factory.mktemp("course"))


@pytest.fixture(scope="module")
def blank(class_folder):
    """The students' notebook as nbgrader makes it now, without outputs."""
    return released(class_folder)


def without_outputs(notebook):
    """What `make exercises` decides: each cell's id, kind, text and stored metadata."""
    return [
        (cell.id, cell.cell_type, cell.source, {key: value for key, value in cell.metadata.items() if key in KEPT})
        for cell in notebook.cells
    ]


def test_the_students_notebook_is_what_the_source_gives_now(blank):
    assert without_outputs(read(FOLDER / NAME)) == without_outputs(blank), "stale: run make exercises"


def solution_lines(source):
    """The lines of the teacher's cell that no student may see, without the marks."""
    regions = re.findall(r"(?s)### BEGIN SOLUTION\n(.*?)\s*### END SOLUTION", source)
    regions += re.findall(r"(?s)### BEGIN HIDDEN TESTS\n(.*?)\s*### END HIDDEN TESTS", source)
    lines = [line.strip() for region in regions for line in region.splitlines()]
    lines += [line.strip().removesuffix("  ### SOLUTION") for line in source.splitlines() if line.endswith("SOLUTION")]
    return [line for line in lines if len(line) > 3 and "### " not in line]


def test_no_solution_and_no_hidden_test_is_left_in_the_students_notebook(blank):
    teachers, text = read(SOURCE), "\n".join(cell.source for cell in blank.cells)
    secret = {cell.id: solution_lines(cell.source) for cell in teachers.cells if cell.cell_type == "code"}
    assert {f"answer-{task}" for task in tasks(teachers)} <= {name for name, lines in secret.items() if lines}
    assert {f"check-{task}" for task in tasks(teachers) if task not in WRITTEN} <= {
        name for name, lines in secret.items() if lines
    }
    shown = {line.strip() for line in text.splitlines()}
    assert [line for lines in secret.values() for line in lines if line in shown] == []
    assert not re.search("SOLUTION|HIDDEN|assert |NotImplemented|YOUR (CODE|ANSWER)", text)


def test_every_answer_cell_reads_as_three_dots_in_the_place_of_the_answer(blank):
    for task in tasks(blank):
        tree = ast.parse(by_id(blank)[f"answer-{task}"].source)
        dots = sum(isinstance(node, ast.Constant) and node.value in (..., "\n...\n") for node in ast.walk(tree))
        assert dots >= 1, task
        last = by_id(blank)[f"answer-{task}"].source.splitlines()[-1]
        assert last == last.rstrip() and last != "...", f"three dots of their own after the answer of {task}"


def test_a_check_cell_can_be_neither_edited_nor_deleted_and_an_answer_cell_not_deleted(blank):
    for cell in blank.cells:
        locked = cell.id.startswith(("check-", "compare-"))
        assert cell.metadata.get("editable", True) is not locked, cell.id
        assert cell.metadata.get("deletable", True) is not (locked or cell.id.startswith("answer-")), cell.id


def test_every_task_gives_points_and_the_hard_ones_give_most(blank):
    points = graded(blank)
    assert set(points) == {f"{'answer' if task in WRITTEN else 'check'}-{task}" for task in tasks(blank)}
    assert min(points.values()) >= 1 and sum(points.values()) == 40
    assert max(points, key=points.get) == "check-parity"


# --- a round of nbgrader ----------------------------------------------------------------------------------------------

# What a student may write into a cell of their own to make every visible check agree.
EVERY_CHECK_AGREES = """
from types import SimpleNamespace
checks = SimpleNamespace(**{name: lambda *answers: print("Right.") for name in dir(checks)})
"""

USED_BY_WRONG_ANSWERS = "from torch.nn import functional as F"


def handed_in(blank, answers=None, own_code=None):
    """The blank with these answers by cell id, and a student's own cell after the setup."""
    notebook = copy.deepcopy(blank)
    for name, source in (answers or {}).items():
        by_id(notebook)[name].source = source
    if own_code:
        notebook.cells.insert(2, nbformat.v4.new_code_cell(own_code))
    return notebook


def without_figures(notebook):
    """The notebook with its answers and checks alone, which runs in a third of the time."""
    notebook = copy.deepcopy(notebook)
    notebook.cells = [cell for cell in notebook.cells if not cell.id.startswith(("explore-", "figure-"))]
    return notebook


def solutions():
    """{cell id: source} of the teacher's answer cells."""
    return {cell.id: cell.source for cell in read(SOURCE).cells if cell.id.startswith("answer-")}


def wrong_answers(place):
    """{cell id: source}: of every task the recorded wrong answer at this place."""
    recorded = {}
    for one in WRONG:
        recorded.setdefault(f"answer-{one.task}", []).append(one.source)
    return {name: sources[place] for name, sources in recorded.items()}


def submit(class_folder, student, notebook):
    folder = class_folder / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True)
    nbformat.write(notebook, folder / NAME)


def grades(class_folder, student):
    """{cell id: (automatic score or None, needs a person)} of one student."""
    from nbgrader.api import Gradebook

    with Gradebook(f"sqlite:///{class_folder / 'gradebook.db'}", "d2l-rnn") as gradebook:
        found = gradebook.find_submission_notebook(NAME.removesuffix(".ipynb"), ASSIGNMENT, student).grades
        return {grade.name: (grade.auto_score, grade.needs_manual_grade) for grade in found}


def test_a_round_of_nbgrader_gives_full_marks_to_the_solutions_and_none_to_blanks_wrong_answers_or_tampered_checks(
    class_folder, blank
):
    without_points = ["blank", "tampered", "wrong", "wrong-too"]
    submit(class_folder, "solved", handed_in(blank, solutions()))
    short = without_figures(blank)
    # The others without figures; this one with its outputs, as it would be handed in.
    submit(class_folder, "blank", without_figures(read(FOLDER / NAME)))
    submit(class_folder, "tampered", handed_in(short, own_code=EVERY_CHECK_AGREES))
    submit(class_folder, "wrong", handed_in(short, wrong_answers(0), own_code=USED_BY_WRONG_ANSWERS))
    submit(class_folder, "wrong-too", handed_in(short, wrong_answers(-1), own_code=USED_BY_WRONG_ANSWERS))
    for command in ("autograde", "generate_feedback"):
        done = nbgrader(class_folder, command, ASSIGNMENT)
        assert done.returncode == 0, done.stdout + done.stderr

    points = graded(blank)
    by_hand = {f"answer-{task}" for task in WRITTEN}
    solved = grades(class_folder, "solved")
    assert set(solved) == set(points)
    assert {name: score for name, (score, _) in solved.items() if name not in by_hand} == {
        name: most for name, most in points.items() if name not in by_hand
    }
    assert {name for name, (_, person) in solved.items() if person} == by_hand
    assert set(wrong_answers(0)) == {f"answer-{task}" for task in tasks(blank) if task not in WRITTEN}
    for student in without_points:
        assert grades(class_folder, student) == dict.fromkeys(points, (0.0, False)), student

    for student in ["solved", *without_points]:
        feedback = class_folder / "feedback" / student / ASSIGNMENT / NAME.replace(".ipynb", ".html")
        assert "Task 16" in feedback.read_text(encoding="utf-8")
    ran = read(class_folder / "autograded" / "solved" / ASSIGNMENT / NAME)
    assert [cell.id for cell in ran.cells for output in cell.get("outputs", []) if output.output_type == "error"] == []
    (network,) = by_id(ran)["explore-parity"].outputs
    assert network.data["text/plain"].startswith("HiddenStates of '0110100': 2 hidden units.")


def test_nbgrader_validate_passes_on_the_solutions_and_fails_in_every_graded_cell_of_the_blank(class_folder, blank):
    teachers, students = class_folder / "teachers.ipynb", class_folder / "students.ipynb"
    nbformat.write(without_figures(read(SOURCE)), teachers)
    nbformat.write(without_figures(blank), students)
    said = nbgrader(class_folder, "validate", teachers).stdout
    assert "Success! Your notebook passes all the tests." in said, said
    said = nbgrader(class_folder, "validate", students).stdout
    assert f"VALIDATION FAILED ON {len(graded(blank))} CELL(S)" in said, said
    assert said.count("Not answered yet.") >= len(graded(blank)) - len(WRITTEN)

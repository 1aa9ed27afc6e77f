"""The parts of a round that need no kernel: what is copied for a submission, what is said of it, what of it counts."""

import json

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_output

from classroom import execute
from classroom.alone import Limits, copy_files, last_words
from classroom.grade import at_least_one
from classroom.grade import main as grade_main
from classroom.preflight import read


def test_a_submission_s_files_are_copied_without_notebooks_links_and_what_is_hidden_or_too_large(tmp_path):
    source, target = tmp_path / "source", tmp_path / "target"
    for name in ("data.csv", "deep/er/helper.py", "5_exercises.ipynb", ".secret", ".git/config"):
        (source / name).parent.mkdir(parents=True, exist_ok=True)
        (source / name).write_text(name)
    (source / "link.csv").symlink_to(source / "data.csv")
    with open(source / "large.bin", "wb") as file:
        file.truncate(10**8)  # takes no room
    copy_files(source, target)
    copied = {path.relative_to(target).as_posix() for path in target.rglob("*") if path.is_file()}
    assert copied == {"data.csv", "deep/er/helper.py"}
    assert (target / "deep" / "er" / "helper.py").read_text() == "deep/er/helper.py"


@pytest.mark.parametrize(
    "written, said",
    [
        ("", "no reason was given."),
        ("one\n\n  two  \n", "two"),
        ("why\n[AutogradeApp | ERROR] There was an error\nNbGraderException: see above\n", "why"),
        ("[AutogradeApp | ERROR] alone\n", "[AutogradeApp | ERROR] alone"),
        ("x" * 500, "x" * 300),
    ],
)
def test_the_last_line_of_a_log_that_says_something_is_the_reason(written, said, tmp_path):
    (tmp_path / "log.txt").write_text(written)
    assert last_words(tmp_path / "log.txt") == said


def test_a_process_has_two_minutes_more_than_its_cells():
    assert Limits().wall_clock == 300 and Limits(seconds=10).wall_clock == 130


def test_of_a_check_only_its_errors_count():
    outputs = [
        new_output("stream", name="stderr", text="careful"),
        new_output("execute_result", {"text/plain": "1"}, execution_count=3),
        new_output("error", ename="AssertionError", evalue="no", traceback=[]),
    ]
    cell = new_code_cell("check()", outputs=outputs)
    execute._only_errors_count(cell)
    assert [output.output_type for output in cell.outputs] == ["stream", "display_data", "error"]
    assert cell.outputs[0].name == "stdout" and cell.outputs[1].data == {"text/plain": "1"}
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))


def test_a_flood_of_output_is_cut_once_and_an_error_after_it_is_kept():
    bounded = execute.BoundedExecute(max_output=1000)
    cell = new_code_cell("flood()")
    bounded._printed, bounded.clear_before_next_output = 0, False  # as when the cell begins

    def say(kind, **content):
        bounded.process_message(
            {"msg_type": kind, "header": {"msg_type": kind}, "parent_header": {}, "content": content}, cell, 0
        )

    for _ in range(9):
        say("stream", name="stdout", text="x" * 100)
    say("error", ename="E", evalue="y" * 3000, traceback=["z" * 3000] * 200)
    *printed, error = cell.outputs
    said = "".join(output.text for output in printed)
    assert said == "x" * 300 + "\n... The rest of the output was dropped.\n"
    assert len(error.evalue) == 2000 and {len(line) for line in error.traceback} == {2000}
    assert len(error.traceback) == 100


def test_a_notebook_in_the_format_of_2013_is_read(tmp_path):
    code = {"cell_type": "code", "language": "python", "input": "x = 1", "outputs": [], "metadata": {}}
    sheet = {"cells": [code, {"cell_type": "markdown", "source": "so", "metadata": {}}], "metadata": {}}
    old = {"nbformat": 3, "nbformat_minor": 0, "metadata": {}, "worksheets": [sheet]}
    (tmp_path / "old.ipynb").write_text(json.dumps(old))
    cells, kernel = read(tmp_path / "old.ipynb")
    assert [(cell.kind, cell.source) for cell in cells] == [("code", "x = 1"), ("markdown", "so")] and kernel is None


def test_the_command_takes_whole_numbers_of_jobs_and_says_what_is_not_ready(tmp_path):
    assert at_least_one("12") == 12
    with pytest.raises(SystemExit, match="nbgrader generate_assignment rnn"):
        grade_main([str(tmp_path)])

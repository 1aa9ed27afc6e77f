"""Three ways through a notebook, ten minutes, the core, all of it: what is marked, in which order, and how long."""

import ast
import re

import pytest

from .outline import CORE, EXERCISES, FURTHER, IN_SHORT, OUTLINES, READ, SHORTEST, YOUR_OWN_CODE, anchor, stated
from .reading import calls_a_figure

TOLERANCE = 0.1  # of the minutes that a notebook says
LONGEST_CORE = {"the notebooks 0 to 4": 120, "the exercises": 60}
PROMPT = "**Before you read on"
MOST_PROMPTS = 3

each_notebook = pytest.mark.parametrize("name", OUTLINES)
each_notebook_to_read = pytest.mark.parametrize("name", READ)


# --- marks and minutes ------------------------------------------------------------------------------------------------


@each_notebook
def test_the_first_line_under_every_heading_says_its_path_and_its_minutes(name):
    assert [part.heading for part in OUTLINES[name][1:] if part.mark == (None, None)] == []
    headings = [
        line
        for part in OUTLINES[name]
        for cell in part.cells
        if cell.cell_type == "markdown"
        for line in cell.source.splitlines()
        if line.startswith("## ")
    ]
    assert headings == [f"## {part.heading}" for part in OUTLINES[name][1:]]  # none inside a cell


@each_notebook_to_read
def test_a_mark_is_the_clock_of_its_section_in_whole_minutes(name):
    """To try something out takes as long as one likes; there the minutes are an estimate, as for the exercises."""
    for part in READ[name][1:]:
        if part.heading != "Further: try it":
            assert abs(part.minutes - max(1, part.clock)) < 1, (part.heading, part.minutes, part.clock)


@each_notebook
def test_the_minutes_of_the_core_are_those_that_the_opening_promises(name):
    core = stated(OUTLINES[name])[1]
    total = sum(part.minutes for part in OUTLINES[name] if part.is_core)
    assert abs(total - core) <= TOLERANCE * core + 0.5  # it says whole minutes


@each_notebook
def test_the_10_minute_path_takes_ten_minutes_and_the_opening_links_to_its_sections(name):
    shortest = [part for part in OUTLINES[name] if part.is_shortest]
    assert sum(part.clock for part in shortest) <= 10
    assert sum(part.minutes for part in shortest) <= 10 * (1 + TOLERANCE)  # marks are whole minutes, at least one
    linked, _ = stated(OUTLINES[name])
    sections = [anchor(part.heading) for part in shortest if part.heading]
    assert [one for one in linked if one != anchor(IN_SHORT)] == [one for one in sections if one != anchor(IN_SHORT)]
    assert len(sections) >= 2


def test_the_core_takes_two_hours_and_that_of_the_exercises_one():
    exercises = stated(OUTLINES[EXERCISES])[1]
    notebooks = [parts for name, parts in READ.items() if name != YOUR_OWN_CODE]
    assert len(notebooks) == 5
    assert sum(stated(parts)[1] for parts in notebooks) <= LONGEST_CORE["the notebooks 0 to 4"]
    clock = sum(part.clock for parts in notebooks for part in parts if part.is_core)
    assert clock <= LONGEST_CORE["the notebooks 0 to 4"]
    assert exercises <= LONGEST_CORE["the exercises"]


# --- order ------------------------------------------------------------------------------------------------------------


@each_notebook
def test_who_stops_at_in_short_has_read_the_core_and_nothing_further(name):
    headings = [part.heading for part in OUTLINES[name]]
    assert headings.count(IN_SHORT) == 1
    place = headings.index(IN_SHORT)
    before, after = OUTLINES[name][1 : place + 1], OUTLINES[name][place + 1 :]
    assert [part.heading for part in after if part.mark[0] != FURTHER] == []
    assert [part.heading for part in before if part.heading.startswith("Further")] == []
    if name == YOUR_OWN_CODE:  # all of it is further reading, so In short closes it
        assert after == []
    else:
        assert {part.mark[0] for part in before} <= {SHORTEST, CORE}
    if name != EXERCISES:  # there they are tasks
        assert [part.heading for part in after if not part.heading.startswith("Further: ")] == []


@each_notebook
def test_a_notebook_opens_with_its_question_and_a_figure(name):
    opening, *_ = OUTLINES[name][0].cells
    assert re.match(r"# .+\n\n\*\*[^*]+[.?]\*\* ", opening.source)
    first = [cell for part in OUTLINES[name] for cell in part.cells][:4]
    code = [re.sub(r"(?m)^(\s*)[%!].*", r"\1pass", cell.source) for cell in first if cell.cell_type == "code"]
    assert any(calls_a_figure(node) for source in code for node in ast.walk(ast.parse(source)))


# --- prompts and answers ----------------------------------------------------------------------------------------------


@each_notebook
def test_a_core_asks_for_at_most_three_predictions_and_the_next_cell_settles_each(name):
    core = [part for part in OUTLINES[name] if part.is_core]
    assert sum(part.prose.count(PROMPT) for part in core) <= MOST_PROMPTS
    for part in OUTLINES[name]:
        for cell, following in zip(part.cells, [*part.cells[1:], None], strict=True):
            if cell.cell_type == "markdown" and PROMPT in cell.source:
                assert PROMPT in cell.source.strip().split("\n\n")[-1], cell.source  # nothing below gives it away
                assert following is not None and following.cell_type == "code", cell.source


def test_whoever_tries_it_finds_a_folded_answer_to_each_question():
    asked = 0
    for parts in OUTLINES.values():
        for part in parts:
            if part.heading != "Further: try it":
                continue
            answers = re.findall(r"(?s)<details><summary>Answer</summary>\n\n(.+?)\n\n</details>", part.prose)
            outside = re.sub(r"(?s)<details>.*?</details>", "", part.prose)
            numbers = re.findall(r"(?m)^(\d)\. ", outside)
            asked += len(numbers) or 1
            folded = re.findall(r"(?m)^(\d)\. ", "\n".join(answers))
            assert len(answers) == (len(numbers) or 1) or folded == numbers
    assert asked >= 6

"""Preflight: what students do to a notebook, and how it is put right before it is graded."""

import json
from copy import deepcopy
from time import process_time

import nbformat
import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.nbgraderformat import MetadataValidator

from classroom.intake import UnreadableError
from classroom.intake.preflight import preflight, repair
from classroom.intake.reading import MEGABYTES, as_cell
from classroom.submissions import NAME

# The text of a cell, and how many there are of it.
LONG = {"many short lines": ("ab\n" * 2 * 10**6, 1), "many definitions": ("x = 1\n" * 10**6, 1)}
LONG["many cells"] = "x = 1\n" * 20, 9000

# --- a small notebook that was handed out, and what students do to it -------------------------------------------------


def nbgrader(name, grade=False, solution=False, locked=False, points=None):
    points = {} if points is None else {"points": points}
    return {"nbgrader": points | dict(grade_id=name, grade=grade, solution=solution, locked=locked, schema_version=3)}


def handed_out():
    cells = [
        new_markdown_cell("# Three tasks", id="title"),
        new_code_cell("import math", id="setup"),
        new_code_cell("limits = None", id="limits", metadata=nbgrader("limits", locked=True)),
    ]
    for name in ("first", "second", "third"):
        cells += [
            new_markdown_cell(f"Write {name}:", id=f"task-{name}"),
            new_code_cell(
                f"def {name}(x):\n    ...", id=f"answer-{name}", metadata=nbgrader(f"answer-{name}", solution=True)
            ),
            new_code_cell(
                f"assert {name}(2) == 4", id=f"check-{name}", metadata=nbgrader(f"check-{name}", True, points=2)
            ),
        ]
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    return new_notebook(cells=cells, metadata=metadata)


WRITTEN = {name: f"def {name}(x):\n    return x + x  # by hand" for name in ("first", "second", "third")}


def answered():
    notebook = handed_out()
    for cell in notebook.cells:
        if cell.id.startswith("answer-"):
            cell.source = WRITTEN[cell.id.removeprefix("answer-")]
    return notebook


def cell(notebook, name):
    return next(one for one in notebook.cells if one.id == name)


def at(notebook, name):
    return notebook.cells.index(cell(notebook, name))


def repaired(notebook, tmp_path):
    path = tmp_path / "handed in.ipynb"
    path.write_text(json.dumps(notebook), encoding="utf-8")
    return preflight(path, handed_out())


# --- preflight --------------------------------------------------------------------------------------------------------


def test_a_notebook_in_order_comes_back_as_it_is_and_nothing_is_said(tmp_path):
    notebook, said = repaired(answered(), tmp_path)
    assert [one.source for one in notebook.cells] == [one.source for one in answered().cells]
    assert said == []


operations = st.lists(
    st.tuples(
        st.sampled_from(["delete", "copy", "move", "strip", "edit", "own"]), st.integers(0, 99), st.integers(0, 99)
    ),
    max_size=12,
)


def damaged(steps):
    """The answered notebook after these steps, and the answers that are still in it."""
    cells = answered().cells
    for number, (what, one, other) in enumerate(steps):
        if what == "own":
            cells.insert(one % (len(cells) + 1), new_code_cell(f"own_{number} = {number}", id=f"own-{number}"))
        if not cells:
            continue
        one, other = one % len(cells), other % len(cells)
        chosen = cells[one]
        if what == "delete":
            del cells[one]
        elif what == "copy":
            cells.insert(other, deepcopy(chosen))
            cells[other].id = f"pasted-{number}"
        elif what == "move":
            cells.insert(other, cells.pop(one))
        elif what == "strip":
            chosen.metadata, chosen.id = {}, f"stripped-{number}"
        elif what == "edit" and not chosen.metadata.get("nbgrader", {}).get("solution") and "def" not in chosen.source:
            chosen.source = f"edited_{number} = {number}"
    return cells, [source for source in WRITTEN.values() if any(one.source == source for one in cells)]


@pytest.mark.slow
@given(operations)
def test_after_any_damage_the_locked_cells_are_back_and_no_answer_is_lost(steps):
    cells, kept = damaged(steps)
    release = handed_out()
    notebook, _ = repair(as_read(cells), release)
    nbformat.validate(notebook)
    MetadataValidator().validate_nb(notebook)
    graded = [one for one in notebook.cells if "nbgrader" in one.metadata]
    assert [one.metadata for one in graded] == [one.metadata for one in release.cells if "nbgrader" in one.metadata]
    for one in graded:
        if not one.metadata.nbgrader.solution:
            assert one.source == cell(release, one.id).source
    for source in kept:
        assert cell(notebook, f"answer-{source.split()[1].split('(')[0]}").source == source
    own = [one.source for one in cells if one.source.startswith(("own_", "edited_"))]
    assert set(own) <= {one.source for one in notebook.cells}
    again, said = repair(as_read(notebook.cells), release)
    assert [one.source for one in again.cells] == [one.source for one in notebook.cells]
    assert said == []


def as_read(cells):
    return [as_cell(json.loads(json.dumps(one))) for one in cells]


def test_of_two_answers_the_one_that_its_check_met_counts_and_the_other_is_kept_above_it(tmp_path):
    notebook = answered()
    for place, name, source in ((0, "early", "a = 1"), (len(notebook.cells) + 1, "late", "b = 2")):
        pasted = deepcopy(cell(notebook, "answer-second"))
        pasted.id, pasted.source = name, source
        notebook.cells.insert(place, pasted)
    notebook, said = repaired(notebook, tmp_path)
    place = at(notebook, "answer-second")
    assert [one.source for one in notebook.cells[place - 2 : place + 1]] == ["a = 1", "b = 2", WRITTEN["second"]]
    assert said[0].startswith("Several times there, and different") and said[0].endswith(": answer-second.")


def test_an_empty_copy_below_does_not_count(tmp_path):
    notebook = answered()
    blank = cell(handed_out(), "answer-first")
    blank.id = "pasted"
    notebook.cells.insert(at(notebook, "check-first"), blank)
    notebook, said = repaired(notebook, tmp_path)
    assert cell(notebook, "answer-first").source == WRITTEN["first"]
    assert said == ["Several times there, one is left: answer-first."]


def test_a_cell_that_was_split_in_two_still_runs_in_order(tmp_path):
    notebook = answered()
    lower = deepcopy(cell(notebook, "answer-first"))
    cell(notebook, "answer-first").source, lower.id = "TWO = 2", "lower"
    notebook.cells.insert(at(notebook, "answer-first") + 1, lower)
    notebook, _ = repaired(notebook, tmp_path)
    place = at(notebook, "answer-first")
    assert [one.source for one in notebook.cells[place - 1 : place + 1]] == ["TWO = 2", WRITTEN["first"]]


def test_where_the_answer_cell_is_gone_the_cell_that_defines_the_same_name_counts(tmp_path):
    notebook = answered()
    del notebook.cells[at(notebook, "answer-third")]
    notebook.cells.insert(3, new_code_cell("# mine\n" + WRITTEN["third"]))
    notebook, said = repaired(notebook, tmp_path)
    assert cell(notebook, "answer-third").source == "# mine\n" + WRITTEN["third"]
    assert said == ["Recognised only by what they define, and counted as answers: answer-third."]


def test_an_edited_check_is_kept_as_text_and_an_edited_read_only_cell_still_runs(tmp_path):
    notebook = answered()
    cell(notebook, "check-first").source = "print('Right')"
    cell(notebook, "limits").source = "limits = None\nimport os"
    notebook, _ = repaired(notebook, tmp_path)
    below = notebook.cells[at(notebook, "check-first") + 1]
    assert (below.cell_type, below.source) == ("raw", "print('Right')")
    below = notebook.cells[at(notebook, "limits") + 1]
    assert (below.cell_type, below.source) == ("code", "limits = None\nimport os")


def test_what_is_missing_doubled_or_edited_is_said_by_name_in_one_sentence_for_each_kind(tmp_path):
    notebook = answered()
    for name in ("answer-first", "check-second", "setup"):
        del notebook.cells[at(notebook, name)]
    for name in ("check-first", "limits"):
        notebook.cells.insert(at(notebook, name) + 1, deepcopy(cell(notebook, name)))
        notebook.cells[at(notebook, name) + 1].id = f"pasted {name}"
    cell(notebook, "check-third").source = "print('Right')"
    cell(notebook, "limits").source = "limits = 3"
    notebook.metadata.kernelspec.name = "ir"
    notebook, said = repaired(notebook, tmp_path)
    kept = [one.id for one in notebook.cells if one.id.startswith("kept-")]
    assert [one.id for one in notebook.cells if one.id not in kept] == [one.id for one in handed_out().cells]
    assert len(kept) == 2 and said == [
        "Missing, put back empty: answer-first.",
        "Missing, put back: check-second.",
        "Several times there, one is left: limits, check-first.",
        "Edited, as released again, the edited text is kept below and not run: check-third.",
        "Edited, as released again, the edited cell is kept below: limits.",
        "Deleted, put back: other cells of the notebook, which carry no points.",
        "It asked for the kernel 'ir'; it is graded with python3.",
    ]


def test_metadata_that_claims_more_points_or_another_role_is_put_right(tmp_path):
    notebook = answered()
    cell(notebook, "check-first").metadata.nbgrader.update(points=100, solution=True, locked=False)
    notebook, said = repaired(notebook, tmp_path)
    assert cell(notebook, "check-first").metadata == cell(handed_out(), "check-first").metadata
    assert said == ["The nbgrader metadata was missing or changed, and is restored: check-first."]


def test_without_any_id_or_metadata_every_cell_is_recognised(tmp_path):
    notebook = answered()
    for number, one in enumerate(notebook.cells):
        one.id, one.metadata = f"other-{number}", {}
    notebook, said = repaired(notebook, tmp_path)
    assert [one.source for one in notebook.cells] == [one.source for one in answered().cells]
    assert said == [
        "Recognised only by what they define, and counted as answers: answer-first, answer-second, answer-third.",
        "The nbgrader metadata was missing or changed, and is restored: "
        "limits, check-first, check-second, check-third.",
    ]


def test_a_reversed_notebook_comes_back_in_order_and_that_is_said(tmp_path):
    notebook = answered()
    notebook.cells.reverse()
    notebook, said = repaired(notebook, tmp_path)
    assert [one.source for one in notebook.cells] == [one.source for one in answered().cells]
    assert said == ["The cells stood in another order; they are in order again."]


def test_an_answer_turned_into_text_is_code_again(tmp_path):
    notebook = answered()
    place = at(notebook, "answer-first")
    notebook.cells[place] = new_markdown_cell(WRITTEN["first"], id="answer-first")
    notebook.cells[place].metadata = cell(handed_out(), "answer-first").metadata
    notebook, said = repaired(notebook, tmp_path)
    assert cell(notebook, "answer-first").cell_type == "code"
    assert said == ["Turned into text, code again: answer-first."]


def test_half_a_surrogate_pair_in_an_answer_can_be_written_to_a_file(tmp_path):
    notebook = answered()
    cell(notebook, "answer-first").source = "first = '\ud83d'"
    nbformat.write(repaired(notebook, tmp_path)[0], tmp_path / "repaired.ipynb")


@pytest.mark.parametrize(
    "content, sentence",
    [
        (b"", "is empty"),
        (b"import torch\n", "not complete JSON"),
        (nbformat.writes(answered()).encode()[:700], "not complete JSON"),
        (b"\xff\xfe\x00\x81", "not complete JSON"),
        (b"[" * 100_000, "not complete JSON"),
        (b"[1, 2]", "no list of cells"),
        (b'{"cells": 5}', "no list of cells"),
        (b'{"cells": [1]}', "no list of cells"),
        (b'{"metadata": null, "cells": []}', "no list of cells"),
    ],
)
def test_what_is_no_notebook_is_reported_with_its_name(tmp_path, content, sentence):
    (tmp_path / NAME).write_bytes(content)
    with pytest.raises(UnreadableError, match=f"{NAME}.*{sentence}"):
        preflight(tmp_path / NAME, handed_out())


def test_a_notebook_of_another_course_is_said_to_be_one(tmp_path):
    with pytest.raises(UnreadableError, match="handed in.ipynb is another notebook"):
        repaired(new_notebook(cells=[new_markdown_cell("# Sorting"), new_code_cell("sorted([2, 1])")]), tmp_path)


def test_a_file_of_400_megabytes_is_reported_without_reading_it(tmp_path):
    with open(tmp_path / NAME, "wb") as file:
        file.truncate(400 * 10**6)
    with pytest.raises(UnreadableError, match=f"400 MB; more than {MEGABYTES} MB"):
        preflight(tmp_path / NAME, handed_out())


def test_a_link_to_somebody_elses_notebook_is_not_followed(tmp_path):
    (tmp_path / "other.ipynb").write_text(nbformat.writes(answered()))
    (tmp_path / NAME).symlink_to(tmp_path / "other.ipynb")
    with pytest.raises(UnreadableError, match="no ordinary file"):
        preflight(tmp_path / NAME, handed_out())


@pytest.mark.slow
def test_twenty_thousand_copies_of_an_answer_are_read_in_seconds_and_more_are_refused(tmp_path):
    notebook = answered()
    copies = [deepcopy(cell(notebook, "answer-first")) for _ in range(15_000)]
    for number, copied in enumerate(copies):
        copied.source += f" {number}"
    notebook.cells += copies
    start = process_time()
    fixed, _ = repaired(notebook, tmp_path)
    assert process_time() - start < 15 and cell(fixed, "answer-first").source == WRITTEN["first"]
    with pytest.raises(UnreadableError, match="cells; more than 20000 are not read"):
        repaired(notebook | {"cells": notebook.cells + copies}, tmp_path)


def test_a_kernel_s_name_of_any_length_and_kind_is_told_in_short(tmp_path):
    for name in ("x" * 10**6, ["a"] * 10**5, "\x1b[2J\n" * 9):
        notebook = answered()
        notebook.metadata.kernelspec["name"] = name
        _, said = repaired(notebook, tmp_path)
        assert len(said) == 1 and len(said[0]) < 200 and said[0].isprintable()


@pytest.mark.slow
@pytest.mark.parametrize("source, count", LONG.values(), ids=LONG)
def test_long_cells_are_compared_with_what_was_handed_out_in_little_time(source, count, tmp_path):
    cells = [new_code_cell(source, id=f"cell-{k}") for k in range(count)]  # of 9,000 two may draw the same id
    release = handed_out()
    release.cells += [new_markdown_cell(f"Page {number}") for number in range(100)]
    nbformat.write(new_notebook(cells=[release.cells[1], *cells]), tmp_path / NAME)
    begun = process_time()
    notebook, _ = preflight(tmp_path / NAME, release)
    assert process_time() - begun < 8 and len(notebook.cells) == len(release.cells) + len(cells)


def test_more_text_than_anyone_writes_is_not_read(tmp_path):
    nbformat.write(new_notebook(cells=[new_code_cell("a" * 11 * 10**6) for _ in range(2)]), tmp_path / NAME)
    with pytest.raises(UnreadableError, match="more than 20 MB of text"):
        preflight(tmp_path / NAME, handed_out())


@pytest.mark.parametrize("where", ["in its check", "below its check"])
def test_an_answer_that_was_written_elsewhere_while_its_cell_was_left_blank_counts(where):
    notebook = answered()
    check, text = cell(notebook, "check-first"), cell(notebook, "answer-first").source
    cell(notebook, "answer-first").source = cell(handed_out(), "answer-first").source
    if where == "in its check":
        check.source = f"{text}\n\n{check.source}"
    else:
        notebook.cells.insert(at(notebook, "check-first") + 1, new_code_cell(text))
    fixed, said = repair(as_read(notebook.cells), handed_out())
    assert text in cell(fixed, "answer-first").source
    assert cell(fixed, "check-first").source == cell(handed_out(), "check-first").source
    assert any("counted as answers: answer-first" in sentence for sentence in said)


def test_what_an_answer_was_given_anew_below_its_check_does_not_count():
    notebook = answered()
    notebook.cells.insert(at(notebook, "check-first") + 1, new_code_cell("def first(x):\n    return 0"))
    fixed, _ = repair(as_read(notebook.cells), handed_out())
    assert cell(fixed, "answer-first").source == WRITTEN["first"]


@pytest.mark.parametrize("text", ["third = pow", "from operator import pos as third", "total = 3\nthird: int = total"])
def test_an_answer_without_its_metadata_needs_only_the_name_that_its_check_uses(text):
    release, notebook = handed_out(), answered()
    cell(release, "answer-third").source = "one, other = ..., ...\nstep = ...\nthird = ..."
    cell(notebook, "answer-third").source = text
    for one in notebook.cells:
        one.id, one.metadata = f"other-{one.id}", {}
    fixed, _ = repair(as_read(notebook.cells), release)
    assert cell(fixed, "answer-third").source == text

"""The notebooks as they are stored: run in order, without an error, with outputs that hold everywhere."""

import ast
import copy
import re

import nbformat

from publish.run import LIVE_VIEW, METADATA, cleaned

from .reading import (
    NETWORK,
    NOT_COMPARED,
    NOTEBOOKS,
    REASON,
    calls_a_figure,
    code_cells,
    each_notebook,
    each_stored_notebook,
    is_compared,
    outputs,
    read,
    sections,
    texts,
)


def test_every_subsection_up_to_the_summary_has_its_notebook():
    assert [path.name[:2] for path in NOTEBOOKS if path.parent.name == "notebooks"][:5] == [
        "0_",
        "1_",
        "2_",
        "3_",
        "4_",
    ]


@each_stored_notebook
def test_a_stored_notebook_was_run_from_top_to_bottom_without_an_error_or_a_warning(path):
    notebook = read(path)
    nbformat.validate(notebook)
    cells = [cell for cell in notebook.cells if cell.cell_type == "code"]
    assert [cell.execution_count for cell in cells] == list(range(1, len(cells) + 1))
    assert [output for output in outputs(notebook) if output.output_type == "error"] == []
    assert [output.text for output in outputs(notebook) if output.get("name") == "stderr"] == []


@each_stored_notebook
def test_a_stored_notebook_holds_nothing_that_differs_from_run_to_run(path):
    notebook = read(path)
    assert notebook.metadata == METADATA  # no widgets: they would hold a copy of the figures' scripts
    assert [output for output in outputs(notebook) if LIVE_VIEW in output.get("data", {})] == []
    text = "\n".join(text for cell in code_cells(notebook) for _, text in texts(cell.outputs))
    assert re.findall(r"\b0x[0-9a-f]{6,}", text) == []
    again = copy.deepcopy(notebook)
    assert nbformat.writes(cleaned(again, notebook)) + "\n" == path.read_text(encoding="utf-8")


@each_notebook
def test_at_most_three_cells_are_not_compared_and_each_says_why(path):
    ignored = [cell for cell in code_cells(read(path)) if not is_compared(cell)]
    assert len(ignored) <= 3
    for cell in ignored:
        reason = next((line for line in cell.source.splitlines() if line.startswith(REASON)), "")
        assert len(reason.removeprefix(REASON).split()) >= 4, (
            f"no reason that begins with {REASON!r} in:\n{cell.source}"
        )


@each_notebook
def test_no_cell_is_marked_by_anything_but_that_tag(path):
    for cell in code_cells(read(path)):
        others = [
            tag for tag in cell.metadata.get("tags", []) if re.search("nbval|raises|skip", tag) and tag != NOT_COMPARED
        ]
        assert others == []
        assert not re.search(r"#\s*(NBVAL|PYTEST_VALIDATE)_\w+", cell.source), cell.source
        assert not cell.source.rstrip().endswith(";"), f"a closing semicolon hides nothing from nbval:\n{cell.source}"


def shows_a_figure(cell):
    """Whether the cell's last line is a call of plots or figures, or the name of what such a call gave."""
    without_magics = re.sub(r"(?m)^(\s*)[%!].*", r"\1pass", cell.source)
    statements = ast.parse(without_magics).body
    made = {
        target.id
        for statement in statements
        if isinstance(statement, ast.Assign) and calls_a_figure(statement.value)
        for target in statement.targets
        if isinstance(target, ast.Name)
    }
    last = statements[-1].value if statements and isinstance(statements[-1], ast.Expr) else None
    return calls_a_figure(last) or (isinstance(last, ast.Name) and last.id in made)


@each_notebook
def test_every_figure_is_stored_as_a_picture_and_a_sentence(path):
    for cell in code_cells(read(path)):
        shown = [output.data for output in cell.outputs if "data" in output]
        pictures = [data for data in shown if "image/png" in data]
        if shows_a_figure(cell):
            assert pictures, f"no picture is stored with:\n{cell.source}"
        for data in pictures:
            sentence = data["text/plain"]
            assert len(sentence.split()) >= 5 and sentence[0].isupper(), sentence  # <Figure size ...> is none


@each_notebook
def test_the_setup_cell_comes_first_and_sections_follow(path):
    notebook = read(path)
    assert code_cells(notebook)[0].id == "setup"
    assert len(sections(notebook)) >= 2
    assert len({cell.id for cell in notebook.cells}) == len(notebook.cells)


def test_at_most_one_cell_of_all_asks_for_the_network():
    asking = [cell for path in NOTEBOOKS for cell in code_cells(read(path)) if NETWORK in cell.source]
    assert len(asking) <= 1
    assert not any(is_compared(cell) for cell in asking), "what it prints depends on the network: do not compare it"

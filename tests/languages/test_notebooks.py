"""The notebooks of every edition are the English ones: the same code, and outputs compared as strictly."""

import random

import pytest

from publish import EDITIONS, NOTEBOOKS, ROOT
from publish.languages import LANGUAGES
from tests.notebooks.reading import as_torch_sees, assert_all_pass, machine, read

each_language = pytest.mark.parametrize("language", LANGUAGES)


def edition(language):
    return [path for path in EDITIONS if path.parent.name == language]


def test_every_edition_has_every_notebook():
    assert [path.parent.name for path in EDITIONS] == sorted([*LANGUAGES] * len(NOTEBOOKS))
    for language in LANGUAGES:
        assert [path.name for path in edition(language)] == [path.name for path in NOTEBOOKS]


@each_language
def test_its_cells_are_those_of_the_english_notebook_and_its_code_is_the_same_but_for_the_language(language):
    for path, english in zip(edition(language), NOTEBOOKS, strict=True):
        ours, theirs = read(path).cells, read(english).cells
        assert [(cell.id, cell.cell_type, cell.metadata) for cell in ours] == [
            (cell.id, cell.cell_type, cell.metadata) for cell in theirs
        ]
        for cell, other in zip(ours, theirs, strict=True):
            expected = other.source
            if cell.id == "setup":
                assert expected.count('\nLANGUAGE = "en"\n') == 1
                expected = expected.replace('LANGUAGE = "en"', f'LANGUAGE = "{language}"')
                expected = expected.replace("%pip install --quiet ..\n", "%pip install --quiet ../..\n")
            if cell.cell_type == "code":
                assert cell.source == expected, path.relative_to(ROOT)


@pytest.mark.slow
@each_language
def test_strict_nbval_passes_on_this_machine_s_instructions_with_two_threads_in_another_order(language, tmp_path):
    """The English notebooks, the same code, do on plain instructions with one thread."""
    environment, paths = machine(threads=2), edition(language)
    assert as_torch_sees(environment)[1] == "2"
    assert_all_pass(random.Random(1).sample(paths, len(paths)), tmp_path, environment)

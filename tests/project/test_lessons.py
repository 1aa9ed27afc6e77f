"""What teachers are given: the lessons name sections that are there, and the questionnaire's key fits its questions."""

import re

import nbformat

from publish import NOTEBOOKS, ROOT

from .declared import text

QUESTIONNAIRE = "classroom/questionnaire.md"
SHORTEST = "10-minute path"


def sections(path):
    """{heading: the line below it} of a notebook's ## sections."""
    said = [cell.source for cell in nbformat.read(path, as_version=4).cells if cell.cell_type == "markdown"]
    found = re.findall(r"(?m)^## (.+)\n+(.*)", "\n\n".join(said))
    return {heading.replace("`", ""): mark for heading, mark in found}


SECTIONS = {path.name[0]: sections(path) for path in NOTEBOOKS}


def lesson(heading):
    """[(notebook, sections)] of the rows of a lesson's table."""
    table = text("docs/teaching.md").split(f"### {heading}", 1)[1].split("\n### ")[0]
    rows = [row.split("|")[2] for row in table.splitlines() if re.match(r"\| \d", row)]
    assert len(rows) >= 5
    return [(row.split(",")[0].strip(), re.findall(r'"([^"]+)"', row)) for row in rows]


def test_the_lesson_of_45_minutes_is_made_of_the_10_minute_paths():
    named = lesson("45 minutes")
    assert [number for number, _ in named] == ["0", "1", "2", "3", "4"]
    for number, headings in named:
        shortest = [heading for heading, mark in SECTIONS[number].items() if SHORTEST in mark]
        assert headings == [heading for heading in shortest if heading != "In short"]


def test_the_lesson_of_90_minutes_names_sections_that_are_there():
    for number, headings in lesson("90 minutes"):
        assert [heading for heading in headings if heading not in SECTIONS[number]] == []


def questions():
    """{number: (question, {letter: answer})} of the sheet."""
    sheet = text(QUESTIONNAIRE).split("\n---\n")[1]
    parts = re.split(r"(?m)^\*\*(\d)\.\*\* ", sheet)[1:]
    return {
        int(number): (part.split("\n- ")[0], dict(re.findall(r"(?m)^- \*\*(\w)\*\* (.+)$", part)))
        for number, part in zip(parts[::2], parts[1::2], strict=True)
    }


def key():
    """{number: (right letter, what wrong answers say)} of the key."""
    rows = re.findall(r"(?m)^\| (\d) \| (\w) \| (.+?) \| .+ \|$", text(QUESTIONNAIRE))
    return {int(number): (right, said) for number, right, said in rows}


def test_the_sheet_has_nine_questions_with_four_answers_each():
    asked = questions()
    assert list(asked) == list(range(1, 10))
    for question, answers in asked.values():
        assert "?" in question and list(answers) == list("ABCD") and len(set(answers.values())) == 4


def test_the_key_has_one_right_answer_for_each_question_and_a_word_on_each_wrong_one():
    known = key()
    assert list(known) == list(questions())
    assert {right for right, _ in known.values()} == set("ABCD")  # one letter marked throughout earns little
    for right, said in known.values():
        wrong = set(re.findall(r"\*\*(\w)\*\*", said)) or set("ABCD") - {right}
        assert wrong == set("ABCD") - {right}


def test_the_length_of_an_answer_does_not_give_it_away():
    lengths = {number: [len(answer) for answer in answers.values()] for number, (_, answers) in questions().items()}
    right = {number: len(questions()[number][1][letter]) for number, (letter, _) in key().items()}
    longest = [number for number, length in right.items() if length == max(lengths[number])]
    assert len(longest) <= 4


def test_every_section_that_the_key_links_to_is_there():
    links = re.findall(r"\]\(\.\./notebooks/((\d)_\w+\.ipynb)(?:#([^)]+))?\)", text(QUESTIONNAIRE))
    assert len(links) >= 9
    for file, number, anchor in links:
        assert (ROOT / "notebooks" / file).exists()
        assert not anchor or anchor in {heading.replace(" ", "-") for heading in SECTIONS[number]}, (file, anchor)

"""The gradebook of an assignment as a table, and what was repaired or reported."""

import unicodedata
from pathlib import Path

from nbgrader.api import Gradebook


def table(course, assignment, submissions):
    """The points of each student, task by task, then one paragraph for each submission that needed something."""
    tasks, rows = grades(course, assignment)
    numbers = [str(number) for number in range(1, len(tasks) + 1)]
    lines = [["student", *numbers, "points"]]
    for student, points in rows.items():
        lines.append([student, *(_shown(one) for one in points), f"{sum(one or 0 for one in points):g}"])
    widths = [max(map(_width, column)) for column in zip(*lines, strict=True)]
    text = ["  ".join(_pad(entry, width) for entry, width in zip(line, widths, strict=True)) for line in lines]
    text.insert(1, "-" * _width(text[0]))
    most = sum(points for _, points in tasks)
    text.append(f"\nA ? waits for a person to read it. {most:g} points can be had, task by task:")
    text += [f"  {number} {task} ({points:g})" for number, (task, points) in zip(numbers, tasks, strict=True)]
    ungraded = [one for one in submissions if one.problem]
    repaired = [one for one in submissions if one.said and not one.problem]
    if ungraded:
        text += ["\nNot graded, 0 points:"] + [
            f"  {one.student}: {' '.join([one.problem, *one.said])}" for one in ungraded
        ]
    if repaired:
        text += ["\nRepaired, then graded:"] + [f"  {one.student}: {' '.join(one.said)}" for one in repaired]
    return "\n".join(line.rstrip() for line in text)


def grades(course, assignment):
    """The tasks as (name, points) in the notebook's order, and student -> points (None: waits for a person)."""
    with Gradebook(f"sqlite:///{Path(course).resolve() / 'gradebook.db'}") as gradebook:
        (notebook,) = gradebook.find_assignment(assignment).notebooks
        cells = {cell.name: cell.max_score for cell in notebook.grade_cells}
        order = [cell.name for cell in notebook.source_cells if cell.name in cells]
        rows = {}
        for submission in sorted(notebook.submissions, key=lambda one: one.student.id):
            found = {one.name: one for one in submission.grades}
            rows[submission.student.id] = [_points(found[name]) for name in order]
    return [(name.split("-", 1)[-1], cells[name]) for name in order], rows


def _points(entry):
    waits = entry.needs_manual_grade and entry.manual_score is None and entry.auto_score is None
    return None if waits else entry.score


def _shown(points):
    return "?" if points is None else f"{points:g}"


def _width(text):
    """How many columns of a terminal a text takes: Chinese, Japanese and Korean characters take two."""
    return sum(0 if unicodedata.combining(c) else 1 + (unicodedata.east_asian_width(c) in "WF") for c in text)


def _pad(text, width):
    return text + " " * (width - _width(text))

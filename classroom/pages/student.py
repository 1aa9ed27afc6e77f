"""The page for a student: the checks' words first, then points, the answer, and what a teacher said."""

import re
from pathlib import Path

from classroom.gradebook import by_hand, names
from classroom.intake.folder import NOTHING

from .render import filled, title_of, titles

MOST = 200_000  # bytes of a page
SHOWN = (6000, 2000, 500, 100)  # characters of each text: as many as there is room for
WORDS = {
    "not answered": "Not answered yet.",
    "not run": "This was not run.",
    "by hand": "A person reads this answer.",
}
MANY = re.compile(r"the (check|answer|model answer) of Task [0-9]+(?:, the \1 of Task [0-9]+)+")
CUT = "\n[… the rest is left out]"


def write(course, assignment, record, marks=None, name="5_exercises.ipynb", called=None):
    """Write the page of one student and return its path.

    `marks` is what `classroom.gradebook.by_hand` says of the student, `called` what `names` says; they are read where
    they are not given.
    """
    course = Path(course)
    if marks is None:
        marks = by_hand(course, assignment, record.student).get(record.student, {})
    if called is None:
        called = names(course).get(record.student, "")
    headings = titles(course, assignment, name)
    path = course / "feedback" / record.student / assignment / Path(name).with_suffix(".html")
    path.parent.mkdir(parents=True, exist_ok=True)
    for most in SHOWN:
        page = _page(record, called, marks, headings, most).encode("utf-8")
        if len(page) <= MOST:
            break
    path.write_bytes(page)
    return path


def _page(record, called, marks, headings, most):
    tasks = [_shown(task, marks.get(task.name), headings, most) for task in record.tasks]
    return filled(
        "student.html",
        student=_cut(called or record.student, 200),
        problem=_cut(record.problem or "", most),
        nothing=record.problem == NOTHING,
        said=[_cut(in_words(sentence, headings), most) for sentence in record.said[:50]],
        # Where nothing was run each task would say so.
        tasks=[task for task in tasks if not record.problem or task["got"] or task["comment"]],
        got=sum(task["got"] or 0 for task in tasks),
        points=sum(task["points"] for task in tasks),
        waiting=sum(task["got"] is None for task in tasks),
    )


def in_words(sentence, headings):
    """A sentence about cells as one about tasks: "the check of Task 3" for "check-step"."""

    def of_task(cell):
        heading = headings.get(cell[2])
        what = {"compare": "model answer"}.get(cell[1], cell[1])
        return f"the {what} of {heading.partition('. ')[0]}" if heading else cell[0]

    return MANY.sub(_together, re.sub(r"\b(check|answer|compare)-(\w+)", of_task, sentence))


def _together(found):
    """Of "the answer of Task 1, the answer of Task 3": the answers of Tasks 1, 3."""
    return f"the {found[1]}s of Tasks {', '.join(re.findall(r'Task ([0-9]+)', found[0]))}"


def _shown(task, mark, headings, most):
    """What the page says of a task; `mark` is what a person gave and said, or None."""
    got = mark.points if mark is not None and mark.points is not None else task.got
    read = task.state == "by hand" and got is not None
    verdict = task.text or ("" if task.state == "right" or read else WORDS.get(task.state, ""))
    return {
        "title": title_of(task, headings),
        "points": task.points,
        "got": got,
        "verdict": _cut(verdict, most),
        "comment": _cut(mark.comment if mark is not None else "", most),
        "answer": _cut(task.answer.strip("\n"), most),
        "printed": _cut(task.printed.strip("\n"), most),
    }


def _cut(text, most):
    return text if len(text) <= most else text[:most] + CUT

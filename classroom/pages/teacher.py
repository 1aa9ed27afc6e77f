"""The page for the teacher: who needs a look and why, what to tell the class, the points."""

import re
from collections import Counter, defaultdict
from pathlib import Path

from classroom.gradebook import MARK_CHANGED, by_hand, names
from classroom.intake.origins import LATE
from classroom.judge.wall import Wall
from d2l_rnn.checks.sentences import REPORT

from .render import filled, title_of, titles
from .student import in_words

STATES = {
    "right": "right",
    "wrong": "not right",
    "not answered": "not answered",
    "not run": "not run",
    "by hand": "answered in words",
}
LETTER = re.compile(r"(?m)^([a-z])\) (.*)$")  # a statement that was judged wrongly, as true_or_false tells it
NOT_YET = re.compile(r"(?m)^Not answered yet: .*$")
MOST_TOLD = 300  # characters of a sentence
DRAWN = "{tasks}: right in the notebook's cases, and not in those drawn for the round."
THERE = "{tasks}: decided by a test cell in the student's own Python, which the student can change."


def write(course, assignment, records, unmatched=(), name="5_exercises.ipynb"):
    """Write the page of the class and return its path; `unmatched` says what was handed in and belongs to nobody."""
    course = Path(course)
    headings, marks, called = titles(course, assignment, name), by_hand(course, assignment), names(course)
    several = Counter(called.values())
    who = {one: f"{name} ({one})" if several[name] > 1 else name for one, name in called.items()}
    columns = next(([(task.name, task.points) for task in one.tasks] for one in records if one.tasks), [])
    rows = [_row(record, marks.get(record.student, {}), called.get(record.student, "")) for record in records]
    graded = [row for row, record in zip(rows, records, strict=True) if not record.problem]
    tasks = [
        _told(place, task, points, [one for one in records if one.tasks], headings, who)
        for place, (task, points) in enumerate(columns)
    ]
    waits = [sum(row["points"][place]["shown"] == "?" for row in rows if row["points"]) for place in range(len(tasks))]
    page = filled(
        "teacher.html",
        assignment=assignment,
        rows=rows,
        graded=len(graded),
        mean=sum(row["sum"] for row in graded) / len(graded) if graded else None,
        means=_means(graded, len(tasks)),
        most=sum(points for _, points in columns),
        wall=_wall(records),
        looks=[
            (who.get(one.student, one.student), why)
            for one in records
            if (why := _look(one, marks.get(one.student, {})))
        ],
        late=[who.get(one.student, one.student) for one in records if LATE in one.said],
        repaired=[(who.get(one.student, one.student), said) for one in records if (said := _said(one, headings))],
        unmatched=[_cut(one) for one in unmatched],
        waiting=[(task["title"], count) for task, count in zip(tasks, waits, strict=True) if count],
        tasks=tasks,
    )
    path = course / f"report-{assignment}.html"
    path.write_text(page, encoding="utf-8")
    return path


def _wall(records):
    """Behind what the submissions ran, and what that does not promise."""
    walls = sorted({record.wall for record in records if record.wall})
    if not walls:
        return "nothing was run."
    told = f"run behind {' and '.join('no wall' if wall == 'none' else wall for wall in walls)}."
    return f"{told} {Wall.promise}" if "none" in walls else told


def _look(record, marks):
    """Why a person should look at a submission, in sentences."""
    if record.problem:
        return f"Not graded, 0 points. {record.problem}"
    start = MARK_CHANGED.partition("{")[0]
    changed = [task for task, mark in marks.items() if mark.again]  # what was changed may have been read by now
    why = [one for one in record.look if changed or not one.startswith(start)]
    for sentence, found in ((DRAWN, "drawn"), (THERE, "there")):
        is_one = {"drawn": lambda task: task.drawn, "there": lambda task: task.decided != "judge" and task.got}[found]
        names = [task.name for task in record.tasks if is_one(task)]
        if names:
            why.append(sentence.format(tasks=", ".join(names)))
    return _cut(" ".join(why), 1000)


def _said(record, headings):
    """What was repaired, in sentences; not what the page says elsewhere."""
    said = [one for one in record.said if one != LATE and one not in record.look]
    return _cut(in_words(" ".join(said), headings), 600)


def _row(record, marks, called):
    """The points of a student, with those that a person gave."""
    points, all_got = [], []
    for task in record.tasks:
        mark = marks.get(task.name)
        got = mark.points if mark is not None and mark.points is not None else task.got
        all_got.append(got)
        points.append({"shown": "?" if got is None else f"{got:g}", "full": got is not None and got >= task.points})
    total = sum(got or 0 for got in all_got)
    return {"student": record.student, "called": called, "points": points, "got": all_got, "sum": total}


def _means(rows, tasks):
    """The mean of each task; it waits as long as an answer does."""
    found = []
    for place in range(tasks):
        points = [row["got"][place] for row in rows]
        found.append(f"{sum(points) / len(points):.1f}" if points and None not in points else "?")
    return found


def _told(place, name, points, records, headings, who):
    """A task: how it went, and which mistake how many made."""
    tried = [(record.student, record.tasks[place]) for record in records if not record.problem]
    states = [task.state for _, task in tried]
    made = defaultdict(list)  # what was told -> students
    for student, task in tried:
        for told in _mistakes(task) if task.state == "wrong" else ():
            made[told].append(who.get(student, student))
    found = defaultdict(lambda: {"students": []})
    for (key, told), students in made.items():
        found[key].setdefault("told", _cut(told))
        found[key]["students"] += students
    mistakes = sorted(found.values(), key=lambda one: -len(one["students"]))
    for one in mistakes:
        one["share"] = round(100 * len(one["students"]) / len(tried))
    return {
        "title": title_of(records[0].tasks[place], headings),
        "points": points,
        "counts": ", ".join(f"{count} {words}" for state, words in STATES.items() if (count := states.count(state))),
        "mistakes": mistakes,
    }


def _mistakes(task):
    """(key, sentence) of each mistake in an answer: one, or as many as statements were judged wrongly."""
    letters = LETTER.findall(task.text)
    if task.name == "true_or_false" and letters:
        return [(letter, f"{letter}) {told}") for letter, told in letters]
    first = task.text.partition("\n")[0]
    told = first.removeprefix(REPORT["wrong"].format(task=task.name, told=""))
    if told.startswith(f"{task.name}: ") and (open_ := NOT_YET.search(task.text)):
        told = open_[0]  # some statements were not judged, and all others rightly
    return [(task.key or told, told or task.state)]


def _cut(text, most=MOST_TOLD):
    return text if len(text) <= most else text[:most] + " […]"

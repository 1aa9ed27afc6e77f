"""Grade one submission: its notebook runs behind a wall, its answers are asked there, and here it is decided."""

import ast
import time
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field

from classroom.record import Record, TaskRecord
from d2l_rnn.checks.answers import RemoteAnswer
from d2l_rnn.checks.drawn import decide_in_drawn, judge

from .limits import MOST_RUNS
from .paths import without_paths
from .seat import Seat, SeatError
from .ways import doubt

MOST_OF_AN_ANSWER, MOST_PRINTED = 10_000, 4000  # characters
DOWN = {
    "died": "{cell} ended its process, so the notebook was run again without it.",
    "hangs": "{cell} could not be interrupted, so the notebook was run again without it.",
}
INTERRUPTED = "{cell} ran for too long and was interrupted."
NO_TIME = "The notebook ran for {seconds:g} seconds; from {cell} on nothing was run."
NO_TIME_TO_KEEP = "Keeping the answers took {seconds:g} seconds; from {cell} on nothing was run."
TOO_OFTEN = "{cell} brought the notebook down once too often, and nothing after it was run."
MISSING = "There is nothing called {name} when its check is reached."
AS_RELEASED = "{cell} failed as it was handed in, so it was run as it was handed out, too."
NOT_RUN = "The notebook did not come as far as this."
FAILED = "The check of {name} failed itself: {error}. Look at this answer by hand."


@dataclass
class Step:
    """A code cell of the notebook: to be run, or a check, for which something is kept."""

    label: str  # for the teacher
    source: str
    task: str  # in whose part of the notebook it stands
    own: bool  # the student wrote it
    check: str = ""  # its grade_id, where it is a check that the judge decides
    name: str = ""  # what such a check looks at
    judged: str = ""  # the check's task, as `d2l_rnn.checks` knows it
    graded: str = ""  # its grade_id, where it is a check of another form
    released: str = ""  # what else is run where it fails: a cell without points as it was before the student edited it


@dataclass
class Sitting:
    """What became of a notebook's cells."""

    printed: dict = field(default_factory=dict)  # index of a step -> text
    ended: dict = field(default_factory=dict)  # index of a step -> how
    kept: dict = field(default_factory=dict)  # check -> whether there was something
    look: list = field(default_factory=list)  # sentences for the teacher
    said: list = field(default_factory=list)  # sentences about what was put right


class Clock:
    """The seconds that are left for something, over all runs; a seat that is slow to take costs none."""

    def __init__(self, seconds):
        self.left = seconds

    def __enter__(self):
        self._since = time.monotonic()

    def __exit__(self, *_):
        self.left -= time.monotonic() - self._since


def grade_one(notebook, release, files, seed, limits, wall, packages):
    """The Record of a submission, without the student's name and the digest.

    `notebook` is repaired and `release` is as it was handed out, both as nbformat has them; `files` is the folder with
    what belongs beside the notebook, `packages` the one that `make_package` filled, and `seed` is the round's. Raises
    SeatError where nothing at all can be run behind this wall.
    """
    start = time.monotonic()
    steps = _steps(notebook, release)
    with ExitStack() as stack:

        def take_seat():
            with suppress(SeatError):  # a machine may be busy for a moment
                return stack.enter_context(Seat(wall, packages, files, limits))
            return stack.enter_context(Seat(wall, packages, files, limits))

        sitting, seat = _sit(steps, limits, take_seat)
        seat.close()
        graded = [cell for cell in release.cells if _role(cell, "grade")]
        asked = []
        tasks = [_task(cell, steps, notebook, sitting, asked) for cell in graded]
        _decide(asked, seat, seed, sitting, [step.source for step in steps if step.own])
    seconds = round(time.monotonic() - start, 2)
    return Record("", tasks=tasks, said=sitting.said, look=sitting.look, wall=wall.name, seconds=seconds)


# --- what there is to do ----------------------------------------------------------------------------------------------


def _role(cell, name):
    return bool(cell.metadata.get("nbgrader", {}).get(name, False))


def _grade_id(cell):
    return cell.metadata.get("nbgrader", {}).get("grade_id", "")


def _named(grade_id):
    """The name of a task: what comes after the first "-"."""
    return grade_id.partition("-")[2] or grade_id


def _steps(notebook, release):
    """The Step of each code cell."""
    released = {cell.id: cell for cell in release.cells if cell.get("id")}
    checks = {_grade_id(cell): cell for cell in release.cells if _role(cell, "grade") and not _role(cell, "solution")}
    names = {_named(_grade_id(cell)) for cell in release.cells if _role(cell, "grade")}
    steps, task = [], ""
    for number, cell in enumerate(notebook.cells, 1):
        grade_id = _grade_id(cell)
        part = _named(grade_id or cell.get("id", ""))
        task = part if part in names and cell.get("id") in released else task
        if cell.cell_type != "code":
            continue
        label = f"Cell {number}" + (f" ({grade_id})" if grade_id else "")
        own = _role(cell, "solution") or cell.get("id") not in released
        step = Step(label, cell.source, task, own)
        if grade_id in checks:
            step.source = checks[grade_id].source
            step.judged, step.name = _asked(step.source)
            step.check, step.graded = (grade_id, "") if step.judged else ("", grade_id)
        elif not own and step.source != released[cell.id].source:
            step.released = released[cell.id].source
        steps.append(step)
    return steps


def _asked(source):
    """The task and the name of a check of the form checks.TASK(name), or two empty strings."""
    from d2l_rnn.checks import _TASKS

    try:
        (line,) = ast.parse(source).body
        call = line.value
        (argument,) = call.args
        known = call.func.value.id == "checks" and call.func.attr in _TASKS and not call.keywords
        return (call.func.attr, argument.id) if known else ("", "")
    except (SyntaxError, ValueError, AttributeError):
        return "", ""


# --- running ----------------------------------------------------------------------------------------------------------


def _sit(steps, limits, take_seat):
    """The Sitting in which all cells were run that do not bring the notebook down, and the Seat."""
    left_out, seat, clock, keeping = {}, None, Clock(limits.seconds), Clock(limits.keeping)
    for left in reversed(range(MOST_RUNS)):
        if seat is not None:  # with what the run before may have left in it
            seat.leave()
        seat = take_seat()
        seat.begin([step.check for step in steps if step.check])
        sitting = Sitting(look=list(left_out.values()))
        down = _run(seat, steps, sitting, left_out, limits, (clock, keeping))
        if down is None:
            break
        again = left and clock.left > limits.cell  # otherwise what was kept until here counts
        sentence = DOWN[sitting.ended[down]] if again else TOO_OFTEN
        left_out[down] = " ".join([sentence.format(cell=steps[down].label), seat.why_gone]).strip()
        sitting.look, sitting.printed[down] = list(left_out.values()), left_out[down]
        if not again:
            break
    return sitting, seat


def _run(seat, steps, sitting, left_out, limits, clocks):
    """Run the steps; the index of the one that brought the notebook down, or None."""
    clock, keeping = clocks
    first = next((index for index, step in enumerate(steps) if not step.check), None)
    for index, step in enumerate(steps):
        if index in left_out:
            sitting.printed[index], sitting.ended[index] = left_out[index], "left out"
            continue
        if step.check:
            if keeping.left <= 0:  # the notebook can make it slow
                sitting.look.append(NO_TIME_TO_KEEP.format(seconds=limits.keeping, cell=step.label))
                return None
            with keeping:
                sitting.kept[step.check] = seat.keep(step.check, step.name)
            if seat.why_gone:
                sitting.ended[index] = "died"
                return index
            continue
        seconds = min(limits.first if index == first else limits.cell, clock.left)
        if seconds <= 0:
            sitting.look.append(NO_TIME.format(seconds=limits.seconds, cell=step.label))
            return None
        with clock:
            ran = seat.run(step.source, seconds)
            if ran.ended == "failed" and step.released:  # for one, a drive was to be mounted before the imports
                sitting.said.append(AS_RELEASED.format(cell=step.label))
                ran = seat.run(step.released, seconds)
        sitting.printed[index], sitting.ended[index] = ran.printed, ran.ended
        if ran.ended in DOWN:
            return index
        if ran.ended == "interrupted":
            sitting.look.append(INTERRUPTED.format(cell=step.label))
    return None


# --- deciding ---------------------------------------------------------------------------------------------------------


def _task(cell, steps, notebook, sitting, asked):
    """The TaskRecord of a released cell with points; where its answer has to be asked, it joins those in `asked`."""
    grade_id, points = _grade_id(cell), float(cell.metadata.nbgrader.get("points", 0))
    record = TaskRecord(_named(grade_id), points)
    record.answer = _answer(record.name, notebook)[:MOST_OF_AN_ANSWER]
    said = [sitting.printed.get(index, "") for index, step in enumerate(steps) if step.own and step.task == record.name]
    record.printed = without_paths("".join(said))[:MOST_PRINTED]
    if _role(cell, "solution"):
        if _as_released(grade_id, notebook, cell):
            record.got, record.state = 0.0, "not answered"
        else:
            record.state = "by hand"
        return record
    at, step = next((index, step) for index, step in enumerate(steps) if grade_id in (step.check, step.graded))
    if step.graded:
        _decided_there(record, sitting.ended.get(at, "not run"), sitting.printed.get(at, ""))
    elif step.check not in sitting.kept:
        record.state, record.text = "not run", NOT_RUN
    elif not sitting.kept[step.check]:
        record.state, record.key, record.text = "wrong", "missing", MISSING.format(name=step.name)
        record.text += _why_missing(record.name, steps, sitting)
    else:
        record.state = "not run"
        asked.append((record, step, _answer(record.name, notebook)))
    record.got = points if record.state == "right" else 0.0
    return record


def _why_missing(name, steps, sitting):
    """The error with which a task's cell failed, as a line of its own, or nothing."""
    for index, step in enumerate(steps):
        if step.own and step.task == name and sitting.ended.get(index) == "failed":
            told = [line for line in sitting.printed[index].splitlines() if line[:1].strip()]
            return f"\nIts cell failed: {without_paths(told[-1])[:300]}" if told else ""
    return ""


def _answer(name, notebook):
    """The source of the cells in which a task is answered."""
    cells = [cell for cell in notebook.cells if _role(cell, "solution") and _named(_grade_id(cell)) == name]
    return "\n\n".join(cell.source for cell in cells)


def _as_released(grade_id, notebook, released):
    return all(one.source.strip() == released.source.strip() for one in notebook.cells if _grade_id(one) == grade_id)


def _decided_there(record, ended, printed):
    """A teacher's own test cell was run beside the answer, and its error decides."""
    record.decided = "notebook"
    record.state = {"done": "right", "not run": "not run", "left out": "not run"}.get(ended, "wrong")
    record.text = NOT_RUN if record.state == "not run" else without_paths(printed)[:MOST_PRINTED]


def _decide(asked, seat, seed, sitting, written):
    """Ask all answers in the notebook's cases, and only then in those that were drawn.

    What is wrong in the notebook's cases is told with what the answer says of itself. Answers can leave notes for each
    other, and one that knows of a drawn case would tell it. `written` has the sources of all cells of the student.
    """
    judged = []
    for record, step, source in asked:
        answer = RemoteAnswer(seat.asker(step.check))
        verdict = _attempted(record, sitting, judge, step.judged, answer)
        judged.append((record, step, source, answer, verdict))
    for record, step, source, answer, verdict in judged:
        decided = verdict and _attempted(record, sitting, decide_in_drawn, step.judged, answer, seed, verdict)
        if not decided:
            continue
        verdict, record.drawn = decided
        record.state, record.key, record.text = verdict.state, verdict.key, without_paths(verdict.text)
        record.got = record.points if record.state == "right" else 0.0
        if record.state == "right" and (said := doubt(step.judged, source, written)):
            sitting.look.append(said)


def _attempted(record, sitting, ask, *given):
    """What `ask` gives, or None: whatever it raises, the others go on."""
    try:
        return ask(*given)
    except Exception as error:
        sitting.look.append(FAILED.format(name=record.name, error=f"{type(error).__name__}: {error}"[:200]))
        return None

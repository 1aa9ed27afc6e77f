"""A course of four small tasks without PyTorch, a judge for it that runs in this process, and its gradebook as data."""

import nbformat
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook
from nbgrader.api import Gradebook

from classroom.exercises import CLASSROOM, released
from classroom.record import Record, TaskRecord
from classroom.submissions import ASSIGNMENT, NAME, solved

ANSWERS = {
    "step": "def step(x):\n    return x + x",
    "unroll": "def unroll(xs):\n    return [x + x for x in xs]",
    "clip": "def clip(x):\n    return min(x, 1)",
}
CHECKS = {
    "step": "assert step(2) == 4",
    "unroll": "assert unroll([1, 2]) == [2, 4]",
    "clip": "assert (clip(3), clip(0)) == (1, 0)",
}


def nbgrader(name, **roles):
    """The metadata of a cell that nbgrader knows."""
    roles = {"grade": False, "solution": False, "locked": False, **roles}
    return {"nbgrader": {"grade_id": name, "schema_version": 3, **roles}}


def make(folder, settings=""):
    """A course in `folder` with tasks of the same names as some of the real ones."""
    cells = [new_markdown_cell("# Four tasks", id="title"), new_code_cell("import math", id="setup")]
    for name, source in ANSWERS.items():
        head, body = source.split("\n")
        hidden = f"{head}\n    ### BEGIN SOLUTION\n{body}\n    ### END SOLUTION"
        roles = nbgrader(f"answer-{name}", solution=True)
        cells.append(new_code_cell(hidden, id=f"answer-{name}", metadata=roles))
        roles = nbgrader(f"check-{name}", grade=True, locked=True, points=2)
        cells.append(new_code_cell(CHECKS[name], id=f"check-{name}", metadata=roles))
    roles = nbgrader("answer-q3", grade=True, solution=True, points=1)
    cells.append(new_code_cell("q3 = 'It may vanish.'  ### SOLUTION", id="answer-q3", metadata=roles))
    metadata = {"kernelspec": {"name": "python3", "display_name": "Python 3 (ipykernel)", "language": "python"}}
    (folder / "source" / ASSIGNMENT).mkdir(parents=True)
    nbformat.write(new_notebook(cells=cells, metadata=metadata), folder / "source" / ASSIGNMENT / NAME)
    text = (CLASSROOM / "nbgrader_config.py").read_text(encoding="utf-8") + settings
    (folder / "nbgrader_config.py").write_text(text, encoding="utf-8")
    released(folder)
    return folder


def read(path):
    """The notebook in a file."""
    return nbformat.read(path, as_version=4)


def solutions(course):
    """The notebook that was handed out, with the right answers."""
    return solved(*(read(course / part / ASSIGNMENT / NAME) for part in ("release", "source")))


def hand_in(course, student, notebook, name=NAME):
    """Write a notebook into a student's folder, which is returned."""
    folder = course / "submitted" / student / ASSIGNMENT
    folder.mkdir(parents=True, exist_ok=True)
    nbformat.write(notebook, folder / name)
    return folder


class HereJudge:
    """Runs the cells in this process: for submissions that the tests wrote. Remembers which it was asked for."""

    broken = ()
    version = "1"

    def __init__(self):
        self.asked = 0
        self.seeds = set()

    def __call__(self, notebook, release, files, seed):
        self.asked += 1
        self.seeds.add(seed)
        space, tasks = {}, []
        for cell in notebook.cells:
            role = cell.metadata.get("nbgrader", {})
            if cell.cell_type == "code" and not role.get("grade"):
                exec(cell.source, space)
            elif role.get("solution"):
                tasks.append(TaskRecord("q3", role["points"], None, "by hand"))
            elif role.get("grade"):
                right = _holds(cell.source, space)
                name = role["grade_id"].split("-", 1)[1]
                state = "right" if right else "wrong"
                tasks.append(
                    TaskRecord(name, role["points"], role["points"] * right, state, text=f"{name} is {state}.")
                )
        return Record("", tasks=tasks, wall="none")


def _holds(source, space):
    try:
        exec(source, space)
    except Exception:
        return False
    return True


def dump(course, assignment=ASSIGNMENT):
    """All that nbgrader's gradebook says of an assignment, without its internal numbers."""
    found = {}
    with Gradebook(f"sqlite:///{course / 'gradebook.db'}") as gradebook:
        for one in gradebook.find_assignment(assignment).submissions:
            (notebook,) = one.notebooks
            found[one.student.id] = {
                "time": one.timestamp,
                "penalty": notebook.late_submission_penalty,
                "score": one.score,
                "grades": {
                    grade.name: (grade.auto_score, grade.manual_score, grade.needs_manual_grade)
                    for grade in notebook.grades
                },
                "comments": {comment.name: comment.auto_comment for comment in notebook.comments},
            }
        found["students"] = sorted(student.id for student in gradebook.students)
    return found

"""How far a reader has come: which of the tasks are done since the kernel was started."""

from . import sentences
from .saying import said
from .verdict import graded

# The tasks of one hour: the section itself, with the four questions of the book. All others go further.
CORE = ("output_size", "shift", "step", "step_concat", "unroll", "q2", "gradient_fate", "q4")

_done = set()


def show(task, state):
    """Count a task where its answer is right, and print how many are; a blank is no news, and prints nothing."""
    (_done.add if state == "right" else _done.discard)(task)
    if state != "not answered" and not graded():
        further = {*sentences.TASKS, *sentences.ANSWERS}.difference(CORE)
        words = {"core": len(_done.intersection(CORE)), "cores": len(CORE)}
        words |= {"further": len(_done & further), "furthers": len(further)}
        print(said("report", "progress", **words))

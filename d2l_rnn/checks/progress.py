"""How far a reader has come: which of the tasks are done since the kernel was started."""

from . import sentences
from .verdict import graded

_done = set()


def show(task, state):
    """Count a task where its answer is right, and print how many are; a blank is no news, and prints nothing."""
    (_done.add if state == "right" else _done.discard)(task)
    if state != "not answered" and not graded():
        tasks = len(sentences.TASKS) + len(sentences.ANSWERS)
        print(sentences.REPORT["progress"].format(done=len(_done), tasks=tasks))

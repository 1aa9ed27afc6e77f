"""Where an answer is asked: in this process, as a notebook does, or in another one that is handed plain data."""

from . import wire
from .plain import Problem
from .sandbox import trial


class LocalAnswer:
    """An answer in this process: a function to call, or a value to look at."""

    def __init__(self, value):
        self._value = value

    def attempt(self, task, cases, watched=False, memory=trial.MEMORY):
        """The Attempt at these cases of a task."""
        return trial.run(self._value, task.takes, cases, task.plain, memory=memory, watched=watched)

    def look(self, kind):
        """The Outcome of turning the value into plain data of this Kind."""
        return trial.look(self._value, kind)


class RemoteAnswer:
    """An answer in another process, where `wire.serve` replies.

    `ask` takes a request, a dict that JSON can hold, and gives what came back: such data, whatever it is, or a Problem
    where nothing came.
    """

    def __init__(self, ask):
        self._ask = ask

    def attempt(self, task, cases, watched=False, memory=trial.MEMORY):
        """The Attempt at these cases of a task."""
        reply = self._ask(wire.request(task.takes, cases, task.plain, watched, memory))
        return trial.Attempt(problem=reply) if isinstance(reply, Problem) else wire.attempt(reply, task, cases)

    def look(self, kind):
        """The Outcome of turning the value into plain data of this Kind."""
        reply = self._ask(wire.request_to_look(kind))
        return trial.Outcome(problem=reply) if isinstance(reply, Problem) else wire.outcome(reply, kind)

"""An answer that is asked in another process, which is handed plain data and replies with plain data."""

from . import wire
from .plain import Problem
from .sandbox import trial


class RemoteAnswer:
    """A function or a value in another process, where `wire.serve` replies; a `LocalAnswer` is one in this process.

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

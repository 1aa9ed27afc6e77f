"""An answer that is asked in this process, as in a notebook."""

from . import trial


class LocalAnswer:
    """A function to call, or a value to look at."""

    def __init__(self, value):
        self._value = value

    def attempt(self, task, cases, watched=False, memory=trial.MEMORY):
        """The Attempt at these cases of a task."""
        return trial.run(self._value, task.takes, cases, task.plain, memory=memory, watched=watched)

    def look(self, kind):
        """The Outcome of turning the value into plain data of this Kind."""
        return trial.look(self._value, kind)

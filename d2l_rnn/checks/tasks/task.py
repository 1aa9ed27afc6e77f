"""What an exercise is to its reader: a thing to call with an answer."""

from .. import progress
from ..sandbox.surroundings import clean
from ..verdict import give


class Task:
    """One exercise of the section: call it with an answer, and read what it says."""

    def __init__(self, name, asks, examine):
        self.__name__ = name
        self.__doc__ = asks  # for help() and the question mark of a notebook
        self._examine = examine

    def examine(self, answer, *more):
        """The Verdict on an answer, whatever state the notebook is in; `more` are further cases, as plain data."""
        with clean():
            return self._examine(answer, *more)

    def __call__(self, answer):
        """Print the verdict on an answer; where nbgrader runs the notebook, raise one that is not right."""
        verdict = self.examine(answer)
        give(verdict)
        progress.show(self.__name__, verdict.state)

    def __repr__(self):
        return f"checks.{self.__name__}: {self.__doc__.splitlines()[0]}"


class InWords(Task):
    """Questions that a person grades: they are done when there is something to read."""

    def __call__(self, question, text):
        """The model answer, once there is a text to compare with it; until then None, and a sentence is printed."""
        reply = self.examine(question, text)
        if isinstance(reply, str):
            print(reply)
            if type(question) is str:
                progress.show(question, "not answered")
            return None
        progress.show(question, "right")
        return reply

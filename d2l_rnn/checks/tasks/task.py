"""What an exercise is to its reader: a thing to call with an answer."""

from ...languages import say
from .. import progress
from ..sandbox.answer import LocalAnswer
from ..sandbox.surroundings import clean
from ..verdict import give


class Task:
    """One exercise of the section: call it with an answer, and read what it says."""

    def __init__(self, name, asks, judge):
        self.__name__ = name
        self.__doc__ = asks  # for help()
        self._judge = judge

    def judge(self, answer):
        """The Verdict on an answer that is asked where it is, here or in another process."""
        with clean():
            return self._judge(answer)

    def examine(self, answer):
        """The Verdict on a thing handed in, whatever state the notebook is in."""
        return self.judge(LocalAnswer(answer))

    def __call__(self, answer):
        """Print the verdict on an answer; where nbgrader runs the notebook, raise one that is not right."""
        verdict = self.examine(answer)
        give(verdict)
        progress.show(self.__name__, verdict.state)

    def __repr__(self):
        return f"checks.{self.__name__}: {self.getdoc().splitlines()[0]}"

    def getdoc(self):
        """What it asks, in the reader's language: for the question mark of a notebook."""
        return say(self.__doc__, context=f"check:{self.__name__}.asks")


class InWords(Task):
    """Questions that a person grades: they are done when there is something to read."""

    def __call__(self, question, text):
        """The model answer, once there is a text to compare with it; until then None, and a sentence is printed."""
        with clean():
            reply = self._judge(question, text)
        if isinstance(reply, str):
            print(reply)
            if type(question) is str:
                progress.show(question, "not answered")
            return None
        progress.show(question, "right")
        return reply

"""From what a class handed in to one readable notebook for each student: exports, names, files, repairs."""


class UnreadableError(Exception):
    """What was handed in is no notebook; the message is a sentence for the teacher."""

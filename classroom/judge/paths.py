"""Text that a student may read, without the places of files on the teacher's machine."""

import re

# From the second name on it is a path; of a path only the last name is told.
PATH = re.compile(r"(?<![\w/.:])(?:~|[A-Za-z]:)?(?:[\\/][\w.@+%=,-]+){2,}[\\/]?")


def without_paths(text):
    """The same text with only the last name of each path."""
    return PATH.sub(lambda found: re.split(r"[\\/]", found[0].rstrip("\\/"))[-1], text)

"""Text out of a seat, as others may read it: without what is no text, and without places on the teacher's machine."""

import re

# From the second name on it is a path; of a path only the last name is told.
PATH = re.compile(r"(?<![\w/.:])(?:~|[A-Za-z]:)?(?:[\\/][\w.@+%=,-]+){2,}[\\/]?")
NO_TEXT = re.compile(r"\x1b\[[0-9;]*m|[\x00-\x08\x0b-\x1f\x7f]")  # colours of a terminal, and what steers one


def readable(text):
    """The text without control characters, as UTF-8 can hold it."""
    return NO_TEXT.sub("", text).encode("utf-8", "backslashreplace").decode()


def without_paths(text):
    """The same text, readable, with only the last name of each path."""
    return PATH.sub(lambda found: re.split(r"[\\/]", found[0].rstrip("\\/"))[-1], readable(text))

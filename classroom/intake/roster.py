"""Who on nbgrader's list of students is meant by a name that another system writes in its own way."""

import re
from dataclasses import dataclass

from classroom.intake.names import words


@dataclass(frozen=True)
class Student:
    """One line of nbgrader's list (`nbgrader db student list`)."""

    id: str
    first_name: str = ""
    last_name: str = ""
    email: str = ""
    lms_user_id: str = ""


def match(name, roster, number=None):
    """The ids of the students who may be meant: one where it is certain, none where nobody is like it.

    `number` is the user's in the system that exported, where it tells it. The first of these that anyone fulfils
    decides: the number; the id or email letter by letter; the same words in any order, with or without spaces; all
    words of the shorter name in the longer one, at least two; the same words with ae, oe and ue for a, o and u.
    """
    given = words(name)
    tests = [
        lambda one: number is not None and one.lms_user_id == number,
        lambda one: name in (one.id, one.email) and bool(name),
        lambda one: is_called(name, one),
        lambda one: any(_within(called, given) for called in _called(one)),
        lambda one: any(sorted(map(_short, called)) == sorted(map(_short, given)) for called in _called(one)),
    ]
    for fits in tests:
        found = sorted({one.id for one in roster if fits(one)})
        if found:
            return found
    return []


def is_called(name, one):
    """Whether a student on the list is called so, with the words in any order, with or without spaces."""
    given = words(name)
    return any(sorted(called) == sorted(given) or _run_together(called, given) for called in _called(one))


def _called(one):
    """What a student may be called, each as words."""
    whole = words(f"{one.first_name} {one.last_name}")
    return [called for called in (whole, words(one.id), words(one.email), words(one.email.partition("@")[0])) if called]


def _run_together(called, given):
    """Canvas writes "Lovelace, Ada" as lovelaceada."""
    text = "".join(given)
    return text in {"".join(called[turn:] + called[:turn]) for turn in range(len(called))}


def _short(word):
    """Müller is written Mueller where there is no ü, and Muller."""
    return re.sub("(?<=[aou])e", "", word)


def _within(called, given):
    fewer, more = sorted((set(called), set(given)), key=len)
    return len(fewer) >= 2 and fewer <= more

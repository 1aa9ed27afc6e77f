"""Whether bad input gets a sentence: our own TypeError or ValueError, whole, that names what is wrong.

A case is a function with one argument replaced. Cases of one argument are tried in one test, which tells of all that
fail.
"""

import re
import traceback
from pathlib import Path
from typing import NamedTuple

import pytest

import d2l_rnn

PACKAGE = Path(d2l_rnn.__file__).parent
JARGON = re.compile(
    r"mat1|addmm|aten|cuda|dispatch|traceback|nonetype|attribute|subscript|iterable|unhashable|hashable|broadcast|"
    r"expected scalar|size of tensor|dim\b|dims\b|numel|stride|codec|json|serializ|mathtext|bbox|glyph|"
    r"backend|keyword|argument \d|trait|instance|<class|0x[0-9a-f]{4}|operand|overload|autograd",
    re.IGNORECASE,
)


class Case(NamedTuple):
    """A function, the argument that is replaced, what by, and the names of which the answer must hold one."""

    function: object
    argument: str
    what: str
    value: object
    names: tuple

    def __str__(self):
        return f"{self.function.__qualname__}({self.argument}: {self.what})"


def cases(function, argument, values, *names):
    """The cases of one argument, for a list of (what it is, the value)."""
    return [Case(function, argument, what, value, names or (argument,)) for what, value in values]


def by_argument(all_cases):
    """What pytest.mark.parametrize needs for one test of all cases of an argument."""
    groups = {}
    for case in all_cases:
        groups.setdefault(f"{case.function.__qualname__}-{case.argument}", []).append(case)
    return pytest.mark.parametrize("group", groups.values(), ids=groups)


def assert_answered(group, attempt):
    """Check that `attempt(case)` answers every case of a group in a sentence."""
    found = {str(case): fault(lambda case=case: attempt(case), case.names) for case in group}
    assert not any(found.values()), "\n".join(f"{case} {wrong}" for case, wrong in found.items() if wrong)


def fault(call, names):
    """What is wrong with the answer that a call gives, or None."""
    try:
        call()
    except (TypeError, ValueError) as error:
        return fault_of(error, names)
    except Exception as error:
        return f"raised {type(error).__name__}: {error}"
    return "was accepted"


def fault_of(error, names):
    """What is wrong with a TypeError or ValueError as an answer to bad input, or None."""
    message = str(error)
    frame = traceback.extract_tb(error.__traceback__)[-1]
    jargon = JARGON.search(message)
    if PACKAGE not in Path(frame.filename).parents:
        return f"was raised in {frame.filename}, line {frame.lineno}: {message}"
    if not message.endswith(".") or len(message) >= 400 or message.encode("utf-8", "replace").decode() != message:
        return f"is no short sentence that can be printed anywhere: {message!r}"
    if jargon:
        return f"says {jargon[0]!r}: {message}"
    if not any(re.search(rf"(?<!\w){re.escape(name)}(?!\w)", message) for name in names):
        return f"names none of {names}: {message}"
    return None

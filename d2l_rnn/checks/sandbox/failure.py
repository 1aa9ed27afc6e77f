"""What an exception in a student's function is told as: a Problem, with the line of the student's text it came from."""

import dis
import linecache
from pathlib import Path

import torch

from ...languages import say
from ..plain import Problem, short
from .watch import BETWEEN

OTHERS = (Path(__file__).parents[1], Path(torch.__file__).parent)  # folders in which nobody writes an answer

# What torch and Python say, and the key of the sentence that explains it.
SAYINGS = {
    "mat1 and mat2 shapes": "no_product",
    "inconsistent tensor size": "no_product",
    "Expected size for first two dimensions": "no_product",
    "size mismatch": "no_product",
    "einsum()": "no_product",
    "Sizes of tensors must match except": "does_not_join",
    "Tensors must have same number of dimensions": "does_not_join",
    "stack expects each tensor to be equal size": "does_not_stack",
    "must match the size of tensor": "does_not_add",
    "doesn't match the broadcast shape": "does_not_add",
    "The expanded size of the tensor": "does_not_fill",
    "cannot be broadcast to indexing result": "does_not_fill",
    "is invalid for input of size": "does_not_reshape",
    "bitwise_xor": "caret",
    "unsupported operand type(s) for ^": "caret",
    "not implemented for 'Long'": "kind_of_number",
    "not implemented for 'Bool'": "kind_of_number",
    "is not defined": "no_such_name",
    "local variable": "no_value_yet",
    "has no attribute": "no_such_attribute",
    "positional argument": "wrong_arguments",
    "unexpected keyword argument": "wrong_arguments",
    "invalid combination of arguments": "wrong_arguments",
    "values to unpack": "unpacking",
    "out of range": "out_of_bounds",
    "out of bounds": "out_of_bounds",
    "is not iterable": "not_iterable",
    "iteration over a 0-d tensor": "not_iterable",
    "is not callable": "not_callable",
    "is not subscriptable": "not_subscriptable",
    "unsupported operand type": "operands",
    "can only concatenate": "operands",
    "can't multiply sequence": "operands",
    "must be str, not": "operands",
    "value of Tensor with more than one value is ambiguous": "many_truths",
}


def told(error, refused="", tensors=()):
    """The Problem for an exception; torch has refused these tensors, (name or "", shape), in that function of its."""
    name = short(type(error).__name__, quoted=False)
    message = str(error).strip().split("\n")[0]
    frames = _students(error.__traceback__)
    line = _line(frames)
    if isinstance(error, NotImplementedError) and frames and _raised_by_hand(frames[-1]):
        return Problem("not_answered")
    if isinstance(error, RecursionError):
        return Problem("recursion", line=line)
    if isinstance(error, MemoryError) or "allocate" in message:
        return Problem("memory", line=line)
    if isinstance(error, SystemExit | KeyboardInterrupt):
        return Problem("exits", {"error": name}, line=line)
    for part, key in SAYINGS.items():
        if part in message:
            known = tensors if any(name for name, _ in tensors) else ()
            factors = refused in BETWEEN and [len(shape) for _, shape in known] == [2, 2]
            return Problem(key, {"message": _cut(message)}, line=line, shapes=known, factors=factors)
    return Problem("raised", {"error": name, "message": _cut(message) or say("no message")}, line=line)


def _students(tb, most=60):
    """The entries of a traceback that stand in the file of the student's function."""
    entries = []
    while tb is not None and len(entries) < most:
        entries.append(tb)
        tb = tb.tb_next
    outside = [entry for entry in entries if not any(map(Path(_file(entry)).is_relative_to, OTHERS))]
    return [entry for entry in outside if _file(entry) == _file(outside[0])]


def _file(entry):
    return entry.tb_frame.f_code.co_filename


def _raised_by_hand(entry):
    """Whether a raise in the student's own text led to this, and not something that torch or the notebook lacks."""
    steps = dis.get_instructions(entry.tb_frame.f_code)
    return entry.tb_next is None and any(
        step.offset == entry.tb_lasti and step.opname == "RAISE_VARARGS" for step in steps
    )


def _line(entries):
    """The deepest line in the file where the student's function stands, as it is written there."""
    if not entries:
        return ""
    text = linecache.getline(_file(entries[-1]), entries[-1].tb_lineno).strip()
    return text[:100] if text else say("line {number}", number=entries[-1].tb_lineno)


def _cut(message, most=150):
    """The beginning of a message, in whole words."""
    message = message.encode("utf-8", "backslashreplace").decode().rstrip(".")
    if len(message) <= most:
        return message
    return (message[:most].rpartition(" ")[0] or message[:most]) + " […]"

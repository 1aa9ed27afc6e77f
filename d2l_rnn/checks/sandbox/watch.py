"""What torch is asked for while a student's function runs, and what its tensors are where torch refuses two of them.

torch's own message knows sizes and no names. Here a tensor is called what the student calls it: an argument by its
name, a view of it by what was done to it, a result by the operation that made it.
"""

import contextlib

import torch
from torch.overrides import TorchFunctionMode

PLAIN = (torch.Tensor, torch.nn.Parameter)  # a class of somebody's own may answer anything
MATMUL = {"matmul", "__matmul__", "__rmatmul__", "mm", "bmm", "mv", "linalg_matmul"}
SIGNS = dict.fromkeys(MATMUL, "@") | {"add": "+", "add_": "+", "sub": "-", "sub_": "-", "mul": "*", "mul_": "*"}
BETWEEN = {"linear": 0, "addmm": 1, "addmv": 1, "addbmm": 1, "baddbmm": 1} | dict.fromkeys(MATMUL, 0)
LONGEST = 40  # characters of a name
MOST = 300  # names of one call: a loop without an end makes ever more tensors
LARGEST = 10**5  # numbers in a tensor that is kept alive for its name


class Watch(TorchFunctionMode):
    """Counts the functions of torch that the running thread calls, and knows the tensors that one of them refused."""

    def __init__(self, called):
        super().__init__()
        self._called = called
        self._arguments, self._names, self._refused = {}, {}, (None, "", ())

    def begin(self, names, args):
        """A call of the student's function begins, with these arguments."""
        named = {}
        for name, value in zip(names, args, strict=True):
            parts = {f"{name}[{place}]": one for place, one in enumerate(value)} if type(value) is list else {}
            named |= parts or {name: value}
        tensors = {name: value for name, value in named.items() if type(value) in PLAIN}
        self._arguments = {_place(value): (name, value) for name, value in tensors.items()}
        self._names, self._refused = {}, (None, "", ())

    def refused(self, error):
        """What torch refused with this error: the name of its function, and (name or "", shape) of each tensor."""
        return self._refused[1:] if self._refused[0] is error else ("", ())

    def __torch_function__(self, function, kinds, args=(), kwargs=None):
        name = getattr(function, "__name__", "").removesuffix(".default")
        self._called[name] += 1
        try:
            result = function(*args, **(kwargs or {}))
        except Exception as error:
            with contextlib.suppress(Exception):
                self._refused = error, name, self._shapes(name, args, kwargs or {})
            raise
        with contextlib.suppress(Exception):
            self._keep(name, result, args)
        return result

    def _shapes(self, name, args, kwargs):
        tensors = [value for value in _flat([*args, *kwargs.values()]) if type(value) in PLAIN]
        shapes = [(self._name(value), tuple(value.shape)) for value in tensors]
        if name in BETWEEN:  # the two that are multiplied
            shapes = shapes[BETWEEN[name] : BETWEEN[name] + 2]
        if name == "__rmatmul__":
            shapes.reverse()
        if name == "linear":  # it turns its weight over
            (weight, shape) = shapes[1]
            shapes[1] = weight and f"{weight}.T", shape[::-1]
        return tuple(shapes)

    def _keep(self, name, result, args):
        """Remember what a result is called, and the result itself: the next one may come to lie in its place."""
        if type(result) in PLAIN and result.numel() <= LARGEST and len(self._names) < MOST:
            self._names[id(result)] = result, self._made(name, args)

    def _made(self, name, args):
        values = _flat(args)
        parts = [self._name(value) if type(value) in PLAIN else _number(value) for value in values]
        tensors = [part for part, value in zip(parts, values, strict=True) if type(value) in PLAIN]
        if not tensors or not all(parts):
            return ""
        if name in SIGNS and len(parts) == 2:
            if SIGNS[name] in "@*":
                parts = [f"({part})" if " + " in part or " - " in part else part for part in parts]
            made = f" {SIGNS[name]} ".join(parts)
        elif name.isidentifier() and not name.startswith("_"):
            made = f"{name}({', '.join(tensors)})"
        else:
            return ""
        return made if len(made) <= LONGEST else ""

    def _name(self, value):
        """What a tensor is called, or nothing."""
        argument = self._arguments.get(_place(value))
        seen = _view(*argument, value) if argument is not None else ""
        return seen or self._names.get(id(value), (None, ""))[1]


def _number(value):
    return repr(value) if type(value) in (int, float, bool) else ""


def _place(value):
    """Where the numbers of a tensor lie, the same for all views of it."""
    return value.untyped_storage().data_ptr()


def _view(name, argument, value):
    """What a tensor is called that is an argument, or one turned over, or a part of it along the first axis."""
    first = value.storage_offset() - argument.storage_offset()
    kind, whole = (value.shape, value.stride()), (argument.shape, argument.stride())
    if kind == whole and first == 0:
        return name
    if value.dim() == argument.dim() == 2 and kind == (whole[0][::-1], whole[1][::-1]):
        return f"{name}.T"
    if kind == (whole[0][1:], whole[1][1:]):
        return f"{name}[{first // argument.stride(0)}]"
    return ""


def _flat(values, most=9):
    """The values of a list and those in its lists; torch.tensor may get very long ones."""
    return [one for value in values for one in (value[:most] if type(value) in (tuple, list) else [value])]

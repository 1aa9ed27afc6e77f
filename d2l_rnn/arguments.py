"""What a wrong argument is told: its name, what it is, and what would be right, in the book's letters.

A beginner who hands `unroll` a (T, d) tensor should read about n, not about `addmm`. So a public function
says what it takes in one line above it, and its body stays the book's equation:

    @takes("n h", X="n d", H="n h")
    def step(X, H, p, phi=torch.tanh): ...
"""

import functools
import inspect
import math
import operator
from collections import Counter

import torch

LETTERS = {
    "n": "sequences in the batch",
    "d": "inputs",
    "h": "hidden units",
    "q": "outputs",
    "T": "time steps",
}
FLOATS = (torch.float32, torch.float64, torch.float16, torch.bfloat16)
INTEGERS = (torch.int64, torch.int32, torch.int16, torch.int8, torch.uint8)
MOST_NUMBERS = 10**8  # 400 MB of float32: beyond it a size is a slip of the finger, not a model


def takes(*made, **specs):
    """Check the named tensors, and `p` and `phi` where the function has them, before it runs.

    A spec is a shape in the book's letters: d, h and q are those of `p`, the others are fixed by the first
    argument that has them. "T n int" asks for indices. An argument whose default is None may be None.
    `made` are the shapes of what the function computes: sizes that fit no memory are refused.
    """
    made = [tuple(shape.split()) for shape in made]

    def decorate(function):
        signature = inspect.signature(function)
        names = list(signature.parameters)
        may_be_none = {name for name in names if signature.parameters[name].default is None}

        @functools.wraps(function)
        def checked(*args, **kwargs):
            given = dict(zip(names, args, strict=False))
            given.update(kwargs)
            if len(given) != len(args) + len(kwargs) or not given.keys() >= specs.keys() - may_be_none:
                signature.bind(*args, **kwargs)  # raises Python's own sentence about a call that does not fit
            sizes, like = {}, None
            if "p" in given:
                params(given["p"])
                sizes, like = given["p"].sizes, given["p"].W_xh
            for name, spec in specs.items():
                value = given.get(name)
                if value is not None or name not in may_be_none:
                    tensor(name, value, spec, sizes, like)
                    like = value if like is None else like
            for letters in made:
                shape = tuple([sizes[letter] for letter in letters])
                if (total := math.prod(shape)) > MOST_NUMBERS:
                    size_limit(total, f"A result of shape ({', '.join(letters)}) = {shape}")
            if "phi" in given:
                given["phi"] = activation(given["phi"])
            return function(**given)

        return checked

    return decorate


def a(value):
    """What a value is, in a few words that stay short whatever it holds."""
    if isinstance(value, int) and not isinstance(value, bool):
        return _short(value)
    if value is None or isinstance(value, bool | float):
        return str(value)
    if isinstance(value, str):
        return f"the string {shown(value)}"
    if isinstance(value, torch.Tensor) and not value.is_nested:
        kind = "of True and False, " if value.dtype is torch.bool else ""
        return f"a tensor {kind}of shape {tuple(value.shape)}"
    if isinstance(value, dict):
        keys = ", ".join(shown(key) if isinstance(key, str) else a(key) for key in list(value)[:6])
        return f"a dict with the keys {keys}{', …' if len(value) > 6 else ''}" if value else "an empty dict"
    name = type(value).__name__
    name = f"numpy {name}" if type(value).__module__ == "numpy" else name  # its bool is no bool
    return f"{'an' if name[0] in 'aeiouAEIOU' else 'a'} {name}"


def shown(text, most=20):
    """A text as it may stand in a message: quoted, short, and printable on any screen."""
    safe = text[:most].encode("utf-8", "backslashreplace").decode()
    return repr(safe) + ("…" if len(text) > most else "")


def tensor(name, value, spec, sizes, like=None):
    """Check one tensor against a spec such as "T n d"; letters it is the first to use are added to `sizes`.

    It must hold numbers that can be computed with, and of the kind and on the device of the tensor `like`.
    """
    letters = spec.split()
    whole = letters[-1] == "int"
    letters = letters[:-1] if whole else letters
    written = "(" + ", ".join(letters) + ")"
    if not isinstance(value, torch.Tensor):
        way = _way_from_text(value, letters, whole)
        raise TypeError(f"{name} must be a torch tensor of shape {written}, not {a(value)}.{way}")
    if value.is_nested or value.layout is not torch.strided:
        kind = "nested" if value.is_nested else str(value.layout).removeprefix("torch.").strip("_")
        raise TypeError(f"{name} is a tensor of the kind {kind}; an ordinary one of shape {written} is needed.")
    shape = tuple(value.shape)
    expected = [sizes.get(letter, letter) for letter in letters]
    unfit = [size for size, want in zip(shape, expected, strict=False) if size != want and want not in letters]
    if unfit or len(shape) != len(letters):
        way = _way_from_indices(name, value, letters, whole)
        raise ValueError(_shape_message(name, shape, letters, expected, way))
    for letter, size in zip(letters, shape, strict=True):
        if size == 0:
            kind = f"{letter}, the number of {LETTERS[letter]},"
            raise ValueError(f"{name} has shape {shape}: {kind} is 0; it must be at least 1.")
        sizes[letter] = size
    if value.is_meta:
        raise ValueError(f"{name} is on the device meta, where a tensor has a shape and no numbers.")
    if like is not None and value.device != like.device:
        where = f"on the device {value.device} and the numbers it meets on {like.device}"
        raise ValueError(f"{name} is {where}. Move it with {name}.to('{like.device}').")
    if whole:
        _indices(name, value, sizes.get("q"))
        return
    if value.dtype not in FLOATS:
        dtype = torch.float32 if like is None else like.dtype
        way = f" Convert it with {name}.to({dtype}).{_way_from_indices(name, value, letters)}"
        raise TypeError(f"{name} holds {value.dtype} values; {dtype} is needed.{way}")
    if like is not None and value.dtype != like.dtype:
        kinds = f"{value.dtype} values and the parameters {like.dtype}"
        raise TypeError(f"{name} holds {kinds}. Convert it with {name}.to({like.dtype}).")
    finite({name: value})


def is_text(value):
    """Whether a value is a string, or a list of strings that is not empty."""
    several = isinstance(value, list | tuple) and len(value) > 0 and all(isinstance(one, str) for one in value)
    return isinstance(value, str) or several


def _way_from_text(value, letters, whole):
    """For who hands over a text, or several, where a tensor made from it is needed: what makes it, else nothing."""
    if not is_text(value) or not (whole or letters[-1] == "d"):
        return ""
    return f" chars.{'indices' if whole else 'one_hot'}(text, tokens) makes it from a text."


def _way_from_indices(name, value, letters, whole=False):
    """For who hands over the indices of tokens where the inputs are needed: what makes them, else nothing."""
    inputs = letters[-1] == "d" and not whole and value.dtype in INTEGERS
    return f" Indices of tokens become inputs with chars.one_hot({name}, tokens)." if inputs else ""


def _shape_message(name, shape, letters, expected, way=""):
    written, wanted = ", ".join(letters), ", ".join(map(str, expected))
    known = written if written == wanted else f"{written}) = ({wanted}"
    message = f"{name} has shape {shape}; ({known}) is expected."
    wrong = [
        f"{letter}, the number of {LETTERS[letter]}, is {want}, not {size}"
        for letter, size, want in zip(letters, shape, expected, strict=False)
        if letter in LETTERS and len(shape) == len(expected) and not isinstance(want, str) and size != want
    ]
    if wrong:
        message += f" Here {'; '.join(dict.fromkeys(wrong))}.{way}"
    elif way:
        message += way
    elif letters[:2] == ["T", "n"] and len(shape) == len(letters) - 1:
        message += f" For a single sequence (n = 1), put the missing axis in the middle: {name}[:, None]."
    elif letters[0] == "n" and len(shape) == len(letters) - 1:
        message += f" For a single sequence (n = 1), put the missing axis in front: {name}[None]."
    return message


def _indices(name, value, q):
    if value.dtype not in INTEGERS:
        needed = "whole numbers (torch.int64), the indices of tokens, are needed"
        raise TypeError(f"{name} holds {value.dtype} values; {needed}.")
    low, high = _number_in(value.min()), _number_in(value.max())
    if q is not None and None not in (low, high) and not 0 <= low <= high < q:
        wrong = low if low < 0 else high
        raise ValueError(f"{name} holds the index {wrong}; with q = {q} outputs the indices are 0 to {q - 1}.")


def _number_in(tensor):
    """The number in a tensor of one, or None: inside torch.func.vmap it stands for many, and nobody can look at it."""
    try:
        return tensor.item()
    except RuntimeError:
        return None


def finite(tensors):
    """Check that no number in a dict of named tensors is NaN or infinite.

    A sum shows both, since neither ever cancels, and costs a tenth of looking at every number; only a sum
    that is not finite (it may have overflowed) is looked into.
    """
    for name, value in tensors.items():
        total = _number_in(value.detach().sum())
        if total is None or math.isfinite(total):
            continue
        bad = (~torch.isfinite(value)).nonzero()
        if len(bad):
            where = ", ".join(str(int(i)) for i in bad[0])
            raise ValueError(f"{name}[{where}] is {value[tuple(bad[0])].item()}; every number must be finite.")


@functools.singledispatch
def params(p, name="p"):
    """Check that `p` is a Params that fits together and is finite; rnn, which comes later, adds how that is seen."""
    raise TypeError(f"{name} must be a Params (rnn.init_params makes one), not {a(p)}.")


def activation(phi):
    """phi, made to say in words where it is no function from a tensor to a tensor of the same shape."""
    if phi is torch.tanh:
        return phi
    if not callable(phi):
        raise TypeError(f"phi must be a function such as torch.tanh, not {a(phi)}.")

    def checked(A):
        try:
            H = phi(A)
        except Exception as error:
            failed = f"given {a(A)} it raised {type(error).__name__}"
            raise TypeError(f"phi must be a function of one tensor, such as torch.tanh; {failed}.") from error
        if not isinstance(H, torch.Tensor) or (H.shape, H.dtype) != (A.shape, A.dtype):
            kind = f" of {H.dtype}" if isinstance(H, torch.Tensor) else ""
            raise ValueError(f"phi must return what it is given, {a(A)} of {A.dtype}, not {a(H)}{kind}.")
        return H

    return checked


def _true_or_false(value):
    """Whether a value is True or False, of Python, numpy or torch: that is no number here, though each can count."""
    return isinstance(value, bool) or str(getattr(value, "dtype", "")) in ("bool", "torch.bool")


def count(name, value, least=1, most=MOST_NUMBERS):
    """A whole number in a range, or a sentence about why not."""
    try:
        if _true_or_false(value):
            raise TypeError
        value = operator.index(value)
    except (TypeError, RuntimeError):  # RuntimeError: a tensor without numbers
        raise TypeError(f"{name} must be a whole number such as {max(least, 1)}, not {a(value)}.") from None
    if not least <= value <= most:
        limit = f"at least {least}" if value < least else f"at most {most}"
        raise ValueError(f"{name} must be {limit}, not {_short(value)}.")
    return value


def number(name, value, least=-math.inf, above=-math.inf, most=math.inf):
    """A finite real number in a range, or a sentence about why not."""
    try:
        if _true_or_false(value) or isinstance(value, str | bytes | bytearray):
            raise TypeError
        value = float(value.detach() if isinstance(value, torch.Tensor) else value)
    except (TypeError, ValueError, OverflowError, RuntimeError):
        raise TypeError(f"{name} must be a number such as 0.5, not {a(value)}.") from None
    if not math.isfinite(value):
        raise ValueError(f"{name} must be finite, not {value}.")
    if not (least <= value <= most and value > above):
        limit = f"at most {most}" if value > most else f"at least {least}" if value < least else f"greater than {above}"
        raise ValueError(f"{name} must be {limit}, not {value:g}.")
    return value


def _short(value):
    """A whole number as written, or its size: Python refuses to print the very long ones."""
    return str(value) if abs(value) < 10**20 else f"a number of about {value.bit_length() * 3 // 10} digits"


def seed(value):
    """A seed for a generator: None, or a whole number from 0 to 2**63 - 1."""
    return None if value is None else count("seed", value, least=0, most=2**63 - 1)


def flag(name, value):
    """True or False, and nothing that merely looks like it."""
    if not isinstance(value, bool):
        raise TypeError(f"{name} must be True or False, not {a(value)}.")
    return value


def choice(name, value, words):
    """One of a few words, or a sentence that lists them."""
    if not isinstance(value, str) or value not in words:
        raise ValueError(f"{name} must be one of {', '.join(map(repr, words))}, not {a(value)}.")
    return value


def text(value, least=1, name="text"):
    """A string of at least so many whole characters, or a sentence about why not."""
    if not isinstance(value, str):
        raise TypeError(f"{name} must be a string such as 'machine', not {a(value)}.")
    for place, character in enumerate(value, 1):
        if "\ud800" <= character <= "\udfff":
            half = f"half a character (U+{ord(character):04X}) at place {place}"
            raise ValueError(f"{name} holds {half}; paste the whole character.")
    if len(value) < least:
        have = "is empty" if not value else f"has 1 character, {shown(value)}"
        need = "at least one character is" if least == 1 else "two characters, an input and its target, are"
        raise ValueError(f"{name} {have}; {need} needed.")
    return value


def tokens(value):
    """The tokens as a list of different strings that are not empty, or a sentence about why not."""
    if isinstance(value, torch.Tensor | dict | set | frozenset | bytes) or not hasattr(value, "__iter__"):
        raise TypeError(f"tokens must be a list of characters such as chars.vocabulary('machine'), not {a(value)}.")
    value = list(value)
    if not value:
        raise ValueError("tokens is empty; at least one token is needed.")
    for place, token in enumerate(value):
        if not isinstance(token, str) or not token:
            raise TypeError(f"tokens[{place}] must be a string that is not empty, not {a(token)}.")
        text(token, name=f"tokens[{place}]")
    repeated = [token for token, times in Counter(value).items() if times > 1]
    if repeated:
        raise ValueError(f"tokens holds {shown(repeated[0])} twice; every token must be different.")
    return value


def size_limit(total, what, unit="numbers"):
    """Refuse what would not fit in memory before anything is allocated."""
    if total > MOST_NUMBERS:
        allowed = f"at most {MOST_NUMBERS} are allowed. Choose smaller sizes."
        raise ValueError(f"{what} would hold {_short(total)} {unit}; {allowed}")

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

from .languages import say
from .naming import a, a_thing, short, shown  # noqa: F401  arguments.a_thing is for those that check what is handed in

LETTERS = ("n", "d", "h", "q", "T")
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
                    written = f"({', '.join(letters)})"
                    size_limit(total, say("A result of shape {letters} = {shape}", letters=written, shape=shape))
            if "phi" in given:
                given["phi"] = activation(given["phi"])
            return function(**given)

        return checked

    return decorate


def tensor(name, value, spec, sizes, like=None):
    """Check one tensor against a spec such as "T n d"; letters it is the first to use are added to `sizes`.

    It must hold numbers that can be computed with, and of the kind and on the device of the tensor `like`.
    """
    letters = spec.split()
    whole = letters[-1] == "int"
    letters = letters[:-1] if whole else letters
    written = "(" + ", ".join(letters) + ")"
    if not isinstance(value, torch.Tensor):
        words = {"name": name, "shape": written, "what": a(value)}
        sentence = say("{name} must be a torch tensor of shape {shape}, not {what}.", **words)
        raise TypeError(sentence + _way_from_text(value, letters, whole))
    if value.is_nested or value.layout is not torch.strided:
        kind = "nested" if value.is_nested else str(value.layout).removeprefix("torch.").strip("_")
        words = {"name": name, "kind": kind, "shape": written}
        raise TypeError(
            say("{name} is a tensor of the kind {kind}; an ordinary one of shape {shape} is needed.", **words)
        )
    shape = tuple(value.shape)
    expected = [sizes.get(letter, letter) for letter in letters]
    unfit = [size for size, want in zip(shape, expected, strict=False) if size != want and want not in letters]
    if unfit or len(shape) != len(letters):
        way = _way_from_indices(name, value, letters, whole)
        raise ValueError(_shape_message(name, shape, letters, expected, way))
    for letter, size in zip(letters, shape, strict=True):
        if size == 0:
            raise ValueError(_empty_message(name, shape, letter))
        sizes[letter] = size
    if value.is_meta:
        raise ValueError(say("{name} is on the device meta, where a tensor has a shape and no numbers.", name=name))
    if like is not None and value.device != like.device:
        words = {"name": name, "device": value.device, "other": like.device}
        raise ValueError(
            say(
                "{name} is on the device {device} and the numbers it meets on {other}. "
                "Move it with {name}.to('{other}').",
                **words,
            )
        )
    if whole:
        _indices(name, value, sizes.get("q"))
        return
    if value.dtype not in FLOATS:
        dtype = torch.float32 if like is None else like.dtype
        words = {"name": name, "kind": value.dtype, "needed": dtype}
        sentence = say("{name} holds {kind} values; {needed} is needed. Convert it with {name}.to({needed}).", **words)
        raise TypeError(sentence + _way_from_indices(name, value, letters))
    if like is not None and value.dtype != like.dtype:
        words = {"name": name, "kind": value.dtype, "needed": like.dtype}
        raise TypeError(
            say("{name} holds {kind} values and the parameters {needed}. Convert it with {name}.to({needed}).", **words)
        )
    finite({name: value})


def is_text(value):
    """Whether a value is a string, or a list of strings that is not empty."""
    several = isinstance(value, list | tuple) and len(value) > 0 and all(isinstance(one, str) for one in value)
    return isinstance(value, str) or several


def _way_from_text(value, letters, whole):
    """For who hands over a text, or several, where a tensor made from it is needed: what makes it, else nothing."""
    if not is_text(value) or not (whole or letters[-1] == "d"):
        return ""
    return " " + say("{call} makes it from a text.", call=f"chars.{'indices' if whole else 'one_hot'}(text, tokens)")


def _way_from_indices(name, value, letters, whole=False):
    """For who hands over the indices of tokens where the inputs are needed: what makes them, else nothing."""
    inputs = letters[-1] == "d" and not whole and value.dtype in INTEGERS
    if not inputs:
        return ""
    return " " + say("Indices of tokens become inputs with {call}.", call=f"chars.one_hot({name}, tokens)")


def _shape_message(name, shape, letters, expected, way=""):
    written, wanted = ", ".join(letters), ", ".join(map(str, expected))
    known = f"({written})" if written == wanted else f"({written}) = ({wanted})"
    message = say("{name} has shape {shape}; {known} is expected.", name=name, shape=shape, known=known)
    wrong = [
        _unequal(letter, want, size)
        for letter, size, want in zip(letters, shape, expected, strict=False)
        if letter in LETTERS and len(shape) == len(expected) and not isinstance(want, str) and size != want
    ]
    if wrong:
        message += " " + say("Here {sizes}.", sizes="; ".join(dict.fromkeys(wrong))) + way
    elif way:
        message += way
    elif letters[:2] == ["T", "n"] and len(shape) == len(letters) - 1:
        middle = f"{name}[:, None]"
        message += " " + say("For a single sequence (n = 1), put the missing axis in the middle: {way}.", way=middle)
    elif letters[0] == "n" and len(shape) == len(letters) - 1:
        front = f"{name}[None]"
        message += " " + say("For a single sequence (n = 1), put the missing axis in front: {way}.", way=front)
    return message


def _unequal(letter, want, size):
    """That a letter has another value, in words."""
    sizes = {"want": want, "size": size}
    match letter:
        case "n":
            return say("n, the number of sequences in the batch, is {want}, not {size}", **sizes)
        case "d":
            return say("d, the number of inputs, is {want}, not {size}", **sizes)
        case "h":
            return say("h, the number of hidden units, is {want}, not {size}", **sizes)
        case "q":
            return say("q, the number of outputs, is {want}, not {size}", **sizes)
    return say("T, the number of time steps, is {want}, not {size}", **sizes)


def _empty_message(name, shape, letter):
    words = {"name": name, "shape": shape}
    match letter:
        case "n":
            return say(
                "{name} has shape {shape}: n, the number of sequences in the batch, is 0; it must be at least 1.",
                **words,
            )
        case "d":
            return say("{name} has shape {shape}: d, the number of inputs, is 0; it must be at least 1.", **words)
        case "h":
            return say("{name} has shape {shape}: h, the number of hidden units, is 0; it must be at least 1.", **words)
        case "q":
            return say("{name} has shape {shape}: q, the number of outputs, is 0; it must be at least 1.", **words)
    return say("{name} has shape {shape}: T, the number of time steps, is 0; it must be at least 1.", **words)


def _indices(name, value, q):
    if value.dtype not in INTEGERS:
        words = {"name": name, "kind": value.dtype}
        raise TypeError(
            say("{name} holds {kind} values; whole numbers (torch.int64), the indices of tokens, are needed.", **words)
        )
    low, high = _number_in(value.min()), _number_in(value.max())
    if q is not None and None not in (low, high) and not 0 <= low <= high < q:
        wrong = low if low < 0 else high
        words = {"name": name, "index": wrong, "q": q, "last": q - 1}
        raise ValueError(
            say("{name} holds the index {index}; with q = {q} outputs the indices are 0 to {last}.", **words)
        )


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
            place, number = f"{name}[{where}]", value[tuple(bad[0])].item()
            raise ValueError(say("{place} is {number}; every number must be finite.", place=place, number=number))


@functools.singledispatch
def params(p, name="p"):
    """Check that `p` is a Params that fits together and is finite; rnn, which comes later, adds how that is seen."""
    raise TypeError(say("{name} must be a Params (rnn.init_params makes one), not {what}.", name=name, what=a(p)))


def activation(phi):
    """phi, made to say in words where it is no function from a tensor to a tensor of the same shape."""
    if phi is torch.tanh:
        return phi
    if not callable(phi):
        raise TypeError(say("phi must be a function such as torch.tanh, not {what}.", what=a(phi)))

    def checked(A):
        try:
            H = phi(A)
        except Exception as error:
            words = {"what": a(A), "error": type(error).__name__}
            raise TypeError(
                say(
                    "phi must be a function of one tensor, such as torch.tanh; given {what} it raised {error}.", **words
                )
            ) from error
        if not isinstance(H, torch.Tensor) or (H.shape, H.dtype) != (A.shape, A.dtype):
            given, came = _with_dtype(A), _with_dtype(H) if isinstance(H, torch.Tensor) else a(H)
            raise ValueError(say("phi must return what it is given, {given}, not {came}.", given=given, came=came))
        return H

    return checked


def _with_dtype(value):
    return say("{what} of {kind}", what=a(value), kind=value.dtype)


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
        words = {"name": name, "example": max(least, 1), "what": a(value)}
        raise TypeError(say("{name} must be a whole number such as {example}, not {what}.", **words)) from None
    if value < least:
        raise ValueError(
            say("{name} must be at least {least}, not {value}.", name=name, least=least, value=short(value))
        )
    if value > most:
        raise ValueError(say("{name} must be at most {most}, not {value}.", name=name, most=most, value=short(value)))
    return value


def number(name, value, least=-math.inf, above=-math.inf, most=math.inf):
    """A finite real number in a range, or a sentence about why not."""
    try:
        if _true_or_false(value) or isinstance(value, str | bytes | bytearray):
            raise TypeError
        value = float(value.detach() if isinstance(value, torch.Tensor) else value)
    except (TypeError, ValueError, OverflowError, RuntimeError):
        raise TypeError(say("{name} must be a number such as 0.5, not {what}.", name=name, what=a(value))) from None
    words = {"name": name, "value": f"{value:g}"}
    if not math.isfinite(value):
        raise ValueError(say("{name} must be finite, not {value}.", **words))
    if value > most:
        raise ValueError(say("{name} must be at most {most}, not {value}.", most=most, **words))
    if value < least:
        raise ValueError(say("{name} must be at least {least}, not {value}.", least=least, **words))
    if value <= above:
        raise ValueError(say("{name} must be greater than {above}, not {value}.", above=above, **words))
    return value


def seed(value):
    """A seed for a generator: None, or a whole number from 0 to 2**63 - 1."""
    return None if value is None else count("seed", value, least=0, most=2**63 - 1)


def flag(name, value):
    """True or False, and nothing that merely looks like it."""
    if not isinstance(value, bool):
        raise TypeError(say("{name} must be True or False, not {what}.", name=name, what=a(value)))
    return value


def choice(name, value, words):
    """One of a few words, or a sentence that lists them."""
    if not isinstance(value, str) or value not in words:
        known = ", ".join(map(repr, words))
        raise ValueError(say("{name} must be one of {known}, not {what}.", name=name, known=known, what=a(value)))
    return value


def text(value, least=1, name="text"):
    """A string of at least so many whole characters, or a sentence about why not."""
    if not isinstance(value, str):
        raise TypeError(say("{name} must be a string such as 'machine', not {what}.", name=name, what=a(value)))
    for place, character in enumerate(value, 1):
        if "\ud800" <= character <= "\udfff":
            words = {"name": name, "code": f"U+{ord(character):04X}", "place": place}
            raise ValueError(
                say("{name} holds half a character ({code}) at place {place}; paste the whole character.", **words)
            )
    if len(value) < least:
        if least == 1:
            raise ValueError(say("{name} is empty; at least one character is needed.", name=name))
        if not value:
            raise ValueError(say("{name} is empty; two characters, an input and its target, are needed.", name=name))
        words = {"name": name, "text": shown(value)}
        raise ValueError(
            say("{name} has 1 character, {text}; two characters, an input and its target, are needed.", **words)
        )
    return value


def tokens(value):
    """The tokens as a list of different strings that are not empty, or a sentence about why not."""
    if isinstance(value, torch.Tensor | dict | set | frozenset | bytes) or not hasattr(value, "__iter__"):
        raise TypeError(
            say("tokens must be a list of characters such as chars.vocabulary('machine'), not {what}.", what=a(value))
        )
    value = list(value)
    if not value:
        raise ValueError(say("tokens is empty; at least one token is needed."))
    for place, token in enumerate(value):
        if not isinstance(token, str) or not token:
            words = {"name": f"tokens[{place}]", "what": a(token)}
            raise TypeError(say("{name} must be a string that is not empty, not {what}.", **words))
        text(token, name=f"tokens[{place}]")
    repeated = [token for token, times in Counter(value).items() if times > 1]
    if repeated:
        token = shown(repeated[0])
        raise ValueError(say("tokens holds {token} twice; every token must be different.", token=token))
    return value


def size_limit(total, what):
    """Refuse what would not fit in memory before anything is allocated: so many numbers, held by `what`."""
    if total > MOST_NUMBERS:
        words = {"what": what, "total": short(total), "most": MOST_NUMBERS}
        raise ValueError(
            say("{what} would hold {total} numbers; at most {most} are allowed. Choose smaller sizes.", **words)
        )

"""What a value is, in a few words that stay short whatever it holds."""

import torch

from .languages import say


def a(value):
    """What a value is, in a few words that stay short whatever it holds."""
    if isinstance(value, int) and not isinstance(value, bool):
        return short(value)
    if value is None or isinstance(value, bool | float):
        return str(value)
    if isinstance(value, str):
        return say("the string {text}", text=shown(value))
    if isinstance(value, torch.Tensor) and not value.is_nested:
        shape = tuple(value.shape)
        if value.dtype is torch.bool:
            return say("a tensor of True and False, of shape {shape}", shape=shape)
        return say("a tensor of shape {shape}", shape=shape)
    if isinstance(value, dict):
        if not value:
            return say("an empty dict")
        keys = ", ".join(shown(key) if isinstance(key, str) else a(key) for key in list(value)[:6])
        return say("a dict with the keys {keys}", keys=keys + (", …" if len(value) > 6 else ""))
    name = type(value).__name__
    return a_thing(f"numpy {name}" if type(value).__module__ == "numpy" else name)  # its bool is no bool


def a_thing(kind):
    """A thing of this kind, with its article."""
    return say("an {kind}", kind=kind) if kind[:1] in tuple("aeiouAEIOU") else say("a {kind}", kind=kind)


def shown(text, most=20):
    """A text as it may stand in a message: quoted, short, and printable on any screen."""
    safe = text[:most].encode("utf-8", "backslashreplace").decode()
    return repr(safe) + ("…" if len(text) > most else "")


def short(value):
    """A whole number as written, or its size: Python refuses to print the very long ones."""
    if abs(value) < 10**20:
        return str(value)
    return say("a number of about {digits} digits", digits=value.bit_length() * 3 // 10)

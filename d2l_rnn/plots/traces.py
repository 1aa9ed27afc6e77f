"""What the pictures of a Trace share: that it read its text, and the steps that fit."""

import torch

from .. import arguments, chars
from ..languages import say
from ..rnn import Trace
from .page import on_cpu


def sized(trace, name="trace", single=True):
    """Check a Trace; return it on the CPU in float64, with its sizes T, n, d, h, q."""
    if not isinstance(trace, Trace):
        what = arguments.a(trace)
        raise TypeError(say("{name} must be a Trace (rnn.unroll makes one), not {what}.", name=name, what=what))
    sizes = {}
    later = trace.H[1:] if isinstance(trace.H, torch.Tensor) and trace.H.dim() else trace.H
    arguments.tensor(f"{name}.X", trace.X, "T n d", sizes)
    arguments.tensor(f"{name}.O", trace.O, "T n q", sizes)
    arguments.tensor(f"{name}.H[1:]", later, "T n h", sizes)
    arguments.finite({f"{name}.H": trace.H})
    if single and sizes["n"] > 1:
        words = {"name": name, "n": sizes["n"]}
        raise ValueError(
            say("{name} holds n = {n} sequences and the picture shows one; unroll one text, n = 1.", **words)
        )
    return Trace(*map(on_cpu, (trace.X, trace.H, trace.O))), [sizes[letter] for letter in "T n d h q".split()]


def predicted(trace, text, tokens):
    """Check that a trace read all of `text` but its last character; return it, tokens, targets (T, 1), T, h, q."""
    trace, (T, _, _, h, q) = sized(trace)
    if isinstance(text, list | tuple):  # tokens, of which one may have several characters
        text = [arguments.text(one, name=say("a token in text")) for one in text]
    arguments.text("".join(text) if isinstance(text, list) else text, least=2)
    tokens = arguments.tokens(tokens)
    if len(tokens) != q:
        words = {"size": len(tokens), "q": q}
        raise ValueError(say("tokens has {size} entries and trace has q = {q} outputs; they must be equal.", **words))
    if T != len(text) - 1:
        raise ValueError(
            say(
                "trace has T = {T} steps and the text {text} gives {steps}: "
                "every character but the last is an input. Unroll over chars.shift(text)[0].",
                T=T,
                text=arguments.shown("".join(text)),
                steps=len(text) - 1,
            )
        )
    return trace, tokens, chars.indices([text], tokens)[1:], T, h, q


def marked_step(t, T):
    """The step t, from 1 to T, or None."""
    return None if t is None else arguments.count("t", t, least=1, most=T)


def steps_shown(t, T, most, least=1):
    """At most `most` steps of those from `least` to T, among them t."""
    last = min(T, max(least + most - 1, (t or least) + most // 2))
    return range(max(least, last - most + 1), last + 1)


def cut_note(steps, T):
    """A note on the steps that have no room, or nothing."""
    first, last = max(1, steps[0]), steps[-1]
    if (first, last) == (1, T):
        return ""
    words = {"first": first, "last": last, "T": T}
    return say("The picture shows steps {first} to {last} of {T}; more do not fit.", **words)

"""From text to numbers: tokens, shifted pairs, index columns, one-hot rows, n-gram counts, the memoryless floor.

A character is one Unicode code point, the same unit in Python and in the browser; an emoji built from
several code points is several tokens.
"""

import math
from collections import Counter

import torch

from . import arguments
from .languages import say

UNKNOWN = "<unk>"  # d2l.Vocab's token for everything it has not seen


def vocabulary(text):
    """The different characters of a text, sorted: its tokens, a list of |V| strings. An empty text is a ValueError."""
    return sorted(set(arguments.text(text)))


def shift(text):
    """The inputs and the targets: the text without its last character, and without its first (figure 9.4.2).

    Two strings of T characters each, for a text of T + 1; one of fewer than two characters is a ValueError.
    """
    arguments.text(text, least=2)
    return text[:-1], text[1:]


def indices(text, tokens):
    """The place of each character among the tokens, one column per sequence: int64 (T, n).

    `text` is one string (n = 1) or a list of n strings of equal length; in it a list of tokens may stand for a string,
    for a token may have several characters. A character that is not among the tokens counts as "<unk>" where the
    tokens have it, and is a ValueError where they do not.
    """
    tokens = arguments.tokens(tokens)
    place = {token: index for index, token in enumerate(tokens)}
    texts = [text] if isinstance(text, str) or not isinstance(text, list | tuple) else text
    if not texts:
        raise ValueError(say("text is an empty list; at least one string is needed."))
    for one in texts:
        for part in one if isinstance(one, list | tuple) and one else [one]:
            arguments.text(part)
        if len(one) != len(texts[0]):
            lengths = {"first": len(texts[0]), "other": len(one)}
            raise ValueError(
                say(
                    "the strings in text have {first} and {other} characters; "
                    "sequences in one batch must be equally long.",
                    **lengths,
                )
            )
        missing = sorted(set(one) - place.keys())
        if missing and UNKNOWN not in place:
            known = ", ".join(arguments.shown(token) for token in tokens[:20]) + (", …" if len(tokens) > 20 else "")
            words = {"character": arguments.shown(missing[0]), "known": known}
            raise ValueError(say("text holds {character}, which is not among the tokens {known}.", **words))
    rows = [[place.get(character, place.get(UNKNOWN)) for character in one] for one in texts]
    return torch.tensor(rows, device="cpu").T


def one_hot(x, tokens):
    """The indices as rows with a single 1: float32 (T, n, |V|) for x of shape (T, n), on the device of x.

    A string, or a list of n strings of equal length, may stand for x, as in `indices`. An index outside the tokens, or
    more than 10**8 numbers, is a ValueError.
    """
    tokens = arguments.tokens(tokens)
    x = indices(x, tokens) if arguments.is_text(x) else x
    arguments.tensor("x", x, "T n int", {"q": len(tokens)})
    arguments.size_limit(x.numel() * len(tokens), say("The one-hot rows"))
    return torch.nn.functional.one_hot(x.long(), len(tokens)).float()


def ngrams(text, n):
    """How often each run of n characters occurs in the text: a Counter, the table of an n-gram model.

    At most T - n + 1 strings for a text of T characters. An n above T, or runs of more than 10**8 characters in all,
    are a ValueError.
    """
    n = arguments.count("n", n)
    arguments.text(text)
    if n > len(text):
        words = {"n": n, "length": len(text)}
        raise ValueError(say("n is {n} and the text has {length} characters; n must be at most {length}.", **words))
    if (total := (len(text) - n + 1) * n) > arguments.MOST_NUMBERS:
        words = {"n": n, "total": total, "most": arguments.MOST_NUMBERS}
        raise ValueError(
            say(
                "The runs of n = {n} characters of the text would hold {total} characters; "
                "at most {most} are allowed. Choose smaller sizes.",
                **words,
            )
        )
    return Counter(text[start : start + n] for start in range(len(text) - n + 1))


def next_counts(text, context):
    """How often each character follows `context` in the text: the row of the n-gram table, n = len(context) + 1.

    A Counter of at most |V| characters, empty where the context never occurs. A text of fewer than two characters is a
    ValueError.
    """
    arguments.text(text, least=2)
    arguments.text(context, least=0, name="context")
    size = len(context)
    return Counter(text[end] for end in range(size, len(text)) if text[end - size : end] == context)


def floor(text):
    """The lowest mean loss, in nats, that a model of this text can reach when it sees only the current character.

    It is the conditional entropy of the next character given the current one, over the text's own pairs:
    0 for "machine", ln(2)/2 for "hello". No choice of weights without W_hh goes below it on this text.
    A float; a text of fewer than two characters is a ValueError.
    """
    inputs, targets = shift(text)
    pairs, firsts = Counter(zip(inputs, targets, strict=True)), Counter(inputs)
    return sum(count * math.log(firsts[first] / count) for (first, _), count in pairs.items()) / len(inputs)

"""What a network expects after a step, in the words of the live figures."""

from ..languages import say
from .words import quoted, visible

TIE = 0.005  # half a percentage point: whatever lies no further below the likeliest ties with it
MOST_READ = 13  # letters of what was read, the last ones


def likeliest(softmax):
    """The likeliest tokens of one step: all that tie with the first."""
    return (softmax >= softmax.max() - TIE).nonzero()[:, 0].tolist()


def percent(p):
    """A probability in percent, honest at both ends: a softmax never reaches 0 or 1."""
    return "> 99%" if p > 0.995 else "< 1%" if p < 0.005 else f"{p:.0%}"


def guess(softmax, tokens):
    """The likeliest token and its probability, or those that tie: “h” (67%)."""
    top = likeliest(softmax)
    p = percent(float(softmax[top].mean()))
    if len(top) > 2:
        return say("any of {n} letters ({percent} each)", n=len(top), percent=p)
    one, *other = (letter(tokens[index]) for index in top)
    if other:
        return say("{one} or {other}, a tie ({percent} each)", one=one, other=other[0], percent=p)
    return say("{one} ({percent})", one=one, percent=p)


def letter(token):
    """A token in quotation marks."""
    return say("“{text}”", text=visible(token))


def so_far(text, t):
    """The last letters that were read after step t, in quotation marks."""
    return quoted(("…" if t > MOST_READ else "") + "".join(text[max(0, t - MOST_READ) : t]), 2 * MOST_READ + 1)

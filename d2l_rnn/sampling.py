"""Running freely: a network reads its own output, by the most likely character or by chance, the same in every place.

float64 and a generator of 32-bit numbers of our own, so that front/equations/sampling.js writes the same text.
"""

import itertools
import math

import torch

from . import arguments, chars
from .languages import say
from .rnn import unroll

SEEDS = 2**32  # the generator has so many states


def generate(prefix, length, p, tokens, pick="argmax", temperature=1.0, seed=0):
    """The prefix and the `length` tokens that the network writes on from it, as one string: see `picks`."""
    tokens = arguments.tokens(tokens)
    return prefix + "".join(tokens[k] for k in picks(prefix, length, p, tokens, pick, temperature, seed))


@torch.no_grad()
def picks(prefix, length, p, tokens, pick="argmax", temperature=1.0, seed=0):
    """The indices of the `length` tokens that the network writes on from a text, each the input of the next step.

    A list of ints from 0 to |V| - 1, for a network with d = q = |V|; another one is a ValueError. The network first
    reads the prefix, from H_0 = 0. `pick` says how a character is chosen from softmax(O/temperature): "argmax" takes
    the most likely one (the first of equals), "sample" draws one by inverting the cumulative distribution at a number
    of `uniforms(seed)`, a number for each character. A low temperature draws likely characters more often, and near 0
    does what argmax does; a high one draws all alike.
    """
    arguments.text(prefix, name="prefix")
    length = arguments.count("length", length, least=0, most=10**6)
    arguments.params(p)
    tokens = arguments.tokens(tokens)
    if not p.sizes["d"] == p.sizes["q"] == len(tokens):
        sizes = {"size": len(tokens), "d": p.sizes["d"], "q": p.sizes["q"]}
        raise ValueError(
            say(
                "tokens has {size} entries and p has d = {d} inputs and q = {q} outputs; "
                "a network that reads its own output needs all three equal.",
                **sizes,
            )
        )
    arguments.choice("pick", pick, ("argmax", "sample"))
    temperature = arguments.number("temperature", temperature, above=0, most=1e6)
    seed = arguments.count("seed", seed, least=0, most=SEEDS - 1)
    p = p.map(lambda tensor: tensor.detach().cpu().double())
    rows = torch.eye(len(tokens), dtype=torch.float64, device="cpu")  # a one-hot row for each token: (q, q)
    chosen, trace = [], unroll(chars.one_hot(prefix, tokens).double(), p)
    for u in itertools.islice(uniforms(seed), length):
        O = trace.O[-1, 0].tolist()  # noqa: E741
        chosen.append(O.index(max(O)) if pick == "argmax" else _inverse(_softmax(O, temperature), u))
        trace = unroll(rows[chosen[-1], None, None], p, trace.H[-1])
    return chosen


def _softmax(O, temperature):  # noqa: E741
    """softmax(O/temperature), the largest output taken away first: no exponential overflows, however low it is."""
    top = max(O)
    powers = [math.exp((value - top) / temperature) for value in O]
    *_, total = itertools.accumulate(powers)  # one after the other, as the browser adds; sum() rounds otherwise
    return [power / total for power in powers]


def _inverse(softmax, u):
    """The first token at which the sum of the probabilities passes u."""
    sums = itertools.accumulate(softmax)
    return next((token for token, total in enumerate(sums) if u < total), softmax.index(max(softmax)))


def uniforms(seed):
    """Numbers from 0 up to 1, without end: mulberry32 (Tommy Ettinger 2017, public domain), a state of 32 bits.

    An iterator of floats; a seed that is no whole number from 0 to 2**32 - 1 is a TypeError or ValueError.
    """
    return _mulberry32(arguments.count("seed", seed, least=0, most=SEEDS - 1))


def _mulberry32(state):
    while True:
        state = (state + 0x6D2B79F5) % SEEDS
        mixed = (state ^ (state >> 15)) * (state | 1) % SEEDS
        mixed ^= (mixed + (mixed ^ (mixed >> 7)) * (mixed | 61)) % SEEDS
        yield (mixed ^ (mixed >> 14)) / SEEDS

"""Weights set by hand for a network that says, after every bit, whether the number of 1s so far is even or odd."""

from dataclasses import dataclass

import torch

from ..plain import Kind, Problem
from ..saying import said
from ..verdict import not_answered, right, shown, wrong
from .sequences import states

WEIGHTS = Kind("weights", "W_xh 2 h", "W_hh h h", "b_h 1 h", "W_hq h 2", "b_q 1 2")
SHORT, LONG = 8, 64  # all bit strings of up to 8 bits, and some of 64
SHARES = (0.1, 0.5, 0.9) * 6  # of 1s in a drawn string
OTHER_ACTIVATIONS = {
    "sigmoid": torch.sigmoid,
    "relu": torch.relu,
    "heaviside": lambda A: (A > 0).float(),
    "identity": lambda A: A,
}


def _all_strings():
    """All strings of 8 bits (8, 256); their beginnings are all shorter ones, in order."""
    return (torch.arange(2**SHORT) >> torch.arange(SHORT - 1, -1, -1)[:, None]) & 1


def _long_strings():
    """Strings of 64 bits (64, n): one 1 and then nothing, only 1s, in turns, and some without a pattern."""
    generator = torch.Generator().manual_seed(0)
    drawn = torch.randint(0, 2, (LONG, 12), generator=generator)
    place = torch.arange(LONG)
    return torch.cat((torch.stack((place * 0, (place == 0) * 1, place * 0 + 1, place % 2), 1), drawn), 1)


def drawn_strings(some):
    """Strings of up to 64 bits from a random.Random: with few 1s, with as many as 0s, and with many."""
    lengths = [some.randint(SHORT + 1, LONG) for _ in range(12)] + [LONG] * 6
    return ["".join(some.choices("01", (1 - often, often), k=k)) for k, often in zip(lengths, SHARES, strict=True)]


@dataclass(frozen=True)
class Answers:
    """What the network says after every bit: 0 for even, 1 for odd, -1 where no output is larger."""

    bits: torch.Tensor  # (T, n)
    said: torch.Tensor  # (T, n)
    O: torch.Tensor  # (T, n, 2)  # noqa: E741

    @property
    def odd(self):
        return self.bits.cumsum(0) % 2

    @property
    def right(self):
        return self.said == self.odd


def answers(weights, bits, phi=torch.tanh):
    """Run the network over bit strings (T, n), as one-hot rows, from a state of zeros."""
    W_xh, W_hh, b_h, W_hq, b_q = weights
    X = torch.nn.functional.one_hot(bits, 2).float()
    H = torch.stack(states(X, X.new_zeros(bits.shape[1], len(W_hh)), W_xh, W_hh, b_h, phi)[1:])
    O = H @ W_hq + b_q
    even, odd = O.unbind(-1)
    return Answers(bits, (odd > even).long() - 1 * ~((odd > even) | (even > odd)), O)


def examine(answer, *more):
    """The Verdict on an answer of five weights; `more` are further strings of bits, such as "1101"."""
    outcome = answer.look(WEIGHTS)
    if outcome.problem is not None:
        return not_answered() if outcome.problem.key == "not_answered" else wrong("parity", outcome.problem)
    short = answers(outcome.value, _all_strings())
    long = answers(outcome.value, _long_strings())
    others = [answers(outcome.value, torch.tensor([list(map(int, bits))]).T) for bits in more]
    failing = next((tried for tried in (short, long, *others) if not tried.right.all()), None)
    if failing is None:
        return right("parity", cases=2 ** (SHORT + 1) - 2, long=long.bits.shape[1], most=LONG)
    t = int((~failing.right).any(1).nonzero()[0])
    ties = failing.said[t] == -1
    string = int((ties if ties.any() else ~failing.right[t]).nonzero()[0])
    problem = _mistake(outcome.value, short, t) if failing is short else Problem("forgets", {"t": t})
    return wrong("parity", problem, _counterexample(failing, t, string))


def _counterexample(failing, t, string):
    bits = "".join(map(str, failing.bits[: t + 1, string].tolist()))
    kind = "odd" if bits.count("1") % 2 else "even"
    return [said("report", "string", bits=bits), said("report", kind, O=shown(failing.O[t, string]))]


def _mistake(weights, short, t):
    """The Problem that explains all answers to the strings of up to 8 bits, or how many bits they are right for."""
    W_xh, W_hh, *others = weights
    bits, said = short.bits, short.said
    if answers((W_xh, W_hh.T, *others), bits).right.all():
        return Problem("W_hh_transposed")
    if len(W_hh) == 2 and answers((W_xh.T, W_hh, *others), bits).right.all():
        return Problem("W_xh_transposed")
    for activation, phi in OTHER_ACTIVATIONS.items():
        if answers(weights, bits, phi).right.all():
            return Problem("other_activation", {"activation": activation})
    if (said[t] == -1).any():
        return Problem("tie")
    known = [
        ("even_and_odd_swapped", 1 - short.odd),
        ("always_the_same", said[:1, :1].expand_as(said)),
        ("last_bit_only", bits),
        ("last_bit_only", 1 - bits),
        ("any_one", (bits.cumsum(0) > 0).long()),
        ("counts_zeros", (1 - bits).cumsum(0) % 2),
        ("counts_all_bits", torch.ones_like(bits).cumsum(0) % 2),
        ("counts_all_bits", 1 - torch.ones_like(bits).cumsum(0) % 2),
        ("last_two_bits", bits ^ torch.cat((torch.zeros_like(bits[:1]), bits[:-1]))),
        ("more_ones_than_zeros", (2 * bits.cumsum(0) > torch.ones_like(bits).cumsum(0)).long()),
    ]
    for key, would_say in known:
        if torch.equal(said, would_say):
            return Problem(key)
    return Problem("forgets" if t > 1 else "one_bit_only" if t == 1 else "value", {"t": t})

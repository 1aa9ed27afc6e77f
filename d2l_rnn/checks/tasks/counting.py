"""The two counts: the cells of an n-gram table, and the parameters of the section's network."""

from itertools import product
from math import comb, exp, log, perm

from ..plain import Kind
from .function import Function

NGRAM_CELLS = Function(
    name="ngram_cells",
    takes=("V", "n"),
    returns=("count",),
    plain=Kind("whole"),
    # Few enough runs that they can be listed: whoever does that counts rightly.
    cases=[(2, 1), (2, 2), (2, 3), (3, 2), (3, 3), (5, 4), (28, 1), (28, 3), (1, 1), (1, 2)],
    reference=lambda V, n: V**n,
    drawn=lambda some: [
        *((some.randint(2, 30), some.randint(1, 4)) for _ in range(5)),
        (some.randint(11, 30), some.randint(20, 40)),
    ],
    mistakes=[
        ("product", lambda V, n: V * n),
        ("base_and_exponent", lambda V, n: n**V),
        ("contexts_only", lambda V, n: V ** (n - 1)),
        ("one_more", lambda V, n: V ** (n + 1)),
        ("free_numbers", lambda V, n: (V - 1) * V ** (n - 1)),
        ("shorter_too", lambda V, n: sum(V**k for k in range(1, n + 1))),
        ("shorter_too", lambda V, n: sum(V**k for k in range(n + 1))),
        ("unordered", lambda V, n: comb(V, n)),
        ("unordered", lambda V, n: comb(V + n - 1, n)),
        ("always_square", lambda V, n: V * V),
        ("return_in_loop", lambda V, n: V),
        ("caret", lambda V, n: V ^ n),
        ("rounded", lambda V, n: int(exp(n * log(V)))),
        ("wraps", lambda V, n: (V**n + 2**63) % 2**64 - 2**63),
        ("no_repetition", perm),
        ("added", lambda V, n: V + n),
        ("characters_counted", lambda V, n: n * V**n),
        ("one_more_token", lambda V, n: (V + 1) ** n),
        ("one_less", lambda V, n: V**n - 1),
    ],
    sizes=lambda V, n: {"V": V, "n": n},
    edges={"rounded": [(7, 30)]},
    endless="lists_all",
)


def _grown():
    """The mistakes of those who count one or more of the five parameters once for each step."""

    def count(of_each_step):
        def mistaken(d, h, q, T):
            sizes = d * h, h * h, h * q, h, q
            return sum(size * T**each for size, each in zip(sizes, of_each_step, strict=True))

        return mistaken

    for of_each_step in product((0, 1), repeat=5):
        if any(of_each_step):
            yield "times_T" if any(of_each_step[:3]) else "bias_times_T", count(of_each_step)


NUMBER_OF_PARAMETERS = Function(
    name="number_of_parameters",
    takes=("d", "h", "q", "T"),
    returns=("count",),
    plain=Kind("whole"),
    cases=[
        (1, 1, 1, 1),
        (1, 1, 1, 2),
        (2, 1, 1, 1),
        (1, 2, 1, 1),
        (1, 1, 2, 1),
        (2, 3, 4, 1),
        (5, 4, 3, 2),
        (3, 2, 5, 7),
        (28, 32, 28, 1),
        (28, 32, 28, 50),
    ],
    reference=lambda d, h, q, T: d * h + h * h + h * q + h + q,
    drawn=lambda some: [tuple(some.randint(1, 40) for _ in "dhqT") for _ in range(6)],
    mistakes=[
        *_grown(),
        ("times_T", lambda d, h, q, T: T * (d * h + h * h + h * q)),
        # nn.RNN with T for its number of layers
        ("times_T", lambda d, h, q, T: d * h + (2 * T - 1) * h * h + 2 * T * h + h * q + q),
        ("bias_times_T", lambda d, h, q, T: d * h + h * h + h * q + T),
        ("no_biases", lambda d, h, q, T: d * h + h * h + h * q),
        ("two_biases", lambda d, h, q, T: d * h + h * h + h * q + 2 * h + q),
        ("no_output_layer", lambda d, h, q, T: d * h + h * h + h),
        ("no_output_layer", lambda d, h, q, T: d * h + h * h + 2 * h),
        ("no_output_layer", lambda d, h, q, T: d * h + h * h),
        ("no_W_hh", lambda d, h, q, T: d * h + h * q + h + q),
        ("no_b_h", lambda d, h, q, T: d * h + h * h + h * q + q),
        ("no_b_q", lambda d, h, q, T: d * h + h * h + h * q + h),
        ("long_b_q", lambda d, h, q, T: d * h + h * h + h * q + 2 * h),
        ("states_counted", lambda d, h, q, T: d * h + h * h + h * q + h + q + T * h),
        ("concatenated_twice", lambda d, h, q, T: (d + h) * h + h * h + h * q + h + q),
        ("bias_per_weight", lambda d, h, q, T: 2 * (d * h + h * h + h * q)),
        ("sizes_added", lambda d, h, q, T: d + h + q),
        ("b_h_as_long_as_the_input", lambda d, h, q, T: d * h + h * h + h * q + d + q),
        ("output_from_input", lambda d, h, q, T: d * h + h * h + d * q + h + q),
        ("gates", lambda d, h, q, T: 4 * (d * h + h * h + h) + h * q + q),
        ("gates", lambda d, h, q, T: 4 * (d * h + h * h + 2 * h) + h * q + q),
        ("gates", lambda d, h, q, T: 3 * (d * h + h * h + h) + h * q + q),
    ],
    sizes=lambda d, h, q, T: {"d": d, "h": h, "q": q, "T": T},
)

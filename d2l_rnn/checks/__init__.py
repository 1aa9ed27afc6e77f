"""One check per exercise of the section: it tries what a reader hands in and answers in sentences.

Every check prints its verdict and returns None; whatever it is given, it never raises in a reader's notebook. Where
nbgrader runs the notebook, a check that is not right raises an AssertionError with the same sentences, so that its
cell scores nothing. An answer that is still `...` is "not answered yet".
"""

from functools import partial as _partial

from .judge import examine as _examine
from .tasks import FUNCTIONS as _FUNCTIONS
from .tasks import parity as _bits
from .tasks import questions as _questions
from .tasks.task import InWords as _InWords
from .tasks.task import Task as _Task

__all__ = [
    "output_size",
    "ngram_cells",
    "number_of_parameters",
    "step",
    "step_concat",
    "unroll",
    "shift",
    "step_losses",
    "parity",
    "jacobian_product",
    "clip",
    "gradient_fate",
    "true_or_false",
    "reflect",
]


def _function(name, asks):
    return _Task(name, asks, _partial(_examine, _FUNCTIONS[name]))


output_size = _Task(
    "output_size",
    "Question 1: how many numbers O_t holds for one sequence, with d = 16, |V| = 28, h = 32, T = 35, n = 4.",
    _questions.output_size,
)
ngram_cells = _function(
    "ngram_cells",
    "f(V, n) is the number of cells in the table of an n-gram model over V tokens.",
)
number_of_parameters = _function(
    "number_of_parameters",
    "f(d, h, q, T) is the number of parameters of (9.4.5) and (9.4.6) together, unrolled over T steps.",
)
step = _function(
    "step",
    "f(X, H, W_xh, W_hh, b_h) is H_t (n, h) of (9.4.5), with H = H_{t-1} and φ = tanh.",
)
step_concat = _function(
    "step_concat",
    "f(X, H, W_xh, W_hh, b_h) is H_t (n, h) again, as one product of concatenations.",
)
unroll = _function(
    "unroll",
    "f(Xs (T, n, d), H (n, h), W_xh, W_hh, b_h, W_hq, b_q) is (Os (T, n, q), H_T (n, h)) of (9.4.5) and (9.4.6).",
)
shift = _function(
    "shift",
    "f(text) is (inputs, targets), two strings, the targets one character ahead (figure 9.4.2).",
)
step_losses = _function(
    "step_losses",
    "f(O (T, q), targets (T,) of int64) is the cross-entropy of each step in nats, shape (T,).",
)
parity = _Task(
    "parity",
    """(W_xh (2, h), W_hh (h, h), b_h (1, h), W_hq (h, 2), b_q (1, 2)) make a network that tells even from odd.

    It reads bits as one-hot rows from a state of zeros, with φ = tanh. After every bit, output 0 must be the larger
    one while the number of 1s so far is even, and output 1 while it is odd.
    """,
    _bits.examine,
)
jacobian_product = _function(
    "jacobian_product",
    "f(V = dL/dH_t (n, h), H = H_t (n, h), W_hh) is dL/dH_{t-1} (n, h), the gradient one step further back.",
)
clip = _function(
    "clip",
    "f(grads, theta) is a new list: all tensors times min(1, theta / the length of all of them together).",
)
gradient_fate = _Task(
    "gradient_fate",
    "Question 3: the set of what can happen to a gradient's length over many steps.",
    _questions.gradient_fate,
)
true_or_false = _Task(
    "true_or_false",
    "{letter: True, False or ...} for the statements in `sentences.STATEMENTS`.",
    _questions.true_or_false,
)
reflect = _InWords(
    "reflect",
    """A folded model answer to question "q2", "q3" or "q4", once `text` has some words; until then a sentence.

    The teacher grades these, so nothing is raised under nbgrader either.
    """,
    _questions.reflect,
)

# Names of this module can be given to something else; what grades does not look them up.
_TASKS = {task.__name__: task for task in list(globals().values()) if type(task) is _Task}

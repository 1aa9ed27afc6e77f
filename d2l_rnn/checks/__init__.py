"""One check per exercise of the section: it tries what a reader hands in and answers in sentences.

Every check prints its verdict and returns None; whatever it is given, it never raises in a reader's notebook. Where
nbgrader runs the notebook, a check that is not right raises an AssertionError with the same sentences, so that its
cell scores nothing. An answer that is still `...` is "not answered yet".
"""

from .judge import examine as _examine
from .tasks import parity as _bits
from .tasks import questions as _questions
from .tasks.backwards import CLIP, JACOBIAN_PRODUCT
from .tasks.characters import SHIFT, STEP_LOSSES
from .tasks.counting import NGRAM_CELLS, NUMBER_OF_PARAMETERS
from .tasks.sequences import UNROLL
from .tasks.steps import STEP, STEP_CONCAT
from .verdict import give as _give

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


def output_size(answer):
    """Question 1: how many numbers O_t holds for one sequence, with d = 16, |V| = 28, h = 32, T = 35, n = 4."""
    _give(_questions.output_size(answer))


def ngram_cells(f):
    """f(V, n) is the number of cells in the table of an n-gram model over V tokens."""
    _give(_examine(NGRAM_CELLS, f))


def number_of_parameters(f):
    """f(d, h, q, T) is the number of parameters of (9.4.5) and (9.4.6) together, unrolled over T steps."""
    _give(_examine(NUMBER_OF_PARAMETERS, f))


def step(f):
    """f(X, H, W_xh, W_hh, b_h) is H_t (n, h) of (9.4.5), with H = H_{t-1} and φ = tanh."""
    _give(_examine(STEP, f))


def step_concat(f):
    """f(X, H, W_xh, W_hh, b_h) is H_t (n, h) again, as one product of concatenations."""
    _give(_examine(STEP_CONCAT, f))


def unroll(f):
    """f(Xs (T, n, d), H (n, h), W_xh, W_hh, b_h, W_hq, b_q) is (Os (T, n, q), H_T (n, h)) of (9.4.5) and (9.4.6)."""
    _give(_examine(UNROLL, f))


def shift(f):
    """f(text) is (inputs, targets), two strings, the targets one character ahead (figure 9.4.2)."""
    _give(_examine(SHIFT, f))


def step_losses(f):
    """f(O (T, q), targets (T,) of int64) is the cross-entropy of each step in nats, shape (T,)."""
    _give(_examine(STEP_LOSSES, f))


def parity(weights):
    """(W_xh (2, h), W_hh (h, h), b_h (1, h), W_hq (h, 2), b_q (1, 2)) make a network that tells even from odd.

    It reads bits as one-hot rows from a state of zeros, with φ = tanh. After every bit, output 0 must be the larger
    one while the number of 1s so far is even, and output 1 while it is odd.
    """
    _give(_bits.examine(weights))


def jacobian_product(f):
    """f(V = dL/dH_t (n, h), H = H_t (n, h), W_hh) is dL/dH_{t-1} (n, h), the gradient one step further back."""
    _give(_examine(JACOBIAN_PRODUCT, f))


def clip(f):
    """f(grads, theta) is a new list: all tensors times min(1, theta / the length of all of them together)."""
    _give(_examine(CLIP, f))


def gradient_fate(answer):
    """Question 3: the set of what can happen to a gradient's length over many steps."""
    _give(_questions.gradient_fate(answer))


def true_or_false(answers):
    """{letter: True, False or ...} for the statements in `sentences.STATEMENTS`."""
    _give(_questions.true_or_false(answers))


def reflect(question, text):
    """A folded model answer to question "q2", "q3" or "q4", once `text` has some words; until then a sentence.

    The teacher grades these, so nothing is raised under nbgrader either.
    """
    reply = _questions.reflect(question, text)
    if isinstance(reply, str):
        print(reply)
        return None
    return reply

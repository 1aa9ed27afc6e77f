"""The section's equations, one function each.

Letters: n sequences in the batch, d inputs, h hidden units, q outputs, T time steps.
One step: X (n, d), H (n, h), O (n, q). A whole sequence: X (T, n, d), H (T+1, n, h), O (T, n, q);
H[0] is H_0, so the index of H is the book's t, while X_t and O_t stand at X[t-1] and O[t-1].
"""

import math
from dataclasses import dataclass, replace
from typing import NamedTuple

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from . import arguments
from .arguments import takes
from .languages import say


@dataclass(frozen=True, eq=False, repr=False)
class Params:
    """The five parameters of the section's network, shared by every time step (9.4.5, 9.4.6).

    They are of one kind (float32, float64, float16 or bfloat16), on one device, and finite; a ValueError or TypeError
    names the one that is not, or does not fit.
    """

    W_xh: Tensor  # (d, h)
    W_hh: Tensor  # (h, h)
    b_h: Tensor  # (1, h)
    W_hq: Tensor  # (h, q)
    b_q: Tensor  # (1, q)

    def __post_init__(self):
        self.check()

    def fits(self):
        """Whether shapes and kinds still go together: True or False, quickly, whatever became of the tensors."""
        W_xh, W_hh, b_h, W_hq, b_q = self
        if not W_xh.ndim == W_hq.ndim == 2:
            return False
        (_, h), (_, q) = W_xh.shape, W_hq.shape
        shapes = W_hh.shape == (h, h) and b_h.shape == (1, h) and W_hq.shape == (h, q) and b_q.shape == (1, q)
        return shapes and W_xh.dtype == W_hh.dtype == b_h.dtype == W_hq.dtype == b_q.dtype

    def check(self):
        """Raise a TypeError or ValueError that names the first tensor that does not fit the ones before it."""
        sizes, like = {"1": 1}, None
        for name, spec in {"W_xh": "d h", "W_hh": "h h", "b_h": "1 h", "W_hq": "h q", "b_q": "1 q"}.items():
            arguments.tensor(name, getattr(self, name), spec, sizes, like)
            like = self.W_xh

    @property
    def sizes(self):
        """The letters d, h and q as numbers, in a dict."""
        return {"d": self.W_xh.shape[0], "h": self.W_xh.shape[1], "q": self.W_hq.shape[1]}

    def tensors(self):
        """The five tensors by name, in the book's order."""
        return dict(vars(self))

    def __iter__(self):
        return iter(self.tensors().values())

    def map(self, function):
        """The Params whose tensors are `function` of these: `p.map(torch.Tensor.double)`.

        What it makes of them must fit together again, as in any Params.
        """
        if not callable(function):
            what = arguments.a(function)
            raise TypeError(say("function must be a function of one tensor, not {what}.", what=what))
        return Params(*map(function, self))

    def without_memory(self):
        """The same parameters with W_hh = 0, so that H_t sees X_t only (9.4.3)."""
        return replace(self, W_hh=torch.zeros_like(self.W_hh))

    def __repr__(self):
        d, h, q = self.sizes.values()
        sizes = {"d": d, "h": h, "q": q, "numbers": num_params(self)}
        return say("Params: d = {d} inputs, h = {h} hidden units, q = {q} outputs, {numbers} numbers", **sizes)


@arguments.params.register
def _(p: Params, name="p"):
    """A Params was right when it was made; its tensors can be changed in place."""
    if not p.fits():
        p.check()
    arguments.finite(p.tensors() if name == "p" else {f"{name}.{key}": tensor for key, tensor in p.tensors().items()})


class Step(NamedTuple):
    """One column of figure 9.4.1: what goes into time step t and what comes out."""

    X: Tensor  # X_t (n, d)
    H_before: Tensor  # H_{t-1} (n, h)
    H: Tensor  # H_t (n, h)
    O: Tensor  # O_t (n, q)  # noqa: E741


@dataclass(frozen=True, eq=False, repr=False)
class Trace:
    """Everything a forward pass computes, kept."""

    X: Tensor  # (T, n, d)
    H: Tensor  # (T+1, n, h), H[0] = H_0
    O: Tensor  # (T, n, q)  # noqa: E741

    def __len__(self):
        return len(self.X)

    def at(self, t):
        """The Step t, from 1 to T as in the book: the only place where 1 is subtracted. Another t is a ValueError."""
        t = arguments.count("t", t, least=1, most=len(self))
        return Step(self.X[t - 1], self.H[t - 1], self.H[t], self.O[t - 1])

    def __repr__(self):
        (T, n, d), h, q = self.X.shape, self.H.shape[-1], self.O.shape[-1]
        sizes = {"T": T, "n": n, "d": d, "h": h, "q": q}
        return say(
            "Trace: T = {T} steps, n = {n} sequences, d = {d} inputs, h = {h} hidden units, q = {q} outputs", **sizes
        )


def init_params(num_inputs, num_hiddens, num_outputs, sigma=1.0, seed=None):
    """Random Params for d inputs, h hidden units and q outputs: W_xh ~ N(0, sigma²), W_hh and W_hq ~ N(0, sigma²/h).

    W_xh (d, h), W_hh (h, h), b_h (1, h), W_hq (h, q), b_q (1, q): float32 on the CPU, the biases 0, together 10**8
    numbers at most. Divided by h, a sum over h units keeps the size of one term, and sigma is about the spectral radius
    of W_hh. With the book's sigma = 0.01 the states are about 0.01 and a picture of them is blank; with 1 they fill
    [-1, 1]. The draw is repeatable for a seed and leaves torch's global random state alone.
    """
    d = arguments.count("num_inputs", num_inputs)
    h = arguments.count("num_hiddens", num_hiddens)
    q = arguments.count("num_outputs", num_outputs)
    sigma = arguments.number("sigma", sigma, least=0, most=1e6)
    arguments.size_limit(num_params_for(d, h, q), say("These parameters"))
    seed = arguments.seed(seed)
    generator = torch.Generator()
    generator.seed() if seed is None else generator.manual_seed(seed)

    def normal(*shape, std):
        return torch.randn(shape, generator=generator, dtype=torch.float32, device="cpu") * std

    def zero(*shape):
        return torch.zeros(shape, dtype=torch.float32, device="cpu")

    return Params(
        W_xh=normal(d, h, std=sigma),
        W_hh=normal(h, h, std=sigma / math.sqrt(h)),
        b_h=zero(1, h),
        W_hq=normal(h, q, std=sigma / math.sqrt(h)),
        b_q=zero(1, q),
    )


@takes("n h", X="n d")
def hidden(X, p, phi=torch.tanh):
    """The hidden layer of a network without hidden states (9.4.3): X (n, d) -> H (n, h).

    Here and below: a tensor of another shape, kind or device, or with a number that is not finite, is a TypeError or
    ValueError that names it, and so is a `phi` that does not keep the shape.
    """
    return phi(X @ p.W_xh + p.b_h)


@takes("n q", H="n h")
def output(H, p):
    """The output layer (9.4.4, 9.4.6): H (n, h) -> O (n, q)."""
    return H @ p.W_hq + p.b_q


@takes("n h", X="n d", H="n h")
def step(X, H, p, phi=torch.tanh):
    """One time step (9.4.5): X_t (n, d), H_{t-1} (n, h) -> H_t (n, h)."""
    return phi(X @ p.W_xh + H @ p.W_hh + p.b_h)


@takes("n h", X="n d", H="n h")
def step_concat(X, H, p, phi=torch.tanh):
    """The same step as one product of concatenations: [X_t H_{t-1}] (n, d+h) times [W_xh; W_hh] (d+h, h)."""
    return phi(torch.cat((X, H), 1) @ torch.cat((p.W_xh, p.W_hh), 0) + p.b_h)


@takes("T n h", "T n q", X="T n d", H_0="n h")
def unroll(X, p, H_0=None, phi=torch.tanh):
    """The Trace of (9.4.5) and (9.4.6) over all T steps: X (T, n, d) -> H (T+1, n, h), O (T, n, q).

    H_0 (n, h) is zero where it is not given; H and O may hold 10**8 numbers each, else it is a ValueError.
    H[-1] is the state to hand over to the next piece of the same sequence. The products with X and with
    W_hq do not depend on the loop, so they are taken for all steps at once; only the recurrence is not.
    """
    x_parts = X @ p.W_xh + p.b_h  # (T, n, h)
    H_0 = X.new_zeros(x_parts.shape[1:]) if H_0 is None else H_0
    H = _states(x_parts, H_0, p.W_hh, phi)
    return Trace(X, H, H[1:] @ p.W_hq + p.b_q)


def _states(x_parts, H_0, W_hh, phi):
    """H_0 to H_T (T+1, n, h); where nothing but their numbers is wanted, written over the x-parts."""
    if phi is torch.tanh and not any(map(_watched, (x_parts, H_0, W_hh))):
        return _states_in_place(x_parts, H_0, W_hh)
    H = [H_0]
    for x_part in x_parts.unbind():
        H.append(phi(torch.addmm(x_part, H[-1], W_hh)))
    return torch.stack(H)


def _watched(tensor):
    """Whether autograd records what becomes of a tensor, or torch.func (vmap, grad, jacfwd) follows it."""
    if torch.is_grad_enabled() and tensor.requires_grad:
        return True
    try:
        tensor.data_ptr()
    except RuntimeError:  # inside torch.func it stands for others, and has no memory of its own to write over
        return True
    return False


def _states_in_place(x_parts, H_0, W_hh):
    """The same states for φ = tanh, each written over its x-part, which takes a quarter less time."""
    H = torch.cat((H_0[None], x_parts))
    H_before, *later = H.unbind()
    for H_t in later:
        H_before = H_t.addmm_(H_before, W_hh).tanh_()
    return H


@takes(O="T n q", y="T n int")
def step_losses(O, y):  # noqa: E741
    """The cross-entropy of each step and sequence, in nats: O (T, n, q), targets y (T, n) -> (T, n)."""
    return cross_entropy(O.flatten(0, 1), y.flatten().long(), reduction="none").view(y.shape)


def num_params(p):
    """How many numbers the network has, an int: dh + hh + h + hq + q, whatever the number of time steps."""
    arguments.params(p)
    return num_params_for(*p.sizes.values())


def num_params_for(num_inputs, num_hiddens, num_outputs):
    """The same number for sizes d, h and q, without a network that has them: an int."""
    d = arguments.count("num_inputs", num_inputs)
    h = arguments.count("num_hiddens", num_hiddens)
    q = arguments.count("num_outputs", num_outputs)
    return d * h + h * h + h + h * q + q

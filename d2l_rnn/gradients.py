"""The gradient through time, lag by lag: what backpropagation adds up, kept apart."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from . import arguments
from .arguments import takes
from .languages import say
from .rnn import unroll


@dataclass(frozen=True, eq=False, repr=False)
class ThroughTime:
    """A loss's gradient at every hidden state, and the term each time step adds to each parameter's gradient.

    `dH[k]` is the total derivative dL/dH_k, along every path; `local[k]` the part that goes through O_k
    alone; their difference came back from step k+1. Index k of both is the book's, with H_0 at 0.
    The terms of step k stand at index k-1; a parameter's gradient is their sum over the steps.

    A term is the product of what a parameter is multiplied by and of the derivative of what it is added to. It is
    computed when it is asked for, because those of W_hh are T times as large as W_hh; more than 10**8 numbers are a
    ValueError.
    """

    X: Tensor  # (T, n, d)
    H: Tensor  # (T+1, n, h)
    dH: Tensor  # (T+1, n, h)
    local: Tensor  # (T+1, n, h)
    dA: Tensor  # (T, n, h), dL/dA_k, where A_k = X_k W_xh + H_{k-1} W_hh + b_h
    dO: Tensor  # (T, n, q)

    W_xh = property(lambda self: self._terms("W_xh"), doc="The terms of W_xh: (T, d, h).")
    W_hh = property(lambda self: self._terms("W_hh"), doc="The terms of W_hh: (T, h, h).")
    b_h = property(lambda self: self._terms("b_h"), doc="The terms of b_h: (T, 1, h).")
    W_hq = property(lambda self: self._terms("W_hq"), doc="The terms of W_hq: (T, h, q).")
    b_q = property(lambda self: self._terms("b_q"), doc="The terms of b_q: (T, 1, q).")

    @property
    def back(self):
        """What came back from step k+1: dH - local (T+1, n, h), zero at k = T."""
        return self.dH - self.local

    def norms(self):
        """The length of dL/dH_k for k = 0 … T: (T+1,). Small is vanished, large is exploded."""
        return self.dH.flatten(1).norm(dim=1)

    def total(self):
        """The gradient of each parameter, by name, in its shape: the sum of its terms, what autograd returns."""
        return {name: met.flatten(0, 1).T @ d.flatten(0, 1) for name, (met, d) in self._factors().items()}

    def _factors(self):
        """For each parameter what it is multiplied by, and the derivative of what the product is added to."""
        ones = torch.ones_like(self.X[..., :1])  # a bias is added as it is
        return {
            "W_xh": (self.X, self.dA),
            "W_hh": (self.H[:-1], self.dA),
            "b_h": (ones, self.dA),
            "W_hq": (self.H[1:], self.dO),
            "b_q": (ones, self.dO),
        }

    def _terms(self, name):
        met, d = self._factors()[name]
        arguments.size_limit(len(met) * met.shape[-1] * d.shape[-1], say("The terms of {name}", name=name))
        return met.mT @ d

    def __repr__(self):
        T, n, h = self.dH.shape
        return say("ThroughTime: {T} steps, n = {n} sequences, h = {h} hidden units", T=T - 1, n=n, h=h)


@takes(X="T n d", y="T n int", H_0="n h")
def through_time(X, y, p, t=None, H_0=None):
    """The ThroughTime of one step's loss, or of the mean loss over all steps: its gradient through every earlier state.

    X (T, n, d), targets y (T, n), H_0 (n, h), zero where it is not given. With t, from 1 to T, the loss is L_t, the
    mean over the batch of step t's cross-entropy in nats; without it, the mean over steps and batch that training
    minimises. Errors as for rnn.unroll.
    For φ = tanh, dL/dH_{k-1} = local_{k-1} + (dL/dH_k ⊙ (1 - H_k²)) W_hhᵀ (section 9.7 of the book).
    """
    T, n, _ = X.shape
    with torch.no_grad():
        trace = unroll(X, p, H_0)
        dO = trace.O.softmax(-1) - one_hot(y.long(), trace.O.shape[-1]).to(X.dtype)  # (T, n, q)
        if t is None:
            dO /= T * n
        else:
            t = arguments.count("t", t, least=1, most=T)
            dO /= n
            dO[: t - 1] = dO[t:] = 0
        local = torch.cat((torch.zeros_like(trace.H[:1]), dO @ p.W_hq.T))
        dH, dA = local.clone(), torch.empty_like(local[1:])
        for k in range(T, 0, -1):
            dA[k - 1] = dH[k] * (1 - trace.H[k] ** 2)
            dH[k - 1] += dA[k - 1] @ p.W_hh.T
        return ThroughTime(X.detach(), trace.H, dH, local, dA, dO)


@takes(X="T n d", H_0="n h")
def jacobians(X, p, H_0=None):
    """What a gradient is multiplied by on its way from step k to step k-1: dH_k/dH_{k-1} = diag(1 - H_k²) W_hhᵀ.

    X (T, n, d), H_0 (n, h) -> (T, n, h, h), 10**8 numbers at most, else it is a ValueError. Step k stands at index
    k-1: with a row g = dL/dH_k, g @ J[k-1, i] is what comes back to H_{k-1} of sequence i.
    `torch.linalg.matrix_norm(J, 2)` is the most each can stretch a gradient; the product J[t-1] @ … @ J[k] leads from
    H_t to H_k.
    """
    T, n, _ = X.shape
    h = p.sizes["h"]
    arguments.size_limit(T * n * h * h, say("The {size} Jacobians of X", size=T * n))
    with torch.no_grad():
        H = unroll(X, p, H_0).H[1:]
        return (1 - H**2).unsqueeze(-1) * p.W_hh.T

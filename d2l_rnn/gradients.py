"""The gradient through time, lag by lag: what backpropagation adds up, kept apart."""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn.functional import one_hot

from . import arguments
from .arguments import takes
from .rnn import unroll


@dataclass(frozen=True, eq=False, repr=False)
class ThroughTime:
    """A loss's gradient at every hidden state, and the term each time step adds to each parameter's gradient.

    `dH[k]` is the total derivative dL/dH_k, along every path; `local[k]` the part that goes through O_k
    alone; their difference came back from step k+1. Index k of both is the book's, with H_0 at 0.
    The terms of step k stand at index k-1; a parameter's gradient is their sum over the steps.
    """

    dH: Tensor  # (T+1, n, h)
    local: Tensor  # (T+1, n, h)
    W_xh: Tensor  # (T, d, h)
    W_hh: Tensor  # (T, h, h)
    b_h: Tensor  # (T, 1, h)
    W_hq: Tensor  # (T, h, q)
    b_q: Tensor  # (T, 1, q)

    @property
    def back(self):
        """What came back from step k+1: dH - local (T+1, n, h), zero at k = T."""
        return self.dH - self.local

    def norms(self):
        """The length of dL/dH_k for k = 0 … T: (T+1,). Small is vanished, large is exploded."""
        return self.dH.flatten(1).norm(dim=1)

    def total(self):
        """The gradient of each parameter, by name: the sum of its terms, what autograd returns."""
        return {name: getattr(self, name).sum(0) for name in ("W_xh", "W_hh", "b_h", "W_hq", "b_q")}

    def __repr__(self):
        T, n, h = self.dH.shape
        return f"ThroughTime: {T - 1} steps, n = {n} sequences, h = {h} hidden units"


@takes(X="T n d", y="T n int", H_0="n h")
def through_time(X, y, p, t=None, H_0=None):
    """The gradient of one step's loss, or of the mean loss over all steps, through every earlier state.

    X (T, n, d), targets y (T, n), H_0 (n, h). With t (counted from 1) the loss is L_t, the mean over the
    batch of step t's cross-entropy; without it, the mean over steps and batch that training minimises.
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
        local = torch.zeros_like(trace.H)
        local[1:] = dO @ p.W_hq.T
        dH, dA = local.clone(), torch.empty_like(trace.H[1:])  # A_k = X_k W_xh + H_{k-1} W_hh + b_h
        for k in range(T, 0, -1):
            dA[k - 1] = dH[k] * (1 - trace.H[k] ** 2)
            dH[k - 1] += dA[k - 1] @ p.W_hh.T
        before, after = trace.H[:-1], trace.H[1:]
        return ThroughTime(
            dH=dH,
            local=local,
            W_xh=X.mT @ dA,
            W_hh=before.mT @ dA,
            b_h=dA.sum(1, keepdim=True),
            W_hq=after.mT @ dO,
            b_q=dO.sum(1, keepdim=True),
        )


@takes(X="T n d", H_0="n h")
def jacobians(X, p, H_0=None):
    """What a gradient is multiplied by on its way from step k to step k-1: dH_k/dH_{k-1} = diag(1 - H_k²) W_hhᵀ.

    X (T, n, d), H_0 (n, h) -> (T, n, h, h), step k at index k-1: with a row g = dL/dH_k, g @ J[k-1, i] is what
    comes back to H_{k-1} of sequence i. `torch.linalg.matrix_norm(J, 2)` is the most each can stretch a gradient;
    the product J[t-1] @ … @ J[k] leads from H_t to H_k.
    """
    T, n, _ = X.shape
    h = p.sizes["h"]
    arguments.size_limit(T * n * h * h, f"The {T * n} Jacobians of X")
    with torch.no_grad():
        H = unroll(X, p, H_0).H[1:]
        return (1 - H**2).unsqueeze(-1) * p.W_hh.T

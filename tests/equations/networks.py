"""Random networks of every small size, and how two tensors are compared."""

from dataclasses import replace

import torch
from hypothesis import strategies as st

from d2l_rnn import rnn

sizes = st.fixed_dictionaries({letter: st.integers(1, 9) for letter in "ndhqT"} | {"seed": st.integers(0, 10**6)})


def network(n, d, h, q, T, seed, dtype=torch.float32, sigma=0.7):
    """Random inputs, Params with biases that are not 0, and a state to begin with."""
    draw = torch.Generator().manual_seed(seed)
    p = rnn.init_params(d, h, q, sigma, seed)
    p = replace(p, b_h=torch.randn(1, h, generator=draw), b_q=torch.randn(1, q, generator=draw))
    X, H_0 = torch.randn(T, n, d, generator=draw), torch.rand(n, h, generator=draw) * 2 - 1
    return X.to(dtype), p.map(lambda tensor: tensor.to(dtype)), H_0.to(dtype)


def assert_equal(a, b, most=1e-6):
    assert a.shape == b.shape
    difference = (a.double() - b.double()).abs().max().item()
    assert difference <= most, f"the largest difference is {difference}"


def recorded(p):
    return p.map(lambda tensor: tensor.clone().requires_grad_())

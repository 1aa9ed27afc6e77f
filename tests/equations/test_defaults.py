"""What a reader has told torch to make by default, a device or a kind of number, changes nothing here.

The device meta stands for a graphics card: what lands on it by accident has no numbers and shows at once.
"""

import contextlib
import subprocess
import sys

import pytest
import torch

from d2l_rnn import book, chars, gradients, interventions, rnn, sampling, train

LONG = "it is not the same thing twice. " * 5


@contextlib.contextmanager
def by_default(device=None, dtype=torch.float32):
    torch.set_default_device(device)
    torch.set_default_dtype(dtype)
    try:
        yield
    finally:
        torch.set_default_device(None)
        torch.set_default_dtype(torch.float32)


def inputs():
    tokens = chars.vocabulary("machine")
    return chars.one_hot("machin", tokens), chars.indices("achine", tokens), rnn.init_params(7, 4, 7, seed=0), tokens


def edited(X, p):
    return interventions.unroll_edited(X, p, [{"kind": "state", "step": None, "unit": 1, "value": 0.5}])


def d2l_parameters(X, y, p, tokens):
    return list(book.to_d2l(p).parameters())


EVERYTHING = {
    "indices": lambda X, y, p, tokens: [chars.indices(["ma", "ch"], tokens)],
    "one_hot of indices": lambda X, y, p, tokens: [chars.one_hot(y, tokens)],
    "one_hot of a text": lambda X, y, p, tokens: [chars.one_hot("machine", tokens)],
    "init_params": lambda X, y, p, tokens: rnn.init_params(3, 4, 5, 0.5, seed=1),
    "hidden": lambda X, y, p, tokens: [rnn.hidden(X[0], p)],
    "unroll": lambda X, y, p, tokens: vars(rnn.unroll(X, p)).values(),
    "unroll with a gradient": lambda X, y, p, tokens: vars(rnn.unroll(X.clone().requires_grad_(), p)).values(),
    "without_memory": lambda X, y, p, tokens: p.without_memory(),
    "step_losses": lambda X, y, p, tokens: [rnn.step_losses(rnn.unroll(X, p).O, y)],
    "unroll_edited": lambda X, y, p, tokens: vars(edited(X, p)).values(),
    "picks": lambda X, y, p, tokens: [torch.tensor(sampling.picks("ma", 8, p, tokens, "sample"), device="cpu")],
    "through_time": lambda X, y, p, tokens: vars(gradients.through_time(X, y, p, 2)).values(),
    "the terms": lambda X, y, p, tokens: [gradients.through_time(X, y, p).W_hh, gradients.through_time(X, y, p).b_q],
    "total": lambda X, y, p, tokens: gradients.through_time(X, y, p).total().values(),
    "jacobians": lambda X, y, p, tokens: [gradients.jacobians(X, p)],
    "fit": lambda X, y, p, tokens: train.fit("machine", 4, 5, progress=False).params,
    "fit in windows": lambda X, y, p, tokens: train.fit(LONG, 4, 5, progress=False).params,
    "to_torch": lambda X, y, p, tokens: [one for module in book.to_torch(p) for one in module.parameters()],
    "from_torch": lambda X, y, p, tokens: book.from_torch(*book.to_torch(p)),
    "to_d2l": d2l_parameters,
    "from_d2l": lambda X, y, p, tokens: book.from_d2l(book.to_d2l(p)),
}
DEFAULTS = {
    "meta": {"device": "meta"},
    "float64": {"dtype": torch.float64},
    "float16": {"dtype": torch.float16},
    "both": {"device": "meta", "dtype": torch.float64},
}


@pytest.mark.parametrize("default", DEFAULTS.values(), ids=DEFAULTS)
@pytest.mark.parametrize("function", EVERYTHING.values(), ids=EVERYTHING)
def test_nothing_depends_on_the_default_device_or_kind_of_number(function, default):
    expected = list(function(*inputs()))
    with by_default(**default):
        found = list(function(*inputs()))
    for a, b in zip(found, expected, strict=True):
        assert (a.device, a.dtype) == (b.device, b.dtype) and torch.equal(a, b)


@pytest.mark.parametrize("function", EVERYTHING.values(), ids=EVERYTHING)
def test_nothing_draws_from_the_global_random_state_or_changes_a_default(function):
    before = torch.random.get_rng_state()
    with by_default("meta", torch.float64):
        function(*inputs())
        assert torch.empty(0).device.type == "meta" and torch.get_default_dtype() is torch.float64
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.slow
def test_the_default_may_be_set_before_anything_is_imported():
    code = """
    import torch
    torch.set_default_device("meta")
    from d2l_rnn import chars, rnn, train
    history = train.fit("machine", 4, 3, progress=False)
    print(rnn.unroll(chars.one_hot("machin", history.tokens), history.params).O.device)
    """
    command = [sys.executable, "-c", "\n".join(map(str.strip, code.splitlines()))]
    assert subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout == "cpu\n"

"""Sizes and numbers at the edge: what fits no memory is refused first, what is finite works."""

import math

import numpy as np
import pytest
import torch

from d2l_rnn import chars, gradients, interventions, rnn, train
from tests.equations.answers import fault_of
from tests.equations.good_values import H_t, X_t, make_params, p

TALL, FLAT = torch.ones(10**5 + 1, 1), make_params(1, 1000, 1)


@pytest.mark.parametrize(
    "call, names",
    [
        (lambda: rnn.hidden(TALL, FLAT), ["n"]),
        (lambda: rnn.step(TALL, TALL.expand(-1, 1000), FLAT), ["n"]),
        (lambda: rnn.output(TALL, make_params(1, 1, 1000)), ["n"]),
        (lambda: rnn.unroll(TALL[None], FLAT), ["T"]),
        (lambda: rnn.unroll(TALL[:, None], make_params(1, 1, 1000)), ["T"]),
        (lambda: interventions.unroll_edited(TALL[None], FLAT, []), ["T"]),
        (lambda: gradients.through_time(TALL[:, None], torch.zeros_like(TALL).long(), FLAT), ["T"]),
        (lambda: gradients.through_time(TALL[:101, None], torch.zeros_like(TALL[:101]).long(), FLAT).W_hh, ["W_hh"]),
        (lambda: gradients.jacobians(TALL[:101, None], FLAT), ["X"]),
        (lambda: chars.ngrams("ab" * 100_000, 100_000), ["n"]),
        (lambda: train.fit("ab" * 100, 300, window=100, batch_size=10**4), ["batch_size", "num_hiddens"]),
        (lambda: train.fit("ab" * 100, 2, window=100, batch_size=10**6), ["batch_size"]),
        (lambda: train.fit("ab", 9000), ["num_hiddens"]),
    ],
)
def test_sizes_that_fit_no_memory_are_refused_before_anything_is_allocated(call, names):
    with pytest.raises(ValueError, match="at most 100000000 are allowed") as raised:
        call()
    assert fault_of(raised.value, names) is None


def test_a_gradient_that_explodes_in_training_is_told_what_may_help():
    with pytest.raises(ValueError, match="exploded on its way through 120 steps") as raised:
        train.fit("ab" * 60 + "c", 128, 30, sigma=30, progress=False)
    assert fault_of(raised.value, ["sigma"]) is None


def test_the_largest_sigma_and_lr_that_are_allowed_give_finite_losses():
    history = train.fit("hello", 2, 60, lr=1000, sigma=1e6, progress=False)
    assert all(map(math.isfinite, history.losses))


def test_whole_numbers_and_numbers_of_other_libraries_are_welcome():
    first = train.fit("hello", 2, 2, 0, lr=0.5, sigma=1.0, progress=False)
    tensor = torch.tensor
    again = train.fit(
        "hello", np.int64(2), tensor(2), np.uint8(0), lr=np.float64(0.5), sigma=tensor(1.0), progress=False
    )
    assert first.losses == again.losses
    assert rnn.init_params(np.int32(2), tensor(3), 2, sigma=0).sizes == {"d": 2, "h": 3, "q": 2}


def test_large_weights_that_are_finite_are_no_error():
    large = p.map(lambda tensor: tensor.clone().fill_(1e38))  # so large that their sum is infinite
    assert (rnn.step(X_t, H_t, large) == 1).all()

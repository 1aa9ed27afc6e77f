"""Who hands over a text or the indices of tokens where a tensor made of them is needed reads what makes it."""

import re

import pytest
import torch

from d2l_rnn import chars, gradients, interventions, rnn
from tests.equations.answers import fault_of
from tests.equations.good_values import TOKENS, make_params

p = make_params(7, 4, 7)
x, y = chars.indices("machin", TOKENS), chars.indices("achine", TOKENS)
X, H = chars.one_hot(x, TOKENS), torch.zeros(1, 4)
SEQUENCES = {
    "unroll": lambda X: rnn.unroll(X, p),
    "unroll_edited": lambda X: interventions.unroll_edited(X, p, []),
    "through_time": lambda X: gradients.through_time(X, y, p),
    "jacobians": lambda X: gradients.jacobians(X, p),
}
STEPS = {
    "hidden": lambda X: rnn.hidden(X, p),
    "step": lambda X: rnn.step(X, H, p),
    "step_concat": lambda X: rnn.step_concat(X, H, p),
}
WAY = "Indices of tokens become inputs with chars.one_hot(X, tokens)."


def refused(call, value, words):
    with pytest.raises((TypeError, ValueError), match=re.escape(words)) as raised:
        call(value)
    assert fault_of(raised.value, ["X", "y"]) is None


@pytest.mark.parametrize("call", (SEQUENCES | STEPS).values(), ids=SEQUENCES | STEPS)
@pytest.mark.parametrize("value", [x, x.T, x[:, 0], x[0], x.to(torch.uint8), torch.tensor([[1, 2]])], ids=str)
def test_indices_in_place_of_inputs_name_one_hot(call, value):
    refused(call, value, WAY)


@pytest.mark.parametrize("call", SEQUENCES.values(), ids=SEQUENCES)
def test_the_way_that_is_named_works(call):
    call(chars.one_hot(x, TOKENS))
    call(chars.one_hot("machin", TOKENS))


def test_inputs_of_whole_numbers_are_told_both_ways():
    refused(SEQUENCES["unroll"], X.long(), f"torch.float32 is needed. Convert it with X.to(torch.float32). {WAY}")


def test_inputs_of_floats_and_of_another_size_hear_nothing_of_tokens():
    with pytest.raises(ValueError) as raised:
        rnn.unroll(X[..., :5], p)
    assert "chars" not in str(raised.value)
    with pytest.raises(ValueError, match=re.escape("put the missing axis in the middle: X[:, None].")):
        rnn.unroll(X[:, 0], p)


@pytest.mark.parametrize("call", (SEQUENCES | STEPS).values(), ids=SEQUENCES | STEPS)
@pytest.mark.parametrize("value", ["machin", ["machin", "nihcam"]], ids=["a text", "two texts"])
def test_a_text_in_place_of_inputs_names_one_hot(call, value):
    refused(call, value, "chars.one_hot(text, tokens) makes it from a text.")


@pytest.mark.parametrize(
    "call", [lambda y: rnn.step_losses(X, y), lambda y: gradients.through_time(X, y, p)], ids=["losses", "through_time"]
)
def test_a_text_in_place_of_targets_names_indices(call):
    refused(call, "achine", "chars.indices(text, tokens) makes it from a text.")


def test_a_list_of_numbers_in_place_of_indices_is_refused_without_that_way():
    with pytest.raises(TypeError, match=re.escape("x must be a torch tensor of shape (T, n), not a list.")):
        chars.one_hot([[1], [2]], TOKENS)

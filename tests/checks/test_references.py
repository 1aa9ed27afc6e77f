"""What is right in some cases has been worked out without this package."""

import pytest
import torch

from .test_cases import FUNCTIONS

W_HH, B_H = [[0.6, -0.3], [0.9, 0.4]], [[0.15, -0.25]]
ROW = ([[0.5, -1.0, 0.25]], [[0.3, -0.6]], [[0.2, -0.4], [0.7, 0.1], [-0.5, 0.8]], W_HH, B_H)
ROWS = ([[2.0], [-1.0], [0.5]], [[0.1, 0.2], [-0.3, 0.4], [0.5, -0.6]], [[0.3, -0.7]], W_HH, B_H)
SEQUENCE = ([[[1.0], [-0.5]], [[0.0], [2.0]], [[-1.0], [0.25]]], [[0.2, -0.1], [0.4, 0.3]], [[0.3, -0.7]], W_HH, B_H)
LOGITS = [[2.0, -1.0, 0.5, 0.0], [0.0, 0.0, 0.0, 0.0], [-3.0, 1.0, 1.0, 4.0]]
STATES = ([[0.5, -2.0, 1.0], [1.5, 0.25, -0.75]], [[0.8, -0.1, 0.4], [-0.6, 0.9, 0.2]])
W_HH_3 = [[0.5, -1.0, 0.3], [0.2, 0.7, -0.4], [1.1, 0.6, -0.9]]

WORKED_OUT = [
    ("ngram_cells", (6, 4), 1296),
    ("ngram_cells", (3, 40), 12157665459056928801),
    ("number_of_parameters", (3, 5, 2, 7), 57),
    ("number_of_parameters", (11, 1, 4, 1), 21),
    ("number_of_parameters", (3, 5, 2, 700), 57),
    ("step", ROW, [[-0.7329, -0.5915]]),
    ("step", ROWS, [[0.7574, -0.9217], [0.0300, 0.6044], [0.0599, -0.7574]]),
    ("step_concat", ROWS, [[0.7574, -0.9217], [0.0300, 0.6044], [0.0599, -0.7574]]),
    (
        "unroll",
        (*SEQUENCE, [[1.5], [-0.8]], [[0.05]]),
        ([[[1.3448], [0.6752]], [[0.1143], [2.0154]], [[-1.2212], [0.4687]]], [[-0.6957, 0.2845], [-0.1366, -0.7795]]),
    ),
    ("shift", ("\nAb\n",), ("\nAb", "Ab\n")),
    ("step_losses", (LOGITS, [2, 0, 1]), [1.8423, 1.3863, 3.0958]),
    ("step_losses", ([[180.0, 0.0]], [1]), [180.0]),
    ("jacobian_product", (*STATES, W_HH_3), [[2.3220, -1.6860, -1.7460], [0.2165, 0.5132, 1.7325]]),
]
GRADS = [torch.tensor([[2.0, 0.0], [0.0, -6.0]]), torch.tensor([3.0])]  # together 7 long
CLIPPED = [(2.5, [[[5 / 7, 0.0], [0.0, -15 / 7]], [7.5 / 7]]), (7.5, [[[2.0, 0.0], [0.0, -6.0]], [3.0]])]


def reference(name):
    (known,) = [known for known in FUNCTIONS if known.name == name]
    return known.reference


def assert_close(results, wants):
    for one, other in zip(results, wants, strict=True):
        assert torch.allclose(one, torch.tensor(other), atol=1e-4)


@pytest.mark.parametrize(("name", "case", "want"), WORKED_OUT)
def test_what_is_right_has_been_worked_out(name, case, want):
    args = [torch.tensor(value) if isinstance(value, list) else value for value in case]
    result = reference(name)(*args)
    if isinstance(result, torch.Tensor):
        assert_close([result], [want])
    elif isinstance(result[0] if isinstance(result, tuple) else result, torch.Tensor):
        assert_close(result, want)
    else:
        assert result == want


@pytest.mark.parametrize(("theta", "want"), CLIPPED)
def test_what_is_clipped_has_been_worked_out(theta, want):
    assert_close(reference("clip")(GRADS, theta), want)

"""Shapes labels every tensor."""

import pytest
import torch

from d2l_rnn import plots, rnn
from tests.drive.pictures import words


def test_shapes_labels_every_tensor_and_draws_the_bias_repeated_for_every_row():
    picture = plots.shapes(3, 1, 4, 2, 6)
    printed = words(picture)
    for shape, times in {
        "(3, 4)": 5,
        "(3, 1)": 2,
        "(1, 4)": 4,
        "(4, 4)": 1,
        "(4, 2)": 2,
        "(3, 2)": 2,
        "(1, 2)": 2,
    }.items():
        assert printed.count(shape) == times, shape
    dashed = [patch for patch in picture.page.patches if patch.get_linestyle() == "--"]
    assert len(dashed) == 4 and all(patch.get_height() == pytest.approx(0.15 * 3) for patch in dashed)
    numbers = rnn.num_params(rnn.init_params(1, 4, 2))
    assert f"X (6, 3, 1), H (7, 3, 4) with H_0, O (6, 3, 2). The five parameters hold {numbers} numbers" in " ".join(
        printed
    )
    assert any("logarithmic" in text for text in words(plots.shapes(32, 28, 256, 28, 35)))


@pytest.mark.parametrize("layers", [1, 2, 3])
def test_shapes_counts_the_numbers_of_every_layer_as_torch_does(layers):
    d, h, q = 3, 4, 5
    head = torch.nn.Linear(h, q)
    parts = {
        True: [torch.nn.RNN(d, h, layers), head],
        False: [*(torch.nn.Linear(inputs, h) for inputs in [d, *[h] * (layers - 1)]), head],
    }
    for memory, of_torch in parts.items():
        numbers = sum(one.numel() for part in of_torch for one in part.parameters())
        numbers -= layers * h if memory else 0  # nn.RNN has a second bias
        printed = " ".join(words(plots.shapes(2, d, h, q, 6, memory, layers)))
        assert f"parameters hold {numbers} numbers" in printed

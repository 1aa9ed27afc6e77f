"""Shapes labels every tensor."""

import pytest
import torch
from matplotlib.colors import to_hex

from d2l_rnn import plots, rnn
from tests.drive.pictures import words


def test_shapes_labels_every_tensor_and_draws_the_bias_repeated_for_every_row():
    picture = plots.shapes(3, 1, 4, 2, 6, sequence=True)
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
    assert f"{numbers} numbers are learned: 4 + 16 + 4 + 8 + 2. The size n is in none of them, nor is T." in printed
    assert "Stacked along time: X (6, 3, 1), H (7, 3, 4) with H₀, O (6, 3, 2)." in " ".join(printed)
    assert any("none is shorter than a line" in text for text in words(plots.shapes(1, 28, 256, 28, 35)))


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
        assert f"{numbers} numbers are learned" in printed


def test_the_blocks_are_in_true_proportion_in_the_colours_of_their_roles():
    for sizes in ((3, 1, 4, 2), (28, 14, 56, 28)):
        n, d, h, q = sizes
        patches = plots.shapes(*sizes, 6, memory=True).page.patches
        blocks = [patch for patch in patches if patch.get_linestyle() in ("-", "solid")]
        shapes = [(n, h), (n, d), (d, h), (n, h), (h, h), (1, h), (n, q), (n, h), (h, q), (1, q)]
        unit = blocks[0].get_width() / h
        for block, (rows, columns) in zip(blocks, shapes, strict=True):
            assert block.get_width() == pytest.approx(max(0.05, unit * columns))
            assert block.get_height() == pytest.approx(max(0.05, unit * rows))
        roles = [to_hex(block.get_edgecolor()) for block in blocks]
        read, remembered, said = "#007a5a", "#a03c8c", "#222222"
        assert roles == [remembered, read, read, remembered, remembered, read, said, remembered, said, said]

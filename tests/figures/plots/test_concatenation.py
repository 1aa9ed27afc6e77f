"""The concatenation prints both sides and their difference."""

import torch

from d2l_rnn import plots, rnn
from tests.drive.pictures import book_matrices, words


def test_both_sides_of_the_concatenation_are_printed_and_their_difference_named():
    X, H, p = book_matrices()
    picture = plots.concatenation(X, H, p)
    two = X @ p.W_xh + H @ p.W_hh
    printed = words(picture)
    for value in two.flatten().tolist():
        assert printed.count(f"{value:.2f}".replace("-", "−")) >= 2
    one = torch.cat((X, H), 1) @ torch.cat((p.W_xh, p.W_hh), 0)
    assert any(
        f"Largest difference between the two results: {float((two - one).abs().max()):.2g}." in w for w in printed
    )
    for shape in ("(3, 1)", "(1, 4)", "(3, 4)", "(4, 4)", "(3, 5)", "(5, 4)"):
        assert any(shape in text for text in printed), shape


def test_whole_numbers_are_printed_as_whole_numbers():
    p = rnn.Params(torch.tensor([[2.0, -3.0]]), torch.eye(2), torch.zeros(1, 2), torch.ones(2, 1), torch.zeros(1, 1))
    picture = plots.concatenation(torch.tensor([[5.0]]), torch.tensor([[0.5, 7.0]]), p)
    assert {"2", "−3", "5", "10.50", "−8.00", "0.50", "7.00"} <= set(words(picture))

"""Figure 9.4.2 shows what a network makes of a text."""

import torch

from d2l_rnn import chars, plots, rnn
from tests.drive.pictures import heat_maps, network, row


def test_figure_9_4_2_names_input_target_best_guess_and_loss_of_every_step():
    p, tokens, trace = network("hello", 6, seed=3)
    picture = plots.language_model(trace, "hello", tokens)
    probability, best = trace.O[:, 0].softmax(-1).max(-1)
    losses = rnn.step_losses(trace.O, chars.indices("ello", tokens))[:, 0]
    assert row(picture, "input") == list("hell") and row(picture, "target") == list("ello")
    assert row(picture, "most likely") == [tokens[i] for i in best]
    assert row(picture, "probability") == [f"{p:.2f}" for p in probability.tolist()]
    assert row(picture, "loss, in nats") == [f"{loss:.2f}" for loss in losses.tolist()]
    assert row(picture, "p(target)") == [f"{p:.2f}" for p in losses.neg().exp().tolist()]
    right = ["✓" if tokens[i] == target else "✗" for i, target in zip(best, "ello", strict=True)]
    assert row(picture, "right?") == right and {*right} == {"✓", "✗"}
    for step, drawn in enumerate(heat_maps(picture), 1):
        assert torch.equal(drawn[:, 0], trace.H[step, 0].double())

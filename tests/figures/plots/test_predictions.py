"""The table of predictions shows softmax, losses and perplexity."""

import math

import pytest
import torch
from matplotlib.collections import PolyCollection

from d2l_rnn import chars, plots, rnn
from tests.drive.pictures import HISTORY, machine, network, row, words


def test_the_table_of_predictions_holds_the_softmax_the_losses_and_the_perplexity():
    p, tokens, trace = network("hello", 6, seed=3)
    picture = plots.predictions(trace, "hello", tokens, t=2)
    P, y = trace.O[:, 0].softmax(-1), chars.indices("ello", tokens)
    losses = rnn.step_losses(trace.O, y)[:, 0]
    assert row(picture, "p(target)") == [f"{float(P[i, y[i, 0]]):.2f}" for i in range(4)]
    assert row(picture, "loss, in nats") == [f"{loss:.2f}" for loss in losses.tolist()]
    assert row(picture, "input") == list("hell") and row(picture, "target") == list("ello")
    bars = [one.get_paths() for one in picture.page.collections if type(one) is PolyCollection]
    for step, (all_bars, target_bar) in enumerate(zip(bars[::2], bars[1::2], strict=True)):
        lengths = torch.tensor([bar.vertices[1, 0] - bar.vertices[0, 0] for bar in all_bars]) / 0.85
        torch.testing.assert_close(lengths, P[step].double(), rtol=1e-5, atol=1e-6)
        assert (target_bar[0].vertices == all_bars[int(y[step])].vertices).all()
    notes = " ".join(words(picture))
    assert f"mean loss {float(losses.mean()):.4g} nats" in notes and "among |V| = 4" in notes
    assert f"≈ {math.exp(float(losses.mean())):.4g};" in notes
    guess = tokens[int(P[1].argmax())]
    assert f"Step 2: after “he” “{guess}” is the likeliest; the target is “l”, which gets" in notes
    assert f"probability p = {float(P[1, y[1, 0]]):.4g}; the loss is −ln p = {float(losses[1]):.4g} nats" in notes


@pytest.mark.parametrize("run", [dict(), dict(given=2, reference="machine")])
def test_the_picture_is_read_downwards_as_the_live_one_from_the_input_to_the_loss(run):
    def places(picture, *names):
        return [next(one.get_position()[1] for one in picture.page.texts if one.get_text() == name) for name in names]

    _, tokens, trace = network("machine", 5)
    below = (
        ["picked", "p(picked)", "the same?", "the text has"]
        if run
        else ["target", "guess", "p(target)", "loss, in nats"]
    )
    down = places(plots.predictions(trace, "machine", tokens, **run), "step", "input", *sorted(tokens), *below)
    assert down == sorted(down)  # lengths on a page go down
    step, read, target = places(plots.language_model(trace, "machine", tokens), "step", "input", "target")
    assert step > read > target  # the book's own figure is read upwards


def test_a_tie_is_named_and_a_guess_is_right_or_wrong():
    tokens = ["a", "b", "c"]
    O = torch.tensor([[0.5, 0.498, 0.002], [0.5, 0.49, 0.01], [0.5, 0.49, 0.01], [0.4, 0.4, 0.2]]).log()[:, None]  # noqa: E741
    trace = rnn.Trace(chars.one_hot("abab", tokens), torch.zeros(5, 1, 2), O)
    picture = plots.predictions(trace, "ababc", tokens, t=1)
    assert row(picture, "guess") == ["a/b tie", "a ✓", "a ✗", "a/b ✗"]
    assert row(picture, "p(target)") == ["0.50", "0.50", "0.49", "0.20"]
    assert "Step 1: after “a” “a” and “b” tie; the target is “b”" in " ".join(words(picture))
    long = rnn.Trace(chars.one_hot("abab" * 8, tokens), torch.zeros(33, 1, 2), O.repeat(8, 1, 1))
    assert row(plots.predictions(long, "abab" * 8 + "c", tokens), "guess")[-4:] == ["tie", "a ✓", "a ✗", "✗"]
    even = rnn.Trace(trace.X[:1], trace.H[:2], torch.zeros(1, 1, 3))
    assert "after “a” “a” and “b” and “c” tie" in " ".join(words(plots.predictions(even, "ab", tokens, t=1)))


def test_a_free_run_leads_each_pick_to_the_next_input():
    _, tokens, trace = network("machine", 5)
    page = plots.predictions(trace, "machine", tokens, given=2).page
    at = {one.get_text(): one.get_position()[1] for one in page.texts if one.get_text() in ("picked", "input")}
    heads = [one for one in page.texts if getattr(one, "arrow_patch", None)]
    assert len(heads) == 4  # of six inputs, two were given
    assert all(head.xy[1] == pytest.approx(at["input"], abs=0.1) for head in heads)
    starts = [line.get_ydata()[0] for line in page.lines if len(line.get_ydata()) == 3]
    assert starts == pytest.approx([at["picked"]] * 4)


def test_a_probability_that_is_nearly_1_is_not_said_to_be_1():
    trace = machine()[2]
    notes = " ".join(words(plots.predictions(trace, "machine", HISTORY.tokens, t=2)))
    loss = float(rnn.step_losses(trace.O, chars.indices("achine", HISTORY.tokens))[1, 0])
    assert 0 < loss < 1e-3
    assert f"probability p = 1 − {loss:.2g}; the loss is −ln p = {loss:.4g} nats" in notes


def test_a_probability_of_1_or_nearly_0_is_said_as_the_loss_says_it():
    def notes(p, text, tokens):
        trace = rnn.unroll(chars.one_hot(text[:-1], tokens), p)
        page = plots.predictions(trace, text, tokens, t=1).page
        return " ".join(" ".join(text.get_text() for text in page.texts).split())

    certain = notes(rnn.init_params(1, 2, 1, seed=0), "aaa", ["a"])
    assert "gets probability p = 1; the loss is −ln p = 0 nats" in certain and "-0" not in certain
    p = rnn.init_params(2, 2, 2, sigma=0)
    p.b_q[0, 0] = 4149
    hopeless = notes(p, "ab", ["a", "b"])
    assert "gets probability p = exp(−4149); the loss is −ln p = 4149 nats" in hopeless
    assert "perplexity exp(4149); blind guessing" in hopeless and "inf" not in hopeless


def test_tokens_without_a_row_are_counted_and_never_the_target():
    text = "".join(map(chr, range(0x0410, 0x0410 + 60)))  # Cyrillic: the font that comes with matplotlib has it
    p, tokens, trace = network(text, 3, sigma=0.01)
    picture = plots.predictions(trace, text, tokens)
    notes = " ".join(words(picture))
    assert "20 of the 60 tokens have no row" in notes and "never above 0.017" in notes
    assert {text[t] for t in range(1, 41)} <= set(words(picture))


def test_a_token_that_is_not_one_character_is_shortened():
    tokens = ["<unk>", "a", "a very long token"]
    p = rnn.init_params(3, 2, 3, seed=0)
    trace = rnn.unroll(chars.one_hot("aba", tokens), p)
    printed = words(plots.predictions(trace, "abab", tokens))
    assert "<unk>" in printed and "a␣ver…" in printed

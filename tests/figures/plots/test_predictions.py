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
    of_target = P.gather(1, y)[:, 0].tolist()
    assert row(picture, "p(target)") == [f"{p:.0%}" for p in of_target] and all(0.005 < p < 0.995 for p in of_target)
    assert row(picture, "loss") == [f"{loss:.2f}" for loss in losses.tolist()]
    assert row(picture, "input") == list("hell") and row(picture, "target") == list("ello")
    bars = [one.get_paths() for one in picture.page.collections if type(one) is PolyCollection]
    for step, (all_bars, target_bar) in enumerate(zip(bars[::2], bars[1::2], strict=True)):
        lengths = torch.tensor([bar.vertices[1, 0] - bar.vertices[0, 0] for bar in all_bars]) / 0.85
        torch.testing.assert_close(lengths, P[step].double(), rtol=1e-5, atol=1e-6)
        assert (target_bar[0].vertices == all_bars[int(y[step])].vertices).all()
    mean = float(losses.mean())
    assert (
        f"The mean loss is {mean:#.3g} nats, the perplexity {math.exp(mean):#.3g}; a blind guess has 1.39 and 4."
        in words(picture)
    )
    guess, p, loss = tokens[int(P[1].argmax())], of_target[1], float(losses[1])
    assert guess != "l"
    assert title(picture) == (
        f"After “he” the network expects “{guess}” ({float(P[1].max()):.0%}), "
        f"but “l” comes ({p:.0%}): loss −ln {p:#.3g} = {loss:.2f}."
    )


def title(picture):
    """What stands over a picture, on one line or more."""
    return " ".join(one.get_text() for one in reversed(picture.page.texts) if one.get_position()[1] < 0)


@pytest.mark.parametrize("run", [dict(), dict(given=2, reference="machine")])
def test_the_picture_is_read_downwards_as_the_live_one_from_the_input_to_the_loss(run):
    def places(picture, *names):
        return [next(one.get_position()[1] for one in picture.page.texts if one.get_text() == name) for name in names]

    _, tokens, trace = network("machine", 5)
    below = ["picked", "p(picked)", "the same?", "the text has"] if run else ["target", "guess", "p(target)", "loss"]
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
    assert row(picture, "p(target)") == ["50%", "50%", "49%", "20%"]
    assert (
        title(picture) == "After “a” the network expects “a” or “b”, 50% each, a tie; “b” comes: loss −ln 0.498 = 0.70."
    )
    long = rnn.Trace(chars.one_hot("abab" * 8, tokens), torch.zeros(33, 1, 2), O.repeat(8, 1, 1))
    assert row(plots.predictions(long, "abab" * 8 + "c", tokens), "guess")[-4:] == ["tie", "a ✓", "a ✗", "✗"]
    even = rnn.Trace(trace.X[:1], trace.H[:2], torch.zeros(1, 1, 3))
    assert "expects any of 3 letters, 33% each, a tie; “b” comes" in title(plots.predictions(even, "ab", tokens, t=1))


def test_a_free_run_leads_each_pick_to_the_next_input():
    _, tokens, trace = network("machine", 5)
    page = plots.predictions(trace, "machine", tokens, given=2).page
    at = {one.get_text(): one.get_position()[1] for one in page.texts if one.get_text() in ("picked", "input")}
    heads = [one for one in page.texts if getattr(one, "arrow_patch", None)]
    assert len(heads) == 4  # of six inputs, two were given
    assert all(head.xy[1] == pytest.approx(at["input"], abs=0.1) for head in heads)
    starts = [line.get_ydata()[0] for line in page.lines if len(line.get_ydata()) == 3]
    assert starts == pytest.approx([at["picked"]] * 4)


def test_the_title_says_which_network_it_is():
    _, tokens, trace = network("machine", 5)
    openings = {
        "trained": "After “ma” the network expects “",
        "untrained": "Untrained, after “ma” the network expects “",
        "memoryless": "A network without memory sees only “a”: it expects “",
    }
    for name, opening in openings.items():
        assert title(plots.predictions(trace, "machine", tokens, t=2, network=name)).startswith(opening)
    assert title(plots.predictions(trace, "machine", tokens, given=2, network="memoryless")) == (
        "The network without memory writes on by itself: “machine”"
    )


def test_a_probability_that_is_nearly_1_is_not_said_to_be_1():
    trace = machine()[2]
    picture = plots.predictions(trace, "machine", HISTORY.tokens, t=2)
    loss = float(rnn.step_losses(trace.O, chars.indices("achine", HISTORY.tokens))[1, 0])
    assert 0 < loss < 1e-3
    assert title(picture) == "After “ma” the network expects “c” (> 99%), and “c” comes: loss < 0.01."
    assert set(row(picture, "p(target)")) == {"> 99%"}


def test_a_probability_of_1_or_nearly_0_is_said_as_the_loss_says_it():
    def drawn(p, text, tokens):
        return plots.predictions(rnn.unroll(chars.one_hot(text[:-1], tokens), p), text, tokens, t=1)

    certain = drawn(rnn.init_params(1, 2, 1, seed=0), "aaa", ["a"])
    assert "The mean loss is 0 nats, the perplexity 1.00; a blind guess has 0 and 1." in words(certain)
    p = rnn.init_params(2, 2, 2, sigma=0)
    p.b_q[0, 0] = 4149
    hopeless = drawn(p, "ab", ["a", "b"])
    assert title(hopeless).endswith("but “b” comes (< 1%): loss −ln exp(−4149) = 4149.")
    assert any("the perplexity exp(4150); a blind guess" in text for text in words(hopeless))
    assert not any("inf" in text for text in words(hopeless))


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

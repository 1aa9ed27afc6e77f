"""Training: what is sent of a History, what is saved of it, and that every number shown is torch's."""

import base64
import io
import random
import re
import sys
from contextlib import redirect_stdout

import pytest
import torch
from PIL import Image

from d2l_rnn import chars, figures, rnn, train
from d2l_rnn.figures import training
from tests.figures.test_figures import unpacked

HELLO = train.fit("hello", num_hiddens=5, num_steps=80, seed=1, progress=False)
LONG = train.fit("to be or not to be, " * 12, num_hiddens=6, num_steps=12, progress=False)
SCRIPT = """
const { decodeParams } = await load("equations/rnn.js");
const { compute } = await load("equations/predicting.js");
const { read } = await load("equations/reading.js");
const { frameOf, measured, nearest, niceStep, recorded, references } = await load("training/numbers.js");
return given.map(({ network, text, width, log }) => {
  const reading = read(text, network);
  const values = [...network.losses, Math.log(network.tokens.length), network.floor];
  const frame = frameOf(width, { updates: network.updates, values, log });
  const lines = references(network, frame);
  return {
    nets: network.checkpoints.map(({ weights }) => {
      const { trace, losses, means, softmax, guesses } = compute(reading, decodeParams(weights, network.sizes));
      return {
        H: [...trace.H], softmax: softmax.map((row) => [...row]), losses, mean: means.at(-1), guesses: [...guesses],
      };
    }),
    said: network.checkpoints.map((point) => recorded(network, point)),
    found: network.checkpoints.map(({ step }) => nearest(network.checkpoints, frame, frame.x(step) + 0.1)),
    places: network.losses.map((loss, k) => [frame.x(k * network.every), frame.y(loss)]),
    frame, lines, steps: [0.03, 0.7, 3, 12, 4000].map((range) => niceStep(range, 5)),
  };
});
"""


def histories():
    """Short trainings of random texts over odd alphabets, with and without memory."""
    draw = random.Random(3)
    for seed in range(8):
        tokens = draw.sample("abc dé語🙂\u0301<&$\n", draw.randint(1, 8))
        text = "".join(draw.choices(tokens, k=draw.randint(2, 40)))
        options = {"num_hiddens": draw.choice([1, 2, 16, 40]), "num_steps": draw.choice([0, 1, 7, 30])}
        yield train.fit(
            text, seed=seed, recurrent=seed % 3 > 0, sigma=draw.choice([0.1, 1.0]), progress=False, **options
        )


def ask(node, *cases):
    return node.run(SCRIPT, list(cases))


def of_torch(text, tokens, p):
    """The trace, the losses (T,) and the softmax (T, q) of a text."""
    inputs, targets = chars.shift(text)
    trace = rnn.unroll(chars.one_hot(inputs, tokens), p)
    return trace, rnn.step_losses(trace.O, chars.indices(targets, tokens))[:, 0], trace.O[:, 0].softmax(-1)


# ------------------------------------------------------------------------------------------- what is sent and kept


@pytest.mark.parametrize("history", [HELLO, LONG], ids=["short", "long"])
def test_every_checkpoint_is_sent_with_its_own_weights_and_its_recorded_loss(history):
    network = figures.Training(history).network
    assert len(network["checkpoints"]) == network["kept"] == len(history.checkpoints)
    for sent, own in zip(network["checkpoints"], history.checkpoints, strict=True):
        assert (sent["step"], torch.tensor(sent["loss"])) == (own.step, torch.tensor(own.loss))
        for tensor, parameter in zip(unpacked(sent["weights"], network["sizes"]), own.params, strict=True):
            assert torch.equal(tensor, parameter)
    assert torch.equal(torch.tensor(network["losses"]), torch.tensor(history.losses))
    assert network["floor"] == chars.floor(history.text)


def test_only_a_text_that_was_trained_whole_is_said_to_have_its_own_recorded_loss():
    assert figures.Training(HELLO).network["text"] == "hello"
    assert figures.Training(LONG).network["text"] is None
    windows = train.fit("hello world", num_hiddens=3, num_steps=3, window=4, batch_size=2, progress=False)
    assert figures.Training(windows).network["text"] is None


def test_without_an_argument_it_shows_machine_after_the_last_update():
    figure = figures.Training()
    assert (figure.text, figure.checkpoint) == ("machine", len(figure.network["checkpoints"]) - 1)
    assert repr(figure).startswith("Training on 'machine': 200 updates, 16 hidden units, ")
    assert repr(figure) == repr(figures.Training())


def test_a_saved_page_has_fewer_checkpoints_the_first_the_last_and_the_chosen_among_them():
    figure = figures.Training()
    points = figure.network["checkpoints"]
    for chosen in (0, 1, 11, len(points) - 1, 999):
        figure.checkpoint = chosen
        state = figure._state()
        kept = state["network"]["checkpoints"]
        assert [kept[0], kept[-1]] == [points[0], points[-1]]
        assert kept[state["checkpoint"]] == points[min(chosen, len(points) - 1)]
        assert [point["step"] for point in kept] == sorted({point["step"] for point in kept})
        assert 6 <= len(kept) < len(points) == state["network"]["kept"]
        assert sum(len(point["weights"]) for point in kept) <= 45_000
    assert figure.network["checkpoints"] == points


def test_a_wide_network_keeps_six_checkpoints_and_a_small_one_all():
    wide = figures.Training(train.fit("hello world", num_hiddens=128, num_steps=30, progress=False))
    assert len(wide._state()["network"]["checkpoints"]) == 6 < len(wide.network["checkpoints"])
    small = figures.Training(HELLO)
    assert small._state()["network"]["checkpoints"] == small.network["checkpoints"]


def test_the_places_are_spread_evenly():
    assert training._spread(5, 8) == [0, 1, 2, 3, 4]
    places = training._spread(31, 12)
    assert (len(places), places[0], places[-1]) == (12, 0, 30)
    assert {later - before for before, later in zip(places, places[1:], strict=False)} == {2, 3}


def test_of_a_very_long_training_the_line_joins_every_few_updates():
    points = HELLO.checkpoints
    long = train.History("hello", HELLO.tokens, HELLO.params, [1 / (k + 1) for k in range(12_001)], points)
    network = figures.Training(long).network
    assert (network["every"], len(network["losses"]), network["updates"]) == (3, 4001, 12_000)


def test_a_saved_page_is_small(tmp_path):
    figures.Training().save(tmp_path / "t.html")
    assert (tmp_path / "t.html").stat().st_size < 100_000


# --------------------------------------------------------------------------------------------- what Python is told


@pytest.mark.parametrize(
    "arguments, error, words",
    [
        (dict(history=HELLO.params), TypeError, "history must be a History (train.fit makes one), not a Params"),
        (dict(history="hello"), TypeError, "history must be a History"),
        (dict(history=HELLO, text=5), TypeError, "text must be a string"),
        (dict(history=HELLO, text="a\ud800"), ValueError, "half a character"),
        (dict(history=HELLO, tokens=["a"]), TypeError, "has no argument 'tokens'"),
        (dict(history=HELLO, checkpoint=-1), ValueError, "checkpoint must be at least 0"),
        (dict(history=HELLO, checkpoint=1.5), TypeError, "checkpoint must be a whole number"),
        (dict(history=HELLO, selected=0), ValueError, "selected must be at least 1"),
        (dict(history=HELLO, scale="cubic"), ValueError, "scale must be one of 'linear', 'log'"),
    ],
)
def test_a_wrong_argument_is_answered_with_what_would_be_right(arguments, error, words):
    with pytest.raises(error, match=re.escape(words)):
        figures.Training(**arguments)


def test_losses_that_are_not_numbers_are_refused():
    broken = train.fit("hello", num_hiddens=3, num_steps=3, progress=False)
    broken.losses[1] = float("nan")
    with pytest.raises(ValueError, match=r"history.losses\[1\] must be finite, not nan"):
        figures.Training(broken)


def drawn(figure):
    return base64.b64decode(figure._repr_mimebundle_()[0]["image/png"])


@pytest.mark.slow
def test_the_picture_shows_the_chosen_checkpoint_the_text_the_step_and_the_scale():
    seen = {drawn(figures.Training(HELLO))}
    for traits in (dict(checkpoint=3), dict(text="hell"), dict(step=1), dict(scale="log"), dict(text="")):
        seen.add(drawn(figures.Training(HELLO, **traits)))
    assert len(seen) == 6
    assert Image.open(io.BytesIO(seen.pop())).width > 800


def test_the_picture_puts_the_numbers_of_the_chosen_network_into_words():
    figure = figures.Training(HELLO, text="hell", checkpoint=4, step=2)
    _, losses, P = of_torch("hell", HELLO.tokens, HELLO.checkpoints[4].params)
    words = " ".join(text.get_text() for text in figure._picture().page.texts)
    assert f"mean loss on “hell” is {losses.mean():.4f} nats" in words
    assert f"At step 2, after “e”, it is “{HELLO.tokens[P[1].argmax()]}” ({P[1].max():.2f})" in words


def test_a_picture_and_a_page_are_saved(tmp_path):
    for ending in ("png", "svg", "html"):
        figures.Training(HELLO, text="").save(tmp_path / f"t.{ending}")
        assert (tmp_path / f"t.{ending}").stat().st_size > 1000


# ------------------------------------------------------------------------------------------------- the numbers of JS


def test_the_network_of_every_checkpoint_computes_what_torch_computes(node):
    draw = random.Random(5)
    cases = []
    for history in histories():
        text = "".join(draw.choices(history.tokens, k=draw.randint(2, 60)))
        cases += [(history, history.text), (history, text)]
    sent = [dict(network=figures.Training(one).network, text=text, width=700, log=False) for one, text in cases]
    for (history, text), answer in zip(cases, ask(node, *sent), strict=True):
        for net, point in zip(answer["nets"], history.checkpoints, strict=True):
            trace, losses, P = of_torch(text, history.tokens, point.params)
            for found, own in ((net["H"], trace.H), (net["losses"], losses), (sum(net["softmax"], []), P)):
                assert torch.allclose(torch.tensor(found, dtype=own.dtype), own.flatten(), atol=1e-5)
            assert [P[k, guess] for k, guess in enumerate(net["guesses"])] == pytest.approx(P.amax(1).tolist())
            if text == history.text:  # trained whole: the loss of the network is the loss that was recorded
                assert net["mean"] == pytest.approx(point.loss, abs=1e-5)


@pytest.mark.parametrize("log", [False, True])
@pytest.mark.parametrize("width", [200, 430, 860, 1300])
def test_the_curve_stays_in_its_frame_and_its_labels_apart(width, log, node):
    cases = [dict(network=figures.Training(one).network, text="", width=width, log=log) for one in histories()]
    cases.append(dict(network=figures.Training(LONG).network, text="", width=width, log=log))
    for case, answer in zip(cases, ask(node, *cases), strict=True):
        frame, network = answer["frame"], case["network"]
        for x, y in answer["places"]:
            assert frame["left"] <= x <= frame["right"] and frame["top"] <= y <= frame["bottom"] + 1e-6
        upper, lower = sorted(line["at"] for line in answer["lines"])
        assert lower - upper >= 14.99 and frame["top"] <= upper and lower <= frame["height"] - 10
        assert 2 <= len(frame["ticks"]) <= 10
        assert answer["found"] == list(range(len(network["checkpoints"])))
        assert answer["steps"] == [0.01, 0.2, 1, 5, 1000]


def test_a_higher_loss_stands_higher_on_both_scales(node):
    network = figures.Training(HELLO).network
    for answer in ask(node, *(dict(network=network, text="", width=600, log=log) for log in (False, True))):
        pairs = sorted(zip(network["losses"], (y for _, y in answer["places"]), strict=True))
        heights = [y for _, y in pairs]
        assert heights == sorted(heights, reverse=True) and heights[0] > heights[-1]


def test_the_recorded_loss_is_said_with_what_it_is_the_mean_of(node):
    short, long = ask(
        node, *(dict(network=figures.Training(one).network, text="", width=600, log=False) for one in (HELLO, LONG))
    )
    assert (
        short["said"][0] == f"After 0 of 80 updates: recorded loss {HELLO.losses[0]:.4f} nats, the mean over ‘hello’."
    )
    assert "one random batch of pieces of the text" in long["said"][-1]


def test_a_real_text_is_sent_whole_and_saved_thinned():
    with redirect_stdout(io.StringIO()):
        import this
    zen = "".join(this.d.get(character, character) for character in this.s)
    figure = figures.Training(train.fit(zen, num_hiddens=32, num_steps=10, progress=False))
    assert len(figure._state()["network"]["checkpoints"]) == 6 and sys.getsizeof(figure.network["losses"]) < 1000

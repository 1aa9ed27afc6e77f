"""Training: what is sent of a History, what is saved of it, and that every number shown is torch's."""

import base64
import io
import math
import random
import re

import pytest
import torch
from PIL import Image

from d2l_rnn import chars, figures, rnn, train
from d2l_rnn.figures import training
from tests.equations.test_fit import SENTENCE
from tests.figures.test_figures import unpacked

HELLO = train.fit("hello", num_hiddens=5, num_steps=80, seed=1, progress=False)
LONG = train.fit("to be or not to be, " * 12, num_hiddens=6, num_steps=12, progress=False)
NETWORKS = """const { netOf } = await load("kit/networks.js");
const { encodeParams } = await load("equations/rnn.js");
const [{ read }, { shownAt }] = [await load("equations/reading.js"), await load("training/numbers.js")];
return given.map((state) => {
  const net = netOf({ get: (trait) => state[trait] });
  const reading = read(state.text, { tokens: net.tokens, most: { characters: 500 } });
  return {
    ...net, untrained: encodeParams(net.untrained), trained: encodeParams(net.trained),
    all: net.history.checkpoints.map((_, k) => encodeParams(net.history.at(k))),
    shown: net.history.checkpoints.map((_, k) => {
      const { known, guesses, right, ties, mean } = shownAt(net, k, reading);
      const { trace: { H }, softmax, losses } = known;
      return { H: [...H], softmax: softmax.flatMap((p) => [...p]), losses, guesses, right, ties, mean };
    }),
  };
});
"""
FRAMES = """const { columnsOf } = await load("kit/columns.js");
const { BOTTOM, frameOf, highest, nearest, pathOf, TOP, updatesOf } = await load("training/numbers.js");
return given.map(({ width, losses, updates, steps, blind }) => {
  const history = { losses, updates, checkpoints: steps.map((step) => ({ step })) };
  const frame = frameOf(columnsOf(width, 5, 1), { losses, updates: updatesOf(history), blind });
  return {
    frame, TOP, BOTTOM, most: highest(history), blind: frame.y(blind),
    points: pathOf(history, frame).slice(1).split("L").map((point) => point.split(" ").map(Number)),
    places: steps.map((step) => frame.x(step)), heights: losses.map(frame.y), ticks: frame.losses.map(frame.y),
    moments: frame.updates.map(frame.x), found: steps.map((step) => nearest(history, frame, frame.x(step) + 0.1)),
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


def of_torch(text, tokens, p):
    """The trace, the losses (T,) and the softmax (T, q) of a text."""
    inputs, targets = chars.shift(text)
    trace = rnn.unroll(chars.one_hot(inputs, tokens), p)
    return trace, rnn.step_losses(trace.O, chars.indices(targets, tokens))[:, 0], trace.O[:, 0].softmax(-1)


def state(figure, saved=False):
    """What a view finds in a figure's traits, in a notebook or in a page that was saved."""
    return figure._state() if saved else {name: getattr(figure, name) for name in ("network", "learned", "text")}


# ------------------------------------------------------------------------------------------- what is sent and kept


@pytest.mark.parametrize("history", [HELLO, LONG], ids=["short", "long"])
def test_every_checkpoint_is_sent_with_its_own_weights_and_its_recorded_loss(history):
    network = figures.Training(history).network
    for sent, own in zip(network["checkpoints"], history.checkpoints, strict=True):
        assert (sent["step"], torch.tensor(sent["loss"])) == (own.step, torch.tensor(own.loss))
        for tensor, parameter in zip(unpacked(sent["weights"], network["sizes"]), own.params, strict=True):
            assert torch.equal(tensor, parameter)
    assert torch.equal(torch.tensor(network["losses"]), torch.tensor(history.losses)) and network["updates"] is None
    assert network["floor"] == chars.floor(history.text)


def test_only_a_text_that_was_trained_whole_can_be_learned_again():
    assert figures.Training(HELLO).network["text"] == "hello"
    assert figures.Training(LONG).network["text"] is None
    windows = train.fit("hello world", num_hiddens=3, num_steps=3, window=4, batch_size=2, progress=False)
    assert figures.Training(windows).network["text"] is None


def test_it_opens_where_the_loss_is_first_well_below_the_lowest_of_its_lines_that_is_above_0():
    word = train.fit("machine", progress=False)  # no letter of it has two that follow: its least loss is 0
    for figure, line in ((figures.Training(), chars.floor("hello")), (figures.Training(word), math.log(7))):
        losses = [point.loss for point in figure.history.checkpoints]
        assert min(losses[: figure.checkpoint], default=9) >= 2 / 3 * line > losses[figure.checkpoint]
        assert (figure.text, figure.step) == (figure.history.text, 0)
    without = train.fit("hello", recurrent=False, progress=False)
    assert figures.Training(without).checkpoint == len(without.checkpoints) - 1  # it never is
    never = train.fit("hello", num_hiddens=5, num_steps=1, lr=30, progress=False)
    assert figures.Training(never).checkpoint == 1
    assert figures.Training(HELLO, checkpoint=3).checkpoint == 3


def test_its_sentence_is_about_the_history_that_is_shown():
    figure = figures.Training()
    assert repr(figure).startswith("Training on 'hello': 200 updates, 16 hidden units, 26 checkpoints.")
    assert repr(figure) == repr(figures.Training())


def test_of_a_very_long_training_the_first_losses_are_sent_and_then_fewer_and_fewer():
    points = HELLO.checkpoints
    losses = [1 / (k + 1) for k in range(12_001)]
    network = figures.Training(train.History("hello", HELLO.tokens, HELLO.params, losses, points)).network
    updates = network["updates"]
    assert len(updates) == len(network["losses"]) <= 5000
    assert updates[:100] == list(range(100)) and updates[-1] == 12_000
    assert [losses[update] for update in updates] == pytest.approx(network["losses"], rel=1e-8)
    ratios = [(after + 1) / (before + 1) for before, after in zip(updates[500:], updates[501:], strict=False)]
    assert max(ratios) < 1.005  # on a log scale no gap is seen


def test_a_page_can_learn_with_what_train_fit_takes_and_has_no_other_limits():
    limits = figures.Training(HELLO).network["limits"]
    for name, (least, most) in training.LIMITS.items():
        assert limits[name] == [least, most]
    taken = {name: most for name, (_, most) in training.LIMITS.items()}
    train.fit("hi", num_steps=0, progress=False, **taken | {"sigma": 1.0})
    rnn.init_params(2, 2, 2, sigma=taken["sigma"])


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
        (dict(history=HELLO, fold="all"), ValueError, "fold must be one of '', 'states', 'change', 'numbers'"),
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
def test_the_picture_shows_the_chosen_checkpoint_the_text_and_the_letter():
    seen = {drawn(figures.Training(HELLO))}
    for traits in (dict(checkpoint=3), dict(text="hell"), dict(step=1), dict(text="")):
        seen.add(drawn(figures.Training(HELLO, **traits)))
    assert len(seen) == 5
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
    answers = node.run(NETWORKS, [state(figures.Training(one, text=text)) for one, text in cases])
    for (history, text), answer in zip(cases, answers, strict=True):
        y = chars.indices(chars.shift(text)[1], history.tokens)[:, 0]
        for net, point in zip(answer["shown"], history.checkpoints, strict=True):
            trace, losses, P = of_torch(text, history.tokens, point.params)
            for found, own in ((net["H"], trace.H), (net["losses"], losses), (net["softmax"], P)):
                assert torch.allclose(torch.tensor(found, dtype=own.dtype), own.flatten(), atol=1e-5)
            tops = [[k for k, p in enumerate(row) if max(row) - p < 0.005] for row in P.tolist()]
            assert [guess["top"] for guess in net["guesses"]] == tops
            assert net["ties"] == sum(len(top) > 1 for top in tops)
            assert net["right"] == sum(top == [target] for top, target in zip(tops, y.tolist(), strict=True))
            if text == history.text:  # trained whole: the loss of the network is the loss that was recorded
                assert net["mean"] == pytest.approx(point.loss, abs=1e-5)


def curves():
    """Losses, after which updates, and the steps of the checkpoints: ordinary, wild, flat, short and long."""
    draw = random.Random(4)
    for losses in ([2.4, 1.4, 0.8, 0.1, 0.01], [0.0, 0.0], [1.9], [2.0, 300.0, 5.0, 0.1], [1.2] * 201):
        yield losses, None
    yield [3 / (1 + k / 9) * draw.uniform(0.8, 1.2) for k in range(5000)], None
    updates = sorted(train.steps_to_keep(10_000, 400))
    yield [1 / (k + 1) for k in updates], updates


@pytest.mark.parametrize("blind", [0.0, 1.9])
@pytest.mark.parametrize("width", [300, 382, 700, 860])
def test_the_curve_stays_in_its_frame_and_a_higher_loss_stands_higher(width, blind, node):
    cases = [
        dict(width=width, losses=losses, updates=updates, blind=blind)
        | {
            "steps": sorted(
                {(updates or range(len(losses)))[k] for k in range(0, len(losses), 1 + len(losses) // 8)}
                | {(updates or range(len(losses)))[-1]}
            )
        }
        for losses, updates in curves()
    ]
    for case, answer in zip(cases, node.run(FRAMES, cases), strict=True):
        frame, losses = answer["frame"], case["losses"]
        for x, y in answer["points"]:
            assert frame["left"] < x < frame["end"] and answer["TOP"] - 1e-6 <= y <= answer["BOTTOM"] + 1e-6
        assert [y for _, y in answer["points"]] == pytest.approx(answer["heights"], abs=0.06)
        inside = sorted(zip(losses, answer["heights"], strict=True))
        heights = [y for loss, y in inside if loss <= frame["top"]]
        assert heights == sorted(heights, reverse=True)
        assert frame["clipped"] == (max(losses) > frame["top"])
        assert frame["clipped"] or answer["most"]["loss"] == max(losses)
        assert answer["TOP"] <= answer["blind"] <= answer["BOTTOM"]
        assert answer["places"] == sorted(answer["places"]) and answer["found"] == list(range(len(case["steps"])))
        assert 2 <= len(answer["ticks"]) <= 6 and min(answer["ticks"]) >= answer["TOP"] - 1e-6
        gaps = [after - before for before, after in zip(answer["moments"], answer["moments"][1:], strict=False)]
        assert all(gap >= 20 for gap in gaps)


def test_the_losses_and_the_updates_are_drawn_on_the_scales_that_the_axes_name(node):
    case = dict(width=860, losses=[2.0, 1.0, 0.5, 0.0], updates=[0, 1, 10, 100], blind=1.9, steps=[0, 1, 10, 100])
    (answer,) = node.run(FRAMES, [case])
    top, half, quarter, none = answer["heights"]
    assert (none - half) == pytest.approx((none - top) / 2) and (none - quarter) == pytest.approx((none - top) / 4)
    start, first, tenth, last = answer["places"]
    assert tenth - first == pytest.approx(last - tenth)
    assert start < answer["frame"]["gap"] < first  # nothing done has no logarithm: it stands before the scale


def test_a_wild_run_says_how_far_it_leaves_the_picture(node):
    case = dict(width=860, losses=[2.0, 300.0, 5.0, 0.1], updates=None, blind=1.9, steps=[0, 3])
    (answer,) = node.run(FRAMES, [case])
    assert answer["frame"]["clipped"] and answer["most"] == {"update": 1, "loss": 300.0}
    assert answer["heights"][1] == pytest.approx(answer["TOP"])


def test_a_long_text_is_sent_whole(node):
    figure = figures.Training(train.fit(SENTENCE * 2, num_hiddens=32, num_steps=10, progress=False))
    (net,) = node.run(NETWORKS, [state(figure, saved=True)])
    assert net["text"] is None and len(net["history"]["losses"]) == 11

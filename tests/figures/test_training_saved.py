"""Training: what a saved page has of it, and what Python has of a text that was learned in the page."""

import pytest
import torch

from d2l_rnn import figures, rnn, train
from tests.equations.test_fit import LEARNED, SENTENCE, difference, farthest
from tests.figures.test_figures import unpacked

from .test_training import HELLO, NETWORKS, drawn, of_torch, state

STOPPED = """const { encodeHistory, learn } = await load("equations/history.js");
return [7, 1].map((calls) => {
  const learning = learn("a text of more letters than fifteen", { h: 8 });
  for (let call = 0; call < calls; call++) learning.advance(0);
  learning.stop();
  return encodeHistory(learning);
});"""


# ------------------------------------------------------------------------------------------------- what a page is saved


def steps(points):
    return [point["step"] for point in points]


@pytest.mark.slow
def test_a_saved_page_learns_a_word_once_more_and_is_small(tmp_path, node):
    for history in (None, train.fit("machine", progress=False), train.fit("hello", 8, 50, 3, lr=0.2, recurrent=False)):
        figure = figures.Training(history)
        saved = state(figure, saved=True)
        assert saved["network"]["checkpoints"] is saved["network"]["losses"] is None
        (net,) = node.run(NETWORKS, [saved])
        assert farthest(net["history"]["losses"], figure.history.losses) <= 1e-6
        assert steps(net["history"]["checkpoints"]) == [point.step for point in figure.history.checkpoints]
        for weights, own in zip(net["all"], figure.history.checkpoints, strict=True):
            assert difference(rnn.Params(*unpacked(weights, net["sizes"])), own.params) < 1e-4
        figure.save(tmp_path / "t.html")
        assert (tmp_path / "t.html").stat().st_size < 100_000


def assert_saved_as_it_is(figure, node):
    """A saved page has these losses, and of each checkpoint that it keeps what its network says, to 0.001."""
    history, saved = figure.history, state(figure, saved=True)
    (net,) = node.run(NETWORKS, [saved])
    assert farthest(net["history"]["losses"], figure.network["losses"]) <= 1e-6
    own = {point.step: point for point in history.checkpoints}
    kept = net["history"]["checkpoints"]
    assert [kept[0]["step"], kept[-1]["step"]] == [0, history.checkpoints[-1].step]
    for sent, shown in zip(kept, net["shown"], strict=True):
        point = own[sent["step"]]
        assert torch.tensor(sent["loss"]) == torch.tensor(point.loss)
        P = of_torch(saved["text"], history.tokens, point.params)[2]
        assert farthest(shown["softmax"], P.flatten().tolist()) < 1e-3


@pytest.mark.slow
def test_what_does_not_come_out_again_is_saved_as_it_is(node):
    changed = train.fit("hello", num_hiddens=5, progress=False)
    changed.checkpoints[3].params.W_hh[0, 0] += 1
    other = train.fit("hello", num_hiddens=5, progress=False)
    other.losses[7] += 0.1
    unknown = train.History(*list(vars(HELLO).values())[:-1])
    random = train.fit("hello", num_hiddens=5, seed=None, progress=False)
    for history in (changed, other, unknown, random):
        assert_saved_as_it_is(figures.Training(history), node)
    assert figures.Training(random).network["settings"] is figures.Training(unknown).network["settings"] is None


@pytest.mark.slow
def test_of_a_longer_text_the_checkpoints_of_the_fall_are_saved(node):
    figure = figures.Training(train.fit(SENTENCE[:60], num_hiddens=32, progress=False))
    points = figure.network["checkpoints"]
    kept = figure._state()["network"]["checkpoints"]
    assert 6 <= len(kept) < len(points)
    assert_saved_as_it_is(figure, node)
    falls = [before["loss"] - after["loss"] for before, after in zip(kept, kept[1:], strict=False)]
    assert max(falls) < 0.4 * (kept[0]["loss"] - kept[-1]["loss"])
    wide = figures.Training(train.fit("hello world, hello", num_hiddens=128, num_steps=30, progress=False))
    assert len(wide._state()["network"]["checkpoints"]) == 3 < len(wide.network["checkpoints"])
    assert_saved_as_it_is(wide, node)


@pytest.mark.slow
@pytest.mark.parametrize("seed", [3, None])
@pytest.mark.parametrize("options", [{}, {"lr": 30.0}, {"recurrent": False, "sigma": 0.1}, {"num_hiddens": 64}])
def test_a_page_of_a_text_of_52_letters_is_small(options, seed, tmp_path, node):
    text = "the state after each character is what it has kept!!"
    figure = figures.Training(train.fit(text, seed=seed, progress=False, **options))
    figure.save(tmp_path / "t.html")
    assert_saved_as_it_is(figure, node)
    if seed is not None and "lr" not in options:  # a page cannot draw weights without their seed, nor send huge changes
        assert (tmp_path / "t.html").stat().st_size < 100_000


def test_whichever_checkpoint_is_shown_is_saved_and_shown_again():
    figure = figures.Training(train.fit("hello world " * 3, 32, progress=False))
    points = figure.network["checkpoints"]
    for chosen in (0, 1, 11, 24, len(points) - 1, 999):
        figure.checkpoint = chosen
        state = figure._state()
        kept = state["network"]["checkpoints"]
        assert kept[state["checkpoint"]]["step"] == points[min(chosen, len(points) - 1)]["step"]
        assert steps(kept) == sorted(set(steps(kept))) and 6 <= len(kept) < len(points)
    assert figure.network["checkpoints"] is points


# ---------------------------------------------------------------------------------------------- what the page learned


@pytest.fixture(scope="module")
def learned(node):
    """What the page makes of "banana" with 16 hidden units, as the browser sends it."""
    return node.run(LEARNED, [["banana", {"h": 16}]])[0]


def test_what_was_learned_in_the_page_is_a_history_that_equals_that_of_fit(learned):
    figure = figures.Training()
    figure.learned = learned
    expected = train.fit("banana", num_hiddens=16, progress=False)
    assert isinstance(figure.history, train.History) and figure.history.whole
    assert (figure.history.text, figure.history.tokens) == ("banana", expected.tokens)
    assert farthest(figure.history.losses, expected.losses) <= 1e-6
    assert repr(figure).startswith("Training on 'banana': 200 updates, 16 hidden units, 26 checkpoints.")
    figure.learned = None
    assert figure.history.text == "hello"


@pytest.mark.slow
def test_the_picture_and_the_saved_page_show_what_was_learned(learned, node, tmp_path):
    figure = figures.Training(train.fit("machine", progress=False), text="banana")
    before = drawn(figure)
    figure.learned = learned
    for chosen in (0, 5, 25):
        figure.checkpoint = chosen
        step = figure.history.checkpoints[chosen].step
        assert f"{step} update" in figure._picture().sentence and "'banana'" in figure._picture().sentence
        assert drawn(figure) != before
        saved = figure._state()
        assert saved["checkpoint"] == chosen and saved["learned"]["checkpoints"] is None
    assert figure.history.settings == train.Settings(0, True, 0.05, 1.0)
    figure.save(tmp_path / "t.html")
    assert (tmp_path / "t.html").stat().st_size < 100_000
    (net,) = node.run(NETWORKS, [state(figure, saved=True)])
    assert (net["mine"], net["text"], net["settings"]["recurrent"]) == (True, "banana", True)
    last = rnn.Params(*unpacked(net["trained"], net["sizes"]))
    assert difference(last, figure.history.params) == 0


def test_a_stopped_run_is_saved_with_what_it_has(node):
    longer, stopped = node.run(STOPPED)
    for sent in (longer, stopped):
        figure = figures.Training()
        figure.learned = sent
        saved = figure._state()["learned"]
        assert saved["checkpoints"][0]["step"] == 0 and farthest(saved["losses"], sent["losses"]) <= 1e-6
        assert saved["checkpoints"][-1]["step"] == len(sent["losses"]) - 1 < 200


@pytest.mark.parametrize("Figure", [figures.HiddenStates, figures.Predictions, figures.Gradients])
def test_the_page_of_any_figure_shows_what_was_learned_and_stays_small(Figure, learned, tmp_path):
    if "learned" not in Figure.class_trait_names():
        pytest.skip("not on the skeleton yet")
    figure = Figure()
    figure.learned, figure.text = learned, "banana"
    points = figure._state()["learned"]["checkpoints"]
    assert [point["step"] for point in points] == [0, 200] and "learned" in figure._state()
    figure.save(tmp_path / "f.html")
    assert (tmp_path / "f.html").stat().st_size < 100_000
    assert figure.history.checkpoints[5].step == 5  # Python keeps all of it

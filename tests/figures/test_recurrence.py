"""Recurrence as Python sees it: what it opens on, what it refuses, and its printed twin."""

import pytest
import torch

from d2l_rnn import chars, figures, rnn, train
from d2l_rnn.figures.given import example
from d2l_rnn.figures.packing import packed
from tests.drive.pictures import heat_maps, words


def traced(p, tokens, text):
    return rnn.unroll(chars.one_hot(text, tokens), p)


def states(picture):
    """The state of every column, from the picture's grids that are one unit wide."""
    return [drawn.flatten() for drawn in heat_maps(picture) if drawn.shape[1] == 1]


def test_it_opens_on_hello_whose_two_ls_only_the_state_tells_apart():
    figure = figures.Recurrence()
    assert (figure.text, figure.step, figure.history) == ("hello", 4, example("hello"))
    assert not figure.network["own"]
    trace = traced(figure.history.params, figure.history.tokens, "hell")
    assert [figure.history.tokens[i] for i in trace.O[2:, 0].argmax(-1)] == ["l", "o"]


def test_a_reader_s_own_network_is_the_one_that_is_sent():
    history = train.fit("machine", 4, 3, progress=False)
    figure = figures.Recurrence(history)
    assert figure.network["own"] and figure.network["text"] == "machine" and figure.text == "machine"
    bare = figures.Recurrence(rnn.init_params(3, 2, 3), "abc", text="cab")
    assert "text" not in bare.network and bare.text == "cab" and bare.history is None


def test_the_picture_shows_the_states_that_flowed_and_the_letters_above():
    figure = figures.Recurrence(step=4)
    trace = traced(figure.history.params, figure.history.tokens, "hello")
    picture = figure._picture()
    for drawn, H in zip(states(picture)[1:], trace.H[1:, 0].double(), strict=True):
        assert torch.equal(drawn, H)
    letters = [text for text in picture.page.texts if text.get_position()[1] == 0.44]
    assert "".join(text.get_text() for text in letters) == "hello"
    assert [text for text in words(picture) if text.endswith("%")][9:12] == ["> 99%", "< 1%", "< 1%"]  # at step 4
    assert repr(picture).startswith("Recurrence at step 4 of 5: steps 1 to 5")


@pytest.mark.slow
def test_without_memory_the_picture_is_of_a_network_that_was_trained_without():
    figure = figures.Recurrence(memory=False, step=4)
    without = train.fit("hello", num_hiddens=16, recurrent=False, progress=False).params
    drawn = states(figure._picture())
    H = traced(without, figure.history.tokens, "hello").H[1:, 0].double()
    assert len(drawn) == 5 and all(map(torch.equal, drawn, H))
    assert torch.equal(drawn[2], drawn[3])  # equal letters, equal states
    assert "without a hidden state" in repr(figure)
    p = rnn.init_params(4, 3, 4, seed=1)
    cut = figures.Recurrence(p, "ehlo", text="hello", memory=False)  # nobody knows what it had learned
    assert torch.equal(states(cut._picture())[4], traced(p.without_memory(), list("ehlo"), "hello").H[5, 0].double())


def test_the_picture_shows_what_was_learned_in_the_page():
    history = train.fit("banana", 16, 5, progress=False)
    figure = figures.Recurrence(text="banana", step=2)
    figure.learned = sent(history)
    drawn = states(figure._picture())
    H = traced(history.params, history.tokens, "banana").H[1:, 0].double()
    assert all(map(torch.equal, drawn[1:], H))
    assert "Recurrence of 'banana': 16 hidden units." in repr(figure)
    figure.text = "ban"
    assert "learned from 'banana'" in repr(figure)


def sent(history):
    """A History as the page sends it."""
    checkpoints = [{"step": c.step, "loss": c.loss, "weights": packed(c.params)} for c in history.checkpoints]
    d = len(history.tokens)
    return {
        "text": history.text,
        "tokens": history.tokens,
        "sizes": {"d": d, "h": 16, "q": d},
        "losses": history.losses,
        "checkpoints": checkpoints,
    }


def test_each_form_of_the_figure_has_its_picture():
    usual = figures.Recurrence(step=4)._picture()
    joined = figures.Recurrence(step=4, products="one")._picture()
    folded = figures.Recurrence(step=4, unrolled=False)._picture()
    assert len(states(usual)) == 6 and len(states(joined)) == 6 + 2 * 5
    assert len(states(folded)) == 1 and "next step" in words(folded) and "next step" not in words(usual)
    assert torch.equal(states(folded)[0], states(usual)[4])


@pytest.mark.parametrize(
    ("trait", "value", "error", "sentence"),
    [
        ("memory", 1, TypeError, "memory must be True or False"),
        ("products", "three", ValueError, "products must be one of 'two', 'one'"),
        ("unrolled", "no", TypeError, "unrolled must be True or False"),
        ("selected", 0, ValueError, "selected must be at least 1"),
        ("fold", "edits", ValueError, "fold must be one of"),
    ],
)
def test_a_trait_says_what_it_takes(trait, value, error, sentence):
    with pytest.raises(error, match=sentence):
        figures.Recurrence(**{trait: value})


def test_a_long_text_is_drawn_round_the_step():
    figure = figures.Recurrence(text="hello" * 30, step=100)
    assert "Recurrence at step 100 of 100: steps 94 to 100" in repr(figure._picture())
    assert figures.Recurrence(text="")._picture() is None

"""What holds for every picture: one PNG and a sentence, readable at any size, whatever a reader types."""

import io
import math
import struct
import time
import warnings

import matplotlib
import numpy
import pytest
import torch
from matplotlib._pylab_helpers import Gcf
from PIL import Image

from d2l_rnn import chars, plots, rnn, train
from tests.drive.defaults import DEFAULTS, defaults
from tests.drive.pictures import (
    HISTORY,
    MEMORYLESS,
    ODD,
    assert_readable,
    book_matrices,
    heat_maps,
    machine,
    network,
    right_calls,
    row,
    through,
    words,
)

pytestmark = pytest.mark.slow

PICTURES = {
    "recurrence": (
        lambda: plots.recurrence(machine()[2]),
        "Recurrence at step 2 of 6: steps 1 to 3, n = 1, d = 7, h = 16, q = 7",
    ),
    "language model": (
        lambda: plots.language_model(machine()[2], "machine", HISTORY.tokens),
        "Language model on 'machine': 6 steps, 6 guessed right",
    ),
    "hidden states": (
        lambda: plots.hidden_states(machine()[2], "machine"),
        "Hidden states of 'machine': 16 units, steps 0 to 6",
    ),
    "hidden states beside": (
        lambda: plots.hidden_states(machine()[2], "machine", 3, network("machine", 4)[2]),
        "Hidden states of 'machine': 16 units, steps 0 to 6, step 3 marked, beside 4 units of another trace",
    ),
    "predictions": (
        lambda: plots.predictions(machine()[2], "machine", HISTORY.tokens, t=3),
        "Predictions for 'machine': 6 steps, softmax over 7 tokens, step 3 marked",
    ),
    "concatenation": (
        lambda: plots.concatenation(*book_matrices()),
        "Concatenation: n = 3, d = 1, h = 4; two products and their sum beside one product",
    ),
    "gradients": (
        lambda: plots.gradients(through(t=4), "hello"),
        "Gradient of L4 at each hidden state: k = 1 to 4, 3.8% at the first",
    ),
    "training": (
        lambda: plots.training(HISTORY, MEMORYLESS),
        "Training on 'machine', 'hello': 200 updates, 16 units; 200 updates, 8 units",
    ),
    "state plane": (
        lambda: plots.state_plane(network("hello", 2)[0], list("ehlo"), ["hell", "ell"]),
        "State plane: 2 units, 4 tokens, 2 paths: 'hell', 'ell'",
    ),
    "growth": (
        lambda: plots.growth(28, 32, range(1, 9), "the time machine"),
        "Growth: |V| = 28, h = 32, n = 1 to 8, 2876 RNN parameters, n-grams of 'the time machine'",
    ),
    "shapes": (
        lambda: plots.shapes(3, 1, 4, 2, 6),
        "Shapes of (9.4.3) to (9.4.6): n = 3, d = 1, h = 4, q = 2, T = 6",
    ),
}


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_is_one_png_and_a_sentence_and_leaves_nothing_open(name):
    make, sentence = PICTURES[name]
    before = dict(dict.items(matplotlib.rcParams))  # read this way, the backend stays as undecided as it was
    picture = make()
    png = picture._repr_png_()
    assert isinstance(picture, plots.Picture) and repr(picture) == str(picture) == sentence
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == picture.canvas.get_width_height()
    assert Gcf.get_all_fig_managers() == [] and dict(dict.items(matplotlib.rcParams)) == before
    assert_readable(picture)


@pytest.mark.parametrize("length", range(1, 41))
def test_a_stored_picture_has_the_pixels_that_were_drawn_at_any_width(length):
    text = "machine learns " * 3
    picture = plots.hidden_states(network(text[: length + 1], 2)[2], text[:length])
    png = Image.open(io.BytesIO(picture._repr_png_()))
    picture.canvas.draw()
    drawn = numpy.asarray(picture.canvas.buffer_rgba())[..., :3].astype(int)
    stored = numpy.asarray(png.convert("RGB")).astype(int)
    assert stored.shape == drawn.shape
    assert numpy.abs(stored - drawn).mean() < 2  # 256 colours stand for all of them


def test_a_dark_style_of_the_reader_changes_no_pixel():
    make = PICTURES["gradients"][0]
    usual = make()._repr_png_()
    with matplotlib.rc_context(
        {"axes.facecolor": "black", "text.color": "white", "font.size": 30, "xtick.color": "white"}
    ):
        assert make()._repr_png_() == usual


def every_picture(calls):
    """The bytes of each picture by its name, as it is drawn now of these arguments."""
    more = {
        plots.predictions: dict(given=2, reference="machine"),
        plots.state_plane: dict(fan=True, probe=(0.3, -0.7)),
        plots.training: dict(text="machine", t=2),
        plots.shapes: dict(tried={"name": "W_hh", "shape": [3, 4]}),
    }
    return {draw.__name__: draw(*right, **more.get(draw, {}))._repr_png_() for draw, right in calls.items()}


@pytest.fixture(scope="module")
def usual():
    """The arguments, and the pictures where nothing is set."""
    calls = right_calls()
    return calls, every_picture(calls)


@pytest.mark.parametrize("what", DEFAULTS)
def test_what_a_reader_has_set_in_torch_changes_no_pixel(what, usual):
    calls, pictures = usual
    with defaults(what):
        changed = every_picture(calls)
    assert [name for name in pictures if changed[name] != pictures[name]] == []


@pytest.mark.parametrize(("length", "h"), [(1, 2), (6, 32), (40, 128), (200, 32)])
def test_nothing_is_clipped_or_written_over_at_any_length_and_size(length, h):
    text = ("Mississippi würde, so glaubt man, im Sommer wärmer. " * 5)[: length + 1]
    p, tokens, trace = network(text, h)
    t = (length + 1) // 2
    other = network(text, 2)[2]
    for picture in (
        plots.hidden_states(trace, text, t),
        plots.hidden_states(trace, text, t, beside=other),
        plots.predictions(trace, text, tokens, t),
        plots.language_model(trace, text, tokens),
        plots.recurrence(trace, t),
    ):
        assert_readable(picture)


def test_the_largest_sizes_and_the_widest_characters_are_not_clipped_either():
    wide = "日本語" * 20
    assert_readable(plots.shapes(10**8, 10**8, 10**8, 10**8, 10**8))
    assert_readable(plots.growth(10**6, 10**6, range(1, 41), wide))
    assert_readable(plots.gradients(through(wide, t=59), wide))
    others = [train.fit(text, 2, 3, progress=False) for text in (wide, "W" * 40, "hello", "mama")]
    assert_readable(plots.training(HISTORY, MEMORYLESS, *others))
    assert_readable(plots.hidden_states(network(wide, 2)[2], wide))
    X = torch.full((1, 1), -1e30)
    assert_readable(plots.concatenation(X, X, rnn.init_params(1, 1, 1, seed=1)))


def test_a_picture_that_leaves_steps_out_says_which_it_shows():
    text = "abcdefghij" * 30
    p, tokens, trace = network(text, 3)
    assert "The picture shows steps 1 to 20 of 299; more do not fit." in words(
        plots.language_model(trace, text, tokens)
    )
    assert "The picture shows steps 51 to 90 of 299; more do not fit." in words(
        plots.predictions(trace, text, tokens, 70)
    )
    picture = plots.hidden_states(trace, text, t=250)
    assert "The picture shows steps 98 to 299 of 299; more do not fit." in words(picture)
    assert torch.equal(torch.cat(heat_maps(picture), 1), trace.H[98:, 0].T.double())


@pytest.mark.parametrize("value, words", [(math.inf, "∞"), (-math.inf, "−∞"), (math.nan, "nan"), (3e8, "3·10⁸")])
def test_a_number_that_has_left_its_range_is_written_as_one(value, words):
    assert plots.words.number(value) == words


def test_sums_that_overflow_are_drawn_and_said():
    p = rnn.init_params(7, 6, 7).map(lambda tensor: torch.full_like(tensor, 3e38))
    picture = plots.concatenation(torch.full((2, 7), 1e20), torch.full((2, 6), 1e20), p)
    assert any("too large for torch.float32" in text.get_text() for text in picture.page.texts)
    tokens = chars.vocabulary("machine")
    O = torch.full((6, 1, 7), 1e308, dtype=torch.float64)  # noqa: E741
    O[:, :, ::2] *= -1
    trace = rnn.Trace(chars.one_hot("machin", tokens).double(), torch.zeros(7, 1, 6).double(), O)
    for draw in (plots.predictions, plots.language_model):
        assert draw(trace, "machine", tokens)._repr_png_().startswith(b"\x89PNG")


def test_odd_characters_are_drawn_as_they_stand_without_a_word_on_stderr(capfd):
    p, tokens, trace = network(ODD, 2)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for picture in (
            plots.hidden_states(trace, ODD, beside=trace),
            plots.predictions(trace, ODD, tokens, 3),
            plots.language_model(trace, ODD, tokens),
            plots.state_plane(p, tokens, [ODD, "$_$"]),
            plots.growth(99, 2, [1, 2], ODD),
            plots.gradients(through(ODD), ODD),
            plots.training(train.fit(ODD, 2, 3, progress=False), HISTORY),
        ):
            picture._repr_png_()
            repr(picture)
    assert capfd.readouterr().err == ""
    read = row(plots.hidden_states(trace, ODD), "read")
    assert read[:6] == ["a", "␣", "$", "_", "$", "␣"] and read[ODD.index("\n")] == "⏎" and read[ODD.index("\t")] == "⇥"
    assert read[ODD.index("\u0301")] == "◌\u0301" and read[ODD.index("\x07")] == "□" and read[ODD.index("ש")] == "ש"
    assert any("□ stands for" in text and "U+0007" in text for text in words(plots.hidden_states(trace, ODD)))


@pytest.mark.parametrize("length", [10_000])
def test_a_long_text_takes_no_longer_than_a_look(length):
    text = ("It was the best of times, $_$ 日本 🙂 " * 400)[:length]
    p, tokens, trace = network(text, 32)
    two = network(text, 2)[0]
    for make in (
        lambda: plots.hidden_states(trace, text, t=9000, beside=trace),
        lambda: plots.predictions(trace, text, tokens, t=5000),
        lambda: plots.language_model(trace, text, tokens),
        lambda: plots.state_plane(two, tokens, text),
        lambda: plots.growth(64, 32, range(1, 9), text),
        lambda: plots.gradients(through(text[:50]), text[:50]),
    ):
        began = time.process_time()
        picture = make()
        picture._repr_png_()
        assert time.process_time() - began < 3, repr(picture)

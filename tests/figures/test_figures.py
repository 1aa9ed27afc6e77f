"""The figures as Python sees them: what they take, what they send, what they leave in a saved notebook."""

import base64
import struct
import subprocess
import sys
import warnings

import pytest
import torch

from d2l_rnn import book, figures, rnn, train
from d2l_rnn.figures import given, state_plane
from tests.drive.defaults import DEFAULTS, defaults

TOKENS = list("aehilmno")
FIGURES = [figures.HiddenStates, figures.Predictions]


@pytest.fixture(scope="module")
def history():
    return train.fit("hello", num_hiddens=8, num_steps=50, progress=False)


def unpacked(text, sizes):
    """The numbers that the browser reads out of a trait."""
    data = base64.b64decode(text)
    numbers = torch.tensor(struct.unpack(f"<{len(data) // 4}f", data))
    d, h, q = sizes["d"], sizes["h"], sizes["q"]
    shapes = [(d, h), (h, h), (1, h), (h, q), (1, q)]
    return [part.view(shape) for part, shape in zip(numbers.split([a * b for a, b in shapes]), shapes, strict=True)]


@pytest.mark.parametrize("Figure", FIGURES)
def test_the_weights_that_are_sent_are_the_models_own(Figure, history):
    network = Figure(history).network
    for sent, own in zip(unpacked(network["weights"], network["sizes"]), history.params, strict=True):
        assert torch.equal(sent, own)
    for sent, own in zip(unpacked(network["untrained"], network["sizes"]), history.untrained, strict=True):
        assert torch.equal(sent, own)


@pytest.mark.parametrize("figure", [figures.HiddenStates(), figures.Predictions(text="machine")])
def test_without_a_model_a_figure_shows_machine(figure):
    assert figure.text == "machine"
    assert figure.network["tokens"] == sorted("machine")


@pytest.mark.parametrize("Figure", FIGURES)
def test_a_reader_s_own_nn_rnn_is_shown(Figure):
    p = book.from_torch(torch.nn.RNN(8, 5), torch.nn.Linear(5, 8))
    figure = Figure(p, TOKENS, text="hello")
    assert figure.network["sizes"] == {"d": 8, "h": 5, "q": 8}
    assert "untrained" not in figure.network


@pytest.mark.parametrize("Figure", FIGURES)
def test_float64_weights_are_sent_as_the_nearest_float32(Figure):
    p = rnn.init_params(8, 4, 8, seed=0).map(torch.Tensor.double)
    network = Figure(p, TOKENS, text="hello").network
    assert torch.equal(unpacked(network["weights"], network["sizes"])[0], p.W_xh.float())


def test_predictions_have_a_network_without_memory_where_one_was_given(history):
    without = train.fit("hello", num_hiddens=8, num_steps=50, recurrent=False, progress=False)
    network = figures.Predictions(history, memoryless=without).network
    for sent, own in zip(unpacked(network["memoryless"], network["sizes"]), without.params, strict=True):
        assert torch.equal(sent, own)


def test_predictions_train_no_second_network_beside_a_reader_s_own(history):
    assert "memoryless" not in figures.Predictions(history).network


@pytest.mark.parametrize("Figure", FIGURES)
def test_the_repr_is_a_sentence_that_does_not_change_from_run_to_run(Figure, history):
    assert repr(Figure(history)) == repr(Figure(history))
    assert repr(Figure(history)).startswith(f"{Figure.__name__} of 'hello': 8 hidden units")
    assert "0x" not in repr(Figure(history))


@pytest.mark.slow
def test_a_terminal_is_told_how_a_figure_is_seen_there():
    code = "from d2l_rnn import figures; print(figures.Shapes()); figures.Shapes()"
    for command in ([sys.executable, "-c", code], [sys.executable, "-m", "IPython", "--quick", "-c", code]):
        said = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120, check=True).stdout
        assert 'with a hidden state. To see it, write a page: .save("name.html").' in said
        assert "Run the cell" not in said


@pytest.mark.parametrize("Figure", FIGURES)
def test_a_saved_notebook_gets_the_live_view_a_picture_and_a_sentence(Figure, history):
    figure = Figure(history)
    data, _ = figure._repr_mimebundle_()
    assert data["application/vnd.jupyter.widget-view+json"]["model_id"] == figure.model_id
    assert base64.b64decode(data["image/png"]).startswith(b"\x89PNG")
    assert data["text/plain"] == repr(figure)


@pytest.mark.slow
@pytest.mark.parametrize("Figure", FIGURES)
@pytest.mark.parametrize(
    "text", ["", "h", "zzz", "hez", "$_$", "hello" * 2000, "\u202e\u0301🙂", "<script>alert(1)</script>"]
)
def test_any_text_gives_a_picture_of_what_can_be_read_or_none(Figure, text, history):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data, _ = Figure(history, text=text)._repr_mimebundle_()
    assert data["text/plain"].startswith(Figure.__name__)
    readable = len(text) - len(text.lstrip("helo"))
    assert ("image/png" in data) == (readable >= (1 if Figure is figures.HiddenStates else 2))


@pytest.mark.parametrize("Figure", FIGURES)
@pytest.mark.parametrize(
    "name, value, error, words",
    [
        ("text", None, TypeError, "text must be a string such as 'machine', not None"),
        ("text", 7, TypeError, "text must be a string"),
        ("text", "a\ud800", ValueError, "half a character"),
        ("step", -1, ValueError, "step must be at least 0"),
        ("step", None, TypeError, "step must be a whole number"),
        ("step", 1.5, TypeError, "step must be a whole number"),
        ("playing", "yes", TypeError, "playing must be True or False"),
    ],
)
def test_a_trait_says_what_it_takes_and_keeps_what_it_had(Figure, name, value, error, words, history):
    figure = Figure(history)
    before = getattr(figure, name)
    with pytest.raises(error, match=words):
        setattr(figure, name, value)
    assert getattr(figure, name) == before


@pytest.mark.parametrize("name", figures.__all__)
def test_a_setting_that_a_figure_does_not_have_is_refused_and_the_near_one_named(name):
    figure = getattr(figures, name)()
    for setting in filter(lambda setting: len(setting) > 2, figure._settings()):  # to one letter, none is near
        wrong = setting + "s"
        with pytest.raises(AttributeError, match=f"^{name} has no attribute '{wrong}'. Did you mean '{setting}'?"):
            setattr(figure, wrong, getattr(figure, setting))
        setattr(figure, setting, getattr(figure, setting))
    with pytest.raises(AttributeError, match="has no attribute 'zzz'. There are "):
        figure.zzz = 1
    assert not {"zzz", "steps"} & set(dir(figure))


def test_what_every_widget_has_can_still_be_set(history):
    figure = figures.HiddenStates(history, layout={"width": "50%"})
    figure.tooltip, figure._mine = "the states", 1
    figure.layout.height = "3em"
    figure.add_class("wide")
    with figure.hold_trait_notifications():
        figure.step = 1
    with figure.hold_sync():
        figure.step = 2
    figure.close()
    figure.layout.open()
    figure.open()
    assert (figure.tooltip, figure._mine, figure.step) == ("the states", 1, 2)


def test_a_wrong_choice_of_weights_is_told_the_right_ones(history):
    with pytest.raises(ValueError, match="weights must be one of 'trained', 'untrained', 'memoryless'"):
        figures.Predictions(history).weights = "best"


@pytest.mark.parametrize("Figure", FIGURES)
@pytest.mark.parametrize(
    "arguments, error, words",
    [
        (dict(model="machine"), TypeError, "model must be a History"),
        (dict(model=torch.nn.RNN(2, 2)), TypeError, "book.from_torch"),
        (dict(model=rnn.init_params(8, 4, 8)), TypeError, "tokens is missing"),
        (dict(model=rnn.init_params(8, 4, 8), tokens="abc"), ValueError, "tokens has 3 entries and the model d = 8"),
        (dict(model=rnn.init_params(2, 4, 3), tokens="ab"), ValueError, "q = 3 outputs"),
        (dict(model=rnn.init_params(2, 4, 2), tokens="aa"), ValueError, "tokens holds 'a' twice"),
        (dict(text=None, tokens=["a"]), TypeError, "tokens comes with a History"),
        (dict(text=5), TypeError, "text must be a string"),
        (dict(txt="hello"), TypeError, "has no argument 'txt'. Did you mean 'text'?"),
        (dict(modle=None), TypeError, "has no argument 'modle'. Did you mean 'model'?"),
        (dict(steps=3), TypeError, "has no argument 'steps'. Did you mean 'step'?"),
        (dict(zzz=3), TypeError, "has no argument 'zzz'. There are model, tokens, text, .*playing, "),
    ],
)
def test_a_figure_that_cannot_be_made_says_why(Figure, arguments, error, words):
    with pytest.raises(error, match=words):
        Figure(**arguments)


@pytest.mark.parametrize("Figure", FIGURES)
def test_weights_that_became_nan_in_place_are_refused(Figure):
    p = rnn.init_params(8, 4, 8)
    p.W_hh[0, 1] = float("nan")
    with pytest.raises(ValueError, match=r"W_hh\[0, 1\] is nan"):
        Figure(p, TOKENS, text="hello")


def test_weights_too_large_for_float32_are_refused_in_words():
    p = rnn.init_params(8, 4, 8).map(torch.Tensor.double)
    p.W_xh[0, 0] = 1e300
    with pytest.raises(ValueError, match="float32"):
        figures.HiddenStates(p, TOKENS, text="hello")


@pytest.mark.parametrize("Figure", [*FIGURES, figures.Gradients, figures.Training])
def test_a_history_that_was_changed_by_hand_is_told_where_it_is_wrong(Figure):
    history = train.fit("hello", 4, 3, progress=False)
    history.untrained.W_hh[0, 0] = float("nan")
    with pytest.raises(ValueError, match=r"checkpoints\[0\].params.W_hh\[0, 0\] is nan"):
        Figure(history)
    other = rnn.init_params(7, 4, 7)
    with pytest.raises(ValueError, match="d = 7, h = 4, q = 7; with 2 tokens d = 2, h = 4, q = 2 is needed"):
        Figure(train.History("ab", ["a", "b"], other, [1.0], [train.Checkpoint(0, 1.0, other)]))


@pytest.mark.parametrize("dtype", [torch.float64, torch.float16, torch.bfloat16])
@pytest.mark.parametrize("Figure", [*FIGURES, figures.Gradients])
def test_a_model_of_any_kind_of_number_has_a_picture(Figure, dtype):
    net = torch.nn.RNN(8, 5).to(dtype), torch.nn.Linear(5, 8).to(dtype)
    assert Figure(book.from_torch(*net), TOKENS, text="hello")._picture() is not None


def test_each_network_is_drawn_in_its_own_kind_of_number(history):
    double = history.untrained.without_memory().map(torch.Tensor.double)
    assert figures.Predictions(history, memoryless=double, weights="memoryless")._picture() is not None
    assert figures.Predictions(history, memoryless=double, weights="memoryless", feed="free")._picture() is not None


@pytest.mark.slow
@pytest.mark.parametrize("name", figures.__all__)
@pytest.mark.parametrize("what", DEFAULTS)
def test_what_a_reader_has_set_in_torch_leaves_a_figure_as_it_is(name, what):
    Figure = getattr(figures, name)
    usual = Figure()
    given.example.cache_clear()
    state_plane._hello.cache_clear()
    with defaults(what):
        figure = Figure()
        assert figure.network == usual.network
        assert figure._picture()._repr_png_() == usual._picture()._repr_png_()


def test_the_first_text_of_a_model_is_made_of_tokens_of_one_character():
    tokens = ["<unk>", "the", *TOKENS]
    assert figures.HiddenStates(rnn.init_params(10, 4, 10), tokens).text == "aehilmno"
    words = figures.Predictions(rnn.init_params(2, 4, 2), ["the", "of"])
    assert words.text == "" and words._picture() is None


def test_the_network_belongs_to_the_figure(history):
    figure = figures.HiddenStates(history)
    before = figure.network
    for other in (None, {}, dict(before)):
        with pytest.raises(TypeError, match="network belongs to the figure"):
            figure.network = other
    assert figure.network is before
    with pytest.raises(TypeError, match="HiddenStates has no argument 'network'"):
        figures.HiddenStates(history, network={})


def test_a_network_that_a_figure_does_not_have_is_refused(history):
    p = rnn.init_params(8, 4, 8)
    figure = figures.Predictions(p, TOKENS)
    with pytest.raises(
        ValueError, match="weights is 'untrained', and this figure was given only 'trained', 'memoryless'"
    ):
        figure.weights = "untrained"
    assert figure.weights == "trained"
    figures.Predictions(history).weights = "untrained"


def test_a_memoryless_network_has_the_same_tokens_and_no_memory(history):
    other = train.fit("helo", 8, 0, recurrent=False, progress=False)
    assert figures.Predictions(history, memoryless=other)._params["memoryless"] is other.params
    for twin, words in (
        (train.fit("abcd", 8, 0, recurrent=False, progress=False), "memoryless has learned other tokens"),
        (history, "memoryless has a W_hh that is not 0"),
        (history.params, "memoryless has a W_hh that is not 0"),
    ):
        with pytest.raises(ValueError, match=words):
            figures.Predictions(history, memoryless=twin)

"""Texts that only look bad: any text of two whole characters gets through everything."""

import math

import pytest
import torch

from d2l_rnn import chars, figures, gradients, plots, rnn, sampling, train
from tests.equations.good_values import LONG, TOKENS, through

pytestmark = pytest.mark.slow

FINE = {
    "emoji": "🙂👍🏽🙂",
    "a family, one emoji of seven characters": "👨‍👩‍👧‍👦👨",
    "combining characters": "e\u0301e\u0300\u0301\u0301",
    "a lone combining character": "\u0301\u0302",
    "dollars": "$_$",
    "a formula": r"$\frac{1}{0}$ \undefined",
    "right to left": "שלום עולם",
    "Arabic": "السلام عليكم",
    "an override of direction": "\u202eabc\u202c",
    "markup": "<b onclick='alert(1)'>&amp;</b>",
    "a script": "</script><script>alert(1)</script>",
    "zeros and controls": "\0\x01\x1b[31m\x7f",
    "line ends": "a\nb\r\nc\u2028d\te",
    "blanks": "   ",
    "Japanese": "機械学習と「隠れ状態」",
    "the private use area": "\ue000\uf8ff\U0010ffff",
    "braces and percent signs": "{text} %s {0} {{}}",
    "10,000 characters": LONG,
}


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_any_text_of_whole_characters_is_counted_and_turned_into_numbers(text):
    tokens = chars.vocabulary(text)
    x = chars.indices(text, tokens)
    assert "".join(tokens[i] for i in x[:, 0]) == text
    assert torch.equal(chars.one_hot(x, tokens).argmax(-1), x)
    assert chars.shift(text)[0] + text[-1] == text
    assert chars.ngrams(text, 2).total() == len(text) - 1
    assert chars.next_counts(text, text[:-1])[text[-1]] >= 1
    assert 0 <= chars.floor(text) <= math.log(len(tokens)) + 1e-12


@pytest.mark.parametrize("text", FINE.values(), ids=FINE)
def test_any_text_of_whole_characters_can_be_trained_on_and_shown(text):
    history = train.fit(text, 2, 2, progress=False)
    tokens, p = history.tokens, history.params
    assert all(map(math.isfinite, history.losses)) and tokens == sorted(set(text))
    trace = rnn.unroll(chars.one_hot(text[:-1], tokens), p)
    assert_a_picture(plots.predictions(trace, text, tokens))
    for Figure in (figures.Gradients, figures.HiddenStates, figures.Predictions):
        figure = Figure(p, tokens, text=text)
        assert figure.text == text and len(repr(figure)) < 300
        figure.text = text[::-1]
        assert figure.text == text[::-1]
        figure.close()


@pytest.mark.parametrize("name", ["a formula", "right to left", "zeros and controls", "10,000 characters"])
def test_every_picture_that_shows_a_text_can_show_an_odd_one(name):
    text = FINE[name]
    history = train.fit(text, 2, 2, progress=False)
    tokens, p = history.tokens, history.params
    trace = rnn.unroll(chars.one_hot(text[:-1], tokens), p)
    assert_a_picture(plots.language_model(trace, text, tokens))
    assert_a_picture(plots.hidden_states(trace, text[:-1], t=2, beside=trace))
    assert_a_picture(plots.training(history))
    assert_a_picture(plots.state_plane(p, tokens, [text]))
    assert_a_picture(plots.growth(len(tokens), 2, [1, 2], text=text))
    assert_a_picture(plots.gradients(through, text[: len(through.X)]))


def assert_a_picture(picture):
    assert picture._repr_png_().startswith(b"\x89PNG")
    assert len(repr(picture)) < 300 and repr(picture).encode("utf-8")


def test_a_character_outside_the_tokens_is_unk_where_the_tokens_have_it():
    tokens = [chars.UNKNOWN, *TOKENS]
    assert chars.one_hot("m!", tokens).argmax(-1)[:, 0].tolist() == [6, 0]


@pytest.mark.parametrize("text", ["aa", "aaaa", "ab", "\0\0", "🙂🙂", "a" * 200])
def test_a_text_of_two_characters_or_of_one_token_gets_through_every_equation(text):
    tokens = chars.vocabulary(text)
    history = train.fit(text, 2, 3, progress=False)
    X, y = (make(part, tokens) for make, part in zip((chars.one_hot, chars.indices), chars.shift(text), strict=True))
    assert all(map(math.isfinite, history.losses)) and chars.floor(text) == 0
    g = gradients.through_time(X, y, history.params)
    assert torch.isfinite(g.norms()).all() and torch.isfinite(gradients.jacobians(X, history.params)).all()
    written = sampling.generate(text[0], 4, history.params, tokens, "sample")
    assert len(written) == 5 and set(written) <= set(tokens)
    if len(tokens) == 1:
        assert max(history.losses) == 0 and g.dH.abs().max() == 0  # there is nothing to predict
        assert written == text[0] * 5


@pytest.mark.parametrize("text", ["aa", "aaaa", "ab"])
def test_a_text_of_two_characters_or_of_one_token_gets_through_every_picture(text):
    history = train.fit(text, 2, 3, progress=False)
    tokens, p = history.tokens, history.params
    trace = rnn.unroll(chars.one_hot(text[:-1], tokens), p)
    g = gradients.through_time(trace.X, chars.indices(text[1:], tokens), p)
    assert_a_picture(plots.recurrence(trace, 1))
    assert_a_picture(plots.language_model(trace, text, tokens))
    assert_a_picture(plots.hidden_states(trace, text[:-1]))
    assert_a_picture(plots.predictions(trace, text, tokens))
    assert_a_picture(plots.gradients(g))
    assert_a_picture(plots.training(history, log=True))
    assert_a_picture(plots.state_plane(p, tokens, [text], step=1, fan=True))
    assert_a_picture(plots.growth(len(tokens), 2, [1, 2], text=text))


@pytest.mark.parametrize("Figure", [figures.Gradients, figures.HiddenStates, figures.Predictions, figures.Training])
@pytest.mark.parametrize("text", ["aa", "aaaa", "ab", "a" * 200])
def test_a_text_of_two_characters_or_of_one_token_gets_through_every_figure(Figure, text):
    figure = Figure(train.fit(text, 2, 3, progress=False))
    assert "image/png" in figure._repr_mimebundle_()[0]
    figure.close()

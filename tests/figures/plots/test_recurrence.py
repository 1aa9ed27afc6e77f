"""Figure 9.4.1 shows the values that flowed."""

import math

import pytest
import torch
from matplotlib.collections import PolyCollection
from matplotlib.patches import FancyArrowPatch

from d2l_rnn import chars, plots, rnn
from tests.drive.pictures import assert_readable, heat_maps, network, words


def test_each_column_has_its_input_its_state_and_its_output_and_the_state_before_the_first():
    _, _, trace = network("machine", 5)
    picture = plots.recurrence(trace, 3)
    before, *maps = sorted(heat_maps(picture), key=lambda drawn: drawn.shape != (5, 1) or not same(drawn, trace.H[1]))
    assert same(before, trace.H[1]) and len(maps) == 6  # three steps: X_t, H_t
    for place, t in enumerate((2, 3, 4)):
        X, _, H, O = trace.at(t)
        assert torch.equal(maps[2 * place], X.double()) and same(maps[2 * place + 1], H)
        bars = [one for one in picture.page.collections if type(one) is PolyCollection][place].get_paths()
        heights = torch.tensor([bar.vertices[0, 1] - bar.vertices[2, 1] for bar in bars])
        torch.testing.assert_close(heights / 0.33 * trace.O[1:4].abs().max(), O[0].double(), rtol=1e-5, atol=1e-6)
    assert [text for text in words(picture) if text.startswith("step")] == ["step 2", "step 3", "step 4"]


def same(drawn, H):
    """Whether a column shows a state of one sequence."""
    return torch.equal(drawn.flatten(), H[0].double())


def carried(picture):
    """The arrows that carry a state on."""
    return [one for one in picture.page.patches if isinstance(one, FancyArrowPatch)]


def test_letters_stand_above_and_the_three_likeliest_below():
    p, tokens, trace = network("machine", 5)
    picture = plots.recurrence(trace, 6, "machine", tokens, steps=7)
    written = words(picture)
    letters = [text.get_text() for text in picture.page.texts if text.get_position()[1] == 0.44]
    assert letters == list("machin")
    best = trace.O[5, 0].softmax(-1).topk(3)
    expected = [tokens[i] for i in best.indices] + [f"{share:.0%}" for share in best.values.tolist()]
    assert sorted(written, key=written.index) and set(expected) - {"0%", "100%"} <= set(written)
    sizes = [one for one in picture.page.collections if type(one) is PolyCollection][-6:]
    widths = [box.get_paths()[0].vertices[:, 0] for box in sizes]
    lengths = [float(x.max() - x.min()) for x in widths]
    torch.testing.assert_close(torch.tensor(lengths[1::2]) / 0.55, best.values, rtol=1e-4, atol=1e-6)


def title(shares, t, **form):
    """The title over a network that has read "aab" and gives these shares to a, b and c after each letter."""
    O = torch.tensor(shares).log()[:, None]  # noqa: E741
    trace = rnn.Trace(chars.one_hot("aab", list("abc")), torch.zeros(4, 1, 2), O)
    picture = plots.recurrence(trace, t, "aab", list("abc"), **form)
    return " ".join(one.get_text() for one in reversed(picture.page.texts) if one.get_position()[1] < 0)


def test_the_title_says_what_is_expected_and_what_another_state_said_after_the_same_letter():
    shares = [[0.1, 0.8, 0.1], [0.8, 0.1, 0.1], [0.1, 0.1, 0.8]]
    assert title(shares, 1) == (
        "Having read “a”, the network expects “b” (80%) ✗ but “a” comes. "
        "After the next “a”, another state will say “a”."
    )
    assert title(shares, 2) == (
        "Having read “aa”, the network expects “a” (80%) ✗ but “b” comes. After the “a” before, another state said “b”."
    )
    assert title(shares, 3) == "Having read “aab”, the network expects “c” (80%) where the text ends."


def test_without_memory_the_title_speaks_of_the_letter_alone_and_of_no_state_before():
    shares = [[0.45, 0.45, 0.1], [0.45, 0.45, 0.1], [0.1, 0.1, 0.8]]
    assert title(shares, 1, memory=False) == (
        "Without a hidden state the network sees only “a”: “a” or “b”, a tie (45% each); “a” comes. "
        "Every “a” is the same to it."
    )
    alone = plots.recurrence(network("machine", 5)[2], memory=False)
    assert "Each state is made of what is read alone" in words(alone)
    assert not any("before" in text for text in words(alone))


def test_a_state_is_carried_on_to_each_column_unless_there_is_no_memory():
    p, tokens, trace = network("machine", 5)
    assert len(carried(plots.recurrence(trace, 3))) == 3
    assert carried(plots.recurrence(trace, 3, memory=False)) == []
    assert len(heat_maps(plots.recurrence(trace, 3, memory=False))) == 6
    (loop,) = carried(plots.recurrence(trace, 3, unrolled=False))
    start, _, _, end = loop.get_path().vertices[:4]
    assert start[0] > end[0] and start[1] > end[1]  # from the right of the state up into φ


def test_one_product_joins_each_input_with_the_state_before():
    _, _, trace = network("machine", 5)
    maps = heat_maps(plots.recurrence(trace, 3, products="one"))
    assert len(maps) == 1 + 3 * 4
    joined = [(maps[k], maps[k + 1]) for k in (2, 6, 10)]
    for t, (X, H) in zip((2, 3, 4), joined, strict=True):
        assert same(X, trace.at(t).X) and same(H, trace.at(t).H_before)
    for other in (plots.recurrence(trace, 3, products="one", memory=False), plots.recurrence(trace, 3, memory=False)):
        assert len(heat_maps(other)) == 6  # what is not there cannot be joined


def test_step_2_is_marked_by_itself_and_the_only_one_of_a_single_step():
    assert repr(plots.recurrence(network("machine", 5)[2])).startswith("Recurrence at step 2 of 6: steps 1 to 3")
    picture = plots.recurrence(network("ma", 5)[2])
    assert repr(picture).startswith("Recurrence at step 1 of 1: steps 1 to 1")
    assert len(heat_maps(picture)) == 3 and len(carried(picture)) == 1
    with pytest.raises(ValueError, match="t must be at most 1, not 2"):
        plots.recurrence(network("ma", 5)[2], 2)


def test_the_longest_bar_is_named_and_so_is_what_is_left_out():
    p, tokens, _ = network("machine", 5)
    trace = rnn.unroll(torch.randn(4, 2, 7, generator=torch.Generator().manual_seed(0)) * 3, p)
    note = " ".join(words(plots.recurrence(trace, 4)))
    assert f"the longest stands for {trace.O[1:, 0].abs().max():.2f}" in note
    assert "The first of n = 2 sequences is shown." in note and "the colour of the end of the scale" in note
    many = rnn.unroll(torch.eye(50)[:4, None], rnn.init_params(50, 60, 50, seed=1))
    assert "Drawn: 28 of 50 inputs, 40 of 60 units, 40 of 50 outputs." in " ".join(words(plots.recurrence(many, 1)))


OTHERS = ({"products": "one"}, {"memory": False}, {"unrolled": False})


@pytest.mark.slow
@pytest.mark.parametrize("form", [{}, *OTHERS])
def test_nothing_is_written_over_other_words_in_any_form(form):
    for text, h in (("hello", 16), ("a $_$ 日本 e\u0301🙂", 2), ("mississippi", 40)):
        _, tokens, trace = network(text, h)
        assert_readable(plots.recurrence(trace, math.ceil(len(trace) / 2), text, tokens, steps=7, **form))
        assert_readable(plots.recurrence(trace, 1, **form))

"""The plane shows what follows each state."""

import pytest
import torch
from matplotlib.collections import QuadMesh

from d2l_rnn import chars, plots, rnn
from tests.drive.pictures import chart, network


def drawn(picture):
    """The chart, what is shaded on it, and the large letters with their places."""
    axes = chart(picture)
    (mesh,) = [one for one in axes.collections if isinstance(one, QuadMesh)]
    letters = {text.get_text(): text.get_position() for text in axes.texts if text.get_fontsize() > 20}
    return axes, torch.as_tensor(mesh.get_array()).reshape(301, 301), letters


def test_the_plane_is_darker_where_the_network_is_surer_and_each_letter_stands_in_its_land():
    p, tokens, _ = network("hello", 2, seed=2)
    _, shade, letters = drawn(plots.state_plane(p, tokens, "hell"))
    side = torch.linspace(-1, 1, 301)
    softmax = rnn.output(torch.cartesian_prod(side, side).flip(1), p).softmax(-1).view(301, 301, -1)
    assert (shade - (4 * softmax.amax(-1) - 1) / 3).abs().max() < 1e-6
    best = softmax.argmax(-1)
    assert set(letters) == {tokens[token] for token in best.unique()} and len(letters) > 1
    for letter, (x, y) in letters.items():
        assert tokens[best[round((y + 1) * 150), round((x + 1) * 150)]] == letter


def test_the_path_is_the_texts_and_the_arrow_to_the_step_is_the_thick_one():
    p, tokens, _ = network("hello", 2, seed=2)
    axes, *_ = drawn(plots.state_plane(p, tokens, "hell", step=3))
    states = rnn.unroll(chars.one_hot("hell", tokens), p).H[:, 0].double()
    assert torch.equal(torch.tensor(axes.lines[1].get_xydata()), states)
    arrows = [one for one in axes.texts if getattr(one, "arrow_patch", None)]
    assert [one.xy for one in arrows] == [tuple(state) for state in states[1:].tolist()]
    assert [one.arrow_patch.get_linewidth() for one in arrows] == [1.2, 1.2, 2.5, 1.2]
    assert {"start", "h 1", "e 2", "l 3", "l 4"} <= {text.get_text() for text in axes.texts}


def test_the_fan_leads_to_the_next_states_the_likelier_the_wider():
    p, tokens, _ = network("hello", 2, seed=2)
    axes, *_ = drawn(plots.state_plane(p, tokens, "hell", probe=(0.5, -0.5), fan=True))
    H = torch.tensor([[0.5, -0.5]])
    order = rnn.output(H, p)[0].argsort(descending=True).tolist()
    ends = rnn.step(torch.eye(4)[order], H.expand(4, 2), p)
    fan = [one for one in axes.texts if getattr(one, "xyann", None) == (0.5, -0.5)]
    assert [one.xy for one in fan] == [pytest.approx(end, abs=1e-6) for end in ends.tolist()]
    widths = [one.arrow_patch.get_linewidth() for one in fan]
    assert widths == sorted(widths, reverse=True) and widths[0] > widths[-1]

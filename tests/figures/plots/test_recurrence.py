"""Figure 9.4.1 shows the values that flowed."""

import pytest
import torch
from matplotlib.collections import PolyCollection

from d2l_rnn import plots
from tests.drive.pictures import heat_maps, network, words


def test_figure_9_4_1_joins_each_input_with_the_state_before():
    _, _, trace = network("machine", 5)
    picture = plots.recurrence(trace, 3)
    maps = heat_maps(picture)
    assert len(maps) == 9  # three steps: H_t, [X_t H_{t-1}], X_t
    for place, t in enumerate((2, 3, 4)):
        X, H_before, H, O = trace.at(t)
        for drawn, value in zip(maps[3 * place :], (H, torch.cat((X, H_before), 1), X), strict=False):
            assert torch.equal(drawn, value.double())
        bars = [one for one in picture.page.collections if type(one) is PolyCollection][place].get_paths()
        heights = torch.tensor([bar.vertices[0, 1] - bar.vertices[2, 1] for bar in bars])
        torch.testing.assert_close(heights / 0.3 * trace.O[1:4].abs().max(), O[0].double(), rtol=1e-5, atol=1e-6)
    assert [text for text in words(picture) if text.startswith("step")] == ["step 2", "step 3", "step 4"]
    assert "to step 5" in words(picture) and "the end" in words(plots.recurrence(trace, 6))


def test_figure_9_4_1_marks_step_2_by_itself_and_the_only_one_of_a_single_step():
    assert repr(plots.recurrence(network("machine", 5)[2])).startswith("Recurrence at step 2 of 6: steps 1 to 3")
    picture = plots.recurrence(network("ma", 5)[2])
    assert repr(picture).startswith("Recurrence at step 1 of 1: steps 1 to 1")
    assert len(heat_maps(picture)) == 3 and "the end" in words(picture)
    with pytest.raises(ValueError, match="t must be at most 1, not 2"):
        plots.recurrence(network("ma", 5)[2], 2)

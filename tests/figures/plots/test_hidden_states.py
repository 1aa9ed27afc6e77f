"""The heat map shows the states."""

import torch
from matplotlib.collections import LineCollection
from matplotlib.colors import to_hex

from d2l_rnn import chars, plots, rnn
from tests.drive.pictures import heat_maps, network, row, words


def test_the_heat_map_shows_the_states_on_a_scale_that_never_changes():
    p, tokens, trace = network("machine", 5, sigma=0.01)
    (drawn,) = heat_maps(plots.hidden_states(trace, "machine"))
    assert torch.equal(drawn, trace.H[:, 0].T.double())
    assert [to_hex(plots.SCALE(shade)) for shade in (0.0, 0.5, 1.0)] == ["#d55e00", "#f7f7f7", "#0072b2"]


def test_a_roomy_heat_map_prints_its_numbers_and_a_crowded_one_dashes_for_negative_values():
    _, _, trace = network("machine", 5)
    picture = plots.hidden_states(trace, "machine")
    printed = [f"{value:.2f}".replace("-", "−") for value in trace.H[1:, 0].flatten().tolist()]
    assert set(printed) <= set(words(picture)) and row(picture, "read") == list("machin")
    text = "machine " * 12
    _, _, trace = network(text, 5)
    picture = plots.hidden_states(trace, text)
    dashes = [one for one in picture.page.collections if isinstance(one, LineCollection)]
    assert sum(len(one.get_segments()) for one in dashes) == int((trace.H < 0).sum()) > 100
    assert "– in a cell: negative" in words(picture)


def test_two_traces_stand_beside_each_other_and_the_step_is_marked_in_both():
    trace, other = network("machine", 3)[2], network("machine", 4, seed=1)[2]
    picture = plots.hidden_states(trace, "machine", t=2, beside=other)
    for drawn, one in zip(heat_maps(picture), (trace, other), strict=True):
        assert torch.equal(drawn, one.H[:, 0].T.double())
    assert words(picture).count("▼") == 2


def test_a_trace_of_the_whole_text_gets_a_column_for_its_last_character():
    p, tokens, _ = network("machine", 3)
    picture = plots.hidden_states(rnn.unroll(chars.one_hot("machine", tokens), p), "machine")
    assert row(picture, "read") == list("machine") and row(picture, "step") == list("01234567")

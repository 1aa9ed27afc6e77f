"""The losses stand between their two references."""

import math

import pytest

from d2l_rnn import chars, plots
from tests.drive.pictures import HISTORY, MEMORYLESS, chart


def test_training_draws_every_loss_the_two_references_and_the_checkpoints():
    axes = chart(plots.training(HISTORY, MEMORYLESS))
    first, second, guess, floor, other_guess, other_floor = axes.lines
    assert list(first.get_ydata()) == HISTORY.losses and list(second.get_ydata()) == MEMORYLESS.losses
    assert first.get_markevery() == [point.step for point in HISTORY.checkpoints]
    assert guess.get_ydata()[0] == pytest.approx(math.log(7)) and floor.get_ydata()[0] == 0
    assert other_guess.get_ydata()[0] == pytest.approx(math.log(4))
    assert other_floor.get_ydata()[0] == pytest.approx(chars.floor("hello"))
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend[0].startswith("16 units, with W_hh, “machine”") and legend[1].startswith("8 units, W_hh = 0, “hello”")
    assert f"loss {MEMORYLESS.losses[-1]:.4f} after 200 updates" in legend[1] and "floor 0.3466" in legend[5]


def test_the_updates_from_1_stand_on_a_log_scale_and_the_start_before_it():
    axes = chart(plots.training(HISTORY, log_updates=True))
    places = {update: axes.transData.transform((update, 1))[0] for update in (0, 1, 2, 20, 40, 200)}
    doubled = places[2] - places[1]
    assert places[1] - places[0] == pytest.approx(doubled) == pytest.approx(places[40] - places[20])
    assert places[200] - places[20] == pytest.approx(doubled * math.log2(10))
    assert axes.get_xlabel() == "update, on a log scale"
    assert [0, 1, 2, 5] == list(axes.get_xticks())[:4] and axes.get_xticks()[-1] == 200
    assert [label.get_text() for label in axes.get_xticklabels()][:3] == ["start", "1", "2"]
    assert [text.get_text() for text in axes.texts] == ["//"]
    left, right = axes.get_window_extent().intervalx
    assert left < places[0] and places[200] < right

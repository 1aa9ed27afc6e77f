"""The gradient at each state is a bar on a log scale, beside what W_hh alone would have left of it."""

import math
from dataclasses import replace

import pytest
import torch

from d2l_rnn import plots
from tests.drive.pictures import chart, through, words


def bars(picture, filled=True):
    """How high the bars reach, from the first state to the last."""
    found = [bar for bar in chart(picture).patches if bar.get_width() == 0.5 and bar.get_fill() == filled]
    return [bar.get_y() + bar.get_height() for bar in sorted(found, key=lambda bar: bar.get_x())]


def test_every_bar_is_a_length_beside_the_last_on_a_log_scale_and_its_number_stands_under_it():
    one = through("hello", t=4)
    picture = plots.gradients(one, "hello")
    assert chart(picture).get_yscale() == "log"
    shares = (one.norms() / one.norms()[4]).tolist()[1:]
    assert bars(picture) == pytest.approx(shares)
    printed = {text.get_text() for text in chart(picture).texts}
    assert {f"×{share:#.2g}" for share in shares[:-1]} | {"×1", *"hell"} <= printed


def test_the_dashes_are_the_product_of_what_W_hh_did():
    one = through("hello", t=4)
    whole, side = one.norms().tolist(), one.dA.flatten(1).norm(dim=1).tolist()
    factors = [math.prod(whole[j - 1] / side[j - 1] for j in range(k + 1, 5)) for k in (1, 2, 3)]
    picture = plots.gradients(one)
    assert bars(picture, filled=False) == pytest.approx(factors)
    assert any("without tanh" in text for text in words(picture))


def test_the_mean_loss_has_bars_and_no_dashes():
    one = through("hello")
    picture = plots.gradients(one)
    assert bars(picture) == pytest.approx((one.norms() / one.norms()[4]).tolist()[1:])
    assert bars(picture, filled=False) == [] and "the mean loss" in repr(picture)


@pytest.mark.parametrize(("factor", "said"), [(0.0, "×0"), (1e-9, "×1.0·10⁻⁹"), (3.6e9, "×3.6·10⁹"), (390.0, "×390")])
def test_a_length_of_any_size_is_drawn_inside_the_scale_and_said_as_it_is(factor, said):
    one = through("hello", t=4)
    dH = torch.ones_like(one.dH)
    dH[:4] *= factor
    picture = plots.gradients(replace(one, dH=dH))
    assert bars(picture)[:3] == pytest.approx([min(1e3, max(1e-4, factor))] * 3)
    assert [text.get_text() for text in chart(picture).texts].count(said) == 3


def test_of_a_long_text_the_last_steps_before_the_loss_are_drawn_and_this_is_said():
    picture = plots.gradients(through("hello" * 12, t=50), "hello" * 12)
    assert len(bars(picture)) == 19 and any("Only the steps 32 to 50" in text for text in words(picture))

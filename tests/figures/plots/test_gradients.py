"""The gradient at each state is a bar: what is left of it, in percent."""

import math
import re
from dataclasses import replace

import pytest
import torch

from d2l_rnn import plots
from tests.drive.pictures import assert_readable, chart, through, words


def bars(picture):
    """Where the bars end, from the first state to the last."""
    found = [bar for bar in chart(picture).patches if bar.get_width() == 0.5]
    return [bar.get_y() + bar.get_height() for bar in sorted(found, key=lambda bar: bar.get_x())]


def percent(share):
    """A share in two digits."""
    return f"{100 * share:#.2g}".removesuffix(".") + "%"


def title(picture):
    """What stands over a picture, on one line or more."""
    return " ".join(one.get_text() for one in reversed(picture.page.texts) if one.get_position()[1] < 0)


def lengths(factor, t=4):
    """A gradient whose length at every state before the last is `factor`, and 1 there."""
    one = through("hello", t=t)
    dH = torch.zeros_like(one.dH)
    dH[: t + 1, 0, 0] = torch.tensor([factor] * t + [1.0])
    return replace(one, dH=dH)


@pytest.mark.parametrize("log", [False, True])
def test_every_bar_ends_at_a_share_of_the_last_length_and_its_percentage_and_letter_stand_at_it(log):
    one = through("hello", t=4)
    picture = plots.gradients(one, "hello", log=log)
    assert chart(picture).get_yscale() == ("log" if log else "linear")
    shares = (one.norms() / one.norms()[4]).tolist()[1:]
    assert bars(picture) == pytest.approx(shares)
    printed = {text.get_text() for text in chart(picture).texts}
    assert {percent(share) for share in shares[:-1]} | {"100%", "h₁", "e₂", "l₃", "l₄"} <= printed


def test_the_title_says_what_W_hh_left_and_what_tanh_left_of_that():
    one = through("hello", t=4)
    whole, side = one.norms().tolist(), one.dA.flatten(1).norm(dim=1).tolist()
    for k in (1, 3):
        matrix = math.prod(whole[j - 1] / side[j - 1] for j in range(k + 1, 5))
        share = whole[k] / whole[4]
        assert 0.001 < share < 0.5 and 0.1 < matrix < 9
        there = f"“{'hello'[k - 1]}”{'₁₂₃'[k - 1]}"
        begins = f"{4 - k} step{'s' * (k < 3)} back, at {there}, the gradient of “l”₄’s loss has shrunk to "
        said = title(plots.gradients(one, "hello", k))
        product = r"(\S+)% \(W_hh\) × (\S+)% \(tanh′\) = (\S+%)\."
        left, rest, whole_share = re.fullmatch(re.escape(begins) + product, said).groups()
        assert float(left) == pytest.approx(100 * matrix, rel=0.01)
        assert percent(float(left) * float(rest) / 1e4) == percent(share) == whole_share  # as printed
    assert " back, at H₁, the gradient of H₄’s loss " in title(plots.gradients(one))


@pytest.mark.parametrize(
    ("factor", "said"),
    [
        (0.0, "Of the gradient at H₄ nothing reaches H₁."),
        (1e-9, "3 steps back, at H₁, the gradient of H₄’s loss has vanished: … = 1.0·10⁻⁷%."),
        (0.02, "3 steps back, at H₁, the gradient of H₄’s loss has shrunk to … = 2.0%."),
        (1.0, "3 steps back, at H₁, the gradient of H₄’s loss is still … = 100%."),
        (3.9, "3 steps back, at H₁, the gradient of H₄’s loss has grown to … = 390%."),
        (3.6e9, "3 steps back, at H₁, the gradient of H₄’s loss has exploded to … = 3.6·10¹¹%."),
    ],
)
def test_a_gradient_of_any_length_is_drawn_and_said_as_it_is(factor, said):
    one = lengths(factor)
    assert re.sub(r"\S+% \(W_hh\) × \S+% \(tanh′\)", "…", title(plots.gradients(one))) == said
    assert bars(plots.gradients(one))[:3] == pytest.approx([factor] * 3)
    assert bars(plots.gradients(one, log=True))[:3] == pytest.approx([min(1e6, max(1e-6, factor))] * 3)
    for log in (False, True):
        assert_readable(plots.gradients(one, log=log))


def test_the_mean_loss_has_bars_and_is_named():
    one = through("hello")
    picture = plots.gradients(one)
    assert bars(picture) == pytest.approx((one.norms() / one.norms()[4]).tolist()[1:])
    assert "the mean loss" in repr(picture) and "the mean loss" in title(picture)


def test_of_a_long_text_the_last_steps_before_the_loss_are_drawn_and_this_is_said():
    picture = plots.gradients(through("hello" * 12, t=50), "hello" * 12)
    assert len(bars(picture)) == 19 and any("Only the steps 32 to 50" in text for text in words(picture))
    assert_readable(picture)
    assert_readable(plots.gradients(through("hello" * 12, t=50), "hello" * 12, log=True))

"""The gradient's lengths stand on a log scale."""

import pytest

from d2l_rnn import plots
from tests.drive.pictures import chart, through, words


def test_the_gradient_is_drawn_on_a_log_scale_with_its_numbers():
    one, other = through("hello"), through("hello", t=4)
    axes = chart(plots.gradients([one, other], ["$_$", "last step"]))
    assert axes.get_yscale() == "log"
    for line, value in zip(axes.lines, (one, other), strict=True):
        assert line.get_ydata() == pytest.approx(value.norms().tolist())
    legend = [text.get_text() for text in axes.get_legend().get_texts()]
    assert legend[0] == f"$_$\n{one.norms()[0]:.2g} at k = 0, {one.norms()[4]:.2g} at k = 4"
    printed = {text.get_text() for text in chart(plots.gradients(one)).texts}
    assert {f"{value:.2g}" for value in one.norms().tolist()} <= printed


def test_a_gradient_of_zero_is_drawn_at_the_edge_and_called_zero():
    picture = plots.gradients(through("hello", t=2))
    line = chart(picture).lines[0].get_ydata()
    assert list(line[3:]) == pytest.approx([min(line[:3]) / 10] * 2)
    assert "0" in {text.get_text() for text in chart(picture).texts}
    assert any("exactly 0" in text for text in words(picture))

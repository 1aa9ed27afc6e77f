"""Growth compares a table with a network."""

from d2l_rnn import chars, plots, rnn
from tests.drive.pictures import chart


def test_growth_compares_cells_parameters_and_the_n_grams_that_occur():
    text = "the time machine"
    axes = chart(plots.growth(12, 5, [3, 1, 2, 20], text))
    cells, held, parameters = axes.lines
    assert axes.get_yscale() == "log" and list(cells.get_xdata()) == [1, 2, 3, 20]
    assert list(cells.get_ydata()) == [12, 144, 1728, 12**20]
    assert list(held.get_ydata()) == [len(chars.ngrams(text, n)) for n in (1, 2, 3)]
    assert parameters.get_ydata()[0] == rnn.num_params(rnn.init_params(12, 5, 12))
    assert {"1,728", "3.8·10²¹"} <= {text.get_text() for text in axes.texts}

"""Every figure in the page it saves itself to: light and dark, narrow and wide, short and long, with no kernel."""

import pytest

from d2l_rnn import figures, rnn
from tests.drive import hosted, lab

pytestmark = pytest.mark.browser
ALPHABET = sorted("abcdefghijklmnopqrstuvwxyz .")
LONG = "what a network has read so far is kept in its state. " * 4
OF_A_TEXT = [figures.HiddenStates, figures.Predictions, figures.Gradients]
ALL = [getattr(figures, name) for name in figures.__all__]


@pytest.fixture(scope="module")
def browser(chromium):
    with lab.browser(chromium) as running:
        yield running


def random_figure(Figure, length, h):
    return Figure(rnn.init_params(len(ALPHABET), h, len(ALPHABET), seed=h), ALPHABET, text=LONG[:length])


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("Figure", ALL)
def test_axe_finds_nothing_and_the_page_asks_for_nothing(Figure, theme, browser):
    with hosted.opened(browser, Figure(), theme=theme) as page:
        assert hosted.violations(page) == []
        hosted.open_tables(page)
        assert hosted.violations(page) == []
        assert page.troubles == []


@pytest.mark.parametrize("width", hosted.WIDTHS)
@pytest.mark.parametrize("Figure", ALL)
def test_nothing_is_clipped_or_covered_at_any_width(Figure, width, browser):
    with hosted.opened(browser, Figure(), width) as page:
        assert hosted.misplaced(page) == []


@pytest.mark.parametrize("width", hosted.WIDTHS)
@pytest.mark.parametrize("h", [2, 32, 128])
@pytest.mark.parametrize("Figure", OF_A_TEXT)
def test_nothing_is_clipped_with_few_or_many_characters_and_units(Figure, h, width, browser):
    for length in (1, 6, 40, 200):
        with hosted.opened(browser, random_figure(Figure, length, h), width) as page:
            assert (length, hosted.misplaced(page)) == (length, [])
            assert page.troubles == []


@pytest.mark.parametrize("Figure", ALL)
def test_a_saved_page_of_the_section_s_example_is_under_100_kB(Figure, tmp_path):
    Figure().save(tmp_path / "figure.html")
    assert (tmp_path / "figure.html").stat().st_size < 100_000

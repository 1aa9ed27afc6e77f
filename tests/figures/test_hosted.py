"""Every figure in the page it saves itself to: light and dark, narrow and wide, short and long, with no kernel."""

import random
import string

import pytest

from d2l_rnn import figures, languages, train
from tests.drive import hosted

from .states import LENGTHS, LONG, STATES, random_weights

QUICK = "Recurrence", "as it comes"  # make check looks at this one
WITHOUT_32_UNITS = "Concatenation", "Growth", "Shapes", "StatePlane"  # these take no such model
ALL = [
    pytest.param(*case, k % 4, id="-".join(case), marks=[pytest.mark.core] if case == QUICK else [])
    for k, case in enumerate((name, state) for name in figures.__all__ for state in STATES[name])
]


@pytest.mark.browser
@pytest.mark.parametrize(("name", "state", "place"), ALL)
def test_everything_can_be_seen_read_and_reached_at_any_width_and_nothing_is_asked_for(name, state, place, browser):
    """axe looks at the narrowest and the widest page, one light and one dark; into folds in one of the two by turns."""
    state = STATES[name][state]
    widths = hosted.WIDTHS[:: 1 if place < 2 else -1]
    with hosted.opened(browser, state.figure(), widths[0]) as page:
        state.use(page)
        for k, width in enumerate(widths):
            hosted.themed(page, ("light", "dark")[k % 2])
            hosted.resize(page, width)
            assert (width, hosted.unseen(page)) == (width, [])
            if k in (0, 3):
                assert (width, hosted.violations(page)) == (width, [])
            for fold in hosted.opened_folds(page):
                assert (width, fold, hosted.unseen(page)) == (width, fold, [])
                if state.axe and k == (0, 3)[place % 2]:
                    assert (width, fold, hosted.violations(page)) == (width, fold, [])
            hosted.close_fold(page)
        assert page.troubles == []


@pytest.mark.browser
@pytest.mark.parametrize("h", [2, 32, 128])
@pytest.mark.parametrize("name", ["HiddenStates", "Predictions", "Gradients"])
def test_nothing_is_clipped_with_few_or_many_characters_and_units(name, h, browser):
    with hosted.opened(browser, random_weights(getattr(figures, name), h, LENGTHS[0])) as page:
        for length in LENGTHS:
            page.get_by_label("Text", exact=True).fill(LONG[:length])
            for width in hosted.WIDTHS:
                hosted.resize(page, width)
                assert (length, width, hosted.misplaced(page)) == (length, width, [])
            for fold in hosted.opened_folds(page):
                assert (length, fold, hosted.misplaced(page)) == (length, fold, [])
        assert page.troubles == []


@pytest.fixture(scope="module")
def notebook_sized():
    """A text of 200 characters of all letters and the blank: with the notebooks' 32 units, and with four times them."""
    text = "".join(random.Random(1).choices(f"{string.ascii_lowercase} ", k=200))
    return [train.fit(text, num_hiddens=h, num_steps=20, progress=False) for h in (32, 128)]


@pytest.mark.parametrize("language", ["en", "ja"])
@pytest.mark.parametrize("name", figures.__all__)
def test_a_saved_page_is_under_100_kB_also_with_a_model_of_the_reader_s(name, language, notebook_sized, tmp_path):
    with languages.spoken(language):
        Figure = getattr(figures, name)
        made = [Figure(), *([] if name in WITHOUT_32_UNITS else map(Figure, notebook_sized))]
    for figure in made:
        figure.save(tmp_path / "figure.html")
        assert (tmp_path / "figure.html").stat().st_size < 100_000

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
    pytest.param(*case, k % 2, id="-".join(case), marks=[pytest.mark.core] if case == QUICK else [])
    for k, case in enumerate((name, state) for name in figures.__all__ for state in STATES[name])
]


def seen(page, figure, where):
    assert (where, hosted.misplaced(page)) == (where, [])
    assert (where, hosted.faint(figure)) == (where, [])
    assert page.evaluate("innerWidth - document.documentElement.scrollWidth") >= 0, where


@pytest.mark.browser
@pytest.mark.parametrize(("name", "state", "wide"), ALL)
def test_everything_can_be_seen_read_and_reached_at_any_width_and_nothing_is_asked_for(name, state, wide, browser):
    state = STATES[name][state]
    widths = hosted.WIDTHS[::-1] if wide else hosted.WIDTHS  # every other page opens wide
    with hosted.opened(browser, state.figure(), widths[0]) as page:
        state.use(page)
        figure = page.locator(".d2l-rnn")
        for place, width in enumerate(widths):
            hosted.themed(page, ("light", "dark")[place % 2])
            hosted.resize(page, width)
            if place in (0, 3):  # the narrowest and the widest, one light and one dark
                assert (width, hosted.violations(page)) == (width, [])
            seen(page, figure, width)
            for fold in hosted.opened_folds(page):
                seen(page, figure, (width, fold))
                if place in (0, 3)[: state.axe]:
                    assert (width, fold, hosted.violations(page)) == (width, fold, [])
            page.locator(".d2l-folds [aria-expanded=true]").click()
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

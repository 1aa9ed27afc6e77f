"""Pictures in Japanese: every letter is drawn, in its place, and nothing is said about fonts."""

import logging
import re
import warnings

import pytest

from d2l_rnn import languages, plots
from d2l_rnn.plots.words import drawable
from tests.drive.pictures import assert_readable, through

from .test_every_picture import PICTURES

MORE = {"gradients on a log scale": lambda: plots.gradients(through("machine learns"), "machine learns", log=True)}
ALL = {name: make for name, (make, _) in PICTURES.items()} | MORE
SPACED = re.compile(r"[。、：（「] | [。、：）」]")  # a blank at the side of a mark that brings its own


@pytest.mark.slow
@pytest.mark.parametrize("name", ALL)
def test_a_picture_in_japanese_can_be_read_and_nothing_is_said_about_fonts(name, caplog):
    with languages.spoken("ja"), warnings.catch_warnings(record=True) as warned, caplog.at_level(logging.WARNING):
        assert drawable(), "this needs a Japanese font, such as that of the package fonts-ipaexfont-gothic"
        picture = ALL[name]()
        picture._repr_png_()
        assert_readable(picture)
    said = [text.get_text() for axes in picture.axes for text in [*axes.texts, axes.xaxis.label, axes.yaxis.label]]
    said += [text.get_text() for axes in picture.axes if axes.get_legend() for text in axes.get_legend().get_texts()]
    assert re.search("[ぁ-んァ-ヶ一-龠]", " ".join(said))
    assert [text for text in said if "□" in text or SPACED.search(text)] == []
    assert [str(one.message) for one in warned] == [one.getMessage() for one in caplog.records] == []

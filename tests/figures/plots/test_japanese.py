"""Pictures in Japanese: every letter is drawn, in its place, and nothing is said about fonts."""

import logging
import re
import subprocess
import sys
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


# matplotlib looks a font up once, and says only then what it lacks: so this is a process of its own.
BOLD = """
from d2l_rnn import language
from d2l_rnn.plots import recurrence
from tests.drive.pictures import network
language("ja")
for text in ("hello", "ここにこ"):
    p, tokens, trace = network(text, 4)
    recurrence(trace, 2, text, tokens)._repr_png_()
"""


@pytest.mark.slow
def test_where_a_font_has_no_bold_letters_others_are_drawn_and_nothing_is_printed():
    command = [sys.executable, "-W", "always", "-c", BOLD]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")

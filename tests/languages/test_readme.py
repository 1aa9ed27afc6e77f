"""Whoever opens the project finds it in another language, and the way back."""

import pytest

from d2l_rnn.languages import ENGLISH
from publish import ROOT
from publish.languages import LANGUAGES
from publish.languages.build import editions


@pytest.mark.parametrize("language", [ENGLISH, *LANGUAGES])
def test_the_line_under_the_title_leads_to_every_other_language(language):
    name = "README.md" if language == ENGLISH else f"README.{language}.md"
    lines = (ROOT / name).read_text(encoding="utf-8").splitlines()
    assert lines[lines.index("# d2l-rnn") + 2] == editions(language) != ""

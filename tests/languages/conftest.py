"""What the tests of languages share: everything in a language that nobody speaks."""

import pytest

from d2l_rnn import languages
from tests.drive import pseudo
from tests.drive.speaking import only


@pytest.fixture(scope="session")
def edition(tmp_path_factory):
    """The Edition of the pseudo-language."""
    return pseudo.edition_of(tmp_path_factory.mktemp("edition"))


@pytest.fixture(scope="module")
def pseudo_spoken(edition):
    """In the tests of the file, the pseudo-language is spoken."""
    with only(edition.root / "d2l_rnn" / "languages"), languages.spoken(edition.language):
        yield edition

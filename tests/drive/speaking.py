"""Languages for tests: a catalog of a few sentences, or of all of them in a language that nobody speaks."""

import io
from contextlib import contextmanager

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo

from d2l_rnn import languages


def catalog(entries, locale="ja"):
    """The bytes of a file of gettext's: `entries` are (context, English, translation); plurals are two lists."""
    made = Catalog(locale=locale)
    for context, english, translation in entries:
        made.add(english, translation, context=context or None)
    file = io.BytesIO()
    write_mo(file, made)
    return file.getvalue()


@contextmanager
def spoken(folder, entries, name="ja"):
    """In its block a language of these entries is there, in the empty `folder`, and spoken."""
    (folder / f"{name}.mo").write_bytes(catalog(entries, "ja" if name == "ja" else "en"))
    with only(folder), languages.spoken(name):
        yield


@contextmanager
def only(folder):
    """In its block the languages are English and those that have a file in `folder`."""
    before, languages.FOLDER = languages.FOLDER, folder
    known, languages._read = languages._read, {}
    try:
        yield
    finally:
        languages.FOLDER, languages._read = before, known

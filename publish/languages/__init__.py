"""The languages of the companion. English is the source; a translation is a folder of .po files beside this one.

Nothing translated is edited but these files: `make strings` brings them up to date, `make language` makes the rest.
"""

from dataclasses import dataclass
from pathlib import Path, PurePosixPath


@dataclass(frozen=True)
class Language:
    """A language under its own name; one that is complete may have no string that waits for its translator."""

    name: str
    complete: bool = False


LANGUAGES = {"ja": Language("日本語", complete=True)}

FOLDER = Path(__file__).parent
TEMPLATES = ("package", "notebooks", "pages")  # what d2l_rnn says, what the notebooks say, and all other pages
MARK = "mark"  # the place of marks such as "core", which are the same on all pages
PAGES = (
    "README.md",
    *(f"docs/{name}.md" for name in ("install", "colab", "figures", "limits")),
    "classroom/questionnaire.md",
)


def path_in(language, page):
    """Where a page or notebook stands in another language, or None where there is none; all are paths from the root."""
    path = PurePosixPath(page)
    if page == "README.md":
        return f"README.{language}.md"
    if page in PAGES:
        return f"docs/{language}/{path.name}"
    if str(path.parent) == "notebooks" and path.suffix == ".ipynb":
        return f"notebooks/{language}/{path.name}"
    return None

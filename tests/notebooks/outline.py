"""A notebook as its reader meets it: an opening, then sections, with their words, code cells, marks and minutes."""

import re
from dataclasses import dataclass, field

from .reading import NOTEBOOKS, read

WORDS_A_MINUTE, MINUTES_A_CELL = 130, 0.9  # fitted to one reader who worked through 4,787 words and 70 cells in 100
SHORTEST, CORE, FURTHER = "10-minute path · core", "Core", "Further"
IN_SHORT = "In short"
MARK = re.compile(rf"\*({SHORTEST}|{CORE}|{FURTHER}) · (\d+) min\*")
PATHS = re.compile(r"(?m)^10 minutes: (.+?)\. Core: (\d+) minutes, (?:through|with) \*In short\*\.")


@dataclass
class Section:
    """What stands under a ##, or, with the heading "", what stands above the first one."""

    heading: str
    cells: list = field(default_factory=list)

    @property
    def prose(self):
        return "\n\n".join(cell.source for cell in self.cells if cell.cell_type == "markdown")

    @property
    def code(self):
        return [cell.source for cell in self.cells if cell.cell_type == "code"]

    @property
    def words(self):
        return words(self.prose)

    @property
    def clock(self):
        """The minutes of a slow reader who runs every cell."""
        return self.words / WORDS_A_MINUTE + MINUTES_A_CELL * len(self.code)

    @property
    def mark(self):
        """(path, minutes) of the first line under the heading; (None, None) where it is no mark."""
        lines = [line for line in self.prose.splitlines() if line][1:2]
        found = MARK.fullmatch(lines[0]) if lines else None
        return (found[1], int(found[2])) if found else (None, None)

    @property
    def minutes(self):
        """What the mark says; an opening has none, so there it is the clock."""
        return self.mark[1] if self.heading else self.clock

    @property
    def is_shortest(self):
        return not self.heading or self.mark[0] == SHORTEST

    @property
    def is_core(self):
        return not self.heading or self.mark[0] in (SHORTEST, CORE)


def words(markdown):
    """The pieces between blanks, without blocks of code and without tags: of <a href="x">y</a> only the y counts.

    A formula counts as it is typed, and so do the signs of headings, lists and tables: the budgets were made so.
    """
    without_code = re.sub(r"(?ms)^```.*?^```", " ", markdown)
    return len(re.sub(r"(?<!`)</?[a-z][^>]*>", " ", without_code).split())


def outline(notebook):
    """The opening and the sections, in order."""
    parts = [Section("")]
    for cell in notebook.cells:
        if cell.cell_type == "markdown" and cell.source.startswith("## "):
            parts.append(Section(cell.source.splitlines()[0].removeprefix("## ")))
        parts[-1].cells.append(cell)
    return parts


def stated(parts):
    """(the sections that the line of paths links to, the minutes of the core) as the notebook says itself."""
    (found,) = PATHS.findall("\n\n".join(part.prose for part in parts))
    return re.findall(r"\]\(#([^\s]+)\)", found[0]), int(found[1])


def anchor(heading):
    """The address of a heading within its page."""
    return heading.replace("`", "").replace(" ", "-")


OUTLINES = {path.stem: outline(read(path)) for path in NOTEBOOKS}
EXERCISES, YOUR_OWN_CODE = "5_exercises", "6_further"
READ = {name: parts for name, parts in OUTLINES.items() if name != EXERCISES}  # the others are read, not solved

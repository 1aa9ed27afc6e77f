"""What nbgrader does with the exercises. It reads this file when it is started in this folder."""

import re
from pathlib import Path

from nbgrader.converters import GenerateAssignment
from nbgrader.preprocessors import ClearSolutions

# In the source "number = 28  ### SOLUTION" is an answer on one line; a comma or a comment behind the answer stays.
ON_ONE_LINE = re.compile(r"(?m)^(.*?(?: = |: )).*?(,?(?:  # [^#]*?)?)  ### SOLUTION$")


class Dots(ClearSolutions):
    """Clears solutions as nbgrader does, and those on one line too: `number = ...` instead of a stub of its own."""

    def preprocess_cell(self, cell, resources, cell_index):
        cleared = ON_ONE_LINE.sub(r"\1...\2", cell.source)
        if cleared == cell.source:
            return super().preprocess_cell(cell, resources, cell_index)
        cell.source = cleared
        return cell, resources


c = get_config()  # noqa: F821  nbgrader defines it

# The course and its folders: this one. nbgrader makes release, submitted, autograded, feedback and gradebook.db in it.
c.CourseDirectory.course_id = "d2l-rnn"
# Where a hub hands out and collects. It must be a folder that the students' accounts reach.
c.Exchange.root = str(Path(__file__).with_name("exchange"))

# Three dots are what the checks take for "not answered yet"; nbgrader's own stub raises an error when it is run.
# What is set for ClearSolutions holds for its child Dots too.
c.ClearSolutions.code_stub = {"python": "..."}
c.ClearSolutions.text_stub = "..."
c.GenerateAssignment.preprocessors = [
    Dots if one is ClearSolutions else one for one in GenerateAssignment.class_traits()["preprocessors"].default()
]

# A right answer takes less than a second in every cell, and the slowest figure a few; an endless loop must end soon.
c.Execute.timeout = 30
# A busy machine starts a kernel slowly, and that is no student's fault.
c.Execute.startup_timeout = 120
# What a cell printed is kept up to here: enough to see what happened, and no gigabyte of feedback.
c.LimitOutput.max_lines = 200
c.LimitOutput.max_traceback = 50

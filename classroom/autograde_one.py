"""Run nbgrader's autograde for one student, with limits: python -m classroom.autograde_one ASSIGNMENT SECONDS GIGABYTES

The working directory is a course of its own, with this one submission in it. `classroom.grade` starts it so.
"""

import sys
from pathlib import Path

from nbgrader.apps import AutogradeApp
from nbgrader.converters import Autograde
from nbgrader.preprocessors import Execute
from traitlets.config import Config

from classroom.execute import BoundedExecute

LARGEST_FILE = 100 * 10**6  # bytes


def limit(gigabytes):
    """Bound the memory of this process and of each that it starts, and the size of any file; on Linux only."""
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return
    # Not the address space: a PyTorch for graphics cards maps many gigabytes of code that it never loads.
    most = int(gigabytes * 2**30)
    for what, bound in ((resource.RLIMIT_DATA, most), (resource.RLIMIT_FSIZE, LARGEST_FILE), (resource.RLIMIT_CORE, 0)):
        _, hard = resource.getrlimit(what)
        resource.setrlimit(what, (bound, bound) if hard == resource.RLIM_INFINITY else (min(bound, hard), hard))


def main(assignment, seconds, gigabytes):
    limit(float(gigabytes))
    app = AutogradeApp.instance()
    app.initialize([assignment])
    settings = Config()
    settings.CourseDirectory.root = str(Path.cwd())
    settings.CourseDirectory.db_url = f"sqlite:///{Path.cwd() / 'gradebook.db'}"
    settings.BoundedExecute.seconds = int(seconds)
    settings.Autograde.autograde_preprocessors = [
        BoundedExecute if one is Execute else one
        for one in Autograde.class_traits()["autograde_preprocessors"].default()
    ]
    app.update_config(settings)
    app.start()


if __name__ == "__main__":
    main(*sys.argv[1:])

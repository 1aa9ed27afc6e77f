"""IPython without a kernel: magics, `await` and figures as in a notebook, and bounded text for what they show."""

import builtins
import getpass
import linecache
import os
import sys

from IPython.core.displayhook import DisplayHook
from IPython.core.displaypub import DisplayPublisher
from IPython.core.interactiveshell import InteractiveShell
from traitlets import Type
from traitlets.config import Config

from .printed import Printed, Stream

MOST_IN_A_MESSAGE, MOST_IN_A_LINE = 2000, 200  # characters
MOST_FRAMES = 1000  # of a traceback that are looked at
NOBODY = "Nobody can type an answer while this is graded."
NOTHING_TO_INSTALL = "Nothing is installed while this is graded: there is no network, and the packages are read-only."
printed = Printed()  # of the one shell


class _Hook(DisplayHook):
    """The value of a cell's last line."""

    def write_output_prompt(self):
        pass

    def write_format_data(self, format_dict, md_dict=None):
        _show(format_dict)


class _Publisher(DisplayPublisher):
    """What display() is given."""

    def publish(self, data, *others, **more):
        _show(data)

    def clear_output(self, wait=False):
        printed.begin()


def _show(data):
    text = data.get("text/plain", "") if isinstance(data, dict) else ""
    printed.add(f"{text}\n")


class Shell(InteractiveShell):
    """The shell of one submission."""

    displayhook_class, display_pub_class = Type(_Hook), Type(_Publisher)

    def enable_gui(self, gui=None):
        """There is no window."""

    def ask_exit(self):
        """In Jupyter this would end the kernel."""
        printed.add("exit() and quit() end nothing here.\n")

    def showtraceback(self, *others, **more):
        """The error of a cell is told in a line; see `told`."""

    showsyntaxerror = showindentationerror = showtraceback

    def _format_exception_for_storage(self, *others, **more):
        """IPython would keep the traceback for a history, which takes seconds after a deep recursion."""
        return {}


def open_shell():
    """The shell, with all that a notebook finds in its place."""
    settings = Config()
    settings.HistoryManager.enabled = False
    settings.InteractiveShell.colors = "nocolor"
    shell = Shell.instance(config=settings)
    shell.display_formatter.active_types = ["text/plain"]
    shell.display_formatter.mimebundle_formatter.enabled = False  # a figure would be painted and thrown away
    for name in ("pip", "conda", "mamba", "micromamba", "uv"):
        shell.register_magic_function(lambda line="": printed.add(NOTHING_TO_INSTALL + "\n"), "line", name)
    builtins.input = getpass.getpass = _nobody
    sys.stdout = sys.stderr = None
    have_streams()
    return shell


def have_streams():
    """Put streams where there are none: some cells take sys.stdout away and do not bring it back."""
    sys.stdout = sys.stdout or Stream(printed, 1)
    sys.stderr = sys.stderr or Stream(printed, 2)


def _nobody(prompt="", *others, **more):
    raise EOFError(NOBODY)


def told(error):
    """An exception in words: its name, its message, and the line of the notebook that it came from."""
    try:
        message = f"{error.msg} (line {error.lineno})" if isinstance(error, SyntaxError) else str(error)
    except BaseException:
        message = ""
    words = f"{type(error).__name__}: {message[:MOST_IN_A_MESSAGE]}".rstrip(": ")
    line = _line(error)
    return f"{words}\n    {line}\n" if line else f"{words}\n"


def joined(text, more):
    """Two texts, the second on a line of its own, as text that UTF-8 can hold."""
    between = "\n" if text and more and not text.endswith("\n") else ""
    return f"{text}{between}{more}".encode("utf-8", "backslashreplace").decode()


def _line(error):
    if isinstance(error, SyntaxError):
        return (error.text or "").strip()[:MOST_IN_A_LINE] if isinstance(error.text, str | None) else ""
    place, tb, here, left = None, error.__traceback__, os.getcwd(), MOST_FRAMES
    while tb is not None and left:
        file = tb.tb_frame.f_code.co_filename
        if file.startswith("<ipython-input") or os.path.dirname(file) == here:
            place = file, tb.tb_lineno
        tb, left = tb.tb_next, left - 1
    return linecache.getline(*place).strip()[:MOST_IN_A_LINE] if place else ""

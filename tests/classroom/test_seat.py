"""A seat: cells run as in Jupyter, whatever they do costs their own submission at most, and nobody waits for them."""

import sys
from dataclasses import replace
from time import monotonic

import psutil
import pytest

from classroom.judge.seat import Ran, SeatError
from classroom.judge.wall import Wall
from classroom.seat.shell import NOTHING_TO_INSTALL
from d2l_rnn.checks import wire
from d2l_rnn.checks.answers import RemoteAnswer
from d2l_rnn.checks.judge import examine
from d2l_rnn.checks.plain import Kind
from d2l_rnn.checks.tasks.steps import STEP
from tests.drive.seats import QUICK, Bench

pytestmark = pytest.mark.slow  # each takes a seat

WHOLE = Kind("whole")
forks = pytest.mark.skipif(sys.platform != "linux", reason="what is kept is a reference there")


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    bench = Bench(tmp_path_factory.mktemp("bench"))
    (bench.files / "data.csv").write_text("1,2")
    yield bench
    bench.close()


def printed(seat, *sources):
    """What the last of these cells prints, of a notebook in which the others have run."""
    *before, last = [seat.run(source, 2) for source in sources]
    assert not [ran for ran in before if ran.ended != "done"]
    return last.printed


# --- as in Jupyter ----------------------------------------------------------------------------------------------------

SHOWN = {
    "1 + 1": "2\n",
    "'quiet';": "",
    "print('a', end='')\n'b'": "a'b'\n",
    "import sys\nsys.stderr.write('careful')\nsys.stdout.buffer.write(b'bytes');": "carefulbytes",
    "import asyncio\nawait asyncio.sleep(0, 'done')": "'done'\n",
    "open('data.csv').read()": "'1,2'\n",
    "%matplotlib inline\nfrom pylab import *\nplot([1])\nshow()": "<Figure size 640x480 with 1 Axes>\n",
    "from IPython.display import HTML\ndisplay(HTML('<b>'), 3)": "<IPython.core.display.HTML object>\n3\n",
    "!echo hello": "hello\n",
    "%%bash\necho hello": "hello\n",
    "__name__, get_ipython() is not None": "('__main__', True)\n",
    "def f():\n    return missing\n\nf()": "NameError: name 'missing' is not defined\n    return missing\n",
    "x = )": "SyntaxError: unmatched ')' (line 1)\n    x = )\n",
    "input('Your name: ')": "EOFError: Nobody can type an answer while this is graded.\n    input('Your name: ')\n",
    "exit()": "exit() and quit() end nothing here.\n",
    "%pip install numpy": f"{NOTHING_TO_INSTALL}\n",
    "print('\\ud800')": "\\ud800\n",
}


@pytest.mark.parametrize("source", SHOWN)
def test_what_a_cell_shows_comes_back_as_text(bench, source):
    assert printed(bench.begin(), source) == SHOWN[source]


def test_a_figure_of_the_companion_is_told_in_a_sentence(bench):
    said = printed(bench.begin(), "from d2l_rnn import figures\nfigures.Recurrence()")
    assert said.startswith("Recurrence of 'hello': 16 hidden units.")


def test_output_that_a_cell_took_away_is_where_the_next_cell_left_it(bench):
    take, give = (
        "import io, sys\nreal, sys.stdout = sys.stdout, io.StringIO()\nprint('x')",
        "text = sys.stdout.getvalue()\n",
    )
    assert printed(bench.begin(), take, give + "sys.stdout = real\ntext") == "'x\\n'\n"


# --- what it costs ----------------------------------------------------------------------------------------------------

AFTER = Ran("after\n", "done")
ENDED = {
    # Cells after which the notebook goes on as if nothing had been.
    "import sys\nsys.stdout = sys.stderr = None": "done",
    "import sys\nsys.stdout.close()": "done",
    "import atexit, os\natexit.register(os._exit, 3);": "done",
    "import sys\nsys.exit(3)": "failed",
    "raise KeyboardInterrupt": "failed",
    "raise BaseException": "failed",
    "def f():\n    return f()\n\nf()": "failed",
    "for _ in range(200):\n    print('x' * 10**6)": "done",
    "print('\\n' * 2 * 10**8)": "done",
    "parts = [bytearray(10**8) for _ in range(30)]": "failed",
    "import mmap\nmmap.mmap(-1, 20 << 30)": "failed",
    "import threading\nthreading.Timer(1000, print).start()": "done",
    "while True:\n    pass": "interrupted",
    "import time\ntime.sleep(100)": "interrupted",
    "class E(Exception):\n    def __str__(self):\n        return 'x' * 10**8\nraise E": "failed",
    "class E(Exception):\n    def __str__(self):\n        raise SystemExit\nraise E": "failed",
    "import os\nos.fork();": "done",
    "import os\nos.mkdir('gone')\nos.chdir('gone')\nos.rmdir('../gone')": "done",
    "%reset -f": "done",
    # Lines written by hand where replies are written.
    'import os\nfor d in range(3, 60):\n    try:\n        os.write(d, b\'{"n": 1, "printed": "forged"}\\n\' * 99)\n'
    "    except OSError:\n        pass": "done",
    # What ends the notebook's process, or keeps it from replying.
    "import os\nos._exit(0)": "died",
    "import os\nos.kill(os.getpid(), 9)": "died",
    "import ctypes\nctypes.string_at(0)": "died",
    "import os\nos.closerange(0, 500)": "died",
    "import builtins\nbuiltins.isinstance = None": "died",
    "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN)\nwhile True:\n    pass": "hangs",
    "import json\njson.dumps = lambda *args, **kwargs: ''": "hangs",
}


@forks
@pytest.mark.parametrize("source", ENDED)
def test_a_cell_costs_itself_at_most(bench, source):
    seat = bench.begin()
    ran = seat.run(source, {"interrupted": 0.5, "hangs": 1}.get(ENDED[source], 30))
    assert ran.ended == ENDED[source] and len(ran.printed) < 21_000, ran
    if ran.ended in ("died", "hangs"):
        seat.begin([])
    assert seat.run("print('after')", 2) == AFTER
    assert seat.why_gone == ""


def test_a_cell_that_catches_its_interruption_is_told_so(bench):
    seat = bench.begin()
    ran = seat.run(
        "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        break", 0.5
    )
    assert ran == Ran("This cell ran for 0.5 seconds and was interrupted.\n", "interrupted")


CHANGED = {
    "get_ipython().input_transformers_post.append(lambda lines: 1 / 0)",
    "import ast\nclass T(ast.NodeTransformer):\n    def visit(self, node):\n        raise SystemExit\n"
    "get_ipython().ast_transformers.append(T())",
    "get_ipython().run_cell = None",
}


@pytest.mark.parametrize("source", sorted(CHANGED))
def test_a_shell_that_a_cell_changed_fails_in_later_cells_of_this_notebook_only(bench, source):
    seat = bench.begin()
    assert seat.run(source, 2).ended == "done" and seat.run("1", 2).ended == "failed"
    assert bench.begin().run("1", 2) == Ran("1\n", "done")


@forks
def test_a_seat_whose_usher_is_stopped_or_ended_is_given_up_in_time_and_leaves_nothing(bench):
    with bench.seat() as seat:
        seat.begin([])
        start = monotonic()
        assert seat.run("import os\nos.kill(os.getppid(), 9)", 1).ended == "died"
        assert monotonic() - start < 5 and seat.why_gone == "Its processes have ended."
        with pytest.raises(SeatError):
            seat.begin([])
        assert seat.run("1", 1).ended == "died" and not seat.keep("check", "x")
        assert seat.asker("check")({}).key == "unspeakable"


def test_a_reply_that_never_ends_takes_no_memory_and_no_time(bench):
    write = "import os\nfor d in range(3, 60):\n    try:\n        while True:\n            os.write(d, b'[' * 2**20)\n"
    write += "    except OSError:\n        pass"
    start, before = monotonic(), psutil.Process().memory_info().rss
    assert bench.begin().run(write, 1).ended in ("interrupted", "died", "hangs")
    assert monotonic() - start < 10 and psutil.Process().memory_info().rss - before < 10 * wire.LONGEST


# --- what is kept and asked -------------------------------------------------------------------------------------------

RIGHT = "def step(X, H, W_xh, W_hh, b_h):\n    return torch.tanh(X @ W_xh + H @ W_hh + b_h)"


def kept(seat, source, check="check", name="answer"):
    """What asks an answer that this cell defines."""
    assert seat.run(source, 2).ended == "done" and seat.keep(check, name)
    return RemoteAnswer(seat.asker(check))


def test_an_answer_is_asked_as_it_was_at_its_check(bench):
    seat = bench.begin("step")
    answer = kept(seat, f"import torch\n\n{RIGHT}\n\nnumbers = [1]", "step", "step")
    if sys.platform == "linux":
        seat.run("torch.tanh = torch.sigmoid\ndel step, torch", 2)
    seat.close()
    assert examine(STEP, answer).state == "right"


def test_where_nothing_has_the_name_of_an_answer_nothing_is_kept(bench):
    seat = bench.begin("a", "b")
    assert not seat.keep("a", "step") and seat.keep("b", "print")


@forks
def test_an_answer_that_ends_its_process_or_never_returns_costs_no_other(bench):
    seat = bench.begin("dies", "hangs", "good")
    dies = kept(seat, "import os\nimport torch\n\ndef answer(*args):\n    os._exit(0)", "dies")
    held = "import re\n\ndef answer(*args):\n    re.match(r'(a+)+$', 'a' * 60 + 'b')"
    hangs, good = kept(seat, held, "hangs"), kept(seat, RIGHT, "good", "step")
    seat.close()
    assert dies.attempt(STEP, STEP.cases).problem.key == "unspeakable"
    assert hangs.attempt(STEP, STEP.cases).problem.key == "never_ends"
    assert examine(STEP, good).text == "Right: step agrees with (9.4.5) in 18 cases."


def test_all_answers_together_have_so_many_seconds(tmp_path):
    bench = Bench(tmp_path, limits=replace(QUICK, answers=0.5))
    with bench.seat() as seat:
        seat.begin(["check"])
        answer = kept(seat, "answer = 3")
        assert answer.look(WHOLE).problem.key == "never_ends"


def test_gradients_work_in_an_answer_after_they_have_worked_in_a_cell(bench):
    grow = "import torch\nx = torch.ones(3, requires_grad=True)\n(x * x).sum().backward()\n"
    grow += "class Answer:\n    def __index__(self):\n        y = torch.ones(1, requires_grad=True)\n"
    grow += "        (3 * y).backward()\n        return int(y.grad)\nanswer = Answer()"
    outcome = kept(bench.begin("check"), grow).look(WHOLE)
    assert outcome.value == 3


# --- without a fork, as on macOS and Windows --------------------------------------------------------------------------


@pytest.mark.slow
def test_without_forks_a_notebook_runs_in_one_process_and_a_seat_that_died_is_taken_anew(tmp_path):
    before = set(psutil.Process().children())
    bench = Bench(tmp_path, Wall(forks=False))
    seat = bench.begin("check")
    answer = kept(seat, f"import torch\n\n{RIGHT}", name="step")
    assert seat.run("while True:\n    pass", 0.5).ended == "interrupted"
    assert examine(STEP, answer).state == "right"
    assert seat.run("import os\nos._exit(0)", 2).ended == "died"
    assert bench.begin().run("1", 2) == Ran("1\n", "done")
    bench.close()
    assert set(psutil.Process().children()) <= before

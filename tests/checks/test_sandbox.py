"""An answer is stopped at its time limit, and nothing else in the notebook notices it."""

import builtins
import contextlib
import gc
import importlib
import itertools
import logging
import random
import sys
import threading
import time
import warnings
import weakref

import numpy as np
import pytest
import torch

from d2l_rnn.checks import sentences
from d2l_rnn.checks.sandbox import clock, mute, trial

from .answers import hold, said, step
from .odd import ENDLESS, assert_undisturbed

catching = pytest.mark.skipif(sys.version_info < (3, 11), reason="Python 3.10 stops no loop that catches everything")


@pytest.mark.parametrize("what", [pytest.param(what, marks=[catching] * (what != "a loop")) for what in ENDLESS])
def test_an_answer_without_an_end_is_stopped_and_its_thread_ends(what, capfd, before, monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.2)
    threads, stdout = threading.active_count(), sys.stdout
    start = time.monotonic()
    one = said("step", ENDLESS[what])
    assert one.key == "never_ends" and "after 0.2 seconds" in one.text
    assert time.monotonic() - start < 2
    assert_undisturbed(one, capfd, before)
    assert threading.active_count() == threads and sys.stdout is stdout


def test_what_is_stopped_while_an_object_is_taken_away_prints_nothing(monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.2)
    printed = []
    monkeypatch.setattr(sys, "unraisablehook", printed.append)

    class Held:
        pass

    def turning(*args):
        while True:
            pass

    def letting_go(*args):
        one = Held()
        watched = weakref.ref(one, turning)
        del one  # what is raised in turning ends it, and nothing else
        turning(watched)

    assert said("step", letting_go).key == "never_ends" and printed == []


@pytest.fixture
def slow_module(tmp_path, monkeypatch):
    """The name of a module whose import takes half a second."""
    (tmp_path / "slow_to_import.py").write_text(
        "import time\nend = time.monotonic() + 0.5\nwhile time.monotonic() < end:\n    pass\nprint(1)\nfinished = True"
    )
    monkeypatch.syspath_prepend(tmp_path)
    yield "slow_to_import"
    sys.modules.pop("slow_to_import", None)


@pytest.mark.slow
def test_the_time_that_an_import_takes_is_not_counted(slow_module, monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.2)
    assert said("step", lambda *args: importlib.import_module(slow_module) and step(*args)).state == "right"


@pytest.mark.slow
def test_no_function_is_stopped_in_the_middle_of_an_import(slow_module):
    def work():
        with contextlib.suppress(SystemExit):
            importlib.import_module(slow_module)
            hold()

    thread = threading.Thread(target=work)
    thread.start()
    while not clock.imports(thread.ident):
        time.sleep(0.001)
    clock.stop(thread)
    thread.join(5)
    assert not thread.is_alive() and sys.modules[slow_module].finished


@pytest.mark.slow
def test_nor_is_one_that_prints_in_an_import_after_its_time_is_up(slow_module, monkeypatch, capfd):
    monkeypatch.setattr(trial, "LIMIT", 0.1)

    def late(*args):
        with contextlib.suppress(SystemExit):
            hold()
        importlib.import_module(slow_module)

    assert said("step", late).key == "never_ends"
    assert sys.modules[slow_module].finished and capfd.readouterr().out == ""


@pytest.mark.slow
def test_an_import_that_never_ends_is_left_alone(slow_module, monkeypatch):
    monkeypatch.setattr(clock, "LONGEST_IMPORT", 0.1)
    assert said("step", lambda *args: importlib.import_module(slow_module) and step(*args)).key == "never_ends"
    time.sleep(0.6)
    assert sys.modules[slow_module].finished


def test_importing_numpy_is_not_drawing_from_it(monkeypatch):
    module = importlib.import_module("numpy.random")
    monkeypatch.delitem(sys.modules, "numpy.random")
    text = said("step", lambda *args: sys.modules.update({"numpy.random": module}) or step(*args)).text
    assert "random" not in text


class Autocall:
    """What IPython has for exit and quit: the kernel ends after the cell."""

    __module__ = "IPython.core.autocall"
    called = 0

    def __call__(self):
        Autocall.called += 1


@pytest.mark.parametrize("name", ["exit", "quit"])
def test_exit_and_quit_end_the_function_alone_and_are_there_again_afterwards(name, before, capfd):
    mine, its = Autocall(), getattr(builtins, name)
    names = {name: mine}
    exec(f"def step(*args):\n    {name}()", names)
    one = said("step", names["step"])
    assert one.key == "exits" and f"in the line: {'line 2'}" in one.text
    assert Autocall.called == 0 and names[name] is mine and getattr(builtins, name) is its
    assert_undisturbed(one, capfd, before)


def test_what_a_student_calls_exit_stays():
    names = {"exit": step}
    exec("def step(*args):\n    return exit(*args)", names)
    assert said("step", names["step"]).state == "right"


@pytest.mark.slow
def test_the_time_limit_of_all_cases_together_is_two_seconds():
    start = time.monotonic()
    assert (
        said("jacobian_product", lambda V, H, W_hh: time.sleep(0.9) or (V * (1 - H * H)) @ W_hh.T).key == "never_ends"
    )
    assert 1.9 < time.monotonic() - start < 3


def test_an_answer_asleep_is_left_behind_and_stays_mute(capfd, before, monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.1)
    wake = threading.Event()

    def slow(*args):
        with pytest.raises(SystemExit):
            wake.wait()
        print("I am still here")

    one = said("step", slow)
    assert one.key == "never_ends"
    *earlier, left = mute._left_behind
    print("mine")
    assert capfd.readouterr().out == "mine\n"
    wake.set()
    for thread in (*earlier, left):
        thread.join(5)
        assert not thread.is_alive()
    assert said("step", step).state == "right"
    assert mute._left_behind == [] and type(sys.stdout) is not mute.Muffler
    assert_undisturbed(one, capfd, before)


@pytest.mark.slow
def test_an_answer_that_fills_the_memory_ends_although_somebody_watches_the_garbage_collector(monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.1)
    seen = []
    gc.callbacks.append(lambda *of_python: seen.append(of_python))  # as hypothesis and JAX do
    try:
        one = said("ngram_cells", lambda V, n: len(list(itertools.product(range(V), repeat=n))))
        before = len(seen)
        gc.collect()
    finally:
        gc.callbacks.pop()
    assert one.key == "lists_all" and "in the line" in one.text
    assert mute._left_behind == [] and len(seen) == before + 2


def test_an_answer_that_prints_warns_and_logs_is_right_and_hears_of_it(capfd, before):
    def loud(*args):
        warnings.warn("careful", stacklevel=1)
        logging.warning("careful")
        print("x" * 10**6)
        print("careful", file=sys.stderr)
        sys.stdout.writelines(["a", "b"])
        return step(*args)

    one = said("step", loud)
    assert one.state == "right" and "By the way: it prints (" in one.text
    assert_undisturbed(one, capfd, before)


def test_settings_that_an_answer_changes_are_put_back(capfd, before):
    numpy_state, threads, depth = np.random.get_state()[1].tolist(), torch.get_num_threads(), sys.getrecursionlimit()

    def restless(*args):
        torch.manual_seed(1)
        random.seed(1)
        np.random.seed(1)
        torch.set_default_dtype(torch.float64)
        torch.set_num_threads(3)
        torch.set_grad_enabled(False)
        sys.setrecursionlimit(4000)
        warnings.simplefilter("error")
        sys.stdout = sys.stderr = None
        return step(*args)

    filters = list(warnings.filters)
    one = said("step", restless)
    assert one.state == "right"
    assert sentences.REMARKS["random"] in one.text and sentences.REMARKS["dtype"] in one.text
    assert_undisturbed(one, capfd, before)
    now = np.random.get_state()[1].tolist(), torch.get_num_threads(), sys.getrecursionlimit()
    assert now == (numpy_state, threads, depth)
    assert warnings.filters == filters

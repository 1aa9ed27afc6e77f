"""A small network is trained with one thread, a large one with the reader's own number, which nobody sees change."""

import threading
import time

import pytest
import torch

from d2l_rnn import rnn, threads, train


@pytest.fixture(autouse=True)
def four_threads():
    """A machine on which torch computes with four threads, in this thread and in later ones."""
    usual = torch.get_num_threads()
    torch.set_num_threads(4)
    yield
    torch.set_num_threads(usual)


def in_a_new_thread(function=torch.get_num_threads):
    found = []
    thread = threading.Thread(target=lambda: found.append(function()))
    thread.start()
    thread.join()
    return found[0]


def while_training(monkeypatch, *arguments, **options):
    """The numbers of threads that a run sees in its own thread, and those that a new thread begins with meanwhile."""
    here, elsewhere = set(), set()

    def watched(X, p):
        here.add(torch.get_num_threads())
        elsewhere.add(in_a_new_thread())
        return rnn.unroll(X, p)

    monkeypatch.setattr(train, "unroll", watched)
    train.fit(*arguments, progress=False, **options)
    return here, elsewhere


def test_a_small_network_is_trained_with_one_thread_and_other_threads_keep_theirs(monkeypatch):
    assert while_training(monkeypatch, "machine", 16, 3) == ({1}, {4})
    assert torch.get_num_threads() == in_a_new_thread() == 4


def test_a_large_network_is_trained_with_the_reader_s_number(monkeypatch):
    text = "it is not the same thing twice. " * 5
    assert while_training(monkeypatch, text, 1024, 0) == ({4}, {4})
    assert while_training(monkeypatch, text, 300, 0, batch_size=128) == ({4}, {4})
    assert while_training(monkeypatch, text, 300, 0) == ({1}, {4})


def test_a_run_that_fails_gives_the_threads_back():
    with pytest.raises(ValueError, match="exploded"):
        train.fit("ab" * 60 + "c", 128, 30, sigma=30, progress=False)
    assert torch.get_num_threads() == in_a_new_thread() == 4


def test_what_was_set_for_this_thread_alone_comes_back_as_it_was():
    in_a_new_thread(lambda: torch.set_num_threads(3))  # from now on new threads begin with 3, and this one keeps 4
    with threads.one_thread():
        assert (torch.get_num_threads(), in_a_new_thread()) == (1, 3)
    assert (torch.get_num_threads(), in_a_new_thread()) == (4, 3)


def test_runs_side_by_side_do_not_take_each_other_s_one_for_the_reader_s_number():
    left, inside = [], threading.Barrier(2)

    def run(wait):
        with threads.one_thread():
            inside.wait(10)
            time.sleep(wait)
        left.append(torch.get_num_threads())

    pair = [threading.Thread(target=run, args=(wait,)) for wait in (0, 0.2)]
    for thread in pair:
        thread.start()
    for thread in pair:
        thread.join()
    assert left == [4, 4] and in_a_new_thread() == 4


@pytest.mark.slow
def test_threads_that_begin_while_another_is_at_its_number_keep_the_reader_s():
    left = []

    def run():
        with threads.one_thread():
            pass
        left.append(torch.get_num_threads())

    for _ in range(500):
        several = [threading.Thread(target=run) for _ in range(4)]
        for thread in several:
            thread.start()
        for thread in several:
            thread.join()
    assert set(left) == {4}


def test_where_it_is_not_needed_nothing_is_changed():
    with threads.one_thread(needed=False):
        assert torch.get_num_threads() == 4

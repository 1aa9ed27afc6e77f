"""How many threads torch computes with: one, where a network is so small that several only wait for each other."""

import contextlib
import threading

import torch

# Products of two numbers in one time step. From here on two idle cores nearly halve the time, and two busy ones take
# two to four times as long; below, they take up to a hundred times as long.
MANY = 2**23
_ONE_AT_A_TIME = threading.Lock()


@contextlib.contextmanager
def one_thread(needed=True):
    """Compute with one thread where that is needed, in this Python thread alone; afterwards with as many as before."""
    # A thread that asks for the first time gets what is set for later ones, and another thread may just be at it.
    with _ONE_AT_A_TIME:
        before = torch.get_num_threads()
    if not needed or before == 1:
        yield
        return
    _compute_with(1)
    try:
        yield
    finally:
        _compute_with(before)


def _compute_with(number):
    """Set the number of threads for this thread alone: torch would begin every later one with it too."""
    with _ONE_AT_A_TIME:
        later = _in_a_new_thread(torch.get_num_threads)
        torch.set_num_threads(number)
        _in_a_new_thread(torch.set_num_threads, later)


def _in_a_new_thread(function, *arguments):
    """What a function returns in a thread that has just begun."""
    found = []
    thread = threading.Thread(target=lambda: found.append(function(*arguments)))
    thread.start()
    thread.join()
    return found[0]

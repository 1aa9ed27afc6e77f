"""What a submission brings along or asks of the system reaches no further than its own cells."""

import sys

import pytest

from tests.drive.seats import Bench

pytestmark = pytest.mark.slow  # each takes a seat

linux = pytest.mark.skipif(sys.platform != "linux", reason="Linux's")


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    bench = Bench(tmp_path_factory.mktemp("bench"))
    (bench.files / "resource.py").write_text("raise SystemExit")  # as the module of Python that sets limits
    (bench.files / "mine.py").write_text("x = 3")
    yield bench
    bench.close()


def test_a_file_called_like_a_module_is_met_by_the_notebook_alone(bench):
    with bench.seat() as seat:
        seat.begin([])
        assert seat.run("import mine, resource\nmine.x, hasattr(resource, 'RLIMIT_AS')", 2).printed == "(3, True)\n"


CALLED = """
import ctypes, os, platform, socket, sys
libc = ctypes.CDLL(None, use_errno=True)

def called(name, *given):
    from classroom.seat.calls import EVERYWHERE, MACHINES
    number = (MACHINES[platform.machine()][1] | EVERYWHERE)[name]
    ctypes.set_errno(0)
    return libc.syscall(number, *given) < 0 and ctypes.get_errno() == 38

def opened(family):
    try:
        return bool(socket.socket(family).close() or True)
    except OSError:
        return False
"""
# What would reach a keyring, memory that is nobody's, another core, the host of a virtual machine.
REFUSED = {
    "keyring": "called('add_key', b'user', b'note', b'x', 1, -3)",
    "memory": "called('memfd_create', b'x', 0) and called('shmget', 0, 10**6, 0o1600)",
    "a user's own root": "called('unshare', 0x10000000) and called('clone', 0x10000011, 0, 0, 0, 0)",
    "core": "len(os.sched_getaffinity(0)) == 1 and called('sched_setaffinity', 0, 8, b'x' * 8)",
    "another machine": "not opened(40)",
    "nothing else": "opened(socket.AF_UNIX) and opened(socket.AF_INET) and os.system('exit 3') == 768",
}


@linux
@pytest.mark.parametrize("asked", REFUSED.values(), ids=REFUSED)
def test_what_lies_beside_files_processes_and_network_is_out_of_reach(bench, asked):
    seat = bench.begin()
    assert seat.run(CALLED, 2).ended == "done"
    assert seat.run(asked, 2).printed == "True\n"

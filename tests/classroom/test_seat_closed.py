"""What a submission brings along or asks of the system reaches no further than its own cells."""

import sys

import pytest

from tests.drive.seats import Bench

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

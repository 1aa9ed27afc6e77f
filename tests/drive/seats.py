"""Seats for the tests: the strongest wall that this machine has, and a seat that many tests share."""

from classroom.judge import wall
from classroom.judge.limits import Limits
from classroom.judge.package import make_package
from classroom.judge.seat import Seat, SeatError

QUICK = Limits(cell=2, seconds=30, gigabytes=1)


class Bench:
    """A seat in which one notebook after the other runs, and another seat once that is gone."""

    def __init__(self, folder, behind=None, limits=QUICK):
        folder.chmod(0o755)
        self.packages, self.files, self.limits = make_package(folder / "packages"), folder / "files", limits
        self.files.mkdir()
        self.wall = wall.find() if behind is None else behind
        self._seat = None

    def seat(self):
        """A seat of its own, to be used in a `with` block."""
        return Seat(self.wall, self.packages, self.files, self.limits)

    def begin(self, *checks):
        """The shared seat, with a new notebook."""
        if self._seat is not None:
            try:
                self._seat.begin(checks)
                return self._seat
            except SeatError:
                self.close()
        self._seat = self.seat().__enter__()
        self._seat.begin(checks)
        return self._seat

    def close(self):
        """End the shared seat."""
        if self._seat is not None:
            self._seat.leave()
            self._seat = None

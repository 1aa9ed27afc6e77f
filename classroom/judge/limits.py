"""What one submission may use."""

from dataclasses import dataclass

MEGABYTES_OF_A_FILE = 100
MEGABYTES_IN_ALL = 300  # of what it writes, where the wall can hold it to that
PROCESSES = 100  # with their threads
MOST_RUNS = 6  # of the notebook: each but the first without one cell more that brought it down


@dataclass
class Limits:
    """Seconds are those of a clock on the wall: of a machine that is busy as well."""

    seconds: float = 60  # for all cells together
    cell: float = 10  # for one
    first: float = 30  # for the first, which may load much
    start: float = 120  # for taking a seat: a slow machine is no student's fault
    keeping: float = 20  # for keeping all that is to be asked: a fork for each check, over all runs
    answers: float = 40  # for all answers together, which are asked when the cells have run
    gigabytes: float = 0.5  # of memory, for each process, beside what is loaded: a class fits into 1.5 in all

    @property
    def all_gigabytes(self):
        """The memory of all processes of a submission together."""
        return self.gigabytes + 1

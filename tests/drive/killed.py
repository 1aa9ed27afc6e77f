"""End a round at random points until one comes to its end: python -m tests.drive.killed COURSE KILLS"""

import os
import random
import signal
import sys
import time
from pathlib import Path

from classroom.round import grade
from tests.drive.course import HereJudge


def main(course, kills):
    chance, killed = random.Random(9), 0
    while True:
        child = os.fork()
        if child == 0:
            grade(Path(course), judge=HereJudge(), jobs=2)
            os._exit(0)
        if killed < int(kills):
            time.sleep(chance.uniform(0.02, 0.5))
            os.kill(child, signal.SIGKILL)
        _, ended = os.waitpid(child, 0)
        if not os.WIFSIGNALED(ended):
            print(killed)
            return os.waitstatus_to_exitcode(ended)
        killed += 1


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))

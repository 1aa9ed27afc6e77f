"""Print the table of benchmarks: `python -m benchmarks`, or some of them: `python -m benchmarks forward training`."""

import platform
import sys
from pathlib import Path

import torch

from . import browser, classroom, figures, forward, importing, training
from .measure import Table

PARTS = {
    "forward": forward,
    "training": training,
    "importing": importing,
    "browser": browser,
    "figures": figures,
    "classroom": classroom,
}


def processor():
    """What the machine calls its processor."""
    info = Path("/proc/cpuinfo")
    lines = info.read_text().splitlines() if info.exists() else []
    return next((line.split(":")[1].strip() for line in lines if line.startswith("model name")), platform.processor())


def main(names):
    unknown = [name for name in names if name not in PARTS]
    if unknown:
        sys.exit(f"There is no benchmark {unknown[0]!r}; there are {', '.join(PARTS)}.")
    # Of these small products several threads make slow ones, on a busy machine many times slower. Only a benchmark
    # may set it for the whole process; the library leaves it alone.
    torch.set_num_threads(1)
    versions = f"Python {platform.python_version()}, PyTorch {torch.__version__}, one thread"
    print(f"{platform.system()} {platform.machine()}, {processor()}; {versions}; medians, measured in turns.\n")
    table = Table()
    for name in names or PARTS:
        PARTS[name].run(table)


if __name__ == "__main__":
    main(sys.argv[1:])

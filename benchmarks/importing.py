"""`import d2l_rnn`, with the modules a notebook begins with, beside `import torch`, each in a new process."""

import subprocess
import sys

from .measure import medians


def importing(line):
    return lambda: subprocess.run([sys.executable, "-c", line], check=True)


def run(table):
    lines = ("import torch", "import d2l_rnn", "from d2l_rnn import chars, rnn, train")
    found = medians({line: importing(line) for line in lines}, rounds=7)
    for line in lines[1:]:
        table.ratio(f"`{line}` / `import torch`", found[line], found["import torch"], most=1.1)

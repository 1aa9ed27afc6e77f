"""Take a seat: python -m classroom.seat, with commands on standard input and replies on standard output."""

import contextlib
import os
import shutil
import sys
import warnings
from pathlib import Path

from .calls import refuse_calls
from .channel import Channel
from .limits import limit
from .notebook import Notebook
from .shell import open_shell


def main():
    host = Channel(os.dup(0), os.dup(1))
    nowhere = os.open(os.devnull, os.O_RDWR)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    opening = host.receive()
    _furnish(Path(opening["folder"]), opening["copies"], opening["limits"].get("user"))
    _load(opening["modules"])
    shell = open_shell()
    limit(**opening["limits"])
    refuse_calls()
    host.send({"n": opening["n"], "open": True})
    os.dup2(nowhere, 2)  # until here it told the round what went wrong
    if opening["forks"]:
        from .usher import Usher

        Usher(shell, host).serve()
    else:
        _serve_alone(shell, host)


def _furnish(folder, copies, user):
    """Make the folder in which the notebook runs, with copies of what was handed in beside it."""
    for source, target in copies.items():
        with contextlib.suppress(OSError):  # such as more than there is room for; shutil.Error is one
            shutil.copytree(source, target, dirs_exist_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    if user is not None:
        for path in map(Path, (folder, *copies.values())):
            for one in (path, *path.rglob("*")):
                os.chown(one, user, user)
    os.chdir(folder)


def _load(modules):
    """Import what most notebooks import, so that a notebook that begins anew has it at once."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name in modules:
            try:
                __import__(name)
            except Exception:  # the notebook will say so, in the cell that needs it
                continue


def _serve_alone(shell, host):
    """Without a fork that can be trusted: one process for all, and what is kept is a reference."""
    notebook = Notebook(shell)
    while (command := host.receive()) is not None:
        known = command["do"] in ("run", "keep", "attempt")
        host.send({"n": command["n"], **(notebook.do(command, host) if known else {})})


if __name__ == "__main__":
    try:
        main()
    except EOFError:  # the round has ended
        pass
    finally:
        sys.stdout = sys.stderr = None
        os._exit(0)

"""Bounds on the processes of a submission, set before anything of it runs, and passed on to whatever it starts."""

import contextlib
import os
import sys

MOST_FILES = 512  # open at a time


def limit(gigabytes, megabytes, seconds, processes=None, user=None, core=None):
    """Bound memory, size of a file, processor time and processes; become the user of this number where one is given.

    The memory is what each process may have beyond what is loaded already. All of them run on this core alone, so that
    a hundred that are busy slow down no other submission; `refuse_calls` keeps it so.
    """
    if core is not None and hasattr(os, "sched_setaffinity"):
        with contextlib.suppress(OSError):  # a container may have others
            os.sched_setaffinity(0, {core})
    try:
        import resource
    except ModuleNotFoundError:  # Windows
        return
    if user is not None:
        os.setgroups([])
        os.setgid(user)
        os.setuid(user)
    bounds = {"FSIZE": megabytes * 10**6, "CORE": 0, "CPU": int(seconds), "NOFILE": MOST_FILES}
    if sys.platform == "linux":
        with open("/proc/self/statm") as sizes:
            loaded = int(sizes.read().split()[0]) * resource.getpagesize()
        bounds["AS"] = loaded + int(gigabytes * 2**30)
        if processes is not None:
            bounds["NPROC"] = processes
    for name, bound in bounds.items():
        what = getattr(resource, f"RLIMIT_{name}")
        _, hard = resource.getrlimit(what)
        bound = bound if hard == resource.RLIM_INFINITY else min(bound, hard)
        resource.setrlimit(what, (bound, bound))

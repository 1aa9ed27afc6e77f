"""Calls of the system that lead out of a seat or around its limits, refused by the system itself.

A wall has its own processes, files and network. Some things are beside all of these: the teacher's keyrings, the
sockets of a virtual machine, memory that belongs to no process and to no file. Nothing in a notebook needs them.
"""

import ctypes
import errno
import platform
import struct
import sys

# What the kernel calls this machine, where the number of a call stands, and the numbers, as in the kernel's tables.
MACHINES = {
    "x86_64": (
        0xC000003E,
        dict(add_key=248, request_key=249, keyctl=250, memfd_create=319, shmget=29, msgget=68, unshare=272)
        | dict(setns=308, mount=165, bpf=321, perf_event_open=298, userfaultfd=323, sched_setaffinity=203)
        | dict(clone=56, socket=41),
    ),
    "aarch64": (
        0xC00000B7,
        dict(add_key=217, request_key=218, keyctl=219, memfd_create=279, shmget=194, msgget=186, unshare=97)
        | dict(setns=268, mount=40, bpf=280, perf_event_open=241, userfaultfd=282, sched_setaffinity=122)
        | dict(clone=220, socket=198),
    ),
}
EVERYWHERE = dict(io_uring_setup=425, open_tree=428, move_mount=429, fsopen=430, clone3=435, memfd_secret=447)
FAMILIES = (1, 2, 10, 16)  # of sockets: in one machine, of the internet, and what asks the system about its network
CLONE_NEWUSER = 0x10000000  # where a user is root, and may mount what nobody counts
PR_SET_SECCOMP, PR_SET_NO_NEW_PRIVS, SECCOMP_MODE_FILTER = 22, 38, 2

# A filter is a program for the kernel: steps of (operation, steps to pass over where it holds, where not, value).
LOAD, IS, AT_LEAST, HAS, RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
CALL, MACHINE, FIRST = 0, 4, 16  # where the number of a call, its machine and its first argument stand
ALLOWED, REFUSED = 0x7FFF0000, 0x50000 | errno.ENOSYS  # as where a system does not have the call
OTHER_NUMBERS = 0x40000000  # the calls of x86_64 once more, with short pointers


def refuse_calls():
    """Refuse them to this process and to all that come from it; False where this system has no such means."""
    if sys.platform != "linux" or platform.machine() not in MACHINES or sys.maxsize < 2**32:
        return False
    steps = _steps(*MACHINES[platform.machine()])
    program = ctypes.create_string_buffer(b"".join(struct.pack("HBBI", *step) for step in steps))
    told = ctypes.create_string_buffer(struct.pack("HP", len(steps), ctypes.addressof(program)))
    prctl = ctypes.CDLL(None, use_errno=True).prctl
    if prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) or prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, told, 0, 0):
        return False
    return True


def _steps(machine, numbers):
    refuse, allow = (RETURN, 0, 0, REFUSED), (RETURN, 0, 0, ALLOWED)
    steps = [(LOAD, 0, 0, MACHINE), (IS, 1, 0, machine), refuse]
    steps += [(LOAD, 0, 0, CALL), (AT_LEAST, 0, 1, OTHER_NUMBERS), refuse]
    some = {"clone", "socket"}  # of which only some are refused
    for number in [number for name, number in (numbers | EVERYWHERE).items() if name not in some]:
        steps += [(IS, 0, 1, number), refuse]
    steps += [(IS, 0, 4, numbers["clone"]), (LOAD, 0, 0, FIRST), (HAS, 0, 1, CLONE_NEWUSER), refuse, allow]
    steps += [(IS, 1, 0, numbers["socket"]), allow, (LOAD, 0, 0, FIRST)]
    for family in FAMILIES:
        steps += [(IS, 0, 1, family), allow]
    return [*steps, refuse]

"""What stands between a submission and everything else: bubblewrap, podman, docker, or nothing.

A wall turns the folders a submission may see into the command that starts its seat. Behind it the system and the
packages are read-only, there is no network, no other process, and one folder of bounded size to write in.
"""

import itertools
import os
import platform
import shutil
import subprocess
import sys
import uuid
from dataclasses import dataclass, field
from pathlib import Path

import psutil

from .limits import MEGABYTES_IN_ALL, PROCESSES
from .package import HOME, PROJECT

SEAT = ["-s", "-m", "classroom.seat"]
PACKAGES, FILES, ROOM = "/seat/packages", "/seat/files", "/tmp"  # what a submission sees
# Of the system: programs and libraries, and the settings that say where they are. No name of a person is in these.
SYSTEM = ("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store", "/sys/devices/system/cpu")
SETTINGS = ("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/alternatives", "/etc/fonts")
SETTINGS += ("/etc/localtime", "/etc/mime.types")
NOBODYS_USERS = 0x70000000  # user numbers from here on are given to nobody, by no convention
PATIENCE = 60  # seconds for a trial


class WallError(Exception):
    """A wall cannot be had here; the message is a sentence for the teacher."""


@dataclass(frozen=True)
class Start:
    """How a seat is started: the command, its surroundings, and what the seat is told first."""

    command: list
    environment: dict
    opening: dict  # folders as the seat sees them, and the limits that the wall asks for
    name: str = ""  # of a container


@dataclass
class Wall:
    """The common part; on its own it is no wall, and says so."""

    name: str = "none"
    promise: str = (
        "No wall: points are decided in another process, but a submission runs as you. It can read your files, write "
        "and delete them, reach the network and leave processes behind."
    )
    forks: bool = sys.platform == "linux"  # elsewhere a fork of a process with PyTorch in it cannot be trusted

    def start(self, packages, files, room):
        """The Start of a seat; `room` is a folder for it to write in, which walls of their own do not use."""
        environment = surroundings(str(packages), str(room), os.environ.get("PATH", os.defpath))
        kept = ("SYSTEMROOT", "PATHEXT", "LD_LIBRARY_PATH")
        environment |= {name: os.environ[name] for name in kept if name in os.environ}
        told = opening(packages, files, room) | {"forks": self.forks}
        return Start([sys.executable, *SEAT], environment, told)

    def end(self, start):
        """End what is left of a seat when its first process is gone."""
        for process in psutil.process_iter():
            try:
                if process.environ().get(TOKEN) == start.environment[TOKEN]:
                    process.kill()
            except (psutil.Error, OSError):  # another user's, or gone
                continue


TOKEN = "D2L_RNN_SEAT"  # marks every process of a seat


def surroundings(packages, room, path):
    """The environment variables of a seat: nothing of the teacher's."""
    home = f"{room}/home"
    return {
        "PATH": path,
        "LANG": "C.UTF-8",
        "PYTHONPATH": packages,
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONUNBUFFERED": "1",
        "HOME": home,
        "USERPROFILE": home,
        "USER": "student",
        "TMPDIR": room,
        "TEMP": room,
        "IPYTHONDIR": f"{home}/.ipython",
        "MPLCONFIGDIR": f"{home}/.config/matplotlib",
        "MPLBACKEND": "module://matplotlib_inline.backend_inline",
        "OMP_NUM_THREADS": "1",  # with more threads PyTorch is slower here, above all on a busy machine
        "CUDA_VISIBLE_DEVICES": "",
        "MALLOC_ARENA_MAX": "2",
        "TQDM_DISABLE": "1",
        "PIP_NO_INDEX": "1",  # nothing is installed, and that is said at once
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        TOKEN: uuid.uuid4().hex,
    }


def opening(packages, files, room, **limits):
    """What the seat is told first: where it works, what it copies there, and limits that the wall asks for."""
    copies = {f"{packages}/{HOME}": f"{room}/home", f"{files}": f"{room}/work"}
    return {"folder": f"{room}/work", "copies": copies, "limits": limits, "forks": True}


# --- bubblewrap -------------------------------------------------------------------------------------------------------


@dataclass
class Bubblewrap(Wall):
    """Linux's own means, through the program bwrap: for root and for anybody else.

    root would keep root's right to any number of processes. So there the seat becomes a user that nobody is, where
    that user can read Python and its packages.
    """

    name: str = "bubblewrap"
    promise: str = ""
    hidden: tuple = ()  # folders that must not be seen, wherever they lie
    as_nobody: bool = field(default_factory=lambda: os.geteuid() == 0 and all(map(_for_everyone, _python())))
    _numbers: itertools.count = field(default_factory=itertools.count)

    def start(self, packages, files, room):
        """The Start of a seat; `room` stays outside."""
        # A number of its own, because processes are counted by user.
        user = NOBODYS_USERS + os.getpid() % 2**14 * 2**12 + next(self._numbers) % 2**12 if self.as_nobody else None
        path = os.pathsep.join([f"{sys.prefix}/bin", "/usr/bin", "/bin"])
        environment = surroundings(PACKAGES, ROOM, path)
        command = ["bwrap", "--unshare-pid", "--unshare-net", "--unshare-ipc", "--unshare-uts", "--unshare-cgroup-try"]
        command += ["--die-with-parent", "--new-session", "--hostname", "seat", "--clearenv", "--cap-drop", "ALL"]
        if user is not None:
            for right in ("SETUID", "SETGID", "CHOWN", "DAC_OVERRIDE"):
                command += ["--cap-add", f"CAP_{right}"]
        else:
            command += ["--unshare-user"]
        for name, value in environment.items():
            command += ["--setenv", name, value]
        # The room comes first: this Python may lie in a folder of that name.
        command += ["--size", str(MEGABYTES_IN_ALL * 10**6), "--perms", "1777", "--tmpfs", ROOM]
        seen = self._seen(packages, files)
        for folder in _above([target for *_, target in seen]):
            command += ["--perms", "0755", "--dir", folder]
        for option, source, target in seen:
            command += [option, *([source] if source else []), target]
        command += ["--proc", "/proc", "--dev", "/dev", "--size", "64000000", "--perms", "1777", "--tmpfs", "/dev/shm"]
        command += ["--remount-ro", "/dev", "--remount-ro", "/", "--chdir", "/", "--", sys.executable, *SEAT]
        told = opening(PACKAGES, FILES, ROOM, processes=_processes(), user=user)
        # The program itself is among the processes that a submission sees.
        return Start(command, {"PATH": os.environ.get("PATH", os.defpath)}, told)

    def _seen(self, packages, files):
        """The mounts: what lies in another comes after it, so that a folder can be hidden in one that is seen."""
        seen = {path: ("--ro-bind-try", path) for path in (*SYSTEM, *SETTINGS)}
        seen |= {str(path): ("--ro-bind", str(path)) for path in _python()}
        for place in map(Path, (*self.hidden, *_hidden())):
            if any(place.is_relative_to(path) for path in seen):
                seen[str(place)] = ("--tmpfs", "")
        seen |= {PACKAGES: ("--ro-bind", str(packages)), FILES: ("--ro-bind", str(files))}
        ordered = sorted(seen.items(), key=lambda one: len(Path(one[0]).parts))
        return [(option, source, target) for target, (option, source) in ordered]

    def end(self, start):
        """Nothing is left: the system ends all processes of a namespace with its first."""


def _above(targets):
    """The folders in which these lie and that are in none of them, from the top."""
    above = {folder for target in targets for folder in Path(target).parents if folder != Path("/")}
    return sorted(str(one) for one in above if not any(one.is_relative_to(target) for target in targets))


def _python():
    """The folders that hold this Python and its packages, but none of a checkout that is only linked to."""
    found = {Path(sys.prefix), Path(sys.base_prefix), Path(sys.exec_prefix)}
    found |= {Path(path) for path in sys.path if Path(path).name in ("site-packages", "dist-packages")}
    found |= {Path(sys.executable).resolve().parents[1]}
    return sorted(path for path in found if path.is_dir() and path != Path("/"))


def _hidden():
    """The real package and its tests, as a folder and wherever it is installed."""
    places = {PROJECT / name for name in ("classroom", "d2l_rnn", "docs", "notebooks", "tests", ".git")}
    places |= {Path(path) / "d2l_rnn" for path in sys.path if path}
    return sorted(path for path in places if path.is_dir())


def _for_everyone(folder):
    """Whether every user can read what lies in a folder, as far as a look at some of it tells."""
    some = (folder, *itertools.islice(folder.rglob("*.py"), 50))
    return all(path.stat().st_mode & 0o004 for path in some)


def _processes():
    """How many processes and threads the user of a seat may have. Before Linux 5.14 all that user's are counted."""
    version = tuple(int(part) for part in platform.release().split("-")[0].split(".")[:2] if part.isdigit())
    if version >= (5, 14) or os.geteuid() == 0:
        return PROCESSES
    mine = [one.info for one in psutil.process_iter(["uids", "num_threads"]) if one.info["uids"]]
    return PROCESSES + sum(one["num_threads"] or 1 for one in mine if one["uids"].real == os.getuid())


# --- containers -------------------------------------------------------------------------------------------------------


@dataclass
class Container(Wall):
    """podman or docker, with an image that has Python, the packages and d2l_rnn, such as classroom/hub/Dockerfile."""

    name: str = "podman"
    promise: str = ""
    image: str = "d2l-rnn"
    gigabytes: float = 3.0
    hidden: tuple = ()  # folders of the image: where the real package lies

    def start(self, packages, files, room):
        name = f"d2l-rnn-seat-{uuid.uuid4().hex[:12]}"
        for path in (Path(files), *Path(files).rglob("*")):  # the seat is another user's
            path.chmod(path.stat().st_mode | (0o555 if path.is_dir() else 0o444))
        environment = surroundings(PACKAGES, ROOM, "/usr/local/bin:/usr/bin:/bin")
        command = [self.name, "run", "--rm", "--interactive", "--name", name, "--network", "none", "--read-only"]
        command += ["--cap-drop", "ALL", "--security-opt", "no-new-privileges", "--user", "65534:65534"]
        command += ["--memory", f"{self.gigabytes:g}g", "--memory-swap", f"{self.gigabytes:g}g"]
        command += ["--pids-limit", str(PROCESSES), "--workdir", "/"]
        command += ["--tmpfs", f"{ROOM}:rw,size={MEGABYTES_IN_ALL}m,mode=1777"]
        for folder, target in ((packages, PACKAGES), (files, FILES)):
            command += ["--mount", f"type=bind,source={folder},target={target},readonly"]
        for place in self.hidden:
            command += ["--mount", f"type=tmpfs,target={place}"]
        for variable, value in environment.items():
            command += ["--env", f"{variable}={value}"]
        return Start([*command, "--entrypoint", "python", self.image, *SEAT], {}, opening(PACKAGES, FILES, ROOM), name)

    def end(self, start):
        subprocess.run([self.name, "rm", "--force", start.name], capture_output=True, check=False, timeout=PATIENCE)


# --- choosing ---------------------------------------------------------------------------------------------------------

WHERE = "import os, sys; print(*(p for x in [*sys.path, os.getcwd()] if os.path.isdir(p := f'{x}/d2l_rnn')), sep='\\n')"


def find(name=None, hidden=(), image="d2l-rnn"):
    """The wall of this name, or the strongest there is; `hidden` are folders, such as the course.

    Raises WallError where the one that was asked for does not work here.
    """
    if name == "none":
        return Wall()
    if name in ("podman", "docker"):
        return _container(name, image)
    hidden = tuple(Path(path).resolve() for path in hidden)
    if name in (None, "bubblewrap"):
        reason = _without_bubblewrap()
        if reason is None:
            return Bubblewrap(hidden=hidden)
        if name is None:
            return Wall(promise=f"{Wall.promise} {reason}")
        raise WallError(reason)
    raise WallError(f"{name!r} is no wall; write bubblewrap, podman, docker or none.")


def _without_bubblewrap():
    """Why bubblewrap cannot be used, in a sentence, or None where it can."""
    if sys.platform != "linux":
        return "bubblewrap is Linux's."
    if shutil.which("bwrap") is None:
        return "bubblewrap is not installed; on Debian and Ubuntu: apt install bubblewrap"
    command = ["bwrap", *([] if os.geteuid() == 0 else ["--unshare-user"]), "--unshare-pid", "--unshare-net"]
    command += [
        "--ro-bind",
        "/",
        "/",
        "--size",
        "1000000",
        "--perms",
        "1777",
        "--tmpfs",
        "/tmp",
        "--proc",
        "/proc",
        "true",
    ]
    tried = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, timeout=PATIENCE)
    return None if tried.returncode == 0 else f"bubblewrap does not work here: {tried.stderr.strip()[:200]}"


def _container(name, image):
    """The wall of a container, after a trial that also tells where the real package lies in the image."""
    if shutil.which(name) is None:
        raise WallError(f"{name} is not installed.")
    code = f"import torch, IPython, matplotlib; {WHERE}"
    command = [name, "run", "--rm", "--network", "none", "--entrypoint", "python", image, "-c", code]
    tried = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False, timeout=PATIENCE)
    if tried.returncode:
        raise WallError(f"{name} cannot start a seat from the image {image}: {tried.stderr.strip()[-300:]}")
    return Container(name=name, image=image, hidden=tuple(sorted(set(tried.stdout.split("\n")) - {""})))

"""The walls: behind one there is a system to read, a folder to write in, and nobody else."""

import gettext
import io
import os
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from time import sleep

import psutil
import pytest

from classroom.judge import wall
from classroom.judge.package import HOME, PROJECT, make_package, without_answers
from classroom.judge.seat import Seat, SeatError
from classroom.judge.wall import Bubblewrap, Container, Wall, WallError
from tests.drive.seats import QUICK, Bench
from tests.drive.speaking import catalog

pytestmark = pytest.mark.slow  # each takes a seat

HERE = Path(__file__)
bubblewrap = pytest.mark.skipif(wall._without_bubblewrap() is not None, reason="bubblewrap does not work here")


@pytest.fixture(scope="module")
def bench(tmp_path_factory):
    course = tmp_path_factory.mktemp("course")
    (course / "secret.txt").write_text("swordfish")
    bench = Bench(tmp_path_factory.mktemp("bench"), Bubblewrap(hidden=(course,)))
    (bench.files / "data.csv").write_text("1,2")
    yield bench
    bench.close()


def value(seat, source):
    """The value of the last line of a cell."""
    ran = seat.run(source, 10)
    assert ran.ended == "done", ran.printed
    return ran.printed.strip()


# --- bubblewrap -------------------------------------------------------------------------------------------------------


@bubblewrap
def test_a_submission_writes_into_its_own_folder_only_and_not_without_end(bench):
    seat = bench.begin()
    tried = value(
        seat,
        """
import os, sys, sysconfig, torch
places = ["/", "/usr", "/etc", "/dev", "/proc", "/seat", "/seat/packages", "/seat/files", "/root", "/home", sys.prefix]
places += [sys.base_prefix, sysconfig.get_path("purelib"), os.path.dirname(torch.__file__), "/var", "/run", "/sys"]
def writable(place):
    try:
        open(f"{place}/written", "w")
        return True
    except OSError:
        return False
[place for place in [*places, ".", "/tmp", "/dev/shm"] if writable(place)]
""",
    )
    assert tried == "['.', '/tmp', '/dev/shm']"
    assert "File too large" in seat.run("open('big', 'wb').write(bytes(2 * 10**8))", 10).printed
    assert "No space left" in seat.run("for k in range(9):\n    open(f'{k}', 'wb').write(bytes(9 * 10**7))", 10).printed
    assert "No space left" in seat.run("open('/dev/shm/big', 'wb').write(bytes(9 * 10**7))", 10).printed
    assert (bench.files / "data.csv").read_text() == "1,2" and list(bench.files.iterdir()) == [bench.files / "data.csv"]


@bubblewrap
def test_a_submission_sees_nothing_of_the_teacher_s_and_nothing_of_what_is_right(bench):
    seat, (course,) = bench.begin(), bench.wall.hidden
    unseen = [course, course / "secret.txt", HERE, PROJECT / "classroom" / "source", PROJECT / "d2l_rnn"]
    unseen += [
        Path("/var"),
        Path("/run"),
        Path("/etc/passwd"),
        Path("/etc/hostname"),
        bench.packages,
        Path.home() / ".bashrc",
    ]
    assert value(seat, f"import os\n[p for p in {list(map(str, unseen))} if os.path.exists(p)]") == "[]"
    search = "import subprocess\nwords = 'find / -xdev -path /proc -prune -o ( {} ) -print'.split()\n"
    search += "subprocess.run(words, capture_output=True, text=True).stdout.split()"
    named = " -o ".join(f"-name {name}" for name in ("judge.py", "drawn.py", "5_exercises.ipynb", "gradebook.db"))
    assert value(seat, search.format(named)) == "[]"
    loaded = "import sys\nsorted(m for m in sys.modules if m.startswith('d2l_rnn.checks.') and 'sandbox' not in m)"
    assert value(seat, loaded) == "['d2l_rnn.checks.plain', 'd2l_rnn.checks.wire']"


@bubblewrap
def test_a_submission_is_alone_and_without_a_network(bench, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_TEACHER", "swordfish")
    bench.close()
    seat = bench.begin()
    commands = "{open(f'/proc/{p}/cmdline').read().split('\\0')[0] for p in os.listdir('/proc') if p.isdigit()}"
    assert value(seat, f"import os\nsorted({commands})") == f"['{sys.executable}', 'bwrap']"
    read = "import subprocess\nsubprocess.run('cat /proc/*/environ', shell=True, capture_output=True, text=True).stdout"
    said = value(seat, read)
    assert "IPYTHONDIR" in said and "swordfish" not in said
    assert value(seat, "import socket\nsocket.if_nameindex(), socket.gethostname()") == "([(1, 'lo')], 'seat')"
    assert "unreachable" in seat.run("socket.create_connection(('1.1.1.1', 80), timeout=2)", 10).printed
    assert value(seat, "os.getuid() != 0 or 'CapEff:\\t0000000000000000' in open('/proc/self/status').read()") == "True"


@bubblewrap
def test_nothing_outlives_a_seat(bench):
    daemon = "import os, subprocess\nsleep = ['sleep', '611']\nif os.fork() == 0:\n    os.setsid()\n"
    daemon += "    if os.fork() == 0:\n        os.execvp('sleep', sleep)\n    os._exit(0)\n"
    daemon += "subprocess.Popen(sleep, start_new_session=True);"
    with bench.seat() as seat:
        seat.begin([])
        assert seat.run(daemon, 5).ended == "done"
        sleep(0.2)
        assert sum(one.info["cmdline"] == ["sleep", "611"] for one in psutil.process_iter(["cmdline"])) == 2
    assert not [one for one in psutil.process_iter(["cmdline"]) if one.info["cmdline"] == ["sleep", "611"]]


@bubblewrap
def test_a_submission_has_so_many_processes_and_no_more(bench):
    fork = "import os, signal\npids = []\ntry:\n    for _ in range(300):\n        pids.append(os.fork())\n"
    fork += "        if pids[-1] == 0:\n            signal.pause()\nexcept OSError:\n    pass\n"
    fork += "for pid in pids:\n    os.kill(pid, 9)\nlen(pids)"
    assert 50 < int(value(bench.begin(), fork)) < 150


@bubblewrap
def test_all_processes_of_a_submission_together_have_so_much_memory(tmp_path):
    bench = Bench(tmp_path, Bubblewrap(), limits=replace(QUICK, gigabytes=0.3))
    fill = "import os, time\nfor _ in range(10):\n    if os.fork() == 0:\n        held = b'1' * (250 * 10**6)\n"
    seat = bench.begin()
    assert seat.run(f"{fill}        time.sleep(60)\ntime.sleep(60)", 20).ended == "died"
    assert seat.why_gone == "It took more than 1.3 GB of memory and was ended."
    bench.close()


@bubblewrap
@pytest.mark.skipif(os.geteuid() != 0 if hasattr(os, "geteuid") else True, reason="only root can be somebody else")
def test_bubblewrap_works_for_a_user_who_is_not_root(tmp_path):
    """With the system's Python, as this one may lie where that user cannot read it."""
    start = Bubblewrap(as_nobody=False).start("/usr/share", "/usr/lib", tmp_path)
    command = start.command[: start.command.index("--")]
    for path in map(str, wall._python()):
        while path in command:
            at = command.index(path)
            del command[at - 1 : at + 2]
    command += ["--", "sh", "-c", "touch $HOME && ! touch /usr/x && ls /proc | grep -c '^[0-9]*$'"]
    as_somebody = ["setpriv", "--reuid", "12345", "--regid", "12345", "--clear-groups"]
    done = subprocess.run([*as_somebody, *command], capture_output=True, text=True, cwd="/")
    assert done.returncode == 0 and int(done.stdout) < 6, done.stderr


@bubblewrap
def test_a_submission_has_no_rights_where_it_keeps_the_user_s_number(tmp_path):
    bench = Bench(tmp_path, Bubblewrap(as_nobody=False))
    seat = bench.begin()
    assert value(seat, "import os\nos.getuid()") == str(os.getuid())
    assert value(seat, "'CapEff:\\t0000000000000000' in open('/proc/self/status').read()") == "True"
    assert "Read-only" in seat.run("open('/usr/x', 'w')", 5).printed
    assert "Read-only" in seat.run("open('/seat/packages/x', 'w')", 5).printed
    bench.close()


# --- the package ------------------------------------------------------------------------------------------------------


def test_a_language_comes_along_without_what_the_checks_say():
    made = catalog([("", "a tensor", "テンソル"), ("check:step.no_bias", "b_h is left out.", "b_h がありません。")])
    assert "b_h" in made.decode("latin1")
    kept = without_answers(made)
    assert "b_h" not in kept.decode("latin1")
    words = gettext.GNUTranslations(io.BytesIO(kept))
    assert words.gettext("a tensor") == "テンソル" and words.info()["language"] == "ja"
    with pytest.raises(ValueError, match="gettext"):
        without_answers(b"\0" * 40)


def test_the_package_has_nothing_that_knows_what_is_right(tmp_path):
    folder = make_package(tmp_path / "packages")
    inside = {path.name for path in (folder / "d2l_rnn" / "checks").glob("[!_]*")}
    assert inside == {"plain.py", "wire.py", "sandbox"}
    code = "from d2l_rnn import checks; from d2l_rnn.checks import step, reflect, wire\n"
    code += "print(step(3), reflect('q2', ''), list(checks.sentences.STATEMENTS), wire.text([1]), checks.clip)"
    environment = os.environ | {"PYTHONPATH": str(folder)}
    said = subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=tmp_path)
    assert said.stdout == "None None [] [1] checks.clip: asked after the notebook has run.\n", said.stderr
    assert list((folder / HOME).rglob("fontlist*.json"))


# --- containers and none ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["podman", "docker"])
def test_a_container_gets_no_network_no_rights_and_limits(name, tmp_path):
    container = Container(name=name, image="class", hidden=("/srv/d2l_rnn",))
    (tmp_path / "f").mkdir(mode=0o700)
    start = container.start(tmp_path / "p", tmp_path / "f", tmp_path)
    assert (tmp_path / "f").stat().st_mode & 0o777 == 0o755
    said = " ".join(start.command)
    assert said.startswith(f"{name} run --rm --interactive --name {start.name} --network none --read-only ")
    for part in (
        "--cap-drop ALL",
        "no-new-privileges",
        "--memory 3g",
        "--pids-limit 100",
        "--tmpfs /tmp:rw,size=300m,mode=1777",
    ):
        assert part in said
    assert f"type=bind,source={tmp_path / 'p'},target=/seat/packages,readonly" in said
    assert "type=tmpfs,target=/srv/d2l_rnn" in said
    assert said.endswith("--entrypoint python class -s -m classroom.seat")
    assert start.environment == {} and "PATH=" in said and start.opening["folder"].endswith("/work")


def test_a_wall_that_does_not_work_here_is_named_with_the_reason(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(WallError, match="podman is not installed"):
        wall.find("podman")
    with pytest.raises(WallError, match="write bubblewrap, podman, docker or none"):
        wall.find("castle")
    with pytest.raises(WallError, match="apt install bubblewrap" if sys.platform == "linux" else "Linux"):
        wall.find("bubblewrap")
    none = wall.find()
    assert none.name == "none" and none.promise.startswith("No wall: points are decided in another process")
    (tmp_path / "bwrap").write_text("#!/bin/sh\necho no permission >&2; exit 1\n")
    (tmp_path / "bwrap").chmod(0o755)
    if sys.platform == "linux":
        monkeypatch.setenv("PATH", f"{tmp_path}:{os.defpath}")
        assert wall.find().promise.endswith("bubblewrap does not work here: no permission")


def test_without_a_wall_a_submission_has_none_of_the_teacher_s_variables_and_leaves_nothing(tmp_path, monkeypatch):
    monkeypatch.setenv("SECRET_OF_THE_TEACHER", "swordfish")
    bench = Bench(tmp_path, Wall())
    with bench.seat() as seat:
        seat.begin([])
        assert "swordfish" not in value(seat, "import os\ndict(os.environ)")
        assert str(bench.packages) in value(seat, "import d2l_rnn\nd2l_rnn.__file__")
        value(seat, "import subprocess, sys\nsubprocess.Popen(['sleep', '612'], start_new_session=True);")
    assert not [one for one in psutil.process_iter(["cmdline"]) if one.info["cmdline"] == ["sleep", "612"]]


def test_a_seat_that_cannot_be_taken_says_why(tmp_path):
    bench = Bench(tmp_path, Wall())
    (bench.packages / "classroom/seat/__main__.py").write_text("import no_such_module")
    with pytest.raises(SeatError, match="No module named"):
        Seat(bench.wall, bench.packages, bench.files, QUICK).__enter__()

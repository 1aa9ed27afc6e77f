"""Attacks on the machine: files, processes, the network, memory."""

from .course import cell_of

cell_of(
    "files-outside",
    """
import os, shutil, subprocess, sys, sysconfig
for top in (Path.cwd().parents[-1], Path.home(), Path(sysconfig.get_path("purelib")), Path("/tmp"), Path("..")):
    for path in list(top.glob("*")) + list(top.glob("*/*.py")) + list(top.glob("**/5_exercises.ipynb")):
        try:
            path.write_text("SPOILED")
        except OSError:
            pass
Path(sysconfig.get_path("purelib"), "sitecustomize.py").exists()
!pip install --quiet --no-deps cowsay 2>&1 | tail -1
%pip install cowsay
""",
    what="writes wherever it can, and installs packages",
)
cell_of(
    "stays",
    """
import os, subprocess, sys
subprocess.Popen([sys.executable, "-c", "import time; time.sleep(98765)"], start_new_session=True)
for _ in range(2):
    if os.fork() == 0:
        os.setsid()
        if os.fork():
            os._exit(0)
        os.execv("/bin/sleep", ["sleep", "98765"])
""",
    what="leaves processes behind",
)
cell_of(
    "network",
    """
import socket
def reached(address, port):
    try:
        socket.create_connection((address, port), 1)
        return True
    except OSError:
        return False
print("FOUND", reached("127.0.0.1", PORT), reached("1.1.1.1", 53))
""",
    says="FOUND False False",
    what="looks for the network",
)
cell_of("memory", "held = [bytearray(10**9) for _ in range(50)]", "takes 50 GB of memory")
cell_of(
    "loop",
    "while True:\n    try:\n        while True:\n            pass\n    except BaseException:\n        pass",
    gets=("clip",),
    what="is in an endless loop that catches everything, so that its cell counts for nothing",
)
cell_of(
    "output",
    "for _ in range(200):\n    print('x' * 10**6)\nprint('\\x1b[2J\\x1b]0;gone\\x07</pre><script>alert(1)</script>')",
    what="prints 200 MB, codes for the terminal and HTML",
)
cell_of(
    "usher-touched",
    """
import ctypes, os
above, reached = os.getppid(), []
for what in ("mem", "environ", "maps"):
    try:
        with open(f"/proc/{above}/{what}", "rb") as file:
            reached.append(what if file.read(1) else "")
    except OSError:
        pass
if ctypes.CDLL(None).ptrace(16, above, 0, 0) == 0:
    reached.append("ptrace")
print("FOUND", reached)
""",
    says="FOUND []",
    what="reaches for the process that started it",
)
cell_of(
    "disk-filled",
    """
full = []
for place in ("/tmp", "/dev/shm"):
    try:
        for number in range(40):
            with open(f"{place}/{number}", "wb") as file:
                file.write(bytes(10**7))
    except OSError:
        full.append(place)
print("FOUND", full)
""",
    says="FOUND ['/tmp', 'shm']",
    what="fills all that it can write to",
)
cell_of(
    "everybody-killed",
    "import os\nos.kill(-1, 9)",
    gets=("clip",),
    what="ends all processes that it may, and with them its notebook, so that its cell counts for nothing",
)

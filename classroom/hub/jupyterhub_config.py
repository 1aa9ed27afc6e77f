"""A JupyterHub for a class on one machine: each student signs in and gets a folder and a small server.

    make hub COURSE=~/rnn-hub        on http://localhost:8000

The folder has two files: students.txt with one name a line, and password.txt with the password of the class. What the
students write lies in students/NAME below it. docs/jupyterhub.md says what this protects and what it does not.
"""

import os
import re
import shutil
import sys
from pathlib import Path

c = get_config()  # noqa: F821 -- JupyterHub defines it

NOTEBOOKS = Path(__file__).resolve().parents[2] / "notebooks"
COURSE = Path.cwd()
HOURS = 3600  # seconds


def stop(sentence):
    sys.exit(f"The hub cannot start: {sentence}")


def text_of(name, holds):
    """The text of a file of the course, or a sentence about what it should hold."""
    file = COURSE / name
    if not file.is_file():
        stop(f"there is no {name} in {COURSE}. Make it; it holds {holds}.")
    return file.read_text(encoding="utf-8-sig")


def names():
    """The students' names as JupyterHub knows them: in small letters."""
    found = {line.strip().lower() for line in text_of("students.txt", "one name a line").splitlines()} - {""}
    wrong = sorted(name for name in found if not re.fullmatch(r"\w[\w.-]*", name))
    if wrong:
        stop(f"students.txt names {wrong[0]!r}. A name is also a folder: letters, digits, and . - _ after the first.")
    if not found:
        stop("students.txt is empty. Write one name a line.")
    return found


def hand_out(spawner):
    """Put the notebooks into a student's folder. What is there already stays: it is the student's work."""
    home = Path(spawner.home_dir)
    home.mkdir(parents=True, exist_ok=True)
    for notebook in sorted(NOTEBOOKS.glob("*.ipynb")):
        if not (home / notebook.name).exists():
            shutil.copyfile(notebook, home / notebook.name)


if shutil.which("configurable-http-proxy") is None:
    stop("its proxy is not on the PATH. Start it with make hub, or run: npm install --global configurable-http-proxy.")
password = text_of("password.txt", "the password of the class, at least 8 characters").strip()
if len(password) < 8:
    stop(f"the password in password.txt has {len(password)} characters; at least 8 are needed.")

c.JupyterHub.authenticator_class = "shared-password"
c.SharedPasswordAuthenticator.user_password = password
c.Authenticator.allowed_users = names()

c.JupyterHub.spawner_class = "simple"
c.SimpleLocalProcessSpawner.home_dir_template = str(COURSE / "students" / "{username}")
c.Spawner.pre_spawn_hook = hand_out
c.Spawner.default_url = "/lab/tree/0_latent_state.ipynb"
c.Spawner.cmd = [sys.executable, "-m", "jupyterhub.singleuser"]
# A whole class signs in within a minute, and then a server takes longer to start than the 30 seconds it has otherwise.
c.Spawner.start_timeout = c.Spawner.http_timeout = 180
# These networks are small: several threads of each kernel would only wait for each other.
c.Spawner.environment = {
    "OMP_NUM_THREADS": "1",
    # nbgrader's own panel in JupyterLab fetches and submits the exercises, in the name of who is signed in.
    "JUPYTER_CONFIG_PATH": str(Path(__file__).resolve().parent / "student"),
    "D2L_RNN_EXCHANGE": str(COURSE / "exchange"),
}
# A kernel takes 0.3 GB. One that nobody looks at ends after an hour, a server without kernels after two.
c.Spawner.args = [
    f"--MappingKernelManager.cull_idle_timeout={1 * HOURS}",
    "--MappingKernelManager.cull_interval=300",
    f"--ServerApp.shutdown_no_activity_timeout={2 * HOURS}",
]
if os.geteuid() == 0:
    c.Spawner.args.append("--allow-root")  # in a container there is often nobody else

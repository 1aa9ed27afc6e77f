"""The stacks that the notebooks are tried on, each built in a fresh environment: make stacks.

current  what constraints.txt says
colab    the versions that Colab has, as far as they can be had elsewhere
book     environment.yml, with the versions that the book's package asks for
"""

import re
from pathlib import Path

import nox

nox.options.default_venv_backend = "venv"
nox.options.error_on_missing_interpreters = True

ROOT = Path(__file__).parent
NOTEBOOKS = sorted(str(path) for path in (ROOT / "notebooks").glob("*.ipynb"))
IN_LAB = ["tests/figures/test_lab.py", "tests/figures/test_lab_figures.py"]
KERNELS = {"TQDM_DISABLE": "1", "OMP_NUM_THREADS": "1", "OMP_WAIT_POLICY": "PASSIVE"}
NBVAL = ["--nbval", "--nbval-current-env", "--nbval-cell-timeout=120", "--nbval-kernel-startup-timeout=120"]

# Colab's image of August 2026. It has Python 3.13 and torch 2.11; the pinned torch on Python 3.11 stands in for them.
COLAB = [
    "torch==2.13.0",
    "numpy==2.1.3",
    "matplotlib==3.10.0",
    "pandas==2.2.3",
    "scipy==1.16.3",
    "ipywidgets==7.7.1",
    "anywidget==0.9.21",
    "ipython==7.34.0",
    "ipykernel==6.17.1",
    "traitlets==5.7.1",
    "notebook==6.5.7",
    "requests",
    "pillow",
    "tqdm",
]


def notebooks(session):
    """Every notebook from top to bottom, its outputs compared; a warning is an output, so there is none."""
    session.run("python", "-m", "pytest", *NBVAL, *NOTEBOOKS, env=KERNELS)


@nox.session(python="3.11")
def current(session):
    session.install("-c", "constraints.txt", "-e", ".[lab,book,test]")
    session.install("-c", "constraints.txt", "--no-deps", "d2l")
    notebooks(session)
    session.run("python", "-m", "pytest", "-m", "browser", *IN_LAB)


@nox.session(python="3.11")
def colab(session):
    session.install(*COLAB)
    session.run("python", "-m", "tests.drive.setup_cell")
    session.install("nbval", "pytest", "hypothesis", "playwright", "psutil")
    notebooks(session)
    session.run("python", "-m", "pytest", "tests/drive/classic.py")


@nox.session(python="3.11")
def book(session):
    lines = re.findall(r"(?m)^      - ([^#\n]+)", (ROOT / "environment.yml").read_text(encoding="utf-8"))
    requirements = Path(session.create_tmp(), "requirements.txt")
    requirements.write_text("\n".join(lines), encoding="utf-8")
    session.install("-r", str(requirements))
    session.run("python", "-m", "pip", "check")
    session.install("nbval", "pytest")
    notebooks(session)

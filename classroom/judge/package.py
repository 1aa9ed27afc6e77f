"""The packages a submission finds: d2l_rnn without what knows the right answers, and the seat. Made once a round."""

import compileall
import os
import shutil
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
STAND_IN = Path(__file__).with_name("standin.py")
BESIDE_AN_ANSWER = ("plain.py", "wire.py", "sandbox")  # of d2l_rnn/checks: what runs where an answer runs
HOME = "home"  # the folder of the package that a submission gets a copy of


def make_package(folder):
    """Fill the new `folder`, and return it."""
    folder = Path(folder)
    checks = PROJECT / "d2l_rnn" / "checks"

    def left_out(path, names):
        inside = {"__pycache__"}
        if Path(path) == checks:
            inside |= set(names) - set(BESIDE_AN_ANSWER)
        return inside & set(names)

    shutil.copytree(PROJECT / "d2l_rnn", folder / "d2l_rnn", ignore=left_out)
    shutil.copyfile(STAND_IN, folder / "d2l_rnn" / "checks" / "__init__.py")
    shutil.copytree(PROJECT / "classroom" / "seat", folder / "classroom" / "seat", ignore=left_out)
    (folder / "classroom" / "__init__.py").write_text("", encoding="utf-8")
    compileall.compile_dir(folder, quiet=2)
    _list_fonts(folder / HOME)
    for path in (folder, *folder.rglob("*")):  # for a seat that is another user's
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def _list_fonts(home):
    """Let matplotlib read all fonts of the machine once, for several seconds: it keeps the list in its home."""
    settings = home / ".config" / "matplotlib"
    settings.mkdir(parents=True)
    subprocess.run(
        [sys.executable, "-c", "import matplotlib.font_manager"],
        env=os.environ | {"MPLCONFIGDIR": str(settings)},
        capture_output=True,
        check=False,
    )

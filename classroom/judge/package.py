"""The packages a submission finds: d2l_rnn without what knows the right answers, and the seat. Made once a round."""

import compileall
import os
import shutil
import struct
import subprocess
import sys
from pathlib import Path

PROJECT = Path(__file__).parents[2]
STAND_IN = Path(__file__).with_name("standin.py")
BESIDE_AN_ANSWER = ("plain.py", "wire.py", "sandbox")  # of d2l_rnn/checks: what runs where an answer runs
MAGIC = 0x950412DE  # what a file of gettext's begins with
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
    for file in (folder / "d2l_rnn" / "languages").glob("*.mo"):
        file.write_bytes(without_answers(file.read_bytes()))
    shutil.copytree(PROJECT / "classroom" / "seat", folder / "classroom" / "seat", ignore=left_out)
    (folder / "classroom" / "__init__.py").write_text("", encoding="utf-8")
    compileall.compile_dir(folder, quiet=2)
    _list_fonts(folder / HOME)
    for path in (folder, *folder.rglob("*")):  # for a seat that is another user's
        path.chmod(0o755 if path.is_dir() else 0o644)
    return folder


def without_answers(translations):
    """A language's file of gettext's without what the checks say, which is what they know, as bytes."""
    magic, _, size, originals, translated = struct.unpack_from("<5I", translations)
    if magic != MAGIC:
        raise ValueError("A language's file must be one of gettext's, written by a machine of this kind.")

    def texts(table):
        places = (struct.unpack_from("<2I", translations, table + 8 * k) for k in range(size))
        return [translations[start : start + length] for length, start in places]

    pairs = zip(texts(originals), texts(translated), strict=True)
    kept = [pair for pair in pairs if not pair[0].startswith(b"check:")]
    size = len(kept)
    head, places, data = 28, b"", b""
    for text in [pair[column] for column in (0, 1) for pair in kept]:
        places += struct.pack("<2I", len(text), head + 16 * size + len(data))
        data += text + b"\0"
    return struct.pack("<7I", MAGIC, 0, size, head, head + 8 * size, 0, head + 16 * size) + places + data


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

"""The figures' scripts, which are committed because readers have no node: they are what their modules make today."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from d2l_rnn import figures
from d2l_rnn.figures.assets import FRONT, as_value, source

ROOT = Path(__file__).parents[2]
BUILT = {path.name: path.read_bytes() for path in (FRONT / "built").glob("*")}
ALL = [getattr(figures, name) for name in figures.__all__]


def test_there_is_one_script_for_each_figure_and_none_too_many():
    assert sorted(Figure.code for Figure in ALL) == sorted(text.decode() for text in BUILT.values())
    assert len(BUILT) == len(ALL) == 9


@pytest.mark.parametrize("name", BUILT)
def test_each_script_stays_under_45_kB(name):
    assert 1000 < len(BUILT[name]) < 45_000


def test_the_scripts_are_not_stale(tmp_path):
    if not (ROOT / "node_modules" / ".bin" / "esbuild").exists():
        reason = "Whether the scripts are stale is told by esbuild: install npm, then make tools."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    build = json.loads((ROOT / "package.json").read_text(encoding="utf-8"))["scripts"]["build"]
    elsewhere = build.replace("--outdir=d2l_rnn/front/built", f"--outdir={tmp_path}")
    subprocess.run(f"node_modules/.bin/{elsewhere}", shell=True, cwd=ROOT, check=True, timeout=120)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    stale = sorted(name for name in made.keys() | BUILT.keys() if made.get(name) != BUILT.get(name))
    assert stale == [], "Run: make scripts"


def test_a_script_becomes_a_value_and_what_is_none_is_refused():
    assert as_value("let a=1;export{a as other,b as default,c as more};") == "(() => {\nlet a=1;return b;\n})()"
    assert as_value("let $=1;export{$ as default};\n") == "(() => {\nlet $=1;return $;\n})()"
    with pytest.raises(ValueError, match="make scripts"):
        as_value(source("hidden_states/view.js"))

"""The figures' scripts, which are committed because readers have no node: they are what their modules make today."""

import os
import re
import subprocess
from pathlib import Path

import pytest

from d2l_rnn import figures
from d2l_rnn.figures.assets import FRONT, as_value, kit_value, source, styled

ROOT = Path(__file__).parents[2]
BUILT = {path.name: path.read_bytes() for path in (FRONT / "built").glob("*")}
ALL = [getattr(figures, name) for name in figures.__all__]


def test_there_is_one_script_for_each_figure_and_none_too_many():
    own = {name: text for name, text in BUILT.items() if name != "kit.js"}
    assert sorted(Figure.code for Figure in ALL) == sorted(text.decode() for text in own.values())
    assert len(own) == len(ALL) == len(BUILT) - 1 == 9


@pytest.mark.parametrize("name", BUILT)
def test_each_script_stays_under_45_kB(name):
    assert 1000 < len(BUILT[name]) < 45_000


def test_the_scripts_are_not_stale(tmp_path):
    if not (ROOT / "node_modules" / ".bin" / "esbuild").exists():
        reason = "Whether the scripts are stale is told by esbuild: install npm, then make tools."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    subprocess.run(["node", "publish/scripts.mjs", str(tmp_path)], cwd=ROOT, check=True, timeout=120)
    made = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    committed = BUILT | {path.name: path.read_bytes() for path in (ROOT / "publish" / "built").glob("*")}
    stale = sorted(name for name in made.keys() | committed.keys() if made.get(name) != committed.get(name))
    assert stale == [], "Run: make scripts"


def test_a_script_becomes_a_value_and_what_is_none_is_refused():
    made = as_value('import{t as x,html}from"d2l:kit";let a=1;export{a as other,b as default,c as more};')
    assert made == "(() => {\nconst{t:x,html}=kit;let a=1;return b;\n})()"
    assert as_value("let $=1;export{$ as default};\n") == "(() => {\nlet $=1;return $;\n})()"
    for none in (source("hidden_states/view.js"), "let a=1;export{a};"):
        with pytest.raises(ValueError, match="make scripts"):
            as_value(none)
    assert re.search(r"return\{[\w$:,]*\bfigure:[\w$]+[\w$:,]*\};\n\}\)\(\)$", kit_value())


@pytest.mark.parametrize("file", [path.parent.name for path in sorted(FRONT.glob("*/view.js"))])
def test_a_figure_s_styles_are_for_it_alone_however_many_stand_in_a_page(file):
    own = styled(file).removeprefix(styled())
    rules = [rule.strip() for rule in re.findall(r"[{};]([^{};]+)(?=\{)", "}" + own)]
    rules = [rule for rule in rules if not re.match(r"@|from|to|\d", rule)]
    assert len(rules) > 5
    assert [
        one for rule in rules for one in re.split(r",(?![^(]*\))", rule) if f":where(.d2l-of-{file})" not in one
    ] == []
    assert f'name: "{file}"' in source(f"{file}/view.js")

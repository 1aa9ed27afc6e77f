"""Who may import whom, in Python and in JavaScript, and that a figure has one name everywhere."""

import re
import subprocess
import sys

import pytest

from d2l_rnn import figures, plots
from publish import ROOT

from .imports import FRONT, circle, imports, module, python_files, script_imports, scripts

# --- between the folders ----------------------------------------------------------------------------------------------

# What ships imports no test, and what readers install imports nothing of what surrounds it.
FOLDERS = {
    "d2l_rnn": {"d2l_rnn"},
    "publish": {"publish", "d2l_rnn"},
    "classroom": {"classroom", "publish", "d2l_rnn"},
    "benchmarks": {"benchmarks", "d2l_rnn", "tests"},
    "tests": {"tests", "benchmarks", "classroom", "publish", "d2l_rnn"},
}
FILES = [file for folder in FOLDERS for file in python_files(folder)]


def ours(file):
    """The modules of this project that a file imports."""
    return {name for name in imports(file) if name.split(".")[0] in FOLDERS}


def test_every_folder_with_python_in_it_has_its_place():
    found = {path.relative_to(ROOT).parts[0] for path in ROOT.glob("[!.]*/**/*.py")}
    assert found - {"node_modules", "build", "dist"} == set(FOLDERS)


@pytest.mark.parametrize("folder", FOLDERS)
def test_a_folder_imports_only_those_below_it(folder):
    wrong = {
        file: names
        for file in python_files(folder)
        if (names := {name for name in ours(file) if name.split(".")[0] not in FOLDERS[folder]})
    }
    assert wrong == {}


def test_of_the_tests_the_benchmarks_import_the_drivers_alone_and_these_import_no_test():
    files = [*python_files("benchmarks"), *python_files("tests/drive")]
    found = {name for file in files for name in ours(file) if name.startswith("tests")}
    assert found and all(name.startswith("tests.drive") for name in found)


def test_no_two_files_need_each_other_however_long_the_way():
    graph = {module(file): ours(file) for file in FILES}
    assert len(graph) == len(FILES) and any(graph.values())
    assert circle(graph) == []
    assert circle({"a": {"b"}, "b": {"c"}, "c": {"b"}}) == ["b", "c", "b"]


# --- in the package ---------------------------------------------------------------------------------------------------

# A module is a file, or a folder that only its own __init__ shows to the others. One way only.
MAY_IMPORT = {
    "__init__": set(),
    "languages": set(),  # every other module may say something
    "naming": set(),
    "arguments": {"naming"},
    "chars": {"arguments"},
    "rnn": {"arguments"},
    "threads": set(),
    "interventions": {"arguments", "rnn"},
    "sampling": {"arguments", "chars", "rnn"},
    "gradients": {"arguments", "rnn"},
    "train": {"arguments", "chars", "rnn", "threads"},
    "book": {"arguments", "rnn"},
    "plots": {"arguments", "chars", "rnn", "gradients", "train"},
    "checks": {"arguments", "chars", "rnn", "threads"},  # it stands apart: nothing imports it
    "figures": {"arguments", "chars", "rnn", "interventions", "sampling", "gradients", "train", "plots"},
}
MATHS = {"arguments", "languages", "chars", "rnn", "interventions", "sampling", "gradients", "threads", "train"}
PRESENTATION = {"matplotlib", "anywidget", "ipywidgets", "traitlets", "IPython"}


def files_of(name):
    """The files of one module of the package."""
    file = f"d2l_rnn/{name}.py"
    return [file] if (ROOT / file).is_file() else python_files(f"d2l_rnn/{name}")


def others(name):
    """The other modules of the package that a module imports."""
    found = {used.split(".")[1] for file in files_of(name) for used in ours(file) if used.count(".")}
    return found - {name, "languages"}


def outside(name):
    """The packages besides Python's own that a module imports."""
    found = {used.split(".")[0] for file in files_of(name) for used in imports(file)}
    return found - set(FOLDERS) - set(sys.stdlib_module_names)


def test_every_module_has_its_place():
    assert {file.split("/")[1].removesuffix(".py") for file in python_files("d2l_rnn")} == set(MAY_IMPORT)


@pytest.mark.parametrize("name", MAY_IMPORT)
def test_imports_go_one_way(name):
    assert others(name) <= MAY_IMPORT[name]


def test_the_checks_need_torch_and_nothing_that_shows():
    assert outside("checks") == {"torch"}


@pytest.mark.parametrize("name", sorted(MATHS))
def test_the_maths_does_not_know_how_it_is_shown(name):
    assert outside(name) <= ({"torch", "tqdm"} if name == "train" else {"torch"})
    assert not outside(name) & PRESENTATION


def test_only_book_touches_d2l():
    assert {name for name in MAY_IMPORT if outside(name) & {"d2l", "torchvision"}} == {"book"}


def loaded_after(statement):
    command = [sys.executable, "-c", f"{statement}\nimport sys; print(*sys.modules)"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.split())


@pytest.mark.slow
def test_importing_the_package_and_its_maths_loads_nothing_that_shows():
    loaded = loaded_after("import d2l_rnn; from d2l_rnn import " + ", ".join(sorted(MATHS)))
    assert "d2l_rnn.train" in loaded
    assert loaded & (PRESENTATION | {"d2l", "pandas"}) == set()


@pytest.mark.slow
def test_a_module_is_loaded_when_it_is_first_used():
    assert {name for name in loaded_after("import d2l_rnn") if name.startswith("d2l_rnn.")} == set()
    assert "matplotlib" in loaded_after("import d2l_rnn; d2l_rnn.plots")


# --- in its folders ---------------------------------------------------------------------------------------------------

NAMES = {re.sub(r"(?<=[a-z])(?=[A-Z])", "_", name).lower(): name for name in figures.__all__}  # state_plane: StatePlane
PICTURES = [name for name in plots.__all__ if name.islower()]


def part(file):
    """The part of a folder of the package that a file is or, however deep, lies in: "page" of d2l_rnn/plots/page.py."""
    return file.split("/")[2].removesuffix(".py")


def within(folder, file):
    """The other parts of a folder of the package that one of its files imports."""
    start = f"d2l_rnn.{folder}."
    return {name.removeprefix(start).split(".")[0] for name in ours(file) if name.startswith(start)} - {part(file)}


@pytest.mark.parametrize("folder, shown", [("figures", NAMES), ("plots", PICTURES)])
def test_a_figure_imports_no_figure_and_a_picture_no_picture_and_what_they_share_imports_neither(folder, shown):
    files = [file for file in python_files(f"d2l_rnn/{folder}") if part(file) != "__init__"]
    assert {file: used for file in files if (used := within(folder, file) & set(shown))} == {}
    shared = set(map(part, files)) - set(shown)
    assert shared and any(within(folder, file) & shared for file in files)


# From a word to the whole check: what stands here imports only what its line names, and files of its own folder.
CHECKS = {
    "plain": set(),
    "sandbox": {"plain"},
    "wire": {"plain", "sandbox"},
    "answers": {"plain", "sandbox", "wire"},
    "sentences": set(),
    "compare": {"plain"},
    "saying": {"sentences"},
    "verdict": {"sentences", "saying", "compare"},
    "progress": {"sentences", "saying", "verdict"},
    "tasks": {"sentences", "saying", "plain", "verdict", "progress", "sandbox"},
    "judge": {"plain", "compare", "verdict", "sandbox", "tasks"},
    "__init__": {"judge", "tasks"},
    "drawn": {"_TASKS", "judge", "tasks", "sandbox", "verdict"},  # what decides about points stands above all checks
}
BESIDE_AN_ANSWER = ("plain", "sandbox", "wire")  # what a process needs in which a student's code runs


def test_the_checks_are_built_from_words_to_comparisons_to_tasks():
    for file in python_files("d2l_rnn/checks"):
        assert within("checks", file) <= CHECKS[part(file)], file


def test_what_runs_beside_an_answer_knows_nothing_of_what_is_right():
    """However long the way: neither tasks nor sentences nor what compares."""
    graph = {module(file): ours(file) for file in python_files("d2l_rnn")}
    reached = {f"d2l_rnn.checks.{name}" for name in BESIDE_AN_ANSWER}
    while more := {used for name in reached for used in graph.get(name, ())} - reached:
        reached |= more
    deciding = {f"d2l_rnn.checks.{name}" for name in CHECKS if name not in (*BESIDE_AN_ANSWER, "__init__")}
    assert "d2l_rnn.checks.sandbox.trial" in reached
    assert [name for name in reached if name.startswith(tuple(deciding))] == []


# --- in the browser ---------------------------------------------------------------------------------------------------

# Everything that a folder's modules may import, besides their own folder.
FRONT_MAY_IMPORT = {"equations": set(), "kit": {"equations"}, "host": set()}
FOR_A_FIGURE = {"equations", "kit"}


def test_the_front_has_a_folder_for_each_figure_and_four_for_all_of_them():
    folders = {path.name for path in FRONT.iterdir() if path.is_dir()}
    assert folders == {*NAMES, *FRONT_MAY_IMPORT, "built"}
    assert {file.split("/")[0] for file in scripts()} == folders - {"built"}
    assert {path.name for path in (FRONT / "built").iterdir()} == {f"{name}.js" for name in [*NAMES, "kit"]}


@pytest.mark.parametrize("file", scripts())
def test_a_script_imports_its_own_folder_and_those_below(file):
    folder = file.split("/")[0]
    allowed = FRONT_MAY_IMPORT.get(folder, FOR_A_FIGURE) | {folder}
    used = {name for name in script_imports(file) if folder in ("equations", "host") or not name.startswith("lit-html")}
    assert {name for name in used if name.split("/")[0] not in allowed} == set()
    assert [name for name in used if not (FRONT / name).is_file()] == []


def test_no_two_scripts_need_each_other_however_long_the_way():
    graph = {file: script_imports(file) for file in scripts()}
    assert sum(map(len, graph.values())) > 20
    assert circle(graph) == []


@pytest.mark.parametrize(
    "text, found",
    [
        ('import { a } from "./a.js";', {"kit/a.js"}),
        ("import {\n  a,\n  b as c,\n} from '../equations/a.js';\n", {"equations/a.js"}),
        ('import * as a from "../growth/view.js"', {"growth/view.js"}),
        ('export { a } from "./a.js";\nexport const from = "./b.js";', {"kit/a.js"}),
        ('import "./a.js";', {"kit/a.js"}),
        ('const a = await import("./a.js");', {"kit/a.js"}),
        ('import d3 from "d3";', {"d3"}),
        ('/** @type {import("./a.js").A} */\n// import "./b.js"\nconst words = "import nothing from here";', set()),
    ],
)
def test_every_way_to_import_a_script_is_seen(text, found):
    assert script_imports("kit/x.js", text) == found


# --- one name ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", NAMES)
def test_a_figure_has_one_name_everywhere(name):
    assert getattr(figures, NAMES[name]).__module__ == f"d2l_rnn.figures.{name}"
    assert getattr(plots, name).__module__ == f"d2l_rnn.plots.{name}"
    files = [f"d2l_rnn/front/{name}/view.js", f"d2l_rnn/front/{name}/style.css", f"d2l_rnn/front/built/{name}.js"]
    files += [f"tests/figures/test_{name}.py"]
    assert [file for file in files if not (ROOT / file).is_file()] == []

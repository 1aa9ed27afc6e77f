"""What surrounds the code holds together: the files that install it, the README, and who may import whom."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.specifiers import SpecifierSet
from packaging.utils import canonicalize_name

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

ROOT = Path(__file__).parents[2]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]  # those that the pinned torch has wheels for


def requirements(lines):
    return [Requirement(line) for line in lines]


def pins(lines, python):
    """{name: version} of the lines that name an exact version and hold for this Python."""
    found = {}
    for line in requirements(lines):
        if line.marker is None or line.marker.evaluate({"python_version": python}):
            (pin,) = line.specifier
            assert pin.operator == "==" and "*" not in pin.version, f"{line} is no exact pin"
            assert canonicalize_name(line.name) not in found, f"{line.name} is pinned twice for Python {python}"
            found[canonicalize_name(line.name)] = pin.version
    return found


def without_comments(path):
    lines = (line.split("#")[0].strip() for line in path.read_text(encoding="utf-8").splitlines())
    return [line for line in lines if line]


CONSTRAINTS = without_comments(ROOT / "constraints.txt")
ENVIRONMENT = yaml.safe_load((ROOT / "environment.yml").read_text(encoding="utf-8"))
BY_CONDA = [entry for entry in ENVIRONMENT["dependencies"] if isinstance(entry, str)]
(BY_PIP,) = [entry["pip"] for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict)]
BOOK_STACK = pins([line for line in BY_PIP if not line.startswith("-")], "3.11")


# --- what installs it -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("python", PYTHONS)
def test_the_constraints_pin_every_direct_dependency_within_its_range_and_nothing_else(python):
    pinned = pins(CONSTRAINTS, python)
    wanted = requirements([*PROJECT["dependencies"], *(line for extra in EXTRAS.values() for line in extra)])
    wanted = [line for line in wanted if line.marker is None or line.marker.evaluate({"python_version": python})]
    for line in wanted:
        assert line.specifier.contains(pinned[canonicalize_name(line.name)]), str(line)
    assert set(pinned) == {canonicalize_name(line.name) for line in wanted} | {"d2l"}


def test_the_supported_pythons_are_the_same_in_pyproject_and_makefile():
    assert PROJECT["requires-python"] == f">={PYTHONS[0]}"
    first, last = (tuple(map(int, python.split("."))) for python in (PYTHONS[0], PYTHONS[-1]))
    assert f"not {first} <= sys.version_info[:2] <= {last}" in makefile()


def test_the_environment_file_pins_what_the_books_package_asks_for():
    asked = requirements(importlib.metadata.requires("d2l"))
    assert {"numpy", "matplotlib", "pandas", "scipy"} <= {line.name for line in asked}
    for line in asked:
        assert line.specifier.contains(BOOK_STACK[canonicalize_name(line.name)]), str(line)
    assert "python=3.11" in BY_CONDA and "pip" in BY_CONDA


def test_the_environment_file_satisfies_the_packages_own_ranges():
    for line in requirements([*PROJECT["dependencies"], *EXTRAS["book"]]):
        pinned = BOOK_STACK.get(canonicalize_name(line.name))
        assert pinned is None or line.specifier.contains(pinned), str(line)
    for line in requirements(PROJECT["dependencies"]):
        assert canonicalize_name(line.name) in BOOK_STACK, f"{line.name} is left to chance"
    assert "--editable .[lab]" in BY_PIP
    assert "torchvision" not in BOOK_STACK


def test_the_environment_file_differs_from_the_constraints_only_where_the_book_asks_for_it():
    asked = {canonicalize_name(line.name) for line in requirements(importlib.metadata.requires("d2l"))}
    ours = pins(CONSTRAINTS, "3.11")
    differing = {name for name, version in BOOK_STACK.items() if ours.get(name, version) != version}
    assert differing <= asked | {"pillow"}  # matplotlib 3.7 is older than pillow 13


def test_every_line_of_the_environment_file_says_why_it_is_there():
    lines = (ROOT / "environment.yml").read_text(encoding="utf-8").splitlines()
    entries = [line for line in lines if line.strip().startswith("- ") and line.strip() != "- pip:"]
    assert len(entries) == len(BY_CONDA) + len(BY_PIP) + len(ENVIRONMENT["channels"])
    assert [line for line in entries if len(line.partition(" # ")[2].split()) < 3] == []


def test_torch_is_a_range_for_the_package_and_a_pin_for_the_tests():
    (torch,) = [line for line in requirements(PROJECT["dependencies"]) if line.name == "torch"]
    assert torch.specifier == SpecifierSet(">=2.2")
    assert pins(CONSTRAINTS, "3.11")["torch"] == BOOK_STACK["torch"]


def test_every_package_that_the_code_imports_is_declared():
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    outside = {name for module in MODULES for name in imports(module)[1]} - set(sys.stdlib_module_names)
    outside = {"pillow" if name == "PIL" else name for name in outside}  # the one package that is imported otherwise
    assert outside - {"d2l", "torchvision"} <= declared


def test_the_wheel_carries_the_figures_scripts_and_styles(tmp_path):
    build = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation", "--no-index"]
    done = subprocess.run([*build, "--wheel-dir", tmp_path, ROOT], capture_output=True, text=True, timeout=300)
    assert done.returncode == 0, done.stdout + done.stderr
    (wheel,) = tmp_path.glob("d2l_rnn-*.whl")
    packed = set(zipfile.ZipFile(wheel).namelist())
    here = {path.relative_to(ROOT).as_posix() for path in (ROOT / "d2l_rnn").rglob("*") if path.is_file()}
    here = {name for name in here if "__pycache__" not in name}
    assert {Path(name).suffix for name in here} >= {".py", ".js", ".css"}
    assert {name for name in packed if ".dist-info/" not in name} == here
    checked = subprocess.run(
        [sys.executable, "-m", "twine", "check", "--strict", wheel], capture_output=True, text=True
    )
    assert checked.returncode == 0, checked.stdout


def test_the_image_recipe_copies_what_is_there_and_installs_what_is_declared():
    recipe = (ROOT / "classroom" / "hub" / "Dockerfile").read_text(encoding="utf-8")
    copied = [source for line in re.findall(r"(?m)^COPY (.+)$", recipe) for source in line.split()[:-1]]
    assert {"pyproject.toml", "constraints.txt", "d2l_rnn", "notebooks"} <= set(copied)
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert re.search(r"(?m)^FROM python:(3\.\d+)-slim$", recipe)[1] in PYTHONS
    assert set(re.search(r'"\.\[([\w,]+)\]"', recipe)[1].split(",")) <= set(EXTRAS)
    # What the build needs lies beside pyproject.toml in the image.
    assert {PROJECT["readme"]} <= set(copied)


# --- what explains it -------------------------------------------------------------------------------------------------


def makefile():
    return (ROOT / "Makefile").read_text(encoding="utf-8")


def readme():
    return (ROOT / "README.md").read_text(encoding="utf-8")


DOCUMENTS = ["README.md", "CONTRIBUTING.md", "docs/teaching.md", "docs/jupyterhub.md"]


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_make_command_in_the_documents_is_a_target(name):
    named = set(re.findall(r"(?m)(?:^|`)make ([a-z][a-z-]*)", (ROOT / name).read_text(encoding="utf-8")))
    assert named and named <= set(re.findall(r"(?m)^([a-z-]+):", makefile()))


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_file_that_the_documents_name_is_there(name):
    text = (ROOT / name).read_text(encoding="utf-8")
    linked = [target for target in re.findall(r"\]\(([^)#]+)\)", text) if "://" not in target]
    assert [target for target in linked if not (ROOT / name).parent.joinpath(target).exists()] == []
    quoted = re.findall(r"`([\w./]+\.(?:py|ipynb|md|toml|txt|yml|png|js|css)|[\w./]+/)`", text)
    assert len(linked + quoted) > 2
    made_later = (".venv/", "site/", "dist/")
    of_a_course = ("release/", "source/", "feedback/", "students.txt", "password.txt", "nbgrader_config.py")
    named = [target for target in quoted if not target.startswith(made_later + of_a_course)]
    assert [target for target in named if not (ROOT / target).exists()] == []


def test_the_map_in_the_readme_names_every_notebook_and_every_module():
    notebooks = sorted(path.name for path in (ROOT / "notebooks").glob("*.ipynb"))
    assert len(notebooks) >= 5
    assert [name for name in notebooks if f"notebooks/{name}" not in readme()] == []
    assert [name for name in MODULES if name != "__init__" and f"d2l_rnn/{name}" not in readme()] == []


def test_the_readme_names_the_extras_and_the_books_package_as_they_are():
    for extra in re.findall(r'"\.\[([\w,]+)\]"', readme()):
        assert set(extra.split(",")) <= set(EXTRAS)
    assert set(re.findall(r"d2l==([\d.]+)", readme())) == {pins(CONSTRAINTS, "3.11")["d2l"]}


# --- what no file may hold --------------------------------------------------------------------------------------------


def tracked():
    """{path: text} of the files that are or would be tracked; pictures, alone or in a notebook, are left out."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    found = {}
    for name in filter(None, listed.stdout.split("\0")):
        content = (ROOT / name).read_bytes() if (ROOT / name).is_file() else b""
        if b"\0" not in content:
            text = content.decode("utf-8")
            found[name] = re.sub(r'"image/png": "[^"]*"', "", text)
    return found


# Each dot or slash stands in brackets, so that this list does not find itself.
UNWANTED = {
    "a package host": r"(pypi|npmjs|pytorch|anaconda|debian|unpkg|python[h]osted)[.](org|com)"
    r"|(jsdelivr|esm)[.](net|sh)",
    "a folder of one machine": r"(?<![\w.:/])/(home|Users|root|work|tmp|opt)[/]\w|\b[A-Z]:[\\]+Users",
}


@pytest.mark.parametrize("what", UNWANTED)
def test_no_file_names(what):
    files = tracked()
    assert {"Makefile", "README.md", "d2l_rnn/rnn.py"} <= set(files)
    found = {name: match.group() for name, text in files.items() if (match := re.search(UNWANTED[what], text))}
    assert found == {}


# --- who may import whom ----------------------------------------------------------------------------------------------

# A module is a file, or a folder of files that only its own __init__ shows to the others.
FILES = {path.stem: [path] for path in (ROOT / "d2l_rnn").glob("*.py")}
FILES |= {path.parent.name: sorted(path.parent.glob("*.py")) for path in (ROOT / "d2l_rnn").glob("*/__init__.py")}
MODULES = sorted(FILES)

# One way only: a module may import what stands above it in its line of descent.
MAY_IMPORT = {
    "__init__": set(),
    "arguments": set(),
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
MATHS = {"arguments", "chars", "rnn", "interventions", "sampling", "gradients", "threads", "train"}
PRESENTATION = {"matplotlib", "anywidget", "ipywidgets", "traitlets", "IPython"}


def imports(module):
    """The modules of this package and the other packages that a module imports anywhere in its text."""
    inside, outside = set(), set()
    nodes = [(node, path) for path in FILES[module] for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))]
    for node, path in nodes:
        depth = len(path.relative_to(ROOT / "d2l_rnn").parts)
        if isinstance(node, ast.ImportFrom) and 0 < node.level < depth:
            continue  # from one file of the module's own folder to another
        if isinstance(node, ast.ImportFrom) and node.level:
            inside |= {node.module.split(".")[0]} if node.module else {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            outside.add(node.module.split(".")[0])
        elif isinstance(node, ast.Import):
            outside |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.Call) and ast.unparse(node.func).endswith(("import_module", "__import__")):
            name = node.args[0]
            if isinstance(name, ast.Constant):
                outside.add(name.value.split(".")[0])
    return inside, outside


def test_every_module_has_its_place():
    assert set(MODULES) == set(MAY_IMPORT)


@pytest.mark.parametrize("module", MODULES)
def test_imports_go_one_way(module):
    assert imports(module)[0] <= MAY_IMPORT[module]


def test_the_checks_need_torch_and_nothing_that_shows():
    assert imports("checks")[1] - set(sys.stdlib_module_names) == {"torch"}


@pytest.mark.parametrize("module", sorted(MATHS))
def test_the_maths_does_not_know_how_it_is_shown(module):
    outside = imports(module)[1] - set(sys.stdlib_module_names)
    assert outside <= ({"torch", "tqdm"} if module == "train" else {"torch"})
    assert not outside & PRESENTATION


def test_only_book_touches_d2l():
    assert {module for module in MODULES if imports(module)[1] & {"d2l", "torchvision"}} == {"book"}


def loaded_after(statement):
    command = [sys.executable, "-c", f"{statement}\nimport sys; print(*sys.modules)"]
    return set(subprocess.run(command, capture_output=True, text=True, check=True, timeout=120).stdout.split())


def test_importing_the_package_and_its_maths_loads_nothing_that_shows():
    loaded = loaded_after("import d2l_rnn; from d2l_rnn import " + ", ".join(sorted(MATHS)))
    assert "d2l_rnn.train" in loaded
    assert loaded & (PRESENTATION | {"d2l", "pandas"}) == set()


def test_a_module_is_loaded_when_it_is_first_used():
    assert {name for name in loaded_after("import d2l_rnn") if name.startswith("d2l_rnn.")} == set()
    assert "matplotlib" in loaded_after("import d2l_rnn; d2l_rnn.plots")

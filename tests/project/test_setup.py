"""What installs the project: ranges, pins and recipes that fit together, and a wheel that has all it needs."""

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

from publish import ROOT

from .declared import CONSTRAINTS, EXTRAS, PROJECT, PYTHONS, pins, requirements, text
from .imports import imports, python_files

ENVIRONMENT = yaml.safe_load(text("environment.yml"))
BY_CONDA = [entry for entry in ENVIRONMENT["dependencies"] if isinstance(entry, str)]
(BY_PIP,) = [entry["pip"] for entry in ENVIRONMENT["dependencies"] if isinstance(entry, dict)]
BOOK_STACK = pins([line for line in BY_PIP if not line.startswith("-")], "3.11")


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
    assert f"not {first} <= sys.version_info[:2] <= {last}" in text("Makefile")


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
    lines = text("environment.yml").splitlines()
    entries = [line for line in lines if line.strip().startswith("- ") and line.strip() != "- pip:"]
    assert len(entries) == len(BY_CONDA) + len(BY_PIP) + len(ENVIRONMENT["channels"])
    assert [line for line in entries if len(line.partition(" # ")[2].split()) < 3] == []


def test_torch_is_a_range_for_the_package_and_a_pin_for_the_tests():
    (torch,) = [line for line in requirements(PROJECT["dependencies"]) if line.name == "torch"]
    assert torch.specifier == SpecifierSet(">=2.2")
    assert pins(CONSTRAINTS, "3.11")["torch"] == BOOK_STACK["torch"]


def test_every_package_that_the_code_imports_is_declared():
    declared = {canonicalize_name(Requirement(line).name) for line in PROJECT["dependencies"]}
    used = {name.split(".")[0] for file in python_files("d2l_rnn") for name in imports(file)}
    outside = used - {"d2l_rnn"} - set(sys.stdlib_module_names)
    outside = {"pillow" if name == "PIL" else name for name in outside}  # the one package that is imported otherwise
    assert outside - {"d2l", "torchvision"} <= declared


@pytest.mark.slow
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
    recipe = text("classroom/hub/Dockerfile")
    copied = [source for line in re.findall(r"(?m)^COPY (.+)$", recipe) for source in line.split()[:-1]]
    assert {"pyproject.toml", "constraints.txt", "d2l_rnn", "notebooks"} <= set(copied)
    assert [source for source in copied if not (ROOT / source).exists()] == []
    assert re.search(r"(?m)^FROM python:(3\.\d+)-slim$", recipe)[1] in PYTHONS
    assert set(re.search(r'"\.\[([\w,]+)\]"', recipe)[1].split(",")) <= set(EXTRAS)
    # What the build needs lies beside pyproject.toml in the image.
    assert {PROJECT["readme"]} <= set(copied)

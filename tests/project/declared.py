"""What the project's own files declare: the package's dependencies and the versions that are pinned."""

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from publish import ROOT

try:
    import tomllib
except ModuleNotFoundError:  # Python 3.10
    import tomli as tomllib

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
EXTRAS = PROJECT["optional-dependencies"]
PYTHONS = ["3.10", "3.11", "3.12", "3.13", "3.14"]  # those that the pinned torch has wheels for


def text(name):
    """The text of a file, by its path from the root."""
    return (ROOT / name).read_text(encoding="utf-8")


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


CONSTRAINTS = [line for line in (one.split("#")[0].strip() for one in text("constraints.txt").splitlines()) if line]

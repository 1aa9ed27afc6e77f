"""Which figures stay open in a kernel: cells that run again, several pages, boxes."""

import pytest
from jupyter_client.blocking import BlockingKernelClient
from jupyter_client.manager import start_new_kernel

FIGURES = "[one for one in ipywidgets.widgets.widget._instances.values() if isinstance(one, figures.HiddenStates)]"


class Page:
    """A page that is open on a kernel, as the kernel sees it: its messages have a session of their own."""

    def __init__(self, kernel):
        self.client = BlockingKernelClient(context=kernel.context)  # kernel.client() would share one session
        self.client.load_connection_info(kernel.get_connection_info())
        self.client.start_channels()
        self.client.wait_for_ready(timeout=60)

    def run(self, code, cell=None):
        """Run a cell; return what it shows as text."""
        content = {"code": code, "silent": False, "store_history": True, "user_expressions": {}, "allow_stdin": False}
        metadata = {"cellId": cell} if cell else {}
        sent = self.client.session.send(self.client.shell_channel.socket, "execute_request", content, metadata=metadata)
        shown = []
        while True:
            message = self.client.get_iopub_msg(timeout=60)
            if message["parent_header"].get("msg_id") != sent["header"]["msg_id"]:
                continue
            content = message["content"]
            if message["msg_type"] == "error":
                raise AssertionError("\n".join(content["traceback"]))
            if message["msg_type"] in ("execute_result", "display_data"):
                shown.append(content["data"]["text/plain"])
            if message["msg_type"] == "status" and content["execution_state"] == "idle":
                return "\n".join(shown)


@pytest.fixture(scope="module")
def kernel():
    manager, client = start_new_kernel()
    client.stop_channels()
    yield manager
    manager.shutdown_kernel(now=True)


@pytest.fixture
def pages(kernel):
    """Makes a page; afterwards no figure is left."""
    opened = []

    def another():
        opened.append(Page(kernel))
        return opened[-1]

    another().run("import ipywidgets\nfrom d2l_rnn import figures, train\nhistory = train.fit('hello', 2, 2)")
    yield another
    opened[0].run(f"for one in {FIGURES}: one.layout.close(); one.close()\nfigures.shown._cells.clear()")
    for page in opened:
        page.client.stop_channels()


def left(page):
    """The texts of the figures that are open, each figure's name."""
    return sorted(eval(page.run(f"[one.text for one in {FIGURES}]")))


def show(text):
    return f"figure = figures.HiddenStates(history, text={text!r})\nfigure"


@pytest.mark.slow
def test_a_cell_that_runs_again_leaves_its_last_figure_only(pages):
    page = pages()
    for _ in range(100):
        said = page.run(show("hell"), "first")
    assert said == "HiddenStates of 'hell': 2 hidden units. Run the cell to make it live."
    assert left(page) == ["hell"]
    page.run(show("h") + "\ndisplay(figure)\n" + show("he"), "first")
    assert left(page) == ["h", "he"]
    page.run("1", "first")
    assert left(page) == ["h", "he"]  # nobody has shown anything in their place
    page.run(show("hell"), "first")
    assert left(page) == ["hell"]


@pytest.mark.slow
def test_a_figure_that_another_cell_shows_stays_until_that_cell_shows_another(pages):
    page = pages()
    page.run(show("h"), "first")
    page.run("figure", "second")
    page.run(show("he"), "first")
    assert left(page) == ["h", "he"]
    page.run("figure", "second")
    assert left(page) == ["he"]


@pytest.mark.slow
def test_a_figure_in_a_box_stays_as_long_as_the_box(pages):
    page = pages()
    page.run(show("h"), "first")
    page.run("box = ipywidgets.VBox([figure])\nbox", "second")
    page.run(show("he"), "first")
    assert left(page) == ["h", "he"]
    page.run("box.close()")
    page.run(show("hel"), "first")
    assert left(page) == ["hel"]


@pytest.mark.slow
def test_boxes_that_nobody_closes_keep_a_few_figures_at_most(pages):
    page = pages()
    for _ in range(20):
        page.run(show("h"), "first")
        page.run("ipywidgets.VBox([figure])", "second")
    assert len(left(page)) <= 5
    page.run("ipywidgets.Widget.close_all()")


@pytest.mark.slow
def test_each_page_keeps_its_own_figure_of_a_cell(pages):
    one, other = pages(), pages()
    one.run(show("h"), "first")
    other.run(show("he"), "first")
    assert left(one) == ["h", "he"]
    one.run(show("hel"), "first")
    assert left(one) == ["he", "hel"]
    other.run(show("hell"), "first")
    assert left(one) == ["hel", "hell"]


@pytest.mark.slow
def test_pages_that_nobody_comes_back_to_are_given_up(pages):
    for text in ("h", "he", "hel", "hell", "e", "el", "ell"):
        page = pages()
        page.run(show(text), "first")
    assert left(page) == ["e", "el", "ell", "hell"]

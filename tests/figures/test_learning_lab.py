"""What is learned in a real notebook: Python reads it, every view shows it, and a page that loads again has it."""

import json

import pytest

from d2l_rnn import train
from tests.drive import hosted, lab
from tests.equations.test_fit import SENTENCE, farthest

pytestmark = pytest.mark.browser
CELLS = (
    "from d2l_rnn import figures, train\ntraining, states = figures.Training(), figures.HiddenStates()",
    "training",
    "training",
    "states",
)
TOLD = """
import json
h = {}.history
print(json.dumps([type(h).__module__, h.text, h.tokens, h.losses, list(h.settings)]))
"""


@pytest.fixture(scope="module")
def page(browser, jupyter):
    address, folder = jupyter
    lab.write_notebook(folder / "learning.ipynb", *CELLS)
    opened = lab.Lab(browser, address)
    opened.open("learning.ipynb")
    opened.run_all()
    assert opened.errors() == []
    wait_for_figures(opened)
    yield opened
    opened.close()


def wait_for_figures(page):
    page.page.wait_for_function("document.querySelectorAll('.d2l-rnn .d2l-box').length === 3")


def figure(page, k):
    return page.page.locator(".d2l-rnn").nth(k)


def learn(figure, text):
    hosted.text_box(figure).fill(text)
    hosted.text_box(figure).press("Enter")


def told(page, name):
    """The module of the history that a figure has in Python, its text, tokens, losses and settings."""
    return json.loads(page.python(TOLD.format(name)))


def test_what_was_learned_is_a_train_history_in_python_with_the_losses_of_fit(page):
    first, second, states = (figure(page, k) for k in range(3))
    assert told(page, "training")[1] == "hello"
    learn(first, "banana")
    expected = train.fit("banana", num_hiddens=16, progress=False)
    first.get_by_role("slider", name="update").press("End")
    module, text, tokens, losses, settings = told(page, "training")
    assert (module, text, tokens, settings) == ("d2l_rnn.train", "banana", expected.tokens, list(expected.settings))
    assert farthest(losses, expected.losses) <= 1e-6
    again = "train.fit('banana', num_hiddens=16, progress=False)"
    worst = f"max(abs(a - b) for a, b in zip(training.history.losses, {again}.losses, strict=True))"
    assert float(page.python(f"print({worst})")) <= 1e-6
    assert hosted.sentence(second) == hosted.sentence(first)  # the other view of it
    learn(states, "letter")
    for _ in range(50):  # a message may wait until the kernel has answered the one before
        if told(page, "states")[1] == "letter":
            break
    assert told(page, "states")[1] == "letter" and told(page, "training")[1] == "banana"
    assert page.our_console() == []


def test_a_longer_text_is_readable_too_and_python_gives_the_first_network_back(page):
    states = figure(page, 2)
    learn(states, SENTENCE[:64])
    states.get_by_role("button", name="Give back the first network").wait_for()
    _, text, _, losses, _ = told(page, "states")
    assert text == SENTENCE[:64] and len(losses) == 201
    assert farthest(losses[:10], train.fit(text, num_hiddens=16, progress=False).losses[:10]) <= 5e-6
    page.python("states.learned, states.text = None, 'machine'")
    states.get_by_role("button", name="Give back the first network").wait_for(state="hidden")
    assert told(page, "states")[1] == "machine"
    assert page.our_console() == []


def test_a_page_that_loads_again_still_shows_what_was_learned(page):
    learn(figure(page, 0), "banana")
    figure(page, 0).get_by_role("slider", name="update").press("End")
    assert told(page, "training")[1] == "banana"
    said = hosted.sentence(figure(page, 0))
    page.page.evaluate("window.jupyterapp.commands.execute('docmanager:save')")
    page.page.reload()
    wait_for_figures(page)
    first = figure(page, 0)
    assert hosted.text_box(first).input_value() == "banana" and hosted.sentence(first) == said
    assert first.get_by_role("button", name="Give back the first network").count() == 1
    learn(first, "apple")
    first.get_by_role("slider", name="update").press("End")
    hosted.text_box(first).focus()  # what waits for the end of a second is sent when the focus moves on
    page.page.wait_for_timeout(1000)
    assert told(page, "training")[1] == "apple"

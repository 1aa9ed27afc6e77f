"""What d2l_rnn says in a language that nobody speaks: no word of it stays English."""

import re

import pytest
from tqdm import tqdm

from d2l_rnn import checks, figures, train
from d2l_rnn.checks import sentences
from d2l_rnn.checks.sandbox import trial
from tests.checks import styles
from tests.checks.answers import RIGHT
from tests.checks.odd import ODD
from tests.checks.wrong_answers import SIGNATURES, WRONG
from tests.drive.pictures import words
from tests.drive.pseudo import english, pseudo
from tests.equations import test_bad_arguments
from tests.figures import test_bad_figures, test_bad_pictures
from tests.figures.plots.test_every_picture import PICTURES

pytestmark = [pytest.mark.slow, pytest.mark.usefixtures("pseudo_spoken")]

# Words of Python, of torch and of the field; names of arguments; names of classes that are not ours to translate.
NAMES = "None True False nan inf tanh theta torch float int long bool complex list tuple dict set bytes type generator"
CLASSES = "History Params RNN RNNCell LSTM GRU Linear Sequential numpy ndarray sparse coo mkldnn nested"
ERRORS = "RuntimeError TypeError ValueError SystemExit KeyboardInterrupt"
FIELDS = "losses params checkpoints settings whole check relu bidirectional nonlinearity"
# Here torch's message has given way to ours, with the tensors' names.
OF_SHAPES = ("no_product", "does_not_join", "does_not_stack", "does_not_fill", "does_not_add", "does_not_reshape")


def without_gap(text, sentence, gap):
    """A text without a sentence that has something in this gap which is not ours to translate."""
    pattern = re.escape(pseudo(sentence)).replace(re.escape(f"{{{gap}}}"), ".*?")
    return re.sub(re.sub(r"\\\{\w+\\\}", ".*?", pattern), "", text)


def own(text):
    """A check's text without Python's own messages, and the line of an answer where it happened."""
    for group in (sentences.ANY, *sentences.TASKS.values()):
        for key, told in group.items():
            if "{message}" in told[0] and key not in OF_SHAPES:
                text = without_gap(text, told[0], "message")
    return without_gap(text, sentences.REPORT["line"], "line")


@pytest.mark.parametrize("task", [*sentences.TASKS])
def test_every_verdict_on_a_wrong_or_a_right_answer(task, capfd, monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.3)
    kept = [NAMES, task.replace("_", " "), SIGNATURES.get(task, ""), "heaviside Size SystemExit"]
    for wrong in [one for one in [*WRONG, *styles.WRONG] if one.task == task]:
        getattr(checks, task)(wrong.answer())
        text = capfd.readouterr().out
        assert text.startswith("‹") and text.endswith("›\n")
        assert english(own(text), *kept, wrong.source) == set(), text
    for answer in (RIGHT[task], ...):
        getattr(checks, task)(answer)
        assert english(capfd.readouterr().out, *kept) == set()


@pytest.mark.parametrize("what", ODD)
def test_every_verdict_on_an_odd_answer(what, capfd, monkeypatch):
    monkeypatch.setattr(trial, "LIMIT", 0.1)
    answer, _ = ODD[what]
    checks.step(answer)
    assert english(own(capfd.readouterr().out), NAMES, ERRORS, "step Liar Special args phi") == set()


def test_what_is_said_to_an_answer_in_words(capfd):
    for answer in (..., "It vanishes or explodes", "The state is computed from the state before, and so on.", 7):
        for question in (*sentences.ANSWERS, "q9"):
            model = checks.reflect(question, answer)
            shown = f"{capfd.readouterr().out}{model!r}{model._repr_html_() if model else ''}"
            assert english(re.sub("<[^>]*>", "", shown), NAMES, "tanh") == set()


@pytest.mark.parametrize(
    "tried", [test_bad_arguments, test_bad_figures, test_bad_pictures], ids=lambda one: one.__name__
)
def test_every_sentence_about_a_bad_argument(tried):
    kept = [NAMES, CLASSES, ERRORS, FIELDS]
    for function, good in tried.GOOD.items():
        kept += [function.__qualname__, *good, *getattr(function, "class_traits", dict)()]
    left = {}
    for case in tried.CASES:
        try:
            case.function(**{**tried.GOOD[case.function], case.argument: case.value})
        except (TypeError, ValueError) as error:
            for word in english(str(error), *kept, case.argument):
                left[word] = str(error)
    assert sorted(left) == [], left


def test_every_figure_tells_what_it_is():
    for name in figures.__all__:
        assert english(repr(getattr(figures, name)())) == set()


@pytest.mark.parametrize("name", PICTURES)
def test_every_picture_and_what_stands_for_it_in_text(name):
    picture = PICTURES[name][0]()
    written = [re.sub(r"\$[^$]*\$", "", text) for text in words(picture)]
    assert any("‹" in text for text in written)
    assert english(" ".join([repr(picture), *written]), "tanh") == set()


def test_training_its_bar_and_what_it_gives(capfd, monkeypatch):
    monkeypatch.setattr(train, "tqdm", lambda steps, **given: tqdm(steps, **given | {"delay": 0}))  # shown at once
    history = train.fit("hello", 2, 30)
    bar = capfd.readouterr().err
    assert "‹" in bar and english(f"{bar} {history!r} {history.params!r}") == set()

"""What a reader does with the notebooks: converts them, puts in a text, tries what is suggested, believes the words."""

import ast
import re
from collections import Counter

import nbformat
import pytest

from d2l_rnn import arguments, chars, rnn, sampling
from publish import NOTEBOOKS, ROOT
from publish.badges import SOURCE
from publish.run import METADATA

pytestmark = pytest.mark.slow

ALL = [*NOTEBOOKS, SOURCE]
READERS_TEXTS = ["aaaa", "ab", "  ", "hello", "a longer text, which says something"]

each_notebook = pytest.mark.parametrize("path", ALL, ids=lambda path: path.relative_to(ROOT).parts[0] + "-" + path.stem)


def read(path):
    return nbformat.read(path, as_version=4)


def notebook(number):
    (path,) = [path for path in NOTEBOOKS if path.name.startswith(f"{number}_")]
    return read(path)


def source(number, name):
    """The text of one cell."""
    (cell,) = [cell for cell in notebook(number).cells if cell.id == name]
    return cell.source


def without_magics(text):
    """A cell as converters write it into a script: the lines for IPython become comments."""
    return re.sub(r"(?m)^(\s*)([%!])", r"\1# \2", text)


def shown(number, *names, replaced=None):
    """{id: what the cell shows} of a notebook's code cells, run here; of the setup cell and those named, or of all."""
    cells = [cell for cell in notebook(number).cells if cell.cell_type == "code"]
    known, values = {}, {}
    for cell in cells:
        if names and cell.id not in ("setup", *names):
            continue
        text = without_magics(cell.source)
        for old, new in (replaced or {}).get(cell.id, {}).items():
            assert text.count(old) == 1, (cell.id, old)
            text = text.replace(old, new)
        *statements, last = ast.parse(text).body
        if not isinstance(last, ast.Expr):
            statements, last = [*statements, last], None
        exec(compile(ast.Module(statements, []), cell.id, "exec"), known)
        if last is not None:
            value = values[cell.id] = eval(compile(ast.Expression(last.value), cell.id, "eval"), known)
            assert repr(value)
            if hasattr(value, "_repr_png_"):
                assert value._repr_png_()
    return values | {"names": known}


# --- a converter, an editor -------------------------------------------------------------------------------------------


@each_notebook
def test_as_a_script_with_its_magics_commented_out_every_cell_is_python(path):
    cells = [cell for cell in read(path).cells if cell.cell_type == "code"]
    assert any(re.search(r"(?m)^\s*%", cell.source) for cell in cells)
    for cell in cells:
        compile(without_magics(cell.source), cell.id, "exec")


def test_without_its_magics_the_setup_cell_says_that_the_package_is_missing():
    statement = ast.parse(without_magics(source(0, "setup"))).body[0]
    tried = ast.unparse(statement).replace("d2l_rnn", "no_package_of_this_name")
    with pytest.raises(ModuleNotFoundError, match="no_package_of_this_name"):
        exec(tried)


@each_notebook
def test_a_notebook_names_its_language_as_jupyter_does_and_no_version_of_it(path):
    assert read(path).metadata == METADATA
    language = METADATA["language_info"]
    assert (language["name"], language["file_extension"], language["mimetype"]) == ("python", ".py", "text/x-python")
    assert (language["pygments_lexer"], language["nbconvert_exporter"]) == ("ipython3", "python")
    assert language["codemirror_mode"] == {"name": "ipython", "version": 3}
    assert "version" not in language  # the patch release differs between machines


# --- the words --------------------------------------------------------------------------------------------------------

# Rare words that are made of two others.
COMPOUNDS = {"beforehand", "elsewhere", "everywhere", "makemore", "overwrites", "somewhere", "whenever"}


def prose(path):
    """A notebook's sentences, without code and formulas, and what its cells print."""
    cells = read(path).cells
    said = "\n".join(cell.source for cell in cells if cell.cell_type == "markdown")
    plain = re.sub(r"(?s)```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$|<[^>]*>|\]\([^)]*\)", " ", said)
    outputs = [output for cell in cells for output in cell.get("outputs", [])]
    return "\n".join([plain, *(output.get("text") or output.data["text/plain"] for output in outputs)])


def test_no_two_words_stand_together_without_a_blank():
    texts = [prose(path) for path in NOTEBOOKS]
    counted = Counter(word for text in texts for word in re.findall(r"(?<![\w<])[a-z]+(?!\w)", text.lower()))
    known = {word for word, count in counted.items() if count > 1 and len(word) > 3}
    joined = {
        word
        for word, count in counted.items()
        for k in range(4, len(word) - 3)
        if count == 1 and {word[:k], word[k:]} <= known
    }
    assert joined - COMPOUNDS == set()
    assert [match[0] for text in texts for match in re.finditer(r"\b[a-z]{3,}[,;:][a-z]{3,}\b", text)] == []


# --- a text of the reader's own ---------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", READERS_TEXTS)
def test_the_summary_runs_with_any_text_of_two_characters(text):
    values = shown(4, replaced={"setup": {'text = "machine"': f"text = {text!r}"}})
    assert values["screen-states"].text == values["screen-predictions"].text == text
    assert values["recurrent"] is True and values["history"] == (True, 0.0)
    steps, numbers = zip(*values["parameters"], strict=True)
    assert steps == (len(text), 10 * len(text), 100 * len(text)) and len(set(numbers)) == 1
    losses = values["language-losses"]
    assert losses["trained without memory"] >= losses["the floor without memory"]
    assert values["language-write"] == text  # as the text above it says of a word that was learned by heart


@pytest.mark.parametrize("text", READERS_TEXTS)
def test_the_other_notebooks_take_any_text_of_two_characters_in_place_of_their_word(text):
    word = {"your-word": {'"banana"': repr(text)}}
    assert shown(3, "your-word", replaced=word)["your-word"] == round(chars.floor(text), 4)
    word = {"memory-loss": {'"hello"': repr(text)}}
    assert shown(2, "memory-loss", "memory-figure", replaced=word)["memory-figure"].text == text
    word = {name: {'"machine"': repr(text)} for name in ("predictions", "fit")}
    values = shown(3, "fit", "training-curve", "predictions", replaced=word)
    assert values["predictions"].text == text
    assert repr(values["training-curve"]).startswith(f"Training on {arguments.shown(text)}: 200 updates")
    word = {"explore-true_or_false": {'"mississippi"': repr(text)}}
    assert shown(5, "explore-true_or_false", replaced=word)["explore-true_or_false"].text == text


@pytest.mark.parametrize("number, name", [(0, "growth-figure-zen"), (0, "growth-figure")])
def test_growth_opens_with_a_text_that_is_long_enough_and_has_a_cell_for_every_character(number, name):
    figure = shown(number, name)[name]
    assert figure.text == "" or figure.order <= len(figure.text)
    assert len(set(figure.text)) <= figure.num_tokens


# --- what the text says of a cell -------------------------------------------------------------------------------------


def test_the_texts_that_the_summary_suggests_have_the_floors_that_it_names():
    named = dict(re.findall(r'"(\w+)" (0\.\d{3})', source(4, "next")))
    assert len(named) == 3 and {word: f"{chars.floor(word):.3f}" for word in named} == named


def test_the_plane_shows_the_word_that_the_text_argues_with():
    values = shown(3, "plane-fit", "plane")
    assert values["plane"].text == values["names"]["history"].text == "hello"
    assert '"hello"' in source(3, "plane-text")


def test_where_the_next_character_is_left_to_chance_the_network_is_not_sure_of_it():
    figure = shown(3, "free-figure")["free-figure"]
    assert (figure.feed, figure.pick) == ("free", "sample")
    p, tokens = figure._shown(), figure.network["tokens"]
    written = [sampling.generate("a", figure.length, p, tokens, pick="sample", seed=seed) for seed in range(5)]
    assert len(set(written)) > 3
    assert 'after each "a"' in source(3, "free-text")
    for text in written:
        likeliest = rnn.unroll(chars.one_hot(text[:-1], tokens), p).O.softmax(-1).max(-1).values[:, 0]
        assert (likeliest < 0.6).tolist() == [letter == "a" for letter in text[:-1]]
        assert (likeliest < 0.95).float().mean() >= 0.4


def test_the_word_of_the_exercise_comes_to_its_floor_in_the_rounds_that_are_named():
    exercise = next(line for line in source(1, "ask").splitlines() if "chars.floor" in line)
    (word,) = re.findall(r'such as "(\w+)"', exercise)
    rounds, fewer = (int(number.replace(",", "")) for number in re.findall(r"([\d,]+) rounds", exercise))
    ours = shown(1, "training-data", "training-loss", "training-step", "training-loop")["names"]
    X, y = ours["examples"](word)
    losses = [ours["mean_loss"](ours["trained"](X, y, k), X, y).item() for k in (rounds, fewer)]
    assert abs(losses[0] - chars.floor(word)) < 0.003
    assert 0.01 < losses[1] - chars.floor(word) < 0.05

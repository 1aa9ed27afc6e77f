"""HiddenStates: what Python keeps of its edits, and the picture of them."""

import math

import pytest
import torch

from d2l_rnn import chars, figures, interventions, rnn, train
from d2l_rnn.figures import packing

ALPHABET = sorted("abcdefghijklmnopqrstuvwxyz .")
LONG = "what a network has read so far is kept in its state. " * 4
STATE = {"kind": "state", "step": 3, "unit": 5, "value": -0.9}
SILENT = {"kind": "state", "step": None, "unit": 2, "value": 0.0}
WHOLE = {"kind": "state", "step": 4, "unit": None, "value": 0.0}
WEIGHT = {"kind": "weight", "name": "W_hh", "row": 2, "column": 1, "value": 1.5}


@pytest.fixture(scope="module")
def history():
    return train.fit("machine", num_hiddens=8, num_steps=120, seed=0, progress=False)


# --- Python ----------------------------------------------------------------------------------------------------------


def test_edits_that_python_sets_are_copied_and_seen_by_observe(history):
    figure = figures.HiddenStates(history)
    seen = []
    figure.observe(lambda change: seen.append(change.new), "edits")
    edits = [dict(STATE), dict(WEIGHT)]
    figure.edits = edits
    edits[0]["value"] = 0.3
    edits.clear()
    assert figure.edits == [STATE, WEIGHT] == seen[0]
    figure.edits = (SILENT,)
    assert figure.edits == [SILENT] and len(seen) == 2


def test_the_sentence_counts_the_edits_and_two_figures_do_not_share_them(history):
    one, other = figures.HiddenStates(history, edits=[STATE]), figures.HiddenStates(history)
    assert repr(one).startswith("HiddenStates of 'machine': 8 hidden units, 1 edit. ")
    assert repr(other).startswith("HiddenStates of 'machine': 8 hidden units. ")
    other.fold = "compare"
    assert repr(other).startswith("HiddenStates of 'machine': 8 hidden units, trained beside untrained. ")
    one.edits = [STATE, SILENT]
    assert ", 2 edits. " in repr(one) and other.edits == []


def panels(figure, h=8):
    """The values that the picture of h units shows, as (units, steps) tensors, its words and its diamonds."""
    picture = figure._picture()
    (page,) = picture.axes
    meshes = [mesh.get_array() for mesh in page.collections if hasattr(mesh, "get_coordinates")]
    shape = (h, len(figure.text) + 1)
    shown = [torch.as_tensor(values).reshape(shape) for values in meshes if values.size == math.prod(shape)]
    return shown, [text.get_text() for text in page.texts], [line for line in page.lines if line.get_marker() == "D"]


def test_the_picture_shows_the_run_with_the_edits_beside_the_one_before(history):
    figure = figures.HiddenStates(history, edits=[STATE, SILENT, WEIGHT], step=4)
    X = chars.one_hot("machine", history.tokens)
    after = interventions.unroll_edited(X, history.params, figure.edits)
    before = rnn.unroll(X, history.params)
    (first, second), words, diamonds = panels(figure)
    assert torch.allclose(first, after.H[:, 0].T.double()) and torch.allclose(second, before.H[:, 0].T.double())
    assert {"with the edits", "before the edits"} <= set(words)
    assert len(diamonds) == 1 + 7  # one cell at step 3, and one at every step
    assert words[0].startswith("Having read “mach”, the network expects “") and "; before the edits: “" in words[0]


def test_the_untrained_network_is_in_the_picture_where_its_fold_is_open_and_nowhere_else(history):
    X = chars.one_hot("machine", history.tokens)
    trained, untrained = (rnn.unroll(X, p).H[:, 0].T.double() for p in (history.params, history.untrained))
    figure = figures.HiddenStates(history)
    (only,), words, diamonds = panels(figure)
    assert torch.allclose(only, trained) and not {"trained", "untrained"} & set(words) and not diamonds
    assert words[0].startswith("Having read “mac”, the network expects “") and "untrained" not in words[0]
    figure.fold = "compare"
    (first, second), words, _ = panels(figure)
    assert torch.allclose(first, trained) and torch.allclose(second, untrained)
    assert {"trained", "untrained"} <= set(words) and "; untrained: “" in words[0]
    figure.fold = "numbers"
    assert len(panels(figure)[0]) == 1


def test_the_picture_marks_the_current_step_and_says_what_is_expected(history):
    figure = figures.HiddenStates(history, step=6)
    assert "step 6 marked" in repr(figure._picture())
    O = rnn.unroll(chars.one_hot("machine", history.tokens), history.params).O[:, 0]
    _, words, _ = panels(figure)
    assert words.count("expects") == 1
    below = [words[words.index("expects") + k] for k in range(1, 8)]
    assert below == [history.tokens[k] for k in O.argmax(-1)]
    figure.step = 0
    assert "marked" not in repr(figure._picture())


def test_a_whole_state_is_silenced_by_one_edit_and_each_of_its_cells_is_marked(history):
    figure = figures.HiddenStates(history, edits=[WHOLE])
    (first, second), _, diamonds = panels(figure)
    assert (first[:, 4] == 0).all() and not (second[:, 4] == 0).any() and len(diamonds) == 8
    assert torch.allclose(first[:, :4], second[:, :4])


def test_the_picture_is_of_the_network_that_was_learned_in_the_page(history):
    other = train.fit("hello", num_hiddens=4, num_steps=20, progress=False)
    points = [other.checkpoints[0], other.checkpoints[-1]]
    figure = figures.HiddenStates(history, fold="compare")
    figure.text = "hello"
    figure.learned = {
        "text": "hello",
        "tokens": other.tokens,
        "sizes": other.params.sizes,
        "losses": other.losses,
        "checkpoints": [{"step": one.step, "loss": one.loss, "weights": packing.packed(one.params)} for one in points],
    }
    assert repr(figure).startswith("HiddenStates of 'hello': 4 hidden units, trained beside untrained. ")
    X = chars.one_hot("hello", other.tokens)
    (first, second), words, _ = panels(figure, 4)
    assert torch.allclose(first, rnn.unroll(X, other.params).H[:, 0].T.double(), atol=1e-6)
    assert torch.allclose(second, rnn.unroll(X, other.untrained).H[:, 0].T.double(), atol=1e-6)
    larger = [STATE, {**WEIGHT, "name": "b_q", "row": 1, "column": 7}]  # edits that only the first network can have
    figure.edits = larger
    (first, _), words, _ = panels(figure, 4)
    assert torch.allclose(first, rnn.unroll(X, other.params).H[:, 0].T.double(), atol=1e-6)
    figure.edits = [*larger, {**WHOLE, "step": 2}]
    (first, _), words, _ = panels(figure, 4)
    assert (first[:, 2] == 0).all() and "with the edits" in words


def test_a_step_far_in_a_long_text_is_in_the_picture():
    figure = figures.HiddenStates(rnn.init_params(28, 4, 28, seed=0), ALPHABET, text=LONG, step=150)
    assert "step 150 marked" in repr(figure._picture())


@pytest.mark.parametrize(
    "ending", ["html", pytest.param("png", marks=pytest.mark.slow), pytest.param("svg", marks=pytest.mark.slow)]
)
def test_a_figure_with_edits_can_be_saved(ending, history, tmp_path):
    file = tmp_path / f"figure.{ending}"
    figures.HiddenStates(history, edits=[STATE]).save(file)
    figures.HiddenStates(history).save(tmp_path / f"plain.{ending}")
    assert file.read_bytes() != (tmp_path / f"plain.{ending}").read_bytes()

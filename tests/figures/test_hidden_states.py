"""HiddenStates: what Python keeps of its edits and order, and the picture of them."""

import math

import pytest
import torch

from d2l_rnn import chars, figures, interventions, rnn, train

ALPHABET = sorted("abcdefghijklmnopqrstuvwxyz .")
LONG = "what a network has read so far is kept in its state. " * 4
STATE = {"kind": "state", "step": 3, "unit": 5, "value": -0.9}
SILENT = {"kind": "state", "step": None, "unit": 2, "value": 0.0}
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
    assert repr(other).startswith("HiddenStates of 'machine': 8 hidden units, trained beside untrained. ")
    one.edits = [STATE, SILENT]
    assert ", 2 edits. " in repr(one) and other.edits == []


def panels(figure):
    """The values that the picture shows, as (units, steps) tensors, and its words."""
    picture = figure._picture()
    (page,) = picture.axes
    meshes = [mesh.get_array() for mesh in page.collections if hasattr(mesh, "get_coordinates")]
    shape = (8, len(figure.text) + 1)
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
    figure.edits = []
    (first, second), words, diamonds = panels(figure)
    assert torch.allclose(first, before.H[:, 0].T.double()) and not torch.allclose(first, second)
    assert {"trained", "untrained"} <= set(words) and not diamonds


def test_the_picture_marks_the_current_step_and_sorts_the_units_as_the_figure_does(history):
    H = rnn.unroll(chars.one_hot("machine", history.tokens), history.params).H[:, 0]
    figure = figures.HiddenStates(history, step=6, order="mean")
    assert "step 6 marked" in repr(figure._picture())
    (first, _), words, _ = panels(figure)
    order = H[1:].mean(0).argsort(descending=True)
    assert torch.allclose(first, H.T[order].double())
    figure.order = "change"
    (first, _), _, _ = panels(figure)
    steps = H.diff(dim=0).abs().argmax(0)
    assert torch.allclose(first, H.T[steps.argsort(stable=True)].double())
    figure.step = 0
    assert "marked" not in repr(figure._picture())


def test_a_step_far_in_a_long_text_is_in_the_picture():
    figure = figures.HiddenStates(rnn.init_params(28, 4, 28, seed=0), ALPHABET, text=LONG, step=150)
    assert "step 150 marked" in repr(figure._picture())


@pytest.mark.parametrize("ending", ["html", "png", "svg"])
def test_a_figure_with_edits_can_be_saved(ending, history, tmp_path):
    file = tmp_path / f"figure.{ending}"
    figures.HiddenStates(history, edits=[STATE]).save(file)
    figures.HiddenStates(history).save(tmp_path / f"plain.{ending}")
    assert file.read_bytes() != (tmp_path / f"plain.{ending}").read_bytes()

"""The figure Concatenation: its numbers against torch, and what Python may set."""

import functools
import random
import re

import pytest
import torch

from d2l_rnn import figures, rnn
from d2l_rnn.figures import packing
from d2l_rnn.plots.concatenation import WAYS

SCRIPT = """
const { caseOfRounding, cellOf, compare, fourMatrices, isRefused, termsOf } = await load("concatenation/numbers.js");
return given.map(({ network, edits, way, r, c }) => {
  const all = fourMatrices(network, edits);
  const refused = isRefused(way);
  const result = compare(all, refused ? "right" : way);
  return {
    refused,
    parts: cellOf(all, way, r, c).single,
    rounding: caseOfRounding(all, r, c),
    sum: [...result.two.values],
    product: [...result.one.values],
    largest: result.largest.value,
    largest64: result.largest64,
    wrong: [...result.wrong],
    terms: refused ? [] : termsOf(all, way, r, c).map(({ value, weight }) => [value, weight]),
  };
});
"""


def matrices(n, d, h, seed, scale=1.0):
    g = torch.Generator().manual_seed(seed)
    X, H = torch.randn(n, d, generator=g) * scale, torch.randn(n, h, generator=g)
    return X, H, rnn.init_params(d, h, 1, seed=seed)


def figure_of(X, H, p, **traits):
    return figures.Concatenation(X, H, p, **traits)


def called(name, cases, node):
    """What the front end's function answers to each list of arguments."""
    return node.call("concatenation/digits.js", name, cases)


def answers(cases, node):
    return node.run(SCRIPT, cases)


def random_cases(count=120):
    """Random shapes, every way of joining, some edits: (X, H, W_xh, W_hh edited, way, row, column, what is sent)."""
    draw = random.Random(94)
    for seed in range(count):
        n, d, h = draw.randint(1, 8), draw.randint(1, 12), draw.randint(1, 12)
        d = h if seed % 5 == 0 else d
        X, H, p = matrices(n, d, h, seed, draw.choice([0.1, 1.0, 30.0]))
        tensors = {"X": X, "H": H, "W_xh": p.W_xh, "W_hh": p.W_hh}
        edits = []
        for name in draw.sample(list(tensors), draw.randint(0, 3)):
            rows, columns = tensors[name].shape
            place = {"row": draw.randint(1, rows), "column": draw.randint(1, columns)}
            edits.append({"name": name, **place, "value": round(draw.uniform(-9, 9), 3)})
        figure = figure_of(X, H, p, edits=edits)
        for edit in edits:
            tensors[edit["name"]][edit["row"] - 1, edit["column"] - 1] = edit["value"]
        r, c = draw.randrange(n), draw.randrange(h)
        way = WAYS[seed % len(WAYS)]
        yield tensors, way, r, c, {"network": figure.network, "edits": figure.edits, "way": way, "r": r, "c": c}


def joined(tensors, way):
    """The two factors of the one product, as torch joins them; an error where it cannot."""
    X, H, W_xh, W_hh = tensors.values()
    left = torch.cat((H, X) if way == "both swapped" else (X, H), 0 if way == "wrong axis" else 1)
    right = (W_hh, W_xh) if "swapped" in way else (W_xh, W_hh)
    return left, torch.cat(right, 1 if way == "wrong axis of weights" else 0)


def in_turn(left, right):
    """A product whose terms are added one after the other, each step rounded to float32."""
    return functools.reduce(torch.add, [left[:, [k]] * right[[k]] for k in range(len(right))])


def test_every_number_is_torch_s_for_random_matrices_edits_and_ways(node):
    cases = list(random_cases())
    ours, torchs, refused = [], [], 0
    for (tensors, way, r, c, _), answer in zip(cases, answers([case[-1] for case in cases], node), strict=True):
        X, H, W_xh, W_hh = tensors.values()
        scale = max(1.0, (X.abs() @ W_xh.abs() + H.abs() @ W_hh.abs()).max().item())
        two = X @ W_xh + H @ W_hh
        assert torch.tensor(answer["sum"]).view_as(two).sub(two).abs().max() <= 1e-5 * scale
        assert torch.equal(torch.tensor(answer["sum"]).view_as(two), in_turn(X, W_xh) + in_turn(H, W_hh))
        try:
            left, right = joined(tensors, way)
            one = left @ right
        except RuntimeError:
            refused += 1
            assert answer["refused"], way
            continue
        assert not answer["refused"], way
        assert torch.tensor(answer["product"]).view_as(one).sub(one).abs().max() <= 1e-5 * scale
        assert torch.equal(torch.tensor(answer["product"]).view_as(one), in_turn(left, right))
        assert torch.equal(torch.tensor(answer["terms"]), torch.stack((left[r], right[:, c]), 1))
        parts = [in_turn(X, W_xh), in_turn(H, W_hh), in_turn(X, W_xh) + in_turn(H, W_hh), in_turn(left, right)]
        assert list(answer["parts"].values()) == [part[r, c].item() for part in parts]
        if way == "swapped":
            double = X.double() @ W_xh.double() + H.double() @ W_hh.double()
            differs = (left.double() @ right.double() - double).abs().flatten() > 1e-6
            assert answer["wrong"] == differs.nonzero().flatten().tolist()
            continue
        assert answer["wrong"] == [] and answer["largest64"] <= 1e-12 * scale
        ours.append(answer["largest"] / scale)
        torchs.append((two - one).abs().max().item() / scale)
    assert refused == 48 and len(ours) == 48  # two ways of five are refused, also where d = h
    assert 0 < max(ours) < 1e-6 and 0.1 < max(ours) / max(torchs) < 10  # rounding, of the size of torch's own


def test_numbers_have_one_notation_and_large_ones_keep_their_digits(node):
    written = {
        0.1: "0.1",
        -0.62314: "−0.6231",
        -24916.93: "−24916.93",
        1.2e-7: "1.2·10⁻⁷",
        -2.5e10: "−2.5·10¹⁰",
        0: "0",
    }
    assert called("plain", [[value] for value in written], node) == list(written.values())
    cells = {-0.6: "−0.60", -98.74: "−98.74", -24916.93: "−24917", -2.7e5: "−2.7·10⁵", 4e13: "4.0·10¹³"}
    assert called("brief", [[value] for value in cells], node) == list(cells.values())
    said = {-1.08: "−1.08", 1.2: "1.2", 3: "3", 0: "0", 0.004: "0.0040", -31569.887: "−31569.89", 2e5: "2.0·10⁵"}
    assert called("short", [[value] for value in said], node) == list(said.values())
    assert called("signed", [["−1.2"], ["1.2"]], node) == ["(−1.2)", "1.2"]


def test_cells_get_no_more_decimals_than_their_numbers_need(node):
    float32 = [float(torch.tensor(value)) for value in (0.6, -1.2)]
    assert called("decimalsOf", [[[1, -3]], [float32], [[0.6, 0.25]], [[1 / 3]]], node) == [0, 1, 2, 2]


def test_what_is_written_with_an_equals_sign_is_equal(node):
    cases = [[[0.24], 0.24], [[0.24, 1.08], 1.32], [[-24916.93 * 1.541], -38396.99], [[0.31, -0.12], 0.2]]
    assert called("relation", cases, node) == ["=", "=", "≈", "≈"]


def test_whole_numbers_get_a_case_whose_last_digits_differ_and_torch_agrees(node):
    draw = torch.Generator().manual_seed(3)
    sizes = (3, 1), (3, 4), (1, 4), (4, 4)
    X, H, W_xh, W_hh = (torch.randint(-3, 4, size, generator=draw).float() for size in sizes)
    p = rnn.Params(W_xh, W_hh, torch.zeros(1, 4), torch.zeros(4, 1), torch.zeros(1, 1))
    [answer] = answers([{"network": figure_of(X, H, p).network, "edits": [], "way": "right", "r": 1, "c": 2}], node)
    assert answer["largest"] == 0
    edit, row, column = answer["rounding"].values()
    assert (edit["name"], edit["row"], row) == ("X", 2, 1)
    X[edit["row"] - 1, edit["column"] - 1] = edit["value"]
    two = in_turn(X, W_xh) + in_turn(H, W_hh)
    one = in_turn(torch.cat((X, H), 1), torch.cat((W_xh, W_hh)))
    assert two[row, column] != one[row, column]
    zeros = figure_of(X * 0, H * 0, p.map(torch.zeros_like)).network
    [answer] = answers([{"network": zeros, "edits": [], "way": "right", "r": 0, "c": 0}], node)
    assert answer["rounding"] is None


def test_the_example_has_the_book_s_shapes_and_rounding_to_show(node):
    figure = figures.Concatenation()
    assert figure.shapes() == {"X": (3, 1), "H": (3, 4), "W_xh": (1, 4), "W_hh": (4, 4)}
    [answer] = answers([{"network": figure.network, "edits": [], "way": "right", "r": 1, "c": 2}], node)
    assert 1e-8 < answer["largest"] < 1e-6
    assert (figure.row, figure.column) == (2, 3) and answer["parts"]["two"] != answer["parts"]["one"]
    assert repr(figure).startswith("Concatenation of X (3, 1) and H (3, 4): two products and a sum beside one product.")


@pytest.mark.parametrize(
    "arguments, error, words",
    [
        (dict(X=torch.ones(2, 1)), TypeError, "H and p are missing"),
        (dict(X=torch.ones(2, 1), H=torch.ones(2, 3)), TypeError, "p is missing"),
        (dict(X=torch.ones(2, 1), H=torch.ones(2, 3), p=rnn.init_params(1, 4, 1)), ValueError, "H has shape (2, 3)"),
        (dict(X=torch.ones(2, 2), H=torch.ones(2, 4), p=rnn.init_params(1, 4, 1)), ValueError, "X has shape (2, 2)"),
        (dict(X=torch.ones(3, 1), H=torch.ones(2, 4), p=rnn.init_params(1, 4, 1)), ValueError, "H has shape (2, 4)"),
        (dict(X=[[1.0]], H=torch.ones(1, 4), p=rnn.init_params(1, 4, 1)), TypeError, "X must be a torch tensor"),
        (dict(X=torch.ones(9, 1), H=torch.ones(9, 4), p=rnn.init_params(1, 4, 1)), ValueError, "at most 8 are shown"),
        (dict(X=torch.ones(1, 9), H=torch.ones(1, 32), p=rnn.init_params(9, 32, 1)), ValueError, "at most 40 are"),
        (dict(X=torch.ones(1, 1) * 1e30, H=torch.ones(1, 4), p=rnn.init_params(1, 4, 1)), ValueError, "X holds a"),
        (dict(X=torch.ones(1, 1), H=torch.ones(1, 4), p=3), TypeError, "p must be a Params"),
        (dict(rows=2), TypeError, "has no argument 'rows'"),
    ],
)
def test_matrices_that_cannot_be_shown_are_refused_in_words(arguments, error, words):
    with pytest.raises(error, match=re.escape(words)):
        figures.Concatenation(**arguments)


EDIT = {"name": "W_hh", "row": 2, "column": 1, "value": 0.5}


@pytest.mark.parametrize(
    "name, value, error, words",
    [
        ("products", "three", ValueError, "products must be one of 'two', 'one'"),
        ("fold", "numbers", ValueError, "fold must be one of '', 'dot', 'change', 'wrong'"),
        ("way", "left", ValueError, "way must be one of 'right', 'swapped'"),
        ("row", 0, ValueError, "row must be at least 1"),
        ("column", "2", TypeError, "column must be a whole number"),
        ("chosen", {"name": "X", "row": 4, "column": 1}, ValueError, "chosen, row of X (3, 1), must be at most 3"),
        ("chosen", {"name": "X", "row": 1}, TypeError, "chosen must be a dict like"),
        ("chosen", {"name": "b_h", "row": 1, "column": 1}, ValueError, "chosen must name one of X, H, W_xh, W_hh"),
        ("chosen", {"name": [], "row": 1, "column": 1}, ValueError, "chosen must name one of"),
        ("edits", [EDIT | {"row": 5}], ValueError, "edits[0], row of W_hh (4, 4), must be at most 4, not 5"),
        ("edits", [EDIT, EDIT | {"column": 0}], ValueError, "edits[1], column of W_hh"),
        ("edits", [EDIT | {"value": 1e30}], ValueError, "edits[0], value must be at most"),
        ("edits", [EDIT | {"value": float("nan")}], ValueError, "must be finite"),
        ("edits", [EDIT | {"value": "<script>"}], TypeError, "edits[0], value must be a number"),
        ("edits", [EDIT | {"more": 1}], TypeError, "with the keys 'name', 'row', 'column', 'value', 'more'"),
        ("edits", EDIT, TypeError, "edits must be a list of changed numbers"),
        ("edits", None, TypeError, "edits must be a list"),
    ],
)
def test_a_trait_says_what_it_takes_and_keeps_what_it_had(name, value, error, words):
    figure = figures.Concatenation(edits=[EDIT])
    before = getattr(figure, name)
    with pytest.raises(error, match=re.escape(words)):
        setattr(figure, name, value)
    assert getattr(figure, name) == before


def test_a_mistake_opens_as_one_product_with_its_fold():
    figure = figures.Concatenation(way="swapped")
    assert (figure.products, figure.fold) == ("one", "wrong")
    assert figures.Concatenation(way="swapped", fold="", products="two").fold == ""
    assert (figures.Concatenation().products, figures.Concatenation().fold) == ("two", "")


@pytest.mark.slow
def test_the_picture_follows_the_figure(tmp_path):
    states = [dict(way=way) for way in WAYS] + [dict(row=3), dict(column=1), dict(edits=[EDIT])]
    for k, state in enumerate(states):
        figures.Concatenation(**state).save(tmp_path / f"{k}.png")
    assert len({(tmp_path / f"{k}.png").read_bytes() for k in range(len(states))}) == len(states)
    figures.Concatenation(row=99, column=99).save(tmp_path / "far.svg")  # the nearest number is framed
    assert b"<svg" in (tmp_path / "far.svg").read_bytes()


def test_an_edit_changes_the_figure_and_never_the_reader_s_own_matrices():
    X, H, p = matrices(2, 3, 4, 0)
    before = p.W_hh.clone()
    figure_of(X, H, p, edits=[EDIT])._picture()
    assert torch.equal(p.W_hh, before)


def test_a_network_under_training_and_float64_can_be_shown():
    X, H, p = matrices(2, 3, 4, 0)
    p = p.map(lambda one: one.double().requires_grad_())
    figure = figure_of(X.double(), H.double(), p, edits=[EDIT])
    assert figure.network["matrices"] == packing.in_float32({"X": X, "H": H, "W_xh": p.W_xh, "W_hh": p.W_hh})
    assert figure._picture() is not None


def test_the_largest_matrices_give_a_small_file(tmp_path):
    figure_of(*matrices(8, 1, 39, 0)).save(tmp_path / "figure.html")
    assert (tmp_path / "figure.html").stat().st_size < 100_000


def test_what_is_missing_and_what_a_cell_is_not_are_told_in_words():
    with pytest.raises(TypeError, match="H and p are missing"):
        figures.Concatenation(torch.ones(2, 2))
    with pytest.raises(TypeError, match="p is missing"):
        figures.Concatenation(torch.ones(2, 2), torch.ones(2, 2))
    figure = figures.Concatenation()
    for wrong, words in (({}, "an empty dict"), ({10**6000: 1}, "a number of about"), ({"\ud800": 1}, r"ud800")):
        with pytest.raises(TypeError, match=words) as raised:
            figure.chosen = wrong
        assert str(raised.value).encode("utf-8")

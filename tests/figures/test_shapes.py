"""The figure Shapes: its verdicts against torch for any typed shape, and its counts."""

import random
import re

import pytest
import torch

from d2l_rnn import figures, plots, rnn
from d2l_rnn.plots.shapes import TRIED

MOST = figures.Shapes().network["most"]


def called(name, cases, node):
    """What the front end's function answers to each list of arguments."""
    return node.call("shapes/numbers.js", name, cases)


def right_shapes(sizes):
    n, d, h, q = (sizes[letter] for letter in "ndhq")
    return {"X": (n, d), "W_xh": (d, h), "H": (n, h), "W_hh": (h, h), "b_h": (1, h), "W_hq": (h, q), "b_q": (1, q)}


def random_cases(count=4000):
    """Sizes, with or without memory, and a shape for one tensor: of any number of axes, near the right one or far."""
    draw = random.Random(94)
    for _ in range(count):
        sizes = {letter: draw.choice([1, 1, 2, 2, 3, 4, 5]) for letter in "ndhqT"}
        memory = draw.random() < 0.6
        name = draw.choice([name for name in TRIED if memory or name not in ("H", "W_hh")])
        near = list(right_shapes(sizes)[name])
        kind = draw.random()
        if kind < 0.5:
            near[draw.randrange(2)] = draw.choice([0, 1, *sizes.values()])
            shape = draw.choice([near, near, near[1:], near[:1], [1, *near], [draw.randint(0, 3), *near]])
        else:
            shape = [draw.choice([0, 1, *sizes.values()]) for _ in range(draw.randint(0, 4))]
        yield sizes, memory, name, shape


def torch_says(sizes, memory, name, shape):
    """The shapes of H and O that torch computes with this shape, or None where it refuses; and the tensors."""
    g = torch.Generator().manual_seed(1)
    A = {key: torch.rand(shape if key == name else size, generator=g) for key, size in right_shapes(sizes).items()}
    return computed(A, memory), A


def computed(A, memory):
    try:
        inside = A["X"] @ A["W_xh"]
        inside = inside + A["H"] @ A["W_hh"] if memory else inside
        H = torch.tanh(inside + A["b_h"])
        return H, H @ A["W_hq"] + A["b_q"]
    except RuntimeError:
        return None


@pytest.mark.slow
def test_every_verdict_is_torch_s_for_thousands_of_typed_shapes(node):
    cases = list(random_cases())
    sent = [[sizes, memory, {"name": name, "shape": shape}] for sizes, memory, name, shape in cases]
    kinds = dict.fromkeys(("right", "same", "other", "shape", "refused"), 0)
    for (sizes, memory, name, shape), answer in zip(cases, called("verdict", sent, node), strict=True):
        results, A = torch_says(sizes, memory, name, shape)
        case = f"{name} {shape} with {sizes}, memory {memory}: {answer['text']}"
        kinds[answer["kind"]] += 1
        assert (answer["kind"] == "refused") == (results is None), case
        assert answer["text"].endswith("."), case
        if results is None:
            assert re.search(r"must be equal|are neither|at least one axis", answer["text"]), case
            continue
        assert [answer["H"], answer["O"]] == [list(result.shape) for result in results], case
        due = [(sizes["n"], sizes["h"]), (sizes["n"], sizes["q"])]
        assert (answer["kind"] == "shape") == ([tuple(result.shape) for result in results] != due), case
        right = right_shapes(sizes)[name]
        assert (answer["kind"] == "right") == (tuple(shape) == right), case
        if answer["kind"] != "shape" and A[name].numel() == torch.Size(right).numel():
            again = computed(A | {name: A[name].reshape(right)}, memory)
            equal = all(torch.allclose(one, other) for one, other in zip(results, again, strict=True))
            assert (answer["kind"] in ("right", "same")) == equal, case
        else:
            assert answer["kind"] in ("other", "shape"), case
    assert min(kinds.values()) > 100, kinds


@pytest.mark.parametrize(
    "name, shape, kind, words",
    [
        ("W_hh", [3, 4], "refused", "Hₜ₋₁ is (2, 4) and W_hh is (3, 4): the inner numbers 4 and 3 must be equal."),
        (
            "W_hh",
            [4, 3],
            "refused",
            "counted from the right, sizes must be equal or one of them 1; 4 and 3 are neither.",
        ),
        ("W_hh", [4, 4], "right", "W_hh of shape (4, 4) is right: (h, h) = (4, 4)."),
        ("W_hh", [], "refused", "a matrix product needs at least one axis on both sides."),
        ("X", [3, 2, 7], "shape", "No error, but Hₜ becomes (3, 2, 4), and (2, 4) is expected."),
        ("H", [1, 4], "other", "its one row is used for every example."),
        ("W_hh", [4, 1], "other", "its one column is used for every unit."),
        ("b_h", [4], "same", "runs and gives the same numbers: broadcasting puts the missing 1 in front."),
        ("b_h", [1, 1], "other", "the 4 hidden units share one bias."),
        ("b_h", [2, 1], "other", "one bias per example, the same for all 4 hidden units"),
        ("b_h", [2, 4], "other", "one bias per example and unit: 8 numbers where 4 are meant"),
        ("b_q", [3, 7], "refused", "in a sum"),
    ],
)
def test_a_shape_that_readers_try_is_explained(name, shape, kind, words, node):
    sizes = {"n": 2, "d": 7, "h": 4, "q": 7, "T": 6}
    [answer] = called("verdict", [[sizes, True, {"name": name, "shape": shape}]], node)
    assert answer["kind"] == kind and words in answer["text"]


def test_the_parameters_are_counted_as_rnn_num_params_and_nn_rnn_count_them(node):
    draw = random.Random(9)
    cases = [({letter: draw.randint(1, 40) for letter in "dhq"}, draw.randint(1, 5)) for _ in range(40)]
    for memory in (True, False):
        answers = node.call("shapes/counts.js", "parameterCounts", [[sizes, memory, layers] for sizes, layers in cases])
        for (sizes, layers), answer in zip(cases, answers, strict=True):
            d, h, q = sizes.values()
            counted = sum(numbers for _, _, numbers in answer)
            if not memory:
                widths = [d, *[h] * layers, q]
                linear = [torch.nn.Linear(*pair) for pair in zip(widths, widths[1:], strict=False)]
                assert counted == sum(one.numel() for part in linear for one in part.parameters())
                continue
            if layers == 1:
                assert counted == rnn.num_params(rnn.init_params(d, h, q))
            network = torch.nn.RNN(d, h, layers).parameters()
            assert counted == sum(one.numel() for one in network) - layers * h + h * q + q  # it has a second bias


def test_every_shape_that_is_offered_differs_from_the_right_one_and_from_the_others(node):
    draw = random.Random(16)
    cases = [({letter: draw.choice([1, 1, 2, 4]) for letter in "ndhqT"}, draw.random() < 0.5) for _ in range(100)]
    cases.append(({letter: 1 for letter in "ndhqT"}, True))
    for (sizes, _), offered in zip(cases, called("shapesToTry", cases, node), strict=True):
        shapes = [(name, tuple(shape)) for name, shape in offered]
        assert len(shapes) == len(set(shapes)) > 0
        assert not any(shape == right_shapes(sizes)[name] for name, shape in shapes)
    assert shapes == [("W_hh", (2, 1)), ("b_h", (1,))]


def test_one_of_a_kind_is_said_in_the_singular(node):
    one = {letter: 1 for letter in "ndhqT"}
    [words] = node.call("shapes/counts.js", "gridInWords", [[{"sizes": one, "memory": False, "layers": 1}]])
    assert words == "Up is depth: one hidden layer. No arrow goes to the right: the only step is computed alone."
    [answer] = called("verdict", [[one | {"n": 2}, True, {"name": "b_h", "shape": [2, 1]}]], node)
    assert "2 numbers where one is meant" in answer["text"]


def test_a_typed_shape_is_read_or_answered(node):
    read = {"(3, 4)": [3, 4], "3,4": [3, 4], "[3, 4]": [3, 4], "3x4": [3, 4], "3 × 4": [3, 4], " 3 4 ": [3, 4]}
    read |= {"(4,)": [4], "4": [4], "()": [], "(0, 4)": [0, 4], "1 2 3 4": [1, 2, 3, 4], "": None, "  ": None}
    wrong = ["abc", "(3, x)", "2.5", "-3, 4", "−3", "(3,,4)", "1e30", "١", "<script>", "1 2 3 4 5", "10000", "9" * 5000]
    answers = called("parseShape", [[text, MOST] for text in [*read, *wrong]], node)
    for (text, shape), answer in zip(read.items(), answers, strict=False):
        assert answer == {"shape": shape, "wrong": None}, text
    for text, answer in zip(wrong, answers[len(read) :], strict=True):
        assert answer["shape"] is None and answer["wrong"].endswith("."), text
        assert len(answer["wrong"]) < 120, text


PLACED = """
const { layoutOf } = await load("shapes/layout.js");
const { operations } = await load("shapes/rows.js");
return given.map(([sizes, memory, width, narrow]) =>
  operations(memory).map((one) => layoutOf(sizes, one, memory, width, narrow)));
"""


def test_the_sides_of_every_block_are_in_proportion_and_nothing_leaves_the_picture(node):
    draw = random.Random(7)
    kinds = [(852, False), (560, False), (350, True), (280, True)]
    sizes = [{letter: draw.choice([1, 2, 7, 28, 512]) for letter in "ndhqT"} for _ in range(60)]
    cases = [(one, memory, *kind) for one in sizes for memory in (True, False) for kind in kinds]
    for (size, memory, width, narrow), answer in zip(cases, node.run(PLACED, cases), strict=True):
        tall = 262 if narrow else 206
        right = right_shapes(size)
        right |= {"H_t": (size["n"], size["h"]), "O": (size["n"], size["q"])}
        right |= {"X W_xh": right["H_t"], "H W_hh": right["H_t"], "H W_hq": right["O"]}
        drawn = {block["name"] for operation in answer for block in operation["blocks"]}
        assert drawn == set(right) - (set() if memory else {"H", "W_hh", "H W_hh"})
        for unit, block in ((one["unit"], block) for one in answer for block in one["blocks"]):
            rows, columns = right[block["name"]]
            rows = size["n"] if block["name"] in ("b_h", "b_q") else rows
            sides = [max(3, unit * rows), max(3, unit * columns)]
            assert [block["high"], block["wide"]] == pytest.approx(sides), block["name"]
            assert block["x"] >= 16 and block["x"] + block["wide"] <= width - 1
            middle = block["x"] + block["wide"] / 2
            assert middle - block["half"] >= 0 and middle + block["half"] <= width
            assert block["y"] >= 22 and block["y"] + block["high"] + 40 <= tall + 1


def test_the_two_sides_that_are_thick_have_the_same_length_and_the_product_has_the_others(node):
    sizes = {"n": 2, "d": 3, "h": 4, "q": 5, "T": 6}
    for width, narrow in ((852, False), (350, True)):
        [answer] = node.run(PLACED, [(sizes, True, width, narrow)])
        for k in (0, 1, 3):
            left, right, product = answer[k]["blocks"]
            assert [block["inner"] for block in (left, right, product)] == ["top", "side", None]
            assert left["wide"] == right["high"]
            assert [product["high"], product["wide"]] == [left["high"], right["wide"]]
        assert {block["inner"] for k in (2, 4) for block in answer[k]["blocks"]} == {None}


@pytest.mark.parametrize(
    "name, value, error, words",
    [
        ("operation", "H W", ValueError, "operation must be one of 'X W_xh', 'H W_hh', '+ b_h'"),
        ("fold", "numbers", ValueError, "fold must be one of '', 'try', 'sequence', 'count'"),
        ("n", 0, ValueError, "n must be at least 1, not 0"),
        ("h", 513, ValueError, "h must be at most 512"),
        ("T", 2.5, TypeError, "T must be a whole number"),
        ("layers", 9, ValueError, "layers must be at most 8"),
        ("memory", 1, TypeError, "memory must be True or False"),
        ("tried", "W_hh", TypeError, "tried must be a dict like"),
        ("tried", {"name": "W_hh"}, TypeError, "tried must be a dict like"),
        ("tried", {"name": "O", "shape": [1]}, ValueError, "must be one of 'X', 'W_xh', 'H'"),
        ("tried", {"name": "X", "shape": "3, 4"}, TypeError, "tried, shape of X, must be a list of at most 4 sizes"),
        ("tried", {"name": "X", "shape": [1] * 5}, ValueError, "at most 4 sizes"),
        ("tried", {"name": "X", "shape": [-1, 4]}, ValueError, "tried, shape of X, must be at least 0"),
        ("tried", {"name": "X", "shape": [10**30]}, ValueError, "must be at most 9999"),
    ],
)
def test_a_trait_says_what_it_takes_and_keeps_what_it_had(name, value, error, words):
    figure = figures.Shapes()
    before = getattr(figure, name)
    with pytest.raises(error, match=re.escape(words)):
        setattr(figure, name, value)
    assert getattr(figure, name) == before
    with pytest.raises(error, match=re.escape(words)):
        figures.Shapes(**{name: value})
    if name in ("memory", "layers", "tried"):
        with pytest.raises(error, match=re.escape(words)):
            plots.shapes(2, 7, 4, 7, 6, **{name: value})


def test_a_torch_size_can_be_tried_and_an_unknown_argument_cannot():
    assert figures.Shapes(tried={"name": "X", "shape": torch.ones(3, 4).shape}).tried["shape"] == [3, 4]
    with pytest.raises(TypeError, match="has no argument 'width'"):
        figures.Shapes(width=3)
    assert repr(figures.Shapes(h=9)).startswith("Shapes: n = 2, d = 3, h = 9, q = 5, T = 6, with a hidden state.")


@pytest.mark.slow
def test_the_picture_follows_the_figure(tmp_path):
    tried = {"name": "W_hh", "shape": [3, 4]}
    accepted = {"name": "b_h", "shape": [2, 1]}
    states = [{}, dict(n=3), dict(T=9), dict(layers=3), dict(memory=False), dict(fold="sequence")]
    states += [dict(tried=one, fold="try") for one in (tried, accepted)]
    for k, state in enumerate(states):
        figures.Shapes(**state).save(tmp_path / f"{k}.svg")
    assert len({(tmp_path / f"{k}.svg").read_bytes() for k in range(len(states))}) == len(states)
    picture = figures.Shapes(n=512, d=1, h=64, q=3, T=512, layers=8)._picture()
    assert numbers_said(picture) == {64 + 64**2 + 64 + 64 * 3 + 3 + 7 * (2 * 64**2 + 64)}


def numbers_said(picture):
    """How many numbers the picture says that the parameters hold."""
    text = " ".join(one.get_text() for one in picture.page.texts)
    return {int(float(found.replace(",", ""))) for found in re.findall(r"([\d,.e]+) numbers are learned", text)}


def test_the_module_and_the_saved_page_are_small(tmp_path):
    figures.Shapes().save(tmp_path / "figure.html")
    assert (tmp_path / "figure.html").stat().st_size < 100_000


@pytest.mark.parametrize("name", ["W_hh", "H"])
def test_without_a_hidden_state_the_picture_says_that_the_tensor_is_not_there(name):
    figure = figures.Shapes(fold="try")
    figure.tried = {"name": name, "shape": [5, 9]}
    assert "PyTorch refuses it" in "".join(text.get_text() for text in figure._picture().page.texts)
    figure.memory = False
    notes = [text.get_text() for text in figure._picture().page.texts if "Tried" in text.get_text()]
    assert len(notes) == 1 and f"Without a hidden state there is no {name}" in notes[0] and "PyTorch" not in notes[0]


@pytest.mark.parametrize("memory", [True, False])
def test_the_picture_has_the_sequence_and_a_tried_shape_where_their_folds_are_open(memory):
    def said(fold):
        figure = figures.Shapes(memory=memory, tried={"name": "X", "shape": [5, 9]}, fold=fold)
        return " ".join(text.get_text() for text in figure._picture().page.texts)

    usual, sequence = said(""), said("sequence")
    assert not any(word in usual for word in ("layer", "inputs", "time", "Tried"))
    assert "layer 1" in sequence and "Up is depth: one hidden layer." in sequence and "Tried" not in sequence
    assert ("No arrow goes to the right: each of the 6 steps" in sequence) is not memory
    assert "Tried: X of shape (5, 9)" in said("try")

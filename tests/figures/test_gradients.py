"""Gradients: what the browser computes against autograd, and what Python sends and prints."""

import base64
import math
import random
import re
import warnings
from dataclasses import replace

import pytest
import torch

from d2l_rnn import chars, figures, gradients, rnn, train
from d2l_rnn.figures import gradients as figure_file
from d2l_rnn.figures import packing
from tests.drive.pictures import chart
from tests.equations.test_front import CHARACTERS

SCRIPT = """
const modules = ["equations/rnn.js", "equations/reading.js", "gradients/numbers.js", "equations/gradients.js"];
const [rnn, reading, shown, equations] = await Promise.all(modules.map(load));
const plain = (lists) => Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list].map(String)]));
return given.map(({ text, tokens, sizes, weights, scale, matrix, t }) => {
  const read = reading.read(text, { tokens, most: { characters: 500 } });
  const now = shown.numbersOf(rnn.decodeParams(weights, sizes), read, { matrix, scale, t });
  const { way, p } = now;
  const { sums, terms } = shown.parametersOf(now);
  const { lengths, first, ...rows } = shown.meanOf(now);
  const length = [...way.log.keys()].map((k) => equations.lengthAt(way, k));
  const { log, tanh, matrix: factor, byTanh, byMatrix, unit, side } = way;
  return {
    way: plain({ log, tanh, matrix: factor, byTanh, byMatrix, unit, side, length }),
    sums: plain({ ...sums, terms }), mean: plain(rows), lengths: plain(lengths),
    p: plain({ W_hh: p.W_hh, W_xh: p.W_xh }),
  };
});
"""


def random_cases(count=60):
    """Random networks, texts, steps and scales, the biases not 0; (text, tokens, params, scale, t)."""
    draw = random.Random(7)
    for seed in range(count):
        tokens = draw.sample(CHARACTERS, draw.randint(1, len(CHARACTERS)))
        text = "".join(draw.choices(tokens, k=draw.randint(2, 60)))
        h = draw.choice([1, 2, 3, 7, 16, 40])
        p = rnn.init_params(len(tokens), h, len(tokens), sigma=draw.choice([0.01, 0.5, 1.0, 2.0]), seed=seed)
        p = replace(p, b_h=p.W_hh[:1] * 0.5, b_q=p.W_hq[:1] * 0.5)
        yield text, tokens, p, draw.choice([0.3, 0.5, 1, 1.7, 2, 4]), draw.randint(1, len(text) - 1)


def answers(cases, node, matrix="model"):
    sent = [
        {"text": text, "tokens": tokens, "sizes": p.sizes, "weights": packing.packed(p), "scale": scale, "t": t}
        | {"matrix": matrix}
        for text, tokens, p, scale, t in cases
    ]
    return node.run(SCRIPT, sent)


def by_autograd(text, tokens, p, scale, t=None):
    """What autograd says in float64: dL/dH_k (k = 0 … T), dL/dA_k (row 0 is 0), and the gradient of each parameter.

    The loss is that of step t, or without t the mean of all; every state is a leaf of its own where its gradient is
    asked for, so nothing of the product's own backward pass is used.
    """
    p = p.map(torch.Tensor.double).map(lambda tensor: tensor.clone().requires_grad_())
    W_hh = scale * p.W_hh
    inputs, targets = (chars.indices(part, tokens).flatten().tolist() for part in chars.shift(text))
    H = [torch.zeros(1, p.sizes["h"], dtype=torch.float64, requires_grad=True)]
    A, losses = [], []
    for read, target in zip(inputs, targets, strict=True):
        A.append(p.W_xh[read] + H[-1] @ W_hh + p.b_h)
        H.append(torch.tanh(A[-1]))
        losses.append(torch.nn.functional.cross_entropy(H[-1] @ p.W_hq + p.b_q, torch.tensor([target])))
    loss = torch.stack(losses).mean() if t is None else losses[t - 1]
    leaves = [*H, *A, W_hh, *(p.tensors()[name] for name in ("W_xh", "b_h", "W_hq", "b_q"))]
    grads = [
        torch.zeros_like(leaf) if grad is None else grad
        for leaf, grad in zip(leaves, torch.autograd.grad(loss, leaves, allow_unused=True), strict=True)
    ]
    n = len(H)
    names = ["W_hh", "W_xh", "b_h", "W_hq", "b_q"]
    sums = dict(zip(names, grads[2 * n - 1 :], strict=True))
    return torch.cat(grads[:n]), torch.cat([torch.zeros_like(grads[0]), *grads[n : 2 * n - 1]]), sums, torch.cat(H)


def numbers(written):
    return torch.tensor([float(number) for number in written], dtype=torch.float64)


def assert_close(found, value, rel=2e-6, least=1e-12):
    found, value = numbers(found), value.detach().flatten().double()
    assert found.shape == value.shape
    assert ((found - value).abs() <= rel * value.abs() + least * max(1.0, float(value.abs().max()))).all()


def test_the_length_at_every_state_and_what_tanh_and_W_hh_did_are_autograd_s(node):
    cases = list(random_cases())
    for (text, tokens, p, scale, t), answer in zip(cases, answers(cases, node), strict=True):
        dH, dA, _, _ = by_autograd(text, tokens, p, scale, t)
        dH, dA, way = dH[: t + 1], dA[: t + 1], answer["way"]
        whole, side = dH.norm(dim=1), dA.norm(dim=1)
        assert_close(way["length"], whole)
        scaled = numbers(way["unit"]).view(t + 1, -1) * numbers(way["length"])[:, None]
        assert torch.allclose(scaled, dH, rtol=2e-6, atol=1e-12)
        seen = whole > 1e-100  # below it float64 itself has lost digits
        assert torch.allclose(10 ** numbers(way["log"])[seen], whole[seen] / whole[t], rtol=2e-6)
        steps = [k for k in range(1, t + 1) if seen[k - 1]]
        assert torch.allclose(numbers(way["tanh"])[steps], side[steps] / whole[steps], rtol=2e-6)
        before = [k - 1 for k in steps]
        assert torch.allclose(numbers(way["matrix"])[steps], whole[before] / side[steps], rtol=2e-6)


def test_the_two_factors_multiply_to_the_whole_exactly(node):
    cases = list(random_cases(30))
    for (*_, t), answer in zip(cases, answers(cases, node), strict=True):
        way = {name: numbers(values) for name, values in answer["way"].items()}
        if way["length"][t] == 0:  # a network of one token is always right
            assert way["log"].tolist() == [-math.inf] * (t + 1)
            continue
        assert torch.allclose(way["byTanh"] + way["byMatrix"], way["log"], rtol=1e-12, atol=1e-12)
        products = [
            (math.prod(way["tanh"][k + 1 : t + 1].tolist()), math.prod(way["matrix"][k + 1 : t + 1].tolist()))
            for k in range(t + 1)
        ]
        found = torch.tensor([tanh * matrix for tanh, matrix in products], dtype=torch.float64)
        kept = found > 1e-250
        assert torch.allclose(found[kept], 10 ** way["log"][kept], rtol=1e-9)


def test_the_gradients_of_the_parameters_and_the_terms_of_W_hh_are_autograd_s(node):
    cases = list(random_cases())
    for (text, tokens, p, scale, t), answer in zip(cases, answers(cases, node), strict=True):
        _, dA, sums, H = by_autograd(text, tokens, p, scale, t)
        for name, value in sums.items():
            assert_close(answer["sums"][name], value)
        terms = [H[k - 1].norm() * dA[k].norm() if k else torch.tensor(0.0) for k in range(t + 1)]
        assert_close(answer["sums"]["terms"], torch.stack([term.double() for term in terms]))


def test_the_gradient_of_the_mean_loss_is_autograd_s_and_the_sum_of_its_two_parts(node):
    cases = list(random_cases())
    for (text, tokens, p, scale, _), answer in zip(cases, answers(cases, node), strict=True):
        dH, _, _, _ = by_autograd(text, tokens, p, scale)
        rows = {name: numbers(values) for name, values in answer["mean"].items()}
        assert_close(rows["local"] + rows["back"], dH)
        X, y = chars.one_hot(text[:-1], tokens).double(), chars.indices(text[1:], tokens)
        doubled = p.map(torch.Tensor.double)
        through = gradients.through_time(X, y, replace(doubled, W_hh=scale * doubled.W_hh))
        for name in ("local", "back"):
            assert_close(answer["lengths"][name][1:], getattr(through, name)[1:].flatten(1).norm(dim=1))


def test_of_the_mean_loss_only_what_is_asked_for_is_computed_and_more_where_more_is_asked(node):
    text, tokens, p, scale, t = next(case for case in random_cases() if len(case[0]) > 20)
    sent = {"text": text, "tokens": tokens, "sizes": p.sizes, "weights": packing.packed(p), "scale": scale, "t": t}
    script = SCRIPT.replace(
        "const { way",
        """const lengths_from = [9, 12, 1].map((first) => {
      const { local, back } = shown.meanOf(now, first).lengths;
      return [[...local], [...back]];
    });
    return lengths_from;
    const { way""",
    )
    (found,) = node.run(script, [sent | {"matrix": "model"}])
    part, kept, whole = torch.tensor(found, dtype=torch.float64)
    assert torch.equal(part, kept) and torch.equal(part[:, 9:], whole[:, 9:])
    assert not part[:, :9].any() and whole[0, 1:9].all()


def still(W_hh):
    """A network whose state stays 0, so that every step back is W_hh alone."""
    h = len(W_hh)
    p = rnn.init_params(2, h, 2, seed=0)
    return replace(p, W_xh=0 * p.W_xh, W_hh=torch.as_tensor(W_hh, dtype=torch.float32))


@pytest.mark.parametrize("per_step", [2.0**-10, 2.0**10])
def test_a_share_that_no_float64_holds_is_known_to_the_last_digit(per_step, node):
    case = ("ab" * 150, list("ab"), still(per_step * torch.eye(3)), 1, 299)
    answer = answers([case], node)[0]
    log, length = numbers(answer["way"]["log"]), numbers(answer["way"]["length"])
    assert log.tolist() == pytest.approx([(299 - k) * math.log10(per_step) for k in range(300)], rel=1e-12)
    assert abs(log[0]) > 890 and length[0] == (0 if per_step < 1 else math.inf)
    shown = [answer["sums"]["terms"], *answer["lengths"].values()]
    assert not any(numbers(values).isnan().any() for values in shown)


def test_nothing_is_0_and_what_made_it_0_is_known(node):
    cut = ("abab", list("ab"), rnn.init_params(2, 3, 2, seed=0), 0, 3)
    full = ("abab", list("ab"), replace(still(torch.eye(3)), b_h=torch.full((1, 3), 100.0)), 1, 3)
    by_matrix, by_tanh = (answer["way"] for answer in answers([cut, full], node))
    for way in (by_matrix, by_tanh):
        assert numbers(way["log"]).tolist() == [-math.inf] * 3 + [0]
        assert numbers(way["length"])[:3].tolist() == [0, 0, 0]
    assert float(by_matrix["matrix"][3]) == 0 and float(by_matrix["tanh"][3]) > 0
    assert float(by_tanh["tanh"][3]) == 0 and by_tanh["matrix"][3] == "NaN"


@pytest.mark.parametrize("matrix", ["model", "straight", "normal", "non-normal"])
def test_the_browser_and_python_put_the_same_matrix_in_the_place_of_W_hh(matrix, node):
    for h in (1, 2, 3, 8):
        p = rnn.init_params(2, h, 2, seed=h)
        answer = answers([("abba", list("ab"), p, 2, 3)], node, matrix)[0]
        made = figure_file._with(p.map(torch.Tensor.double), matrix)
        assert torch.equal(numbers(answer["p"]["W_hh"]).view(h, h), 2 * made.W_hh)
        assert_close(answer["p"]["W_xh"], made.W_xh, least=0)


def test_a_share_of_any_size_is_said_in_two_digits(node):
    parts = [1, 0.0536, 0.996, 4.349, 89.4, 3.61e9, 0.1, 0.00415, 9.96e-6]
    logs = [*map(math.log10, parts), -312.3, 904.02, -400.0001]
    found = node.call("gradients/words.js", "share", [[log] for log in logs])
    usual = ["100%", "5.4%", "100%", "435%", "8,900%", "3.6·10¹¹%", "10%", "0.41%", "1.0·10⁻³%"]
    assert found == [*usual, "5.0·10⁻³¹¹%", "1.0·10⁹⁰⁶%", "1.0·10⁻³⁹⁸%"]
    assert node.run('const { share } = await load("gradients/words.js"); return share(-Infinity);') == "0%"


def test_where_there_is_little_room_a_share_loses_its_sign_then_a_digit_then_all_but_its_power(node):
    logs = [*map(math.log10, (1, 0.0054, 0.00074, 50.9, 3e-7))]
    found = node.call("gradients/words.js", "shares", [[logs, wide] for wide in (95, 36, 29, 22)])
    assert found[0] == ["100%", "0.54%", "0.074%", "5,100%", "3.0·10⁻⁵%"]
    assert found[1] == ["100", "0.54", "0.074", "5,100", "10⁻⁵"]
    assert found[2] == ["100", "0.54", "0.07", "10⁴", "10⁻⁵"]
    assert found[3] == ["100", "0.5", "≈0", "10⁴", "≈0"]


# --- Python ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def history():
    return train.fit("hello", num_hiddens=8, num_steps=50, progress=False)


def test_the_fixed_matrices_share_their_spectral_radius_and_only_one_is_normal():
    for h in (2, 3, 8, 33):
        p = rnn.init_params(4, h, 4, seed=0).map(torch.Tensor.double)
        for name, normal in (("normal", True), ("non-normal", False)):
            W = figure_file._with(p, name).W_hh
            assert torch.linalg.eigvals(W).abs().max().item() == pytest.approx(0.5)
            assert torch.allclose(W @ W.T, W.T @ W) == normal


def shares(figure):
    """The length at each state beside the last, as the printed twin has it."""
    bars = [bar for bar in chart(figure._picture()).patches if bar.get_width() == 0.5]
    return {round(bar.get_x() + 0.25): bar.get_y() + bar.get_height() for bar in bars}


def test_the_non_normal_matrix_first_stretches_and_then_shrinks_although_its_eigenvalues_are_one_half():
    for weights in ("untrained", "trained"):
        figure = figures.Gradients(text="machine" * 2, matrix="non-normal", weights=weights)
        found = shares(figure)
        assert found[12] > 2 and found[1] < 0.02 and found[13] == 1
        figure.matrix = "normal"
        assert shares(figure) == pytest.approx({k: max(2.0 ** (k - 13), 1e-6) for k in range(1, 14)}, rel=1e-6)


def test_the_sentence_names_the_text_the_network_the_loss_and_the_matrix(history):
    figure = figures.Gradients(history)
    assert repr(figure).startswith("Gradients of 'hello': 8 hidden units, untrained, the loss of step 4, 1 times W_hh.")
    figure.text, figure.weights = "hell", "trained"
    assert ", trained, the loss of step 3, " in repr(figure)
    figure.scale, figure.matrix = 1.5, "normal"
    expected = (
        "Gradients of 'hell': 8 hidden units, trained, the loss of step 3, 1.5 times a fixed normal W_hh, tanh kept"
    )
    assert repr(figure).startswith(expected)
    alone = figures.Gradients(history.params, history.tokens)
    assert "8 hidden units, the loss of step 3, 1 times W_hh." in repr(alone)


def test_the_picture_is_that_of_the_network_the_step_the_scale_and_the_matrix(history):
    figure = figures.Gradients(history)
    for traits in ({}, {"step": 2}, {"scale": 2.0}, {"weights": "trained"}, {"text": "olleh", "scale": 0.5}):
        for name, value in traits.items():
            setattr(figure, name, value)
        p = history.params if figure.weights == "trained" else history.untrained
        t = figure.step
        dH, dA, _, _ = by_autograd(figure.text, history.tokens, p, figure.scale, t)
        whole, side = dH.norm(dim=1), dA.norm(dim=1)
        found = shares(figure)
        assert found == pytest.approx({k: float(whole[k] / whole[t]) for k in range(1, t + 1)}, rel=1e-5)
        texts = {text.get_text() for text in chart(figure._picture()).texts}
        assert {percent(value) for value in found.values() if 1e-3 < value < 0.99} | {"100%"} <= texts
        factor = math.prod(float(whole[j - 1] / side[j]) for j in range(2, t + 1))
        title = " ".join(text.get_text() for text in reversed(figure._picture().page.texts))
        part, rest, whole = re.search(r"(\S+)% \(W_hh\) × (\S+)% \(tanh′\) = (\S+%)", title).groups()
        assert float(part) == pytest.approx(100 * factor, rel=0.01) and whole == percent(found[1])
        assert percent(float(part) * float(rest) / 1e4) == whole, title


def percent(share):
    """A share in percent: two digits, or all of a whole number."""
    return f"{100 * share:.0f}%" if 0.995 <= share < 9.995 else f"{100 * share:#.2g}".removesuffix(".") + "%"


def test_the_picture_is_that_of_what_was_learned_in_the_page(history, node):
    script = """
      const { encodeHistory, learn } = await load("equations/history.js");
      return encodeHistory(learn("banana", { h: 8 }));
    """
    figure = figures.Gradients(history, text="banana", weights="trained")
    assert figure._picture() is None  # it knows no b
    figure.learned = node.run(script)
    figure.step = 5
    for weights, p in (("trained", figure.history.params), ("untrained", figure.history.untrained)):
        figure.weights = weights
        dH, *_ = by_autograd("banana", ["a", "b", "n"], p, 1, 5)
        whole = dH.norm(dim=1)
        expected = {k: float(whole[k] / whole[5]) for k in range(1, 6)}
        assert shares(figure) == pytest.approx(expected, rel=1e-4)
    assert f", {weights}, the loss of step 5" in repr(figure)


@pytest.mark.slow
@pytest.mark.parametrize("text", ["", "h", "zzz", "hez", "$_$", "hello" * 2000, "🙂", "<script>alert(1)</script>"])
def test_any_text_gives_a_picture_of_what_can_be_read_or_none(text, history):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        data, _ = figures.Gradients(history, text=text)._repr_mimebundle_()
    readable = len(text) - len(text.lstrip("helo"))
    assert ("image/png" in data) == (readable >= 2)
    assert data["text/plain"].startswith("Gradients of ")


@pytest.mark.parametrize(
    "name, value, error, words",
    [
        ("scale", 5, ValueError, "scale must be at most 4"),
        ("scale", "2", TypeError, "scale must be a number"),
        ("scale", math.nan, ValueError, "scale must be finite"),
        ("clip", -1, ValueError, "clip must be at least 0"),
        ("clip", 1e30, ValueError, "clip must be at most 1000000"),
        ("clip", None, TypeError, "clip must be a number"),
        ("weights", "cut", ValueError, "weights must be one of 'untrained', 'trained'"),
        ("matrix", "unitary", ValueError, "matrix must be one of 'model', 'straight', 'normal', 'non-normal'"),
        ("selected", -1, ValueError, "selected must be at least 0"),
    ],
)
def test_a_trait_says_what_it_takes_and_keeps_what_it_had(name, value, error, words, history):
    figure = figures.Gradients(history)
    before = getattr(figure, name)
    with pytest.raises(error, match=words):
        setattr(figure, name, value)
    assert getattr(figure, name) == before


def test_it_saves_itself_as_a_page_and_as_pictures(tmp_path, history):
    figure = figures.Gradients(history, scale=2.0)
    for ending, start in (("html", b"<!doctype html>"), ("png", b"\x89PNG"), ("svg", b"<?xml")):
        figure.save(tmp_path / f"figure.{ending}")
        assert (tmp_path / f"figure.{ending}").read_bytes().lower().startswith(start.lower())
    figures.Gradients().save(tmp_path / "machine.html")
    assert (tmp_path / "machine.html").stat().st_size < 100_000
    data, _ = figure._repr_mimebundle_()
    assert base64.b64decode(data["image/png"]) == (tmp_path / "figure.png").read_bytes()

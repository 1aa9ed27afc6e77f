"""Gradients: what the browser computes against autograd, and what Python sends."""

import base64
import math
import random
import re
import warnings
from dataclasses import replace

import pytest
import torch

from d2l_rnn import chars, figures, gradients, rnn, train
from d2l_rnn.figures import packing
from d2l_rnn.plots import Picture
from tests.equations.test_front import CHARACTERS

SCRIPT = """
const modules = ["equations/rnn.js", "equations/reading.js", "equations/gradients.js", "gradients/numbers.js"];
const [rnn, reading, through, shown] = await Promise.all(modules.map(load));
const plain = (lists) => Object.fromEntries(Object.entries(lists).map(([name, list]) => [name, [...list].map(String)]));
return given.map(({ text, tokens, sizes, weights, scale, t }) => {
  const base = rnn.decodeParams(weights, sizes);
  const p = through.scaled(base, scale);
  const { indices } = reading.tokenize(text, tokens);
  const inputs = indices.slice(0, -1);
  const trace = rnn.unroll(inputs, p);
  const { whole, local, back, lengths, sums } = through.backward(trace, inputs, indices.slice(1), p, t);
  const slope = through.slopes(trace, p.h);
  const gram = through.gramOf(base.W_hh, p.h);
  const stretch = (D) => scale * through.stretch(gram, D, p.h);
  const norms = inputs.map((_, k) => stretch(slope.subarray((k + 1) * p.h, (k + 2) * p.h)));
  const norm = [stretch(new Float64Array(p.h).fill(1))];
  const work = through.radiusOf(base.W_hh, p.h);
  let step = work.next();
  while (!step.done) step = work.next();
  const sentences = [shown.verdict(lengths.whole, t), shown.clipping(sums, 1)];
  return { sentences, rows: plain({ whole, local, back }), lengths: plain(lengths),
    ...plain({ ...sums, slope, norms, norm, radius: [scale * step.value] }) };
});
"""


def random_cases(count=60):
    """Random networks, texts, steps and scales, the biases not 0; (text, tokens, params, scale, t or None)."""
    draw = random.Random(7)
    for seed in range(count):
        tokens = draw.sample(CHARACTERS, draw.randint(1, len(CHARACTERS)))
        text = "".join(draw.choices(tokens, k=draw.randint(2, 60)))
        h = draw.choice([1, 2, 3, 7, 16, 40])
        p = rnn.init_params(len(tokens), h, len(tokens), sigma=draw.choice([0.01, 0.5, 1.0, 2.0]), seed=seed)
        p = replace(p, b_h=p.W_hh[:1] * 0.5, b_q=p.W_hq[:1] * 0.5)
        t = draw.choice([None, draw.randint(1, len(text) - 1)])
        yield text, tokens, p, draw.choice([0, 0.5, 1, 1.7, 2, 4]), t


def answers(cases, node):
    sent = [
        {"text": text, "tokens": tokens, "sizes": p.sizes, "weights": packing.packed(p), "scale": scale, "t": t}
        for text, tokens, p, scale, t in cases
    ]
    return node.run(SCRIPT, sent)


def scaled(p, scale):
    p = p.map(torch.Tensor.double)
    return replace(p, W_hh=scale * p.W_hh)


def expected_of(text, tokens, p, scale, t):
    """The same numbers by torch, in float64: gradients.through_time, and autograd for the parameters."""
    p = scaled(p, scale)
    inputs, targets = chars.shift(text)
    X, y = chars.one_hot(inputs, tokens).double(), chars.indices(targets, tokens)
    through, H = gradients.through_time(X, y, p, t), rnn.unroll(X, p).H
    shared = p.map(lambda tensor: tensor.clone().requires_grad_())
    losses = rnn.step_losses(rnn.unroll(X, shared).O, y)
    (losses.mean() if t is None else losses[t - 1].mean()).backward()
    J = gradients.jacobians(X, p)[:, 0]
    rows = {"whole": through.dH, "local": through.local, "back": through.back}
    lengths = {name: part.flatten(1).norm(dim=1) for name, part in rows.items()}
    lengths["term"] = torch.cat((torch.zeros(1), through.W_hh.flatten(1).norm(dim=1)))
    spectrum = {
        "norms": torch.linalg.matrix_norm(J, 2),
        "norm": torch.linalg.matrix_norm(p.W_hh, 2),
        "radius": torch.linalg.eigvals(p.W_hh).abs().max(),
        "slope": torch.cat((torch.zeros(1, 1, p.sizes["h"]), 1 - H[1:] ** 2)),
    }
    sums = {name: tensor.grad for name, tensor in shared.tensors().items()}
    return {"rows": rows, "lengths": lengths, **spectrum, **sums}


def assert_close(found, value, name):
    """Equal to a ten-thousandth; below that only what float64 itself leaves of numbers cancelled to nothing."""
    if isinstance(value, dict):
        for part in value:
            assert_close(found[part], value[part], f"{part} in {name}")
        return
    found, value = numbers(found), value.detach().flatten().double()
    least = 1e-13 * max(1.0, float(value.abs().max()))
    assert ((found - value).abs() <= 1e-4 * value.abs() + least).all(), f"{name}: {found} against {value}"


def numbers(written):
    return torch.tensor([float(number) for number in written], dtype=torch.float64)


def test_every_number_of_the_browser_is_torch_s_for_random_networks_texts_steps_and_scales(node):
    cases = list(random_cases())
    for case, answer in zip(cases, answers(cases, node), strict=True):
        for name, value in expected_of(*case).items():
            assert_close(answer[name], value, f"{name} of {case[0]!r}, scale {case[3]}, step {case[4]}")


@pytest.mark.slow
def test_the_spectrum_is_torch_s_for_large_matrices_and_for_the_presets(node):
    cases = []
    for h, sigma in ((128, 1.0), (100, 0.3), (3, 1.0), (2, 1e-3), (1, 2.0)):
        p = rnn.init_params(2, h, 2, sigma=sigma, seed=h)
        presets = figures.Gradients(p, "ab")._params
        cases += [("abba", list("ab"), q, scale, None) for q in presets.values() for scale in (1, 2)]
    for (*_, p, scale, _), answer in zip(cases, answers(cases, node), strict=True):
        W = scale * p.W_hh.double()
        assert_close(answer["radius"], torch.linalg.eigvals(W).abs().max(), "radius")
        assert_close(answer["norm"], torch.linalg.matrix_norm(W, 2), "norm")


def test_local_and_back_add_up_to_the_whole_unit_by_unit(node):
    cases = list(random_cases(20))
    for case, answer in zip(cases, answers(cases, node), strict=True):
        rows = {name: numbers(values) for name, values in answer["rows"].items()}
        assert torch.equal(rows["local"] + rows["back"], rows["whole"])
        assert_close(answer["rows"]["whole"], expected_of(*case)["rows"]["whole"], "local + back")


def still(W_hh):
    """A network whose state stays 0, so that every Jacobian is W_hhᵀ itself."""
    h = len(W_hh)
    p = rnn.init_params(2, h, 2, seed=0)
    return replace(p, W_xh=0 * p.W_xh, W_hh=torch.as_tensor(W_hh, dtype=torch.float32))


def test_exploding_lengths_up_to_1e30_and_far_beyond_are_numbers_or_infinity_and_never_nan(node):
    W = 10 * torch.eye(3)
    cases = [("ab" * (half + 1), list("ab"), still(W), 1, 2 * half + 1) for half in (15, 150)]
    cases += [("ab" * 150, list("ab"), still(1e6 * W), 4, None), ("ab" * 20, list("ab"), still(1e30 * W), 1, 39)]
    large, far, *beyond = answers(cases, node)
    found = numbers(large["lengths"]["whole"]).tolist()
    assert max(found) > 1e29
    assert found == pytest.approx(expected_of(*cases[0])["lengths"]["whole"].tolist(), rel=1e-4)
    found = numbers(far["lengths"]["whole"])
    assert found.max() > 1e300  # its square is no float64
    assert (found[:-1] / found[1:]).tolist() == pytest.approx([10.0] * 301)
    for answer in beyond:
        lengths = numbers(answer["lengths"]["whole"])
        assert lengths[0] == math.inf and not lengths.isnan().any()
        assert "beyond 1.8·10³⁰⁸" in answer["sentences"][0]
        assert "No factor brings that back" in answer["sentences"][1]


def test_what_is_exactly_zero_is_said_to_be(node):
    cut = ("abab", list("ab"), rnn.init_params(2, 3, 2, seed=0), 0, 3)
    answer = answers([cut], node)[0]
    assert numbers(answer["lengths"]["whole"])[:3].tolist() == [0, 0, 0]
    assert "at k = 2 it is exactly 0" in answer["sentences"][0]


SUPERSCRIPTS = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻−", "0123456789--")


def read(shown):
    """A number as the figure prints it: 0.0213, −2.31·10⁻⁷, ∞."""
    mantissa, _, exponent = shown.translate(SUPERSCRIPTS).replace("∞", "inf").partition("·10")
    return float(mantissa) * 10 ** int(exponent or 0)


def test_clipping_multiplies_by_min_of_1_and_the_threshold_over_the_length(node):
    cases = list(random_cases(40))
    clipped = 0
    for case, answer in zip(cases, answers(cases, node), strict=True):
        expected = expected_of(*case)
        length = torch.cat([expected[name].flatten() for name in case[2].tensors()]).norm().item()
        sentence = answer["sentences"][1]
        shown = re.search(r"has the length (\S+)\. ", sentence)[1]
        assert read(shown) == pytest.approx(length, rel=6e-4, abs=1e-12)
        factor = re.search(r"multiplies it by (\S+):", sentence)
        assert bool(factor) == (length > 1)
        if factor:
            clipped += 1
            assert read(factor[1]) == pytest.approx(1 / length, rel=6e-3)
    assert 5 < clipped < 40


def test_numbers_stand_inside_what_can_be_seen_and_on_no_other(node):
    script = """
        const { numbered, placed } = await load("gradients/numbers.js");
    return [
      given.map(({ texts, widths, seen }) => placed(texts, widths, seen)),
      [[6, 20, 5, 9], [0, 6, 1, 6], [0, 6, 2, 5]].map(([from, to, every, t]) => numbered({ from, to, every }, t)),
    ];
    """
    draw, cases = random.Random(3), []
    for _ in range(200):
        middles = [104 + draw.randint(-20, 400) for _ in range(draw.randint(1, 20))]
        texts = [{"text": str(k), "x": x, "y": draw.randint(0, 60)} for k, x in enumerate(middles)]
        cases.append(
            {"texts": texts, "widths": [draw.randint(5, 66) for _ in texts], "seen": {"left": 104, "right": 460}}
        )
    found, columns = node.run(script, cases)
    assert columns == [[9, 0, 20, 15, 10], [6, 0, 5, 4, 3, 2, 1], [5, 0, 6, 4, 2]]
    for case, labels in zip(cases, found, strict=True):
        first = next((text for text in case["texts"] if 104 <= text["x"] <= 460), None)
        assert labels[0]["text"] == first["text"] if first else labels == []
        for k, one in enumerate(labels):
            assert 104 <= one["x"] - one["width"] / 2 and one["x"] + one["width"] / 2 <= 460
            for other in labels[:k]:
                apart = abs(one["x"] - other["x"]) >= (one["width"] + other["width"]) / 2
                assert apart or abs(one["y"] - other["y"]) >= 13


# --- Python ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def history():
    return train.fit("hello", num_hiddens=8, num_steps=50, progress=False)


def test_the_presets_share_their_spectral_radius_and_only_one_is_normal(history):
    for h in (2, 3, 8, 33):
        p = rnn.init_params(4, h, 4, seed=0)
        sent = figures.Gradients(p, "abcd")._params
        for name, normal in (("normal", True), ("non-normal", False)):
            W = sent[name].W_hh.double()
            assert torch.linalg.eigvals(W).abs().max().item() == pytest.approx(0.5)
            assert torch.allclose(W @ W.T, W.T @ W) == normal
            assert (sent[name].b_h == 0).all() and torch.equal(sent[name].W_xh, 0.01 * p.W_xh)


def test_the_non_normal_preset_first_grows_and_then_vanishes_although_its_eigenvalues_are_one_half():
    text = "machine" * 4
    figure = figures.Gradients(text=text, matrix="non-normal")
    p, tokens = figure._params["non-normal"], figure.network["tokens"]
    X, y = chars.one_hot(text[:-1], tokens), chars.indices(text[1:], tokens)
    norms = gradients.through_time(X, y, p, len(X)).norms()
    assert norms.max() > 2 * norms[-1] and norms[0] < 1e-3 * norms[-1]
    same = gradients.through_time(X, y, figure._params["normal"], len(X)).norms()
    assert same.argmax() == len(X)


def test_the_sentence_names_the_text_the_loss_and_the_matrix(history):
    figure = figures.Gradients(history)
    assert repr(figure).startswith("Gradients of 'hello': 8 hidden units, the loss of step 4, 1 times W_hh.")
    figure.text = "hell"
    assert ", the loss of step 3, " in repr(figure)
    figure.loss, figure.scale, figure.matrix = "mean", 1.5, "normal"
    expected = "Gradients of 'hell': 8 hidden units, the mean loss of all steps, 1.5 times a normal W_hh."
    assert repr(figure).startswith(expected)


def test_the_picture_is_that_of_the_loss_the_step_the_scale_and_the_matrix(history):
    figure = figures.Gradients(history)
    for traits in (
        {},
        {"step": 2},
        {"scale": 2.0},
        {"matrix": "non-normal"},
        {"loss": "mean"},
        {"text": "olleh", "scale": 0.5},
    ):
        for name, value in traits.items():
            setattr(figure, name, value)
        p = scaled(figure._params[figure.matrix], figure.scale)
        inputs, targets = chars.shift(figure.text)
        X, y = chars.one_hot(inputs, history.tokens).double(), chars.indices(targets, history.tokens)
        through = gradients.through_time(X, y, p, None if figure.loss == "mean" else figure.step)
        picture = figure._picture()
        assert isinstance(picture, Picture)
        line, local, back = picture.axes[1].lines
        lengths = through.norms()
        drawn = torch.tensor(line.get_ydata())
        assert torch.allclose(drawn[lengths > 0], lengths[lengths > 0], rtol=1e-4)
        shown = through.local.flatten(1).norm(dim=1)
        assert torch.allclose(torch.tensor(local.get_ydata()), shown[shown > 0], rtol=1e-4)
        assert len(back.get_ydata()) == (figure.step if figure.loss == "step" else len(inputs))


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
        ("loss", "sum", ValueError, "loss must be one of 'step', 'mean'"),
        ("matrix", "unitary", ValueError, "matrix must be one of 'model', 'normal', 'non-normal'"),
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

"""The page trains as train.fit does: against train.fit itself, and in float64 against torch's own Adam."""

import base64
import itertools
import math
import random

import pytest
import torch

from d2l_rnn import chars, rnn, train

MACHINE = [("machine", *rest) for rest in itertools.product((1, 2, 16, 32, 64), (0, 5), (True, False))]
SENTENCE = (
    "it is not the same thing twice, and yet it is the same text, said again and again until the network knows every "
    "letter of it by now"
)
LONG = [(SENTENCE[:length], h, length, True) for length, h in ((64, 32), (90, 16), (128, 64))]
INITIAL = """
const { initParams } = await load("equations/randn.js");
const { encodeParams } = await load("equations/rnn.js");
return given.map(([d, h, q, sigma, seed]) => encodeParams(initParams(d, h, q, sigma, BigInt(seed))));
"""
TRAINED = """
const { decodeParams, encodeParams } = await load("equations/rnn.js");
const { trainer } = await load("equations/fit.js");
return given.map(({ inputs, targets, weights, sizes, ...options }) => {
  const run = trainer(inputs, targets, decodeParams(weights, sizes), options);
  while (!run.done) run.advance();
  return { losses: run.losses, exploded: run.exploded, weights: encodeParams(run.params()) };
});
"""
STEPS = """
const { checkpointSteps } = await load("equations/history.js");
return given.map((numSteps) => [...checkpointSteps(numSteps)]);
"""
LEARNED = """
const { encodeHistory, learn } = await load("equations/history.js");
return given.map(([text, options]) => {
  const learning = learn(text, options);
  while (!learning.done) learning.advance(1000);
  return encodeHistory(learning);
});
"""


def words(count=30):
    """Random words of 2 to 14 characters over random alphabets."""
    draw = random.Random(941)
    for seed in range(count):
        alphabet = draw.sample("abcdefgh é語🙂ש\n", draw.randint(1, 14))
        text = "".join(draw.choices(alphabet, k=draw.randint(2, 14)))
        yield text, draw.choice([8, 16, 32, 64]), seed, seed % 3 > 0


def encoded(p):
    """The parameters as base64 float32, as a figure sends them."""
    return base64.b64encode(torch.cat([tensor.flatten() for tensor in p]).numpy().tobytes()).decode()


def decoded(weights, sizes):
    """The Params of base64 float32."""
    d, h, q = (sizes[letter] for letter in "dhq")
    shapes = [(d, h), (h, h), (1, h), (h, q), (1, q)]
    numbers = torch.frombuffer(bytearray(base64.b64decode(weights)), dtype=torch.float32)
    parts = numbers.split([math.prod(shape) for shape in shapes])
    return rnn.Params(*(part.view(shape) for part, shape in zip(parts, shapes, strict=True)))


def steps_of(text, tokens):
    """The inputs and targets of a text, as places among the tokens, (T, 1) each."""
    return [chars.indices(part, tokens) for part in chars.shift(text)]


def in_float64(text, start, recurrent=True, num_steps=200, lr=0.05, count=None):
    """The first `count` losses, or all, of torch.optim.Adam on the whole text in float64, and the last one's Params."""
    p = start.map(lambda tensor: tensor.double().requires_grad_())
    optimizer = torch.optim.Adam([tensor for name, tensor in p.tensors().items() if recurrent or name != "W_hh"])
    tokens = chars.vocabulary(text)
    x, y = steps_of(text, tokens)
    X = chars.one_hot(x, tokens).double()
    losses = []
    last = num_steps if count is None else count - 1
    for k in range(last + 1):
        loss = rnn.step_losses(rnn.unroll(X, p).O, y).mean()
        losses.append(loss.item())
        if k < last:
            optimizer.param_groups[0]["lr"] = lr * (1 - k / num_steps)
            optimizer.zero_grad()
            loss.backward()
            optimizer.step()
    return losses, p.map(torch.Tensor.detach)


def trained(node, cases, **options):
    """For each (text, h, seed, recurrent): what train.fit leaves, and what the page makes of the same beginning."""
    histories = [
        train.fit(text, h, seed=seed, recurrent=recurrent, progress=False, **options)
        for text, h, seed, recurrent in cases
    ]
    names = {"num_steps": "numSteps"}
    sent = []
    for (text, _, _, recurrent), history in zip(cases, histories, strict=True):
        inputs, targets = (part[:, 0].tolist() for part in steps_of(text, history.tokens))
        start = {"weights": encoded(history.untrained), "sizes": history.params.sizes}
        chosen = {names.get(name, name): value for name, value in options.items()}
        sent.append({"inputs": inputs, "targets": targets, "recurrent": recurrent, **start, **chosen})
    return zip(cases, histories, node.run(TRAINED, sent), strict=True)


def farthest(found, expected):
    """The largest difference of two lists."""
    return max(abs(a - b) for a, b in zip(found, expected, strict=True))


def difference(p, other):
    """The largest difference of two Params."""
    return max((a - b).abs().max().item() for a, b in zip(p, other, strict=True))


# --- initial weights -------------------------------------------------------------------------------------------------


def test_the_initial_weights_are_torch_s_for_every_seed_and_size(node):
    seeds = [*range(20), 94, 2**31, 2**32 - 1, 2**32, 2**32 + 3, 2**53 + 1, 2**63 - 1]
    sizes = [
        *[(1, 1, 1), (3, 1, 3), (3, 3, 5), (5, 3, 5), (4, 4, 4), (17, 1, 17), (1, 5, 1), (1, 5, 3), (3, 5, 5)],
        *[(7, 16, 7), (28, 32, 28), (13, 7, 13), (128, 64, 128)],
    ]  # matrices below 16 numbers, of 16, above, and no multiple of it
    cases = [(*size, 1, seed) for size in sizes for seed in seeds]
    cases += [(7, 16, 7, sigma, 5) for sigma in (0, 0.01, 0.3, 30, 1e6)]
    sent = [(*sizes, sigma, str(seed)) for *sizes, sigma, seed in cases]
    worst = 0
    for (d, h, q, sigma, seed), weights in zip(cases, node.run(INITIAL, sent), strict=True):
        expected = rnn.init_params(d, h, q, sigma, seed)
        off = difference(decoded(weights, expected.sizes), expected)
        assert off <= 2e-6 * sigma, f"d = {d}, h = {h}, q = {q}, sigma = {sigma}, seed = {seed}"
        worst = max(worst, off)
    assert worst > 0


# --- the run of losses -----------------------------------------------------------------------------------------------


@pytest.mark.slow
def test_the_losses_of_machine_are_torch_s_to_1e_13_in_float64_and_train_fit_s_to_1e_6(node):
    for (text, h, seed, recurrent), history, answer in trained(node, MACHINE):
        case = f"h = {h}, seed = {seed}, recurrent = {recurrent}"
        losses, p = in_float64(text, history.untrained, recurrent)
        assert farthest(answer["losses"], losses) <= 1e-13, case
        assert farthest(answer["losses"], history.losses) <= 1e-6, case
        found = decoded(answer["weights"], history.params.sizes)
        assert difference(found, p.map(torch.Tensor.float)) <= 1e-6, case
        assert recurrent or not found.W_hh.any()


@pytest.mark.slow
def test_a_word_of_up_to_14_characters_has_train_fit_s_losses_to_5e_6(node):
    for case, history, answer in trained(node, list(words())):
        text, _, _, recurrent = case
        assert farthest(answer["losses"], in_float64(text, history.untrained, recurrent)[0]) <= 1e-13, case
        assert farthest(answer["losses"], history.losses) <= 5e-6, case


@pytest.mark.slow
def test_a_long_text_has_train_fit_s_first_ten_losses(node):
    for case, history, answer in trained(node, LONG):
        losses = answer["losses"]
        assert len(losses) == 201 and not answer["exploded"]
        assert farthest(losses[:10], in_float64(case[0], history.untrained, count=10)[0]) <= 1e-13, case
        assert farthest(losses[:10], history.losses[:10]) <= 5e-6, case


@pytest.mark.slow
@pytest.mark.parametrize("options", [{"num_steps": 0}, {"num_steps": 1}, {"num_steps": 37, "lr": 0.2}, {"sigma": 0.01}])
def test_other_lengths_rates_and_sigmas_have_the_same_losses_too(options, node):
    for case, history, answer in trained(node, [("hello", 8, 2, True), ("naïve 🙂", 16, 3, False)], **options):
        rest = {name: value for name, value in options.items() if name != "sigma"}
        assert farthest(answer["losses"], in_float64(case[0], history.untrained, case[3], **rest)[0]) <= 1e-13, case
        assert farthest(answer["losses"], history.losses) <= 5e-6, case


# --- a gradient that explodes ----------------------------------------------------------------------------------------


def exploding(growth, T=20):
    """A network whose state stays 0, so that the gradient grows by `growth` with every step back, and its text."""
    W_xh, W_hh, W_hq = torch.zeros(2, 1), torch.tensor([[growth]]), torch.tensor([[1.0, -1.0]])
    p = rnn.Params(W_xh, W_hh, torch.zeros(1, 1), W_hq, torch.zeros(1, 2))
    return p, [0] * T, [0] * T


def saturated(size, T=20):
    """The same in the second of two units; the first, whose tanh′ is 0, is handed `size` times what the second has."""
    W_xh = torch.tensor([[100.0, 0.0], [0.0, -size], [0.0, 0.0]])
    W_hh = torch.tensor([[0.0, size], [0.0, 32.0]])
    W_hq = torch.tensor([[0.0, 0.0, 0.0], [1.0, -1.0, 0.0]])
    p = rnn.Params(W_xh, W_hh, torch.zeros(1, 2), W_hq, torch.zeros(1, 3))
    return p, [0, 1] + [2] * (T - 2), [0] * T


def test_the_run_ends_where_torch_s_float32_can_no_longer_hold_the_gradient(node):
    cases = [exploding(2.0**power) for power in range(1, 16)] + [saturated(2.0**power) for power in range(20, 60)]
    sent = [{"inputs": x, "targets": y, "weights": encoded(p), "sizes": p.sizes, "numSteps": 1} for p, x, y in cases]
    seen = []
    for (p, x, y), answer in zip(cases, node.run(TRAINED, sent), strict=True):
        q = p.map(lambda tensor: tensor.clone().requires_grad_())
        X = torch.eye(p.sizes["d"])[torch.tensor(x)][:, None]
        loss = rnn.step_losses(rnn.unroll(X, q).O, torch.tensor(y)[:, None]).mean()
        gradient = torch.autograd.grad(loss, list(q))
        exploded = not math.isfinite(sum(float(part.sum()) for part in gradient))
        assert answer["exploded"] == exploded, (p.W_hh, gradient)
        assert answer["losses"][0] == pytest.approx(loss.item())
        assert len(answer["losses"]) == (1 if exploded else 2)
        assert difference(decoded(answer["weights"], p.sizes), p) == 0 or not exploded
        seen.append(exploded)
    assert {True, False} == set(seen[:15]) == set(seen[15:])


# --- learning a text -------------------------------------------------------------------------------------------------


def learned(node, text, **options):
    """The train.History of what the page learns, made of what it sends."""
    (sent,) = node.run(LEARNED, [[text, options]])
    points = [
        train.Checkpoint(point["step"], point["loss"], decoded(point["weights"], sent["sizes"]))
        for point in sent["checkpoints"]
    ]
    return train.History(sent["text"], sent["tokens"], points[-1].params, sent["losses"], points)


@pytest.mark.parametrize("recurrent", [True, False])
@pytest.mark.parametrize("text", ["machine", "hello", "naïve 🙂 שלום", SENTENCE[:30]])
def test_what_the_page_learns_is_the_history_that_train_fit_leaves(text, recurrent, node):
    options = {"seed": 3, "sigma": 0.9, "recurrent": recurrent}
    found = learned(node, text, h=16, **options)
    history = train.fit(text, 16, progress=False, **options)
    assert (found.text, found.tokens) == (history.text, history.tokens)
    assert farthest(found.losses, history.losses) <= 5e-6
    for point, expected in zip(found.checkpoints, history.checkpoints, strict=True):
        assert point.step == expected.step and point.loss == found.losses[point.step]
        assert difference(point.params, expected.params) <= 1e-4
        x, y = steps_of(text, found.tokens)
        loss = rnn.step_losses(rnn.unroll(chars.one_hot(x, found.tokens), point.params).O, y).mean().item()
        assert loss == pytest.approx(point.loss, abs=1e-6)


def test_the_options_that_are_left_out_are_those_of_train_fit(node):
    assert farthest(learned(node, "machine").losses, train.fit("machine", progress=False).losses) <= 1e-6


def test_checkpoints_are_kept_after_the_same_updates(node):
    numbers = [*range(301), 999, 1000, 4321, 10**5, 10**7]
    for num_steps, steps in zip(numbers, node.run(STEPS, numbers), strict=True):
        assert steps == sorted(train.steps_to_keep(num_steps)), num_steps


def test_the_vocabulary_is_sorted_as_python_sorts_it(node):
    texts = ["machine", "hello", "zażółć", "🙂a\uffee\ue000\U0001d11e語", '\u0301e\n\t\0\x7f"', "שלום🙃🙂"]
    found = node.call("equations/history.js", "vocabulary", [[text] for text in texts])
    assert found == [chars.vocabulary(text) for text in texts]

"""StatePlane: its states, probabilities and regions are torch's."""

import math
import random

import pytest
import torch

from d2l_rnn import chars, figures, plots, rnn, train
from d2l_rnn.figures import packing

ALPHABET = sorted("abcdefghijklmnopqrstuvwxyz .")
SCRIPT = """
const modules = ["equations/rnn.js", "equations/reading.js", "state_plane/numbers.js", "state_plane/regions.js"];
const [rnn, reader, plane, regions] = await Promise.all(modules.map(load));
return given.map(({ text, tokens, sizes, weights, states, t }) => {
  const p = rnn.decodeParams(weights, sizes);
  const path = plane.pathOf(reader.read(text, { tokens, most: { characters: 400 } }), p);
  const lands = regions.landsOf(p);
  const inside = ({ corners }, [x, y]) => corners.every(([x1, y1], k) => {
    const [x2, y2] = corners[(k + 1) % corners.length];
    return (x2 - x1) * (y - y1) - (y2 - y1) * (x - x1) > -1e-9;
  });
  return {
    H: [...path.trace.H], guesses: path.guesses, softmax: states.map((state) => [...plane.softmaxAt(state, p)]),
    painted: states.map((state) => lands.filter((land) => inside(land, state)).map(({ token }) => token)),
    shares: lands.map(({ share }) => share), stands: lands.map((land) => inside(land, land.middle)),
    leads: plane.leads(states[0], p), legs: plane.legs(path, path.trace.T, p), memory: plane.memoryAt(path, t),
    pair: plane.sameButDifferent(path.reading.indices, t),
    groups: plane.gathered(path.trace, 0, path.trace.T).map(({ steps }) => steps),
  };
});
"""


def answers(cases, node):
    names = ("text", "tokens", "states", "t")
    sent = [
        {"sizes": p.sizes, "weights": packing.packed(p)} | dict(zip(names, (text, tokens, states, t), strict=True))
        for p, tokens, text, states, t in cases
    ]
    return node.run(SCRIPT, sent)


def random_params(q, sigma, seed):
    """Two units, biases that are not 0."""
    p = rnn.init_params(q, 2, q, sigma=sigma, seed=seed)
    return rnn.Params(p.W_xh, p.W_hh, p.W_hh[:1] * 0.5, p.W_hq, p.W_hq[:1] * 0.5)


def random_cases(count=60):
    draw = random.Random(942)
    for seed in range(count):
        tokens = draw.sample("abc dé語🙂\u0301ש<&$_\\\n'\"", draw.randint(1, 16))
        text = "".join(draw.choices(tokens, k=draw.randint(1, 60)))
        states = [[draw.uniform(-1, 1), draw.uniform(-1, 1)] for _ in range(40)]
        sigma = draw.choice([0.01, 0.5, 1.0, 5.0])
        yield random_params(len(tokens), sigma, seed), tokens, text, states, draw.randint(0, len(text))


def two_steps(text, t):
    """The rule of sameButDifferent, said differently: every pair in order of the later step."""
    pairs = [
        [s, u] for u in range(2, len(text)) for s in range(1, u) if text[s - 1] == text[u - 1] and text[s] != text[u]
    ]
    return next((pair for pair in pairs if t in pair), pairs[0] if pairs else None)


def test_states_probabilities_and_leads_are_torchs_for_random_models_and_texts(node):
    cases = list(random_cases())
    for (p, tokens, text, states, t), answer in zip(cases, answers(cases, node), strict=True):
        trace = rnn.unroll(chars.one_hot(text, tokens), p)
        assert torch.tensor(answer["H"]).view(-1, 2).sub(trace.H[:, 0]).abs().max() <= 1e-5
        softmax = rnn.output(torch.tensor(states), p).softmax(-1)
        assert torch.tensor(answer["softmax"]).sub(softmax).abs().max() <= 1e-5
        order = [way["token"] for way in answer["leads"]]
        assert sorted(order) == list(range(len(tokens)))
        X, H = torch.eye(len(tokens))[order], torch.tensor(states[:1]).expand(len(tokens), 2)
        assert torch.tensor([way["to"] for way in answer["leads"]]).sub(rnn.step(X, H, p)).abs().max() <= 1e-5
        shares = torch.tensor([way["share"] for way in answer["leads"]])
        assert shares.sub(softmax[0, order]).abs().max() <= 1e-5 and (shares.diff() <= 0).all()
        assert answer["pair"] == two_steps(text, t)
        best = rnn.output(trace.H[:, 0], p)
        assert all(row[guess] == row.max() for row, guess in zip(best, answer["guesses"], strict=True))


def test_the_legs_of_a_step_are_torchs_with_ever_more_of_the_letter(node):
    cases = list(random_cases(20))
    for (p, tokens, text, _, _), answer in zip(cases, answers(cases, node), strict=True):
        H = rnn.unroll(chars.one_hot(text, tokens), p).H[-2:, 0]
        carried = H[0] @ p.W_hh + p.b_h[0]
        before, *legs = answer["legs"]
        shares = torch.linspace(0, 1, len(legs))[:, None]
        row = p.W_xh[tokens.index(text[-1])]
        assert torch.tensor(before).sub(H[0]).abs().max() <= 1e-5
        assert torch.tensor(legs).sub(torch.tanh(carried + shares * row)).abs().max() <= 1e-5
        assert torch.tensor(legs[-1]).sub(H[1]).abs().max() <= 1e-5


def test_every_state_is_painted_by_torchs_most_likely_character(node):
    cases = list(random_cases())
    for (p, _, _, states, _), answer in zip(cases, answers(cases, node), strict=True):
        assert math.isclose(sum(answer["shares"]), 1, abs_tol=1e-6) and all(answer["stands"])
        O = rnn.output(torch.tensor(states, dtype=torch.float64), p.map(torch.Tensor.double))  # noqa: E741
        for outputs, painted in zip(O, answer["painted"], strict=True):
            margin = outputs.topk(min(2, len(outputs))).values
            if len(margin) == 1 or margin[0] - margin[1] > 1e-9:
                assert painted == [int(outputs.argmax())]


def test_two_tokens_with_the_same_outputs_share_the_square_as_argmax_has_it(node):
    p = rnn.init_params(3, 2, 3, seed=0)
    p = rnn.Params(p.W_xh, p.W_hh, p.b_h, torch.zeros(2, 3), torch.tensor([[0.0, 1.0, 1.0]]))
    (answer,) = answers([(p, list("abc"), "abc", [[0.3, -0.2]], 0)], node)
    assert answer["painted"] == [[1]] and answer["shares"] == [1]


def test_what_the_path_shows_of_memory_is_torchs(node):
    history = train.fit("hello", num_hiddens=2, seed=4, lr=0.1, progress=False)
    p, tokens = history.params, history.tokens
    H = rnn.unroll(chars.one_hot("hello", tokens), p).H[:, 0]
    cases = [(p, tokens, "hello", [[0, 0]], 3), (p.without_memory(), tokens, "hello", [[0, 0]], 4)]
    cases += [(p, tokens, "hel", [[0, 0]], 1), (p, tokens, "", [[0, 0]], 0)]
    memory, without, none, empty = (answer["memory"] for answer in answers(cases, node))
    assert memory["steps"] == [3, 4] and [tokens[token] for token in memory["tokens"]] == ["l", "o"]
    assert memory["distance"] == pytest.approx(float((H[3] - H[4]).norm()), abs=1e-5)
    assert without["steps"] == [3, 4] and without["distance"] == 0
    assert none is None and empty is None


def test_states_that_lie_together_share_a_place(node):
    p = rnn.init_params(2, 2, 2, seed=0).without_memory()  # the state is the current character's
    (same,) = answers([(p, ["a", "b"], "abababab", [[0, 0]], 0)], node)
    assert same["groups"] == [[0], [1, 3, 5, 7], [2, 4, 6, 8]]


# ---------------------------------------------------------------------------------------------- in Python


def test_without_an_argument_it_has_learned_hello_and_knows_the_two_ls_apart():
    figure = figures.StatePlane()
    assert (figure.text, figure.step, figure.network["sizes"]["h"]) == ("hello", 4, 2)
    p, tokens = figure._params["trained"], figure.network["tokens"]
    inputs, targets = chars.shift("hello")
    trace = rnn.unroll(chars.one_hot(inputs, tokens), p)
    assert rnn.step_losses(trace.O, chars.indices(targets, tokens)).mean() < 0.02 < chars.floor("hello")
    assert (trace.H[3] - trace.H[4]).norm() > 0.5
    assert "untrained" in figure.network
    assert repr(figure).startswith("StatePlane of 'hello': 2 hidden units, 4 tokens.")
    assert "beside 'oleh'" in repr(figures.StatePlane(beside="oleh"))


@pytest.mark.parametrize("h", [1, 3, 16])
def test_another_number_of_units_is_told_what_would_be_right(h):
    with pytest.raises(ValueError, match=f"model has h = {h} hidden units.*num_hiddens=2"):
        figures.StatePlane(rnn.init_params(4, h, 4), "ehlo")


@pytest.mark.parametrize(
    "name, value, error, words",
    [
        ("beside", None, TypeError, "beside must be a string"),
        ("beside", "\udc00", ValueError, "half a character"),
        ("weights", "best", ValueError, "weights must be one of 'trained', 'untrained', 'memoryless'"),
        ("fan", 1, TypeError, "fan must be True or False"),
        ("probing", "yes", TypeError, "probing must be True or False"),
        ("unit_1", 1.5, ValueError, "unit_1 must be at most 1"),
        ("unit_2", float("nan"), ValueError, "unit_2 must be finite"),
        ("unit_2", "0", TypeError, "unit_2 must be a number"),
        ("step", -1, ValueError, "step must be at least 0"),
    ],
)
def test_a_trait_says_what_it_takes_and_keeps_what_it_had(name, value, error, words):
    figure = figures.StatePlane()
    before = getattr(figure, name)
    with pytest.raises(error, match=words):
        setattr(figure, name, value)
    assert getattr(figure, name) == before


def test_the_picture_is_that_of_the_figures_state(monkeypatch):
    drawn = []
    monkeypatch.setattr(plots, "state_plane", lambda p, tokens, texts, **options: drawn.append((p, texts, options)))
    figure = figures.StatePlane()
    figure._picture()
    figure.weights, figure.beside, figure.fan, figure.step = "untrained", "ole?h", True, 99
    figure._picture()
    figure.probing, figure.unit_1 = True, 0.5
    figure._picture()
    assert drawn[0] == (figure._params["trained"], "hello", {"step": 4, "fan": False, "probe": None})
    assert drawn[1] == (figure._params["untrained"], ["hello", "ole"], {"step": 5, "fan": True, "probe": None})
    assert drawn[2][2]["probe"] == (0.5, 0.0)
    figure.text = "?"
    assert figure._picture() is None


@pytest.mark.slow
def test_the_picture_without_memory_or_of_what_was_learned_is_of_those_networks(monkeypatch):
    drawn = []
    monkeypatch.setattr(plots, "state_plane", lambda p, tokens, texts, **options: drawn.append((p, tokens)))
    figure = figures.StatePlane(weights="memoryless")
    figure._picture()
    other = train.fit("mama", 2, progress=False)
    packed = [{"step": at.step, "loss": at.loss, "weights": packing.packed(at.params)} for at in other.checkpoints]
    sizes = other.params.sizes
    settings = {"seed": 0, "sigma": 1, "recurrent": True, "numSteps": 200, "lr": 0.05}
    figure.set_trait(
        "learned",
        {"text": "mama", "tokens": other.tokens, "sizes": sizes, "losses": other.losses, "checkpoints": packed}
        | {"settings": settings},
    )
    figure.text = "mama"
    for figure.weights in ("trained", "untrained", "memoryless"):
        figure._picture()
    without = train.fit("hello", 2, recurrent=False, progress=False).params
    forgetful = train.fit("mama", 2, recurrent=False, progress=False).params
    expected = [(without, list("ehlo")), *((p, list("am")) for p in (other.params, other.untrained, forgetful))]
    for (p, tokens), (right, letters) in zip(drawn, expected, strict=True):
        assert tokens == letters and all(torch.equal(p.tensors()[name], one) for name, one in right.tensors().items())


def test_the_twin_marks_the_step_and_the_probe_and_draws_the_fan():
    p = rnn.init_params(28, 2, 28, seed=1)
    plain = plots.state_plane(p, ALPHABET, "abc")
    marked = plots.state_plane(p, ALPHABET, "abc" * 30, step=80, probe=(0.5, -0.5), fan=True)
    assert "step 80 marked" in str(marked) and str(plain).endswith("'abc'")
    labels = [text.get_text() for text in marked.axes[1].get_legend().get_texts()]
    assert labels[1:] == ["step 80", "state (0.50, −0.50)", "where each character\nwould lead"]
    best = rnn.output(torch.tensor([[0.5, -0.5]]), p)[0].argsort(descending=True)[:12].tolist()
    assert {ALPHABET[token].replace(" ", "␣") for token in best} <= {one.get_text() for one in marked.axes[1].texts}
    with pytest.raises(TypeError, match="probe must be two numbers"):
        plots.state_plane(p, ALPHABET, "abc", probe=3)
    with pytest.raises(ValueError, match="a number of probe must be at most 1"):
        plots.state_plane(p, ALPHABET, "abc", probe=(0, 2))
    with pytest.raises(ValueError, match="step must be at most 3"):
        plots.state_plane(p, ALPHABET, "abc", step=4)


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["html", "png", "svg"])
def test_it_is_saved_in_every_format(ending, tmp_path):
    figures.StatePlane(fan=True, probing=True, beside="ell").save(tmp_path / f"figure.{ending}")
    assert 0 < (tmp_path / f"figure.{ending}").stat().st_size < (100_000 if ending == "html" else 2_000_000)


def test_a_character_without_a_token_is_unk_in_both_texts_where_there_is_one(monkeypatch):
    tokens = ["<unk>", *"aehilmn"]
    figure = figures.StatePlane(rnn.init_params(8, 2, 8, seed=0), tokens, "ma!l", beside="hi!ma")
    drawn = []
    monkeypatch.setattr(plots, "state_plane", lambda p, tokens, texts, **options: drawn.append(texts))
    figure._picture()
    assert drawn == [["ma!l", "hi!ma"]]

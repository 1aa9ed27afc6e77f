"""Interventions: torch against a loop over plain numbers, the browser against torch, and edits that cannot be."""

import math
import random

import pytest
import torch

from d2l_rnn import chars, figures, interventions, rnn
from d2l_rnn.figures import packing
from tests.equations.test_front import CHARACTERS

NAMES = ("W_xh", "W_hh", "b_h", "W_hq", "b_q")
SCRIPT = """
const { decodeParams, unroll } = await load("equations/rnn.js");
const { tokenize } = await load("equations/reading.js");
const interventions = await load("equations/interventions.js");
const { expectation, fitting, likeliest, unrollEdited, withWeights } = interventions;
return given.map(({ text, tokens, sizes, weights, edits }) => {
  const before = decodeParams(weights, sizes);
  const { indices } = tokenize(text, tokens);
  const p = withWeights(before, fitting(edits, before));
  const shared = unroll(indices, before);
  const trace = unrollEdited(indices, p, edits, shared);
  const steps = indices.map((_, k) => k + 1);
  const after = steps.map((t) => expectation(trace, p, t));
  return {
    H: [...trace.H], O: [...trace.O], softmax: after.flatMap(({ softmax }) => [...softmax]),
    top: after.map(({ top }) => top), before: [...shared.H],
    likeliest: steps.map((t) => likeliest(trace, p, t)),
    kept: [...decodeParams(weights, sizes).W_hh].every((weight, k) => weight === before.W_hh[k]),
  };
});
"""


def random_edits(draw, p, T):
    """Up to eight edits of both kinds; some meet, some wait for a step after the last."""
    h, edits = p.sizes["h"], []
    for _ in range(draw.randint(1, 8)):
        if draw.random() < 0.6:
            step, unit = draw.choice([None, *range(1, T + 1), T + 3]), draw.choice([None, *range(1, h + 1)])
            edits.append({"kind": "state", "step": step, "unit": unit, "value": draw.uniform(-1, 1)})
        else:
            name = draw.choice(NAMES)
            rows, columns = p.tensors()[name].shape
            place = {"row": draw.randint(1, rows), "column": draw.randint(1, columns)}
            value = draw.choice([0.0, draw.gauss(0, 1), draw.uniform(-1000, 1000)])
            edits.append({"kind": "weight", "name": name, **place, "value": value})
    return edits


def random_cases(count=60):
    draw = random.Random(945)
    for seed in range(count):
        tokens = draw.sample(CHARACTERS, draw.randint(1, len(CHARACTERS)))
        text = "".join(draw.choices(tokens, k=draw.randint(1, 60)))
        h = draw.choice([1, 2, 7, 32])
        p = rnn.init_params(len(tokens), h, len(tokens), sigma=draw.choice([0.01, 0.5, 1.0]), seed=seed)
        p = rnn.Params(p.W_xh, p.W_hh, p.W_hh[:1] * 0.5, p.W_hq, p.W_hq[:1] * 0.5)  # biases that are not 0
        yield text, tokens, p, random_edits(draw, p, len(text))


def run_by_hand(text, tokens, p, edits):
    """States and outputs by loops over plain numbers, the edits read off the list step by step."""
    weights = {name: tensor.double().tolist() for name, tensor in p.tensors().items()}
    for edit in edits:
        if edit["kind"] == "weight":
            weights[edit["name"]][edit["row"] - 1][edit["column"] - 1] = edit["value"]
    h, q = p.sizes["h"], p.sizes["q"]
    states, outputs = [[0.0] * h], []
    for t, character in enumerate(text, 1):
        before, x = states[-1], weights["W_xh"][tokens.index(character)]
        state = []
        for i in range(h):
            state.append(
                math.tanh(x[i] + sum(before[j] * weights["W_hh"][j][i] for j in range(h)) + weights["b_h"][0][i])
            )
        for edit in edits:
            if edit["kind"] == "state" and (edit["step"] is None or edit["step"] == t):
                for unit in range(h) if edit["unit"] is None else [edit["unit"] - 1]:
                    state[unit] = edit["value"]
        states.append(state)
        outputs.append(
            [sum(state[i] * weights["W_hq"][i][k] for i in range(h)) + weights["b_q"][0][k] for k in range(q)]
        )
    return torch.tensor(states), torch.tensor(outputs)


def difference(one, other):
    return (torch.as_tensor(one, dtype=torch.float64).flatten() - other.double().flatten()).abs().max().item()


def test_the_run_under_edits_is_the_sections_loop_with_the_numbers_replaced():
    for text, tokens, p, edits in random_cases(40):
        p = p.map(torch.Tensor.double)
        trace = interventions.unroll_edited(chars.one_hot(text, tokens).double(), p, edits)
        H, O = run_by_hand(text, tokens, p, edits)
        assert difference(H, trace.H) < 1e-6 and difference(O, trace.O) < 1e-3  # weights up to 1000 times float32 lists


def test_the_browser_and_torch_agree_to_1e_5_for_random_edits_of_random_models(node):
    cases = list(random_cases())
    sent = [
        {"text": text, "tokens": tokens, "sizes": p.sizes, "weights": packing.packed(p), "edits": edits}
        for text, tokens, p, edits in cases
    ]
    changed = 0
    for (text, tokens, p, edits), answer in zip(cases, node.run(SCRIPT, sent), strict=True):
        # The weights are float32 on both sides; the sums are taken in float64, as the browser takes them.
        exact = interventions.edited(p, edits).map(torch.Tensor.double)
        states = [edit for edit in edits if edit["kind"] == "state"]
        X = chars.one_hot(text, tokens).double()
        after, before = interventions.unroll_edited(X, exact, states), rnn.unroll(X, p.map(torch.Tensor.double))
        for name, value in {"H": after.H, "O": after.O, "softmax": after.O.softmax(-1), "before": before.H}.items():
            assert difference(answer[name], value) <= 1e-5, f"{name} for {text!r} and {edits}"
        changed += difference(after.H, before.H) > 0.01
        best = after.O[:, 0].softmax(-1).topk(min(3, len(tokens))).values
        likeliest = [[answer["softmax"][t * len(tokens) + k] for k in top] for t, top in enumerate(answer["top"])]
        assert difference(likeliest, best) <= 1e-5
        chosen = [answer["softmax"][t * len(tokens) + k] for t, k in enumerate(answer["likeliest"])]
        assert difference(chosen, best[:, 0]) <= 1e-5
        assert answer["kept"]
    assert changed > 30  # the edits do something


def test_without_edits_it_is_the_plain_run():
    p = rnn.init_params(7, 5, 7, seed=3)
    X = chars.one_hot("machine", chars.vocabulary("machine"))
    H_0 = torch.full((1, 5), 0.25)
    plain, edited = rnn.unroll(X, p, H_0, torch.sin), interventions.unroll_edited(X, p, [], H_0, torch.sin)
    assert torch.allclose(plain.H, edited.H, atol=1e-6) and torch.allclose(plain.O, edited.O, atol=1e-6)


def test_an_edited_state_replaces_the_state_of_every_sequence_and_flows_on_and_out():
    p = rnn.init_params(3, 4, 3, seed=1)
    X = torch.randn(4, 2, 3, generator=torch.Generator().manual_seed(0))
    trace = interventions.unroll_edited(X, p, [{"kind": "state", "step": 2, "unit": 3, "value": -0.5}])
    assert (trace.H[2, :, 2] == -0.5).all()
    assert torch.equal(trace.H[1], rnn.unroll(X, p).H[1])
    later = rnn.unroll(X[2:], p, trace.H[2])
    assert torch.allclose(later.H[1:], trace.H[3:]) and torch.allclose(later.O, trace.O[2:])
    assert torch.allclose(trace.O[1], rnn.output(trace.H[2], p))


def test_a_whole_state_of_any_size_is_silenced_by_one_edit():
    p = rnn.init_params(3, 128, 3, seed=1)
    X = torch.randn(4, 2, 3, generator=torch.Generator().manual_seed(0))
    whole = [{"kind": "state", "step": 2, "unit": None, "value": 0.0}]
    trace = interventions.unroll_edited(X, p, interventions.checked(whole, p))
    assert (trace.H[2] == 0).all() and torch.allclose(trace.H[1], rnn.unroll(X, p).H[1], atol=1e-6)
    assert torch.allclose(trace.H[3:], rnn.unroll(X[2:], p).H[1:], atol=1e-6)  # as if the text began at step 3
    each = [{**whole[0], "unit": unit} for unit in range(1, 129)]
    assert torch.equal(interventions.unroll_edited(X, p, each).H, trace.H)


def test_the_gradient_passes_by_a_state_that_was_set():
    p = rnn.init_params(3, 2, 3, seed=1)
    H_0 = torch.zeros(1, 2, requires_grad=True)
    both = [{"kind": "state", "step": 1, "unit": unit, "value": 0.5} for unit in (1, 2)]
    interventions.unroll_edited(torch.ones(3, 1, 3), p, both, H_0).O.sum().backward()
    assert H_0.grad.abs().max() == 0


def test_where_two_edits_meet_the_later_one_counts():
    always, once = (
        {"kind": "state", "step": step, "unit": 1, "value": value} for step, value in ((None, 0.0), (2, 0.7))
    )
    p = rnn.init_params(3, 2, 3, seed=1)
    assert interventions.unroll_edited(torch.ones(3, 1, 3), p, [always, once]).H[1:, 0, 0].tolist() == pytest.approx(
        [0, 0.7, 0]
    )
    assert interventions.unroll_edited(torch.ones(3, 1, 3), p, [once, always]).H[1:, 0, 0].tolist() == [0, 0, 0]
    first, second = ({"kind": "weight", "name": "b_q", "row": 1, "column": 2, "value": value} for value in (1.0, 2.0))
    assert interventions.edited(p, [first, second]).b_q.tolist() == [[0, 2, 0]]


def test_editing_leaves_the_model_and_the_edits_as_they_were():
    p = rnn.init_params(3, 2, 3, seed=1)
    before = [tensor.clone() for tensor in p]
    edits = [{"kind": "weight", "name": "W_hh", "row": 1, "column": 2, "value": 5}]
    changed = interventions.edited(p, edits)
    assert changed.W_hh[0, 1] == 5 and changed.W_xh is p.W_xh
    assert all(torch.equal(one, other) for one, other in zip(p, before, strict=True))
    checked = interventions.checked(edits, p)
    assert checked == edits and checked is not edits and checked[0] is not edits[0]


STATE, WEIGHT = interventions.EXAMPLE["state"], interventions.EXAMPLE["weight"]


@pytest.mark.parametrize(
    "edits, error, words",
    [
        (None, TypeError, "edits must be a list of edits such as {'kind': 'state'"),
        (STATE, TypeError, "Put the one edit in brackets"),
        ("state", TypeError, "not the string 'state'"),
        ([3], TypeError, r"edits\[0\] must be a dict such as"),
        ([STATE, {}], ValueError, r"edits\[1\]\['kind'\] must be one of 'state', 'weight', not None"),
        ([{**STATE, "kind": "silence"}], ValueError, "not the string 'silence'"),
        ([{"kind": "state", "step": 3, "unit": 1}], ValueError, "has no entry 'value'; an edit of a state looks like"),
        ([{**STATE, "name": "W_hh"}], ValueError, "has an entry too many, 'name'"),
        ([{**STATE, "unit": 5}], ValueError, r"edits\[0\]\['unit'\] must be at most 4, not 5"),
        ([{**STATE, "unit": 0}], ValueError, "must be at least 1"),
        ([{**STATE, "unit": 1.0}], TypeError, "must be a whole number"),
        ([{**STATE, "unit": "all"}], TypeError, r"\['unit'\] must be a whole number"),
        ([{**STATE, "step": 0}], ValueError, r"\['step'\] must be at least 1"),
        ([{**STATE, "step": "3"}], TypeError, r"\['step'\] must be a whole number"),
        ([{**STATE, "value": 1.5}], ValueError, r"\['value'\] must be at most 1, not 1.5"),
        ([{**STATE, "value": math.nan}], ValueError, "must be finite, not nan"),
        ([{**STATE, "value": "0"}], TypeError, "must be a number such as 0.5"),
        (
            [{**WEIGHT, "name": "W"}],
            ValueError,
            "must be one of 'W_xh', 'W_hh', 'b_h', 'W_hq', 'b_q', not the string 'W'",
        ),
        ([{**WEIGHT, "name": ["W_hh"]}], ValueError, "not a list"),
        ([{**WEIGHT, "row": 5}], ValueError, r"\['row'\] must be at most 4, not 5"),
        ([{**WEIGHT, "name": "b_h", "row": 2}], ValueError, r"\['row'\] must be at most 1"),
        ([{**WEIGHT, "name": "W_hq", "column": 4}], ValueError, r"\['column'\] must be at most 3"),
        ([{**WEIGHT, "value": 1e30}], ValueError, r"\['value'\] must be at most 1000, not 1e\+30"),
        ([{**WEIGHT, "value": -math.inf}], ValueError, "must be finite"),
        ([STATE] * 1001, ValueError, "edits holds 1001 edits; at most 1000"),
    ],
)
def test_an_edit_that_cannot_be_is_told_what_would_be_right(edits, error, words):
    with pytest.raises(error, match=words):
        interventions.checked(edits, rnn.init_params(3, 4, 3))
    figure = figures.HiddenStates(rnn.init_params(3, 4, 3), "abc")
    with pytest.raises(error, match=words):
        figure.edits = edits
    assert figure.edits == []


def test_a_step_after_the_end_of_the_text_waits():
    p = rnn.init_params(3, 4, 3, seed=0)
    late = [{**STATE, "step": 9}]
    X = chars.one_hot("abc", "abc")
    assert torch.allclose(interventions.unroll_edited(X, p, late).H, rnn.unroll(X, p).H)

"""rnn.js and rnn.py compute the same: random weights, random texts, one run of node for all of them."""

import math
import random
import re

import pytest
import torch

from d2l_rnn import chars, figures, rnn
from d2l_rnn.figures import assets, packing

FRONT = assets.FRONT
CHARACTERS = "abc dé語🙂\u0301שا<&$_\\\n'\""
SCRIPT = """
const rnn = await load("equations/rnn.js");
const { decodeParams, floorOf, partsOf, softmaxOf, stepLosses, unroll, withoutMemory } = rnn;
const { tokenize } = await load("equations/reading.js");
return given.map(({ text, tokens, sizes, weights, cut, t, i }) => {
  const p = cut ? withoutMemory(decodeParams(weights, sizes)) : decodeParams(weights, sizes);
  const { indices } = tokenize(text, tokens);
  const inputs = indices.slice(0, -1);
  const trace = unroll(inputs, p);
  const { x, state, bias } = partsOf(trace, inputs, p, t, i);
  return {
    H: [...trace.H], O: [...trace.O], parts: [x, state, bias], losses: stepLosses(trace, p, indices.slice(1)),
    softmax: inputs.map((_, k) => [...softmaxOf(trace, p, k + 1)]), floor: floorOf(indices),
  };
});
"""


def random_cases(count=60):
    """Random texts over random alphabets, random sizes and scales; half of them with the memory cut."""
    draw = random.Random(94)
    for seed in range(count):
        tokens = draw.sample(CHARACTERS, draw.randint(1, len(CHARACTERS)))
        text = "".join(draw.choices(tokens, k=draw.randint(2, 80)))
        h = draw.choice([1, 2, 7, 32, 64])
        p = rnn.init_params(len(tokens), h, len(tokens), sigma=draw.choice([0.01, 0.5, 1.0]), seed=seed)
        p = rnn.Params(p.W_xh, p.W_hh, p.W_hh[:1] * 0.5, p.W_hq, p.W_hq[:1] * 0.5)  # biases that are not 0
        yield text, tokens, p, seed % 2 == 1, draw.randint(1, len(text) - 1), draw.randrange(h)


def answers(cases, node):
    sent = [
        {"text": text, "tokens": tokens, "sizes": p.sizes, "weights": packing.packed(p), "cut": cut, "t": t, "i": i}
        for text, tokens, p, cut, t, i in cases
    ]
    return node.run(SCRIPT, sent)


def test_the_browser_and_torch_agree_to_1e_5_for_random_weights_and_texts(node):
    cases = list(random_cases())
    worst = 0.0
    for (text, tokens, p, cut, t, i), answer in zip(cases, answers(cases, node), strict=True):
        p = p.without_memory() if cut else p
        inputs, targets = chars.shift(text)
        trace = rnn.unroll(chars.one_hot(inputs, tokens), p)
        X, H_before, _, _ = trace.at(t)
        parts = torch.stack([(X @ p.W_xh)[0, i], (H_before @ p.W_hh)[0, i], p.b_h[0, i]])
        expected = {
            "H": trace.H,
            "O": trace.O,
            "parts": parts,
            "losses": rnn.step_losses(trace.O, chars.indices(targets, tokens)),
            "softmax": trace.O.softmax(-1),
        }
        for name, value in expected.items():
            found = torch.tensor(answer[name], dtype=torch.float64).flatten()
            difference = (found - value.flatten().double()).abs().max().item()
            assert difference <= 1e-5, f"{name} differs by {difference} for {text!r}"
            worst = max(worst, difference)
        assert math.isclose(answer["floor"], chars.floor(text), abs_tol=1e-9)
    assert worst > 0  # the two sides were really computed apart


@pytest.mark.parametrize("name", figures.__all__)
def test_the_module_a_notebook_gets_is_one_file_that_any_engine_can_import(name, node, tmp_path):
    module, of_all = tmp_path / "figure.mjs", tmp_path / "kit.mjs"
    of_all.write_text(assets.kit(), encoding="utf-8")
    code = getattr(figures, name).code.replace('"d2l:kit"', f'"{of_all.as_uri()}"')
    module.write_text(code, encoding="utf-8")
    # lit-html asks for a page when it is loaded, and for no more than this; the figure itself for nothing.
    page = "globalThis.document = { createTreeWalker() {}, createComment() {} };"
    assert node.run(f"{page} return Object.keys((await load(given)).default)", module.as_uri()) == [
        "initialize",
        "render",
    ]


def test_the_equations_know_no_page_and_a_figure_imports_no_other_figure():
    found = {}
    for file in FRONT.rglob("*.js"):
        folder = file.parent.relative_to(FRONT).as_posix()
        for name in re.findall(r'^(?:import .*|} )from "(\..+?)"', file.read_text(encoding="utf-8"), re.MULTILINE):
            target = (file.parent / name).resolve()
            assert target.exists(), f"{file} imports {name}"
            found.setdefault(folder, set()).add(target.parent.relative_to(FRONT.resolve()).as_posix())
    assert found["equations"] == {"equations"} and found["kit"] == {"equations", "kit"}
    assert "host" not in found and "built" not in found
    for folder in found.keys() - {"equations", "kit"}:
        assert found[folder] <= {"equations", "kit", folder}


def test_the_front_end_looks_nothing_up_in_the_page_and_never_reads_text_as_html():
    for file in FRONT.rglob("[!.]*/*.js"):
        if file.parent.name == "built":  # lit-html makes elements of templates, which are ours
            continue
        source = file.read_text(encoding="utf-8")
        for forbidden in (
            "innerHTML",
            "outerHTML",
            "insertAdjacentHTML",
            "document.querySelector",
            "getElementById",
            "eval(",
        ):
            assert forbidden not in source, f"{file.name} uses {forbidden}"
        assert "fetch(" not in source and "http" not in source

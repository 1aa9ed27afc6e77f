"""Predictions: its networks, what it opens, and what it writes on, which is what sampling.generate writes."""

import base64
import itertools
import random
import re

import pytest
import torch

from d2l_rnn import chars, figures, plots, rnn, sampling, train
from d2l_rnn.figures import packing

HELLO = train.fit("hello", num_hiddens=16, progress=False)
MACHINE = train.fit("machine", num_hiddens=16, progress=False)
SCRIPT = """
const { decodeParams, unroll } = await load("equations/rnn.js");
const { read } = await load("equations/reading.js");
const { uniforms } = await load("equations/sampling.js");
const { told, written } = await load("predictions/writing.js");
return given.map(({ text, tokens, sizes, weights, ...options }) => {
  const reading = read(text, { tokens, most: { characters: 401 } });
  const p = decodeParams(weights, sizes);
  const run = written(reading, p, tokens, options, options.seed % 2 ? unroll(reading.inputs, p) : undefined);
  const { trace, softmax, inputs, picks } = run.run;
  const draw = uniforms(options.seed);
  return {
    letters: run.letters, probabilities: run.probabilities, softmax: softmax.map((row) => [...row]), H: [...trace.H],
    inputs, picks, numbers: Array.from({ length: 5 }, draw), said: told(run), left: run.left,
  };
});
"""


def ask(node, *cases):
    sent = [
        {"text": text, "tokens": tokens, "sizes": p.sizes, "weights": packing.packed(p), **options}
        for text, tokens, p, options in cases
    ]
    return node.run(SCRIPT, sent)


def options(prefix=1, length=20, pick="argmax", temperature=1.0, seed=0):
    return dict(prefix=prefix, length=length, pick=pick, temperature=temperature, seed=seed)


def random_cases(count=80):
    """Random networks over odd alphabets; half of the runs draw, at temperatures from nearly none to high."""
    draw = random.Random(7)
    for k in range(count):
        tokens = draw.sample("abc dé語🙂\u0301<&$\n", draw.randint(1, 11))
        text = "".join(draw.choices(tokens, k=draw.randint(1, 30)))
        h = draw.choice([1, 2, 16, 40])
        p = rnn.init_params(len(tokens), h, len(tokens), sigma=draw.choice([0.01, 1.0, 3.0]), seed=k)
        yield (
            text,
            tokens,
            p,
            options(
                prefix=draw.randint(1, 40),
                length=draw.randint(1, 60),
                pick=draw.choice(["argmax", "sample"]),
                temperature=draw.choice([0.05, 0.5, 1.0, 2.3, 5.0]),
                seed=draw.choice([0, 1, k, 2**32 - 1, 2**31]),
            ),
        )


# ------------------------------------------------------------------------------------------------------ in Python


def test_the_numbers_of_a_seed_are_those_of_mulberry32():
    assert list(itertools.islice(sampling.uniforms(0), 3)) == [
        0.26642920868471265,
        0.0003297457005828619,
        0.2232720274478197,
    ]
    assert list(itertools.islice(sampling.uniforms(7), 3)) != list(itertools.islice(sampling.uniforms(8), 3))
    many = list(itertools.islice(sampling.uniforms(42), 20_000))
    assert 0 <= min(many) and max(many) < 1 and sum(many) / len(many) == pytest.approx(0.5, abs=0.01)


def test_argmax_takes_the_most_likely_character_of_every_step_and_reads_it_next():
    written = sampling.generate("m", 30, MACHINE.params, MACHINE.tokens)
    assert written.startswith("machine") and len(written) == 31
    O = rnn.unroll(chars.one_hot(written[:-1], MACHINE.tokens), MACHINE.params).O[:, 0]  # noqa: E741
    assert [MACHINE.tokens[k] for k in O.argmax(1)] == list(written[1:])


def test_a_run_is_repeated_by_its_seed_and_changed_by_another():
    run = [sampling.generate("h", 40, HELLO.untrained, HELLO.tokens, "sample", seed=seed) for seed in (5, 5, 6)]
    assert run[0] == run[1] != run[2]


def test_near_temperature_0_a_draw_is_the_most_likely_character_and_nothing_overflows():
    p = rnn.init_params(4, 8, 4, sigma=2.0, seed=1)
    most_likely = sampling.generate("h", 50, p, HELLO.tokens)
    for temperature in (1e-300, 1e-9, 1e-4):
        assert sampling.generate("h", 50, p, HELLO.tokens, "sample", temperature, seed=3) == most_likely
    huge = p.map(lambda tensor: tensor * 1e30)
    assert len(sampling.generate("h", 5, huge, HELLO.tokens, "sample")) == 6


@pytest.mark.slow
@pytest.mark.parametrize("temperature", [0.5, 1.0, 3.0])
def test_characters_are_drawn_as_often_as_the_softmax_at_that_temperature_says(temperature):
    p = rnn.init_params(4, 8, 4, sigma=1.5, seed=2)
    O = rnn.unroll(chars.one_hot("h", HELLO.tokens), p).O[0, 0]  # noqa: E741
    drawn = [sampling.generate("h", 1, p, HELLO.tokens, "sample", temperature, seed)[1] for seed in range(3000)]
    shares = [drawn.count(token) / len(drawn) for token in HELLO.tokens]
    assert shares == pytest.approx((O / temperature).softmax(0).tolist(), abs=0.035)


def test_nothing_is_written_where_nothing_is_asked_for_and_the_weights_stay_as_they_are():
    before = [tensor.clone() for tensor in HELLO.params]
    assert sampling.generate("hell", 0, HELLO.params, HELLO.tokens) == "hell"
    assert all(torch.equal(one, other) for one, other in zip(before, HELLO.params, strict=True))


# -------------------------------------------------------------------------------------------------- in JavaScript


def test_the_browser_writes_what_python_writes(node):
    cases = list(random_cases())
    for (text, tokens, p, run), answer in zip(cases, ask(node, *cases), strict=True):
        prefix = text[: run["prefix"]]
        written = sampling.generate(prefix, run["length"], p, tokens, run["pick"], run["temperature"], run["seed"])
        assert "".join(answer["letters"]) == written
        assert answer["numbers"] == list(itertools.islice(sampling.uniforms(run["seed"]), 5))
        trace = rnn.unroll(chars.one_hot(written[:-1], tokens).double(), p.map(torch.Tensor.double))
        P = (trace.O[:, 0] / run["temperature"]).softmax(1)
        assert torch.allclose(torch.tensor(answer["softmax"], dtype=P.dtype), P, atol=1e-9)
        assert torch.allclose(torch.tensor(answer["H"], dtype=P.dtype), trace.H.flatten(), atol=1e-9)
        own = len(prefix) - 1
        picks = chars.indices(written[own + 1 :], tokens)[:, 0]
        assert answer["picks"] == [None] * own + picks.tolist()
        assert answer["probabilities"] == pytest.approx(P[own:].gather(1, picks[:, None])[:, 0].tolist(), abs=1e-9)
        parts = [k + 1 for k in range(own, len(text) - 1) if k + 1 < len(written) and written[k + 1] != text[k + 1]]
        assert answer["left"] == (parts[0] if parts else None)


def test_the_sentence_says_where_the_text_is_left_and_what_is_repeated(node):
    tokens, p = MACHINE.tokens, MACHINE.params
    whole, left, nothing = ask(
        node,
        ("machine", tokens, p, options()),
        ("machmac", tokens, p, options(prefix=2)),
        ("mac", tokens, p, options(prefix=9, length=3)),
    )
    keeps = "It keeps to the text, as far as that goes."
    assert re.fullmatch(f"{keeps} At the end it repeats ‘(hine|ineh|nehi|ehin)’.", whole["said"])
    assert left["said"].startswith("It leaves the text at letter 5: it writes ‘i’, and the text has ‘m’.")
    assert nothing["said"] == keeps and nothing["letters"][:3] == list("mac")


@pytest.mark.parametrize("text", ["hello", "mississippi", "banana"])
def test_what_stands_for_no_memory_is_the_same_in_the_page_and_in_python(text, node):
    script = """
    const { decodeParams } = await load("equations/rnn.js");
    const { withoutHiddenState } = await load("kit/networks.js");
    const { tokens, sizes, weights, text = null } = given;
    const p = withoutHiddenState({ tokens, sizes, text, trained: decodeParams(weights, sizes) });
    return [p.W_xh, p.W_hh, p.b_h, p.W_hq, p.b_q].map((matrix) => [...matrix]);
    """
    history = train.fit(text, 16, progress=False)
    network = figures.Predictions(history).network
    figure = figures.Predictions(history, weights="memoryless")
    for shown, own in zip(node.run(script, network), figure._shown(), strict=True):
        torch.testing.assert_close(torch.tensor(shown, dtype=own.dtype), own.flatten(), atol=1e-4, rtol=1e-4)
    assert figure._shown().W_hh.abs().max() == 0
    cut = figures.Predictions(history.params, history.tokens, weights="memoryless")
    assert torch.equal(cut._shown().W_xh, history.params.W_xh) and not cut._shown().W_hh.any()
    long = figures.Predictions(train.fit("sixteen letters!", 4, 3, progress=False), weights="memoryless")
    assert torch.equal(long._shown().W_xh, long._params["trained"].W_xh)


# ------------------------------------------------------------------------------------------------ what it opens with


def test_without_a_model_it_opens_on_a_word_that_only_memory_tells_apart():
    figure = figures.Predictions()
    assert (figure.text, figure.step, figure.weights) == ("hello", 4, "memoryless")
    words = " ".join(text.get_text() for text in reversed(figure._picture().page.texts))
    assert "A network without memory sees only “l”: it expects “l” or “o”, 50% each, a tie; “o” comes" in words
    assert figures.Predictions(weights="trained", step=2).step == 2
    own = figures.Predictions(text="mach")  # any other text is read by the section's example
    assert (own.network["tokens"], own.weights) == (sorted("machine"), "trained")


def test_guessing_and_running_freely_are_two_folds_and_follow_them():
    figure = figures.Predictions(HELLO)
    assert (figure.fold, figure.guessing, figure.feed) == ("", False, "teacher")
    figure.guessing = True
    assert (figure.fold, figure.feed) == ("guess", "teacher")
    figure.feed = "free"
    assert (figure.fold, figure.guessing) == ("write", False)
    figure.fold = "numbers"
    assert (figure.guessing, figure.feed) == (False, "teacher")
    figure.feed = "free"
    figure.feed = "teacher"
    assert figure.fold == ""
    assert figures.Predictions(HELLO, feed="free").fold == "write"
    assert figures.Predictions(HELLO, guessing=True).fold == "guess"
    assert figures.Predictions(HELLO, fold="write").feed == "free"


@pytest.mark.slow
def test_what_was_learned_in_the_page_is_what_is_printed():
    figure = figures.Predictions(HELLO)
    learned = train.fit("abab", 4, 5, progress=False)
    figure.text, figure.learned = "abab", packing_of(learned)
    for name, p in {
        "trained": learned.params,
        "untrained": learned.untrained,
        "memoryless": train.fit("abab", 4, recurrent=False, progress=False).params,
    }.items():
        figure.weights = name
        loss = rnn.step_losses(rnn.unroll(chars.one_hot("aba", ["a", "b"]), p).O, chars.indices("bab", ["a", "b"]))
        words = " ".join(text.get_text() for text in figure._picture().page.texts)
        assert f"mean loss is {plots.words.digits(float(loss.mean()))} nats" in words, name
    figure.learned, figure.text = None, "hello"
    assert figure._shown() is not learned.params and figure._picture() is not None


def packing_of(history):
    """A History as a page sends it."""
    points = [{"step": c.step, "loss": c.loss, "weights": packing.packed(c.params)} for c in history.checkpoints]
    sent = {"text": history.text, "tokens": history.tokens, "sizes": history.params.sizes}
    return sent | {"losses": history.losses, "checkpoints": points}


# -------------------------------------------------------------------------------------------------- what is printed


def drawn(figure):
    return base64.b64decode(figure._repr_mimebundle_()[0]["image/png"])


@pytest.mark.slow
def test_the_picture_follows_the_way_it_is_fed_and_everything_that_the_run_depends_on():
    free = dict(feed="free", pick="sample", temperature=2.0)
    changes = (dict(seed=1), dict(temperature=0.5), dict(pick="argmax"), dict(prefix=3), dict(length=5), dict(step=1))
    seen = {drawn(figures.Predictions(HELLO)), drawn(figures.Predictions(HELLO, weights="untrained", **free))}
    for change in ({}, *changes, dict(feed="teacher"), dict(feed="teacher", step=1)):
        seen.add(drawn(figures.Predictions(HELLO, **free | change)))
    assert len(seen) == 2 + len(changes) + 2  # with teacher forcing, step 3 is drawn once, whatever the rest


def test_the_picture_of_a_free_run_frames_what_is_given_and_prints_what_is_picked():
    figure = figures.Predictions(MACHINE, feed="free", prefix=2, length=8)
    words = [text.get_text() for text in figure._picture().page.texts]
    assert "picked" in words and "target" not in words and words.count("✓") == 5 and "✗" not in words
    assert any("the first 2 inputs, framed, were given" in text for text in words)
    assert any("after “mac” “h” is picked (> 99%)" in text for text in words)
    assert words[0].startswith("The network writes on by itself: “machine")


def test_a_free_run_needs_one_character_only_and_none_is_no_picture(tmp_path):
    assert figures.Predictions(HELLO, text="h", feed="free")._picture() is not None
    assert figures.Predictions(HELLO, text="", feed="free")._picture() is None
    for ending in ("png", "svg", "html"):
        figures.Predictions(HELLO, text="h", feed="free").save(tmp_path / f"p.{ending}")
    figures.Predictions(feed="free").save(tmp_path / "p.html")
    assert (tmp_path / "p.html").stat().st_size < 100_000


def test_the_picture_says_the_loss_of_the_network_that_is_shown():
    X, y = chars.one_hot("machin", MACHINE.tokens), chars.indices("achine", MACHINE.tokens)
    without = train.fit("machine", 16, recurrent=False, progress=False).params
    networks = {"trained": MACHINE.params, "untrained": MACHINE.untrained, "memoryless": without}
    for name, p in networks.items():
        mean = rnn.step_losses(rnn.unroll(X, p).O, y).mean()
        page = figures.Predictions(MACHINE, weights=name)._picture().page
        words = " ".join(text.get_text() for text in page.texts)
        assert f"mean loss is {plots.words.digits(float(mean))} nats" in words, name
        which = {"trained": "", "untrained": ", untrained", "memoryless": ", without memory"}[name]
        assert repr(figures.Predictions(MACHINE, weights=name)).startswith(
            f"Predictions of 'machine': 16 hidden units{which}, 7 tokens."
        )


def test_a_perplexity_has_nothing_to_do_with_how_characters_are_picked():
    X, y = chars.one_hot("hell", HELLO.tokens), chars.indices("ello", HELLO.tokens)
    mean = rnn.step_losses(rnn.unroll(X, HELLO.params).O, y).mean()
    figure = figures.Predictions(HELLO, pick="sample", temperature=5.0, seed=3)
    words = " ".join(text.get_text() for text in figure._picture().page.texts)
    assert f"mean loss is {plots.words.digits(float(mean))} nats" in words


WORDS = ["<unk>", "the", "of", "m", "a"]


@pytest.mark.parametrize("tokens", [WORDS, WORDS[1:]])
def test_a_free_run_draws_a_token_of_several_characters_as_one_step(tokens):
    p = rnn.init_params(len(tokens), 6, len(tokens), seed=2)
    run = dict(pick="sample", seed=3, length=12)
    picks = sampling.picks("ma", p=p, tokens=tokens, **run)
    figure = figures.Predictions(p, tokens, "mama", feed="free", prefix=2, **run)
    page = figure._picture().page
    row = page.texts[[text.get_text() for text in page.texts].index("picked")].get_position()[1]
    drawn = [text.get_text() for text in page.texts if text.get_position()[1] == row and text.get_text() != "picked"]
    assert drawn == ["–", *(tokens[k] for k in picks)]
    read = torch.cat((chars.indices("ma", tokens), torch.tensor(picks[:-1])[:, None]))
    P = rnn.unroll(chars.one_hot(read, tokens), p).O[:, 0].softmax(1)
    printed = [f"{float(P[t, k]):.0%}" for t, k in enumerate(picks, 1)]
    row = page.texts[[text.get_text() for text in page.texts].index("p(picked)")].get_position()[1]
    drawn = [text.get_text() for text in page.texts if text.get_position()[1] == row]
    assert drawn == ["p(picked)", "–", *printed]
    assert {"the", "of"} & {tokens[k] for k in picks}
    assert sampling.generate("ma", p=p, tokens=tokens, **run) == "ma" + "".join(tokens[k] for k in picks)


def test_a_free_run_compares_the_tokens_that_were_picked_with_those_of_the_text():
    p = rnn.init_params(5, 6, 5, seed=2)
    p.b_q[0, 0] = 1e3  # always <unk>
    page = figures.Predictions(p, WORDS, "m!am", feed="free", length=3)._picture().page
    row = page.texts[[text.get_text() for text in page.texts].index("the same?")].get_position()[1]
    signs = [text.get_text() for text in page.texts if text.get_position()[1] == row and text.get_text()]
    assert signs == ["the same?", "✓", "✗", "✗"]  # "!" is <unk> for this model, as in the browser

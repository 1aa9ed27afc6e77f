"""What `.save` writes: a page that runs by itself and forbids itself the network, or a picture of the same state."""

import base64
import hashlib
import html
import json
import random
import re
import string
import xml.etree.ElementTree

import pytest
import torch

from d2l_rnn import chars, figures, rnn, train
from d2l_rnn.figures import assets, packing
from tests.drive import hosted

NASTY = "</script><script>alert(1)</script>{{MODULE}}{{STATE}}&amp;\u2028$_$ 日本🙂"
ALL = [getattr(figures, name) for name in figures.__all__]


@pytest.fixture(scope="module")
def history():
    return train.fit("hello", num_hiddens=8, num_steps=50, progress=False)


def saved(figure, path):
    figure.save(path)
    return path.read_text(encoding="utf-8")


def parts(page):
    """The policy of a saved page, all its styles, its state and all its scripts, as a browser has them in the end."""
    found = re.fullmatch(
        r'.*?Policy" content="(.*?)".*<style>(.*?)</style>.*'
        r'<script type="module">(.*?)</script>.*',
        page,
        re.DOTALL,
    )
    policy, own, opening = found.groups()
    held = hosted.held(page)
    return html.unescape(policy), [own, held["styles"]], json.loads(held["state"]), [opening, held["program"]]


def sha256(text):
    return f"'sha256-{base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()}'"


@pytest.mark.parametrize("Figure", ALL)
def test_the_policy_allows_the_page_s_own_scripts_and_styles_and_nothing_else(Figure, tmp_path):
    policy, styles, _, scripts = parts(saved(Figure(), tmp_path / "figure.html"))
    assert dict(rule.strip().split(" ", 1) for rule in policy.split(";")) == {
        "default-src": "'none'",
        "script-src": " ".join(map(sha256, scripts)),
        "style-src": " ".join(map(sha256, styles)),
        "base-uri": "'none'",
        "form-action": "'none'",
    }


def test_whatever_the_text_holds_stays_text(history, tmp_path):
    figure = figures.HiddenStates(history, text=NASTY, step=2)
    page = saved(figure, tmp_path / "figure.html")
    _, _, state, scripts = parts(page)
    assert state["text"] == NASTY and state["step"] == 2
    assert page.count("<script") == 2
    assert scripts == parts(saved(figures.HiddenStates(history), tmp_path / "other.html"))[3]


def test_a_saved_page_begins_with_the_state_of_the_figure(history, tmp_path):
    figure = figures.Predictions(history, text="hell", weights="untrained")
    figure.step = 2
    _, _, state, _ = parts(saved(figure, tmp_path / "figure.html"))
    assert (state["text"], state["step"], state["weights"]) == ("hell", 2, "untrained")
    assert state["network"] | {"untrained": figure.network["untrained"]} == figure.network
    assert not [name for name in state if name.startswith("_") or name == "layout"]


BYTES = """const { bytesOf } = await load("host/opening.js");
return given.map((text) => [...bytesOf(text)]);"""


def test_a_page_reads_the_bytes_that_python_wrote_in_characters_that_mean_nothing_in_html(node):
    written = [random.Random(size).randbytes(size) for size in (*range(1, 10), 1000)]
    texts = [base64.b85encode(data).decode().replace("<", ",") for data in written]
    assert node.run(BYTES, texts) == [list(data) for data in written]
    assert not re.search("[<\\s\"']", "".join(texts))


UNTRAINED = """const { netOf } = await load("kit/networks.js");
const { encodeParams } = await load("equations/rnn.js");
return given.map((state) => encodeParams(netOf({ get: (trait) => state[trait] }).untrained));"""


@pytest.mark.parametrize("settings", [{}, {"seed": 2**40 + 3, "sigma": 0.2}, {"recurrent": False}])
def test_a_saved_page_draws_the_untrained_network_from_its_seed_and_carries_one_that_was_changed(settings, node):
    history = train.fit("hello there", num_hiddens=12, num_steps=5, progress=False, **settings)
    drawn = figures.Gradients(history)._state()
    start = history.untrained.W_hh.clone()
    history.untrained.W_hh[1, 2] += 0.5
    carried = figures.Gradients(history)._state()
    assert isinstance(carried["network"]["untrained"], str) and isinstance(drawn["network"]["untrained"], dict)
    sent = node.run(UNTRAINED, [drawn, carried])
    of_drawn, of_carried = (packing.unpacked(one, history.params.sizes) for one in sent)
    assert (of_drawn.W_hh - start).abs().max() < 2e-6 and torch.equal(of_carried.W_hh, history.untrained.W_hh)
    assert torch.allclose(of_drawn.W_xh, of_carried.W_xh, atol=2e-6)


NETWORKS = """const { netOf } = await load("kit/networks.js");
const { encodeParams } = await load("equations/rnn.js");
const { trained, untrained } = netOf({ get: (trait) => given[trait] });
return [trained, untrained].map(encodeParams);"""


def test_a_page_of_a_small_network_has_it_bit_by_bit_and_that_of_a_large_one_guesses_the_same(tmp_path, node):
    text = "".join(random.Random(1).choices(f"{string.ascii_lowercase} ", k=200))
    for h, most in ((64, 0), (128, 0.002)):
        history = train.fit(text, h, 10, progress=False)
        page = saved(figures.Gradients(history), tmp_path / "figure.html")
        sent = node.run(NETWORKS, parts(page)[2])
        of_page, untrained = (packing.unpacked(one, history.params.sizes) for one in sent)
        assert torch.allclose(untrained.W_hh, history.untrained.W_hh, atol=1e-6)
        X = chars.one_hot(text, history.tokens)
        own, shown = (rnn.unroll(X, p) for p in (history.params, of_page))
        assert (own.H - shown.H).abs().max() <= most and torch.equal(own.O.argmax(-1), shown.O.argmax(-1))


def test_one_enormous_weight_does_not_cost_the_others_their_digits(tmp_path, node):
    p = rnn.init_params(28, 128, 28, seed=0)
    p.W_hh[3, 4] = 1e6
    tokens = list(f"{string.ascii_lowercase} .")
    page = saved(figures.HiddenStates(p, tokens, text="the"), tmp_path / "figure.html")
    assert torch.equal(packing.unpacked(parts(page)[2]["network"]["weights"], p.sizes).W_hh, p.W_hh)


@pytest.mark.slow
def test_a_page_that_cannot_be_opened_says_so_and_a_wrapped_one_opens(browser, history, tmp_path):
    whole = saved(figures.HiddenStates(history), tmp_path / "figure.html")
    packed = re.search(r'id="packed">(.*?)</script>', whole)[1]
    wrapped = "\r\n".join(packed[k : k + 990] for k in range(0, len(packed), 990))
    context = browser.new_context()
    page = context.new_page()
    for content, opens in ((whole.replace(packed, wrapped), True), (whole.replace(packed, packed[:9000]), False)):
        (tmp_path / "figure.html").write_text(content, encoding="utf-8", newline="")
        page.goto((tmp_path / "figure.html").as_uri())
        page.get_by_text("memory is 8 numbers" if opens else "This file is not whole").first.wait_for()
    context.add_init_script("delete globalThis.DecompressionStream")
    old = context.new_page()
    old.goto((tmp_path / "figure.html").as_uri())
    told = "This file is not whole, or the browser is too old: it needs one of 2023 or newer."
    assert old.inner_text("#figure") == told
    context.close()


@pytest.mark.slow
@pytest.mark.parametrize("Figure", ALL)
def test_a_picture_is_saved_and_an_svg_is_the_same_in_every_run(Figure, tmp_path):
    Figure().save(tmp_path / "figure.png")
    assert (tmp_path / "figure.png").read_bytes().startswith(b"\x89PNG")
    one, other = (saved(Figure(), tmp_path / f"{name}.svg") for name in ("one", "other"))
    assert one == other
    assert xml.etree.ElementTree.fromstring(one).tag.endswith("svg")
    assert not re.search(r"(?:href|src)=\"http|url\(http", one)


def test_a_picture_shows_the_text_that_the_figure_has_now(history, tmp_path):
    figure = figures.HiddenStates(history)
    before = saved(figure, tmp_path / "figure.svg")
    figure.text = "hell"
    assert saved(figure, tmp_path / "figure.svg") != before


@pytest.mark.parametrize(
    "path, error, words",
    [
        ("figure", ValueError, "path has no ending; a figure is saved as .html"),
        ("figure.pdf", ValueError, r"path ends in '\.pdf'; a figure is saved as \.html \(live\), \.png or \.svg"),
        (".html", ValueError, "path has no ending"),
        ("missing/figure.html", FileNotFoundError, "folder '.*missing' does not exist"),
        (None, TypeError, "path must be a file name such as 'figure.html', not None"),
        (7, TypeError, "path must be a file name"),
    ],
)
def test_a_file_that_cannot_be_written_is_answered_in_words(path, error, words, history, tmp_path):
    with pytest.raises(error, match=words):
        figures.HiddenStates(history).save(tmp_path / path if isinstance(path, str) else path)
    assert list(tmp_path.iterdir()) == []


def test_a_state_without_a_picture_says_what_is_missing(history, tmp_path):
    with pytest.raises(ValueError, match="nothing to draw: give it a text that its model can read"):
        figures.HiddenStates(history, text="").save(tmp_path / "figure.png")
    figures.HiddenStates(history, text="").save(tmp_path / "figure.html")  # the page can be typed into


def test_the_host_s_model_calls_listeners_when_a_value_changes_and_only_then(node):
    script = """
    const { createModel, show } = await load("host/host.js");
    const model = createModel({ step: 1 }), heard = [];
    const listen = () => heard.push(model.get("step"));
    model.on("change:step", listen);
    model.set("step", 1); model.set("step", 2); model.set("text", "a");
    model.off("change:step", listen);
    model.set("step", 3);
    const ends = [];
    const { end } = show(
      { initialize: () => () => ends.push("initialize"), render: ({ el }) => () => ends.push(el) }, {}, "place");
    end();
    return { heard, step: model.get("step"), ends };
    """
    assert node.run(script) == {"heard": [2], "step": 3, "ends": ["initialize", "place"]}


def test_no_script_of_ours_could_end_the_page_s_own(history):
    for file in assets.FRONT.rglob("*.js"):
        assert not re.search(r"</script|<!--", file.read_text(encoding="utf-8"), re.IGNORECASE), file.name


@pytest.mark.parametrize(
    "path, error, words",
    [
        ("a\0.png", ValueError, "holds a character that no file's name can have"),
        ("a" * 300 + ".png", OSError, "cannot be written"),
        ("folder.png", OSError, "'folder.png', cannot be written"),
        ("a" * 300 + "/a.png", FileNotFoundError, "does not exist; make it first"),
        ("a\0/a.png", FileNotFoundError, "does not exist; make it first"),
        (10**6000, TypeError, "path must be a file name such as 'figure.html', not a number of about"),
        (torch.zeros(1000), TypeError, r"not a tensor of shape \(1000,\)"),
        (b"a.png", TypeError, "not a bytes"),
    ],
    ids=["a null byte", "300 letters", "a folder", "a long folder", "a folder with a null byte", "10**6000"]
    + ["a tensor", "bytes"],
)
def test_a_file_that_cannot_be_written_is_told_why(path, error, words, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.png").mkdir()
    with pytest.raises(error, match=words) as raised:
        figures.Shapes().save(path)
    assert str(raised.value).endswith(".") and len(str(raised.value)) < 400
    assert [found.name for found in tmp_path.iterdir()] == ["folder.png"]

"""Growth: its counts are chars.ngrams' and rnn.num_params', in Python and in the module."""

import random

import pytest

from d2l_rnn import chars, figures, plots, rnn

SCRIPT = """
const growth = await load("growth/numbers.js");
const { cellsOf, inFull, memory, overtakes, parametersOf, percent, runsOf, short, whole } = growth;
const { cases, most, limits } = given;
return cases.map(({ text, V, h }) => {
  const started = performance.now();
  const runs = runsOf(text, most.characters, limits.order[1]);
  const taken = performance.now() - started;
  const cells = Array.from({ length: 12 }, (_, k) => cellsOf(V, k + 1));
  return {
    runs, taken, cells: cells.map(String), parameters: parametersOf(V, h), overtakes: overtakes(V, h),
    inFull: cells.map(inFull), short: cells.map((one) => short(one)), whole: cells.map(whole),
    memory: cells.map(memory), share: percent(runs.held[0] ?? 0, cells[0]),
  };
});
"""


def answers(cases, node):
    sent = [{"text": text, "V": V, "h": h} for text, V, h in cases]
    return node.run(SCRIPT, {"cases": sent} | figures.Growth().network)


def random_cases(count=60):
    draw = random.Random(941)
    for _ in range(count):
        letters = draw.sample("abcdefgh dé語🙂\u0301ש<&$\\\n'\"", draw.randint(1, 12))
        text = "".join(draw.choices(letters, k=draw.choice([0, 1, 5, 11, 12, 13, 200, 2000])))
        yield text, draw.choice([1, 2, 3, 28, 45, 1000, 99_999, 100_000]), draw.choice([1, 2, 32, 500, 4096])


def test_runs_cells_and_parameters_are_those_of_the_package_for_random_texts_and_sizes(node):
    cases = list(random_cases())
    for (text, V, h), answer in zip(cases, answers(cases, node), strict=True):
        held = [len(chars.ngrams(text, n)) for n in range(1, min(12, len(text)) + 1)]
        assert answer["runs"] == {"length": len(text), "read": len(text), "different": len(set(text)), "held": held}
        assert answer["cells"] == [str(V**n) for n in range(1, 13)]
        assert answer["inFull"] == [f"{V**n:,}" for n in range(1, 13)]
        assert answer["parameters"] == V * h + h * h + h + h * V + V
        first = next((n for n in range(1, 100) if V**n > answer["parameters"]), None)
        assert answer["overtakes"] == first
    V, h = 28, 32
    assert answers([("", V, h)], node)[0]["parameters"] == rnn.num_params(rnn.init_params(V, h, V))


def test_long_numbers_are_rounded_to_powers_of_ten_and_bytes_get_a_unit(node):
    (of_28, of_996, of_large) = answers([("ab", 28, 1), ("ab", 996, 1), ("ab", 100_000, 1)], node)
    assert of_28["short"][:8] == ["28", "784", "21,952", "614,656", "1.7·10⁷", "4.8·10⁸", "1.3·10¹⁰", "3.8·10¹¹"]
    assert of_996["short"][2] == "9.9·10⁸" and of_large["short"][11] == "1.0·10⁶⁰"
    assert of_28["memory"][:4] == ["112 bytes", "3.1 kB", "87.8 kB", "2.5 MB"] and of_28["memory"][7] == "1.5 TB"
    assert of_large["memory"][11] == "4.0·10⁶⁰ bytes"
    assert [of_28["share"], of_large["share"]] == ["7.14 %", "2.0·10⁻³ %"]
    assert (of_28["whole"][7], of_28["whole"][11]) == ("377,801,998,336", "2.32·10¹⁷")


def test_a_hundred_thousand_characters_are_counted_at_once_and_the_rest_is_named(node):
    draw = random.Random(0)
    text = "".join(draw.choices("abcdefghijklmnopqrstuvwxyz ", k=100_001))
    warm, answer = answers([(text, 28, 32), (text, 28, 32)], node)
    assert (answer["runs"]["length"], answer["runs"]["read"]) == (100_001, 100_000)
    assert answer["runs"]["held"][2] == len(chars.ngrams(text[:100_000], 3))
    assert answer["taken"] < 500  # 40 to 60 ms on an idle machine


def test_without_an_argument_the_zen_of_python_fits_28_tokens(capsys):
    figure = figures.Growth()
    assert len(set(figure.text)) <= 28 and figure.text.startswith("the zen of python")
    assert (figure.num_tokens, figure.num_hiddens, figure.order) == (28, 32, 8)
    assert capsys.readouterr().out == ""
    assert repr(figure).startswith("Growth: |V| = 28, h = 32, n = 8, runs of characters in 'the zen of python by'….")


@pytest.mark.parametrize(
    "name, value, error, words",
    [
        ("num_tokens", 0, ValueError, "num_tokens must be at least 1"),
        ("num_tokens", 10**6, ValueError, "num_tokens must be at most 100000"),
        ("num_hiddens", 0, ValueError, "num_hiddens must be at least 1"),
        ("num_hiddens", "many", TypeError, "num_hiddens must be a whole number"),
        ("order", 13, ValueError, "order must be at most 12"),
        ("order", 1.5, TypeError, "order must be a whole number"),
        ("from_text", 1, TypeError, "from_text must be True or False"),
        ("fold", "more", ValueError, "fold must be one of '', 'sizes', 'text', 'numbers'"),
        ("text", None, TypeError, "text must be a string"),
        ("text", "a\ud800", ValueError, "half a character"),
    ],
)
def test_a_trait_says_what_it_takes_and_keeps_what_it_had(name, value, error, words):
    figure = figures.Growth()
    before = getattr(figure, name)
    with pytest.raises(error, match=words):
        setattr(figure, name, value)
    assert getattr(figure, name) == before
    if name != "text":
        with pytest.raises(error, match=words):
            figures.Growth(**{name: value})


def test_the_picture_is_that_of_the_figures_state(monkeypatch):
    drawn = []
    monkeypatch.setattr(plots, "growth", lambda *arguments: drawn.append(arguments))
    figure = figures.Growth("hello", num_tokens=9, num_hiddens=3, order=2)
    figure._picture()  # a text is counted where its fold is open
    figure.fold = "text"
    figure._picture()
    figure.from_text = True
    figure._picture()
    figure.text = ""
    figure._picture()
    figure.from_text, figure.text = False, "more than nine characters"
    figure._picture()
    assert drawn == [
        (9, 3, range(1, 3), None),
        (9, 3, range(1, 3), "hello"),
        (4, 3, range(1, 3), "hello"),
        (9, 3, range(1, 3), None),
        (9, 3, range(1, 3), None),
    ]


@pytest.mark.slow
@pytest.mark.parametrize("ending", ["html", "png", "svg"])
def test_it_is_saved_in_every_format(ending, tmp_path):
    for text in (None, "", "<script>alert(1)</script>"):
        figures.Growth(text).save(tmp_path / f"figure.{ending}")
    assert 0 < (tmp_path / f"figure.{ending}").stat().st_size < (100_000 if ending == "html" else 300_000)

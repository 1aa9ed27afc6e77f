"""Growth: its counts are chars.ngrams' and rnn.num_params', in the module and in the page."""

import random

import pytest

from d2l_rnn import chars, figures, plots, rnn
from tests.drive import hosted, lab

SCRIPT = """
const growth = await load("growth/view.js");
const { cellsOf, crossing, filled, inFull, memory, overtakes, parametersOf, percent, runsOf, short, sizesAt } = growth;
const { cases, most, limits } = given;
const orders = limits.order[1];
return cases.map(({ text, V, h }) => {
  const started = performance.now();
  const runs = runsOf(text, most.characters, orders);
  const taken = performance.now() - started;
  const cells = Array.from({ length: 12 }, (_, k) => String(cellsOf(V, k + 1)));
  return {
    runs, taken, cells, parameters: parametersOf(V, h), overtakes: overtakes(V, h), sentence: crossing(V, h, orders),
    inFull: cells.map((value) => inFull(BigInt(value))), short: cells.map((value) => short(BigInt(value))),
    said: [filled(runs, V, 1), sizesAt(V, h, 1)],
    memory: cells.map((value) => memory(BigInt(value))), share: percent(runs.held[0] ?? 0, cells[0]),
  };
});
"""


@pytest.fixture(scope="module")
def browser(chromium):
    with lab.browser(chromium) as running:
        yield running


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
        assert f"at n = {first}" in answer["sentence"] if first else "never overtakes" in answer["sentence"]
    V, h = 28, 32
    assert answers([("", V, h)], node)[0]["parameters"] == rnn.num_params(rnn.init_params(V, h, V))


def test_long_numbers_are_rounded_to_powers_of_ten_and_bytes_get_a_unit(node):
    (of_28, of_996, of_large) = answers([("ab", 28, 1), ("ab", 996, 1), ("ab", 100_000, 1)], node)
    assert of_28["short"][:8] == ["28", "784", "21,952", "614,656", "1.7·10⁷", "4.8·10⁸", "1.3·10¹⁰", "3.8·10¹¹"]
    assert of_996["short"][2] == "9.9·10⁸" and of_large["short"][11] == "1.0·10⁶⁰"
    assert of_28["memory"][:4] == ["112 bytes", "3.1 kB", "87.8 kB", "2.5 MB"] and of_28["memory"][7] == "1.5 TB"
    assert of_large["memory"][11] == "4.0·10⁶⁰ bytes"
    assert [of_28["share"], of_large["share"]] == ["7.14 %", "2.0·10⁻³ %"]


def test_one_of_a_kind_is_said_in_the_singular(node):
    one, same, more = answers([("a", 1, 1), ("aaaa", 1, 1), ("ab", 2, 1)], node)
    assert one["said"][0].startswith("The text has 1 character. Its runs of 1 fill 1 of 1 cell, ")
    assert "the table has 1¹ = 1 cell, 4 bytes" in one["said"][1]
    assert same["said"][0].startswith("The text has 4 characters, all the same. ")
    assert more["said"][0].startswith("The text has 2 characters, 2 different ones. Its runs of 1 fill 2 of 2 cells")


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
    figure._picture()
    figure.from_text = True
    figure._picture()
    figure.text = ""
    figure._picture()
    figure.from_text, figure.text = False, "more than nine characters"
    figure._picture()
    assert drawn == [
        (9, 3, range(1, 3), "hello"),
        (4, 3, range(1, 3), "hello"),
        (9, 3, range(1, 3), None),
        (9, 3, range(1, 3), None),
    ]


@pytest.mark.parametrize("ending", ["html", "png", "svg"])
def test_it_is_saved_in_every_format(ending, tmp_path):
    for text in (None, "", "<script>alert(1)</script>"):
        figures.Growth(text).save(tmp_path / f"figure.{ending}")
    assert 0 < (tmp_path / f"figure.{ending}").stat().st_size < (100_000 if ending == "html" else 300_000)


# ----------------------------------------------------------------------------------------- in the browser


def said(page, part):
    return page.locator(f".d2l-growth-{part}").inner_text()


def cells(page):
    """The rows of the table view, as strings."""
    hosted.open_tables(page)
    rows = page.locator(".d2l-table tbody tr").all()
    return [[cell.inner_text() for cell in row.locator("th, td").all()] for row in rows]


@pytest.mark.browser
def test_every_number_of_the_table_is_the_packages(browser):
    text = "the time machine by h g wells"
    with hosted.opened(browser, figures.Growth(text, num_tokens=31, num_hiddens=5)) as page:
        for n, row in enumerate(cells(page), 1):
            held = len(chars.ngrams(text, n))
            parameters = rnn.num_params(rnn.init_params(31, 5, 31))
            assert row[:2] + row[3:5] == [str(n), f"{31**n:,}", f"{parameters:,}", str(held)]
        assert page.troubles == []


@pytest.mark.browser
def test_sliders_and_typed_numbers_change_the_answer(browser):
    with hosted.opened(browser, figures.Growth()) as page:
        assert "overtakes the RNN at n = 3: 21,952 cells against 2,876 parameters; at n = 2 it has 784" in said(
            page, "answer"
        )
        assert "28⁸ = 377,801,998,336 cells, 1.5 TB" in page.locator(".d2l-rnn").inner_text()
        page.get_by_label("|V|, typed").fill("2")
        page.get_by_label("h, typed").fill("4096")
        assert "at n = 25, further right than the picture reaches" in said(page, "answer")
        page.get_by_label("n, characters in a run").press("End")
        assert "At n = 12 the table has 2¹² = 4,096 cells" in page.locator(".d2l-rnn").inner_text()
        page.get_by_label("|V|, different characters").press("End")
        assert page.get_by_label("|V|, typed").input_value() == "100000"
        assert "100,000¹² = 1.00·10⁶⁰ cells" in page.locator(".d2l-rnn").inner_text()
        assert page.troubles == []


@pytest.mark.browser
def test_an_arrow_key_always_goes_to_another_number(browser):
    with hosted.opened(browser, figures.Growth()) as page:
        typed = page.get_by_label("|V|, typed")
        page.get_by_label("|V|, different characters").press("Home")
        for key, numbers in (("ArrowRight", range(3, 8)), ("ArrowLeft", range(6, 1, -1)), ("ArrowLeft", [2])):
            for number in numbers:
                page.get_by_label("|V|, different characters").press(key)
                assert typed.input_value() == str(number)


@pytest.mark.browser
@pytest.mark.parametrize("wrong", ["abc", "1e30", "-", "", "١", "2.5", "1", "100001", "<script>"])
def test_a_wrong_number_stays_in_its_box_with_a_sentence(wrong, browser):
    with hosted.opened(browser, figures.Growth()) as page:
        before = said(page, "answer")
        box = page.get_by_label("|V|, typed")
        box.fill(wrong)
        box.press("Tab")
        assert page.locator(".d2l-wrong").first.inner_text().endswith(("needed.", "point: 2.5."))
        assert (box.input_value(), box.get_attribute("aria-invalid")) == (wrong, "true")
        assert said(page, "answer") == before and page.troubles == []


@pytest.mark.browser
def test_the_readers_text_is_counted_and_v_is_taken_from_it_on_request(browser):
    with hosted.opened(browser, figures.Growth(order=2)) as page:
        text = page.get_by_label("Text", exact=True)
        text.fill("hello")
        assert "5 characters, 4 different ones. Its runs of 2 fill 4 of 784 cells, 0.51 %." in said(page, "fills")
        assert "No text of this length can fill more than 4." in said(page, "fills")
        page.get_by_label("Take |V| from the text").check()
        assert page.get_by_label("|V|, typed").input_value() == "4"
        assert "4 of 16 cells, 25.0 %" in said(page, "fills")
        page.get_by_label("|V|, typed").fill("3")  # the reader's number again, and the text does not fit it
        assert not page.get_by_label("Take |V| from the text").is_checked()
        assert "4 different characters and |V| is 3" in said(page, "fills")
        text.fill("")
        assert said(page, "fills").startswith("The text is empty.")
        page.get_by_label("Take |V| from the text").check()
        text.fill("aaaa")
        assert "never overtakes" in said(page, "answer")
        text.evaluate("box => { box.value = 'a\\ud800'; box.dispatchEvent(new Event('input')); }")
        assert "half a character" in page.locator(".d2l-message").inner_text()
        text.fill("x" * 100_001)
        assert said(page, "fills").startswith("Of the 100,001 characters the first 100,000 are counted.")
        assert page.troubles == []


@pytest.mark.browser
def test_the_chart_chooses_n_by_mouse_and_keyboard(browser):
    with hosted.opened(browser, figures.Growth()) as page:
        cell = page.get_by_role("gridcell")
        for key, n in (("ArrowLeft", 7), ("Home", 1), ("ArrowLeft", 1), ("ArrowRight", 2), ("End", 12)):
            cell.press(key)
            assert cell.get_attribute("aria-label").startswith(f"n = {n}: ")
            assert page.get_by_label("n, typed").input_value() == str(n)
            assert page.get_by_role("status").first.text_content().startswith(f"n = {n}: ")
        page.locator(".d2l-growth-chart canvas").click(position={"x": 100, "y": 150})
        assert page.get_by_label("n, typed").input_value() == "1"


@pytest.mark.browser
@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("width", hosted.WIDTHS)
def test_it_is_accessible_and_nothing_is_clipped(width, theme, browser):
    states = [{}, {"num_tokens": 100_000, "num_hiddens": 4096, "order": 12}, {"text": "", "order": 1}]
    for state in states:
        with hosted.opened(browser, figures.Growth(**state), width, theme) as page:
            assert hosted.misplaced(page) == []
            hosted.open_tables(page)
            assert hosted.violations(page) == []
            assert page.troubles == []

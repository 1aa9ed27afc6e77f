"""Growth as a reader uses it: a slider in view, the sizes and a text in folds, the chart by mouse and keyboard."""

import re

import pytest

from d2l_rnn import chars, figures, rnn
from tests.drive import hosted

pytestmark = pytest.mark.browser
N = "n, the letters in a string"


def parameters(V, h):
    return rnn.num_params(rnn.init_params(V, h, V))


def short(value):
    """A number as the sentence and the chart write it: of more than six digits as a power of ten."""
    mantissa, exponent = f"{value:.1e}".split("e+")
    powers = str(int(exponent)).translate(str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹"))
    return f"{value:,}" if value < 10**6 else f"{mantissa}·10{powers}"


def assert_says(page, V, h, n):
    """The sentence, the note and the chart name the package's own numbers, to the end of the words."""
    assert hosted.sentence(page) == (
        f"A table with a count for every {n}\u2011letter string needs {short(V**n)} numbers; "
        f"an RNN {parameters(V, h):,} at any length."
    )
    first = next(k for k in range(1, 100) if V**k > parameters(V, h))
    assert [words.split("From")[-1] for words in larger(page)] == [f" n = {first} the table is larger"]
    rnn_line = page.locator(".d2l-growth .rnn text").text_content()
    assert rnn_line.startswith("RNN") and rnn_line.endswith(f": {parameters(V, h):,}")


def larger(page):
    """Where it is said from which n on the table is larger: in the picture, or below it."""
    places = page.locator(".d2l-growth .larger, .d2l-note").all_text_contents()
    return [words.replace("from", "From").rstrip(".") for words in places if re.search(r"table (is )?larger", words)]


@pytest.mark.core
def test_the_sentence_is_the_packages_while_n_goes_from_1_to_12(browser):
    with hosted.opened(browser, figures.Growth(num_tokens=7, num_hiddens=16)) as page:
        slider = page.get_by_role("slider", name=N)
        slider.press("Home")
        assert hosted.sentence(page).startswith("A table with a count for every letter needs 7 numbers; ")
        for n in range(2, 13):
            slider.press("ArrowRight")
            assert_says(page, 7, 16, n)
            assert str(n) in page.locator(".d2l-growth text.now").all_text_contents()
            assert page.locator(".d2l-growth .table text:not(.name)").count() == 1  # the others are in a fold
        assert page.troubles == []


def test_the_lines_stand_where_the_numbers_are(browser):
    with hosted.opened(browser, figures.Growth("the time machine", fold="text", order=12)) as page:
        middles = """all => all.map((one) => { const { y, height } = one.getBBox(); return y + height / 2; })"""
        ticks = dict(
            zip(
                page.locator(".d2l-growth text.soft.end").all_text_contents(),
                page.locator(".d2l-growth > svg > path").evaluate_all(middles),
                strict=True,
            )
        )
        low, thousand = ticks["1"], ticks["1,000"]
        level = lambda number: (low - number) / (low - thousand) * 3  # noqa: E731
        squares = page.locator(".d2l-growth .table rect").evaluate_all(middles)
        cells = [28**n for n in range(1, 13)]
        assert [10 ** level(y) for y in squares] == [pytest.approx(one, rel=0.05) for one in cells]
        (line,) = page.locator(".d2l-growth .rnn polyline").evaluate_all(middles)
        assert 10 ** level(line) == pytest.approx(parameters(28, 32), rel=0.05)
        points = page.locator(".d2l-growth .runs polyline").get_attribute("points").split()
        held = [len(chars.ngrams("the time machine", n)) for n in range(1, 13)]
        assert [10 ** level(float(at.split(",")[1])) for at in points] == [pytest.approx(one, rel=0.05) for one in held]
        assert page.troubles == []


@pytest.mark.parametrize("V", [1, 2, 3, 5, 28, 100_000])
@pytest.mark.parametrize("h", [1, 32, 4096])
def test_no_line_crosses_the_words_of_another(V, h, browser):
    crossed = """root => {
      const found = [];
      for (const line of root.querySelectorAll(".table polyline, .rnn polyline")) {
        const points = line.getAttribute("points").split(" ").map((at) => at.split(",").map(Number));
        for (const text of root.querySelectorAll(".rnn text, .larger, .table text.name")) {
          if (text.parentNode === line.parentNode) continue;
          const { x, y, width, height } = text.getBBox();
          points.slice(1).forEach(([x2, y2], k) => {
            const [x1, y1] = points[k];
            for (let s = 0; s <= 1; s += 0.005) {
              const [a, b] = [x1 + s * (x2 - x1), y1 + s * (y2 - y1)];
              if (a > x && a < x + width && b > y + 3 && b < y + height - 3) found.push(text.textContent);
            }
          });
        }
      }
      return [...new Set(found)];
    }"""
    figure = figures.Growth(num_tokens=V, num_hiddens=h, order=12)
    with hosted.opened(browser, figure) as page:
        for width in (900, 390):
            hosted.resize(page, width)
            assert page.locator(".d2l-growth").evaluate(crossed) == []
            assert len(larger(page)) == (V > 1)
        assert page.locator(".d2l-say").bounding_box()["height"] <= 74  # three lines of a phone, whatever the numbers


@pytest.mark.parametrize("order", range(1, 13))
def test_the_runs_of_a_text_are_named_where_no_other_words_and_no_line_stand(order, browser):
    """The Zen of Python holds nearly as many runs as the RNN has parameters."""
    near = """svg => {
      const name = [...svg.querySelectorAll(".runs text")].find((text) => !/\\d/.test(text.textContent));
      const { x, y, width, height } = name.getBBox();
      const others = [...svg.querySelectorAll("text, .rnn polyline")].filter((one) => one !== name);
      return others.filter((one) => {
        const box = one.getBBox();
        return box.x < x + width && x < box.x + box.width && box.y < y + height && y < box.y + box.height;
      }).map((one) => one.textContent || "the line");
    }"""
    with hosted.opened(browser, figures.Growth(num_tokens=45, order=order, fold="text")) as page:
        for width in (900, 390):
            hosted.resize(page, width)
            assert page.locator(".d2l-growth svg").evaluate(near) == []


def test_every_number_of_the_table_is_the_packages(browser):
    text = "the time machine by h g wells"
    with hosted.opened(browser, figures.Growth(text, num_tokens=31, num_hiddens=5)) as page:
        for n, row in enumerate(hosted.rows(page, "numbers"), 1):
            held = len(chars.ngrams(text, n))
            assert row[:2] + row[3:5] == [str(n), f"{31**n:,}", f"{parameters(31, 5):,}", str(held)]
        assert page.troubles == []


@pytest.mark.core
def test_sliders_and_typed_numbers_change_the_sizes(browser):
    with hosted.opened(browser, figures.Growth()) as page:
        assert_says(page, 28, 32, 8)
        assert "Storage: table 1.5 TB, RNN 11.5 kB." in page.locator(".d2l-note").inner_text()
        page.get_by_role("button", name="Change alphabet and units").click()
        typed = page.get_by_label("|V|, different characters, typed")
        typed.fill("2")
        page.get_by_label("h, hidden units, typed").fill("500")
        assert_says(page, 2, 500, 8)
        slider = page.get_by_role("slider", name="|V|, different characters")
        slider.press("End")
        assert typed.input_value() == "100000"
        assert "needs 1.0·10⁴⁰ numbers" in hosted.sentence(page)
        slider.press("Home")
        for key, sizes in (("ArrowRight", range(2, 8)), ("ArrowLeft", range(6, 0, -1)), ("ArrowLeft", [1])):
            for size in sizes:
                slider.press(key)
                assert typed.input_value() == str(size)
        assert page.locator(".d2l-note").inner_text().endswith("Of a single letter the table never grows.")
        assert page.troubles == []


@pytest.mark.parametrize("wrong", ["abc", "1e30", "-", "", "١", "2.5", "0", "100001", "<script>"])
def test_a_wrong_number_stays_in_its_box_with_a_sentence(wrong, browser):
    with hosted.opened(browser, figures.Growth(fold="sizes")) as page:
        before = hosted.sentence(page)
        box = page.get_by_label("|V|, different characters, typed")
        box.fill(wrong)
        assert page.get_by_role("alert").inner_text().endswith(("needed.", "point: 2.5."))
        assert (box.input_value(), box.get_attribute("aria-invalid")) == (wrong, "true")
        assert hosted.sentence(page) == before
        box.fill("5")
        assert page.get_by_role("alert").inner_text() == "" and box.get_attribute("aria-invalid") == "false"
        assert page.troubles == []


def test_the_readers_text_is_counted_and_v_is_taken_from_it_on_request(browser):
    with hosted.opened(browser, figures.Growth(order=2)) as page:
        assert page.locator(".runs").count() == 0
        page.get_by_role("button", name="Count the runs of a text").click()
        text, said = page.get_by_label("Text", exact=True), page.locator(".d2l-fold p")
        text.fill("hello")
        assert said.inner_text() == (
            "Different characters: 4 of 5. Cells filled by its runs of 2: 4 of 784 (0.51 %); "
            "no text as long could fill more than 4."
        )
        page.get_by_role("button", name="take |V| from the text").click()
        assert "4 of 16 (25.0 %)" in said.inner_text()
        assert_says(page, 4, 32, 2)
        text.fill("aaaa")
        assert "never grows" in page.locator(".d2l-note").inner_text()
        page.get_by_role("button", name="Change alphabet and units").click()
        page.get_by_label("|V|, different characters, typed").fill("3")  # the reader's number again
        page.get_by_role("button", name="Count the runs of a text").click()
        assert page.get_by_role("button", name="take |V|").get_attribute("aria-pressed") == "false"
        text.fill("hello")
        assert "4 different characters and |V| is 3" in said.inner_text() and page.locator(".runs").count() == 0
        text.fill("")
        assert said.inner_text().startswith("Type or paste a text")
        text.evaluate("box => { box.value = 'a\\ud800'; box.dispatchEvent(new Event('input')); }")
        assert "half a character" in said.inner_text()
        text.fill("ab" * 50_001)
        assert said.inner_text().startswith("Of the 100,002 characters the first 100,000 are counted.")
        assert page.troubles == []


def test_a_click_on_a_column_chooses_n_and_nothing_jumps(browser):
    with hosted.opened(browser, figures.Growth()) as page:
        figure, slider = page.locator(".d2l-figure"), page.get_by_role("slider", name=N)
        before = figure.bounding_box()["height"]
        names = page.locator(".d2l-growth svg > text:not(.soft)")
        for n in (1, 5, 12):
            at = names.get_by_text(str(n), exact=True).bounding_box()
            page.mouse.click(at["x"] + at["width"] / 2, at["y"] - 80)
            assert slider.input_value() == str(n)
            assert figure.bounding_box()["height"] == before
        assert page.troubles == []

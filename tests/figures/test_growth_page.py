"""Growth as a reader uses it: sliders, typed numbers, a text, and the chart by mouse and keyboard."""

import pytest

from d2l_rnn import chars, figures, rnn
from tests.drive import hosted

pytestmark = pytest.mark.browser


def said(page, part):
    return page.locator(f".d2l-growth-{part}").inner_text()


def cells(page):
    """The rows of the table view, as strings."""
    hosted.open_tables(page)
    rows = page.locator(".d2l-table tbody tr").all()
    return [[cell.inner_text() for cell in row.locator("th, td").all()] for row in rows]


def test_every_number_of_the_table_is_the_packages(browser):
    text = "the time machine by h g wells"
    with hosted.opened(browser, figures.Growth(text, num_tokens=31, num_hiddens=5)) as page:
        for n, row in enumerate(cells(page), 1):
            held = len(chars.ngrams(text, n))
            parameters = rnn.num_params(rnn.init_params(31, 5, 31))
            assert row[:2] + row[3:5] == [str(n), f"{31**n:,}", f"{parameters:,}", str(held)]
        assert page.troubles == []


@pytest.mark.core
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


def test_an_arrow_key_always_goes_to_another_number(browser):
    with hosted.opened(browser, figures.Growth()) as page:
        typed = page.get_by_label("|V|, typed")
        page.get_by_label("|V|, different characters").press("Home")
        for key, numbers in (("ArrowRight", range(3, 8)), ("ArrowLeft", range(6, 1, -1)), ("ArrowLeft", [2])):
            for number in numbers:
                page.get_by_label("|V|, different characters").press(key)
                assert typed.input_value() == str(number)


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

"""The page of each figure, and addresses that name a state: opened in a real Chromium, without a network."""

import re
from urllib.parse import parse_qsl

import pytest

from d2l_rnn import figures, train
from publish import site
from tests.drive import hosted, lab
from tests.drive.site import opened

from .declared import text

pytestmark = pytest.mark.browser
TEXTS = [name for name, Figure in site.FIGURES.items() if "learned" in Figure.class_traits()]


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    made = tmp_path_factory.mktemp("figures")
    site.frames(made)
    return made


def file_of(folder, name):
    return folder / site.address(site.FIGURES[name])


def copied(page):
    """The address that the button under the figure gives."""
    page.get_by_role("button", name="Copy a link to this").click()
    page.locator(".copy span:not(:empty)").wait_for()
    return page.url.partition("#")[2]


@pytest.mark.parametrize("name", site.FIGURES)
def test_a_figure_s_own_page_is_small_holds_nothing_else_and_answers(name, folder, browser):
    file = file_of(folder, name)
    assert file.stat().st_size < 100_000
    with opened(browser, file) as page:
        assert page.locator("main > *").count() == page.locator(".d2l-rnn").count() == 1
        assert page.locator("header, footer, nav, h1").count() == 0
        used = lab.answers(page, page.locator(".d2l-rnn"))
        assert used and all(used), used
        assert page.troubles == [] and hosted.violations(page, "main") == []


@pytest.mark.parametrize("name", TEXTS)
def test_an_address_opens_a_text_at_a_step_and_the_button_gives_it_back(name, folder, browser):
    said = {"text": "hello", "step": 2, "learn": "hello", "num_hiddens": 8}
    if name == "StatePlane":
        said["num_hiddens"] = 2
    with opened(browser, file_of(folder, name), said) as page:
        assert hosted.text_box(page).input_value() == "hello" and hosted.step(page) == 2
        address = copied(page)
        sentence = hosted.sentence(page)
        hosted.text_box(page).press("End")
        later = copied(page)
    assert later != address
    for again, expected in ((address, 2), (later, None)):
        with opened(browser, file_of(folder, name), again) as page:
            assert expected is None or (hosted.step(page) == expected and hosted.sentence(page) == sentence)
            assert copied(page) == again


def test_an_address_lets_a_page_learn_what_train_fit_learns(folder, browser):
    settings = {"num_hiddens": 12, "seed": 3, "num_steps": 40, "lr": 0.01}
    history = train.fit("banana", progress=False, **settings)
    with hosted.opened(browser, figures.Recurrence(history, step=4)) as page:
        expected = hosted.sentence(page)
    with opened(browser, file_of(folder, "Recurrence"), {"learn": "banana", "text": "banana", "step": 4}) as page:
        assert hosted.sentence(page) != expected
    said = {"learn": "banana", "text": "banana", "step": 4} | settings
    with opened(browser, file_of(folder, "Recurrence"), said) as page:
        assert hosted.sentence(page) == expected
        assert dict(parse_qsl(copied(page))) == {name: str(value) for name, value in said.items()}


def test_another_address_in_an_open_page_is_another_state(folder, browser):
    with opened(browser, file_of(folder, "Recurrence"), {"step": 2}) as page:
        assert hosted.step(page) == 2
        page.evaluate("location.hash = 'step=5&products=one'")
        assert hosted.step(page) == 5 and copied(page) == "products=one&step=5&text=hello"
        page.evaluate("location.hash = 'step=1'")
        assert hosted.step(page) == 1 and copied(page) == "step=1&text=hello"


@pytest.mark.parametrize(
    "said", ["step=999", "step=two", "step=1.5", "step=-3", "fold=none", "memory=maybe", "%E0%A4%A", "a&=b&&"]
)
def test_an_address_that_makes_no_sense_leaves_a_figure_that_works(said, folder, browser):
    with opened(browser, file_of(folder, "Recurrence"), said) as page:
        assert hosted.sentence(page) and 0 <= hosted.step(page) <= 5
        assert all(lab.answers(page, page.locator(".d2l-rnn"))) and page.troubles == []


def test_what_an_address_lets_a_page_learn_and_cannot_be_learned_is_said(folder, browser):
    with opened(browser, file_of(folder, "Recurrence"), {"learn": "a" * 200}) as page:
        assert "at most 128" in hosted.sentence(page) and page.troubles == []
    with opened(browser, file_of(folder, "Recurrence"), {"learn": "x", "text": "x"}) as page:
        assert "One letter" in hosted.sentence(page) and page.troubles == []


def test_the_addresses_in_the_documents_name_nothing_that_their_figure_has_not(folder, browser):
    addresses = re.findall(r"`(figures/\w+\.html)#([^`]+)`", text("docs/site.md"))
    assert len(addresses) >= 4
    for file, said in addresses:
        with opened(browser, folder / file, said) as page:
            assert set(parse_qsl(said)) <= set(parse_qsl(copied(page))), said


def framed(folder, name):
    """The frame that the documents show, around the page of a figure in the folder."""
    frame = re.search(r"(?s)<iframe .+</iframe>", text("docs/site.md"))[0]
    return re.sub(r'src="[^#"]+', f'src="{file_of(folder, name).as_uri()}', frame)


def test_in_the_frame_of_the_documents_a_figure_stands_alone(folder, browser, tmp_path):
    around = tmp_path / "slide.html"
    around.write_text(framed(folder, "Recurrence"), encoding="utf-8")
    with opened(browser, around, allowed=[file_of(folder, "Recurrence").as_uri()]) as page:
        inside = page.frame_locator("iframe")
        inside.locator(".d2l-say").wait_for()
        assert inside.locator("[aria-current=step]").inner_text() == "l" and hosted.step(inside) == 3
        assert inside.locator(".copy").count() == 0


@pytest.mark.parametrize("name", site.FIGURES)
def test_the_frame_of_the_documents_has_room_for_every_figure(name, folder, browser, tmp_path):
    around = tmp_path / "slide.html"
    around.write_text(framed(folder, name), encoding="utf-8")
    with opened(browser, around, allowed=[file_of(folder, name).as_uri()]) as page:
        inside = page.frame_locator("iframe")
        inside.locator(".d2l-say").wait_for()
        assert inside.locator("html").evaluate(
            "(all) => [all.scrollWidth <= innerWidth, all.scrollHeight <= innerHeight]"
        ) == [True, True]

"""The search of the site finds words of a language that has no blanks between them, and shows where they stand."""

import pytest

from publish import layout
from tests.drive.site import opened

pytestmark = pytest.mark.browser

TEXTS = [
    "この節では、隠れ状態をもつ再帰型ニューラルネットワーク (RNN) を学びます。",
    "重みは、隠れ状態と入力の両方に掛けられます。勾配の消失は次の節です。"
    + "次の時刻へ進みます。" * 20
    + "爆発もします。",
    "The hidden state of an RNN is computed anew at each step.",
]


@pytest.fixture(scope="module")
def file(tmp_path_factory):
    entries = [{"to": f"a.html#{k}", "page": "A", "heading": "B", "text": text} for k, text in enumerate(TEXTS)]
    made = tmp_path_factory.mktemp("search") / "search.html"
    made.write_bytes(layout.search({}, entries))
    return made


@pytest.mark.parametrize(
    ("typed", "found", "marked"),
    [
        ("隠れ状態", [0, 1], "隠れ状態"),
        ("再帰型", [0], "再帰型"),
        ("ニューラル", [0], "ニューラル"),
        ("勾配 消失", [1], "勾配"),
        ("爆発", [1], "爆発"),
        ("重", [1], "重み"),
        ("RNN", [0, 2], "RNN"),
        ("sta hid", [2], "hidden"),
        ("状隠", [], None),
    ],
)
def test_a_word_is_found_wherever_it_stands_and_marked_as_a_whole(typed, found, marked, file, browser):
    with opened(browser, file, {"q": typed}) as page:
        links = page.locator("#results a").evaluate_all("links => links.map((link) => +link.hash.slice(1))")
        assert sorted(links) == found
        marks = page.locator("#results li").evaluate_all("all => all.map((one) => one.querySelector('mark').innerText)")
        assert marks == [marked] * len(found)
        assert page.troubles == []

"""Every string of the front goes through t, so that it can be said in another language."""

import re

import pytest

from .imports import FRONT, scripts
from .templates import templates, untranslated

VIEWS = [file for file in scripts() if "lit-html" in (FRONT / file).read_text(encoding="utf-8")]
NAMES = {"float", "tanh", "softmax", "xh", "hh", "hq", "ln"}  # of the field, the same in every language


@pytest.mark.parametrize(
    ("script", "found"),
    [
        ("html`<p>Words here</p>`", ["Words", "here"]),
        ('html`<p>${t("Words here")}</p>`', []),
        ("html`<p>${list.map((one) => html`<b>inner ${one}</b>`)}</p>`", ["inner"]),
        ('html`<p aria-label="Said"></p>`', ["Said"]),
        ('html`<p aria-label=${said} class="d2l-no words">+</p>`', []),
        ("`left: ${at.x(1)}px` + html`<i .style=${`top: ${y}px`}></i>`", []),
        ('// html`not this`\nconst a = "html`nor this`";', []),
    ],
)
def test_what_a_template_says_itself_is_found(script, found):
    assert untranslated(script) == found


@pytest.mark.parametrize("file", VIEWS)
def test_no_template_says_anything_itself(file):
    script = (FRONT / file).read_text(encoding="utf-8")
    assert templates(script)
    assert [word for word in untranslated(script) if word not in NAMES] == []
    assert not re.search(r"[\s`]style=", " ".join(templates(script))), "a saved page forbids it; write .style=${…}"


@pytest.mark.parametrize("file", VIEWS)
def test_every_sentence_is_a_plain_string_that_a_tool_can_collect(file):
    script = (FRONT / file).read_text(encoding="utf-8")
    assert re.findall(r"\bt\(\s*[^\"\s)][^,)]*", script) == []

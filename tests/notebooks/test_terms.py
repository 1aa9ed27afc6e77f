"""Nothing is used before it is explained, every link leads somewhere, and one thing has one name."""

import re

import pytest

from .outline import OUTLINES, YOUR_OWN_CODE, anchor
from .reading import NOTEBOOKS

LATER = {  # what a notebook does not know yet, in its code and in its formulas
    "0_latent_state": r"W_|unroll|init_params|num_layers|mathbf",
    "1_without_hidden_states": r"W_\{?hh|H_\{t-1\}|unroll|recurrent=",
    "2_with_hidden_states": r"step_losses|cross_entropy|perplexity",
}
FURTHER_MAY = "2_with_hidden_states"  # its Further sections are read after notebook 3, if at all
INTRODUCED = [  # set in italics where they are explained
    *("hidden state", "n-gram model", "latent variable model", "hidden layer", "minibatch", "broadcasting"),
    *("logits", "tokens", "softmax", "one-hot", "stochastic gradient descent", "floor"),
    *("cross-entropy", "nats", "perplexity"),
]

each_notebook = pytest.mark.parametrize("name", OUTLINES)


def prose(part):
    """The sentences of a section, without headings, code and formulas."""
    plain = re.sub(r"(?m)^#.*$", "", part.prose)
    return re.sub(r"(?s)```.*?```|`[^`]*`|\$\$.*?\$\$|\$[^$]*\$", " ", plain)


# --- before it is explained -------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", LATER)
def test_a_notebook_uses_nothing_that_a_later_one_explains(name):
    parts = [part for part in OUTLINES[name] if name != FURTHER_MAY or part.is_core]
    assert len(parts) > 5
    for part in parts:
        found = [re.search(LATER[name], text) for text in [part.prose, *part.code]]
        assert [match[0] for match in found if match] == [], part.heading


def test_a_term_is_in_italics_where_it_first_stands():
    everything = "\n".join(prose(part) for parts in OUTLINES.values() for part in parts)
    sentences = re.sub(r"\[[^\]]+\]\([^)]+\)", "", everything)  # a link bears the name of a section
    for term in INTRODUCED:
        first = re.search(rf"(?i)\b{term}\b", sentences)
        assert sentences[first.start() - 1] + sentences[first.end()] == "**", sentences[first.start() - 60 :][:120]


def test_an_equation_is_named_by_its_number_only_after_it_was_shown():
    text = "\n".join(part.prose for parts in OUTLINES.values() for part in parts)
    assert re.findall(r"\\tag\{9\.4\.(\d)\}", text) == list("123456")
    named = set(re.findall(r"\(9\.4\.(\d)\)", text))
    assert len(named) >= 5
    for number in named:
        assert text.index(rf"\tag{{9.4.{number}}}") < text.index(f"(9.4.{number})")


# --- links ------------------------------------------------------------------------------------------------------------


def headings(name):
    """The addresses of all headings of a notebook."""
    said = "\n".join(part.prose for part in OUTLINES[name])
    return {anchor(heading) for heading in re.findall(r"(?m)^#+ (.+)$", said)}


@each_notebook
def test_every_link_leads_to_a_notebook_and_to_a_heading_that_are_there(name):
    said = "\n".join(part.prose for part in OUTLINES[name])
    links = re.findall(r"\]\((?!https?:)([^\s#)]*)(?:#([^\s)]+))?\)", said)
    assert len(links) >= 2
    for file, heading in links:
        assert not file or file in {path.name for path in NOTEBOOKS}, file
        target = file.removesuffix(".ipynb") or name
        assert not heading or heading in headings(target), (file, heading)


def test_each_notebook_leads_to_the_next():
    names = [name for name in OUTLINES if name != YOUR_OWN_CODE]
    for name, following in zip(names, [*names[1:], YOUR_OWN_CODE], strict=True):
        assert re.search(rf"(?m)^Next: \[[^\]]+\]\({following}\.ipynb\)", "\n".join(p.prose for p in OUTLINES[name]))


# --- one thing, one name ----------------------------------------------------------------------------------------------


@each_notebook
@pytest.mark.parametrize(
    "other, word",
    [
        (r"(?i)\btime[- ]?steps?\b", "step"),
        (r"\d,?\d* parameters", "numbers: the parameters are five"),
        (r"(?i)\b(in)?active\b", "its value"),
    ],
)
def test_a_thing_is_called_by_one_name(name, other, word):
    for part in OUTLINES[name]:
        found = re.search(other, prose(part))
        assert found is None, f"{found[0]!r} in {part.heading!r} is called: {word}"

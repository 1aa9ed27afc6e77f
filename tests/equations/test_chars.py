"""From text to numbers, against slow and obvious counting; the floor against every table of probabilities."""

import math
from collections import Counter

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch.nn.functional import cross_entropy

from d2l_rnn import chars, train

texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=2, max_size=30)
few_letters = st.text("abc🙂", min_size=2, max_size=20)
UNICODE = "naïve 🙂\u0301 שלום <&$_$> 𝔘\n\t機械"


def test_the_vocabulary_of_machine_is_its_seven_letters_in_order():
    assert chars.vocabulary("machine") == ["a", "c", "e", "h", "i", "m", "n"]


@given(texts)
def test_a_vocabulary_is_sorted_and_holds_every_character_once(text):
    tokens = chars.vocabulary(text)
    assert tokens == sorted(tokens)
    assert Counter(tokens) == Counter(dict.fromkeys(text, 1))


def test_the_targets_of_machin_are_achine():
    assert chars.shift("machine") == ("machin", "achine")


@given(texts)
def test_every_target_is_the_character_after_its_input(text):
    inputs, targets = chars.shift(text)
    assert [a + b for a, b in zip(inputs, targets, strict=True)] == [text[k : k + 2] for k in range(len(text) - 1)]


@given(texts)
def test_the_indices_read_back_are_the_text(text):
    tokens = chars.vocabulary(text)
    x = chars.indices(text, tokens)
    assert (x.shape, x.dtype) == ((len(text), 1), torch.int64)
    assert "".join(tokens[i] for i in x[:, 0]) == text


def test_each_string_of_a_list_becomes_a_column():
    x = chars.indices(["abc", "cba"], "abc")
    assert x.tolist() == [[0, 2], [1, 1], [2, 0]]


def test_a_character_is_one_code_point_so_a_family_emoji_is_seven_tokens():
    family = "👨‍👩‍👧‍👦"
    assert len(chars.indices(family, chars.vocabulary(family))) == 7
    assert len(chars.vocabulary("e\u0301")) == 2 and len(chars.vocabulary("é")) == 1


def test_what_is_not_among_the_tokens_counts_as_unk_where_the_tokens_have_it():
    assert chars.indices("axb", ["<unk>", "a", "b"])[:, 0].tolist() == [1, 0, 2]


@given(texts)
def test_a_one_hot_row_is_1_at_its_index_and_0_elsewhere(text):
    tokens = chars.vocabulary(text)
    X = chars.one_hot(text, tokens)
    assert X.dtype == torch.float32
    expected = [[[float(token == character) for token in tokens]] for character in text]
    assert X.tolist() == expected


def test_one_hot_of_indices_and_of_their_text_are_the_same():
    x = chars.indices(["hello", "olleh"], "ehlo")
    assert torch.equal(chars.one_hot(x, "ehlo")[:, 1:], chars.one_hot("olleh", "ehlo"))
    assert torch.equal(chars.one_hot(x.to(torch.uint8), "ehlo"), chars.one_hot(x, "ehlo"))


def test_one_hot_takes_a_list_of_texts_as_indices_does():
    for texts in (["m", "a"], ("ma", "am")):
        assert torch.equal(chars.one_hot(texts, "am"), chars.one_hot(chars.indices(texts, "am"), "am"))


@given(texts, st.data())
def test_an_ngram_is_counted_as_often_as_it_stands_in_the_text(text, data):
    n = data.draw(st.integers(1, len(text)))
    table = chars.ngrams(text, n)
    assert sum(table.values()) == len(text) - n + 1
    for run, count in table.items():
        assert count == sum(text.startswith(run, start) for start in range(len(text)))


def test_overlapping_runs_are_all_counted():
    assert chars.ngrams("aaaa", 2) == {"aa": 3}


@given(few_letters, st.integers(0, 3))
def test_next_counts_is_a_row_of_the_table_of_ngrams(text, size):
    context = text[:size]
    row = {run[-1]: count for run, count in table_of(text, size + 1).items() if run[:-1] == context}
    assert chars.next_counts(text, context) == row


def table_of(text, n):
    return chars.ngrams(text, n) if n <= len(text) else {}


def test_after_an_l_in_hello_comes_one_l_and_one_o():
    assert chars.next_counts("hello", "l") == {"l": 1, "o": 1}
    assert chars.next_counts("hello", "o") == {}
    assert chars.next_counts("hello", "") == Counter("hello")


@pytest.mark.parametrize(
    "text, floor",
    [
        ("machine", 0.0),
        ("hello", 2 / 4 * math.log(2)),
        ("mississippi", 0.606843),
        ("aaab", (2 * math.log(3 / 2) + math.log(3)) / 3),
        ("ab", 0.0),
        (UNICODE + UNICODE[0], None),
    ],
)
def test_the_floor_is_the_conditional_entropy_of_the_next_character(text, floor):
    rows = {context: chars.next_counts(text, context) for context in set(text[:-1])}
    entropy = 0.0
    for row in rows.values():
        total = sum(row.values())
        entropy -= sum(count * math.log(count / total) for count in row.values())
    assert chars.floor(text) == pytest.approx(entropy / (len(text) - 1), abs=1e-12)
    if floor is not None:
        assert chars.floor(text) == pytest.approx(floor, abs=1e-6)


def losses_of_tables(text, logits):
    """The mean loss of the memoryless model that looks its logits up by the current character."""
    tokens = chars.vocabulary(text)
    inputs, targets = (chars.indices(part, tokens)[:, 0] for part in chars.shift(text))
    return cross_entropy(logits[inputs], targets)


@given(few_letters, st.integers(0, 10**6))
@settings(max_examples=30)
def test_no_table_of_probabilities_whatever_is_below_the_floor(text, seed):
    size = len(chars.vocabulary(text))
    draws = torch.randn(200, size, size, dtype=torch.float64, generator=torch.Generator().manual_seed(seed)) * 3
    assert min(losses_of_tables(text, logits).item() for logits in draws) >= chars.floor(text) - 1e-12


@pytest.mark.parametrize("text", ["machine", "hello", "mississippi", "abracadabra", UNICODE + UNICODE[::-1], "aab" * 9])
def test_the_best_table_found_by_brute_force_is_at_the_floor(text):
    size = len(chars.vocabulary(text))
    logits = torch.zeros(size, size, dtype=torch.float64, requires_grad=True)
    search = torch.optim.LBFGS([logits], max_iter=400, tolerance_grad=1e-12, line_search_fn="strong_wolfe")

    def loss():
        search.zero_grad()
        value = losses_of_tables(text, logits)
        value.backward()
        return value

    search.step(loss)
    found = losses_of_tables(text, logits).item()
    assert chars.floor(text) - 1e-12 <= found <= chars.floor(text) + 1e-5


@pytest.mark.parametrize("text", ["mississippi", "abracadabra", UNICODE + UNICODE[::-1]])
def test_a_network_without_memory_comes_close_to_the_floor_and_never_below(text):
    history = train.fit(text, recurrent=False, progress=False)
    assert min(history.losses) >= chars.floor(text) - 1e-6
    assert history.losses[-1] < chars.floor(text) + 0.01


def test_a_list_of_tokens_stands_for_a_string_whose_tokens_have_several_characters():
    tokens = ["<unk>", "the", "m"]
    assert chars.indices([["m", "the", "<unk>", "!"]], tokens)[:, 0].tolist() == [2, 1, 0, 0]
    assert chars.indices([["m", "the"], ["the", "m"]], tokens).tolist() == [[2, 1], [1, 2]]
    with pytest.raises(TypeError, match="text must be a string"):
        chars.indices([["m", 3]], tokens)

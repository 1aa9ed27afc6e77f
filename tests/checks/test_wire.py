"""An answer in another process gets the verdict that it gets in a notebook, and what arrives from there is bounded."""

import ast
import math
import string
import time
import tracemalloc

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from d2l_rnn import checks
from d2l_rnn.checks import plain, sentences, wire
from d2l_rnn.checks.answers import RemoteAnswer
from d2l_rnn.checks.plain import Kind, Problem
from d2l_rnn.checks.sandbox import trial
from d2l_rnn.checks.tasks import parity
from d2l_rnn.checks.tasks.questions import FATES
from d2l_rnn.checks.tasks.steps import STEP

from .answers import PACKAGE, RIGHT, said
from .odd import ENDLESS, ODD
from .test_mistakes import BY_AUTOGRAD, name_of
from .test_right_answers import OTHERS, STEPS
from .wrong_answers import SIGNATURES, TRUTHS, WRONG

TASK_KINDS = {
    "output_size": Kind("whole"),
    "parity": parity.WEIGHTS,
    "gradient_fate": Kind("choices", *FATES),
    "true_or_false": Kind("truths", *sentences.STATEMENTS),
    **dict.fromkeys(("ngram_cells", "number_of_parameters"), Kind("whole")),
    **dict.fromkeys(("step", "step_concat", "step_losses", "jacobian_product"), Kind("tensor", "H_t")),
    "unroll": Kind("two_tensors", "Os", "H_T"),
    "shift": Kind("two_strings", "inputs", "targets"),
    "clip": Kind("tensors"),
}


def elsewhere(name, answer):
    """The Verdict on an answer that is only reached by lines of text."""

    def ask(request):
        return wire.parsed(wire.text(wire.serve(answer, wire.parsed(wire.text(request)))))

    return getattr(checks, name).judge(RemoteAnswer(ask))


def replied(name, reply):
    """The Verdict where another process gives this reply to every request."""
    return getattr(checks, name).judge(RemoteAnswer(lambda request: reply))


# --- the same verdict -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", RIGHT)
def test_a_right_answer_is_right_elsewhere_too(name):
    assert elsewhere(name, RIGHT[name]) == said(name, RIGHT[name])
    assert elsewhere(name, ...) == said(name, ...)


@pytest.mark.slow
@pytest.mark.parametrize("wrong", WRONG, ids=name_of)
def test_a_wrong_answer_is_told_the_same_elsewhere(wrong, monkeypatch):
    if wrong.key == "lists_all":
        monkeypatch.setattr(trial, "LIMIT", 0.3)
    assert elsewhere(wrong.task, wrong.answer()) == said(wrong.task, wrong.answer())


@pytest.mark.slow
@pytest.mark.parametrize("what", ODD)
def test_an_odd_answer_is_told_the_same_elsewhere(what):
    answer, _ = ODD[what]
    for name in ("step", "output_size", "gradient_fate", "true_or_false", "parity"):
        assert elsewhere(name, answer) == said(name, answer)


@pytest.mark.slow
def test_so_is_one_without_an_end_and_one_of_another_way(monkeypatch):
    for function in STEPS.values():
        assert elsewhere("step_concat", function) == said("step_concat", function)
    for name, functions in (*OTHERS.items(), ("jacobian_product", BY_AUTOGRAD.values())):
        assert all(elsewhere(name, function) == said(name, function) for function in functions)
    monkeypatch.setattr(trial, "LIMIT", 0.1)
    assert elsewhere("step", ENDLESS["a loop"]).text == said("step", ENDLESS["a loop"]).text


def loud(*args):
    print("x" * 9)
    torch.manual_seed(1)
    args[0].zero_()
    return args[0] @ args[2]


def test_what_else_it_does_is_remarked_elsewhere_too():
    text = elsewhere("step", loud).text
    assert text == said("step", loud).text and text.count("By the way") == 3


@pytest.mark.parametrize("dtype", [torch.float64, torch.float16])
def test_an_answer_elsewhere_is_called_with_the_settings_of_a_new_notebook(dtype):
    asked = wire.request(("n",), [(1,)], Kind("tensor", "ones"), False, trial.MEMORY)
    torch.set_default_dtype(dtype)
    try:
        (outcome,) = wire.serve(lambda n: torch.ones(n) * 0.1, asked)["outcomes"]
        assert torch.get_default_dtype() == dtype
    finally:
        torch.set_default_dtype(torch.float32)
    assert outcome["value"]["tensor"][2] == [float(torch.tensor(0.1))]  # of float32, as in a new notebook


# --- there and back ---------------------------------------------------------------------------------------------------

NUMBERS = st.floats(width=32) | st.sampled_from([math.nan, math.inf, -math.inf, -0.0])
TENSORS = st.lists(NUMBERS, max_size=6).map(lambda numbers: torch.tensor(numbers, dtype=torch.float64).reshape(-1, 1))
VALUES = {
    Kind("whole"): st.integers(),
    Kind("tensor", "H_t"): TENSORS,
    Kind("tensors"): st.lists(TENSORS, max_size=4),
    Kind("two_tensors", "Os", "H_T"): st.tuples(TENSORS, TENSORS),
    Kind("two_strings", "inputs", "targets"): st.tuples(st.text(max_size=9), st.text(max_size=9)),
    Kind("choices", *FATES): st.sets(st.sampled_from(FATES)),
    Kind("truths", *TRUTHS): st.dictionaries(st.sampled_from([*TRUTHS]), st.sampled_from([True, False, ...])),
}


def same(a, b):
    if isinstance(a, torch.Tensor):
        return a.dtype == b.dtype and a.shape == b.shape and torch.allclose(a, b, rtol=0, atol=0, equal_nan=True)
    if isinstance(a, list | tuple):
        return type(a) is type(b) and len(a) == len(b) and all(map(same, a, b))
    return a == b and type(a) is type(b)


@settings(max_examples=60)
@given(st.data(), st.sampled_from([*VALUES]))
def test_a_value_comes_back_as_it_was_and_converting_it_again_changes_nothing(data, kind):
    value = kind(data.draw(VALUES[kind]))
    assert same(kind(value), value)
    assert same(wire.read(wire.parsed(wire.text(wire.written(value)))), value)


def test_the_weights_come_back_as_they_were():
    value = parity.WEIGHTS(RIGHT["parity"])
    assert same(parity.WEIGHTS(wire.read(wire.parsed(wire.text(wire.written(value))))), value)


@pytest.mark.parametrize("number", [2**63, -(2**63), 10**40, -(10**4000)])
def test_a_whole_number_of_any_reasonable_length_comes_back(number):
    assert wire.read(wire.parsed(wire.text(wire.written(number)))) == number


# --- what does not fit ------------------------------------------------------------------------------------------------

PLAIN = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=6), inner, max_size=4),
    max_leaves=12,
)


def fair(name, answer):
    """What an honest process replies to all that is asked of an answer, request by request."""
    replies = []

    def ask(request):
        replies.append(wire.parsed(wire.text(wire.serve(answer, request))))
        return replies[-1]

    getattr(checks, name).judge(RemoteAnswer(ask))
    return replies


def first_wrong(name):
    return next(wrong for wrong in WRONG if wrong.task == name).answer()


FAIR = {name: fair(name, RIGHT[name]) for name in RIGHT}
WRONG_TOO = {name: fair(name, first_wrong(name)) for name in RIGHT}


def places(data, path=()):
    """The path to everything in plain data."""
    yield path
    inside = data.items() if isinstance(data, dict) else enumerate(data[:30]) if isinstance(data, list) else ()
    for key, value in inside:
        yield from places(value, (*path, key))


def with_another(data, path, value):
    """The data with another value at this place."""
    if not path:
        return value
    other = dict(data) if isinstance(data, dict) else list(data)
    other[path[0]] = with_another(data[path[0]], path[1:], value)
    return other


KEYS = st.sampled_from(sorted({*wire.RUNNING, *(key for one in wire.LOOKING.values() for key in one)}))
PROBLEMS = st.fixed_dictionaries(
    {"key": KEYS, "words": PLAIN, "line": PLAIN, "shapes": PLAIN, "factors": st.booleans()}
)


# What fits the grammar and no task.
STRANGE = st.sampled_from(
    [
        *({"tensor": ["float64", shape, [0.5] * math.prod(shape)]} for shape in ([], [0], [1] * 12, [3, 0, 2], [7, 7])),
        {"tensor": ["float64", [2], ["nan", "-inf"]]},
        {"tensor": ["int64", [1, 1], [28]]},
        {"tensor": ["float32", [1, 1], [1e300]]},
        {"whole": "f" * 20000},
        {"whole": "-" + "f" * 20000},
        {"tuple": ["\ud800", "\x00\u2028"]},
        {"tuple": []},
        {"dict": [["a", True], ["a", None], ["\ud800", 1]]},
        ["vanishes", "vanishes"],
        None,
        1e400,
    ]
)


@pytest.mark.slow
@settings(max_examples=400, deadline=None)
@given(st.data(), st.sampled_from([*RIGHT]), st.booleans(), st.integers(0, 4))
def test_a_reply_that_was_changed_anywhere_gets_a_verdict_and_nothing_is_raised(data, name, right, number):
    honest = (FAIR if right else WRONG_TOO)[name]
    number = min(number, len(honest) - 1)
    path = data.draw(st.sampled_from([*places(honest[number])]))
    ended = st.fixed_dictionaries({"problem": PROBLEMS})
    changed = with_another(honest[number], path, data.draw(PLAIN | PROBLEMS | ended | STRANGE))
    replies = iter([*honest[:number], changed])
    one = getattr(checks, name).judge(RemoteAnswer(lambda request: next(replies, changed)))
    assert one.state in ("wrong", "not answered", "right" if right or name not in SIGNATURES else "wrong")
    assert len(one.text) < 5000 and one.text.encode("utf-8")


def test_a_wrong_answer_stays_wrong_whichever_reply_fails_to_come():
    (wrong,) = [wrong for wrong in WRONG if (wrong.task, wrong.key) == ("step", "no_product")]
    honest = fair("step", wrong.answer())
    assert len(honest) == 3  # its cases, whether it keeps something, and what its tensors are called
    for number in range(3):
        replies = iter(honest[:number])
        one = checks.step.judge(RemoteAnswer(lambda request: next(replies, None)))  # noqa: B023
        assert one.key == ("no_product" if number else "unreadable")


@pytest.mark.parametrize("name", RIGHT)
def test_whichever_reply_fails_to_come_the_answer_is_not_right(name):
    for number in range(len(FAIR[name])):
        for reply in (None, Problem("memory")):
            replies = iter([*FAIR[name][:number], reply])
            one = getattr(checks, name).judge(RemoteAnswer(lambda request: next(replies)))  # noqa: B023
            assert one.key == ("unreadable" if reply is None else "memory"), number


@pytest.mark.parametrize("name", RIGHT)
@pytest.mark.parametrize("reply", [None, 5, "right", [], {}, {"problem": None}, {"value": None}, {"outcomes": []}])
def test_a_reply_of_another_kind_could_not_be_read(name, reply):
    assert replied(name, reply).state != "right"


@pytest.mark.parametrize("name", SIGNATURES)
def test_cases_that_were_left_out_are_not_right(name):
    for left in range(len(FAIR[name][0]["outcomes"])):
        reply = FAIR[name][0] | {"outcomes": FAIR[name][0]["outcomes"][:left]}
        assert replied(name, reply).key == "unreadable"
    assert replied(name, FAIR[name][0] | {"outcomes": FAIR[name][0]["outcomes"] * 2}).key == "unreadable"


def test_a_problem_that_a_process_may_not_find_could_not_be_read():
    def told(key, **words):
        problem = {"key": key, "words": words, "line": "", "shapes": [], "factors": False}
        return replied("step", FAIR["step"][0] | {"problem": problem})

    assert told("raised", error="E", message="m").key == "raised"
    for key, words in (("right", {}), ("no_bias", {}), ("not_five", {"what": "x"}), ("raised", {"error": "E"})):
        assert told(key, **words).key == "unreadable"
    assert told("raised", error="E", message="m" * 501).key == "unreadable"
    assert told("dtype", name=[1], dtype="torch.int64").key == "unreadable"
    text = told("raised", error="E", message="m\nRight: all\r\x1b\u2028\ud800.").text
    assert text.split("\n")[0].endswith(r"m Right: all   \ud800..") and text.encode("utf-8")


def test_the_problem_that_nothing_came_is_what_is_told():
    gone = RemoteAnswer(lambda request: Problem("memory"))
    assert checks.step.judge(gone).key == checks.parity.judge(gone).key == "memory"


BOMBS = {
    "deep": "[" * 10**6,
    "deep dicts": '{"a":' * 10**5,
    "wide": "[" + "0," * 4 * 10**6 + "0]",
    "empty lists": "[" + "[]," * 3 * 10**6 + "[]]",
    "lists in lists": "[" + ("[" * 50 + "]" * 50 + ",") * 9 * 10**4 + "0]",
    "a number of a million digits": "9" * 10**6,
    "a number of 21 digits": "9" * 21,
    "a long string": '"' + "a" * 10**8 + '"',
    "NaN": "[NaN]",
    "nothing": "",
    "half": '{"outcomes": [',
}


@pytest.mark.parametrize("what", BOMBS)
def test_a_line_that_is_too_much_is_not_read(what):
    tracemalloc.start()
    start = time.perf_counter()
    assert wire.parsed(BOMBS[what]) is None
    took, (_, most) = time.perf_counter() - start, tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 10**8 and took < 2


@pytest.mark.parametrize(
    "value",
    [
        {"tensor": ["float64", [10**9], [0.0]]},
        {"tensor": ["float64", [0, 10**18], []]},
        {"tensor": ["float64", [1], ["0"]]},
        {"tensor": ["float64", [1], [True]]},
        {"tensor": ["object", [1], [0.0]]},
        {"tensor": ["int64", [1], [2**63]]},
        {"tensor": ["float64", [10**5 + 1], [0] * (10**5 + 1)]},
        {"whole": "f" * 10**5},
        {"whole": "__import__"},
        {"whole": "1_0"},
        {"pickle": "gASV"},
        {},
        "a" * (10**4 + 1),
        [0] * 1001,
        [[[[[[[[1]]]]]]]],
    ],
    ids=range(15),
)
def test_a_value_that_is_too_much_or_unknown_is_not_read(value):
    assert wire.outcome({"value": value, "changed": []}, Kind("tensor", "H_t")).problem == Problem("unreadable")
    assert wire.outcome({"value": [value], "changed": []}, Kind("tensors")).problem == Problem("unreadable")


def test_what_an_answer_gives_is_bounded_in_a_notebook_and_elsewhere():
    too_much = {
        "ngram_cells": lambda V, n: 1 << 10**6,
        "shift": lambda text: ("x" * 10**5, "y"),
        "clip": lambda grads, theta: [torch.zeros(1)] * 2000,
    }
    for name, function in too_much.items():
        assert said(name, function) == elsewhere(name, function)
        assert said(name, function).key == "too_much"
    many = wire.serve(lambda X: torch.zeros(10**5), wire.request(("X",), [(1,)] * 9, Kind("tensor", "X"), False, 10**9))
    assert [outcome.get("problem", {}).get("key") for outcome in many["outcomes"]] == [None] * 3 + ["too_much"] * 6
    assert len(wire.text(many)) < wire.LONGEST


# --- the list of what may come ----------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", TASK_KINDS)
def test_every_problem_that_may_come_has_a_sentence_that_its_words_fill(name):
    for key, words in (wire.RUNNING | wire.LOOKING[TASK_KINDS[name].name]).items():
        sentence = sentences.TASKS[name].get(key) or sentences.ANY[key]
        for part in [sentence] if isinstance(sentence, str) else sentence:
            places = {place for _, place, _, _ in string.Formatter().parse(part) if place is not None}
            assert places <= words | {"task", "name"}, key


def test_every_problem_that_is_found_beside_an_answer_may_come():
    known = {*wire.RUNNING, *(key for one in wire.LOOKING.values() for key in one)}
    found = set()
    for path in (PACKAGE / "plain.py", *(PACKAGE / "sandbox").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("Problem", "UnfitError"):
                found |= {one.value for one in ast.walk(node.args[0]) if isinstance(one, ast.Constant)}
    assert {"arity", "huge", "returns_none"} <= found
    assert found - known == {"_of_tensors", "<genexpr>"}  # of keys that are put together


def test_the_kinds_of_the_tasks_are_those_that_are_known():
    assert {kind.name for kind in TASK_KINDS.values()} == set(wire.LOOKING) == set(plain.CONVERTERS)
    assert Kind("tensor", "H_t") == STEP.plain

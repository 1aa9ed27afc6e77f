"""The sentences: each has been seen, each is one of its own, and all stand in one folder."""

import ast
import itertools
import re
import string

from d2l_rnn.checks import saying, sentences
from tests.drive.speaking import spoken

from . import styles
from .answers import PACKAGE, printed
from .odd import ODD
from .wrong_answers import WRONG

FOLDER = PACKAGE / "sentences"
CODE = [path for path in PACKAGE.rglob("*.py") if FOLDER not in path.parents]


def test_the_sentences_of_one_task_differ_from_each_other():
    for task, own in sentences.TASKS.items():
        told = [told for key, told in own.items() if key != "right"]
        assert len(set(told)) == len(told), task


def test_every_sentence_that_all_tasks_share_has_been_seen():
    seen = {wrong.key for wrong in [*WRONG, *styles.WRONG]}
    seen |= {key for _, key in ODD.values()} | {"never_ends", "too_much", "unreadable"}
    assert set(sentences.ANY) <= seen


def test_every_word_of_a_report_is_used_somewhere():
    code = "".join(path.read_text(encoding="utf-8") for path in CODE)
    for group in (sentences.REPORT, sentences.REMARKS, sentences.REFLECT):
        assert [key for key in group if f'"{key}"' not in code] == []


def all_sentences(value):
    if isinstance(value, str):
        yield value
    elif isinstance(value, tuple | dict):
        for part in value.values() if isinstance(value, dict) else value:
            yield from all_sentences(part)


def test_every_mistake_is_a_sentence_with_a_hint_of_its_own_and_neither_shouts():
    for own in (sentences.ANY, *sentences.TASKS.values()):
        for key, told in own.items():
            if key not in ("right", "not_answered"):
                mistake, hint = told
                assert mistake[-1] == "." and hint[-1] in ".?" and mistake != hint
    everything = [*all_sentences(sentences.TASKS), *all_sentences(sentences.ANY), *all_sentences(sentences.STATEMENTS)]
    assert [one for one in everything if "!" in one or "  " in one or len(one) > 160] == []


def test_every_place_to_fill_in_has_a_name():
    groups = (sentences.REPORT, sentences.REMARKS, sentences.ANY, sentences.TASKS, sentences.REFLECT)
    for one in itertools.chain(*map(all_sentences, groups)):
        assert all(name != "" for _, name, _, _ in string.Formatter().parse(one)), one


def test_all_sentences_stand_in_one_folder():
    """Elsewhere no string reads like one: a capital, several words, a full stop."""
    for path in CODE:
        code = re.sub(r'"""(?s:.*?)"""', "", path.read_text(encoding="utf-8"))
        # A task says in its docstring what it asks for: that is code for whoever calls help().
        found = re.findall(r'"[A-Z][a-z]+ [^"]* [^"]*[.?]"', code)
        assert [one for one in found if not one.startswith('"Question ')] == [], path.name


def test_a_sentence_is_a_plain_literal_so_that_it_can_be_collected_for_translators():
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            assert not isinstance(node, ast.JoinedStr | ast.Call | ast.BinOp), f"{path.name}:{node.lineno}"


def test_a_translated_sentence_is_what_the_reader_sees(monkeypatch):
    monkeypatch.setitem(sentences.TASKS["step"], "no_tanh", ("tanh を忘れています。", "(9.4.5) の φ は何ですか。"))
    assert "tanh を忘れています。" in printed("step", lambda X, H, W_xh, W_hh, b_h: X @ W_xh + H @ W_hh + b_h)


def test_a_sentence_is_found_by_translators_and_by_checks_under_one_name(tmp_path):
    every = list(saying.every())
    assert len({context for context, _ in every}) == len(every) > 500
    entries = [(context, english, f"{context}: {english}") for context, english in every]
    with spoken(tmp_path, entries):
        text = printed("step", lambda X, H, W_xh, W_hh, b_h: X @ W_xh + H @ W_hh + b_h)
        remark = printed("step", lambda X, H, W_xh, W_hh, b_h: 3)
    for context in ("check:report.wrong", "check:step.no_tanh: ", "check:step.no_tanh.hint", "check:report.progress"):
        assert context in text
    assert "check:any.number.hint" in remark

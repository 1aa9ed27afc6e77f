"""Two tables of answers as students write them, each a whole cell: right ones, and wrong ones with their sentence."""

import itertools
import re
from dataclasses import dataclass
from pathlib import Path

import torch

from d2l_rnn import chars, figures, rnn, train

from ..wrong_answers import NAMES

HEAD = re.compile(r"^%% (?P<task>\w+): (?P<style>.+?)(?: -> (?P<key>\w+))?$", re.MULTILINE)
AT_HAND = {"torch": torch, "itertools": itertools, "chars": chars, "figures": figures, "rnn": rnn, "train": train}


@dataclass(frozen=True)
class Style:
    """An answer cell; `key` is that of the sentence it must get."""

    task: str
    style: str
    key: str
    source: str

    def __str__(self):
        return f"{self.task}: {self.style}"

    def answer(self):
        """What the cell defines."""
        names = dict(AT_HAND)
        exec(compile(self.source, f"<{self}>", "exec"), names)
        return names[NAMES.get(self.task, self.task)]


def _read(name):
    _, *parts = HEAD.split(Path(__file__).with_name(name).read_text(encoding="utf-8"))
    heads = zip(*[iter(parts)] * 4, strict=True)
    return [Style(task, style, key or "right", source.strip() + "\n") for task, style, key, source in heads]


RIGHT, WRONG = _read("right.txt"), _read("wrong.txt")

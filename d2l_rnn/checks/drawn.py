"""What decides about points: the notebook's cases, and others with numbers that nobody has seen before.

The verdict that is shown comes from the notebook's cases. An answer that is right there and wrong in the drawn ones is
told its mistake where that has a name, and nothing of the case. For one seed all answers meet the same cases.
"""

import functools
import random
from dataclasses import replace
from itertools import combinations

from . import _TASKS
from .judge import alike, examine
from .sandbox import trial
from .sandbox.surroundings import clean
from .tasks import FUNCTIONS, parity
from .verdict import wrong_when_drawn

TRIES = 200  # of which a few are needed


def decide(name, answer, seed):
    """The Verdict to show on an answer to a task, and whether it is wrong in drawn cases only."""
    return decide_in_drawn(name, answer, seed, judge(name, answer))


def judge(name, answer):
    """The Verdict in the notebook's cases."""
    return _TASKS[name].judge(answer)


def decide_in_drawn(name, answer, seed, verdict):
    """The same as `decide` gives, where `verdict` is that in the notebook's cases.

    Of several answers that can pass notes to each other all have to be judged first: a Verdict in the notebook's cases
    shows what an answer says, and one that knows drawn cases would tell them.
    """
    if verdict.state == "right" and (name in FUNCTIONS or name == "parity"):
        with clean():
            again = _judged_anew(name, answer, seed)
        if again.state != "right":
            return wrong_when_drawn(name, again.key), True
    return verdict, False


def _judged_anew(name, answer, seed):
    """The Verdict in the drawn cases."""
    return parity.examine(answer, *draw_strings(seed)) if name == "parity" else examine(draw(name, seed), answer)


@functools.cache
def draw(name, seed):
    """The Function task of this name with cases drawn for a seed: they tell all foreseen mistakes apart."""
    some, task = random.Random(f"{name} {seed}"), FUNCTIONS[name]
    for _ in range(TRIES):
        fresh = replace(task, cases=task.drawn(some), parts={}, edges={})
        if _tells_apart(fresh):
            return fresh
    raise RuntimeError(f"no cases were drawn that tell the mistakes of {name} apart")


def draw_strings(seed):
    """Strings of bits for the network that is set by hand."""
    return parity.drawn_strings(random.Random(f"parity {seed}"))


def _tells_apart(task):
    """Whether no foreseen mistake looks right in all cases, and no two of different names look the same."""
    made = [("right", _outcomes(task, task.reference))]
    made += [(key, _outcomes(task, function)) for key, function in task.mistakes]
    return not any(a != b and all(map(alike, one, other)) for (a, one), (b, other) in combinations(made, 2))


def _outcomes(task, function):
    return [trial.once(function, task.takes, args, task.plain) for args in task.cases]

"""How long the page takes to learn a text, in a process that has just begun: nothing is compiled yet."""

import pytest

from tests.equations.test_fit import SENTENCE

pytestmark = pytest.mark.load  # a stopwatch needs a machine for itself

# Where Linux says how long this thread has worked, that is taken: other processes may keep it waiting.
SCRIPT = """
const { existsSync, readFileSync } = await import("node:fs");
const schedule = "/proc/self/schedstat";
const worked = () => Number(readFileSync(schedule, "utf8").split(" ")[0]) / 1e6;
const clock = existsSync(schedule) ? worked : () => performance.now();
const { learn, SLICE } = await load("equations/history.js");
const timed = (work) => { const begin = clock(); work(); return clock() - begin; };
let learning;
const times = [timed(() => { learning = learn(given.text, { h: given.h }); })];
while (!learning.done) times.push(timed(() => learning.advance(SLICE)));
return times;
"""


@pytest.mark.parametrize("text, h", [("machine", 16), ("machine learner", 32)])
def test_a_word_is_learned_within_50_ms_of_a_cold_start(text, h, node):
    runs = [node.run(SCRIPT, {"text": text, "h": h}) for _ in range(3)]
    assert all(len(times) == 1 for times in runs)
    assert min(times[0] for times in runs) < 50


def test_128_characters_are_learned_within_a_second_in_slices_of_about_8_ms(node):
    runs = [node.run(SCRIPT, {"text": SENTENCE[:128], "h": 64}) for _ in range(3)]
    assert min(sum(times) for times in runs) < 1000
    assert min(max(times) for times in runs) < 16
    assert len(runs[0]) > 20  # in slices at all

// The numbers of HiddenStates: what is guessed, what a change moves, and what the sentence tells of it.

import assert from "node:assert/strict";
import { test } from "node:test";
import { cellOf, guessOf, runOf, runsOf, toldOf } from "../../d2l_rnn/front/hidden_states/numbers.js";

// Two tokens and two units: unit 1 holds the token that is read, unit 2 what unit 1 was before.
const p = {
  ...{ d: 2, h: 2, q: 2 },
  ...{ W_xh: [-1, 0, 1, 0], W_hh: [0, 1, 0, 0], b_h: [0, 0], W_hq: [-1, 1, -1, 1], b_q: [0, 0] },
};
const reading = (...indices) => ({ indices, characters: indices.map((k) => "ab"[k]) });
const state = (step, unit, value = 0) => ({ kind: "state", step, unit, value });

test("a guess is the likeliest token with its probability, and how many are as likely", () => {
  const run = (...softmax) => ({ expected: [{ softmax: Float64Array.from(softmax), top: [...softmax.keys()] }] });
  assert.deepEqual(guessOf(run(0.6, 0.4), 1), { token: 0, p: 0.6, second: 1, ties: 1 });
  assert.equal(guessOf(run(0.5, 0.496, 0.004), 1).ties, 2); // closer than half a percentage point
  assert.equal(guessOf(run(0.5, 0.494, 0.006), 1).ties, 1);
  assert.equal(guessOf(run(0.25, 0.25, 0.25, 0.25), 1).ties, 4);
});

test("without edits the run before and after is one, and with them both are kept", () => {
  const plain = runsOf(p, reading(1, 0, 1), [], undefined);
  assert.equal(plain.before, plain.after);
  assert.deepEqual(plain.changed, []);
  const runs = runsOf(p, reading(1, 0, 1), [state(1, null)], plain);
  assert.notEqual(runs.before, runs.after);
  assert.deepEqual([...runs.after.trace.H.slice(2, 4)], [0, 0]);
  assert.deepEqual([...runs.before.trace.H], [...plain.before.trace.H]);
});

test("an edit of a step after the end, or of a unit that is not there, waits", () => {
  const edits = [state(4, 1), state(1, 3), state(null, 2)];
  assert.deepEqual(runsOf(p, reading(1, 0, 1), edits, undefined).edits, [edits[2]]);
  assert.deepEqual(runsOf(p, reading(1, 0, 1, 0), edits, undefined).edits, [edits[0], edits[2]]);
});

test("a cell tells what it was, what set it, and whether its colour has changed", () => {
  const runs = runsOf(p, reading(1, 0, 1), [state(1, 1, 0.25)], undefined);
  const [was, follows] = [Math.tanh(1), Math.tanh(0.25)];
  assert.deepEqual(cellOf(runs, 1, 0), { value: 0.25, was, changed: true, edit: runs.edits[0] });
  assert.deepEqual(cellOf(runs, 2, 1), { value: follows, was: Math.tanh(was), changed: true, edit: undefined });
  assert.equal(cellOf(runs, 3, 0).changed, false);
});

test("the sentence is about a guess that changed: the current one, else the next, else the first", () => {
  const runs = runsOf(p, reading(1, 1, 0, 1, 1), [state(null, 1, -1)], undefined);
  assert.deepEqual(runs.changed, [1, 2, 4, 5]);
  assert.deepEqual(
    [1, 2, 3, 5].map((step) => toldOf(runs, step)),
    [1, 2, 4, 5],
  );
  assert.equal(toldOf({ changed: [1, 2] }, 4), 1);
  assert.equal(toldOf({ changed: [] }, 4), 4);
});

test("a longer text keeps the steps that it shares with the one before", () => {
  const known = { reading: reading(1, 0), run: runOf(p, reading(1, 0), null) };
  guessOf(known.run, 2);
  const run = runOf(p, reading(1, 0, 1), known);
  assert.equal(run.expected[1], known.run.expected[1]);
  assert.deepEqual([...run.trace.H], [...runOf(p, reading(1, 0, 1), null).trace.H]);
  const other = { ...p };
  assert.deepEqual(runOf(other, reading(1, 0, 1), known).expected, []);
});

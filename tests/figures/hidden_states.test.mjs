// What HiddenStates says of an edit, and where the characters of its text stand.

import assert from "node:assert/strict";
import { test } from "node:test";
import { consequences, nameOf } from "../../d2l_rnn/front/hidden_states/numbers.js";
import { placeOf, stepAt, stripSize } from "../../d2l_rnn/front/hidden_states/strip.js";

const state = (step, unit, value = 0) => ({ kind: "state", step, unit, value });
const weight = (name, row, column, value = 0) => ({ kind: "weight", name, row, column, value });

test("an edit is named by what it sets", () => {
  const tokens = ["a", " "];
  const names = [state(null, 5), state(3, 5), weight("W_xh", 2, 7), weight("W_hq", 7, 1), weight("b_h", 1, 4)];
  assert.deepEqual(
    names.map((edit) => nameOf(edit, tokens)),
    ["unit 5 at every step", "unit 5 at step 3", "W_xh from ‘␣’ to unit 7", "W_hq from unit 7 to ‘a’", "b_h of unit 4"],
  );
});

test("where nothing changes the consequences say so", () => {
  const run = { trace: { T: 1, H: [0, 0.5] }, expected: [{ top: [0], softmax: [1] }] };
  assert.deepEqual(consequences({ after: run, before: run, shifts: [0], edits: [], h: 1 }), [
    "No other state changes.",
    "No prediction changes.",
  ]);
  assert.deepEqual(consequences({ after: run, before: run, shifts: [], edits: [], h: 1 }).length, 2);
});

test("every character of the coloured text has a place of its own, and a point there finds it", () => {
  for (const [width, T] of [
    [440, 1],
    [440, 200],
    [860, 40],
    [1360, 400],
  ]) {
    const size = stripSize(width, T, 5);
    assert.ok(size.width <= width);
    for (let t = 1; t <= T; t++) {
      const [left, top] = placeOf(size, t);
      assert.ok(left + size.column <= size.width && top + size.line <= size.height);
      assert.equal(stepAt(size, left + 3, top + 3, T), t);
    }
    assert.equal(stepAt(size, 3, 3, T), 0);
    assert.equal(stepAt(size, size.width + 1, 3, T), 0);
  }
});

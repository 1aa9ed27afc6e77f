// Edits: which of them decides, and which fit a network.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fitting, stateEdit, withEdit } from "../../d2l_rnn/front/equations/interventions.js";

const state = (step, unit, value = 0) => ({ kind: "state", step, unit, value });
const weight = (name, row, column, value = 0) => ({ kind: "weight", name, row, column, value });

test("a new edit comes last, and what it covers leaves", () => {
  const edits = [state(1, 2), weight("W_hh", 1, 1), state(3, 2)];
  assert.deepEqual(withEdit(edits, state(1, 2, 0.5)), [edits[1], edits[2], state(1, 2, 0.5)]);
  assert.deepEqual(withEdit(edits, weight("W_hh", 1, 1, 9)), [edits[0], edits[2], weight("W_hh", 1, 1, 9)]);
  assert.deepEqual(withEdit(edits, state(null, 2)), [edits[1], state(null, 2)]);
  assert.deepEqual(withEdit([state(null, 2)], state(3, 2, 0.5)), [state(null, 2), state(3, 2, 0.5)]);
  assert.equal(withEdit(edits, weight("W_hq", 1, 1)).length, 4);
});

test("the later of two edits decides about a state, and H_0 has none", () => {
  const edits = [state(null, 1, 0.1), state(2, 1, 0.2)];
  assert.equal(stateEdit(edits, 2, 0).value, 0.2);
  assert.equal(stateEdit(edits, 3, 0).value, 0.1);
  assert.equal(stateEdit(edits, 0, 0), undefined);
  assert.equal(stateEdit(edits, 2, 1), undefined);
});

test("edits of a larger network are left out", () => {
  const edits = [state(1, 3), weight("W_hh", 3, 1), weight("b_q", 1, 3), weight("W_xh", 3, 2)];
  assert.deepEqual(fitting(edits, { d: 3, h: 2, q: 3 }), edits.slice(2));
});

// Edits: which of them decides, and which fit a network.

import assert from "node:assert/strict";
import { test } from "node:test";
import { fitting, stateEdit, unrollEdited, withEdit } from "../../d2l_rnn/front/equations/interventions.js";
import { unroll } from "../../d2l_rnn/front/equations/rnn.js";

const state = (step, unit, value = 0) => ({ kind: "state", step, unit, value });
const weight = (name, row, column, value = 0) => ({ kind: "weight", name, row, column, value });

test("a new edit comes last, and what it covers leaves", () => {
  const edits = [state(1, 2), weight("W_hh", 1, 1), state(3, 2)];
  assert.deepEqual(withEdit(edits, state(1, 2, 0.5)), [edits[1], edits[2], state(1, 2, 0.5)]);
  assert.deepEqual(withEdit(edits, state(null, 2)), [edits[1], state(null, 2)]);
  assert.deepEqual(withEdit(edits, state(3, null)), [edits[0], edits[1], state(3, null)]);
  assert.deepEqual(withEdit(edits, state(null, null)), [edits[1], state(null, null)]);
  assert.deepEqual(withEdit([state(null, 2)], state(3, 2, 0.5)), [state(null, 2), state(3, 2, 0.5)]);
  assert.deepEqual(withEdit([state(3, null)], state(3, 2, 0.5)), [state(3, null), state(3, 2, 0.5)]);
});

test("the later of two edits decides about a state, and H_0 has none", () => {
  const edits = [state(null, 1, 0.1), state(2, 1, 0.2), state(4, null, 0.4)];
  assert.equal(stateEdit(edits, 2, 0).value, 0.2);
  assert.equal(stateEdit(edits, 3, 0).value, 0.1);
  assert.equal(stateEdit(edits, 4, 0).value, 0.4);
  assert.equal(stateEdit(edits, 4, 1).value, 0.4);
  assert.equal(stateEdit(edits, 0, 0), undefined);
  assert.equal(stateEdit(edits, 2, 1), undefined);
});

test("edits of a larger network are left out", () => {
  const of = (d, h, q) => ({
    d,
    h,
    q,
    W_xh: Array(d * h),
    W_hh: Array(h * h),
    b_h: Array(h),
    W_hq: Array(h * q),
    b_q: Array(q),
  });
  const edits = [
    state(1, 3),
    weight("W_hh", 3, 1),
    weight("b_q", 1, 4),
    weight("b_q", 1, 3),
    weight("W_xh", 3, 2),
    state(1, null),
  ];
  assert.deepEqual(fitting(edits, of(3, 2, 3)), edits.slice(3));
});

test("a whole state is set by one edit, and the steps before it stay", () => {
  const p = { d: 1, h: 2, q: 1, W_xh: [0.5, -0.5], W_hh: [1, 0, 0, 1], b_h: [0, 0], W_hq: [1, 1], b_q: [0] };
  const indices = [0, 0, 0];
  const { H } = unrollEdited(indices, p, [state(2, null)], unroll(indices, p));
  const first = [Math.tanh(0.5), Math.tanh(-0.5)];
  assert.deepEqual([...H], [0, 0, ...first, 0, 0, ...first]);
});

test("a run under edits is the same whether its first steps are known or computed", () => {
  const p = { d: 1, h: 2, q: 1, W_xh: [0.5, -0.5], W_hh: [1, 0.5, 0, 1], b_h: [0.1, 0], W_hq: [1, 1], b_q: [0] };
  const indices = [0, 0, 0, 0];
  const edits = [state(3, 1), state(2, null)];
  const known = unrollEdited(indices, p, edits, unroll(indices, p));
  const computed = unrollEdited(indices, p, edits, unroll([], p));
  assert.deepEqual([...known.H], [...computed.H]);
  assert.deepEqual([...known.O], [...computed.O]);
  const later = unrollEdited(indices, p, [weight("W_xh", 1, 1)], unroll(indices, p));
  assert.deepEqual([...later.H], [...unroll(indices, p).H], "the weights are edited before");
});

// The equations on numbers that can be checked by hand. test_front.py holds them against torch on random ones.

import assert from "node:assert/strict";
import { test } from "node:test";
import { largest } from "../../d2l_rnn/front/equations/numbers.js";
import { predicted, verdict } from "../../d2l_rnn/front/equations/predicting.js";
import { inCommon, read, tokenize } from "../../d2l_rnn/front/equations/reading.js";
import {
  decodeParams,
  floorOf,
  partsOf,
  softmax,
  softmaxOf,
  stepLosses,
  unroll,
  withoutMemory,
} from "../../d2l_rnn/front/equations/rnn.js";

const near = (actual, expected) => assert.ok(Math.abs(actual - expected) < 1e-6, `${actual} is not ${expected}`);

/** d = 2, h = 1, q = 2: small enough for paper. */
const p = {
  d: 2,
  h: 1,
  q: 2,
  W_xh: Float32Array.of(0.5, -0.25),
  W_hh: Float32Array.of(2),
  b_h: Float32Array.of(0.125),
  W_hq: Float32Array.of(1, -1),
  b_q: Float32Array.of(0, 0.5),
};

test("the second state is computed from the second character and the first state", () => {
  const { T, H, O } = unroll([0, 1], p);
  assert.equal(T, 2);
  near(H[0], 0);
  near(H[1], Math.tanh(0.5 + 0.125));
  near(H[2], Math.tanh(-0.25 + 2 * H[1] + 0.125));
  near(O[2], H[2]);
  near(O[3], -H[2] + 0.5);
});

test("a state can be handed over instead of zero", () => {
  const whole = unroll([0, 1, 1], p);
  const rest = unroll([1, 1], p, whole.H.subarray(1, 2));
  near(rest.H[2], whole.H[3]);
});

test("what an earlier run has computed already is taken from it, and the rest is computed", () => {
  const texts = [[0, 1, 1], [0, 1, 1, 0], [0, 1], [1, 1], [], [0], [0, 1, 0, 0]];
  for (const [k, indices] of texts.slice(1).entries()) {
    const steps = inCommon(texts[k], indices);
    assert.deepEqual(unroll(indices, p, null, null, { trace: unroll(texts[k], p), steps }), unroll(indices, p));
  }
  assert.deepEqual(
    texts.slice(1).map((indices, k) => inCommon(texts[k], indices)),
    [3, 2, 0, 0, 0, 1],
  );
  const trace = { ...unroll([0, 1], p), H: Float64Array.of(0, 0.5, 0.25) };
  near(unroll([0, 1, 1], p, null, null, { trace, steps: 2 }).H[3], Math.tanh(-0.25 + 2 * 0.25 + 0.125));
});

test("without memory the state before makes no difference", () => {
  const cut = withoutMemory(p);
  near(unroll([0, 1], cut).H[2], unroll([1, 1], cut).H[2]);
  assert.equal(p.W_hh[0], 2, "the parameters themselves are left alone");
});

test("the parts of a value add up to it", () => {
  const trace = unroll([0, 1], p);
  const { x, state, bias, sum, value, terms } = partsOf(trace, [0, 1], p, 2, 0);
  near(x, -0.25);
  near(state, 2 * trace.H[1]);
  near(bias, 0.125);
  near(Math.tanh(sum), value);
  near(terms[0].product, state);
});

test("terms come by size, whatever their sign", () => {
  const wide = {
    d: 1,
    h: 3,
    q: 1,
    W_xh: new Float32Array([1, 1, 1]),
    b_h: new Float32Array(3),
    W_hq: new Float32Array(3),
    b_q: new Float32Array(1),
    W_hh: new Float32Array([1, 0, 0, -3, 0, 0, 2, 0, 0]),
  };
  const { terms } = partsOf(unroll([0, 0], wide), [0, 0], wide, 2, 0);
  assert.deepEqual(
    terms.map(({ unit }) => unit),
    [1, 2, 0],
  );
});

test("softmax sums to 1 and survives outputs that exp cannot hold", () => {
  const loud = { ...p, b_q: Float32Array.of(2000, 0) };
  const softmax = softmaxOf(unroll([0], loud), loud, 1);
  near(softmax[0] + softmax[1], 1);
  near(softmax[0], 1);
  near(stepLosses(unroll([0], loud), loud, [1])[0], 2000 + 2 * unroll([0], loud).H[1]);
});

test("the floor of hello is half of ln 2 and of machine 0", () => {
  near(floorOf([1, 0, 2, 2, 3]), Math.log(2) / 2);
  assert.equal(floorOf([5, 0, 1, 3, 4, 6, 2]), 0);
});

test("a text is read by code points, up to the first that the model does not know", () => {
  assert.deepEqual(tokenize("a🙂a", ["a", "🙂"]).indices, [0, 1, 0]);
  assert.deepEqual(tokenize("ab?a", ["a", "b"]).stop, { character: "?", place: 3, half: false });
  assert.deepEqual(tokenize("ab?a", ["a", "b"]).indices, [0, 1]);
  assert.deepEqual(tokenize("a?", ["<unk>", "a"]).indices, [1, 0]);
  assert.equal(tokenize("a\ud83d", ["<unk>", "a"]).stop.half, true);
});

test("weights arrive in the order of Params", () => {
  const numbers = Float32Array.from({ length: 2 * 1 + 1 + 1 + 2 + 2 }, (_, k) => k);
  const base64 = Buffer.from(numbers.buffer).toString("base64");
  const decoded = decodeParams(base64, { d: 2, h: 1, q: 2 });
  assert.deepEqual([...decoded.W_xh, ...decoded.W_hh, ...decoded.b_h, ...decoded.W_hq, ...decoded.b_q], [...numbers]);
});

test("inputs and targets are the text shifted by one", () => {
  const tokens = ["a", "c", "e", "h", "i", "m", "n"];
  const network = { tokens, most: { characters: 401 } };
  const { inputs, targets } = read("machine", network);
  assert.equal(inputs.map((k) => tokens[k]).join(""), "machin");
  assert.equal(targets.map((k) => tokens[k]).join(""), "achine");
  assert.deepEqual(read("m", network).inputs, []);
  assert.deepEqual(read(null, network).inputs, []);
});

test("a text is read as far as the figure shows it, and what is left out is still known", () => {
  const reading = read("abab", { tokens: ["a", "b"], most: { characters: 3 } });
  assert.deepEqual(
    [reading.indices, reading.inputs, reading.targets],
    [
      [0, 1, 0],
      [0, 1],
      [1, 0],
    ],
  );
  assert.equal(reading.characters.length, 4);
});

test("of equal numbers the first is the largest", () => assert.equal(largest([1, 3, 2, 3]), 1));

test("a high temperature makes probabilities equal, a low one certain", () => {
  const O = Float64Array.of(0, 1000);
  near(softmax(O, 1e9)[0], 0.5);
  near(softmax(O, 1e-300)[1], 1);
});

test("an output of equal numbers loses ln |V| at every step", () => {
  const tokens = ["a", "b", "c"];
  const p = {
    d: 3,
    h: 2,
    q: 3,
    W_xh: new Float32Array(6),
    W_hh: new Float32Array(4),
    b_h: new Float32Array(2),
    W_hq: new Float32Array(6),
    b_q: new Float32Array(3),
  };
  const all = predicted(read("abcab", { tokens, most: { characters: 401 } }), p);
  for (const loss of all.losses) assert.ok(Math.abs(loss - Math.log(3)) < 1e-9);
  assert.deepEqual(verdict(all, 2).top, [0, 1, 2]); // and is a tie
});

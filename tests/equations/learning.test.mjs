// Learning a text in the page, as far as it needs no torch: what is refused, and how a run is cut and stopped.

import assert from "node:assert/strict";
import { test } from "node:test";
import { trainer } from "../../d2l_rnn/front/equations/fit.js";
import { AT_ONCE, encodeHistory, learn, obstacle } from "../../d2l_rnn/front/equations/history.js";
import { initParams } from "../../d2l_rnn/front/equations/randn.js";
import { decodeParams, encodeParams } from "../../d2l_rnn/front/equations/rnn.js";

const LONG = "the time machine by h g wells";

/** A run advanced to its end, in slices of so many milliseconds. */
function finished(learning, milliseconds = 1000) {
  while (!learning.done) learning.advance(milliseconds);
  return learning;
}

test("what cannot be learned says why in data, and has nothing learned", () => {
  const refused = [
    ["", { reason: "empty" }],
    ["m", { reason: "one", character: "m" }],
    ["🙂", { reason: "one", character: "🙂" }],
    ["ma\ud83dchine", { reason: "half", place: 3 }],
    ["🙂\ude42", { reason: "half", place: 2 }],
    ["\ud83d", { reason: "half", place: 1 }],
    ["m".repeat(129), { reason: "long", characters: 129, most: 128 }],
  ];
  for (const [text, problem] of refused) {
    const learning = learn(text, { h: 4 });
    assert.deepEqual(learning.problem, problem);
    assert.deepEqual([learning.done, learning.losses, learning.checkpoints], [true, [], []]);
    learning.advance(1000);
    learning.stop();
    assert.deepEqual(learning.losses, []);
  }
  assert.deepEqual(learn("machine", { h: 65 }).problem, { reason: "wide", h: 65, most: 64 });
  for (const text of ["ab", "aa", "🙂🙃", "🙂".repeat(128)]) assert.equal(obstacle(text, 64), null);
});

test("a trainer needs one input", () => assert.throws(() => trainer([], [], initParams(1, 1, 1, 1, 0)), RangeError));

test("a word is learned when the call returns, a longer text when it is advanced", () => {
  for (const text of ["ab", "machine", "🙂".repeat(AT_ONCE - 1).concat("!")]) {
    const word = learn(text, { h: 8 });
    assert.deepEqual([word.done, word.problem, word.losses.length], [true, null, 201]);
  }
  const longer = learn("🙂".repeat(AT_ONCE).concat("!"), { h: 8 });
  assert.deepEqual([longer.done, longer.losses.length], [false, 0]);
  assert.equal(finished(longer).losses.length, 201);
});

test("however a run is cut, its losses and parameters are the same", () => {
  const whole = finished(learn(LONG, { h: 8, numSteps: 20 }), Infinity);
  for (const milliseconds of [0, 0.1, 3]) {
    const sliced = finished(learn(LONG, { h: 8, numSteps: 20 }), milliseconds);
    assert.deepEqual(encodeHistory(sliced), encodeHistory(whole));
  }
});

test("a call takes one piece at least, and more where it is given time", () => {
  const learning = learn(LONG, { h: 8, numSteps: 1000 });
  let calls = 0;
  for (; !learning.done; calls++) learning.advance(0);
  assert.equal(calls, 2 + 2 * 1000); // the untrained parameters, their loss, and two halves of each update
  const endless = learn(LONG, { h: 8, numSteps: 1e7 });
  for (calls = 0; calls < 10; calls++) endless.advance(20);
  assert.ok(!endless.done && endless.losses.length > calls);
  endless.stop();
});

test("what is stopped keeps what it has learned, and learns no more", () => {
  for (const calls of [0, 1, 2, 3, 4, 5, 18, 19]) {
    const learning = learn(LONG, { h: 8, seed: 3 });
    for (let call = 0; call < calls; call++) learning.advance(0);
    learning.stop();
    const { losses, checkpoints } = learning;
    assert.deepEqual([learning.done, learning.problem], [true, null]);
    assert.equal(losses.length, 1 + Math.max(0, Math.floor((calls - 2) / 2)));
    assert.equal(checkpoints[0].step, 0);
    assert.equal(checkpoints.at(-1).step, losses.length - 1);
    assert.equal(checkpoints.at(-1).loss, losses.at(-1));
    const kept = encodeHistory(learning);
    learning.advance(1000);
    learning.stop();
    assert.deepEqual(encodeHistory(learning), kept);
  }
});

test("a checkpoint is a copy in float32 that no later update changes", () => {
  const { checkpoints } = learn("hello", { h: 8 });
  for (const { params } of checkpoints) assert.ok(params.W_hh instanceof Float32Array);
  assert.equal(new Set(checkpoints.map(({ params }) => encodeParams(params))).size, checkpoints.length);
});

test("without memory W_hh is 0 from the first checkpoint to the last", () => {
  const all = (recurrent) => learn("hello", { h: 8, recurrent }).checkpoints.flatMap(({ params }) => [...params.W_hh]);
  assert.ok(all(false).every((weight) => weight === 0));
  assert.ok(all(true).every((weight) => weight !== 0));
});

test("of a text of one character there is nothing to learn, and no update changes that", () => {
  const { losses, checkpoints, problem } = learn("aaaa", { h: 8 });
  assert.equal(problem, null);
  assert.ok(losses.length === 201 && losses.every((loss) => loss === 0));
  assert.equal(encodeParams(checkpoints[0].params), encodeParams(checkpoints.at(-1).params));
});

test("a gradient that explodes ends the run with the parameters that it was taken of", () => {
  const runs = [
    ["ab".repeat(64), 1, 25],
    ["abcdefgh".repeat(16), 3, 25],
    ["a".repeat(127).concat("b"), 6, 30],
  ].map(([text, seed, sigma]) => finished(learn(text, { h: 64, seed, sigma })));
  const exploded = runs.filter(({ problem }) => problem);
  assert.ok(exploded.length > 0);
  for (const { losses, checkpoints, problem } of exploded) {
    assert.deepEqual(problem, { reason: "exploded", updates: losses.length - 1 });
    assert.ok(losses.length < 201 && losses.every(Number.isFinite));
    assert.equal(checkpoints.at(-1).step, losses.length - 1);
    assert.ok(checkpoints.every(({ params }) => params.W_hh.every(Number.isFinite)));
  }
});

test("parameters survive the way there and back", () => {
  const p = initParams(3, 5, 4, 1, 0);
  assert.deepEqual(decodeParams(encodeParams(p), p), p);
});

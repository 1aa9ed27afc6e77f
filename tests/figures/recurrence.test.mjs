/** The numbers of Recurrence, and where its columns stand. */

import assert from "node:assert/strict";
import test from "node:test";
import { columnsOf } from "../../d2l_rnn/front/kit/columns.js";
import { carriedWay, letterWay, places } from "../../d2l_rnn/front/recurrence/geometry.js";
import { guessOf, outcome, runOf, sizeOf, twinOf } from "../../d2l_rnn/front/recurrence/numbers.js";

/** A network of one unit that tells nothing apart: O is b_q whatever is read. */
const sure = (b_q) => ({
  d: b_q.length,
  h: 1,
  q: b_q.length,
  W_xh: new Float64Array(b_q.length).fill(0.5),
  W_hh: Float64Array.of(-1.5),
  b_h: new Float64Array(1),
  W_hq: new Float64Array(b_q.length),
  b_q: Float64Array.from(b_q),
});
const reading = (...indices) => ({ indices, characters: indices.map((k) => "abc"[k]) });

test("a guess has the tokens by their probability, and is computed once", () => {
  const run = runOf(sure([0, 2, 1]), reading(0, 1));
  const guess = guessOf(run, 2);
  assert.deepEqual(guess.top, [1, 2, 0]);
  assert.ok(Math.abs(guess.softmax[1] / guess.softmax[2] - Math.E) < 1e-12);
  assert.equal(guessOf(run, 2), guess);
});

test("what half a percentage point does not tell apart is a tie, and no guess is right in it", () => {
  const run = (...b_q) => runOf(sure(b_q), reading(0, 1, 2));
  assert.deepEqual(outcome(run(1, 5, 2), 1).tokens, [1]);
  assert.deepEqual(outcome(run(3, 3.005, 0), 1).tokens, [1, 0]);
  assert.deepEqual(outcome(run(3, 3.03, 0), 1).tokens, [1]);
  assert.deepEqual(outcome(run(1, 5, 2), 1), { comes: 1, tokens: [1], tie: false, right: true });
  assert.deepEqual(outcome(run(1, 5, 2), 2), { comes: 2, tokens: [1], tie: false, right: false });
  assert.deepEqual(outcome(run(3, 3, 0), 1), { comes: 1, tokens: [0, 1], tie: true, right: false });
  assert.equal(outcome(run(1, 5, 2), 3).comes, undefined);
});

test("a letter's twin is the same letter before it, or else the next one", () => {
  const run = runOf(sure([0, 0, 0]), reading(0, 1, 0, 2, 0));
  assert.deepEqual(
    [1, 2, 3, 4, 5].map((t) => twinOf(run, t)),
    [3, 0, 1, 0, 3],
  );
});

test("the size of one matrix, and of one that stands on another", () => {
  const p = sure([0, 1, -4]);
  assert.deepEqual(sizeOf(p, "W_xh"), { weights: [0.5, 0.5, 0.5], columns: 1, largest: 0.5 });
  assert.deepEqual(sizeOf(p, "W_xh W_hh"), { weights: [0.5, 0.5, 0.5, -1.5], columns: 1, largest: 1.5 });
  assert.equal(sizeOf(p, "W_hq").columns, 3);
});

const view = (traits, letters = 5, step = 3, width = 860) => ({
  get: (name) => ({ memory: true, products: "two", unrolled: true, ...traits })[name],
  columns: columnsOf(width, letters, step),
});

test("a column stands under its letter, and the arrow of a state begins where the state before ends", () => {
  const place = places(view({}));
  for (const step of [2, 3, 4]) {
    const { columns } = view({});
    assert.equal(place.x(step), columns.x(step));
    assert.equal(place.x(step) - place.before(step), place.x(step - 1) + place.wide(step - 1) / 2 + 3);
    assert.ok(carriedWay(place.before(step)).startsWith(`M${-place.before(step)} `));
  }
  assert.ok(place.x(0) < place.x(1));
});

test("folded, every step stands in the one cell, and its letter comes from where it stands", () => {
  const place = places(view({ unrolled: false }));
  assert.equal(place.x(1), place.x(5));
  assert.equal(letterWay(place.letter(2)).startsWith(`M${view({}).columns.x(2) - place.cell} 0`), true);
});

test("two products are joined only where there are two, and side by side", () => {
  const joins = (traits) => places(view(traits)).one;
  assert.equal(joins({ products: "one" }), true);
  assert.equal(joins({ products: "one", memory: false }), false);
  assert.equal(joins({ products: "one", unrolled: false }), false);
});

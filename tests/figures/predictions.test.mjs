// What Predictions counts as a tie, which tokens have a row, and what it keeps of an earlier text.

import assert from "node:assert/strict";
import { test } from "node:test";
import { likeliest, predicted, verdict } from "../../d2l_rnn/front/equations/predicting.js";
import { initParams } from "../../d2l_rnn/front/equations/randn.js";
import { overall, rowsOf } from "../../d2l_rnn/front/predictions/numbers.js";
import { told } from "../../d2l_rnn/front/predictions/writing.js";

const readingOf = (indices) => ({
  characters: indices.map((index) => String.fromCharCode(97 + index)),
  indices,
  inputs: indices.slice(0, -1),
  targets: indices.slice(1),
  stop: null,
});

/** Predictions of a network that nobody trained, for a text of `length` tokens that go round by `by`. */
const shown = (q, length, by = 1, known) =>
  predicted(readingOf(Array.from({ length }, (_, k) => (k * by) % q)), known?.p ?? initParams(q, 5, q, 1, 3), known);

test("tokens within half a percentage point of the likeliest tie with it, and no others", () => {
  assert.deepEqual(likeliest(Float64Array.of(0.498, 0.002, 0.5)), [0, 2]);
  assert.deepEqual(likeliest(Float64Array.of(0.4969, 0.0009, 0.5022)), [2]);
  assert.deepEqual(likeliest(Float64Array.of(0.25, 0.25, 0.25, 0.25)), [0, 1, 2, 3]);
  assert.deepEqual(likeliest(Float64Array.of(1)), [0]);
});

test("a step is right where its target is among the likeliest, and its loss is −ln p", () => {
  const given = {
    reading: readingOf([0, 1, 2]),
    softmax: [Float64Array.of(0.1, 0.5, 0.4), Float64Array.of(0.4, 0.4, 0.2)],
  };
  const both = { ...given, losses: [Math.log(2), Math.log(5)] };
  const right = { top: [1], each: 0.5, target: 1, p: 0.5, loss: Math.log(2), tie: false, right: true };
  assert.deepEqual(verdict(both, 1), right);
  const wrong = { top: [0, 1], each: 0.4, target: 2, p: 0.2, loss: Math.log(5), tie: true, right: false };
  assert.deepEqual(verdict(both, 2), wrong);
});

test("every token of a small vocabulary has a row, and every target of a large one", () => {
  assert.deepEqual(
    rowsOf(shown(14, 6), 1, 5),
    Array.from({ length: 14 }, (_, k) => k),
  );
  const large = shown(40, 30, 7);
  for (const [from, to] of [
    [1, 5],
    [3, 22],
    [10, 29],
  ]) {
    const rows = rowsOf(large, from, to);
    const targets = new Set(large.reading.targets.slice(from - 1, to));
    assert.ok([...targets].every((token) => rows.includes(token)));
    assert.equal(rows.length, Math.max(13, targets.size));
    assert.deepEqual(
      rows,
      [...rows].sort((one, other) => one - other),
    );
    const most = (token) => Math.max(...large.softmax.slice(from - 1, to).map((p) => p[token]));
    const others = [...large.softmax[0].keys()].filter((token) => !rows.includes(token));
    const free = rows.filter((token) => !targets.has(token));
    if (free.length) assert.ok(Math.max(...others.map(most)) <= Math.min(...free.map(most)));
  }
});

test("rows stay while their window moves on, as long as its targets have one", () => {
  const large = shown(40, 30, 7);
  const first = rowsOf(large, 1, 13);
  assert.equal(rowsOf(large, 2, 13, first), first);
  const next = rowsOf(large, 2, 14, first);
  assert.notEqual(next, first);
  assert.ok(next.includes(large.reading.targets[13]) && !first.includes(large.reading.targets[13]));
});

test("what is kept of an earlier text is what would be computed anew", () => {
  const before = shown(9, 12, 2);
  for (const [length, by] of [
    [13, 2],
    [4, 2],
    [12, 5],
  ]) {
    const kept = shown(9, length, by, before);
    const anew = shown(9, length, by);
    assert.deepEqual([kept.losses, kept.softmax, kept.trace], [anew.losses, anew.softmax, anew.trace]);
    assert.equal(kept.softmax[0] === before.softmax[0], true);
  }
});

test("the whole text has a mean, a floor without memory, and the loss of a blind guess", () => {
  const { mean, choices, floor, blind } = overall({ losses: [0, 2], reading: readingOf([0, 1, 0, 2]), p: { q: 3 } });
  assert.deepEqual([mean, choices, blind], [1, Math.E, Math.log(3)]);
  assert.ok(Math.abs(floor - (2 / 3) * Math.log(2)) < 1e-15);
});

test("a run that leaves its text says where, and what it repeats", () => {
  const run = (letters, left, text = "machine") => told({ given: 1, letters: [...letters], text: [...text], left });
  assert.equal(run("mach", null), "It keeps to the text, as far as that goes.");
  assert.equal(
    run("maaaa", 2),
    "It leaves the text at letter 3: it writes ‘a’, and the text has ‘c’. At the end it repeats ‘a’.",
  );
});

/** The numbers of HiddenStates: the run over a text, with what the reader has set by hand and without it. */

/**
 * `expected` is computed where it is asked for, since a picture shows few steps of many; `edits` are those that fit the
 * network and the text, and `changed` the steps after which another letter is expected.
 * @import { Edit, Params, Reading, StateEdit, Trace } from "../types.d.ts"
 * @import { Expectation } from "../equations/interventions.js"
 * @typedef {{ p: Params, trace: Trace, expected: Expectation[] }} Run
 * @typedef {{ reading: Reading, before: Run, after: Run, edits: Edit[], changed: number[] }} Runs
 */

import { expectation, fitting, likeliest, stateEdit, unrollEdited, withWeights } from "../equations/interventions.js";
import { inCommon } from "../equations/reading.js";
import { unroll } from "../equations/rnn.js";

/**
 * A network's run; the steps that it shares with its run over an earlier text are kept.
 * @param {Params} p
 * @param {Reading} reading
 * @param {{ reading: Reading, run: Run } | null} known
 * @returns {Run}
 */
export function runOf(p, reading, known) {
  const steps = known?.run.p === p ? inCommon(reading.indices, known.reading.indices) : 0;
  const trace = unroll(reading.indices, p, null, null, { steps, trace: known?.run.trace });
  return { p, trace, expected: known?.run.expected.slice(0, steps) ?? [] };
}

/**
 * The run with the edits beside the one before them; where nothing is edited, they are the same one.
 * @param {Params} p
 * @param {Reading} reading
 * @param {Edit[]} all
 * @param {Runs | undefined} known
 * @returns {Runs}
 */
export function runsOf(p, reading, all, known) {
  const before = runOf(p, reading, known ? { reading: known.reading, run: known.before } : null);
  const { T } = before.trace;
  const edits = fitting(all, p).filter((/** @type {any} */ { step }) => !(step > T)); // others wait for a longer text
  let after = before;
  if (edits.length) {
    const changed = withWeights(p, edits);
    after = { p: changed, trace: unrollEdited(reading.indices, changed, edits, before.trace), expected: [] };
  }
  const best = (/** @type {Run} */ { trace, p }, /** @type {number} */ t) => likeliest(trace, p, t);
  const changed = steps(edits.length && T).filter((t) => best(after, t) !== best(before, t));
  return { reading, before, after, edits, changed };
}

const steps = (/** @type {number} */ T) => Array.from({ length: T }, (_, k) => k + 1);

const TIE = 0.005; // a difference of less than half a percentage point

/**
 * The likeliest next token after step t, its probability, the second one, and how many are as likely as the first.
 * @param {Run} run
 * @param {number} t
 */
export function guessOf({ expected, p: weights, trace }, t) {
  expected[t - 1] ??= expectation(trace, weights, t);
  const { top, softmax } = expected[t - 1];
  const [token, second] = top;
  const p = softmax[token];
  return { token, p, second, ties: softmax.filter((one) => p - one < TIE).length };
}

/**
 * What the sentence tells of the edits: a step whose guess they change, the current one first, then the next; else
 * the current one.
 * @param {Runs} runs
 * @param {number} step
 */
export const toldOf = ({ changed }, step) => changed.find((t) => t >= step) ?? changed[0] ?? step;

const SEEN = 0.05; // a smaller change of a value would not be seen in its colour

/**
 * The value of unit i after step t, what it was before the edits, whether that is another colour, and what set it.
 * @typedef {{ value: number, was: number, changed: boolean, edit?: StateEdit }} Shown
 * @param {Pick<Runs, "after" | "before" | "edits">} runs
 * @param {number} t
 * @param {number} i
 * @returns {Shown}
 */
export function cellOf({ after, before, edits }, t, i) {
  const k = t * after.p.h + i;
  const [value, was] = [after.trace.H[k], before.trace.H[k]];
  return {
    value,
    was,
    changed: Math.abs(value - was) >= SEEN,
    edit: edits.length ? stateEdit(edits, t, i) : undefined,
  };
}

/** The numbers of HiddenStates: the run over a text, with what the reader has set by hand and without it. */

/**
 * @import { Edit, Params, Reading, Trace } from "../types.d.ts"
 * @import { Expectation } from "../equations/interventions.js"
 * @typedef {{ p: Params, trace: Trace, expected: Expectation[] }} Run
 * @typedef {{ reading: Reading, before: Run, after: Run, edits: Edit[] }} Runs
 */

import { expectations, fitting, unrollEdited, withWeights } from "../equations/interventions.js";
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
  return { p, trace, expected: expectations(trace, p, known?.run.expected.slice(0, steps)) };
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
  const edits = fitting(all, p);
  if (!edits.length) return { reading, before, after: before, edits };
  const changed = withWeights(p, edits);
  const trace = unrollEdited(reading.indices, changed, edits);
  return { reading, before, after: { p: changed, trace, expected: expectations(trace, changed) }, edits };
}

/** The likeliest next token after step t, and its probability. @param {Run} run @param {number} t */
export function guessOf({ expected }, t) {
  const { top, softmax } = expected[t - 1];
  return { token: top[0], p: softmax[top[0]] };
}

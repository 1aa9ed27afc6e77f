/** What a network predicts of a text, in numbers: for each step its softmax and its loss, and what it expects. */

/**
 * @import { Params, Reading, Trace } from "../types.d.ts"
 * @typedef {{ reading: Reading, p: Params, trace: Trace, softmax: Float64Array[], losses: number[] }} Predicted
 * @typedef {ReturnType<typeof verdict>} Verdict
 */

import { inCommon } from "./reading.js";
import { softmaxOf, stepLosses, unroll } from "./rnn.js";

const TIE = 0.005; // half a percentage point

/**
 * A network's predictions for a text; the steps that it shares with those known of an earlier text are kept.
 * @param {Reading} reading
 * @param {Params} p
 * @param {Predicted} [known]
 * @returns {Predicted}
 */
export function predicted(reading, p, known) {
  const kept = known?.p === p ? known : undefined;
  const steps = kept ? inCommon(reading.inputs, kept.reading.inputs) : 0;
  const trace = unroll(reading.inputs, p, null, null, { steps, trace: kept?.trace });
  const softmax = reading.inputs.map((_, k) => (kept && k < steps ? kept.softmax[k] : softmaxOf(trace, p, k + 1)));
  return { reading, p, trace, softmax, losses: stepLosses(trace, p, reading.targets) };
}

/**
 * What step t expects: the likeliest tokens, more than one where they tie, and their mean probability; the target, its
 * probability and its loss; and whether it is among them.
 * @param {Predicted} predicted
 * @param {number} t
 */
export function verdict({ softmax, losses, reading }, t) {
  const p = softmax[t - 1];
  const target = reading.targets[t - 1];
  const top = likeliest(p);
  const each = top.reduce((sum, token) => sum + p[token], 0) / top.length;
  return { top, each, target, p: p[target], loss: losses[t - 1], tie: top.length > 1, right: top.includes(target) };
}

/**
 * The likeliest tokens: all within half a percentage point of the first.
 * @param {Float64Array} p
 */
export function likeliest(p) {
  const most = p.reduce((top, value) => Math.max(top, value), 0);
  return [...p.keys()].filter((token) => most - p[token] <= TIE);
}

/** Predictions' numbers: what is expected after each letter and what it costs, over a text and over all of it. */

/**
 * @import { Params, Reading, Trace } from "../types.d.ts"
 * @typedef {{ reading: Reading, p: Params, trace: Trace, softmax: Float64Array[], losses: number[] }} Predicted
 * @typedef {ReturnType<typeof verdict>} Verdict
 */

import { inCommon } from "../equations/reading.js";
import { floorOf, softmaxOf, stepLosses, unroll } from "../equations/rnn.js";

export const MOST_ROWS = 14; // so many tokens have a row each
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

/**
 * The tokens that have a row while the steps from `from` to `to` are shown: all of a small vocabulary; of a larger one
 * the targets, and the likeliest besides. As long as its targets have a row, those shown before stay.
 * @param {Predicted} predicted
 * @param {number} from
 * @param {number} to
 * @param {number[]} [before]
 */
export function rowsOf({ reading, softmax, p: { q } }, from, to, before) {
  const all = Array.from({ length: q }, (_, token) => token);
  if (q <= MOST_ROWS) return all;
  const targets = new Set(reading.targets.slice(from - 1, to));
  if (before && [...targets].every((token) => before.includes(token))) return before;
  const most = all.map((token) =>
    targets.has(token) ? 2 : Math.max(...softmax.slice(from - 1, to).map((p) => p[token])),
  );
  const count = Math.max(MOST_ROWS - 1, targets.size); // one row is for all others
  return all
    .sort((one, other) => most[other] - most[one])
    .slice(0, count)
    .sort((one, other) => one - other);
}

/**
 * The whole text: its mean loss in nats, the least that a network without memory can reach, and that of a blind guess.
 * @param {Predicted} predicted
 */
export function overall({ losses, reading, p }) {
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return { mean, choices: Math.exp(mean), floor: floorOf(reading.indices), blind: Math.log(p.q) };
}

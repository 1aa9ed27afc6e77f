/** The numbers of Gradients: the run over a text, the gradient of one loss on its way back, and what the folds ask for. */

/**
 * @import { Params, Reading, Trace } from "../types.d.ts"
 * @import { Way } from "../equations/gradients.js"
 * @typedef {{ given: Params, matrix: string, scale: number, reading: Reading, p: Params, trace: Trace }} Run a text
 *   through the network p that `matrix` and `scale` make of the given one
 * @typedef {Run & {
 *   way: Way, mean?: ReturnType<typeof meanBack>, sums?: ReturnType<typeof sumsOf>
 * }} Now
 */

import { meanBack, scaled, sumsOf, wayBack } from "../equations/gradients.js";
import { inCommon } from "../equations/reading.js";
import { unroll } from "../equations/rnn.js";

const RADIUS = 0.5; // of the fixed matrices
const COUPLING = 4;
const SMALL = 1e-9; // inputs so small that tanh(x) = x: figures/gradients.py has the same

/**
 * The network whose gradient is shown: the given one; that with tanh kept straight, by inputs that are next to nothing;
 * or, with the same inputs, one that has a fixed W_hh with eigenvalues of 0.5. The normal one hands each unit's state on
 * to the next, halved; the other couples units in pairs, and stretches before it shrinks.
 * @param {Params} p
 * @param {string} matrix
 * @returns {Params}
 */
export function networkWith(p, matrix) {
  const { h } = p;
  if (matrix === "model") return p;
  const straight = { ...p, W_xh: Float64Array.from(p.W_xh, (weight) => SMALL * weight), b_h: new Float64Array(h) };
  if (matrix === "straight") return straight;
  const W_hh = new Float64Array(h * h);
  for (let i = 0; i < h; i++) {
    W_hh[i * h + (matrix === "normal" ? (i + 1) % h : i)] = RADIUS;
    if (matrix === "non-normal" && i % 2) W_hh[(i - 1) * h + i] = COUPLING;
  }
  return { ...straight, W_hh };
}

/**
 * What is shown of the loss of step t. What the numbers before have in common with these is kept.
 * @param {Params} given
 * @param {Reading} reading
 * @param {{ matrix: string, scale: number, t: number }} choice
 * @param {Now} [before]
 * @returns {Now}
 */
export function numbersOf(given, reading, { matrix, scale, t }, before) {
  const run = runOf(given, reading, matrix, scale, before);
  return { ...run, way: wayBack(run.trace, reading.targets[t - 1], run.p, t) };
}

/**
 * @param {Params} given
 * @param {Reading} reading
 * @param {string} matrix
 * @param {number} scale
 * @param {Run} [before]
 * @returns {Run}
 */
function runOf(given, reading, matrix, scale, before) {
  const same = before?.given === given && before.matrix === matrix && before.scale === scale ? before : null;
  const p = same?.p ?? scaled(networkWith(given, matrix), scale);
  const { inputs } = reading;
  const known = same ? { steps: inCommon(inputs, same.reading.inputs), trace: same.trace } : undefined;
  const trace = same?.reading === reading ? same.trace : unroll(inputs, p, null, null, known);
  return { given, matrix, scale, reading, p, trace };
}

/**
 * The gradient of the mean loss, computed where somebody asks, and back to the first state that is seen.
 * @param {Now} now
 * @param {number} [first]
 */
export function meanOf(now, first = 1) {
  if (!now.mean || now.mean.first > first) now.mean = meanBack(now.trace, now.reading.targets, now.p, first);
  return now.mean;
}

/** The gradient of each parameter, likewise. @param {Now} now */
export function parametersOf(now) {
  now.sums ??= sumsOf(now.way, now.trace, now.reading.inputs, now.p);
  return now.sums;
}

/** 1 - H_k² of every unit: tanh′ at H_k. @param {Run} run @param {number} k */
export const slopesAt = ({ trace, p }, k) => trace.H.subarray(k * p.h, (k + 1) * p.h).map((value) => 1 - value * value);

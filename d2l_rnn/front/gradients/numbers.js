/** The numbers of Gradients: the run over a text, the gradient of one loss on its way back, and what the folds ask for. */

/**
 * @import { Params, Reading, Trace } from "../types.d.ts"
 * @import { Way } from "../equations/gradients.js"
 * @typedef {{ base: Params, scale: number, reading: Reading, p: Params, trace: Trace }} Run a text through the network
 *   `base` with W_hh multiplied by `scale`
 * @typedef {Run & {
 *   way: Way, mean: () => ReturnType<typeof meanBack>, sums: () => ReturnType<typeof sumsOf>
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
    if (matrix === "normal") W_hh[i * h + ((i + 1) % h)] = RADIUS;
    else W_hh[i * h + i] = RADIUS;
    if (matrix === "non-normal" && i % 2 === 0 && i + 1 < h) W_hh[i * h + i + 1] = COUPLING;
  }
  return { ...straight, W_hh };
}

/** @type {WeakMap<Params, Record<string, Params>>} */
const bases = new WeakMap();

/**
 * @param {Params} p
 * @param {string} matrix
 */
function baseOf(p, matrix) {
  const all = bases.get(p) ?? {};
  bases.set(p, all);
  all[matrix] ??= networkWith(p, matrix);
  return all[matrix];
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
  const run = runOf(baseOf(given, matrix), reading, scale, before);
  const way = wayBack(run.trace, reading.targets[t - 1], run.p, t);
  return {
    ...run,
    way,
    mean: once(() => meanBack(run.trace, reading.targets, run.p)),
    sums: once(() => sumsOf(way, run.trace, reading.inputs, run.p)),
  };
}

/**
 * @param {Params} base
 * @param {Reading} reading
 * @param {number} scale
 * @param {Run} [before]
 * @returns {Run}
 */
function runOf(base, reading, scale, before) {
  const same = before?.base === base && before.scale === scale ? before : null;
  if (same?.reading === reading) return same;
  const p = same?.p ?? scaled(base, scale);
  const { inputs } = reading;
  const known = same ? { steps: inCommon(inputs, same.reading.inputs), trace: same.trace } : undefined;
  const trace = unroll(inputs, p, null, null, known);
  return { base, scale, reading, p, trace };
}

/**
 * A function that computes what it returns once.
 * @template T
 * @param {() => T} compute
 */
function once(compute) {
  /** @type {T | undefined} */
  let value;
  return () => {
    value ??= compute();
    return value;
  };
}

/**
 * 1 - H_k² of every unit: tanh′ at H_k.
 * @param {Run} run
 * @param {number} k
 */
export const slopesAt = ({ trace, p }, k) => trace.H.subarray(k * p.h, (k + 1) * p.h).map((value) => 1 - value * value);

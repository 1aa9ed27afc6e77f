/**
 * The gradient through time: gradients.py once more, for the browser. One sequence; rows as in H: row k is the book's k,
 * H_0 at 0.
 */

/** @import { Numbers, Params, Trace } from "../types.d.ts" */

import { softmax } from "./rnn.js";

/**
 * The same parameters with W_hh multiplied by a number.
 * @param {Params} p
 * @param {number} factor
 */
export function scaled(p, factor) {
  const W_hh = Float64Array.from(p.W_hh); // by a function it would be copied one by one, which takes ten times as long
  for (let k = 0; k < W_hh.length; k++) W_hh[k] *= factor;
  return { ...p, W_hh };
}

/**
 * The length of a vector; Infinity where it is larger than any float64, or no number any more.
 * @param {ArrayLike<number>} vector
 */
export function lengthOf(vector) {
  let top = 0; // squares may be too small or too large for a float64: divide by the largest number first
  for (let i = 0; i < vector.length; i++) top = Math.max(top, Math.abs(vector[i]));
  if (top === 0) return 0;
  if (!(top < Infinity)) return Infinity;
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] / top) ** 2;
  return top * Math.sqrt(sum);
}

/**
 * The gradient of L_t on its way back, with every length apart from its direction: none is too small or too large for a
 * float64, however many steps there are. dL_t/dH_k is `length` · 10 ** log[k] · unit[k], of which `length` is that of
 * dL_t/dH_t, and row k of `side` times the same is dL_t/dA_k (A_k = X_k W_xh + H_{k-1} W_hh + b_h).
 *
 * On the step from H_k to H_{k-1} tanh′ multiplies the length by tanh[k], and W_hh by matrix[k]; byTanh[k] and byMatrix[k]
 * are the logarithms of what each has done from t down to k, so that log = byTanh + byMatrix. A factor of nothing is NaN.
 * @param {Trace} trace
 * @param {number} target
 * @param {Params} p
 * @param {number} t
 */
export function wayBack({ H, O }, target, p, t) {
  const { h, q, W_hh } = p;
  const zeros = (/** @type {number} */ count) => new Float64Array(count);
  const [unit, side] = [zeros((t + 1) * h), zeros((t + 1) * h)];
  const [log, tanh, matrix, byTanh, byMatrix] = Array.from({ length: 5 }, () => zeros(t + 1));
  const dO = softmax(O.subarray((t - 1) * q, t * q));
  dO[target] -= 1;
  let row = unit.subarray(t * h);
  times(p.W_hq, dO, row);
  const length = normalise(row);
  if (!length) log[t] = -Infinity;
  for (let k = t; k > 0; k--) {
    const at = k * h;
    for (let i = 0; i < h; i++) side[at + i] = unit[at + i] * (1 - H[at + i] * H[at + i]);
    tanh[k] = log[k] > -Infinity ? lengthOf(side.subarray(at, at + h)) : NaN;
    row = unit.subarray(at - h, at);
    times(W_hh, side.subarray(at, at + h), row);
    const size = normalise(row);
    matrix[k] = tanh[k] > 0 ? size / tanh[k] : NaN;
    log[k - 1] = log[k] + Math.log10(size);
    byTanh[k - 1] = byTanh[k] + Math.log10(tanh[k]);
    byMatrix[k - 1] = byMatrix[k] + Math.log10(matrix[k]);
  }
  return { t, length, unit, side, log, tanh, matrix, byTanh, byMatrix, dO };
}

/**
 * Divide a vector by its length, which is returned; one of length 0 stays as it is.
 * @param {Float64Array} vector
 */
function normalise(vector) {
  const length = lengthOf(vector);
  if (length > 0) for (let i = 0; i < vector.length; i++) vector[i] /= length;
  return length;
}

/** @typedef {ReturnType<typeof wayBack>} Way */

/**
 * The length of dL_t/dH_k: 0 or Infinity where a float64 has no such number.
 * @param {Way} way
 * @param {number} k
 */
export const lengthAt = ({ length, log }, k) => (length ? 10 ** (Math.log10(length) + log[k]) : 0);

/**
 * The gradient of L_t for each parameter, and in `terms` the length of what step k adds to that of W_hh.
 * @param {Way} way
 * @param {Trace} trace
 * @param {number[]} inputs
 * @param {Params} p
 */
export function sumsOf(way, { H }, inputs, { d, h, q }) {
  const { t, dO } = way;
  const zeros = (/** @type {number} */ count) => new Float64Array(count);
  /** @type {Record<string, Float64Array>} */
  const sums = { W_xh: zeros(d * h), W_hh: zeros(h * h), b_h: zeros(h), W_hq: zeros(h * q), b_q: dO };
  const [terms, rows] = [zeros(t + 1), zeros(t * h)];
  outer(sums.W_hq, H.subarray(t * h, (t + 1) * h), dO, 1);
  for (let k = 1; k <= t; k++) {
    const length = lengthAt(way, k);
    const dA = rows.subarray((k - 1) * h, k * h);
    const input = inputs[k - 1] * h;
    for (let i = 0; i < h; i++) {
      const value = way.side[k * h + i];
      dA[i] = value && value * length;
      sums.b_h[i] += dA[i];
      sums.W_xh[input + i] += dA[i];
    }
    terms[k] = lengthOf(H.subarray((k - 1) * h, k * h)) * lengthOf(dA) || 0; // 0 times infinity is the 0 of H_0
    if (!terms[k]) dA.fill(0);
  }
  outer(sums.W_hh, H.subarray(0, t * h), rows, t);
  return { sums, terms };
}

/**
 * sum += leftᵀ right, of `count` rows each, four at a time, so that the sum is read and written less often.
 * @param {Float64Array} sum
 * @param {Float64Array} left
 * @param {Float64Array} right
 * @param {number} count
 */
function outer(sum, left, right, count) {
  const [height, width] = [left.length / count, right.length / count];
  let k = 0;
  for (; k + 3 < count; k += 4) {
    const [from, A] = [k * height, k * width];
    const [B, C, D] = [A + width, A + 2 * width, A + 3 * width];
    for (let j = 0; j < height; j++) {
      const a = left[from + j];
      const b = left[from + height + j];
      const c = left[from + 2 * height + j];
      const d = left[from + 3 * height + j];
      const at = j * width;
      for (let i = 0; i < width; i++)
        sum[at + i] += a * right[A + i] + b * right[B + i] + c * right[C + i] + d * right[D + i];
    }
  }
  for (; k < count; k++)
    for (let j = 0; j < height; j++) {
      const value = left[k * height + j];
      for (let i = 0; i < width; i++) sum[j * width + i] += value * right[k * width + i];
    }
}

/**
 * The gradient of the mean loss over all steps: dL/dH_k = local[k] + back[k], through O_k alone, and what came back from
 * step k+1; and the lengths of both. It goes back as far as step `first`; the rows before it are 0.
 * @param {Trace} trace
 * @param {number[]} targets
 * @param {Params} p
 */
export function meanBack({ T, H, O }, targets, p, first = 1) {
  const { h, q } = p;
  const zeros = (/** @type {number} */ count) => new Float64Array(count);
  const [local, back] = [zeros((T + 1) * h), zeros((T + 1) * h)];
  const lengths = { local: zeros(T + 1), back: zeros(T + 1) };
  for (let k = T; k >= first; k--) {
    const at = k * h;
    const [own, later] = [local, back].map((rows) => rows.subarray(at, at + h));
    const dO = softmax(O.subarray((k - 1) * q, k * q));
    dO[targets[k - 1]] -= 1;
    times(
      p.W_hq,
      dO.map((value) => value / T),
      own,
    );
    lengths.local[k] = lengthOf(own);
    lengths.back[k] = lengthOf(later);
    const dA = own.map((value, i) => (value + later[i]) * (1 - H[at + i] * H[at + i]));
    times(p.W_hh, dA, back.subarray(at - h, at));
  }
  return { first, local, back, lengths };
}

/**
 * product = matrix · vector, four rows at a time: one alone would wait for each of its own additions.
 * @param {Numbers} matrix
 * @param {Numbers} vector
 * @param {Float64Array} product
 */
function times(matrix, vector, product) {
  const width = vector.length;
  let j = 0;
  for (; j + 3 < product.length; j += 4) {
    const A = j * width;
    const B = A + width;
    const C = B + width;
    const D = C + width;
    let a = 0;
    let b = 0;
    let c = 0;
    let d = 0;
    for (let i = 0; i < width; i++) {
      const value = vector[i];
      a += value * matrix[A + i];
      b += value * matrix[B + i];
      c += value * matrix[C + i];
      d += value * matrix[D + i];
    }
    product[j] = a;
    product[j + 1] = b;
    product[j + 2] = c;
    product[j + 3] = d;
  }
  for (; j < product.length; j++) {
    product[j] = 0;
    for (let i = 0; i < width; i++) product[j] += vector[i] * matrix[j * width + i];
  }
}

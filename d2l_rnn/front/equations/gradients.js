/**
 * The gradient through time (gradients.py once more, for the browser), and how much a matrix can stretch a vector.
 * One sequence; rows of dH, local and back as in H: row k is the book's k, H_0 at 0.
 */

/** @import { Numbers, Params, Trace } from "../types.d.ts" */

import { softmaxOf } from "./rnn.js";

/**
 * The same parameters with W_hh multiplied by a number.
 * @param {Params} p
 * @param {number} factor
 */
export function scaled(p, factor) {
  return { ...p, W_hh: Float64Array.from(p.W_hh, (weight) => weight * factor) };
}

/**
 * The length of a vector; Infinity where it is larger than any float64, or no number any more.
 * @param {ArrayLike<number>} vector
 */
export function lengthOf(vector) {
  let sum = 0;
  for (let i = 0; i < vector.length; i++) sum += vector[i] * vector[i];
  if (sum > 1e-250 && sum < 1e250) return Math.sqrt(sum);
  let top = 0; // the squares are too small or too large for a float64: divide by the largest number first
  for (let i = 0; i < vector.length; i++) top = Math.max(top, Math.abs(vector[i]));
  if (top === 0) return 0;
  if (!(top < Infinity)) return Infinity;
  sum = 0;
  for (let i = 0; i < vector.length; i++) sum += (vector[i] / top) ** 2;
  return top * Math.sqrt(sum);
}

/**
 * The gradient of L_t, or without t of the mean loss over all steps. whole[k] = dL/dH_k = local[k] + back[k]: through
 * O_k alone, and what came back from step k+1. `lengths` holds their lengths, and in `term` that of the term which
 * step k adds to the gradient of W_hh; `sums` the gradient of each parameter. Earlier than a length that is infinite
 * nothing is known: those are infinite, too.
 * @param {Trace} trace
 * @param {number[]} inputs
 * @param {number[]} targets
 * @param {Params} p
 * @param {number | null} [t]
 */
export function backward(trace, inputs, targets, p, t = null) {
  const { d, h, q } = p;
  const { T, H } = trace;
  const zeros = (/** @type {number} */ count) => new Float64Array(count);
  const [whole, local, back, sides] = [1, 2, 3, 4].map(() => zeros((T + 1) * h));
  const [wholes, locals, backs, term] = [1, 2, 3, 4].map(() => zeros(T + 1));
  const sums = { W_xh: zeros(d * h), b_h: zeros(h), W_hq: zeros(h * q), b_q: zeros(q), W_hh: zeros(0) };
  let finite = true;
  for (let k = t ?? T; k >= 0; k--) {
    const at = k * h;
    const own = local.subarray(at, at + h);
    if (k > 0 && (t === null || k === t)) outputs(trace, targets[k - 1], p, k, t === null ? T : 1, own, sums);
    const dH = whole.subarray(at, at + h);
    const later = back.subarray(at, at + h);
    for (let i = 0; i < h; i++) dH[i] = own[i] + later[i];
    locals[k] = lengthOf(own);
    backs[k] = finite ? lengthOf(later) : Infinity;
    wholes[k] = finite ? lengthOf(dH) : Infinity;
    finite &&= wholes[k] < Infinity;
    if (k === 0) break;
    const dA = sides.subarray(at, at + h); // A_k = X_k W_xh + H_{k-1} W_hh + b_h
    for (let i = 0; i < h; i++) {
      dA[i] = dH[i] * (1 - H[at + i] * H[at + i]);
      sums.b_h[i] += dA[i];
      sums.W_xh[inputs[k - 1] * h + i] += dA[i];
    }
    term[k] = lengthOf(H.subarray(at - h, at)) * lengthOf(dA) || 0; // 0 times infinity is the 0 of H_0
    times(p.W_hh, dA, back.subarray(at - h, at));
  }
  const least = 1e-18 * Math.max(...term); // shorter terms change no digit of their sum
  const counting = [...term.keys()].filter((k) => k > 0 && k <= (t ?? T) && !(term[k] < least));
  sums.W_hh = terms(H, sides, h, counting);
  return { whole, local, back, lengths: { whole: wholes, local: locals, back: backs, term }, sums };
}

/**
 * product = W vector, four rows at a time: one alone would wait for each of its own additions.
 * @param {Numbers} W
 * @param {Numbers} vector
 * @param {Float64Array} product
 */
function times(W, vector, product) {
  const h = vector.length;
  let j = 0;
  for (; j + 3 < h; j += 4) {
    const at = j * h;
    let [a, b, c, d] = [0, 0, 0, 0];
    for (let i = 0; i < h; i++) {
      const value = vector[i];
      a += value * W[at + i];
      b += value * W[at + h + i];
      c += value * W[at + 2 * h + i];
      d += value * W[at + 3 * h + i];
    }
    product.set([a, b, c, d], j);
  }
  for (; j < h; j++) product[j] = dot(W.subarray(j * h, (j + 1) * h), vector);
}

/**
 * The sum of H_{k-1}ᵀ dA_k over some steps, four at a time, so that the sum is read and written less often.
 * @param {Numbers} H
 * @param {Numbers} dA
 * @param {number} h
 * @param {number[]} steps
 */
function terms(H, dA, h, steps) {
  const sum = new Float64Array(h * h);
  for (let m = 0; m < steps.length; m += 4) {
    const [a, b, c, d] = [m, m + 1, m + 2, m + 3].map((place) => (steps[place] ?? 0) * h); // row 0 of dA is 0
    const [A, B, C, D] = [a, b, c, d].map((row) => Math.max(0, row - h));
    for (let j = 0; j < h; j++) {
      const w = H[A + j];
      const x = H[B + j];
      const y = H[C + j];
      const z = H[D + j];
      const at = j * h;
      for (let i = 0; i < h; i++) sum[at + i] += w * dA[a + i] + x * dA[b + i] + y * dA[c + i] + z * dA[d + i];
    }
  }
  return sum;
}

/**
 * Step k's loss through its own output: dL/dO_k into W_hq's and b_q's gradient, and on to H_k.
 * @param {Trace} trace
 * @param {number} target
 * @param {Params} p
 * @param {number} k
 * @param {number} share
 * @param {Float64Array} own
 * @param {{ W_hq: Float64Array, b_q: Float64Array }} sums
 */
function outputs(trace, target, p, k, share, own, sums) {
  const { h, q } = p;
  const dO = softmaxOf(trace, p, k);
  dO[target] -= 1;
  for (let j = 0; j < q; j++) {
    dO[j] /= share;
    sums.b_q[j] += dO[j];
  }
  for (let i = 0; i < h; i++) {
    const state = trace.H[k * h + i];
    for (let j = 0; j < q; j++) {
      own[i] += dO[j] * p.W_hq[i * q + j];
      sums.W_hq[i * q + j] += state * dO[j];
    }
  }
}

/**
 * 1 - H_k² of every unit and step, rows 1 to T, as tanh′ is at H_k; row 0 stays empty.
 * @param {Trace} trace
 * @param {number} h
 */
export function slopes(trace, h) {
  return trace.H.map((value, place) => (place < h ? 0 : 1 - value * value));
}

/**
 * W_hhᵀ W_hh, from which the norm of every step's Jacobian follows.
 * @param {Numbers} W
 * @param {number} h
 */
export function gramOf(W, h) {
  const G = new Float64Array(h * h);
  for (let m = 0; m < h; m++)
    for (let i = 0; i < h; i++) {
      const value = W[m * h + i];
      if (value !== 0) for (let j = 0; j < h; j++) G[i * h + j] += value * W[m * h + j];
    }
  return G;
}

/**
 * The spectral norm of diag(D) Wᵀ, the most it stretches a vector, from G = Wᵀ W: the root of the largest
 * eigenvalue of diag(D) G diag(D), by Lanczos' method with every vector kept orthogonal to all before it. It ends
 * when two more products change nothing in the sixth digit, at the latest after h of them.
 * @param {Float64Array} G
 * @param {Numbers} D
 * @param {number} h
 */
export function stretch(G, D, h) {
  /** @type {Float64Array[]} */
  const basis = [];
  /** @type {number[][]} */
  const [diagonal, beside, tops] = [[], [], []];
  let v = unit(Float64Array.from({ length: h }, (_, i) => 1 + 0.5 * Math.sin(7 * i * i + 1)));
  for (let m = 0; m < h; m++) {
    basis.push(v);
    const w = new Float64Array(h);
    for (let j = 0; j < h; j++) {
      const value = D[j] * v[j];
      if (value !== 0) for (let i = 0; i < h; i++) w[i] += value * G[j * h + i];
    }
    for (let i = 0; i < h; i++) w[i] *= D[i];
    diagonal.push(dot(v, w));
    tops.push(largestEigenvalue(diagonal, beside));
    for (let twice = 0; twice < 2; twice++)
      for (const u of basis) {
        const share = dot(u, w);
        for (let i = 0; i < h; i++) w[i] -= share * u[i];
      }
    const rest = lengthOf(w);
    if (!(rest > 1e-13 * tops[m]) || (m > 5 && tops[m] - tops[m - 2] < 1e-6 * tops[m])) break;
    beside.push(rest);
    v = unit(w);
  }
  return Math.sqrt(tops[tops.length - 1]);
}

/** @param {Float64Array} vector */
function unit(vector) {
  const length = lengthOf(vector);
  return vector.map((value) => value / length);
}

/** @type {(one: Numbers, other: Numbers) => number} */
function dot(one, other) {
  let sum = 0;
  for (let i = 0; i < one.length; i++) sum += one[i] * other[i];
  return sum;
}

/**
 * The largest eigenvalue of a symmetric matrix with these numbers on and beside its diagonal, by halving.
 * @param {number[]} diagonal
 * @param {number[]} beside
 */
function largestEigenvalue(diagonal, beside) {
  const reach = (/** @type {number} */ i) => (beside[i - 1] ?? 0) + (i < diagonal.length - 1 ? beside[i] : 0);
  let low = Math.max(...diagonal);
  let high = Math.max(...diagonal.map((value, i) => value + reach(i)));
  for (let turn = 0; turn < 44; turn++) {
    const middle = low + (high - low) / 2;
    let pivot = 1;
    const below = diagonal.every((value, i) => {
      pivot = value - middle - (i ? beside[i - 1] ** 2 / pivot : 0);
      return pivot < 0;
    });
    if (below) high = middle;
    else low = middle;
  }
  return high;
}

/**
 * The spectral radius of W: the limit of ‖W^m‖^(1/m), taken at m = 2^20 by squaring twenty times, with the size kept
 * apart. Right to 1e-4 also where eigenvalues are complex or coincide. It yields between squarings.
 * @param {Numbers} W
 * @param {number} h
 */
export function* radiusOf(W, h) {
  let power = Float64Array.from(W);
  let log = 0; // of the size of W^m, per factor
  for (let m = 1; ; m *= 2) {
    const size = lengthOf(power);
    if (size === 0) return 0;
    log += Math.log(size) / m;
    if (m === 2 ** 20) return Math.exp(log);
    for (let i = 0; i < power.length; i++) power[i] /= size;
    const next = new Float64Array(h * h);
    for (let i = 0; i < h; i++)
      for (let j = 0; j < h; j++) {
        const value = power[i * h + j];
        if (value !== 0) for (let k = 0; k < h; k++) next[i * h + k] += value * power[j * h + k];
      }
    power = next;
    yield;
  }
}

/**
 * Training (train.fit once more, for the browser): the whole text as one sequence, Adam (Kingma & Ba 2015) on the mean
 * cross-entropy, the learning rate falling linearly to 0. Letters as in rnn.js, all in float64. Rows are widened to a
 * multiple of 8 numbers, so that the products' inner loop has no remainder: the weights added are 0 and stay 0.
 */

/**
 * @import { Numbers, Params } from "../types.d.ts"
 * @typedef {ReturnType<typeof workspace>} Workspace
 */

const LARGEST = 2 ** 128; // no float32 from here on: where train.fit finds that the gradient exploded

/** @type {["W_xh" | "W_hh" | "b_h" | "W_hq" | "b_q", "h" | "q"][]} */
const COLUMNS = [
  ["W_xh", "h"],
  ["W_hh", "h"],
  ["b_h", "h"],
  ["W_hq", "q"],
  ["b_q", "q"],
];

/**
 * A run of training: call `advance()` until `done`. It takes half an update, the gradient or the step that Adam makes of
 * it, so that it is short. `losses[k]` is the mean loss after k updates, in nats, and `params()` the parameters that have
 * the last of them, in float32. Where the gradient explodes the run ends: `exploded` is true, and the parameters are
 * those whose gradient it was.
 * @param {number[]} inputs
 * @param {number[]} targets
 * @param {Params} start
 * @param {{ numSteps?: number, lr?: number, recurrent?: boolean }} [options]
 */
export function trainer(inputs, targets, start, { numSteps = 200, lr = 0.05, recurrent = true } = {}) {
  if (!inputs.length) throw new RangeError("a text of two characters is needed, an input and its target");
  const work = workspace(inputs, targets, start, recurrent);
  const run = { losses: [forward(work)], done: numSteps === 0, exploded: false, advance, params };
  let ready = false; // the gradient of these parameters
  return run;

  function advance() {
    if (run.done) return;
    ready = !ready;
    if (ready) {
      run.exploded = !backward(work);
    } else {
      const k = run.losses.length;
      adam(work, k, lr * (1 - (k - 1) / numSteps));
      run.losses.push(forward(work));
    }
    run.done = run.exploded || run.losses.length > numSteps;
  }

  function params() {
    return paramsOf(work);
  }
}

/**
 * The parameters in wide rows, their gradient, Adam's two means, and what a pass forward leaves for the one backward.
 * @param {number[]} inputs
 * @param {number[]} targets
 * @param {Params} start
 * @param {boolean} recurrent
 */
function workspace(inputs, targets, start, recurrent) {
  const zeros = (/** @type {number} */ count) => new Float64Array(count);
  const wide = (/** @type {number} */ count) => Math.ceil(count / 8) * 8;
  const [T, d, h, q] = [inputs.length, start.d, wide(start.h), wide(start.q)];
  const size = (d + h + 1) * h + (h + 1) * q;
  const [weights, slopes] = [zeros(size), zeros(size)];
  const p = matrices(weights, { d, h, q });
  for (const [name, letter] of COLUMNS) {
    if (recurrent || name !== "W_hh") copyRows(start[name], start[letter], p[name], p[letter]);
  }
  return {
    ...{ inputs, targets, T, h, q, recurrent },
    own: { d, h: start.h, q: start.q },
    ...{ weights, p, slopes, gradient: matrices(slopes, { d, h, q }), mean: zeros(size), square: zeros(size) },
    H: zeros((T + 1) * h), // H_0 to H_T
    dO: zeros(T * q), // O_t, and then dL/dO_t
    dA: zeros(T * h), // dL/dA_t, A_t = X_t W_xh + H_{t-1} W_hh + b_h
    beside: zeros(h), // H_{t-1} W_hh, and backwards dA_{t+1} W_hhᵀ
  };
}

/**
 * The five matrices of these sizes, one behind the other in one array.
 * @template {Numbers} N
 * @param {N} numbers
 * @param {{ d: number, h: number, q: number }} sizes
 */
function matrices(numbers, { d, h, q }) {
  let end = 0;
  const take = (/** @type {number} */ count) => {
    end += count;
    return /** @type {N} */ (numbers.subarray(end - count, end));
  };
  return { d, h, q, W_xh: take(d * h), W_hh: take(h * h), b_h: take(h), W_hq: take(h * q), b_q: take(q) };
}

/**
 * Copies what two matrices, whose rows have `width` and `wide` numbers, have both room for.
 * @param {Numbers} from
 * @param {number} width
 * @param {Numbers} to
 * @param {number} wide
 */
function copyRows(from, width, to, wide) {
  const rows = Math.min(from.length / width, to.length / wide);
  const columns = Math.min(width, wide);
  for (let j = 0; j < rows; j++) for (let i = 0; i < columns; i++) to[j * wide + i] = from[j * width + i];
}

/**
 * A copy of the parameters as they are.
 * @param {Workspace} work
 * @returns {Params}
 */
function paramsOf({ p, own }) {
  const { d, h, q } = own;
  const copy = matrices(new Float32Array((d + h + 1) * h + (h + 1) * q), own);
  for (const [name, letter] of COLUMNS) copyRows(p[name], p[letter], copy[name], copy[letter]);
  return copy;
}

/**
 * The mean loss. It leaves H, and in dO how the loss changes with each output: (softmax - target) / T.
 * @param {Workspace} work
 */
function forward({ inputs, targets, T, h, q, own, p, H, dO, beside }) {
  const { W_xh, W_hh, b_h, W_hq, b_q } = p;
  beside.fill(0);
  for (let t = 0; t < T; t++) {
    const [at, x] = [(t + 1) * h, inputs[t] * h];
    for (let i = 0; i < h; i++) H[at + i] = Math.tanh(W_xh[x + i] + b_h[i] + beside[i]);
    product(beside, 0, H, at, h, 1, W_hh, h, 1, h);
  }
  for (let t = 0; t < T; t++) product(dO, t * q, H, (t + 1) * h, q, 1, W_hq, q, 1, h);
  let loss = 0;
  for (let t = 0; t < T; t++) {
    const [at, target] = [t * q, t * q + targets[t]];
    let top = -Infinity;
    for (let j = 0; j < own.q; j++) {
      dO[at + j] += b_q[j];
      top = Math.max(top, dO[at + j]);
    }
    loss += top - dO[target];
    let sum = 0;
    for (let j = 0; j < own.q; j++) {
      dO[at + j] = Math.exp(dO[at + j] - top);
      sum += dO[at + j];
    }
    loss += Math.log(sum);
    for (let j = 0; j < own.q; j++) dO[at + j] /= sum * T;
    dO[target] -= 1 / T;
  }
  return loss / T;
}

/**
 * The gradient of the mean loss at the parameters that forward was called with: whether float32 could hold it.
 * @param {Workspace} work
 */
function backward({ inputs, T, h, q, recurrent, p, gradient, H, dO, dA, beside }) {
  const { W_hh, W_hq } = p;
  const { W_xh: dW_xh, W_hh: dW_hh, b_h: db_h, W_hq: dW_hq, b_q: db_q } = gradient;
  let largest = 0;
  for (const numbers of [dW_xh, db_h, db_q, beside]) numbers.fill(0);
  for (let t = T - 1; t >= 0; t--) {
    const [at, after, x] = [t * h, (t + 1) * h, inputs[t] * h];
    for (let j = 0; j < q; j++) db_q[j] += dO[t * q + j];
    product(dA, at, dO, t * q, h, 1, W_hq, 1, q, q);
    for (let i = 0; i < h; i++) {
      const dH = dA[at + i] + beside[i];
      const value = dH * (1 - H[after + i] * H[after + i]);
      largest = Math.max(largest, Math.abs(dH)); // also where tanh′ = 0: in float32 infinity times 0 is no number
      dA[at + i] = value;
      db_h[i] += value;
      dW_xh[x + i] += value;
    }
    product(beside, 0, dA, at, h, 1, W_hh, 1, h, h);
  }
  for (let i = 0; i < h; i++) product(dW_hq, i * q, H, h + i, q, h, dO, q, 1, T);
  if (recurrent) for (let i = 0; i < h; i++) product(dW_hh, i * h, H, i, h, h, dA, h, 1, T);
  return largest < LARGEST;
}

/**
 * Update number k (from 1) of Adam, as train._adam takes it.
 * @param {Workspace} work
 * @param {number} k
 * @param {number} lr
 */
function adam({ weights, slopes, mean, square }, k, lr) {
  const [rate, grown] = [lr / (1 - 0.9 ** k), 1 / (1 - 0.999 ** k)];
  for (let i = 0; i < weights.length; i++) {
    const slope = slopes[i];
    mean[i] += (1 - 0.9) * (slope - mean[i]);
    square[i] = 0.999 * square[i] + (1 - 0.999) * slope * slope;
    weights[i] -= (rate * mean[i]) / (Math.sqrt(square[i] * grown) + 1e-8);
  }
}

/**
 * One row of a product of matrices: C[c + i] = Σ_k A[a + k·along] B[k·across + i·right] for i < n and k < count. Eight
 * sums at a time, since one alone would wait for each of its own additions; n is a multiple of 8.
 * @param {Float64Array} C
 * @param {number} c
 * @param {Float64Array} A
 * @param {number} a
 * @param {number} n
 * @param {number} along
 * @param {Float64Array} B
 * @param {number} across
 * @param {number} right
 * @param {number} count
 */
function product(C, c, A, a, n, along, B, across, right, count) {
  const two = 2 * right;
  const four = 4 * right;
  for (let i = 0; i < n; i += 8) {
    let [from, b] = [a, i * right];
    // Eight names and no array: taking one apart in the inner loop doubles the time.
    let s = 0;
    let t = 0;
    let u = 0;
    let v = 0;
    let w = 0;
    let x = 0;
    let y = 0;
    let z = 0;
    for (let k = 0; k < count; k++, from += along, b += across) {
      const factor = A[from];
      s += factor * B[b];
      t += factor * B[b + right];
      u += factor * B[b + two];
      v += factor * B[b + two + right];
      w += factor * B[b + four];
      x += factor * B[b + four + right];
      y += factor * B[b + four + two];
      z += factor * B[b + four + two + right];
    }
    C[c + i] = s;
    C[c + i + 1] = t;
    C[c + i + 2] = u;
    C[c + i + 3] = v;
    C[c + i + 4] = w;
    C[c + i + 5] = x;
    C[c + i + 6] = y;
    C[c + i + 7] = z;
  }
}

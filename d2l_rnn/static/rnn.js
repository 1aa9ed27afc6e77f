/**
 * The section's equations on the weights that Python sent: rnn.py and chars.py once more, for the browser.
 * Letters: d inputs, h hidden units, q outputs, T steps. One sequence (n = 1), inputs one-hot, so X_t W_xh is
 * one row of W_xh. Matrices lie row by row in typed arrays; H holds H_0 to H_T, so its row t is the book's H_t.
 */

const UNKNOWN = "<unk>";

/** The parameters from base64 float32 (W_xh W_hh b_h W_hq b_q, in this order). */
export function decodeParams(base64, { d, h, q }) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const numbers = new Float32Array(bytes.buffer);
  let start = 0;
  const take = (count) => numbers.subarray(start, (start += count));
  return { d, h, q, W_xh: take(d * h), W_hh: take(h * h), b_h: take(h), W_hq: take(h * q), b_q: take(q) };
}

/** The same parameters with W_hh = 0: the state before is cut off. */
export function withoutMemory(p) {
  return { ...p, W_hh: new Float32Array(p.h * p.h) };
}

/** Whether a character is half of one: a surrogate that lost its partner. */
function isHalf(character) {
  const code = character.charCodeAt(0);
  return character.length === 1 && code >= 0xd800 && code <= 0xdfff;
}

/**
 * The characters of a text (code points, as in Python) and their places among the tokens, up to the first
 * character the model cannot read. `stop` is null, or that character, its place from 1, and whether it is half.
 */
export function tokenize(text, tokens) {
  const place = new Map(tokens.map((token, index) => [token, index]));
  const characters = [...text];
  const indices = [];
  let stop = null;
  for (const character of characters) {
    const index = isHalf(character) ? undefined : (place.get(character) ?? place.get(UNKNOWN));
    if (index === undefined) {
      stop = { character, place: indices.length + 1, half: isHalf(character) };
      break;
    }
    indices.push(index);
  }
  return { characters, indices, stop };
}

/**
 * H_t of every step and O_t of every step (9.4.5, 9.4.6): { T, H: (T+1)·h numbers, O: T·q numbers }. `set(row, t)` may
 * change a state before it is used.
 */
export function unroll(indices, p, H_0 = null, set = null) {
  const { h, q } = p;
  const T = indices.length;
  const H = new Float64Array((T + 1) * h);
  const O = new Float64Array(T * q);
  if (H_0) H.set(H_0);
  for (let t = 1; t <= T; t++) {
    const row = H.subarray(t * h, (t + 1) * h);
    const input = indices[t - 1] * h;
    for (let i = 0; i < h; i++) row[i] = p.W_xh[input + i] + p.b_h[i];
    accumulate(row, H.subarray((t - 1) * h, t * h), p.W_hh);
    for (let i = 0; i < h; i++) row[i] = Math.tanh(row[i]);
    set?.(row, t);
    const out = O.subarray((t - 1) * q, t * q);
    out.set(p.b_q);
    accumulate(out, row, p.W_hq);
  }
  return { T, H, O };
}

/** sum += row · matrix, the matrix read row by row, as it lies in memory. */
function accumulate(sum, row, matrix) {
  const width = sum.length;
  for (let j = 0; j < row.length; j++) {
    const value = row[j];
    if (value === 0) continue;
    const start = j * width;
    for (let i = 0; i < width; i++) sum[i] += value * matrix[start + i];
  }
}

/**
 * Where the value of unit i at step t comes from (9.4.5):
 * value = tanh(x + state + bias), and state = Σ_j H_{t-1}[j] W_hh[j, i], the terms by size.
 */
export function partsOf(trace, indices, p, t, i) {
  const { h } = p;
  const terms = [];
  let state = 0;
  for (let j = 0; j < h; j++) {
    const before = trace.H[(t - 1) * h + j];
    const weight = p.W_hh[j * h + i];
    terms.push({ unit: j, before, weight, product: before * weight });
    state += before * weight;
  }
  terms.sort((one, other) => Math.abs(other.product) - Math.abs(one.product));
  const x = p.W_xh[indices[t - 1] * h + i];
  const bias = p.b_h[i];
  return { x, state, bias, sum: x + state + bias, value: trace.H[t * h + i], terms };
}

/** softmax(O_t): the probability of each token after step t. */
export function softmaxOf(trace, p, t) {
  const O = trace.O.subarray((t - 1) * p.q, t * p.q);
  const top = O.reduce((most, value) => Math.max(most, value), -Infinity);
  const powers = O.map((value) => Math.exp(value - top));
  const sum = powers.reduce((total, value) => total + value, 0);
  return powers.map((value) => value / sum);
}

/** The cross-entropy of each step, in nats, by log-sum-exp so that a tiny probability does not become -ln 0. */
export function stepLosses(trace, p, targets) {
  return targets.map((target, k) => {
    const O = trace.O.subarray(k * p.q, (k + 1) * p.q);
    const top = O.reduce((most, value) => Math.max(most, value), -Infinity);
    return top - O[target] + Math.log(O.reduce((sum, value) => sum + Math.exp(value - top), 0));
  });
}

/** The mean of the first 1, 2, … T losses. */
export function runningMeans(losses) {
  let sum = 0;
  return losses.map((loss, k) => (sum += loss) / (k + 1));
}

/** The lowest mean loss, in nats, of any model that sees only the current character: chars.floor. */
export function floorOf(indices) {
  const firsts = new Map();
  const pairs = new Map();
  for (let k = 0; k + 1 < indices.length; k++) {
    const pair = `${indices[k]} ${indices[k + 1]}`;
    firsts.set(indices[k], (firsts.get(indices[k]) ?? 0) + 1);
    pairs.set(pair, (pairs.get(pair) ?? 0) + 1);
  }
  let sum = 0;
  for (const [pair, count] of pairs) sum += count * Math.log(firsts.get(Number(pair.split(" ")[0])) / count);
  return sum / (indices.length - 1);
}

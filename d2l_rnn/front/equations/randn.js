/**
 * torch's random numbers for a seed, on the CPU and in float32: mt19937 and torch's own way from it to the normal
 * distribution. Within 5e-7 of torch where it uses vector instructions, within 2e-6 where it does not.
 */

/** @import { Params } from "../types.d.ts" */

const { fround, sqrt, log, log1p, sin, cos } = Math;
const TWO_PI = fround(2 * Math.PI);
const WORDS = 624;

/**
 * The untrained parameters that rnn.init_params(d, h, q, sigma, seed) draws: the biases 0, the others normal.
 * @param {number} d
 * @param {number} h
 * @param {number} q
 * @param {number} sigma
 * @param {number | bigint} seed
 * @returns {Params}
 */
export function initParams(d, h, q, sigma, seed) {
  const randn = generator(seed);
  const normal = (/** @type {number} */ count, /** @type {number} */ std) =>
    randn(count).map((value) => value * fround(std));
  const W_xh = normal(d * h, sigma);
  const W_hh = normal(h * h, sigma / sqrt(h));
  const W_hq = normal(h * q, sigma / sqrt(h));
  return { d, h, q, W_xh, W_hh, b_h: new Float32Array(h), W_hq, b_q: new Float32Array(q) };
}

/**
 * torch.Generator().manual_seed(seed) as a function: torch.randn(count) with it. Fewer than 16 numbers come one by one,
 * more in blocks of 16, of which the last may lie over the one before and is then drawn anew.
 * @param {number | bigint} seed
 */
export function generator(seed) {
  const word = twister(seed);
  const one = singly(word);
  const uniform = (/** @type {Float32Array} */ values) => {
    for (let k = 0; k < values.length; k++) values[k] = (word() & 0xffffff) / 2 ** 24;
    return values;
  };
  return (/** @type {number} */ count) => {
    const values = new Float32Array(count);
    if (count < 16) return values.map(one);
    uniform(values);
    for (let start = 0; start + 16 <= count; start += 16) toNormal(values.subarray(start, start + 16));
    if (count % 16) toNormal(uniform(values.subarray(count - 16)));
    return values;
  };
}

/**
 * mt19937 (Matsumoto & Nishimura 1998): a function that gives the next 32 bits. Of the seed it takes the last 32.
 * @param {number | bigint} seed
 */
function twister(seed) {
  const state = new Uint32Array(WORDS);
  state[0] = Number(BigInt(seed) & 0xffffffffn);
  for (let k = 1; k < WORDS; k++) state[k] = Math.imul(1812433253, state[k - 1] ^ (state[k - 1] >>> 30)) + k;
  let next = WORDS;

  function twist() {
    for (let k = 0; k < WORDS; k++) {
      const joined = (state[k] & 0x80000000) | (state[(k + 1) % WORDS] & 0x7fffffff);
      state[k] = state[(k + 397) % WORDS] ^ (joined >>> 1) ^ (joined & 1 ? 0x9908b0df : 0);
    }
    next = 0;
  }

  return () => {
    if (next === WORDS) twist();
    let word = state[next++];
    word ^= word >>> 11;
    word ^= (word << 7) & 0x9d2c5680;
    word ^= (word << 15) & 0xefc60000;
    return (word ^ (word >>> 18)) >>> 0;
  };
}

/**
 * Normal numbers one by one, in float64: they are made in pairs (Box & Muller 1958), and the second of a pair is kept
 * for the next call, also where blocks of 16 were drawn in between.
 * @param {() => number} word
 */
function singly(word) {
  const uniform = () => ((word() & 0x1fffff) * 2 ** 32 + word()) / 2 ** 53;
  /** @type {number | null} */
  let kept = null;
  return () => {
    if (kept !== null) {
      const value = kept;
      kept = null;
      return value;
    }
    const angle = 2 * Math.PI * uniform();
    const radius = sqrt(-2 * log1p(-uniform()));
    kept = radius * sin(angle);
    return radius * cos(angle);
  };
}

/**
 * Makes 16 uniform numbers normal, every step rounded to float32 as in torch.
 * @param {Float32Array} block
 */
function toNormal(block) {
  for (let k = 0; k < 8; k++) {
    const radius = fround(sqrt(fround(-2 * fround(log(1 - block[k])))));
    const angle = fround(TWO_PI * block[k + 8]);
    block[k] = radius * fround(cos(angle));
    block[k + 8] = radius * fround(sin(angle));
  }
}

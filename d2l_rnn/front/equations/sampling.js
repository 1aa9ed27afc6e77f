/**
 * Running freely, in numbers: a network reads its own output. sampling.py once more, for the browser: the same float64,
 * the same generator, so the same characters.
 */

/** @import { Params, Trace } from "../types.d.ts" */

import { largest } from "./numbers.js";
import { softmax, unroll } from "./rnn.js";

/**
 * A function that gives numbers from 0 up to 1: mulberry32 (Tommy Ettinger 2017, public domain), a state of 32 bits.
 * @param {number} seed
 */
export function uniforms(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/**
 * The first token at which the sum of the probabilities passes u.
 * @param {Float64Array} softmax
 * @param {number} u
 */
function inverse(softmax, u) {
  let sum = 0;
  const token = softmax.findIndex((value) => {
    sum += value;
    return u < sum;
  });
  return token < 0 ? largest(softmax) : token;
}

/**
 * The network reads the given tokens and writes `length` of its own, each the input of the next step. Of every step:
 * the input, the distribution, and the pick with its number u; both are null where the next input is given.
 * @param {number[]} given
 * @param {number} length
 * @param {Params} p
 * @param {{ pick: string, temperature: number, seed: number }} options
 * @param {Trace} [known] of a text that begins with the given tokens, as far as it goes: it is not computed again
 */
export function freeRun(given, length, p, { pick, temperature, seed }, known) {
  const draw = uniforms(seed);
  const T = given.length + length - 1;
  const trace = { T, H: new Float64Array((T + 1) * p.h), O: new Float64Array(T * p.q) };
  const read = unroll(given, p, null, null, { steps: Math.min(given.length, known?.T ?? 0), trace: known });
  trace.H.set(read.H);
  trace.O.set(read.O);
  const inputs = [...given];
  /** @type {(number | null)[]} */
  const picks = [];
  /** @type {(number | null)[]} */
  const numbers = [];
  /** @type {Float64Array[]} */
  const distributions = [];
  for (let t = 1; t <= T; t++) {
    if (t > given.length) {
      const { H, O } = unroll([inputs[t - 1]], p, trace.H.subarray((t - 1) * p.h, t * p.h));
      trace.H.set(H.subarray(p.h), t * p.h);
      trace.O.set(O, (t - 1) * p.q);
    }
    const O = trace.O.subarray((t - 1) * p.q, t * p.q);
    distributions.push(softmax(O, temperature));
    if (t < given.length) {
      numbers.push(null);
      picks.push(null);
      continue;
    }
    const u = draw();
    const token = pick === "argmax" ? largest(O) : inverse(distributions[t - 1], u);
    numbers.push(u);
    picks.push(token);
    if (t < T) inputs.push(token);
  }
  return { trace, inputs, picks, numbers, softmax: distributions };
}

/**
 * The first step whose pick is not the text's next token, or null: the text may end before it happens.
 * @param {(number | null)[]} picks
 * @param {number[]} indices
 */
export function departure(picks, indices) {
  const k = picks.findIndex((pick, k) => pick !== null && k + 1 < indices.length && pick !== indices[k + 1]);
  return k < 0 ? null : k + 1;
}

/**
 * The shortest period that the end of a list keeps at least three times over; null where there is none.
 * @param {unknown[]} list
 */
export function period(list) {
  for (let size = 1; size * 3 <= list.length; size++) {
    const last = list.slice(-size * 3);
    if (last.every((one, k) => one === last[k % size])) return size;
  }
  return null;
}

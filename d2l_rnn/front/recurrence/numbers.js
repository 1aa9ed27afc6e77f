/** The numbers of Recurrence: a network's run over a text, what it expects after each step, and where that comes from. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { MatrixName, Params, Reading, Trace } from "../types.d.ts"
 * @typedef {{ softmax: Float64Array, top: number[] }} Guess the tokens by their probability, the likeliest first
 * @typedef {{ p: Params, reading: Reading, trace: Trace, guesses: Guess[] }} Run
 */

import { softmaxOf, unroll } from "../equations/rnn.js";

/**
 * A network's run over a text.
 * @param {Params} p
 * @param {Reading} reading
 * @returns {Run}
 */
export const runOf = (p, reading) => ({ p, reading, trace: unroll(reading.indices, p), guesses: [] });

/**
 * What a run expects after step t: it is computed when it is first asked for, since a picture shows few steps of many.
 * @param {Run} run
 * @param {number} t
 */
export function guessOf(run, t) {
  run.guesses[t - 1] ??= sorted(softmaxOf(run.trace, run.p, t));
  return run.guesses[t - 1];
}

/** @param {Float64Array} softmax @returns {Guess} */
const sorted = (softmax) => ({ softmax, top: [...softmax.keys()].sort((one, other) => softmax[other] - softmax[one]) });

/**
 * A view at the last step that it can still show: where its text cannot be read, the letters that are those of the last
 * picture have columns, and the others are not read.
 * @param {View} v
 */
export function asFarAsRead(v) {
  const { letters, lost, numbers, step } = v;
  const other = lost ? letters.findIndex((letter, k) => letter !== numbers.reading.characters[k]) : -1;
  return other < 0 ? v : { ...v, step: Math.min(step, other) };
}

const TIE = 0.005; // half a percentage point: what percentages do not tell apart

/**
 * How the guess after step t fares: the likeliest tokens, one, or two that share the place; the token that comes, or
 * undefined where the text ends; whether it was the likeliest.
 * @param {Run} run
 * @param {number} t
 */
export function outcome(run, t) {
  const { softmax, top } = guessOf(run, t);
  const tokens = top.slice(0, 2).filter((token) => softmax[top[0]] - softmax[token] <= TIE);
  const comes = run.reading.indices[t];
  const tie = tokens.length > 1;
  return { comes, tokens, tie, right: !tie && top[0] === comes };
}

/**
 * The nearest other step that read the same letter as step t, the one before it first; 0 where there is none.
 * @param {Run} run
 * @param {number} t
 */
export function twinOf({ reading: { indices } }, t) {
  const before = t > 1 ? indices.lastIndexOf(indices[t - 1], t - 2) : -1;
  return (before < 0 ? indices.indexOf(indices[t - 1], t) : before) + 1;
}

/**
 * How many numbers matrices of equally many columns hold, one standing on the other, and the size of the largest.
 * @param {Params} p
 * @param {string} names with blanks between them
 */
export function sizeOf(p, names) {
  const weights = names.split(" ").flatMap((name) => [...p[/** @type {MatrixName} */ (name)]]);
  const largest = weights.reduce((most, weight) => Math.max(most, Math.abs(weight)), 1e-12);
  return { weights, columns: names === "W_hq" ? p.q : p.h, largest };
}

/**
 * What a state is for: the other step with the same letter, after which another one is expected; 0 where there is none,
 * or where the guess of this step is not clear and right.
 * @param {Run} run
 * @param {number} step
 */
export function contrastOf(run, step) {
  const other = step ? twinOf(run, step) : 0;
  if (!other) return 0;
  const { comes, right, tie, tokens } = outcome(run, step);
  const [guess] = outcome(run, other).tokens;
  return tie || tokens.includes(guess) || !(right || comes === undefined) ? 0 : other;
}

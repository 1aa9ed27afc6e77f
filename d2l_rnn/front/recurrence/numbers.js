/** The numbers of Recurrence: a network's run over a text, what it expects after each step, and where that comes from. */

/**
 * @import { MatrixName, Params, Reading, Trace } from "../types.d.ts"
 * @typedef {{ softmax: Float64Array, top: number[] }} Guess the tokens by their probability, the likeliest first
 * @typedef {{ p: Params, reading: Reading, trace: Trace, guesses: Guess[] }} Run
 */

import { inCommon } from "../equations/reading.js";
import { shapesOf, softmaxOf, unroll } from "../equations/rnn.js";

/**
 * A network's run; the steps that it shares with the run before are kept.
 * @param {Params} p
 * @param {Reading} reading
 * @param {Run | undefined} known
 * @returns {Run}
 */
export function runOf(p, reading, known) {
  const steps = known?.p === p ? inCommon(reading.indices, known.reading.indices) : 0;
  const trace = unroll(reading.indices, p, null, null, { steps, trace: known?.trace });
  return { p, reading, trace, guesses: known ? known.guesses.slice(0, steps) : [] };
}

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

const TIE = 0.005; // half a percentage point: what percentages do not tell apart

/**
 * The tokens that are the likeliest after step t: one, or two that share the place.
 * @param {Run} run
 * @param {number} t
 */
export function likeliest(run, t) {
  const { softmax, top } = guessOf(run, t);
  return top.slice(0, 2).filter((token) => softmax[top[0]] - softmax[token] <= TIE);
}

/**
 * How the guess after step t fares: the token that comes, or undefined where the text ends; whether it was the likeliest.
 * @param {Run} run
 * @param {number} t
 */
export function outcome(run, t) {
  const comes = run.reading.indices[t];
  const tokens = likeliest(run, t);
  return { comes, tokens, tie: tokens.length > 1, right: tokens.length === 1 && tokens[0] === comes };
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
 * How many numbers matrices hold, one standing on the other, and the size of the largest.
 * @param {Params} p
 * @param {MatrixName[]} names
 */
export function sizeOf(p, names) {
  const shapes = names.map((name) => shapesOf(p)[name]);
  const rows = shapes.reduce((sum, [own]) => sum + own, 0);
  const columns = shapes[0][1];
  let largest = 1e-12;
  for (const name of names) for (const value of p[name]) largest = Math.max(largest, Math.abs(value));
  return { rows, columns, count: rows * columns, largest };
}

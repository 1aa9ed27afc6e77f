/** Training in numbers: where the curve and its scales stand, and what is said of a checkpoint and its network. */

/**
 * @import { Network, Params, Reading } from "../types.d.ts"
 * @import { compute } from "../equations/predicting.js"
 * @typedef {{ step: number, loss: number, weights: string }} Checkpoint
 * @typedef {Network & {
 *   text: string | null, losses: number[], every: number, updates: number, floor: number, kept: number,
 *   checkpoints: Checkpoint[]
 * }} History
 * @typedef {ReturnType<typeof frameOf>} Frame
 * @typedef {ReturnType<typeof compute>} Results
 * @typedef {{ reading: Reading, tokens: string[], p: Params, results: Results, before: Results }} Now a text, read by
 *   the network of the chosen checkpoint and `before` by the untrained one
 */

import { number, probability, quoted, signed, visible } from "../kit/words.js";

const LEAST = 1e-8; // on a log scale a loss of 0 stands here

/**
 * A step of 1, 2 or 5 times a power of ten that cuts `range` into at most `most` parts.
 * @param {number} range
 * @param {number} most
 */
export function niceStep(range, most) {
  const power = 10 ** Math.floor(Math.log10(range / most));
  return [1, 2, 5].map((digit) => digit * power).find((step) => range / step <= most * 1.0001) ?? 10 * power;
}

/**
 * A tick as short as it can be written: 0.5, 0.001, 1e−6.
 * @param {number} value
 */
export const tickLabel = (value) =>
  (value === 0 || value > 5e-5 ? String(Number(value.toPrecision(3))) : value.toExponential(0)).replace("-", "−");

/**
 * The frame of the curve and its two scales: x(update), y(loss), and the ticks of both.
 * @param {number} width
 * @param {{ updates: number, values: number[], log: boolean }} shown
 */
export function frameOf(width, { updates, values, log }) {
  const [left, top, height] = [50, 24, 250];
  const [right, bottom] = [Math.max(left + 60, width - 92), height - 42];
  const most = Math.max(...values, 0.01);
  const lowest = Math.max(LEAST, Math.min(...values.filter((value) => value > 0), most / 10));
  const [least, high] = log ? [10 ** Math.floor(Math.log10(lowest)), most * 1.5] : [0, most * 1.06];
  const step = log ? 1 : niceStep(high, 5);
  const count = log ? Math.log10(high / least) + 1e-4 : high / step;
  const share = (/** @type {number} */ value) =>
    log ? Math.log(Math.max(value, least) / least) / Math.log(high / least) : value / high;
  const ticks = Array.from({ length: Math.floor(count) + 1 }, (_, k) => (log ? least * 10 ** k : k * step));
  return {
    width,
    height,
    left,
    right,
    top,
    bottom,
    least,
    ticks: ticks.map((value) => /** @type {[number, string]} */ ([value, tickLabel(value)])),
    moments: [...new Set([0, Math.round(updates / 2), updates])],
    x: (/** @type {number} */ update) => left + 8 + (update / Math.max(1, updates)) * (right - left - 16),
    y: (/** @type {number} */ value) => bottom - share(value) * (bottom - top),
  };
}

/**
 * The place of the checkpoint nearest to a point of the curve.
 * @param {Checkpoint[]} checkpoints
 * @param {Frame} frame
 * @param {number} x
 */
export function nearest(checkpoints, frame, x) {
  const far = checkpoints.map(({ step }) => Math.abs(frame.x(step) - x));
  return far.indexOf(Math.min(...far));
}

/**
 * The two lines a loss is compared with, their labels never one over the other.
 * @param {History} history
 * @param {Frame} frame
 */
export function references({ tokens: { length }, floor }, frame) {
  const lines = [
    { value: Math.log(length), label: `ln ${length} = ${number(Math.log(length))}`, dash: [7, 4] },
    { value: floor, label: `floor ${floor ? number(floor, 4) : "0"}`, dash: [2, 3] },
  ].map(({ value, label, dash }) => {
    const drawn = value >= frame.least; // nothing stands below a log scale
    const y = frame.y(value);
    return { label: drawn ? label : `${label} ↓`, y, at: y, dash, drawn };
  });
  const [upper, lower] = [...lines].sort((one, other) => one.y - other.y);
  upper.at = Math.max(frame.top, Math.min(upper.y, lower.y - 15));
  lower.at = Math.max(lower.y, upper.at + 15);
  return lines;
}

/**
 * What the figure says of the chosen checkpoint: the loss that training recorded.
 * @param {History} history
 * @param {Checkpoint} point
 */
export function recorded({ text, updates }, { step, loss }) {
  const of = text === null ? "the mean of one random batch of pieces of the text" : `the mean over ${inShort(text)}`;
  return `After ${step} of ${updates} updates: recorded loss ${number(loss, 4)} nats, ${of}.`;
}

/**
 * And the loss of the same network on the text in the box.
 * @param {Results} results
 * @param {Reading} reading
 * @param {History} history
 */
export function measured({ means, guesses }, { targets }, { tokens }) {
  const mean = means[means.length - 1];
  const right = guesses.filter((guess, k) => guess === targets[k]).length;
  return (
    `On the text above: mean loss ${number(mean, 4)} nats, perplexity ${number(Math.exp(mean), 2)} ` +
    `(a blind guess has ${tokens.length}); the most likely character is right at ${right} of ${targets.length} steps.`
  );
}

/**
 * A text in quotes, the beginning of a long one.
 * @param {string} text
 */
function inShort(text, most = 24) {
  const characters = [...text];
  return `‘${characters.slice(0, most).map(visible).join("")}${characters.length > most ? "…" : ""}’`;
}

/**
 * What the curve shows.
 * @param {History} history
 */
export const captionOf = ({ text }) =>
  text === null ? "Loss of the random batch of every update" : `Loss on ${inShort(text)} after every update`;

/**
 * What its two lines are, and what of the history a saved page leaves out.
 * @param {History} history
 */
export function keyOf({ tokens, floor, every, checkpoints, kept }) {
  return (
    `ln ${tokens.length}: a blind guess among ${tokens.length} characters. ` +
    `Floor ${floor ? number(floor, 4) : "0"}: no network does better on the whole text from the current character alone.` +
    (every > 1 ? ` The line joins every ${every}th update.` : "") +
    (checkpoints.length < kept
      ? ` This page has ${checkpoints.length} of the ${kept} checkpoints, so that it stays small.`
      : "")
  );
}

/**
 * One step and one unit of the chosen network in words, beside what they were before training.
 * @param {Now} now
 * @param {number} t
 * @param {number} i
 */
export function stepInWords({ reading, results, tokens, p, before }, t, i) {
  if (t === 0) return "H₀ is 0 in every unit, at every checkpoint: nothing has been read yet.";
  const best = results.guesses[t - 1];
  const [read, next] = [quoted(reading.characters[t - 1]), quoted(reading.characters[t])];
  const [loss, first] = [results, before].map(({ losses }) => number(losses[t - 1], 4));
  const [value, start] = [results, before].map(({ trace }) => signed(trace.H[t * p.h + i]));
  return (
    `Step ${t} reads ${read}; ${next} is next. Most likely: ${quoted(tokens[best])} ` +
    `(${probability(results.softmax[t - 1][best])}). Loss ${loss}, before training ${first}. ` +
    `Unit ${i + 1}: ${value}, before training ${start}.`
  );
}

/**
 * The network of the chosen checkpoint, one row a time step.
 * @param {Now} now
 */
export function stepsOf({ reading, results, tokens, p }) {
  const { trace, guesses, softmax, losses } = results;
  const units = Array.from({ length: p.h }, (_, i) => i);
  const steps = losses.map((loss, k) => [
    String(k + 1),
    visible(reading.characters[k]),
    visible(reading.characters[k + 1]),
    visible(tokens[guesses[k]]),
    number(softmax[k][reading.targets[k]], 4),
    number(loss, 4),
    ...units.map((i) => number(trace.H[(k + 1) * p.h + i], 4)),
  ]);
  const head = ["step", "input", "target", "guess", "p(target)", "loss", ...units.map((i) => `unit ${i + 1}`)];
  return [head, ...steps];
}

/**
 * The checkpoints and the losses that training recorded.
 * @param {History} history
 */
export const checkpointsOf = ({ checkpoints }) => [
  ["updates", "recorded loss"],
  ...checkpoints.map(({ step, loss }) => [String(step), number(loss, 4)]),
];

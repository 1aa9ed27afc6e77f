/**
 * Learning a text in the page: what train.fit(text) leaves, by a run that can be cut into slices; and where a text cannot
 * be learned, why. The untrained parameters are train.fit's for the seed, and so are the losses but for rounding. Over
 * about 40 characters training is chaotic, in torch on another processor, too: there only the first losses are the same.
 */

/**
 * @import { Params, Sizes } from "../types.d.ts"
 * @typedef {{ step: number, loss: number, params: Params, weights: string }} Checkpoint
 */

/**
 * Why a text cannot be learned, or why a run ended early; a place counts from 1.
 * @typedef {{ reason: "empty" }
 *   | { reason: "one", character: string }
 *   | { reason: "half", place: number }
 *   | { reason: "long", characters: number, most: number }
 *   | { reason: "wide", h: number, most: number }
 *   | { reason: "exploded", updates: number }} Problem
 */

/**
 * A text being learned, as train.History: `losses[k]` after k updates, checkpoints from step 0 to the last.
 * `advance(milliseconds)` goes on, at least a little, and no further than seems to fit; `stop` ends the run with what it
 * has. `done` is true at the end, and from the start where a `problem` keeps it from beginning.
 * @typedef {object} Learning
 * @property {string} text
 * @property {string[]} tokens
 * @property {Sizes} sizes
 * @property {Settings} settings
 * @property {number[]} losses
 * @property {Checkpoint[]} checkpoints
 * @property {boolean} done
 * @property {Problem | null} problem
 * @property {(milliseconds: number) => void} advance
 * @property {() => void} stop
 */

/**
 * What train.fit can be told besides the text and h, with its own defaults.
 * @typedef {object} Settings
 * @property {number} seed
 * @property {number} sigma
 * @property {boolean} recurrent
 * @property {number} numSteps
 * @property {number} lr
 * @typedef {Partial<Settings & { h: number }>} Options
 */

import { trainer } from "./fit.js";
import { initParams } from "./randn.js";
import { encodeParams } from "./rnn.js";

export const AT_ONCE = 15; // characters of a text that is learned before anyone could notice
export const SLICE = 8; // milliseconds: half a frame
const MOST_CHARACTERS = 128;
export const MOST_UNITS = 64;
const MOST_CHECKPOINTS = 31;
/** @type {Settings} */
export const DEFAULTS = { seed: 0, sigma: 1, recurrent: true, numSteps: 200, lr: 0.05 };

/**
 * The tokens of a text: its different characters (code points) as Python sorts them.
 * @param {Iterable<string>} text
 */
export function vocabulary(text) {
  return [...new Set(text)].sort((one, other) => Number(one.codePointAt(0)) - Number(other.codePointAt(0)));
}

/**
 * What keeps a text from being learned with h units, or null.
 * @param {string} text
 * @param {number} h
 * @returns {Problem | null}
 */
export function obstacle(text, h) {
  const characters = [...text];
  const half = characters.findIndex((character) => /\p{Surrogate}/u.test(character));
  if (half >= 0) return { reason: "half", place: half + 1 };
  if (characters.length === 0) return { reason: "empty" };
  if (characters.length === 1) return { reason: "one", character: text };
  if (characters.length > MOST_CHARACTERS)
    return { reason: "long", characters: characters.length, most: MOST_CHARACTERS };
  return h > MOST_UNITS ? { reason: "wide", h, most: MOST_UNITS } : null;
}

/**
 * Whether a text is learned before anyone could notice.
 * @param {string} text
 * @param {Settings} settings
 */
export const isQuick = (text, { numSteps }) => [...text].length <= AT_ONCE && numSteps <= DEFAULTS.numSteps;

/**
 * The learning of a text: a short one is learned already, a longer one is to be advanced.
 * @param {string} text
 * @param {Options} [options]
 * @returns {Learning}
 */
export function learn(text, { h = 32, ...options } = {}) {
  const settings = { ...DEFAULTS, ...options };
  const tokens = vocabulary(text);
  const sizes = { d: tokens.length, h, q: tokens.length };
  const problem = obstacle(text, h);
  /** @type {Learning} */
  const learning = {
    ...{ text, tokens, sizes, settings, losses: [], checkpoints: [] },
    ...{ done: true, problem, advance() {}, stop() {} },
  };
  if (problem) return learning;

  const pieces = training(learning);
  learning.done = false;
  learning.advance = (milliseconds) => {
    let now = performance.now();
    const end = now + milliseconds;
    let last = 0; // as long as the last piece took, the next one will
    while (!learning.done && now + last <= end) {
      pieces.next();
      last = performance.now() - now;
      now += last;
    }
  };
  learning.stop = () => {
    learning.done = true;
    while (!pieces.next().done);
  };
  if (isQuick(text, settings)) learning.advance(Infinity);
  return learning;
}

/**
 * Trains in pieces of a few milliseconds at most, and writes down what comes of it, until `learning.done`.
 * @param {Learning} learning
 */
function* training(learning) {
  const { text, tokens, sizes, checkpoints } = learning;
  const { seed, sigma, recurrent, numSteps, lr } = learning.settings;
  const indices = Array.from(text, (character) => tokens.indexOf(character));
  const start = initParams(sizes.d, sizes.h, sizes.q, sigma, seed);
  yield;
  const run = trainer(indices.slice(0, -1), indices.slice(1), start, { numSteps, lr, recurrent });
  const kept = checkpointSteps(numSteps);
  learning.losses = run.losses;
  for (;;) {
    const step = run.losses.length - 1;
    learning.done ||= run.done;
    if (run.exploded) learning.problem = { reason: "exploded", updates: step };
    if ((learning.done || kept.has(step)) && checkpoints.at(-1)?.step !== step) {
      const point = checkpoint(step, run.losses[step], run.params());
      checkpoints.push(point);
      if (!isQuick(text, learning.settings)) void point.weights; // in its own slice: all of them at the end would be felt
    }
    if (learning.done) return;
    yield;
    if (!learning.done) run.advance();
  }
}

/**
 * A network on the way. It is packed when it is first to be sent: a page without Python never does it.
 * @param {number} step
 * @param {number} loss
 * @param {Params} params
 * @returns {Checkpoint}
 */
function checkpoint(step, loss, params) {
  let packed = "";
  return {
    ...{ step, loss, params },
    get weights() {
      packed ||= encodeParams(params);
      return packed;
    },
  };
}

/**
 * After how many updates the parameters are kept: train.steps_to_keep, close together at the beginning.
 * @param {number} numSteps
 */
export function checkpointSteps(numSteps) {
  const last = MOST_CHECKPOINTS - 1;
  return new Set(Array.from({ length: last + 1 }, (_, i) => Math.round((numSteps + 1) ** (i / last)) - 1));
}

/**
 * What was learned as JSON can hold it, for Python to make a train.History of: parameters in base64.
 * @param {Learning} learning
 */
export function encodeHistory({ text, tokens, sizes, settings, losses, checkpoints }) {
  const encoded = checkpoints.map((point) => ({
    ...{ step: point.step, loss: point.loss },
    get weights() {
      return point.weights;
    },
  }));
  return { text, tokens, sizes, settings, losses, checkpoints: encoded };
}

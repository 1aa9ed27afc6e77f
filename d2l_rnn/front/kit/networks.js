/** The network of a figure: the one that Python gave, or the one that learned the reader's text in the page. */

/** @import { Model, Network, Params, Sizes } from "../types.d.ts" */
/** @import { Learning, Options, Problem, Settings } from "../equations/history.js" */

import { encodeHistory, learn, MOST_UNITS, SLICE } from "../equations/history.js";
import { initParams } from "../equations/randn.js";
import { changed, decodeParams, withoutMemory } from "../equations/rnn.js";
import { write } from "./traits.js";

/**
 * `text` is what it was trained on as a whole, where it was; `history` is how it came about, where that is known;
 * `settings` are those of the training, where they are known.
 * @typedef {object} Net
 * @property {string[]} tokens
 * @property {Sizes} sizes
 * @property {Params} trained
 * @property {Params | null} untrained
 * @property {string | null} text
 * @property {boolean} mine whether it was learned here
 * @property {Settings | null} settings
 * @property {History | null} history
 */

/**
 * `losses[k]` is the loss after `updates[k]` updates, or after k where `updates` is null. `at(k)` gives the parameters
 * of checkpoint k.
 * @typedef {object} History
 * @property {number[]} losses
 * @property {number[] | null} updates
 * @property {Checkpoint[]} checkpoints
 * @property {(k: number) => Params} at
 */

/**
 * A checkpoint as it is sent: its parameters, or, on a saved page, how they changed since the checkpoint before. The first
 * may have neither: its parameters are those that its seed draws.
 * @typedef {{ step: number, loss: number, weights?: string, change?: string, scales?: number[] }} Checkpoint
 */

/** @typedef {{ text: string, tokens: string[], sizes: Sizes, settings: Settings, losses: number[], checkpoints: Checkpoint[] }} Learned */

/** @type {WeakMap<object, Net>} */
const nets = new WeakMap(); // what a trait holds → the network in it

/**
 * The network that a figure computes with now.
 * @param {Model} model
 * @returns {Net}
 */
export function netOf(model) {
  const sent = model.get("learned");
  if (!sent) return firstOf(model);
  const net = nets.get(sent) ?? learned(sent);
  nets.set(sent, net);
  return net;
}

/**
 * The network that Python gave.
 * @param {Model} model
 * @returns {Net}
 */
export function firstOf(model) {
  const sent = model.get("network");
  const net = nets.get(sent) ?? given(sent);
  nets.set(sent, net);
  return net;
}

/**
 * @param {Network} network
 * @returns {Net}
 */
function given(network) {
  const { tokens, sizes, weights, untrained, text = null, settings = null } = network;
  const own = { tokens, sizes, text, mine: false, settings };
  if (!weights) return { ...own, ...entire(network) };
  // a saved page has the settings of the training instead of the numbers that it began with
  const before =
    untrained && ("seed" in Object(untrained) ? drawn({ sizes, settings: untrained }) : decodeParams(untrained, sizes));
  return { ...own, trained: decodeParams(weights, sizes), untrained: before ?? null, history: null };
}

/**
 * @param {Learned} sent
 * @param {Params[]} [known] of its checkpoints
 * @returns {Net}
 */
function learned(sent, known) {
  const { tokens, sizes, text, settings } = sent;
  return { tokens, sizes, text, mine: true, settings, ...entire(sent, known) };
}

/**
 * A history, whose parameters are decoded when they are first asked for, and its first and last. A page that is saved may
 * have the settings alone: it learns the word once more.
 * @param {Learned | Network} sent
 * @param {Params[]} decoded those of the parameters that are known
 */
function entire(sent, decoded = []) {
  const { sizes, settings, text } = sent;
  /** @type {Partial<Network>} */
  const whole = sent.checkpoints ? sent : learn(text, { ...settings, h: sizes.h });
  const { checkpoints, losses, updates = null } = whole;
  const at = (/** @type {number} */ k) => {
    const { params, weights, change, scales } = checkpoints[k];
    decoded[k] ??=
      params ?? (weights ? decodeParams(weights, sizes) : change ? changed(at(k - 1), change, scales) : drawn(sent));
    return decoded[k];
  };
  return { trained: at(checkpoints.length - 1), untrained: at(0), history: { losses, updates, checkpoints, at } };
}

/** The parameters that training began with, drawn from its seed. @param {Network | Pick<Learned, "sizes" | "settings">} sent */
function drawn({ sizes: { d, h, q }, settings: { sigma, seed, recurrent } }) {
  const start = initParams(d, h, q, sigma, seed);
  return recurrent ? start : withoutMemory(start);
}

/** @type {WeakMap<Net, Params>} */
const memoryless = new WeakMap();

/**
 * The parameters of a network of the same sizes that learned the same text without W_hh; where the text is not known or
 * too long to be learned at once, those of the network with W_hh cut off.
 * @param {Net} net
 */
export function withoutHiddenState(net) {
  let params = memoryless.get(net);
  if (!params) {
    const learning = net.text === null ? null : learn(net.text, { ...net.settings, h: net.sizes.h, recurrent: false });
    const whole = learning?.done && !learning.problem && learning.tokens.join() === net.tokens.join();
    params =
      whole && learning ? learning.checkpoints[learning.checkpoints.length - 1].params : withoutMemory(net.trained);
    memoryless.set(net, params);
  }
  return params;
}

/**
 * A text that is being learned for a figure, or what became of it while that is still to be said: the `problem`, or
 * `wider`, the number of units of the network whose place a narrower one took. `after` is set with what is learned.
 * @typedef {{ learning: Learning, problem: Problem | null, wider: number, after: Record<string, unknown> }} Run
 */

/** @type {WeakMap<Model, Run>} */
const runs = new WeakMap();
/** @type {WeakMap<Model, Set<() => void>>} */
const listeners = new WeakMap(); // the views of a model

/** What is being learned for a figure, or what is still to be said of the last try. @param {Model} model */
export const runOf = (model) => runs.get(model) ?? null;

/** Whether a run goes on. @param {Run | null} run */
export const goesOn = (run) => run !== null && !run.learning.done;

/**
 * Call `update` while a text is being learned; returns the function that ends it.
 * @param {Model} model
 * @param {() => void} update
 */
export function onLearning(model, update) {
  prepare();
  const all = listeners.get(model) ?? new Set();
  listeners.set(model, all.add(update));
  return () => {
    all.delete(update);
    if (!all.size) stopLearning(model); // nobody looks any more
  };
}

let prepared = false; // once for a page

/** Train a little when the browser has nothing else to do: it has compiled the loops then, before a reader presses. */
function prepare() {
  if (prepared) return;
  prepared = true;
  globalThis.requestIdleCallback?.(() => learn("learn this word", { h: 16, numSteps: 50 }));
}

const tell = (/** @type {Model} */ model) => {
  for (const update of listeners.get(model) ?? []) update();
};

const PAUSE = 100; // milliseconds between two sentences about a run

/**
 * Let the network of a figure learn a text: a word at once, a longer text in slices of less than a frame. What cannot be
 * learned leaves a problem in runOf.
 * @param {Model} model
 * @param {string} text
 * @param {{ options?: Options, after?: Record<string, unknown> }} [how]
 */
export function learnText(model, text, { options = {}, after = {} } = {}) {
  stopLearning(model);
  const { h } = netOf(model).sizes;
  const learning = learn(text, { h: Math.min(h, MOST_UNITS), ...options });
  const wider = options.h === undefined && h > MOST_UNITS ? h : 0;
  const run = { learning, problem: learning.problem, wider, after };
  runs.set(model, run);
  let told = -PAUSE;
  const slice = () => {
    if (runs.get(model) !== run) return;
    learning.advance(SLICE);
    if (learning.done) return finish(model, run);
    setTimeout(slice, 0);
    if (performance.now() - told < PAUSE) return;
    told = performance.now();
    tell(model);
  };
  if (learning.done) finish(model, run);
  else slice();
}

/**
 * @param {Model} model
 * @param {Run} run
 */
function finish(model, run) {
  run.problem = run.learning.problem;
  if (run.problem) return tell(model);
  if (!run.wider) runs.delete(model);
  const sent = encodeHistory(run.learning);
  nets.set(
    sent,
    learned(
      sent,
      run.learning.checkpoints.map(({ params }) => params),
    ),
  );
  write(model, { learned: sent, playing: false, ...run.after });
}

/**
 * End a run, where it goes on, with what it has learned so far or with nothing; and what was still to be said of it.
 * @param {Model} model
 */
export function stopLearning(model, keep = false) {
  const run = runs.get(model);
  if (!run) return;
  const going = goesOn(run);
  runs.delete(model);
  run.learning.stop();
  if (!going || !keep) return;
  if (run.wider) runs.set(model, run);
  finish(model, run);
}

/** What was said of a run has been read: the reader goes on. @param {Model} model */
export function forget(model) {
  if (!goesOn(runOf(model)) && runs.delete(model)) tell(model);
}

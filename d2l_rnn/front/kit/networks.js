/** The network of a figure: the one that Python gave, or the one that learned the reader's text in the page. */

/** @import { Model, Network, Params, Sizes } from "../types.d.ts" */
/** @import { Learning, Problem } from "../equations/history.js" */

import { encodeHistory, learn, MOST_UNITS, SLICE } from "../equations/history.js";
import { decodeParams, withoutMemory } from "../equations/rnn.js";
import { write } from "./traits.js";

/**
 * `text` is what it was trained on, where that is known; `history` are its losses and its networks on the way, of which
 * `at(k)` gives the parameters; `mine` says whether it was learned here.
 * @typedef {object} Net
 * @property {string[]} tokens
 * @property {Sizes} sizes
 * @property {Params} trained
 * @property {Params | null} untrained
 * @property {string | null} text
 * @property {boolean} mine
 * @property {{ losses: number[], checkpoints: { step: number, loss: number }[], at: (k: number) => Params } | null} history
 */

/** @typedef {{ text: string, tokens: string[], sizes: Sizes, losses: number[], checkpoints: { step: number, loss: number, weights: string }[] }} Learned */

/** @type {WeakMap<object, Net>} */
const nets = new WeakMap(); // what a trait holds → the network in it

/**
 * The network that a figure computes with now.
 * @param {Model} model
 * @returns {Net}
 */
export function netOf(model) {
  const network = model.get("network");
  const sent = model.get("learned") ?? network;
  let net = nets.get(sent);
  if (!net) {
    net = sent === network ? given(network) : learned(sent);
    nets.set(sent, net);
  }
  return net;
}

/**
 * @param {Network} network
 * @returns {Net}
 */
function given({ tokens, sizes, weights, untrained, text = null }) {
  const decoded = (/** @type {string} */ base64) => decodeParams(base64, sizes);
  const before = untrained ? decoded(untrained) : null;
  return { tokens, sizes, trained: decoded(weights), untrained: before, text, mine: false, history: null };
}

/**
 * @param {Learned} sent
 * @returns {Net}
 */
function learned({ text, tokens, sizes, losses, checkpoints }) {
  const last = checkpoints.length - 1;
  /** @type {Params[]} */
  const decoded = [];
  const at = (/** @type {number} */ k) => {
    decoded[k] ??= decodeParams(checkpoints[k].weights, sizes);
    return decoded[k];
  };
  const history = { losses, checkpoints, at };
  return { tokens, sizes, trained: at(last), untrained: at(0), text, mine: true, history };
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
    const learning = net.text === null ? null : learn(net.text, { h: net.sizes.h, recurrent: false });
    const whole = learning?.done && !learning.problem && learning.tokens.join() === net.tokens.join();
    params =
      whole && learning ? learning.checkpoints[learning.checkpoints.length - 1].params : withoutMemory(net.trained);
    memoryless.set(net, params);
  }
  return params;
}

/** @typedef {{ learning: Learning, problem: Problem | null }} Run */

/** @type {WeakMap<Model, Run>} */
const runs = new WeakMap();
/** @type {WeakMap<Model, Set<() => void>>} */
const listeners = new WeakMap(); // the views of a model

/** What is being learned for a figure, or what became of the last try. @param {Model} model */
export const runOf = (model) => runs.get(model) ?? null;

/**
 * Call `update` while a text is being learned; returns the function that ends it.
 * @param {Model} model
 * @param {() => void} update
 */
export function onLearning(model, update) {
  const all = listeners.get(model) ?? new Set();
  listeners.set(model, all.add(update));
  return () => {
    all.delete(update);
    if (!all.size) runs.get(model)?.learning.stop(); // nobody looks any more
  };
}

const tell = (/** @type {Model} */ model) => {
  for (const update of listeners.get(model) ?? []) update();
};

/**
 * Let the network of a figure learn a text: a word at once, a longer text in slices of less than a frame. What cannot be
 * learned leaves a problem in runOf.
 * @param {Model} model
 * @param {string} text
 */
export function learnText(model, text) {
  stopLearning(model);
  const learning = learn(text, { h: Math.min(netOf(model).sizes.h, MOST_UNITS) });
  const run = { learning, problem: learning.problem };
  runs.set(model, run);
  const slice = () => {
    if (runs.get(model) !== run) return;
    learning.advance(SLICE);
    if (learning.done) finish(model, run);
    else {
      tell(model);
      setTimeout(slice, 0);
    }
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
  runs.delete(model);
  write(model, { learned: encodeHistory(run.learning), playing: false });
}

/**
 * End a run with what it has learned so far, or forget what a text lacked.
 * @param {Model} model
 */
export function stopLearning(model, keep = false) {
  const run = runs.get(model);
  if (!run) return;
  runs.delete(model);
  run.learning.stop();
  if (keep && !run.learning.problem) finish(model, run);
}

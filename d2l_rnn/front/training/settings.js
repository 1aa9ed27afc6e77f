/** How a network is trained: what the reader may choose, and training it again in the page. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Net } from "../kit/networks.js"
 * @import { Losses } from "./numbers.js"
 * @import { Options } from "../equations/history.js"
 */

import { checkpointSteps, DEFAULTS, isQuick, learn, obstacle } from "../equations/history.js";
import { firstOf, learnText } from "../kit/networks.js";

const calm = () => globalThis.matchMedia("(prefers-reduced-motion: reduce)").matches;

/** Whether a network has a W_hh: one trained without it has nothing but zeros there. @param {Net} net */
export const hasMemory = (net) => net.settings?.recurrent ?? net.trained.W_hh.some((weight) => weight !== 0);

/** How a network was trained; where that is not known, or it was not, what train.fit does by itself. @param {Net} net */
export function settingsOf(net) {
  const told = { ...DEFAULTS, recurrent: hasMemory(net), ...net.settings };
  return { ...told, numSteps: told.numSteps || DEFAULTS.numSteps };
}

/** How another text is learned: as train.fit does by itself, or as the reader chose; and with memory where this one has it. @param {Net} net */
export const toLearn = (net) => ({
  ...(net.mine ? settingsOf(net) : { recurrent: hasMemory(net) }),
  numSteps: DEFAULTS.numSteps,
});

/** Whether the text of a network can be learned in the page. @param {Net} net */
export const learnable = ({ text }) => text !== null && obstacle(text, 1) === null;

/** What is set with a network that was learned: it is seen to learn, slowed down, or shown at once where nothing may move. */
export const seen = () =>
  calm() ? { checkpoint: checkpointSteps(DEFAULTS.numSteps).size - 1 } : { checkpoint: 0, playing: true };

/**
 * Train on the network's own text again, with other settings.
 * @param {View} v
 * @param {Options} options
 */
export const again = (v, options, after = {}) =>
  learnText(v.model, v.net.text ?? "", { options: { ...settingsOf(v.net), ...options }, after });

/**
 * Train without or with memory; where the network that was given is that one, it comes back.
 * @param {View} v
 * @param {boolean} recurrent
 */
export function remember(v, recurrent) {
  if (recurrent === hasMemory(v.net)) return;
  const first = firstOf(v.model);
  const wanted = { ...settingsOf(v.net), recurrent };
  const own = settingsOf(first);
  const same = Object.entries(own).every(([name, value]) => value === Object(wanted)[name]);
  if (same && first.text === v.net.text && first.sizes.h === v.net.sizes.h) v.set({ learned: null, ...seen() });
  else again(v, { recurrent }, seen());
}

/** @type {WeakMap<Net, Losses | null>} */
const others = new WeakMap();

/**
 * The losses of the same training with memory, beside which those without it are seen to stop short; null where there is
 * nothing to compare, or the text is too long to be learned in passing.
 * @param {View} v
 */
export function withMemory({ net, model }) {
  if (hasMemory(net) || net.text === null) return null;
  let other = others.get(net);
  if (other === undefined) {
    const first = firstOf(model);
    if (first.text === net.text && hasMemory(first)) other = first.history;
    else if (isQuick(net.text, settingsOf(net)))
      other = {
        losses: learn(net.text, { ...settingsOf(net), h: net.sizes.h, recurrent: true }).losses,
        updates: null,
      };
    others.set(net, other ?? null);
  }
  return other ?? null;
}

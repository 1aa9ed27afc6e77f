/** What a figure says and offers about learning the text that is typed. */

/** @import { View } from "./figure.js" */
/** @import { Problem } from "../equations/history.js" */

import { html } from "lit-html";
import { obstacle } from "../equations/history.js";
import { goesOn, runOf, stopLearning } from "./networks.js";
import { t, tn } from "./translate.js";
import { halved } from "./unreadable.js";
import { number } from "./words.js";

/**
 * How far the learning of a text is, or what became of it that is still to be said; null where there is neither.
 * @param {View} v
 */
export function progress({ model }) {
  const run = runOf(model);
  if (!run) return null;
  if (run.problem) return wrong(run.problem);
  const { losses, settings, sizes } = run.learning;
  if (!goesOn(run))
    return t("Learned with {h} hidden units, the most that a page learns with; the network before has {wider}.", {
      h: sizes.h,
      wider: run.wider,
    });
  if (!losses.length) return t("Learning this text.");
  const updates = losses.length - 1;
  return t("Learning this text: {updates} of {all} updates, the loss is {loss}.", {
    updates,
    all: settings.numSteps,
    loss: number(losses[updates], 2),
  });
}

/** @param {Problem} problem */
function wrong(problem) {
  switch (problem.reason) {
    case "empty":
      return t("There is nothing to learn yet. Type a word of two letters at least.");
    case "one":
      return t("One letter has no next one to learn. Type one more.");
    case "half":
      return halved(problem.place);
    case "long":
      return t("This text has {characters} letters; a page learns at most {most}. Shorten it, then learn.", {
        characters: problem.characters,
        most: problem.most,
      });
    case "exploded":
      return tn(
        "The loss exploded after one update, so the network stays as it was.",
        "The loss exploded after {n} updates, so the network stays as it was.",
        problem.updates,
      );
    default:
      return ""; // a network that is too wide learns with fewer units
  }
}

/**
 * The buttons beside the sentence: what can be done with the text that is typed. Learning one that cannot be learned says
 * why.
 * @param {View} v
 */
export function offers(v) {
  const { model, net, typed } = v;
  const running = goesOn(runOf(model));
  const button = (/** @type {string} */ label, /** @type {string} */ title, /** @type {() => void} */ click) =>
    html`<button type="button" class="d2l-offer" title=${title} @click=${click}>${label}</button>`;
  return html`<div class="d2l-offers${v.lost && obstacle(typed, 1) === null ? " wanted" : ""}">
    ${running ? button(t("Stop"), t("Stop, and keep what is learned so far"), () => stopLearning(model, true)) : ""}
    ${net.text !== typed && !running ? button(t("Learn this text"), t("Train a network of this size on this text, here in the page; one press gives the first one back"), v.learn) : ""}
    ${net.mine && !running ? button(t("Give back the first network"), t("Forget what was learned here"), () => giveBack(v)) : ""}
  </div>`;
}

/** @param {View} v */
function giveBack(v) {
  const { tokens, text } = v.network;
  const readable = v.letters.every((letter) => tokens.includes(letter));
  v.set({ learned: null, playing: false, ...(readable || !text ? {} : { text }) });
}

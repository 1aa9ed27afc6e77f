/** Predictions' numbers: a free run as the figure shows it, and what it says of a run and of a step. */

/** @import { Model, Params, Reading } from "../types.d.ts" */

import { read } from "../equations/reading.js";
import { departure, freeRun, period } from "../equations/sampling.js";
import { number, quoted, visible } from "../kit/words.js";

/**
 * A text that is read as it is written, and what the network predicts of it.
 * @typedef {{ reading: Reading, results: ReturnType<typeof import("../equations/predicting.js").compute>, free?: undefined }} Taught
 */

/** @typedef {ReturnType<typeof runFreely>} Ran */
/** @typedef {Taught | Ran} Shown */

/**
 * How many characters of a reading are given to a free run.
 * @param {Reading} reading
 * @param {number} prefix
 */
const givenOf = (reading, prefix) => Math.max(1, Math.min(prefix, reading.indices.length));

/**
 * The last step that a model's traits lead to.
 * @param {Model} model
 * @returns {number}
 */
export function lastStep(model) {
  const reading = read(model.get("text"), model.get("network"));
  if (model.get("feed") !== "free") return reading.inputs.length;
  return reading.indices.length && givenOf(reading, model.get("prefix")) + model.get("length") - 1;
}

/**
 * A free run over the beginning of a reading, as what the figure shows: the characters that were read and written.
 * @param {Reading} reading
 * @param {Params} p
 * @param {string[]} tokens
 * @param {{ pick: string, temperature: number, seed: number, prefix: number, length: number }} options
 */
export function runFreely(reading, p, tokens, options) {
  const given = givenOf(reading, options.prefix);
  const results = freeRun(reading.indices.slice(0, given), options.length, p, options);
  const picked = results.picks.slice(given - 1).map((pick) => tokens[/** @type {number} */ (pick)]);
  const characters = [...reading.characters.slice(0, given), ...picked];
  const text = reading.characters.slice(0, reading.indices.length);
  const free = { given, text, indices: reading.indices, sampled: options.pick === "sample" };
  return { reading: { characters, inputs: results.inputs }, results, free };
}

/**
 * What a free run wrote, where it left the text, and what it repeats at its end.
 * @param {Pick<Ran, "results" | "free"> & { reading: Pick<Ran["reading"], "characters"> }} run
 */
export function wrote({ reading, results, free }) {
  const { characters } = reading;
  const { given, text, indices } = free;
  const run = (/** @type {number} */ from, /** @type {number} */ to = characters.length) =>
    `‘${characters.slice(from, to).map(visible).join("")}’`;
  const known = Math.min(text.length, characters.length) - given;
  const left = departure(results.picks, indices);
  const compared =
    known <= 0
      ? "The text has nothing more to compare it with."
      : left === null
        ? `It keeps to the text for as long as there is one, up to step ${given + known - 1}.`
        : `From step ${left} on it has left the text: it picks ${quoted(characters[left])} where the text has ${quoted(text[left])}.`;
  const size = period(characters.slice(given));
  const loop = size ? ` At the end it repeats ${run(-size)}.` : "";
  return `Given ${run(0, given)}, it writes ${run(given)}. ${compared}${loop}`;
}

/**
 * Why a step of a free run picks what it picks; `u` is the number it drew, if it did.
 * @param {number | null | false} u
 * @param {string} next
 * @param {number | null} target
 */
export function reasonOf(u, next, target) {
  if (target === null) return "The next input is given, so nothing is picked here.";
  if (u === false || u === null) return `${next} is the most likely character.`;
  return (
    `The number drawn for this step is ${number(u, 4)}. ` +
    `Add up the probabilities in the order of the tokens: the sum passes this number at ${next}.`
  );
}

/**
 * The loss of the whole text, in a sentence.
 * @param {{ means: number[] }} results
 * @param {number} q
 */
export function summary({ means }, q) {
  const mean = means[means.length - 1];
  return (
    `Whole text: mean loss ${number(mean, 4)} nats; perplexity exp(${number(mean, 4)}) = ${number(Math.exp(mean))}, ` +
    `as unsure as a fair choice among so many characters. A blind guess among all ${q} has ${q}.`
  );
}

/**
 * What a network without memory can reach at best, in a sentence.
 * @param {number} floor
 */
export function floorSentence(floor) {
  const reason =
    floor === 0
      ? "0: each character is always followed by the same one, so the current character is enough."
      : `a mean loss of ${number(floor, 4)} (perplexity ${number(Math.exp(floor))}): ` +
        "no weights do better on it from the current character alone.";
  return `Without memory the floor of this text is ${reason}`;
}

/**
 * The numbers of the figure as rows of a table, its head first: one row a time step.
 * @param {Shown & { tokens: string[] }} shown
 */
export function rowsOf({ reading, results, tokens, free }) {
  const { characters } = reading;
  const { softmax } = results;
  const head = free
    ? ["comes from", "picked", "p(picked)", "the text has"]
    : ["target", "p(target)", "loss", "mean so far"];
  const middle = (/** @type {number} */ k) => {
    if (!free)
      return [
        visible(characters[k + 1]),
        ...[softmax[k][reading.targets[k]], results.losses[k], results.means[k]].map(four),
      ];
    const pick = results.picks[k];
    const picked = pick === null ? ["–", "–"] : [visible(characters[k + 1]), four(softmax[k][pick])];
    const known = free.text[k + 1];
    return [k < free.given ? "the text" : "its pick", ...picked, known === undefined ? "" : visible(known)];
  };
  const rows = softmax.map((row, k) => [String(k + 1), visible(characters[k]), ...middle(k), ...Array.from(row, four)]);
  const columns = tokens.map((token) => `p(${visible(token)})`);
  return [["step", "input", ...head, ...columns], ...rows];
}

const four = (/** @type {number} */ value) => number(value, 4);

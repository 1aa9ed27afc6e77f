/** What a reader sets of a free run. */

/** @import { Model } from "../types.d.ts" */

import { chooser, numberField, slider } from "../kit/controls.js";
import { node } from "../kit/nodes.js";
import { write } from "../kit/traits.js";
import { number } from "../kit/words.js";

export const RUN = ["pick", "temperature", "seed", "prefix", "length"]; // the traits of a free run

/**
 * The controls of a free run; `show()` follows the model and says whether there is one.
 * @param {Model} model
 */
export function freeControls(model) {
  const { limits, most } = model.get("network");
  const change = (/** @type {string} */ trait) => (/** @type {number | string} */ value) =>
    write(model, { [trait]: value });
  const count = (/** @type {string} */ trait, /** @type {string} */ label, /** @type {number[]} */ [least, most]) =>
    numberField({ label, least, most, whole: true, size: 4, change: change(trait) });
  const pick = chooser({
    label: "Pick",
    options: Object.entries({ argmax: "the most likely", sample: "by chance" }),
    change: change("pick"),
  });
  const words = (/** @type {number} */ value) => number(value, 2);
  const temperature = slider({
    label: "Temperature",
    min: limits.temperature[0],
    max: limits.temperature[1],
    step: 0.05,
    words,
    change: change("temperature"),
  });
  const seed = count("seed", "Seed", limits.seed);
  const prefix = count("prefix", "Given characters", [limits.prefix[0], most.characters - 1]);
  const length = count("length", "Characters to write", limits.length);
  const next = node(
    "button",
    { type: "button", click: () => write(model, { seed: (model.get("seed") + 1) % (limits.seed[1] + 1) }) },
    "Next seed",
  );
  const chance = node("span", { class: "d2l-options" }, seed.element, next);
  /** @type {Record<string, { show(value: any): void }>} */
  const controls = { pick, temperature, seed, prefix, length };
  const element = node(
    "div",
    { class: "d2l-options" },
    ...[pick, temperature, prefix, length].map((one) => one.element),
    chance,
  );
  function show() {
    for (const trait of RUN) controls[trait].show(model.get(trait));
    chance.hidden = model.get("pick") === "argmax";
    element.hidden = model.get("feed") !== "free";
    return !element.hidden;
  }
  return { element, show };
}

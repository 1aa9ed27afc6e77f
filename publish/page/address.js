/**
 * The state of a figure in an address: `#text=hello&step=3` opens in that state. `learn=banana` names a text that is
 * learned in the page, and what else the learning is told. Whatever is not named stays as the page begins with it.
 */

/**
 * @import { Model } from "../../d2l_rnn/front/types.d.ts"
 * @import { Options } from "../../d2l_rnn/front/equations/history.js"
 * @typedef {string | number | boolean} Plain
 * @typedef {string[] | "whole"} Rule the words that a trait may be, or that it is a whole number
 */

import { DEFAULTS, MOST_UNITS } from "../../d2l_rnn/front/equations/history.js";
import { learnText, netOf } from "../../d2l_rnn/front/kit/networks.js";

/** The settings of a training as Python calls them: the name here, the limits, the rule. */
const SETTINGS = /** @type {[string, keyof Options, [number, number], Rule | undefined][]} */ ([
  ["num_hiddens", "h", [1, MOST_UNITS], "whole"],
  ["num_steps", "numSteps", [1, 1000], "whole"],
  ["lr", "lr", [0, 1000], undefined],
  ["sigma", "sigma", [0, 1e6], undefined],
  ["seed", "seed", [0, 2 ** 32 - 1], "whole"],
  ["recurrent", "recurrent", [0, 1], undefined],
]);

const SHORT = 128; // letters of a text that an address names even where the page begins with it

/**
 * The traits of a figure that an address can hold, as the page begins with them.
 * @param {Record<string, unknown>} start
 */
const plain = (start) =>
  /** @type {[string, Plain][]} */ (
    Object.entries(start).filter(
      ([name, value]) => name !== "playing" && ["string", "number", "boolean"].includes(typeof value),
    )
  );

/**
 * What an address says of the state that a figure is in: its text and step, and what differs from the page's beginning.
 * @param {Model} model
 * @param {Record<string, unknown>} start
 */
export function written(model, start) {
  const said = new URLSearchParams();
  for (const [name, first] of plain(start)) {
    const value = model.get(name);
    if (value !== first || name === "step" || (name === "text" && [...value].length <= SHORT))
      said.set(name, String(value));
  }
  if (start.learned === undefined || !model.get("learned")) return said.toString();
  const { text, sizes, settings } = netOf(model);
  const options = /** @type {Options} */ ({ ...settings, h: sizes.h });
  said.set("learn", text ?? "");
  for (const [name, own] of SETTINGS) {
    if (own === "h" || options[own] !== DEFAULTS[own]) said.set(name, String(options[own]));
  }
  return said.toString();
}

/**
 * Bring a figure to the state that an address names. What the figure has not, or not with such a value, is left out.
 * @param {Model} model
 * @param {Record<string, unknown>} start
 * @param {string} address
 * @param {Record<string, Rule>} rules of its traits
 */
export function read(model, start, address, rules) {
  const said = new URLSearchParams(address);
  /** @type {Record<string, Plain>} */
  const values = {};
  for (const [name, first] of plain(start)) {
    values[name] = valueIn(said.get(name), first, model.get("network").limits[name], rules[name]) ?? first;
  }
  const learned = said.get("learn");
  if (start.learned !== undefined && learned) {
    learnText(model, learned, { options: told(said, model), after: values });
  } else if (start.learned !== undefined) {
    model.set("learned", start.learned);
  }
  for (const [name, value] of Object.entries(values)) model.set(name, value);
}

/**
 * What an address tells of the learning; the number of units is that of the figure's network where it tells none.
 * @param {URLSearchParams} said
 * @param {Model} model
 */
function told(said, model) {
  const options = /** @type {Record<string, Plain>} */ ({ h: Math.min(netOf(model).sizes.h, MOST_UNITS) });
  for (const [name, own, limits, rule] of SETTINGS) {
    const value = valueIn(said.get(name), own === "h" ? 1 : DEFAULTS[own], limits, rule);
    if (value !== null) options[own] = value;
  }
  return /** @type {Options} */ (options);
}

/**
 * A value of the kind of `first`, or null.
 * @param {string | null} text
 * @param {Plain} first
 * @param {[least: number, most: number]} [limits]
 * @param {Rule} [rule]
 * @returns {Plain | null}
 */
function valueIn(text, first, [least, most] = [-Infinity, Infinity], rule = undefined) {
  if (text === null) return null;
  if (typeof first === "boolean") return { true: true, false: false }[text] ?? null;
  if (typeof first === "string") return Array.isArray(rule) && !rule.includes(text) ? null : text;
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (!Number.isFinite(value) || (rule === "whole" && value % 1)) return null;
  return Math.max(least, Math.min(most, value));
}

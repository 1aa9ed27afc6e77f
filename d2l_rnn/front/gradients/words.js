/** What Gradients says: how long a gradient still is, in one unit throughout, and the sentence that names it. */

/** @import { View } from "../kit/figure.js" */
/** @import { Words } from "../types.d.ts" */

import { html } from "lit-html";
import { mono, remembers, symbol } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { power, raised, visible } from "../kit/words.js";

/** W_hh, in the colour of what is remembered. */
export const W_hh = () => remembers(symbol("W", "hh"));

/**
 * A number of which the logarithm is known, in two digits; also one that no float64 holds.
 * @param {number} log
 */
export function size(log) {
  if (log === 0) return "1";
  if (!(log < -4 || log > 4) || log === -Infinity) return power(10 ** log, 2);
  const exponent = Math.floor(log + 0.002); // 9.96 is written as 10
  return `${(10 ** (log - exponent)).toFixed(1)}·10${raised(exponent)}`;
}

/** A factor of which the logarithm is known. @param {number} log */
export const times = (log) => `×${size(log)}`;

/** A length, also one that no float64 holds. @param {number} length */
export const long = (length, digits = 3) => (length < Infinity ? power(length, digits) : t("over 1.8·10³⁰⁸"));

/** The length of the gradient at H_k. @param {any} way @param {number} k */
export const lengthAt = ({ length, log }, k) => size(length ? Math.log10(length) + log[k] : -Infinity);

/** The letter that was read at step k, with its number. @param {View} v @param {number} k */
export const named = ({ reading }, k) => html`${mono([reading.characters[k - 1]])}<sub>${k}</sub>`;

/** dL_t/dH_k as a formula. @param {Words} step @param {Words} k */
export const derivative = (step, k) => html`∂${symbol("L", step)}/∂${remembers(symbol("H", k))}`;

/** The first state of the picture. @param {View} v */
export const firstOf = (v) => Math.min(v.columns.from, v.step);

/** The states of the picture, from the one whose loss it is back. @param {View} v */
export const statesOf = (v) => Array.from({ length: v.step - firstOf(v) + 1 }, (_, j) => v.step - j);

/** The state that the sentence names: the one that is pointed at, the chosen one, or the first of the picture. @param {View} v */
export function about(v) {
  const seen = (/** @type {number | null | undefined} */ k) => (k && k >= firstOf(v) && k <= v.step ? k : 0);
  const pointed = v.get("playing") ? 0 : seen(v.local.hit);
  return pointed || seen(v.get("selected")) || firstOf(v);
}

/** @param {View} v */
export function sentence(v) {
  const { way } = v.numbers;
  const k = about(v);
  const [from, to, loss] = [named(v, v.step), named(v, k), symbol("L", v.step)];
  if (way.length === 0)
    return t("The guess after {from} is right: its loss {loss} sends back a gradient of 0.", { from, loss });
  if (k === v.step)
    return v.step === 1
      ? t("The gradient starts at {from}, and no state is before it. Choose a later letter.", { from })
      : t("The gradient starts at {from}: the loss {loss} reaches it directly.", { from, loss });
  const [log, matrix, tanh] = [way.log[k], way.byMatrix[k], way.byTanh[k]];
  if (log === -Infinity) return nothing(v, k, from, to);
  const whole = (/** @type {Words} */ words) => html`<span class="d2l-whole">${words}</span>`;
  return t("On its way back from {from} to {to} the gradient {becomes}: {matrix}, {tanh}.", {
    from,
    to,
    becomes: becomes(log),
    matrix: whole([W_hh(), " ", times(matrix)]),
    tanh: whole(["tanh′ ", times(tanh)]),
  });
}

/** What becomes of a length. @param {number} log */
function becomes(log) {
  const length = html`<b>${size(log)}</b>`;
  if (log > 3) return t("explodes to {length} times its length", { length });
  if (log > 0.0022) return t("grows to {length} times its length", { length });
  if (log > -0.0022) return t("keeps its length");
  if (log > -3) return t("shrinks to {length} of its length", { length });
  return t("vanishes to {length} of its length", { length });
}

/**
 * Where nothing arrives, and what stops it: the first factor of 0.
 * @param {View} v
 * @param {number} k
 * @param {Words} from
 * @param {Words} to
 */
function nothing(v, k, from, to) {
  const { log, tanh } = v.numbers.way;
  let stop = v.step;
  while (stop > k && log[stop - 1] > -Infinity) stop--;
  const what = tanh[stop] ? W_hh() : t("tanh′ at {letter}", { letter: named(v, stop) });
  return t("Of the gradient at {from} nothing reaches {to}: {what} makes it 0.", { from, to, what });
}

/** @param {View} v */
export function note(v) {
  const { way } = v.numbers;
  const k = about(v);
  const length = (/** @type {number} */ step) => html`<b>${lengthAt(way, step)}</b>`;
  /** @type {Words[]} */
  const said = [
    t("{one} is {length} long, {other} {start}.", {
      one: derivative(v.step, k),
      length: length(k),
      other: derivative(v.step, v.step),
      start: length(v.step),
    }),
  ];
  const first = firstOf(v);
  if (first > 1) said.push(" ", t("Out of sight, {one} gets {share}.", { one: named(v, 1), share: times(way.log[1]) }));
  return said;
}

/** What a screen reader hears of one bar. @param {View} v @param {number} k */
export const spoken = ({ reading, numbers }, k) =>
  `${visible(reading.characters[k - 1])} ${k}: ${times(numbers.way.log[k])}`;

/** What Gradients says: how much of a gradient is left, always in percent, and the sentence that names it. */

/** @import { View } from "../kit/figure.js" */
/** @import { Words } from "../types.d.ts" */

import { html } from "lit-html";
import { mono, remembers, symbol } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { power, raised, visible } from "../kit/words.js";

/** W_hh, in the colour of what is remembered. */
export const W_hh = () => remembers(symbol("W", "hh"));

/**
 * A share of which the logarithm is known, in percent and two digits; also one that no float64 holds.
 * @param {number} log
 */
export function share(log) {
  if (log === -Infinity) return "0%";
  const power = log + 2; // of ten, in percent
  if (power > -3 && power < 5) return `${plain(10 ** power)}%`;
  const exponent = Math.floor(power + 0.002); // 9.96 is written as 10
  return `${(10 ** (power - exponent)).toFixed(1)}·10${raised(exponent)}%`;
}

/** Two digits, or all of a whole number up to 1,000. @param {number} value */
function plain(value) {
  if (value < 99.5) return value.toPrecision(2);
  return value < 999.5 ? value.toFixed() : Number(value.toPrecision(2)).toLocaleString("en");
}

/**
 * Shares of which the logarithms are known, each at most so many pixels wide: without the sign of percent where one has
 * no room for it, in one digit or as a power of ten where that is too wide.
 * @param {number[]} logs
 * @param {number} wide
 */
export function shares(logs, wide) {
  const all = logs.map(share);
  const fits = (/** @type {string} */ text) => widthOf(text) <= wide + 2;
  if (all.every(fits)) return all;
  return all.map((one, k) => {
    const number = one.slice(0, -1);
    const digit = logs[k] < -2 ? (10 ** (logs[k] + 2)).toPrecision(1) : number;
    return [number, digit, `10${raised(Math.round(logs[k] + 2))}`].find(fits) ?? (logs[k] < 0 ? "≈0" : "…");
  });
}

/** How wide a number in 12 px is at most. @param {string} text */
const widthOf = (text) =>
  [...text].reduce((sum, sign) => sum + (sign === "%" ? 12 : ",.·".includes(sign) ? 4 : /\d/.test(sign) ? 7.6 : 5), 0);

/** A length, also one that no float64 holds. @param {number} length */
export const long = (length, digits = 3) => (length < Infinity ? power(length, digits) : t("over 1.8·10³⁰⁸"));

/** The letter that was read at step k, with its number. @param {View} v @param {number} k */
export const named = ({ reading }, k) => html`${mono([reading.characters[k - 1]])}<sub>${k}</sub>`;

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
  const log = way.log[k];
  return log === -Infinity
    ? nothing(v, k, from, to)
    : [arrives(log, from, to), ": ", because(way.byMatrix[k], way.byTanh[k])];
}

/** How much arrives. @param {number} log @param {Words} from @param {Words} to */
function arrives(log, from, to) {
  const words = { from, to, share: html`<b>${share(log)}</b>` };
  if (log > 1) return t("From {from} to {to} the gradient explodes to {share}", words);
  if (log > 0.0022) return t("From {from} to {to} the gradient grows to {share}", words);
  if (log > -0.0022) return t("All of the gradient at {from} reaches {to}", words);
  if (log > -0.3) return t("{share} of the gradient at {from} reaches {to}", words);
  if (log > -3) return t("Only {share} of the gradient at {from} reaches {to}", words);
  return t("The gradient at {from} vanishes, only {share} of it reaches {to}", words);
}

/** What W_hh did to it, and what tanh′. @param {number} matrix @param {number} tanh */
function because(matrix, tanh) {
  const words = { W: W_hh(), part: share(matrix), rest: share(tanh) };
  return matrix > 0
    ? t("{W} makes it {part}, tanh′ leaves {rest} of that.", words)
    : t("{W} leaves {part}, tanh′ {rest} of that.", words);
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

/** What there is to press; of a long text, what is out of sight. @param {View} v */
export function note(v) {
  const { log } = v.numbers.way;
  if (firstOf(v) > 1) return t("Out of sight, {letter} gets {share}.", { letter: named(v, 1), share: share(log[1]) });
  return t("Click a letter to start from its loss, a bar to see what reaches it.");
}

/** What a screen reader hears of one bar. @param {View} v @param {number} k */
export const spoken = ({ reading, numbers }, k) =>
  `${visible(reading.characters[k - 1])} ${k}: ${share(numbers.way.log[k])}`;

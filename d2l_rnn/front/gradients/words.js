/** What Gradients says: how much of a gradient is left, always in percent, and the sentence that names it. */

/** @import { View } from "../kit/figure.js" */
/** @import { Words } from "../types.d.ts" */

import { html } from "lit-html";
import { mono, remembers, symbol } from "../kit/parts.js";
import { t, tn } from "../kit/translate.js";
import { power, raised, visible } from "../kit/words.js";

/** W_hh, in the colour of what is remembered. */
export const W_hh = () => remembers(symbol("W", "hh"));

/**
 * A share of which the logarithm is known, in percent and a few digits; also one that no float64 holds.
 * @param {number} log
 */
export function share(log, digits = 2) {
  if (log === -Infinity) return "0%";
  const power = log + 2; // of ten, in percent
  if (power > -3 && power < 5) return `${plain(10 ** power, digits)}%`;
  const exponent = Math.floor(power + 0.002); // 9.96 is written as 10
  return `${(10 ** (power - exponent)).toFixed(digits - 1)}·10${raised(exponent)}%`;
}

/**
 * Two shares in as few digits as it takes for what is printed of them to multiply to what is printed of their product.
 * @param {number} log of the product
 * @param {number} one
 * @param {number} other logarithms of the two
 */
function factors(log, one, other) {
  const fits = (/** @type {number} */ digits) => share(rounded(one, digits) + rounded(other, digits)) === share(log);
  const digits = [2, 3, 4].find(fits) ?? 5;
  return [share(one, digits), share(other, digits)];
}

/** The logarithm of what is printed of a share. @param {number} log @param {number} digits */
function rounded(log, digits) {
  const exponent = Math.floor(log);
  const all = digits === 2 && exponent === 0 ? 3 : digits; // of 100% to 999%
  return Math.log10(Number((10 ** (log - exponent)).toPrecision(all))) + exponent;
}

/** So many digits; of two, all of a whole number up to 1,000. @param {number} value @param {number} digits */
function plain(value, digits) {
  if (digits === 2 && value >= 99.5 && value < 999.5) return value.toFixed();
  return value < 99.5 ? value.toPrecision(digits) : Number(value.toPrecision(digits)).toLocaleString("en");
}

/**
 * Shares of which the logarithms are known, each at most so many pixels wide: without the sign of percent where one has
 * no room for it, in one digit or as a power of ten where that is too wide.
 * @param {number[]} logs
 * @param {number} wide
 */
export function shares(logs, wide) {
  const all = logs.map((log) => share(log));
  const fits = (/** @type {string} */ text) => widthOf(text) <= wide + 2;
  if (all.every(fits)) return all;
  return all.map((one, k) => {
    const number = one.slice(0, -1);
    const digit = logs[k] < -2 ? (10 ** (logs[k] + 2)).toPrecision(1) : number;
    return [number, digit, `10${raised(Math.round(logs[k] + 2))}`].find(fits) ?? (logs[k] < 0 ? "≈0" : "…");
  });
}

/** How wide a number in 12 px is at most. @param {string} text */
export const widthOf = (text) =>
  [...text].reduce((sum, sign) => sum + (sign === "%" ? 12 : ",.·".includes(sign) ? 4 : /\d/.test(sign) ? 7.6 : 5), 0);

/** A length, also one that no float64 holds. @param {number} length */
export const long = (length, digits = 3) => (length < Infinity ? power(length, digits) : t("over 1.8·10³⁰⁸"));

/** The letter that was read at step k, with its number. @param {View} v @param {number} k */
export const letterAt = ({ reading }, k) => html`${mono([reading.characters[k - 1]])}<sub>${k}</sub>`;

/** The first state of the picture. @param {View} v */
export const firstOf = (v) => Math.min(v.columns.from, v.step);

/** The states of the picture, from the one whose loss it is back. @param {View} v */
export const statesOf = (v) => Array.from({ length: v.step - firstOf(v) + 1 }, (_, j) => v.step - j);

/** The state that is pointed at, or the chosen one, if it is in the picture; else 0. @param {View} v */
function chosen(v) {
  const seen = (/** @type {number | null | undefined} */ k) => (k && k >= firstOf(v) && k <= v.step ? k : 0);
  const pointed = v.get("playing") ? 0 : seen(v.local.hit);
  return pointed || seen(v.get("selected"));
}

/** The state that the sentence names: that one, or the first of the picture. @param {View} v */
export const about = (v) => chosen(v) || firstOf(v);

/** @param {View} v */
export function sentence(v) {
  const { way } = v.numbers;
  const k = about(v);
  const [from, to, loss] = [letterAt(v, v.step), letterAt(v, k), symbol("L", v.step)];
  if (way.length === 0)
    return t("The guess after {from} is right: its loss {loss} sends back a gradient of 0.", { from, loss });
  if (k === v.step)
    return v.step === 1
      ? t("The gradient starts at {from}, and no state is before it. Choose a later letter.", { from })
      : t("The gradient starts at {from}: the loss {loss} reaches it directly.", { from, loss });
  const log = way.log[k];
  if (log === -Infinity) return nothing(v, k, from, to);
  const words = { from, to, became: became(log), share: html`<b>${share(log)}</b>` };
  return words.became
    ? tn(
        "{n} step back from {from}, at {to}, the gradient {became} {share}.",
        "{n} steps back from {from}, at {to}, the gradient {became} {share}.",
        v.step - k,
        words,
      )
    : tn(
        "{n} step back from {from}, at {to}, only {share} of the gradient remains.",
        "{n} steps back from {from}, at {to}, only {share} of the gradient remains.",
        v.step - k,
        words,
      );
}

/** What of the share that the sentence names is W_hh's and what tanh′'s, in all steps; nothing where there is no step. @param {View} v */
export function product(v) {
  const { log, byMatrix, byTanh } = v.numbers.way;
  const k = about(v);
  if (k === v.step || !(log[k] > -Infinity)) return "";
  const [part, rest] = factors(log[k], byMatrix[k], byTanh[k]);
  const words = { W: W_hh(), part, rest, share: html`<b>${share(log[k])}</b>` };
  return tn("in {n} step: {product}", "in {n} steps: {product}", v.step - k, {
    product: t("{part} ({W}) × {rest} (tanh′) =\u00a0{share}", words),
  });
}

/** What has become of a gradient of which so much is left; "" where it has shrunk, and some is left. @param {number} log */
function became(log) {
  if (log > 1) return t("has exploded to");
  if (log > 0.0022) return t("has grown to");
  if (log > -0.0022) return t("is still");
  return log > -3 ? "" : t("has vanished:");
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
  const what = tanh[stop] ? W_hh() : t("tanh′ at {letter}", { letter: letterAt(v, stop) });
  return t("Back from {from}, no gradient reaches {to}: {what} makes it 0.", { from, to, what });
}

/** What made the share of a chosen bar; else what is out of sight of a long text, or what there is to choose. @param {View} v */
export function note(v) {
  const { log } = v.numbers.way;
  const made = chosen(v) ? product(v) : "";
  if (made !== "") return made;
  if (firstOf(v) > 1)
    return t("Out of sight, {letter} gets {share}.", { letter: letterAt(v, 1), share: share(log[1]) });
  return t("Drag the slider: the bars die out or explode. Choose a letter to start there.");
}

/** What a screen reader hears of one bar. @param {View} v @param {number} k */
export const spoken = ({ reading, numbers }, k) =>
  `${visible(reading.characters[k - 1])} ${k}: ${share(numbers.way.log[k])}`;

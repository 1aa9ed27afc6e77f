/** Numbers, characters and what is wrong with typed ones, in words; and words after each other. */

/** @import { Words } from "../types.d.ts" */

import { t } from "./translate.js";

/**
 * A number with a real minus sign, and none in front of zero.
 * @param {number} value
 */
export function number(value, digits = 3) {
  const text = Math.abs(value) >= 1e6 ? value.toExponential(2) : value.toFixed(digits);
  return Number(text) === 0 ? text.replace("-", "") : text.replace(/-/g, "−");
}

/**
 * The same with its sign always shown.
 * @param {number} value
 */
export function signed(value, digits = 3) {
  const text = number(value, digits);
  return text.startsWith("−") ? text : `+${text}`;
}

const digitsOf = (/** @type {string | number} */ value, /** @type {string} */ digits) =>
  [...String(value)].map((digit) => digits["-0123456789".indexOf(digit)] ?? "").join("");

/** A whole number as an exponent. @param {string | number} value */
export const raised = (value) => digitsOf(value, "⁻⁰¹²³⁴⁵⁶⁷⁸⁹");

/** A whole number as an index. @param {string | number} value */
export const lowered = (value) => digitsOf(value, "₋₀₁₂₃₄₅₆₇₈₉");

/**
 * A number of any size in a few digits: 0.0213, −2.31·10⁻⁷; a dash for one that is not known.
 * @param {number} value
 */
export function power(value, digits = 3) {
  if (Number.isNaN(value)) return "–";
  if (value === 0) return "0";
  const size = Math.abs(value);
  if (size === Infinity) return "∞";
  const [mantissa, exponent] = value.toExponential(digits - 1).split("e");
  const text = size < 0.001 || size >= 9999.5 ? `${mantissa}·10${raised(exponent)}` : value.toPrecision(digits);
  return (text.includes("e") ? String(Number(text)) : text).replace("-", "−");
}

/** @type {Record<string, string>} */
const BLANKS = { " ": "␣", "\n": "⏎", "\t": "⇥", "\r": "␍" };

/**
 * A probability, honest at both ends: 1 and 0 are never reached by a softmax.
 * @param {number} value
 */
export function probability(value) {
  if (value > 0.9995) return "> 0.999";
  return value < 0.0005 ? "< 0.001" : number(value);
}

/**
 * A character as it can be seen: blanks get a sign, a combining mark something to sit on.
 * @param {string} character
 */
export function visible(character) {
  if (character in BLANKS) return BLANKS[character];
  if (/\p{M}/u.test(character)) return `◌${character}`;
  if (/[\p{C}\p{Z}]/u.test(character))
    return `U+${(character.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0")}`;
  return character;
}

/**
 * A character on a line of other words: one that is written from right to left must not turn them round.
 * @param {string} word
 */
export const isolated = (word) =>
  /[\u0590-\u08ff\ufb1d-\ufdff\ufe70-\ufefc]/.test(word) ? `\u2068${word}\u2069` : word;

/** A character in quotation marks, or several. @param {string | string[]} characters */
export const quoted = (characters) => t("‘{words}’", { words: isolated([...characters].map(visible).join("")) });

/**
 * Words joined two by two from their end; empty ones are left out.
 * @param {Words[]} words
 * @param {(one: Words, others: Words) => Words} join
 * @returns {any} a string where all of them are
 */
function joined(words, join) {
  const [one = "", ...others] = words.filter((each) => each !== "");
  return others.length ? join(one, joined(others, join)) : one;
}

/** Sentences in one line, with a blank between them where the language has one. @param {Words[]} sentences */
export const paragraph = (...sentences) =>
  joined(sentences, (sentence, more) => t("{sentence} {more}", { sentence, more }));

/** Words in one line with commas between, as the language writes them. @param {Words[]} words */
export const series = (words) => joined(words, (first, rest) => t("{first}, {rest}", { first, rest }));

/** One of these, and nobody can tell which. @param {Words[]} words */
export const either = (words) => joined(words, (one, other) => t("{one} or {other}", { one, other }));

/** How many Latin letters have the width of a text: a Chinese, Japanese or Korean letter has that of two. @param {string} text */
export const widthInLetters = (text) =>
  [...text].reduce(
    (sum, letter) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\uff00-\uff60]/.test(letter) ? 2 : 1),
    0,
  );

/**
 * The tokens in one line, the first of many.
 * @param {string[]} tokens
 */
export function listed(tokens, most = 30) {
  const some = tokens.slice(0, most).map(visible).map(isolated).join(" ");
  return tokens.length > most ? t("{some} … ({n} in all)", { some, n: tokens.length }) : some;
}

/**
 * Whether a string has no half characters.
 * @param {string} text
 */
export function isWhole(text) {
  return !/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/.test(text);
}

/**
 * What a typed number lacks, in a sentence; null where it is a number from least to most.
 * @param {string} text
 * @param {{ least: number, most: number, whole?: boolean }} wanted
 */
export function wrongNumber(text, { least, most, whole = false }) {
  const [from, to] = [least, most].map((end) => end.toLocaleString("en").replace("-", "−"));
  const needed = whole
    ? t("a whole number from {from} to {to} is needed", { from, to })
    : t("a number from {from} to {to} is needed", { from, to });
  const written = text.trim().replace("−", "-");
  const shown = [...written].slice(0, 20).map(visible).join("") + ([...written].length > 20 ? "…" : "");
  if (written === "") return t("Nothing is typed here; {needed}.", { needed });
  if (/^[+-]?\d*,\d+$/.test(written))
    return t("Write the decimal sign as a point: {written}.", { written: written.replace(",", ".") });
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written))
    return t("‘{shown}’ is not a number; {needed}.", { shown, needed });
  const value = Number(written);
  if (value < least || value > most) return t("{shown} is out of range; {needed}.", { shown, needed });
  return whole && !Number.isInteger(value) ? t("{shown} is not whole; {needed}.", { shown, needed }) : null;
}

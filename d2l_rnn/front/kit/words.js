/** Numbers, characters and what is wrong with typed ones, in words. */

/** @import { Tokenized } from "../types.d.ts" */

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

/**
 * A number with what it counts: 1 cell, 784 cells.
 * @param {number | bigint} value
 * @param {string} noun
 */
export const counted = (value, noun, shown = String(value)) => `${shown} ${noun}${Number(value) === 1 ? "" : "s"}`;

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

/** @param {string} character */
export const quoted = (character) => `‘${isolated(visible(character))}’`;

/**
 * What has been read up to step t, in quotes: the last characters of it.
 * @param {string[]} characters
 * @param {number} t
 * @param {number} most
 */
export function recent(characters, t, most) {
  const shown = characters.slice(Math.max(0, t - most), t).map(visible);
  return `‘${t > most ? "…" : ""}${isolated(shown.join(""))}’`;
}

/**
 * The tokens in one line, the first of many.
 * @param {string[]} tokens
 */
export function listed(tokens, most = 30) {
  const some = tokens.slice(0, most).map(visible).map(isolated).join(" ");
  return tokens.length > most ? `${some} … (${tokens.length} in all)` : some;
}

/**
 * What is wrong with a typed text, and what would be right; null where all of it can be read.
 * @param {Tokenized} reading
 * @param {string[]} tokens
 * @param {number} least how many characters are needed
 */
export function complaint({ characters, indices, stop }, tokens, least) {
  const knows = `The model reads: ${listed(tokens)}`;
  if (characters.length === 0)
    return `The text is empty. Type ${least === 1 ? "a character" : "at least two characters"}. ${knows}`;
  if (stop?.half)
    return (
      `Character ${stop.place} is only half a character, as a broken paste leaves it. ` +
      "Delete it, or paste the whole character; the figure reads up to it."
    );
  if (stop)
    return `The model was trained without ${quoted(stop.character)} (character ${stop.place}), so the figure reads up to it. ${knows}`;
  if (characters.length < least) return "One character has no next one to predict. Type at least one more.";
  if (characters.length > indices.length)
    return `The text has ${characters.length} characters; the figure reads the first ${indices.length}. Shorten it to see its end.`;
  return null;
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
  const kind = `${whole ? "a whole number" : "a number"} from ${from} to ${to}`;
  const written = text.trim().replace("−", "-");
  if (written === "") return `Nothing is typed here; ${kind} is needed.`;
  if (/^[+-]?\d*,\d+$/.test(written)) return `Write the decimal sign as a point: ${written.replace(",", ".")}.`;
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(written)) {
    const shown = [...written].slice(0, 20).map(visible).join("") + ([...written].length > 20 ? "…" : "");
    return `‘${shown}’ is not a number; ${kind} is needed.`;
  }
  const value = Number(written);
  if (value < least || value > most) return `${written.slice(0, 20)} is out of range; ${kind} is needed.`;
  return whole && !Number.isInteger(value) ? `${written.slice(0, 20)} is not whole; ${kind} is needed.` : null;
}

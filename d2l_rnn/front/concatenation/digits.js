/** Numbers as they are written: in cells, in sums, and with all their digits. */

import { number, power } from "../kit/words.js";

/**
 * Trailing zeros are left out, and the sign is a minus sign.
 * @param {number} value
 * @param {number} digits
 */
function rounded(value, digits) {
  const size = Math.abs(value);
  if (size && (size < 0.001 || size >= 10 ** digits)) return power(value, digits).replace(/\.?0+(?=·)/, "");
  return String(Number(value.toPrecision(digits))).replace("-", "−");
}

/**
 * Large numbers get as many digits as float32 has: to four of them, −24916.93 would be −24920.
 * @param {number} value
 */
const placesOf = (value) => (Math.abs(value) < 100 ? 4 : 7);

/** A number of a written-out sum: 0.1, −1.2, 0.6231. @param {number} value */
export const plain = (value) => rounded(value, placesOf(value));

/** The number that is written for another. @param {number} value */
export const asWritten = (value) => Number(value.toPrecision(placesOf(value)));

/** A factor or a summand after a sign: a negative one in brackets. @param {string} written */
export const signed = (written) => (written.startsWith("−") ? `(${written})` : written);

/** A number of a sentence, to two decimals: 0.13, −1.2, 3. @param {number} value */
export function short(value) {
  const size = Math.abs(value);
  return size >= 99999.5 || (size && size < 0.005) ? power(value, 2) : number(asShort(value), 2).replace(/\.?0+$/, "");
}

/** The number that is written for another in a sentence. @param {number} value */
export const asShort = (value) =>
  Math.abs(value) >= 0.005 && Math.abs(value) < 99999.5 ? Number(value.toFixed(2)) : Number(value.toPrecision(2));

/**
 * Whether a sum of written numbers is the written one: "=", or "≈" where the written digits do not tell all.
 * @param {number[]} parts
 * @param {number} whole
 */
export function relation(parts, whole) {
  const sum = parts.reduce((total, part) => total + part, 0);
  const size = parts.reduce((total, part) => total + Math.abs(part), 0);
  return Math.abs(sum - whole) <= 1e-9 * size ? "=" : "≈";
}

/** A number for a cell: two decimals, or none, or a power of ten. @param {number} value */
export function brief(value, decimals = 2) {
  const size = Math.abs(value);
  return size < 99999.5 ? number(value, size < 99.995 ? decimals : 0) : power(value, 2);
}

/**
 * How many decimals the numbers of a cell need, two at most: none where all are whole.
 * @param {Iterable<number>} values
 */
export function decimalsOf(values) {
  let most = 0;
  for (const value of values)
    while (most < 2 && Math.abs(value - Number(value.toFixed(most))) > 1e-6 * Math.abs(value)) most++;
  return most;
}

/**
 * A number with all its digits: nine tell any float32 from its neighbours, and 17 any float64.
 * @param {number} value
 */
export const digits = (value, most = 9) => rounded(value, most);

/** How wide a written number is in a wide font, in letters' heights. @param {string} words */
export const widthOf = (words) =>
  [...words].reduce((sum, letter) => sum + (/\d/.test(letter) ? 0.64 : letter === "−" ? 0.84 : 0.42), 0);

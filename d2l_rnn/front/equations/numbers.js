/** Lists of numbers, whatever they mean. */

/**
 * The place of the largest value, the first of equal ones.
 * @param {ArrayLike<number>} values
 */
export function largest(values) {
  let best = 0;
  for (let k = 1; k < values.length; k++) if (values[k] > values[best]) best = k;
  return best;
}

const DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

/**
 * So many whole numbers on both sides of 0 in digits of 64, the first of all before the second of all: a function that
 * gives the next number.
 * @param {string} text
 * @param {number} count
 */
export function wholeNumbers(text, count) {
  const half = 64 ** (text.length / count) / 2;
  let next = 0;
  return () => {
    let number = 0;
    for (let place = next++; place < text.length; place += count) number = 64 * number + DIGITS.indexOf(text[place]);
    return number - half;
  };
}

/**
 * What Python packed as base64 float32: a function that takes the next so many numbers.
 * @param {string} base64
 */
export function unpacked(base64) {
  const characters = atob(base64);
  const bytes = new Uint8Array(characters.length);
  for (let k = 0; k < bytes.length; k++) bytes[k] = characters.charCodeAt(k);
  const numbers = new Float32Array(bytes.buffer);
  let start = 0;
  return (/** @type {number} */ count) => {
    start += count;
    return numbers.subarray(start - count, start);
  };
}

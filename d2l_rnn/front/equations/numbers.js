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
 * Whole numbers from −2048 to 2047 in two digits of 64 each: a function that gives the next one.
 * @param {string} text
 */
export function pairs(text) {
  let next = 0;
  const digit = () => DIGITS.indexOf(text[next++]);
  return () => 64 * digit() + digit() - 2048;
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

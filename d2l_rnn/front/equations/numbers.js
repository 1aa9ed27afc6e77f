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

/**
 * What Python packed as base64 float32: a function that takes the next so many numbers.
 * @param {string} base64
 */
export function unpacked(base64) {
  const bytes = Uint8Array.from(atob(base64), (character) => character.charCodeAt(0));
  const numbers = new Float32Array(bytes.buffer);
  let start = 0;
  return (/** @type {number} */ count) => {
    start += count;
    return numbers.subarray(start - count, start);
  };
}

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

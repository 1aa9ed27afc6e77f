/** Every string that a reader sees goes through here, so that it can be said in another language. */

/**
 * A sentence with its gaps filled: t("After {step} updates", { step: 3 }). It is a string where every value is one, and
 * otherwise the list of its pieces, as a template takes it.
 * @type {{
 *   (english: string, values?: Record<string, string | number>): string,
 *   (english: string, values: Record<string, unknown>): unknown[],
 * }}
 */
export const t = (/** @type {string} */ english, /** @type {Record<string, any>} */ values = {}) => {
  const pieces = english.split(/\{(\w+)\}/).map((piece, k) => (k % 2 ? values[piece] : piece));
  const plain = pieces.every((piece) => typeof piece === "string" || typeof piece === "number");
  return /** @type {any} */ (plain ? pieces.join("") : pieces);
};

/**
 * The one sentence for one thing, the other for any other number of them, which fills the gap {n}.
 * @param {string} one
 * @param {string} many
 * @param {number} n
 * @param {Record<string, unknown>} [values]
 * @returns {any} what t gives
 */
export const tn = (one, many, n, values = {}) => t(n === 1 ? one : many, { n, ...values });

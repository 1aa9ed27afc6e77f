/** Every string that a reader sees goes through here, so that it can be said in another language. */

/**
 * What a figure gets of its language, from Python; nothing where that is English. A string that is not in `said` stays
 * English. One that depends on a number has a form for some numbers; `plural` has the place of the form for 0, 1, 2 and
 * so on to 199, each a digit, and goes round with every hundred after that.
 * @typedef {{ language?: string, plural?: string, said?: Record<string, string | string[]> }} Dictionary
 */

/** @type {Dictionary} */
let spoken = {};

/** Speak as a figure does, from here on: its view does so before it draws. @param {Dictionary | undefined} words */
export function speak(words) {
  spoken = words ?? {};
}

/** The language that is spoken, as HTML names it. */
export const language = () => spoken.language ?? "en";

/**
 * A string as it is said of n things.
 * @param {string} english
 * @param {number} n
 */
function said(english, n) {
  const forms = spoken.said?.[english];
  return Array.isArray(forms) ? forms[Number(spoken.plural?.[n < 200 ? n : 100 + (n % 100)] ?? 0)] : forms;
}

/**
 * A sentence with its gaps filled: t("After {step} updates", { step: 3 }). It is a string where every value is one, and
 * otherwise the list of its pieces, as a template takes it.
 * @type {{
 *   (english: string, values?: Record<string, string | number>): string,
 *   (english: string, values: Record<string, unknown>): unknown[],
 * }}
 */
export const t = (/** @type {string} */ english, /** @type {Record<string, any>} */ values = {}) =>
  filled(said(english, 1) ?? english, values);

/**
 * The one sentence for one thing, the other for any other number of them, which fills the gap {n}.
 * @param {string} one
 * @param {string} many
 * @param {number} n
 * @param {Record<string, unknown>} [values]
 * @returns {any} what t gives
 */
export const tn = (one, many, n, values = {}) => filled(said(one, n) ?? (n === 1 ? one : many), { n, ...values });

/**
 * @param {string} sentence
 * @param {Record<string, any>} values
 * @returns {any}
 */
function filled(sentence, values) {
  const pieces = sentence.split(/\{(\w+)\}/).map((piece, k) => (k % 2 ? values[piece] : piece));
  const plain = pieces.every((piece) => typeof piece === "string" || typeof piece === "number");
  return plain ? pieces.join("") : pieces;
}

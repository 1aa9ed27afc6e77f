/** A text as a network reads it: chars.py once more, for the browser. */

/** @import { Network, Reading, Tokenized } from "../types.d.ts" */

const UNKNOWN = "<unk>";

/**
 * Whether a character is half of one: a surrogate that lost its partner.
 * @param {string} character
 */
function isHalf(character) {
  const code = character.charCodeAt(0);
  return character.length === 1 && code >= 0xd800 && code <= 0xdfff;
}

/**
 * The characters of a text (code points, as in Python) and their places among the tokens, up to the first
 * character the model cannot read. `stop` is null, or that character, its place from 1, and whether it is half.
 * @param {string} text
 * @param {string[]} tokens
 * @returns {Tokenized}
 */
export function tokenize(text, tokens) {
  const place = new Map(tokens.map((token, index) => [token, index]));
  const characters = [...text];
  /** @type {number[]} */
  const indices = [];
  let stop = null;
  for (const character of characters) {
    const index = isHalf(character) ? undefined : (place.get(character) ?? place.get(UNKNOWN));
    if (index === undefined) {
      stop = { character, place: indices.length + 1, half: isHalf(character) };
      break;
    }
    indices.push(index);
  }
  return { characters, indices, stop };
}

/**
 * The beginning of a text that a network can read and its figure shows, and the steps of it: each character but the
 * last is an input, each but the first a target.
 * @param {string | null | undefined} text
 * @param {Pick<Network, "tokens" | "most">} network
 * @returns {Reading}
 */
export function read(text, { tokens, most }) {
  const reading = tokenize(text ?? "", tokens);
  reading.indices.length = Math.min(reading.indices.length, most.characters);
  return { ...reading, inputs: reading.indices.slice(0, -1), targets: reading.indices.slice(1) };
}

/**
 * How many tokens two texts have in common at their beginning: so many steps need not be computed again.
 * @param {number[]} one
 * @param {number[]} other
 */
export function inCommon(one, other) {
  const end = one.findIndex((index, k) => index !== other[k]);
  return end < 0 ? one.length : end;
}

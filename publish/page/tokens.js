/** The words of a text, as the search finds them. */

import MiniSearch from "minisearch";

const UNSPACED = /([\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}ー]+)/u;
const split = MiniSearch.getDefault("tokenize");

/**
 * Words between blanks and marks. Chinese and Japanese have no blanks: there it is what `cut` makes of some letters.
 * @param {string} text
 * @param {(letters: string[]) => string[]} cut
 * @returns {string[]}
 */
const tokens = (text, cut) =>
  text
    .normalize("NFKC") // an input method types Latin letters in a width of its own, too
    .split(UNSPACED)
    .flatMap((part, k) => (k % 2 ? cut([...part]) : split(part)))
    .filter(Boolean);

/** Each two letters that stand side by side. @param {string[]} letters */
const pairs = (letters) => letters.slice(1).map((letter, k) => letters[k] + letter);

/** What of a text can be found: pairs of letters, and the last letter, so that any letter begins one of them. @param {string} text */
export const indexed = (text) => tokens(text, (letters) => [...pairs(letters), letters[letters.length - 1]]);

/** What must be there: the same pairs, or a single letter. @param {string} text */
export const wanted = (text) => tokens(text, (letters) => (letters.length > 1 ? pairs(letters) : letters));

/** A network that writes on by itself, in numbers and in words: each letter that it writes is its next input. */

/**
 * @import { Params, Reading, Trace } from "../types.d.ts"
 * @typedef {{ pick: string, temperature: number, seed: number, prefix: number, length: number }} Options
 * @typedef {ReturnType<typeof written>} Written
 */

import { departure, freeRun, period } from "../equations/sampling.js";
import { t } from "../kit/translate.js";
import { paragraph, quoted } from "../kit/words.js";

/**
 * What a network writes after the first letters of a text: all letters, and of each after the given ones its probability.
 * @param {Reading} reading
 * @param {Params} p
 * @param {string[]} tokens
 * @param {Options} options
 * @param {Trace} [known] of the text
 */
export function written(reading, p, tokens, options, known) {
  const given = Math.max(1, Math.min(options.prefix, reading.indices.length));
  const run = freeRun(reading.indices.slice(0, given), options.length, p, options, known);
  const picks = /** @type {number[]} */ (run.picks.slice(given - 1));
  const letters = [...reading.characters.slice(0, given), ...picks.map((token) => tokens[token])];
  const probabilities = picks.map((token, k) => run.softmax[given - 1 + k][token]);
  const text = reading.characters.slice(0, reading.indices.length);
  return { given, letters, probabilities, text, left: departure(run.picks, reading.indices), run };
}

/**
 * Where a run left the text, and what it repeats at its end.
 * @param {Written} run
 */
export function told({ given, letters, text, left }) {
  const compared =
    left === null
      ? t("It keeps to the text, as far as that goes.")
      : t("It leaves the text at letter {place}: it writes {letter}, and the text has {other}.", {
          place: left + 1,
          letter: quoted(letters[left]),
          other: quoted(text[left]),
        });
  const size = period(letters.slice(given));
  if (!size) return compared;
  return paragraph(compared, t("At the end it repeats {word}.", { word: quoted(letters.slice(-size)) }));
}

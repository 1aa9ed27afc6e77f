/** Predictions' numbers: what is expected after each letter and what it costs, over a text and over all of it. */

/** @import { Predicted } from "../equations/predicting.js" */

import { floorOf } from "../equations/rnn.js";

export const MOST_ROWS = 14; // so many tokens have a row each

/**
 * The tokens that have a row while the steps from `from` to `to` are shown: all of a small vocabulary; of a larger one
 * the targets, and the likeliest besides. As long as its targets have a row, those shown before stay.
 * @param {Predicted} predicted
 * @param {number} from
 * @param {number} to
 * @param {number[]} [before]
 */
export function rowsOf({ reading, softmax, p: { q } }, from, to, before) {
  const all = Array.from({ length: q }, (_, token) => token);
  if (q <= MOST_ROWS) return all;
  const targets = new Set(reading.targets.slice(from - 1, to));
  if (before && [...targets].every((token) => before.includes(token))) return before;
  const most = all.map((token) =>
    targets.has(token) ? 2 : Math.max(...softmax.slice(from - 1, to).map((p) => p[token])),
  );
  const count = Math.max(MOST_ROWS - 1, targets.size); // one row is for all others
  return all
    .sort((one, other) => most[other] - most[one])
    .slice(0, count)
    .sort((one, other) => one - other);
}

/**
 * The whole text: its mean loss in nats, the least that a network without memory can reach, and that of a blind guess.
 * @param {Predicted} predicted
 */
export function overall({ losses, reading, p }) {
  const mean = losses.reduce((sum, loss) => sum + loss, 0) / losses.length;
  return { mean, choices: Math.exp(mean), floor: floorOf(reading.indices), blind: Math.log(p.q) };
}

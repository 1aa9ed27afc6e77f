/** Training in numbers: what the network of a checkpoint makes of a text, and where the curve and its scales stand. */

/**
 * @import { Reading } from "../types.d.ts"
 * @import { Columns } from "../kit/columns.js"
 * @import { Checkpoint, History, Net } from "../kit/networks.js"
 * @import { Predicted, Verdict } from "../equations/predicting.js"
 * @typedef {ReturnType<typeof frameOf>} Frame
 * @typedef {Pick<History, "losses" | "updates">} Losses
 */

/**
 * What the network of checkpoint `place` makes of a text: its guess after each letter but the last, how many of them are
 * right and how many tie, and its mean loss.
 * @typedef {object} Shown
 * @property {number} place
 * @property {Checkpoint} point
 * @property {Predicted} known
 * @property {Verdict[]} guesses
 * @property {number} right
 * @property {number} ties
 * @property {number} mean
 */

import { predicted, verdict } from "../equations/predicting.js";

export const TOP = 176; // of the curve; over it stand the guesses
export const BOTTOM = 356;
const MARGIN = 10; // left of the first update and right of the last, where the scrubber's number has to fit too
const FIRST = 54; // pixels from the beginning to the first update: "start", the gap, "1"
const MOST_BLIND = 3; // a curve that goes up further leaves the picture at the top, so that the lines below stay apart
const TICKS = [1, 2, 5].flatMap((digit) => [0, 1, 2, 3, 4, 5, 6].map((power) => digit * 10 ** power));

/**
 * @param {Net} net
 * @param {number} place
 * @param {Reading} reading
 * @param {Shown | undefined} before
 * @returns {Shown}
 */
export function shownAt(net, place, reading, before) {
  const { checkpoints, at } = historyOf(net);
  const point = checkpoints[place];
  const known = predicted(reading, at(place), before?.known);
  const guesses = known.losses.map((_, k) => verdict(known, k + 1));
  const right = guesses.filter((guess) => guess.right && !guess.tie).length;
  const ties = guesses.filter(({ tie }) => tie).length;
  const mean = known.losses.reduce((sum, loss) => sum + loss, 0) / known.losses.length;
  return { place, point, known, guesses, right, ties, mean };
}

/** How a network came about, which Training knows of each. @param {Net} net */
export const historyOf = ({ history }) => /** @type {History} */ (history);

/** The place of the last checkpoint. @param {Net} net */
export const lastPlace = (net) => historyOf(net).checkpoints.length - 1;

/** After how many updates loss k was recorded. @param {Losses} history @param {number} k */
const updateOf = ({ updates }, k) => updates?.[k] ?? k;

/** How many updates there were. @param {History} history */
export const updatesOf = ({ checkpoints }) => checkpoints[checkpoints.length - 1].step;

/**
 * The frame of the curve: x of an update, y of a loss, and the ticks of both. From the first update on the scale is one of
 * logarithms; the beginning, which has none, stands before it, beyond a `gap` in the axis.
 * @param {Columns} columns
 * @param {{ losses: number[], updates: number, blind: number }} shown
 */
export function frameOf({ left, right, width }, { losses, updates, blind }) {
  const [start, end] = [left + MARGIN, width - Math.max(right + MARGIN, 20)];
  const most = losses.reduce((top, loss) => Math.max(top, loss), 1.15 * blind) || 0.1;
  const clipped = blind > 0 && most > MOST_BLIND * blind && most > 1.15 * losses[0];
  const top = clipped ? Math.max(MOST_BLIND * blind, 1.15 * losses[0]) : 1.02 * most;
  const first = start + Math.max(FIRST, ((end - start) * Math.log(2)) / Math.log1p(updates || 1));
  const x = (/** @type {number} */ update) =>
    update < 1 ? start : first + (updates > 1 ? ((end - first) * Math.log(update)) / Math.log(updates) : 0);
  const y = (/** @type {number} */ loss) => BOTTOM - ((BOTTOM - TOP) * Math.min(loss, top)) / top;
  const step = niceStep(top, 4);
  return {
    ...{ left, end: width - right, x, y, top, clipped, gap: updates ? (start + first) / 2 : null },
    losses: Array.from({ length: Math.floor(top / step) + 1 }, (_, k) => k * step),
    updates: momentsOf(updates, x),
  };
}

/**
 * The updates that have a number under the curve, each with room for it.
 * @param {number} updates
 * @param {(update: number) => number} x
 */
function momentsOf(updates, x) {
  const moments = [0];
  const room = (/** @type {number} */ update, /** @type {number} */ other) =>
    Math.abs(x(update) - x(other)) >= 14 + 4 * (String(update).length + String(other).length);
  for (const tick of TICKS.filter((one) => one < updates).sort((one, other) => one - other))
    if (room(tick, moments[moments.length - 1]) && room(tick, updates)) moments.push(tick);
  return updates ? [...moments, updates] : moments;
}

/**
 * A step of 1, 2 or 5 times a power of ten that cuts `range` into at most `most` parts.
 * @param {number} range
 * @param {number} most
 */
export function niceStep(range, most) {
  const power = 10 ** Math.floor(Math.log10(range / most));
  return [1, 2, 5].map((digit) => digit * power).find((step) => range / step <= most * 1.0001) ?? 10 * power;
}

/** The place of the checkpoint nearest to a point of the axis. @param {History} history @param {Frame} frame @param {number} x */
export function nearest({ checkpoints }, frame, x) {
  const far = checkpoints.map(({ step }) => Math.abs(frame.x(step) - x));
  return far.indexOf(Math.min(...far));
}

/** The curve, as a path. @param {Losses} history @param {Frame} frame */
export const pathOf = (history, { x, y }) =>
  `M${history.losses.map((loss, k) => `${x(updateOf(history, k)).toFixed(1)} ${y(loss).toFixed(1)}`).join("L")}`;

/** The largest loss and its update. @param {Losses} history */
export function highest(history) {
  const most = history.losses.reduce((best, loss, k) => (loss > history.losses[best] ? k : best), 0);
  return { update: updateOf(history, most), loss: history.losses[most] };
}

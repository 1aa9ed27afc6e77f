/** How high a share of the gradient stands: on a plain scale that the largest one fills, or on a log scale. */

import { raised } from "../kit/words.js";

/** @typedef {{ y: (log: number) => number, base: number, ticks: number[] }} Scale of logarithms; a bar starts at `base` */

export const TOP = 46;
export const FLOOR = 270;
const HIGH = FLOOR - TOP;
const LIMIT = 6; // powers of ten of the log scale, up and down

/**
 * The plain scale: 100%, or the largest share where one has grown, is as high as the picture.
 * @param {number[]} logs
 * @returns {Scale}
 */
export function plainScale(logs) {
  const most = Math.max(0, ...logs);
  return { y: (log) => FLOOR - HIGH * 10 ** (log - most), base: FLOOR, ticks: [0] };
}

/** The log scale, on which bars go up or down from 100%. @returns {Scale} */
export function logScale() {
  const base = (TOP + FLOOR) / 2;
  const y = (/** @type {number} */ log) => base - (Math.max(-LIMIT, Math.min(LIMIT, log)) / LIMIT) * (HIGH / 2);
  return { y, base, ticks: [6, 4, 2, 0, -2, -4, -6] };
}

/** A power of ten as a share. @param {number} log */
export const tick = (log) => (log > 1 || log < -2 ? `10${raised(log + 2)}%` : `${10 ** (log + 2)}%`);

/** Whether the log scale has no room for it. @param {number} log */
export const isBeyond = (log) => Math.abs(log) > LIMIT;

/** Where everything stands: the columns beside each other, and what is in one, from the middle of its letter. */

/** @import { View } from "../kit/figure.js" */

import { contrastOf } from "./numbers.js";

export const ADD = 48; // the middle of φ, where what is read and what is remembered are added
export const TOP = 88; // of a state
export const TALL = 128; // 8 for each of 16 units
export const MIDDLE = TOP + TALL / 2;
export const BOTTOM = TOP + TALL;
export const OUT = 290; // the likeliest letter
const ROUND = 13; // of φ, with room for the head of an arrow

/**
 * What a figure shows of its network, where several of its traits decide together, and its columns. `x` is the middle of a
 * step's column; left of the first one stands the state that comes before. Folded, all stand in one cell, and `letter` is
 * how far away the letter stands. `aside` says that beside φ there is room for what it is, `tight` that
 * there is little between two states, so that the name at the arrow stands under it. `twin` is the step
 * with the current letter, after which another one is expected, or 0. `named` is the step that says what acts, which is the
 * same in all: the first that is read, where less is said than in the current one. `wide` is a state's width, and `before` how far away
 * the state before ends.
 * @param {View} v
 */
export function places({ columns: { from, left, pitch, narrow, x }, get, numbers, step }) {
  const [unrolled, memory] = [get("unrolled"), get("memory")];
  const one = unrolled && memory && get("products") === "one";
  const cell = left + pitch * (narrow ? 1.5 : 3);
  const tight = pitch < 116;
  const wide = (/** @type {number} */ t) => (narrow ? (one ? 14 : pitch < 50 ? 13 : 15) : t < from ? 24 : 30);
  const own = (/** @type {number} */ t) => (t < from ? (narrow ? 18 : 28) : x(t));
  return {
    unrolled,
    memory,
    one,
    aside: unrolled && !one && !tight,
    tight: unrolled && tight,
    named: unrolled && !one ? Math.min(from, step) : step,
    twin: unrolled && memory ? contrastOf(numbers, step) : 0,
    cell,
    wide,
    x: (/** @type {number} */ t) => (unrolled ? own(t) : cell),
    before: (/** @type {number} */ t) => own(t) - own(t - 1) - wide(t - 1) / 2 - 3,
    letter: (/** @type {number} */ t) => (unrolled ? 0 : x(t) - cell),
  };
}

/** @typedef {ReturnType<typeof places>} Places */

/** The middle of [X H], whose product is one: it stands in the gap before a column. @param {number} before */
export const joined = (before) => 16 - before;

/** The way of a letter down, from `x` beside the column to `to` in it. @param {number} x */
export function letterWay(x, to = 0, end = ADD - ROUND) {
  const bend = Math.sign(to - x) * 8;
  return bend ? `M${x} 0Q${x} 8 ${x + bend} 8H${to - bend}Q${to} 8 ${to} 16V${end}` : `M${x} 0V${end}`;
}

/** The way of a state into the φ of the next step, which is `before` away at its right; where that is near, from below. @param {number} before */
export function carriedWay(before, near = false) {
  const bend = Math.min(58, (before - ROUND) * 0.62);
  const [x, y] = [ROUND * 0.64, ADD + ROUND * 0.77]; // 50 degrees below its middle
  if (near) return `M${-before} ${MIDDLE}C${bend - before} ${MIDDLE} ${-x - 11} ${y + 13} ${-x} ${y}`;
  return `M${-before} ${MIDDLE}C${bend - before} ${MIDDLE} ${-ROUND - bend} ${ADD} ${-ROUND} ${ADD}`;
}

/** The way of the one cell's state round into its own φ. */
export const LOOP = `M19 ${MIDDLE}C130 ${MIDDLE} 130 ${ADD} 11 ${ADD}`;

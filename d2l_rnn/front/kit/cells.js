/** Columns of cells on a canvas: a state is a column of its units, and its colour is its value. */

/** @import { Colours } from "../types.d.ts" */

import { sized } from "./canvas.js";
import { shade } from "./colour.js";

/**
 * Paint columns of cells; value(t, i) is the value of cell i of column t, from -1 to 1.
 * @param {HTMLCanvasElement} canvas
 * @param {{ width: number, height: number, top: number, row: number, wide: number, rows: number }} size
 * @param {number[]} steps
 * @param {(t: number) => number} x the middle of a column
 * @param {(t: number, i: number) => number} value
 * @param {Colours} colour
 */
export function paintCells(canvas, { width, height, top, row, wide, rows }, steps, x, value, colour) {
  const context = sized(canvas, { width, height });
  const gap = row > 8 ? 1 : 0;
  for (const t of steps) {
    const left = Math.round(x(t) - wide / 2);
    for (let i = 0; i < rows; i++) {
      context.fillStyle = shades(colour)[Math.round(255 * value(t, i)) + 255];
      context.fillRect(left, top + i * row, wide, row - gap);
    }
  }
  return context;
}

/** @type {Map<Colours, string[]>} */
const all = new Map();

/**
 * The scale from -1 to 1 in 511 shades, as a style sheet says them.
 * @param {Colours} colour
 */
export function shades(colour) {
  let list = all.get(colour);
  if (!list) {
    list = Array.from({ length: 511 }, (_, k) => `rgb(${shade(k / 255 - 1, colour).join()})`);
    all.clear(); // of the theme before
    all.set(colour, list);
  }
  return list;
}

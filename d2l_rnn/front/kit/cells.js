/** Columns of cells on a canvas: a state is a column of its units, and its colour is its value. */

/** @import { Colours } from "../types.d.ts" */

import { contextOf, sized } from "./canvas.js";
import { inkOn, palette, shade } from "./colour.js";

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

/** @type {{ of: Colours | null, shades: string[], inks: string[] }} */
const scale = { of: null, shades: [], inks: [] };

/**
 * The scale from -1 to 1 in 511 shades, as a style sheet says them.
 * @param {Colours} colours
 */
export const shades = (colours) => scaleOf(colours).shades;

/**
 * What can be read on each of the shades.
 * @param {Colours} colours
 */
export const inks = (colours) => scaleOf(colours).inks;

/**
 * Both, kept for the theme that is shown: a large picture asks for some thousand of them at every key.
 * @param {Colours} colours
 */
function scaleOf(colours) {
  if (scale.of !== colours) {
    const all = Array.from({ length: 511 }, (_, k) => shade(k / 255 - 1, colours));
    Object.assign(scale, { of: colours, shades: all.map((rgb) => `rgb(${rgb.join()})`), inks: all.map(inkOn) });
  }
  return scale;
}

/** @type {HTMLCanvasElement | undefined} */
let narrow;

/**
 * A column of one pixel for each cell, to be drawn larger: of many low cells that takes a fraction of the time. The next
 * call paints over it.
 * @param {number} rows
 * @param {(i: number) => number} level from 0 to 510
 * @param {Colours} colours
 */
export function strip(rows, level, colours) {
  narrow ??= document.createElement("canvas");
  if (narrow.height !== rows || narrow.width !== 1) Object.assign(narrow, { width: 1, height: rows });
  const all = palette(colours);
  const pixels = Uint32Array.from({ length: rows }, (_, i) => all[level(i)]);
  contextOf(narrow).putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), 1), 0, 0);
  return narrow;
}

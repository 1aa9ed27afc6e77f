/** The cells of HiddenStates on a canvas: their colours, what they were before, signs or numbers. */

/** @import { View } from "../kit/figure.js" */
/** @import { Size } from "./layout.js" */
/** @import { Runs } from "./numbers.js" */
/** @typedef {[x: number, y: number, width: number, height: number]} Place */

import { sized } from "../kit/canvas.js";
import { inks, shades, strip } from "../kit/cells.js";
import { number } from "../kit/words.js";
import { isShown, pointed, stepsShown } from "./layout.js";
import { cellOf } from "./numbers.js";

const NEGATIVE = -0.05; // from here on a cell carries a minus sign: a sign is never told by colour alone
const UNREAD = 0.4; // of a column's width

/**
 * Paint the columns of the steps in view. Those not read yet are left out, or, where there is something to compare, narrow:
 * faded, they would have the colours of other values. Numbers stand in all cells of a read column, or where one was set
 * or is pointed at.
 * @param {View} v
 * @param {Element | null} canvas
 * @param {Size} size
 * @param {Pick<Runs, "after" | "before" | "edits">} runs
 */
export function paint(v, canvas, size, runs) {
  const { columns: at, colours } = v;
  const { h, row, wide, y } = size;
  const here = pointed(v);
  const context = sized(/** @type {HTMLCanvasElement} */ (canvas), size);
  context.imageSmoothingEnabled = false;
  const [scale, ink] = [shades(colours), inks(colours)];
  const fill = (/** @type {string} */ colour, /** @type {Place} */ ...place) => {
    context.fillStyle = colour;
    context.fillRect(...place);
  };
  const level = (/** @type {number} */ value) => Math.round(255 * value) + 255;
  /** @type {[ink: string, text: string, x: number, y: number][]} */
  const numbers = [];
  /** @type {Map<string, Place[]>} the signs by their ink: to change the ink costs more than to draw one */
  const signs = new Map(["#000000", "#ffffff"].map((one) => [one, []]));
  for (const t of stepsShown(v)) {
    if (!isShown(v, t)) continue;
    const whole = t > v.step ? Math.round(wide * UNREAD) : wide;
    const fine = row <= 8 && strip(h, (i) => level(runs.after.trace.H[t * h + i]), colours);
    if (fine) context.drawImage(fine, Math.round(at.x(t) - whole / 2), y(0), whole, y(h) - y(0));
    for (let i = 0; i < h; i++) {
      const cell = cellOf(runs, t, i);
      const { edit, value } = cell;
      const printed = v.get("fold") === "numbers" || (here?.t === t && here.i === i) || (edit?.step && edit.unit);
      const high = y(i + 1) - y(i) - (row > 8 ? 1 : 0);
      if (fine && !cell.changed) continue;
      let left = Math.round(at.x(t) - whole / 2);
      let room = whole;
      if (cell.changed) {
        const old = Math.min(size.roomy ? 14 : 7, whole / 2 - 2);
        fill(scale[level(cell.was)], left, y(i), old, high);
        left += old + 2;
        room -= old + 2;
      }
      fill(scale[level(value)], left, y(i), room, high);
      const middle = left + room / 2;
      if (row > 13 && room > 24 && printed) {
        const text = number(value, 2);
        numbers.push([
          ink[level(value)],
          room > 38 ? text : text.replace(".00", "").replace("0.", "."),
          middle,
          y(i) + high / 2,
        ]);
      } else if (row > 8 && value < NEGATIVE)
        signs.get(ink[level(value)])?.push([left + 3, y(i) + Math.floor(high / 2), Math.min(5, room - 4), 1.5]);
    }
  }
  for (const [colour, places] of signs) {
    context.fillStyle = colour;
    for (const place of places) context.fillRect(...place);
  }
  if (numbers.length) context.font = `12px ${colours.font}`; // which lets the browser style the whole page first
  for (const [colour, ...text] of numbers) {
    context.fillStyle = colour;
    context.fillText(...text);
  }
}

/** The cells of HiddenStates on a canvas: their colours, what they were before, signs or numbers. */

/** @import { View } from "../kit/figure.js" */
/** @import { Size } from "./layout.js" */
/** @import { Runs } from "./numbers.js" */

import { sized } from "../kit/canvas.js";
import { shades } from "../kit/cells.js";
import { inkOn, shade } from "../kit/colour.js";
import { number } from "../kit/words.js";
import { isShown, pointed, stepsShown } from "./layout.js";
import { cellOf } from "./numbers.js";

const NEGATIVE = -0.05; // from here on a cell carries a minus sign: a sign is never told by colour alone
const UNREAD = 0.4; // of a column's width

/**
 * Paint the columns of the steps in view. Those not read yet are empty, or, where there is something to compare, narrow:
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
  const scale = shades(colours);
  const fill = (/** @type {string} */ colour, /** @type {[number, number, number, number]} */ ...place) => {
    context.fillStyle = colour;
    context.fillRect(...place);
  };
  const shadeOf = (/** @type {number} */ value) => scale[Math.round(255 * value) + 255];
  /** @type {[ink: string, text: string, x: number, y: number][]} */
  const numbers = [];
  for (const t of stepsShown(v)) {
    if (!isShown(v, t)) {
      outline(context, colours.soft, [Math.round(at.x(t) - wide / 2) + 0.5, y(0) + 0.5, wide - 1, y(h) - y(0) - 2]);
      continue;
    }
    const whole = t > v.step ? Math.round(wide * UNREAD) : wide;
    for (let i = 0; i < h; i++) {
      const cell = cellOf(runs, t, i);
      const { edit, value } = cell;
      const printed = v.local.printed || (here?.t === t && here.i === i) || (edit?.step && edit.unit);
      const high = y(i + 1) - y(i) - (row > 8 ? 1 : 0);
      let left = Math.round(at.x(t) - whole / 2);
      let room = whole;
      if (cell.changed) {
        const strip = Math.min(size.roomy ? 14 : 7, whole / 2 - 2);
        fill(shadeOf(cell.was), left, y(i), strip, high);
        left += strip + 2;
        room -= strip + 2;
      }
      fill(shadeOf(value), left, y(i), room, high);
      const ink = inkOn(shade(value, colours));
      const middle = left + room / 2;
      if (row > 13 && room > 24 && printed) {
        const text = number(value, 2);
        numbers.push([ink, room > 38 ? text : text.replace(".00", "").replace("0.", "."), middle, y(i) + high / 2]);
      } else if (row > 8 && value < NEGATIVE)
        fill(ink, left + 3, y(i) + Math.floor(high / 2), Math.min(5, room - 4), 1.5);
    }
  }
  context.font = `12px ${colours.font}`;
  for (const [ink, ...text] of numbers) {
    context.fillStyle = ink;
    context.fillText(...text);
  }
}

/**
 * The place of a state that is not there yet.
 * @param {CanvasRenderingContext2D} context
 * @param {string} colour
 * @param {[x: number, y: number, width: number, height: number]} place
 */
function outline(context, colour, place) {
  context.strokeStyle = colour;
  context.setLineDash([3, 3]);
  context.strokeRect(...place);
}

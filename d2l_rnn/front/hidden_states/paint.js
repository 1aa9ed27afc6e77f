/** The cells of HiddenStates on a canvas: their colours, what they were before, signs or numbers. */

/** @import { View } from "../kit/figure.js" */
/** @import { Size } from "./layout.js" */
/** @import { Runs } from "./numbers.js" */

import { sized } from "../kit/canvas.js";
import { shades } from "../kit/cells.js";
import { inkOn, shade } from "../kit/colour.js";
import { number } from "../kit/words.js";
import { pointed, stepsShown } from "./layout.js";
import { cellOf } from "./numbers.js";

const NEGATIVE = -0.05; // from here on a cell carries a minus sign: a sign is never told by colour alone

/**
 * Paint the columns of the steps that are shown, those not read yet faded; numbers in all cells or where one was set or
 * is pointed at.
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
    context.globalAlpha = t > v.step ? 0.3 : 1;
    for (let i = 0; i < h; i++) {
      const cell = cellOf(runs, t, i);
      const { edit, value } = cell;
      const printed = v.local.printed || (here?.t === t && here.i === i) || (edit?.step && edit.unit);
      const high = y(i + 1) - y(i) - (row > 8 ? 1 : 0);
      let left = Math.round(at.x(t) - wide / 2);
      let room = wide;
      if (cell.changed) {
        const strip = size.roomy ? 14 : 7;
        fill(shadeOf(cell.was), left, y(i), strip, high);
        left += strip + 2;
        room -= strip + 2;
      }
      fill(shadeOf(value), left, y(i), room, high);
      const ink = inkOn(shade(value, colours));
      const middle = left + room / 2;
      if (row > 13 && room > 24 && printed) {
        const text = number(value, 2);
        numbers.push([
          t > v.step ? colours.text : ink,
          room > 38 ? text : text.replace(".00", "").replace("0.", "."),
          middle,
          y(i) + high / 2,
        ]);
      } else if (row > 8 && value < NEGATIVE) fill(ink, middle - 4, y(i) + Math.floor(high / 2), 8, 1.5);
    }
  }
  context.globalAlpha = 1;
  context.font = `12px ${colours.font}`;
  for (const [ink, ...text] of numbers) {
    context.fillStyle = ink;
    context.fillText(...text);
  }
}

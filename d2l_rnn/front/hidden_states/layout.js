/** Where the cells of HiddenStates stand, and which of them is looked at. */

/** @import { View } from "../kit/figure.js" */
/** @typedef {{ t: number, i: number }} Cell a unit (from 0) after a step (from 1) */

import { stepsOf } from "../kit/columns.js";
import { isCoarse } from "../kit/pointer.js";

const TITLE = { wide: 32, narrow: 38 }; // pixels: what the columns are, the scale, and what goes into the current one
const CELLS = 290; // pixels: the columns are at most as high
const ARROW = 18; // pixels: from the current column to the letter that it expects

/**
 * The grid's sizes in pixels: `top` is the room above it, for its title, `y(i)` where row i begins, `arrow` is the room
 * above the guesses, and `band` that for the button below them.
 * @param {View} v
 */
export function sizeOf({ columns: { narrow, pitch, width }, net }) {
  const { h } = net.sizes;
  const coarse = isCoarse();
  const top = narrow ? TITLE.narrow : TITLE.wide;
  const band = coarse ? 46 : 30;
  const row = Math.min(24, CELLS / h);
  const y = (/** @type {number} */ i) => top + Math.round(i * row);
  const roomy = pitch > 60;
  return {
    h,
    row,
    top,
    y,
    wide: Math.round(roomy ? pitch * 0.58 : pitch - 6),
    width,
    height: y(h) + ARROW + 28 + band,
    arrow: ARROW,
    band,
    roomy,
    coarse,
  };
}

/** @typedef {ReturnType<typeof sizeOf>} Size */

/** The steps that have a column with a state. @param {View} v */
export const stepsShown = (v) => stepsOf(v.columns).filter((t) => t <= v.last);

/**
 * Whether the state after a step is shown: it has been read, or what follows from an edit or another network is to be seen.
 * @param {View} v
 * @param {number} t
 */
export const isShown = (v, t) => t <= v.step || v.get("edits").length > 0 || v.get("fold") === "compare";

/** The cell that was chosen last. @param {View} v @returns {Cell} */
export const chosen = (v) => ({ t: v.step, i: Math.min(v.get("selected"), v.net.sizes.h) - 1 });

/**
 * The cell whose sum is told: the one under the pointer; else the chosen one, while the focus is on it or the fold with
 * its sum is open; or null.
 * @param {View} v
 * @returns {Cell | null}
 */
export function pointed(v) {
  const { hover, held } = v.local;
  const stays = held || v.root.querySelector(".d2l-cell:focus") || v.get("fold") === "arithmetic";
  const cell = (!held && hover) || (stays ? chosen(v) : null);
  return cell && v.net.sizes.h > cell.i && cell.i >= 0 && stepsShown(v).includes(cell.t) && isShown(v, cell.t)
    ? cell
    : null;
}

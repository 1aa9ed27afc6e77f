/** Units by time steps on the fixed scale [-1, 1]: one canvas for the cells, one focusable cell that moves. */

/**
 * @import { Colours, Size } from "../types.d.ts"
 * @typedef {{
 *   title: string, labels: string[], units: number[], value: (t: number, i: number) => number,
 *   byHand?: ((t: number, i: number) => unknown) | null
 * }} Data
 */

import { contextOf, sized } from "./canvas.js";
import { inkOn, palette, shade } from "./colour.js";
import { box, cellAt, drawHead, geometry, reveal } from "./grid.js";
import { isModified } from "./keys.js";
import { node } from "./nodes.js";
import { number } from "./words.js";

/**
 * `draw(data, width, colours)` paints { title, labels, units, value(t, i), byHand(t, i) }: columns t = 0 … labels.length - 1,
 * a row for each unit i of `units` from the top, a diamond on each cell that was set by hand (byHand may be left out).
 * `mark(t, i)` moves the cursor without painting. `choose(t, i)` and `hover(t, i or null)` report what the reader points at, `edit()` and
 * `silence()` the keys Enter and Delete.
 * @param {{
 *   choose: (t: number, i: number) => void, hover: (cell: { t: number, i: number } | null) => void,
 *   edit?: () => void, silence?: () => void
 * }} told
 */
export function heatMap({ choose, hover, edit, silence }) {
  const canvas = node("canvas", { "aria-hidden": "true" });
  const later = node("div", { class: "d2l-later" });
  const now = node("div", { class: "d2l-now" });
  const cell = node("div", { class: "d2l-cell", role: "gridcell", tabindex: "0", keydown: keys });
  const line = node("div", { role: "row" }, cell);
  const grid = node("div", { role: "grid" }, line);
  const field = node("div", { class: "d2l-field" }, canvas, later, now, grid);
  const scroller = node("div", { class: "d2l-scroll" }, field);
  /** @type {Data} */
  let data;
  /** @type {Size | undefined} */
  let size;
  let viewport = 0;
  let at = { t: 0, i: 0 };

  const place = (/** @type {MouseEvent} */ event) => size && cellAt(size, event.offsetX, event.offsetY);
  canvas.addEventListener("pointermove", (event) => {
    const cell = place(event);
    hover(cell ? { t: cell.column, i: data.units[cell.row] } : null);
  });
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener("click", (event) => {
    const cell = place(event);
    if (!cell) return;
    choose(cell.column, data.units[cell.row]);
    focus();
  });
  const focus = () => cell.focus({ preventScroll: true });

  function keys(/** @type {KeyboardEvent} */ event) {
    if (!size || isModified(event)) return;
    const { columns, rows } = size;
    const t = at.t;
    const row = data.units.indexOf(at.i);
    const go = (/** @type {number} */ column, /** @type {number} */ to) =>
      choose(Math.max(0, Math.min(columns - 1, column)), data.units[Math.max(0, Math.min(rows - 1, to))]);
    /** @type {Record<string, (() => void) | undefined>} */
    const acts = {
      ArrowLeft: () => go(t - 1, row),
      ArrowRight: () => go(t + 1, row),
      ArrowUp: () => go(t, row - 1),
      ArrowDown: () => go(t, row + 1),
      Home: () => go(0, row),
      End: () => go(columns - 1, row),
      Enter: edit,
      Delete: silence,
      Backspace: silence,
    };
    const act = acts[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  }

  function draw(/** @type {Data} */ next, /** @type {number} */ width, /** @type {Colours} */ colour) {
    data = next;
    viewport = width;
    if (!width) return;
    size = geometry(width, data.labels.length, data.units.length);
    const context = sized(canvas, size, width);
    drawHead(context, size, data.labels, colour, 0);
    drawUnits(context, size, data.units, colour);
    drawCells(context, size, data, colour);
    if (data.byHand) drawDiamonds(context, size, data.units, data.byHand);
    field.style.width = `${size.width}px`;
    grid.setAttribute("aria-label", data.title);
    grid.setAttribute("aria-rowcount", String(size.rows));
    grid.setAttribute("aria-colcount", String(size.columns));
  }

  function mark(/** @type {number} */ t, /** @type {number} */ i) {
    at = { t, i };
    if (!size) return;
    const left = size.gutter + t * size.column;
    const row = data.units.indexOf(i);
    const byHand = data.byHand?.(t, i) ? ", set by hand" : "";
    box(now, left, 0, size.column, size.height);
    box(later, left + size.column, size.head, Math.max(0, size.width - left - size.column), size.height - size.head);
    box(cell, left, size.head + row * size.row, size.column, size.row);
    line.setAttribute("aria-rowindex", String(row + 1));
    cell.setAttribute("aria-colindex", String(t + 1));
    cell.setAttribute("aria-label", `unit ${i + 1}, step ${t}: ${number(data.value(t, i))}${byHand}`);
    if (size.width > viewport) reveal(scroller, left, size);
  }

  return { element: scroller, draw, mark, focus };
}

/**
 * The number of every unit, or of every few where rows are low.
 * @param {CanvasRenderingContext2D} context
 * @param {Size} size
 * @param {number[]} units
 * @param {Colours} colour
 */
function drawUnits(context, size, units, colour) {
  const every = [1, 2, 4, 8, 16, 32, 64].find((few) => few * size.row >= 12) ?? 128;
  context.fillStyle = colour.soft;
  context.font = `11px ${colour.font}`;
  context.textAlign = "right";
  for (let row = 0; row < size.rows; row += every)
    context.fillText(String(units[row] + 1), size.gutter - 6, size.head + (row + 0.5) * size.row);
  context.textAlign = "center";
}

/**
 * The sign of a cell that was set by hand: in the corner beside a number, else in the middle, never too small to see.
 * @param {CanvasRenderingContext2D} context
 * @param {Size} size
 * @param {number[]} units
 * @param {(t: number, i: number) => unknown} byHand
 */
function drawDiamonds(context, size, units, byHand) {
  const corner = hasNumbers(size);
  Object.assign(context, { fillStyle: "#000000", strokeStyle: "#ffffff", lineWidth: 2 });
  units.forEach((i, row) => {
    for (let t = 1; t < size.columns; t++) {
      if (!byHand(t, i)) continue;
      const x = size.gutter + t * size.column + (corner ? 5 : size.column / 2);
      const y = size.head + row * size.row + (corner ? 5 : size.row / 2);
      const diamond = new Path2D(`M${x} ${y - 4}l4 4l-4 4l-4 -4z`);
      context.stroke(diamond);
      context.fill(diamond);
    }
  });
}

const hasNumbers = (/** @type {Size} */ size) => size.column >= 40 && size.row >= 14;

/**
 * One pixel for each state, stretched to the grid; then what tells signs apart without colour.
 * @param {CanvasRenderingContext2D} context
 * @param {Size} size
 * @param {Data} data
 * @param {Colours} colour
 */
function drawCells(context, size, data, colour) {
  const small = node("canvas", { width: size.columns, height: size.rows });
  const image = new ImageData(size.columns, size.rows);
  const pixels = new Uint32Array(image.data.buffer);
  const shades = palette(colour);
  data.units.forEach((i, row) => {
    for (let t = 0; t < size.columns; t++)
      pixels[row * size.columns + t] = shades[Math.round((data.value(t, i) + 1) * 255)];
  });
  contextOf(small).putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, size.gutter, size.head, size.columns * size.column, size.rows * size.row);
  const numbers = hasNumbers(size);
  if (!numbers && (size.column < 8 || size.row < 7)) return;
  context.font = `${numbers ? 12 : 11}px ${colour.font}`;
  data.units.forEach((i, row) => {
    for (let t = 0; t < size.columns; t++) {
      const value = data.value(t, i);
      if (!numbers && value > -0.05) continue;
      context.fillStyle = inkOn(shade(value, colour));
      context.fillText(
        numbers ? number(value, 2) : "−",
        size.gutter + (t + 0.5) * size.column,
        size.head + (row + 0.5) * size.row,
      );
    }
  });
}

/** What is painted: the states, and the matrices as heat maps. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { MatrixName } from "../types.d.ts"
 */

import { contextOf } from "../kit/canvas.js";
import { paintCells } from "../kit/cells.js";
import { inkOn, palette, shade } from "../kit/colour.js";
import { places, TALL } from "./geometry.js";
import { sizeOf } from "./numbers.js";

/** @param {View} v */
export function drawn(v) {
  const place = places(v);
  for (const column of /** @type {NodeListOf<HTMLElement>} */ (v.root.querySelectorAll(".d2l-step"))) {
    const step = Number(column.dataset.step);
    paintState(v, column.querySelector(".d2l-state"), step, place.wide(step));
    for (const before of step && step <= v.step ? column.querySelectorAll("canvas.d2l-flier, .d2l-both canvas") : [])
      paintState(v, before, step - 1, before.matches(".d2l-flier") ? 20 : 11);
  }
  for (const map of /** @type {NodeListOf<HTMLCanvasElement>} */ (v.root.querySelectorAll("canvas.d2l-map")))
    paintMap(v, map, /** @type {MatrixName[]} */ (map.dataset.map?.split(" ")));
}

/**
 * A state: a cell for each unit, none before it is read, and a dash in those below zero, so that its sign is not told by the colour alone.
 * @param {View} v
 * @param {Element | null} canvas
 * @param {number} step
 * @param {number} wide
 */
function paintState({ net, numbers, colours, step: now }, canvas, step, wide) {
  const { h } = net.sizes;
  const { H } = numbers.trace;
  const row = TALL / h;
  const value = (/** @type {number} */ t, /** @type {number} */ i) => H[t * h + i];
  const size = { width: wide, height: TALL, top: 0, row, wide, rows: step > now ? 0 : h };
  const context = paintCells(/** @type {HTMLCanvasElement} */ (canvas), size, [step], () => wide / 2, value, colours);
  for (let i = 0; row >= 5 && i < size.rows; i++) {
    if (value(step, i) > -0.05) continue;
    context.fillStyle = inkOn(shade(value(step, i), colours));
    context.fillRect(wide / 2 - 4, Math.round((i + 0.5) * row) - 1, 8, 1);
  }
}

/**
 * Matrices of equally many columns, one standing on the other: a pixel is a weight, and the style sheet makes it larger.
 * @param {View} v
 * @param {HTMLCanvasElement} canvas
 * @param {MatrixName[]} names
 */
function paintMap({ numbers: { p }, colours }, canvas, names) {
  const { rows, columns, largest } = sizeOf(p, names);
  const shades = palette(colours);
  const weights = names.flatMap((name) =>
    Array.from(p[name], (value) => shades[255 + Math.round((255 * value) / largest)]),
  );
  const pixels = new Uint8ClampedArray(Uint32Array.from(weights).buffer);
  if (canvas.width !== columns || canvas.height !== rows) Object.assign(canvas, { width: columns, height: rows });
  contextOf(canvas).putImageData(new ImageData(pixels, columns, rows), 0, 0);
}

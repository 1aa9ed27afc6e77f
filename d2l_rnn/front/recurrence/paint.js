/** What is painted: the states, and the matrices as heat maps, pixel by pixel; the style sheet makes them larger. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Colours } from "../types.d.ts"
 */

import { contextOf } from "../kit/canvas.js";
import { palette } from "../kit/colour.js";
import { TALL } from "./geometry.js";
import { sizeOf } from "./numbers.js";

const MOST = 32; // units that are cells of their own; of more, each is a line
const BLACK = 0xff000000;

/** @param {View} v */
export function drawn({ root, step: now, net, numbers, colours }) {
  const { h } = net.sizes;
  const tall = h > MOST ? 1 : Math.round(TALL / h);
  const all = (/** @type {ParentNode} */ within, /** @type {string} */ name) =>
    /** @type {NodeListOf<HTMLCanvasElement>} */ (within.querySelectorAll(`canvas${name}`));
  for (const column of /** @type {NodeListOf<HTMLElement>} */ (root.querySelectorAll(".d2l-step"))) {
    const step = Number(column.dataset.step);
    for (const canvas of all(column, ":not(.d2l-map)")) {
      const t = canvas.matches(".d2l-state") ? step : step - 1; // what is carried on is of the step before
      if (step > now || t < 0)
        canvas.width = 1; // which clears it
      else paint(canvas, numbers.trace.H.subarray(t * h, (t + 1) * h), 1, 1, colours, tall);
    }
  }
  for (const canvas of all(root, ".d2l-map")) {
    const { weights, columns, largest } = sizeOf(numbers.p, canvas.dataset.map ?? "");
    paint(canvas, weights, columns, largest, colours);
  }
}

/**
 * Paint values in rows of so many columns, on a scale that ends at `most`; cells that are several pixels tall have a gap
 * between them, and a dash below zero, so that the sign is not told by the colour alone.
 * @param {HTMLCanvasElement} canvas
 * @param {ArrayLike<number>} values
 * @param {number} columns
 * @param {number} most
 * @param {Colours} colours
 */
function paint(canvas, values, columns, most, colours, tall = 1) {
  const wide = tall > 1 ? 3 : 1;
  const cell = wide * tall;
  const shades = palette(colours);
  const pixels = Uint32Array.from({ length: values.length * cell }, (_, k) => {
    const value = values[Math.floor(k / cell)];
    const place = k % cell;
    if (place >= cell - wide && tall > 1) return 0;
    if (value < -0.05 && tall > 1 && place === 3 * (tall >> 1) - 2) return BLACK;
    return shades[255 + Math.round((255 * value) / most)];
  });
  Object.assign(canvas, { width: columns * wide, height: pixels.length / columns / wide });
  contextOf(canvas).putImageData(new ImageData(new Uint8ClampedArray(pixels.buffer), columns * wide), 0, 0);
}

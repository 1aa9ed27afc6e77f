/** The ground of the plane: the surer the network is of its likeliest letter, the more ink. */

/** @import { Colours, Params } from "../types.d.ts" */

import { REACH } from "./layout.js";
import { softmaxAt } from "./numbers.js";

export const GRAIN = 96; // pixels along one side; the browser smooths them
const INK = 0.18; // where the network is sure: dark enough to be seen, light enough to be written on

/**
 * How sure a network of q tokens is where the likeliest has probability `top`: 0 where all are alike, 1 at the most.
 * @param {number} top
 * @param {number} q
 */
export const sureness = (top, q) => (top * q - 1) / (q - 1 || 1);

/**
 * @param {HTMLCanvasElement} canvas
 * @param {Params} p
 * @param {Colours} colours
 */
export function paintGround(canvas, p, { text }) {
  const image = new ImageData(GRAIN, GRAIN);
  const ink =
    text
      .match(/[\d.]+/g)
      ?.slice(0, 3)
      .map(Number) ?? [];
  for (let k = 0; k < GRAIN * GRAIN; k++) {
    const [x, y] = [k % GRAIN, Math.floor(k / GRAIN)].map((place) => (((place + 0.5) / GRAIN) * 2 - 1) * REACH);
    image.data.set([...ink, 255 * INK * sureness(Math.max(...softmaxAt([x, -y], p)), p.q)], 4 * k);
  }
  canvas.getContext("2d")?.putImageData(image, 0, 0);
}

/** The ground of the plane: the surer the network is of its likeliest letter, the more ink. */

/** @import { Colours, Params } from "../types.d.ts" */

import { REACH } from "./layout.js";

export const GRAIN = 96; // pixels along one side; the browser smooths them
const INK = 0.18; // where the network is sure: dark enough to be seen, light enough to be written on

/**
 * How sure a network of q tokens is where the likeliest has probability `top`: 0 where all are alike, 1 at the most.
 * @param {number} top
 * @param {number} q
 */
export const sureness = (top, q) => (top * q - 1) / (q - 1 || 1);

/**
 * Written out, without an array for each of the thousands of states: in a page just opened nothing is compiled yet.
 * @param {HTMLCanvasElement} canvas
 * @param {Params} p
 * @param {Colours} colours
 */
export function paintGround(canvas, { W_hq, b_q, q }, { text }) {
  const { data } = new ImageData(GRAIN, GRAIN);
  const [red, green, blue] = (text.match(/[\d.]+/g) ?? []).map(Number);
  const outputs = new Float64Array(q);
  const at = (/** @type {number} */ place) => (((place + 0.5) / GRAIN) * 2 - 1) * REACH;
  for (let k = 0; k < GRAIN * GRAIN; k++) {
    const [x, y] = [at(k % GRAIN), -at(Math.floor(k / GRAIN))];
    let highest = -Infinity;
    for (let j = 0; j < q; j++) {
      outputs[j] = x * W_hq[j] + y * W_hq[q + j] + b_q[j];
      if (outputs[j] > highest) highest = outputs[j];
    }
    let sum = 0;
    for (let j = 0; j < q; j++) sum += Math.exp(outputs[j] - highest);
    data[4 * k] = red;
    data[4 * k + 1] = green;
    data[4 * k + 2] = blue;
    data[4 * k + 3] = 255 * INK * sureness(1 / sum, q);
  }
  canvas.getContext("2d")?.putImageData(new ImageData(data, GRAIN), 0, 0);
}

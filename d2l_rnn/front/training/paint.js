/** Training painted: the curve, and what is predicted at each step under the states. */

/**
 * @import { Colours, Point, Size } from "../types.d.ts"
 * @import { Frame, History, Now, references } from "./numbers.js"
 */

import { number, visible } from "../kit/words.js";

/**
 * The losses, the checkpoints on them, and the lines they are compared with.
 * @param {CanvasRenderingContext2D} context
 * @param {Frame} frame
 * @param {History} network
 * @param {ReturnType<typeof references>} lines
 * @param {Colours} colour
 */
export function drawCurve(context, frame, network, lines, colour) {
  const { left, right, top, bottom, x, y } = frame;
  /** @type {(text: string, at: number, height: number, align?: CanvasTextAlign) => void} */
  const label = (text, at, height, align = "center") => {
    context.textAlign = align;
    context.fillText(text, at, height);
  };
  const path = (/** @type {Point[]} */ ...points) => {
    context.beginPath();
    for (const [px, py] of points) context.lineTo(px, py);
    context.stroke();
  };
  context.font = `12px ${colour.font}`;
  context.lineWidth = 1;
  context.strokeStyle = colour.soft;
  context.fillStyle = colour.text;
  path([left, top], [left, bottom], [right, bottom]);
  for (const [value, text] of frame.ticks) {
    path([left - 4, y(value)], [left, y(value)]);
    label(text, left - 7, y(value), "right");
  }
  for (const update of frame.moments) {
    path([x(update), bottom], [x(update), bottom + 4]);
    label(String(update), x(update), bottom + 13);
  }
  label("updates", (left + right) / 2, bottom + 31);
  label("mean loss, in nats", 0, 8, "left");
  context.strokeStyle = colour.text;
  for (const line of lines) {
    context.setLineDash(line.dash);
    if (line.drawn) path([left, line.y], [right, line.y]);
    label(line.label, right + 4, line.at, "left");
  }
  context.setLineDash([]);
  const blue = `rgb(${colour.positive.join()})`;
  const { losses, every, checkpoints } = network;
  const last = checkpoints[checkpoints.length - 1];
  context.lineWidth = 1.8;
  context.strokeStyle = blue;
  path(...losses.map((loss, k) => /** @type {Point} */ ([x(k * every), y(loss)])), [x(last.step), y(last.loss)]);
  context.fillStyle = blue;
  for (const { step, loss } of checkpoints) {
    context.beginPath();
    context.arc(x(step), y(loss), 3.5, 0, 7);
    context.fill();
  }
}

/**
 * Under the states, what is predicted at each step: target, most likely character, right or wrong, p(target).
 * @param {CanvasRenderingContext2D} context
 * @param {Size} size
 * @param {Now} now
 * @param {Colours} colour
 */
export function drawStrip(context, size, { reading, results, tokens }, colour) {
  const edge = size.gutter + size.column - 6;
  context.fillStyle = colour.text;
  context.font = `11px ${colour.font}`;
  context.textAlign = "right";
  const [bar, tall] = [66, 30];
  const rows = { target: 14, guess: 34, "right?": 53, "p(target)": bar + tall / 2 };
  for (const [text, y] of Object.entries(rows)) context.fillText(text, edge, y, edge);
  context.textAlign = "center";
  const wide = size.column >= 34;
  results.guesses.forEach((best, k) => {
    const left = size.gutter + (k + 1) * size.column;
    const middle = left + size.column / 2;
    const hit = best === reading.targets[k];
    const p = results.softmax[k][reading.targets[k]];
    const put = (/** @type {string} */ text, /** @type {number} */ y, /** @type {number} */ weight) => {
      context.font = `${weight} ${text.length > 1 ? 11 : 14}px ${colour.font}`;
      context.fillText(text, middle, y, size.column - 1);
    };
    context.fillStyle = colour.text;
    put(visible(reading.characters[k + 1]), rows.target, 700);
    put(visible(tokens[best]), rows.guess, 400);
    put(hit ? "✓" : "✗", rows["right?"], 700);
    context.strokeStyle = colour.soft;
    context.strokeRect(left + 2.5, bar + 0.5, size.column - 5, tall);
    context.fillStyle = `rgb(${colour.positive.join()})`;
    context.fillRect(left + 3, bar + 1 + (1 - p) * (tall - 1), size.column - 6, p * (tall - 1));
    if (!wide) return;
    context.fillStyle = colour.text;
    put(number(p, 2), bar + tall + 13, 400);
  });
}

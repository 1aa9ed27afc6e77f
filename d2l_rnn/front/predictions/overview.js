/** The overview of figure 9.4.2: a column for each step, from the input at the bottom up to the target, on one canvas. */

/** @import { Colours, Params } from "../types.d.ts" */
/** @import { Ran, Shown, Taught } from "./numbers.js" */

import { contextOf } from "../kit/canvas.js";
import { inkOn, palette } from "../kit/colour.js";
import { drawHead } from "../kit/grid.js";
import { node } from "../kit/nodes.js";
import { number, probability, visible } from "../kit/words.js";

export const FEW_TOKENS = 12; // up to so many tokens, rows are high and a guess is a click
/** @typedef {ReturnType<typeof overview>} OverviewSize */

/**
 * What is shown: a run, its network, how many characters are shown as read, and which steps are still to be guessed.
 * @typedef {Shown & {
 *   p: Params, tokens: string[], memory: boolean, read: () => number, hidden: (t: number) => boolean
 * }} Now
 */

const [STRIP, GAP] = [40, 18]; // pixels of a state, and between the rows that an arrow joins

/**
 * Where the rows of the overview stand, bottom up as they are computed; under the inputs of a free run there is a lane for arrows.
 * @param {number} width
 * @param {number} T
 * @param {number} q
 */
export function overview(width, T, q, /** @type {unknown} */ free = false) {
  const gutter = 84;
  const column = Math.max(15, Math.min(96, Math.floor((width - gutter) / Math.max(1, T))));
  const row = q <= FEW_TOKENS ? 20 : 13;
  const softmax = free ? 66 : 84; // under the target or the pick and what belongs to it
  const state = softmax + q * row + GAP;
  const input = state + STRIP + GAP;
  const lane = free ? 14 : 0;
  const numbers = column >= 34; // else the three rows of numbers become one bar for each loss
  return {
    gutter,
    column,
    row,
    softmax,
    state,
    input,
    lane,
    numbers,
    width: gutter + T * column,
    height: input + 38 + lane,
    columns: T,
    rows: q,
  };
}

/**
 * Paint all of it, but of the steps after `read` nothing, and of the hidden ones no more than the input.
 * @param {CanvasRenderingContext2D} context
 * @param {OverviewSize} size
 * @param {Now} now
 * @param {Colours} colour
 */
export function drawOverview(context, size, now, colour) {
  const { reading, results, p, tokens, memory, hidden, read, free } = now;
  const highest = free ? 1 : Math.max(Math.log(tokens.length), ...results.losses);
  drawGutter(context, size, tokens, highest, free, colour);
  if (free) drawInputs(context, size, free.given, colour);
  const inputs = reading.inputs.map((_, k) => (k < read() ? visible(reading.characters[k]) : "?"));
  context.translate(0, size.input);
  drawHead(context, size, inputs, colour, 1, 28 + size.lane);
  context.translate(0, -size.input);
  drawStates(context, size, results.trace, p, memory, read(), colour);
  for (let t = 1; t <= size.columns; t++) {
    if (now.free) drawFreeStep(context, size, t, now, colour);
    else drawStep(context, size, t, { ...now, highest, hidden: hidden(t) }, colour);
  }
}

/**
 * A frame around every input that was given; to every other an arrow from what was picked one step before.
 * @param {CanvasRenderingContext2D} context
 * @param {OverviewSize} size
 * @param {number} given
 * @param {Colours} colour
 */
function drawInputs(context, size, given, colour) {
  const { gutter, column, input } = size;
  context.strokeStyle = colour.text;
  for (let t = 1; t <= size.columns; t++) {
    const edge = gutter + (t - 1) * column;
    const middle = edge + column / 2;
    const half = Math.min(12, column / 2 - 1);
    if (t <= given) context.strokeRect(middle - half, input + 1.5, 2 * half, 19);
    else {
      context.beginPath();
      context.moveTo(middle - column + half, 10);
      for (const [x, y] of [
        [edge, 10],
        [edge, input + 31],
        [middle, input + 31],
        [middle, input + 22],
        [middle - 3, input + 27],
        [middle + 3, input + 27],
        [middle, input + 22],
      ])
        context.lineTo(x, y);
      context.stroke();
    }
  }
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {OverviewSize} size
 * @param {string[]} tokens
 * @param {number} highest
 * @param {unknown} free
 * @param {Colours} colour
 */
function drawGutter(context, size, tokens, highest, free, colour) {
  context.textAlign = "right";
  const label = (/** @type {string} */ text, /** @type {number} */ y, pixels = 12) => {
    context.font = `${pixels}px ${colour.font}`;
    context.fillText(text, size.gutter - 8, y, size.gutter - 10);
  };
  context.fillStyle = colour.text;
  label(free ? "picked" : "target", 10);
  label("state Hₜ", size.state + STRIP / 2);
  label("input", size.input + 11);
  label("step", size.input + 28 + size.lane);
  const under = free
    ? [size.numbers ? "p(picked)" : "", "the text has"]
    : size.numbers
      ? ["p(target)", "loss", "mean so far"]
      : [number(highest, 1), "loss", "0"];
  const [first, pitch] = free || size.numbers ? [30, 20] : [28, 24];
  for (const [k, text] of under.entries()) label(text, first + pitch * k);
  for (const [k, token] of tokens.entries())
    label(visible(token), size.softmax + (k + 0.5) * size.row, Math.min(13, size.row - 2));
  context.fillStyle = colour.soft;
  context.textAlign = "left";
  context.font = `11px ${colour.font}`;
  context.fillText("softmax", 0, size.softmax + size.row / 2, 46);
  context.fillText("of Oₜ", 0, size.softmax + size.row / 2 + 14, 46);
  context.textAlign = "center";
}

/**
 * The state of every step as a strip, and the arrow that W_hh is: drawn broken where memory is off.
 * @param {CanvasRenderingContext2D} context
 * @param {OverviewSize} size
 * @param {Shown["results"]["trace"]} trace
 * @param {Params} p
 * @param {boolean} memory
 * @param {number} read
 * @param {Colours} colour
 */
function drawStates(context, size, trace, p, memory, read, colour) {
  const width = Math.max(5, Math.min(22, size.column - 12));
  const shades = palette(colour);
  const strips = node("canvas", { width: Math.max(1, size.columns), height: p.h });
  const image = new ImageData(strips.width, p.h);
  const pixels = new Uint32Array(image.data.buffer);
  for (let t = 1; t <= size.columns; t++) {
    for (let i = 0; i < p.h; i++)
      pixels[i * strips.width + t - 1] = shades[Math.round((trace.H[t * p.h + i] + 1) * 255)];
  }
  contextOf(strips).putImageData(image, 0, 0);
  for (let t = 1; t <= Math.min(read, size.columns); t++) {
    const middle = size.gutter + (t - 0.5) * size.column;
    context.imageSmoothingEnabled = false;
    context.drawImage(strips, t - 1, 0, 1, p.h, middle - width / 2, size.state, width, STRIP);
    context.strokeStyle = colour.soft;
    context.strokeRect(middle - width / 2 - 0.5, size.state - 0.5, width + 1, STRIP + 1);
    context.fillStyle = colour.text;
    context.font = `13px ${colour.font}`;
    for (const y of [size.state - GAP / 2, size.input - GAP / 2]) context.fillText("↑", middle, y);
    if (t === Math.min(read, size.columns) || size.column < 24) continue;
    context.fillStyle = memory ? colour.text : colour.soft;
    context.font = `${memory ? 16 : 13}px ${colour.font}`;
    const room = (size.column - width) / 2 - 1;
    context.clearRect(middle + size.column / 2 - room, size.state + 11, 2 * room, 18); // what is fed back goes behind
    context.fillText(memory ? "→" : "✕", middle + size.column / 2, size.state + STRIP / 2, size.column - width);
  }
}

/**
 * A probability in a column: two digits where there is no room for three.
 * @param {number} value
 * @param {OverviewSize} size
 */
function inPlace(value, { column }) {
  if (column >= 54) return probability(value);
  return value > 0.995 ? "> .99" : value < 0.005 ? "< .01" : number(value, 2);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {OverviewSize} size
 * @param {number} t
 * @param {Pick<Taught, "reading" | "results"> & { highest: number, hidden: boolean }} shown
 * @param {Colours} colour
 */
function drawStep(context, size, t, { reading, results, highest, hidden }, colour) {
  const left = size.gutter + (t - 1) * size.column;
  const middle = left + size.column / 2;
  const write = (/** @type {string} */ text, /** @type {number} */ y, weight = "") => {
    context.font = `${weight} 12px ${colour.font}`;
    context.fillText(text, middle, y, size.column - 1);
  };
  context.fillStyle = colour.text;
  if (hidden) return write("?", 10, "700");
  const target = reading.targets[t - 1];
  drawBars(context, size, left, results.softmax[t - 1], target, colour);
  const right = results.guesses[t - 1] === target;
  context.fillStyle = colour.text;
  write(`${visible(reading.characters[t])}${size.column >= 30 ? (right ? " ✓" : " ✗") : ""}`, 10, "700");
  if (!size.numbers) {
    const height = (results.losses[t - 1] / highest) * 48;
    context.fillStyle = `rgb(${colour.negative.join()})`;
    context.fillRect(left + 2, 76 - height, size.column - 4, height);
    return;
  }
  write(inPlace(results.softmax[t - 1][target], size), 30);
  write(number(results.losses[t - 1]), 50);
  write(number(results.means[t - 1]), 70);
}

/**
 * A step of a free run: what was picked, how likely it was, and what the text has there.
 * @param {CanvasRenderingContext2D} context
 * @param {OverviewSize} size
 * @param {number} t
 * @param {Ran} run
 * @param {Colours} colour
 */
function drawFreeStep(context, size, t, { reading, results, free }, colour) {
  const left = size.gutter + (t - 1) * size.column;
  const write = (/** @type {string} */ text, /** @type {number} */ y, weight = "") => {
    context.font = `${weight} 12px ${colour.font}`;
    context.fillText(text, left + size.column / 2, y, size.column - 1);
  };
  const pick = results.picks[t - 1];
  drawBars(context, size, left, results.softmax[t - 1], pick, colour);
  context.fillStyle = colour.text;
  write(pick === null ? "–" : visible(reading.characters[t]), 10, "700");
  if (pick !== null && size.numbers) write(probability(results.softmax[t - 1][pick]), 30);
  const known = free.text[t];
  if (known === undefined) return;
  const sign = pick === null || size.column < 30 ? "" : pick === free.indices[t] ? " ✓" : " ✗";
  write(visible(known) + sign, 50);
}

/**
 * The distribution of one step: a bar for each token, that of the target or the pick framed and in colour.
 * @param {CanvasRenderingContext2D} context
 * @param {OverviewSize} size
 * @param {number} left
 * @param {Float64Array} softmax
 * @param {number | null} target
 * @param {Colours} colour
 */
function drawBars(context, size, left, softmax, target, colour) {
  const room = size.column - 6;
  softmax.forEach((value, k) => {
    const top = size.softmax + k * size.row;
    const length = value * room;
    const paint = k === target ? colour.positive : colour.neutral;
    context.fillStyle = `rgb(${paint.join()})`;
    context.fillRect(left + 3, top + 2, Math.max(length, 0.5), size.row - 4);
    if (k === target) {
      context.strokeStyle = colour.text;
      context.strokeRect(left + 2.5, top + 1.5, room + 1, size.row - 3);
    }
    if (size.column < 58 || size.row < 16 || value < 0.005) return;
    const inside = length > 27;
    context.font = `11px ${colour.font}`;
    context.textAlign = inside ? "right" : "left";
    context.fillStyle = inside ? inkOn(paint) : colour.text;
    context.fillText(number(value, 2), left + 3 + length + (inside ? -3 : 3), top + size.row / 2 + 0.5);
    context.textAlign = "center";
  });
}

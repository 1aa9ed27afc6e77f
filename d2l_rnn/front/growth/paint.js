/** What Growth paints: numbers to store on a logarithmic scale, for each n. */

/**
 * @import { Point } from "../types.d.ts"
 * @import { Chart, Runs } from "./numbers.js"
 * @typedef {Record<"text" | "font" | "soft" | "page" | "track" | "rnn" | "cells" | "runs", string>} Look
 */

import { drawLine, drawWords } from "../kit/canvas.js";
import { colours } from "../kit/colour.js";
import { raised } from "../kit/words.js";
import { across, cellsOf, inFull, parametersOf, short, tens, upwards } from "./numbers.js";

/**
 * Words on the chart, in a rim of the page's colour.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {Point} at
 * @param {string} ink
 * @param {Look} look
 * @param {{ bold?: boolean, align?: CanvasTextAlign }} [set]
 */
function words(context, text, at, ink, look, { bold = false, align = "center" } = {}) {
  drawWords(context, text, at, ink, `${bold ? 700 : 400} 12px ${look.font}`, { rim: look.page, align });
}

/**
 * The whole chart: its scale, the RNN, the text's runs and the table's cells.
 * @param {CanvasRenderingContext2D} context
 * @param {Chart} size
 * @param {{ V: number, h: number, n: number, runs: Runs }} data
 * @param {Look} look
 */
export function drawChart(context, size, { V, h, n, runs }, look) {
  const [bottom, right] = [size.head + size.inner, across(size, size.orders + 0.5)];
  const level = (/** @type {number} */ logarithm) => upwards(size, logarithm);
  // Powers of ten, about six of them.
  const every = Math.max(1, Math.ceil(size.top / 7));
  for (let k = 0; k <= size.top; k += every) {
    const edge = Math.round(level(k)) + 0.5;
    drawLine(
      context,
      [
        [size.left, edge],
        [right, edge],
      ],
      look.track,
      1,
    );
    words(context, k < 4 ? inFull(10 ** k) : `10${raised(k)}`, [size.left - 6, edge], look.soft, look, {
      align: "right",
    });
  }
  for (let k = 1; k <= size.orders; k++)
    words(context, String(k), [across(size, k), bottom + 14], look.text, look, { bold: k === n });
  words(context, "n: characters in a run", [(size.left + right) / 2, bottom + 34], look.text, look);
  words(context, "numbers to store", [2, 8], look.text, look, { align: "left" });
  drawParameters(context, size, parametersOf(V, h), right, look);
  drawRuns(context, size, runs, V, n, look);
  drawCells(context, size, V, n, look);
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Chart} size
 * @param {number} parameters
 * @param {number} right
 * @param {Look} look
 */
function drawParameters(context, size, parameters, right, look) {
  const height = upwards(size, Math.log10(parameters));
  drawLine(
    context,
    [
      [size.left, height],
      [right, height],
    ],
    look.rnn,
    3,
  );
  const said = `RNN: ${short(parameters)} parameters, for every n`;
  words(context, said, [right - 2, height - 11], look.rnn, look, { bold: true, align: "right" });
}

/**
 * The table's line: up to n in full, then as far as the picture reaches.
 * @param {CanvasRenderingContext2D} context
 * @param {Chart} size
 * @param {number} V
 * @param {number} n
 * @param {Look} look
 */
function drawCells(context, size, V, n, look) {
  /** @returns {Point} */
  const at = (/** @type {number} */ k) => [across(size, k), upwards(size, tens(V, k))];
  const all = Array.from({ length: n }, (_, k) => at(k + 1));
  drawLine(context, all, look.cells, 2);
  if (n < size.orders) {
    const end = Math.min(size.orders, V > 1 ? size.top / Math.log10(V) : size.orders);
    drawLine(context, [at(n), at(end)], look.cells, 1.5, [3, 4]);
  }
  context.fillStyle = look.cells;
  for (const [x, y] of all) context.fillRect(x - 4, y - 4, 8, 8);
  all.forEach(([x, y], k) => {
    if (k + 1 !== n && size.column < 52 && (n - k - 1) % 2) return;
    words(context, short(cellsOf(V, k + 1)), [x - 9, y - 9], look.cells, look, {
      bold: k + 1 === n,
      align: k ? "right" : "left",
    });
  });
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Chart} size
 * @param {Runs} runs
 * @param {number} V
 * @param {number} n
 * @param {Look} look
 */
function drawRuns(context, size, { held, different }, V, n, look) {
  if (!held.length || different > V) return;
  /** @type {Point[]} */
  const points = held.map((count, k) => [across(size, k + 1), upwards(size, Math.log10(count))]);
  drawLine(context, points, look.runs, 2, [7, 4]);
  points.forEach(([x, y], k) => {
    context.beginPath();
    context.moveTo(x, y - 5);
    context.lineTo(x + 5, y + 4);
    context.lineTo(x - 5, y + 4);
    context.fill();
    if (k + 1 !== n && (size.column < 40 || !k)) return;
    words(context, inFull(held[k]), [x, y + 32 > size.head + size.inner ? y - 14 : y + 14], look.runs, look, {
      bold: k + 1 === n,
    });
  });
}

/**
 * The colours of the theme, those of the kit and this figure's own.
 * @param {Element} root
 * @returns {Look}
 */
export function appearance(root) {
  const style = getComputedStyle(root);
  const own = (/** @type {string} */ name) => style.getPropertyValue(`--d2l-${name}`).trim();
  const { text, font, soft } = colours(root);
  const [track, rnn, cells, runs] = ["track", "focus", "warn", "good"].map(own);
  return { text, font, soft, page: style.backgroundColor, track, rnn, cells, runs };
}

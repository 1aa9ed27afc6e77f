/** A canvas, and what is drawn on more than one. */

/** @import { Point } from "../types.d.ts" */

/**
 * A canvas of the grid's size at the screen's resolution; returns its context, scaled to CSS pixels. A new size, even the
 * same one, costs a new canvas: a grid that keeps its place gets a canvas as wide as the place.
 * @param {HTMLCanvasElement} canvas
 * @param {{ width: number, height: number }} size
 */
export function sized(canvas, { width: own, height }, place = 0) {
  const width = Math.max(own, place);
  const ratio = Math.min(3, globalThis.devicePixelRatio || 1);
  const [columns, rows] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== columns || canvas.height !== rows) {
    Object.assign(canvas, { width: columns, height: rows });
    Object.assign(canvas.style, { width: `${width}px`, height: `${height}px` });
  }
  const context = contextOf(canvas);
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  context.textBaseline = "middle";
  context.textAlign = "center";
  return context;
}

/**
 * What draws on a canvas: one that was used in no other way always has it.
 * @param {HTMLCanvasElement} canvas
 */
export const contextOf = (canvas) => /** @type {CanvasRenderingContext2D} */ (canvas.getContext("2d"));

/**
 * A line through points; its ink can fill what it encloses.
 * @param {CanvasRenderingContext2D} context
 * @param {Iterable<Point>} points
 * @param {string} ink
 * @param {number[]} [dash]
 */
export function drawLine(context, points, ink, width = 1, dash = []) {
  Object.assign(context, { strokeStyle: ink, fillStyle: ink, lineWidth: width });
  context.setLineDash(dash);
  context.beginPath();
  for (const at of points) context.lineTo(...at);
  context.stroke();
  context.setLineDash([]);
}

/**
 * Words at a point, inside a rim of the colour of the ground where they cross something.
 * @param {CanvasRenderingContext2D} context
 * @param {string} text
 * @param {Point} at
 * @param {string} ink
 * @param {string} font
 * @param {{ rim?: string | null, align?: CanvasTextAlign, room?: number }} [look]
 */
export function drawWords(context, text, [x, y], ink, font, { rim = null, align = "center", room = 300 } = {}) {
  Object.assign(context, { font, textAlign: align, fillStyle: ink });
  if (rim) {
    Object.assign(context, { lineJoin: "round", lineWidth: 4, strokeStyle: rim });
    context.strokeText(text, x, y, room);
  }
  context.fillText(text, x, y, room);
}

/** A canvas at the resolution of its screen. */

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

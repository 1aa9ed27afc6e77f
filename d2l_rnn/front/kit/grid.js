/** Where the cells of a grid stand, and its head: a column for each time step. */

/** @import { Colours, Size } from "../types.d.ts" */

/**
 * Column and row sizes of a grid in a given width: cells shrink to a limit, then the grid scrolls.
 * @param {number} width
 * @param {number} columns
 * @param {number} rows
 * @returns {Size}
 */
export function geometry(
  width,
  columns,
  rows,
  { gutter = 30, head = 38, narrowest = 13, widest = 76, tallest = 22, height = 352 } = {},
) {
  const column = Math.max(narrowest, Math.min(widest, Math.floor((width - gutter) / columns)));
  const row = Math.max(3, Math.min(tallest, Math.floor(height / rows)));
  return { gutter, head, column, row, width: gutter + columns * column, height: head + rows * row, columns, rows };
}

/**
 * The cell under a point of the grid, or null: { column, row } from 0.
 * @param {Size} size
 * @param {number} x
 * @param {number} y
 */
export function cellAt(size, x, y) {
  const column = Math.floor((x - size.gutter) / size.column);
  const row = Math.floor((y - size.head) / size.row);
  return column >= 0 && column < size.columns && row >= 0 && row < size.rows ? { column, row } : null;
}

/**
 * Place an absolutely positioned element.
 * @param {HTMLElement} element
 * @param {number} left
 * @param {number} top
 * @param {number} width
 * @param {number} height
 */
export function box(element, left, top, width, height) {
  Object.assign(element.style, { left: `${left}px`, top: `${top}px`, width: `${width}px`, height: `${height}px` });
}

/**
 * Scroll a grid that is wider than its place sideways until the column at `left` can be seen.
 * @param {Element} scroller
 * @param {number} left
 * @param {Pick<Size, "gutter" | "column">} size
 */
export function reveal(scroller, left, { gutter, column }) {
  const { scrollLeft, clientWidth } = scroller;
  if (left < scrollLeft + gutter) scroller.scrollLeft = left - gutter;
  else if (left + column > scrollLeft + clientWidth) scroller.scrollLeft = left + column - clientWidth;
}

/**
 * The head of a grid: each column's character, and under it its step, counted from `firstStep`, at the height `low`.
 * @param {CanvasRenderingContext2D} context
 * @param {Pick<Size, "gutter" | "column" | "width">} size
 * @param {string[]} labels
 * @param {Colours} colour
 * @param {number} firstStep
 */
export function drawHead(context, size, labels, colour, firstStep, low = 28) {
  labels.forEach((label, k) => {
    const x = size.gutter + (k + 0.5) * size.column;
    const word = label.startsWith("U+") && size.column < 36 ? "▯" : label; // its number can be read in the table
    context.fillStyle = colour.text;
    context.font = `600 ${word.length > 1 ? 11 : 15}px ${colour.font}`;
    context.fillText(word, x, 11, size.column);
    if (size.column < 18 && (k + firstStep) % 5) return;
    const step = String(k + firstStep);
    context.fillStyle = colour.soft;
    context.font = `11px ${colour.font}`;
    context.fillText(step, Math.min(x, size.width - 3.5 * step.length), low); // the last one is not cut
  });
}

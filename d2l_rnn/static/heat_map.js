/** Units by time steps on the fixed scale [-1, 1]: one canvas for the cells, one focusable cell that moves. */

import { box, cellAt, drawHead, geometry, inkOn, node, number, palette, reveal, shade, sized } from "./kit.js";

/**
 * `draw(data, width, colours)` paints { labels, rows, value(t, i) }, columns t = 0 … labels.length - 1; `mark(t, i)` moves
 * the cursor without painting. `choose(t, i)` and `hover(t, i or null)` report what the reader points at.
 */
export function heatMap({ title, choose, hover }) {
  const canvas = node("canvas", { "aria-hidden": "true" });
  const later = node("div", { class: "d2l-later" });
  const now = node("div", { class: "d2l-now" });
  const cell = node("div", { class: "d2l-cell", role: "gridcell", tabindex: "0", keydown: keys });
  const line = node("div", { role: "row" }, cell);
  const grid = node("div", { role: "grid", "aria-label": title }, line);
  const field = node("div", { class: "d2l-field" }, canvas, later, now, grid);
  const scroller = node("div", { class: "d2l-scroll" }, field);
  let data = null;
  let size = null;
  let viewport = 0;
  let at = { t: 0, i: 0 };

  const place = (event) => size && cellAt(size, event.offsetX, event.offsetY);
  canvas.addEventListener("pointermove", (event) => {
    const cell = place(event);
    hover(cell ? { t: cell.column, i: cell.row } : null);
  });
  canvas.addEventListener("pointerleave", () => hover(null));
  canvas.addEventListener("click", (event) => {
    const cell = place(event);
    if (cell) choose(cell.column, cell.row);
  });

  function keys(event) {
    if (!size || event.altKey || event.ctrlKey || event.metaKey) return;
    const { t, i } = at;
    const to = {
      ArrowLeft: [t - 1, i],
      ArrowRight: [t + 1, i],
      ArrowUp: [t, i - 1],
      ArrowDown: [t, i + 1],
      Home: [0, i],
      End: [size.columns - 1, i],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    choose(Math.max(0, Math.min(size.columns - 1, to[0])), Math.max(0, Math.min(size.rows - 1, to[1])));
  }

  function draw(next, width, colour) {
    data = next;
    viewport = width;
    if (!width) return;
    size = geometry(width, data.labels.length, data.rows);
    const context = sized(canvas, size);
    drawHead(context, size, data.labels, colour, 0);
    drawUnits(context, size, colour);
    drawCells(context, size, data, colour);
    field.style.width = `${size.width}px`;
    grid.setAttribute("aria-rowcount", size.rows);
    grid.setAttribute("aria-colcount", size.columns);
  }

  function mark(t, i) {
    at = { t, i };
    if (!size) return;
    const left = size.gutter + t * size.column;
    box(now, left, 0, size.column, size.height);
    box(later, left + size.column, size.head, Math.max(0, size.width - left - size.column), size.height - size.head);
    box(cell, left, size.head + i * size.row, size.column, size.row);
    line.setAttribute("aria-rowindex", i + 1);
    cell.setAttribute("aria-colindex", t + 1);
    cell.setAttribute("aria-label", `unit ${i + 1}, step ${t}: ${number(data.value(t, i))}`);
    if (size.width > viewport) reveal(scroller, left, size);
  }

  return { element: scroller, draw, mark };
}

/** The number of every unit, or of every few where rows are low. */
function drawUnits(context, size, colour) {
  const every = [1, 2, 4, 8, 16, 32, 64].find((few) => few * size.row >= 12) ?? 128;
  context.fillStyle = colour.soft;
  context.font = `11px ${colour.font}`;
  context.textAlign = "right";
  for (let i = 0; i < size.rows; i += every)
    context.fillText(String(i + 1), size.gutter - 6, size.head + (i + 0.5) * size.row);
  context.textAlign = "center";
}

/** One pixel for each state, stretched to the grid; then what tells signs apart without colour. */
function drawCells(context, size, data, colour) {
  const small = node("canvas", { width: size.columns, height: size.rows });
  const image = new ImageData(size.columns, size.rows);
  const pixels = new Uint32Array(image.data.buffer);
  const shades = palette(colour);
  for (let i = 0; i < size.rows; i++) {
    for (let t = 0; t < size.columns; t++)
      pixels[i * size.columns + t] = shades[Math.round((data.value(t, i) + 1) * 255)];
  }
  small.getContext("2d").putImageData(image, 0, 0);
  context.imageSmoothingEnabled = false;
  context.drawImage(small, size.gutter, size.head, size.columns * size.column, size.rows * size.row);
  const numbers = size.column >= 35 && size.row >= 14;
  if (!numbers && (size.column < 8 || size.row < 7)) return;
  context.font = `${numbers ? 12 : 11}px ${colour.font}`;
  for (let i = 0; i < size.rows; i++) {
    for (let t = 0; t < size.columns; t++) {
      const value = data.value(t, i);
      if (!numbers && value > -0.05) continue;
      context.fillStyle = inkOn(shade(value, colour));
      context.fillText(
        numbers ? number(value, 2) : "−",
        size.gutter + (t + 0.5) * size.column,
        size.head + (i + 0.5) * size.row,
      );
    }
  }
}

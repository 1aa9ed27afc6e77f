/** A matrix on the page: its symbol, its ground, and a grid of its numbers. */

/**
 * @import { Child } from "../types.d.ts"
 * @import { Cell, Matrices, Sheet } from "./numbers.js"
 */

import { box } from "../kit/grid.js";
import { isModified } from "../kit/keys.js";
import { node } from "../kit/nodes.js";
import { inWords, printer, same } from "./numbers.js";

const HEIGHT = 24; // of a row; it stands in the style sheet too
const WIDTH = { narrow: 43, wide: 62 }; // of a column: for five characters, and for whatever a cell can hold
/** @type {Record<string, string[]>} */
const SYMBOL = { X: ["X"], H: ["H"], W_xh: ["W", "xh"], W_hh: ["W", "hh"] };

/**
 * The symbol of a matrix, its index lowered.
 * @param {string} name
 */
export function symbol(name) {
  const [letter, index] = SYMBOL[name] ?? [name];
  return node("b", {}, letter, ...(index ? [node("sub", {}, index)] : []));
}

/**
 * The class of the ground that a matrix stands on.
 * @param {string} name
 */
export const faceOf = (name) =>
  /** @type {Record<string, string>} */ ({ X: "d2l-of-x", W_xh: "d2l-of-x", H: "d2l-of-h", W_hh: "d2l-of-h" })[name] ??
  "d2l-of-result";

/**
 * A matrix or a joined one as a grid of numbers, with one focusable cell; `choose(cell)` hears what is pointed at.
 * @param {{ label: Child[], title: string, sheet: Sheet, sign: string, choose: (cell: Cell) => void }} options
 */
export function sheetView({ label, title, sheet, sign, choose }) {
  const { rows, columns, cells } = sheet;
  const at = node("div", { class: "d2l-at", role: "gridcell", tabindex: "0", keydown: keys });
  const line = node("div", { role: "row" }, at);
  const grid = node(
    "div",
    { class: "d2l-over", role: "grid", "aria-label": title, "aria-rowcount": rows, "aria-colcount": columns },
    line,
  );
  const band = node("div", { class: "d2l-band" });
  const spans = cells.map((cell, place) => {
    const before = place % columns ? cells[place - 1] : null;
    const above = place >= columns ? cells[place - columns] : null;
    const other = (/** @type {Cell | null} */ neighbour) => cell && neighbour && neighbour.name !== cell.name;
    const seams = `${other(before) ? " d2l-seam-left" : ""}${other(above) ? " d2l-seam-top" : ""}`;
    return node("span", { class: cell ? faceOf(cell.name) + seams : "d2l-missing", "aria-hidden": "true" });
  });
  const field = node("div", { class: "d2l-sheet", click: point }, ...spans, band, grid);
  const scroller = node("div", { class: "d2l-scroll" }, field);
  const element = node(
    "div",
    { class: "d2l-operand" },
    ...(sign ? [node("span", { class: "d2l-sign" }, sign)] : []),
    node("div", { class: "d2l-matrix" }, node("p", {}, ...label), scroller),
  );
  let place = 0;
  let width = 0; // of a column
  /** @type {string[]} */
  const shown = []; // what each cell says now
  /** @type {{ x: number, y: number, width: number, height: number } | null} */
  let room = null; // what can be seen of a matrix that may need to scroll

  function point(/** @type {MouseEvent} */ event) {
    const found = spans.indexOf(/** @type {HTMLSpanElement} */ (event.target));
    const cell = cells[found];
    if (!cell) return;
    choose(cell);
    at.focus({ preventScroll: true }); // the arrow keys go on from here
  }

  function keys(/** @type {KeyboardEvent} */ event) {
    if (isModified(event)) return;
    const r = Math.floor(place / columns);
    const c = place % columns;
    const to = {
      ArrowLeft: [r, c - 1],
      ArrowRight: [r, c + 1],
      ArrowUp: [r - 1, c],
      ArrowDown: [r + 1, c],
      Home: [r, 0],
      End: [r, columns - 1],
      Enter: [r, c],
      " ": [r, c],
    }[event.key];
    if (!to) return;
    event.preventDefault();
    const next = Math.max(0, Math.min(rows - 1, to[0])) * columns + Math.max(0, Math.min(columns - 1, to[1]));
    const cell = cells[next];
    if (cell) choose(cell);
  }

  /**
   * Print the numbers; only what has changed is touched. `marks(cell)` gives a cell's further class names.
   * @param {Matrices} all
   * @param {(cell: Cell) => string} marks
   */
  function print(all, marks) {
    const prints = Object.fromEntries(
      [...new Set(cells.flatMap((cell) => cell?.name ?? []))].map((name) => [name, printer(all[name])]),
    );
    const texts = cells.map(
      (cell) => cell && prints[cell.name](all[cell.name].values[cell.row * all[cell.name].columns + cell.column]),
    );
    width = texts.some((text) => text && text.length > 5) ? WIDTH.wide : WIDTH.narrow;
    field.style.gridTemplateColumns = `repeat(${columns}, ${width}px)`;
    cells.forEach((cell, k) => {
      if (!cell) return;
      const text = texts[k];
      const mark = marks(cell);
      if (shown[k] === `${text} ${mark}`) return;
      shown[k] = `${text} ${mark}`;
      spans[k].textContent = text;
      for (const name of ["d2l-edited", "d2l-differs"]) spans[k].classList.toggle(name, name === mark);
    });
  }

  /**
   * Frame a row or a column (or nothing), and put the focusable cell on the chosen one or at the frame's start.
   * @param {{ row?: number | null, column?: number | null, chosen: Cell, all: Matrices }} options
   */
  function mark({ row = null, column = null, chosen, all }) {
    band.hidden = row === null && column === null;
    if (row !== null) box(band, 0, row * HEIGHT, columns * width, HEIGHT);
    else if (column !== null) box(band, column * width, 0, width, rows * HEIGHT);
    const found = cells.findIndex((cell) => cell && chosen && same(cell, chosen));
    place = found >= 0 ? found : (row ?? 0) * columns + (column ?? 0);
    at.classList.toggle("d2l-chosen", found >= 0);
    const cell = cells[place];
    at.classList.toggle("d2l-input", Boolean(cell && SYMBOL[cell.name]));
    box(at, (place % columns) * width, Math.floor(place / columns) * HEIGHT, width, HEIGHT);
    line.setAttribute("aria-rowindex", String(Math.floor(place / columns) + 1));
    at.setAttribute("aria-colindex", String((place % columns) + 1));
    at.setAttribute("aria-label", cell ? inWords(cell, all) : "empty");
    if (!room?.width) return;
    const x = (column ?? place % columns) * width;
    const y = (row ?? Math.floor(place / columns)) * HEIGHT;
    if (x < room.x || x + width > room.x + room.width) scroller.scrollLeft = x - room.width / 2;
    if (y < room.y || y + HEIGHT > room.y + room.height) scroller.scrollTop = y - room.height / 2;
  }

  /** Look, before anything on the page changes, at what can be seen. */
  function measure() {
    if (columns < 9 && rows < 14) return;
    const { scrollLeft: x, scrollTop: y, clientWidth: width, clientHeight: height } = scroller;
    room = { x, y, width, height };
  }

  return { element, print, mark, measure };
}

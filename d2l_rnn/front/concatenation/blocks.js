/** The picture of Concatenation: a block for each matrix, its cells in the colours of their values. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Cell } from "./numbers.js"
 * @import { Block } from "./layout.js"
 */

import { html, svg } from "lit-html";
import { paintCells } from "../kit/cells.js";
import { inkOn, shade } from "../kit/colour.js";
import { isModified } from "../kit/keys.js";
import { isCoarse } from "../kit/pointer.js";
import { t } from "../kit/translate.js";
import { power, widthInLetters } from "../kit/words.js";
import { brief, decimalsOf, short, widthOf } from "./digits.js";
import { LABEL, NAME } from "./layout.js";
import { cellOf, isRefused, numberIn, same } from "./numbers.js";
import { formulaOf, nameOf, ROLES, shape, sumOf } from "./words.js";

const NAMES = ["X", "W_xh", "H", "W_hh", "result"];
const LEFT = ["X", "H"];

/** @param {View} v */
export function picture(v) {
  const { height, signs, brackets, parts, hint } = v.local.layout;
  const { single } = cellOf(v.numbers.all, "right", v.local.at.r, v.local.at.c);
  return html`<div class="d2l-stage" tabindex="0" role="application" aria-label=${t("Matrices; arrow keys choose a number of the result")}
    .style=${`height: ${height}px`} @keydown=${(/** @type {KeyboardEvent} */ event) => keys(v, event)} @pointerleave=${() => point(v, null)}>
    ${formula(v)}
    ${signs.map(
      (/** @type {any} */ { text, x, y }) =>
        html`<span class="d2l-sign${text === "×" ? "" : " d2l-large"}" aria-hidden="true" .style=${`left: ${x}px; top: ${y}px`}>${text}</span>`,
    )}
    ${brackets.map(
      (
        /** @type {any} */ { x, y, width, height: high, shape: size },
      ) => html`<span class="d2l-bracket" aria-hidden="true"
        .style=${`left: ${x}px; top: ${y}px; width: ${width}px; height: ${high}px`}><span>${size && t("together {size}", { size })}</span></span>`,
    )}
    ${parts.map(
      (
        /** @type {import("./layout.js").Part} */ { name, x, y, width },
      ) => html`<span class="d2l-part d2l-${name}" aria-hidden="true"
        .style=${`left: ${x}px; top: ${y}px; width: ${width}px`}>${partIn(name, single, width)}</span>`,
    )}
    ${hint ? html`<span class="d2l-hint" aria-hidden="true" .style=${`left: ${hint.x}px; top: ${hint.y}px; width: ${hint.width}px`}>${clickIt()}</span>` : ""}
    ${NAMES.map((name) => blockOf(v, name))}
    ${scale(v)}
  </div>`;
}

/** What a click on a number is for. */
const clickIt = () =>
  isCoarse() ? t("tap a number to see where it comes from") : t("click a number to see where it comes from");

/**
 * What a product is, in words where they have room, or their sum.
 * @param {import("./layout.js").Part["name"]} name
 * @param {ReturnType<typeof cellOf>["single"]} single
 * @param {number} width
 */
function partIn(name, single, width) {
  if (name === "sum") return sumOf(single, width);
  const value = short(single[name]);
  const words = name === "x" ? t("what is read: {value}", { value }) : t("what is remembered: {value}", { value });
  return widthInLetters(words) * 8 <= width ? words : value;
}

/** @param {View} v */
function scale(v) {
  const end = power(v.numbers.range, 2);
  const covered = Object.entries(v.local.layout.blocks).some(([name, block]) => isCovered(v, block, name));
  const [value, not] = [t("a number's value"), t("not used here")];
  const wide = 114 + 6.1 * widthInLetters(`${value} −+${end}${end}${not}`); // of the line
  const unused = covered && wide <= v.columns.width;
  return html`<div class="d2l-scale">${value} −${end} <span class="d2l-ramp d2l-data"></span> +${end}${unused ? html`<span class="d2l-unused">${not}</span>` : ""}</div>`;
}

/** @param {View} v @param {string} name */
function blockOf(v, name) {
  const { blocks } = v.local.layout;
  /** @type {Block} */
  const block = blocks[name] ?? { x: 0, y: 0, rows: 1, columns: 1, wide: 1, high: 1 };
  const { x, y, rows, columns, wide, high } = block;
  const size = { width: columns * wide, height: rows * high };
  const { lit } = marked(v, name);
  const chosen =
    v.get("fold") === "change" && v.local.chosen.name === name ? { ...v.local.chosen, rows: 1, columns: 1 } : null;
  return html`<div class="d2l-block ${ROLES[name] ?? ""}" data-name=${name} ?hidden=${!blocks[name]}
    .style=${`left: ${x}px; top: ${y}px; width: ${size.width}px; height: ${size.height}px`}
    @pointermove=${(/** @type {PointerEvent} */ event) => point(v, cellAt(event, v, name))}
    @click=${(/** @type {PointerEvent} */ event) => choose(v, cellAt(event, v, name))}>
    <canvas class="d2l-data"></canvas>
    <svg class="d2l-over" width=${size.width} height=${size.height} aria-hidden="true">${veil(v, block, name, lit, chosen)}${numbers(v, name)}</svg>
    ${captionOf(v, name, block, size)}
    ${lit ? html`<span class="d2l-lit d2l-no-${block.seam ?? ""}" .style=${place(lit, wide, high, high < 12 || wide < 40 ? 2 : 0)}></span>` : ""}
    ${chosen ? html`<span class="d2l-lit d2l-chosen" .style=${place(chosen, wide, high)}></span>` : ""}
  </div>`;
}

/** Whether all numbers are printed, in the fold that offers it. @param {View} v */
const isPrinted = (v) => v.get("fold") === "dot" && v.local.printed;

/** Whether the cells of a block that are not used are covered: small ones have but their colours. @param {View} v @param {Block} block @param {string} name */
const isCovered = (v, { high }, name) => name !== "result" && !isPrinted(v) && high >= 12;

/**
 * What covers the cells but for those that are looked at: pale colours would be read as small numbers. All of the result may
 * be clicked, and none of it is covered.
 * @param {View} v
 * @param {Block} block
 * @param {string} name
 * @param {...(Frame | null)} seen
 */
function veil(v, block, name, ...seen) {
  if (!isCovered(v, block, name)) return "";
  const { rows, columns, wide, high } = block;
  const way = Array.from({ length: rows * columns }, (_, k) => {
    const [row, column] = [Math.floor(k / columns), k % columns];
    return seen.some((at) => within(at, row, column))
      ? ""
      : `M${column * wide} ${row * high}h${wide}v${high}h${-wide}z`;
  });
  return svg`<path class="d2l-veil" d=${way.join("")}></path>`;
}

/**
 * What stands over a block or below it: its name, and the shapes that meet in one product.
 * @param {View} v
 * @param {string} name
 * @param {Block} block
 * @param {{ width: number, height: number }} size
 */
function captionOf(v, name, block, { width, height }) {
  if (name === "result") return overResult(v, block, width, height);
  const { x, seam, below, together } = block;
  const middle = Math.max(width / 2, 22 - x, seam === "left" ? 70 - x : 0);
  const at = v.get("products") === "one" ? shape(v.numbers.all[name]) : "";
  return html`<span class="d2l-caption" .style=${`left: ${middle}px; top: ${below ? height + 4 : 2 - (at ? LABEL : NAME)}px`}>
      ${nameOf(name)} <small>${together ? t("{at}, together {size}", { at, size: together }) : at}</small></span>`;
}

/** What is said over the result: how it compares, its shape, and what a click is for. @param {View} v @param {Block} block @param {number} width @param {number} height */
function overResult(v, { x }, width, height) {
  const { narrow, width: whole } = v.columns;
  const one = v.get("products") === "one";
  const wrong = one ? v.numbers.result.wrong.size : 0;
  const half = narrow ? 66 : 90; // of its longest line
  const middle = Math.min(Math.max(width / 2, half - x), whole - x - half);
  return html`<span class="d2l-caption" .style=${`left: ${middle}px; bottom: ${height + 4}px`}>
      ${wrong ? html`<b>✗ ${t("{wrong} wrong", { wrong })}</b>` : html`<b>${t("result")}</b>`}
      ${one ? html`<small>${shape(v.numbers.all.result)}</small>` : ""}
      ${narrow ? "" : html`<span class="d2l-hint">${clickIt()}</span>`}</span>`;
}

/** What is computed, as it is written. @param {View} v */
const formula = (v) =>
  html`<span class="d2l-formula" aria-hidden="true">${formulaOf(v.get("products") === "one", v.get("way"), v.numbers.result.wrong.size)}</span>`;

/**
 * A frame on cells, or around them where they are too small to carry it beside their number.
 * @typedef {{ row: number, column: number, rows: number, columns: number }} Frame
 * @param {Frame} at
 * @param {number} wide
 * @param {number} high
 */
const place = ({ row, column, rows, columns }, wide, high, around = 0) =>
  `left: ${column * wide - around}px; top: ${row * high - around}px; width: ${columns * wide + 2 * around}px; height: ${rows * high + 2 * around}px`;

/** The number that the fold changes is marked while the fold is open. @param {View} v @param {Cell} cell */
const isChosen = (v, cell) => v.get("fold") === "change" && same(cell, v.local.chosen);

/**
 * What is lit of a matrix: the row or the column that enters the number that is looked at.
 * @param {View} v
 * @param {string} name
 */
function marked(v, name) {
  const { all } = v.numbers;
  const { r, c } = v.local.at;
  const matrix = all[name];
  const { rows, columns } = matrix;
  const none = v.get("products") === "one" && isRefused(v.get("way"));
  const lit =
    name === "result"
      ? { row: r, column: c, rows: 1, columns: 1 }
      : LEFT.includes(name)
        ? { row: r, column: 0, rows: 1, columns }
        : { row: 0, column: c, rows, columns: 1 };
  return { matrix, lit: none ? null : lit };
}

/** The numbers of a block: those that are lit and every result, or all. @param {View} v @param {string} name */
function numbers(v, name) {
  const block = v.local.layout.blocks[name];
  if (!block || block.wide < 30 || block.high < 15) return "";
  const { wide, high } = block;
  const { matrix, lit } = marked(v, name);
  const { all, range, edited, decimals } = v.numbers;
  const usual = wide > 46 ? 13 : 12;
  const fits = (/** @type {string} */ words, room = -1) => widthOf(words) * usual <= wide - room;
  const most = name === "result" ? decimalsOf(matrix.values) : decimals;
  const few = [...matrix.values].every((value) => fits(brief(value, most))) ? most : Math.min(1, most);
  const size = [...matrix.values].every((value) => fits(brief(value, few), 6)) ? usual : 11;
  const found = [];
  for (let row = 0; row < matrix.rows; row++)
    for (let column = 0; column < matrix.columns; column++) {
      const cell = { name, row, column };
      const changed = edited.has(`${name} ${row} ${column}`);
      const [x, y] = [(column + 0.5) * wide, (row + 0.5) * high];
      if (changed) found.push(svg`<circle cx=${x + wide / 2 - 5} cy=${y - high / 2 + 5} r="2.5"></circle>`);
      const bright = name === "result" || isPrinted(v) || within(lit, row, column) || isChosen(v, cell);
      const seen = bright || changed;
      const value = numberIn(all, cell);
      const words = brief(value, few);
      if (!seen || !fits(words)) continue;
      found.push(svg`<text x=${x} y=${y + 4.5} text-anchor="middle"
        .style=${`fill: ${bright ? inkOn(shade(value / range, v.colours)) : v.colours.soft}; font-size: ${size}px`}>${words}</text>`);
    }
  return found;
}

/** @param {any} lit @param {number} row @param {number} column */
const within = (lit, row, column) =>
  lit && row >= lit.row && row < lit.row + lit.rows && column >= lit.column && column < lit.column + lit.columns;

/**
 * The cell of a matrix under the pointer.
 * @param {PointerEvent} event
 * @param {View} v
 * @param {string} name
 * @returns {Cell}
 */
function cellAt(event, v, name) {
  const { wide, high, rows, columns } = v.local.layout.blocks[name];
  const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
  return {
    name,
    row: inside(Math.floor((event.clientY - box.top) / high), rows),
    column: inside(Math.floor((event.clientX - box.left) / wide), columns),
  };
}

/** @param {View} v @param {Cell | null} cell */
function point(v, cell) {
  const before = v.local.point;
  if (before === cell || (before && cell && same(before, cell))) return;
  v.pass({ point: cell });
}

/** The row and the column that a cell stands for. @param {Cell} cell */
const selects = ({ name, row, column }) =>
  name === "result"
    ? { row: row + 1, column: column + 1 }
    : LEFT.includes(name)
      ? { row: row + 1 }
      : { column: column + 1 };

/** Choose a number of the result, or one of the four matrices with its row or column. @param {View} v @param {Cell} cell */
function choose(v, cell) {
  const { name, row, column } = cell;
  v.local.point = null;
  v.set({
    ...selects(cell),
    ...(name === "result" ? {} : { chosen: { name, row: row + 1, column: column + 1 } }),
  });
}

/** @param {View} v @param {KeyboardEvent} event */
function keys(v, event) {
  if (isModified(event)) return;
  const { rows, columns } = v.numbers.all.result;
  const { r, c } = v.local.at;
  /** @type {Record<string, [row: number, column: number]>} */
  const moves = {
    ...{ ArrowLeft: [r, c - 1], ArrowRight: [r, c + 1], ArrowUp: [r - 1, c], ArrowDown: [r + 1, c] },
    ...{ Home: [r, 0], End: [r, columns - 1] },
  };
  const to = moves[event.key];
  if (!to) return;
  event.preventDefault();
  choose(v, { name: "result", row: inside(to[0], rows), column: inside(to[1], columns) });
}

/** @param {number} place @param {number} most */
const inside = (place, most) => Math.max(0, Math.min(most - 1, place));

/** The row and the column that are looked at: those that are pointed at, else the chosen ones. @param {View} v */
export function lookedAt(v) {
  const { X, W_xh } = v.numbers.all;
  const { point: cell } = v.local;
  const { row, column } = { row: v.get("row"), column: v.get("column"), ...(cell ? selects(cell) : {}) };
  return { r: Math.min(X.rows, row) - 1, c: Math.min(W_xh.columns, column) - 1 };
}

/** @param {View} v */
export function paint(v) {
  const { blocks } = v.local.layout;
  const { all, range } = v.numbers;
  const key = [all, all.result, v.colours, v.columns.width, blocks.X.high, Boolean(blocks.result)];
  if (v.local.painted?.every((/** @type {unknown} */ one, /** @type {number} */ k) => one === key[k])) return;
  v.local.painted = key;
  for (const name of NAMES) {
    if (!blocks[name]) continue;
    const { rows, columns, values } = all[name];
    const { wide, high } = blocks[name];
    const canvas = /** @type {HTMLCanvasElement} */ (v.root.querySelector(`[data-name="${name}"] canvas`));
    const size = {
      width: columns * wide,
      height: rows * high,
      top: 0,
      row: high,
      wide: wide > 8 ? wide - 1 : wide,
      rows,
    };
    const shadeOf = (/** @type {number} */ column, /** @type {number} */ row) =>
      Math.max(-1, Math.min(1, values[row * columns + column] / range));
    paintCells(
      canvas,
      size,
      Array.from({ length: columns }, (_, k) => k),
      (k) => (k + 0.5) * wide,
      shadeOf,
      v.colours,
    );
  }
}

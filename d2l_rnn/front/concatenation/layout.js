/** Where the blocks of Concatenation stand: two products and a sum in a line, or one product of what is joined. */

/**
 * A block's place, and which of its sides is a seam; its name and shape stand above it or `below`.
 * @import { Name, Way } from "./numbers.js"
 * @typedef {{
 *   x: number, y: number, rows: number, columns: number, wide: number, high: number, below?: boolean, seam?: string,
 *   together?: string
 * }} Block
 * @typedef {{ text: string, x: number, y: number }} Sign
 * @typedef {{ x: number, y: number, width: number, height: number, shape: string }} Bracket
 * @typedef {{ name: "x" | "h" | "sum", x: number, y: number, width: number }} Part under a pair what its product is, and under the result their sum
 * @typedef {{ blocks: Record<string, Block>, signs: Sign[], brackets: Bracket[], parts: Part[] }} Placed
 * @typedef {{ n: number, d: number, h: number }} Lengths
 * @typedef {{
 *   size: Record<string, [rows: number, columns: number]>, wide: number, high: number, gap: number, bracket: number
 * }} Measures
 */

import { isRefused, WAYS } from "./numbers.js";

export const LINE = 42; // the height of the formula over the blocks
export const LABEL = 38; // the height of a block's name and shape
export const NAME = 24; // of its name alone
export const FOOT = 24; // of the scale's line
const MOST = 420; // the height of a picture
const AIR = 12; // between these
const PART = 22; // what a product is, below it
const FINGER = 24; // the least height of a number to tap, where there is room
const BESIDE = 96; // the least width of words right of a narrow result

/**
 * The cells have one size whichever way is shown that has a result, so that the blocks only move; it stays where it is.
 * @param {Lengths} sizes
 * @param {Way} way how the one product joins its parts
 * @param {boolean} one whether one product is shown, or two
 * @param {number} width
 * @param {boolean} narrow
 */
export function layoutOf({ n, d, h }, way, one, width, narrow) {
  const gap = narrow ? 24 : 34; // of a sign
  const bracket = narrow ? 6 : 9; // between a bracket and what it holds
  const across = width - 4;
  const tallest = narrow ? Math.max(d + h, 2 * n) : Math.max(d + h, n);
  const widest = narrow
    ? Math.min((across - gap - 4 * bracket) / (d + 2 * h), (across - 2 * gap) / Math.max(2 * h, d + h))
    : (across - 4 * gap - 2 * bracket) / (d + 4 * h);
  const lines = narrow ? Math.max(Math.max(n, d) + Math.max(n, h) + n, tallest + n, n + Math.max(d, h) + n) : tallest;
  const labels = LINE + (narrow ? 3 * NAME + 2 * AIR + 3 * PART : 2 * LABEL);
  const room = MOST - FOOT - labels;
  const tall = narrow && n <= 4 && room / lines < FINGER ? FINGER : 0; // the result's cells, higher than all others
  const highest = tall ? (room - n * tall) / (lines - n) : room / lines;
  const wide = Math.max(2, Math.min(52, Math.floor(widest)));
  const most = Math.max(2, Math.min(narrow ? 28 : 38, Math.floor(highest)));
  const height = (lines - n) * most + n * (tall || most) + labels + FOOT;
  const refused = one && isRefused(way);
  const stacked = refused && WAYS[way].down ? 2 * n : 0; // a mistake that is higher than all else has lower cells
  const high = stacked > tallest ? Math.max(1, Math.floor((tallest * most) / stacked)) : most;
  /** @type {Measures} */
  const at = {
    size: { X: [n, d], H: [n, h], W_xh: [d, h], W_hh: [h, h], result: [n, h] },
    ...{ wide, high, gap, bracket },
  };
  const middle = LINE + LABEL + (tallest * most) / 2;
  const size = { rows: n, columns: h, high: tall || high };
  const result = narrow
    ? {
        ...size,
        x: 2 + gap,
        y: height - FOOT - PART - n * size.high,
        wide: Math.max(wide, Math.min(48, Math.floor((across - gap) / h))),
      }
    : { ...size, x: 2 + bracket + (d + 3 * h) * wide + 4 * gap, y: middle - (n * high) / 2, wide };
  const put = one ? joinedIn : apart;
  const placed = put(at, way, narrow, middle, result);
  return {
    height,
    blocks: refused ? placed.blocks : { ...placed.blocks, result },
    signs: [...placed.signs, { text: refused ? "✗" : "=", x: result.x - gap / 2, y: result.y + (n * size.high) / 2 }],
    brackets: placed.brackets,
    parts: one ? [] : under(placed, result, narrow),
    hint: narrow && !refused ? beside(result, width) : null,
  };
}

/**
 * The parts of two products with their sum.
 * @param {Placed} placed
 * @param {Block} result
 * @param {boolean} narrow
 * @returns {Part[]}
 */
function under({ parts }, { x, y, rows, columns, wide, high }, narrow) {
  return [...parts, { name: "sum", x, y: narrow ? y + rows * high + 7 : parts[0].y, width: columns * wide }];
}

/**
 * Where it is said what a click is for: right of the result where there is room; in a wide figure it stands over it.
 * @param {Block} result
 * @param {number} width
 */
function beside({ x, y, rows, columns, wide, high }, width) {
  const end = x + columns * wide;
  return width - end - 12 < BESIDE ? null : { x: end + 12, y: y + (rows * high) / 2, width: width - end - 12 };
}

/**
 * X W_xh + H W_hh: in one line, or in two where the figure is narrow.
 * @param {Measures} at
 * @param {Way} _way
 * @param {boolean} narrow
 * @param {number} middle
 * @returns {Placed}
 */
function apart({ size, wide, high, gap, bracket }, _way, narrow, middle) {
  /** @type {Record<string, Block>} */
  const blocks = {};
  /** @type {Sign[]} */
  const signs = [];
  let x = narrow ? 2 + gap : 2 + bracket;
  const [first, second] = [Math.max(size.X[0], size.W_xh[0]), Math.max(size.H[0], size.W_hh[0])];
  let y = narrow ? LINE + NAME + (first * high) / 2 : middle;
  const block = (/** @type {string} */ name) => {
    const [rows, columns] = size[name];
    blocks[name] = { x, y: y - (rows * high) / 2, rows, columns, wide, high };
    x += columns * wide;
  };
  const sign = (/** @type {string} */ text) => {
    signs.push({ text, x: x + gap / 2, y });
    x += gap;
  };
  block("X");
  sign("×");
  block("W_xh");
  if (narrow) {
    y += ((first + second) * high) / 2 + PART + NAME + AIR;
    x = 2;
  }
  sign("+");
  block("H");
  sign("×");
  block("W_hh");
  const low = y + ((narrow ? second : Math.max(first, second)) * high) / 2 + 7;
  const part = (/** @type {"x" | "h"} */ name, /** @type {string} */ one, /** @type {string} */ other, at = low) => {
    const { x: left } = blocks[one];
    return { name, x: left, width: blocks[other].x + size[other][1] * wide - left, y: at };
  };
  const above = narrow ? LINE + NAME + first * high + 7 : low;
  return { blocks, signs, brackets: [], parts: [part("x", "X", "W_xh", above), part("h", "H", "W_hh")] };
}

/**
 * [X H] [W_xh; W_hh], or what is joined in another way.
 * @param {Measures} at
 * @param {Way} way
 * @param {boolean} narrow
 * @param {number} middle
 * @param {Block} result
 * @returns {Placed}
 */
function joinedIn(at, way, narrow, middle, result) {
  const { wide, high, gap, bracket } = at;
  const { left, right, down, across } = WAYS[way];
  const [one, other] = [factor(at, left, Boolean(down)), factor(at, right, !across)];
  const apart = narrow && Boolean(across); // what is too wide for one line
  const whole = one.columns * wide + other.columns * wide + gap + 4 * bracket;
  const x = narrow ? 2 : 2 + Math.max(0, (result.x - gap - 2 - whole) / 2);
  const first = apart ? LINE + LABEL + (one.rows * high) / 2 : middle;
  const second = apart ? first + ((one.rows + other.rows) * high) / 2 + LABEL : middle;
  const then = apart ? x + gap : x + one.columns * wide + 2 * bracket + gap;
  const [a, b] = [one.put(x + bracket, first), other.put(then + bracket, second)];
  return {
    blocks: { ...a.blocks, ...b.blocks },
    signs: [{ text: "×", x: then - gap / 2, y: second }],
    brackets: apart
      ? [
          { ...a.bracket, shape: "" },
          { ...b.bracket, shape: "" },
        ]
      : [a.bracket, b.bracket],
    parts: [],
  };
}

/**
 * One factor of blocks, side by side or one above the other.
 * @param {Measures} at
 * @param {Name[]} names
 * @param {boolean} down
 */
function factor({ size, wide, high, bracket }, names, down) {
  const [one, other] = names.map((name) => size[name]);
  const fits = down ? one[1] === other[1] : one[0] === other[0];
  const rows = down ? one[0] + other[0] : Math.max(one[0], other[0]);
  const columns = down ? Math.max(one[1], other[1]) : one[1] + other[1];
  return {
    rows,
    columns,
    put(/** @type {number} */ x, /** @type {number} */ middle) {
      const y = middle - (rows * high) / 2;
      const shape = fits ? `(${rows}, ${columns})` : "";
      /** @type {Record<string, Block>} */
      const blocks = {
        [names[0]]: { x, y, rows: one[0], columns: one[1], wide, high, seam: down ? "bottom" : "right" },
        [names[1]]: {
          x: down ? x : x + one[1] * wide,
          y: down ? y + one[0] * high : y,
          ...{ rows: other[0], columns: other[1], wide, high, below: down, seam: down ? "top" : "left" },
          together: down ? shape : "",
        },
      };
      const width = columns * wide + 2 * bracket;
      return {
        blocks,
        bracket: { x: x - bracket, y: y - 4, width, height: rows * high + 8, shape: down ? "" : shape },
      };
    },
  };
}

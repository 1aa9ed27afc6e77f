/** The numbers of Concatenation: each number of the result as a dot product, of two products or of one that is joined. */

/**
 * What is laid out row by row; a cell of it counts from 0, an edit from 1.
 * @import { Numbers } from "../types.d.ts"
 * @typedef {{ sizes: { n: number, d: number, h: number }, matrices: string, most: { value: number } }} Given
 * @typedef {{ rows: number, columns: number }} Shape
 * @typedef {Shape & { values: Numbers }} Matrix
 * @typedef {Record<string, Matrix>} Matrices
 * @typedef {{ name: string, row: number, column: number }} Cell
 * @typedef {Cell & { value: number }} Edit
 * @typedef {Shape & { cells: (Cell | null)[] }} Sheet
 * @typedef {{ from: Cell, value: number, to: Cell, weight: number }} Term
 * @typedef {"right" | "swapped" | "both swapped" | "wrong axis" | "wrong axis of weights"} Way
 * @typedef {{ left: string[], right: string[], down?: boolean, across?: boolean, label: string }} Joining
 * @typedef {(value: number) => number} Rounding
 * @typedef {{
 *   two: Matrix, one: Matrix, largest: { value: number, row: number, column: number }, largest64: number,
 *   wrong: Set<number>
 * }} Comparison
 */

import { unpacked } from "../equations/numbers.js";
import { number, power } from "../kit/words.js";

/**
 * How the one product joins its parts: the blocks of the left and the right factor, and the axis of each.
 * @type {Record<Way, Joining>}
 */
export const WAYS = {
  right: { left: ["X", "H"], right: ["W_xh", "W_hh"], label: "right: [X H] times W_xh above W_hh" },
  swapped: { left: ["X", "H"], right: ["W_hh", "W_xh"], label: "weights swapped: W_hh above W_xh" },
  "both swapped": { left: ["H", "X"], right: ["W_hh", "W_xh"], label: "both swapped: [H X] times W_hh above W_xh" },
  "wrong axis": { left: ["X", "H"], right: ["W_xh", "W_hh"], down: true, label: "wrong axis: X above H" },
  "wrong axis of weights": {
    left: ["X", "H"],
    right: ["W_xh", "W_hh"],
    across: true,
    label: "wrong axis of the weights: W_xh beside W_hh",
  },
};

/**
 * The four matrices that Python sent, with the reader's edits: each { rows, columns, values }, row by row.
 * @param {Pick<Given, "sizes" | "matrices">} given
 * @param {Edit[]} edits
 */
export function fourMatrices({ sizes: { n, d, h }, matrices }, edits) {
  const next = unpacked(matrices);
  const take = (/** @type {number} */ rows, /** @type {number} */ columns) => ({
    rows,
    columns,
    values: next(rows * columns),
  });
  /** @type {Matrices} */
  const all = { X: take(n, d), H: take(n, h), W_xh: take(d, h), W_hh: take(h, h) };
  for (const { name, row, column, value } of edits)
    all[name].values[(row - 1) * all[name].columns + column - 1] = value;
  return all;
}

/**
 * The places of a factor joined from blocks, side by side or `down`, one above the other: { rows, columns, cells },
 * each cell { name, row, column } of its block, from 0, or null where a block is too narrow or too short.
 * @param {Record<string, Shape>} all
 * @param {string[]} names
 * @param {boolean} [down]
 * @returns {Sheet}
 */
export function sheetOf(all, names, down) {
  /** @type {(Cell | null)[]} */
  const cells = [];
  const sizes = names.map((name) => all[name]);
  const sum = (/** @type {"rows" | "columns"} */ key) => sizes.reduce((total, size) => total + size[key], 0);
  const most = (/** @type {"rows" | "columns"} */ key) => Math.max(...sizes.map((size) => size[key]));
  const rows = down ? sum("rows") : most("rows");
  const columns = down ? most("columns") : sum("columns");
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      let [row, column, k] = [r, c, 0];
      while (k + 1 < names.length && (down ? row >= sizes[k].rows : column >= sizes[k].columns)) {
        if (down) row -= sizes[k].rows;
        else column -= sizes[k].columns;
        k += 1;
      }
      cells.push(row < sizes[k].rows && column < sizes[k].columns ? { name: names[k], row, column } : null);
    }
  }
  return { rows, columns, cells };
}

/**
 * The terms of the number in row r and column c, place by place: which value meets which weight.
 * @param {Matrices} all
 * @param {Way} way
 * @param {number} r
 * @param {number} c
 * @returns {Term[]}
 */
export function termsOf(all, way, r, c) {
  const value = (/** @type {Cell} */ { name, row, column }) => all[name].values[row * all[name].columns + column];
  const left = WAYS[way].left.flatMap((name) =>
    Array.from({ length: all[name].columns }, (_, column) => ({ name, row: r, column })),
  );
  const right = WAYS[way].right.flatMap((name) =>
    Array.from({ length: all[name].rows }, (_, row) => ({ name, row, column: c })),
  );
  return left.map((from, k) => ({ from, value: value(from), to: right[k], weight: value(right[k]) }));
}

/**
 * A sum of products from left to right, each step rounded: by Math.fround as float32 does, or not at all.
 * @param {Pick<Term, "value" | "weight">[]} terms
 * @param {Rounding} round
 */
export function dot(terms, round) {
  return terms.reduce((sum, { value, weight }, k) => {
    const product = round(value * weight);
    return k === 0 ? product : round(sum + product);
  }, 0);
}

/** No rounding at all. @type {Rounding} */
export const exact = (value) => value;

/**
 * One number both ways: { x, h, two } of two products, and `one` of one product, rounded as told.
 * @param {Term[]} terms
 * @param {Term[]} joined
 * @param {number} d
 * @param {Rounding} round
 */
export function bothWays(terms, joined, d, round) {
  const x = dot(terms.slice(0, d), round);
  const h = dot(terms.slice(d), round);
  return { x, h, two: round(x + h), one: dot(joined, round) };
}

/**
 * Every number both ways in float32, the largest difference and its place, and the same in float64.
 * @param {Matrices} all
 * @param {Way} way
 * @returns {Comparison}
 */
export function compare(all, way) {
  const { rows } = all.X;
  const { columns } = all.W_xh;
  const two = { rows, columns, values: new Float32Array(rows * columns) };
  const one = { rows, columns, values: new Float32Array(rows * columns) };
  const largest = { value: 0, row: 0, column: 0 };
  let largest64 = 0;
  const wrong = new Set(); // places where the two are different numbers, not the same one rounded
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const place = r * columns + c;
      const terms = termsOf(all, "right", r, c);
      const joined = way === "right" ? terms : termsOf(all, way, r, c);
      const [rounded, full] = [Math.fround, exact].map((round) => bothWays(terms, joined, all.X.columns, round));
      two.values[place] = rounded.two;
      one.values[place] = rounded.one;
      const difference = Math.abs(rounded.two - rounded.one);
      if (difference > largest.value) Object.assign(largest, { value: difference, row: r, column: c });
      largest64 = Math.max(largest64, Math.abs(full.two - full.one));
      const size = terms.reduce((sum, { value, weight }) => sum + Math.abs(value * weight), 0);
      if (Math.abs(full.two - full.one) > 1e-9 * size) wrong.add(place);
    }
  }
  return { two, one, largest, largest64, wrong };
}

/** A shape as it is written: (3, 5). @param {Shape} shape */
export const shape = ({ rows, columns }) => `(${rows}, ${columns})`;

/**
 * Which shapes do not fit when the parts are joined along the wrong axis; null where the product exists.
 * @param {Matrices} all
 * @param {Way} way
 */
export function refusal(all, way) {
  const { X, H, W_xh, W_hh } = all;
  const { rows: n, columns: d } = X;
  const h = H.columns;
  if (WAYS[way].down) {
    if (d !== h)
      return (
        `X ${shape(X)} cannot stand above H ${shape(H)}: joined along axis 0, both need the same number of columns, ` +
        `and ${d} is not ${h}. Join X and H side by side, along axis 1.`
      );
    return (
      `X ${shape(X)} above H ${shape(H)} is (${2 * n}, ${d}): it fits only because d = h. The weights are ` +
      `(${d + h}, ${h}), and the inner numbers ${d} and ${d + h} must be equal. Join X and H along axis 1.`
    );
  }
  if (WAYS[way].across) {
    if (d !== h)
      return (
        `W_xh ${shape(W_xh)} cannot stand beside W_hh ${shape(W_hh)}: joined along axis 1, both need the same number ` +
        `of rows, and ${d} is not ${h}. Put W_xh above W_hh, along axis 0.`
      );
    return (
      `W_xh ${shape(W_xh)} beside W_hh ${shape(W_hh)} is (${h}, ${2 * h}): it fits only because d = h. [X H] is ` +
      `(${n}, ${d + h}), and the inner numbers ${d + h} and ${h} must be equal. Put W_xh above W_hh, along axis 0.`
    );
  }
  return null;
}

/**
 * What a way of joining does, in words; `result` is the comparison, null where there is no product.
 * @param {Matrices} all
 * @param {Way} way
 * @param {Comparison} result
 */
export function verdict(all, way, result) {
  const refused = refusal(all, way);
  if (refused) return `No product. ${refused}`;
  const d = all.X.columns;
  const h = all.H.columns;
  const cells = result.two.values.length;
  if (way === "right")
    return "Place k of [X H] meets row k of the weights: X meets W_xh and H meets W_hh. Equal numbers, up to rounding.";
  if (way === "both swapped")
    return "Swapped on both sides, H meets W_hh and X meets W_xh again: the same terms in another order. Equal numbers, up to rounding.";
  const why =
    d === h
      ? "X meets W_hh and H meets W_xh"
      : `the seams no longer lie at the same place (after ${d} on the left, after ${h} on the right), so values meet the wrong weights`;
  return (
    `No error: ${shape({ rows: all.X.rows, columns: d + h })} times ${shape({ rows: d + h, columns: h })} fits, and the shape ` +
    `${shape(result.two)} is right. But ${why}. ${result.wrong.size} of ${cells} ${cells === 1 ? "number" : "numbers"} ` +
    `${result.wrong.size === 1 ? "is" : "are"} wrong.`
  );
}

/**
 * What the two results differ by, in words.
 * @param {Pick<Comparison, "largest" | "largest64" | "wrong">} result
 */
export function differenceInWords({ largest, largest64, wrong }) {
  const where = `row ${largest.row + 1}, column ${largest.column + 1}`;
  if (wrong.size)
    return `The largest difference is ${power(largest.value)}, at ${where}: that is no rounding, these are other numbers.`;
  if (largest.value === 0)
    return "Here all float32 results are equal to the last digit. Change a number: as soon as sums need rounding, they may differ.";
  return (
    `Largest float32 difference of all cells: ${power(largest.value, 2)}, at ${where}; in float64 it is ${power(largest64, 2)}. ` +
    "It is rounding: the same products are added in another order, and each addition rounds. " +
    "PyTorch's own kernels may add in yet another order, so its last digits can differ from both."
  );
}

/**
 * A number to so many digits and no more zeros than it needs: 0.1, −24916.93, 1.2·10⁻⁷.
 * @param {number} value
 * @param {number} digits
 */
function rounded(value, digits) {
  const size = Math.abs(value);
  if (size && (size < 0.001 || size >= 10 ** digits)) return power(value, digits).replace(/\.?0+(?=·)/, "");
  return String(Number(value.toPrecision(digits))).replace("-", "−");
}

/**
 * Large numbers get as many digits as float32 has: to four of them, −24916.93 would be −24920.
 * @param {number} value
 */
const placesOf = (value) => (Math.abs(value) < 100 ? 4 : 7);

/**
 * A number of a written-out sum: 0.1, −1.2, 0.6231.
 * @param {number} value
 */
export const plain = (value) => rounded(value, placesOf(value));

/**
 * Whether a sum is what is written for it: "=", or "≈" where the written digits do not tell all.
 * @param {number[]} parts
 * @param {number} whole
 */
export function relation(parts, whole) {
  const sum = parts.reduce((total, part) => total + part, 0);
  const size = parts.reduce((total, part) => total + Math.abs(part), 0);
  return Math.abs(sum - asWritten(whole)) <= 1e-9 * size ? "=" : "≈";
}

/**
 * The number that is written for another.
 * @param {number} value
 */
export const asWritten = (value) => Number(value.toPrecision(placesOf(value)));

/**
 * A number for a cell: two decimals, or none, or a power of ten.
 * @param {number} value
 */
export function brief(value) {
  const size = Math.abs(value);
  return size < 99999.5 ? number(value, size < 99.995 ? 2 : 0) : power(value, 2);
}

/**
 * How the cells of a matrix are printed: whole numbers without decimals.
 * @param {Matrix} matrix
 * @returns {(value: number) => string}
 */
export const printer = ({ values }) =>
  values.every((value) => Number.isInteger(value) && Math.abs(value) < 1000) ? (value) => number(value, 0) : brief;

/**
 * Whether two cells are the same one.
 * @param {Cell} one
 * @param {Cell} other
 */
export const same = (one, other) => one.name === other.name && one.row === other.row && one.column === other.column;

/**
 * A cell and its number, in words.
 * @param {Cell} cell
 * @param {Matrices} all
 */
export const inWords = ({ name, row, column }, all) =>
  `${name}, row ${row + 1}, column ${column + 1}: ${plain(all[name].values[row * all[name].columns + column])}`;

/**
 * The products of a sum, of the numbers that are written.
 * @param {Term[]} terms
 */
export const products = (terms) => terms.map(({ value, weight }) => asWritten(value) * asWritten(weight));

/**
 * A number with all its digits: those of float32 in the column k = 0, those of float64 after it.
 * @param {number} value
 * @param {number} k
 */
export const digits = (value, k) => rounded(value, k === 0 ? 9 : 16);

/** The size of a difference. @param {number} value */
export const gap = (value) => power(Math.abs(value), 2);

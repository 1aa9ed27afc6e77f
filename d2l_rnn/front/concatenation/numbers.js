/** The numbers of Concatenation: each number of the result as a dot product, of two products or of one that is joined. */

/**
 * What is laid out row by row; a cell of it counts from 0, an edit from 1.
 * @import { Numbers } from "../types.d.ts"
 * @typedef {"X" | "H" | "W_xh" | "W_hh"} Name
 * @typedef {{ sizes: { n: number, d: number, h: number }, matrices: string, most: { value: number } }} Given
 * @typedef {{ rows: number, columns: number }} Shape
 * @typedef {Shape & { values: Numbers }} Matrix
 * @typedef {Record<string, Matrix>} Matrices
 * @typedef {{ name: string, row: number, column: number }} Cell
 * @typedef {Cell & { value: number }} Edit
 * @typedef {{ from: Cell, value: number, to: Cell, weight: number }} Term
 * @typedef {"right" | "swapped" | "both swapped" | "wrong axis" | "wrong axis of weights"} Way
 * @typedef {{ left: Name[], right: Name[], down?: boolean, across?: boolean }} Joining
 * @typedef {(value: number) => number} Rounding
 * @typedef {{ x: number, h: number, two: number, one: number }} Both
 * @typedef {{
 *   two: Matrix, one: Matrix, largest: { value: number, row: number, column: number }, largest64: number,
 *   wrong: Set<number>
 * }} Comparison
 */

import { unpacked } from "../equations/numbers.js";

/**
 * How the one product joins its parts: the blocks of the left and the right factor, and the axis of each.
 * @type {Record<Way, Joining>}
 */
export const WAYS = {
  right: { left: ["X", "H"], right: ["W_xh", "W_hh"] },
  swapped: { left: ["X", "H"], right: ["W_hh", "W_xh"] },
  "both swapped": { left: ["H", "X"], right: ["W_hh", "W_xh"] },
  "wrong axis": { left: ["X", "H"], right: ["W_xh", "W_hh"], down: true },
  "wrong axis of weights": { left: ["X", "H"], right: ["W_xh", "W_hh"], across: true },
};

/** Whether the parts, joined in this way, can be multiplied at all. @param {Way} way */
export const isRefused = (way) => Boolean(WAYS[way].down || WAYS[way].across);

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

/** The number in a cell. @param {Matrices} all @param {Cell} cell */
export const numberIn = (all, { name, row, column }) => all[name].values[row * all[name].columns + column];

/**
 * The terms of the number in row r and column c, place by place: which value meets which weight.
 * @param {Matrices} all
 * @param {Way} way
 * @param {number} r
 * @param {number} c
 * @returns {Term[]}
 */
export function termsOf(all, way, r, c) {
  const left = WAYS[way].left.flatMap((name) =>
    Array.from({ length: all[name].columns }, (_, column) => ({ name, row: r, column })),
  );
  const right = WAYS[way].right.flatMap((name) =>
    Array.from({ length: all[name].rows }, (_, row) => ({ name, row, column: c })),
  );
  return left.map((from, k) => ({ from, value: numberIn(all, from), to: right[k], weight: numberIn(all, right[k]) }));
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
 * @returns {Both}
 */
export function bothWays(terms, joined, d, round) {
  const x = dot(terms.slice(0, d), round);
  const h = dot(terms.slice(d), round);
  return { x, h, two: round(x + h), one: dot(joined, round) };
}

/**
 * The number in row r and column c both ways: its terms, and those of the one product where there is one.
 * @param {Matrices} all
 * @param {Way} way
 * @param {number} r
 * @param {number} c
 */
export function cellOf(all, way, r, c) {
  const terms = termsOf(all, "right", r, c);
  const joined = way === "right" || isRefused(way) ? terms : termsOf(all, way, r, c);
  const d = all.X.columns;
  return { terms, joined, single: bothWays(terms, joined, d, Math.fround), double: bothWays(terms, joined, d, exact) };
}

/**
 * The two factors of the one product as plain numbers, each row of the left one and each column of the right one at a
 * stretch.
 * @param {Matrices} all
 * @param {Way} way
 */
function factors(all, way) {
  const { left, right } = WAYS[way];
  const places = all.X.columns + all.H.columns;
  const [rows, columns] = [all.X.rows, all.W_xh.columns];
  const [a, b] = [new Float64Array(rows * places), new Float64Array(columns * places)];
  let at = 0;
  for (const { columns: wide, values } of left.map((name) => all[name])) {
    for (let r = 0; r < rows; r++) for (let k = 0; k < wide; k++) a[r * places + at + k] = values[r * wide + k];
    at += wide;
  }
  at = 0;
  for (const { rows: high, values } of right.map((name) => all[name])) {
    for (let c = 0; c < columns; c++) for (let k = 0; k < high; k++) b[c * places + at + k] = values[k * columns + c];
    at += high;
  }
  return { a, b, places };
}

/**
 * A sum of products from place `from` to before `to`, each step rounded as `dot` does.
 * @param {ReturnType<typeof factors>} joined
 * @param {number} r
 * @param {number} c
 * @param {number} from
 * @param {number} to
 * @param {Rounding} round
 */
function sumOf({ a, b, places }, r, c, from, to, round) {
  const [i, j] = [r * places, c * places];
  let sum = from < to ? round(a[i + from] * b[j + from]) : 0;
  for (let k = from + 1; k < to; k++) sum = round(sum + round(a[i + k] * b[j + k]));
  return sum;
}

/**
 * Every number both ways in float32, the largest difference and its place, and the same in float64.
 * @param {Matrices} all
 * @param {Way} way
 * @returns {Comparison}
 */
export function compare(all, way) {
  const { rows, columns: d } = all.X;
  const { columns } = all.W_xh;
  const right = factors(all, "right");
  const joined = way === "right" ? right : factors(all, way);
  const { places } = right;
  const two = { rows, columns, values: new Float32Array(rows * columns) };
  const one = { rows, columns, values: new Float32Array(rows * columns) };
  const largest = { value: 0, row: 0, column: 0 };
  let largest64 = 0;
  const wrong = new Set(); // places where the two are different numbers, not the same one rounded
  for (let r = 0; r < rows; r++) {
    for (let c = 0; c < columns; c++) {
      const place = r * columns + c;
      const both = (/** @type {Rounding} */ round) =>
        round(sumOf(right, r, c, 0, d, round) + sumOf(right, r, c, d, places, round));
      two.values[place] = both(Math.fround);
      one.values[place] = sumOf(joined, r, c, 0, places, Math.fround);
      const difference = Math.abs(two.values[place] - one.values[place]);
      if (difference > largest.value) Object.assign(largest, { value: difference, row: r, column: c });
      const full = Math.abs(both(exact) - sumOf(joined, r, c, 0, places, exact));
      largest64 = Math.max(largest64, full);
      let size = 0;
      for (let k = 0; k < places; k++) size += Math.abs(right.a[r * places + k] * right.b[c * places + k]);
      if (full > 1e-9 * size) wrong.add(place);
    }
  }
  return { two, one, largest, largest64, wrong };
}

/**
 * A change of one number of X after which two products and one differ by rounding, and where: the selected cell's row
 * first. Null where no number of one decimal does it.
 * @param {Matrices} all
 * @param {number} r
 * @param {number} c
 * @returns {{ edit: Edit, row: number, column: number } | null}
 */
export function caseOfRounding(all, r, c) {
  const { X, W_xh } = all;
  const columns = [c, ...Array.from({ length: W_xh.columns }, (_, k) => k).filter((k) => k !== c)];
  for (let place = 0; place < X.columns; place++) {
    for (let tenths = 1; tenths < 100; tenths++) {
      const value = tenths / 10;
      for (const column of columns) {
        const terms = termsOf(all, "right", r, column);
        terms[place].value = Math.fround(value);
        const { two, one } = bothWays(terms, terms, X.columns, Math.fround);
        if (two !== one) return { edit: { name: "X", row: r + 1, column: place + 1, value }, row: r, column };
      }
    }
  }
  return null;
}

/** The largest size among the numbers, which is the end of the colours' scale. @param {Matrix[]} matrices */
export function rangeOf(matrices) {
  let most = 0;
  for (const { values } of matrices) for (const value of values) most = Math.max(most, Math.abs(value));
  return most || 1;
}

/** Whether two cells are the same one. @param {Cell} one @param {Cell} other */
export const same = (one, other) => one.name === other.name && one.row === other.row && one.column === other.column;

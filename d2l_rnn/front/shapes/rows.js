/** The rows of Shapes: in which order tensors, signs and products stand, and which operation a sign is of. */

/**
 * Rows of parts: names, signs, and "|" for a gap between two pairs of factors.
 * `aligned` keeps under its factors what they give, `oneLine` writes a name and its shape side by side, and `numbered`
 * are the rows that bear the numbers of the equations.
 * @import { Product, Tensor } from "./tensors.js"
 * @typedef {{ rows: string[][], aligned: boolean, oneLine: boolean, numbered: number[] }} Arrangement
 * @typedef {"X W_xh" | "H W_hh" | "+ b_h" | "H W_hq" | "+ b_q"} Operation
 */

import { PRODUCTS } from "./tensors.js";

/** Which blocks an operation takes. @type {Record<Operation, (Tensor | Product)[]>} */
export const TAKES = {
  "X W_xh": PRODUCTS["X W_xh"],
  "H W_hh": PRODUCTS["H W_hh"],
  "+ b_h": ["X W_xh", "H W_hh", "b_h"],
  "H W_hq": PRODUCTS["H W_hq"],
  "+ b_q": ["H W_hq", "b_q"],
};

/** The operations that there are, in their order. @param {boolean} memory */
export const operations = (memory) =>
  /** @type {Operation[]} */ (Object.keys(TAKES)).filter((one) => memory || one !== "H W_hh");

/** Whether a part of a row is a sign or a gap. @param {string} part */
export const isSign = (part) => !/^[A-Za-z]/.test(part);

/**
 * The operation that a sign of a row stands for.
 * @param {string[]} row
 * @param {number} place
 * @returns {Operation | undefined}
 */
export function operationOf(row, place) {
  if (row[place] === "+") return row.includes("b_q") ? "+ b_q" : "+ b_h";
  const all = /** @type {Product[]} */ (Object.keys(PRODUCTS));
  return row[place] === "×" ? all.find((name) => PRODUCTS[name][1] === row[place + 1]) : undefined;
}

/**
 * The arrangements, in the order in which they are preferred: each equation as its products over their sum, or all as
 * one chain, whose pairs of factors get rows of their own where the shapes need more room.
 * @param {boolean} memory
 * @param {boolean} narrow
 * @returns {Arrangement[]}
 */
export function arrangements(memory, narrow) {
  const [input, state, output] = [
    ["X", "×", "W_xh"],
    ["H", "×", "W_hh"],
    ["H_t", "×", "W_hq"],
  ];
  const pairs = memory ? [...input, "|", ...state] : input;
  const sum = memory ? ["X W_xh", "+", "H W_hh", "+", "b_h"] : ["X W_xh", "+", "b_h"];
  const last = ["H W_hq", "+", "b_q", "=", "O"];
  const equations = [pairs, [...sum, "→ φ →", "H_t"], output, last];
  const chain = [pairs, sum, ["→ φ →", ...output], last];
  const single = memory ? [input, state, ...chain.slice(1)] : chain;
  const wide = { aligned: true, oneLine: true, numbered: [1, 3] };
  const slim = { aligned: false, oneLine: false, numbered: [] };
  const chained = [
    { ...slim, rows: chain, aligned: true },
    { ...slim, rows: chain },
    { ...slim, rows: single },
  ];
  if (narrow) return chained;
  return [{ ...wide, rows: equations }, { ...wide, rows: equations, aligned: false }, ...chained];
}

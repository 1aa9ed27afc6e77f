/** The operations of Shapes: which tensors and signs each is drawn with, and which formula it is a part of. */

/**
 * @import { Product, Tensor } from "./tensors.js"
 * @typedef {"X W_xh" | "H W_hh" | "+ b_h" | "H W_hq" | "+ b_q"} Operation
 */

import { PRODUCTS } from "./tensors.js";

/** The operations of the two formulas, by what the formula gives. @type {Record<"H_t" | "O", Operation[]>} */
const FORMULAS = { H_t: ["X W_xh", "H W_hh", "+ b_h"], O: ["H W_hq", "+ b_q"] };

/**
 * What each formula gives, and the operations that it is made of.
 * @param {boolean} memory
 * @returns {[result: "H_t" | "O", operations: Operation[]][]}
 */
export const formulas = (memory) =>
  /** @type {["H_t" | "O", Operation[]][]} */ (Object.entries(FORMULAS)).map(([result, all]) => [
    result,
    all.filter((one) => memory || one !== "H W_hh"),
  ]);

/** The operations that there are, in their order. @param {boolean} memory */
export const operations = (memory) => formulas(memory).flatMap(([, all]) => all);

/** The operation that a tensor enters first. @param {Tensor} name @returns {Operation} */
export const operationOf = (name) =>
  name === "b_h" || name === "b_q"
    ? `+ ${name}`
    : /** @type {Product} */ (
        Object.keys(PRODUCTS).find((one) => PRODUCTS[/** @type {Product} */ (one)].includes(name))
      );

/** Whether a part of a row is a sign. @param {string} part */
export const isSign = (part) => !/^[A-Za-z]/.test(part);

/**
 * The rows in which an operation can be drawn: one, or two where there is little room.
 * @param {Operation} operation
 * @param {boolean} memory
 * @returns {string[][][]}
 */
export function arrangements(operation, memory) {
  const terms = memory ? ["X W_xh", "+", "H W_hh"] : ["X W_xh"];
  const [left, right] = PRODUCTS[/** @type {Product} */ (operation)] ?? [];
  const [first, then] =
    operation === "+ b_h"
      ? [terms, ["+", "b_h", "→ φ →", "H_t"]]
      : operation === "+ b_q"
        ? [
            ["H W_hq", "+", "b_q"],
            ["=", "O"],
          ]
        : [
            [left, "×", right],
            ["=", operation],
          ];
  return [[[...first, ...then]], [first, then]];
}

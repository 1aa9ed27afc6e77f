/** The tensors of one step: their names, the letters of their shapes, and these in numbers. */

/**
 * @import { Sizes } from "../types.d.ts"
 * @typedef {"X" | "W_xh" | "H" | "W_hh" | "b_h" | "W_hq" | "b_q" | "H_t" | "O"} Tensor
 * @typedef {"X W_xh" | "H W_hh" | "H W_hq"} Product
 * @typedef {number[]} Shape
 * @typedef {Sizes & { n: number, T: number }} Lengths
 */

import { t } from "../kit/translate.js";

/** The sizes that the reader sets, in words. @type {Record<keyof Lengths | "layers", () => string>} */
export const SIZES = {
  n: () => t("examples"),
  d: () => t("inputs"),
  h: () => t("hidden units"),
  q: () => t("outputs"),
  T: () => t("time steps"),
  layers: () => t("hidden layers"),
};

/**
 * A tensor's name in a sentence.
 * @type {Record<Tensor, string>}
 */
export const NAMES = {
  X: "Xₜ",
  W_xh: "W_xh",
  H: "Hₜ₋₁",
  W_hh: "W_hh",
  b_h: "b_h",
  W_hq: "W_hq",
  b_q: "b_q",
  H_t: "Hₜ",
  O: "Oₜ",
};

/** The same without time, in (9.4.3) and (9.4.4). */
const TIMELESS = { ...NAMES, X: "X", H_t: "H", O: "O" };

/**
 * Its name in the equations with a hidden state or without.
 * @param {Tensor} name
 * @param {boolean} memory
 */
export const nameOf = (name, memory) => (memory ? NAMES : TIMELESS)[name];

/** What the products are of. @type {Record<Product, Tensor[]>} */
export const PRODUCTS = { "X W_xh": ["X", "W_xh"], "H W_hh": ["H", "W_hh"], "H W_hq": ["H_t", "W_hq"] };

/**
 * Whether a name is that of a product.
 * @param {string} name
 * @returns {name is Product}
 */
export const isProduct = (name) => name in PRODUCTS;

/**
 * The letters of the shape of each tensor and product; "1" is a 1.
 * @type {Record<Tensor | Product, (keyof Lengths | "1")[]>}
 */
export const SHAPES = {
  X: ["n", "d"],
  W_xh: ["d", "h"],
  H: ["n", "h"],
  W_hh: ["h", "h"],
  b_h: ["1", "h"],
  H_t: ["n", "h"],
  W_hq: ["h", "q"],
  b_q: ["1", "q"],
  O: ["n", "q"],
  "X W_xh": ["n", "h"],
  "H W_hh": ["n", "h"],
  "H W_hq": ["n", "q"],
};

/**
 * A shape as Python writes it: (2, 4), (4,), ().
 * @param {Shape} sizes
 */
export const written = (sizes) => (sizes.length === 1 ? `(${sizes[0]},)` : `(${sizes.join(", ")})`);

/**
 * The shape of a tensor or a product in numbers.
 * @param {Tensor | Product} name
 * @param {Lengths} sizes
 */
export const shapeOf = (name, sizes) => SHAPES[name].map((letter) => (letter === "1" ? 1 : sizes[letter]));

/**
 * The tensors that an equation's right side is made of.
 * @param {boolean} memory
 * @returns {Tensor[]}
 */
export function tensors(memory) {
  /** @type {Tensor[]} */
  const recurrent = memory ? ["H", "W_hh"] : [];
  return ["X", "W_xh", ...recurrent, "b_h", "W_hq", "b_q"];
}

/** What Shapes counts: the numbers that the parameters hold, and those of a whole sequence. */

/**
 * @import { Sizes } from "../types.d.ts"
 * @import { State } from "./numbers.js"
 * @import { Lengths, Tensor } from "./tensors.js"
 */

import { t, tn } from "../kit/translate.js";
import { paragraph } from "../kit/words.js";
import { nameOf, SHAPES, shapeOf, tensors, written } from "./tensors.js";

/**
 * How many numbers each parameter holds: [label, letters, count], the layers above the first in one line.
 * @param {Sizes} sizes
 * @param {boolean} memory
 * @param {number} layers
 * @returns {[name: string, letters: string, numbers: number][]}
 */
export function parameterCounts({ d, h, q }, memory, layers) {
  const above = layers - 1;
  /** @type {[string, string, number][]} */
  const recurrent = memory ? [["W_hh", "h h", h * h]] : [];
  /** @type {[string, string, number][]} */
  const higher = above
    ? [["layers", memory ? "h h + h h + h" : "h h + h", above * ((memory ? 2 : 1) * h * h + h)]]
    : [];
  return [["W_xh", "d h", d * h], ...recurrent, ["b_h", "h", h], ...higher, ["W_hq", "h q", h * q], ["b_q", "q", q]];
}

/** The layers above the first, named. @param {number} layers */
export const upper = (layers) => (layers > 2 ? t("layers 2 to {layers}", { layers }) : t("layer 2"));

/** The columns of the grid of states: all steps, or the first ones and the last around a gap (null). @param {number} T */
export const columnsOf = (T) => (T <= 6 ? Array.from({ length: T }, (_, k) => k + 1) : [1, 2, 3, 4, null, T]);

/**
 * The grid of states in words.
 * @param {Pick<State, "sizes" | "memory" | "layers">} state
 */
export function gridInWords({ sizes: { T }, memory, layers }) {
  const depth = tn(
    "Up is depth: one hidden layer.",
    "Up is depth: {n} hidden layers, each with weights of its own.",
    layers,
  );
  const time = memory
    ? tn(
        "To the right is time: one step.",
        "To the right is time: {n} steps, and a layer has the same weights at each of them.",
        T,
      )
    : tn(
        "No arrow goes to the right: the only step is computed alone.",
        "No arrow goes to the right: each of the {n} steps is computed alone.",
        T,
      );
  return paragraph(depth, time);
}

/** What the whole sequence holds. @param {Lengths} sizes */
export const sequenceInWords = ({ n, d, h, q, T }) =>
  t("Stacked along time: X {X}, H {H} with H₀, O {O}.", {
    X: written([T, n, d]),
    H: written([T + 1, n, h]),
    O: written([T, n, q]),
  });

/**
 * Every tensor with its shape, for one step and for the whole sequence: a caption and rows for each.
 * @param {State} state
 * @returns {{ caption: string, rows: (string | number)[][] }[]}
 */
export function tablesOf({ sizes, memory }) {
  /** @type {Tensor[]} */
  const all = [...tensors(memory), "H_t", "O"];
  const head = [t("tensor"), t("shape"), t("numbers")];
  const rows = all.map((name) => {
    const shape = shapeOf(name, sizes);
    return [nameOf(name, memory), `(${SHAPES[name].join(", ")}) = ${written(shape)}`, shape[0] * shape[1]];
  });
  const { n, d, h, q, T } = sizes;
  const whole = [
    ["X", `(T, n, d) = ${written([T, n, d])}`, T * n * d],
    [t("H with H₀"), `(T + 1, n, h) = ${written([T + 1, n, h])}`, (T + 1) * n * h],
    ["O", `(T, n, q) = ${written([T, n, q])}`, T * n * q],
  ];
  return [
    { caption: t("One time step"), rows: [head, ...rows] },
    ...(memory ? [{ caption: t("The whole sequence, T = {T}", { T }), rows: [head, ...whole] }] : []),
  ];
}

/** Where the blocks of Shapes stand: the two equations, each block's sides in true proportion. */

/**
 * @import { Lengths, Tensor } from "./tensors.js"
 * @typedef {{ name: Tensor, x: number, y: number, wide: number, high: number, label: number, half: number, base: number }} Block
 * @typedef {{ text: string, x: number, y: number, soft?: boolean }} Sign
 * @typedef {{ x: number, y: number, wide: number, high: number }} Box
 * @typedef {"X W_xh" | "H W_hh" | "+ b_h" | "H W_hq" | "+ b_q"} Operation
 * @typedef {ReturnType<typeof measured>} Measure
 */

import { shapeOf, written } from "./tensors.js";

export const HEIGHT = { wide: 326, narrow: 312 }; // of the blocks
const ABOVE = 24; // of a block: the letter of its width
const BELOW = 42; // a line of blocks: their names and shapes
const LEAST = 3; // of a side
const LARGEST = 22; // of the side of one number
const SIDE = 14; // left of a block: the letter of its height
const NUMBER = 60; // of an equation, at the right

/** Which blocks an operation takes. @type {Record<Operation, Tensor[]>} */
export const TAKES = {
  "X W_xh": ["X", "W_xh"],
  "H W_hh": ["H", "W_hh"],
  "+ b_h": ["b_h"],
  "H W_hq": ["H_t", "W_hq"],
  "+ b_q": ["b_q"],
};

/** The operations that there are, in their order. @param {boolean} memory */
export const operations = (memory) =>
  /** @type {Operation[]} */ (Object.keys(TAKES)).filter((one) => memory || one !== "H W_hh");

/**
 * The lines of blocks and signs, in the order in which they are preferred: both equations whole, or, in a narrow figure,
 * one after the other as a chain, in four lines where the shapes need more room.
 * @param {boolean} memory
 * @param {boolean} narrow
 * @returns {string[][][]}
 */
function linesOf(memory, narrow) {
  const input = ["X", "×", "W_xh"];
  const state = memory ? ["+", "H", "×", "W_hh", "+", "b_h"] : ["+", "b_h"];
  const [output, bias] = [
    ["H_t", "×", "W_hq"],
    ["+", "b_q", "=", "O"],
  ];
  const chain = ["→ φ →", ...output];
  return narrow
    ? [
        [input, state, [...chain, ...bias]],
        [input, state, chain, bias],
      ]
    : [
        [
          [...input, ...state, "→ φ →", "H_t"],
          [...output, ...bias],
        ],
      ];
}

/** Whether a part of a line is a sign. @param {string} part */
const isSign = (part) => !/^[A-Za-z]/.test(part);

/**
 * How large everything is where one number has a side of `unit`.
 * @param {Lengths} sizes
 * @param {boolean} narrow
 */
function measured(sizes, narrow) {
  const side = (/** @type {number} */ size, /** @type {number} */ unit) => Math.max(LEAST, size * unit);
  const shape = (/** @type {string} */ name) => shapeOf(/** @type {Tensor} */ (name), sizes);
  const rows = (/** @type {string} */ name) => (name.startsWith("b") ? sizes.n : shape(name)[0]); // it is repeated
  const gap = (/** @type {string} */ sign) => (sign.length > 1 ? (narrow ? 52 : 66) : narrow ? 18 : 26);
  const half = (/** @type {string} */ name) => Math.max(23, 3.9 * written(shape(name)).length - 3); // of what is written
  const slot = (/** @type {string} */ name, /** @type {number} */ unit) =>
    Math.max(side(shape(name)[1], unit), 2 * half(name) - 6);
  const high = (/** @type {string} */ name, /** @type {number} */ unit) => side(rows(name), unit);
  return {
    ...{ gap, half, slot, high },
    wide: (/** @type {string} */ name, /** @type {number} */ unit) => side(shape(name)[1], unit),
    across: (/** @type {string[]} */ line, /** @type {number} */ unit) =>
      line.reduce((sum, part) => sum + (isSign(part) ? gap(part) : SIDE + slot(part, unit)), 0),
    tallest: (/** @type {string[]} */ line, /** @type {number} */ unit) =>
      Math.max(...line.filter((part) => !isSign(part)).map((part) => high(part, unit))),
  };
}

/**
 * @param {Lengths} sizes
 * @param {boolean} memory
 * @param {number} width
 * @param {boolean} narrow
 */
export function layoutOf(sizes, memory, width, narrow) {
  const measure = measured(sizes, narrow);
  const all = linesOf(memory, narrow);
  const room = (/** @type {string[][]} */ one, /** @type {number} */ unit) =>
    one.every((line) => measure.across(line, unit) <= width - (narrow ? 8 : NUMBER));
  const lines = all.find((one) => room(one, 0)) ?? all[all.length - 1];
  const most = narrow ? HEIGHT.narrow : HEIGHT.wide;
  const tall = (/** @type {number} */ unit) =>
    lines.reduce((sum, line) => sum + measure.tallest(line, unit) + ABOVE + BELOW, 0);
  const fits = (/** @type {number} */ unit) => room(lines, unit) && tall(unit) <= most;
  let [unit, above] = [0, LARGEST];
  if (fits(above)) unit = above;
  for (let k = 0; k < 24 && unit < above; k++) {
    const middle = (unit + above) / 2;
    if (fits(middle)) unit = middle;
    else above = middle;
  }
  /** @type {Block[]} */
  const blocks = [];
  /** @type {Sign[]} */
  const signs = [];
  const spare = Math.max(0, most - tall(unit)) / lines.length;
  let top = spare / 2;
  for (const [k, line] of lines.entries()) {
    put(line, top, unit, measure, blocks, signs);
    const middle = top + ABOVE + measure.tallest(line, unit) / 2;
    if (!narrow) signs.push({ text: `(9.4.${(memory ? 5 : 3) + k})`, x: width - 24, y: middle - 1, soft: true });
    top += measure.tallest(line, unit) + ABOVE + BELOW + spare;
  }
  return { unit, blocks, signs };
}

/**
 * Put the parts of a line side by side, each block in the middle of the line and of the room that its shape needs.
 * @param {string[]} line
 * @param {number} top
 * @param {number} unit
 * @param {Measure} measure
 * @param {Block[]} blocks
 * @param {Sign[]} signs
 */
function put(line, top, unit, measure, blocks, signs) {
  const tall = measure.tallest(line, unit);
  const y = top + ABOVE + tall / 2;
  let x = 4;
  for (const part of line) {
    if (isSign(part)) {
      signs.push({ text: part, x: x + measure.gap(part) / 2, y });
      x += measure.gap(part);
      continue;
    }
    const [wide, high, room] = [measure.wide(part, unit), measure.high(part, unit), measure.slot(part, unit)];
    x += SIDE;
    blocks.push({
      name: /** @type {Tensor} */ (part),
      ...{ x: x + (room - wide) / 2, y: y - high / 2, wide, high },
      ...{ label: x + room / 2, half: measure.half(part), base: top + ABOVE + tall },
    });
    x += room;
  }
}

/**
 * The ring around what an operation takes: the blocks with their letters and names.
 * @param {Block[]} blocks
 * @param {Operation} operation
 * @param {number} width
 * @returns {Box}
 */
export function ringOf(blocks, operation, width) {
  const taken = TAKES[operation].map((name) => blocks.filter((block) => block.name === name).pop());
  const found = /** @type {Block[]} */ (taken.filter(Boolean));
  const left = Math.max(0, Math.min(...found.map(({ x, label, half }) => Math.min(x - SIDE - 4, label - half))));
  const right = Math.min(
    width,
    Math.max(...found.map(({ x, wide, label, half }) => Math.max(x + wide + 5, label + half))),
  );
  const top = Math.min(...found.map(({ y }) => y)) - ABOVE;
  return { x: left, y: top, wide: right - left, high: found[0].base + BELOW - top };
}

/** Where the blocks of Shapes stand: two factors over their product, products in their sum, sides in true proportion. */

/**
 * `label` is the middle of a block's name and shape, `half` their half width, and `base` where they begin; a sign of an
 * operation can be chosen; a link leads from two factors to their product.
 * @import { Lengths, Product, Tensor } from "./tensors.js"
 * @import { Arrangement, Operation } from "./rows.js"
 * @typedef {{
 *   name: Tensor | Product, row: number, x: number, y: number, wide: number, high: number,
 *   label: number, half: number, base: number
 * }} Block
 * @typedef {{ text: string, x: number, y: number, soft?: boolean, operation?: Operation }} Sign
 * @typedef {{ of: Product, left: number, right: number, y: number, from: number, x: number, end: number }} Link
 * @typedef {{ x: number, y: number, wide: number, high: number }} Box
 * @typedef {ReturnType<typeof measured>} Measure
 * @typedef {{ rows: string[][], unit: number, measure: Measure, arrangement: Arrangement }} Fitted
 */

import { arrangements, isSign, operationOf, TAKES } from "./rows.js";
import { isProduct, PRODUCTS, shapeOf, written } from "./tensors.js";

export const HEIGHT = { wide: 366, narrow: 326 }; // of the blocks
export const ABOVE = 20; // of a block: the letter of its width
const LEAST = 3; // of a side
const LARGEST = 22; // of the side of one number
const SIDE = 13; // left of a block: the letter of its height
const NUMBER = 60; // of an equation, at the right
const NOTE = 112; // below a bias: that it is repeated

/** How wide a name is. @param {string} name */
const nameWide = (name) => (isProduct(name) ? (name.startsWith("X") ? 58 : 78) : name.startsWith("b") ? 22 : 36);

/**
 * How large everything is where one number has a side of `unit`.
 * @param {Lengths} sizes
 * @param {boolean} narrow
 * @param {Arrangement} arrangement
 */
function measured(sizes, narrow, { aligned, oneLine }) {
  const side = (/** @type {number} */ size, /** @type {number} */ unit) => Math.max(LEAST, size * unit);
  const shape = (/** @type {string} */ name) => shapeOf(/** @type {Tensor} */ (name), sizes);
  const rows = (/** @type {string} */ name) => (name.startsWith("b") ? sizes.n : shape(name)[0]); // it is repeated
  const gap = (/** @type {string} */ sign) => (sign.length > 1 ? (narrow ? 52 : 66) : narrow ? 22 : 28);
  const half = (/** @type {string} */ name) => {
    const wide = 7.7 * written(shape(name)).length - 12; // of what is written
    return oneLine ? (nameWide(name) + wide) / 2 : Math.max(nameWide(name), wide) / 2;
  };
  /** @type {(name: string, unit: number) => number} */
  const slot = (name, unit) => {
    const own = Math.max(side(shape(name)[1], unit), 2 * half(name) + 2);
    if (!aligned || !isProduct(name)) return own;
    const [left, right] = PRODUCTS[name];
    return Math.max(own, slot(left, unit) + gap("×") + SIDE + slot(right, unit));
  };
  const high = (/** @type {string} */ name, /** @type {number} */ unit) => side(rows(name), unit);
  return {
    ...{ gap, half, slot, high },
    below: oneLine ? 26 : 40, // a row of blocks: their names and shapes
    wide: (/** @type {string} */ name, /** @type {number} */ unit) => side(shape(name)[1], unit),
    across: (/** @type {string[]} */ row, /** @type {number} */ unit) =>
      row.reduce((sum, part) => sum + (isSign(part) ? gap(part) : SIDE + slot(part, unit)), 0),
    tallest: (/** @type {string[]} */ row, /** @type {number} */ unit) =>
      Math.max(...row.filter((part) => !isSign(part)).map((part) => high(part, unit))),
  };
}

/**
 * How large one number can be in an arrangement; -1 where nothing fits.
 * @param {Arrangement} arrangement
 * @param {Lengths} sizes
 * @param {number} width
 * @param {boolean} narrow
 * @returns {Fitted}
 */
function fitted(arrangement, sizes, width, narrow) {
  const { rows } = arrangement;
  const measure = measured(sizes, narrow, arrangement);
  const room = width - (narrow ? 8 : NUMBER);
  const most = narrow ? HEIGHT.narrow : HEIGHT.wide;
  const fits = (/** @type {number} */ unit) =>
    rows.every((row) => measure.across(row, unit) <= room) && tall(rows, unit, measure) <= most;
  let [unit, above] = [fits(0) ? 0 : -1, LARGEST];
  if (unit === 0 && fits(above)) unit = above;
  for (let k = 0; k < 24 && unit >= 0 && unit < above; k++) {
    const middle = (unit + above) / 2;
    if (fits(middle)) unit = middle;
    else above = middle;
  }
  return { rows, unit, measure, arrangement };
}

/** @param {string[][]} rows @param {number} unit @param {Measure} measure */
const tall = (rows, unit, { tallest, below }) => rows.reduce((sum, row) => sum + tallest(row, unit) + ABOVE + below, 0);

/**
 * The first arrangement in which the blocks are about as large as in any.
 * @param {Lengths} sizes
 * @param {boolean} memory
 * @param {number} width
 * @param {boolean} narrow
 */
export function layoutOf(sizes, memory, width, narrow) {
  const all = arrangements(memory, narrow).map((one) => fitted(one, sizes, width, narrow));
  const best = Math.max(...all.map(({ unit }) => unit));
  const { rows, unit, measure, arrangement } =
    all.find((one) => one.unit >= 0 && one.unit >= 0.75 * best) ?? all[all.length - 1];
  /** @type {{ blocks: Block[], signs: Sign[] }} */
  const placed = { blocks: [], signs: [] };
  const size = Math.max(0, unit);
  const spare = Math.max(0, (narrow ? HEIGHT.narrow : HEIGHT.wide) - tall(rows, size, measure)) / rows.length;
  let top = spare / 2;
  for (const [k, row] of rows.entries()) {
    put(row, k, top, size, measure, placed);
    const middle = top + ABOVE + measure.tallest(row, size) / 2;
    const number = narrow ? -1 : arrangement.numbered.indexOf(k);
    if (number >= 0)
      placed.signs.push({ text: `(9.4.${(memory ? 5 : 3) + number})`, x: width - 24, y: middle - 1, soft: true });
    top += measure.tallest(row, size) + ABOVE + measure.below + spare;
  }
  return {
    ...{ unit: size, ...placed, below: measure.below, oneLine: arrangement.oneLine },
    links: linksOf(placed.blocks, measure),
    note: sizes.n > 1 ? noteOf(rows, size, measure, width, placed.blocks) : null,
  };
}

/**
 * Put the parts of a row side by side, each block in the middle of the row and of the room that its shape needs.
 * @param {string[]} row
 * @param {number} k
 * @param {number} top
 * @param {number} unit
 * @param {Measure} measure
 * @param {{ blocks: Block[], signs: Sign[] }} placed
 */
function put(row, k, top, unit, measure, { blocks, signs }) {
  const tallest = measure.tallest(row, unit);
  const y = top + ABOVE + tallest / 2;
  let x = 4;
  for (const [place, part] of row.entries()) {
    if (isSign(part)) {
      const middle = x + measure.gap(part) / 2;
      if (part !== "|") signs.push({ text: part, x: middle, y, operation: operationOf(row, place) });
      x += measure.gap(part);
      continue;
    }
    const [wide, high, room] = [measure.wide(part, unit), measure.high(part, unit), measure.slot(part, unit)];
    x += SIDE;
    blocks.push({
      name: /** @type {Tensor} */ (part),
      row: k,
      ...{ x: x + (room - wide) / 2, y: y - high / 2, wide, high },
      ...{ label: x + room / 2, half: measure.half(part), base: top + ABOVE + tallest },
    });
    x += room;
  }
}

/**
 * Where there is room below the first bias to say that its row is repeated.
 * @param {string[][]} rows
 * @param {number} unit
 * @param {Measure} measure
 * @param {number} width
 * @param {Block[]} blocks
 */
function noteOf(rows, unit, measure, width, blocks) {
  const bias = /** @type {Block} */ (blocks.find(({ name }) => name === "b_h"));
  const next = measure.across(rows[bias.row + 1], unit) + 12;
  const x = Math.min(Math.max(bias.label - bias.half, next), width - NOTE);
  return x >= next ? { x, y: bias.base + measure.below + 10 } : null;
}

/**
 * From two factors to their product, where it stands in the row below.
 * @param {Block[]} blocks
 * @param {Measure} measure
 * @returns {Link[]}
 */
function linksOf(blocks, { below }) {
  return blocks.flatMap((block) => {
    if (!isProduct(block.name)) return [];
    const [left, right] = PRODUCTS[block.name].map((name) =>
      blocks.find((one) => one.name === name && one.row === block.row - 1),
    );
    if (!left || !right) return [];
    const x = block.x + block.wide / 2;
    const ends = { left: left.x, right: right.x + right.wide, y: left.base + below - 2 };
    const from = Math.max(ends.left, Math.min(ends.right, x));
    return [{ of: block.name, ...ends, from, x, end: block.y - 3 }];
  });
}

/**
 * The ring around what an operation takes: the blocks with their letters and names.
 * @param {{ blocks: Block[], below: number }} layout
 * @param {Operation} operation
 * @param {number} width
 * @returns {Box}
 */
export function ringOf({ blocks, below }, operation, width) {
  const taken = TAKES[operation].map((name) => blocks.filter((block) => block.name === name).pop());
  const found = /** @type {Block[]} */ (taken.filter(Boolean));
  const left = Math.max(0, Math.min(...found.map(({ x, label, half }) => Math.min(x - SIDE - 5, label - half - 4))));
  const right = Math.min(
    width,
    Math.max(...found.map(({ x, wide, label, half }) => Math.max(x + wide + 5, label + half + 4))),
  );
  const top = Math.min(...found.map(({ y }) => y)) - ABOVE + 1;
  return { x: left, y: top, wide: right - left, high: found[0].base + below - top };
}

/** Where the blocks of one operation of Shapes stand, their sides in true proportion. */

/**
 * `half` is the half width of a block's name and shape, which stand below its middle; `inner` is the side that must be
 * equal to one of the other factor; `lengths` are what stands at its left side, of the last one
 * at its right side, and over it.
 * @import { Lengths, Product, Tensor } from "./tensors.js"
 * @import { Operation } from "./rows.js"
 * @typedef {{
 *   name: Tensor | Product, x: number, y: number, wide: number, high: number, half: number,
 *   inner: "top" | "side" | null, lengths: string[], last: boolean
 * }} Block
 * @typedef {{ text: string, x: number, y: number }} Sign
 * @typedef {ReturnType<typeof measured>} Measure
 */

import { widthInLetters } from "../kit/words.js";
import { arrangements, isSign } from "./rows.js";
import { isProduct, PRODUCTS, SHAPES, SIZES, shapeOf, written } from "./tensors.js";

export const HEIGHT = { wide: 206, narrow: 262 }; // of the blocks
export const ABOVE = 22; // of a block: the letter of its width
export const BELOW = 40; // its name and its shape
const LEAST = 3; // of a side
const LARGEST = 38; // of the side of one number
const EDGE = 6; // beside a row
const APART = 12; // two rows
const LETTER = 8; // the width of one in the length of a side
export const BOLD = 9; // of one in a length that must be equal to another
export const ONE_LINE = 5; // letters beside a block on a phone: more stand in two lines

/** How wide a name is. @param {string} name */
const nameWide = (name) => (isProduct(name) ? (name.startsWith("X") ? 58 : 78) : name.startsWith("b") ? 22 : 36);

/** The length of a side: "d = 3", or 1. @param {string} letter @param {Lengths} sizes */
const lengthOf = (letter, sizes) =>
  letter === "1" ? "1" : `${letter} = ${sizes[/** @type {keyof Lengths} */ (letter)]}`;

/**
 * What stands at the left side and over the top of each block: lengths, and where there is room what a letter counts, once.
 * @param {(Tensor | Product)[]} names
 * @param {Lengths} sizes
 * @param {boolean} narrow
 * @returns {Record<string, string[]>}
 */
function lengthsOf(names, sizes, narrow) {
  /** @type {Set<string>} */
  const told = new Set(narrow ? Object.keys(sizes) : "1");
  const said = (/** @type {keyof Lengths | "1"} */ letter) => {
    const length = lengthOf(letter, sizes);
    if (letter === "1" || told.has(letter)) return length;
    told.add(letter);
    return `${length} ${SIZES[letter]()}`;
  };
  return Object.fromEntries(names.map((name) => [name, SHAPES[name].map(said)]));
}

/** A length that is linked with an equal one: on a phone a long one without its letter. @param {string} length @param {boolean} narrow */
export const equal = (length, narrow) => (narrow && length.length > ONE_LINE ? length.slice(4) : length);

/**
 * How large everything is where one number has a side of `unit`.
 * @param {Lengths} sizes
 * @param {Operation} operation
 * @param {boolean} narrow
 * @param {(Tensor | Product)[]} names of all blocks
 */
function measured(sizes, operation, narrow, names) {
  const shape = (/** @type {string} */ name) => shapeOf(/** @type {Tensor} */ (name), sizes);
  const length = (/** @type {number} */ size, /** @type {number} */ unit) => Math.max(LEAST, size * unit);
  const rows = (/** @type {string} */ name) => (name.startsWith("b") ? sizes.n : shape(name)[0]); // it is repeated
  const factors = isProduct(operation) ? PRODUCTS[operation] : [];
  const inner = (/** @type {string} */ name) => (name === factors[0] ? "top" : name === factors[1] ? "side" : null);
  const lengths = lengthsOf(names, sizes, narrow);
  const half = (/** @type {string} */ name) =>
    Math.max(nameWide(name), 7.7 * written(shape(name)).length - 8, LETTER * widthInLetters(lengths[name][1])) / 2;
  const gaps = { "→ φ →": narrow ? 62 : 74, "×": narrow ? 32 : 42, "=": narrow ? 32 : 44 };
  const gap = (/** @type {string} */ sign) => gaps[/** @type {"×"} */ (sign)] ?? (narrow ? 24 : 34);
  const beside = (/** @type {number} */ count) => (narrow && count > ONE_LINE ? 4 : count); // "n =" over 512
  const side = (/** @type {string} */ name) => {
    const [length] = lengths[name];
    return (
      12 + (inner(name) === "side" ? BOLD * equal(length, narrow).length : LETTER * beside(widthInLetters(length)))
    );
  };
  const wide = (/** @type {string} */ name, /** @type {number} */ unit) => length(shape(name)[1], unit);
  const slot = (/** @type {string} */ name, /** @type {number} */ unit) => Math.max(wide(name, unit), 2 * half(name));
  const high = (/** @type {string} */ name, /** @type {number} */ unit) => length(rows(name), unit);
  return {
    ...{ inner, half, gap, side, wide, slot, high, lengths, last: names.at(-1) },
    across: (/** @type {string[]} */ row, /** @type {number} */ unit) =>
      row.reduce((sum, part) => sum + (isSign(part) ? gap(part) : side(part) + slot(part, unit)), 0),
    tallest: (/** @type {string[]} */ row, /** @type {number} */ unit) =>
      Math.max(...row.filter((part) => !isSign(part)).map((part) => high(part, unit))) + ABOVE + BELOW,
  };
}

/**
 * How large one number can be in rows; -1 where nothing fits.
 * @param {string[][]} rows
 * @param {Measure} measure
 * @param {number} width
 * @param {number} height
 */
function fitted(rows, measure, width, height) {
  const fits = (/** @type {number} */ unit) =>
    rows.every((row) => measure.across(row, unit) <= width - 2 * EDGE) && tall(rows, unit, measure) <= height;
  if (!fits(0)) return -1;
  if (fits(LARGEST)) return LARGEST;
  let [unit, above] = [0, LARGEST];
  for (let k = 0; k < 24; k++) {
    const middle = (unit + above) / 2;
    if (fits(middle)) unit = middle;
    else above = middle;
  }
  return unit;
}

/** @param {string[][]} rows @param {number} unit @param {Measure} measure */
const tall = (rows, unit, { tallest }) => rows.reduce((sum, row) => sum + APART + tallest(row, unit), -APART);

/**
 * The blocks of an operation, in one row or in the two in which they are larger.
 * @param {Lengths} sizes
 * @param {Operation} operation
 * @param {boolean} memory
 * @param {number} width
 * @param {boolean} narrow
 */
export function layoutOf(sizes, operation, memory, width, narrow) {
  const choices = arrangements(operation, memory);
  const names = choices[0].flat().filter((part) => !isSign(part));
  const measure = measured(sizes, operation, narrow, /** @type {Tensor[]} */ (names));
  const height = narrow ? HEIGHT.narrow : HEIGHT.wide;
  const all = choices.map((rows) => ({ rows, unit: fitted(rows, measure, width, height) }));
  const best = Math.max(...all.map(({ unit }) => unit));
  const { rows, unit } = /** @type {typeof all[0]} */ (all.find((one) => one.unit >= 0.75 * best) ?? all.at(-1));
  const size = Math.max(0, unit);
  /** @type {{ blocks: Block[], signs: Sign[] }} */
  const placed = { blocks: [], signs: [] };
  let top = Math.max(0, (height - tall(rows, size, measure)) / 2);
  const widest = Math.max(...rows.map((row) => measure.across(row, size)));
  const left = Math.max(0, (width - widest) / 2); // of all rows: the second goes on with the first
  for (const row of rows) {
    put(row, left, top, size, measure, placed);
    top += measure.tallest(row, size) + APART;
  }
  return { unit: size, ...placed };
}

/**
 * Put the parts of a row side by side, each block in the middle of the row and of the room that its shape needs.
 * @param {string[]} row
 * @param {number} x
 * @param {number} top
 * @param {number} unit
 * @param {Measure} measure
 * @param {{ blocks: Block[], signs: Sign[] }} placed
 */
function put(row, x, top, unit, measure, { blocks, signs }) {
  const y = top + ABOVE + (measure.tallest(row, unit) - ABOVE - BELOW) / 2;
  for (const [k, part] of row.entries()) {
    if (isSign(part)) {
      const free = measure.inner(row[k + 1]) === "side" ? measure.side(row[k + 1]) : 0; // its length stands higher
      signs.push({ text: part, x: x + (measure.gap(part) + free) / 2, y });
      x += measure.gap(part);
      continue;
    }
    const [wide, high, room] = [measure.wide(part, unit), measure.high(part, unit), measure.slot(part, unit)];
    const last = part === measure.last;
    if (!last) x += measure.side(part);
    blocks.push({
      name: /** @type {Tensor} */ (part),
      ...{ x: x + (room - wide) / 2, y: y - high / 2, wide, high, half: measure.half(part) },
      inner: measure.inner(part),
      lengths: measure.lengths[part],
      last,
    });
    x += room;
  }
}

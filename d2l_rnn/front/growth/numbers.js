/** The numbers of Growth: the cells of an n-gram table, the parameters of an RNN, the runs of a text, and the chart. */

/**
 * The runs of a text: `read` of its `length` characters, `different` ones among them, and the different runs of n in
 * `held[n - 1]`.
 * @typedef {{ length: number, read: number, different: number, held: number[] }} Runs
 * @typedef {number | bigint} Whole
 * @typedef {{
 *   left: number, head: number, inner: number, column: number, orders: number, top: number, width: number, height: number
 * }} Chart
 */

import { counted, number, power, raised } from "../kit/words.js";

const DIGITS = 24; // a whole number of more digits is written as a power of ten, and in full in the table

/**
 * The cells of an n-gram table, |V|ⁿ, exactly.
 * @param {number} V
 * @param {number} n
 */
export const cellsOf = (V, n) => BigInt(V) ** BigInt(n);

/**
 * The numbers in W_xh, W_hh, b_h, W_hq, b_q with d = q = |V|: 2|V|h + h² + h + |V|.
 * @param {number} V
 * @param {number} h
 */
export const parametersOf = (V, h) => 2 * V * h + h * h + h + V;

/**
 * The smallest n whose table has more cells than the RNN has parameters; null where no table ever has.
 * @param {number} V
 * @param {number} h
 */
export function overtakes(V, h) {
  if (V < 2) return null;
  const parameters = BigInt(parametersOf(V, h));
  let n = 1;
  while (cellsOf(V, n) <= parameters) n++;
  return n;
}

/**
 * The different runs of 1, 2, … `orders` characters at the beginning of a text, of `most` characters:
 * { length, read, different, held }, held[n - 1] for runs of n. Each run is
 * numbered by the run one shorter and its last character, in a hash table of the pairs, so that long ones cost no more.
 * @param {string} text
 * @param {number} most
 * @param {number} orders
 * @returns {Runs}
 */
export function runsOf(text, most, orders) {
  const places = new Map();
  /** @type {number[]} */
  const last = []; // the number of each character
  let length = 0;
  for (const character of text) {
    if (length++ >= most) continue;
    if (!places.has(character)) places.set(character, places.size);
    last.push(places.get(character));
  }
  const read = last.length;
  const size = 1 << Math.ceil(Math.log2(2 * read + 2));
  const slots = new Int32Array(size);
  let run = new Int32Array(read); // the number of the run of n characters that begins at each place
  const held = [];
  for (let n = 1; n <= Math.min(orders, read); n++) {
    const longer = new Int32Array(read);
    const firsts = new Int32Array(read); // where each run was first met
    let count = 0;
    slots.fill(-1);
    for (let k = 0; k + n <= read; k++) {
      const [before, end] = [run[k], last[k + n - 1]];
      let slot = (Math.imul(before, 0x9e3779b1) ^ Math.imul(end, 0x85ebca6b)) >>> 0;
      slot = (slot ^ (slot >>> 15)) & (size - 1);
      for (; slots[slot] >= 0; slot = (slot + 1) & (size - 1)) {
        const first = firsts[slots[slot]];
        if (run[first] === before && last[first + n - 1] === end) break;
      }
      if (slots[slot] < 0) {
        firsts[count] = k;
        slots[slot] = count++;
      }
      longer[k] = slots[slot];
    }
    run = longer;
    held.push(count);
  }
  return { length, read, different: places.size, held };
}

/**
 * A whole number with its thousands apart.
 * @param {Whole} value
 */
export const inFull = (value) => String(value).replace(/\B(?=(\d{3})+$)/g, ",");

/**
 * The same, or a power of ten where it is too long to be read.
 * @param {Whole} value
 */
export const whole = (value) => (String(value).length > DIGITS ? power(Number(value)) : inFull(value));

/**
 * A whole number in a few characters: 784, 21,952, 3.8·10¹¹.
 * @param {Whole} value
 */
export const short = (value) => (String(value).length > 6 ? power(Number(value), 2) : inFull(value));

/**
 * A whole number with what it counts: 1 cell, 784 cells.
 * @param {Whole} value
 * @param {string} noun
 */
export const count = (value, noun) => counted(value, noun, whole(value));

/**
 * The memory of so many numbers of four bytes.
 * @param {Whole} count
 */
export function memory(count) {
  const bytes = 4n * BigInt(count);
  const names = ["bytes", "kB", "MB", "GB", "TB", "PB", "EB"];
  const step = Math.floor((String(bytes).length - 1) / 3);
  if (step >= names.length) return `${power(Number(bytes), 2)} bytes`;
  const value = Number(bytes) / 1000 ** step;
  return `${step && value < 99.95 ? number(value, 1) : number(value, 0)} ${names[step]}`;
}

/**
 * A share in per cent, to two digits that count.
 * @param {Whole} part
 * @param {Whole} all
 */
export function percent(part, all) {
  const share = (100 * Number(part)) / Number(all);
  if (share >= 99.995 && BigInt(part) < BigInt(all)) return "over 99.99 %";
  if (share >= 0.01 || share === 0) return `${number(share, share >= 10 ? 1 : 2)} %`;
  const [mantissa, exponent] = share.toExponential(1).split("e");
  return `${mantissa}·10${raised(exponent)} %`;
}

/**
 * log10 of |V|ⁿ, also of numbers that a float cannot hold.
 * @param {number} V
 * @param {number} n
 */
export const tens = (V, n) => n * Math.log10(V);

/**
 * Which n the table overtakes the RNN at, in a sentence; the picture reaches as far as `orders`.
 * @param {number} V
 * @param {number} h
 * @param {number} orders
 */
export function crossing(V, h, orders) {
  const n = overtakes(V, h);
  const parameters = whole(parametersOf(V, h));
  if (n === null) return "With a single character the table has one cell for every n and never overtakes the RNN.";
  const there = `${count(cellsOf(V, n), "cell")} against ${parameters} parameters`;
  const before = `at n = ${n - 1} it has ${whole(cellsOf(V, n - 1))}`;
  const where = n > orders ? ", further right than the picture reaches" : "";
  return `The table overtakes the RNN at n = ${n}${where}: ${there}; ${before}. The RNN stays the same for every n.`;
}

/**
 * The two sizes at n, in a sentence.
 * @param {number} V
 * @param {number} h
 * @param {number} n
 */
export function sizesAt(V, h, n) {
  const cells = cellsOf(V, n);
  return (
    `At n = ${n} the table has ${inFull(V)}${raised(n)} = ${count(cells, "cell")}, ${memory(cells)} at 4 bytes each. ` +
    `The RNN with h = ${inFull(h)} has ${whole(parametersOf(V, h))} parameters, ${memory(parametersOf(V, h))}.` +
    computers(cells)
  );
}

/**
 * How many computers with 16 GB of memory the cells would take; empty where one is enough.
 * @param {bigint} cells
 */
function computers(cells) {
  const needed = (cells * 4n + 16n * 10n ** 9n - 1n) / (16n * 10n ** 9n);
  return needed > 1n ? ` The table would fill the memory of ${short(needed)} computers with 16 GB each.` : "";
}

/**
 * What a text fills at n, in a sentence.
 * @param {Runs} runs
 * @param {number} V
 * @param {number} n
 */
export function filled({ length, read, different, held }, V, n) {
  if (!read) return "The text is empty. Type or paste one to see how many cells it would fill.";
  const first = read < length ? `Of the ${inFull(length)} characters the first ${inFull(read)} are counted. ` : "";
  if (different > V)
    return (
      `${first}The text has ${inFull(different)} different characters and |V| is ${inFull(V)}, so such a table has no cell ` +
      `for some of its runs. Take |V| from the text, or set it to at least ${inFull(different)}.`
    );
  const kinds = read === 1 ? "" : different === 1 ? ", all the same" : `, ${inFull(different)} different ones`;
  const have = `${first}The text has ${count(read, "character")}${kinds}`;
  if (n > read) return `${have}. It is too short for a run of ${n}.`;
  const runs = `${inFull(held[n - 1])} of ${count(cellsOf(V, n), "cell")}, ${percent(held[n - 1], cellsOf(V, n))}`;
  const most = read - n + 1;
  return `${have}. Its runs of ${n} fill ${runs}. No text of this length can fill more than ${inFull(most)}.`;
}

/**
 * Where the chart stands: one column for each n, the logarithms from 0 to `top` upwards.
 * @param {number} width
 * @param {number} top
 * @param {number} orders
 * @returns {Chart}
 */
export function chartSize(width, top, orders) {
  const [left, head, height] = [58, 22, 300];
  const column = Math.floor((Math.min(width, 940) - left - 12) / orders);
  const size = { left, head, inner: height, column, orders, top };
  return { ...size, width: left + orders * column + 12, height: head + height + 44 };
}

/**
 * Where the column of n stands, in its middle.
 * @param {Chart} size
 * @param {number} n
 */
export const across = ({ left, column }, n) => left + (n - 0.5) * column;

/**
 * The height of a logarithm.
 * @param {Chart} size
 * @param {number} logarithm
 */
export const upwards = ({ head, inner, top }, logarithm) => head + inner * (1 - logarithm / top);

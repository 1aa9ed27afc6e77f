/** The numbers of Growth: the cells of an n-gram table, the parameters of an RNN, the runs of a text. */

/**
 * The runs of a text: `read` of its `length` characters, `different` ones among them, and the different runs of n in
 * `held[n - 1]`.
 * @typedef {{ length: number, read: number, different: number, held: number[] }} Runs
 * @typedef {number | bigint} Whole
 */

import { t } from "../kit/translate.js";
import { number, power, raised } from "../kit/words.js";

const DIGITS = 12; // a whole number of more digits is written as a power of ten, and in full in the table

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
export const short = (value, digits = 6) => (String(value).length > digits ? power(Number(value), 2) : inFull(value));

/**
 * The memory of so many numbers of four bytes.
 * @param {Whole} count
 */
export function memory(count) {
  const bytes = 4n * BigInt(count);
  const names = [t("bytes"), "kB", "MB", "GB", "TB", "PB", "EB"];
  const step = Math.floor((String(bytes).length - 1) / 3);
  if (step >= names.length) return t("{size} bytes", { size: power(Number(bytes), 2) });
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

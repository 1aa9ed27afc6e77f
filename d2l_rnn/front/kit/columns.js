/** Where the letters stand, and with them the columns of the picture under them. */

/**
 * `count` columns, of which those from step `from` to step `to` have a letter; `x(t)` is the middle of step t's.
 * @typedef {object} Columns
 * @property {number} width of the whole figure
 * @property {boolean} narrow
 * @property {number} left
 * @property {number} right
 * @property {number} count
 * @property {number} pitch
 * @property {number} from
 * @property {number} to
 * @property {number} letters of the whole text
 * @property {(t: number) => number} x
 */

export const WIDEST = 860;
const NARROW = 560; // below it a figure is laid out as for a phone

/** How many columns: a few fixed numbers, so that typing seldom moves the others. */
const COUNTS = { wide: [8, 10, 14, 20], narrow: [8, 10] };
const MARGINS = { wide: [74, 28], narrow: [54, 6] };

/**
 * The columns of `letters` letters in a figure of this width, around step `current`. They begin where they began before
 * as long as the current letter and its neighbours are among them, so that stepping does not move them.
 * @param {number} width
 * @param {number} letters
 * @param {number} current
 * @param {{ before?: number, counts?: typeof COUNTS, margins?: typeof MARGINS }} [options]
 * @returns {Columns}
 */
export function columnsOf(width, letters, current, { before = 1, counts = COUNTS, margins = MARGINS } = {}) {
  const narrow = width < NARROW;
  const kind = narrow ? "narrow" : "wide";
  const [left, right] = margins[kind];
  const wanted = letters + 1; // one for the next letter
  const count = counts[kind].find((one) => one >= wanted) ?? Math.max(...counts[kind]);
  const pitch = (width - left - right) / count;
  const most = Math.max(1, wanted - count + 1);
  const from = Math.max(1, Math.min(most, Math.max(current - count + 2, Math.min(before, current - 1))));
  const to = Math.min(letters, from + count - 1);
  return { width, narrow, left, right, count, pitch, from, to, letters, x: (t) => left + pitch * (t - from + 0.5) };
}

/** The steps that have a column. @param {Columns} columns */
export const stepsOf = ({ from, to }) => Array.from({ length: Math.max(0, to - from + 1) }, (_, k) => from + k);

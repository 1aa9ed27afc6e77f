/** Where the characters of the coloured text stand: in lines, each with rows under it. */

/**
 * In pixels, but for the columns of a line.
 * @typedef {{
 *   gutter: number, column: number, perLine: number, line: number, width: number, height: number
 * }} Strip
 */

export const [HEAD, GUESS] = [40, 15]; // a character with its value, and a row under it

/**
 * Columns and lines in a width, with so many rows under each character.
 * @param {number} width
 * @param {number} T
 * @param {number} rows
 * @returns {Strip}
 */
export function stripSize(width, T, rows) {
  const gutter = 62;
  const column = Math.max(26, Math.min(78, Math.floor((width - gutter) / T)));
  const perLine = Math.max(1, Math.min(T, Math.floor((width - gutter) / column)));
  const line = HEAD + rows * GUESS + 14;
  return { gutter, column, perLine, line, width: gutter + perLine * column, height: Math.ceil(T / perLine) * line };
}

/**
 * The upper left corner of step t.
 * @param {Strip} strip
 * @param {number} t
 */
export function placeOf({ gutter, column, perLine, line }, t) {
  return [gutter + ((t - 1) % perLine) * column, Math.floor((t - 1) / perLine) * line];
}

/**
 * The step at a point; 0 where there is none.
 * @param {Strip} strip
 * @param {number} x
 * @param {number} y
 * @param {number} T
 */
export function stepAt({ gutter, column, perLine, line }, x, y, T) {
  const place = Math.floor((x - gutter) / column);
  const t = Math.floor(y / line) * perLine + place + 1;
  return place >= 0 && place < perLine && t <= T ? t : 0;
}

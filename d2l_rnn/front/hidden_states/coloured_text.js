/** The text on the shades of one unit, in lines; under each character what the model expects next. */

/**
 * @import { Colours, RGB } from "../types.d.ts"
 * @import { Expectation } from "../equations/interventions.js"
 * @import { Strip } from "./strip.js"
 * @typedef {{
 *   characters: string[], indices: number[], tokens: string[], value: (t: number, i: number) => number,
 *   after: Expectation[], before?: Expectation[], shifts?: number[]
 * }} Data
 */

import { sized } from "../kit/canvas.js";
import { inkOn, shade } from "../kit/colour.js";
import { box } from "../kit/grid.js";
import { node } from "../kit/nodes.js";
import { number, visible } from "../kit/words.js";
import { GUESS, HEAD, placeOf, stepAt, stripSize } from "./strip.js";

const TALLEST = 320; // pixels: lines that are higher scroll

/**
 * `draw(data, width, colours)` paints { characters, indices, tokens, value(t, i), after, before, shifts }: what is expected
 * after every step, and the run that it is compared with, if any; `shadeBy(i)` paints the values of unit i; `mark(t)` moves
 * the cursor.
 * @param {(t: number) => void} choose
 */
export function colouredText(choose) {
  /** @type {Data} */
  let data;
  /** @type {Strip | null} */
  let size = null;
  /** @type {CanvasRenderingContext2D} */
  let context;
  /** @type {Colours} */
  let colour;
  /** @type {string | null} */
  let face = null;
  const canvas = node("canvas", {
    "aria-hidden": "true",
    click(/** @type {MouseEvent} */ { offsetX, offsetY }) {
      const t = size && stepAt(size, offsetX, offsetY, data.indices.length);
      if (t) choose(t);
    },
  });
  const now = node("div", { class: "d2l-now" });
  const field = node("div", { class: "d2l-field" }, canvas, now);
  const element = node("div", { class: "d2l-scroll d2l-strip", role: "region", "aria-label": "Guesses" }, field);

  /**
   * @param {string} word
   * @param {number} x
   * @param {number} y
   * @param {string} ink
   * @param {string} [font]
   * @param {number} [most]
   */
  function print(word, x, y, ink, font = "11px", most = undefined) {
    context.fillStyle = ink;
    if (face !== font) context.font = `${font} ${colour.font}`; // reading a font costs more than printing with it
    face = font;
    context.fillText(word, x, y, most);
  }
  /**
   * Words in the gutter of every line, the first of them at this height.
   * @param {Strip} size
   * @param {string[]} words
   * @param {number} y
   * @param {number} pitch
   */
  function label(size, words, y, pitch) {
    context.textAlign = "right";
    for (let top = y; top < size.height; top += size.line)
      for (const [k, word] of words.entries()) print(word, size.gutter - 8, top + k * pitch, colour.soft);
    context.textAlign = "center";
  }

  function draw(/** @type {Data} */ next, /** @type {number} */ width, /** @type {Colours} */ theme) {
    [data, colour] = [next, theme];
    element.hidden = !data.indices.length;
    size = null;
    if (!width || element.hidden) return;
    const ranks = data.after[0].top.length;
    size = stripSize(width, data.indices.length, ranks + (data.before ? 2 : 0));
    context = sized(canvas, size, width);
    face = null;
    field.style.width = `${size.width}px`;
    element.tabIndex = size.height > TALLEST ? 0 : -1; // what scrolls must be reached by keys
    const compared = data.before ? ["before", "moved"] : [];
    label(size, [...["1st guess", "2nd", "3rd"].slice(0, ranks), ...compared], HEAD + GUESS / 2, GUESS);
    for (const k of data.indices.keys()) drawGuesses(size, k);
  }

  /**
   * The rows under step k + 1: the likeliest tokens, the one that really comes next in bold.
   * @param {Strip} size
   * @param {number} k
   */
  function drawGuesses(size, k) {
    const { after, before, shifts, tokens, indices } = data;
    const [left, top] = placeOf(size, k + 1);
    const numbers = size.column >= 68;
    /** @type {(at: number, word: string, share: number, bold: boolean, paint: RGB) => void} */
    const row = (at, word, share, bold, paint) => {
      const y = top + HEAD + (at + 0.5) * GUESS;
      print(word, left + 9, y, colour.text, bold ? "700 13px" : "12px", 15);
      context.fillStyle = `rgb(${paint.join()})`;
      context.fillRect(left + 18, y - 4, share * (size.column - (numbers ? 54 : 20)), 8);
      const written = share < 0.005 ? "" : share > 0.995 ? "> .99" : number(share, 2);
      if (numbers) print(written, left + size.column - 18, y, colour.text);
    };
    /** @type {(at: number, expected: Expectation, token: number) => void} */
    const guess = (at, { softmax }, token) => {
      const comes = token === indices[k + 1];
      row(at, visible(tokens[token]), softmax[token], comes, comes ? colour.positive : colour.neutral);
    };
    const { top: ranked } = after[k];
    for (const [rank, token] of ranked.entries()) guess(rank, after[k], token);
    if (!before || !shifts) return;
    const was = before[k].top[0];
    if (was === ranked[0]) row(ranked.length, "=", 0, false, colour.neutral);
    else guess(ranked.length, before[k], was);
    row(ranked.length + 1, "", shifts[k], false, colour.negative);
  }

  function shadeBy(/** @type {number} */ i) {
    const strip = size;
    if (!strip) return;
    data.indices.forEach((_, k) => {
      const [left, top] = placeOf(strip, k + 1);
      const value = data.value(k + 1, i);
      const ground = shade(value, colour);
      context.fillStyle = `rgb(${ground.join()})`;
      context.fillRect(left + 1, top + 1, strip.column - 2, HEAD - 4);
      const middle = left + strip.column / 2;
      const sign = value < -0.05 ? "−" : "";
      print(visible(data.characters[k]), middle, top + 12, inkOn(ground), "600 15px", strip.column - 2);
      print(strip.column >= 36 ? number(value, 2) : sign, middle, top + 28, inkOn(ground));
    });
    for (let top = 0; top < strip.height; top += strip.line) context.clearRect(0, top, strip.gutter, HEAD);
    label(strip, ["reads", `unit ${i + 1}`], 12, 16);
  }

  function mark(/** @type {number} */ t) {
    now.hidden = !t || !size;
    if (!t || !size) return;
    const [left, top] = placeOf(size, t);
    box(now, left, top, size.column, size.line - 10);
    if (size.height <= TALLEST) return;
    if (top < element.scrollTop || top + size.line > element.scrollTop + TALLEST) element.scrollTop = top;
  }

  return { element, draw, shadeBy, mark };
}

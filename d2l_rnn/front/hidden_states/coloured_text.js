/** The text on the shades of one unit, in lines; under each character what the model expects next. */

import { sized } from "../kit/canvas.js";
import { inkOn, shade } from "../kit/colour.js";
import { box } from "../kit/grid.js";
import { node } from "../kit/nodes.js";
import { number, visible } from "../kit/words.js";

const [HEAD, GUESS, TALLEST] = [40, 15, 320]; // a character with its value, a row under it, and when lines scroll

/** Columns and lines in a width, with so many rows under each character. */
export function stripSize(width, T, rows) {
  const gutter = 62;
  const column = Math.max(26, Math.min(78, Math.floor((width - gutter) / T)));
  const perLine = Math.max(1, Math.min(T, Math.floor((width - gutter) / column)));
  const line = HEAD + rows * GUESS + 14;
  return { gutter, column, perLine, line, width: gutter + perLine * column, height: Math.ceil(T / perLine) * line };
}

/** The upper left corner of step t. */
export function placeOf({ gutter, column, perLine, line }, t) {
  return [gutter + ((t - 1) % perLine) * column, Math.floor((t - 1) / perLine) * line];
}

/** The step at a point; 0 where there is none. */
export function stepAt({ gutter, column, perLine, line }, x, y, T) {
  const place = Math.floor((x - gutter) / column);
  const t = Math.floor(y / line) * perLine + place + 1;
  return place >= 0 && place < perLine && t <= T ? t : 0;
}

/**
 * `draw(data, width, colours)` paints { characters, indices, tokens, value(t, i), after, before, shifts }: what is expected
 * after every step, and the run that it is compared with, if any; `shadeBy(i)` paints the values of unit i; `mark(t)` moves
 * the cursor.
 */
export function colouredText(choose) {
  let data, size, context, colour, face;
  const canvas = node("canvas", {
    "aria-hidden": "true",
    click({ offsetX, offsetY }) {
      const t = stepAt(size, offsetX, offsetY, data.indices.length);
      if (t) choose(t);
    },
  });
  const now = node("div", { class: "d2l-now" });
  const field = node("div", { class: "d2l-field" }, canvas, now);
  const element = node("div", { class: "d2l-scroll d2l-strip", role: "region", "aria-label": "Guesses" }, field);

  function print(word, x, y, ink, font = "11px", most = undefined) {
    context.fillStyle = ink;
    if (face !== font) context.font = `${font} ${colour.font}`; // reading a font costs more than printing with it
    face = font;
    context.fillText(word, x, y, most);
  }
  /** Words in the gutter of every line, the first of them at this height. */
  function label(words, y, pitch) {
    context.textAlign = "right";
    for (let top = y; top < size.height; top += size.line)
      for (const [k, word] of words.entries()) print(word, size.gutter - 8, top + k * pitch, colour.soft);
    context.textAlign = "center";
  }

  function draw(next, width, theme) {
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
    label([...["1st guess", "2nd", "3rd"].slice(0, ranks), ...compared], HEAD + GUESS / 2, GUESS);
    for (const k of data.indices.keys()) drawGuesses(k);
  }

  /** The rows under step k + 1: the likeliest tokens, the one that really comes next in bold. */
  function drawGuesses(k) {
    const { after, before, shifts, tokens, indices } = data;
    const [left, top] = placeOf(size, k + 1);
    const numbers = size.column >= 68;
    const row = (at, word, share, bold, paint) => {
      const y = top + HEAD + (at + 0.5) * GUESS;
      print(word, left + 9, y, colour.text, bold ? "700 13px" : "12px", 15);
      context.fillStyle = `rgb(${paint.join()})`;
      context.fillRect(left + 18, y - 4, share * (size.column - (numbers ? 54 : 20)), 8);
      const written = share < 0.005 ? "" : share > 0.995 ? "> .99" : number(share, 2);
      if (numbers) print(written, left + size.column - 18, y, colour.text);
    };
    const guess = (at, { softmax }, token) => {
      const comes = token === indices[k + 1];
      row(at, visible(tokens[token]), softmax[token], comes, comes ? colour.positive : colour.neutral);
    };
    const { top: ranked } = after[k];
    for (const [rank, token] of ranked.entries()) guess(rank, after[k], token);
    if (!before) return;
    const was = before[k].top[0];
    if (was === ranked[0]) row(ranked.length, "=", 0, false, colour.neutral);
    else guess(ranked.length, before[k], was);
    row(ranked.length + 1, "", shifts[k], false, colour.negative);
  }

  function shadeBy(i) {
    if (!size) return;
    data.indices.forEach((_, k) => {
      const [left, top] = placeOf(size, k + 1);
      const value = data.value(k + 1, i);
      const ground = shade(value, colour);
      context.fillStyle = `rgb(${ground.join()})`;
      context.fillRect(left + 1, top + 1, size.column - 2, HEAD - 4);
      const middle = left + size.column / 2;
      const sign = value < -0.05 ? "−" : "";
      print(visible(data.characters[k]), middle, top + 12, inkOn(ground), "600 15px", size.column - 2);
      print(size.column >= 36 ? number(value, 2) : sign, middle, top + 28, inkOn(ground));
    });
    for (let top = 0; top < size.height; top += size.line) context.clearRect(0, top, size.gutter, HEAD);
    label(["reads", `unit ${i + 1}`], 12, 16);
  }

  function mark(t) {
    now.hidden = !t || !size;
    if (now.hidden) return;
    const [left, top] = placeOf(size, t);
    box(now, left, top, size.column, size.line - 10);
    if (size.height <= TALLEST) return;
    if (top < element.scrollTop || top + size.line > element.scrollTop + TALLEST) element.scrollTop = top;
  }

  return { element, draw, shadeBy, mark };
}

/** What is painted of StatePlane: the ground, the letters, the paths, the fan and the rings. */

/** @import { Params, Point } from "../types.d.ts" */
/** @import { Along, Letter, PathLayout, PlaneSize, Taken } from "./layout.js" */
/** @import { Area, Way } from "./numbers.js" */

import { contextOf, drawLine, drawWords } from "../kit/canvas.js";
import { colours } from "../kit/colour.js";
import { node } from "../kit/nodes.js";
import { number, visible } from "../kit/words.js";
import { around, arrow, pixelOf, settle } from "./layout.js";
import { doubt, softmaxAt } from "./numbers.js";

const GROUNDS = 8; // colours of the style sheet, the largest region first
const GRAIN = 96; // squares along one side of the shading

/** @typedef {ReturnType<typeof appearance>} Look */

/**
 * The colours of the theme, those of the kit and this figure's own.
 * @param {Element} root
 */
export function appearance(root) {
  const style = getComputedStyle(root);
  const own = (/** @type {string} */ name) => style.getPropertyValue(`--d2l-${name}`).trim();
  const { text, font } = colours(root);
  const grounds = Array.from({ length: GROUNDS }, (_, k) => own(`ground-${k + 1}`));
  return {
    text,
    font,
    grounds,
    page: style.backgroundColor,
    line: own("line"),
    second: own("warn"),
    fan: own("focus"),
  };
}

/**
 * The doubt of every place, as a small picture of alphas.
 * @param {Params} p
 */
export function doubts(p) {
  const image = new ImageData(GRAIN, GRAIN);
  for (let k = 0; k < GRAIN * GRAIN; k++) {
    const parts = [((k % GRAIN) + 0.5) / GRAIN, 1 - (Math.floor(k / GRAIN) + 0.5) / GRAIN];
    const state = /** @type {Point} */ (parts.map((part) => 2 * part - 1));
    image.data[4 * k + 3] = 255 * doubt(Math.max(...softmaxAt(state, p)), p.q);
  }
  return image;
}

/**
 * @param {CanvasRenderingContext2D} context
 * @param {Along} along
 * @param {string} ink
 * @param {number} width
 * @param {number[]} [dash]
 */
function drawArrow(context, along, ink, width, dash) {
  drawLine(
    context,
    Array.from({ length: 17 }, (_, k) => along(k / 16)),
    ink,
    width,
    dash,
  );
  const end = along(1);
  const back = along(0.93);
  const angle = Math.atan2(end[1] - back[1], end[0] - back[0]);
  const wing = (/** @type {number} */ turn) =>
    /** @type {Point} */ (end.map((value, axis) => value - (6 + 2 * width) * [Math.cos, Math.sin][axis](angle + turn)));
  drawLine(context, [end, wing(0.42), wing(-0.42)], ink, 0.5);
  context.fill();
}

/**
 * The ground: the regions in their colours, the doubt over them, and the axes.
 * @param {CanvasRenderingContext2D} context
 * @param {PlaneSize} size
 * @param {Area[]} areas
 * @param {ImageData} veil
 * @param {Look} look
 */
export function paintGround(context, size, areas, veil, look) {
  const { left, top, side } = size;
  const outlines = areas.map(({ corners }) =>
    [...corners, corners[0], corners[1]].map((corner) => pixelOf(size, corner)),
  );
  outlines.forEach((outline, k) => {
    drawLine(context, outline, look.grounds[k % GROUNDS]);
    context.fill();
  });
  // The small picture of doubt, filled with the colour of the page.
  const paper = node("canvas", { width: GRAIN, height: GRAIN });
  const small = contextOf(paper);
  small.putImageData(veil, 0, 0);
  Object.assign(small, { globalCompositeOperation: "source-in", fillStyle: look.page });
  small.fillRect(0, 0, GRAIN, GRAIN);
  context.drawImage(paper, left, top, side, side);
  for (const outline of outlines) drawLine(context, outline, look.line, 1.5);
  for (const tick of [-1, -0.5, 0, 0.5, 1]) {
    const [x, y] = pixelOf(size, [tick, tick]);
    const said = number(tick, tick % 1 ? 1 : 0);
    drawWords(context, said, [x, top + side + 12], look.text, `12px ${look.font}`);
    drawWords(context, said, [left - 17, y], look.text, `12px ${look.font}`);
  }
  drawWords(context, "hidden unit 1", [left + side / 2, top + side + 33], look.text, `600 13px ${look.font}`);
  context.rotate(-Math.PI / 2);
  drawWords(context, "hidden unit 2", [-top - side / 2, 11], look.text, `600 13px ${look.font}`);
}

/**
 * A text's path: the arrow into step t strong, what comes later faint.
 * @param {CanvasRenderingContext2D} context
 * @param {PathLayout} layout
 * @param {number} t
 * @param {string} ink
 * @param {number[]} dash
 * @param {Look} look
 */
export function drawPath(context, { dots, places, arrows }, t, ink, dash, look) {
  const mark = (/** @type {Point} */ [x, y], /** @type {number} */ radius) => {
    context.beginPath();
    if (dash.length) context.rect(x - radius, y - radius, 2 * radius, 2 * radius);
    else context.arc(x, y, radius, 0, 2 * Math.PI);
    context.fill();
  };
  const fade = (/** @type {number} */ step) => {
    context.globalAlpha = step > t ? 0.4 : 1;
  };
  fade(Infinity);
  context.fillStyle = ink;
  for (const dot of dots) mark(dot, 2.5);
  for (const { t: step, along } of arrows) {
    fade(step);
    drawArrow(context, along, ink, step === t ? 3.5 : 1.5, dash);
  }
  for (const { steps, at, label, wide, words: said } of places) {
    fade(steps[0]);
    if (label) drawLine(context, [at, label], ink);
    mark(at, 4.5);
    if (!label) continue;
    const here = steps.includes(t);
    /** @type {[number, number, number, number]} */
    const edges = [label[0] - wide, label[1] - 8, 2 * wide, 16];
    context.globalAlpha = 1;
    context.fillStyle = here ? ink : look.page;
    context.fillRect(...edges);
    context.strokeRect(...edges);
    drawWords(
      context,
      said,
      [label[0], label[1] + 0.5],
      here ? look.page : ink,
      `${here ? 700 : 400} 12px ${look.font}`,
    );
  }
  context.globalAlpha = 1;
  for (const { t: step, label, words: said } of arrows)
    if (label)
      drawWords(context, said, label, ink, `700 ${step === t ? 17 : 13}px ${look.font}`, { rim: look.page, room: 90 });
}

/**
 * Where each character would lead from a state: thicker arrows are more likely characters.
 * @param {CanvasRenderingContext2D} context
 * @param {PlaneSize} size
 * @param {Point} from
 * @param {Way[]} ways
 * @param {string[]} tokens
 * @param {Look} look
 */
export function drawFan(context, size, from, ways, tokens, look) {
  const start = pixelOf(size, from);
  /** @type {Taken[]} */
  const taken = [];
  for (const { share, to } of ways) drawArrow(context, arrow(start, pixelOf(size, to), size), look.fan, 1 + 3 * share);
  for (const { token, to } of ways) {
    const end = pixelOf(size, to);
    const said = visible(tokens[token]);
    const label = settle([end, ...around(end)], 3 + 4 * said.length, 8, taken, size);
    if (label) drawWords(context, said, label, look.fan, `700 14px ${look.font}`, { rim: look.page, room: 90 });
  }
}

/**
 * The letter of each region that has room for it.
 * @param {CanvasRenderingContext2D} context
 * @param {PlaneSize} size
 * @param {Letter[]} letters
 * @param {string[]} tokens
 * @param {Look} look
 */
export function drawLetters(context, size, letters, tokens, look) {
  for (const { at, room, token } of letters) {
    const said = visible(tokens[token]);
    const pixels = Math.min(32, (room * size.side * 0.75) / Math.max(1, said.length / 2));
    if (pixels < 9) continue;
    drawWords(context, said, pixelOf(size, at), look.text, `700 ${pixels}px ${look.font}`);
  }
}

/**
 * A ring around a state.
 * @param {CanvasRenderingContext2D} context
 * @param {PlaneSize} size
 * @param {Point} state
 * @param {string} ink
 * @param {number} radius
 * @param {Look} look
 */
export function drawRing(context, size, state, ink, radius, look) {
  for (const [width, paint] of /** @type {[number, string][]} */ ([
    [6, look.page],
    [3, ink],
  ])) {
    context.beginPath();
    context.arc(...pixelOf(size, state), radius, 0, 2 * Math.PI);
    Object.assign(context, { lineWidth: width, strokeStyle: paint });
    context.stroke();
  }
}

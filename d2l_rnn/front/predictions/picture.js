/** The picture: under each letter a bar for every one that may come, the target ringed, and what the step costs. */

/** @import { View } from "../kit/figure.js" */

import { html, svg } from "lit-html";
import { stepsOf } from "../kit/columns.js";
import { percent } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number, visible } from "../kit/words.js";
import { isHidden } from "./guess.js";
import { rowsOf, verdict } from "./numbers.js";

const [HEAD, AREA, FOOT] = [24, 252, 70];
const HEIGHT = HEAD + AREA + FOOT;

/**
 * Where rows and bars stand; the last row is for all tokens that have none.
 * @param {View} v
 */
function layout(v) {
  const { columns: at, numbers, net } = v;
  const steps = stepsOf(at).filter((step) => step <= numbers.losses.length);
  const tokens = rowsOf(numbers, at.from, Math.max(at.from, ...steps), numbers.shown);
  numbers.shown = tokens; // so long as they do, the rows stay
  const others = net.tokens.length - tokens.length;
  const rows = tokens.length + (others ? 1 : 0);
  const row = Math.min(56, AREA / rows);
  const pad = at.pitch > 62 ? 9 : at.pitch < 34 ? 3.5 : 5;
  const bar = Math.max(6, Math.min(26, row - 10));
  const top = HEAD + (AREA - rows * row) / 2;
  return {
    at,
    steps,
    tokens,
    others,
    rows,
    row,
    bar,
    pad,
    top,
    wide: at.pitch - 2 * pad,
    y: (/** @type {number} */ k) => top + k * row + (row - bar) / 2,
  };
}

/** @param {View} v */
export function picture(v) {
  const place = layout(v);
  const { at, steps, rows, top, row } = place;
  const find = (/** @type {PointerEvent} */ event) => {
    const box = /** @type {Element} */ (event.currentTarget).getBoundingClientRect();
    const step = at.from + Math.floor((event.clientX - box.left - at.left) / at.pitch);
    const token = place.tokens[Math.floor((event.clientY - box.top - top) / row)];
    return { step, token, inside: event.clientX - box.left > at.left && steps.includes(step) };
  };
  const point = (/** @type {PointerEvent} */ event) => {
    const { step, token, inside } = find(event);
    const now = inside && token !== undefined ? { step, token } : null;
    if (now?.step !== v.local.at?.step || now?.token !== v.local.at?.token) v.pass({ at: now });
  };
  const go = (/** @type {PointerEvent} */ event) => {
    const { step, inside } = find(event);
    if (inside) v.go(step);
  };
  return html`<svg class="d2l-predicted" width=${at.width} height=${HEIGHT} role="img"
      aria-label=${t("Predictions: a column for each letter read, a row for each letter that may come next")}
      @pointermove=${point} @pointerleave=${() => v.local.at && v.pass({ at: null })} @click=${go}>
    <rect class="d2l-band" x=${at.x(v.step) - at.pitch / 2} y="0" width=${at.pitch} height=${HEIGHT}></rect>
    ${heads(v, place)}
    ${steps.map((step) => (isHidden(v, step) ? covered(place, step, rows) : column(v, place, step)))}
  </svg>`;
}

/** @typedef {ReturnType<typeof layout>} Place */

/**
 * What stands at the left of the rows.
 * @param {View} v
 * @param {Place} place
 */
function heads({ net }, { at, tokens, others, row, top }) {
  const most = Math.floor((at.left - 12) / 9);
  const label = (/** @type {number} */ y, /** @type {string} */ words, kind = "soft") =>
    svg`<text class=${kind} x=${at.left - 8} y=${y} text-anchor="end">${words}</text>`;
  const middle = (/** @type {number} */ k) => top + (k + 0.5) * row + 4.5;
  const foot = HEAD + AREA;
  return [
    label(top - 6, at.narrow ? t("next") : t("next letter")),
    ...tokens.map((token, k) =>
      label(middle(k), cut(visible(net.tokens[token]), most), row < 16 ? "letter small" : "letter"),
    ),
    others ? label(middle(tokens.length), at.narrow ? t("others") : t("{n} others", { n: others })) : "",
    label(foot + 18, t("guess")),
    label(foot + 40, at.narrow ? t("p in %") : roomy(at) ? t("p(target)") : t("p(target), %")),
    label(foot + 61, t("loss")),
  ];
}

const roomy = (/** @type {Place["at"]} */ { pitch }) => pitch >= 50;

/** A token in as many letters as have room. @param {string} word @param {number} most */
const cut = (word, most) => ([...word].length > most ? `${[...word].slice(0, most - 1).join("")}…` : word);

/**
 * One step: its bars, the target's ring, and what stands below.
 * @param {View} v
 * @param {Place} place
 * @param {number} step
 */
function column(v, place, step) {
  const { at, tokens, others, bar, pad, wide, y } = place;
  const { numbers, net } = v;
  const found = verdict(numbers, step);
  const p = numbers.softmax[step - 1];
  const left = at.x(step) - at.pitch / 2 + pad;
  const values = tokens.map((token) => p[token]);
  if (others) values.push(Math.max(0, 1 - values.reduce((sum, value) => sum + value, 0)));
  const box = (/** @type {number} */ k, /** @type {number} */ share) =>
    share * wide < 0.2 ? "" : `M${left} ${y(k)}h${share * wide}v${bar}h${-share * wide}z`;
  const target = tokens.indexOf(found.target);
  const state = step === v.step ? "now" : step > v.step ? "unread" : "";
  const foot = HEAD + AREA;
  const digits = found.loss >= 99.5 ? 0 : found.loss >= 9.95 || at.pitch < 32 ? 1 : 2;
  const rim = at.pitch < 34 ? 2.5 : 3;
  return svg`<g class=${state}>
    <path class="d2l-cells" d=${values.map((_, k) => box(k, 1)).join("")}></path>
    <path class="d2l-other d2l-grown" d=${values.map((value, k) => (k === target ? "" : box(k, value))).join("")}></path>
    <path class="d2l-target d2l-grown" d=${box(target, values[target])}></path>
    <rect class="d2l-ring" x=${left - rim} y=${y(target) - rim} width=${wide + 2 * rim} height=${bar + 2 * rim} rx="4"></rect>
    ${guess(found, net.tokens, at.x(step), foot + 18, at.pitch)}
    <text x=${at.x(step)} y=${foot + 40} text-anchor="middle">${roomy(at) ? percent(found.p) : percent(found.p).replace(/[ %]/g, "")}</text>
    <text x=${at.x(step)} y=${foot + 61} text-anchor="middle">${number(found.loss, digits)}</text>
  </g>`;
}

/**
 * The guess and what became of it.
 * @param {import("./numbers.js").Verdict} found
 * @param {string[]} tokens
 * @param {number} x
 * @param {number} y
 * @param {number} pitch
 */
function guess({ top, tie, right }, tokens, x, y, pitch) {
  const letters = top
    .slice(0, 3)
    .map((token) => visible(tokens[token]))
    .join("/");
  const fits = letters.length * 9 + 34 <= pitch && top.length <= 3;
  const words = tie && !fits ? "" : cut(letters, Math.max(1, Math.floor((pitch - 16) / 9)));
  const mark = tie && right ? t("tie") : right ? "✓" : "✗";
  return svg`<text class=${right ? "" : "wrong"} x=${x} y=${y} text-anchor="middle"
    ><tspan class=${right && !tie ? "letter" : "letter plain"}>${words}</tspan><tspan dx=${words ? Math.min(6, pitch / 12) : 0}>${mark}</tspan></text>`;
}

/**
 * A step whose expectation the reader has not guessed yet.
 * @param {Place} place
 * @param {number} step
 * @param {number} rows
 */
function covered({ at, top, row, wide }, step, rows) {
  return svg`<g>
    <rect class="d2l-covered" x=${at.x(step) - wide / 2} y=${top + 2} width=${wide} height=${rows * row - 4} rx="5"></rect>
    <text class="letter plain" x=${at.x(step)} y=${HEAD + AREA / 2 + 5} text-anchor="middle">?</text>
  </g>`;
}

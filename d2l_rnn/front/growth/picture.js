/** The picture of Growth: numbers to store, on a logarithmic scale, for each length n of a run. */

/**
 * @import { Point } from "../types.d.ts"
 * @import { View } from "../kit/figure.js"
 * @typedef {ReturnType<typeof chartOf>} Chart
 */

import { html, svg } from "lit-html";
import { t, tn } from "../kit/translate.js";
import { raised, widthInLetters } from "../kit/words.js";
import { cellsOf, inFull, overtakes, parametersOf, short, tens } from "./numbers.js";

const TOP = 30;
const INNER = 262;
const HEIGHT = 372;
const LINE = 16;

/**
 * Where the chart stands: a column for each n, and upwards the logarithms from 0 to those of the largest table and the RNN.
 * @param {View} v
 */
export function chartOf(v) {
  const { width, narrow } = v.columns;
  const { V, h, orders } = v.numbers;
  const [left, right] = narrow ? [40, 6] : [74, 28];
  const pitch = (width - left - right) / orders;
  const most = 1.06 * Math.max(1, tens(V, orders), Math.log10(parametersOf(V, h)));
  return {
    width,
    narrow,
    left,
    right: width - right,
    pitch,
    most,
    x: (/** @type {number} */ n) => left + (n - 0.5) * pitch,
    y: (/** @type {number} */ logarithm) => TOP + INNER * (1 - logarithm / most),
  };
}

/**
 * Words in which an exponent, which small letters would hardly show, is as large as they are.
 * @param {string} words
 */
const powers = (words) =>
  words
    .split(/([⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ]+)/)
    .map((piece, k) => (k % 2 ? svg`<tspan class="exponent" dy="-4">${plain(piece)}</tspan>` : piece));

const plain = (/** @type {string} */ exponent) =>
  [...exponent].map((sign) => "0123456789n"["⁰¹²³⁴⁵⁶⁷⁸⁹ⁿ".indexOf(sign)]).join("");

const line = (/** @type {Point[]} */ points, name = "") =>
  svg`<polyline class=${name} points=${points.map((at) => at.join()).join(" ")}></polyline>`;

/** @param {View} v */
export function picture(v) {
  const at = chartOf(v);
  const { n, orders } = v.numbers;
  const bottom = TOP + INNER;
  const choose = (/** @type {number} */ order) => v.set({ order: Math.max(1, Math.min(orders, order)) });
  return html`<div class="d2l-growth"><svg width=${at.width} height=${HEIGHT} role="img" aria-label=${t("Numbers to store for each length of a string")}
@click=${(/** @type {MouseEvent} */ { offsetX }) => choose(Math.ceil((offsetX - at.left) / at.pitch))}>
${scale(at)}${parameters(v, at)}${v.numbers.runs ? runs(v, at) : ""}${cells(v, at)}${larger(v, at)}
${lengths(v, at)}
<rect class="shade" x=${at.x(n) - at.pitch / 2} y=${TOP - 6} width=${at.pitch} height=${INNER + 30}></rect>
<rect class="ring" x=${at.x(n) - 12} y=${bottom + 3} width="24" height="21" rx="5"></rect>
<text x=${(at.left + at.right) / 2} y=${HEIGHT - 6}>${t("drag n, the letters in a string")}</text></svg>
<input type="range" min="1" max=${orders} aria-label=${t("n, the letters in a string")} .value=${String(n)}
.style=${`left: ${at.x(1) - 9}px; top: ${bottom + 26}px; width: ${at.x(orders) - at.x(1) + 18}px`}
@input=${(/** @type {{ target: HTMLInputElement }} */ { target }) => choose(Number(target.value))}></div>`;
}

/** The lengths under their columns: all of them, or every other one and n where they are close. @param {View} v @param {Chart} at */
function lengths(v, at) {
  const { n, orders } = v.numbers;
  return Array.from({ length: orders }, (_, k) => k + 1)
    .filter((one) => one === n || at.pitch > 23 || (one % 2 && Math.abs(one - n) > 1))
    .map((one) => svg`<text class=${one === n ? "now" : ""} x=${at.x(one)} y=${TOP + INNER + 18}>${one}</text>`);
}

/** About six powers of ten, at which there are lines. @param {Chart} at */
function lines({ most }) {
  const every = Math.max(1, Math.ceil(most / 7));
  return Array.from({ length: Math.floor(most / every) + 1 }, (_, k) => k * every);
}

/** Where words stand that no such line shall cross: above the line, or under it. @param {Chart} at @param {number} y @param {boolean} above */
function clear(at, y, above) {
  const crossing = lines(at)
    .map(at.y)
    .find((line) => line > y - 13 && line < y + 4);
  return crossing === undefined ? y : crossing + (above ? -5 : 14);
}

/** @param {Chart} at */
function scale(at) {
  const { left, right, y } = at;
  return svg`${lines(at).map(
    (k) =>
      svg`<path d=${`M${left} ${y(k)}H${right}`}></path><text class="soft end" x=${left - 6} y=${y(k) + 4}>${k < 4 ? inFull(10 ** k) : powers(`10${raised(k)}`)}</text>`,
  )}<text class="soft start" x="0" y="13">${t("numbers to store, log scale")}</text>`;
}

/** The RNN's line, its words on the side where the table is far from it. @param {View} v @param {Chart} at */
function parameters(v, at) {
  const { V, h } = v.numbers;
  const height = Math.log10(parametersOf(V, h));
  const right = height < at.most / 2;
  const count = short(parametersOf(V, h));
  const long = tn("RNN, {n} unit: {count}", "RNN, {units} units: {count}", h, { units: inFull(h), count });
  const room = at.right - at.x((overtakes(V, h) ?? 0) + 1); // right of the table's line
  const said = right && 8 * widthInLetters(long) > room ? t("RNN: {count}", { count }) : long;
  return svg`<g class="rnn">${line([
    [at.left, at.y(height)],
    [at.right, at.y(height)],
  ])}
<text class=${right ? "end" : "start"} x=${right ? at.right - 2 : at.left + 4} y=${at.y(height) - 8}>${powers(said)}</text></g>`;
}

const ends = (/** @type {number} */ y) => y > TOP + INNER - 4;

/** Where words under a point stand, or over it where the chart ends. @param {number} y @param {number} far */
const under = (y, far) => (ends(y + far) ? y - 10 : y + far);

/** The table's line: up to n in full, and on as far as there is room. @param {View} v @param {Chart} at */
function cells(v, at) {
  const { V, h, n, orders } = v.numbers;
  const dots = Array.from({ length: orders }, (_, k) => /** @type {Point} */ ([at.x(k + 1), at.y(tens(V, k + 1))]));
  const aside = dots[0][1] - dots[1][1] > LINE; // there is room left of a line that rises
  // Its words stand where the RNN's line does not cross them.
  const other = at.y(Math.log10(parametersOf(V, h)));
  const named = aside ? [6, 5, 4].filter((one) => one !== n) : at.narrow ? [7, 5, 3] : [5, 7, 9];
  const said = t("table: {V}ⁿ", { V: inFull(V) });
  const first = (/** @type {number} */ y) => clear(at, aside ? y - 8 : under(y, LINE), aside);
  const free = (/** @type {number} */ y) => other < first(y) - 19 || other > first(y) + 9;
  const k = named.find((one) => free(dots[one - 1][1])) ?? named[0];
  const [x, y] = dots[k - 1];
  return svg`<g class="table">${line(dots.slice(n - 1), "on")}${line(dots.slice(0, n))}
${dots.slice(0, n).map(([a, b]) => svg`<rect x=${a - 4} y=${b - 4} width="8" height="8"></rect>`)}
<text class=${`name ${aside ? "end" : "start"}`} x=${x + (aside ? -12 : 12)} y=${first(y)}>${powers(said)}</text>
${amount(v, at, dots[n - 1])}</g>`;
}

/**
 * The cells of the table at n, at its point: where the RNN's line would cross them, below it.
 * @param {View} v
 * @param {Chart} at
 * @param {Point} point
 */
function amount({ numbers: { V, h, n } }, at, [x, y]) {
  const line = at.y(Math.log10(parametersOf(V, h)));
  const crossed = line > y - 24 && line < y - 2 && !ends(y + 24);
  const end = n > 1 && !crossed;
  return svg`<text class="now ${end ? "end" : "start"}" x=${end || n === 1 ? x - 8 : x} y=${crossed ? y + 24 : y - 8}>${powers(short(cellsOf(V, n)))}</text>`;
}

/**
 * Where the table has become the larger one, and the words for it: right of there, under the RNN's line. Nothing where
 * there is no such place in the picture, or no room for words.
 * @param {View} v
 */
export function crossing(v, at = chartOf(v)) {
  const { V, h, orders, runs } = v.numbers;
  const from = overtakes(V, h);
  if (from === null || from > orders || runs) return null;
  const words = at.narrow
    ? t("table larger: n ≥ {from}", { from })
    : t("from n = {from} the table is larger", { from });
  const height = Math.log10(parametersOf(V, h));
  const met = at.x(height / Math.log10(V)); // where the lines cross
  const x = met + 8;
  if (x + 7 * widthInLetters(words) > at.right) return null;
  return { x, y: clear(at, at.y(height) + 18, false), words, dot: [met, at.y(height)] };
}

/** @param {View} v @param {Chart} at */
function larger(v, at) {
  const place = crossing(v, at);
  return place
    ? svg`<circle class="crossing" cx=${place.dot[0]} cy=${place.dot[1]} r="4"></circle><text class="larger start" x=${place.x} y=${place.y}>${place.words}</text>`
    : "";
}

/** The runs that the text really holds. @param {View} v @param {Chart} at */
function runs(v, at) {
  const { held } = v.numbers.runs;
  const { n } = v.numbers;
  if (!held.length) return "";
  const dots = held.map((/** @type {number} */ count, /** @type {number} */ k) => [
    at.x(k + 1),
    at.y(Math.log10(count)),
  ]);
  const last = dots.length - 1;
  const [x, y] = dots[n > last - (at.narrow ? 4 : 2) ? Math.max(0, last - 5) : last]; // away from the number at n
  return svg`<g class="runs">${line(dots)}${dots.map((/** @type {Point} */ [a, b]) => svg`<path d=${`M${a} ${b - 5}l5 9h-10z`}></path>`)}
<text class=${x < at.width / 2 ? "start" : "end"} x=${x + 6} y=${under(y, 20)}>${t("runs in the text")}</text>
${dots[n - 1] && !ends(dots[n - 1][1] + 20) ? svg`<text class="now" x=${at.x(n)} y=${dots[n - 1][1] + 20}>${inFull(held[n - 1])}</text>` : ""}</g>`;
}

/** Small pieces of sentences and pictures that figures share. */

/** @import { Words } from "../types.d.ts" */

import { html, nothing } from "lit-html";
import { isolated, visible, widthInLetters } from "./words.js";

/** A character, or several, as the network reads them. @param {string | string[]} letters */
export const mono = (letters) => html`<b class="d2l-mono">${isolated([...letters].map(visible).join(""))}</b>`;

/** What is read: X, W_xh. @param {Words} words */
export const reads = (words) => html`<span class="d2l-x">${words}</span>`;

/** What is remembered: H, W_hh. @param {Words} words */
export const remembers = (words) => html`<span class="d2l-h">${words}</span>`;

/**
 * A matrix as the book prints it, bold and upright, with its index.
 * @param {string} letter
 * @param {Words} index "" for none
 */
export const matrix = (letter, index) =>
  html`<b class="d2l-matrix">${letter}</b>${index === "" ? "" : html`<sub>${typeof index === "number" ? index : html`<i>${index}</i>`}</sub>`}`;

/**
 * A letter of a formula with its index: a matrix, or a loss, which is a number and slanted.
 * @param {string} letter
 * @param {Words} index
 */
export const symbol = (letter, index) =>
  letter === "L" ? html`<i>${letter}</i><sub>${index}</sub>` : matrix(letter, index);

/**
 * The last letters that have been read after step t.
 * @param {string[]} letters
 * @param {number} step
 */
export const readSoFar = (letters, step, most = 13) =>
  mono([...(step > most ? "…" : ""), ...letters.slice(Math.max(0, step - most), step)]);

/** A probability in percent, honest at both ends: a softmax never reaches 0 or 1. @param {number} p */
export const percent = (p) => (p > 0.995 ? "> 99%" : p < 0.005 ? "< 1%" : `${Math.round(100 * p)}%`);

/** What stands in one line, such as a sign and its number. @param {Words} words */
export const unbroken = (words) => html`<span class="d2l-unbroken">${words}</span>`;

/** A probability in percent, without the sign, where there is little room. @param {number} p */
export const bare = (p) => percent(p).replace(/[ %]/g, "");

/**
 * A switch that is on or off.
 * @param {Words} label
 * @param {boolean} on
 * @param {(on: boolean) => void} change
 */
export const toggle = (label, on, change) =>
  html`<button type="button" class="d2l-toggle" aria-pressed=${on} @click=${() => change(!on)}>${label}</button>`;

/**
 * A choice between a few, all of them seen: options are [value, label].
 * @param {string} label
 * @param {[value: string, words: Words][]} options
 * @param {string} value
 * @param {(value: string) => void} change
 */
export const choice = (label, options, value, change) => html`<div class="d2l-choice" role="group" aria-label=${label}>
  ${options.map(
    ([one, words]) =>
      html`<button type="button" aria-pressed=${one === value} @click=${() => change(one)}>${words}</button>`,
  )}
</div>`;

/**
 * Labelled bars from a middle, or from the left; `full` is a whole bar.
 * @param {{ label: Words, value: number, note: Words, strong?: boolean }[]} items
 * @param {number} full
 */
export function bars(items, full, diverging = true) {
  const share = (/** @type {number} */ value) =>
    full > 0 ? (Math.min(1, Math.abs(value) / full) * 100) / (diverging ? 2 : 1) : 0;
  const left = (/** @type {number} */ value) => (diverging ? (value < 0 ? 50 - share(value) : 50) : 0);
  return html`<table class="d2l-bars"><tbody>${items.map(
    ({ label, value, note, strong }) => html`<tr class=${strong ? "strong" : ""}>
      <th scope="row">${label}</th>
      <td class="d2l-track${diverging ? " diverging" : ""}" aria-hidden="true"><span
        class="d2l-bar${diverging ? (value < 0 ? " negative" : " positive") : ""}"
        .style=${`left: ${left(value)}%; width: ${share(value)}%`}
      ></span></td>
      <td>${note}</td>
    </tr>`,
  )}</tbody></table>`;
}

/**
 * A table whose first row and first column are headings, in a place that scrolls.
 * @param {string} caption
 * @param {Words[][]} rows
 */
export const table = (
  caption,
  [head, ...rows],
) => html`<div class="d2l-scroll" tabindex="0" role="region" aria-label=${caption}>
  <table class="d2l-table"><caption>${caption}</caption>
    <thead><tr>${head.map((cell) => html`<th scope="col">${cell}</th>`)}</tr></thead>
    <tbody>${rows.map(
      ([first, ...cells]) => html`<tr><th scope="row">${first}</th>${cells.map((cell) => html`<td>${cell}</td>`)}</tr>`,
    )}</tbody>
  </table></div>`;

/**
 * The room in pixels, as the textLength of small words that are wider, so that all of them are seen; else nothing.
 * @param {unknown} words
 * @param {number} room
 */
export const squeezed = (words, room) =>
  typeof words === "string" && 6.2 * widthInLetters(words) > room ? room : nothing;

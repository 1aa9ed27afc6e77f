/** A slider with its name at the left and its value at the right. */

/** @import { Words } from "../types.d.ts" */

import { html } from "lit-html";

/**
 * @param {{
 *   name: Words, label: string, least: number, most: number, step: number, value: number, words: string,
 *   set: (value: number) => void, stops?: number[]
 * }} options `stops` are values that a press sets
 */
export const slider = ({ name, label, least, most, step, value, words, set, stops = [] }) => html`<div class="d2l-dial">
  <span>${name}</span>
  <div class="d2l-run">
    <input type="range" min=${least} max=${most} step=${step} .value=${String(value)} aria-label=${label} aria-valuetext=${words}
      @input=${(/** @type {InputEvent} */ { target }) => set(Number(/** @type {HTMLInputElement} */ (target).value))}>
    ${stops.map(
      (stop) => html`<button type="button" class="d2l-stop" aria-label="${label}: ${stop}" @click=${() => set(stop)}
        .style=${`left: calc(8px + (100% - 16px) * ${(stop - least) / (most - least)})`}>${stop}</button>`,
    )}
  </div>
  <b>${words}</b>
</div>`;

/** Lengths under their letters, one bar or two for each, as long as they are: no log scale. */

/** @import { View } from "../kit/figure.js" */

import { html, svg } from "lit-html";
import { visible } from "../kit/words.js";

const FLOOR = 90;

/**
 * @param {View} v
 * @param {string} label
 * @param {number} last
 * @param {[values: ArrayLike<number>, kind: string][]} series
 */
export function lengths({ columns: at, reading }, label, last, series) {
  const list = Array.from({ length: Math.min(last, at.to) - at.from + 1 }, (_, j) => at.from + j);
  const most = Math.max(...series.flatMap(([values]) => list.map((k) => Math.min(values[k], 1e300))));
  const wide = Math.min(34, at.pitch - 6) / series.length;
  return html`<div class="d2l-picture"><svg width=${at.width} height="112" role="img" aria-label=${label}>${list.map(
    (k) =>
      svg`${series.map(([values, kind], j) => {
        const high = Math.min(1, values[k] / most || 0) * (FLOOR - 4);
        return svg`<rect class=${kind} x=${at.x(k) + (j - series.length / 2) * wide} y=${FLOOR - high} width=${wide - 1} height=${high}></rect>`;
      })}<text class="letter" x=${at.x(k)} y=${FLOOR + 17} text-anchor="middle">${visible(reading.characters[k - 1])}</text>`,
  )}<path class="d2l-rule" d=${`M${at.left} ${FLOOR}h${at.count * at.pitch}`}></path></svg></div>`;
}

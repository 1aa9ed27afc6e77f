/** The whole sequence: time steps to the right, hidden layers up. */

/**
 * @import { State } from "./numbers.js"
 */

import { svg } from "lit-html";
import { t } from "../kit/translate.js";
import { columnsOf, gridInWords } from "./counts.js";

const ROW = 44;

/**
 * A box is an input, a state or an output; a row of states is a layer with one set of weights.
 * @param {State} state
 * @param {number} width
 */
export function depthAndTime({ sizes, memory, layers }, width) {
  const columns = columnsOf(sizes.T);
  const left = 58;
  const pitch = Math.min(74, (width - left - 4) / columns.length);
  const roomy = pitch > 66;
  const size = { wide: roomy ? 50 : 36, high: 28 };
  const height = ROW * (layers + 2);
  const x = (/** @type {number} */ k) => left + pitch * (k + 0.5);
  const y = (/** @type {number} */ row) => height - ROW * (row + 0.5); // row 0 has the inputs
  const rows = Array.from({ length: layers + 2 }, (_, row) => row);
  const letterOf = (/** @type {number} */ row) => (row === 0 ? "X" : row > layers ? "O" : "H");
  const box = (/** @type {number} */ row, /** @type {number} */ k, /** @type {number} */ step) => {
    const layer = letterOf(row) === "H" && layers > 1 && roomy ? `(${row})` : "";
    return svg`<g class="d2l-state d2l-${letterOf(row).toLowerCase()}">
      <rect class="d2l-edge" x=${x(k) - size.wide / 2} y=${y(row) - size.high / 2} width=${size.wide} height=${size.high} rx="3"></rect>
      <text x=${x(k)} y=${y(row) + 5} text-anchor="middle">${letterOf(row)}<tspan dy="3" font-size="12">${memory ? step : ""}</tspan><tspan dy="-8" font-size="12">${layer}</tspan></text>
    </g>`;
  };
  const arrow = (/** @type {string} */ path) => svg`<path class="d2l-arrow" d=${path}></path>`;
  const gap = (/** @type {number} */ k) => columns[k] === null;
  return svg`<svg width=${width} height=${height} role="img" aria-label=${gridInWords({ sizes, memory, layers })}>
    ${rows.map((row) => svg`<text class="soft" x="2" y=${y(row) + 4}>${row === 0 ? t("inputs") : row > layers ? t("outputs") : t("layer {row}", { row })}</text>`)}
    ${columns.map((step, k) =>
      step === null
        ? rows.map((row) => svg`<text x=${x(k)} y=${y(row) + 4} text-anchor="middle">…</text>`)
        : rows.map((row) => [
            box(row, k, step),
            row ? arrow(`M${x(k)} ${y(row - 1) - size.high / 2}v-${ROW - size.high}m-3 6l3 -6l3 6`) : "",
            memory && letterOf(row) === "H" && k && !gap(k - 1)
              ? arrow(`M${x(k - 1) + size.wide / 2} ${y(row)}h${pitch - size.wide}m-6 -3l6 3l-6 3`)
              : "",
          ]),
    )}
  </svg>`;
}

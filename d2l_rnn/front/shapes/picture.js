/** The picture of Shapes: every tensor of one step as a block whose sides are in proportion, and what meets what. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Block, Operation, Sign } from "./layout.js"
 * @import { Tensor } from "./tensors.js"
 */

import { html, svg } from "lit-html";
import { t } from "../kit/translate.js";
import { HEIGHT, operations, ringOf, TAKES } from "./layout.js";
import { nameOf, SHAPES, shapeOf, written } from "./tensors.js";

/** What is read is green, what is remembered purple, what is said ink. @type {Partial<Record<string, string>>} */
export const ROLES = { X: "d2l-x", W_xh: "d2l-x", b_h: "d2l-x", H: "d2l-h", W_hh: "d2l-h", H_t: "d2l-h" };

/** @type {Partial<Record<Tensor, [letter: string, index: string]>>} */
const TIMED = { X: ["X", "t"], H: ["H", "t−1"], H_t: ["H", "t"], O: ["O", "t"] };

/** A tensor's letter and index, as the book prints them. @param {Tensor} name @param {boolean} memory */
function lettersOf(name, memory) {
  const timed = TIMED[name];
  const [letter, index] = timed ?? name.split("_");
  return { letter, index: memory || !timed ? index : "" };
}

/** A tensor in a sentence, in the colour of its role. @param {Tensor} name @param {boolean} memory */
export function symbol(name, memory) {
  const { letter, index } = lettersOf(name, memory);
  return html`<b class=${ROLES[name] ?? ""}>${letter}${index ? html`<sub>${index}</sub>` : ""}</b>`;
}

/** @param {View} v */
export function picture(v) {
  const { layout, memory, operation, width } = v.local;
  const height = v.columns.narrow ? HEIGHT.narrow : HEIGHT.wide;
  const met = meeting(operation);
  return html`<div class="d2l-stage" .style=${`height: ${height}px`} @pointerleave=${() => point(v, null)}>
    <svg width=${width} height=${height} role="img" aria-label=${t("Every tensor of one step as a block")}>
      ${layout.signs.map((/** @type {Sign} */ { text, x, y, soft }) => svg`<text class=${soft ? "soft" : "d2l-sign"} x=${x} y=${y + 6} text-anchor="middle">${text}</text>`)}
      ${link(layout.blocks, met)}
      ${layout.blocks.map((/** @type {Block} */ block) => blockOf(v, block, met))}
    </svg>
    ${operations(memory).map((one) => target(v, one))}
  </div>`;
}

/** The sides that must be equal in a product: the width of its left block, the height of its right one. @param {Operation} operation */
const meeting = (operation) => ({
  across: TAKES[operation][1] ? TAKES[operation][0] : null,
  down: TAKES[operation][1] ?? null,
});

/** A line between the two sides that meet. @param {Block[]} blocks @param {{ across: Tensor | null, down: Tensor | null }} met */
function link(blocks, { across, down }) {
  const [left, right] = [across, down].map((name) => blocks.findLast((one) => one.name === name));
  if (!left || !right) return "";
  return svg`<path class="d2l-link" d=${`M${left.x + left.wide} ${left.y}L${right.x} ${right.y}`}></path>`;
}

/** An operation that can be pointed at and chosen: the ring around its blocks. @param {View} v @param {Operation} one */
function target(v, one) {
  const { layout, memory, operation, width } = v.local;
  const { x, y, wide, high } = ringOf(layout.blocks, one, width);
  const [left, right] = TAKES[one];
  const names = { left: nameOf(left, memory), right: right ? nameOf(right, memory) : "" };
  return html`<button type="button" class="d2l-target" aria-pressed=${one === operation} data-operation=${one}
    aria-label=${right ? t("{left} times {right}", names) : t("plus {left}", names)}
    .style=${`left: ${x}px; top: ${y}px; width: ${wide}px; height: ${high}px`}
    @pointermove=${() => point(v, one)} @click=${() => choose(v, one)}></button>`;
}

/** @param {View} v @param {Operation | null} operation */
function point(v, operation) {
  if ((v.local.point ?? null) !== operation) v.pass({ point: operation });
}

/** @param {View} v @param {Operation} operation */
function choose(v, operation) {
  v.local.point = null;
  v.set({ operation });
}

/**
 * A block with the letters of its sides, its name and its shape.
 * @param {View} v
 * @param {Block} block
 * @param {{ across: Tensor | null, down: Tensor | null }} met
 */
function blockOf(v, block, met) {
  const { name, x, y, wide, high, label, base } = block;
  const { memory, sizes, layout } = v.local;
  const chosen = block === layout.blocks.findLast((/** @type {Block} */ one) => one.name === name);
  const [across, down] = [chosen && met.across === name, chosen && met.down === name];
  const [rows, columns] = SHAPES[name];
  const { letter, index } = lettersOf(name, memory);
  const tried = v.local.tried?.name === name ? written(v.local.tried.shape) : "";
  return svg`<g class="d2l-block ${ROLES[name] ?? ""}" data-name=${name}>
    ${shapeIn(v, block)}
    ${across ? svg`<path class="d2l-inner" d=${`M${x} ${y}h${wide}`}></path>` : ""}
    ${down ? svg`<path class="d2l-inner" d=${`M${x} ${y}v${high}`}></path>` : ""}
    <text class="math${across ? " strong" : ""}" x=${x + wide / 2} y=${y - 7} text-anchor="middle">${across ? `${columns} = ${shapeOf(name, sizes)[1]}` : columns}</text>
    <text class="math${down ? " strong" : ""}" x=${x - 8} y=${y + high / 2 + 5} text-anchor="middle">${rows}</text>
    <text class="d2l-name" x=${label} y=${base + 18} text-anchor="middle">${letter}<tspan dy="3" font-size="12">${index}</tspan></text>
    <text class=${tried ? "d2l-tried" : "soft"} x=${label} y=${base + 35} text-anchor="middle">${tried ? (tried.length > 8 ? t("tried …") : t("tried {shape}", { shape: tried })) : written(shapeOf(name, sizes))}</text>
  </g>`;
}

/** The block itself, its numbers as cells where they can be seen; a bias is one row, repeated for every example. @param {View} v @param {Block} block */
function shapeIn(v, { name, x, y, wide, high }) {
  const { sizes, layout } = v.local;
  const [rows, columns] = shapeOf(name, sizes);
  const bias = name.startsWith("b");
  const tall = bias ? Math.max(3, high / sizes.n) : high;
  const cells = layout.unit >= 5 ? lines(x, y, wide, tall, rows, columns) : "";
  return svg`${bias && sizes.n > 1 ? svg`<rect class="d2l-repeated" x=${x} y=${y} width=${wide} height=${high}></rect>` : ""}
    <path class="d2l-cells" d=${cells}></path><rect class="d2l-edge" x=${x} y=${y} width=${wide} height=${tall}></rect>`;
}

/**
 * The lines between the cells of a block.
 * @param {number} x
 * @param {number} y
 * @param {number} wide
 * @param {number} high
 * @param {number} rows
 * @param {number} columns
 */
function lines(x, y, wide, high, rows, columns) {
  const down = Array.from({ length: columns - 1 }, (_, k) => `M${x + ((k + 1) * wide) / columns} ${y}v${high}`);
  const across = Array.from({ length: rows - 1 }, (_, k) => `M${x} ${y + ((k + 1) * high) / rows}h${wide}`);
  return [...down, ...across].join("");
}

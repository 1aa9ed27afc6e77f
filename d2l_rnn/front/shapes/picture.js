/** The picture of Shapes: every tensor of one step as a block whose sides are in proportion, and what meets what. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Block, Link, Sign } from "./layout.js"
 * @import { Operation } from "./rows.js"
 * @import { Product, Tensor } from "./tensors.js"
 */

import { html, svg } from "lit-html";
import { t } from "../kit/translate.js";
import { HEIGHT, ringOf } from "./layout.js";
import { operations } from "./rows.js";
import { isProduct, nameOf, PRODUCTS, SHAPES, shapeOf, written } from "./tensors.js";

/** What is read is green, what is remembered purple, what is said ink; a bias is none of them. @type {Partial<Record<string, string>>} */
export const ROLES = {
  ...{ X: "d2l-x", W_xh: "d2l-x", "X W_xh": "d2l-x" },
  ...{ H: "d2l-h", W_hh: "d2l-h", "H W_hh": "d2l-h", H_t: "d2l-h" },
  ...{ b_h: "d2l-bias", b_q: "d2l-bias" },
};

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
  return html`<div class="d2l-stage" .style=${`height: ${height}px`} @pointerleave=${() => point(v, null)}>
    <svg width=${width} height=${height} role="img" aria-label=${t("Every tensor of one step as a block")}>
      ${layout.links.map((/** @type {Link} */ one) => linkOf(one, one.of === operation))}
      ${meeting(layout.blocks, operation)}
      ${layout.signs.map((/** @type {Sign} */ one) => signOf(one, operation))}
      ${layout.blocks.map((/** @type {Block} */ block) => blockOf(v, block))}
      ${layout.note ? svg`<text class="soft" x=${layout.note.x} y=${layout.note.y}>${t("the same row")}<tspan x=${layout.note.x} dy="15">${t("for every example")}</tspan></text>` : ""}
    </svg>
    ${operations(memory).map((one) => target(v, one))}
  </div>`;
}

/** From two factors to what they give. @param {Link} link @param {boolean} chosen */
const linkOf = ({ left, right, y, from, x, end }, chosen) =>
  svg`<path class="d2l-gives${chosen ? " chosen" : ""}" d=${`M${left} ${y - 4}v4H${right}v-4M${from} ${y}L${x} ${end}m-4 -5l4 5l4 -5`}></path>`;

/** A sign, in a ring where it can be chosen. @param {Sign} sign @param {Operation} chosen */
const signOf = ({ text, x, y, soft, operation }, chosen) =>
  soft
    ? svg`<text class="soft" x=${x} y=${y + 6} text-anchor="middle">${text}</text>`
    : svg`<g class="d2l-sign${operation === chosen ? " chosen" : ""}">
        ${operation ? svg`<circle cx=${x} cy=${y} r="9"></circle>` : ""}
        <text x=${x} y=${y + 6} text-anchor="middle">${text}</text></g>`;

/** The chosen product's two blocks, each the last of its name. @param {Block[]} blocks @param {Operation} operation */
const factorsOf = (blocks, operation) =>
  isProduct(operation)
    ? PRODUCTS[operation].map((name) => /** @type {Block} */ (blocks.findLast((one) => one.name === name)))
    : [];

/** A line between the two sides that meet. @param {Block[]} blocks @param {Operation} operation */
function meeting(blocks, operation) {
  const [left, right] = factorsOf(blocks, operation);
  if (!left) return "";
  return svg`<path class="d2l-link" d=${`M${left.x + left.wide} ${left.y}L${right.x} ${right.y}`}></path>`;
}

/** An operation that can be pointed at and chosen: the ring around its blocks. @param {View} v @param {Operation} one */
function target(v, one) {
  const { layout, memory, operation, width } = v.local;
  const { x, y, wide, high } = ringOf(layout, one, width);
  const [left, right] = isProduct(one) ? PRODUCTS[one] : [];
  const names = { left: left && nameOf(left, memory), right: right && nameOf(right, memory), bias: one.slice(2) };
  return html`<button type="button" class="d2l-target" aria-pressed=${one === operation} data-operation=${one}
    aria-label=${left ? t("{left} times {right}", names) : t("plus {bias}", names)}
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
 * A block with the letters of its sides, its name and its shape; the sides that meet in the chosen product are thick.
 * @param {View} v
 * @param {Block} block
 */
function blockOf(v, block) {
  const { name, x, y, wide, high } = block;
  const { sizes, layout, operation } = v.local;
  const [left, right] = factorsOf(layout.blocks, operation);
  const [across, down] = [block === left, block === right];
  const [rows, columns] = SHAPES[name];
  const aside = isProduct(name) ? 10 : 0; // of the arrow that comes down on it
  return svg`<g class="d2l-block ${ROLES[name] ?? ""}" data-name=${name}>
    ${shapeIn(v, block)}
    ${across ? svg`<path class="d2l-inner" d=${`M${x} ${y}h${wide}`}></path>` : ""}
    ${down ? svg`<path class="d2l-inner" d=${`M${x} ${y}v${high}`}></path>` : ""}
    <text class="math${across ? " strong" : ""}" x=${x + wide / 2 + aside} y=${y - 7} text-anchor="middle">${across ? `${columns} = ${shapeOf(name, sizes)[1]}` : columns}</text>
    <text class="math${down ? " strong" : ""}" x=${x - 8} y=${y + high / 2 + 5} text-anchor="middle">${rows}</text>
    ${captionOf(v, block)}
  </g>`;
}

/** The name of a block and its shape, or the one that is tried for it, beside it or in a line of its own. @param {View} v @param {Block} block */
function captionOf(v, { name, label, base }) {
  const { memory, sizes, layout } = v.local;
  const names = isProduct(name) ? PRODUCTS[name] : [name];
  const shape = v.local.tried?.name === name ? written(v.local.tried.shape) : "";
  const tried = shape.length > 8 ? t("tried …") : t("tried {shape}", { shape });
  return svg`<text class="d2l-name" x=${label} y=${base + 17} text-anchor="middle">${names.map((one, k) => {
    const { letter, index } = lettersOf(one, memory);
    return svg`<tspan dy=${k && names[k - 1] ? -lowered(names[k - 1], memory) : 0}>${letter}</tspan><tspan class="d2l-index" dy=${lowered(one, memory)}>${index}</tspan>`;
  })}${
    layout.oneLine
      ? svg`<tspan class="d2l-shape${shape ? " d2l-tried" : ""}" dx="5" dy=${-lowered(names[names.length - 1], memory)}>${shape ? tried : written(shapeOf(name, sizes))}</tspan>`
      : svg`<tspan class="d2l-shape${shape ? " d2l-tried" : ""}" x=${label} dy=${16 - lowered(names[names.length - 1], memory)}>${shape ? tried : written(shapeOf(name, sizes))}</tspan>`
  }</text>`;
}

/** How much lower a name's index stands. @param {Tensor} name @param {boolean} memory */
const lowered = (name, memory) => (lettersOf(name, memory).index ? 3 : 0);

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

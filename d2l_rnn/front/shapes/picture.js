/** The picture of Shapes: the formulas whose parts can be chosen, and the blocks of the chosen part. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Block, Sign } from "./layout.js"
 * @import { Operation } from "./rows.js"
 * @import { Lengths, Product, Tensor } from "./tensors.js"
 */

import { html, svg } from "lit-html";
import { matrix } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { widthInLetters } from "../kit/words.js";
import { BOLD, equal, HEIGHT, ONE_LINE } from "./layout.js";
import { formulas } from "./rows.js";
import { isProduct, nameOf, PRODUCTS, SIZES, shapeOf, written } from "./tensors.js";

/** What is read is green, what is remembered purple, all else ink. @type {Partial<Record<string, string>>} */
const ROLES = {
  ...{ X: "d2l-x", W_xh: "d2l-x", "X W_xh": "d2l-x" },
  ...{ H: "d2l-h", W_hh: "d2l-h", "H W_hh": "d2l-h", H_t: "d2l-h" },
};

const BOTH = 760; // the width in which the two formulas stand beside each other, at any sizes

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
  return html`<span class=${ROLES[name] ?? ""}>${matrix(letter, index)}</span>`;
}

/** @param {View} v */
export function picture(v) {
  const { layout, memory, operation, width } = v.local;
  const height = v.columns.narrow ? HEIGHT.narrow : HEIGHT.wide;
  const row = width < BOTH ? "" : "d2l-row";
  return html`<div class="d2l-formulas"><div class=${row}>${formulas(memory).map(([result, all]) => formula(v, result, all))}</div><p>${t("Choose a term to see its blocks.")}</p></div>
    <svg class="d2l-blocks" width=${width} height=${height} role="img" aria-label=${t("Blocks: {operation}", { operation: spoken(operation, memory) })}>
      ${layout.signs.map((/** @type {Sign} */ { text, x, y }) => svg`<text class="d2l-sign" x=${x} y=${y + 6} text-anchor="middle">${text}</text>`)}
      ${layout.blocks.map((/** @type {Block} */ block) => blockOf(v, block))}
      ${linkOf(v)}
    </svg><p class="d2l-meanings">${meanings(memory)}</p>`;
}

/** What the letters of the formulas stand for. @param {boolean} memory */
function meanings(memory) {
  const letters = {
    ...{ X: symbol("X", false), H: symbol("H", false), O: symbol("O", false), W: matrix("W", ""), b: matrix("b", "") },
  };
  return memory
    ? t("{X}\u00a0inputs, {H}\u00a0hidden state, {O}\u00a0outputs, {W}\u00a0weights, {b}\u00a0bias.", letters)
    : t("{X}\u00a0inputs, {H}\u00a0hidden layer, {O}\u00a0outputs, {W}\u00a0weights, {b}\u00a0bias.", letters);
}

/**
 * An equation whose terms are buttons, each with the shape of what it gives; of the equation that the chosen term is no
 * part of there is what it gives, which is a button, too.
 * @param {View} v
 * @param {"H_t" | "O"} result
 * @param {Operation[]} all
 */
function formula(v, result, all) {
  const { memory, sizes } = v.local;
  const at = (/** @type {Tensor | Product} */ name) => html`<small>${written(shapeOf(name, sizes))}</small>`;
  const inner = result === "H_t";
  const tight = Object.values(sizes).some((size) => size > 9) ? " d2l-tight" : "";
  if (!all.includes(v.local.operation))
    return html`<div class="d2l-formula${tight}"><span class="d2l-of">${result === "O" ? SIZES.q() : memory ? t("hidden state") : t("hidden layer")}</span> <button type="button" class="d2l-other" aria-label=${t("Formula of {result}", { result: nameOf(result, memory) })}
      @click=${() => open(v, all[0])}><span>${symbol(result, memory)} = ${inner ? "φ(" : ""}${all.map((one, k) => [k ? " + " : "", termOf(one, memory)])}${inner ? ")" : ""}</span>${at(result)}</button></div>`;
  return html`<div class="d2l-formula${tight}"><span class="d2l-left">${symbol(result, memory)}${at(result)}</span>
    <span class="d2l-equals">${inner ? html`= φ(<small>tanh</small>` : "="}</span>
    ${all.map((one, k) => [
      k ? html`<span>+</span>` : "",
      html`<button type="button" class="d2l-part" aria-pressed=${one === v.local.operation} data-operation=${one}
        aria-label=${spoken(one, memory)} @click=${() => v.set({ operation: one })}><span>${termOf(one, memory)}</span>${at(isProduct(one) ? one : biasOf(one))}</button>`,
    ])}${inner ? html`<span>)</span>` : ""}</div>`;
}

/** @param {Operation} one */
const biasOf = (one) => /** @type {Tensor} */ (one.slice(2));

/** A term as it is written. @param {Operation} one @param {boolean} memory */
const termOf = (one, memory) =>
  isProduct(one) ? PRODUCTS[one].map((name) => symbol(name, memory)) : symbol(biasOf(one), memory);

/** Choose a term of the other formula; the button that was pressed is gone then, so that the term takes its focus. @param {View} v @param {Operation} first */
function open(v, first) {
  v.set({ operation: first });
  requestAnimationFrame(() =>
    /** @type {HTMLElement | null} */ (v.root.querySelector(".d2l-part[aria-pressed=true]"))?.focus(),
  );
}

/** An operation in words. @param {Operation} one @param {boolean} memory */
function spoken(one, memory) {
  if (!isProduct(one)) return t("plus {bias}", { bias: one.slice(2) });
  const [left, right] = PRODUCTS[one].map((name) => nameOf(name, memory));
  return t("{left} times {right}", { left, right });
}

/**
 * A block with the letters of its sides, its name and its shape; the sides that must be equal are thick.
 * @param {View} v
 * @param {Block} block
 */
function blockOf(v, block) {
  const { name, x, y, wide, high, inner, lengths, last } = block;
  const [top, side] = [inner === "top", inner === "side"];
  const { narrow } = v.columns;
  const [length] = lengths;
  const lines = narrow && length.length > ONE_LINE ? length.split(/(?<==) /) : [length]; // "n =" over 512
  const place = last ? afterOf(block) : lines[1] ? besideOf(block) : x - 8;
  const middle = y + high / 2;
  return svg`<g class="d2l-block ${ROLES[name] ?? ""}" data-name=${name}>
    ${shapeIn(v, block)}
    ${inner ? svg`<path class="d2l-inner" d=${`M${x} ${y}${top ? `h${wide}` : `v${high}`}`}></path>` : ""}
    <text class="math${top ? " strong" : ""}" x=${x + wide / 2} y=${y - 8} text-anchor="middle">${lengths[1]}</text>
    ${side ? beside(v) : lines.map((one, k) => svg`<text class="math" x=${place} y=${middle + 5 + 16 * (k - (lines.length - 1) / 2)} text-anchor=${last ? "start" : "end"}>${one}</text>`)}
    ${captionOf(v, block)}
  </g>`;
}

/** The two factors whose thick sides must be equal, where there are two. @param {View} v @returns {Block[]} */
const factorsOf = ({ local: { layout } }) => layout.blocks.filter((/** @type {Block} */ { inner }) => inner);

/** The right end of what is written beside a block: beside what stands over and below it, where that is wider. @param {Block} block */
const besideOf = ({ x, wide, half }) => x + Math.min(0, wide / 2 - half) - 8;

/** The left end of what is written after the last block, where "= n = 2" would be read as an equation. @param {Block} block */
const afterOf = ({ x, wide, half }) => x + Math.max(wide, wide / 2 + half) + 8;

/**
 * The length of the thick side of the right factor, and where its letters end: as high as the one over the left factor, so
 * that a line joins them, and above the line of the ×, where it would be read as a factor.
 * @param {View} v
 */
function lengthBeside(v) {
  const [left, right] = factorsOf(v);
  const [length] = right.lengths;
  const y = Math.min(Math.max(left.y - 8, right.y + 4), right.y + right.high / 2 - 14);
  return { shown: equal(length, v.columns.narrow), x: besideOf(right), y };
}

/** @param {View} v */
function beside(v) {
  const { shown, x, y } = lengthBeside(v);
  return svg`<text class="math strong" x=${x} y=${y} text-anchor="end">${shown}</text>`;
}

/** A line from one of the two lengths that must be equal to the other. @param {View} v */
function linkOf(v) {
  const [left] = factorsOf(v);
  if (!left) return "";
  const { shown, x, y } = lengthBeside(v);
  const from = left.x + (left.wide + BOLD * widthInLetters(left.lengths[1])) / 2 + 5;
  const to = x - BOLD * shown.length - 5;
  const word = left.y - 13 === y - 5 && 6.6 * widthInLetters(t("equal")) < to - from;
  return from < to - 6
    ? svg`<path class="d2l-link" d=${`M${from} ${left.y - 13}H${(from + to) / 2}V${y - 5}H${to}`}></path>${word ? svg`<text class="soft" x=${(from + to) / 2} y=${y - 9} text-anchor="middle">${t("equal")}</text>` : ""}`
    : "";
}

/** The name of a block, and below it its shape, or the one that is tried for it. @param {View} v @param {Block} block */
function captionOf(v, { name, x, y, wide, high, inner }) {
  const { memory, sizes } = v.local;
  const [middle, base] = [x + wide / 2, y + high];
  const names = isProduct(name) ? PRODUCTS[name] : [name];
  const lowered = (/** @type {Tensor} */ one) => (lettersOf(one, memory).index ? 3 : 0);
  const tried = v.local.tried?.name === name ? written(v.local.tried.shape) : "";
  const [rows, columns] = shapeOf(name, sizes);
  const bold = (/** @type {number} */ size, /** @type {boolean} */ strong) =>
    strong ? svg`<tspan class="strong">${size}</tspan>` : size;
  return svg`<text class="d2l-name" x=${middle} y=${base + 18} text-anchor="middle">${names.map((one, k) => {
    const { letter, index } = lettersOf(one, memory);
    return svg`<tspan dy=${k ? -lowered(names[k - 1]) : 0}>${letter}</tspan><tspan class="d2l-index" dy=${lowered(one)}>${index}</tspan>`;
  })}</text><text class="d2l-shape${tried ? " d2l-tried" : ""}" x=${middle} y=${base + 35} text-anchor="middle">${
    tried
      ? tried.length > 8
        ? t("tried …")
        : t("tried {shape}", { shape: tried })
      : svg`(${bold(rows, inner === "side")}, ${bold(columns, inner === "top")})`
  }</text>`;
}

/** The block itself, its numbers as cells where they can be seen; a bias is one row, repeated for every example. @param {View} v @param {Block} block */
function shapeIn(v, { name, x, y, wide, high }) {
  const { sizes, layout } = v.local;
  const [rows, columns] = shapeOf(name, sizes);
  const bias = name.startsWith("b");
  const tall = bias ? Math.max(3, high / sizes.n) : high;
  const cells = layout.unit >= 5 ? grid(x, y, wide, tall, rows, columns) : "";
  const roomy = high - tall > 15 && wide > 56;
  return svg`${bias && sizes.n > 1 ? svg`<rect class="d2l-repeated" x=${x} y=${y} width=${wide} height=${high}></rect>` : ""}
    ${bias && roomy ? svg`<text class="soft" x=${x + wide / 2} y=${y + (tall + high) / 2 + 4} text-anchor="middle">${t("repeated")}</text>` : ""}
    <path class="d2l-cells" d=${cells}></path><rect class="d2l-edge" x=${x} y=${y} width=${wide} height=${tall}></rect>`;
}

/**
 * The lines between the numbers of a block.
 * @param {number} x
 * @param {number} y
 * @param {number} wide
 * @param {number} high
 * @param {number} rows
 * @param {number} columns
 */
const grid = (x, y, wide, high, rows, columns) =>
  Array.from({ length: columns - 1 }, (_, k) => `M${x + (wide * (k + 1)) / columns} ${y}v${high}`).join("") +
  Array.from({ length: rows - 1 }, (_, k) => `M${x} ${y + (high * (k + 1)) / rows}h${wide}`).join("");

/** Shapes: the tensors of each operation of one step as blocks, and which of their sides must be equal. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Lengths, Product, Tensor } from "./tensors.js"
 */

import { html } from "lit-html";
import { choice } from "../kit/parts.js";
import { figure } from "../kit/plain.js";
import { t, tn } from "../kit/translate.js";
import { count, sequence, tryOne } from "./folds.js";
import { layoutOf } from "./layout.js";
import { picture, symbol } from "./picture.js";
import { operations } from "./rows.js";
import { size } from "./sizes.js";
import { isProduct, PRODUCTS, shapeOf, tensors, written } from "./tensors.js";

const ONES = ["n", "d", "h", "q"]; // of one step

export default figure({
  name: "shapes",
  label: () => t("Shapes"),
  traits: [...ONES, "T", "layers", "memory", "operation", "tried"],
  compute: () => null,
  sentence(v) {
    settle(v);
    return sentenceOf(v);
  },
  picture,
  switches,
  folds: [
    ["try", () => t("Try a wrong shape"), tryOne],
    ["sequence", () => t("Look at the whole sequence"), sequence],
    ["count", () => t("Count the numbers"), count],
  ],
});

/** What the reader sets: the sizes, and whether there is a hidden state. @param {View} v */
function switches(v) {
  const states = /** @type {[string, string][]} */ ([
    ["with", t("with a hidden state")],
    ["without", t("without one")],
  ]);
  const now = v.get("memory") ? "with" : "without";
  return html`<div class="d2l-sizes">${ONES.map((name) => size(v, name))}</div>${choice(t("hidden state"), states, now, (value) => remember(v, value === "with"))}`;
}

/** The state that everything is drawn from. @param {View} v */
function settle(v) {
  const { local, columns } = v;
  const sizes = /** @type {Lengths} */ (Object.fromEntries([...ONES, "T"].map((letter) => [letter, v.get(letter)])));
  const memory = v.get("memory");
  const given = v.get("tried");
  const there = v.get("fold") === "try" && !local.draft?.wrong && given.shape && tensors(memory).includes(given.name);
  const [wanted, all] = [v.get("operation"), operations(memory)];
  const operation = all.includes(wanted) ? wanted : all[0];
  Object.assign(local, {
    ...{ sizes, memory, width: columns.width, tried: there ? given : null },
    state: { sizes, memory, layers: v.get("layers"), tried: given },
    operation,
    layout: layoutOf(sizes, operation, memory, columns.width, columns.narrow),
  });
}

/** Take the hidden state away or bring it back; a shape that was tried for what is gone goes with it. @param {View} v @param {boolean} memory */
function remember(v, memory) {
  const gone = !tensors(memory).includes(v.get("tried").name);
  v.set({ memory, ...(gone ? { tried: { name: "W_xh", shape: null } } : {}) });
}

/** What the chosen operation makes of its shapes. @param {View} v */
function sentenceOf(v) {
  const { sizes, memory, operation } = v.local;
  const at = (/** @type {Tensor | Product} */ name) =>
    html`<span class="d2l-whole">${written(shapeOf(name, sizes))}</span>`;
  if (isProduct(operation)) {
    const [left, right] = PRODUCTS[operation];
    const [[outer, inner], [, last]] = [shapeOf(left, sizes), shapeOf(right, sizes)];
    return t("{left} {one} and {right} {other} fit: the inner {inner}s are equal. The product is {result}.", {
      ...{ left: symbol(left, memory), one: html`<span class="d2l-whole">(${outer}, <b>${inner}</b>)</span>` },
      ...{ right: symbol(right, memory), other: html`<span class="d2l-whole">(<b>${inner}</b>, ${last})</span>` },
      ...{ result: at(operation), inner: html`<b>${inner}</b>` },
    });
  }
  const bias = operation === "+ b_h" ? "b_h" : "b_q";
  const result = bias === "b_h" ? "H_t" : "O";
  const terms = memory && bias === "b_h" ? [at(result), " + ", at(result)] : at(result);
  const sum = {
    ...{ terms, bias: symbol(bias, memory), one: at(bias) },
    ...{ letter: symbol(result, memory), result: at(result) },
  };
  return bias === "b_h"
    ? tn(
        "{terms} + {bias} {one}, then φ, gives {letter} {result}: one {bias} for the one example.",
        "{terms} + {bias} {one}, then φ, gives {letter} {result}: one {bias} for all examples.",
        sizes.n,
        sum,
      )
    : tn(
        "{terms} + {bias} {one} gives {letter} {result}: one {bias} for the one example.",
        "{terms} + {bias} {one} gives {letter} {result}: one {bias} for all examples.",
        sizes.n,
        sum,
      );
}

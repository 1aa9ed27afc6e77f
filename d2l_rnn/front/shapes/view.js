/** Shapes: every tensor of one step as a block, and which of their sides must be equal. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Lengths, Product, Tensor } from "./tensors.js"
 * @import { Operation } from "./rows.js"
 */

import { html } from "lit-html";
import { choice } from "../kit/parts.js";
import { figure } from "../kit/plain.js";
import { t, tn } from "../kit/translate.js";
import { parameterCounts } from "./counts.js";
import { count, sequence, tryOne } from "./folds.js";
import { layoutOf } from "./layout.js";
import { picture, symbol } from "./picture.js";
import { operations } from "./rows.js";
import { size } from "./sizes.js";
import { isProduct, PRODUCTS, shapeOf, tensors, written } from "./tensors.js";

const ONES = ["n", "d", "h", "q"]; // of one step

export default figure({
  name: "shapes",
  label: "Shapes",
  traits: [...ONES, "T", "layers", "memory", "operation", "tried"],
  compute: () => null,
  sentence(v) {
    settle(v);
    return sentenceOf(v);
  },
  picture: (v) => html`<div class="d2l-sizes">${ONES.map((name) => size(v, name))}</div>${picture(v)}`,
  note: counted,
  switches: (v) =>
    choice(
      t("hidden state"),
      [
        ["with", t("with a hidden state")],
        ["without", t("without")],
      ],
      v.get("memory") ? "with" : "without",
      (value) => remember(v, value === "with"),
    ),
  folds: [
    ["try", () => t("Try a wrong shape"), tryOne],
    ["sequence", () => t("Look at the whole sequence"), sequence],
    ["count", () => t("Count the numbers"), count],
  ],
});

/** The state that everything is drawn from. @param {View} v */
function settle(v) {
  const { local, columns } = v;
  const sizes = /** @type {Lengths} */ (Object.fromEntries([...ONES, "T"].map((letter) => [letter, v.get(letter)])));
  const memory = v.get("memory");
  const given = v.get("tried");
  const there = v.get("fold") === "try" && !local.draft?.wrong && given.shape && tensors(memory).includes(given.name);
  const all = operations(memory);
  const wanted = /** @type {Operation} */ (local.point ?? v.get("operation"));
  Object.assign(local, {
    ...{ sizes, memory, width: columns.width, tried: there ? given : null },
    state: { sizes, memory, layers: v.get("layers"), tried: given },
    operation: all.includes(wanted) ? wanted : all[0],
    layout: layoutOf(sizes, memory, columns.width, columns.narrow),
  });
}

/** Take the hidden state away or bring it back; a shape that was tried for what is gone goes with it. @param {View} v @param {boolean} memory */
function remember(v, memory) {
  const gone = !tensors(memory).includes(v.get("tried").name);
  v.local.point = null;
  v.set({ memory, ...(gone ? { tried: { name: "W_xh", shape: null } } : {}) });
}

/** What the chosen operation makes of its shapes. @param {View} v */
function sentenceOf(v) {
  const { sizes, memory, operation } = v.local;
  const at = (/** @type {Tensor | Product} */ name) =>
    html`<span class="d2l-whole">${written(shapeOf(name, sizes))}</span>`;
  if (isProduct(operation)) {
    const [left, right] = PRODUCTS[operation];
    const shapes = {
      ...{ left: symbol(left, memory), one: at(left), right: symbol(right, memory), other: at(right) },
      ...{ result: html`<b>${at(operation)}</b>`, inner: shapeOf(right, sizes)[0] },
    };
    return memory && left === "X"
      ? t(
          "In one step, {left} {one} times {right} {other} gives {result}: the thick sides, both {inner}, must be equal.",
          shapes,
        )
      : t("{left} {one} times {right} {other} gives {result}: the thick sides, both {inner}, must be equal.", shapes);
  }
  const bias = operation === "+ b_h" ? "b_h" : "b_q";
  const result = bias === "b_h" ? "H_t" : "O";
  const terms = memory && bias === "b_h" ? [at(result), " + ", at(result)] : at(result);
  const sum = {
    ...{ terms, bias: symbol(bias, memory), one: at(bias) },
    ...{ letter: symbol(result, memory), result: html`<b>${at(result)}</b>` },
  };
  return bias === "b_h"
    ? tn(
        "{terms} + {bias} {one}, then φ, gives {letter} {result}: the one example gets the row of {bias}.",
        "{terms} + {bias} {one}, then φ, gives {letter} {result}: every example gets the row of {bias}.",
        sizes.n,
        sum,
      )
    : tn(
        "{terms} + {bias} {one} gives {letter} {result}: the one example gets the row of {bias}.",
        "{terms} + {bias} {one} gives {letter} {result}: every example gets the row of {bias}.",
        sizes.n,
        sum,
      );
}

/** What can be chosen, and how many numbers are learned. @param {View} v */
function counted(v) {
  const { sizes, memory, state } = v.local;
  const counts = parameterCounts(sizes, memory, state.layers);
  const all = html`<b>${counts.reduce((sum, [, , numbers]) => sum + numbers, 0).toLocaleString("en")}</b>`;
  const click = t("Click a × or + to see what must fit.");
  const [n, T] = [html`<i>n</i>`, html`<i>T</i>`];
  return memory
    ? [click, " ", t("{all} numbers are learned, whatever {n} and {T} are.", { all, n, T })]
    : [click, " ", t("{all} numbers are learned, whatever {n} is.", { all, n })];
}

/** Shapes: every tensor of one step as a block, and which of their sides must be equal. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Lengths, Tensor } from "./tensors.js"
 * @import { Operation } from "./layout.js"
 */

import { html } from "lit-html";
import { choice } from "../kit/parts.js";
import { figure } from "../kit/plain.js";
import { t, tn } from "../kit/translate.js";
import { parameterCounts } from "./counts.js";
import { count, sequence, tryOne } from "./folds.js";
import { layoutOf, operations, TAKES } from "./layout.js";
import { picture, ROLES, symbol } from "./picture.js";
import { size } from "./sizes.js";
import { shapeOf, tensors, written } from "./tensors.js";

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
  const [left, right] = TAKES[/** @type {Operation} */ (operation)];
  const at = (/** @type {Tensor} */ name) => written(shapeOf(name, sizes));
  const [state, output] = [at("H_t"), at("O")];
  if (right)
    return t("{left} {one} times {right} {other} gives {result}: the inner {inner}s meet.", {
      ...{ left: symbol(left, memory), one: at(left), right: symbol(right, memory), other: at(right) },
      ...{ result: html`<b>${left === "H_t" ? output : state}</b>`, inner: shapeOf(right, sizes)[0] },
    });
  const sum = {
    ...{ bias: symbol(left, memory), one: at(left) },
    ...{ state, output, O: symbol("O", memory), H: symbol("H_t", memory) },
  };
  if (left === "b_q")
    return tn(
      "{output} plus {bias} {one} gives {O} {output}: one row for the one example.",
      "{output} plus {bias} {one} gives {O} {output}: one row for all {n} examples.",
      sizes.n,
      sum,
    );
  return tn(
    "{state} plus {bias} {one} gives {H} {state}: one row for the one example, and φ changes no shape.",
    "{state} plus {bias} {one} gives {H} {state}: one row for all {n} examples, and φ changes no shape.",
    sizes.n,
    sum,
  );
}

/** How many numbers are learned. @param {View} v */
function counted(v) {
  const { sizes, memory, state } = v.local;
  const counts = parameterCounts(sizes, memory, state.layers);
  const all = counts.reduce((sum, [, , numbers]) => sum + numbers, 0);
  return t("{all} numbers are learned: {parts}. The size {n} is in none of them{T}.", {
    all: html`<b>${all.toLocaleString("en")}</b>`,
    parts: counts.map(([name, , numbers], k) => [
      k ? " + " : "",
      html`<b class=${ROLES[name] ?? ""}>${numbers.toLocaleString("en")}</b>`,
    ]),
    n: html`<i>n</i>`,
    T: memory ? t(", nor is {T}", { T: html`<i>T</i>` }) : "",
  });
}

/** What HiddenStates has on demand: the untrained network beside, the arithmetic of one cell. */

/** @import { Params, Words } from "../types.d.ts" */
/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { partsOf } from "../equations/rnn.js";
import { bars, mono, reads, remembers, symbol, table } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number } from "../kit/words.js";
import { chosen, pointed, sizeOf } from "./layout.js";
import { runOf } from "./numbers.js";
import { paint } from "./paint.js";
import { guesses } from "./picture.js";

/** @type {[name: string, title: (v: View) => Words, body: (v: View) => Words][]} */
export const folds = [
  ["compare", (v) => v.net.untrained && t("Compare with an untrained network"), untrained],
  ["arithmetic", () => t("Look at the arithmetic"), arithmetic],
  ["numbers", () => t("Read the numbers"), numbers],
];

/** The same columns, less high. @param {View} v */
function smaller(v) {
  const size = sizeOf(v);
  const row = Math.min(24, 160 / size.h);
  const y = (/** @type {number} */ i) => Math.round(i * row);
  return { ...size, row, y, height: y(size.h) + 28 };
}

/** What an untrained network makes of the same letters. @param {View} v */
function untrained(v) {
  const { local, net, reading } = v;
  const run = runOf(/** @type {Params} */ (net.untrained), reading, local.beside);
  local.beside = { reading, run };
  return html`<div class="d2l-states"><canvas class="d2l-data"></canvas>${guesses(v, run, run)}</div>`;
}

/** What is painted in the open fold. @param {View} v */
export function drawnFold(v) {
  const canvas = v.root.querySelector(".d2l-fold canvas");
  const run = v.local.beside?.run;
  if (canvas) paint(v, canvas, smaller(v), { after: run, before: run, edits: [] });
}

/**
 * A labelled bar.
 * @param {Words} label
 * @param {number} value
 */
const bar = (label, value, strong = false) => ({ label, value, note: number(value, 3), strong });

/** The sum of the cell that is looked at, and the largest products of what is remembered. @param {View} v */
function arithmetic(v) {
  const { after, reading } = v.numbers;
  const { t: step, i } = pointed(v) ?? chosen(v);
  const { x, state, bias, sum, terms } = partsOf(after.trace, reading.indices, after.p, step, i);
  const items = [
    bar(reads([symbol("X", step), symbol("W", "xh")]), x),
    bar(remembers([symbol("H", step - 1), symbol("W", "hh")]), state),
    bar(symbol("b", "h"), bias),
    bar(t("sum"), sum, true),
    ...terms.slice(0, 5).map(({ unit, before, weight, product }) => {
      const words = { unit: unit + 1, before: number(before, 2), weight: number(weight, 2) };
      return bar(remembers(t("unit {unit}: {before} × {weight}", words)), product);
    }),
  ];
  return bars(items, Math.max(...items.map((one) => Math.abs(one.value))));
}

/** Every state in digits, a row for each unit. @param {View} v */
function numbers(v) {
  const { after, reading } = v.numbers;
  const { h } = v.net.sizes;
  const { H, T } = after.trace;
  const steps = Array.from({ length: T }, (_, k) => k + 1);
  const rows = Array.from({ length: h }, (_, i) => [i + 1, ...steps.map((step) => number(H[step * h + i], 4))]);
  const head = [t("unit"), ...steps.map((step) => mono(reading.characters[step - 1]))];
  return table(t("The states, a row for each unit"), [head, ...rows]);
}

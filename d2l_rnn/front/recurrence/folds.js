/** What Recurrence has on demand: the sums of one unit and of one output, and the numbers of the columns that are drawn. */

/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { partsOf } from "../equations/rnn.js";
import { stepsOf } from "../kit/columns.js";
import { bars, choice, matrix, mono, percent, reads, remembers, table } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number } from "../kit/words.js";
import { nameOf } from "./column.js";
import { places } from "./geometry.js";
import { guessOf } from "./numbers.js";
import { chosen, unitIn } from "./pointing.js";
import { equation } from "./words.js";

/** Where the value of a unit comes from, the one that is pointed at or chosen, and how outputs become probabilities. @param {View} v */
export function arithmetic(v) {
  const { step, i } = unitIn(v) ?? { step: v.step, i: chosen(v) };
  const [H, O] = [remembers(matrix("H", step)), matrix("O", step)];
  if (!step) return html`${products(v)}${equation(v)}<p>${t("{H} is zero: nothing is read yet.", { H })}</p>`;
  const { p, reading, trace } = v.numbers;
  const { x, state, bias, sum, value, terms } = partsOf(trace, reading.indices, p, step, i);
  const before = remembers(matrix("H", step - 1));
  const item = (/** @type {unknown} */ label, /** @type {number} */ value, strong = false) => ({
    label,
    value,
    note: number(value, 4),
    strong,
  });
  const items = [
    item([reads(mono(reading.characters[step - 1])), " ", nameOf("W_xh")], x),
    ...(v.get("memory") ? [item([before, " ", nameOf("W_hh")], state)] : []),
    item(matrix("b", "h"), bias),
    item(t("sum"), sum, true),
    item(html`<i>φ</i> = tanh`, value, true),
  ];
  const most = terms.slice(0, 3).map(
    (term) =>
      html`<br>${t("unit {unit}: {before} × {weight} = {product}", {
        unit: term.unit + 1,
        before: number(term.before, 2),
        weight: number(term.weight, 2),
        product: number(term.product, 4),
      })}`,
  );
  const { softmax, top } = guessOf(v.numbers, step);
  const outputs = top.slice(0, 4).map((/** @type {number} */ token) => ({
    label: [mono([v.net.tokens[token]]), " ", number(trace.O[(step - 1) * p.q + token], 2)],
    value: softmax[token],
    note: percent(softmax[token]),
  }));
  return html`${products(v)}${equation(v)}<div class="d2l-sums"><div><p>${t("Unit {unit} of {H}:", { unit: i + 1, H })}</p>
    ${bars(items, Math.max(...items.map((one) => Math.abs(one.value))))}
    ${v.get("memory") ? html`<p>${t("The largest products of {before}:", { before })}${most}</p>` : ""}</div>
    <div><p>${O} = ${H} ${nameOf("W_hq")} + ${matrix("b", "q")}</p><p>${t("{O}, and its softmax:", { O })}</p>${bars(outputs, 1, false)}</div></div>`;
}

/** Whether letter and state are multiplied each, or side by side at once, which is drawn unrolled. @param {View} v */
function products(v) {
  const { memory, one } = places(v);
  const ways = /** @type {[string, string][]} */ ([
    ["two", t("two products")],
    ["one", t("one product")],
  ]);
  const [X, H] = [reads(matrix("X", "")), remembers(matrix("H", ""))];
  return html`<div class="d2l-options"><span>${t("{X} and {H} are multiplied in", { X, H })}</span>${choice(
    t("How letter and state are multiplied"),
    ways,
    memory ? (one ? "one" : "two") : "",
    (products) => v.set({ products, memory: true, ...(products === "one" ? { unrolled: true } : {}) }),
  )}</div>`;
}

/** @param {View} v */
export function numbers({ numbers: run, net, columns }) {
  const { h, q } = net.sizes;
  const steps = stepsOf(columns).filter((step) => step <= run.trace.T);
  const read = steps.map((step) => [mono(run.reading.characters[step - 1]), html`<sub>${step}</sub>`]);
  /** @type {(caption: string, head: string, labels: unknown[], value: (step: number, k: number) => number) => unknown} */
  const rows = (caption, head, labels, value) =>
    table(caption, [
      [head, ...read],
      ...labels.map((label, k) => [label, ...steps.map((step) => number(value(step, k), 4))]),
    ]);
  const units = Array.from({ length: h }, (_, i) => i + 1);
  const tokens = net.tokens.map((token) => mono([token]));
  return [
    rows(t("Hidden states"), t("unit"), units, (step, i) => run.trace.H[step * h + i]),
    rows(t("Outputs"), t("next"), tokens, (step, k) => run.trace.O[(step - 1) * q + k]),
    rows(t("Probabilities"), t("next"), tokens, (step, k) => guessOf(run, step).softmax[k]),
  ];
}

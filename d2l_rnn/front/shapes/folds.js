/** What Shapes has on demand: a shape to try, the whole sequence, and all numbers counted. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Kind, Step } from "./numbers.js"
 * @import { Shape, Tensor } from "./tensors.js"
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { bars, table } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { paragraph } from "../kit/words.js";
import { gridInWords, parameterCounts, sequenceInWords, tablesOf, upper } from "./counts.js";
import { parseShape, shapesToTry, verdict } from "./numbers.js";
import { symbol } from "./picture.js";
import { operationOf } from "./rows.js";
import { depthAndTime } from "./sequence.js";
import { size } from "./sizes.js";
import { nameOf, tensors, written } from "./tensors.js";

/** How a verdict begins. @type {Partial<Record<Kind, () => string>>} */
const MARKS = {
  right: () => t("✓ Right."),
  same: () => t("✓ Accepted."),
  other: () => t("⚠ Accepted."),
  shape: () => t("⚠ Accepted."),
  refused: () => t("✗ Refused."),
};

/** A wrong shape for one tensor, and what PyTorch says to it. @param {View} v */
export function tryOne(v) {
  const { sizes, memory, tried } = v.local;
  const { most } = v.network;
  const names = tensors(memory);
  const given = v.get("tried");
  const name = names.includes(given.name) ? given.name : "W_xh";
  const draft = v.local.draft ?? null;
  const put = (/** @type {Tensor} */ one, /** @type {Shape | null} */ shape) =>
    v.set({ tried: { name: one, shape }, operation: operationOf(one) }); // whose picture shows it
  const typed = (/** @type {string} */ text) => {
    const { shape, wrong } = parseShape(text, most);
    v.local.draft = { text, wrong };
    if (wrong) v.redraw();
    else put(name, shape);
  };
  const take = (/** @type {Tensor} */ one, /** @type {Shape | null} */ shape) => {
    v.local.draft = null;
    put(one, shape);
  };
  const same = draft && (draft.wrong || String(parseShape(draft.text, most).shape) === String(given.shape));
  const shown = same ? draft.text : given.shape === null ? "" : written(given.shape);
  const wrong = same ? draft.wrong : null;
  const found = wrong || given.shape === null ? null : verdict(sizes, memory, given);
  return html`<div class="d2l-options">
      <label>${t("Give")} <select aria-label=${t("Give")} .value=${live(name)} @change=${(/** @type {any} */ event) => take(event.target.value, given.shape)}>
        ${names.map((one) => html`<option value=${one} ?selected=${one === name}>${nameOf(one, memory)}</option>`)}
      </select></label>
      <label>${t("the shape")} <input type="text" size="10" spellcheck="false" autocomplete="off" placeholder="(3, 4)"
        aria-label=${t("the shape")} aria-invalid=${wrong ? "true" : "false"} .value=${live(shown)}
        @input=${(/** @type {any} */ event) => typed(event.target.value)}></label>
      <span role="alert">${wrong ?? ""}</span>
    </div>
    <div class="d2l-options" role="group" aria-label=${t("shapes to try")}>${shapesToTry(sizes, memory).map(
      ([
        one,
        shape,
      ]) => html`<button type="button" aria-pressed=${Boolean(tried) && one === name && String(shape) === String(given.shape)}
        @click=${() => take(one, shape)}>${symbol(one, memory)} ${written(shape)}</button>`,
    )}</div>
    <p class="d2l-verdict" aria-live="polite">${found ? [html`<b>${MARKS[found.kind]?.()}</b> `, pretty(found.text)] : t("Type a shape, or take one of these.")}</p>
    ${found?.steps ? html`<ol class="d2l-steps">${found.steps.map(stepOf)}</ol>` : ""}`;
}

/** One operation on the shapes that are tried. @param {Step} step */
const stepOf = ({ name, left, right, sign, sizes }) => html`<li>${sizes ? "✓" : "✗"} ${pretty(name)}:
  ${written(left.sizes)} ${sign} ${written(right.sizes)} ${sizes ? html`→ <b>${written(sizes)}</b>` : html`<b>${t("refused")}</b>`}</li>`;

/** Words in which W_xh and its like get their index lowered. @param {string} text */
const pretty = (text) =>
  text
    .split(/\b([Wb])_(\w+)/)
    .map((piece, k) => (k % 3 === 1 ? html`<b>${piece}</b>` : k % 3 === 2 ? html`<sub>${piece}</sub>` : piece));

/** Time and depth. @param {View} v */
export function sequence(v) {
  const { state, sizes, memory, width } = v.local;
  return html`<div class="d2l-sizes">${["T", "layers"].map((name) => size(v, name))}</div>
    ${depthAndTime(state, width)}
    <p>${paragraph(
      gridInWords(state),
      memory ? sequenceInWords(sizes) : "",
      t("In nn.RNN, num_layers is the number of rows; the number of columns T is the length of the input."),
    )}</p>`;
}

/** Every tensor with its numbers, and the parameters as bars. @param {View} v */
export function count(v) {
  const { state, sizes, memory } = v.local;
  const counts = parameterCounts(sizes, memory, state.layers);
  const all = counts.reduce((sum, [, , numbers]) => sum + numbers, 0);
  return html`<p>${paragraph(
    t("The parameters hold {all} numbers together.", { all: all.toLocaleString("en") }),
    memory
      ? t("T is in none of them: for ten times as many steps, the same ones are used again.")
      : t("n is in none of them: a network takes a minibatch of any size."),
  )}</p>
    ${bars(
      counts.map(([name, letters, numbers]) => ({
        label: html`${name === "layers" ? upper(state.layers) : symbol(/** @type {Tensor} */ (name), memory)} <small>${letters}</small>`,
        value: numbers,
        note: numbers.toLocaleString("en"),
      })),
      all,
      false,
    )}
    ${tablesOf(state).map(({ caption, rows }) =>
      table(
        caption,
        rows.map(([name, ...cells]) => [pretty(String(name)), ...cells]),
      ),
    )}`;
}

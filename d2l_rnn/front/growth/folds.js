/** What Growth has on demand: the two sizes, a text whose runs are counted, and the numbers. */

/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { isModified } from "../kit/keys.js";
import { table, toggle } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { isWhole, paragraph, wrongNumber } from "../kit/words.js";
import { cellsOf, inFull, memory, parametersOf, percent, runsOf, whole } from "./numbers.js";

/** @typedef {{ target: HTMLInputElement }} Typed */

const STOPS = 1000; // of a slider that runs over a logarithm

/** @param {View} v */
export const sizes = (v) => html`
${size(v, "num_tokens", t("|V|, different characters"), v.numbers.V)}
${size(v, "num_hiddens", t("h, hidden units"), v.numbers.h)}
<p class="d2l-wrong" role="alert">${v.local.wrong ?? ""}</p>`;

/**
 * A size on a slider over its logarithm, and in a box; an arrow key always leads to another whole number.
 * @param {View} v
 * @param {string} trait
 * @param {string} label
 * @param {number} value
 */
function size(v, trait, label, value) {
  const [least, most] = v.network.limits[trait];
  const place = (/** @type {number} */ one) => Math.round((STOPS * Math.log(one / least)) / Math.log(most / least));
  const of = (/** @type {number} */ one) => Math.round(least * (most / least) ** (one / STOPS));
  const change = (/** @type {number} */ one) => {
    v.local.typed = v.local.wrong = null;
    v.set({ [trait]: Math.max(least, Math.min(most, one)), ...(trait === "num_tokens" ? { from_text: false } : {}) });
  };
  const key = (/** @type {KeyboardEvent} */ event) => {
    const way = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1 }[event.key];
    if (!way || isModified(event)) return;
    event.preventDefault();
    const next = of(place(value) + way);
    change(next === value ? value + way : next);
  };
  const type = (/** @type {Typed} */ { target }) => {
    const wrong = wrongNumber(target.value, { least, most, whole: true });
    if (wrong === null) change(Number(target.value.trim()));
    else v.pass({ wrong, typed: { trait, text: target.value } });
  };
  const typed = v.local.typed?.trait === trait ? v.local.typed.text : String(value);
  return html`<div class="d2l-row"><label><span>${label}</span><input type="range" max=${STOPS} .value=${String(place(value))}
@input=${(/** @type {Typed} */ { target }) => change(of(Number(target.value)))} @keydown=${key}></label>
<input type="text" inputmode="numeric" aria-label=${t("{label}, typed", { label })} aria-invalid=${v.local.typed?.trait === trait} .value=${typed} @input=${type}></div>`;
}

/** The runs of the text, kept while it is the same. @param {View} v */
export function counted(v) {
  const text = v.get("text");
  if (v.local.text !== text)
    Object.assign(v.local, { text, runs: runsOf(text, v.network.most.characters, v.numbers.orders) });
  return v.local.runs;
}

/** @param {View} v */
export function text(v) {
  const type = (/** @type {Typed} */ { target: { value } }) => {
    v.local.draft = isWhole(value) ? null : value;
    if (isWhole(value)) v.set({ text: value });
    else v.redraw();
  };
  return html`<label>${t("Text")}<textarea rows="3" spellcheck="false" .value=${v.local.draft ?? v.get("text")} @input=${type}></textarea></label>
${toggle(t("take |V| from the text"), v.get("from_text"), (from_text) => v.set({ from_text }))}<p aria-live="polite">${
    v.local.draft
      ? t("The text holds half a character, as a broken paste leaves it. Delete it; the text before is counted.")
      : filled(v)
  }</p>`;
}

/** What the text fills at n. @param {View} v */
function filled(v) {
  const { V, n } = v.numbers;
  const { length, read, different, held } = counted(v);
  if (!read) return t("Type or paste a text to see how many of the cells it would fill.");
  const words = {
    length: inFull(length),
    read: inFull(read),
    different: inFull(different),
    n,
    most: inFull(Math.max(0, read - n + 1)),
    V: inFull(V),
  };
  const first = read < length ? t("Of the {length} characters the first {read} are counted.", words) : "";
  if (different > V)
    return paragraph(
      first,
      t("The text has {different} different characters and |V| is {V}: take |V| from the text.", words),
    );
  const kinds = t("Different characters: {different} of {read}.", words);
  if (n > read) return paragraph(first, kinds, t("The text is too short for a run of {n}.", words));
  const cells = cellsOf(V, n);
  return paragraph(
    first,
    kinds,
    t("Cells filled by its runs of {n}: {held} of {cells} ({share}); no text as long could fill more than {most}.", {
      ...words,
      held: inFull(held[n - 1]),
      cells: whole(cells),
      share: percent(held[n - 1], cells),
    }),
  );
}

/** @param {View} v */
export function numbers(v) {
  const { V, h, orders } = v.numbers;
  const { held, different } = counted(v);
  const rows = Array.from({ length: orders }, (_, k) => {
    const cells = cellsOf(V, k + 1);
    const fits = held[k] !== undefined && different <= V;
    return [
      k + 1,
      inFull(cells),
      memory(cells),
      inFull(parametersOf(V, h)),
      held[k] === undefined ? t("too short") : inFull(held[k]),
      fits ? percent(held[k], cells) : "",
    ];
  });
  return table(t("|V| = {V}, h = {h}", { V: inFull(V), h: inFull(h) }), [
    [
      t("n"),
      t("cells |V|ⁿ"),
      t("at 4 bytes"),
      t("RNN parameters"),
      t("different runs in the text"),
      t("share of the cells"),
    ],
    ...rows,
  ]);
}

/** What Concatenation has on demand: the dot product written out, a number that is changed, and the wrong ways to join. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Words } from "../types.d.ts"
 * @import { Edit, Term, Way } from "./numbers.js"
 */

import { html } from "lit-html";
import { live } from "lit-html/directives/live.js";
import { reads, remembers, toggle } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { paragraph, power, wrongNumber } from "../kit/words.js";
import { asWritten, digits, plain, relation, signed } from "./digits.js";
import { caseOfRounding, cellOf, isRefused, numberIn, same, WAYS } from "./numbers.js";
import { differenceInWords, nameOf, verdict, WAY_NAMES } from "./words.js";

/** The letter of a number's matrix decides its colour. @param {string} name @param {Words} words */
const coloured = (name, words) => (name === "X" || name === "W_xh" ? reads(words) : remembers(words));

/** Terms with plus signs between them, and a bar where the left factor passes from one block to the next. @param {Term[]} terms */
const sumOf = (terms) =>
  terms.map(({ from, value, to, weight }, k) => [
    k ? (terms[k - 1].from.name === from.name ? " + " : html` <b>+</b> `) : "",
    html`<span class="d2l-term">${coloured(from.name, plain(value))} · ${coloured(to.name, signed(plain(weight)))}</span>`,
  ]);

/** The products of a sum, of the numbers that are written. @param {Term[]} terms */
const products = (terms) => terms.map(({ value, weight }) => asWritten(value) * asWritten(weight));

/** The chosen dot product both ways. @param {View} v */
export function dotProduct(v) {
  const { all } = v.numbers;
  const way = /** @type {Way} */ (v.get("way"));
  const { r, c } = v.local.at;
  const { terms, joined, single } = cellOf(all, way, r, c);
  const d = all.X.columns;
  const one = isRefused(way)
    ? verdict(all, way)
    : [sumOf(joined), ` ${relation(products(joined), asWritten(single.one))} `, html`<b>${plain(single.one)}</b>`];
  const { x, h, two } = single;
  const told = relation(products(terms), asWritten(two));
  const parts = relation([asWritten(x), asWritten(h)], asWritten(two));
  const sum = html`[${sumOf(terms.slice(0, d))}] + [${sumOf(terms.slice(d))}]
      ${told} ${reads(plain(x))} + ${remembers(signed(plain(h)))} ${parts} <b>${plain(two)}</b>`;
  return html`<p class="d2l-sum">${t("Two products: {sum}", { sum })}</p>
    <p class="d2l-sum">${t("One product: {sum}", { sum: one })}</p>
    <p>${toggle(t("all numbers"), v.local.printed, (printed) => v.pass({ printed }))}
      ${t("a row of {X}, {H}: one example; b and φ come later", { X: nameOf("X"), H: nameOf("H") })}</p>`;
}

/** @param {View} v */
export function change(v) {
  const { all, given, result } = v.numbers;
  const { name, row, column } = v.local.chosen;
  const value = numberIn(all, v.local.chosen);
  const was = numberIn(given, v.local.chosen);
  const field = `${name} ${row} ${column}`;
  const most = v.network.most.value;
  const draft = v.local.draft?.of === field ? v.local.draft : null;
  const wrong = draft?.judged ? wrongNumber(draft.text, { least: -most, most }) : null;
  const shown =
    draft && (wrong || draft.pending || Number(draft.text.trim().replace("−", "-")) === editOf(v))
      ? draft.text
      : plainEdit(v);
  const typed = (/** @type {string} */ text, /** @type {boolean} */ done) => {
    const bad = wrongNumber(text, { least: -most, most });
    const pending = !done && /^\s*[-−+]?\.?\s*$/.test(text);
    v.local.draft = { of: field, text, pending, judged: Boolean(bad) && !pending };
    if (bad) v.redraw();
    else edit(v, { name, row: row + 1, column: column + 1, value: Number(text.trim().replace("−", "-")) });
  };
  return html`<p class="d2l-options">
      ${place(v)}
      <label>${t("Set to")} <input type="text" inputmode="decimal" size="10" spellcheck="false" autocomplete="off"
        aria-invalid=${wrong ? "true" : "false"} .value=${live(shown)}
        @input=${(/** @type {any} */ event) => typed(event.target.value, false)}
        @change=${(/** @type {any} */ event) => typed(event.target.value, true)}></label>
      <button type="button" aria-disabled=${v.get("edits").length === 0} @click=${() => v.get("edits").length && v.set({ edits: [] })}>${t("Give back the numbers")}</button>
      <span role="alert">${wrong ?? (value === was ? "" : t("was {was}", { was: plain(was) }))}</span>
    </p>
    ${isRefused(v.get("way")) ? html`<p>${verdict(all, v.get("way"))}</p>` : rounding(v, result)}`;
}

/** Which number is changed: a click into a matrix chooses it too. @param {View} v */
function place(v) {
  const { name, row, column } = v.local.chosen;
  const { all } = v.numbers;
  const { rows, columns } = all[name];
  const upTo = (/** @type {number} */ most) => Array.from({ length: most }, (_, k) => String(k + 1));
  const set = (/** @type {any} */ next) => {
    const to = { name, row: row + 1, column: column + 1, ...next };
    const { rows: most, columns: widest } = all[to.name];
    v.set({ chosen: { ...to, row: Math.min(most, to.row), column: Math.min(widest, to.column) } });
  };
  return [
    select(t("Change"), ["X", "W_xh", "H", "W_hh"], name, (value) => set({ name: value })),
    select(t("row"), upTo(rows), String(row + 1), (value) => set({ row: Number(value) })),
    select(t("column"), upTo(columns), String(column + 1), (value) => set({ column: Number(value) })),
  ];
}

/**
 * @param {string} label
 * @param {string[]} options
 * @param {string} chosen
 * @param {(value: string) => void} change
 */
const select = (
  label,
  options,
  chosen,
  change,
) => html`<label>${label} <select aria-label=${label} .value=${live(chosen)}
  @change=${(/** @type {any} */ event) => change(event.target.value)}>${options.map(
    (one) => html`<option value=${one} ?selected=${one === chosen}>${one}</option>`,
  )}</select></label>`;

/** The number that is changed, as it was typed or as it was given. @param {View} v */
function editOf(v) {
  const { name, row, column } = v.local.chosen;
  const typed = v.get("edits").find((/** @type {Edit} */ one) => same(one, { name, row: row + 1, column: column + 1 }));
  return typed?.value ?? Number(numberIn(v.numbers.all, v.local.chosen).toPrecision(7));
}

/** @param {View} v */
const plainEdit = (v) => String(editOf(v)).replace("-", "−");

/**
 * Put an edit among the others; one that restores what was given is none.
 * @param {View} v
 * @param {Edit} next
 */
export function edit(v, next, more = {}) {
  const others = v.get("edits").filter((/** @type {Edit} */ one) => !same(one, next));
  const given = numberIn(v.numbers.given, { ...next, row: next.row - 1, column: next.column - 1 });
  v.set({ edits: Math.fround(next.value) === given ? others : [...others, next], ...more });
}

/**
 * Both results of the chosen number with all their digits, and where they differ most.
 * @param {View} v
 * @param {import("./numbers.js").Comparison} result
 */
function rounding(v, result) {
  const { all } = v.numbers;
  const { r, c } = v.local.at;
  const { single, double } = cellOf(all, v.get("way"), r, c);
  const { largest, wrong } = result;
  const rows = [
    [t("two products"), ...tails([digits(single.two), digits(single.one)])[0], digits(double.two, 16)],
    [t("one product"), ...tails([digits(single.one), digits(single.two)])[0], digits(double.one, 16)],
    [t("difference"), power(Math.abs(single.two - single.one), 2), "", power(Math.abs(double.two - double.one), 2)],
  ];
  const there = largest.row === r && largest.column === c;
  const found = largest.value === 0 && !wrong.size ? caseOfRounding(all, r, c) : null;
  return html`<table class="d2l-table d2l-digits"><caption>${t("Row {row}, column {column}, with all digits", { row: r + 1, column: c + 1 })}</caption>
      <thead><tr><th scope="col">${t("result")}</th><th scope="col">float32</th><th scope="col">float64</th></tr></thead>
      <tbody>${rows.map(([name, head, tail, full]) => html`<tr><th scope="row">${name}</th><td>${head}<b>${tail}</b></td><td>${full}</td></tr>`)}</tbody>
    </table>
    <p>${paragraph(
      differenceInWords(result),
      largest.value > 0 && !there
        ? html`<button type="button" @click=${() => v.set({ row: largest.row + 1, column: largest.column + 1 })}>${t("Go there")}</button>`
        : "",
      found
        ? html`<button type="button" @click=${() => edit(v, found.edit, { row: found.row + 1, column: found.column + 1, chosen: { ...found.edit, value: undefined } })}>${t("Take a number that rounds")}</button>`
        : "",
    )}</p>`;
}

/**
 * A written number in two parts: what it shares with another, and the digits in which it differs from it.
 * @param {[string, string]} pair
 */
function tails([one, other]) {
  let k = 0;
  while (k < one.length && one[k] === other[k]) k++;
  return [[one.slice(0, k), one.slice(k)]];
}

/** @param {View} v */
export function wrongWays(v) {
  const way = /** @type {Way} */ (v.get("way"));
  const ways = /** @type {Way[]} */ (Object.keys(WAYS));
  return html`<div class="d2l-options" role="group" aria-label=${t("One product joined")}>${ways.map(
    (one) =>
      html`<button type="button" aria-pressed=${one === way} @click=${() => v.set({ way: one, products: "one" })}>${WAY_NAMES[one]()}</button>`,
  )}</div>
    <p class="d2l-verdict">${verdict(v.numbers.all, way)}</p>`;
}

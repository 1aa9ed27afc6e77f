/** Training on demand: the states, what the network was trained with, and the numbers. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Shown } from "./numbers.js"
 */

import { html, svg } from "lit-html";
import { MOST_UNITS } from "../equations/history.js";
import { paintCells } from "../kit/cells.js";
import { stepsOf } from "../kit/columns.js";
import { mono, table } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number, visible, wrongNumber } from "../kit/words.js";
import { historyOf } from "./numbers.js";
import { again, learnable, settingsOf } from "./settings.js";
import { moment } from "./words.js";

const HIGH = 168; // of the states
const HEAD = 24;
const MOST_COLUMNS = 24; // units in the table: a key is to be answered within a frame

/** The steps that are in view, each with a guess. @param {View} v */
export const inView = (v) => stepsOf(v.columns).filter((step) => step <= v.numbers.guesses.length);

/** @param {View} v */
export function states(v) {
  const { columns: at, reading, net } = v;
  return html`<p>${t(
    "{when}: a column for the state after each letter, a row for each of {h} units; orange is −1, blue is +1.",
    {
      when: moment(v.numbers.point.step),
      h: net.sizes.h,
    },
  )}</p>
  <div class="d2l-states"><canvas class="d2l-data"></canvas><svg width=${at.width} height=${HEAD} aria-hidden="true">${inView(
    v,
  ).map(
    (step) =>
      svg`<text class="letter" x=${at.x(step)} y="17" text-anchor="middle">${visible(reading.characters[step - 1])}</text>`,
  )}</svg></div>`;
}

/** @param {View} v */
export function paintStates(v) {
  const canvas = /** @type {HTMLCanvasElement | null} */ (v.root.querySelector(".d2l-states canvas"));
  if (!canvas) return;
  const { columns: at, numbers, net } = v;
  const { h } = net.sizes;
  const { H } = numbers.known.trace;
  const wide = Math.round(Math.min(52, at.pitch - 6));
  const size = { width: at.width, height: HIGH, top: 0, row: HIGH / h, wide, rows: h };
  paintCells(canvas, size, inView(v), at.x, (step, i) => H[step * h + i], v.colours);
}

/** @type {[name: "h" | "lr" | "sigma" | "seed", limit: string, label: () => string][]} */
const FIELDS = [
  ["h", "num_hiddens", () => t("hidden units")],
  ["lr", "lr", () => t("learning rate")],
  ["sigma", "sigma", () => t("first weights σ")],
  ["seed", "seed", () => t("seed")],
];

/** @param {View} v */
export function change(v) {
  if (!learnable(v.net))
    return html`<p>${t("This network learned random pieces of a longer text, in Python; a page learns a text as a whole.")}</p>`;
  const now = { h: Math.min(v.net.sizes.h, MOST_UNITS), ...settingsOf(v.net) };
  const { drafts = {}, complaint = "" } = v.local;
  return html`<p>${t("A change trains the network again, here in the page.")}</p>
  <div class="d2l-fields">${FIELDS.map(
    ([name, limit, label]) => html`<label>${label()} <input type="text" inputmode="decimal" size="8" autocomplete="off"
      aria-invalid=${name in drafts} .value=${drafts[name] ?? String(now[name])}
      @change=${(/** @type {Event} */ { currentTarget }) => changed(v, name, limit, /** @type {HTMLInputElement} */ (currentTarget).value)}></label>`,
  )}</div>
  <p class="d2l-complaint" role="alert">${complaint}</p>
  <p>${call(v, now)}</p>`;
}

/**
 * @param {View} v
 * @param {"h" | "lr" | "sigma" | "seed"} name
 * @param {string} limit
 * @param {string} typed
 */
function changed(v, name, limit, typed) {
  const [least, most] = v.network.limits[limit];
  const wrong = wrongNumber(typed, { least, most, whole: name === "h" || name === "seed" });
  const value = Number(typed.trim().replace("−", "-"));
  const complaint = wrong ?? (name === "lr" && value === 0 ? t("With a learning rate of 0 nothing is learned.") : "");
  if (complaint) return v.pass({ drafts: { ...v.local.drafts, [name]: typed }, complaint });
  Object.assign(v.local, { drafts: {}, complaint: "" });
  again(v, { h: Math.min(v.net.sizes.h, MOST_UNITS), [name]: value });
}

/** What does the same in Python. @param {View} v @param {ReturnType<typeof settingsOf> & { h: number }} now */
function call({ net }, { h, lr, sigma, seed, recurrent }) {
  if (!net.settings) return t("How it was trained is not known; these are the numbers of train.fit.");
  const words = [JSON.stringify(net.text), `num_hiddens=${h}`, `lr=${lr}`, `sigma=${sigma}`, `seed=${seed}`];
  return t("In Python: {call}", {
    call: html`<code>train.fit(${[...words, ...(recurrent ? [] : ["recurrent=False"])].join(", ")})</code>`,
  });
}

/** @param {View} v */
export function numbers(v) {
  /** @type {Shown} */
  const { known, guesses, point } = v.numbers;
  const { net, reading } = v;
  const { h } = net.sizes;
  const units = Array.from({ length: Math.min(h, MOST_COLUMNS) }, (_, i) => i);
  const rows = inView(v).map((step) => {
    const { top, p, loss } = guesses[step - 1];
    return [
      mono(reading.characters[step - 1]),
      mono(reading.characters[step]),
      mono(top.map((/** @type {number} */ token) => net.tokens[token]).join("/")),
      number(p, 4),
      number(loss, 4),
      ...units.map((i) => number(known.trace.H[step * h + i], 4)),
    ];
  });
  const head = [
    t("read"),
    t("next"),
    t("guess"),
    t("p(next)"),
    t("loss"),
    ...units.map((i) => t("unit {n}", { n: i + 1 })),
  ];
  const { checkpoints } = historyOf(net);
  const points = checkpoints.map(({ step, loss }) => [step, number(loss, 4)]);
  return html`${table(t("{when}: a row for each letter in view", { when: moment(point.step) }), [head, ...rows])}
  ${table(t("The loss at each stop of the scrubber"), [[t("updates"), t("loss")], ...points])}`;
}

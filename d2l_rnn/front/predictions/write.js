/** The fold in which the network writes on by itself. */

/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { bare, choice } from "../kit/parts.js";
import { t, tn } from "../kit/translate.js";
import { number, paragraph, visible } from "../kit/words.js";
import { told, written } from "./writing.js";

export const RUN = ["pick", "temperature", "seed", "prefix", "length"]; // the traits of a free run
const LONG = 60; // letters that the slider offers to write, unless Python asked for more

/**
 * The run that is shown; it is kept until something that it depends on has changed.
 * @param {View} v
 */
function runOf(v) {
  /** @type {any} */
  const options = Object.fromEntries(RUN.map((trait) => [trait, v.get(trait)]));
  const key = JSON.stringify([options, v.reading.indices]);
  const { run } = v.local;
  if (run?.key === key && run.p === v.numbers.p) return run.shown;
  const shown = written(v.reading, v.numbers.p, v.net.tokens, options, v.numbers.trace);
  v.local.run = { key, p: v.numbers.p, shown };
  return shown;
}

/** @param {View} v */
export function writing(v) {
  const run = runOf(v);
  const { limits } = v.network;
  const seed = v.get("seed");
  const letters = (/** @type {number} */ n) => tn("{n} letter", "{n} letters", n);
  const slider = (
    /** @type {string} */ trait,
    /** @type {string} */ label,
    /** @type {string} */ shown,
    /** @type {number[]} */ [least, most],
    step = 1,
  ) => html`<label>${label} <input type="range" min=${least} max=${most} step=${step} .value=${v.get(trait)}
    aria-valuetext=${shown} @input=${(/** @type {any} */ { target }) => v.set({ [trait]: Number(target.value) })}>${shown}</label>`;
  return html`<div class="d2l-row">
    ${slider("prefix", t("Begin with"), letters(run.given), [1, run.text.length])}
    ${slider("length", t("write"), letters(v.get("length")), [1, Math.max(LONG, v.get("length"))])}
    ${choice(
      t("Pick"),
      [
        ["argmax", t("the likeliest")],
        ["sample", t("by chance")],
      ],
      v.get("pick"),
      (pick) => v.set({ pick }),
    )}
    <span class="d2l-row" ?hidden=${v.get("pick") === "argmax"}>
    ${slider("temperature", t("temperature"), number(v.get("temperature"), 2), limits.temperature, 0.05)}
    <button type="button" @click=${() => v.set({ seed: (seed + 1) % (limits.seed[1] + 1) })}>${t("Write again")}</button>
    ${t("seed {seed}", { seed })}</span></div>
    <ol class="d2l-written d2l-scroll" tabindex="0" aria-label=${t("What it writes, each letter with its probability in percent")}>${run.letters.map(
      (/** @type {string} */ letter, /** @type {number} */ k) =>
        cell(letter, run.probabilities[k - run.given], k === run.left),
    )}</ol><p>${paragraph(told(run), t("Every letter that it writes is its next input."))}</p>`;
}

/**
 * @param {string} letter
 * @param {number | undefined} p its probability; a letter that was given has none
 * @param {boolean} left whether here the text is left
 */
const cell = (letter, p, left) =>
  p === undefined
    ? html`<li class="given"><b>${visible(letter)}</b></li>`
    : html`<li class=${left ? "left" : ""}><b>${visible(letter)}</b><i class="d2l-stick d2l-data"><i .style=${`height: ${100 * p}%`}></i></i>${bare(p)}</li>`;

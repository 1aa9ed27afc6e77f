/** Guess first: what the network expects is hidden until the reader has said what it will be. */

/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { likeliest } from "../equations/predicting.js";
import { mono, percent, readSoFar } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { visible } from "../kit/words.js";

/**
 * What was guessed of these numbers, by step; null while nothing is to be guessed.
 * @param {View} v
 * @returns {Map<number, number> | null}
 */
function guessed(v) {
  const open = v.get("fold") === "guess";
  if (!open || v.local.guessed?.of !== v.numbers) v.local.guessed = open ? { of: v.numbers, said: new Map() } : null;
  return v.local.guessed?.said ?? null;
}

/** @param {View} v @param {number} step */
export const isHidden = (v, step) => guessed(v)?.has(step) === false;

/** What is asked at the current step. @param {View} v */
export const question = (v) =>
  t("Having read {read}, which letter does the network expect? Choose below.", {
    read: readSoFar(v.letters, v.step, 7),
  });

/** The fold: a button for each row of the picture, then what became of the guess, and the way on. @param {View} v */
export function guessing(v) {
  const said = guessed(v) ?? new Map();
  const moved = () => {
    v.redraw();
    /** @type {HTMLElement | null} */ (v.root.querySelector(".d2l-guess button"))?.focus();
  };
  const say = (/** @type {number} */ token) => {
    said.set(v.step, token);
    moved();
  };
  const next = Array.from({ length: v.last }, (_, k) => ((v.step + k) % v.last) + 1).find((step) => !said.has(step));
  const on = () => {
    if (!next) said.clear();
    v.go(next ?? 1);
    moved();
  };
  const right = [...said].filter(([step, token]) => likeliest(v.numbers.softmax[step - 1]).includes(token)).length;
  const body = said.has(v.step)
    ? html`<button type="button" @click=${on}>${next ? t("Next letter") : t("Begin again")}</button><span>${answer(v, said.get(v.step))}</span>`
    : [
        t("The network expects"),
        ...v.numbers.shown.map((/** @type {number} */ token) => {
          const letter = visible(v.net.tokens[token]);
          return html`<button type="button" class="d2l-mono" aria-label=${t("guess {letter}", { letter })} @click=${() => say(token)}>${letter}</button>`;
        }),
      ];
  return html`<div class="d2l-guess d2l-row">${body}
    <span class="d2l-soft">${said.size ? t("You: {right} of {n} as the network.", { right, n: said.size }) : ""}</span></div>`;
}

/**
 * @param {View} v
 * @param {number} token
 */
function answer({ numbers, step, net }, token) {
  const p = numbers.softmax[step - 1];
  const top = likeliest(p);
  const [letter, other] = [token, top.find((one) => one !== token) ?? token].map((one) => mono(net.tokens[one]));
  const values = { letter, other, p: percent(p[token]), most: percent(p[top[0]]) };
  if (!top.includes(token)) return t("✗ {letter}: {p}. It expects {other} ({most}).", values);
  return top.length > 1 ? t("✓ {letter}: {p}, a tie with {other}.", values) : t("✓ {letter}: {p}.", values);
}

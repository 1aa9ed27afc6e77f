/** Guess first: what the network expects is hidden until the reader has said what it will be. */

/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { mono, percent, readSoFar } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { visible } from "../kit/words.js";
import { likeliest } from "./numbers.js";

const MOST_BUTTONS = 60; // tokens; of more, one is typed

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
export function isHidden(v, step) {
  const said = guessed(v);
  return said !== null && !said.has(step);
}

/** What is asked at the current step. @param {View} v */
export const question = (v) =>
  t("Having read {read}, which letter does the network expect? Choose below.", { read: readSoFar(v.letters, v.step) });

/** @param {View} v @param {number} step */
const isRight = (v, step) => likeliest(v.numbers.softmax[step - 1]).includes(guessed(v)?.get(step) ?? -1);

/** @param {View} v */
export function guessing(v) {
  const said = guessed(v) ?? new Map();
  const focus = () =>
    /** @type {HTMLElement | null} */ (v.root.querySelector(".d2l-guess :is(button, input)"))?.focus();
  const say = (/** @type {number} */ token) => {
    said.set(v.step, token);
    v.redraw();
    focus();
  };
  const on = () => {
    const steps = Array.from({ length: v.last }, (_, k) => ((v.step + k) % v.last) + 1); // from the next one on
    const next = steps.find((step) => !said.has(step));
    if (next === undefined) said.clear();
    v.go(next ?? 1);
    v.redraw();
    focus();
  };
  const done = said.size === v.last;
  const right = [...said.keys()].filter((step) => isRight(v, step)).length;
  const body = said.has(v.step)
    ? html`<p>${answer(v, said.get(v.step))}</p><button type="button" @click=${on}>${done ? t("Begin again") : t("Next letter")}</button>`
    : html`<p>${t("What does it expect after {read}?", { read: readSoFar(v.letters, v.step) })}</p>${options(v, say)}`;
  return html`<div class="d2l-guess">${body}
    <p class="d2l-soft">${said.size ? t("You: {right} of {count} as the network.", { right, count: said.size }) : t("A tie is right with any of its letters.")}</p>
  </div>`;
}

/**
 * A button for each token, or a box where there are too many.
 * @param {View} v
 * @param {(token: number) => void} say
 */
function options({ net }, say) {
  if (net.tokens.length <= MOST_BUTTONS)
    return html`<div class="d2l-row">${net.tokens.map(
      (token, k) =>
        html`<button type="button" class="d2l-mono" aria-label=${t("guess {letter}", { letter: visible(token) })} @click=${() => say(k)}>${visible(token)}</button>`,
    )}</div>`;
  const typed = (/** @type {Event} */ event) => {
    const box = /** @type {HTMLInputElement} */ (event.target);
    const token = net.tokens.indexOf([...box.value][0]);
    box.toggleAttribute("aria-invalid", token < 0);
    if (token >= 0) say(token);
  };
  return html`<input type="text" size="3" aria-label=${t("Your guess, one letter")} spellcheck="false" autocomplete="off" autocapitalize="off" @input=${typed}>`;
}

/**
 * @param {View} v
 * @param {number} token
 */
function answer(v, token) {
  const p = v.numbers.softmax[v.step - 1];
  const top = likeliest(p);
  const values = {
    letter: mono(v.net.tokens[token]),
    p: percent(p[token]),
    other: mono(v.net.tokens[top.find((one) => one !== token) ?? token]),
    most: percent(p[top[0]]),
  };
  if (!top.includes(token)) return t("✗ {letter}: {p}. It expects {other} ({most}).", values);
  return top.length > 1 ? t("✓ {letter}: {p}, a tie with {other}.", values) : t("✓ {letter}: {p}.", values);
}

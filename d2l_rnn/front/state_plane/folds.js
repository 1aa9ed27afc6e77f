/** What StatePlane has on demand: a state of the reader's own, another text or network, and the numbers. */

/**
 * @import { Point } from "../types.d.ts"
 * @import { View } from "../kit/figure.js"
 * @import { Path } from "./numbers.js"
 * @typedef {{ target: HTMLInputElement }} Typed
 */

import { html } from "lit-html";
import { read } from "../equations/reading.js";
import { choice, mono, symbol, table, toggle } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { isWhole, number, quoted } from "../kit/words.js";
import { rounded } from "./layout.js";
import { softmaxAt, stateOf } from "./numbers.js";
import { chosen, comparison } from "./sentences.js";

/**
 * Put a state of the reader's own somewhere.
 * @param {View} v
 * @param {Point} state
 */
export function probe(v, state) {
  const [unit_1, unit_2] = rounded(state);
  v.set({ unit_1, unit_2, probing: true, playing: false });
}

/** @param {View} v */
export function tryState(v) {
  const state = rounded(chosen(v).state);
  const sliders = state.map((value, k) => {
    const slide = (/** @type {Typed} */ { target }) =>
      probe(v, /** @type {Point} */ (state.map((one, axis) => (axis === k ? Number(target.value) : one))));
    return html`<label>${t("unit {k}", { k: k + 1 })} <input type="range" min="-1" max="1" step="0.01" .value=${String(value)} @input=${slide}> ${number(value, 2)}</label>`;
  });
  return html`<div class="d2l-row">${sliders}${toggle(t("where would each letter lead?"), v.get("fan"), (fan) => v.set({ fan }))}
<button type="button" ?disabled=${!v.get("probing")} @click=${() => v.set({ probing: false })}>${t("Back to the text")}</button></div>`;
}

/** @param {View} v */
export function compare(v) {
  const change = (/** @type {Typed} */ { target: { value } }) => {
    v.local.draft = isWhole(value) ? null : value;
    if (isWhole(value)) v.set({ beside: value });
    else v.redraw();
  };
  const typed = v.local.draft ?? v.get("beside");
  const networks = /** @type {[string, unknown][]} */ ([
    ["trained", t("trained")],
    ...(v.net.untrained ? [["untrained", t("untrained")]] : []),
    ["memoryless", [t("without"), " ", symbol("W", "hh")]],
  ]);
  const { stop } = read(typed, { tokens: v.net.tokens, most: v.network.most });
  return html`<div class="d2l-row"><label>${t("Second text")} <input type="text" spellcheck="false" autocomplete="off" .value=${typed} @input=${change}></label>
${choice(t("Network"), networks, v.get("weights"), (weights) => v.set({ weights }))}</div><p>${
    stop
      ? t("Read up to {letter}, which the network has never seen.", { letter: quoted(stop.character) })
      : v.numbers.second
        ? comparison(v)
        : t("A second text is drawn in broken lines.")
  }</p>`;
}

/** @param {View} v */
export function numbers(v) {
  const { first, second } = v.numbers;
  return [states(v, first, t("States of the text")), second ? states(v, second, t("States of the second text")) : ""];
}

/**
 * @param {View} v
 * @param {Path} path
 * @param {string} title
 */
const states = (v, { reading, trace, guesses }, title) =>
  table(title, [
    [t("step"), t("letter read"), t("unit 1"), t("unit 2"), t("expected next"), t("probability")],
    ...guesses.map((token, step) => {
      const state = stateOf(trace, step);
      const share = number(softmaxAt(state, v.numbers.p)[token], 4);
      const letter = step ? mono(reading.characters[step - 1]) : "";
      return [step, letter, ...state.map((value) => number(value, 4)), mono(v.net.tokens[token]), share];
    }),
  ]);

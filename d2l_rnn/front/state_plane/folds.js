/** What StatePlane has on demand: a state of the reader's own, another text or network, and the numbers. */

/**
 * @import { Point } from "../types.d.ts"
 * @import { View } from "../kit/figure.js"
 * @import { Path } from "./numbers.js"
 * @import { Land } from "./regions.js"
 * @typedef {{ target: HTMLInputElement }} Typed
 */

import { html } from "lit-html";
import { read } from "../equations/reading.js";
import { choice, mono, percent, symbol, table, toggle } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { isWhole, listed, number, paragraph, quoted, series } from "../kit/words.js";
import { rounded } from "./layout.js";
import { leads, softmaxAt, stateOf } from "./numbers.js";
import { landsOf } from "./regions.js";
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
    ["memoryless", t("without {W}", { W: symbol("W", "hh") })],
  ]);
  const { stop } = read(typed, { tokens: v.net.tokens, most: v.network.most });
  return html`<div class="d2l-row"><label>${t("Second text")} <input type="text" spellcheck="false" autocomplete="off" .value=${typed} @input=${change}></label>
${choice(t("Network"), networks, v.get("weights"), (weights) => v.set({ weights }))}</div><p>${
    stop
      ? t("This network has never seen {letter}; the second text is read up to it.", { letter: quoted(stop.character) })
      : v.numbers.second
        ? comparison(v)
        : t("A second text is drawn in broken lines.")
  }</p>`;
}

/** @param {View} v */
export function numbers(v) {
  const { first, second } = v.numbers;
  return [
    html`<p>${divided(v)}</p>`,
    states(v, first, t("States of the text")),
    second ? states(v, second, t("States of the second text")) : "",
    table(t("Where each letter leads from this state"), [
      [t("letter"), t("probability"), t("to unit 1"), t("to unit 2")],
      ...leads(chosen(v).state, v.numbers.p).map(({ token, share, to }) => [
        mono(v.net.tokens[token]),
        ...[share, ...to].map((value) => number(value, 4)),
      ]),
    ]),
  ];
}

/** How the plane is divided, the largest lands first. @param {View} v */
function divided(v) {
  const { tokens } = v.net;
  /** @type {Land[]} */
  const lands = landsOf(v.numbers.p).sort((one, other) => other.share - one.share);
  const parts = series(lands.slice(0, 8).map(({ token, share }) => html`${mono(tokens[token])} ${percent(share)}`));
  const more = lands.length > 8 ? t(" and {n} more", { n: lands.length - 8 }) : "";
  const never = tokens.filter((_, k) => lands.every(({ token }) => token !== k));
  return paragraph(
    t("Of the plane: {parts}{more}.", { parts, more }),
    never.length ? t("Nowhere the likeliest: {letters}.", { letters: listed(never, 12) }) : "",
  );
}

/**
 * @param {View} v
 * @param {Path} path
 * @param {string} title
 */
const states = (v, { reading, trace, guesses }, title) =>
  table(title, [
    [t("step"), t("letter read"), t("unit 1"), t("unit 2"), t("expects"), t("probability")],
    ...guesses.map((token, step) => {
      const state = stateOf(trace, step);
      const share = number(softmaxAt(state, v.numbers.p)[token], 4);
      const letter = step ? mono(reading.characters[step - 1]) : "";
      return [step, letter, ...state.map((value) => number(value, 4)), mono(v.net.tokens[token]), share];
    }),
  ]);

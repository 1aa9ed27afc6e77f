/** The picture of HiddenStates: the units under the letters, what is expected below, and what there is to take hold of. */

/** @import { View } from "../kit/figure.js" */
/** @import { Run } from "./numbers.js" */

import { html, svg } from "lit-html";
import { percent } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number, visible, widthInLetters } from "../kit/words.js";
import { atEnd, hands, isSet, NUDGE, nudge, silence } from "./hands.js";
import { chosen, isShown, pointed, sizeOf, stepsShown } from "./layout.js";
import { cellOf, guessOf } from "./numbers.js";

const [OVER, ASIDE] = [22, 12]; // pixels: where an arrow goes over the tops of the columns, and how far from the middle of one it ends
const NUDGES = 164; // pixels: − and + with the name between them
const PERCENT = 46; // pixels: from the middle of a column to the end of what stands beside its arrow

/** @param {View} v */
export function picture(v) {
  const { columns: at, local, numbers: runs, reading } = v;
  local.hands ??= hands(v);
  const { h, row, top, wide, y, height, arrow, band } = sizeOf(v);
  const x = (/** @type {number} */ step) => `left: ${at.x(step)}px`;
  const letter = (/** @type {number} */ step) => visible(reading.characters[step - 1]);
  const title = at.narrow ? t("hidden states") : t("hidden state after each letter");
  const unread = stepsShown(v).filter((step) => !isShown(v, step)).length;
  return html`<div class="d2l-states" @keydown=${local.hands.keys} .style=${`--wide: ${at.pitch * stepsShown(v).length}px;
--tall: ${y(h) - top}px; --left: ${at.left}px; --top: ${top}px; --column: ${wide}px; --aside: ${(at.pitch - wide) / 2}px; --row: ${row}px; --whole: ${height}px; --arrow: ${arrow}px; --band: ${band}px`}>
<canvas class="d2l-data"></canvas>${guesses(v, runs.after, runs.before, v.step)}
<div class="d2l-title"><span class="d2l-h">${title}</span>${scale(at.narrow)}</div>${sources(v)}
${unread ? html`<div class=${at.pitch * unread < 60 ? "d2l-ahead slim" : "d2l-ahead"} .style=${`left: ${at.x(v.step + 1) - wide / 2 + 3}px; width: ${at.pitch * (unread - 1) + wide - 1}px`}>${t("not read yet")}</div>` : ""}
<div class="d2l-column now" .style=${x(v.step)}><i></i><b>${letter(v.step)}</b>
<svg class="d2l-down" width="12" height=${arrow}><path d=${`M6 0V${arrow - 2}m-5 -6l5 6l5 -6`}></path></svg><small class=${at.x(v.step) + PERCENT > at.width ? "aside" : ""}>${percent(guessOf(runs.after, v.step).p)}</small></div>
${cuts(v, x, letter)}${grid(v, x, letter)}</div>`;
}

/** What the colours mean. @param {boolean} narrow */
const scale = (narrow) =>
  html`<span class="d2l-scale">${narrow ? t("value") : t("a unit's value")} −1 <i class="d2l-data"></i> +1</span>`;

/**
 * What the current column is made of, unless it was set: an arrow from the letter above, and one from the column before.
 * That one goes straight, from all of its column, where the columns are apart; else over their tops, into the left half of
 * the current one.
 * @param {View} v
 */
function sources(v) {
  const { columns: at, step } = v;
  if (isSet(v, step, null) || isSet(v, null, null)) return "";
  const { h, top, wide, y, roomy } = sizeOf(v);
  const [x, end, first] = [at.x(step), top - 6, step <= at.from];
  const middle = Math.round((top + y(h)) / 2);
  const [from, to] = [at.x(step - 1) - wide / 2, at.x(step - 1) + wide / 2];
  const all = roomy
    ? `${to + 4},${top + 1} ${to + 10},${top + 1} ${to + 10},${y(h) - 1} ${to + 4},${y(h) - 1}`
    : `${from},${top - 1} ${from},${top - 5} ${to},${top - 5} ${to},${top - 1}`;
  const over = roomy
    ? `M${to + 10} ${middle}H${x - wide / 2 - 7}m-6 -5l6 5l-6 5`
    : `M${at.x(step - 1)} ${top - 5}C${at.x(step - 1)} ${OVER - 8} ${x - ASIDE} ${OVER - 8} ${x - ASIDE} ${end}m-4 -5l4 5l4 -5`;
  return html`<svg class="d2l-sources" width=${at.width} height=${y(h)} aria-hidden="true">
${first ? "" : svg`<polyline class="d2l-over" points=${all}></polyline><path class="d2l-over" d=${over}></path>`}<path d=${`M${x} -2V${end}m-4 -5l4 5l4 -5`}></path></svg>`;
}

/** What the button below the current column does. */
export const FORGET = () => t("forget: set this column to 0");

/**
 * The button below the current column sets the whole state to 0, ⊘ in the head of a row the unit. There is no room for one
 * in each of many rows, nor for fingers: there the chosen one has its own.
 * @param {View} v
 * @param {(step: number) => string} x
 * @param {(step: number) => string} letter
 */
function cuts(v, x, letter) {
  const { h, coarse, y, width } = sizeOf(v);
  const beside = coarse && pointed(v);
  const { t: at, i } = chosen(v);
  const units = h > 16 ? [i] : [...Array(h).keys()];
  const unit = (/** @type {number} */ k) => {
    const named = k === units[0] && widthInLetters(t("unit")) < 6; // a longer word would lie under the ⊘
    const words = [named ? t("unit") : "", " ", k + 1];
    const place = `top: ${y(k + 0.5)}px`;
    if (coarse && k !== i) return html`<span class="d2l-cut" .style=${place}>${words}</span>`;
    const name = t("Set to 0: unit {unit}", { unit: k + 1 });
    return html`<button class="d2l-cut" tabindex=${k === i ? 0 : -1} aria-label=${name} title=${name} aria-pressed=${isSet(v, null, k + 1)}
.style=${place} @click=${() => silence(v, null, k + 1)}>${words} <i>⊘</i></button>`;
  };
  const name = t("{button}: the state after {letter}, step {step}", { button: FORGET(), letter: letter(at), step: at });
  const middle = v.columns.x(at);
  const aside = `max(-${middle}px, min(-50%, ${width - middle}px - 100%))`; // from there: inside the figure
  return html`<div role="toolbar" aria-label=${t("Set a state or a unit to 0")}>${units.map(unit)}<button class=${beside ? "d2l-zero beside" : "d2l-zero"}
aria-label=${name} title=${name} aria-pressed=${isSet(v, at, null)} .style=${beside ? `left: ${NUDGES}px; width: ${Math.min(200, width - NUDGES)}px` : `${x(at)}; --aside: ${aside}`}
@mousedown=${beside ? stay : null} @click=${() => silence(v, at, null)}>${FORGET()}</button></div>${beside ? nudges(v, letter(at)) : ""}`;
}

/** The focus stays on the cell: without it, what is pressed would be gone before it hears of it. @param {Event} event */
const stay = (event) => event.preventDefault();

/** What lowers and raises the cell that a finger has chosen; keys have their own way. @param {View} v @param {string} letter */
function nudges(v, letter) {
  const unit = chosen(v).i + 1;
  const button = (/** @type {string} */ sign, /** @type {string} */ name, /** @type {number} */ by) =>
    html`<button tabindex="-1" aria-label=${name} aria-disabled=${atEnd(v, by)} @click=${() => nudge(v, by)}>${sign}</button>`;
  return html`<div class="d2l-nudge" role="group" @mousedown=${stay}>${button("−", t("Lower unit {unit} after {letter}", { unit, letter }), -NUDGE)}
<span>${t("unit {unit}", { unit })}</span>${button("+", t("Raise unit {unit} after {letter}", { unit, letter }), NUDGE)}</div>`;
}

/**
 * The grid for pointers, keys and those who hear the page: one cell of it is a stop of Tab. Beside the cell that is
 * pointed at stands what it is made of, and the scale that a hand moves it on.
 * @param {View} v
 * @param {(step: number) => string} x
 * @param {(step: number) => string} letter
 */
function grid(v, x, letter) {
  const { h, top, y } = sizeOf(v);
  const { hands: on, held } = v.local;
  const cell = pointed(v);
  const { t: step, i } = cell ?? chosen(v);
  const { value, edit } = cellOf(v.numbers, step, i);
  const words = { unit: i + 1, letter: letter(step), step, value: number(value) };
  return html`${
    cell && !edit
      ? html`<div class="d2l-column before" .style=${x(step - 1)} ?hidden=${step <= v.columns.from}></div>
<div class="d2l-read" .style=${`${x(step)}; height: ${y(i + 0.5)}px`}></div>`
      : ""
  }<div class="d2l-grid" role="grid" aria-label=${t("Units and letters")} aria-rowcount=${h} aria-colcount=${v.last}
@pointerdown=${on.down} @pointermove=${on.move} @lostpointercapture=${on.up} @pointerleave=${on.leave} @click=${on.click}
@dblclick=${on.giveBack}><div role="row" aria-rowindex=${i + 1}><div class=${cell ? "d2l-cell on" : "d2l-cell"} role="gridcell" tabindex="0"
aria-label=${t("unit {unit} after {letter}, step {step}: {value}", words) + (edit ? t(", set by hand") : "")} aria-colindex=${step}
.style=${`${x(step)}; top: ${y(i + 0.5) - top}px`} @focus=${v.redraw} @blur=${v.redraw}>${
    held ? html`<i .style=${`--value: ${value}`}></i>` : ""
  }</div></div></div>`;
}

/**
 * What a run expects, under its columns; a letter that an edit has changed stands beside the one before. The step that an
 * arrow points at has its percentage there.
 * @param {View} v
 * @param {Run} after
 * @param {Run} before
 */
export function guesses(v, after, before, pointedAt = 0) {
  const { roomy } = sizeOf(v);
  const name = (/** @type {number} */ k) => visible(v.net.tokens[k]);
  const steps = stepsShown(v).filter((step) => isShown(v, step));
  return html`<div class="d2l-guesses">${t("expects")}${steps.map((step) => {
    const { token, p } = guessOf(after, step);
    const was = guessOf(before, step);
    const moved = token !== was.token || Math.abs(p - was.p) > 0.05;
    return html`<span class=${moved ? "moved" : ""} aria-current=${step === v.step} .style=${`left: ${v.columns.x(step)}px`}
>${roomy && token !== was.token ? html`<s>${name(was.token)}</s>` : ""} <b>${name(token)}</b> ${
      roomy && (moved || p < 0.95 || step === v.step) && step !== pointedAt ? percent(p) : ""
    }</span>`;
  })}</div>`;
}

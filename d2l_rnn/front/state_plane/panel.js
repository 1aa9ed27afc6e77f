/** What stands beside the plane: what the network expects at the current state and at the one it is compared with. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { PlaneSize } from "./layout.js"
 * @import { Place } from "./sentences.js"
 */

import { html, svg } from "lit-html";
import { mono, percent } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { after, softmaxAt, stateOf } from "./numbers.js";
import { chosen, named, pairOf, parts, point } from "./sentences.js";

const SEEN = 0.005; // a probability that is not printed as "< 1%"

/** What is drawn around the current state and around one of the reader's own. */
export const MARKS = { current: "M-10 0a10 10 0 1 0 20 0a10 10 0 1 0-20 0", own: "M0-11L11 0L0 11L-11 0Z" };

/** @param {View} v @param {PlaneSize} size */
export function panel(v, { narrow, panel }) {
  const places = compared(v);
  const rows = lettersOf(v, places, narrow ? 3 : places.length > 1 ? 4 : 6);
  return html`<div class="d2l-panel" .style=${panel}><div class=${v.get("fan") ? "d2l-compared wide" : "d2l-compared"}>${places.map((place) => expected(v, place, rows))}</div>
${narrow ? "" : html`<div class="d2l-key">${key(v)}</div>`}</div>`;
}

/**
 * The states whose expectations stand beside each other: the current one, and the one that is pointed at, or the other
 * one of the same letter. With the fan the rows are wide, and there is one.
 * @param {View} v
 * @returns {Place[]}
 */
function compared(v) {
  const own = chosen(v);
  const { over } = v.local;
  if (v.get("fan")) return [over ?? own];
  const at = (/** @type {number} */ step) => ({ t: step, state: stateOf(v.numbers.first.trace, step) });
  const places = v.get("probing") ? [at(v.step), own] : (pairOf(v)?.map(at) ?? [own]);
  const here = places.findIndex((place) => place.t === own.t);
  if (over && (over.t === undefined || over.t !== own.t)) places[1 - here] = over;
  return places;
}

/**
 * The letters that have a row, the same at all places: the likeliest ones at any of them, and none that is unlikely at
 * all of them, but for one to compare with.
 * @param {View} v
 * @param {Place[]} places
 * @param {number} most rows, one of which may be for the others
 */
function lettersOf(v, places, most) {
  const [one, other = one] = places.map(({ state }) => softmaxAt(state, v.numbers.p));
  const highest = one.map((share, token) => Math.max(share, other[token]));
  const order = [...highest.keys()].sort((one, other) => highest[other] - highest[one]);
  const likely = order.filter((token, k) => k < 2 || highest[token] >= SEEN || v.get("fan"));
  const rows = likely.length < most ? likely : likely.slice(0, most - 1);
  return order.length - rows.length > 1 ? rows : order; // one more letter takes no more room than "others"
}

/**
 * What is expected at a place; with the fan, where each letter would lead.
 * @param {View} v
 * @param {Place} place
 * @param {number[]} rows
 */
function expected(v, place, rows) {
  const { p } = v.numbers;
  const shares = softmaxAt(place.state, p);
  const others = [...shares.keys()].filter((token) => !rows.includes(token));
  const rest = { n: others.length, share: percent(others.reduce((sum, token) => sum + shares[token], 0)) };
  const said = v.columns.narrow ? t("{n} others: {share}", rest) : t("{n} other letters: {share}", rest);
  return html`<div><p>${heading(v, place)}</p>${rows.map((token) => {
    const share = shares[token];
    return html`<p class="d2l-odds">${mono(v.net.tokens[token])}<span class="d2l-track"><span class="d2l-bar" .style=${`width: ${100 * share}%`}></span></span><span>${percent(share)}${v.get("fan") ? t(" to {point}", { point: point(after(token, place.state, p)) }) : ""}</span></p>`;
  })}${others.length ? html`<p class="d2l-others">${said}</p>` : ""}</div>`;
}

/**
 * Whose expectation it is, with its mark in the plane.
 * @param {View} v
 * @param {Place} place
 */
function heading(v, { t: step, over }) {
  const dot = (/** @type {string} */ around) =>
    svg`<circle class="dot" r="5"></circle><path class="ring" d=${around}></path>`;
  const [around, words] = step
    ? [step === v.step ? MARKS.current : "", t("After {read} it expects", { read: named(v, step) })]
    : step === 0
      ? [v.step ? "" : MARKS.current, t("At the start it expects")]
      : over
        ? ["", t("Where you point it expects")]
        : [MARKS.own, t("Your state expects")];
  return [sign(dot(around)), html`<span>${words}</span>`];
}

/** A small picture before some words. @param {unknown} drawn */
const sign = (drawn) => html`<svg class="d2l-sign" viewBox="-12 -12 24 24" aria-hidden="true">${drawn}</svg>`;

const state = () => [sign(svg`<circle class="dot" r="5"></circle>`), t("a state: the values of the two hidden units")];

/** What is drawn; where an arrow is split, what its two parts are. @param {View} v */
const key = (v) =>
  parts(v)?.map((words) => html`<p>${words}</p>`) ?? [
    html`<p>${state()}</p>`,
    html`<p>${sign(svg`<path class="moved" d="M-10 0H8m-5-4l5 4l-5 4"></path>`)}${t("one letter is read: the state jumps")}</p>`,
  ];

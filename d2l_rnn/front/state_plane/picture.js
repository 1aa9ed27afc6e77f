/** The picture of StatePlane: the lands of the letters, the paths, the current step, and what is expected there. */

/**
 * @import { Point } from "../types.d.ts"
 * @import { View } from "../kit/figure.js"
 * @import { PathLayout, PlaneSize, Taken } from "./layout.js"
 * @import { Land } from "./regions.js"
 * @import { Place } from "./sentences.js"
 */

import { html, svg } from "lit-html";
import { mono, percent, reads, remembers, symbol } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { visible } from "../kit/words.js";
import { GRAIN } from "./ground.js";
import { arrow, pathLayout, pixelOf, planeSize, settle } from "./layout.js";
import { apart, leads, legs, stateOf } from "./numbers.js";
import { chosen, lettersRead, point } from "./sentences.js";

const MOST_FANNED = 40; // arrows of the fan: more cannot be told apart

/** @param {Point} end @param {Point} before */
function head(end, before) {
  const angle = Math.atan2(end[1] - before[1], end[0] - before[0]);
  const wing = (/** @type {number} */ turn) =>
    /** @type {Point} */ ([end[0] - 9 * Math.cos(angle + turn), end[1] - 9 * Math.sin(angle + turn)]);
  return svg`<polygon points=${[end, wing(0.4), wing(-0.4)].join(" ")}></polygon>`;
}

/** @param {ReturnType<typeof arrow>} points */
const bent = (points) =>
  points && [svg`<path d=${`M${points[0]}Q${points[1]} ${points[2]}`}></path>`, head(points[2], points[1])];

/** @param {View} v */
export function picture(v) {
  const size = planeSize(v.columns);
  const here = leads(chosen(v).state, v.numbers.p, 1)[0].token;
  /** @type {Taken[]} */
  const taken = [];
  const lands = v.numbers.lands.map((/** @type {Land} */ one) =>
    land(visible(v.net.tokens[one.token]), one, one.token === here, size, taken),
  );
  const [first, second] = [v.numbers.first, v.numbers.second].map(
    (one) => one && pathLayout(one, v.step, size, taken, one === v.numbers.second),
  );
  v.local.layout = { size, first };
  const square = `left: ${size.left}px; top: ${size.top}px; width: ${size.side}px; height: ${size.side}px`;
  const { hear } = v.local;
  return html`<div class="d2l-plane" .style=${`height: ${size.height}px`}><canvas class="d2l-data" width=${GRAIN} height=${GRAIN} .style=${square}></canvas>
<svg width=${size.width} height=${size.below} aria-hidden="true">
${lands}${axes(size)}${v.get("fan") ? fan(v, size, taken) : ""}
${second ? path(second, size, v.step, true) : ""}${path(first, size, v.step, false)}${now(v, size)}</svg>
<div class="d2l-spot" tabindex="0" role="application" .style=${square}
aria-label=${t("Plane of states: arrow keys try a state of your own, Escape goes back to the text")}
@pointermove=${hear.move} @pointerleave=${hear.leave} @pointerdown=${hear.press} @keydown=${hear.key}></div>
<div class="d2l-panel" .style=${size.panel}>${expectations(v, size)}${legend(size)}</div></div>`;
}

/** @param {PlaneSize} size */
const axes = ({ left, top, side }) =>
  svg`${["−1", "0", "1"].map((tick, k) => {
    const far = (k * side) / 2;
    return svg`<text class="soft" x=${left + far} y=${top + side + 16}>${tick}</text><text class="soft" x=${left - 14} y=${top + side - far + 4}>${tick}</text>`;
  })}<text x=${left + side / 2} y=${top + side + 34}>${t("hidden unit 1")}</text>
<text transform=${`translate(${left - 26} ${top + side / 2})rotate(-90)`}>${t("hidden unit 2")}</text>`;

/**
 * A land with its letter, where there is room for it; the one that is expected now stands out.
 * @param {string} letter
 * @param {Land} land
 * @param {boolean} here
 * @param {PlaneSize} size
 * @param {Taken[]} taken
 */
function land(letter, { corners, middle, room }, here, size, taken) {
  const pixels = Math.min(44, (room * size.side * 0.7) / Math.max(1, letter.length / 2));
  const [x, y] = pixelOf(size, middle);
  if (pixels > 12) taken.push([x, y, 0.3 * pixels * letter.length, 0.5 * pixels]);
  return svg`<g class=${here ? "d2l-land here" : "d2l-land"}><polygon points=${corners.map((one) => pixelOf(size, one)).join(" ")}></polygon>
<text x=${x} y=${y + pixels / 3} .style=${`font-size: ${pixels}px`}>${pixels > 12 ? letter : ""}</text></g>`;
}

/**
 * The path of a text: what is not read yet is faint. Its current step is drawn elsewhere, but for that of a second text.
 * @param {PathLayout} layout
 * @param {PlaneSize} size
 * @param {number} t
 * @param {boolean} second
 */
function path({ first, last, dots, places }, size, t, second) {
  const part = (/** @type {boolean} */ later) => {
    const has = (/** @type {number} */ step) => later === (step > t || step < first);
    const drawn = (/** @type {number} */ step) => step > first && step <= last && has(step) && (second || step !== t);
    return svg`<g class=${later ? "later" : ""}>${dots.map((dot, step) => (drawn(step) ? bent(arrow(dots[step - 1], dot, size)) : ""))}
<path class="dots" d=${dots.map((dot, step) => (has(step) ? `M${dot}h0` : "")).join("")}></path>${places.map((place) => (place.label && has(place.steps[0]) ? nameOf(place) : ""))}</g>`;
  };
  return svg`<g class=${second ? "d2l-path second" : "d2l-path"}>${part(true)}${part(false)}</g>`;
}

/** @param {PathLayout["places"][number]} place */
const nameOf = ({ steps, letters, label: [x, y] = [0, 0] }) =>
  svg`<text x=${x} y=${y + 5}>${letters.map((letter, k) =>
    letter
      ? svg`<tspan class="letter">${letter}</tspan><tspan class="index" dy="3">${steps[k]} </tspan><tspan dy="-3">​</tspan>`
      : t("start "),
  )}${steps.length > 3 ? `+${steps.length - 3}` : ""}</text>`;

/** The way of the current step in pixels. @param {View} v @param {PlaneSize} size */
export const way = (v, size) => legs(v.numbers.first, v.step, v.numbers.p).map((state) => pixelOf(size, state));

/**
 * The current step and its ring, and the reader's own state.
 * @param {View} v
 * @param {PlaneSize} size
 */
function now(v, size) {
  const here = pixelOf(size, stateOf(v.numbers.first.trace, v.step));
  const mark = (/** @type {Point} */ point, /** @type {string} */ d) =>
    svg`<g transform=${`translate(${point})`}><g class="d2l-mover"><path class="under" d=${d}></path><circle class="dot" r="4"></circle><path class="ring" d=${d}></path></g></g>`;
  const [before, carried, ...moved] = v.step ? way(v, size) : [];
  const taken = v.step
    ? svg`<path class="h" d=${`M${before}L${carried}`}></path><g class="x"><path d=${`M${[carried, ...moved].join(" ")}`}></path>${head(here, moved.findLast((one) => apart(one, here) > 12) ?? carried)}</g><circle class="h" cx=${carried[0]} cy=${carried[1]} r="3.5"></circle>`
    : "";
  return svg`<g class="d2l-step">${taken}${mark(here, "M-10 0a10 10 0 1 0 20 0a10 10 0 1 0-20 0")}${v.get("probing") ? mark(pixelOf(size, chosen(v).state), "M0-11L11 0L0 11L-11 0Z") : ""}</g>`;
}

/**
 * Where each letter would lead: the thicker, the likelier.
 * @param {View} v
 * @param {PlaneSize} size
 * @param {Taken[]} taken
 */
function fan(v, size, taken) {
  const from = chosen(v).state;
  return svg`<g class="d2l-fan">${leads(from, v.numbers.p, MOST_FANNED).map(({ token, share, to }) => {
    const end = pixelOf(size, to);
    const label = settle(end, 6, taken, size, [14, 24, 36]);
    return svg`<g .style=${`stroke-width: ${1 + 4 * share}px`}>${bent(arrow(pixelOf(size, from), end, size, 11))}</g>${
      label && svg`<text class="letter" x=${label[0]} y=${label[1] + 5}>${visible(v.net.tokens[token])}</text>`
    }`;
  })}</g>`;
}

/**
 * What is expected at the state that is pointed at, or chosen; with the fan, where each letter would lead.
 * @param {View} v
 * @param {PlaneSize} size
 */
function expectations(v, { narrow }) {
  /** @type {Place} */
  const place = v.local.over ?? chosen(v);
  const next = v.reading.indices[place.t ?? Infinity];
  const heading = place.t
    ? t("The next letter after {read}", { read: lettersRead(v, place.t) })
    : t("The next letter at {point}", { point: point(place.state) });
  return html`<p>${heading}</p>${leads(place.state, v.numbers.p, narrow ? 3 : 6).map(({ token, share, to }, k) => {
    const comes = token !== next ? "" : k ? t(" comes next") : t(" ✓ comes next");
    const then = v.get("fan") ? t(" to {point}", { point: point(to) }) : comes;
    return html`<p class="d2l-odds">${mono(v.net.tokens[token])}<span class="d2l-track"><span class="d2l-bar" .style=${`width: ${100 * share}%`}></span></span><span>${percent(share)}${then}</span></p>`;
  })}`;
}

/** What the marks mean: in a line where there is little room, else one under the other. @param {PlaneSize} size */
function legend({ narrow }) {
  const words = {
    dot: remembers("●"),
    letter: reads(mono("a")),
    carried: remembers(narrow ? symbol("W", "hh") : t("{W} takes the state", { W: symbol("W", "hh") })),
    moved: reads(narrow ? t("the letter") : t("the letter moves it")),
  };
  if (narrow)
    return html`<p class="d2l-key">${t("{dot} a state, {letter} the letter read. Ground: the letter expected, stronger if surer. This step: {carried}, then {moved}.", words)}</p>`;
  const items = [
    [
      svg`<g class="d2l-path"><path class="dots" d="M8 11h0"></path></g><text class="letter" x="22" y="16">a</text>`,
      t("a state, and the letter just read"),
    ],
    [
      svg`<g class="d2l-land here"><text class="big" x="15" y="18">a</text></g>`,
      t("the letter expected there: the stronger the ground, the surer"),
    ],
    [
      svg`<g class="d2l-step"><path class="h" d="M2 11H15"></path><g class="x"><path d="M15 11H28"></path></g><circle class="h" cx="15" cy="11" r="3.5"></circle></g>`,
      t("this step: {carried}, then {moved}", words),
    ],
    [
      svg`<g class="d2l-step"><path class="ring" d="M15 3L23 11L15 19L7 11Z"></path></g>`,
      t("click anywhere to try a state of your own"),
    ],
  ];
  return html`<ul class="d2l-key">${items.map(([icon, said]) => html`<li><svg width="30" height="22" aria-hidden="true">${icon}</svg><span>${said}</span></li>`)}</ul>`;
}

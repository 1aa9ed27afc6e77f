/** The picture of StatePlane: the lands of the letters, the paths, the current step, and what is expected there. */

/**
 * @import { Point } from "../types.d.ts"
 * @import { View } from "../kit/figure.js"
 * @import { PathLayout, PlaneSize, Taken } from "./layout.js"
 * @import { Land } from "./regions.js"
 * @import { Place } from "./sentences.js"
 */

import { html, svg } from "lit-html";
import { matrix, mono, percent, reads, remembers } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number, paragraph, visible } from "../kit/words.js";
import { GRAIN } from "./ground.js";
import {
  arrow,
  borders,
  costOf,
  LINE,
  labelled,
  pathLayout,
  pixelOf,
  planeSize,
  REACH,
  SOLID,
  settle,
} from "./layout.js";
import { apart, leads, legs, memoryAt, stateOf } from "./numbers.js";
import { holds } from "./regions.js";
import { chosen, isTrying, lettersRead, point } from "./sentences.js";

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
  const both = [v.numbers.first, v.numbers.second].map(
    (one) => one && pathLayout(one, v.step, v.numbers.p, size, taken, one === v.numbers.second),
  );
  taken.push(...borders(v.numbers.lands, size));
  const named = (/** @type {0 | 1} */ k) => {
    const one = k ? v.numbers.second : v.numbers.first;
    return one && { ...both[k], places: labelled(both[k], one, size, taken, k === 1) };
  };
  const first = named(0); // before the lands, which have more room
  const lands = v.numbers.lands.map((/** @type {Land} */ one) =>
    land(visible(v.net.tokens[one.token]), one, one.token === here, size, taken),
  );
  const second = named(1);
  const alike = memoryAt(v.numbers.first, v.step)?.steps ?? [];
  v.local.layout = { size, first };
  const square = `left: ${size.left}px; top: ${size.top}px; width: ${size.side}px; height: ${size.side}px`;
  const { hear } = v.local;
  return html`<div class="d2l-plane" .style=${`height: ${size.height}px`}><canvas class="d2l-data" ?hidden=${!isTrying(v)} width=${GRAIN} height=${GRAIN} .style=${square}></canvas>
<svg width=${size.width} height=${size.below} aria-hidden="true">
${lands}${axes(chosen(v).state, size)}${v.get("fan") ? fan(v, size, taken) : ""}
${second ? path(second, size, v.step, true, []) : ""}${path(first, size, v.step, false, alike)}${now(v, size, alike)}</svg>
<div class="d2l-spot" tabindex="0" role="application" .style=${square}
aria-label=${t("Plane of states: arrow keys try a state of your own, Escape goes back to the text")}
@pointermove=${hear.move} @pointerleave=${hear.leave} @pointerdown=${hear.press} @keydown=${hear.key}></div>
<div class="d2l-panel" .style=${size.panel}>${expectations(v, size)}${thisStep(v)}</div></div>`;
}

/**
 * The values of the two units: a scale for each, and on it what it is now.
 * @param {Point} state
 * @param {PlaneSize} size
 */
function axes(state, size) {
  const { left, top, side } = size;
  const [x, y] = pixelOf(size, state);
  const [below, beside] = [top + side + 16, left - 6];
  const free = (/** @type {number} */ one, /** @type {number} */ tick, /** @type {number} */ room) =>
    Math.abs(one - tick) > room;
  return svg`${[-1, 0, 1].map((tick) => {
    const [a, b] = pixelOf(size, [tick, tick]);
    return [
      free(x, a, 34) ? svg`<text class="soft" x=${a} y=${below}>${number(tick, 0)}</text>` : "",
      free(y, b, 13) ? svg`<text class="soft end" x=${beside} y=${b + 4}>${number(tick, 0)}</text>` : "",
    ];
  })}<path class="d2l-drop" d=${`M${x} ${y}V${top + side}M${x} ${y}H${left}`}></path>
<text class="value" x=${x} y=${below}>${number(state[0], 2)}</text>
<text class="value end" x=${beside} y=${y + 4}>${number(state[1], 2)}</text>
<text x=${left + side / 2} y=${top + side + 34}>${t("value of hidden unit 1")}</text>
<text transform=${`translate(11 ${top + side / 2})rotate(-90)`}>${t("value of hidden unit 2")}</text>`;
}

/**
 * A land with what is expected in it, where there is room for that: in short where more would cover a line. The one
 * of the current state stands out.
 * @param {string} letter
 * @param {Land} one
 * @param {boolean} here
 * @param {PlaneSize} size
 * @param {Taken[]} taken
 */
function land(letter, one, here, size, taken) {
  const long = /** @type {Point} */ ([31 + 6 * letter.length, 12]);
  const short = /** @type {Point} */ ([14 + 6 * letter.length, 10]);
  const full = roomIn(one, long, size, taken);
  const bare = full && full.cost < (here ? SOLID : 2 * LINE) ? null : roomIn(one, short, size, taken);
  const all = !bare || (full && full.cost <= bare.cost);
  const { at } = (all ? full : bare) ?? {};
  if (at) taken.push([...at, ...(all ? long : short)]);
  const name = svg`<tspan class="land">${letter}</tspan>`;
  return svg`<g class=${here ? "d2l-land here" : "d2l-land"}><polygon points=${one.corners.map((corner) => pixelOf(size, corner)).join(" ")}></polygon>
${at ? svg`<text x=${at[0]} y=${at[1] + 6}>${all ? t("expects {letter}", { letter: name }) : t("next {letter}", { letter: name })}</text>` : ""}</g>`;
}

/**
 * Where a label has room in a land, as near to its middle as other things let it, and what it costs there; null for nowhere.
 * @param {Land} one
 * @param {Point} half
 * @param {PlaneSize} size
 * @param {Taken[]} taken
 */
function roomIn(one, half, size, taken) {
  const inPlane = /** @type {Point} */ (half.map((value) => (2 * REACH * value) / size.side));
  const middle = pixelOf(size, one.middle);
  const steps = [0, -0.1, 0.1, -0.2, 0.2, -0.3, 0.3, -0.4, 0.4, -0.6, 0.6];
  /** @type {{ at: Point, cost: number } | undefined} */
  let best;
  for (const a of steps)
    for (const b of steps) {
      const place = /** @type {Point} */ ([one.middle[0] + a, one.middle[1] + b]);
      if (!holds(one, place, inPlane)) continue;
      const at = pixelOf(size, place);
      const cost = 0.3 * apart(at, middle) + costOf(at, half, taken);
      if (!best || cost < best.cost) best = { at, cost };
    }
  return best && best.cost < SOLID ? best : null;
}

/**
 * The path of a text: what is not read yet is faint. Its current step is drawn elsewhere, but for that of a second text.
 * @param {PathLayout} layout
 * @param {PlaneSize} size
 * @param {number} t
 * @param {boolean} second
 * @param {number[]} alike steps that stand out
 */
function path({ first, last, dots, places }, size, t, second, alike) {
  const part = (/** @type {boolean} */ later) => {
    const has = (/** @type {number} */ step) => later === (step > t || step < first);
    const drawn = (/** @type {number} */ step) => step > first && step <= last && has(step) && (second || step !== t);
    return svg`<g class=${later ? "later" : ""}>${dots.map((dot, step) => (drawn(step) ? bent(arrow(dots[step - 1], dot, size)) : ""))}
<path class="dots" d=${dots.map((dot, step) => (has(step) ? `M${dot}h0` : "")).join("")}></path>${alike.filter(has).map((step) => svg`<path class="dots alike" d=${`M${dots[step]}h0`}></path>`)}
${places.map((place) => (place.label && has(place.steps[0]) ? label(place, alike.includes(place.steps[0])) : ""))}</g>`;
  };
  return svg`<g class=${second ? "d2l-path second" : "d2l-path"}>${part(true)}${part(false)}</g>`;
}

/** @param {PathLayout["places"][number]} place @param {boolean} strong */
const label = ({ steps, names, label: [x, y] = [0, 0] }, strong) =>
  svg`<text class=${strong ? "alike" : ""} x=${x} y=${y + 5}>${names.map(({ word, before, letter, index }, k) => [
    k ? " " : "",
    word ||
      svg`<tspan class="before">${before}</tspan><tspan class="letter">${letter}</tspan>${index && svg`<tspan class="index" dy="3">${index}</tspan><tspan dy="-3">​</tspan>`}`,
  ])}${steps.length > 3 ? ` +${steps.length - 3}` : ""}</text>`;

/** The way of the current step in pixels. @param {View} v @param {PlaneSize} size */
export const way = (v, size) => legs(v.numbers.first, v.step, v.numbers.p).map((state) => pixelOf(size, state));

/**
 * The current step and its ring, the like of it around those that stand out besides, and the reader's own state.
 * @param {View} v
 * @param {PlaneSize} size
 * @param {number[]} alike
 */
function now(v, size, alike) {
  const others = alike.filter((step) => step !== v.step);
  const here = pixelOf(size, stateOf(v.numbers.first.trace, v.step));
  const mark = (/** @type {Point} */ point, /** @type {string} */ d) =>
    svg`<g transform=${`translate(${point})`}><g class="d2l-mover"><path class="under" d=${d}></path><circle class="dot" r="4"></circle><path class="ring" d=${d}></path></g></g>`;
  const [before, carried, ...moved] = v.step ? way(v, size) : [];
  const walked = v.step
    ? svg`<path class="h" d=${`M${before}L${carried}`}></path><g class="x"><path d=${`M${[carried, ...moved].join(" ")}`}></path>${head(here, moved.findLast((one) => apart(one, here) > 12) ?? carried)}</g>`
    : "";
  return svg`<g class="d2l-step">${walked}${mark(here, "M-10 0a10 10 0 1 0 20 0a10 10 0 1 0-20 0")}${others.map(
    (step) => {
      const [x, y] = pixelOf(size, stateOf(v.numbers.first.trace, step));
      return svg`<circle class="twin" cx=${x} cy=${y} r="10"></circle>`;
    },
  )}${v.get("probing") ? mark(pixelOf(size, chosen(v).state), "M0-11L11 0L0 11L-11 0Z") : ""}</g>`;
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
    const name = settle(end, 6, taken, size);
    return svg`<g .style=${`stroke-width: ${1 + 4 * share}px`}>${bent(arrow(pixelOf(size, from), end, size, 11))}</g>${
      name && svg`<text class="letter" x=${name[0]} y=${name[1] + 5}>${visible(v.net.tokens[token])}</text>`
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
  const words = { read: place.t ? lettersRead(v, place.t) : "", point: point(place.state) };
  const heading = place.t
    ? t("After {read}, at {point}, the network expects", words)
    : t("At {point} the network expects", words);
  const all = leads(place.state, v.numbers.p);
  const most = narrow ? 3 : 6;
  const shown = all.slice(0, all.length > most ? most - 1 : most);
  const rest = all.slice(shown.length);
  const others = rest.reduce((sum, { share }) => sum + share, 0);
  return html`<p>${narrow ? t("expected next") : heading}</p>${shown.map(({ token, share, to }, k) => {
    const comes = token !== next ? "" : k ? t(" comes next") : t(" ✓ comes next");
    const then = v.get("fan") ? t(" to {point}", { point: point(to) }) : comes;
    return html`<p class="d2l-odds">${mono(v.net.tokens[token])}<span class="d2l-track"><span class="d2l-bar" .style=${`width: ${100 * share}%`}></span></span><span>${percent(share)}${then}</span></p>`;
  })}${rest.length ? html`<p class="d2l-others">${t("{n} other letters: {share}", { n: rest.length, share: percent(others) })}${rest.some(({ token }) => token === next) ? t(", among them the one that comes") : ""}</p>` : ""}`;
}

/**
 * What takes the state on in this step, in the colours of the two lines.
 * @param {View} v
 */
function thisStep({ step, last, reading, columns: { narrow } }) {
  const words = {
    carried: remembers(t("{W} takes the state along", { W: matrix("W", "hh") })),
    moved: reads(t("then {letter} moves it", { letter: mono(reading.characters[step - 1] ?? "") })),
  };
  const way = step ? t("{carried}, {moved}.", words) : t("Here every text starts.");
  return html`<p class="d2l-key">${paragraph(way, step < last && !narrow ? t("Grey: still to come.") : "")}</p>`;
}

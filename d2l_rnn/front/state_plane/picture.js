/** The picture of StatePlane: the lands of the letters, the paths, and the current step. */

/**
 * @import { Point } from "../types.d.ts"
 * @import { View } from "../kit/figure.js"
 * @import { PathLayout, PlaneSize, Taken } from "./layout.js"
 * @import { Land } from "./regions.js"
 */

import { html, svg } from "lit-html";
import { t } from "../kit/translate.js";
import { number, visible } from "../kit/words.js";
import { GRAIN } from "./ground.js";
import {
  arrow,
  borders,
  costOf,
  LINE,
  labelled,
  lineOf,
  pathLayout,
  pixelOf,
  planeSize,
  REACH,
  SOLID,
  settle,
} from "./layout.js";
import { apart, leads, legs, memoryAt, stateOf } from "./numbers.js";
import { MARKS, panel } from "./panel.js";
import { edgesOf, holds } from "./regions.js";
import { chosen, isTrying, measured, splitOf } from "./sentences.js";

const RING = 14; // pixels from the current state, beyond its ring
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
  /** @type {Taken[]} */
  const taken = [];
  const both = [v.numbers.first, v.numbers.second].map(
    (one) => one && pathLayout(one, v.step, size, taken, one === v.numbers.second),
  );
  taken.push(...borders(v.numbers.lands, size));
  const named = (/** @type {0 | 1} */ k) => {
    const one = k ? v.numbers.second : v.numbers.first;
    return one && { ...both[k], places: labelled(both[k], one, size, taken, k === 1) };
  };
  const first = named(0); // before the lands, which have more room
  const lands = /** @type {Land[]} */ (v.numbers.lands).map((one, k) =>
    land(visible(v.net.tokens[one.token]), one, size, taken, isTrying(v) ? 0 : k % 3),
  );
  const second = named(1);
  const found = memoryAt(v.numbers.first, v.step);
  const strong = [v.step, ...(found?.isRead ? found.steps : [])];
  v.local.layout = { size, first };
  const square = `left: ${size.left}px; top: ${size.top}px; width: ${size.side}px; height: ${size.side}px`;
  const { hear } = v.local;
  return html`<div class="d2l-plane" .style=${`height: ${size.height}px`}><canvas class="d2l-data" ?hidden=${!isTrying(v)} width=${GRAIN} height=${GRAIN} .style=${square}></canvas>
<svg width=${size.width} height=${size.below} aria-hidden="true">
${lands.map(([shape]) => shape)}${axes(measured(v)?.state, size)}${v.get("fan") ? fan(v, size, taken) : ""}
${second ? path(second, size, v, true, []) : ""}${path(first, size, v, false, strong)}${lands.map(([, name]) => name)}${now(v, size)}</svg>
<div class="d2l-spot" tabindex="0" role="application" .style=${square}
aria-label=${t("Plane of states: arrow keys try a state of your own, Escape goes back to the text")}
@pointermove=${hear.move} @pointerleave=${hear.leave} @pointerdown=${hear.press} @keydown=${hear.key}
@focus=${hear.focus} @blur=${hear.blur}></div>
${panel(v, size)}</div>`;
}

/**
 * The values of the two units: a scale for each, and on it that of a state that is pointed at.
 * @param {Point | undefined} state
 * @param {PlaneSize} size
 */
function axes(state, size) {
  const { left, top, side } = size;
  const [x, y] = state ? pixelOf(size, state) : [Infinity, Infinity];
  const [below, beside] = [top + side + 16, left - 6];
  const free = (/** @type {number} */ one, /** @type {number} */ tick, /** @type {number} */ room) =>
    Math.abs(one - tick) > room;
  return svg`${[-1, 0, 1].map((tick) => {
    const [a, b] = pixelOf(size, [tick, tick]);
    return [
      free(x, a, 34) ? svg`<text class="soft" x=${a} y=${below}>${number(tick, 0)}</text>` : "",
      free(y, b, 13) ? svg`<text class="soft end" x=${beside} y=${b + 4}>${number(tick, 0)}</text>` : "",
    ];
  })}${
    state &&
    svg`<path class="d2l-drop" d=${`M${x} ${y}V${top + side}M${x} ${y}H${left}`}></path>
<text class="value" x=${x} y=${below}>${number(state[0], 2)}</text>
<text class="value end" x=${beside} y=${y + 4}>${number(state[1], 2)}</text>`
  }<text class="soft" x=${left + side / 2} y=${top + side + 34}>${t("value of hidden unit 1")}</text>
<text class="soft" transform=${`translate(11 ${top + side / 2})rotate(-90)`}>${t("value of hidden unit 2")}</text>`;
}

/**
 * A land with what is expected in it, where there is room for that: the letter alone where more would cover a line.
 * @param {string} letter
 * @param {Land} one
 * @param {PlaneSize} size
 * @param {Taken[]} taken
 * @param {number} tint which of three, so that neighbours can be told apart; where the ground is painted, none
 */
function land(letter, one, size, taken, tint) {
  const long = /** @type {Point} */ ([31 + 6 * letter.length, 12]);
  const short = /** @type {Point} */ ([6 * letter.length, 10]);
  const full = roomIn(one, long, size, taken);
  const bare = full && full.cost < 10 * LINE ? null : roomIn(one, short, size, taken);
  const all = !bare || (full && full.cost <= bare.cost);
  const { at } = (all ? full : bare) ?? {};
  if (at) taken.push([...at, ...(all ? long : short)]);
  const name = svg`<tspan class="land">${letter}</tspan>`;
  const edges = edgesOf(one, REACH).map((edge) => `M${edge.map((end) => pixelOf(size, end)).join("L")}`);
  const corners = one.corners.map((corner) => pixelOf(size, corner).join()).join(" ");
  const shape = svg`${tint ? svg`<polygon class=${`d2l-tint d2l-tint-${tint}`} points=${corners}></polygon>` : ""}<path class="d2l-land" d=${edges.join("")}></path>`;
  return [
    shape,
    at &&
      svg`<text class="d2l-expects" x=${at[0]} y=${at[1] + 6}>${all ? t("expects {letter}", { letter: name }) : name}</text>`,
  ];
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
  /** @type {{ at: Point, cost: number } | undefined} */
  let best;
  for (const [a, b] of ASIDE) {
    const place = /** @type {Point} */ ([one.middle[0] + a, one.middle[1] + b]);
    const at = pixelOf(size, place);
    const aside = 0.3 * apart(at, middle);
    if (best && best.cost <= aside) break; // nothing can be better
    if (!holds(one, place, inPlane)) continue;
    const cost = aside + costOf(at, half, taken);
    if (!best || cost < best.cost) best = { at, cost };
  }
  return best && best.cost < SOLID ? best : null;
}

const STEPS = [0, -0.1, 0.1, -0.2, 0.2, -0.3, 0.3, -0.4, 0.4, -0.6, 0.6];
/** How far from a middle a label is tried, the nearest first. */
const ASIDE = STEPS.flatMap((a) => STEPS.map((b) => [a, b])).sort(
  (one, two) => Math.hypot(...one) - Math.hypot(...two),
);

/**
 * The path of a text, as far as it is read. Its current step is drawn elsewhere, but for that of a second text.
 * @param {PathLayout} layout
 * @param {PlaneSize} size
 * @param {View} v
 * @param {boolean} second
 * @param {number[]} strong steps that stand out
 */
function path({ first, last, dots, places }, size, v, second, strong) {
  const end = Math.min(last, v.step);
  const split = second ? 0 : splitOf(v);
  const seen = dots.slice(0, end + 1);
  const line = (/** @type {Point} */ dot, /** @type {number} */ step) => {
    if (step <= first || step === split) return "";
    const isLast = step === v.step && !second;
    return svg`<g class=${isLast ? "last" : ""}>${bent(arrow(dots[step - 1], dot, size, 8, isLast ? RING : 8))}</g>`;
  };
  return svg`<g class=${second ? "d2l-path second" : "d2l-path"}>${seen.map(line)}${split ? parts(v, split, size) : ""}
<path class="dots" d=${seen.map((dot, step) => (step < first ? "" : `M${dot}h0`)).join("")}></path>${strong.map((step) => svg`<path class="dots strong" d=${`M${dots[step]}h0`}></path>`)}
${places.map((place) =>
  place.label && place.steps[0] <= end
    ? label(
        place,
        place.steps.some((step) => strong.includes(step)),
      )
    : "",
)}</g>`;
}

/**
 * The two parts of a step: where W_hh takes the state before, and from there on what the letter adds.
 * @param {View} v
 * @param {number} step
 * @param {PlaneSize} size
 */
function parts(v, step, size) {
  const [before, carried, ...moved] = legs(v.numbers.first, step, v.numbers.p).map((state) => pixelOf(size, state));
  const end = moved[moved.length - 1];
  return svg`<g class="d2l-parts"><path d=${`M${before}L${carried}`}></path><g class="x"><path d=${`M${[carried, ...moved].join(" ")}`}></path>${head(end, moved.findLast((one) => apart(one, end) > 12) ?? carried)}</g></g>`;
}

/** @param {PathLayout["places"][number]} place @param {boolean} strong */
const label = ({ steps, names, label: [x, y] = [0, 0] }, strong) =>
  svg`<text class=${strong ? "strong" : ""} x=${x} y=${y + 5}>${names.map(({ word, before, letter, index }, k) => [
    k ? " " : "",
    word ||
      svg`<tspan class="before">${before}</tspan><tspan class="letter">${letter}</tspan>${index && svg`<tspan class="index" dy="3">${index}</tspan><tspan dy="-3">​</tspan>`}`,
  ])}${steps.length > 3 ? ` +${steps.length - 3}` : ""}</text>`;

/** The way of the current step in pixels: its two parts, where they are seen. @param {View} v @param {PlaneSize} size */
export function way(v, size) {
  if (splitOf(v) === v.step) return legs(v.numbers.first, v.step, v.numbers.p).map((state) => pixelOf(size, state));
  const { dots } = v.local.layout.first;
  return lineOf(dots[v.step - 1], dots[v.step], size);
}

/**
 * The current state in its ring, and the reader's own.
 * @param {View} v
 * @param {PlaneSize} size
 */
function now(v, size) {
  const mark = (/** @type {Point} */ state, /** @type {string} */ d) =>
    svg`<g transform=${`translate(${pixelOf(size, state)})`}><g class="d2l-mover"><path class="under" d=${d}></path><circle class="dot" r="5"></circle><path class="ring" d=${d}></path></g></g>`;
  return svg`<g class="d2l-step">${mark(stateOf(v.numbers.first.trace, v.step), MARKS.current)}${v.get("probing") ? mark(chosen(v).state, MARKS.own) : ""}</g>`;
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

/** The picture of Gradients: the chain run backwards, and under each letter how long the gradient still is. */

/** @import { View } from "../kit/figure.js" */
/** @import { Columns } from "../kit/columns.js" */
/** @import { Words } from "../types.d.ts" */
/** @import { Scale } from "./scale.js" */

import { html, svg } from "lit-html";
import { isModified } from "../kit/keys.js";
import { mono } from "../kit/parts.js";
import { t, tn } from "../kit/translate.js";
import { series, visible, widthInLetters } from "../kit/words.js";
import { FLOOR, isBeyond, logScale, plainScale, tick } from "./scale.js";
import { slider } from "./slider.js";
import { about, firstOf, shares, spoken, statesOf, W_hh, widthOf } from "./words.js";

const HEIGHT = FLOOR + 66;
const NAMES = FLOOR + 19;
const BACK = FLOOR + 33;

/** @param {View} v */
export function picture(v) {
  const named = about(v);
  const states = statesOf(v).filter((k) => !v.get("playing") || k >= named); // those that the gradient has reached
  const all = statesOf(v).map((k) => v.numbers.way.log[k]);
  const scale = isLog(v) ? logScale() : plainScale(all);
  const shown = shares(all, v.columns.pitch);
  const unit = [shown.at(0)?.endsWith("%") ? "" : "%", isLog(v) ? t("log") : ""].filter(Boolean);
  return html`<div class="d2l-back"><svg width=${v.columns.width} height=${HEIGHT} aria-hidden="true">
      ${axis(v.columns, scale, unit)}
      <g class="d2l-chain">${states.map(
        (k) => svg`<g class=${v.get("playing") && k === named ? "arriving" : ""} data-k=${k}>
          ${bar(v, k, scale, k === named, shown[v.step - k])}
        </g>`,
      )}</g>
      ${states.map((k) => name(v, k, k === named))}
      ${back(v, named, scale)}
    </svg>${loss(v)}${steps(v, named)}${pointer(v, named)}</div>${factor(v)}`;
}

/** Fixed matrices are compared on the log scale, where they are straight lines, unless the reader has chosen. @param {View} v */
export const isLog = (v) => v.local.log ?? ["normal", "non-normal"].includes(v.get("matrix"));

/** @param {number} x @param {number} y @param {Words} words @param {string} anchor */
const write = (x, y, words, anchor = "middle", kind = "") =>
  svg`<text class=${kind} x=${x} y=${y} text-anchor=${anchor}>${words}</text>`;

/** An index in a formula, or under a letter. @param {Words} words */
const index = (words) => svg`<tspan class="d2l-small" dy="3">${words}</tspan>`;

/**
 * Where 100% is, and what else the scale has.
 * @param {Columns} at
 * @param {Scale} scale
 * @param {string[]} unit what is said of it
 */
function axis(at, { y, base, ticks }, unit) {
  const end = at.left + at.count * at.pitch;
  const lines = ticks.map((log) => {
    const one = log === 0 ? "d2l-rule d2l-one" : "d2l-rule";
    const low = base - y(log) < 12 && base === FLOOR; // no room for its words
    return [
      svg`<path class=${one} d=${`M${at.left} ${y(log)}H${end}`}></path>`,
      low ? "" : write(at.left - 6, y(log) + 4, tick(log), "end", "soft"),
    ];
  });
  const what = title(at.width - (unit.length && 60));
  return [
    write(0, 18, unit.length ? t("{what} ({unit})", { what, unit: series(unit) }) : what, "start"),
    lines,
    base === FLOOR
      ? [
          svg`<path class="d2l-rule" d=${`M${at.left} ${FLOOR}H${end}`}></path>`,
          write(at.left - 6, FLOOR + 4, "0%", "end", "soft"),
        ]
      : "",
  ];
}

/** What the bars show, in as many words as there is room for; the gradient is that with respect to the state. @param {number} width */
function title(width) {
  const ways = (/** @type {Words} */ gradient) => [
    t("{gradient}: how much the loss depends on the state after each letter", { gradient }),
    t("{gradient}: how much the loss depends on each state", { gradient }),
    t("{gradient} at each state", { gradient }),
  ];
  const k = ways(t("gradient")).findIndex((words) => 6.8 * widthInLetters(String(words)) <= width);
  return ways(svg`<tspan class="d2l-purple d2l-bold">${t("gradient")}</tspan>`).at(k);
}

/** How wide a bar is. @param {Columns} at */
const wideOf = ({ pitch }) => Math.min(44, Math.round(pitch * 0.5));

/**
 * How much of the gradient is left at a letter, as a bar and in percent.
 * @param {View} v
 * @param {number} k
 * @param {Scale} scale
 * @param {boolean} named
 * @param {string} percent
 */
function bar({ columns: at, numbers }, k, { y, base }, named, percent) {
  const log = numbers.way.log[k];
  const [x, wide] = [at.x(k), wideOf(at)];
  const [top, foot] = [Math.min(y(log), base), Math.max(y(log), base)];
  const beyond = base < FLOOR && isBeyond(log);
  return [
    svg`<rect class="d2l-link" x=${x - wide / 2} y=${top} width=${wide} height=${foot - top}></rect>`,
    beyond ? svg`<path d=${log > 0 ? `M${x - 6} ${top}h12l-6 -8Z` : `M${x - 6} ${foot - 8}h12l-6 8Z`}></path>` : "",
    // On the log scale the side of 100% where there is no bar is free.
    write(
      x,
      base < FLOOR && log > 0 ? base + 14 : Math.min(top, base) - 6,
      percent,
      "middle",
      named ? (1.1 * widthOf(percent) < at.pitch + 3 ? "d2l-small d2l-bold" : "d2l-small") : "soft",
    ),
  ];
}

/** A character as it can be seen in little room. @param {string} letter */
const sign = (letter) => (visible(letter).startsWith("U+") ? "▯" : visible(letter));

/** The name of a state: the letter after which it is. @param {View} v @param {number} k @param {boolean} named */
const name = ({ columns: at, reading, step }, k, named) =>
  write(
    at.x(k),
    NAMES,
    [
      svg`<tspan class="letter">${sign(reading.characters[k - 1])}</tspan>`,
      at.pitch < 34 && k < step && !(named && k < step - 1) ? "" : index(k),
    ],
    "middle",
    "d2l-read",
  );

/** An arrow to the left. @param {number} from @param {number} to @param {number} y @param {string} kind */
const arrow = (from, to, y, kind) =>
  svg`<path class=${kind} d=${`M${from} ${y - 1}H${to + 7}v-4L${to} ${y}l7 5v-4H${from}Z`}></path>`;

/** Where the steps back end: at the state that the sentence names, or at the first. @param {View} v @param {number} named */
const endOf = (v, named) => (named < v.step ? named : firstOf(v));

/** The arrows: from the loss to the bar of its state, and from there back. @param {View} v @param {number} named @param {Scale} scale */
function back(v, named, scale) {
  const { columns: at, step } = v;
  const to = endOf(v, named);
  return [
    arrow(at.x(step + 1), at.x(step) + wideOf(at) / 2 + 4, FLOOR - 5, "d2l-ink"),
    to < step ? (isLog(v) ? arrow(at.x(step), at.x(to), BACK, "d2l-link") : thinning(v, to, scale)) : "",
  ];
}

/** The way back to a state: at each letter as thick as the bar above it is high. @param {View} v @param {number} to @param {Scale} scale */
function thinning({ columns: at, step, numbers: { way } }, to, { y }) {
  const states = Array.from({ length: step - to + 1 }, (_, back) => step - back);
  const high = states.map((k) => FLOOR - y(way.log[k]));
  const most = Math.max(...high, 1);
  const half = high.map((one) => Math.max(0.75, (5 * one) / most));
  const [end, wide] = [at.x(to) + 7, Math.max(5, half[half.length - 1] + 2)];
  const side = (/** @type {number} */ sign) =>
    states.map((k, back) => `${Math.max(at.x(k), end)} ${BACK + sign * half[back]}`);
  const head = [`${end} ${BACK - wide}`, `${at.x(to)} ${BACK}`, `${end} ${BACK + wide}`];
  return svg`<path class="d2l-link" d=${`M${[...side(-1), ...head, ...side(1).reverse()].join("L")}Z`}></path>`;
}

/** Where it begins: the loss of the letter that was to come. @param {View} v */
function loss(v) {
  const { columns: at, reading, step } = v;
  const next = mono([reading.characters[step]]); // there is always one: the last letter is only guessed
  const start = Math.min(at.x(step) + wideOf(at) / 2 + 12, at.width - 27);
  const room = at.width - start;
  const words = room > 72 ? t("starts at the loss of guessing {next}", { next }) : t("loss");
  return html`<div class="d2l-loss" .style=${`left: ${start}px; width: ${room}px; bottom: calc(100% - ${FLOOR - 12}px)`}><div>${words}</div></div>`;
}

/** Under the arrow, where there is room, what each step back does. @param {View} v @param {number} named */
function steps(v, named) {
  const { columns: at, step } = v;
  const to = endOf(v, named);
  if (to === step) return "";
  const words = (/** @type {Words} */ W) =>
    tn("the step back: × weights {W} × slope tanh′", "each step back: × weights {W} × slope tanh′", step - to, { W });
  const half = 3.7 * widthInLetters(words("Whh"));
  if (2 * half > at.width) return ""; // the fold says it
  const middle = Math.max(half, Math.min(at.width - half, (at.x(to) + at.x(step)) / 2));
  return html`<div class="d2l-walk" .style=${`left: ${middle}px; top: ${BACK + 7}px`}>${words(W_hh())}</div>`;
}

/**
 * What lies over the bars and hears: one element for all, which a pointer and the arrow keys go along.
 * @param {View} v
 * @param {number} named
 */
function pointer(v, named) {
  const { columns: at, step } = v;
  const first = firstOf(v);
  const choose = (/** @type {number} */ k) => {
    v.local.hit = null;
    v.set({ selected: Math.max(first, Math.min(step, k)), playing: false });
  };
  const under = (/** @type {PointerEvent} */ { offsetX }) => first + Math.floor(offsetX / at.pitch);
  const point = (/** @type {number | null} */ hit) => hit !== (v.local.hit ?? null) && v.pass({ hit });
  const keydown = (/** @type {KeyboardEvent} */ event) => {
    const to = { ArrowLeft: named - 1, ArrowRight: named + 1, Home: first, End: step }[event.key];
    if (to === undefined || isModified(event)) return;
    event.preventDefault();
    choose(to);
  };
  return html`<div class="d2l-along" role="slider" tabindex="0" aria-label=${t("State that the sentence names")}
    aria-valuemin=${first} aria-valuemax=${step} aria-valuenow=${named} aria-valuetext=${spoken(v, named)}
    .style=${`left: ${at.x(first) - at.pitch / 2}px; width: ${at.pitch * (step - first + 1)}px; height: ${HEIGHT}px`}
    @pointermove=${(/** @type {PointerEvent} */ event) => event.pointerType !== "touch" && point(under(event))}
    @pointerleave=${() => point(null)} @click=${(/** @type {PointerEvent} */ event) => choose(under(event))} @keydown=${keydown}
  ></div>`;
}

/** The one slider in view: by how much W_hh is multiplied. @param {View} v */
function factor(v) {
  const [least, most] = v.network.limits.scale;
  return slider({
    name: t("multiply {W} by", { W: W_hh() }),
    label: t("Factor on W_hh"),
    ...{ least, most, step: 0.05, stops: [0, 0.5, 1, 2, 3, 4] },
    value: v.get("scale"),
    words: `×${v.get("scale").toFixed(2)}`,
    set: (scale) => v.set({ scale }),
  });
}

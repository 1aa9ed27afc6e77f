/** The picture of Gradients: the chain run backwards, and under each letter how long the gradient still is. */

/** @import { View } from "../kit/figure.js" */
/** @import { Columns } from "../kit/columns.js" */
/** @import { Words } from "../types.d.ts" */

import { html, svg } from "lit-html";
import { isModified } from "../kit/keys.js";
import { percent } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { visible } from "../kit/words.js";
import { slider } from "./slider.js";
import { about, firstOf, spoken, statesOf, times, W_hh } from "./words.js";

const HEIGHT = 330;
const NODE = 34; // the height at which the chain runs
const PIPE = 14; // as thick as the whole gradient is
const TOP = 94;
const FLOOR = 290;
const [LOW, HIGH] = [-4, 3]; // powers of ten

/** The height of a length of which the logarithm is known. @param {number} log */
const heightOf = (log) => FLOOR - ((Math.max(LOW, Math.min(HIGH, log)) - LOW) / (HIGH - LOW)) * (FLOOR - TOP);

/** @param {View} v */
export function picture(v) {
  const { columns: at, step, local } = v;
  const named = about(v);
  const states = statesOf(v).filter((k) => !v.get("playing") || k >= named); // those that the gradient has reached
  const middle = at.x(step);
  return html`<div class="d2l-back"><svg width=${at.width} height=${HEIGHT} aria-hidden="true">
      <rect class="d2l-band" x=${middle - at.pitch / 2} y="0" width=${at.pitch} height=${HEIGHT}></rect>
      ${scale(at)}
      <g class="d2l-chain">${states.map(
        (k) => svg`<g class=${v.get("playing") && k === named ? "arriving" : ""} data-k=${k}>
          ${k < step ? link(v, k) : loss(v)}${bar(v, k)}
          ${k === named || k === step || local.printed ? printed(v, k, k === named) : ""}
        </g>`,
      )}
      ${states.map((k) => node(v, k, k === named))}</g>
      <path class="d2l-rule" d=${`M${at.left} ${FLOOR}H${end(at)}`}></path>
    </svg>${pointer(v, named)}</div>${factor(v)}`;
}

/** @param {Columns} at */
const end = (at) => at.left + at.count * at.pitch;

/** @param {number} x @param {number} y @param {Words} words @param {string} anchor */
const write = (x, y, words, anchor = "middle", kind = "d2l-small") =>
  svg`<text class=${kind} x=${x} y=${y} text-anchor=${anchor}>${words}</text>`;

/** A letter of a formula with its index. @param {string} letter @param {Words} index */
const symbol = (letter, index) =>
  svg`<tspan class="math">${letter}</tspan><tspan class="d2l-small" dy="4">${index}</tspan>`;

/** @param {number} x @param {number} y @param {number} wide @param {number} high @param {string} kind */
const box = (x, y, wide, high, kind) =>
  svg`<rect class=${kind} x=${x - wide / 2} y=${y} width=${wide} height=${Math.max(0, high)}></rect>`;

/** @param {string} d */
const shape = (d, kind = "d2l-link") => svg`<path class=${kind} d=${d}></path>`;

/** The log scale, on which 1 stands out, and what the dashes are. @param {Columns} at */
function scale(at) {
  const lines = [];
  for (let log = HIGH; log >= LOW; log--) {
    const y = heightOf(log);
    lines.push(
      shape(`M${at.left} ${y}H${end(at)}`, log ? "d2l-rule" : "d2l-rule d2l-one"),
      write(at.left - 8, y + 4, `${at.narrow ? "" : "×"}${10 ** log}`, "end", log ? "soft" : "d2l-small d2l-bold"),
    );
  }
  const words = at.narrow ? t("length, log scale") : t("length of the gradient, on a log scale");
  return [
    lines,
    write(at.narrow ? 0 : at.left, 82, words, "start"),
    box(end(at) - 158, 72, 13, 11, "d2l-ghost"),
    write(end(at), 82, t("dashed = without tanh′"), "end"),
  ];
}

/** How thick a link is where this much of the gradient is left. @param {number} log */
const thick = (log) => Math.max(0.6, Math.min(17, (PIPE / 2) * 10 ** log));

/** Half the width of H_k. @param {View} v */
const halfNode = ({ columns: { pitch, narrow } }) => (pitch < 50 ? 4 : narrow ? 13 : 17);

/**
 * The way back from H_{k+1} to H_k: as thick as what is left, over what the whole of it would be.
 * @param {View} v
 * @param {number} k
 */
function link(v, k) {
  const { columns: at } = v;
  const { log } = v.numbers.way;
  const [a, z] = [at.x(k + 1) - halfNode(v), at.x(k) + halfNode(v) + 2];
  const [from, to] = [thick(log[k + 1]), thick(log[k])];
  const neck = z + Math.min((a - z) * 0.6, to + 4);
  return [
    box((a + z) / 2, NODE - PIPE / 2, a - z, PIPE, "d2l-pipe"),
    log[k] > -Infinity
      ? shape(
          `M${a} ${NODE - from}L${neck} ${NODE - to}v-4L${z} ${NODE}L${neck} ${NODE + to + 4}v-4L${a} ${NODE + from}Z`,
        )
      : "",
  ];
}

/** Where it begins: the loss at the letter that was to come. @param {View} v */
function loss(v) {
  const { columns: at, step, numbers } = v;
  const [a, z] = [at.x(step + 1), at.x(step) + halfNode(v) + 3];
  const few = at.pitch >= 50;
  const got = () => t("got {p}", { p: percent(numbers.way.dO[numbers.reading.targets[step - 1]] + 1) });
  return [
    shape(`M${a - 12} ${NODE - 1}H${z + 7}v-4L${z} ${NODE}l7 5v-4H${a - 12}Z`, "d2l-ink"),
    write(a - 8, NODE + 5, few ? symbol("L", step) : symbol("L", ""), "start", ""),
    at.pitch < 80
      ? ""
      : write(a, NODE + 27, [svg`<tspan class="letter">${visible(v.reading.characters[step])}</tspan> `, got()]),
  ];
}

/** H_k. @param {View} v @param {number} k @param {boolean} named */
function node(v, k, named) {
  const x = v.columns.x(k);
  const half = halfNode(v);
  const kind = `d2l-node${named ? " named" : ""}`;
  return half < 10
    ? svg`<circle class=${kind} cx=${x} cy=${NODE} r=${named ? 5 : 3.5}></circle>`
    : [box(x, NODE - 13, 2 * half, 26, kind), write(x, NODE + 4, symbol("H", k), "middle", "d2l-purple")];
}

/**
 * How long the gradient is at H_k, beside what W_hh alone would have left of it.
 * @param {View} v
 * @param {number} k
 */
function bar(v, k) {
  const x = v.columns.x(k);
  const { log, byMatrix } = v.numbers.way;
  const wide = Math.min(34, Math.round(v.columns.pitch * 0.48));
  const [y, alone] = [heightOf(log[k]), heightOf(byMatrix[k] || -Infinity)];
  return [
    k < v.step && alone < FLOOR ? box(x, alone, wide - 1.5, FLOOR - alone, "d2l-ghost") : "",
    byMatrix[k] > HIGH ? shape(`M${x - 6} ${TOP - 2}h12l-6 -8Z`) : "",
    box(x, y, wide, FLOOR - y, "d2l-link"),
    log[k] < LOW ? shape(`M${x - 6} ${FLOOR - 10}h12l-6 8Z`) : "",
  ];
}

/**
 * The number under a bar; where columns are narrow, neighbours stand on different lines.
 * @param {View} v
 * @param {number} k
 * @param {boolean} named
 */
function printed({ columns: { pitch, x }, local, step, numbers }, k, named) {
  const lines = local.printed ? (pitch < 30 ? 3 : pitch < 60 ? 2 : 1) : 1;
  const y = FLOOR + 15 + (lines > 2 ? 12 : 14) * ((step - k) % lines);
  return write(x(k), y, times(numbers.way.log[k]), "middle", named ? "d2l-small d2l-bold" : "d2l-small");
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
    name: v.columns.narrow ? [W_hh(), " ×"] : [t("multiply"), html`<br>`, W_hh(), " ", t("by")],
    label: t("Factor on W_hh"),
    ...{ least, most, step: 0.05, stops: [0, 0.5, 1, 2, 3, 4] },
    value: v.get("scale"),
    words: `×${v.get("scale").toFixed(2)}`,
    set: (scale) => v.set({ scale }),
  });
}

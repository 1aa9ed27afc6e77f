/** HiddenStates: the state of every unit after every letter, where each value comes from, and what follows from a change. */

/** @import { View } from "../kit/figure.js" */

import { html, svg } from "lit-html";
import { partsOf } from "../equations/rnn.js";
import { paintCells } from "../kit/cells.js";
import { inkOn, shade } from "../kit/colour.js";
import { stepsOf } from "../kit/columns.js";
import { figure } from "../kit/figure.js";
import { during } from "../kit/motion.js";
import { bars, mono, percent, readSoFar, reads, remembers, symbol, table, toggle } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number, visible } from "../kit/words.js";
import { guessOf, runsOf } from "./numbers.js";

const HEIGHT = 366;
const TOP = 12;
const GRID = 320;

export default figure({
  label: "Hidden states",
  traits: ["edits", "order", "selected"],
  inputs: ["edits"],
  compute: (v, before) => runsOf(v.net.trained, v.reading, v.get("edits"), before),
  sentence(v) {
    const { token, p } = guessOf(v.numbers.after, v.step);
    return t("Having read {read}, the network expects {letter} ({percent}).", {
      read: readSoFar(v.reading.characters, v.step),
      letter: mono(v.net.tokens[token]),
      percent: percent(p),
    });
  },
  picture,
  note: (v) => sum(v),
  switches: (v) => toggle(t("numbers"), v.local.printed, (printed) => v.pass({ printed })),
  folds: [
    ["arithmetic", () => t("Look at the arithmetic"), (v) => arithmetic(v)],
    ["numbers", () => t("Read the numbers"), (v) => numbers(v)],
  ],
  drawn,
  motion: (v) => [
    [v.root.querySelector(".d2l-now"), [{ transform: `translateX(${-v.columns.pitch}px)` }, {}], during(0, 0.6)],
  ],
});

const wideOf = (/** @type {View} */ { columns: { pitch } }) => Math.round(pitch > 60 ? pitch * 0.58 : pitch - 6);

/** @param {View} v */
function picture(v) {
  const { columns: at, numbers: runs, net } = v;
  const { h } = net.sizes;
  const row = GRID / h;
  const { H } = runs.after.trace;
  const wide = wideOf(v);
  const steps = stepsOf(at).filter((step) => step <= runs.after.trace.T);
  const marks = steps.flatMap((step) =>
    row < 12
      ? []
      : Array.from({ length: h }, (_, i) => {
          const value = H[step * h + i];
          const words = v.local.printed && wide > 30 ? number(value, 2) : value < -0.05 ? "–" : "";
          return svg`<text x=${at.x(step)} y=${TOP + (i + 0.5) * row + 4} text-anchor="middle"
            .style=${`fill: ${inkOn(shade(value, v.colours))}`}>${words}</text>`;
        }),
  );
  const guesses = steps.map((step) => {
    const { token } = guessOf(runs.after, step);
    return svg`<text class="letter" x=${at.x(step)} y=${TOP + GRID + 24} text-anchor="middle">${visible(net.tokens[token])}</text>`;
  });
  return html`<canvas class="d2l-data"></canvas><svg class="d2l-over" width=${at.width} height=${HEIGHT} role="img"
      aria-label=${t("Hidden states: a column for each letter, a row for each unit")}>
    <rect class="d2l-now" x=${at.x(v.step) - wide / 2 - 4} y=${TOP - 4} width=${wide + 8} height=${GRID + 8} rx="4"></rect>
    ${marks}
    <text class="soft" x=${at.left - 8} y=${TOP + GRID + 24} text-anchor="end">${at.narrow ? t("next") : t("next letter")}</text>
    ${guesses}
  </svg>`;
}

/** @param {View} v */
function drawn(v) {
  const canvas = /** @type {HTMLCanvasElement} */ (v.root.querySelector("canvas"));
  const { columns: at, net, numbers: runs } = v;
  const { H, T } = runs.after.trace;
  const { h } = net.sizes;
  const steps = stepsOf(at).filter((step) => step <= T);
  const size = { width: at.width, height: HEIGHT, top: TOP, row: GRID / h, wide: wideOf(v), rows: h };
  paintCells(canvas, size, steps, at.x, (step, i) => H[step * h + i], v.colours);
}

const unitOf = (/** @type {View} */ v) => Math.min(v.get("selected"), v.net.sizes.h) - 1;

/** @param {View} v */
function sum(v) {
  const { after, reading } = v.numbers;
  const i = unitOf(v);
  const { x, state, bias, value } = partsOf(after.trace, reading.indices, after.p, v.step, i);
  return t("Unit {unit} after {letter}: tanh({x} {state} {bias}) = {value}", {
    unit: i + 1,
    letter: mono(reading.characters[v.step - 1]),
    x: reads(t("{x} read", { x: number(x, 2) })),
    state: remembers(t("{state} remembered", { state: number(state, 2) })),
    bias: t("{bias} bias", { bias: number(bias, 2) }),
    value: html`<b>${number(value, 2)}</b>`,
  });
}

/** @param {View} v */
function arithmetic(v) {
  const { after, reading } = v.numbers;
  const parts = partsOf(after.trace, reading.indices, after.p, v.step, unitOf(v));
  const items = [
    { label: reads(symbol("W", "xh")), value: parts.x, note: number(parts.x, 2) },
    { label: remembers(symbol("W", "hh")), value: parts.state, note: number(parts.state, 2) },
    { label: t("bias"), value: parts.bias, note: number(parts.bias, 2) },
    { label: t("sum"), value: parts.sum, note: number(parts.sum, 2), strong: true },
  ];
  return bars(items, Math.max(...items.map(({ value }) => Math.abs(value))));
}

/** @param {View} v */
function numbers(v) {
  const { after, reading } = v.numbers;
  const { h } = v.net.sizes;
  const head = [
    t("unit"),
    ...reading.indices.map((/** @type {number} */ _, /** @type {number} */ k) => mono(reading.characters[k])),
  ];
  const rows = Array.from({ length: h }, (_, i) => [
    i + 1,
    ...reading.indices.map((/** @type {number} */ _, /** @type {number} */ k) =>
      number(after.trace.H[(k + 1) * h + i], 4),
    ),
  ]);
  return table(t("Hidden states: a row for each unit"), [head, ...rows]);
}

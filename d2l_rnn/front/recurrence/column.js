/**
 * One step of the picture: the letter's arrow, the sum, φ, the state, the arrow from the state before, and what is expected. Where
 * all of it stands is said in the style sheet, from the middle of the letter, by the width of a state and how far away
 * the state before ends.
 */

/**
 * @import { View } from "../kit/figure.js"
 * @import { MatrixName, Words } from "../types.d.ts"
 * @import { Places } from "./geometry.js"
 */

import { html, svg } from "lit-html";
import { partsOf } from "../equations/rnn.js";
import { matrix, mono, percent, readSoFar, reads, remembers } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { visible } from "../kit/words.js";
import { ADD, BOTTOM, carriedWay, joined, LOOP, letterWay, MIDDLE, OUT, TALL, TOP } from "./geometry.js";
import { guessOf, outcome } from "./numbers.js";
import { chosen, litIn, unitIn } from "./pointing.js";

const UP = "l-9 2.9m7.7 6.4l1.3 -9.3"; // the head of an arrow that arrives from below
const MOST = 32; // units of which each can have a line to another

/** A matrix by its name, in the colour of what it is for. @param {MatrixName} name */
export function nameOf(name) {
  const words = matrix("W", name.slice(2));
  return name === "W_hq" ? words : (name === "W_xh" ? reads : remembers)(words);
}

/**
 * A column; folded, only the current one can be seen.
 * @param {View} v
 * @param {Places} place
 * @param {number} step
 */
export function column(v, place, step) {
  const { unrolled, memory, one, tight } = place;
  const now = step === v.step;
  const first = unrolled && step < v.columns.from; // the state before the first column, and nothing else
  const away = unrolled ? first && !memory : !now;
  const bare = first || (away && !v.local.folding); // without words: they would lie over each other
  const unit = unitIn(v);
  const i = unit?.step === step ? unit.i : -1;
  const summed = i >= 0 && unrolled && memory && !first && v.net.sizes.h <= MOST;
  const twin = !first && step === place.twin;
  const near = step >= v.step - 1 || !step;
  const wired = unit?.step === step + 1 && (tight || !first);
  const covered = wired || (tight && /^W_h/.test(litIn(v))); // by lines to a unit, or by a matrix
  const called = step <= v.step && (near || v.columns.pitch > 56) && !covered && (!bare || first);
  const kinds = Object.entries({ now, read: step <= v.step, first, away, summed, twin, named: step === place.named });
  const style = `transform: translateX(${place.x(step)}px); --wide: ${place.wide(step)}px; --before: ${place.before(step)}px`;
  return html`<div class=${`d2l-step ${kinds.flatMap(([kind, is]) => (is ? kind : [])).join(" ")}`} data-step=${step} .style=${style}>
<canvas class="d2l-state"></canvas>${one && !bare ? both(v, step) : ""}
<svg width="1" height="1">${first ? "" : arrows(v, place, step)}${summed ? wires(v, place, step, i) : ""}</svg>
${units(v, step, i)}${called ? html`<span class="d2l-tag d2l-h d2l-name">${matrix("H", step)}${step || tight ? "" : html`<span> = 0</span>`}</span>` : ""}${step || !tight || !first ? "" : html`<span class="d2l-tag d2l-zero">0</span>`}
${bare ? "" : names(v, place, step)}
${first ? (step ? more : "") : unrolled && step === v.columns.to && step < v.last ? more : ""}
${step && step <= v.step && !bare ? expected(v, place, step) : ""}${now && !first ? fliers(v) : ""}</div>`;
}

/** That letters stand before or after those that are drawn. */
const more = html`<span class="d2l-tag d2l-more" aria-hidden="true">…</span>`;

/** The letter, one 1 among zeros, over the state before. @param {View} v @param {number} step */
const both = ({ net, reading }, step) =>
  html`<span class="d2l-both"><span class="d2l-hot" .style=${`--d: ${net.sizes.d}; --hot: ${reading.indices[step - 1]}`}></span><canvas class="d2l-data"></canvas></span><span class="d2l-tag d2l-pair">[${reads(matrix("X", ""))} ${remembers(matrix("H", ""))}]</span>`;

/** @param {View} v @param {Places} place @param {number} step */
function arrows(v, place, step) {
  const { one, memory, tight, unrolled } = place;
  const lit = litIn(v);
  const arrow = (/** @type {string} */ names, /** @type {string} */ way, head = "l-8 -5m0 10l8 -5") =>
    svg`<path class=${`d2l-arrow ${names}${lit ? (lit === names ? " lit" : " dim") : ""}`} d=${way + head}></path>`;
  const carried = () =>
    unrolled
      ? arrow("W_hh", carriedWay(before, tight), tight ? UP : undefined)
      : arrow("W_hh", LOOP, "l8 -5m0 10l-8 -5");
  const down = "l-5 -8m10 0l-5 8";
  const before = place.before(step);
  const x = joined(before);
  const ways = one
    ? [
        arrow("x", letterWay(0, x, TOP - 44), down),
        arrow("h", `M${-before} ${MIDDLE}H${x - 9}`),
        arrow("W_xh W_hh", carriedWay(before - 26)),
      ]
    : [step ? arrow("W_xh", letterWay(place.letter(step)), down) : "", memory ? carried() : ""];
  return [
    ...ways,
    arrow("sum", `M0 ${ADD}V${TOP - 3}`, ""),
    arrow("W_hq", `M0 ${BOTTOM + (tight && !one ? 22 : 4)}V${OUT - 5}`, down),
  ];
}

/**
 * A line from each unit of the state before to a unit: as wide as its share of the sum, dashed where it is negative.
 * @param {View} v
 * @param {Places} place
 * @param {number} step
 * @param {number} i
 */
function wires({ numbers: { p, reading, trace } }, place, step, i) {
  const { terms } = partsOf(trace, reading.indices, p, step, i);
  const y = (/** @type {number} */ unit) => TOP + ((unit + 0.5) * TALL) / p.h;
  return terms.map(
    ({ unit, product }) =>
      svg`<path class=${`d2l-wire${product < 0 ? " negative" : ""}`} d=${`M${-place.before(step)} ${y(unit)}L${-place.wide(step) / 2} ${y(i)}`} stroke-width=${0.4 + Math.abs((4 * product) / (terms[0].product || 1))}></path>`,
  );
}

/**
 * Where the sum is made and what acts on it, and the matrices at their arrows, which light all copies of one: their names
 * are seen in one column, and in every column while they are lit, where it is tight then alone.
 * @param {View} v
 * @param {Places} place
 * @param {number} step
 */
function names(v, place, step) {
  const { one, memory, tight, unrolled } = place;
  const named = step === place.named;
  const name = (/** @type {string} */ names) => {
    const lit = litIn(v) === names;
    const each = /** @type {MatrixName[]} */ (names.split(" "));
    return html`<button class=${`d2l-tag d2l-w ${names}${lit ? " lit" : ""}`} data-names=${names} tabindex=${named ? 0 : -1} aria-label=${t("{names}, the same at every step", { names })}><span>${lit || !tight || !litIn(v) ? each.map((one) => html`<span>${nameOf(one)}</span>`) : ""}</span></button>${lit || !unrolled ? html`<canvas class=${`d2l-map ${names}`} data-map=${names}></canvas>` : ""}`;
  };
  const acts = (/** @type {string} */ kind, /** @type {Words} */ sign) =>
    html`<span class=${`d2l-tag d2l-${kind}`} data-act=${kind}>${sign}</span>`;
  return [
    acts("phi", html`<i>φ</i>`),
    named && place.aside ? html`<span class="d2l-tag d2l-beside">= tanh</span>` : "",
    one ? name("W_xh W_hh") : [name("W_xh"), memory ? name("W_hh") : ""],
    name("W_hq"),
    named && !(v.columns.narrow && litIn(v)) ? acts("softmax", "softmax") : "",
  ];
}

/**
 * The likeliest letter and how it fares, large in the two columns that are compared; of a current column that is compared
 * with none the likeliest three. How likely they are is said in these columns.
 * @param {View} v
 * @param {Places} place
 * @param {number} step
 */
function expected(v, place, step) {
  const now = step === v.step;
  const { softmax, top } = guessOf(v.numbers, step);
  const { comes, right, tie, tokens } = outcome(v.numbers, step);
  const mark = comes === undefined ? "" : right ? "✓" : tie ? t("tie") : "✗";
  const { narrow } = v.columns;
  const likely = now || step === place.twin;
  const large = likely && Boolean(place.twin) && !tie;
  const apart = likely && (narrow || large); // on a line of its own
  const share = (/** @type {number} */ token) =>
    html`${apart ? "" : html`<span class="d2l-track"><span .style=${`width: ${100 * softmax[token]}%`}></span></span>`}${percent(softmax[token])}`;
  return html`${likely ? after(v, place, step) : ""}<div class=${`d2l-guesses${large ? " large" : ""}`}>${top
    .slice(0, now && !narrow && !place.twin ? 3 : tokens.length)
    .map(
      (/** @type {number} */ token, /** @type {number} */ k) =>
        html`<p><b class="d2l-mono">${visible(v.net.tokens[token])}</b>${likely && !apart ? share(token) : ""}${k ? "" : html` <span>${mark}</span>`}</p>`,
    )}${apart ? html`<p>${share(top[0])}</p>` : ""}</div>`;
}

/** What the guess is made of: all that was read, or without a hidden state the last letter. @param {View} v @param {Places} place @param {number} step */
function after({ columns, numbers }, { memory }, step) {
  const most = columns.narrow ? 5 : 6;
  const { characters } = numbers.reading;
  const read = memory ? readSoFar(characters, step, most) : mono(characters[step - 1]);
  return html`<span class="d2l-tag d2l-after">${t("after {read}", { read: reads(read) })}</span>`;
}

/**
 * The place over a state where its units are pointed at; keys choose one in the current column.
 * @param {View} v
 * @param {number} step
 * @param {number} i
 */
function units(v, step, i) {
  const { h } = v.net.sizes;
  const ring =
    i < 0 ? "" : html`<span class="d2l-unit" .style=${`top: ${(100 * i) / h}%; height: ${100 / h}%`}></span>`;
  return step === v.step
    ? html`<div class="d2l-units" role="slider" tabindex="0" aria-label=${t("Unit of the state")} aria-valuemin="1" aria-valuemax=${h} aria-valuenow=${chosen(v) + 1}>${ring}</div>`
    : html`<div class="d2l-units">${ring}</div>`;
}

/** What is seen only while a step is made: the letter and the state before. @param {View} v */
const fliers = ({ reading, step }) =>
  html`<b class="d2l-flier d2l-mono" data-letter=${visible(reading.characters[step - 1] ?? " ")}></b><canvas class="d2l-flier"></canvas>`;

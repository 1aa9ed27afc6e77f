/** One step of the picture: the letter's arrow, φ, the state, the arrow from the state before, and what is expected. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { MatrixName, Words } from "../types.d.ts"
 * @import { Places } from "./geometry.js"
 */

import { html, nothing, svg } from "lit-html";
import { partsOf } from "../equations/rnn.js";
import { matrix, percent, reads, remembers } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { visible } from "../kit/words.js";
import { BOTTOM, carriedWay, joined, LOOP, letterWay, MIDDLE, OUT, PHI, TALL, TOP } from "./geometry.js";
import { guessOf, outcome } from "./numbers.js";
import { litIn, unitIn } from "./pointing.js";

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
  const { unrolled, memory, one } = place;
  const now = step === v.step;
  const read = step <= v.step;
  const first = unrolled && step < v.columns.from; // the state before the first column, and nothing else
  const away = unrolled ? first && !memory : !now;
  const bare = first || (away && !v.local.folding); // without words: they would lie over each other
  const wide = place.wide(step);
  const unit = unitIn(v)?.step === step ? unitIn(v)?.i : undefined;
  const summed = unit !== undefined && unrolled && memory && !first && v.net.sizes.h <= MOST;
  return html`<div class="d2l-step${now ? " now" : ""}${read ? "" : " unread"}${away ? " away" : ""}${summed ? " summed" : ""}" data-step=${step} .style=${`transform: translateX(${place.x(step)}px)`}>
    ${now && !first ? html`<span class="d2l-ground" .style=${across(0, v.columns.pitch)}></span>` : ""}
    <canvas class="d2l-state d2l-data" .style=${across(0, wide)}></canvas>
    ${one && !bare ? both(v, joined(place.before(step)), step) : ""}
    <svg width="1" height="1" aria-hidden="true">${first ? "" : arrows(v, place, step)}${summed ? wires(v, place, step, unit) : ""}</svg>
    ${units(v, step, wide, unit)}
${bare && !first ? "" : tag(first ? "d2l-h" : "d2l-h left", first ? 0 : -wide / 2 - 5, first ? TOP - 14 : BOTTOM - 10, html`${matrix("H", step)}${step || v.columns.narrow ? "" : " = 0"}`)}
    ${first && !one && !v.columns.narrow ? tag("small", 0, BOTTOM + 14, t("{h} units", { h: v.net.sizes.h })) : ""}
    ${bare ? "" : names(v, place, step)}
    ${bare || !read || !step ? "" : expected(v, step)}
    ${now && !first ? fliers(v) : ""}
  </div>`;
}

const across = (/** @type {number} */ middle, /** @type {number} */ wide) =>
  `left: ${middle - wide / 2}px; width: ${wide}px`;
const at = (/** @type {number} */ x, /** @type {number} */ y) => `left: ${x}px; top: ${y}px`;
const tag = (
  /** @type {string} */ name,
  /** @type {number} */ x,
  /** @type {number} */ y,
  /** @type {Words} */ words,
) => html`<span class="d2l-tag ${name}" .style=${at(x, y)}>${words}</span>`;

/** The letter, one 1 among zeros, over the state before. @param {View} v @param {number} x @param {number} step */
function both(v, x, step) {
  const share = 36 / v.net.sizes.d;
  return html`<span class="d2l-both" .style=${at(x, TOP - 40)}><span class="d2l-hot"><span .style=${`top: ${share * v.reading.indices[step - 1]}px; height: ${share}px`} ?hidden=${step > v.step}></span></span><canvas class="d2l-data" ?hidden=${step > v.step}></canvas></span>
    ${tag("", x, BOTTOM + 14, html`[${reads(matrix("X", ""))} ${remembers(matrix("H", ""))}]`)}`;
}

/** @param {View} v @param {Places} place @param {number} step */
function arrows(v, place, step) {
  const { one, memory, unrolled } = place;
  const lit = litIn(v)?.join(" ");
  const arrow = (
    /** @type {string} */ names,
    /** @type {string} */ kind,
    /** @type {string} */ way,
    /** @type {string} */ head,
  ) =>
    svg`<path class="d2l-arrow ${kind}${lit ? (lit === names ? " lit" : " dim") : ""}" data-arrow=${names} d=${way + head}></path>`;
  const [down, right, left] = ["l-5 -8m10 0l-5 8", "l-8 -5m0 10l8 -5", "l8 -5m0 10l-8 -5"];
  const before = place.before(step);
  const x = joined(before);
  const [letter, state] = one
    ? [arrow("", "x", letterWay(0, x, TOP - 44), down), arrow("", "h", `M${-before} ${MIDDLE}H${x - 9}`, right)]
    : [
        arrow("W_xh", "x", letterWay(place.letter(step)), down),
        arrow("W_hh", "h", unrolled ? carriedWay(before) : LOOP, unrolled ? right : left),
      ];
  return [
    step ? letter : "",
    memory && (step || !unrolled) ? state : "",
    one ? arrow("W_xh W_hh", "", `M${x + 10} ${PHI}H-13`, right) : "",
    arrow("W_hq", "", `M0 ${BOTTOM + 4}V${OUT - 7}`, down),
  ];
}

/** A line from each unit of the state before to a unit: as wide as its share of the sum, dashed where it is negative. @param {View} v @param {Places} place @param {number} step @param {number} i */
function wires(v, place, step, i) {
  const { p, reading, trace } = v.numbers;
  const { terms } = partsOf(trace, reading.indices, p, step, i);
  const most = Math.abs(terms[0].product) || 1;
  const y = (/** @type {number} */ unit) => TOP + ((unit + 0.5) * TALL) / terms.length;
  const before = place.before(step);
  const from = place.one ? joined(before) + 8 : 1 - before;
  return terms.map(
    ({ unit, product }) =>
      svg`<path class="d2l-wire${product < 0 ? " negative" : ""}" d="M${from} ${y(unit)}L${-place.wide(step) / 2} ${y(i)}" stroke-width=${0.4 + (4 * Math.abs(product)) / most}></path>`,
  );
}

/**
 * The names of the matrices at their arrows, which light all copies of one; in the current column, what acts where.
 * @param {View} v
 * @param {Places} place
 * @param {number} step
 */
function names(v, place, step) {
  const { one, memory, unrolled } = place;
  const { narrow } = v.columns;
  const lit = litIn(v)?.join(" ");
  const now = step === v.step;
  const low = one && narrow; // there [X H] has its place
  const before = place.before(step);
  const name = (/** @type {string} */ names, /** @type {number} */ x, /** @type {number} */ y) => {
    const each = /** @type {MatrixName[]} */ (names.split(" "));
    return html`<button type="button" class="d2l-tag d2l-w${each[1] ? " d2l-stack" : ""}${lit === names ? " lit" : ""}" data-names=${names} tabindex=${now ? 0 : -1} aria-label=${t("{names}, the same at every step", { names })} .style=${at(x, y)}>${each.map(nameOf)}</button>
      ${lit === names && unrolled ? html`<canvas class="d2l-map d2l-data ${names}" data-map=${names} .style=${at(x, y + 13 * each.length)}></canvas>` : ""}`;
  };
  const acts = one
    ? tag("small", 0, 24, "tanh")
    : unrolled
      ? tag("small right", 15, PHI, "= tanh")
      : narrow
        ? ""
        : tag("small left", -15, PHI, "tanh =");
  return [
    tag("d2l-phi", 0, PHI, "φ"),
    one ? name("W_xh W_hh", (joined(before) - 4) / 2, PHI + 38) : step ? name("W_xh", 25, 20) : "",
    one || !memory || !(step || !unrolled)
      ? ""
      : unrolled
        ? name("W_hh", -5 - before / 2, MIDDLE + 4)
        : name("W_hh", 54, 95),
    name("W_hq", -25, BOTTOM + (low ? 32 : 14)),
    now ? [acts, low || (!unrolled && v.columns.width < 340) ? "" : tag("small left", -7, OUT - 18, "softmax")] : "",
  ];
}

/** The likeliest letters, and how the guess fares; the current column has the percentages. @param {View} v @param {number} step */
function expected(v, step) {
  const run = v.numbers;
  const { pitch } = v.columns;
  const { softmax, top } = guessOf(run, step);
  const { comes, right, tie } = outcome(run, step);
  const mark = comes === undefined ? "" : right ? "✓" : tie ? t("tie") : "✗";
  const full = Math.min(40, pitch - 74);
  return html`<div class="d2l-guesses" .style=${across(11, pitch - 22)}>${top
    .slice(0, 3)
    .map(
      (/** @type {number} */ token, /** @type {number} */ k) =>
        html`<p><b class="d2l-mono">${visible(v.net.tokens[token])}</b><span class="d2l-track" .style=${`width: ${full}px`}><span .style=${`width: ${full * softmax[token]}px`}></span></span>${step === v.step ? percent(softmax[token]) : k ? "" : mark}</p>`,
    )}</div>`;
}

/** The place over a state where its units are pointed at, as wide as a finger; keys choose one in the current column. @param {View} v @param {number} step @param {number} wide @param {number | undefined} unit */
function units(v, step, wide, unit) {
  const { h } = v.net.sizes;
  const row = TALL / h;
  const ring =
    unit === undefined
      ? ""
      : html`<span class="d2l-unit" .style=${`${across(22, wide + 6)}; top: ${unit * row - 2}px; height: ${row + 3}px`}></span>`;
  return step === v.step
    ? html`<div class="d2l-units" data-step=${step} role="slider" tabindex="0" aria-label=${t("Unit of the state")} aria-valuemin="1" aria-valuemax=${h} aria-valuenow=${Math.min(v.get("selected"), h)}>${ring}</div>`
    : html`<div class="d2l-units" data-step=${step < v.step ? step : nothing}>${ring}</div>`;
}

/** What is seen only while a step is made: the letter and the state before. @param {View} v */
const fliers = (
  v,
) => html`<b class="d2l-flier d2l-mono" data-letter=${visible(v.reading.characters[v.step - 1] ?? " ")}></b>
  <canvas class="d2l-flier d2l-data"></canvas>`;

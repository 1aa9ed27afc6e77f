/** The picture: under each letter a bar for every one that may come, a frame around the target's, and what the step costs. */

/** @import { View } from "../kit/figure.js" */
/** @typedef {ReturnType<typeof layout>} Place */

import { html, svg } from "lit-html";
import { verdict } from "../equations/predicting.js";
import { stepsOf } from "../kit/columns.js";
import { percent, squeezed } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number, visible, widthInLetters } from "../kit/words.js";
import { isHidden } from "./guess.js";
import { rowsOf } from "./numbers.js";
import { sameLetter } from "./sentence.js";

const [HEAD, AREA, FOOT] = [40, 252, 52];
const HEIGHT = HEAD + AREA + FOOT;
const CONNECTED = 28; // under what connects the columns of one letter
const [GUESS, LOSS] = [22, 44].map((y) => HEAD + AREA + y); // the lines below the rows
const DIGIT = 9; // the width of a letter

/**
 * Where rows and bars stand; the last row is for all tokens that have none. As long as they do, the rows stay.
 * @param {View} v
 */
function layout({ columns: at, numbers, net }) {
  const steps = stepsOf(at).filter((step) => step <= numbers.losses.length);
  /** @type {number[]} */
  const tokens = rowsOf(numbers, at.from, Math.max(at.from, ...steps), numbers.shown);
  numbers.shown = tokens;
  const others = net.tokens.length - tokens.length;
  const count = tokens.length + (others ? 1 : 0);
  const row = Math.min(at.narrow ? 48 : 56, AREA / count);
  const roomy = !at.narrow && at.pitch >= 50;
  const between = row > 34 && !roomy ? 22 : row > 30 ? 16 : 10; // where no cell is wide enough, a number stands below its own
  const bar = Math.max(6, Math.min(at.narrow ? 18 : 26, row - between)); // never a square
  const top = HEAD + (AREA - count * row) / 2;
  const wide = at.pitch - (at.pitch > 62 ? 14 : 11);
  const y = (/** @type {number} */ k) => top + k * row + (row - bar) / 2;
  return {
    at,
    steps,
    tokens,
    others,
    count,
    row,
    bar,
    top,
    wide,
    start: -wide / 2, // of the bars, from the middle of their column
    y,
    roomy,
  };
}

/** @param {View} v */
export function picture(v) {
  const place = layout(v);
  const { at, steps, tokens } = place;
  const twin = sameLetter(v).steps;
  const find = (/** @type {PointerEvent} */ { currentTarget, clientX, clientY }) => {
    const box = /** @type {Element} */ (currentTarget).getBoundingClientRect();
    const step = at.from + Math.floor((clientX - box.left - at.left) / at.pitch);
    return [step, tokens[Math.floor((clientY - box.top - place.top) / place.row)]];
  };
  const point = (/** @type {PointerEvent} */ event) => {
    const now = find(event);
    if (String(now) !== String(v.local.at)) v.pass({ at: now });
  };
  const go = (/** @type {PointerEvent} */ event) => {
    const [step] = find(event);
    if (steps.includes(step)) v.go(step);
  };
  const connected = twins(v, at);
  const below = connected ? CONNECTED : 0;
  return html`<svg class="d2l-predicted" width=${at.width} height=${HEIGHT} role="img"
    aria-label=${t("Predictions: a column for each letter read, a row for each letter that may come next")}
    @pointermove=${point} @pointerleave=${() => v.pass({ at: null })} @click=${go}>
    <rect class="d2l-band" x=${at.x(v.step) - at.pitch / 2} y=${below} width=${at.pitch} height=${HEIGHT - below}></rect>
    <g class="heads" transform="translate(${at.left - (at.narrow ? 4 : 8)})">${heads(v, place)}</g>
    ${connected}
    ${steps.map((step) => svg`<g class=${step === v.step ? "now" : step > v.step ? "unread" : ""} transform="translate(${at.x(step)})">${isHidden(v, step) ? covered(place) : column(v, place, step, step === v.step || twin.includes(step))}</g>`)}
  </svg>`;
}

/**
 * What stands at the left of the rows.
 * @param {View} v
 * @param {Place} place
 */
function heads({ net }, { at, tokens, others, row, top }) {
  const most = Math.floor((at.left - 12) / DIGIT);
  const room = at.left - (at.narrow ? 6 : 9);
  const label = (/** @type {number} */ y, /** @type {unknown} */ words, kind = "soft") =>
    svg`<text class=${kind} y=${y} textLength=${squeezed(words, room)} lengthAdjust="spacingAndGlyphs">${words}</text>`;
  const middle = (/** @type {number} */ k) => top + (k + 0.5) * row + 4.5;
  const kind = row < 16 ? "letter small" : "letter";
  return [
    svg`<text class="soft over" x=${-room} y=${top - 4}>${t("probability of the next letter")}</text>`,
    ...tokens.map((token, k) => label(middle(k), cut(visible(net.tokens[token]), most), kind)),
    others ? label(middle(tokens.length), t("others")) : "",
    label(GUESS, t("guess")),
    label(LOSS, t("loss")),
  ];
}

/** A token in as many letters as have room. @param {string} word @param {number} most */
const cut = (word, most) => ([...word].length > most ? `${[...word].slice(0, most - 1).join("")}…` : word);

/**
 * One step: its bars, a frame around the target's, and what stands below.
 * @param {View} v
 * @param {Place} place
 * @param {number} step
 * @param {boolean} told how likely each letter is, however little
 */
function column({ numbers, net }, place, step, told) {
  const { at, tokens, others, bar, wide, start, y, roomy } = place;
  const found = verdict(numbers, step);
  const values = tokens.map((token) => numbers.softmax[step - 1][token]);
  if (others) values.push(Math.max(0, 1 - values.reduce((sum, value) => sum + value, 0)));
  const box = (/** @type {number} */ k, /** @type {number} */ share) =>
    share * wide < 0.2 ? "" : `M${start} ${y(k)}h${share * wide}v${bar}h${-share * wide}z`;
  const target = tokens.indexOf(found.target);
  const digits = roomy || (found.loss < 9.95 && at.pitch >= 32) ? 2 : found.loss < 99.5 ? 1 : 0;
  return svg`<path class="d2l-cells" d=${values.map((_, k) => box(k, 1)).join("")}></path>
    <path class="d2l-p d2l-grown" d=${values.map((value, k) => box(k, value)).join("")}></path>
    ${values.map((value, k) => share(place, value, y(k), told))}
    ${frame(place, y(target))}
    ${guess(found, net.tokens, at.pitch)}
    <text y=${LOSS}>${number(found.loss, digits)}</text>`;
}

/**
 * A probability on its bar: in the filled part, or behind its end; where neither has room, close below its cell. In a
 * column that is not told there is only that of a likely letter.
 * @param {Place} place
 * @param {number} value
 * @param {number} y
 * @param {boolean} told
 */
function share({ row, bar, wide, start }, value, y, told) {
  const words = percent(value).replace(" ", "");
  const room = 7.7 * words.length + 11; // with a gap at both sides
  if (value < 0.005 || bar < 13 || !(told || value > 0.5)) return "";
  const [filled, middle] = [value * wide, y + bar / 2 + 4.5];
  if (filled > room) return svg`<text class="small share inside" x=${start + filled - 5} y=${middle}>${words}</text>`;
  if (filled + room <= wide)
    return svg`<text class="small share behind" x=${start + filled + 4} y=${middle}>${words}</text>`;
  return row - bar > 20 ? svg`<text class="small share" y=${y + bar + 14.5}>${words}</text>` : "";
}

/** What is around the bar of the target. @param {Place} place @param {number} y */
function frame({ at, row, bar, wide, start }, y) {
  const apart = Math.min(at.pitch > 62 ? 3 : 2, (row - bar) / 2 - 0.5);
  return svg`<rect class="d2l-target" x=${start - apart} y=${y - apart} width=${wide + 2 * apart} height=${bar + 2 * apart}></rect>`;
}

/**
 * What connects the columns of the current letter, where it stands more than once: whether the guesses are the same.
 * @param {View} v
 * @param {Place["at"]} at
 */
function twins(v, at) {
  const { steps, told } = sameLetter(v);
  if (steps.length < 2 || isHidden(v, v.step)) return "";
  const [a, z] = [at.x(steps[0]), at.x(steps[steps.length - 1])];
  const words = told ? t("same letter, other guess") : t("same letter, same guess");
  const half = 3.7 * widthInLetters(words);
  const left = at.left;
  const x = Math.max(left + half, Math.min(at.width - half, (a + z) / 2));
  return svg`<path class="d2l-twins" d=${`M${a} 8H${z}${steps.map((step) => `M${at.x(step)} 1v7`).join("")}`}></path>
    <text class="soft" x=${x} y=${CONNECTED - 6}>${words}</text>`;
}

/**
 * The guess and what became of it.
 * @param {import("../equations/predicting.js").Verdict} found
 * @param {string[]} tokens
 * @param {number} pitch
 */
function guess({ top, tie, right }, tokens, pitch) {
  const room = (/** @type {number} */ beside) => Math.floor((pitch - beside) / DIGIT);
  const letters = top.map((token) => visible(tokens[token])).join("/");
  const few = [...letters].length <= room(4);
  const words = !tie ? cut(letters, Math.max(1, room(16))) : few ? letters : ""; // the bars show which
  const said = !tie || !few || [...letters].length <= room(30); // what is said of them beside them
  const mark = !said ? "" : tie && right ? t("tie") : right ? "✓" : "✗";
  const kind = `letter${right && !tie ? "" : " plain"}`;
  return svg`${said ? "" : svg`<text class="small" y=${GUESS - 17}>${t("tie")}</text>`}<text class=${right ? "" : "wrong"} y=${GUESS}><tspan class=${kind}>${words}</tspan><tspan dx=${words ? Math.min(6, pitch / 12) : 0}>${mark}</tspan></text>`;
}

/** A step whose expectation the reader has not guessed yet. @param {Place} place */
const covered = ({ top, row, count, wide, start }) =>
  svg`<rect class="d2l-covered" x=${start} y=${top + 2} width=${wide} height=${count * row - 4} rx="5"></rect>
    <text class="letter plain" y=${HEAD + AREA / 2 + 5}>?</text>`;

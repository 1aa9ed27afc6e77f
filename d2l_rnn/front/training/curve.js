/** The curve of the losses, drawn, and the scrubber on it. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Words } from "../types.d.ts"
 * @import { Frame, Losses, Shown } from "./numbers.js"
 */

import { html, nothing, svg } from "lit-html";
import { squeezed } from "../kit/parts.js";
import { t, tn } from "../kit/translate.js";
import { number, quoted, widthInLetters } from "../kit/words.js";
import { BOTTOM, frameOf, highest, historyOf, lastPlace, nearest, pathOf, TOP, updatesOf } from "./numbers.js";
import { hasMemory, withMemory } from "./settings.js";
import { floorFor, moment, nats, reason, wrapped } from "./words.js";

// letters in a line of words: on a phone it ends before the scrubber of the first view
const [MOST_WIDE, MOST_NARROW] = [48, 24];

/** @type {WeakMap<object, { name: string, path: string }>} */
const paths = new WeakMap(); // losses → the curve as it was drawn last

/** @param {Losses} history @param {Frame} at */
function drawn(history, at) {
  const name = [at.left, at.end, at.top].join();
  let known = paths.get(history.losses);
  if (known?.name !== name) {
    known = { name, path: pathOf(history, at) };
    paths.set(history.losses, known);
  }
  return known.path;
}

/** @param {View} v */
export function frame(v) {
  const history = historyOf(v.net);
  const losses = [...history.losses, ...(withMemory(v)?.losses ?? [])];
  return frameOf(v.columns, { losses, updates: updatesOf(history), blind: Math.log(v.net.tokens.length) });
}

/**
 * Words in the picture, small and grey.
 * @param {number} x
 * @param {number} y
 * @param {Words} words
 * @param {"start" | "middle" | "end"} [anchor]
 * @param {string} [look] or in ink, what the sentence speaks of
 * @param {Words} [shown] the words as they are drawn
 */
export const label = (x, y, words, anchor = "start", look = "soft", shown = words) =>
  svg`<text class="${look} halo" x=${x} y=${y} text-anchor=${anchor} textLength=${anchor === "end" ? squeezed(words, x) : nothing} lengthAdjust="spacingAndGlyphs">${shown}</text>`;

/** Words whose quoted letters look as in the text: an l is no I. @param {string} words */
function lettersIn(words) {
  const [open, close] = quoted(["|"]).split("|");
  return words.split(open).map((piece, k) => {
    const [letter, rest] = piece.split(close);
    return k ? svg`${open}<tspan class="d2l-mono">${letter}</tspan>${close}${rest}` : piece;
  });
}

/** @param {View} v @param {Frame} at */
export function curve(v, at) {
  const history = historyOf(v.net);
  /** @type {Shown} */
  const { point } = v.numbers;
  const path = drawn(history, at);
  const [x, y] = [at.x(point.step), at.y(point.loss)];
  const other = withMemory(v);
  const names = namesOf(v, at);
  const stop = named(point.step);
  const wide = 7 + 4 * widthInLetters(stop);
  return svg`${axes(at, v.net.text === null, x)}${references(v, at, names)}${other ? ghost(other, at, at.y(floorFor(v)), names.least) : ""}
<path d=${path}></path>
${history.checkpoints.map((one) => svg`<circle class="d2l-stop" cx=${at.x(one.step)} cy=${at.y(one.loss)} r="2"></circle>`)}
<path class="d2l-past" d=${path} .style=${`clip-path: inset(-9px ${at.x(updatesOf(history)) - x}px -9px -9px)`}></path>
${at.clipped ? over(history, at) : random(history, at, Math.log(v.net.tokens.length), x)}
<g class="d2l-hand" .style=${`transform: translateX(${x}px)`}><path d="M0 ${TOP - 14}V${BOTTOM}"></path>
<circle r="5" .style=${`transform: translateY(${y}px)`}></circle>
<rect x=${-wide} y=${BOTTOM + 5} width=${2 * wide} height="18" rx="9"></rect>
<text y=${BOTTOM + 18} text-anchor="middle">${stop}</text></g>`;
}

/** Why the first loss is above that of a blind guess, where the curve and the scrubber leave room. @param {Losses} history @param {Frame} at @param {number} blind @param {number} hand */
function random({ losses }, { x, y }, blind, hand) {
  const words = t("random weights");
  const [from, top] = [x(0) + 9, y(losses[0])];
  const room = y(losses[1]) > top + 30 && hand > from + 7 * widthInLetters(words);
  return losses[0] > blind + 0.1 && room ? label(from, top - 1, words) : "";
}

/** What stands under the curve for a number of updates. @param {number} update */
const named = (update) => (update ? String(update) : t("start"));

/**
 * @param {Frame} at
 * @param {boolean} pieces whether each update saw a piece of a longer text
 * @param {number} hand where the scrubber stands
 */
function axes({ left, end, x, y, losses, updates, gap }, pieces, hand) {
  const digits = Math.max(0, -Math.floor(Math.log10(losses[1])));
  const marks = losses
    .map((loss) => `M${left - 4} ${y(loss)}h4`)
    .concat(updates.map((one) => `M${x(one)} ${BOTTOM}v4`));
  const line = gap === null ? "" : `H${gap - 3}m-3 5l6 -10m0 10l6 -10m-3 5`;
  return svg`<path class="d2l-axis" d="M${left} ${BOTTOM}${line}H${end}${marks.join("")}"></path>
${label(0, TOP - 22, pieces ? t("loss of random pieces of the text") : t("loss: the mean of −ln probability"))}
${losses.map((loss) => label(left - 8, y(loss) + 4, number(loss, digits), "end"))}
${updates.map((one) => (Math.abs(x(one) - hand) < (one ? 24 : 30) ? "" : label(x(one), BOTTOM + 18, named(one), "middle")))}
${label((left + end) / 2, BOTTOM + 38, t("updates of the weights, log scale"), "middle")}`;
}

/**
 * What is said of the two losses that the curve is to be compared with, in lines; the reason for the lower one where there
 * is room over it.
 * @param {View} v
 * @param {Frame} at
 */
function namesOf(v, { left, end, y }) {
  const { narrow } = v.columns;
  const letters = narrow ? Math.min(MOST_NARROW, Math.floor((end - left) / 12)) : MOST_WIDE;
  const { length } = v.net.tokens;
  const blind = wrapped(blindGuess(length), letters);
  const floor = floorFor(v);
  const loss = floor ? nats(floor) : "0";
  const best = narrow ? t("no memory: best {loss}", { loss }) : t("best possible without memory: {loss}", { loss });
  const least = wrapped(best, letters);
  const all = [...least, ...wrapped(reason(v), letters)]; // why it is no lower
  return { blind, least: above(y(floor), [...all, ...blind]) > TOP - 14 ? all : least };
}

/** @param {number} n letters, each as likely as the others */
const blindGuess = (n) =>
  tn("blind guess among 1 letter: ln 1 = {loss}", "blind guess among {n} letters: ln {n} = {loss}", n, {
    loss: number(Math.log(n), 2),
  });

/** The two losses and what is said of them. @param {View} v @param {Frame} at @param {{ blind: string[], least: string[] }} names */
function references(v, at, { blind, least }) {
  const { left, end, y } = at;
  const [high, low] = [Math.log(v.net.tokens.length), floorFor(v)].map(y);
  const edge = end - 17; // left of the scrubber at the last update
  return svg`<rect class="d2l-reached" x=${left} y=${low} width=${end - left} height=${y(0) - low}></rect><path class="d2l-blind" d="M${left} ${high}H${end}"></path><path class="d2l-floor" d="M${left} ${low}H${end}"></path>
${hasMemory(v.net) ? beyond(v, at, low) : ""}${stack(edge, Math.min(high, above(low, least) + 6), blind)}${stack(edge, low, least, "d2l-least")}`;
}

/** What the losses below the least one without memory are, in their band where it is high enough. @param {View} v @param {Frame} at @param {number} line */
function beyond({ numbers }, { left, x }, line) {
  const words = t("needs memory");
  const from = left + 5;
  const hand = x(numbers.point.step);
  if (line > BOTTOM - 2 || (hand > from - 4 && hand < from + 6.6 * widthInLetters(words))) return "";
  const within = line < BOTTOM - 20;
  return label(from, within ? (line + BOTTOM) / 2 + 4 : line - 5, words, "start", within ? "soft d2l-within" : "soft");
}

/** Lines of words over a line of the picture. @param {number} edge @param {number} line @param {string[]} words @param {string} [look] */
const stack = (edge, line, words, look) =>
  words.map((one, k) => label(edge, above(line, words.slice(k + 1)), one, "end", look, lettersIn(one)));

/** Where words stand over those at a line. @param {number} line @param {string[]} words */
const above = (line, words) => line - 6 - 16 * words.length;

/** The curve with memory beside that without, and its name, over the words at the line of the least loss where that is low. @param {Losses} other @param {Frame} at @param {number} line @param {string[]} words */
const ghost = (other, at, line, words) => svg`<path class="d2l-ghost" d=${drawn(other, at)}></path>
${label((at.left + at.end) / 2, line > BOTTOM - 20 ? above(line, words) : BOTTOM - 6, t("with memory"), "middle")}`;

/** Where the curve leaves the picture, how far it goes. @param {Losses} history @param {Frame} at */
function over(history, { x, left, end }) {
  const { update, loss } = highest(history);
  const words = t("▲ up to {loss} at update {update}", { loss: number(loss, 1), update });
  return label(Math.max(left + 90, Math.min(end - 90, x(update))), TOP - 6, words, "middle");
}

/** @type {Record<string, number>} */
const BY = { ArrowRight: 1, ArrowUp: 1, ArrowLeft: -1, ArrowDown: -1, PageUp: 5, PageDown: -5, Home: -99, End: 99 };

/** The scrubber: what a pointer drags is the plot, what keys move is the slider over it. @param {View} v @param {Frame} at */
export function scrubber(v, at) {
  const history = historyOf(v.net);
  /** @type {Shown} */
  const { place, point, right, guesses } = v.numbers;
  const go = (/** @type {number} */ checkpoint) =>
    v.set({ checkpoint: Math.max(0, Math.min(lastPlace(v.net), checkpoint)), playing: false });
  const hear = (/** @type {KeyboardEvent} */ event) => {
    const by = BY[event.key];
    if (!by) return;
    event.preventDefault();
    go(place + by);
  };
  const input = (/** @type {Event} */ { currentTarget }) => {
    const update = Number(/** @type {HTMLInputElement} */ (currentTarget).value);
    const to = nearest(history, at, at.x(update));
    go(to === place ? place + Math.sign(update - point.step) : to); // a screen reader goes by single updates
  };
  const scrub = (/** @type {PointerEvent} */ event) => {
    const field = /** @type {HTMLElement} */ (event.currentTarget);
    if (event.type === "pointerdown") {
      event.preventDefault(); // the focus goes to the slider
      field.setPointerCapture(event.pointerId);
      /** @type {HTMLElement} */ (field.querySelector("input")).focus({ preventScroll: true });
    } else if (!field.hasPointerCapture(event.pointerId)) return;
    go(nearest(history, at, event.clientX - field.getBoundingClientRect().left + at.left));
  };
  const said = t("{when}, loss {loss}, {right} of {all} right", {
    when: moment(point.step),
    loss: nats(point.loss),
    right,
    all: guesses.length,
  });
  return html`<div class="d2l-plot" .style=${`left: ${at.left}px; width: ${at.end - at.left}px; top: ${TOP - 14}px; height: ${BOTTOM - TOP + 38}px`}
    @pointerdown=${scrub} @pointermove=${scrub}><input type="range" aria-label=${t("update")} aria-valuetext=${said}
    min="0" max=${updatesOf(history)} @keydown=${hear} @input=${input}></div>`;
}

/** Put the slider where the scrubber is, wherever it was moved to. @param {View} v */
export function placeSlider({ root, numbers }) {
  const slider = /** @type {HTMLInputElement} */ (root.querySelector(".d2l-plot input"));
  slider.value = String(numbers.point.step);
}

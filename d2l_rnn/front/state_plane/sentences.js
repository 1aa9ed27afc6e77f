/** What StatePlane says. */

/**
 * @import { Point } from "../types.d.ts"
 * @import { View } from "../kit/figure.js"
 * @typedef {{ state: Point, t?: number, over?: boolean, onArrow?: boolean }} Place a state; of the path, after step t;
 *   `over`: the pointer's; `onArrow`: which points at the arrow to it
 */

import { html } from "lit-html";
import { matrix, mono, percent, readSoFar, reads, remembers, unbroken } from "../kit/parts.js";
import { isCoarse } from "../kit/pointer.js";
import { t } from "../kit/translate.js";
import { either, number } from "../kit/words.js";
import { nameOf } from "./layout.js";
import { apart, leads, memoryAt, stateOf, TIE } from "./numbers.js";

/** @param {Point} state */
export const point = (state) => remembers(`(${number(state[0], 2)}, ${number(state[1], 2)})`);

/** The state that the reader chose, or the current step's. @param {View} v @returns {Place} */
export const chosen = (v) =>
  v.get("probing")
    ? { state: [v.get("unit_1"), v.get("unit_2")] }
    : { t: v.step, state: stateOf(v.numbers.first.trace, v.step) };

/** The place whose two values are seen: the one that is pointed at, or tried. @param {View} v @returns {Place | null} */
export const measured = (v) => v.local.over ?? (v.local.focused || isTrying(v) || isSplit(v) ? chosen(v) : null);

/** @param {View} v */
const isSplit = (v) => v.get("fold") === "numbers";

/** The step whose arrow is drawn in its two parts: the one that is pointed at; else 0. @param {View} v */
export function splitOf(v) {
  const { over } = v.local;
  if (over) return over.onArrow ? over.t : 0;
  return (v.local.focused || isSplit(v)) && !v.get("probing") ? v.step : 0;
}

/** @param {View} v */
export const lettersRead = (v, step = v.step) => reads(readSoFar(v.reading.characters, step));

/** The likeliest tokens at a state: several where that is a tie. @param {View} v @param {Place} at */
function likeliest(v, { state }) {
  const ways = leads(state, v.numbers.p);
  return ways.filter(({ share }) => ways[0].share - share <= TIE);
}

/** The two steps that show memory, where the current one is one of them and both are read. @param {View} v */
export function pairOf(v) {
  const found = memoryAt(v.numbers.first, v.step);
  return found?.isRead && found.steps.includes(v.step) ? found.steps : null;
}

/** Whether the two states that show memory are what the sentence is about. @param {View} v */
const isOneOfTwo = (v) => !v.get("probing") && pairOf(v) && likeliest(v, chosen(v)).length === 1;

/** @param {View} v */
export const sentence = (v) => (isOneOfTwo(v) ? memory(v) : stands(v));

/** @param {View} v */
function stands(v) {
  const at = chosen(v);
  const ways = likeliest(v, at);
  const letters = ways.slice(0, 3).map(({ token }) => mono(v.net.tokens[token]));
  const words = {
    where: at.t
      ? t("After {read} the state", { read: lettersRead(v) })
      : at.t === 0
        ? t("Before the first letter the state")
        : t("Your own state"),
    letter: either(letters),
    percent: unbroken(percent(ways[0].share)),
  };
  return letters.length > 1
    ? t("{where} lies on a border: the network expects {letter} ({percent} each), a tie.", words)
    : t("{where} lies where the network expects {letter} ({percent}).", words);
}

/** Whether states besides those of the text are looked at: then the ground shows how sure the network is. @param {View} v */
export const isTrying = ({ get }) => get("probing") || get("fold") === "try";

/** What the two parts of a split arrow are; null where none is split. @param {View} v */
export function parts(v) {
  const step = splitOf(v);
  return step
    ? [
        remembers(t("{W} takes the state along", { W: matrix("W", "hh") })),
        reads(t("then {letter} moves it", { letter: mono(v.reading.characters[step - 1]) })),
      ]
    : null;
}

/**
 * On a phone, which has no room for them beside the plane, the parts of an arrow; what the path shows of memory, where the
 * sentence does not say it; else what there is to press.
 * @param {View} v
 */
export function note(v) {
  const split = v.columns.narrow && parts(v);
  if (split) return html`${split[0]}<br>${split[1]}`;
  if (isTrying(v)) return t("Where the grey is pale, the network is unsure.");
  if (!isOneOfTwo(v) && memoryAt(v.numbers.first, v.step)?.isRead !== false) return memory(v);
  return isCoarse()
    ? t("Each dot is a state, each arrow a letter read. Tap anywhere to see what is expected there.")
    : t("Click in the plane to see what is expected there; point at an arrow to see what moves the state.");
}

/** Two steps that read the same letter. @param {View} v */
function memory(v) {
  const found = memoryAt(v.numbers.first, v.step);
  if (!found) return t("No letter of this text comes twice with different letters after it: it needs no memory.");
  const { steps, tokens, distance } = found;
  const [one, other] = steps.map((step) => named(v, step));
  const [first, second] = tokens.map((token) => mono(v.net.tokens[token]));
  const letter = reads(mono(v.reading.characters[steps[0] - 1]));
  const words = { letter, one, other, first, second, apart: number(distance, 2) };
  if (distance < 0.005)
    return t("Same letter {letter}, one state: the network cannot tell {other} from {one}; it expects {first}.", words);
  if (tokens[0] === tokens[1])
    return t(
      "Same letter {letter}, two states, {apart} apart: the network expects {first} after {one} and after {other}.",
      words,
    );
  return t("Same letter {letter}, {states}: the network expects {first} after {one}, {second} after {other}.", {
    ...words,
    states: remembers(t("two states")),
  });
}

/** The name of a state in a sentence. @param {View} v @param {number} step */
export function named(v, step) {
  const { before, letter, index } = nameOf(v.reading, step);
  return html`${reads(mono(before + letter))}${index && html`<sub>${index}</sub>`}`;
}

/** The same step of the two texts. @param {View} v */
export function comparison(v) {
  const { first, second } = v.numbers;
  const step = Math.min(v.step, first.trace.T, second.trace.T);
  const [here, there] = [first, second].map(({ trace }) => stateOf(trace, step));
  const [one, other] = [first, second].map(({ reading }) => readSoFar(reading.characters, step));
  const words = { one, other, here: point(here), there: point(there), apart: number(apart(here, there), 2) };
  return t("After {one} the state stands at {here}, after {other} at {there}: {apart} apart.", words);
}

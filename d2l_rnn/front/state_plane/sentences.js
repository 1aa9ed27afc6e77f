/** What StatePlane says. */

/**
 * @import { Point } from "../types.d.ts"
 * @import { View } from "../kit/figure.js"
 * @typedef {{ state: Point, t?: number, over?: boolean }} Place a state; of the path, after step t; `over`: the pointer's
 */

import { html } from "lit-html";
import { mono, percent, readSoFar, reads, remembers, unbroken } from "../kit/parts.js";
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

/** @param {View} v */
export const lettersRead = (v, step = v.step) => reads(readSoFar(v.reading.characters, step));

/** The likeliest tokens at a state: several where that is a tie. @param {View} v @param {Place} at */
function likeliest(v, { state }) {
  const ways = leads(state, v.numbers.p);
  return ways.filter(({ share }) => ways[0].share - share <= TIE);
}

/** Whether the state is one of two that show memory, which is then what the sentence is about. @param {View} v */
function isOneOfTwo(v) {
  const at = chosen(v);
  const found = at.t === undefined ? null : memoryAt(v.numbers.first, at.t);
  return found?.steps.includes(v.step) && likeliest(v, at).length === 1;
}

/** @param {View} v */
export const sentence = (v) => (isOneOfTwo(v) ? memory(v) : stands(v));

/** @param {View} v */
function stands(v) {
  const at = chosen(v);
  const ways = likeliest(v, at);
  const letters = ways.slice(0, 3).map(({ token }) => mono(v.net.tokens[token]));
  const words = {
    where: at.t
      ? t("After {read} the two hidden units stand at", { read: lettersRead(v) })
      : at.t === 0
        ? t("Before the first letter the two hidden units stand at")
        : t("Your own state stands at"),
    point: point(at.state),
    letter: either(letters),
    percent: unbroken(percent(ways[0].share)),
  };
  return letters.length > 1
    ? t("{where} {point}, on a border: {letter} ({percent} each), a tie.", words)
    : t("{where} {point}: there the network expects {letter} ({percent}).", words);
}

/** Whether states besides those of the text are looked at: then the ground shows how sure the network is. @param {View} v */
export const isTrying = ({ get }) => get("probing") || get("fold") === "try";

/** What the path shows of memory, where the sentence does not say it; else what there is to press. @param {View} v */
export function note(v) {
  if (isTrying(v)) return t("Where the grey is pale, the network is unsure.");
  if (!isOneOfTwo(v)) return memory(v);
  return isCoarse()
    ? t("Tap the plane to try a state of your own.")
    : t("Click in the plane to try a state of your own.");
}

/** Two steps that read the same letter, the current one first where it is one of them. @param {View} v */
function memory(v) {
  const found = memoryAt(v.numbers.first, v.step);
  if (!found) return t("No letter of this text comes twice with different letters after it: it needs no memory.");
  const { steps, tokens, distance } = found;
  const order = v.step === steps[1] ? [1, 0] : [0, 1];
  const [one, other] = order.map((k) => named(v, steps[k]));
  const [first, second] = order.map((k) => mono(v.net.tokens[tokens[k]]));
  const short = nameOf(v.reading, steps[0]).index === "";
  const pair = short
    ? t("{one} and {other} end in the same letter", { one, other })
    : t("{one} and {other} are the same letter", { one, other });
  const words = { pair, one, other, first, second, apart: number(distance, 2) };
  if (distance < 0.005)
    return t(
      "{pair}, and lead to one point: the network remembers nothing that tells them apart. It expects {first}.",
      words,
    );
  if (tokens[0] === tokens[1])
    return t("{pair}, but the network remembers them as two points, {apart} apart; it expects {first} at both.", words);
  const [here, there] = sidesOf(order.map((k) => stateOf(v.numbers.first.trace, steps[k])));
  return t(
    "After {one} ({here}) the network expects {first}, after {other} ({there}) {second}: the same letter, but two states.",
    { ...words, here, there },
  );
}

const ASIDE = 0.35; // from here on a value is at a side of the plane
const ROWS = () => [
  [t("bottom left"), t("bottom"), t("bottom right")],
  [t("left"), t("middle"), t("right")],
  [t("top left"), t("top"), t("top right")],
];

/** Where in the plane two states are; where that is the same for both, where they are as seen from between them. @param {Point[]} states */
function sidesOf(states) {
  const [[a, b], [c, d]] = states;
  const side = (/** @type {number} */ value, /** @type {number} */ aside) =>
    value > aside ? 2 : value < -aside ? 0 : 1;
  const from = (/** @type {Point} */ [x, y], /** @type {number} */ aside) =>
    states.map(([one, other]) => ROWS()[side(other - y, aside)][side(one - x, aside)]);
  const sides = from([0, 0], ASIDE);
  return sides[0] === sides[1] ? from([(a + c) / 2, (b + d) / 2], apart(states[0], states[1]) / 5) : sides;
}

/** The name of a state in a sentence. @param {View} v @param {number} step */
function named(v, step) {
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

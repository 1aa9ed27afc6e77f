/** What StatePlane says. */

/**
 * @import { Point } from "../types.d.ts"
 * @import { View } from "../kit/figure.js"
 * @typedef {{ state: Point, t?: number, over?: boolean }} Place a state; of the path, after step t; `over`: the pointer's
 */

import { html } from "lit-html";
import { mono, percent, readSoFar, reads, remembers } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number } from "../kit/words.js";
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

/** @param {View} v */
export function sentence(v) {
  const at = chosen(v);
  const ways = leads(at.state, v.numbers.p);
  const likeliest = ways.filter(({ share }) => ways[0].share - share <= TIE);
  const [letter, ...others] = likeliest.map(({ token }) => mono(v.net.tokens[token]));
  const words = {
    where: at.t
      ? t("After {read} the two hidden units stand at", { read: lettersRead(v) })
      : at.t === 0
        ? t("Before the first letter the two hidden units stand at")
        : t("Your own state stands at"),
    point: point(at.state),
    letter,
    others: others.slice(0, 2).map((one) => [t(" or "), one]),
    percent: percent(ways[0].share),
  };
  return others.length
    ? t("{where} {point}, on a border: {letter}{others} ({percent} each), a tie.", words)
    : t("{where} {point}: there the network expects {letter} ({percent}).", words);
}

/** What the path shows of memory; on a phone also what there is to press. @param {View} v */
export const note = (v) => [memory(v), v.columns.narrow ? [" ", t("Tap the plane to try a state of your own.")] : ""];

/** @param {View} v */
function memory(v) {
  const found = memoryAt(v.numbers.first, v.step);
  if (!found) return t("No letter of this text comes twice with different letters after it: it needs no memory.");
  const [one, other] = found.steps.map(
    (step) => html`${reads(mono(v.reading.characters[step - 1]))}<sub>${step}</sub>`,
  );
  const [first, second] = found.tokens.map((token) => mono(v.net.tokens[token]));
  const words = { one, other, first, second, apart: number(found.distance, 2) };
  if (found.distance < 0.005)
    return t("{one} and {other} lead to one place: nothing is remembered that tells them apart.", words);
  return found.tokens[0] === found.tokens[1]
    ? t("{one} and {other} lead to states {apart} apart, but {first} is expected at both.", words)
    : t(
        "{one} and {other} are one letter but two states, {apart} apart: that is memory. After {one} it expects {first}, after {other} {second}.",
        words,
      );
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

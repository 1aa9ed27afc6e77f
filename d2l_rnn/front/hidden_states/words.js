/** What HiddenStates says: of the step, of a change and what follows from it, and of one cell. */

/** @import { Words } from "../types.d.ts" */
/** @import { View } from "../kit/figure.js" */
/** @import { Run } from "./numbers.js" */

import { html } from "lit-html";
import { partsOf } from "../equations/rnn.js";
import { mono, percent, readSoFar, reads, remembers, unbroken } from "../kit/parts.js";
import { isCoarse } from "../kit/pointer.js";
import { t, tn } from "../kit/translate.js";
import { number } from "../kit/words.js";
import { pointed } from "./layout.js";
import { cellOf, guessOf, toldOf } from "./numbers.js";
import { FORGET } from "./picture.js";

/** @param {View} v @param {number} step */
export const letterOf = (v, step) => mono([v.reading.characters[step - 1]]);

/** What the button that takes all changes back says. */
export const UNDO = () => t("Undo all");

const token = (/** @type {View} */ v, /** @type {number} */ k) => mono([v.net.tokens[k]]);

/** @param {View} v */
export function sentence(v) {
  const { after, edits } = v.numbers;
  if (edits.length) return follows(v);
  const read = reads(readSoFar(v.reading.characters, v.step, v.columns.narrow ? 7 : 13));
  const words = { read, memory: remembers(t("memory")), guess: guess(v, after, v.step) };
  return tn(
    "After {read} the network’s {memory} is one number; from it, it expects {guess}.",
    "After {read} the network’s {memory} is {n} numbers; from them it expects {guess}.",
    v.net.sizes.h,
    words,
  );
}

/**
 * The likeliest letter and its probability, or all of a tie.
 * @param {View} v
 * @param {Run} run
 * @param {number} step
 */
function guess(v, run, step) {
  const { token: first, second, p, ties } = guessOf(run, step);
  const words = { one: token(v, first), other: token(v, second), n: ties, percent: unbroken(percent(p)) };
  if (ties === 1) return t("{one} ({percent})", words);
  if (ties === 2) return t("{one} or {other}, a tie ({percent} each)", words);
  return t("any of {n} letters ({percent} each)", words);
}

/** The change, and what follows from it. @param {View} v */
function follows(v) {
  const { after, before, edits, changed } = v.numbers;
  const step = toldOf(v.numbers, v.step);
  const [now, was] = [guessOf(after, step), guessOf(before, step)];
  const words = {
    change: edits.length > 1 ? t("With {n} changes", { n: edits.length }) : change(v, edits[0]),
    read: readSoFar(v.reading.characters, step, 7),
    guess: guess(v, after, step),
    old: token(v, was.token),
    percent: unbroken(percent(was.p)),
    more:
      changed.length < 2
        ? ""
        : tn("; 1 more expected letter changes", "; {n} more expected letters change", changed.length - 1),
  };
  if (changed.length) return t("{change}, it expects {guess} after {read}, not {old}{more}.", words);
  if (Math.abs(now.p - was.p) < 0.005)
    return t("{change}, no expected letter changes: after {read} still {guess}.", words);
  return t("{change}, no expected letter changes: after {read} still {guess}, before {percent}.", words);
}

/**
 * One edit, as a sentence begins.
 * @param {View} v
 * @param {any} edit
 */
function change(v, { name, row, column, step, unit, value }) {
  const words = { unit, letter: step && letterOf(v, step), weight: `${name}[${row}, ${column}]` };
  /** @type {Words} */
  let what = t("unit {unit}", words);
  if (name) what = words.weight;
  else if (step) what = unit ? t("unit {unit} after {letter}", words) : t("the state after {letter}", words);
  else if (!unit) what = t("every state");
  if (!name && !value) return t("With {what} set to 0", { what });
  return t("With {what} at {value}", { what, value: number(value, 2) });
}

/** The line under the picture. @param {View} v */
export function note(v) {
  const cell = pointed(v);
  if (cell) return sum(v, cell.t, cell.i);
  return v.get("edits").length
    ? t("A changed cell keeps a strip at its left: what it was. Underlined: what it expects has changed.")
    : isCoarse()
      ? t("Tap a cell to see how it is computed; then change it with − and + and watch the guess.")
      : t("Point at a cell to see how it is computed; drag it up or down and watch the guess.");
}

const term = (/** @type {number} */ value) => {
  const text = number(value, 2);
  return text.startsWith("−") ? `− ${text.slice(1)}` : `+ ${text}`;
};

/**
 * The sum behind a cell, or by whom it was set.
 * @param {View} v
 * @param {number} step
 * @param {number} i
 */
function sum(v, step, i) {
  const { after, reading } = v.numbers;
  const { value, was, edit } = cellOf(v.numbers, step, i);
  const words = {
    unit: i + 1,
    letter: letterOf(v, step),
    value: html`<b>${number(value, 2)}</b>`,
    was: number(was, 2),
  };
  const key = isCoarse() ? html`<b>${UNDO()}</b>` : t("Delete");
  if (edit)
    return t("Unit {unit} after {letter} is set to {value}; it was {was}. {key} gives it back.", {
      ...words,
      key: edit.step ? (edit.unit ? key : html`<b>${FORGET()}</b>`) : "⊘",
    });
  const { x, state, bias } = partsOf(after.trace, reading.indices, after.p, step, i);
  const terms = {
    x: reads(t("{x} read", { x: number(x, 2) })),
    state: remembers(t("{state} remembered", { state: term(state) })),
    bias: term(bias),
  };
  return t("Unit {unit} after {letter}: tanh({x} {state} {bias} bias) = {value}", { ...words, ...terms });
}

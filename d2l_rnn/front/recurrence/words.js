/** Recurrence in words: the sentence of a step, the line of reading under the picture, and its equation. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { MatrixName, Words } from "../types.d.ts"
 */

import { html } from "lit-html";
import { partsOf } from "../equations/rnn.js";
import { matrix, mono, percent, readSoFar, reads, remembers } from "../kit/parts.js";
import { isCoarse } from "../kit/pointer.js";
import { t } from "../kit/translate.js";
import { number, signed } from "../kit/words.js";
import { nameOf } from "./column.js";
import { places } from "./geometry.js";
import { contrastOf, guessOf, outcome, sizeOf, twinOf } from "./numbers.js";
import { litIn, unitIn } from "./pointing.js";

/** @param {View} v @returns {Words} */
export function sentence(v) {
  const { step, numbers: run, net, get } = v;
  const { characters } = run.reading;
  if (!step)
    return t("Nothing is read yet: the state {H} is {h} zeros. Press ▶ to read {letter}.", {
      H: remembers(matrix("H", 0)),
      h: net.sizes.h,
      letter: reads(mono(characters[0])),
    });
  const { comes, tokens, right, tie } = outcome(run, step);
  const [one, other] = tokens.map((token) => mono([net.tokens[token]]));
  const p = percent(guessOf(run, step).softmax[tokens[0]]);
  const comesNext = mono([net.tokens[comes] ?? ""]);
  const same = twin(v);
  if (same) return same;
  const values = {
    read: reads(readSoFar(characters, step)),
    letter: reads(mono(characters[step - 1])),
    guess: tie ? t("{one} or {other}, a tie ({p} each);", { one, other, p }) : t("{one} ({p})", { one, p }),
    fate:
      comes === undefined
        ? t("where the text ends.")
        : right
          ? t("✓ right.")
          : tie
            ? t("{comes} comes.", { comes: comesNext })
            : t("✗ but {comes} comes.", { comes: comesNext }),
    every: twinOf(run, step)
      ? t("Every {letter} is the same to it.", { letter: reads(mono(characters[step - 1])) })
      : "",
  };
  return get("memory")
    ? t("Having read {read}, the network expects {guess} {fate}", values)
    : t("Without a hidden state the network sees only {letter}: {guess} {fate} {every}", values);
}

/** What a state is for, by the same letter at another step; "" where something else is to be said. @param {View} v */
function twin({ step, net, numbers: run, get, columns }) {
  const other = get("memory") ? contrastOf(run, step) : 0;
  if (!other) return "";
  const { characters } = run.reading;
  const after = (/** @type {number} */ t) => reads(readSoFar(characters, t, columns.narrow ? 6 : 12));
  const guess = (/** @type {number} */ t) => mono([net.tokens[outcome(run, t).tokens[0]]]);
  const [first, second] = [Math.min(step, other), Math.max(step, other)]; // as they stand in the picture
  const values = {
    letter: reads(mono(characters[step - 1])),
    memory: remembers(t("memory")),
    one: guess(first),
    first: after(first),
    two: guess(second),
    second: after(second),
  };
  return step === second
    ? t(
        "Same letter {letter}, different {memory}: it\u00a0expects {one} after {first}, {two} after\u00a0{second}.",
        values,
      )
    : t(
        "Same letter {letter}, different {memory}: it\u00a0expects {one} after {first}, later {two} after\u00a0{second}.",
        values,
      );
}

/** The colours from one value to another. @param {number} end */
const scale = (end, digits = 1) =>
  html`<span class="d2l-ends">${signed(-end, digits)} <span class="d2l-scale"></span> ${signed(end, digits)}</span>`;

/** What is pointed at, or what the colours mean. @param {View} v */
export function note(v) {
  const names = litIn(v);
  if (names) {
    const { weights, largest } = sizeOf(v.numbers.p, names);
    const [above, below] = /** @type {MatrixName[]} */ (names.split(" ")).map(nameOf);
    return t("{names}: the same {count} numbers at every step, {scale}", {
      names: below ? t("{above} on {below}", { above, below }) : above,
      count: weights.length,
      scale: scale(largest),
    });
  }
  if (unitIn(v)?.step) return ofUnit(v);
  const act = acts(v);
  if (act) return act;
  return html`<span class="d2l-legend"><span>${t("a unit's value")} ${scale(1, 0)}${places(v).aside ? "" : html`<span class="d2l-tanh"><i>φ</i> = tanh</span>`}</span><span>${
    isCoarse()
      ? t("W: same weights at every step. Tap W or unit.")
      : v.columns.narrow
        ? t("W: the same weights at every step. Point at any.")
        : t("W: the same weights at every step. Point at one or at a unit.")
  }</span></span>`;
}

/** Where the value of the unit that is pointed at comes from. @param {View} v */
function ofUnit(v) {
  const { step, i } = /** @type {{ step: number, i: number }} */ (unitIn(v));
  const { p, reading, trace } = v.numbers;
  const { x, state, bias, value } = partsOf(trace, reading.indices, p, step, i);
  const added = (/** @type {number} */ term) => signed(term, 2).replace(/^./, "$& ");
  return t("Unit {unit} of {H}: tanh({x} read {state} remembered {bias} bias) = {value}", {
    unit: i + 1,
    H: remembers(matrix("H", step)),
    x: reads(number(x, 2)),
    state: remembers(added(state)),
    bias: added(bias),
    value: html`<b>${number(value, 2)}</b>`,
  });
}

/** What the sign does that is pointed at, at any step: φ or softmax. @param {View} v */
const acts = ({ local: { point } }) =>
  point === "phi"
    ? t("{phi}: tanh of all that arrives, plus the bias {b}.", { phi: html`<i>φ</i>`, b: matrix("b", "h") })
    : point === "softmax" && t("softmax: from {O} to probabilities.", { O: matrix("O", "t") });

/** The current step and the one before, or any where one cell stands for all. @param {View} v @returns {[Words, Words]} */
function indices(v) {
  const step = v.step || 1;
  return v.get("unrolled") && !v.lost ? [step, step - 1] : ["t", "t−1"];
}

/** The equation of a state. @param {View} v */
export function equation(v) {
  const { memory, one } = places(v);
  const [now, before] = indices(v);
  const [X, H, H_before] = [reads(matrix("X", now)), remembers(matrix("H", now)), remembers(matrix("H", before))];
  const [W_xh, W_hh] = [nameOf("W_xh"), nameOf("W_hh")];
  const sum = one
    ? html`[${X} ${H_before}] <span class="d2l-stack">${W_xh}${W_hh}</span>`
    : [X, " ", W_xh, memory ? [" + ", H_before, " ", W_hh] : ""];
  const whole = html`${H} = <i>φ</i>(${sum} + ${matrix("b", "h")})`;
  return html`<p class="d2l-equation"><span>${whole}</span><span><i>φ</i> = tanh</span>${one ? html`<span>${t("the same {H} as of two products", { H })}</span>` : ""}</p>`;
}

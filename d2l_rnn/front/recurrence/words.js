/** Recurrence in words: the sentence of a step, the line of reading under the picture, and its equation. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { MatrixName, Words } from "../types.d.ts"
 */

import { html } from "lit-html";
import { partsOf } from "../equations/rnn.js";
import { matrix, mono, percent, readSoFar, reads, remembers } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number, signed } from "../kit/words.js";
import { nameOf } from "./column.js";
import { places } from "./geometry.js";
import { guessOf, outcome, sizeOf, twinOf } from "./numbers.js";
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
    twin: twin(v),
  };
  return get("memory")
    ? t("Having read {read}, the network expects {guess} {fate} {twin}", values)
    : t("Without a hidden state the network sees only {letter}: {guess} {fate} {twin}", values);
}

/** The same letter at another step, where it tells what a state is for and there is room to say so. @param {View} v */
function twin({ step, net, numbers: run, get, columns }) {
  const other = twinOf(run, step);
  const { right, tokens } = outcome(run, step);
  const room = !columns.narrow || (step < 7 && right);
  if (!other || !room) return "";
  const letter = reads(mono(run.reading.characters[step - 1]));
  if (!get("memory")) return t("Every {letter} is the same to it.", { letter });
  const [guess] = outcome(run, other).tokens;
  if (tokens.includes(guess)) return "";
  const values = { letter, guess: mono([net.tokens[guess]]), state: remembers(t("state")) };
  return other < step
    ? t("After the {letter} before, another {state} said {guess}.", values)
    : t("After the next {letter}, another {state} will say {guess}.", values);
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
  return html`<span class="d2l-legend"><span>${t("a unit's value")} ${scale(1, 0)}</span><span>${t("Point at one for its sum, at a W for its numbers.")}</span></span>`;
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

/** The section's equations for the current step, or for every step where one cell stands for all. @param {View} v */
export function equation(v) {
  const { unrolled, memory, one } = places(v);
  const step = v.step || 1;
  const [now, before] = unrolled && !v.lost ? [step, step - 1] : ["t", "t−1"];
  const [X, H, H_before] = [reads(matrix("X", now)), remembers(matrix("H", now)), remembers(matrix("H", before))];
  const [W_xh, W_hh] = [nameOf("W_xh"), nameOf("W_hh")];
  const sum = one
    ? html`[${X} ${H_before}] <span class="d2l-stack">${W_xh}${W_hh}</span>`
    : [X, " ", W_xh, memory ? [" + ", H_before, " ", W_hh] : ""];
  const output = one
    ? t("the same {H} as of two products", { H })
    : [matrix("O", now), " = ", H, " ", nameOf("W_hq"), " + ", matrix("b", "q")];
  return html`<p class="d2l-equation"><span>${H} = <i>φ</i>(${sum} + ${matrix("b", "h")})</span><span>${output}</span></p>`;
}

/** What one step says, in a sentence. */

/** @import { View } from "../kit/figure.js" */
/** @import { Words } from "../types.d.ts" */
/** @import { Predicted, Verdict } from "../equations/predicting.js" */

import { likeliest, verdict } from "../equations/predicting.js";
import { stepsOf } from "../kit/columns.js";
import { mono, percent, readSoFar, unbroken } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number, power } from "../kit/words.js";
import { isHidden } from "./guess.js";

/**
 * @param {View} v
 * @param {string} network
 */
export function sentence(v, network) {
  const { net, step, numbers } = v;
  const found = verdict(numbers, step);
  const twins = sameLetter(v);
  const compares = network === "trained" && twins.told;
  const values = {
    read: readSoFar(v.reading.characters, step, v.columns.narrow ? 7 : 13),
    last: mono(v.reading.characters[step - 1]),
    who: v.columns.narrow ? t("it") : t("the network"),
    guess: guess(found, net.tokens),
    outcome: found.right && compares ? t(".") : outcome(found, net.tokens),
  };
  if (network === "untrained") return t("Untrained, after {read} the network expects {guess}{outcome}", values);
  if (network === "memoryless") return memoryless(values, step, twins);
  if (!twins.told) return t("After {read} the network expects {guess}{outcome}", values);
  return twins.both
    ? t("Memory tells the two {last}’s apart: after {read} {who} expects {guess}{outcome}", values)
    : t("Memory tells one {last} from another: after {read} {who} expects {guess}{outcome}", values);
}

/** @param {Record<string, Words>} values @param {number} step @param {Twins} twins */
function memoryless(values, step, { steps, both }) {
  if (steps.length > 1)
    return both
      ? t("Without memory both {last}’s look the same: {who} expects {guess}{outcome}", values)
      : t("Without memory every {last} looks the same: {who} expects {guess}{outcome}", values);
  if (step > 1) return t("A network without memory sees only {last}: it expects {guess}{outcome}", values);
  return t("After {read} the network expects {guess}{outcome}", values);
}

/**
 * The steps in view that read the same letter as this one, which is among them; whether the letter stands there twice in
 * all; and whether other letters are expected after one of them. What is still to be guessed is not told.
 * @typedef {ReturnType<typeof sameLetter>} Twins
 * @param {View} v
 */
export function sameLetter(v) {
  const { step, columns, reading, numbers } = v;
  const same = stepsOf(columns).filter((one) => reading.characters[one - 1] === reading.characters[step - 1]);
  const steps = same.filter((one) => one <= v.last && !isHidden(v, one));
  return { steps, both: same.length === 2, told: steps.some((one) => isTold(numbers, step, one)) };
}

/** Whether a network expects other letters after one step than after another. @param {Predicted} predicted @param {number} step @param {number} other */
const isTold = ({ softmax }, step, other) =>
  String(likeliest(softmax[step - 1])) !== String(likeliest(softmax[other - 1]));

/**
 * What is expected.
 * @param {Verdict} found
 * @param {string[]} tokens
 */
function guess({ top, each }, tokens) {
  const [letter, other] = top.slice(0, 2).map((token) => mono(tokens[token]));
  const p = unbroken(percent(each));
  if (top.length === 1) return t("{letter} ({p})", { letter, p });
  if (top.length === 2) return t("{letter} or {other}, {p} each", { letter, other, p });
  return t("any of {n} letters, {p} each", { n: top.length, p });
}

/**
 * What comes.
 * @param {Verdict} found
 * @param {string[]} tokens
 */
function outcome({ tie, right, target, p }, tokens) {
  const values = { next: mono(tokens[target]), percent: unbroken(percent(p)) };
  if (!right) return t(", but {next} comes\u00a0✗ ({percent}).", values);
  return tie ? t("; {next} comes.", values) : t(", and {next} comes\u00a0✓.", values);
}

/** What a step costs, as it is computed. @param {Verdict} found */
export const cost = (found) => (found.loss < 0.005 ? "< 0.01" : `−ln ${probability(found)} = ${number(found.loss, 2)}`);

/** A probability in as many digits as its logarithm needs; it may be too small for a number. @param {Verdict} found */
const probability = ({ p, loss }) => (p === 0 ? `exp(${number(-loss, 0)})` : power(p).replace(/0$/, ""));

/** What one step says, in a sentence. */

/** @import { View } from "../kit/figure.js" */
/** @import { Verdict } from "../equations/predicting.js" */

import { html } from "lit-html";
import { verdict } from "../equations/predicting.js";
import { mono, percent, readSoFar } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { number, power } from "../kit/words.js";

/**
 * @param {View} v
 * @param {string} network
 */
export function sentence(v, network) {
  const { net, step, numbers } = v;
  const found = verdict(numbers, step);
  const values = {
    read: readSoFar(v.reading.characters, step, v.columns.narrow ? 7 : 13),
    last: mono(v.reading.characters[step - 1]),
    guess: guess(found, net.tokens),
    outcome: outcome(found, net.tokens),
  };
  if (network === "untrained") return t("Untrained, after {read} the network expects {guess}{outcome}", values);
  if (network === "memoryless" && step > 1)
    return t("A network without memory sees only {last}: it expects {guess}{outcome}", values);
  return t("After {read} the network expects {guess}{outcome}", values);
}

/**
 * What is expected.
 * @param {Verdict} found
 * @param {string[]} tokens
 */
function guess({ top, each }, tokens) {
  const [letter, other] = top.slice(0, 2).map((token) => mono(tokens[token]));
  const p = percent(each);
  if (top.length === 1) return t("{letter} ({p})", { letter, p });
  if (top.length === 2) return t("{letter} or {other}, {p} each, a tie", { letter, other, p });
  return t("any of {n} letters, {p} each, a tie", { n: top.length, p });
}

/**
 * What comes, and what that costs.
 * @param {Verdict} found
 * @param {string[]} tokens
 */
function outcome(found, tokens) {
  const { tie, right, target, p, loss } = found;
  const formula = html`<span class="d2l-formula">−ln ${probability(found)} = ${number(loss, 2)}</span>`;
  const values = { next: mono(tokens[target]), percent: percent(p), formula };
  if (loss < 0.005) return t(", and {next} comes: loss < 0.01.", values);
  if (!right) return t(", but {next} comes ({percent}): loss {formula}.", values);
  return tie ? t("; {next} comes: loss {formula}.", values) : t(", and {next} comes: loss {formula}.", values);
}

/** A probability in as many digits as its logarithm needs; it may be too small for a number. @param {Verdict} found */
const probability = ({ p, loss }) => (p === 0 ? `exp(${number(-loss, 0)})` : power(p).replace(/0$/, ""));

/** The fold of the update: what clipping makes of the gradient of all parameters, and what each step adds to W_hh's. */

/** @import { View } from "../kit/figure.js" */
/** @import { Words } from "../types.d.ts" */

import { html } from "lit-html";
import { lengthOf } from "../equations/gradients.js";
import { reads, remembers, symbol, table } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { paragraph, power } from "../kit/words.js";
import { lengths } from "./lengths.js";
import { parametersOf } from "./numbers.js";
import { slider } from "./slider.js";
import { about, letterAt, long, share, W_hh } from "./words.js";

const [LEAST, MOST] = [-3, 3]; // powers of ten of the limit; at the right end there is none

const PARAMETERS = ["W xh", "W hh", "b h", "W hq", "b q"].map((name) => name.split(" "));

/** @param {View} v */
export function update(v) {
  const { sums, terms } = parametersOf(v.numbers);
  const each = PARAMETERS.map((name) => lengthOf(sums[name.join("_")]));
  const whole = lengthOf(each);
  const theta = v.get("clip");
  const factor = theta && whole > theta ? theta / whole : 1;
  const row = (/** @type {Words} */ name, /** @type {number} */ length) => [
    name,
    long(length),
    factor ? long(length * factor) : "–",
  ];
  const together = t("Taken together, the gradient of {loss} for all parameters is one vector, {length} long.", {
    loss: symbol("L", v.step),
    length: html`<b>${long(whole, 4)}</b>`,
  });
  return html`<p>${paragraph(together, clipped(v, factor))}</p>
  ${limit(v, theta)}
  ${table(t("Lengths of the gradients"), [
    [t("of"), t("as it is"), t("clipped")],
    ...PARAMETERS.map(([letter, index], j) => {
      const colour = { xh: reads, hh: remembers }[index] ?? ((/** @type {Words} */ words) => words);
      return row(colour(symbol(letter, index)), each[j]);
    }),
    row(t("all"), whole),
  ])}
  <p>${t("What each step adds to the gradient of {W}; {letter} adds nothing, since the state before it is 0:", {
    W: W_hh(),
    letter: letterAt(v, 1),
  })}</p>
  ${lengths(v, t("What each step adds to the gradient of W_hh"), v.step, [[terms, "d2l-link"]])}`;
}

/**
 * @param {View} v
 * @param {number} factor
 */
function clipped(v, factor) {
  if (!factor) return t("No factor brings that back to θ.");
  if (!v.get("clip")) return t("Nothing is clipped.");
  if (factor === 1) return t("That is not above θ: clipping leaves it as it is.");
  return t(
    "It is above θ: every number is multiplied by {factor}. The direction stays, and so does what reaches {letter}, {share}.",
    {
      factor: html`<b>${power(factor, 3)}</b>`,
      letter: letterAt(v, about(v)),
      share: share(v.numbers.way.log[about(v)]),
    },
  );
}

/** The limit θ, on a log scale. @param {View} v @param {number} theta */
const limit = (v, theta) =>
  slider({
    name: t("clip at θ"),
    label: t("Clip at θ"),
    ...{ least: LEAST, most: MOST, step: 0.02 },
    value: theta ? Math.log10(theta) : MOST,
    words: theta ? power(theta, 3) : t("off"),
    set: (log) => v.set({ clip: log < MOST ? Number((10 ** log).toPrecision(2)) : 0 }),
  });

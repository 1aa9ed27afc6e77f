/** The fold that takes the steps back apart: what tanh′ did and what W_hh did, and what other matrices would do. */

/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { choice, remembers, symbol, table } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { power } from "../kit/words.js";
import { lengthAt, named, statesOf, W_hh } from "./words.js";

/** @param {View} v */
export function steps(v) {
  const { way } = v.numbers;
  const factor = (/** @type {number} */ value) => (Number.isNaN(value) ? "–" : `×${power(value, 3)}`);
  return html`<div class="d2l-place">${W_hh()} ${choice(
    t("In the place of W_hh"),
    [
      ["model", t("its own")],
      ["straight", t("its own, tanh kept straight")],
      ["normal", t("a fixed normal one")],
      ["non-normal", t("a fixed non-normal one")],
    ],
    v.get("matrix"),
    (matrix) => v.set({ matrix }),
  )}</div>
  <p>${t(
    "One step back multiplies each unit by tanh′ = {slope}, which is never above 1, and then all of them by {W}. The eigenvalues of the fixed matrices have the size 0.5; tanh is kept straight by tiny inputs.",
    { slope: html`1 − ${remembers(symbol("H", "k"))}²`, W: W_hh() },
  )}</p>
  ${table(t("The steps back, from the loss on"), [
    [t("from"), t("length there"), "tanh′", W_hh(), t("step back")],
    ...statesOf(v).map((k) => [
      named(v, k),
      lengthAt(way, k),
      factor(way.tanh[k]),
      factor(way.matrix[k]),
      factor(way.tanh[k] * way.matrix[k]),
    ]),
  ])}`;
}

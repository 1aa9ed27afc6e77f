/** The fold that takes the steps back apart: what tanh′ did and what W_hh did, and what other matrices would do. */

/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { lengthAt } from "../equations/gradients.js";
import { paintCells } from "../kit/cells.js";
import { choice, remembers, symbol, table } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { power } from "../kit/words.js";
import { slopesAt } from "./numbers.js";
import { letterAt, long, product, share, statesOf, W_hh } from "./words.js";

const HIGH = 64; // pixels of the units

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
  <p class="d2l-product">${product(v)}</p>
  <p>${t(
    "One step back multiplies each unit by tanh′ = {slope}, which is never above 1, and then all of them by {W}. The eigenvalues of the fixed matrices have the size 0.5; tanh is kept straight by tiny inputs.",
    { slope: html`1 − ${remembers(symbol("H", "k"))}²`, W: W_hh() },
  )}</p>
  <p>${t("tanh′ of every unit under its letter, the bluer the nearer to 1; a unit near ±1 has almost none and passes little on:")}</p>
  <canvas class="d2l-data d2l-strip" role="img" aria-label=${t("tanh′ of every unit after every letter")}></canvas>
  ${table(t("The steps back, from the loss on"), [
    [
      t("at"),
      t("left"),
      t("length of {derivative}", { derivative: html`∂${symbol("L", v.step)}/∂${remembers(symbol("H", ""))}` }),
      "tanh′",
      W_hh(),
      t("step back"),
    ],
    ...statesOf(v).map((k) => [
      letterAt(v, k),
      share(way.log[k]),
      long(lengthAt(way, k)),
      factor(way.tanh[k]),
      factor(way.matrix[k]),
      factor(way.tanh[k] * way.matrix[k]),
    ]),
  ])}`;
}

/** Paint tanh′ of every unit, where this fold is open. @param {View} v */
export function paintSteps(v) {
  const canvas = /** @type {HTMLCanvasElement | null} */ (v.root.querySelector(".d2l-strip"));
  if (!canvas) return;
  const { columns: at, net, numbers } = v;
  const { h } = net.sizes;
  const list = statesOf(v);
  const slopes = list.map((k) => slopesAt(numbers, k));
  const wide = Math.round(Math.min(34, at.pitch - 6));
  const size = { width: at.width, height: HIGH, top: 0, row: HIGH / h, wide, rows: h };
  paintCells(canvas, size, list, at.x, (k, i) => slopes[v.step - k][i], v.colours);
}

/** Recurrence: figure 9.4.1 with the reader's letters, its states travelling from step to step. */

/** @import { View } from "../kit/figure.js" */
/** @import { MatrixName } from "../types.d.ts" */
/** @import { Places } from "./geometry.js" */

import { html } from "lit-html";
import { figure } from "../kit/figure.js";
import { withoutHiddenState } from "../kit/networks.js";
import { t } from "../kit/translate.js";
import { signed } from "../kit/words.js";
import { column, nameOf } from "./column.js";
import { arithmetic, change, memorySwitch, numbers } from "./folds.js";
import { places } from "./geometry.js";
import { motion } from "./motion.js";
import { runOf, sizeOf } from "./numbers.js";
import { drawn } from "./paint.js";
import { hearing } from "./pointing.js";
import { equation, note, sentence } from "./words.js";

export default figure({
  label: "Recurrence",
  traits: ["memory", "products", "unrolled", "selected"],
  inputs: ["memory"],
  first: 0,
  layout: { counts: { wide: [6, 7], narrow: [3] }, margins: { wide: [74, 30], narrow: [48, 8] } },
  compute: (v, before) => runOf(v.get("memory") ? v.net.trained : withoutHiddenState(v.net), v.reading, before),
  sentence,
  picture,
  note,
  switches: memorySwitch,
  folds: [
    ["change", () => t("Change something"), change],
    ["arithmetic", () => t("Look at the arithmetic"), arithmetic],
    ["numbers", () => t("Read the numbers"), numbers],
  ],
  drawn,
  motion,
});

/** The steps that have a column: the one before the first letter, and those whose letter is still the one that was read. @param {View} v */
function stepsOf({ columns: { from, to }, lost, letters, numbers: { reading, trace } }) {
  const other = lost ? letters.findIndex((letter, k) => letter !== reading.characters[k]) : -1;
  const end = Math.min(to, trace.T, other < 0 ? letters.length : other);
  return Array.from({ length: Math.max(1, end - from + 2) }, (_, k) => from - 1 + k);
}

/** @param {View} v */
function picture(v) {
  v.local.on ??= hearing(v);
  const { on } = v.local;
  const { left, narrow } = v.columns;
  const place = places(v);
  const { unrolled } = place;
  v.local.folding = v.local.unrolled === !unrolled;
  v.local.unrolled = unrolled;
  return html`<div class="d2l-chain${v.local.folding ? " folding" : ""}${v.columns.width < 340 ? " tiny" : ""}" role="group" aria-label=${t("A column for each letter: what is read, the state, what is expected")}
    @pointermove=${on.over} @pointerleave=${on.leave} @focusin=${on.focus} @focusout=${on.blur} @click=${on.press} @keydown=${on.key} @transitionend=${on.folded}>
    ${stepsOf(v).map((step) => column(v, place, step))}
    <span class="d2l-tag small left d2l-next" .style=${`left: ${left - 2}px`}>${narrow ? t("next") : t("next letter")}</span>
    ${unrolled ? "" : allThereIs(v, place)}
    ${equation(v)}
  </div>`;
}

/** All that the network is, beside its one cell: matrices of a few numbers, whatever the length of the text. @param {View} v @param {Places} place */
function allThereIs(v, { memory, cell }) {
  const { narrow } = v.columns;
  const matrix = (/** @type {MatrixName} */ name) => {
    const { rows, columns, count, largest } = sizeOf(v.numbers.p, [name]);
    return html`<div class="d2l-whole ${name}"><canvas class="d2l-map d2l-data ${name}" data-map=${name}></canvas><p>${nameOf(name)}<br>${rows} × ${columns}${narrow ? "" : ` = ${count}`}<br>${signed(-largest, 1)} … ${signed(largest, 1)}</p></div>`;
  };
  return html`${matrix("W_xh")}${memory ? matrix("W_hh") : ""}${matrix("W_hq")}
    ${memory ? html`<span class="d2l-tag small d2l-h d2l-round" .style=${`left: ${cell + 64}px`}>${t("next step")}</span>` : ""}
    ${narrow ? "" : html`<p class="d2l-once">${t("One cell reads all {T} letters.", { T: v.last })} ${memory ? t("What leaves it at one step enters it again at the next.") : ""}</p>`}`;
}

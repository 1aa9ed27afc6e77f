/** Recurrence: figure 9.4.1 with the reader's letters, its states travelling from step to step. */

/** @import { View } from "../kit/figure.js" */

import { html } from "lit-html";
import { stepsOf } from "../kit/columns.js";
import { figure } from "../kit/figure.js";
import { withoutHiddenState } from "../kit/networks.js";
import { choice } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { column } from "./column.js";
import { arithmetic, numbers } from "./folds.js";
import { places } from "./geometry.js";
import { motion } from "./motion.js";
import { asFarAsRead, runOf } from "./numbers.js";
import { drawn } from "./paint.js";
import { hear } from "./pointing.js";
import { note, sentence } from "./words.js";

export default figure({
  name: "recurrence",
  label: () => t("Recurrence"),
  traits: ["memory", "products", "unrolled", "selected"],
  inputs: ["memory"],
  first: 0,
  layout: { counts: { wide: [6, 7], narrow: [5] }, margins: { wide: [74, 30], narrow: [50, 8] } },
  compute: (v) => runOf(v.get("memory") ? v.net.trained : withoutHiddenState(v.net), v.reading),
  sentence,
  picture,
  note,
  switches,
  folds: [
    ["arithmetic", () => t("Look at the arithmetic"), arithmetic],
    ["numbers", () => t("Read the numbers"), numbers],
  ],
  drawn: (v) => drawn(asFarAsRead(v)),
  motion,
  begin: hear,
});

/** @param {View} all */
function picture(all) {
  const v = asFarAsRead(all);
  const { columns, local } = v;
  const steps = [columns.from - 1, ...stepsOf(columns)];
  const place = places(v);
  const { unrolled, one, memory, tight, twin } = place;
  local.folding = local.unrolled === !unrolled;
  local.unrolled = unrolled;
  const form = `${local.folding ? " folding" : ""}${unrolled ? "" : " folded"}${one ? " one" : ""}${tight ? " tight" : ""}`;
  const end = (unrolled ? columns.left : place.cell - columns.pitch / 2) - 2; // of what stands left of the guesses
  return html`<div class=${`d2l-chain${form}`} role="group" aria-label=${t("The network, step by step")} .style=${`--pitch: ${columns.pitch}px`}>
${steps.includes(twin, 1) ? html`<span class="d2l-twin" .style=${`left: ${columns.x(twin) - columns.pitch / 2}px`}></span>` : ""}${steps.map((step) => column(v, place, step))}
${v.step ? html`<span class="d2l-tag d2l-next" .style=${`left: ${end}px; --room: ${end}px`}>${t("expects")}</span>` : ""}
${memory && unrolled && !one ? html`<span class="d2l-tag d2l-next d2l-states d2l-h" .style=${`left: ${tight ? 2 : end}px; --room: ${end + (tight ? 8 : 0)}px`}>${t("memory: hidden states")}</span>` : ""}
${memory && !unrolled ? html`<span class="d2l-tag d2l-h d2l-round" .style=${`left: ${place.cell + 64}px`}>${t("next step")}</span>` : ""}
${unrolled ? "" : html`<p class="d2l-once">${t("One cell reads all {T} letters.", { T: v.last })} ${memory ? t("What leaves it at one step enters it again at the next.") : ""}</p>`}</div>`;
}

/** With or without the purple arrows, and side by side or in one cell. @param {View} v */
function switches(v) {
  const { unrolled, memory } = places(v);
  const states = /** @type {[string, string][]} */ ([
    ["with", t("with memory")],
    ["without", t("without")],
  ]);
  const forms = /** @type {[string, string][]} */ ([
    ["unrolled", t("unrolled")],
    ["folded", t("folded")],
  ]);
  return html`${choice(t("Hidden state"), states, memory ? "with" : "without", (state) =>
    v.set({ memory: state === "with" }),
  )}${choice(t("How the steps are drawn"), forms, unrolled ? "unrolled" : "folded", (form) =>
    v.set({ unrolled: form === "unrolled" }),
  )}`;
}

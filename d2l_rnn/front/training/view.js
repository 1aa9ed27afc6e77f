/** Training: the loss after every update, and what the network of each checkpoint makes of a text. */

/**
 * @import { View } from "../kit/figure.js"
 * @import { Shown } from "./numbers.js"
 */

import { html, svg } from "lit-html";
import { figure } from "../kit/figure.js";
import { bare, choice, percent } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { visible } from "../kit/words.js";
import { clock } from "./clock.js";
import { curve, frame, label, placeSlider, scrubber } from "./curve.js";
import { change, inView, numbers, paintStates, states } from "./folds.js";
import { lastPlace, shownAt } from "./numbers.js";
import { hasMemory, learnable, remember, seen, toLearn } from "./settings.js";
import { expectation, sentence } from "./words.js";

const HEIGHT = 398;
const BAR = { top: 32, bottom: 78 };
const SIGN = 42; // pixels of a column in which a number has its % beside it
const ROOMY = 62; // pixels of a column in which a guess and its mark stand side by side, whatever they are
const SNUG = 30; // and in which one letter and ✓ or ✗ do

export default figure({
  name: "training",
  label: () => t("Training"),
  traits: ["checkpoint"],
  inputs: ["checkpoint"],
  least: 2,
  first: 0,
  aim: true,
  whole: true,
  compute: (v, before) => shownAt(v.net, Math.min(v.get("checkpoint"), lastPlace(v.net)), v.reading, before),
  sentence,
  picture,
  note: (v) =>
    v.step > 0 ? expectation(v) : t("Press ▶ or drag along the curve. Type a word and press Enter to learn it."),
  switches: (v) =>
    learnable(v.net)
      ? choice(
          t("Memory"),
          [
            ["with", t("with memory")],
            ["without", t("without memory")],
          ],
          hasMemory(v.net) ? "with" : "without",
          (value) => remember(v, value === "with"),
        )
      : "",
  folds: [
    ["states", () => t("Look at the states"), states],
    ["change", () => t("Change how it learns"), change],
    ["numbers", () => t("Read the numbers"), numbers],
  ],
  drawn(v) {
    paintStates(v);
    placeSlider(v);
  },
  clock: { playing: clock, word: () => t("train"), hint: () => t("Play: see it learn again, slowed down") },
  learning: (v) => ({ options: toLearn(v.net), after: seen() }),
});

/** @param {View} v */
function picture(v) {
  const at = frame(v);
  return html`<svg class=${v.get("playing") ? "d2l-playing" : ""} width=${v.columns.width} height=${HEIGHT} role="img"
      aria-label=${t("Under each letter the next one, its probability and the guess; below, the loss after every update")}>
    ${guesses(v)}${curve(v, at)}
  </svg>${scrubber(v, at)}`;
}

/** The rows under the letters: what comes next, how likely it is, and the guess. @param {View} v */
function guesses(v) {
  const { columns: at } = v;
  const unsigned = at.pitch < SIGN;
  const likely = unsigned
    ? [t("how"), t("likely,"), t("in %")]
    : at.narrow
      ? [t("how"), t("likely")]
      : [t("its"), t("probability")];
  const heads = [
    label(at.left - 8, 20, at.narrow ? t("next") : t("next letter"), "end"),
    ...likely.map((one, k) => label(at.left - 8, (unsigned ? 56 : 52) + 15 * k, one, "end")),
    label(at.left - 8, 121, t("guess"), "end"),
  ];
  const band =
    v.step >= at.from && v.step <= v.numbers.guesses.length
      ? svg`<rect class="d2l-band" x=${at.x(v.step) - at.pitch / 2} y="0" width=${at.pitch} height="140"></rect>`
      : "";
  return svg`${band}${heads}
${inView(v).map((step) => guess(v, step))}`;
}

/** @param {View} v @param {number} step */
function guess(v, step) {
  const { columns: at, net, reading } = v;
  /** @type {Shown} */
  const { guesses: all } = v.numbers;
  const { top, p, right, tie } = all[step - 1];
  const x = at.x(step);
  const wide = Math.min(34, Math.round(at.pitch * 0.46));
  const full = BAR.bottom - BAR.top;
  const roomy = at.pitch >= ROOMY;
  const room = at.pitch < 40 ? 1 : 2; // letters that tie
  const letters = top.slice(0, room).map((/** @type {number} */ token) => visible(net.tokens[token]));
  const said = letters.join("/") + (top.length > room ? "…" : "");
  const mark = tie ? t("tie") : right ? "✓" : "✗";
  const beside = roomy || (at.pitch >= SNUG && !tie && said.length < 3);
  const look = right && !tie ? "right" : "wrong";
  return svg`<text class="letter" x=${x} y="21" text-anchor="middle">${visible(reading.characters[step])}</text>
    <rect class="d2l-all" x=${x - wide / 2} y=${BAR.top} width=${wide} height=${full}></rect>
    <rect class="d2l-p" x=${x - wide / 2} y=${BAR.bottom - full * p} width=${wide} height=${full * p}></rect>
    <text class="d2l-small" x=${x} y="96" text-anchor="middle">${at.pitch < SIGN ? bare(p) : percent(p).replace(" ", "")}</text>
    <text class="d2l-guess ${look}" x=${x - (beside ? (roomy ? 8 : 7) : 0)} y="122" text-anchor="middle">${said}</text>
    <text class="d2l-mark ${look}" x=${roomy ? x - 2 + 5 * said.length : beside ? x + 1 : x} y=${beside ? 122 : 137} text-anchor=${beside ? "start" : "middle"}>${mark}</text>`;
}

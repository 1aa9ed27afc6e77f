/** Gradients: how much of the gradient of one loss reaches each state before it, and what makes it vanish or explode. */

/** @import { View } from "../kit/figure.js" */
/** @import { Move } from "../kit/motion.js" */

import { figure } from "../kit/figure.js";
import { choice, toggle } from "../kit/parts.js";
import { t } from "../kit/translate.js";
import { losses } from "./losses.js";
import { numbersOf } from "./numbers.js";
import { isLog, picture } from "./picture.js";
import { paintSteps, steps } from "./steps.js";
import { update } from "./update.js";
import { playing, seen } from "./walk.js";
import { firstOf, note, sentence, W_hh } from "./words.js";

export default figure({
  name: "gradients",
  label: () => t("Gradients"),
  traits: ["weights", "matrix", "scale", "clip", "selected"],
  inputs: ["weights", "matrix", "scale", "step"],
  least: 2,
  aim: true,
  layout: { before: 1 }, // the letters before the current one are what is looked at
  compute: (v, before) =>
    numbersOf(
      (v.get("weights") === "untrained" && v.net.untrained) || v.net.trained,
      v.reading,
      { matrix: v.get("matrix"), scale: v.get("scale"), t: v.step },
      before,
    ),
  sentence,
  picture,
  note,
  switches: (v) => [networks(v), toggle(t("log scale"), isLog(v), (log) => v.pass({ log }))],
  folds: [
    ["steps", () => t("Take the steps apart"), steps],
    ["losses", () => t("Add up all losses"), losses],
    ["update", () => t("Clip, then update {W}", { W: W_hh() }), update],
  ],
  drawn(v) {
    seen(v, firstOf(v));
    paintSteps(v);
  },
  motion,
  clock: { playing, sign: "◀", hint: () => t("Play: walk the gradient back, letter by letter") },
  learning: () => ({ after: { weights: "trained" } }), // what was learned is what is shown
});

/** Which network: where there is an untrained one beside. @param {View} v */
const networks = (v) =>
  v.net.untrained
    ? choice(
        t("Network"),
        [
          ["untrained", t("untrained")],
          ["trained", t("trained")],
        ],
        v.get("weights"),
        (weights) => v.set({ weights }),
      )
    : "";

/**
 * After a step: the gradient of the new loss runs back through all states.
 * @param {View} v
 * @returns {Move[]}
 */
function motion(v) {
  const chain = v.root.querySelector(".d2l-chain");
  return [[chain, [{ clipPath: "inset(0 0 0 100%)" }, { clipPath: "inset(0)" }]]];
}

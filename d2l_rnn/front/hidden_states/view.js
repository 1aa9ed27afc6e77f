/** HiddenStates: the state of every unit after every letter, where each value comes from, and what follows from a change. */

/** @import { View } from "../kit/figure.js" */
/** @import { Move } from "../kit/motion.js" */

import { html } from "lit-html";
import { figure } from "../kit/figure.js";
import { during } from "../kit/motion.js";
import { t } from "../kit/translate.js";
import { drawnFold, folds } from "./folds.js";
import { change, focusOn } from "./hands.js";
import { sizeOf } from "./layout.js";
import { runsOf } from "./numbers.js";
import { paint } from "./paint.js";
import { picture } from "./picture.js";
import { note, sentence, UNDO } from "./words.js";

export default figure({
  name: "hidden_states",
  label: () => t("Hidden states"),
  traits: ["edits", "selected"],
  inputs: ["edits"],
  compute: (v, before) => runsOf(v.net.trained, v.reading, v.get("edits"), before),
  sentence,
  picture,
  note,
  switches,
  folds,
  drawn(v) {
    paint(v, v.root.querySelector("canvas"), sizeOf(v), v.numbers);
    drawnFold(v);
  },
  motion,
});

/** @param {View} v */
function switches(v) {
  const undo = () => {
    change(v, []);
    focusOn(v, ".d2l-cell");
  };
  return html`<button type="button" class="d2l-undo" ?disabled=${!v.get("edits").length} @click=${undo}>${UNDO()}</button>`;
}

/** The letter comes down, the state before comes over, the new one appears, then the guess. @param {View} v @returns {Move[]} */
function motion({ root, columns: { pitch } }) {
  const [now, before, letter, arrow, p] = ["", " i", " b", " svg", " small"].map((part) =>
    root.querySelector(`.d2l-column.now${part}`),
  );
  const guess = root.querySelector(".d2l-picture .d2l-guesses [aria-current=true]");
  const shown = { opacity: 1 };
  return [
    [now, [{ background: "var(--d2l-page)" }, {}], during(0.5, 0.8)],
    [before, [{ opacity: 1, transform: `translateX(${-pitch}px)` }, shown], during(0, 0.5)],
    [letter, [{ opacity: 1, transform: "translateY(-66px)" }, shown], during(0, 0.5)],
    ...[arrow, p, guess].map((one) => /** @type {Move} */ ([one, [{ opacity: 0 }, {}], during(0.8, 1)])),
  ];
}

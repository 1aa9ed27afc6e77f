/** What is seen to happen in a step: letter and state go to φ, the new state comes out, and then what it expects. */

/** @import { View } from "../kit/figure.js" */
/** @import { Move } from "../kit/motion.js" */

import { during } from "../kit/motion.js";

const appears = [{ opacity: 0 }, { opacity: 1 }];
const travels = (/** @type {number} */ end) => [
  { opacity: 1, offsetDistance: "0%", transform: "none" },
  { opacity: 1, offsetDistance: "100%", transform: `scale(${end})` },
];

/** @param {View} v @returns {Move[]} */
export function motion({ root }) {
  const find = (/** @type {string} */ name) => /** @type {HTMLElement} */ (root.querySelector(`.d2l-step.now ${name}`));
  return [
    [find("b.d2l-flier"), travels(0.8), during(0, 0.55)],
    [find("canvas.d2l-flier"), travels(0.2), during(0, 0.55)],
    [find(".d2l-phi"), [{}, { scale: 1.3 }, {}], during(0.45, 0.7)],
    [find(".d2l-state"), appears, during(0.5, 0.82)],
    [find(".d2l-guesses"), appears, during(0.78, 1)],
  ];
}
